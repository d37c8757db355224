"""The columns of lines of a page: their edges, their indents, the usual distance of their lines."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa.load.pdf.grid import Table
from qa.load.pdf.lines import Line

# An indentation, in parts of the size.
MIN_INDENT, MAX_INDENT = 0.8, 7.0
# Entries with a hanging indent that a column has, at least.
_MIN_HANGING = 3


class Column:
    """Lines that follow one another down a column, and the usual edges and leading of each size among them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        by_size: defaultdict[float, list[Line]] = defaultdict(list)
        for line in lines:
            if not isinstance(line, Table):
                by_size[size_class(line.size)].append(line)
        self.edges: dict[float, tuple[float, float]] = {}
        # The sizes whose paragraphs have a hanging indent: each line at the left edge begins one.
        self.hanging: set[float] = set()
        for size, of_size in by_size.items():
            left, right = _usual_left(of_size), max(line.right for line in of_size)
            self.edges[size] = left, right
            if _hangs(of_size, left, right):
                self.hanging.add(size)

    def left(self, line: Line) -> float:
        """The usual left edge of lines of the size of `line`."""
        return self.edges.get(size_class(line.size), (line.left, line.right))[0]

    def right(self, line: Line) -> float:
        """The right edge of the widest line of the size of `line`."""
        return self.edges.get(size_class(line.size), (line.left, line.right))[1]


def _hangs(lines: Sequence[Line], left: float, right: float) -> bool:
    """Whether the indented lines of a column come after full lines at its edge; first lines come after short ones."""
    after_full = after_short = 0
    for above, line in pairwise(lines):
        if (
            not MIN_INDENT * line.size < line.left - left < MAX_INDENT * line.size
            or above.left > left + 0.3 * line.size
        ):
            continue
        if right - above.right > 0.15 * (right - left):
            after_short += 1
        else:
            after_full += 1
    return after_full >= _MIN_HANGING and after_full > 4 * after_short


def size_class(size: float) -> float:
    """The size, rounded to half a point: lines of one class are set alike."""
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
        for above, below in pairwise(lines):
            step = below.y - above.y
            if abs(above.size - below.size) < 0.5 and 0.8 * above.size < step < 3 * above.size:
                steps[size_class(above.size)][round(step * 2) / 2] += 1
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
