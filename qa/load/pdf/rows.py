"""The lines of a page in rows with cells, as they are side by side; columns that several rows share."""

import re
from collections.abc import Sequence
from itertools import pairwise

from qa.load.pdf.lines import Line

# Lines are in one row if their baselines are this part of the size apart at most.
_SAME_ROW = 0.45
# Rows of a table are this many sizes apart at most.
_MAX_STEP = 3.2
# Gaps that a line has in common with a row of a table above it, at least.
_MIN_COMMON_GAPS = 2
# Labels in a row between two rows with cells.
_MAX_LABELS = 6
# From so many rows on, what one row alone covers does not join two columns.
_MANY_ROWS = 5
# Rows with such a gap, at least: so many, and this share of them. Two positions so near in points are the same.
_MIN_SOFT_ROWS, _MIN_SOFT_SHARE, _SAME_CUT = 3, 0.5, 8.0
# Gaps in one column that are compared with each other, at most.
_MAX_GAPS = 300

_CURRENCY = re.compile(r"[$€£¥]|US\$|USD|EUR|CHF")
_CLOSING = re.compile(r"[)%]+\)?")
MARKER = re.compile(
    r"(?:[•◦▪●○■□➢✓*·–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,6})[.)]|\[\d{1,3}\]|\d{1,2}(?:\.\d{1,2}){1,4}\.?)"
)


class Row:
    """A row with its cells, as intervals from left to right."""

    def __init__(self, row: Sequence[Line]) -> None:
        self.lines = list(row)
        self.cells = _cells(row)
        self.spans = [(cell[0].left, cell[-1].right) for cell in self.cells]
        self.y = row[0].y
        self.size = max(line.size for line in row)

    def cut(self, cuts: Sequence[tuple[float, float]]) -> None:
        """Divide the cells at their gaps over the strips `cuts`."""
        cells: list[list[Line]] = []
        for cell in self.cells:
            if not cell[-1].gaps:
                cells.append(cell)
                continue
            parts = [cell]
            for left, right in cuts:
                *done, last = parts
                gap = next((gap for gap in last[-1].gaps if gap[0] <= right and left <= gap[1]), None)
                gap = gap if len(last) == 1 else None
                if gap is not None:
                    first, second = last[0].split(gap[2], gap[0], gap[1])
                    parts = [*done, [first], [second]]
            cells.extend(parts)
        self.cells = cells
        self.spans = [(cell[0].left, cell[-1].right) for cell in cells]


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in rows from top to bottom, each from left to right, with signs of currencies joined to amounts."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.y):
        if rows and line.y - rows[-1][0].y <= _SAME_ROW * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _cells(row: Sequence[Line]) -> list[list[Line]]:
    """The cells of a row: mostly single lines; a sign of a currency belongs to what follows, a bracket to the left."""
    cells: list[list[Line]] = []
    for line in row:
        last = cells[-1][-1].text if cells else ""
        joins_left = _CLOSING.fullmatch(line.text) or (len(cells) == 1 and MARKER.fullmatch(last))
        if cells and (joins_left or _CURRENCY.fullmatch(last)):
            cells[-1].append(line)
        else:
            cells.append([line])
    return cells


def blocks_of_rows(rows: Sequence[Sequence[Line]]) -> list[list[Row]]:
    """Rows that follow one another and have two cells or more; labels in the first column may lie between them.

    A line without wide gaps is a row, too, if its gaps are below those of the row above.
    """
    blocks: list[list[Row]] = []
    singles: list[Row] = []
    for lines in rows:
        row = Row(lines)
        last = (singles or (blocks[-1] if blocks else []))[-1:]
        is_near = bool(last) and row.y - last[0].y <= _MAX_STEP * row.size
        if not is_near:
            singles = []
        goes_on = is_near and not singles and _has_gaps_of(row, blocks[-1][-1])
        if len(row.cells) > 1 or goes_on:
            if is_near and blocks and _are_labels(singles, blocks[-1], row):
                blocks[-1].extend(singles)
                blocks[-1].append(row)
            else:
                blocks.append([row])
            singles = []
        elif blocks and is_near:
            singles.append(row)
    return blocks


