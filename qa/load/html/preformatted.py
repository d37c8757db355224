"""Preformatted text of a page -> code, or, where it is prose, paragraphs.

Old pages, mails and books put a whole plain text into one `<pre>`.
"""

import re
from collections.abc import Iterator, Sequence

from qa.load.blocks import Piece
from qa.load.plain import parse_plain
from qa.types import BlockKind, Place

# Prose: so many characters, a share of them letters and blanks, and so many words that follow a comma or end a line.
_MIN_PROSE, _MIN_LETTER_SHARE, _MIN_SENTENCES = 400, 0.85, 3
_SENTENCE = re.compile(r"[a-z][,.] (?=[A-Za-z][a-z])|[a-z][,.]?\n(?=[a-z])")


def preformatted_blocks(
    chunks: Sequence[tuple[int, str]], *, is_marked: bool, place: Place
) -> Iterator[tuple[BlockKind, int, list[Piece]]]:
    """The kind, level and pieces of each block in `chunks`, which are texts with the lines on which they begin.

    `is_marked` says that the page itself calls it code.
    """
    text = "".join(chunk for _, chunk in chunks)
    if not text.strip():
        return
    if not is_marked and _is_prose(text):
        first_line = chunks[0][0]
        for draft in parse_plain(text).drafts:
            yield (
                draft.kind,
                draft.level,
                [Piece(piece.line + first_line - 1, piece.text, place) for piece in draft.pieces],
            )
    else:
        yield BlockKind.CODE, 0, _code_pieces(chunks, place)


def _is_prose(text: str) -> bool:
    if len(text) < _MIN_PROSE:
        return False
    letters = sum(char.isalpha() or char.isspace() for char in text)
    return letters >= _MIN_LETTER_SHARE * len(text) and len(_SENTENCE.findall(text)) >= _MIN_SENTENCES


def _code_pieces(chunks: Sequence[tuple[int, str]], place: Place) -> list[Piece]:
    """The lines, unchanged, each with its number."""
    parts: list[str] = []
    pieces: list[Piece] = []
    line = chunks[0][0]
    for start, chunk in chunks:
        for number, part in enumerate(chunk.split("\n")):
            if number:
                pieces.append(Piece(line, "".join(parts), place))
                parts, line = [], start + number
            parts.append(part)
    pieces.append(Piece(line, "".join(parts), place))
    return pieces
