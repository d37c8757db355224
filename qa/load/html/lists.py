"""The numbers of an ordered list, as a browser writes them."""

from qa.load.html.tree import Tag

# A Roman number, or one in letters, is written with digits beyond this.
_MAX_ROMAN, _MAX_LETTER = 200, 26

_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


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
