"""The names in a text: what a person can ask about, and what a name is completed to."""

import re
from collections import Counter
from typing import NamedTuple

from qa.language.answer_types import typed_spans
from qa.language.lexicon import SPEAKER_VERBS, alternation
from qa.types import AnswerType

# Characters of each document that are looked through: enough to know what it is about, and quick.
_MAX_CHARACTERS = 200_000
_SPEAKS_AFTER = re.compile(rf" {alternation(SPEAKER_VERBS)}\b")
_SPEAKS_BEFORE = re.compile(rf"\b{alternation(SPEAKER_VERBS)} $")
# Characters before a name in which such a verb is.
_REACH = 20


class Name(NamedTuple):
    """A name, how often it occurs, and how often somebody of this name says something."""

    text: str
    times: int
    speaks: int


def names_in(text: str) -> list[Name]:
    """The names in the first characters of `text`, in the order they occur."""
    looked_at = text[:_MAX_CHARACTERS]
    counts, speaking = Counter[str](), Counter[str]()
    for span in typed_spans(AnswerType.NAME, looked_at):
        name = looked_at[span.start : span.end]
        counts[name] += 1
        before = looked_at[max(span.start - _REACH, 0) : span.start]
        speaking[name] += bool(_SPEAKS_AFTER.match(looked_at, span.end) or _SPEAKS_BEFORE.search(before))
    return [Name(name, count, speaking[name]) for name, count in counts.items()]
