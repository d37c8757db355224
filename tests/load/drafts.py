"""Views of the documents that formats make of bytes, and checks for hostile files."""

import tracemalloc
from collections.abc import Callable

from qa.load.blocks import Parsed
from qa.load.formats import document_of
from qa.types import BlockKind, Document, Place

Parse = Callable[[bytes, str], Parsed]


def document(parsed: Parsed) -> Document:
    return document_of(parsed, source="file", title="file")


def kept(parsed: Parsed) -> Parsed:
    """The same, with drafts that can be read more than once."""
    return parsed._replace(drafts=list(parsed.drafts))


def kinds(parsed: Parsed) -> list[tuple[str, str]]:
    """The kind and text of each block."""
    read = document(parsed)
    return [(block.kind.value, read.slice(block.span)) for block in read.blocks]


def texts(parsed: Parsed, kind: BlockKind | None = None) -> list[str]:
    """The texts of the blocks, of one kind or of all."""
    read = document(parsed)
    return [read.slice(block.span) for block in read.blocks if kind in (None, block.kind)]


def rows(parsed: Parsed) -> list[dict[str, str]]:
    """The cells of each row, by the names of their columns."""
    read = document(parsed)
    return [
        {cell.column: read.slice(cell.span) for cell in block.cells}
        for block in read.blocks
        if block.kind is BlockKind.ROW
    ]


def contexts(parsed: Parsed) -> dict[str, tuple[str, ...]]:
    """The context of each block, by its text."""
    read = document(parsed)
    return {read.slice(block.span): block.context for block in read.blocks}


def place_of(parsed: Parsed, words: str) -> Place:
    """The place of the first character of `words`."""
    read = document(parsed)
    return read.places.place(read.text.index(words))


def line_of(parsed: Parsed, words: str) -> int:
    """The line of the first character of `words`."""
    read = document(parsed)
    return read.line(read.text.index(words))


def peak_memory(parse: Callable[[], object]) -> int:
    """The most bytes that Python allocates while `parse` runs."""
    tracemalloc.start()
    try:
        parse()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def steps(run: Callable[[], object]) -> int:
    """How many lines of Python and calls of C functions run: a measure of time that no machine changes."""
    import sys

    count = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(profile)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count
