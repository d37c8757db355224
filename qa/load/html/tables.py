"""The tables of a page -> rows with the names of their columns, or, if a table only serves the layout, its contents.

A table is data if it says so (header cells, a caption, borders), or if it looks like it: two rows and columns of short
cells. A header row names the columns and is no row itself. A cell that spans a whole row heads the rows below it: it is
their context. A short cell that spans rows is repeated in each of them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qa.load.blocks import Piece
from qa.load.html.content import PageBlock
from qa.load.html.noise import Noise
from qa.load.html.tree import Tag
from qa.types import BlockKind

# Tables within tables whose rows are read. Deeper ones count as layout, so that the work stays linear.
MAX_DEPTH = 6

# Columns of a row, with those that a cell spans: more are hardly ever real.
_MAX_COLUMNS = 200
# A cell that spans rows is repeated in them up to this number of letters.
_MAX_REPEATED_LETTERS = 40
# Cells that are added to a table where others span rows and columns: so many for each of its own, and some in any case.
# A small file cannot become a large one.
_MAX_ADDED, _MIN_ADDED = 2, 1000
# Rows of column names.
_MAX_HEADER_ROWS = 5

# Letters of a cell above which it is a text and its table layout, and the share of such cells that data may have.
_LONG_CELL, _MAX_LONG_CELLS = 300, 0.1

# Letters that the name of a column has at most, if nothing else says that it is one.
_LONG_NAME = 40
_NUMBER = re.compile(r"\d+")
# Share of the values in a column that have the same shape if they are of one kind.
_SAME_SHAPE = 0.6


@dataclass(slots=True)
class Cell:
    """A cell: its blocks, whether it is a header, and the columns and rows that it spans."""

    line: int
    is_header: bool
    columns: int
    rows: int
    blocks: list[PageBlock] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text in one line, without the tables in it."""
        return " ".join(block.text for block in self.blocks if block.kind is not BlockKind.ROW)

    def repeated(self) -> "Cell":
        """The cell in a row that it spans, without the tables in it."""
        blocks = [block for block in self.blocks if block.kind is not BlockKind.ROW]
        return Cell(self.line, is_header=self.is_header, columns=1, rows=1, blocks=blocks)

    @property
    def letters(self) -> int:
        """How long it is."""
        return sum(block.letters for block in self.blocks)


# Where a cell spans several columns.
_EMPTY = Cell(0, is_header=False, columns=1, rows=1)


@dataclass(slots=True)
class Table:
    """A table that is open: its rows so far, and what it says of itself."""

    role: str
    has_border: bool
    outer: list[PageBlock]
    rows: list[list[Cell]] = field(default_factory=list)
    # For each row, whether it is in the table's head.
    in_head: list[bool] = field(default_factory=list)
    caption: list[PageBlock] = field(default_factory=list)
    is_head_open: bool = False

    def close_head(self) -> None:
        """The head of the table ends."""
        self.is_head_open = False

    def open_row(self) -> None:
        """A row begins."""
        self.rows.append([])
        self.in_head.append(self.is_head_open)

    def open_cell(self, tag: Tag) -> Cell:
        """A cell begins."""
        if not self.rows:
            self.open_row()
        cell = Cell(tag.line, tag.name == "th", _span(tag.get("colspan")), _span(tag.get("rowspan")))
        self.rows[-1].append(cell)
        return cell

    def blocks(self) -> Iterator[PageBlock]:
        """What the table is read as."""
        yield from self.caption
        if self._is_data():
            yield from self._data_blocks()
        else:
            for row in self.rows:
                for cell in row:
                    yield from cell.blocks

    def _is_data(self) -> bool:
        cells = [cell for row in self.rows for cell in row]
        if self.role in ("presentation", "none") or not any(len(row) > 1 for row in self.rows):
            return False
        if self.caption or any(self.in_head) or any(cell.is_header for cell in cells):
            return True
        filled = [cell for cell in cells if cell.blocks]
        if len(self.rows) < 2 or not filled:
            return False
        if any(block.kind in (BlockKind.ROW, BlockKind.HEADING) for cell in filled for block in cell.blocks):
            return False
        long_cells = sum(cell.letters > _LONG_CELL or len(cell.blocks) > 3 for cell in filled)
        return self.has_border or long_cells <= _MAX_LONG_CELLS * len(filled)

    def _data_blocks(self) -> Iterator[PageBlock]:
        letters = sum(cell.letters for row in self.rows for cell in row)
        linked = sum(block.linked for row in self.rows for cell in row for block in cell.blocks)
        share = linked / letters if letters else 0.0
        header_count = self._header_count()
        names = _column_names(self.rows[:header_count])
        about = tuple(block.text for block in self.caption[:1])
        section: tuple[str, ...] = ()
        rows = [cells for cells in _Grid(self.rows[header_count:]).rows() if any(cell.blocks for cell in cells)]
        for number, cells in enumerate(rows, 1):
            if _is_section(cells, rows[number : number + 1]):
                section = (cells[0].text,)
                yield _row_block(cells, (), about, 0.0, kind=BlockKind.CAPTION)
            else:
                yield _row_block(cells, names, about + section, share)
            for cell in cells:
                yield from (block for block in cell.blocks if block.kind is BlockKind.ROW)

    def _header_count(self) -> int:
        """How many of the first rows name the columns: none if no row would be left."""
        count = 0
        for row, in_head in list(zip(self.rows, self.in_head, strict=True))[:_MAX_HEADER_ROWS]:
            is_header = len(row) > 1 and all(cell.is_header or not cell.blocks for cell in row)
            if not (in_head or (is_header and any(cell.blocks for cell in row))):
                break
            count += 1
        if count == 0 and _looks_like_header(self.rows):
            count = 1
        return count if any(cell.blocks for row in self.rows[count:] for cell in row) else 0


