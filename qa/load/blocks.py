"""Drafts of blocks -> the final text, its blocks, and the map from its characters to lines of the original.

A block of prose becomes one line. Blocks are separated by a blank line, except that neighbouring items of a list and
neighbouring rows of a table are separated by a line end. Code keeps its lines. From here on the text is final.

Known limitation: a block's span leaves out the indentation of its first line of code, which stays in the text, so that
every block begins and ends with a visible character.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qa.load.lines import SOFT_HYPHEN, LineJoiner
from qa.types import Block, BlockKind, LineMap, Span

# Kinds whose neighbours of the same kind belong together, without a blank line between them.
_TIGHT_KINDS = frozenset({BlockKind.ITEM, BlockKind.ROW})


class Piece(NamedTuple):
    """Text from one line of the original: cleaned by `lines.clean` if it is prose, unchanged if it is code."""

    line: int
    text: str


class Draft(NamedTuple):
    """A block before it has offsets. Its pieces are in order, and no two of them come from the same line."""

    kind: BlockKind
    pieces: Sequence[Piece]
    level: int = 0


class Parsed(NamedTuple):
    """What a format finds in a text: the title that the text itself gives, or None, and its blocks in order."""

    title: str | None
    drafts: Iterable[Draft]


@dataclass(frozen=True, slots=True)
class Built:
    """The final text, with its blocks and its lines."""

    text: str
    blocks: tuple[Block, ...]
    line_map: LineMap


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

    def add(self, draft: Draft) -> None:
        """Append one block, unless nothing in it is visible."""
        if not any(piece.text and not piece.text.isspace() for piece in draft.pieces):
            return
        self._separate(draft.kind)
        first_part = len(self._parts)
        start = self._length
        if draft.kind is BlockKind.CODE:
            self._append_code(draft.pieces)
        else:
            self._append_prose(draft.pieces)
        self._close_block(draft, start, "".join(self._parts[first_part:]))

    def built(self) -> Built:
        """The text of all blocks so far."""
        line_map = LineMap(tuple(self._offsets) or (0,), tuple(self._lines) or (1,))
        return Built("".join(self._parts), tuple(self._blocks), line_map)

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
            self._append(piece.text, piece.line)
            above = piece.text
        if above.endswith(SOFT_HYPHEN):
            self._drop(1)

    def _append_code(self, pieces: Sequence[Piece]) -> None:
        """Append the pieces, each on its own line, without the blank ones at the start and the end."""
        visible = [index for index, piece in enumerate(pieces) if piece.text and not piece.text.isspace()]
        last = visible[-1]
        for piece in pieces[visible[0] : last]:
            self._append(piece.text + "\n", piece.line)
        self._append(pieces[last].text.rstrip(), pieces[last].line)

    def _append(self, text: str, line: int | None = None) -> None:
        """Add `text`, which comes from `line`. Without a line it is a separator and belongs to the line before it."""
        if line is not None and (not self._lines or self._lines[-1] != line):
            self._offsets.append(self._length)
            self._lines.append(line)
        self._parts.append(text)
        self._length += len(text)

    def _drop(self, count: int) -> None:
        """Remove the last `count` (0 or 1) characters: a hyphen at the end of a line."""
        if count:
            self._parts[-1] = self._parts[-1][:-count]
            self._length -= count

    def _close_block(self, draft: Draft, start: int, text: str) -> None:
        indentation = len(text) - len(text.lstrip())
        span = Span(start + indentation, start + len(text.rstrip()))
        self._blocks.append(Block(span, draft.kind, draft.level))
