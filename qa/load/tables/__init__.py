"""Tables in files of their own -> drafts of rows, each cell with the name of its column.

    delimited   CSV and TSV: the text -> records, as they are written
    workbook    XLSX: the archive -> sheets of cells
    numbers     XLSX: a number and its format -> what people see
    header      which row names the columns

A row of CSV stays as the file writes it, quotes and all; a row of a workbook is put together with " | ". The header row
is the names of the columns and no row of its own, unless it is unsure that it is a header.

Known limitation: the names of columns are one row; cells that are merged over rows have their text in the first row.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from qa.load.blocks import Draft, Parsed, Piece
from qa.load.decoding import decode
from qa.load.lines import replace_surrogates, split_lines
from qa.load.tables.delimited import Record, read_records
from qa.load.tables.header import Header, judge_header
from qa.types import BlockKind, Place

__all__ = ["Header", "judge_header", "parse_csv", "parse_tsv", "parse_xlsx"]

# Rows by which it is decided whether the first one is a header.
_SAMPLE = 200
# Cells that are located in one file, and in one row: each takes about 200 bytes. The text of all others is read, too.
_MAX_CELLS, _MAX_ROW_CELLS = 1_000_000, 1_000


def parse_csv(data: bytes, source: str) -> Parsed:
    """The rows of a file with delimiters. A file that is no table is read as plain text.

    Raises `BinarySource` or `EncodingError`.
    """
    return _parse_delimited(data, prefers_tab=False)


def parse_tsv(data: bytes, source: str) -> Parsed:
    """The rows of a file whose delimiter is the tab, unless another one fits better; see `parse_csv`."""
    return _parse_delimited(data, prefers_tab=True)


def parse_xlsx(data: bytes, source: str) -> Parsed:
    """The rows of the sheets of an Excel workbook. Raises `BinarySource`."""
    # Imported here, since only workbooks need an archive and XML.
    from qa.load.tables.workbook import read_workbook

    return read_workbook(data)


def _parse_delimited(data: bytes, *, prefers_tab: bool) -> Parsed:
    text = "\n".join(split_lines(replace_surrogates(decode(data))))
    table = read_records(text, prefers_tab=prefers_tab)
    if table is None:
        # Imported here, since a table needs no plain text.
        from qa.load.plain import parse_plain

        return parse_plain(text)
    width, records = table
    # One draft at a time: a long table has many, and each takes more memory than its row.
    return Parsed(None, _drafts(records, width), original=text)


def _drafts(records: Iterator[Record], width: int) -> Iterator[Draft]:
    """The drafts of the records; what is above the table is a paragraph per line."""
    number = 1
    first = next(records, None)
    while first is not None and len(first.values) < width:
        yield _note(first)
        first = next(records, None)
        number += 1
    if first is None:
        return
    sample = list(islice(records, _SAMPLE))
    header = judge_header(first.values, [record.values for record in sample])
    columns = first.values if header is not Header.NONE else ()
    cells_left = _MAX_CELLS
    if header is not Header.SURE:
        yield _row(first, (), number, min(len(first.spans), _MAX_ROW_CELLS))
    for record in chain(sample, records):
        number += 1
        if record.values == columns:
            continue
        if len(record.values) == 1:
            yield _note(record)
            continue
        located = min(len(record.spans), cells_left, _MAX_ROW_CELLS)
        cells_left -= located
        yield _row(record, columns, number, located)


def _row(record: Record, columns: Sequence[str], number: int, located: int) -> Draft:
    place = Place(row=number)
    pieces = record.pieces(place) if located else [Piece(record.line, record.text, place)]
    return Draft(BlockKind.ROW, pieces, columns=columns if located else (), cells=record.spans[:located])


def _note(record: Record) -> Draft:
    return Draft(BlockKind.PARAGRAPH, [Piece(record.line, record.text)])
