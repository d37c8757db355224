"""What is on a page and not part of its text: running heads and feet, page numbers, numbers of lines in the margin."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from qa.load.pdf.glyphs import Word
from qa.load.pdf.lines import Line

# The part of the page at its top and bottom where running heads and feet are, and how many lines are looked at there.
_MARGIN, _HEAD_LINES, _FOOT_LINES = 0.14, 4, 5
# A running head comes again on this many pages, at the same height within so many points.
_MIN_PAGES, _SAME_HEIGHT = 3, 18.0
# In a document of at most so many pages, twice is enough for what is between the text of two pages: the head of any
# page but the first, the foot of any but the last. Elsewhere it may be a letter's head that comes once more. No number
# but the page's may differ: "Exercise 2" is a heading.
_FEW_PAGES, _FEW_TIMES = 3, 2
# The share of the pages that begin or end with a running line which is not in the margin.
_MIN_OUTERMOST = 0.4

# Lines that a page has at least if one of them is known as running by little.
_MIN_LINES = 4

_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.I)
_NUMBER_OF_PAGE = re.compile(r"\b(?:page|p\.|seite|pág\.)\s*\d+|\b\d+\s*(?:of|von|de|/)\s*(?=\d)", re.I)
_PAGE_NUMBER = re.compile(
    r"[-–—|\[(]?\s*(?:(?:page|p\.|seite|pág\.)\s*)?(\d{1,5}|[ivxl]{1,8})(?:\s*(?:of|von|de|/)\s*\d{1,4})?\s*[-–—|\])]?",
    re.I,
)

# Numbers of lines: so many in a column that grow by one step, beside this share of the rows of the page.
_MIN_LINE_NUMBERS, _MIN_NUMBERED = 6, 0.6
_INTEGER = re.compile(r"\d{1,5}")


class RunningLines:
    """The running heads and feet of a document, and its printed page numbers."""

    def __init__(self, pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> None:
        # On how many pages a line is, by its text without numbers, and by its height in steps.
        self._seen: defaultdict[str, Counter[int]] = defaultdict(Counter)
        # The number at the edge of a page, minus the page's own.
        self._shifts: Counter[int] = Counter()
        self._pages = len(pages)
        # How often a line is the very first or last one of a page, wherever that is.
        self._outermost: Counter[str] = Counter()
        for lines in pages:
            self._outermost.update({_shape(line.text) for line in _outermost(lines)})
        for index, (lines, height) in enumerate(zip(pages, heights, strict=True)):
            on_page = set()
            for line in _edge_lines(lines, height):
                step = round(line.y / _SAME_HEIGHT)
                on_page.update({(_shape(line.text), step), (_shape(line.text, _NUMBER_OF_PAGE), step)})
                number = _PAGE_NUMBER.fullmatch(line.text)
                if number and number[1].isdecimal():
                    self._shifts[int(number[1]) - index - 1] += 1
            for shape, step in on_page:
                self._seen[shape][step] += 1

    def strip(self, lines: Sequence[Line], *, height: float, index: int) -> list[Line]:
        """The lines of the page at `index` without those that run over the pages."""
        may_be_few = len(lines) >= _MIN_LINES and self._pages <= _FEW_PAGES
        edge = {
            id(line)
            for line in _edge_lines(lines, height)
            if self._is_running(line, height) or (may_be_few and self._is_between(line, height, index))
        }
        often = max(_MIN_PAGES, _MIN_OUTERMOST * self._pages)
        edge.update(id(line) for line in _outermost(lines) if self._outermost[_shape(line.text)] >= often)
        return [line for line in lines if id(line) not in edge]

    def printed_shift(self) -> int:
        """What to add to a page's number for the printed one: 0 if they are equal, or nothing is known."""
        shift, count = max(self._shifts.items(), key=lambda item: (item[1], -abs(item[0])), default=(0, 0))
        return shift if count >= max(_MIN_PAGES, self._pages / 2) else 0

    def _is_running(self, line: Line, height: float) -> bool:
        if _PAGE_NUMBER.fullmatch(line.text) and (line.y < 0.1 * height or line.y > 0.9 * height):
            return True
        return self._times(line) >= _MIN_PAGES

    def _is_between(self, line: Line, height: float, index: int) -> bool:
        """Whether it is a running line between the text of two pages, in a document of few pages."""
        is_between = index > 0 if line.y < height / 2 else index + 1 < self._pages
        return is_between and self._times(line, _NUMBER_OF_PAGE) >= _FEW_TIMES

    def _times(self, line: Line, changing: re.Pattern[str] = _NUMBER) -> int:
        """On how many pages it is at about this height, but for what is `changing`."""
        heights = self._seen[_shape(line.text, changing)]
        step = round(line.y / _SAME_HEIGHT)
        return sum(heights[near] for near in (step - 1, step, step + 1))


