"""XHTML -> events, one by one: tags, their ends, and text. It takes every text, well-formed or not.

Tags are found by their brackets alone, so that time and memory are linear in the length of the text. Comments,
declarations and instructions are left out; an entity is what HTML takes it for, and none is ever defined by the text.

Known limitation: an attribute that contains ">" ends there.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_NAME = re.compile(r"[A-Za-z][\w:.-]*")
# Values are bounded by the tag, which ends at its first ">".
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>/]+))|([A-Za-z_][\w:.-]*)")
# Characters of a tag whose attributes are read.
_MAX_TAG = 4_096
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
# Elements that have no content in HTML.
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # wording: data
# Elements whose content is no markup.
_RAW = frozenset({"script", "style"})


class Start(NamedTuple):
    """A tag: its name in lower case without a prefix, and its attributes with theirs."""

    name: str
    attributes: dict[str, str]


class End(NamedTuple):
    """The end of an element."""

    name: str


class Text(NamedTuple):
    """Text between tags, with its entities replaced."""

    text: str


Event = Start | End | Text


def declared_encoding(data: bytes) -> str | None:
    """The encoding that the XML declaration at the start of `data` names."""
    match = _DECLARED.match(data[:400].lstrip())
    return match[1].decode("ascii") if match else None


def events(text: str) -> Iterator[Event]:
    """The events of `text`. An element without content has an end, too."""
    position, length = 0, len(text)
    while position < length:
        start = text.find("<", position)
        if start < 0:
            start = length
        if start > position:
            yield Text(unescape(text[position:start]))
        if start == length:
            return
        position, event = _read_tag(text, start)
        if event is None:
            continue
        yield event
        if isinstance(event, Start):
            is_closed = text[position - 2 : position] == "/>" or event.name in VOID
            if is_closed:
                yield End(event.name)
            elif event.name in _RAW:
                position = _end_of_raw(text, position, event.name)


def _read_tag(text: str, start: int) -> tuple[int, Event | None]:
    """The position after the tag, comment or declaration at `start`, and its event."""
    for opening, closing in (("<!--", "-->"), ("<?", "?>")):
        if text.startswith(opening, start):
            return _after(text, closing, start + len(opening)), None
    if text.startswith("<![CDATA[", start):
        end = _after(text, "]]>", start + 9)
        return end, Text(text[start + 9 : end].removesuffix("]]>"))
    if text.startswith("<!", start):
        end = text.find(">", start)
        subset = text.find("[", start, end) if end > 0 else -1
        return _after(text, "]>" if subset > 0 else ">", start), None
    is_end = text.startswith("/", start + 1)
    name = _NAME.match(text, start + 1 + is_end)
    if name is None:
        return start + 1, Text("<")
    end = _after(text, ">", name.end())
    local = name[0].rpartition(":")[2].lower()
    if is_end:
        return end, End(local)
    return end, Start(local, _attributes(text[name.end() : min(end, name.end() + _MAX_TAG)]))


def _after(text: str, closing: str, position: int) -> int:
    """The position after the next `closing`; the end of the text if there is none."""
    end = text.find(closing, position)
    return len(text) if end < 0 else end + len(closing)


def _attributes(inside: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(inside):
        name, value = match[1] or match[5], match[2] or match[3] or match[4] or ""
        attributes.setdefault(name.lower(), unescape(value))
    return attributes


def _end_of_raw(text: str, position: int, name: str) -> int:
    """The position of the end tag of a script or a style."""
    match = re.compile(rf"</{name}\b", re.IGNORECASE).search(text, position)
    return match.start() if match else len(text)
