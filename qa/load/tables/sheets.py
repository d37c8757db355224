"""The rows of a sheet -> drafts: its heading, and for each table in it the titles and rows, with their columns."""

import re
from collections.abc import Generator, Iterator, Sequence

from qa.load.blocks import Draft, Piece
from qa.load.tables.header import Header, judge_header
from qa.types import BlockKind, Place

# Names that Excel gives to sheets: they say nothing.
_DEFAULT_SHEET = re.compile(
    r"(?:Sheet|Tabelle|Feuil|Feuille|Hoja|Foglio|Blad|Planilha|Ark|Лист|シート|工作表)\s?\d+", re.I
)
_SENTENCE_END = re.compile(r"[.!?:;,]$")
# Characters of a line above a table that is its title.
_LONGEST_TITLE = 80


def sheet_drafts(name: str, rows: Sequence[tuple[int, dict[int, str]]]) -> Iterator[Draft]:
    """The heading of a sheet, unless its name says nothing, and its tables: a blank row separates two of them."""
    if rows and name and not _DEFAULT_SHEET.fullmatch(name):
        yield Draft(BlockKind.HEADING, [Piece(0, name, Place(sheet=name))], 1)
    names: dict[int, str] = {}
    start = 0
    for at in range(1, len(rows) + 1):
        if at == len(rows) or rows[at][0] > rows[at - 1][0] + 1:
            names = yield from _table_drafts(name, rows[start:at], names)
            start = at


def _table_drafts(
    sheet: str, rows: Sequence[tuple[int, dict[int, str]]], above: dict[int, str]
) -> Generator[Draft, None, dict[int, str]]:
    """The drafts of neighbouring rows. Returns the names of their columns: those `above` if they have none."""
    first = next((at for at, (_, cells) in enumerate(rows) if len(cells) > 1), len(rows))
    for number, cells in rows[:first]:
        yield _line(sheet, number, next(iter(cells.values())), may_be_title=first < len(rows))
    rows = rows[first:]
    if not rows:
        return above
    columns = sorted({column for _, cells in rows for column in cells})
    header = judge_header(
        [rows[0][1].get(column, "") for column in columns],
        [[cells.get(column, "") for column in columns] for _, cells in rows[1:202]],
    )
    if header is Header.LIKELY and set(columns) <= set(above):
        header = Header.NONE
    names = above if header is Header.NONE else rows[0][1]
    if not set(columns) & set(names):
        names = {}
    column_names = [names.get(column, "") for column in columns]
    for number, cells in rows[header is Header.SURE :]:
        place = Place(sheet=sheet or None, row=number)
        pieces = [Piece(0, cells.get(column, ""), place) for column in columns]
        is_header = header is Header.LIKELY and number == rows[0][0]
        yield Draft(BlockKind.ROW, pieces, columns=() if is_header else column_names)
    return names


def _line(sheet: str, number: int, text: str, *, may_be_title: bool) -> Draft:
    """A row with only one cell: the title of the table below it, or a note."""
    pieces = [Piece(0, text, Place(sheet=sheet or None, row=number))]
    if may_be_title and len(text) <= _LONGEST_TITLE and not _SENTENCE_END.search(text):
        return Draft(BlockKind.HEADING, pieces, 2)
    return Draft(BlockKind.PARAGRAPH, pieces)