def _shape(text: str, changing: re.Pattern[str] = _NUMBER) -> str:
    """A running head without what is `changing` from page to page."""
    return changing.sub("#", text.casefold())


def _edge_lines(lines: Sequence[Line], height: float) -> Iterator[Line]:
    """The first and the last lines of a page, in its margins at the top and the bottom."""
    by_height = sorted(lines, key=lambda line: line.y)
    yield from _rows_of(by_height, limit=_HEAD_LINES, inside=lambda line: line.y < _MARGIN * height)
    by_height.reverse()
    yield from _rows_of(by_height, limit=_FOOT_LINES, inside=lambda line: line.y > (1 - _MARGIN) * height)


def _outermost(lines: Sequence[Line]) -> list[Line]:
    """The first and the last line of a page with other lines between them."""
    if len(lines) < _MIN_LINES:
        return []
    return [min(lines, key=lambda line: line.y), max(lines, key=lambda line: line.y)]


def _rows_of(lines: Sequence[Line], *, limit: int, inside: Callable[[Line], bool]) -> Iterator[Line]:
    rows, last = 0, None
    for line in lines:
        if not inside(line):
            return
        if last is None or abs(line.y - last) > 0.5 * line.size:
            rows += 1
            last = line.y
        if rows > limit:
            return
        yield line


def without_line_numbers(words: Sequence[Word]) -> list[Word]:
    """The words of a page without the numbers of its lines (pleadings, transcripts, manuscripts)."""
    columns: defaultdict[int, list[Word]] = defaultdict(list)
    for word in words:
        if word.text.isdecimal() and word.text.isascii() and _INTEGER.fullmatch(word.text):
            columns[round(word.right / 3)].append(word)
    if not columns:
        return list(words)
    rows = {round(word.y / max(word.size, 1)) for word in words}
    dropped: set[int] = set()
    for key in list(columns):
        numbers = sorted(columns[key] + columns.get(key + 1, []), key=lambda word: word.y)
        if len(numbers) >= _MIN_LINE_NUMBERS and _counts_lines(numbers, words, rows=len(rows)):
            dropped.update(id(word) for word in numbers)
    return [word for word in words if id(word) not in dropped] if dropped else list(words)


def _counts_lines(numbers: Sequence[Word], words: Sequence[Word], *, rows: int) -> bool:
    """Whether the numbers grow by one step down the page, beside everything else on it."""
    values = [int(word.text) for word in numbers]
    step = values[1] - values[0]
    if step not in (1, 2, 5, 10) or any(below - above != step for above, below in pairwise(values)):
        return False
    if len(numbers) * step < _MIN_NUMBERED * rows:
        return False
    ids = {id(word) for word in numbers}
    left, right = min(word.left for word in numbers), max(word.right for word in numbers)
    # Words in the rows of the numbers, on both sides, show that they are a column of a table.
    top, bottom = numbers[0].top, numbers[-1].bottom
    beside = [word for word in words if id(word) not in ids and top <= word.y <= bottom]
    lefts = sum(word.right <= left for word in beside)
    rights = sum(word.left >= right for word in beside)
    return min(lefts, rights) <= 0.02 * max(len(beside), 1) and lefts + rights >= 0.9 * len(beside)
