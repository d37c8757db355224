"""Which lines of a page are rows of tables: their cells are aligned over several rows.

Columns of prose are aligned, too. A table has a column of short cells beside every gap.

Known limitations: a cell of several lines becomes several rows. A table without gaps between its columns is prose.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from qa.load.pdf.lines import Line

# Lines are in one row if their baselines are this part of the size apart at most.
_SAME_ROW = 0.45
# Rows of a table are this many sizes apart at most.
_MAX_STEP = 3.2
# A column has short cells if their median is this many words at most.
_SHORT_CELL = 3.0
# Rows that a table has at least: with two cells, and with more.
_MIN_PAIRS, _MIN_ROWS = 3, 2

_NUMERIC = re.compile(r"[-–—(+±$€£¥<>~]*\s?\d[\d.,:/%\s]*[)%*†]*|[-–—]+|n/?a", re.I)
_CURRENCY = re.compile(r"[$€£¥]|US\$|USD|EUR|CHF")
_CLOSING = re.compile(r"[)%]+\)?")
_MARKER = re.compile(
    r"(?:[•◦▪●○■□➢✓*·–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,6})[.)]|\[\d{1,3}\]|\d{1,2}(?:\.\d{1,2}){1,4}\.?)"
)
_EQUATION = re.compile(r"[=≈≤≥∝∼∑∫∂√]|\(\d{1,3}[a-z]?\)$")


class Table(Line):
    """Rows of a table, each with its cells by column (None for an empty one), and the names of the columns.

    On the page it is one wide line with the edges of all its lines.
    """

    __slots__ = ("columns", "heads", "lines", "rows")

    def __init__(self, rows: list[list[Line | None]], columns: list[str], lines: list[Line], *, heads: int) -> None:
        self.rows = rows
        self.columns = columns
        # How many of the rows name the columns.
        self.heads = heads
        # The lines that the table is made of.
        self.lines = lines
        self.order = min(line.order for line in lines)
        self.page = lines[0].page
        self.left, self.right = min(line.left for line in lines), max(line.right for line in lines)
        self.top, self.bottom = min(line.top for line in lines), max(line.bottom for line in lines)
        self.size = lines[0].size
        self.y = min(line.y for line in lines)
        self.bold = self.italic = False
        self.text = ""


def find_tables(lines: Sequence[Line], *, gutters: Sequence[tuple[float, float]] = ()) -> list[Table]:
    """The tables among the lines of a page. Gutters with prose on a side of them divide the page."""
    tables = []
    for part in _divide(lines, gutters):
        for block in _blocks(_rows(part)):
            table = _table(block)
            if table is not None:
                tables.append(table)
    return tables


def _divide(lines: Sequence[Line], gutters: Sequence[tuple[float, float]]) -> list[list[Line]]:
    """The lines in columns of prose; what crosses a gutter between them is left out."""
    parts = [list(lines)]
    for gutter in gutters:
        left = [line for line in parts[-1] if line.right <= gutter[0] + 1]
        right = [line for line in parts[-1] if line.left >= gutter[1] - 1]
        if _is_prose(left) or _is_prose(right):
            parts[-1:] = [left, right]
    return parts


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether most lines fill the width of their column with words."""
    if len(lines) < _MIN_PROSE_LINES:
        return False
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    full = sum(line.width > 0.8 * (right - left) and len(line.text.split()) > _SHORT_CELL for line in lines)
    return full > _MIN_PROSE * len(lines)


# Lines of a column of prose, and the share of them that fill it, at least.
_MIN_PROSE_LINES, _MIN_PROSE = 6, 0.45


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
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
        joins_left = _CLOSING.fullmatch(line.text) or (len(cells) == 1 and _MARKER.fullmatch(last))
        if cells and (joins_left or _CURRENCY.fullmatch(last)):
            cells[-1].append(line)
        else:
            cells.append([line])
    return cells


class _Row:
    """A row with its cells, as intervals from left to right."""

    def __init__(self, row: Sequence[Line]) -> None:
        self.lines = list(row)
        self.cells = _cells(row)
        self.spans = [(cell[0].left, cell[-1].right) for cell in self.cells]
        self.y = row[0].y
        self.size = max(line.size for line in row)


