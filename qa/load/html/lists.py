"""Lists that are open: their items, with the numbers that a browser writes, and their terms."""

import re
from dataclasses import dataclass, field

from qa.load.html.content import PageBlock
from qa.load.html.tree import Tag
from qa.types import BlockKind

# A Roman number, or one in letters, is written with digits beyond this.
_MAX_ROMAN, _MAX_LETTER = 200, 26

_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))

_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s", re.IGNORECASE)


@dataclass(slots=True)
class Item:
    """An item of a list, or a definition, that is open: its number, and its first block, once that is there."""

    marker: str = ""
    awaits_block: bool = True
    block: PageBlock | None = None
    text: str = ""

    def take(self, block: PageBlock) -> None:
        """Make `block` the first one of the item, behind its number, unless the text has one itself."""
        self.awaits_block, self.block, self.text = False, block, block.text
        block.kind = BlockKind.ITEM
        first, *others = block.pieces
        if self.marker and not _NUMBERED.match(first.text):
            block.pieces = [first._replace(text=f"{self.marker} {first.text}"), *others]


@dataclass(slots=True)
class Definitions:
    """A list of definitions that is open: the terms since the last definition."""

    terms: list[PageBlock] = field(default_factory=list)
    has_definition: bool = False


class ListNumbers:
    """Counts the items of one list."""

    def __init__(self, tag: Tag) -> None:
        start = _integer(tag.get("start"))
        is_reversed = tag.has("reversed")
        self._is_numbered = tag.name == "ol" and not (is_reversed and start is None)
        self._style = tag.get("type")
        self._step = -1 if is_reversed else 1
        self._number = 1 if start is None else start

    def next_marker(self, tag: Tag) -> str:
        """The number of the item `tag`, with a point: "3.". It is "" in a list without numbers."""
        if not self._is_numbered:
            return ""
        value = _integer(tag.get("value"))
        if value is not None:
            self._number = value
        marker = f"{_written(self._number, self._style)}."
        self._number += self._step
        return marker


def _integer(value: str) -> int | None:
    bare = value.strip().removeprefix("-")
    return int(value) if bare.isascii() and bare.isdigit() and len(bare) <= 9 else None


def _written(number: int, style: str) -> str:
    """The number in the style of a list: "a", "A", "i", "I", or digits."""
    if style in ("a", "A") and 1 <= number <= _MAX_LETTER:
        return chr(ord(style) + number - 1)
    if style in ("i", "I") and 1 <= number <= _MAX_ROMAN:
        roman = _roman(number)
        return roman.upper() if style == "I" else roman
    return str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written
