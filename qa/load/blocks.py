"""Drafts of blocks -> the final text, its blocks, and the map from its characters to lines of the original.

A block of prose becomes one line. Blocks are separated by a blank line, except that neighbouring items of a list and
neighbouring rows of a table are separated by a line end. Code keeps its lines. From here on the text is final.

Known limitation: a block's span leaves out the indentation of its first line of code, which stays in the text, so that
every block begins and ends with a visible character.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from qa.load.lines import SOFT_HYPHEN, LineJoiner, clean
from qa.types import Block, BlockKind, Cell, LineMap, Place, PlaceMap, Span

# Kinds whose neighbours of the same kind belong together, without a blank line between them.
_TIGHT_KINDS = frozenset({BlockKind.ITEM, BlockKind.ROW, BlockKind.METADATA})
# Between two cells of a row.
CELL_SEPARATOR = " | "
NO_PLACE = Place()


class Piece(NamedTuple):
    """Text from one line and place of the original: cleaned by `lines.clean` if it is prose, unchanged if it is code.

    `line` is 0 in a format without lines.
    """

    line: int
    text: str
    place: Place = NO_PLACE


class Draft(NamedTuple):
    """A block before it has offsets. Its pieces are in order, and no two of them come from the same line.

    A row has one piece per cell, and the name of each cell's column in `columns` (empty if nothing is known of them);
    the cells come out separated by " | ". A row that is kept as it is written has one piece per line, unchanged, and
    `cells` are the spans of its cells in their texts together. `context` is that of `qa.types.Block`.
    """

    kind: BlockKind
    pieces: Sequence[Piece]
    level: int = 0
    context: tuple[str, ...] = ()
    columns: Sequence[str] = ()
    cells: Sequence[Span] = ()


class Parsed(NamedTuple):
    """What a format finds in a file: the title that the file itself gives, or None, and its blocks in order.

    `metadata` is what the file says of itself, by name ("author", "date", "subject"); `warnings` are what could not be
    read, one line each ("12 of 13 pages are pictures; qa does not read pictures"). `original` is the whole text, if the
    format has one; without it, the texts of the drafts are put together.
    """

    title: str | None
    drafts: Iterable[Draft]
    metadata: Mapping[str, str] = MappingProxyType({})
    warnings: Sequence[str] = ()
    original: str | None = None


@dataclass(slots=True, kw_only=True)
class Reports:
    """What could not be read, each once: for a format that counts what it may still read."""

    warnings: list[str] = field(default_factory=list)

    def warn(self, message: str) -> None:
        """Report `message` once."""
        if message not in self.warnings:
            self.warnings.append(message)


def first_heading(drafts: Iterable[Draft]) -> str | None:
    """The first heading of level 1: the title of a file that states no other."""
    heading = next((draft for draft in drafts if draft.kind is BlockKind.HEADING and draft.level == 1), None)
    return clean(" ".join(piece.text for piece in heading.pieces)) or None if heading else None


@dataclass(frozen=True, slots=True)
class Built:
    """The final text, with its blocks, lines and places."""

    text: str
    blocks: tuple[Block, ...]
    line_map: LineMap
    places: PlaceMap


def build(drafts: Iterable[Draft], *, original: str) -> Built:
    """Put `drafts` together into one text.

    `original` is the whole source: whether a word keeps its hyphen depends on how the source spells it elsewhere.
    """
    builder = _Builder(LineJoiner(original))
    for draft in drafts:
        builder.add(draft)
    return builder.built()


class _Builder:
    """The text so far, as parts, with its length in characters."""

    def __init__(self, joiner: LineJoiner) -> None:
        self._joiner = joiner
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._offsets: list[int] = []
        self._lines: list[int] = []
        self._place_offsets: list[int] = [0]
        self._places: list[Place] = [NO_PLACE]

    def add(self, draft: Draft) -> None:
        """Append one block, unless nothing in it is visible."""
        if not any(piece.text and not piece.text.isspace() for piece in draft.pieces):
            return
        self._separate(draft.kind)
        first_part = len(self._parts)
        start = self._length
        cells: tuple[Cell, ...] = ()
        if draft.kind is BlockKind.CODE:
            self._append_code(draft.pieces)
        elif draft.cells:
            for piece in draft.pieces:
                self._append(piece.text, piece)
            cells = _written_cells(draft, start)
        elif draft.columns or (draft.kind is BlockKind.ROW and len(draft.pieces) > 1):
            cells = self._append_cells(draft)
        else:
            self._append_prose(draft.pieces)
        self._close_block(draft, start, "".join(self._parts[first_part:]), cells)

    def built(self) -> Built:
        """The text of all blocks so far."""
        line_map = LineMap(tuple(self._offsets) or (0,), tuple(self._lines) or (1,))
        places = PlaceMap(tuple(self._place_offsets), tuple(self._places))
        return Built("".join(self._parts), tuple(self._blocks), line_map, places)

    def _separate(self, kind: BlockKind) -> None:
        if self._blocks:
            is_tight = kind in _TIGHT_KINDS and self._blocks[-1].kind is kind
            self._append("\n" if is_tight else "\n\n")

    def _append_prose(self, pieces: Sequence[Piece]) -> None:
        """Append the pieces, joined into one line."""
        above = ""
        for piece in pieces:
            if not piece.text:
                continue
            if above:
                dropped, separator = self._joiner.join(above, piece.text)
                self._drop(dropped)
                self._append(separator)
            self._append(piece.text, piece)
            above = piece.text
        if above.endswith(SOFT_HYPHEN):
            self._drop(1)

    def _append_cells(self, draft: Draft) -> tuple[Cell, ...]:
        """Append the cells of a row on one line; empty ones, too, but for those at its end."""
        cells = []
        last = max((number for number, piece in enumerate(draft.pieces) if piece.text), default=-1)
        for number, piece in enumerate(draft.pieces[: last + 1]):
            if number:
                self._append(CELL_SEPARATOR)
            start = self._length
            self._append(piece.text, piece)
            if piece.text:
                column = draft.columns[number] if number < len(draft.columns) else ""
                cells.append(Cell(Span(start, self._length), column))
        return tuple(cells)

    def _append_code(self, pieces: Sequence[Piece]) -> None:
        """Append the pieces, each on its own line, without the blank ones at the start and the end."""
        visible = [index for index, piece in enumerate(pieces) if piece.text and not piece.text.isspace()]
        last = visible[-1]
        for piece in pieces[visible[0] : last]:
            self._append(piece.text + "\n", piece)
        self._append(pieces[last].text.rstrip(), pieces[last])

    def _append(self, text: str, piece: Piece | None = None) -> None:
        """Add `text`, which comes from `piece`. Without one it is a separator and belongs to the piece before it."""
        if piece is not None and (not self._lines or self._lines[-1] != piece.line):
            self._offsets.append(self._length)
            self._lines.append(piece.line)
        if piece is not None and piece.place != self._places[-1]:
            if self._place_offsets[-1] == self._length:
                self._place_offsets.pop()
                self._places.pop()
            self._place_offsets.append(self._length)
            self._places.append(piece.place)
        self._parts.append(text)
        self._length += len(text)

    def _drop(self, count: int) -> None:
        """Remove the last `count` (0 or 1) characters: a hyphen at the end of a line."""
        if count:
            self._parts[-1] = self._parts[-1][:-count]
            self._length -= count

    def _close_block(self, draft: Draft, start: int, text: str, cells: tuple[Cell, ...]) -> None:
        indentation = len(text) - len(text.lstrip())
        span = Span(start + indentation, start + len(text.rstrip()))
        self._blocks.append(Block(span, draft.kind, draft.level, draft.context, cells))


def _written_cells(draft: Draft, start: int) -> tuple[Cell, ...]:
    """The cells of a row that is kept as it is written and begins at `start`, without those that are empty."""
    return tuple(
        Cell(Span(start + span.start, start + span.end), draft.columns[number] if number < len(draft.columns) else "")
        for number, span in enumerate(draft.cells)
        if len(span)
    )
