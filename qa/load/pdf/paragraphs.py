"""Lines in reading order -> the groups of lines that are one block, column by column."""

import re
from collections.abc import Sequence

from qa.load.pdf.columns import MAX_INDENT, MIN_INDENT, Column, columns_of, size_class
from qa.load.pdf.grid import Table
from qa.load.pdf.lines import Line
from qa.load.plain.lines import is_unfinished, starts_lower

# Blocks end at another size (share), at a gap over the usual leading (factor), and at a line that ends short of the
# edge of its column by this share of it. A gap below this factor parts no heading from its text.
OTHER_SIZE, _WIDE_LEADING, _SHORT, _CLOSE = 0.08, 1.35, 0.12, 1.1
# Small print is smaller than this share of the body's size.
SMALL = 0.93
# Characters of a mark in another size, and lines of a heading, at most.
_MARK, _MAX_HEADING_LINES = 3, 3
# These begin an item only behind the end of a sentence or another item.
_DASHES = "-–—*·"

_ENDS_SENTENCE = re.compile(r"(?:[.!?:;。！？]|\.{3}|…)[\"'”’»)\]]*(?:\[?\d{0,3}\]?)$")
ENDS_FULLY = re.compile(r"[.!?。！？…][\"'”’»)\]]*(?:\[\d{1,3}\]|\d{0,2})$")
BULLET = re.compile(r"(?:[•◦▪●○■□➢✓‣∙·*\uf0b7\uf0a7]|[–—-])(?:\s+|$)")
NUMBERED_ITEM = re.compile(r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5}|[IVX]{1,5})\)|\d{1,2}\.|[a-h]\.)\s+\S")
_MARKER_ALONE = re.compile(r"(?:[•◦▪●○■□➢✓‣∙·*\uf0b7\uf0a7–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])")
_CAPTION = re.compile(
    r"(?:Fig(?:ure|\.)?|Table|Tab\.|Abb(?:ildung|\.)|Tabelle|Tableau|Algorithm|Listing|Chart|Exhibit|FIG\.|FIGURE|TABLE)\s*(?:\d+|[IVX]+)\b(?:[.:–—|]|\s+[A-Z(]|$)"
)
# "Report date: 2024-11-15", one below the other; "DATES: The FAA must receive comments".
_LABELLED = re.compile(r"[A-Z][\w’'./#-]*(?: [\w’'./#&-]+){0,3}:\s")
_CAPITAL_LABEL = re.compile(r"[A-Z]{2}[A-Z ]{2,}:\s")
_REFERENCE = re.compile(r"\[\w{1,12}\]\s+\S")


class Group:
    """Lines that are one block.

    `jumps` says whether it is the first one of a column or page; `aside` whether it interrupts the text.
    """

    __slots__ = ("aside", "bold", "caption", "indented", "item", "jumps", "lines", "note", "short_end", "size")

    def __init__(self, line: Line, *, jumps: bool) -> None:
        self.lines = [line]
        self.jumps = jumps
        self.aside = False
        self.caption = False
        self.note = False
        self.item = bool(BULLET.match(line.text) or NUMBERED_ITEM.match(line.text))
        # Whether the last line ends short of the edge of its column; whether the first one is indented.
        self.short_end = False
        self.indented = False
        # The size of its longest line, and whether all its lines are bold; `close` finds out.
        self.size = line.size
        self.bold = line.bold

    def close(self) -> None:
        """Find out what all its lines share."""
        self.size = max(self.lines, key=lambda line: len(line.text)).size
        self.bold = all(line.bold for line in self.lines)

    @property
    def text(self) -> str:
        """Its lines, with spaces."""
        return " ".join(line.text for line in self.lines)

    @property
    def table(self) -> Table | None:
        """The table that it is, if it is one."""
        return self.lines[0] if isinstance(self.lines[0], Table) else None


