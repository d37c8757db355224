"""Which lines of a page are rows of tables: their cells are aligned over several rows.

Columns of prose are aligned, too. A table has a column of short cells beside every gap.

Known limitation: a table whose columns have no gap wider than between words is prose.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from qa.load.pdf.grid import NUMERIC, Table, build_table
from qa.load.pdf.lines import Line
from qa.load.pdf.rows import MARKER, Row, blocks_of_rows, cell_text, columns_of_rows, find_cuts, place_cells, rows_of

# A column has short cells if their median is this many words at most.
_SHORT_CELL = 3.0
# Rows that a table has at least: with two cells, and with more.
_MIN_PAIRS, _MIN_ROWS = 3, 2
# Columns of a table at most.
_MAX_COLUMNS = 60
# Lines of a column of prose, and the share of them that fill it, at least.
_MIN_PROSE_LINES, _MIN_PROSE = 6, 0.45

_EQUATION = re.compile(r"[=≈≤≥∝∼∑∫∂√]|\(\d{1,3}[a-z]?\)$")


def find_tables(lines: Sequence[Line], *, gutters: Sequence[tuple[float, float]] = ()) -> list[Table]:
    """The tables among the lines of a page. Gutters with prose on a side of them divide the page."""
    tables = []
    for part in _divide(lines, gutters):
        for block in blocks_of_rows(rows_of(part)):
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


def _table(block: Sequence[Row]) -> Table | None:
    """The table that the rows make, None if they do not."""
    multiple = [row for row in block if len(row.cells) > 1]
    if len(multiple) < _MIN_ROWS:
        return None
    columns = columns_of_rows(multiple)
    if not 2 <= len(columns) <= _MAX_COLUMNS:
        return None
    cuts = find_cuts(block, columns)
    if cuts:
        for row in block:
            row.cut(cuts)
        columns = columns_of_rows([row for row in block if len(row.cells) > 1])
        if not 2 <= len(columns) <= _MAX_COLUMNS:
            return None
    grid = [(row, place_cells(row, columns)) for row in block]
    full = [(row, cells) for row, cells in grid if sum(cell is not None for cell in cells) > 1]
    wide = [cells for _, cells in full if sum(cell is not None for cell in cells) > 2]
    if len(full) < _MIN_PAIRS and len(wide) < _MIN_ROWS:
        return None
    if not _is_tabular([cells for _, cells in full]):
        return None
    return build_table(grid)


def _is_tabular(rows: Sequence[Sequence[list[Line] | None]]) -> bool:
    """Whether there are short cells beside every gap: on one side of it at least."""
    count = len(rows[0])
    lengths: list[float] = []
    for column in range(count):
        texts = [cell_text(cell) for cell in (row[column] for row in rows) if cell]
        if not texts:
            lengths.append(0)
            continue
        words = [0.5 if NUMERIC.fullmatch(text) else len(text.split()) for text in texts]
        lengths.append(median(words))
    if any(left > _SHORT_CELL and right > _SHORT_CELL for left, right in pairwise(lengths)):
        return False
    cells = [cell_text(cell) for row in rows for cell in row if cell]
    equations = sum(bool(_EQUATION.search(cell)) and not NUMERIC.fullmatch(cell) for cell in cells)
    if equations > 0.3 * len(rows):
        return False
    # Numbered items are not a table.
    markers = sum(bool(row[0] and MARKER.fullmatch(cell_text(row[0]))) for row in rows)
    return not (count == 2 and markers > 0.5 * len(rows))
