"""The text sources of documents, and what the formats share.

A source has a head ("title: ...") and, after a blank line, one block per line:

    # Heading     as many signs as its level; a slide in PPTX, a chapter in EPUB, a sheet in XLSX
    text          a paragraph; "word^1" refers to a footnote
    - text        an item of a list
    1. text       a numbered step
    + text        a clause, numbered below its heading ("3.1")
    | a | b |     a row; the first one of a table has the names of the columns
    > text        the notes of a slide
    ^1 text       a footnote
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# The names of Dublin Core, in which the formats give title and author.
DUBLIN_CORE = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'

# The marks of blocks, and what they mean.
_MARKS = {"- ": "item", "1. ": "step", "+ ": "clause", "| ": "row", "> ": "notes"}
_HEADING = re.compile(r"(#+) (.+)")
_FOOTNOTE = re.compile(r"\^(\d+) (.+)")


class Block(NamedTuple):
    """One line of a source; `level` is that of a heading or the number of a footnote."""

    kind: str
    text: str
    level: int = 0

    @property
    def cells(self) -> list[str]:
        """The texts of a row's cells."""
        return [cell.strip() for cell in self.text.strip(" |").split(" | ")]


class Source(NamedTuple):
    """What a document is made from."""

    head: Mapping[str, str]
    blocks: Sequence[Block]

    def parts(self) -> Iterator[tuple[str, list[Block]]]:
        """The text of each heading of the first level, with the blocks below it."""
        starts = [number for number, block in enumerate(self.blocks) if block.kind == "heading" and block.level == 1]
        for start, end in zip(starts, [*starts[1:], len(self.blocks)], strict=True):
            yield self.blocks[start].text, list(self.blocks[start + 1 : end])


def read_source(path: Path) -> Source:
    """The source in the file `path`."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    pairs = (line.split(": ", 1) for line in head.splitlines())
    return Source(dict(pairs), [_block(line) for line in body.splitlines() if line])


def _block(line: str) -> Block:
    if match := _HEADING.fullmatch(line):
        return Block("heading", match[2], len(match[1]))
    if match := _FOOTNOTE.fullmatch(line):
        return Block("footnote", match[2], int(match[1]))
    kind = next((kind for mark, kind in _MARKS.items() if line.startswith(mark)), "text")
    return Block(kind, line if kind in ("text", "row") else line.split(" ", 1)[1])


def runs(blocks: Sequence[Block]) -> Iterator[tuple[str, list[Block]]]:
    """The kind of each run of blocks of the same kind, and the run."""
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        yield kind, list(group)


def archive(members: Mapping[str, str]) -> bytes:
    """A zip archive, not compressed and without times, so that it is the same on every machine."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in members.items():
            packed.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def element(tag: str, inside: str = "", attributes: str = "") -> str:
    """An XML element; `inside` is XML."""
    opening = f"{tag} {attributes}".strip()
    return f"<{opening}>{inside}</{tag}>" if inside else f"<{opening}/>"
