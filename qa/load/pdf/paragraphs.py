"""Lines in reading order -> paragraphs, which run on over columns and pages.

What interrupts the text of a page (footnotes, captions, labels in figures) comes behind the paragraph that it
interrupts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from qa.load.pdf.lines import Line
from qa.load.pdf.tables import Table

# Line breaks are seen by: another size (share), a gap over the usual leading (factor), an indentation in parts of the
# size, a line that ends this share of its column short of the edge.
_OTHER_SIZE, _WIDE_LEADING, _MIN_INDENT, _MAX_INDENT, _SHORT = 0.08, 1.35, 0.8, 7.0, 0.12
# Small print is smaller than this share of the body's size.
_SMALL = 0.93

_ENDS_SENTENCE = re.compile(r"(?:[.!?:;。！？]|\.{3}|…)[\"'”’»)\]]*(?:\[?\d{0,3}\]?)$")
_ENDS_FULLY = re.compile(r"[.!?。！？…][\"'”’»)\]]*(?:\[\d{1,3}\]|\d{0,2})$")
BULLET = re.compile(r"(?:[•◦▪●○■□➢✓‣∙·*\uf0b7\uf0a7]|[–—-])(?:\s+|$)")
NUMBERED_ITEM = re.compile(r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5}|[IVX]{1,5})\)|\d{1,2}\.|[a-z]\.)\s+\S")
_MARKER_ALONE = re.compile(r"(?:[•◦▪●○■□➢✓‣∙·*\uf0b7\uf0a7–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])")
_CAPTION = re.compile(
    r"(?:Fig(?:ure|\.)?|Table|Tab\.|Abb(?:ildung|\.)|Tabelle|Tableau|Algorithm|Listing|Chart|Exhibit|FIG\.|FIGURE|TABLE)\s*(?:\d+|[IVX]+)\b(?:[.:–—|]|\s+[A-Z(]|$)"
)
_REFERENCE = re.compile(r"\[\w{1,12}\]\s+\S")


class Group:
    """Lines that are one block.

    `jumps` says whether it is the first one of a column or page; `aside` whether it interrupts the text.
    """

    __slots__ = ("aside", "caption", "item", "jumps", "lines", "note", "short_end", "indented")

    def __init__(self, line: Line, *, jumps: bool) -> None:
        self.lines = [line]
        self.jumps = jumps
        self.aside = False
        self.caption = False
        self.note = False
        self.item = False
        # Whether the last line ends short of the edge of its column; whether the first one is indented.
        self.short_end = False
        self.indented = False

    @property
    def text(self) -> str:
        """Its lines, with spaces."""
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        """The size of its longest line."""
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def bold(self) -> bool:
        """Whether all its lines are bold."""
        return all(line.bold for line in self.lines)

    @property
    def table(self) -> Table | None:
        """The table that it is, if it is one."""
        return self.lines[0] if isinstance(self.lines[0], Table) else None


class _Column:
    """Lines that follow one another down a column, and the usual edges and leading of each size among them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        by_size: defaultdict[float, list[Line]] = defaultdict(list)
        for line in lines:
            if not isinstance(line, Table):
                by_size[_class(line.size)].append(line)
        self.edges: dict[float, tuple[float, float]] = {}
        for size, of_size in by_size.items():
            self.edges[size] = _usual_left(of_size), max(line.right for line in of_size)

    def left(self, line: Line) -> float:
        return self.edges.get(_class(line.size), (line.left, line.right))[0]

    def right(self, line: Line) -> float:
        return self.edges.get(_class(line.size), (line.left, line.right))[1]


def _class(size: float) -> float:
    return round(size * 2) / 2


def _usual_left(lines: Sequence[Line]) -> float:
    lefts = Counter(round(line.left) for line in lines)
    left, count = max(lefts.items(), key=lambda item: (item[1], -item[0]))
    lower = min(lefts)
    # Text with hanging indents: the usual edge is that of the first lines, if there are some.
    return float(lower if lefts[lower] >= 0.2 * count and left - lower > 3 else left)


def leadings(pages: Sequence[Sequence[Line]]) -> dict[float, float]:
    """The usual distance of baselines for each size of text, in points."""
    steps: defaultdict[float, Counter[float]] = defaultdict(Counter)
    for lines in pages:
        for above, below in zip(lines, lines[1:], strict=False):
            step = below.y - above.y
            if abs(above.size - below.size) < 0.5 and 0.8 * above.size < step < 3 * above.size:
                steps[_class(above.size)][round(step * 2) / 2] += 1
    usual = {}
    for size, counts in steps.items():
        most = max(counts.values())
        # The smallest of the frequent ones: gaps between paragraphs may be as frequent in short lists.
        usual[size] = min(step for step, count in counts.items() if count >= 0.4 * most)
    return usual