def _has_gaps_of(row: Row, above: Row) -> bool:
    """Whether the row is one line with several gaps, all of them below gaps of the row `above`, or beyond it."""
    if len(row.lines) > 1:
        return False
    theirs = [*_between(above.cells), *(gap[:2] for line in above.lines for gap in line.gaps)]
    ours = [gap for gap in row.lines[0].gaps if gap[1] < above.spans[-1][1]]
    return len(ours) >= _MIN_COMMON_GAPS and all(
        any(left < end and start < right for start, end in theirs) for left, right, _ in ours
    )


def _between(cells: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """The gaps between neighbouring cells."""
    return [(left[-1].right, right[0].left) for left, right in pairwise(cells)]


def _are_labels(singles: Sequence[Row], block: Sequence[Row], below: Row) -> bool:
    """Whether the rows with one cell, between `block` and `below`, are in one column each."""
    return len(singles) <= _MAX_LABELS and all(
        _overlapped(single, row) <= 1 and single.spans[0][1] <= row.spans[-1][1] + row.size
        for single in singles
        for row in (block[-1], below)
    )


def _overlapped(single: Row, row: Row) -> int:
    """How many cells of `row` are below or above the only cell of `single`."""
    left, right = single.spans[0]
    return sum(start < right and left < end for start, end in row.spans)


def columns_of_rows(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """The columns as intervals that the cells of the rows with most cells cover, without what one row alone covers."""
    most = max(len(row.cells) for row in rows)
    chosen = [row for row in rows if len(row.cells) >= max(2, 0.6 * most)]
    edges = sorted(edge for row in chosen for left, right in row.spans for edge in ((left, 1), (right, -1)))
    needed = 1 if len(chosen) < _MANY_ROWS else 2
    columns: list[tuple[float, float]] = []
    covering, start = 0, 0.0
    for position, change in edges:
        if change > 0 and covering == needed - 1:
            start = position
        if change < 0 and covering == needed:
            columns.append((start, position))
        covering += change
    return columns


def find_cuts(block: Sequence[Row], columns: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Strips at which cells are divided: those between columns, and those in a column where most rows have a gap.

    Such a gap is wider than between words, and no row has a word there.
    """
    cuts = [(left[1], right[0]) for left, right in pairwise(columns)]
    for left, right in columns:
        in_column = [[cell for cell in row.cells if left <= cell[0].left < right] for row in block]
        cells = [cell[0] for row in in_column for cell in row if len(cell) == 1]
        edges = [gap[:2] for cell in cells for gap in cell.gaps] + [gap for row in in_column for gap in _between(row)]
        gaps = sorted(((near + far) / 2, near, far) for near, far in edges)[:_MAX_GAPS]
        rows = sum(map(bool, in_column))
        for middle, _, _ in gaps:
            over = sum(near <= middle <= far for _, near, far in gaps)
            if over < max(_MIN_SOFT_ROWS, _MIN_SOFT_SHARE * rows):
                continue
            crossed = sum(
                cell.left < middle < cell.right and not any(gap[0] <= middle <= gap[1] for gap in cell.gaps)
                for cell in cells
            )
            if not crossed and all(abs(middle - near) > _SAME_CUT for near, _ in cuts):
                cuts.append((middle, middle))
    return sorted(cuts)


def place_cells(row: Row, columns: Sequence[tuple[float, float]]) -> list[list[Line] | None]:
    """The cells of a row by column: each in the column that it overlaps most."""
    placed: list[list[Line] | None] = [None] * len(columns)
    for cell, (left, right) in zip(row.cells, row.spans, strict=True):
        overlaps = [min(right, end) - max(left, start) for start, end in columns]
        best = max(range(len(columns)), key=overlaps.__getitem__)
        placed[best] = [*(placed[best] or []), *cell]
    return placed


def cell_text(cell: Sequence[Line]) -> str:
    """The text of a cell of one line or several."""
    return " ".join(line.text for line in cell)
