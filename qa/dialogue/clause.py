"""A question taken apart, as far as another question can be made of it: "Where | did | Pavel go".

Known limitation: the subject is not told from the rest of the clause.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.language import grammar
from qa.language.grammar import Token, tokens
from qa.language.irregular import BASE

_SHORT = {"will": "won't", "can": "can't", "shall": "shan't", "am": "am not", "may": "may not"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A question: its question words ("On which day"; empty for yes or no), its auxiliary, and the rest without "?".

    Without an auxiliary the question words are the subject: "Who | | signed it".
    """

    asked: str
    auxiliary: str
    rest: str

    @property
    def asks_subject(self) -> bool:
        """Whether the question words are what does it."""
        return bool(self.asked) and not self.auxiliary

    def with_words(self, asked: str, *, negated: bool = False) -> str:
        """The same question with other question words."""
        auxiliary = _negated(self.auxiliary) if negated else self.auxiliary
        return _sentence(asked, auxiliary, self.rest)


def clause(text: str) -> Clause | None:
    """`text` taken apart; None if it is no question with question words or an auxiliary in front."""
    found = [token for token in tokens(text) if token.is_word]
    if not found:
        return None
    end = question_words(found)
    if end == 0 and found[0].norm not in grammar.AUXILIARIES:
        return None
    stop = text.rstrip(" ?!.").__len__()
    asked = text[found[0].start : found[end - 1].end] if end else ""
    if end < len(found) and found[end].norm in grammar.AUXILIARIES:
        return Clause(asked, found[end].text, text[found[end].end : stop].strip())
    rest = text[found[end].start : stop].strip() if end < len(found) else ""
    return Clause(asked, "", rest)


def question_words(found: Sequence[Token]) -> int:
    """How many words in front are the question words: "When", "For how many years"; 0 if there are none."""
    at = 1 if found[0].norm in grammar.PREPOSITIONS and len(found) > 1 else 0
    if at >= len(found) or found[at].norm not in grammar.WH:
        return 0
    opening = found[at].norm
    at += 1
    if opening not in ("what", "which", "whose", "how"):
        return at
    while at < len(found) and not _ends_question_words(found, at, opening):
        at += 1
    return at


def _ends_question_words(found: Sequence[Token], at: int, opening: str) -> bool:
    word = found[at].norm
    if word in grammar.AUXILIARIES or word in grammar.PRONOUNS - {"one", "ones"} or word in grammar.WH:
        return True
    if word in grammar.DETERMINERS and opening != "how" and found[at - 1].norm not in ("of", "or", "and"):
        return True
    follows_noun = found[at - 1].norm not in (opening, "many", "much")
    if word in grammar.PREPOSITIONS:
        return not (word == "of" and follows_noun)
    # "What made him", but "What change": right behind the opening word only a past form is surely a verb.
    is_past = word.endswith("ed") or (grammar.verb(word) is not None and word in BASE and not word.endswith("s"))
    return found[at - 1].norm != "of" and (is_past or (follows_noun and grammar.verb(word) is not None))


def _negated(auxiliary: str) -> str:
    lower = auxiliary.casefold()
    return _SHORT.get(lower, auxiliary if "n't" in lower else f"{lower}n't")


def _sentence(asked: str, auxiliary: str, rest: str) -> str:
    lowered = auxiliary[:1].lower() + auxiliary[1:] if asked else auxiliary
    return " ".join(part for part in (asked, lowered, rest) if part) + "?"
