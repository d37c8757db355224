"""Builders of small texts and files, and views of the documents that are loaded from them."""

import textwrap
from pathlib import Path

from qa.load import load, load_text
from qa.types import BlockKind, Document

MILL = (
    "The mill at Holm was built in 1902 by Anna Berg, who had come from the north with two brothers and a horse. It "
    "burned down twice. Each time the family built it again, a little larger than before, and with stone where there "
    "had been wood."
)
SALE = (
    "In the years that followed, the river was dammed by the State Power Board and the mill lost its water. Anna sold "
    "it to President Oskar Lind for nine hundred crowns and moved to Uppsala, where she kept a shop until 1931."
)
SHOP = "The shop is still there. It sells bread, milk and newspapers, and on Sundays it is closed, as it always was."
PROSE = (MILL, SALE, SHOP)


def wrapped(text: str, width: int, *, indent: str = "") -> str:
    return textwrap.fill(text, width, initial_indent=indent, break_on_hyphens=False)


def blocks(text: str, *, markdown: bool = False) -> list[str]:
    """The texts of the blocks."""
    document = load_text(text, markdown=markdown)
    return [document.slice(block.span) for block in document.blocks]


def kinds(text: str, *, markdown: bool = False) -> list[tuple[BlockKind, str]]:
    """The kinds and texts of the blocks."""
    document = load_text(text, markdown=markdown)
    return [(block.kind, document.slice(block.span)) for block in document.blocks]


def headings(text: str, *, markdown: bool = False) -> list[tuple[int, str]]:
    """The levels and texts of the headings."""
    document = load_text(text, markdown=markdown)
    return [(block.level, document.slice(block.span)) for block in document.blocks if block.kind is BlockKind.HEADING]


def contexts(document: Document) -> dict[str, tuple[str, ...]]:
    """The contexts of the blocks that have one, by the texts of the blocks."""
    return {document.slice(block.span): block.context for block in document.blocks if block.context}


def cells(document: Document) -> list[list[tuple[str, str]]]:
    """The cells of each row that has some: the names of their columns, and their texts."""
    rows = [block.cells for block in document.blocks if block.cells]
    return [[(cell.column, document.slice(cell.span)) for cell in row] for row in rows]


def line_of(document: Document, words: str) -> int:
    """The line of the first character of `words`."""
    return document.line(document.text.index(words))


def file(folder: Path, name: str, content: str | bytes = "Some text.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def loaded(path: Path) -> Document:
    """The only document at `path`."""
    (document,) = load([path]).documents
    return document
