"""Which line ends of a plain text are soft: put there by a program to keep lines short, not by the author.

A line end is soft if the first word of the next line would not have fitted on the line. That needs the width to which
the text was wrapped. It is fitted to the lines of the file: the width that agrees with the most line breaks. A file has
a width only if most breaks agree with it and enough of them are within a sentence. Texts with one paragraph per line,
verse and addresses have no width.

Known limitation: a file has one width. Where several wrapped texts were put together, the one with most lines decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from typing import NamedTuple

from qa.load.lines import is_word_cut, starts_unspaced
from qa.load.plain.lines import Line, ends_sentence, is_unfinished, starts_caseless, starts_lower

# Characters: no program wraps narrower than a newspaper's column or wider than a wide terminal.
_NARROWEST, _WIDEST = 18, 200

# Breaks to which the width is fitted: those of a long chapter. More would not change it.
_SAMPLE = 10_000

# Share of the width by which lines may miss it: none in monospaced text, more in proportional type, where the number of
# characters says less about the length of a line. The first that fits nearly as well as the loosest is used.
_TOLERANCES = (0.0, 0.03, 0.06, 0.1)
_NEARLY = 0.97

# Tolerance when the line breaks off within a sentence, where a soft break is the likelier reading.
_WITHIN_SENTENCE = 0.12

# Shares of the breaks, weighted by the length of their lines: of those that agree with the width, and of those at which
# a sentence clearly continues (in English prose about three quarters do; in German, with its capitals, half).
_AGREEING, _CONTINUING = 0.55, 0.25

# Share of the width that a line must reach to break off within a sentence by wrapping.
_SHORTEST = 0.5


class _Break(NamedTuple):
    """A line end: the width of the line, its width with the next word, and whether the sentence continues."""

    width: int
    reach: int
    continues: bool


def sentence_continues(above: Line, below: Line) -> bool:
    """Whether the sentence clearly continues: it has not ended, and the next line begins with a lower-case letter."""
    return starts_lower(below.text) and not ends_sentence(above.text)


def _reach(above: Line, below: Line) -> int:
    """The width of `above` with the first word of `below`: its first character in scripts without spaces."""
    if starts_unspaced(below.text):
        return above.width + 1
    return above.width + 1 + len(below.text.split(" ", 1)[0])


@dataclass(frozen=True, slots=True)
class Wrap:
    """How a file was wrapped.

    `width` is in characters, None if the file was not wrapped. `tolerance` is the share of it by which lines miss it.
    """

    width: int | None
    tolerance: float = 0.0

    def is_soft(self, above: Line, below: Line) -> bool:
        """Whether the end of `above` only keeps lines short. `below` follows it without a blank line."""
        if is_word_cut(above.text, below.text):
            return True
        within_sentence = sentence_continues(above, below) or is_unfinished(above.text)
        if self.width is None:
            return within_sentence
        room = self.width - _reach(above, below)
        if room < self._allowed(above):
            return True
        return within_sentence and above.width >= _SHORTEST * self.width

    def is_full(self, line: Line) -> bool:
        """Whether the line is long enough to be broken by wrapping. In a file without a width every line is."""
        return self.width is None or line.width >= _SHORTEST * self.width

    def _allowed(self, above: Line) -> float:
        width = self.width or 0
        share = self.tolerance if ends_sentence(above.text) else max(self.tolerance, _WITHIN_SENTENCE)
        return share * width


def fit_wrap(chunks: Iterable[Sequence[Line]]) -> Wrap:
    """The wrap of a file, from the line breaks within its `chunks` (lines without a blank line between them)."""
    pairs = (pair for chunk in chunks for pair in pairwise(chunk))
    breaks = [
        _break(above, below)
        for above, below in islice(pairs, _SAMPLE)
        if not is_word_cut(above.text, below.text) and not _starts_paragraph(above, below)
    ]
    total = sum(each.width for each in breaks)
    if not total or sum(each.width for each in breaks if each.continues) < _CONTINUING * total:
        return Wrap(None)
    fits = [(*_fit_width(breaks, tolerance), tolerance) for tolerance in _TOLERANCES]
    best = max(agreeing for agreeing, _, _ in fits)
    if best < _AGREEING * total:
        return Wrap(None)
    return next(Wrap(width, tolerance) for agreeing, width, tolerance in fits if agreeing >= _NEARLY * best)


def _break(above: Line, below: Line) -> _Break:
    within_sentence = not ends_sentence(above.text)
    continues = within_sentence and (starts_lower(below.text) or starts_caseless(below.text))
    return _Break(above.width, _reach(above, below), continues)


def _starts_paragraph(above: Line, below: Line) -> bool:
    """Whether the indentation says that a paragraph begins, so that the break says nothing about the width."""
    return below.indent > above.indent and ends_sentence(above.text)


def _fit_width(breaks: Sequence[_Break], tolerance: float) -> tuple[int, int]:
    """The weight of the breaks that agree with the best width, and that width: the middle one of equally good ones.

    A break agrees with a width if its line is not wider, and would be wider with the next word. All widths are counted
    at once: a break agrees with a range of them, so its weight is added where the range begins and subtracted where it
    ends.
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
