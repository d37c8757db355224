"""Tables: rows of cells -> drafts, each row with the names of its columns.

The header is what the format marks as such; else the first row, if it looks like one: it is set in bold, or its cells
are short and no numbers. A table of one column only frames its text, and a row with long
cells is prose in columns: both become paragraphs. Rows of a table within a cell come after the row of the cell.

Known limitation: a table without a marked header whose first row could be either is read by rules of thumb.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qa.load.blocks import NO_PLACE, Draft, Piece
from qa.types import BlockKind, Place

# Words of a cell from which on a row is prose in columns, not a record.
_PROSE_WORDS = 80
# Characters of the name of a column, and of a label that names other rows. Longer ones are texts.
_MAX_NAME = 120
# Words of the name of a column that nothing but its place marks as one.
_MAX_NAME_WORDS = 6
# Rows of a header at most.
_MAX_HEADER = 3
# Columns that a cell may take, and columns that can have a name.
MAX_SPAN = 100
MAX_COLUMNS = 2_000
# Rows that are looked at to see whether the first one is unlike them.
_SAMPLE = 20

# Years and quarters are numbers that name columns.
_PERIOD = re.compile(r"(?:fy\s?)?(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?$|[qh][1-4]\b", re.IGNORECASE)
_NUMBER = re.compile(r"[^\w]*\d[\d.,:/%\s'’-]*[^\W\d]{0,4}[^\w]*$")


@dataclass(slots=True)
class TableCell:
    """A cell: its blocks, the columns that it takes, and what is known of it.

    `is_label` is whether it is set as a header; `continues` is whether it belongs to the cell above it.
    """

    drafts: Sequence[Draft]
    span: int = 1
    is_label: bool = False
    continues: bool = False

    @property
    def text(self) -> str:
        """The text of the cell, without that of tables in it."""
        return " ".join(
            piece.text for draft in self.drafts if draft.kind is not BlockKind.ROW for piece in draft.pieces
        )

    @property
    def rows(self) -> Iterator[Draft]:
        """The rows of tables in the cell."""
        return (draft for draft in self.drafts if draft.kind is BlockKind.ROW)


Row = Sequence[TableCell]


def text_cell(text: str, *, span: int = 1, is_label: bool = False, place: Place = NO_PLACE) -> TableCell:
    """A cell of one paragraph."""
    drafts = [Draft(BlockKind.PARAGRAPH, [Piece(0, text, place)])] if text else []
    return TableCell(drafts, span, is_label)


def table_drafts(
    rows: Iterable[Row], *, header_rows: int | None = None, places: Sequence[Place] = (NO_PLACE,)
) -> Iterator[Draft]:
    """The drafts of a table.

    `header_rows` is the number of rows that the format marks as its header, None if it marks none. `places` are those
    of the rows; the last one serves all further rows.
    """
    kept = [(row, places[min(number, len(places) - 1)]) for number, row in enumerate(rows)]
    kept = [(row, place) for row, place in kept if any(cell.drafts for cell in row)]
    if max((_width(row) for row, _ in kept), default=0) < 2:
        for row, place in kept:
            for cell in row:
                yield from (_at(draft, place) for draft in cell.drafts)
        return
    texts = [[cell.text for cell in row] for row, _ in kept]
    # A title over all columns is above the header.
    start = 1 if len(kept) > 2 and _is_group(kept[0][0], texts[0]) else 0
    count = _header_rows([row for row, _ in kept[start:]], texts[start:], header_rows)
    table = _Table(_column_names([row for row, _ in kept[start : start + count]], texts[start:]))
    for number, (row, place) in enumerate(kept):
        yield from table.drafts(row, texts[number], place, is_header=start <= number < start + count)


class _Table:
    """One table while its rows become drafts."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        # The label over the current rows: a row of one cell that takes every column.
        self._group = ""
        # For each column, the text of the last cell that was not the continuation of another.
        self._above: dict[int, str] = {}

    def drafts(self, row: Row, texts: Sequence[str], place: Place, *, is_header: bool) -> Iterator[Draft]:
        """The row, or its blocks if it is prose, and the rows of tables in it."""
        columns, context = self._place_cells(row, texts)
        if is_header:
            columns, context = [], ()
        elif _is_group(row, texts):
            self._group = _name(next(filter(None, texts)))
            context = ()
        if any(len(text.split()) > _PROSE_WORDS for text in texts):
            for draft in self._prose(row, texts, columns, context):
                yield _at(draft, place)
            return
        yield Draft(BlockKind.ROW, [Piece(0, text, place) for text in texts], context=context, columns=columns)
        for cell in row:
            yield from (_at(draft, place) for draft in cell.rows)

    def _place_cells(self, row: Row, texts: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
        """The name of the column of each cell, and the texts that the row shares with rows above it."""
        columns, shared = [], [self._group] if self._group else []
        column = 0
        for cell, text in zip(row, texts, strict=True):
            columns.append(self._names[column] if column < len(self._names) else "")
            if not cell.continues:
                self._above[column] = _name(text)
            elif self._above.get(column):
                shared.append(self._above[column])
            column += cell.span
        return (columns if any(columns) else []), tuple(shared)

    def _prose(
        self, row: Row, texts: Sequence[str], columns: Sequence[str], context: tuple[str, ...]
    ) -> Iterator[Draft]:
        """The blocks of each cell, named by its column and by the first cell."""
        label = _name(texts[0])
        for number, cell in enumerate(row):
            names = [columns[number]] if number < len(columns) and columns[number] else []
            if number and label:
                names.append(label)
            for draft in cell.drafts:
                yield draft._replace(context=(*context, *names, *draft.context))


def _is_group(row: Row, texts: Sequence[str]) -> bool:
    """Whether a row is one cell over all columns."""
    filled = [cell for cell, text in zip(row, texts, strict=True) if text]
    return len(filled) == 1 and filled[0].span > 1 and filled[0].span == _width(row)


def _at(draft: Draft, place: Place) -> Draft:
    """The draft with the place of its row, if that has one."""
    if place == NO_PLACE:
        return draft
    return draft._replace(pieces=[piece._replace(place=place) for piece in draft.pieces])


def _width(row: Row) -> int:
    return sum(cell.span for cell in row)


def _name(text: str) -> str:
    """`text` if it can name something, else nothing."""
    return text if len(text) <= _MAX_NAME else ""


# The header


def _header_rows(rows: Sequence[Row], texts: Sequence[Sequence[str]], marked: int | None) -> int:
    """The number of rows at the start that name the columns."""
    # A cell over several columns is above the names of each.
    is_wide = len(rows) > 2 and any(cell.span > 1 for cell in rows[0])
    names_below = is_wide and _could_name(rows[1], texts[1]) and all(map(_is_name, texts[1]))
    if marked is None:
        could_be = len(rows) > 1 and _could_name(rows[0], texts[0])
        marked = int(could_be and (names_below or _is_set_apart(rows, texts) or _looks_like_header(texts)))
    if marked == 1 and names_below:
        marked = 2
    return min(marked, _MAX_HEADER, len(rows) - 1)


def _could_name(row: Row, texts: Sequence[str]) -> bool:
    """Whether a row has short cells, at least two columns of them and at most one empty cell."""
    filled = [text for text in texts if text]
    columns = sum(cell.span for cell, text in zip(row, texts, strict=True) if text)
    return columns > 1 and len(filled) >= len(row) - 1 and max(map(len, filled)) <= _MAX_NAME


def _is_set_apart(rows: Sequence[Row], texts: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is set as a header and the second one is not."""
    first, second = (
        [cell.is_label for cell, text in zip(row, line, strict=True) if text]
        for row, line in zip(rows[:2], texts[:2], strict=True)
    )
    return all(first) and not all(second)


def _looks_like_header(texts: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is short words without digits, and the rows below do not speak against it."""
    first, below = texts[0], texts[1:_SAMPLE]
    if not all(map(_is_name, first)):
        return False
    columns = [[row[number] for row in below if number < len(row) and row[number]] for number in range(len(first))]
    if any(_share_of_numbers(column) > 0.5 for column in columns):
        # Unless it is a record, too: "Born | 1950" is below "Name | Anna", and so is "City | Rome".
        return len(first) > 2 or all(_share_of_numbers(column) in (0, 1) for column in columns)
    if len(first) > 2:
        return True
    return len(below) > 1 and all(_share_of_numbers(column) == 0 for column in columns)


def _is_name(text: str) -> bool:
    """Whether a cell could name its column: a few words, no sentence, no label of its own, no number."""
    if text.endswith((":", ".")) or len(text.split()) > _MAX_NAME_WORDS:
        return False
    return bool(_PERIOD.match(text)) or not _NUMBER.match(text)


def _share_of_numbers(texts: Sequence[str]) -> float:
    return sum(bool(_NUMBER.match(text)) for text in texts) / max(len(texts), 1)


def _column_names(header: Sequence[Row], texts: Sequence[Sequence[str]]) -> list[str]:
    """The name of each column: what the rows of the header say over it, the highest first."""
    names: list[list[str]] = []
    for row, line in zip(header, texts, strict=False):
        column = 0
        for cell, text in zip(row, line, strict=True):
            for _ in range(min(cell.span, MAX_COLUMNS - column)):
                if column == len(names):
                    names.append([])
                if text and text not in names[column]:
                    names[column].append(text)
                column += 1
    return [_name(" ".join(parts)) for parts in names]
