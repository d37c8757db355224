"""The text of a page -> a walk through its elements and texts, each with its line. Only this module knows turbohtml.

The parser follows the rules of browsers (WHATWG), never fails, and takes linear time and memory, with one exception
that the rules themselves demand: a bold or coloured part that is never closed is repeated in every later block. Before
parsing, such a page loses the tags of its inline formatting.

Known limitation: in text that follows a comment within a comment's own markup, or an end tag over several lines, the
line can be too low until the next element.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from qa.load.lines import replace_surrogates

if TYPE_CHECKING:
    from turbohtml import Element, Node

# Tags that are read; the tree of a million takes some 200 MB. The longest real pages have half as many.
MAX_TAGS = 1_000_000

# How much larger than the text the repeated formatting may be, and how many characters are accepted in any case.
_MAX_REPEATED_RATIO = 16
_MAX_REPEATED_MINIMUM = 1_000_000

_FORMATTING = "b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_FORMATTING_TAG = re.compile(rf"<(/?)(a|{_FORMATTING})(?=[\s/>])[^<>]*>?", re.IGNORECASE)
_TAG_OVER_LINES = re.compile(r"<[a-z][^<>\n]*\n", re.IGNORECASE)

_XHTML = re.compile(r"\s*<\?xml|[^<]{0,200}(?:<[^<>]*>\s*){0,5}?<html[^<>]*xmlns=", re.IGNORECASE)
_VOID = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
_SELF_CLOSED = re.compile(rf"<(?!(?:{_VOID})[\s/>])([a-z][\w:.-]*)((?:\s[^<>]*)?)/>", re.IGNORECASE)

# The parser drops a line end right after such a tag.
_DROPS_LINE_END = re.compile(r"<(?:pre|textarea|listing)\b[^<>]*>$", re.IGNORECASE)

# Nodes within an element that is only a label.
_FEW = 8

_REPEATED = frozenset(f"a|{_FORMATTING}".split("|"))


class Tag:
    """An element as the walk meets it: its lower-case name, and the line, from 1, on which its content begins."""

    __slots__ = ("_element", "_is_bare", "line", "name")

    def __init__(self, name: str, element: "Element", line: int) -> None:
        self.name = name
        self.line = line
        self._element = element
        self._is_bare = not len(element.attrs)

    def get(self, attribute: str) -> str:
        """The value of an attribute, "" if it is missing or empty."""
        return "" if self._is_bare else self._element.attr(attribute) or ""

    def has(self, attribute: str) -> bool:
        """Whether the element has the attribute, with or without a value."""
        return not self._is_bare and self._element.attr(attribute) is not None

    def has_content(self) -> bool:
        """Whether anything is in the element."""
        return len(self._element) > 0

    def text(self) -> str:
        """All text within the element. To ask many elements within each other would take quadratic time."""
        return self._element.text

    def short_text(self) -> str:
        """All text within the element if there are few nodes in it, else ""."""
        nodes = list(islice(self._element.descendants, _FEW + 1))
        return self._element.text if len(nodes) <= _FEW else ""


class Visitor(Protocol):
    """What the walk calls."""

    def open(self, tag: Tag) -> bool:
        """An element begins; whether the walk goes into it. If not, it is not closed either."""

    def close(self, tag: Tag) -> None:
        """An element ends."""

    def text(self, data: str, line: int) -> None:
        """A text begins on `line`."""


def walk(text: str, visitor: Visitor) -> bool:
    """Call `visitor` for all elements and texts of the page `text`, in order; whether all of its tags were read."""
    # Imported here, since the import is slow and most documents are no pages.
    from turbohtml import parse

    text = replace_surrogates(text).replace("\r\n", "\n").replace("\r", "\n")
    is_whole = text.count("<") <= MAX_TAGS
    if not is_whole:
        text = text[: next(islice(re.finditer("<", text), MAX_TAGS, None)).start()]
    if _XHTML.match(text):
        text = _SELF_CLOSED.sub(r"<\1\2></\1>", text)
    if _repeats_formatting(text):
        text = _FORMATTING_TAG.sub(lambda match: "\n" * match[0].count("\n"), text)
    has_wide_tags = _TAG_OVER_LINES.search(text) is not None
    document = parse(text, source_locations=has_wide_tags)
    _Walk(text, visitor, has_wide_tags=has_wide_tags).run(document)
    return is_whole


def _repeats_formatting(text: str) -> bool:
    """Whether the tree would be far larger than the text: each block repeats all formatting that is open."""
    open_sizes: dict[str, list[int]] = {}
    open_size = repeated = position = 0
    for match in _FORMATTING_TAG.finditer(text):
        repeated += open_size * text.count("<", position, match.start())
        position = match.start()
        sizes = open_sizes.setdefault(match[2].lower(), [])
        # A link ends the link before it.
        if sizes and (match[1] or match[2] in "aA"):
            open_size -= sizes.pop()
        if not match[1]:
            sizes.append(match.end() - match.start())
            open_size += sizes[-1]
    repeated += open_size * text.count("<", position)
    return repeated > max(_MAX_REPEATED_RATIO * len(text), _MAX_REPEATED_MINIMUM)


class _Walk:
    """One walk, without recursion. It counts lines where the parser does not say them: in texts and comments."""

    def __init__(self, text: str, visitor: Visitor, *, has_wide_tags: bool) -> None:
        self._lines = text.split("\n")
        self._visitor = visitor
        self._has_wide_tags = has_wide_tags
        self._line = 1

    def run(self, document: "Node") -> None:
        from turbohtml import Comment, Element, Text

        open_tags: list[Tag | None] = [None]
        waiting: list[Iterator[Node]] = [iter(document.children)]
        while waiting:
            for node in waiting[-1]:
                if isinstance(node, Text):
                    self._visitor.text(node.data, self._line)
                    self._line += node.data.count("\n")
                elif isinstance(node, Comment):
                    self._line += node.data.count("\n")
                elif isinstance(node, Element):
                    tag = self._tag(node)
                    if self._visitor.open(tag):
                        waiting.append(iter(node.children))
                        open_tags.append(tag)
                        break
                    self._line += node.text.count("\n")
            else:
                waiting.pop()
                closed = open_tags.pop()
                if closed is not None:
                    self._visitor.close(closed)

    def _tag(self, element: "Element") -> Tag:
        name = element.tag.lower()
        position = element.position
        if position is not None:
            line, column = position
            # A repeated part of formatting has the position of the first one.
            if line >= self._line or name not in _REPEATED:
                self._line = line
                if self._has_wide_tags and (location := element.source_location) is not None:
                    self._line = location.start_tag.end_line
                if name in ("pre", "listing") and _DROPS_LINE_END.match(self._lines[line - 1], column):
                    self._line += 1
        return Tag(name, element, self._line)