def _blocks(rows: Sequence[Sequence[Line]]) -> list[list[_Row]]:
    """Rows that follow one another and have two cells or more; labels in the first column may lie between them."""
    blocks: list[list[_Row]] = []
    singles: list[_Row] = []
    for lines in rows:
        row = _Row(lines)
        last = (singles or (blocks[-1] if blocks else []))[-1:]
        is_near = bool(last) and row.y - last[0].y <= _MAX_STEP * row.size
        if not is_near:
            singles = []
        if len(row.cells) > 1:
            if is_near and blocks and _are_labels(singles, blocks[-1], row):
                blocks[-1].extend(singles)
                blocks[-1].append(row)
            else:
                blocks.append([row])
            singles = []
        elif blocks and is_near:
            singles.append(row)
    return blocks


def _are_labels(singles: Sequence[_Row], block: Sequence[_Row], below: _Row) -> bool:
    """Whether the rows with one cell, between `block` and `below`, are in one column each."""
    return len(singles) <= _MAX_LABELS and all(
        _overlapped(single, row) <= 1 and single.spans[0][1] <= row.spans[-1][1] + row.size
        for single in singles
        for row in (block[-1], below)
    )


def _overlapped(single: _Row, row: _Row) -> int:
    """How many cells of `row` are below or above the only cell of `single`."""
    left, right = single.spans[0]
    return sum(start < right and left < end for start, end in row.spans)


# Labels in a row between two rows with cells.
_MAX_LABELS = 6


def _table(block: Sequence[_Row]) -> Table | None:
    """The table that the rows make, None if they do not."""
    multiple = [row for row in block if len(row.cells) > 1]
    if len(multiple) < _MIN_ROWS:
        return None
    columns = _columns(multiple)
    if len(columns) < 2:
        return None
    grid = [(row, _place(row, columns)) for row in block]
    full = [(row, cells) for row, cells in grid if sum(cell is not None for cell in cells) > 1]
    wide = [cells for _, cells in full if sum(cell is not None for cell in cells) > 2]
    if len(full) < _MIN_PAIRS and len(wide) < _MIN_ROWS:
        return None
    if not _is_tabular([cells for _, cells in full]):
        return None
    return _build(grid)


def _columns(rows: Sequence[_Row]) -> list[tuple[float, float]]:
    """The columns as intervals: the union of the cells of the rows that have most cells."""
    most = max(len(row.cells) for row in rows)
    intervals = sorted(span for row in rows if len(row.cells) >= max(2, 0.6 * most) for span in row.spans)
    columns: list[tuple[float, float]] = []
    for left, right in intervals:
        if columns and left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    return columns


def _place(row: _Row, columns: Sequence[tuple[float, float]]) -> list[list[Line] | None]:
    """The cells of a row by column: each in the column that it overlaps most."""
    placed: list[list[Line] | None] = [None] * len(columns)
    for cell, (left, right) in zip(row.cells, row.spans, strict=True):
        overlaps = [min(right, end) - max(left, start) for start, end in columns]
        best = max(range(len(columns)), key=overlaps.__getitem__)
        placed[best] = [*(placed[best] or []), *cell]
    return placed


def _is_tabular(rows: Sequence[Sequence[list[Line] | None]]) -> bool:
    """Whether there are short cells beside every gap: on one side of it at least."""
    count = len(rows[0])
    lengths: list[float] = []
    for column in range(count):
        texts = [_text(cell) for cell in (row[column] for row in rows) if cell]
        if not texts:
            lengths.append(0)
            continue
        words = [0.5 if _NUMERIC.fullmatch(text) else len(text.split()) for text in texts]
        lengths.append(median(words))
    if any(left > _SHORT_CELL and right > _SHORT_CELL for left, right in pairwise(lengths)):
        return False
    cells = [_text(cell) for row in rows for cell in row if cell]
    equations = sum(bool(_EQUATION.search(cell)) and not _NUMERIC.fullmatch(cell) for cell in cells)
    if equations > 0.3 * len(rows):
        return False
    # Numbered items are not a table.
    markers = sum(bool(row[0] and _MARKER.fullmatch(_text(row[0]))) for row in rows)
    return not (count == 2 and markers > 0.5 * len(rows))


def _text(cell: Sequence[Line]) -> str:
    return " ".join(line.text for line in cell)


