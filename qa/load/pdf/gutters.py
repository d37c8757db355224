"""The strips between the columns of a page, found by the words that leave them free in most rows."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qa.load.pdf.glyphs import Word

# A gutter is crossed by fewer rows than this share, is this part of the size wide, and has this share of the rows, and
# this many, on either side.
_MAX_CROSSED, _MIN_GUTTER, _MIN_SIDE, _MIN_SIDE_ROWS = 0.12, 0.7, 0.25, 6
# Columns of points in which gutters are looked for: a page has 600 to 1,200.
_MAX_BINS = 4000


class Gutter(NamedTuple):
    """An empty strip between two columns, by its left and right edges."""

    left: float
    right: float


def find_gutters(words: Sequence[Word], *, size: float) -> list[Gutter]:
    """The gutters between the columns of a page whose body has `size`, from left to right."""
    rows: dict[int, list[tuple[int, int]]] = {}
    height = max(size * 0.6, 1.0)
    right_edge = max((word.right for word in words), default=0.0)
    scale = min(1.0, _MAX_BINS / max(right_edge, 1.0))
    for word in words:
        bins = (max(int(word.left * scale), 0), max(int(word.right * scale), 0))
        rows.setdefault(round(word.y / height), []).append(bins)
    count = len(rows)
    if count < 2 * _MIN_SIDE_ROWS:
        return []
    crossings = _crossings(rows.values(), int(right_edge * scale) + 2)
    limit = _MAX_CROSSED * count
    lefts = sorted(min(left for left, _ in row) for row in rows.values())
    rights = sorted(max(right for _, right in row) for row in rows.values())
    gutters = []
    start = None
    for position, crossed in enumerate(crossings):
        if crossed < limit:
            start = position if start is None else start
        elif start is not None:
            if position - start >= _MIN_GUTTER * size * scale:
                beside = min(bisect_left(lefts, start), count - bisect_right(rights, position))
                if beside >= max(_MIN_SIDE * count, _MIN_SIDE_ROWS):
                    gutters.append(Gutter(start / scale, position / scale))
            start = None
    return gutters


def _crossings(rows: Iterable[Sequence[tuple[int, int]]], bins: int) -> list[int]:
    """For each column of points, how many rows have a word there."""
    changes = [0] * (bins + 1)
    for row in rows:
        reached = -1
        for left, right in sorted(row):
            begin = max(left, reached + 1)
            if right >= begin:
                changes[begin] += 1
                changes[min(right + 1, bins)] -= 1
                reached = right
    total, crossings = 0, []
    for change in changes:
        total += change
        crossings.append(total)
    return crossings
