"""Lists: what names their items, and the numbers that the formats leave to the program that shows them.

The stem of a list is the paragraph before it that ends with a colon ("The tenant shall not:"). An item names the items
under it, if it ends with a colon or is a short label.
"""

import re

# Characters of a stem that are kept, whole sentences from its end. The reader cuts a longer context from the left.
MAX_STEM = 300
# Words of an item that names the items under it without a colon.
_MAX_LABEL_WORDS = 8
# Items around an item that name it; deeper lists are made to be a burden.
_MAX_PARENTS = 8
# Characters of a number; longer ones are made to be a burden.
MAX_LABEL = 40
# Letters and roman numbers grow with the value; from here on digits do.
_MAX_SPELLED = 1_000

_COLONS = (":", "\uff1a")
_SENTENCE_END = re.compile(r"[.!?…。！？;,]['\"”’)\]]*$")
_SENTENCE_START = re.compile(r"(?<=[.!?])\s+(?=\S)")
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "m cm d cd c xc l xl x ix v iv i".split(),  # wording: data
        strict=True,
    )
)


class Stems:
    """What names the next item of a list; it is given every block in order."""

    def __init__(self) -> None:
        self._above = ""
        self._stem = ""
        # What each open item says to the items under it, with its depth.
        self._parents: list[tuple[int, str]] = []
        self._in_list = False
        # The lists so far, and those that are older than the list with the stem.
        self._begun: set[str] = set()
        self._outer: frozenset[str] = frozenset()

    def take_paragraph(self, text: str) -> None:
        """A block that is no item: it may be the stem of the next list."""
        self._above = text
        self._in_list = False

    def take_break(self, list_id: str = "") -> None:
        """A heading, which may be numbered in a list, or a table: what comes before it names no list."""
        self._begun.add(list_id)
        self._above = self._stem = ""
        self._parents.clear()
        self._in_list = False

    def end_list(self) -> None:
        """A new list begins: only a paragraph between it and the last one names it."""
        if self._in_list:
            self._above = ""
        self._in_list = False

    def take_item(
        self, text: str, *, depth: int, continues: bool = False, list_id: str = "", counts_on: bool = False
    ) -> tuple[str, ...]:
        """The context of an item at `depth` (0 is the highest).

        `continues` is whether it continues a list that a paragraph interrupted. `list_id` is its list, and `counts_on`
        whether its number follows others there: if they are older than the list with the stem, it is not named by it.
        """
        if not self._in_list:
            self._begin_list(continues)
            self._outer = frozenset(self._begun - {list_id})
        elif counts_on and list_id in self._outer:
            self._stem = ""
            self._parents.clear()
        self._begun.add(list_id)
        while self._parents and self._parents[-1][0] >= depth:
            self._parents.pop()
        names = [name for _, name in self._parents if name]
        self._parents.append((depth, _name_of(text)))
        del self._parents[:-_MAX_PARENTS]
        return tuple([self._stem, *names] if self._stem else names)

    def _begin_list(self, continues: bool) -> None:
        self._in_list = True
        if self._above.endswith(_COLONS):
            self._stem = short_stem(self._above)
            self._parents.clear()
        elif not continues:
            self._stem = ""
            self._parents.clear()


def short_stem(text: str) -> str:
    """The last sentences of `text` that fit `MAX_STEM`; if not even one does, its end."""
    if len(text) <= MAX_STEM:
        return text
    end = text[-MAX_STEM:]
    match = _SENTENCE_START.search(end)
    return end[match.end() :] if match else end.partition(" ")[2]


def _name_of(text: str) -> str:
    """What an item says to the items under it: nothing if it is a sentence of its own."""
    if text.endswith(_COLONS):
        return short_stem(text)
    is_label = len(text) <= MAX_STEM and len(text.split()) <= _MAX_LABEL_WORDS and not _SENTENCE_END.search(text)
    return text if is_label else ""


def spell(value: int, style: str) -> str:
    """The number `value` in a style: "1", "01", "a", "A", "i", "I" or "1st"; digits in any other."""
    if style == "01":
        return f"{value:02}"
    if style == "1st":
        return f"{value}{_ordinal_suffix(value)}"
    if style in ("a", "A", "i", "I") and 0 < value <= _MAX_SPELLED:
        spelled = _letters(value) if style in "aA" else _roman(value)
        return spelled.upper() if style.isupper() else spelled
    return str(value)


def _ordinal_suffix(value: int) -> str:
    return "th" if 10 < value % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


def _letters(value: int) -> str:
    """The letter, which is repeated from the 27th value on: z, aa, bb."""
    repeats, letter = divmod(value - 1, 26)
    return chr(ord("a") + letter) * (repeats + 1)


def _roman(value: int) -> str:
    spelled = ""
    for amount, letters in _ROMAN:
        count, value = divmod(value, amount)
        spelled += letters * count
    return spelled


def numbered(label: str, text: str) -> str:
    """`text` behind its number, as it is shown."""
    return f"{label} {text}" if label and text else text
