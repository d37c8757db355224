"""The words of a page -> its lines.

A line is cut where a gap is wide or lies over a gutter between columns, so what is side by side on a page (columns of
prose, cells of a table) is in lines of its own.
"""

from collections import Counter
from collections.abc import Sequence
from copy import copy

from qa.load.lines import is_word_cut
from qa.load.pdf.glyphs import ASCENT, DESCENT, Word
from qa.load.pdf.gutters import Gutter

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
# A line is bold or italic if this share of its letters is.
_MOSTLY = 0.85
# The share of its letters that has the size of a line, at least.
_MAIN_SHARE = 0.15
# A gap wider than this part of the size may be one between cells, if those above and below are.
_SOFT_GAP = 0.55
# Words of a line that marks are put into, at most.
_MAX_MARKED = 400

# The gaps of a line that are wider than between words: left edge, right edge, position in the text.
Gaps = tuple[tuple[float, float, int], ...]


class Line:
    """A line, or the part of it in one column: its words, edges, baseline and size.

    `order` is its position in the stream of the page.
    """

    __slots__ = ("bold", "bottom", "gaps", "italic", "left", "order", "page", "right", "size", "text", "top", "y")

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
        self.bold = sum(len(word.text) for word in words if word.bold) > _MOSTLY * letters
        self.italic = sum(len(word.text) for word in words if word.italic) > _MOSTLY * letters
        self.text, self.gaps = _join(words, self.size)

    @property
    def width(self) -> float:
        """From its left edge to its right one."""
        return self.right - self.left

    def cuts_word(self, below: "Line") -> bool:
        """Whether a hyphen at its end cuts a word that continues in the line `below`."""
        return bool(self.text) and below.text[:1].islower() and is_word_cut(self.text, below.text)

    def split(self, position: int, left: float, right: float) -> "tuple[Line, Line]":
        """The two parts of the line before and after the gap from `left` to `right` at `position` in its text."""
        first, second = copy(self), copy(self)
        first.text, first.right = self.text[:position].rstrip(), left
        second.text, second.left = self.text[position:].lstrip(), right
        first.gaps = tuple(gap for gap in self.gaps if gap[2] < position)
        second.gaps = tuple((near, far, at - position - 1) for near, far, at in self.gaps if at > position)
        return first, second

    def prepend(self, label: "Line") -> None:
        """Put `label`, which is to the left of this line, before it."""
        self.gaps = ()
        self.text = f"{label.text} {self.text}"
        self.left = label.left
        self.top, self.bottom = min(self.top, label.top), max(self.bottom, label.bottom)
        self.order = min(self.order, label.order) if abs(self.order - label.order) < 3 else self.order

    def append(self, other: "Line") -> None:
        """Add the line `other`, which is to the right of this one."""
        self.gaps = ()
        self.text = f"{self.text} {other.text}"
        self.left, self.right = min(self.left, other.left), max(self.right, other.right)


def body_size(words: Sequence[Word]) -> float:
    """The size of most letters, in points; 10 if there are no letters."""
    letters: Counter[float] = Counter()
    for word in words:
        letters[round(word.size * 4) / 4] += len(word.text)
    return max(letters, key=lambda size: (letters[size], -size), default=10.0)


def _main_word(words: Sequence[Word]) -> Word:
    """The first word of the largest size that a good part of the letters has: no superscript, no small capitals."""
    first = words[0]
    if all(word.size == first.size and word.y == first.y for word in words):
        return first
    letters: Counter[tuple[float, float]] = Counter()
    for word in words:
        letters[round(word.size, 1), round(word.y)] += len(word.text)
    most = sum(letters.values())
    main = max((key for key, count in letters.items() if count >= _MAIN_SHARE * most), default=max(letters))
    return next(word for word in words if (round(word.size, 1), round(word.y)) == main)


def _join(words: Sequence[Word], size: float) -> tuple[str, Gaps]:
    """The text of the words, and its gaps that are wider than between words.

    Superscripts and subscripts at the end of a word have no space before them.
    """
    before = words[0]
    parts = [before.text]
    length = len(before.text)
    gaps = []
    for word in words[1:]:
        gap = word.left - before.right
        larger = max(word.size, before.size)
        is_raised = abs(word.y - before.y) > _RAISED * larger or abs(word.size - before.size) > _RAISED * larger
        if gap > _SOFT_GAP * size:
            gaps.append((before.right, word.left, length))
        if not ((is_raised or word.breaks) and gap < _NO_SPACE * larger):
            parts.append(" ")
            length += 1
        parts.append(word.text)
        length += len(word.text)
        before = word
    return "".join(parts), tuple(gaps)


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


def _is_mark(run: Sequence[Word], word: Word) -> bool:
    return all(len(mark.text) <= 3 and mark.size < 0.95 * word.size for mark in run)


def _continues(run: Sequence[Word], word: Word, gutters: Sequence[Gutter]) -> bool:
    """Whether `word` continues the line of `run`."""
    before = run[-1]
    gap = word.left - before.right
    size = word.size
    if word.y == before.y and size == before.size:
        if -_NO_SPACE * size < gap < _GUTTER_GAP * size:
            return True
    elif before.size > size:
        size = before.size
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
    if len(short) > 2 or len(above) > _MAX_MARKED or sum(len(word.text) for word in short) > 6:
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
