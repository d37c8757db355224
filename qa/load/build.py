"""Drafts of blocks -> the final text, its blocks, and the map from its characters to lines of the original.

A block of prose comes out as one line; blocks stand a blank line apart, and the items of a list and the rows of a table
on lines of their own. Code is kept as it is. From here on the text is final.

Departure from "blocks cover the text": a block's span leaves out the indentation of its first line of code, which stays
in the text, so that every block begins and ends with something to see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qa.load.hyphens import Seams
from qa.load.lines import SOFT_HYPHEN
from qa.types import Block, BlockKind, LineMap, Span

# Kinds whose neighbours of the same kind belong together, and stand without a blank line between them.
_CLOSE = frozenset({BlockKind.ITEM, BlockKind.ROW})


class Piece(NamedTuple):
    """Some text of one line of the original: cleaned (`lines.clean`) if it is prose, as it stands if it is code."""

    line: int
    text: str


class Draft(NamedTuple):
    """A block before it has a place: its pieces in order, a line at most once."""

    kind: BlockKind
    pieces: Sequence[Piece]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Built:
    """The final text, with its blocks and lines."""

    text: str
    blocks: tuple[Block, ...]
    line_map: LineMap


def build(drafts: Iterable[Draft], *, original: str) -> Built:
    """Put `drafts` together. `original` is the whole source: hyphenated words are looked up in it."""
    builder = _Builder(Seams(original))
    for draft in drafts:
        builder.add(draft)
    return builder.built()


class _Builder:
    """The text so far, as parts, and its length."""

    def __init__(self, seams: Seams) -> None:
        self._seams = seams
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._offsets: list[int] = []
        self._lines: list[int] = []

    def add(self, draft: Draft) -> None:
        """Append one block, if there is anything to see in it."""
        if not any(piece.text and not piece.text.isspace() for piece in draft.pieces):
            return
        self._separate(draft.kind)
        first = len(self._parts)
        start = self._length
        if draft.kind is BlockKind.CODE:
            self._append_code(draft.pieces)
        else:
            self._append_prose(draft.pieces)
        self._close_block(draft, start, "".join(self._parts[first:]))

    def built(self) -> Built:
        """What all the blocks came to."""
        line_map = LineMap(tuple(self._offsets) or (0,), tuple(self._lines) or (1,))
        return Built("".join(self._parts), tuple(self._blocks), line_map)

    def _separate(self, kind: BlockKind) -> None:
        if self._blocks:
            close = kind in _CLOSE and self._blocks[-1].kind is kind
            self._append("\n" if close else "\n\n")

    def _append_prose(self, pieces: Sequence[Piece]) -> None:
        """The pieces, joined into one line."""
        before = ""
        for piece in pieces:
            if not piece.text:
                continue
            if before:
                cut, glue = self._seams.seam(before, piece.text)
                self._drop(cut)
                self._append(glue)
            self._append(piece.text, piece.line)
            before = piece.text
        if before.endswith(SOFT_HYPHEN):
            self._drop(1)

    def _append_code(self, pieces: Sequence[Piece]) -> None:
        """The pieces, each on its line; blank ones around them are left out."""
        seen = [index for index, piece in enumerate(pieces) if piece.text and not piece.text.isspace()]
        last = seen[-1]
        for piece in pieces[seen[0] : last]:
            self._append(piece.text + "\n", piece.line)
        self._append(pieces[last].text.rstrip(), pieces[last].line)

    def _append(self, text: str, line: int | None = None) -> None:
        """Add `text`, which came from `line`, or is a separator and belongs to the line before it."""
        if line is not None and (not self._lines or self._lines[-1] != line):
            self._offsets.append(self._length)
            self._lines.append(line)
        self._parts.append(text)
        self._length += len(text)

    def _drop(self, count: int) -> None:
        """Take the last `count` (0 or 1) characters back: a hyphen at the end of a line."""
        if count:
            self._parts[-1] = self._parts[-1][:-count]
            self._length -= count

    def _close_block(self, draft: Draft, start: int, text: str) -> None:
        indented = len(text) - len(text.lstrip())
        span = Span(start + indented, start + len(text.rstrip()))
        self._blocks.append(Block(span, draft.kind, draft.level))
