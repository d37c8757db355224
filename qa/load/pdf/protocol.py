"""What the parent and the child say to each other: frames of a kind, a length and a body, over two pipes.

    parent -> child    a file: the bytes of a PDF
    child -> parent    READY; PROGRESS before each page and before the layout; then RESULT (blocks as JSON) or
                       REFUSED (why not)

The result is JSON and no pickle: a file that takes over the child cannot make the parent run anything.
"""

import json
import struct
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Any, BinaryIO

from qa.load.blocks import Draft, Parsed, Piece
from qa.types import BlockKind, Place

_HEADER = struct.Struct(">BQ")
# Bytes of a frame from the child at most: 50 million characters, with their places.
MAX_FRAME = 1 << 30
# Bytes that are asked for at a time.
_PART = 1 << 20


class Kind(IntEnum):
    """What a frame holds."""

    FILE = 1
    READY = 2
    PROGRESS = 3
    RESULT = 4
    REFUSED = 5


class BrokenFrame(Exception):
    """What came is no frame: the other side has ended, or is not ours."""


def write_frame(stream: BinaryIO, kind: Kind, body: bytes = b"") -> None:
    """Write one frame."""
    _write_all(stream, _HEADER.pack(kind, len(body)))
    _write_all(stream, body)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[Kind, bytes]:
    """The next frame. Raises `BrokenFrame`."""
    header = _read_exactly(stream, _HEADER.size)
    number, length = _HEADER.unpack(header)
    if number not in list(Kind) or length > MAX_FRAME:
        raise BrokenFrame("this is no frame")
    return Kind(number), _read_exactly(stream, length)


def _write_all(stream: BinaryIO, data: bytes) -> None:
    """Write all of `data`; a stream without a buffer takes a part at a time."""
    left = memoryview(data)
    while left:
        left = left[stream.write(left) :]


def _read_exactly(stream: BinaryIO, count: int) -> bytes:
    """The next `count` bytes. Raises `BrokenFrame` if the stream ends before."""
    data = bytearray()
    while len(data) < count:
        part = stream.read(min(count - len(data), _PART))
        if not part:
            raise BrokenFrame("the stream has ended")
        data += part
    return bytes(data)


_PROGRESS = struct.Struct(">QQd")


def pack_progress(page: int, pages: int, used: float) -> bytes:
    """The body of a PROGRESS frame."""
    return _PROGRESS.pack(page, pages, used)


def unpack_progress(body: bytes) -> tuple[int, int, float]:
    """The page that is read now, how many there are, and the seconds used so far. Raises `BrokenFrame`."""
    if len(body) != _PROGRESS.size:
        raise BrokenFrame("this is no progress")
    page, pages, used = _PROGRESS.unpack(body)
    # Neither less than nothing nor no number at all, so that a file that takes over the child gains no time.
    return page, pages, used if used >= 0 else 0.0


def pack_parsed(parsed: Parsed) -> bytes:
    """The body of a RESULT frame."""
    places: dict[Place, int] = {}
    columns: dict[tuple[str, ...], int] = {}
    drafts: list[list[Any]] = []
    for draft in parsed.drafts:
        pieces: list[Any] = []
        for piece in draft.pieces:
            pieces += [piece.text, places.setdefault(piece.place, len(places))]
        number = columns.setdefault(tuple(draft.columns), len(columns))
        drafts.append([draft.kind.value, draft.level, list(draft.context), number, pieces])
    return json.dumps(
        {
            "title": parsed.title,
            "metadata": dict(parsed.metadata),
            "warnings": list(parsed.warnings),
            "places": [[place.page, place.page_label] for place in places],
            "columns": list(columns),
            "drafts": drafts,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode("utf-8", "replace")


def unpack_parsed(body: bytes) -> Parsed:
    """What `pack_parsed` packed. Raises `BrokenFrame`."""
    try:
        fields = json.loads(body)
        places = [Place(page=page, page_label=label) for page, label in fields["places"]]
        columns = [tuple(names) for names in fields["columns"]]
        drafts = list(_drafts(fields["drafts"], places, columns))
        return Parsed(fields["title"], drafts, fields["metadata"], fields["warnings"])
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise BrokenFrame("this is no result") from error


def _drafts(fields: Sequence[Any], places: Sequence[Place], columns: Sequence[tuple[str, ...]]) -> Iterator[Draft]:
    for kind, level, context, number, pieces in fields:
        texts = zip(pieces[::2], pieces[1::2], strict=True)
        made = [Piece(0, text, places[place]) for text, place in texts]
        yield Draft(BlockKind(kind), made, level, tuple(context), columns[number])
