"""Tables of reStructuredText -> rows: drawn with bars or with rules, and those of directives."""

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from qa.load.blocks import Draft
from qa.load.markup.rows import Row, row_drafts
from qa.load.markup.rst_inline import Line, inline_pieces, inline_text

# Columns of a table.
_MAX_COLUMNS = 1_000

GRID = re.compile(r"\+(?:[-=]+\+)+$")
SIMPLE = re.compile(r"=+(?: +=+)+$")


class Tables:
    """Reads tables; `substitutions` are the texts that names between bars are short for."""

    def __init__(self, substitutions: Mapping[str, str]) -> None:
        self._substitutions = substitutions

    def csv_table(self, argument: Line, options: Mapping[str, str], content: Sequence[Line]) -> Iterator[Draft]:
        """The rows of a directive that holds CSV; `argument` is the line of its title."""
        rows = []
        for line in content:
            if line.text:
                rows.append(Row(line.number, self._csv_cells(line.text)))
        header = options.get("header")
        if header:
            yield from row_drafts([Row(argument.number, self._csv_cells(header)), *rows], headers=1)
        else:
            yield from row_drafts(rows, headers=_count(options.get("header-rows")))

    def _csv_cells(self, text: str) -> list[str]:
        try:
            cells = next(csv.reader([text], skipinitialspace=True), [])
        except csv.Error:
            cells = text.split(",")
        return [inline_text(cell, self._substitutions) for cell in cells]

    def list_table(self, options: Mapping[str, str], content: Sequence[Line]) -> Iterator[Draft]:
        """A table whose rows are items of a list, and whose cells are items in them."""
        rows: list[tuple[int, list[list[Line]]]] = []
        for line in content:
            text = line.text
            if text.startswith("* -"):
                rows.append((line.number, []))
                text = "  " + text[2:]
            if not rows or not text:
                continue
            if text.startswith("  - ") or text == "  -":
                rows[-1][1].append([Line(line.number, text[4:])])
            elif rows[-1][1]:
                rows[-1][1][-1].append(Line(line.number, text.strip()))
        table = [Row(number, [self._cell(lines) for lines in cells]) for number, cells in rows]
        yield from row_drafts(table, headers=_count(options.get("header-rows")))

    def _cell(self, lines: Sequence[Line]) -> str:
        return " ".join(piece.text for piece in inline_pieces(lines, self._substitutions))

    def grid_table(self, lines: Sequence[Line], at: int) -> tuple[int, Iterator[Draft]]:
        """Where the table that begins at the border `at` ends, and its rows."""
        end = at
        while end < len(lines) and lines[end].text[:1] in ("+", "|") and lines[end].text:
            end += 1
        borders = [position for position, char in enumerate(lines[at].text) if char == "+"][:_MAX_COLUMNS]
        rows: list[Row] = []
        cells: dict[int, list[Line]] = {}
        headers = 0
        for line in lines[at + 1 : end]:
            if line.text.startswith("+") and GRID.match(line.text):
                if cells:
                    rows.append(self._row(cells))
                cells = {}
                headers = len(rows) if "=" in line.text else headers
                continue
            for column, cell in _cut(line.text, pairwise(borders)):
                cells.setdefault(column, []).append(Line(line.number, cell))
        return max(end, at + 1), row_drafts(rows, headers=headers or None)

    def _row(self, cells: Mapping[int, Sequence[Line]]) -> Row:
        """A row of the lines in its cells, by the number of the column."""
        first = min(cell[0].number for cell in cells.values())
        return Row(first, [self._cell(cells.get(column, ())) for column in range(max(cells) + 1)])

    def simple_table(self, lines: Sequence[Line], at: int) -> tuple[int, Iterator[Draft]]:
        """Where the table that begins at the rule `at` ends, and its rows."""
        borders = list(islice(_simple_borders(lines, at), 3))
        if len(borders) < 2:
            return at + 1, iter(())
        end = borders[-1] + 1
        starts = [match.start() for match in islice(re.finditer(r"=+", lines[at].text), _MAX_COLUMNS)]
        edges = list(zip(starts, [*starts[1:], sys.maxsize], strict=True))
        rows: list[dict[int, list[Line]]] = []
        headers = None
        for line in lines[at + 1 : end - 1]:
            if SIMPLE.match(line.text):
                headers = len(rows)
            elif line.text and not set(line.text) <= {"-", " "}:
                cells = list(_cut(line.text, edges))
                if not rows or (cells and cells[0][0] == 0):
                    rows.append({})
                for column, cell in cells:
                    rows[-1].setdefault(column, []).append(Line(line.number, cell))
        return end, row_drafts([self._row(cells) for cells in rows if cells], headers=headers)


def _cut(text: str, edges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """The cells of a line that are not empty, with the numbers of their columns."""
    for column, (left, right) in enumerate(edges):
        if left >= len(text):
            return
        cell = text[left:right].strip(" |+")
        if cell:
            yield column, cell


def _simple_borders(lines: Sequence[Line], at: int) -> Iterator[int]:
    """The lines that are borders of a simple table: the table ends with one that a blank line follows."""
    for number in range(at, len(lines)):
        if SIMPLE.match(lines[number].text):
            yield number
            if number > at and (number + 1 == len(lines) or not lines[number + 1].text):
                return


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 4 else None