def columns_of(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of a page in the columns that they go down."""
    column: list[Line] = []
    for line in lines:
        if column and _jumps(column[-1], line):
            yield column
            column = []
        column.append(line)
    if column:
        yield column


def _jumps(above: Line, below: Line) -> bool:
    """Whether the text goes on in another column: further up, or beside."""
    bottom = above.bottom if isinstance(above, Table) else above.y
    if below.y < bottom - 0.6 * max(above.size, below.size):
        return True
    return below.left > above.right + 0.5 * below.size and below.y < bottom + 0.5 * below.size


class Paragraphs:
    """Makes groups of the lines of a document whose body has `size`; `leading` is that of `leadings`."""

    def __init__(self, *, size: float, leading: dict[float, float]) -> None:
        self._size = size
        self._leading = leading

    def of_page(self, lines: Sequence[Line]) -> list[Group]:
        """The groups of a page, in order; nothing is joined over columns yet."""
        groups: list[Group] = []
        for lines_of_column in columns_of(lines):
            column = _Column(lines_of_column)
            start = len(groups)
            for position, line in enumerate(lines_of_column):
                below = lines_of_column[position + 1] if position + 1 < len(lines_of_column) else None
                if len(groups) > start and not self._breaks(groups[-1], line, below, column):
                    groups[-1].lines.append(line)
                else:
                    groups.append(Group(line, jumps=len(groups) == start))
            self._finish(groups[start:], column)
        return groups

    def _breaks(self, group: Group, line: Line, below: Line | None, column: _Column) -> bool:
        """Whether a block ends before `line`."""
        above = group.lines[-1]
        if isinstance(above, Table) or isinstance(line, Table):
            return True
        if _MARKER_ALONE.fullmatch(group.text):
            return line.y - above.y > 0.6 * line.size
        size = max(above.size, line.size)
        step = line.y - above.y
        if step > self._usual_step(line) * _WIDE_LEADING:
            return True
        other_size = abs(above.size - line.size) > _OTHER_SIZE * size
        if above.cut and line.text[:1].islower() and not other_size:
            return False
        if other_size and step > 0.4 * size:
            return not (len(line.text) <= 3 or len(above.text) <= 3)
        if BULLET.match(line.text) and (group.item or line.text[0] not in "-–—*·" or _ENDS_SENTENCE.search(above.text)):
            return True
        if _starts_item(line.text) and (group.item or _ENDS_SENTENCE.search(above.text)):
            return True
        if _CAPTION.match(line.text) and step > 0.5 * size and _ENDS_FULLY.search(above.text):
            return True
        if above.bold != line.bold and step > 0.5 * size and (len(group.lines) == 1 or _ENDS_FULLY.search(above.text)):
            if self._is_heading_like(group, column) or line.bold:
                return True
        return self._starts_paragraph(group, line, below, column)

    def _usual_step(self, line: Line) -> float:
        return self._leading.get(_class(line.size), 1.25 * line.size)

    def _is_heading_like(self, group: Group, column: _Column) -> bool:
        text = group.text
        return group.bold and len(text) <= 120 and not _ENDS_FULLY.search(text)

    def _starts_paragraph(self, group: Group, line: Line, below: Line | None, column: _Column) -> bool:
        """Whether the edges of the lines show that a paragraph starts with `line`."""
        above = group.lines[-1]
        size = line.size
        width = max(column.right(line) - column.left(line), 1.0)
        above_short = column.right(above) - above.right > max(_SHORT * width, 2 * size)
        indent = line.left - above.left
        if _MIN_INDENT * size < indent < _MAX_INDENT * size and len(group.lines) > 1:
            # The first line of a paragraph is indented, the next one not; a hanging indent goes on.
            returns = below is None or isinstance(below, Table) or below.left < line.left - 0.5 * size
            if returns and (above_short or _ENDS_SENTENCE.search(above.text)):
                return True
        if len(group.lines) == 1 and _MIN_INDENT * size < indent < _MAX_INDENT * size:
            # The line above is alone and further left: it hangs, or it is the end of a paragraph.
            if above_short and _ENDS_FULLY.search(above.text):
                return True
        if -indent > _MIN_INDENT * size and len(group.lines) > 1:
            hangs = abs(group.lines[0].left - line.left) < 0.5 * size
            if hangs and (group.item or above_short or _REFERENCE.match(line.text) or _ENDS_FULLY.search(above.text)):
                return True
            if group.item and line.left < group.lines[0].left - 0.5 * size:
                return True
        if _REFERENCE.match(line.text) and _REFERENCE.match(group.lines[0].text):
            return True
        if above_short and _ENDS_FULLY.search(above.text):
            return True
        # Short lines that hang together by nothing: addresses, verses, title pages.
        return False

    def _finish(self, groups: Sequence[Group], column: _Column) -> None:
        """Note what the groups of a column are."""
        for group in groups:
            if group.table is not None:
                group.aside = True
                continue
            text = group.lines[0].text
            last = group.lines[-1]
            width = max(column.right(last) - column.left(last), 1.0)
            group.short_end = column.right(last) - last.right > max(_SHORT * width, 2 * last.size)
            group.indented = group.lines[0].left - column.left(group.lines[0]) > _MIN_INDENT * last.size
            group.item = bool(BULLET.match(text)) or _starts_item(text)
            group.caption = bool(_CAPTION.match(group.text))
            group.aside = group.caption or group.size < _SMALL * self._size


def _starts_item(text: str) -> bool:
    return bool(NUMBERED_ITEM.match(text))


def mark_notes(groups: Sequence[Group], *, size: float) -> None:
    """Mark the footnotes of a page: small print below the last line of the body in their column."""
    body_bottoms: dict[int, float] = {}
    column = 0
    numbers: list[int] = []
    for group in groups:
        column += group.jumps
        numbers.append(column)
        if not group.aside or group.table is not None:
            body_bottoms[column] = max(body_bottoms.get(column, 0.0), group.lines[-1].y)
    for group, number in zip(groups, numbers, strict=True):
        if not group.aside or group.caption or group.table is not None:
            continue
        above = [other for other in groups if not other.aside and _shares_column(other, group)]
        if above and all(other.lines[-1].y < group.lines[0].y for other in above) and group.size < _SMALL * size:
            group.note = bool(_NOTE_MARK.match(group.lines[0].text)) or _is_after_note(groups, group)


_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*†‡§¶]{1,2}|\[\d{1,3}\]|[a-z])[\s.)]*\S")


def _is_after_note(groups: Sequence[Group], group: Group) -> bool:
    position = groups.index(group)
    return position > 0 and groups[position - 1].note


def _shares_column(group: Group, other: Group) -> bool:
    left, right = group.lines[0], other.lines[0]
    return min(left.right, right.right) - max(left.left, right.left) > 0


class Flow:
    """Joins the groups of all pages: a paragraph runs on in the next column or page, past what interrupts it."""

    def __init__(self, *, size: float) -> None:
        self._size = size
        self._done: list[Group] = []
        # The position in `_done` of the last group of the body, and of the last one in small print.
        self._open: dict[bool, Group] = {}

    def add(self, groups: Sequence[Group]) -> None:
        """Add the groups of a page."""
        jumped = True
        for group in groups:
            jumped = jumped or group.jumps
            is_small = group.size < _SMALL * self._size
            above = self._open.get(is_small)
            if above is not None and self._runs_on(above, group, jumped=jumped):
                above.lines.extend(group.lines)
                above.short_end = group.short_end
            else:
                self._done.append(group)
            if group.table is None and not group.caption and not group.note:
                if above is None or self._done[-1] is group:
                    self._open[is_small] = group
                if not group.aside:
                    jumped = False

    def add_turned(self, line: Line) -> None:
        """Add a line that runs in another direction than the text."""
        group = Group(line, jumps=True)
        group.aside = group.note = True
        self._done.append(group)

    def groups(self) -> list[Group]:
        """All groups, in order."""
        return self._done

    def _runs_on(self, above: Group, group: Group, *, jumped: bool) -> bool:
        """Whether `group` is the rest of `above`."""
        if group.table is not None or group.caption or group.note or above.table is not None:
            return False
        if abs(above.size - group.size) > _OTHER_SIZE * group.size or above.bold != group.bold:
            return False
        last, first = above.lines[-1], group.lines[0]
        if group.item or first.page - last.page > 1:
            return False
        if not jumped and self._done[-1] is above:
            return False
        if last.cut and first.text[:1].islower():
            return True
        if _ENDS_FULLY.search(last.text):
            return not (above.short_end or group.indented or first.text[:1].isupper() or not first.text[:1].isalpha())
        if first.text[:1].islower():
            return True
        return jumped and not above.short_end and not group.indented and not last.text.endswith(":")
