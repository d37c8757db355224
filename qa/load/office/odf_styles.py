"""Styles of an OpenDocument file: which text is hidden, which paragraph is a title, how lists are numbered."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from qa.load.office.lists import MAX_LABEL, spell
from qa.load.office.xml import attribute, child, number

# Styles that a style is based on, one on the other.
_MAX_CHAIN = 40
LEVELS = 10


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered; `style` is "" for a bullet. `shown` is how many levels the number shows."""

    style: str
    prefix: str
    suffix: str
    start: int
    shown: int


@dataclass(slots=True)
class Styles:
    """The styles of a file, by their names."""

    elements: dict[str, Element] = field(default_factory=dict)
    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    # How headings are numbered.
    outline: dict[int, Level] = field(default_factory=dict)
    _chains: dict[str, list[Element]] = field(default_factory=dict)

    def add(self, root: Element | None) -> None:
        """Add the styles of a part."""
        for element in root.iter() if root is not None else ():
            name = attribute(element, "style:name") or ""
            if element.tag == "style:style":
                self.elements[name] = element
            elif element.tag == "text:list-style":
                self.lists[name] = _levels(element)
            elif element.tag == "text:outline-style":
                self.outline = _levels(element)

    def is_hidden(self, name: str | None) -> bool:
        """Whether text of a style is hidden."""
        for element in self._chain(name):
            display = attribute(child(element, "style:text-properties"), "text:display")
            if display is not None:
                return display == "none"
        return False

    def is_kind(self, name: str | None, kind: str) -> bool:
        """Whether a style is `kind` ("Title", "Table_20_Heading") or is based on it."""
        parents = {attribute(element, "style:parent-style-name") for element in self._chain(name)}
        return name == kind or kind in parents

    def _chain(self, name: str | None) -> list[Element]:
        """The style and those that it is based on."""
        if not name:
            return []
        chain = self._chains.get(name)
        if chain is None:
            chain = self._chains[name] = []
            element = self.elements.get(name)
            while element is not None and len(chain) < _MAX_CHAIN:
                chain.append(element)
                element = self.elements.get(attribute(element, "style:parent-style-name") or "")
        return chain


def _levels(element: Element) -> dict[int, Level]:
    levels = {}
    for each in element:
        level = number(attribute(each, "text:level"), default=0)
        if 0 < level <= LEVELS:
            levels[level - 1] = Level(
                style=attribute(each, "style:num-format") or "",
                prefix=(attribute(each, "style:num-prefix") or "")[:MAX_LABEL],
                suffix=(attribute(each, "style:num-suffix") or "")[:MAX_LABEL],
                start=number(attribute(each, "text:start-value"), default=1),
                shown=number(attribute(each, "text:display-levels"), default=1, at_most=LEVELS),
            )
    return levels


class Counter:
    """The numbers of one list or of the headings."""

    def __init__(self, levels: dict[int, Level]) -> None:
        self._levels = levels
        self._counts: list[int | None] = [None] * LEVELS

    def next(self, level: int, *, start: int | None = None) -> str:
        """The next number at a level (0 is the highest), as it is shown: "" for a bullet.

        `start` is the value with which the count begins again.
        """
        level = min(level, LEVELS - 1)
        count = self._counts[level]
        definition = self._levels.get(level)
        first = definition.start if definition else 1
        self._counts[level] = start if start is not None else first if count is None else count + 1
        self._counts[level + 1 :] = [None] * (LEVELS - level - 1)
        if definition is None or not definition.style:
            return ""
        return self._shown(level, definition)

    def has_counted(self, level: int) -> bool:
        """Whether the list has an item at the level, since the last one of a higher level."""
        return self._counts[min(level, LEVELS - 1)] is not None

    def _shown(self, level: int, definition: Level) -> str:
        parts = []
        for each in range(max(level - definition.shown + 1, 0), level + 1):
            other = self._levels.get(each)
            if other is not None and other.style:
                count = self._counts[each]
                parts.append(spell(other.start if count is None else count, other.style))
        return f"{definition.prefix}{'.'.join(parts)}{definition.suffix}"[:MAX_LABEL].strip()