def _build(grid: Sequence[tuple[_Row, list[list[Line] | None]]]) -> Table:
    """The table, with its first rows as names of the columns if they have no numbers and later ones have."""
    lines = [line for row, _ in grid for line in row.lines]
    merged = [[_merged(cell) if cell else None for cell in cells] for _, cells in grid]
    heads = _header_rows([cells for _, cells in grid])
    names = _names(merged[:heads], [row for row, _ in grid[:heads]])
    rows: list[list[Line | None]] = [_stacked(merged[:heads])] if heads else []
    above: list[Line | None] | None = None
    heights = [row.y for row, _ in grid]
    for number, cells in enumerate(merged[heads:], heads):
        if above and _goes_on_below(cells, above, heights, number, size=grid[number][0].size):
            rows[-1] = above = _stacked([above, cells])
            continue
        if above and cells[0] and above[0] and cells[0].text[0].islower() and not any(above[1:]):
            # The label goes on from the line above.
            above[0].append(cells[0])
            cells[0] = above[0]
            rows.pop()
        rows.append(cells)
        above = cells
    return Table(rows, names, lines, heads=min(heads, 1))


def _goes_on_below(
    cells: Sequence[Line | None], above: Sequence[Line | None], heights: Sequence[float], number: int, *, size: float
) -> bool:
    """Whether the cells are second lines of those in the row above: they are nearer to it than to the row below."""
    gap = heights[number] - heights[number - 1]
    gaps = sorted(below - upper for upper, below in pairwise(heights))
    gap_below = heights[number + 1] - heights[number] if number + 1 < len(heights) else gaps[len(gaps) // 2]
    if gap > _MAX_CELL_STEP * size or gap_below < _MIN_ROW_GAIN * gap:
        return False
    filled = [column for column, cell in enumerate(cells) if cell]
    return len(filled) < len(cells) and all(above[column] for column in filled)


# The lines of one cell are this many sizes apart at most, and its row is so many times as far from the next one.
_MAX_CELL_STEP, _MIN_ROW_GAIN = 1.4, 1.2


def _stacked(rows: Sequence[Sequence[Line | None]]) -> list[Line | None]:
    """One row of several that name the columns: each cell goes on in the row below."""
    stacked = list(rows[0])
    for row in rows[1:]:
        for column, cell in enumerate(row):
            above = stacked[column]
            if cell is not None and above is not None:
                above.append(cell)
            elif cell is not None:
                stacked[column] = cell
    return stacked


def _names(rows: Sequence[Sequence[Line | None]], spans: Sequence[_Row]) -> list[str]:
    """The names of the columns. A cell over several columns is part of the name of each one."""
    if not rows:
        return []
    names = [""] * len(rows[0])
    edges = [
        (min(cell.left for cell in column if cell), max(cell.right for cell in column if cell)) if any(column) else None
        for column in zip(*rows, strict=True)
    ]
    for number, row in enumerate(rows):
        for column, edge in enumerate(edges):
            cell = row[column]
            if cell is None and edge is not None and column and number + 1 < len(rows):
                cell = next((other for other in row if other and _spans(other, rows[number + 1 :], column)), None)
            if cell is not None:
                names[column] = f"{names[column]} {cell.text}".strip()
    return names


def _spans(cell: Line, below: Sequence[Sequence[Line | None]], column: int) -> bool:
    """Whether `cell` is above the cells of `column` in the rows `below`, too."""
    return any(row[column] and _is_over(cell, row[column]) for row in below)


def _is_over(above: Line, below: Line | None) -> bool:
    return below is not None and above.left - below.size < below.right and below.left < above.right + below.size


def _header_rows(rows: Sequence[Sequence[list[Line] | None]]) -> int:
    """How many rows at the top name the columns: those without a label, or a first row without numbers."""
    unlabelled = 0
    while unlabelled < min(len(rows), _MAX_HEADS) and not rows[unlabelled][0]:
        unlabelled += 1
    if unlabelled and unlabelled < min(len(rows), _MAX_HEADS):
        return unlabelled
    numbers = [any(cell and _is_amount(_text(cell)) for cell in row[1:]) for row in rows]
    heads = next((number for number, has_numbers in enumerate(numbers[:_MAX_HEADS]) if has_numbers), 0)
    if not heads and all(rows[0]) and len(rows[0]) > 2 and not numbers[0]:
        return 1
    return heads


# Rows at the top that name the columns, at most.
_MAX_HEADS = 5


def _is_amount(text: str) -> bool:
    return bool(_NUMERIC.fullmatch(text)) and not _is_year(text)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and text[:2] in ("19", "20")


def _merged(cell: Sequence[Line]) -> Line:
    """The lines of a cell as one."""
    merged = cell[0]
    for line in cell[1:]:
        merged.append(line)
    return merged
