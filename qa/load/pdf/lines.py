"""The words of a page -> its lines.

A line is cut where a gap is wide or lies over a gutter between columns, so what is side by side on a page (columns of
prose, cells of a table) is in lines of its own.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qa.load.pdf.glyphs import ASCENT, DESCENT, Word

# A gap wider than this part of the size cuts a line; over a gutter, one wider than the second part.
_WIDE_GAP, _GUTTER_GAP = 1.6, 0.5
# A word that begins further to the left of the end of the one before is on another line.
_STEP_BACK = 0.6
# Two words whose heights overlap by this part of the smaller one may be on one line (superscripts, subscripts), if
# they are this part of the size apart at most.
_OVERLAP, _RAISED_GAP = 0.35, 1.2
# How far a word is raised or lowered, in parts of the size, so that it needs no space before it, and the gap up to
# which it needs none.
_RAISED, _NO_SPACE = 0.08, 0.17

# A sign of a currency begins a cell.
_CURRENCIES = frozenset("$€£¥")

# A gutter is crossed by fewer rows than this share, is this part of the size wide, and has this share of the rows, and
# this many, on either side.
_MAX_CROSSED, _MIN_GUTTER, _MIN_SIDE, _MIN_SIDE_ROWS = 0.12, 0.7, 0.25, 6
# Columns of points in which gutters are looked for: a page has 600 to 1,200.
_MAX_BINS = 4000


class Gutter(NamedTuple):
    """An empty strip between two columns, by its left and right edges."""

    left: float
    right: float


class Line:
    """A line, or the part of it in one column: its words, edges, baseline and size.

    `order` is its position in the stream of the page.
    """

    __slots__ = ("bold", "bottom", "italic", "left", "order", "page", "right", "size", "text", "top", "y")

    def __init__(self, words: Sequence[Word], *, order: int, page: int) -> None:
        self.order = order
        self.page = page
        self.left = min(word.left for word in words)
        self.right = max(word.right for word in words)
        main = _main_word(words)
        self.size = main.size
        self.y = main.y
        self.top = self.y - ASCENT * self.size
        self.bottom = self.y + DESCENT * self.size
        letters = sum(len(word.text) for word in words)
        self.bold = 2 * sum(len(word.text) for word in words if word.bold) > letters
        self.italic = 2 * sum(len(word.text) for word in words if word.italic) > letters
        self.text = _join(words)

    @property
    def width(self) -> float:
        """From its left edge to its right one."""
        return self.right - self.left

    @property
    def cut(self) -> bool:
        """Whether its last word may be cut by a hyphen."""
        return self.text.endswith(("-", "\u00ad", "\u2010")) and len(self.text) > 1 and self.text[-2].isalpha()

    def prepend(self, label: "Line") -> None:
        """Put `label`, which is to the left of this line, before it."""
        self.text = f"{label.text} {self.text}"
        self.left = label.left
        self.top, self.bottom = min(self.top, label.top), max(self.bottom, label.bottom)
        self.order = min(self.order, label.order) if abs(self.order - label.order) < 3 else self.order

    def append(self, other: "Line") -> None:
        """Add the line `other`, which is to the right of this one."""
        self.text = f"{self.text} {other.text}"
        self.left, self.right = min(self.left, other.left), max(self.right, other.right)


def body_size(words: Sequence[Word]) -> float:
    """The size of most letters, in points; 10 if there are no letters."""
    letters: Counter[float] = Counter()
    for word in words:
        letters[round(word.size * 4) / 4] += len(word.text)
    return max(letters, key=lambda size: (letters[size], -size), default=10.0)


def _main_word(words: Sequence[Word]) -> Word:
    """The first word of the size of most letters."""
    if len(words) == 1:
        return words[0]
    letters: Counter[tuple[float, float]] = Counter()
    for word in words:
        letters[round(word.size, 1), round(word.y)] += len(word.text)
    main = max(letters, key=letters.__getitem__)
    return next(word for word in words if (round(word.size, 1), round(word.y)) == main)


def _join(words: Sequence[Word]) -> str:
    """The text of the words, with spaces, but for superscripts and subscripts at the end of a word."""
    parts = [words[0].text]
    before = words[0]
    for word in words[1:]:
        size = max(word.size, before.size)
        is_raised = abs(word.y - before.y) > _RAISED * size or abs(word.size - before.size) > _RAISED * size
        if not ((is_raised or word.breaks) and word.left - before.right < _NO_SPACE * size):
            parts.append(" ")
        parts.append(word.text)
        before = word
    return "".join(parts)


def find_gutters(words: Sequence[Word], *, size: float) -> list[Gutter]:
    """The gutters between the columns of a page whose body has `size`, from left to right."""
    rows: dict[int, list[tuple[int, int]]] = {}
    height = max(size * 0.6, 1.0)
    right_edge = max((word.right for word in words), default=0.0)
    scale = min(1.0, _MAX_BINS / max(right_edge, 1.0))
    for word in words:
        bins = (max(int(word.left * scale), 0), max(int(word.right * scale), 0))
        rows.setdefault(round(word.y / height), []).append(bins)
    count = len(rows)
    if count < 2 * _MIN_SIDE_ROWS:
        return []
    crossings = _crossings(rows.values(), int(right_edge * scale) + 2)
    limit = _MAX_CROSSED * count
    lefts = sorted(min(left for left, _ in row) for row in rows.values())
    rights = sorted(max(right for _, right in row) for row in rows.values())
    gutters = []
    start = None
    for position, crossed in enumerate(crossings):
        if crossed < limit:
            start = position if start is None else start
        elif start is not None:
            if position - start >= _MIN_GUTTER * size * scale:
                beside = min(bisect_left(lefts, start), count - bisect_right(rights, position))
                if beside >= max(_MIN_SIDE * count, _MIN_SIDE_ROWS):
                    gutters.append(Gutter(start / scale, position / scale))
            start = None
    return gutters


def _crossings(rows: Iterable[Sequence[tuple[int, int]]], bins: int) -> list[int]:
    """For each column of points, how many rows have a word there."""
    changes = [0] * (bins + 1)
    for row in rows:
        reached = -1
        for left, right in sorted(row):
            begin = max(left, reached + 1)
            if right >= begin:
                changes[begin] += 1
                changes[min(right + 1, bins)] -= 1
                reached = right
    total, crossings = 0, []
    for change in changes:
        total += change
        crossings.append(total)
    return crossings


def make_lines(words: Sequence[Word], gutters: Sequence[Gutter], *, page: int) -> list[Line]:
    """The lines of a page, in the order of its stream."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and _continues(runs[-1], word, gutters):
            runs[-1].append(word)
        elif len(runs) > 1 and len(runs[-1]) <= 2 and _continues(runs[-2], word, gutters) and _is_mark(runs[-1], word):
            # An accent or a mark was drawn in between.
            runs[-2].append(word)
        else:
            runs.append([word])
    runs = _merge_marks(runs, gutters)
    return [Line(run, order=order, page=page) for order, run in enumerate(runs)]


