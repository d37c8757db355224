"""The frames between parent and child."""

import io

import pytest

from qa.load.blocks import Draft, Parsed, Piece
from qa.load.pdf.protocol import (
    BrokenFrame,
    Kind,
    pack_parsed,
    pack_progress,
    read_frame,
    unpack_parsed,
    unpack_progress,
    write_frame,
)
from qa.types import BlockKind, Place

PARSED = Parsed(
    "The Mill",
    [
        Draft(BlockKind.HEADING, [Piece(0, "The Mill", Place(page=1))], 1),
        Draft(
            BlockKind.PARAGRAPH, [Piece(0, "It was", Place(page=1)), Piece(0, "built.", Place(page=2, page_label="ii"))]
        ),
        Draft(BlockKind.ROW, [Piece(0, "Team"), Piece(0, "29 €")], 0, ("Plans",), ("Plan", "Price")),
    ],
    {"author": "Pia Lindgren"},
    ["only the first 2 of 5 pages are read"],
)


def test_parsed_comes_back_equal() -> None:
    assert unpack_parsed(pack_parsed(PARSED)) == PARSED


def test_frames_come_back_in_order() -> None:
    pipe = io.BytesIO()
    write_frame(pipe, Kind.PROGRESS, pack_progress(3, 9, 0.5))
    write_frame(pipe, Kind.READY)
    pipe.seek(0)
    kind, body = read_frame(pipe)
    assert (kind, unpack_progress(body)) == (Kind.PROGRESS, (3, 9, 0.5))
    assert read_frame(pipe) == (Kind.READY, b"")
    with pytest.raises(BrokenFrame):
        read_frame(pipe)


@pytest.mark.parametrize(
    "data", [b"", b"\x02", b"\x63" + bytes(8), b"\x02" + b"\xff" * 8, b"\x02" + bytes(7) + b"\x09abc"]
)
def test_broken_frames_are_refused(data: bytes) -> None:
    with pytest.raises(BrokenFrame):
        read_frame(io.BytesIO(data))


def test_frame_over_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.load.pdf.protocol.MAX_FRAME", 5)
    pipe = io.BytesIO()
    write_frame(pipe, Kind.RESULT, b"123456")
    pipe.seek(0)
    with pytest.raises(BrokenFrame, match="no frame"):
        read_frame(pipe)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[" * 100_000, b'{"places": [], "columns": [], "drafts": [[1]]}', b"\xff"]
)
def test_broken_results_are_refused(body: bytes) -> None:
    with pytest.raises(BrokenFrame):
        unpack_parsed(body)
