"""A question changed by one word or number, so that the passage which answered it most likely does not any more.

Easy unanswerable questions (about something else) teach nothing; these share nearly every word with the passage.

Known limitation: a changed question may by chance still be answered; one that drops a name often is.
"""

import random
import re
from collections.abc import Iterator

from qa.language.answer_types import Kind, spans_of
from qa.types import Document

_YEAR = re.compile(r"\b(?:1[0-9]|20)[0-9]{2}\b")
# Years that a year is moved by: near ones are the harder.
_YEARS = (-50, -20, -10, -5, -3, -2, -1, 1, 2, 3, 5, 10, 20)
_MONTHS = "January February March April May June July August September October November December".split()
# Each of a pair turns a question into its opposite.
_OPPOSITES = (
    "first last, largest smallest, most least, before after, highest lowest, oldest youngest, north south, east west, "
    "increase decrease, won lost, best worst, more fewer, higher lower, born died, began ended, start end, "
    "earliest latest, male female, men women, left returned, buy sell, new old, can cannot, always never, "
    "allowed forbidden, support oppose, public private, short long, same different, above below, inside outside"
)
_OPPOSITE = {one: other for pair in _OPPOSITES.split(", ") for one, other in (pair.split(), reversed(pair.split()))}
_OPPOSED = re.compile(rf"\b(?:{'|'.join(_OPPOSITE)})\b")
_AUXILIARY = re.compile(r"\b(did|does|do|is|are|was|were|can|could|has|have|had|will|would|should)\b")
_NEGATED = {"can": "can't", "will": "won't"}
_NEGATIVE = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b")


def changed(question: str, document: Document, chance: random.Random) -> str | None:
    """`question` with a name, year, month, opposite or negation put in; None if there is nothing to change."""
    ways = [one for one in _ways(question, document, chance) if one != question]
    return chance.choice(ways) if ways else None


def _ways(question: str, document: Document, chance: random.Random) -> Iterator[str]:
    """Each change that can be made; the swapped name twice, since it reads most like a person's own question."""
    name = swapped(question, document, chance)
    yield from (name, name)
    for match in _YEAR.finditer(question):
        yield _put(question, match, str(int(match[0]) + chance.choice(_YEARS)))
    for month in _MONTHS:
        if month in question:
            yield question.replace(month, chance.choice([other for other in _MONTHS if other != month]))
    for match in _OPPOSED.finditer(question):
        yield _put(question, match, _OPPOSITE[match[0]])
    auxiliary = _AUXILIARY.search(question)
    if auxiliary and not _NEGATIVE.search(question):
        yield _put(question, auxiliary, _NEGATED.get(auxiliary[1], f"{auxiliary[1]}n't"))


def swapped(question: str, document: Document, chance: random.Random) -> str:
    """`question` with one of its names in place of another name of the document, or as it is if it has none."""
    own = [question[span.start : span.end] for span in spans_of(Kind.NAME, question) if span.start > 0]
    others = [document.slice(span) for span in spans_of(Kind.NAME, document.text)]
    others = [name for name in others if name not in question]
    return question.replace(chance.choice(own), chance.choice(others)) if own and others else question


def _put(question: str, match: re.Match[str], words: str) -> str:
    return f"{question[: match.start()]}{words}{question[match.end() :]}"
