"""Fragments: lines that are no whole question, and the gap in the last question that each fills.

    "Why?", "How many daughters?", "With whom?"       other question words for the last question
    "Who does?"                                       the same, without the verb
    "In dollars?", "Right away?"                      something more for it
    "And his brother?", "Semyon?"                     somebody else for the one it was about

Known limitation: a phrase of several words without a determiner ("trip cost") is taken for a question in keywords.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from qa.dialogue.clause import count_question_words
from qa.dialogue.history import Knowledge
from qa.language import lexicon
from qa.language.lexicon import ADVERBS, AUXILIARIES, DETERMINERS, PREPOSITIONS, QUESTION_WORDS, alternation
from qa.language.tokens import tokens
from qa.types import Token

# Words of a fragment at most, unless it says what it is ("What about ...").
_MAX_WORDS = 6
# Nouns that "what" or "which" asks of at most: of more, one is probably a verb.
_MAX_NOUNS = 2
# "When was that?", "Why is that?": no more than "When?", "Why?".
_QUESTION_OF_IT = re.compile(
    r"^(?P<asked>(?:(?:in|on|at|for|from|since|until|by) )?(?:when|where|why|how|who|(?:what|which) (?:year|day|month))"
    r"(?: exactly)?) (?:is|was|will|would|did|does|could|might) (?:that|this|it)(?: (?:be|been|happen|so|then))?$",
    re.IGNORECASE,
)
_WITHOUT_VERB = re.compile(
    rf"^(?:who|what|which one|where|when|why|how) {alternation(sorted(AUXILIARIES))}$", re.IGNORECASE
)
_ADVERBIAL = re.compile(rf"^{alternation(lexicon.ADVERBIALS)}$", re.IGNORECASE)


class Gap(Enum):
    """What the text of a fragment is in the last question."""

    QUESTION_WORDS = "other question words"
    VERB = "question words without the verb"
    MORE = "something more"
    ANOTHER = "somebody or something else"
    OTHER_ONE = "whoever else was mentioned"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A line that is no whole question: its text, and the gap that it fills."""

    text: str
    gap: Gap


def short_fragment(text: str, knowledge: Knowledge, *, follows_and: bool) -> Fragment | None:
    """The fragment that `text` is by its words alone; `follows_and` is whether "and" or the like precedes it."""
    of_it = _QUESTION_OF_IT.match(text)
    if of_it:
        return Fragment(of_it["asked"], Gap.QUESTION_WORDS)
    if _WITHOUT_VERB.match(text):
        return Fragment(text, Gap.VERB)
    words = [token for token in tokens(text) if token.is_word]
    if not words or len(words) > _MAX_WORDS or any(word.norm in AUXILIARIES or word.norm == "else" for word in words):
        return None
    count = count_question_words(words)
    if count:
        only_adverbs_follow = all(word.norm in ADVERBS for word in words[count:])
        is_fragment = only_adverbs_follow and not _may_hold_verb(words[:count])
        return Fragment(text, Gap.QUESTION_WORDS) if is_fragment else None
    if words[0].norm in PREPOSITIONS or _ADVERBIAL.match(text):
        return Fragment(text, Gap.MORE)
    if all(word.norm in ADVERBS for word in words):
        return None
    return Fragment(text, Gap.ANOTHER) if follows_and or _is_phrase(text, words, knowledge) else None


def _may_hold_verb(question_words: Sequence[Token]) -> bool:
    """Whether a question word may be a verb that is not listed: "What saves lives?", and not "What wars?"."""
    nouns = [word for word in question_words if word.norm not in QUESTION_WORDS and word.norm not in PREPOSITIONS]
    of_a_kind = len(question_words) > 2 and question_words[2].norm == "of" and not question_words[1].norm.endswith("s")
    opens = question_words[0].norm in ("what", "which") and len(nouns) > 1 and not of_a_kind
    return opens and (len(nouns) > _MAX_NOUNS or nouns[0].norm.endswith("s"))


def _is_phrase(text: str, words: Sequence[Token], knowledge: Knowledge) -> bool:
    """Whether the line is one name, or one phrase that has a determiner or an owner, and nothing else."""
    phrases = [phrase for phrase in knowledge.phrases(text) if phrase.end >= words[-1].end - len("'s")]
    is_whole = any(phrase.start == words[0].start for phrase in phrases)
    return is_whole and (any(phrase.proper or phrase.owned for phrase in phrases) or words[0].norm in DETERMINERS)
