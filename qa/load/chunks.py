"""A plain text -> its chunks: lines without a blank line between them.

Rules ("* * *") and the underlines of headings part chunks too, and are left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.load import signs
from qa.load.lines import clean, split_lines
from qa.load.wrap import Line

# Columns between tab stops, as in a terminal.
_TAB = 8

# Share of the lines of a chunk set in columns from which it is a table.
_TABLE = 0.6


@dataclass(slots=True)
class Chunk:
    """Lines that follow each other.

    `after_page` tells a form feed before them, `level` is that of an underlined heading, `table` that they are rows.
    """

    lines: list[Line]
    after_page: bool = False
    level: int = 0
    table: bool = False


def _line(number: int, raw: str) -> Line:
    if "\t" in raw:
        expanded = raw.expandtabs(_TAB).rstrip()
        return Line(number, len(expanded) - len(expanded.lstrip()), clean(raw), raw, len(expanded))
    width = len(raw.rstrip())
    return Line(number, len(raw) - len(raw.lstrip()), clean(raw), raw, width)


def all_lines(text: str) -> Iterator[Line]:
    """All lines. A form feed ends a page within a line: what follows is a line of its own, with the same number.

    The end of a page is given as an empty line whose raw text is the form feed.
    """
    for number, raw in enumerate(split_lines(text), 1):
        if "\f" not in raw:
            yield _line(number, raw)
            continue
        first, *others = raw.split("\f")
        yield _line(number, first)
        for other in others:
            yield Line(number, 0, "", "\f", 0)
            yield _line(number, other)


def _unparted(text: str) -> Iterator[Chunk]:
    chunk = Chunk([])
    for line in all_lines(text):
        if line.text:
            chunk.lines.append(line)
            continue
        if chunk.lines:
            yield chunk
            chunk = Chunk([])
        chunk.after_page = chunk.after_page or line.raw == "\f"
    if chunk.lines:
        yield chunk


def split_chunks(text: str) -> Iterator[Chunk]:
    """The chunks, parted at rules, which are left out, and after underlined headings."""
    for chunk in _unparted(text):
        lines, after_page = chunk.lines, chunk.after_page
        level = signs.underline_level(lines[1].text) if len(lines) > 1 else 0
        if level and not signs.is_row(lines[0].raw) and not signs.is_rule(lines[0].text):
            yield Chunk(lines[:1], after_page, level)
            lines, after_page = lines[2:], False
        yield from _between_rules(lines, after_page)


def _between_rules(lines: Sequence[Line], after_page: bool) -> Iterator[Chunk]:
    part: list[Line] = []
    for line in lines:
        if not signs.is_rule(line.text):
            part.append(line)
        elif part:
            yield Chunk(part, after_page, table=_is_table(part))
            part, after_page = [], False
    if part:
        yield Chunk(part, after_page, table=_is_table(part))


def _is_table(lines: Sequence[Line]) -> bool:
    rows = sum(signs.is_row(line.raw) for line in lines)
    return rows > 1 and rows >= _TABLE * len(lines)