_LABEL = re.compile(
    r"(?:[•◦▪●○■□➢✓‣∙·*\uf0b7\uf0a7–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,6})[.)]|\[[^\s\]]{1,14}\]|\d{1,2}(?:\.\d{1,2}){1,4}\.?)"
)
# The gap between a label and its text in parts of the size, at most.
_LABEL_GAP = 6.0
# Letters of a text that has a label, at least: figures have none.
_MIN_LABELLED = 3


def attach_labels(lines: Sequence[Line]) -> list[Line]:
    """`lines`, with each label that is a line of its own (a bullet, "2.", "[Knu84]") put before the text beside it."""
    labels = [line for line in lines if _LABEL.fullmatch(line.text)]
    if not labels:
        return list(lines)
    by_row: dict[int, list[Line]] = {}
    for line in lines:
        by_row.setdefault(round(line.y / 4), []).append(line)
    attached: set[int] = set()
    for label in labels:
        row = round(label.y / 4)
        near = (line for key in (row - 1, row, row + 1) for line in by_row.get(key, ()))
        beside = [
            line
            for line in near
            if line is not label
            and id(line) not in attached
            and _labels(label, line)
            and not _LABEL.fullmatch(line.text)
        ]
        if beside:
            min(beside, key=lambda line: line.left).prepend(label)
            attached.add(id(label))
    return [line for line in lines if id(line) not in attached]


