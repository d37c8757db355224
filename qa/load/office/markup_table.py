"""A table of XHTML while it is read: cells over several rows leave a cell in each of them."""

from collections.abc import Iterator
from typing import NamedTuple

from qa.load.blocks import Draft
from qa.load.office.lists import Stems
from qa.load.office.markup import Start
from qa.load.office.tables import MAX_SPAN, TableCell, table_drafts
from qa.load.office.xml import number
from qa.types import Place

# Columns whose cells may go on into the next rows, and rows into which they may.
_MAX_GOING_ON, _MAX_ROWS = 50, 1_000


class _OpenCell(NamedTuple):
    """The start of a cell, and what was being read around it."""

    start: Start
    drafts: list[Draft]
    stems: Stems


class MarkupTable:
    """The rows so far, and the cell that is open."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._rows: list[list[TableCell]] = []
        self._header_rows = 0
        self._row: list[tuple[TableCell, int]] = []
        self._open: _OpenCell | None = None
        # By column: how many more rows its last cell goes on, and how many columns it takes.
        self._going_on: dict[int, tuple[int, int]] = {}

    def begin_cell(self, start: Start, *, drafts: list[Draft], stems: Stems) -> None:
        """Open a cell; `drafts` and `stems` are what is read around the table."""
        self._open = _OpenCell(start, drafts, stems)

    def end_cell(self, drafts: list[Draft]) -> tuple[list[Draft], Stems] | None:
        """Close the open cell, which has `drafts`; returns what `begin_cell` took, None if no cell is open."""
        if self._open is None:
            return None
        (name, attributes), outer, stems = self._open
        self._open = None
        span = max(number(attributes.get("colspan"), default=1, at_most=MAX_SPAN), 1)
        rows = max(number(attributes.get("rowspan"), default=1, at_most=_MAX_ROWS), 1)
        self._row.append((TableCell(drafts, span, is_label=name == "th"), rows))
        return outer, stems

    def end_row(self, *, is_header: bool) -> None:
        """Close the row. `is_header` is whether it is in the head of the table."""
        if not self._row:
            return
        row: list[TableCell] = []
        column = 0
        going_on: dict[int, tuple[int, int]] = {}
        for cell, rows in self._row:
            column = self._add_continued(row, column, going_on)
            row.append(cell)
            if rows > 1 and column < _MAX_GOING_ON:
                going_on[column] = (rows - 1, cell.span)
            column += cell.span
        self._add_continued(row, column, going_on)
        self._going_on = going_on
        is_header = is_header or (len(row) > 1 and all(cell.is_label for cell in row if cell.drafts))
        self._header_rows += is_header and self._header_rows == len(self._rows)
        self._rows.append(row)
        self._row = []

    def _add_continued(self, row: list[TableCell], column: int, going_on: dict[int, tuple[int, int]]) -> int:
        """Add the cells of rows above that go on at `column`; returns the column after them."""
        while column in self._going_on:
            rows, span = self._going_on[column]
            row.append(TableCell((), span, continues=True))
            if rows > 1:
                going_on[column] = (rows - 1, span)
            column += span
        return column

    def drafts(self) -> Iterator[Draft]:
        """The drafts of the table."""
        return table_drafts(self._rows, header_rows=self._header_rows or None, places=[self._place])
