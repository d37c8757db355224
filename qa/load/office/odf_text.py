"""The text of one OpenDocument paragraph, as it is shown: without comments, deletions and hidden words.

What hangs on the paragraph is collected beside it: notes, and frames with text.
"""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from qa.load.lines import clean
from qa.load.office.odf_styles import Styles
from qa.load.office.xml import attribute

_SPACES = frozenset({"text:s", "text:tab", "text:line-break"})
_SKIPPED = frozenset(
    {
        "office:annotation",
        "office:annotation-end",
        "text:tracked-changes",
        "text:hidden-text",
        "text:ruby-text",
        "text:note-citation",
        "presentation:notes",
        "office:event-listeners",
    }
)
# What holds blocks of its own.
_FRAMES = frozenset({"draw:frame", "draw:text-box", "draw:custom-shape", "draw:g", "draw:rect", "draw:ellipse"})


@dataclass(slots=True)
class ParagraphText:
    """A paragraph: its cleaned text, and the notes and frames in it."""

    text: str = ""
    notes: list[Element] = field(default_factory=list)
    frames: list[Element] = field(default_factory=list)


def paragraph_text(paragraph: Element, styles: Styles) -> ParagraphText:
    """The text of a `text:p` or `text:h`; nothing if its style hides it."""
    content = ParagraphText()
    if styles.is_hidden(attribute(paragraph, "text:style-name")):
        return content
    parts = [paragraph.text or ""]
    # The elements that are open, each with its children that are still to come.
    stack = [(paragraph, iter(paragraph))]
    while stack:
        parent, rest = stack[-1]
        element = next(rest, None)
        if element is None:
            stack.pop()
            if stack:
                parts.append(parent.tail or "")
            continue
        tag = element.tag
        if tag in _SPACES:
            parts.append(" ")
        elif tag == "text:note":
            content.notes.append(element)
        elif tag in _FRAMES:
            content.frames.append(element)
        elif tag not in _SKIPPED and not _is_hidden(element, styles):
            parts.append(element.text or "")
            stack.append((element, iter(element)))
            continue
        parts.append(element.tail or "")
    content.text = clean("".join(parts))
    return content


def _is_hidden(element: Element, styles: Styles) -> bool:
    if element.tag == "text:hidden-paragraph":
        return True
    return element.tag == "text:span" and styles.is_hidden(attribute(element, "text:style-name"))
