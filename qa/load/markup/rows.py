"""The rows of a table in a markup language -> drafts, with the names of their columns."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qa.load.blocks import Draft, Piece
from qa.load.tables.header import Header, judge_header
from qa.types import BlockKind

# Cells of one row, and rows by which a header is judged.
_MAX_CELLS, _SAMPLE = 1_000, 200


class Row(NamedTuple):
    """A row: the line it begins on, and its cells without markup."""

    line: int
    cells: Sequence[str]


def row_drafts(rows: Sequence[Row], *, headers: int | None = None) -> Iterator[Draft]:
    """The drafts of a table whose first `headers` rows name the columns; None: that is judged by the cells.

    Several header rows are joined, column by column.
    """
    if headers is None:
        first = rows[0].cells if rows else ()
        header = judge_header(first, [row.cells for row in rows[1 : _SAMPLE + 1]])
        headers = int(header is Header.SURE)
        columns = list(first) if header is not Header.NONE else []
    else:
        headers = headers if headers < len(rows) else 0
        columns = _column_names(rows[:headers])
    for number, row in enumerate(rows[headers:], headers):
        pieces = [Piece(row.line, cell) for cell in row.cells[:_MAX_CELLS]]
        yield Draft(BlockKind.ROW, pieces, columns=columns if number else ())


def _column_names(rows: Sequence[Row]) -> list[str]:
    width = min(max((len(row.cells) for row in rows), default=0), _MAX_CELLS)
    return [" ".join(row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]) for at in range(width)]
