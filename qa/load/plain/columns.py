"""Tables of a plain text: lines that are set in columns -> rows of cells, each with the name of its column.

    Pos  Description         Qty      a column of blanks, two wide at least, that no line crosses, separates two cells
    1    Posters A2, matt     50      tabs and bars ("| a | b |") separate cells, too

The first row names the columns if a rule follows it, if it is in capitals, or if its cells are words while other rows
have numbers.

Known limitations: a cell that continues on the next line is a row of its own. Names of columns over two lines are rows.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from qa.language.lexicon import COLUMN_NAMES, FIRST_NAMES
from qa.load.lines import clean
from qa.load.plain.lines import TAB_STOP, Line, is_border, item_marker

# Rows that a table has at least, and columns at which it is no table but noise.
_MIN_ROWS, _MAX_COLUMNS = 3, 60
# Characters: a longer line is no row that somebody set in columns with spaces.
_MAX_WIDTH = 400
# Words per cell at most, on average: more are two columns of prose.
_MAX_CELL_WORDS = 5
# Words that the name of a column has at most.
_MAX_NAME_WORDS = 4
# Share of the rows with two cells at least.
_ROW_SHARE = 0.8

_GAP = re.compile(r" {2,}")
# The columns that no line uses, before one that some line does.
_UNUSED = re.compile(rb"\x00{2,}(?=\x01)")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")


class Row(NamedTuple):
    """A row of a table: its line, its cells that are not empty, and the names of their columns if they are known."""

    line: Line
    cells: tuple[str, ...]
    columns: tuple[str, ...]


def read_rows(lines: Sequence[Line]) -> list[Row] | None:
    """The rows below the names of the columns, if the `lines` (without a blank line between them) are a table."""
    kept = [line for line in lines if not is_border(line.text)]
    has_rule = len(lines) > 2 and is_border(lines[1].text) and not is_border(lines[0].text)
    has_rule = has_rule or (len(lines) > 3 and is_border(lines[0].text) and is_border(lines[2].text))
    if len(kept) < (2 if has_rule else _MIN_ROWS):
        return None
    table = _cells(kept)
    if table is None or not _is_table(table):
        return None
    if not has_rule and sum(_is_item_or_label(cells[0]) for cells in table) > len(table) / 2:
        return None
    has_names = (has_rule and not _has_data(table[0])) or _names_columns(table)
    names = [clean(cell) for cell in table[0]] if has_names else []
    first = 1 if has_names else 0
    return [_row(line, cells, names) for line, cells in zip(kept[first:], table[first:], strict=True)]


def _row(line: Line, cells: Sequence[str], names: Sequence[str]) -> Row:
    named = [
        (text, names[number] if number < len(names) else "") for number, text in enumerate(map(clean, cells)) if text
    ]
    return Row(line, tuple(text for text, _ in named), tuple(name for _, name in named) if names else ())


# Cells


def _cells(lines: Sequence[Line]) -> list[list[str]] | None:
    """The cells of each line; None if the lines have none in common."""
    if all(line.text.startswith("|") and line.text.count("|") > 1 for line in lines):
        return [line.text.strip("|").split("|") for line in lines]
    if max(line.width for line in lines) > _MAX_WIDTH:
        return None
    if sum("\t" in line.raw.strip() for line in lines) > len(lines) / 2:
        return [line.raw.strip(" \r\n").split("\t") for line in lines]
    texts = [line.raw.expandtabs(TAB_STOP).rstrip() for line in lines]
    if not all(_GAP.search(text.strip()) for text in texts[:_MIN_ROWS]):
        return None
    cuts = _cuts(texts)
    if cuts:
        return [[text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)] for text in texts]
    by_gaps = [_GAP.split(text.strip()) for text in texts]
    return by_gaps if len({len(cells) for cells in by_gaps}) == 1 else None


def _cuts(texts: Sequence[str]) -> list[int]:
    """The columns where cells begin, but for the first one: each after a gap that no text crosses."""
    width = max(map(len, texts))
    used = bytearray(width)
    for text in texts:
        for match in re.finditer(r"\S+", text):
            used[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    first = used.find(1)
    return [match.end() for match in re.finditer(_UNUSED, bytes(used)) if match.start() > first]


def _is_table(table: Sequence[Sequence[str]]) -> bool:
    width = max(map(len, table))
    if not 2 <= width <= _MAX_COLUMNS:
        return False
    filled = [[cell for cell in cells if cell.strip()] for cells in table]
    count = sum(map(len, filled))
    words = sum(len(cell.split()) for cells in filled for cell in cells)
    return sum(len(cells) > 1 for cells in filled) >= _ROW_SHARE * len(table) and words <= _MAX_CELL_WORDS * count


def _is_item_or_label(cell: str) -> bool:
    text = clean(cell)
    return text.endswith(":") or item_marker(f"{text} x") is not None


# Names of columns


def _names_columns(table: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: its cells are words, and it differs from the other rows."""
    names, *rows = table
    texts = [clean(cell) for cell in names if cell.strip()]
    if len(texts) < max(map(len, rows)) - 1 or _has_data(names):
        return False
    if not all(_LETTER.search(text) and len(text.split()) <= _MAX_NAME_WORDS for text in texts):
        return False
    if all(text.isupper() for text in texts) and not all(" ".join(cells).isupper() for cells in rows):
        return True
    if 2 * sum(_has_data(cells) for cells in rows) > len(rows):
        return len(texts) > 1
    # All cells are words: a name at the start is that of somebody, not of a column.
    if texts[0].lower() in COLUMN_NAMES:
        return True
    is_person = texts[0].split()[0].lower() in FIRST_NAMES
    return len(texts) > 2 and not is_person and all(len(text.split()) <= 2 and text[0].isupper() for text in texts)


def _has_data(cells: Sequence[str]) -> bool:
    return any(_DIGIT.search(cell) for cell in cells)
