"""The chunks of a plain text: runs of lines without a blank line between them.

Rules ("* * *") and the underlines of headings also end a chunk, and are left out. A table is a chunk, and a heading
directly above its text is one of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.load.plain.columns import Row, read_rows
from qa.load.plain.headings import headings_above_text, is_heading_above_text
from qa.load.plain.lines import Line, is_border, is_rule, is_table_row, underline_level

# Share of the lines of a chunk that are set in columns, from which the chunk is a table.
_TABLE_SHARE = 0.6


@dataclass(slots=True)
class Chunk:
    """Consecutive lines.

    `after_page_break` says that a form feed comes before them. `level` is that of an underlined heading, else 0.
    `is_table` says that the lines are rows; `rows` are those of a table whose cells are known. `is_head` says that the
    chunk was cut from the one below, since it is a heading.
    """

    lines: list[Line]
    after_page_break: bool = False
    level: int = 0
    is_table: bool = False
    rows: list[Row] | None = None
    is_head: bool = False


def split_chunks(lines: Sequence[Line]) -> Iterator[Chunk]:
    """The chunks of `lines`, split also at rules, which are left out, and below headings."""
    chunks = list(_split_at_blank_lines(lines))
    heads = headings_above_text([chunk.lines for chunk in chunks])
    for index, chunk in enumerate(chunks):
        rest, after_page_break = chunk.lines, chunk.after_page_break
        level = underline_level(rest[1].text) if len(rest) > 1 else 0
        if level and not is_table_row(rest[0].raw) and not is_rule(rest[0].text) and not _is_row(rest[0]):
            yield Chunk(rest[:1], after_page_break, level)
            rest, after_page_break = rest[2:], False
        elif index in heads or is_heading_above_text(rest):
            yield Chunk(rest[:1], after_page_break, is_head=True)
            rest, after_page_break = rest[1:], False
        yield from _split_table(rest, after_page_break)


def _is_row(line: Line) -> bool:
    return line.text.startswith("|")


def _split_at_blank_lines(lines: Sequence[Line]) -> Iterator[Chunk]:
    chunk = Chunk([])
    for line in lines:
        if line.text:
            chunk.lines.append(line)
            continue
        if chunk.lines:
            yield chunk
            chunk = Chunk([])
        chunk.after_page_break = chunk.after_page_break or line.raw == "\f"
    if chunk.lines:
        yield chunk


def _split_table(lines: list[Line], after_page_break: bool) -> Iterator[Chunk]:
    """A table as one chunk, also below a line that is its title."""
    for first in (0, 1):
        rows = read_rows(lines[first:])
        if rows:
            if first:
                yield Chunk(lines[:first], after_page_break)
            yield Chunk(lines[first:], after_page_break and not first, is_table=True, rows=rows)
            return
    yield from _split_at_rules(lines, after_page_break)


def _split_at_rules(lines: Sequence[Line], after_page_break: bool) -> Iterator[Chunk]:
    part: list[Line] = []
    for line in lines:
        if not (is_rule(line.text) or is_border(line.text)):
            part.append(line)
        elif part:
            yield Chunk(part, after_page_break, is_table=_is_table(part))
            part, after_page_break = [], False
    if part:
        yield Chunk(part, after_page_break, is_table=_is_table(part))


def _is_table(lines: Sequence[Line]) -> bool:
    rows = sum(is_table_row(line.raw) for line in lines)
    return rows > 1 and rows >= _TABLE_SHARE * len(lines)
