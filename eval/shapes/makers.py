"""What the shapes of all formats are made of: bytes of any size from a unit, and archives."""

import base64
import io
import random
import zipfile
from collections.abc import Callable

Maker = Callable[[int], bytes]

SENTENCE = "The committee met on 3 May and approved the plan of Ms. Byron (see p. 4). "
NONSENSE = base64.b64encode(random.Random(0).randbytes(3072)).decode()


def repeated(unit: str, *, head: str = "", tail: str = "") -> Maker:
    """`unit` as often as fits, between `head` and `tail`."""
    return lambda size: (head + unit * max(size // len(unit.encode()), 1) + tail).encode()


NOTHING = repeated(" ")


def numbered(unit: str, *, head: str = "", tail: str = "") -> Maker:
    """`unit` with a growing number in the place of `#`."""

    def make(size: int) -> bytes:
        count = max(size // (len(unit.encode()) + 4), 1)
        return (head + "".join(unit.replace("#", str(number)) for number in range(count)) + tail).encode()

    return make


def nested(opening: str, closing: str, *, inside: str = "text", head: str = "", tail: str = "") -> Maker:
    """As many pairs within each other as fit."""

    def make(size: int) -> bytes:
        count = max(size // (len(opening) + len(closing)), 1)
        return (head + opening * count + inside + closing * count + tail).encode()

    return make


def indented(mark: str, *, step: int = 1, deepest: int = 10_000) -> Maker:
    """Lines that are each further to the right than the one before, and again from the left at the deepest."""

    def make(size: int) -> bytes:
        lines: list[str] = []
        length = depth = 0
        while length < size:
            lines.append(f"{' ' * depth * step}{mark} text {len(lines)}\n")
            length += len(lines[-1])
            depth = (depth + 1) % deepest
        return "".join(lines).encode()

    return make


def packed(members: Callable[[int], dict[str, str]]) -> Maker:
    """A zip archive of `members(size)`, with the type of an OpenDocument or EPUB file first."""

    def make(size: int) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in members(size).items():
                archive.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else None)
        return buffer.getvalue()

    return make


def wide(cell: str, *, columns: int = 10_000, end: str = "\n", start: str = "") -> Maker:
    """Rows of `columns` cells."""
    row = start + cell * columns + end
    return lambda size: (row * max(size // len(row), 1)).encode()
