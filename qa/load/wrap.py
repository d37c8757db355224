"""Which ends of lines in a plain text are soft: put there by a program to keep lines short, not by the author.

The test is the old one: a break is soft if the next line's first word would not have fitted on the line. It needs the
width the text was wrapped to, which is fitted to the lines of the file: the width that the most breaks agree with. A
file has a width only if most breaks agree and enough of them stand within a sentence; one paragraph a line, verse and
addresses agree on none.

Known limitation: a file has one width. Where several wrapped texts were put together, the one with most lines decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from typing import NamedTuple

from qa.load.hyphens import is_cut, is_unspaced
from qa.load.signs import ends_sentence, is_unfinished, starts_caseless, starts_lower

# Characters: no program wraps narrower than a newspaper's column or wider than a wide terminal.
_NARROWEST, _WIDEST = 18, 200

# Breaks from which the width is told: those of a long chapter; more would not change it.
_SAMPLE = 10_000

# Share of the width by which lines may miss it. None for typewriter letters, more for letters of many widths, whose
# count says less about how long a line was. The first that fits nearly as well as the loosest is taken.
_TOLERANCES = (0.0, 0.03, 0.06, 0.1)
_NEARLY = 0.97

# Tolerance when the line breaks off within a sentence, where a soft break is the likelier reading.
_WITHIN_SENTENCE = 0.12

# Shares of the breaks, weighted by the length of their lines: of those that agree with the width, and of those at which
# a sentence plainly goes on (in English prose about three quarters do; in German, with its capitals, half).
_AGREEING, _GOING_ON = 0.55, 0.25

# Share of the width a line must reach to break off within a sentence by wrapping.
_SHORTEST = 0.5


class Line(NamedTuple):
    """A line of the file: its number from 1, blanks before it, its text cleaned and as it stands, where it ends."""

    number: int
    indent: int
    text: str
    raw: str
    width: int


class Break(NamedTuple):
    """The end of a line: where the line ends, where it would have with the next word, whether the sentence goes on."""

    width: int
    reach: int
    goes_on: bool


def reach(above: Line, below: Line) -> int:
    """How wide `above` would be with the first word of `below`; a character is a word in scripts without spaces."""
    if is_unspaced(below.text):
        return above.width + 1
    return above.width + 1 + len(below.text.split(" ", 1)[0])


def goes_on(above: Line, below: Line) -> bool:
    """Whether the sentence plainly goes on: it has not ended, and the next line begins with a small letter."""
    return starts_lower(below.text) and not ends_sentence(above.text)


@dataclass(frozen=True, slots=True)
class Wrap:
    """The width a file was wrapped to, in characters, None if it was not; and by how much its lines miss it."""

    width: int | None
    tolerance: float = 0.0

    def is_soft(self, above: Line, below: Line) -> bool:
        """Whether the end of `above` is only there to keep lines short. `below` follows it without a blank line."""
        if is_cut(above.text, below.text):
            return True
        within = goes_on(above, below) or is_unfinished(above.text)
        if self.width is None:
            return within
        room = self.width - reach(above, below)
        if room < self._allowed(above):
            return True
        return within and above.width >= _SHORTEST * self.width

    def is_full(self, line: Line) -> bool:
        """Whether the line is long enough to have been broken by wrapping; any line is in a file without a width."""
        return self.width is None or line.width >= _SHORTEST * self.width

    def _allowed(self, above: Line) -> float:
        width = self.width or 0
        share = self.tolerance if ends_sentence(above.text) else max(self.tolerance, _WITHIN_SENTENCE)
        return share * width


def measure(chunks: Iterable[Sequence[Line]]) -> Wrap:
    """The wrap of a file, from the breaks within its `chunks` (lines without a blank line between them)."""
    pairs = (pair for chunk in chunks for pair in pairwise(chunk))
    breaks = [
        _break(above, below)
        for above, below in islice(pairs, _SAMPLE)
        if not is_cut(above.text, below.text) and not _starts_paragraph(above, below)
    ]
    total = sum(each.width for each in breaks)
    if not total or sum(each.width for each in breaks if each.goes_on) < _GOING_ON * total:
        return Wrap(None)
    fits = [(*_fit(breaks, tolerance), tolerance) for tolerance in _TOLERANCES]
    best = max(agreeing for agreeing, _, _ in fits)
    if best < _AGREEING * total:
        return Wrap(None)
    return next(Wrap(width, tolerance) for agreeing, width, tolerance in fits if agreeing >= _NEARLY * best)


def _break(above: Line, below: Line) -> Break:
    within = not ends_sentence(above.text)
    return Break(above.width, reach(above, below), within and (starts_lower(below.text) or starts_caseless(below.text)))


def _starts_paragraph(above: Line, below: Line) -> bool:
    """Whether the indentation says that a paragraph begins, so that the break says nothing about the width."""
    return below.indent > above.indent and ends_sentence(above.text)


def _fit(breaks: Sequence[Break], tolerance: float) -> tuple[int, int]:
    """The weight of the breaks that agree with the best width, and that width: the middle one of equals.

    A break agrees with a width if its line is not wider, and would be with the next word. Counted for all widths at
    once: a break agrees with a range of them, so its weight is added where the range begins and taken where it ends.
    """
    changes = [0] * (_WIDEST + 2)
    for each in breaks:
        first = max(round(each.width * (1 - tolerance)), _NARROWEST)
        last = min(round((each.reach - 1) * (1 + tolerance)), _WIDEST)
        if first <= last:
            changes[first] += each.width
            changes[last + 1] -= each.width
    weights = list(accumulate(changes))
    best = max(weights)
    widths = [width for width, weight in enumerate(weights) if weight == best]
    return best, widths[len(widths) // 2]
