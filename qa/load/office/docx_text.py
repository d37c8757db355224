"""The text of one Word paragraph, as it is shown: without deletions, comments, codes of fields and hidden words.

What hangs on the paragraph is collected beside it: text boxes and references of notes.

Known limitations: equations lose their layout (a fraction is its two parts in a row). A paragraph whose end mark was
deleted is not joined with the next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from qa.load.lines import clean
from qa.load.office.docx_styles import Styles, switch
from qa.load.office.xml import attribute, child

_TEXTS = frozenset({"w:t", "m:t"})
_SPACES = frozenset({"w:tab", "w:br", "w:cr", "w:ptab"})
# Properties, deletions, comments, pronunciations, alternatives that old programs show.
_SKIPPED = frozenset(
    {
        "w:pPr",
        "w:rPr",
        "w:del",
        "w:moveFrom",
        "w:delText",
        "w:instrText",
        "w:delInstrText",
        "w:rt",
        "w:sdtPr",
        "w:sdtEndPr",
        "w:footnoteRef",
        "w:endnoteRef",
        "mc:Fallback",
    }
)
_NOTES = {"w:footnoteReference": "footnotes", "w:endnoteReference": "endnotes"}


@dataclass(slots=True)
class ParagraphText:
    """A paragraph: its cleaned text, its text boxes, its notes (kind and id), and whether all of it is bold."""

    text: str = ""
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    is_bold: bool = False


def paragraph_text(paragraph: Element, styles: Styles) -> ParagraphText:
    """The text of a `w:p`."""
    content = ParagraphText()
    style = styles[attribute(child(paragraph, "w:pPr", "w:pStyle"), "w:val")]
    parts: list[str] = []
    has_plain = False
    stack = [iter(paragraph)]
    bold = bool(style.is_bold)
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            continue
        tag = element.tag
        if tag == "w:r":
            properties = child(element, "w:rPr")
            if _is_hidden(properties, styles, bool(style.is_hidden)):
                continue
            direct = switch(properties, "w:b")
            bold = bool(style.is_bold if direct is None else direct)
            stack.append(iter(element))
        elif tag in _TEXTS:
            parts.append(element.text or "")
            has_plain = has_plain or (not bold and bool(element.text and not element.text.isspace()))
        elif tag in _SPACES:
            parts.append(" ")
        elif tag == "w:noBreakHyphen":
            parts.append("-")
        elif tag == "w:sym":
            parts.append(_symbol(element))
        elif tag in _NOTES:
            content.notes.append((_NOTES[tag], attribute(element, "w:id") or ""))
        elif tag in ("w:txbxContent", "a:txBody"):
            content.boxes.append(element)
        elif tag == "mc:AlternateContent":
            stack.append(iter(alternative(element)))
        elif tag not in _SKIPPED:
            stack.append(iter(element))
    content.text = clean("".join(parts))
    content.is_bold = bool(content.text) and not has_plain
    return content


def alternative(element: Element) -> Sequence[Element]:
    """What is shown of an `mc:AlternateContent`: its first choice; what old programs show if there is none."""
    choices = [each for each in element if each.tag == "mc:Choice"]
    return choices[:1] or [each for fallback in element if fallback.tag == "mc:Fallback" for each in fallback]


def _is_hidden(properties: Element | None, styles: Styles, by_paragraph: bool) -> bool:
    """Whether a run is hidden: by itself, by its style, or by the style of its paragraph."""
    if properties is None:
        return by_paragraph
    direct = switch(properties, "w:vanish")
    if direct is not None:
        return direct
    run_style = attribute(child(properties, "w:rStyle"), "w:val")
    hidden = styles[run_style].is_hidden if run_style else None
    return by_paragraph if hidden is None else hidden


def _symbol(element: Element) -> str:
    """The character of a symbol font, unless it has a meaning in that font alone."""
    code = attribute(element, "w:char") or ""
    try:
        value = int(code[:6], 16)
    except ValueError:
        return ""
    return chr(value) if 0x20 <= value < 0xD800 else ""
