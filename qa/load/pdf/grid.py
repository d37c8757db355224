"""Rows and columns -> a table: the names of its columns, and cells of several lines put together."""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from qa.load.pdf.lines import Line
from qa.load.pdf.rows import Row, cell_text

# Rows at the top that name the columns, at most.
_MAX_HEADS = 5
# The lines of one cell are this many sizes apart at most, and its row is so many times as far from the next one.
_MAX_CELL_STEP, _MIN_ROW_GAIN = 1.4, 1.2
NUMERIC = re.compile(r"[-–—(+±$€£¥<>~]*\s?\d[\d.,:/%\s]*[)%*†]*|[-–—]+|n/?a|[ivxlc]{1,6}", re.I)


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
        self.gaps = ()
        self.text = ""


def build_table(grid: Sequence[tuple[Row, list[list[Line] | None]]]) -> Table:
    """The table, with its first rows as names of the columns if they have no numbers and later ones have."""
    lines = [line for row, _ in grid for line in row.lines]
    merged = [[_merged(cell) if cell else None for cell in cells] for _, cells in grid]
    heads = _header_rows([cells for _, cells in grid])
    names = _names(merged[:heads], [row for row, _ in grid[:heads]])
    rows: list[list[Line | None]] = [_stacked(merged[:heads])] if heads else []
    above: list[Line | None] | None = None
    heights = [row.y for row, _ in grid]
    gaps = sorted(below - upper for upper, below in pairwise(heights))
    heights.append(heights[-1] + gaps[len(gaps) // 2])
    for number, cells in enumerate(merged[heads:], heads):
        if above and _goes_on_below(cells, above, heights[number - 1 : number + 2], size=grid[number][0].size):
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
    cells: Sequence[Line | None], above: Sequence[Line | None], heights: Sequence[float], *, size: float
) -> bool:
    """Whether the cells are second lines of those in the row above: they are nearer to it than to the row below.

    `heights` are those of the row above, of the cells, and of the row below.
    """
    gap, gap_below = heights[1] - heights[0], heights[2] - heights[1]
    if gap > _MAX_CELL_STEP * size or gap_below < _MIN_ROW_GAIN * gap:
        return False
    filled = [column for column, cell in enumerate(cells) if cell]
    return len(filled) < len(cells) and all(above[column] for column in filled)


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


def _names(rows: Sequence[Sequence[Line | None]], spans: Sequence[Row]) -> list[str]:
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
    """How many rows at the top name the columns: those in bold, or without a label, or a first row without numbers."""
    bold = sum(1 for _ in takewhile(_names_in_bold, rows))
    if 0 < bold < len(rows):
        return bold + sum(1 for _ in takewhile(_goes_on_naming, rows[bold:-1]))
    unlabelled = 0
    while unlabelled < min(len(rows), _MAX_HEADS) and not rows[unlabelled][0]:
        unlabelled += 1
    if unlabelled and unlabelled < min(len(rows), _MAX_HEADS):
        return unlabelled
    numbers = [any(cell and _is_amount(cell_text(cell)) for cell in row[1:]) for row in rows]
    heads = next((number for number, has_numbers in enumerate(numbers[:_MAX_HEADS]) if has_numbers), 0)
    if not heads and all(rows[0]) and len(rows[0]) > 2 and not numbers[0]:
        return 1
    return heads


def _names_in_bold(row: Sequence[list[Line] | None]) -> bool:
    """Whether all cells are in bold, one is beyond the labels, and none is a number."""
    lines = [line for cell in row for line in cell or ()]
    amounts = any(cell and _is_amount(cell_text(cell)) for cell in row)
    return any(row[1:]) and all(line.bold for line in lines) and not amounts


def _goes_on_naming(row: Sequence[list[Line] | None]) -> bool:
    """Whether the row is partly in bold, without a label or a number: "(in thousands)", "Value per share"."""
    cells = [cell for cell in row[1:] if cell]
    is_bold = any(line.bold for cell in cells for line in cell)
    return not row[0] and is_bold and not any(_is_amount(cell_text(cell)) for cell in cells)


def _is_amount(text: str) -> bool:
    return bool(NUMERIC.fullmatch(text)) and not _is_year(text)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and text[:2] in ("19", "20")


def _merged(cell: Sequence[Line]) -> Line:
    """The lines of a cell as one."""
    merged = cell[0]
    for line in cell[1:]:
        merged.append(line)
    return merged