def _labels(label: Line, line: Line) -> bool:
    size = max(label.size, line.size)
    if sum(map(str.isalpha, line.text)) < _MIN_LABELLED:
        return False
    return abs(label.y - line.y) < 0.3 * size and 0 <= line.left - label.right < _LABEL_GAP * size


def _is_mark(run: Sequence[Word], word: Word) -> bool:
    return all(len(mark.text) <= 3 and mark.size < 0.95 * word.size for mark in run)


def _continues(run: Sequence[Word], word: Word, gutters: Sequence[Gutter]) -> bool:
    """Whether `word` continues the line of `run`."""
    before = run[-1]
    size = max(word.size, before.size)
    gap = word.left - before.right
    if gap > _GUTTER_GAP * size and word.text in _CURRENCIES:
        return False
    if gap > _WIDE_GAP * size or gap < -_STEP_BACK * size or word.left < before.left:
        return False
    if not _overlaps(before, word):
        # After a superscript, the line goes on at the height of a word before it.
        before = next((other for other in reversed(run[-4:-1]) if _overlaps(other, word)), word)
        if before is word:
            return False
    if abs(word.y - before.y) > _RAISED * size and gap > _RAISED_GAP * size:
        return False
    return not (gap > _GUTTER_GAP * size and _crosses(run[-1].right, word.left, gutters))


def _overlaps(above: Word, below: Word) -> bool:
    overlap = min(above.bottom, below.bottom) - max(above.top, below.top)
    return overlap > _OVERLAP * min(above.size, below.size)


def _crosses(left: float, right: float, gutters: Sequence[Gutter]) -> bool:
    """Whether the gap from `left` to `right` covers the middle of a gutter."""
    return any(left - 1 <= (gutter.left + gutter.right) / 2 <= right + 1 for gutter in gutters)


def _merge_marks(runs: list[list[Word]], gutters: Sequence[Gutter]) -> list[list[Word]]:
    """`runs`, with each superscript or the like that was drawn apart put into the run beside it that is near."""
    merged: list[list[Word]] = []
    for run in runs:
        above = merged[-1] if merged else None
        if above is not None and _is_beside(above, run, gutters):
            above.extend(run)
            above.sort(key=lambda word: word.left)
        else:
            merged.append(run)
    return merged


def _is_beside(above: Sequence[Word], run: Sequence[Word], gutters: Sequence[Gutter]) -> bool:
    """Whether two runs that follow one another in the stream are parts of one line, one of them a mark."""
    short = min(above, run, key=len)
    if len(short) > 2 or sum(len(word.text) for word in short) > 6:
        return False
    first, last = run[0], run[-1]
    size = max(above[-1].size, first.size)
    if last.right <= above[0].left:
        gap, near = above[0].left - last.right, above[0]
    elif first.left >= above[-1].right - _STEP_BACK * size:
        gap, near = first.left - above[-1].right, above[-1]
    else:
        # Within the other run.
        near = min(above, key=lambda word: abs(word.left - first.left))
        if not above[0].left <= first.left <= above[-1].right:
            return False
        return _overlaps(near, first) and first.size < 0.95 * near.size
    if not _overlaps(near, first) or gap > 0.5 * size:
        return False
    return not _crosses(min(near.right, last.right), max(near.left, first.left), gutters)
