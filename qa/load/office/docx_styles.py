"""Styles of a Word document: which paragraphs are headings, which are numbered or hidden by their style.

Word writes the names of its own styles in English ("heading 1"), whatever its language; other programs write their own
language, and without the part with the styles the ids are left ("berschrift1").
"""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from qa.load.office.xml import attribute, child, children, is_on, number

# Styles that a style is based on, one on the other.
_MAX_CHAIN = 40
# The outline level of body text; headings have 0 to 8.
BODY_LEVEL = 9

_HEADING = re.compile(
    r"(?:heading|ü?berschrift|titre|t[ií]?tulo|titolo|intestazione|encabezado|cabe[cç]?alho|kop|rubrik|overskrift"
    r"|otsikko|nagł?[oó]?wek|nadpis|başlı?k|címsor|заголовок|标题|標題|見出し|제목)\s*([1-9])$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:title|titel|titre|t[ií]?tulo|titolo|otsikko|tytuł|název|название|标题|표제|表題)$", re.IGNORECASE
)
_CONTENTS = re.compile(r"(?:toc\s?\d|table of figures|table of authorities)$", re.IGNORECASE)


@dataclass(slots=True)
class Style:
    """What a paragraph of a style is; None where neither the style nor one that it is based on says.

    `outline` is 0 to 8 for a heading. `number_id` and `number_level` are those of the style's numbering.
    """

    outline: int | None = None
    number_id: str | None = None
    number_level: int | None = None
    is_hidden: bool | None = None
    is_bold: bool | None = None
    is_title: bool = False
    is_caption: bool = False
    is_contents: bool = False


class Styles:
    """The styles of a document, by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._default: str = ""
        for element in children(root, "w:style"):
            identifier = attribute(element, "w:styleId") or ""
            self._elements.setdefault(identifier, element)
            is_default = attribute(element, "w:default") in ("1", "true", "on")
            if is_default and attribute(element, "w:type") == "paragraph":
                self._default = identifier
        self._styles: dict[str, Style] = {}

    def __getitem__(self, identifier: str | None) -> Style:
        """The style with an id; the default style of paragraphs without one."""
        identifier = identifier or self._default
        style = self._styles.get(identifier)
        if style is None:
            style = self._styles[identifier] = self._resolve(identifier)
        return style

    def _resolve(self, identifier: str) -> Style:
        style = Style()
        seen: set[str] = set()
        first = identifier
        while identifier not in seen and len(seen) < _MAX_CHAIN:
            seen.add(identifier)
            element = self._elements.get(identifier)
            name = attribute(child(element, "w:name"), "w:val") or identifier
            if identifier == first:
                style.is_title = bool(_TITLE.match(name))
                style.is_caption = name.lower() == "caption"
                style.is_contents = bool(_CONTENTS.match(name))
            _complete(style, element, name)
            identifier = attribute(child(element, "w:basedOn"), "w:val") or ""
            if not identifier:
                break
        return style


def _complete(style: Style, element: Element | None, name: str) -> None:
    """Add what a style says to one that is based on it."""
    paragraph, run = child(element, "w:pPr"), child(element, "w:rPr")
    if style.outline is None:
        style.outline = outline_of(paragraph)
        match = _HEADING.match(name)
        if style.outline is None and match:
            style.outline = int(match[1]) - 1
    if style.number_id is None:
        style.number_id, style.number_level = numbering_of(paragraph)
    if style.is_hidden is None:
        style.is_hidden = switch(run, "w:vanish")
    if style.is_bold is None:
        style.is_bold = switch(run, "w:b")


def outline_of(properties: Element | None) -> int | None:
    """The outline level that the properties of a paragraph or a style give."""
    level = child(properties, "w:outlineLvl")
    return None if level is None else number(attribute(level, "w:val"), default=BODY_LEVEL, at_most=BODY_LEVEL)


def numbering_of(properties: Element | None) -> tuple[str | None, int | None]:
    """The id and level of the numbering that the properties of a paragraph or a style give."""
    numbering = child(properties, "w:numPr")
    level = attribute(child(numbering, "w:ilvl"), "w:val")
    identifier = attribute(child(numbering, "w:numId"), "w:val")
    return identifier, None if level is None else number(level, default=0, at_most=8)


def switch(properties: Element | None, tag: str) -> bool | None:
    """Whether the properties of a run turn something on; None if they do not say."""
    element = child(properties, tag)
    return None if element is None else is_on(element)