class Paragraphs:
    """Makes groups of the lines of a document whose body has `size`; `leading` is that of `leadings`."""

    def __init__(self, *, size: float, leading: dict[float, float]) -> None:
        self._size = size
        self._leading = leading

    def of_page(self, lines: Sequence[Line]) -> list[Group]:
        """The groups of a page, in order; nothing is joined over columns yet."""
        groups: list[Group] = []
        for lines_of_column in columns_of(lines):
            column = Column(lines_of_column)
            start = len(groups)
            for position, line in enumerate(lines_of_column):
                below = lines_of_column[position + 1] if position + 1 < len(lines_of_column) else None
                if len(groups) > start and not self._breaks(groups[-1], line, below, column):
                    groups[-1].lines.append(line)
                else:
                    groups.append(Group(line, jumps=len(groups) == start))
            self._finish(groups[start:], column)
        return groups

    def _breaks(self, group: Group, line: Line, below: Line | None, column: Column) -> bool:
        """Whether a block ends before `line`."""
        above = group.lines[-1]
        if isinstance(above, Table) or isinstance(line, Table):
            return True
        step = line.y - above.y
        if len(group.lines) == 1 and _MARKER_ALONE.fullmatch(above.text):
            return step > 0.6 * line.size
        leading = self._leading.get(size_class(line.size), 1.25 * line.size)
        if step > _WIDE_LEADING * leading:
            return True
        size = max(above.size, line.size)
        has_other_size = abs(above.size - line.size) > OTHER_SIZE * size
        if above.cuts_word(line) and not has_other_size:
            return False
        if has_other_size and step > 0.4 * size:
            return min(len(line.text), len(above.text)) > _MARK
        if step < _CLOSE * leading and _starts_in_bold(above, line):
            return False
        if _starts_kind(group, line) or (step > 0.5 * size and _changes_weight(group, line)):
            return True
        if size_class(line.size) in column.hanging and abs(line.left - column.left(line)) < 0.3 * line.size:
            return _starts_hanging(above, line, below, column)
        return _changes_indent(group, line, below, column) or _follows_end(group, line, column)

    def _finish(self, groups: Sequence[Group], column: Column) -> None:
        """Note what the groups of a column are."""
        for group in groups:
            if group.table is not None:
                group.aside = True
                continue
            group.close()
            text = group.lines[0].text
            last = group.lines[-1]
            group.short_end = _is_short(last, column)
            group.indented = group.lines[0].left - column.left(group.lines[0]) > MIN_INDENT * last.size
            group.item = bool(BULLET.match(text)) or starts_item(text)
            group.caption = bool(_CAPTION.match(text))
            group.aside = group.caption or group.size < SMALL * self._size


def starts_item(text: str) -> bool:
    """Whether the text begins with a number or letter of an item."""
    return bool(NUMBERED_ITEM.match(text))


def _is_short(line: Line, column: Column) -> bool:
    """Whether the line ends well short of the edge of its column."""
    width = max(column.right(line) - column.left(line), 1.0)
    return column.right(line) - line.right > max(_SHORT * width, 2 * line.size)


def _starts_kind(group: Group, line: Line) -> bool:
    """Whether the words of `line` show that an item, a caption, a labelled line or an entry starts."""
    above, text = group.lines[-1].text, line.text
    if BULLET.match(text) and (group.item or text[0] not in _DASHES or _ENDS_SENTENCE.search(above)):
        return True
    if starts_item(text) and (group.item or _ENDS_SENTENCE.search(above)):
        return True
    if _REFERENCE.match(text) and _REFERENCE.match(group.lines[0].text):
        return True
    return bool(ENDS_FULLY.search(above) and (_CAPTION.match(text) or _CAPITAL_LABEL.match(text)))


def _starts_in_bold(above: Line, line: Line) -> bool:
    """Whether the text only begins in bold: "Elective deferrals. The", and below it "maximum amount is ..."."""
    if not above.bold or line.bold or ENDS_FULLY.search(above.text):
        return False
    return starts_lower(line.text) or is_unfinished(above.text)


def _changes_weight(group: Group, line: Line) -> bool:
    """Whether a heading ends above `line`, or one starts with it."""
    above = group.lines[-1]
    ends = bool(ENDS_FULLY.search(above.text))
    if above.bold == line.bold or not (ends or len(group.lines) == 1):
        return False
    return line.bold or (above.bold and len(group.lines) <= _MAX_HEADING_LINES and not ends)


def _starts_hanging(above: Line, line: Line, below: Line | None, column: Column) -> bool:
    """Whether `line`, at the edge of a column of hanging indents, starts an entry.

    The line above is short or hangs, or the next one hangs; else a paragraph without an indent goes on.
    """
    edge = column.left(line) + MIN_INDENT * line.size
    is_short = column.right(above) - above.right > 2 * line.size
    return is_short or above.left > edge or (below is not None and below.left > edge)


def _changes_indent(group: Group, line: Line, below: Line | None, column: Column) -> bool:
    """Whether the left edges show that a paragraph starts with `line`."""
    above, first, size = group.lines[-1], group.lines[0], line.size
    is_end = _is_short(above, column) or bool(_ENDS_SENTENCE.search(above.text))
    indent = line.left - above.left
    if len(group.lines) == 1:
        return False
    if MIN_INDENT * size < indent < MAX_INDENT * size:
        # The first line of a paragraph is indented and the next one is not; a hanging indent goes on.
        return is_end and (below is None or isinstance(below, Table) or below.left < line.left - 0.5 * size)
    if indent < -MIN_INDENT * size:
        hangs = abs(first.left - line.left) < 0.5 * size
        return (hangs and (group.item or is_end)) or (group.item and line.left < first.left - 0.5 * size)
    return False


def _follows_end(group: Group, line: Line, column: Column) -> bool:
    """Whether the line above is short and ends something.

    Other short lines hang together: addresses, verses, titles.
    """
    above = group.lines[-1]
    if not _is_short(above, column):
        return False
    is_labelled = _LABELLED.match(above.text) and _LABELLED.match(line.text)
    return bool(ENDS_FULLY.search(above.text) or starts_item(line.text) or is_labelled)
