"""The lines of a page in the order in which they are read.

The order in which they are drawn is the producer's, and mostly right. Where many lines jump up or back to the left,
the page is cut recursively into columns and bands instead (XY cut).
"""

from collections.abc import Sequence
from itertools import pairwise

from qa.load.pdf.lines import Line

# Faults from which the order of the stream is not believed: this many, or this share of the lines.
_MAX_FAULTS, _MAX_FAULT_SHARE = 2, 0.06
# The narrowest column gap and band gap, in parts of the size.
_COLUMN_GAP, _BAND_GAP = 0.6, 0.15
# Cuts within cuts: columns in bands in columns. Real pages have three.
_MAX_DEPTH = 8
# Gutters of a band that are compared with those of the next one, at most.
_MAX_GAPS = 30


def reading_order(lines: Sequence[Line]) -> list[Line]:
    """`lines`, which are in the order of the stream, in the order in which they are read."""
    faults = sum(_is_fault(above, below) for above, below in pairwise(lines))
    if faults <= max(_MAX_FAULTS, _MAX_FAULT_SHARE * len(lines)):
        return _with_strays(list(lines))
    return _cut(list(lines), _MAX_DEPTH)


def _is_fault(above: Line, below: Line) -> bool:
    """Whether no reader goes on from `above` to `below`."""
    step = 0.3 * max(above.size, below.size)
    in_column = min(above.right, below.right) - max(above.left, below.left) > step
    if in_column:
        return below.y < above.y - step
    return below.right <= above.left and below.y > above.y - step


def _with_strays(lines: list[Line]) -> list[Line]:
    """The lines, with each one that was drawn apart from its column (small capitals) put between its neighbours."""
    strays = [
        line
        for above, line, below in zip([None, *lines], lines, [*lines[1:], None], strict=False)
        if len(line.text) >= _MIN_STRAY
        and (above is None or not _is_next(above, line))
        and (below is None or not _is_next(line, below))
    ]
    for stray in strays[:_MAX_STRAYS]:
        rest = [line for line in lines if line is not stray]
        for position, (above, below) in enumerate(pairwise(rest), 1):
            if _is_next(above, stray) and _is_next(stray, below) and below.y - above.y < 3 * stray.size:
                lines = [*rest[:position], stray, *rest[position:]]
                break
    return lines


# Lines of a page that are put elsewhere, at most, and their length in characters, at least: parts of formulas stay.
_MAX_STRAYS, _MIN_STRAY = 30, 20


def _is_next(above: Line, below: Line) -> bool:
    """Whether `below` is the line directly below `above` in its column, or a part of the same line."""
    step = below.y - above.y
    size = max(above.size, below.size)
    overlap = min(above.right, below.right) - max(above.left, below.left)
    return -0.3 * size < step < 1.8 * size and (overlap > 0 or abs(step) < 0.3 * size)


def _cut(lines: list[Line], depth: int) -> list[Line]:
    """The lines in order: columns from left to right where there are some, else bands from top to bottom."""
    if len(lines) < 2:
        return lines
    if depth:
        columns = _columns(lines)
        if len(columns) > 1:
            return [line for column in columns for line in _cut(column, depth - 1)]
        bands = _bands(lines)
        if len(bands) > 1:
            return [line for band in bands for line in _cut(band, depth - 1)]
    return sorted(lines, key=lambda line: (round(line.y / max(line.size, 1)), line.left))


def _columns(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in columns that no line crosses."""
    columns: list[list[Line]] = []
    reached = float("-inf")
    for line in sorted(lines, key=lambda line: line.left):
        if line.left - reached > (_COLUMN_GAP * line.size if columns else 0):
            columns.append([])
        columns[-1].append(line)
        reached = max(reached, line.right)
    return columns


def _bands(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in bands from top to bottom; neighbouring bands with a gutter in common are one band."""
    strips: list[list[Line]] = []
    reached = float("-inf")
    for line in sorted(lines, key=lambda line: line.top):
        if line.top - reached > -_BAND_GAP * line.size or not strips:
            strips.append([])
        strips[-1].append(line)
        reached = max(reached, line.bottom)
    bands: list[list[Line]] = []
    shared: list[tuple[float, float]] = []
    for strip in strips:
        gaps = _gaps(strip)
        common = _intersect(shared, gaps, size=strip[0].size) if bands else []
        if common:
            bands[-1].extend(strip)
            shared = common
        else:
            bands.append(strip)
            shared = gaps
    return bands


def _gaps(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The empty strips between the columns of `lines`, and those to the left and right of all of them."""
    columns = _columns(lines)
    edges = [(min(line.left for line in column), max(line.right for line in column)) for column in columns]
    inner = [(left[1], right[0]) for left, right in pairwise(edges)]
    if inner:
        return inner[:_MAX_GAPS]
    # A strip with lines in one column only belongs to the bands whose gutter it leaves free.
    return [(float("-inf"), edges[0][0]), (edges[0][1], float("inf"))]


def _intersect(
    some: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]], *, size: float
) -> list[tuple[float, float]]:
    common = []
    for left, right in some:
        for other_left, other_right in others:
            begin, end = max(left, other_left), min(right, other_right)
            if end - begin > _COLUMN_GAP * size and not (begin == float("-inf") or end == float("inf")):
                common.append((begin, end))
    return common
