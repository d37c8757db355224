"""A question as a clause, as far as another question can be made of it: "Where | did | Pavel go".

Known limitation: the subject is not separated from the rest of the clause.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.language.grammar import base_verb, with_not
from qa.language.lexicon import (
    AUXILIARIES,
    BASE_FORMS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
)
from qa.language.tokens import tokens
from qa.types import Token


@dataclass(frozen=True, slots=True)
class Clause:
    """A question: its question words ("On which day"; empty for yes or no), its auxiliary, and the rest without "?".

    Without an auxiliary the question words are the subject: "Who | | signed it".
    """

    question_words: str
    auxiliary: str
    rest: str

    @property
    def asks_subject(self) -> bool:
        """Whether the question words are the subject."""
        return bool(self.question_words) and not self.auxiliary

    def with_question_words(self, question_words: str, *, negated: bool = False) -> str:
        """The same question with other question words."""
        auxiliary = with_not(self.auxiliary) if negated else self.auxiliary
        lowered = auxiliary[:1].lower() + auxiliary[1:] if question_words else auxiliary
        return " ".join(part for part in (question_words, lowered, self.rest) if part) + "?"


def clause(text: str) -> Clause | None:
    """`text` as a clause; None unless it begins with question words or an auxiliary."""
    words = [token for token in tokens(text) if token.is_word]
    if not words:
        return None
    count = count_question_words(words)
    if count == 0 and words[0].norm not in AUXILIARIES:
        return None
    stop = len(text.rstrip(" ?!."))
    question_words = text[words[0].start : words[count - 1].end] if count else ""
    if count < len(words) and words[count].norm in AUXILIARIES:
        return Clause(question_words, words[count].text, text[words[count].end : stop].strip())
    rest = text[words[count].start : stop].strip() if count < len(words) else ""
    return Clause(question_words, "", rest)


def count_question_words(words: Sequence[Token]) -> int:
    """How many words in front are the question words: "When", "For how many years"; 0 if there are none."""
    place = 1 if words[0].norm in PREPOSITIONS and len(words) > 1 else 0
    if place >= len(words) or words[place].norm not in QUESTION_WORDS:
        return 0
    opening = words[place].norm
    place += 1
    if opening not in ("what", "which", "whose", "how"):
        return place
    while place < len(words) and not _ends_question_words(words, place, opening):
        place += 1
    return place


def _ends_question_words(words: Sequence[Token], place: int, opening: str) -> bool:
    word, before = words[place].norm, words[place - 1].norm
    if word in AUXILIARIES or word in PRONOUNS - {"one", "ones"} or word in QUESTION_WORDS:
        return True
    if word in DETERMINERS and opening != "how" and before not in ("of", "or", "and"):
        return True
    follows_noun = before not in (opening, "many", "much")
    if word in PREPOSITIONS:
        return not (word == "of" and follows_noun)
    # "What made him", but "What change": right behind the opening word only a past form is surely a verb.
    is_verb = base_verb(word) is not None
    is_past = word.endswith("ed") or (is_verb and word in BASE_FORMS and not word.endswith("s"))
    return before != "of" and (is_past or (follows_noun and is_verb))