def _span(value: str) -> int:
    """The number of columns or rows that a cell spans, as far as it is believed."""
    return min(int(value), _MAX_COLUMNS) or 1 if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _looks_like_header(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the first row is one of bold names, over rows that are not bold, or one of words over numbers."""
    first, others = rows[0], rows[1:]
    if len(first) < 2 or not others or not all(cell.blocks for cell in first[1:]):
        return False
    if all(_is_bold(cell) for cell in first if cell.blocks):
        return not all(_is_bold(cell) for cell in others[0] if cell.blocks)
    if any(_NUMBER.search(cell.text) or cell.letters > _LONG_NAME or cell.text.endswith(":") for cell in first):
        return False
    values = [cell.text for row in others for cell in row[1:] if cell.blocks]
    numbers = [_NUMBER.sub("0", text) for text in values if _NUMBER.search(text)]
    if len(first) == 2:
        # Names and values in two columns look alike, but their numbers do not: an age, a telephone number.
        return len(values) > 1 and max(Counter(numbers).values(), default=0) > _SAME_SHAPE * len(values)
    return 2 * len(numbers) > len(values)


def _is_bold(cell: Cell) -> bool:
    return all(block.is_bold for block in cell.blocks)


def _column_names(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The name of each column: the header cells over it, the upper ones first."""
    names: list[list[str]] = []
    for cells in _Grid(rows).rows():
        name, end = "", 0
        for column, cell in enumerate(cells):
            if column >= end or cell.blocks:
                name, end = cell.text[:_LONG_CELL], column + cell.columns
            if column == len(names):
                names.append([])
            if name and name not in names[column]:
                names[column].append(name)
    return [" ".join(parts) for parts in names]


class _Grid:
    """Puts the cells of rows under each other.

    A cell that spans columns is followed by empty ones, one that spans rows is repeated.
    """

    def __init__(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._rows = rows
        self._left = _MIN_ADDED + _MAX_ADDED * sum(map(len, rows))
        # For each column: the cell that spans rows, and how many of them are still to come.
        self._spanning: dict[int, tuple[Cell, int]] = {}

    def rows(self) -> Iterator[list[Cell]]:
        """The rows, each with its cells by column."""
        for row in self._rows:
            filled: list[Cell] = []
            for cell in row:
                self._repeat(filled)
                if cell.rows > 1 and len(filled) < _MAX_COLUMNS:
                    self._spanning[len(filled)] = (cell, cell.rows - 1)
                filled.append(cell)
                self._widen(filled, cell.columns - 1 if len(row) > 1 else 0)
            yield filled

    def _repeat(self, filled: list[Cell]) -> None:
        """Add the cells of rows above that are at the end of `filled`."""
        while (spanning := self._spanning.pop(len(filled), None)) is not None:
            above, left = spanning
            if left > 1:
                self._spanning[len(filled)] = (above, left - 1)
            if self._left <= 0:
                return
            self._left -= 1
            filled.append(above.repeated() if above.letters <= _MAX_REPEATED_LETTERS else _EMPTY)

    def _widen(self, filled: list[Cell], count: int) -> None:
        """Add `count` empty cells to `filled`, as far as the limits allow."""
        count = max(min(count, _MAX_COLUMNS - len(filled), self._left), 0)
        self._left -= count
        filled.extend([_EMPTY] * count)


def _is_section(cells: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> bool:
    """Whether the row is one short cell that heads the rows `below` it."""
    if len(cells) > 1 or cells[0].letters > _LONG_CELL:
        return False
    return cells[0].is_header or (cells[0].columns > 1 and any(len(row) > 1 for row in below))


def _row_block(
    cells: Sequence[Cell],
    names: Sequence[str],
    context: tuple[str, ...],
    share: float,
    *,
    kind: BlockKind = BlockKind.ROW,
) -> PageBlock:
    """The block of a row. `share` is that of linked letters in the whole table."""
    pieces = []
    for cell in cells:
        own = [piece for block in cell.blocks if block.kind is not BlockKind.ROW for piece in block.pieces]
        place = own[0].place if own else Piece(0, "").place
        pieces.append(Piece(own[0].line if own else cell.line, cell.text, place))
    letters = sum(cell.letters for cell in cells)
    first = next(block for cell in cells for block in cell.blocks) if letters else None
    return PageBlock(
        kind,
        pieces,
        context=context,
        columns=list(names[: len(pieces)]) if any(names) else (),
        letters=letters,
        linked=round(share * letters),
        noise=first.noise if first else Noise.NONE,
        region=first.region if first else -1,
    )
