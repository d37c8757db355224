"""Numbers that Word gives to headings and items, which are not written in the document: "3.1.1", "(a)", "Article 2".

A number definition (`num`) uses an abstract one, whose counters it shares with others, and can restart them.
Source: ECMA-376, part 1, section 17.9.

Known limitation: numbers in words and in scripts other than Latin are shown as digits.
"""

import re
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from qa.load.office.docx_styles import Styles
from qa.load.office.lists import MAX_LABEL, spell
from qa.load.office.xml import attribute, child, children, is_on, number

LEVELS = 9

_PLACEHOLDER = re.compile("%([1-9])")
_STYLES = {
    "decimalZero": "01",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
    "ordinal": "1st",
}


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level is numbered. `text` is "%1.%2"; `is_legal` shows the levels above it in digits."""

    start: int
    style: str
    text: str
    is_legal: bool
    restarts: bool
    paragraph_style: str

    @property
    def is_bullet(self) -> bool:
        return self.style in ("bullet", "none")


@dataclass(frozen=True, slots=True)
class Label:
    """The number of a paragraph, "" for a bullet; `is_first` is whether the list begins with it.

    `list_id` is the list in which it is counted, `counts_on` whether there are numbers before or above it there.
    """

    text: str
    is_first: bool
    list_id: str
    counts_on: bool


class Numbering:
    """The numbers of a document. Each call of `label` counts on."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract = {attribute(each, "w:abstractNumId"): each for each in children(root, "w:abstractNum")}
        self._numbers = {attribute(each, "w:numId"): each for each in children(root, "w:num")}
        # By number definition: the id of the abstract one, and its levels with what it overrides.
        self._levels: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def level_of_style(self, number_id: str, style_id: str) -> int:
        """The level that is bound to a style of paragraphs."""
        levels = self._definition(number_id)[1]
        return next((level for level, each in levels.items() if each.paragraph_style == style_id), 0)

    def label(self, number_id: str, level: int) -> Label | None:
        """The next number at a level; None if it has none."""
        abstract_id, levels = self._definition(number_id)
        definition = levels.get(level)
        if definition is None:
            return None
        counts = self._counts.setdefault(abstract_id, [None] * LEVELS)
        if (number_id, level) not in self._started:
            self._started.add((number_id, level))
            if self._restarts(number_id, level):
                counts[level] = None
        count = counts[level]
        is_first = count is None
        counts_on = not definition.is_bullet and any(above is not None for above in counts[: level + 1])
        counts[level] = definition.start if count is None else count + 1
        for deeper in range(level + 1, LEVELS):
            if deeper not in levels or levels[deeper].restarts:
                counts[deeper] = None
        text = "" if definition.is_bullet else _text(definition, levels, counts)
        return Label(text, is_first, abstract_id, counts_on)

    def _restarts(self, number_id: str, level: int) -> bool:
        """Whether the first paragraph of a number definition begins again at its start."""
        for override in children(self._numbers.get(number_id), "w:lvlOverride"):
            if number(attribute(override, "w:ilvl"), default=0) == level:
                return child(override, "w:startOverride") is not None
        return False

    def _definition(self, number_id: str) -> tuple[str, dict[int, _Level]]:
        definition = self._levels.get(number_id)
        if definition is None:
            definition = self._levels[number_id] = self._read(self._numbers.get(number_id))
        return definition

    def _read(self, element: Element | None) -> tuple[str, dict[int, _Level]]:
        abstract_id = attribute(child(element, "w:abstractNumId"), "w:val") or ""
        abstract = self._abstract.get(abstract_id)
        link = attribute(child(abstract, "w:numStyleLink"), "w:val")
        if link:
            linked = self._numbers.get(self._styles[link].number_id)
            abstract_id = attribute(child(linked, "w:abstractNumId"), "w:val") or abstract_id
            abstract = self._abstract.get(abstract_id)
        levels = _levels(abstract)
        for override in children(element, "w:lvlOverride"):
            levels.update(_levels(override))
            start = child(override, "w:startOverride")
            level = number(attribute(override, "w:ilvl"), default=0)
            if start is not None and level in levels:
                levels[level] = replace(levels[level], start=number(attribute(start, "w:val"), default=1))
        return abstract_id, levels


def _levels(parent: Element | None) -> dict[int, _Level]:
    levels = {}
    for element in children(parent, "w:lvl"):
        level = number(attribute(element, "w:ilvl"), default=0)
        if level < LEVELS:
            levels[level] = _Level(
                start=number(attribute(child(element, "w:start"), "w:val"), default=0),
                style=attribute(child(element, "w:numFmt"), "w:val") or "decimal",
                text=(attribute(child(element, "w:lvlText"), "w:val") or "")[:MAX_LABEL],
                is_legal=is_on(child(element, "w:isLgl")),
                restarts=attribute(child(element, "w:lvlRestart"), "w:val") != "0",
                paragraph_style=attribute(child(element, "w:pStyle"), "w:val") or "",
            )
    return levels


def _text(definition: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
    """The number as it is shown. A level above that has not been counted shows its start."""

    def shown(match: re.Match[str]) -> str:
        level = int(match[1]) - 1
        other = levels.get(level)
        if other is None or other.style == "none":
            return ""
        count = counts[level]
        style = "decimal" if definition.is_legal else other.style
        return spell(other.start if count is None else count, _STYLES.get(style, "1"))

    return _PLACEHOLDER.sub(shown, definition.text)[:MAX_LABEL].strip()
