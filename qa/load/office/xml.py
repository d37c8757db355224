"""XML -> a tree, with limits, and with one spelling for every namespace.

The tag of a Word paragraph is "w:p" in the Strict and in the Transitional form.
Nothing outside the bytes is ever read: expat fetches no external entity. A DOCTYPE is refused, since the formats have
none, or removed where they have; thus no entity is defined either.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Protocol
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from xml.parsers import expat

from qa.load.office.archive import DamagedPart

# Levels: a table in a table takes four, a drawing about twenty. The readers recurse, a few calls per level.
MAX_DEPTH = 200
# Elements of one part. As many take 0.7 GB and some ten seconds; they are 600,000 Word paragraphs or cells of a sheet.
MAX_ELEMENTS = 2_000_000

# One without definitions of its own.
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[<>]{0,1000}>")

# Bytes that are parsed between two looks at the limits.
_CHUNK = 1 << 16
# Bytes of a tag, with its attributes, at most: they take 36 times as much memory. Expat reads an unfinished tag again
# with every chunk, so chunks grow to this size while no element begins or ends.
_MAX_TAG = 1 << 22
_TAG = re.compile(rb"<[^<>\"'](?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*+>")

_OOXML = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = {
    "w": (_OOXML + "wordprocessingml/2006/main", _STRICT + "wordprocessingml/main"),
    "a": (_OOXML + "drawingml/2006/main", _STRICT + "drawingml/main"),
    "p": (_OOXML + "presentationml/2006/main", _STRICT + "presentationml/main"),
    "m": (_OOXML + "officeDocument/2006/math", _STRICT + "officeDocument/math"),
    "c": (_OOXML + "drawingml/2006/chart", _STRICT + "drawingml/chart"),
    "dgm": (_OOXML + "drawingml/2006/diagram", _STRICT + "drawingml/diagram"),
    "r": (_OOXML + "officeDocument/2006/relationships", _STRICT + "officeDocument/relationships"),
    "rel": (_OOXML + "package/2006/relationships",),
    "cp": (_OOXML + "package/2006/metadata/core-properties",),
    "mc": (_OOXML + "markup-compatibility/2006",),
    "dc": ("http://purl.org/dc/elements/1.1/",),
    "dcterms": ("http://purl.org/dc/terms/",),
    "office": (_OASIS + "office:1.0",),
    "text": (_OASIS + "text:1.0",),
    "table": (_OASIS + "table:1.0",),
    "draw": (_OASIS + "drawing:1.0",),
    "style": (_OASIS + "style:1.0",),
    "meta": (_OASIS + "meta:1.0",),
    "presentation": (_OASIS + "presentation:1.0",),
    "fo": (_OASIS + "xsl-fo-compatible:1.0",),
    "opf": ("http://www.idpf.org/2007/opf",),
    "ncx": ("http://www.daisy.org/z3986/2005/ncx/",),
    "container": ("urn:oasis:names:tc:opendocument:xmlns:container",),
    "enc": ("http://www.w3.org/2001/04/xmlenc#",),
}
_PREFIXES = {uri: prefix for prefix, uris in _NAMESPACES.items() for uri in uris}


def parse(data: bytes, part: str, *, strips_doctype: bool = False) -> Element:
    """The root of the XML in `data`, with tags such as "w:p"; a tag of a namespace that is not known keeps its name.

    `part` is the name of the part for the error. `strips_doctype` is for a format whose files have a DOCTYPE: it is
    removed, unless it defines something. Raises `DamagedPart`.
    """
    if strips_doctype:
        data = _DOCTYPE.sub(b"", data, count=1)
    if _has_doctype(data):
        raise DamagedPart(part, "has a DOCTYPE")
    parser: _Parser = XMLPullParser(("start", "end"))
    tags = _Tags()
    try:
        start = seen = 0
        while start < len(data):
            end = start + min(max(_CHUNK, start - seen), _MAX_TAG)
            parser.feed(data[start:end])
            start = end
            if tags.take_some(parser):
                seen = start
            elif start - seen > _MAX_TAG:
                _check_tag(data, start)
        parser.close()
        root = tags.take(parser)
    except (ParseError, ValueError, LookupError) as error:
        raise DamagedPart(part, "is no well-formed XML") from error
    except _LimitError as error:
        raise DamagedPart(part, str(error)) from error
    if root is None:
        raise DamagedPart(part, "is empty")
    return root


def _check_tag(data: bytes, end: int) -> None:
    """Raises `_LimitError` if the last tag before `end` is too long; text may be."""
    tag = _TAG.match(data, max(data.rfind(b"<", 0, end), 0))
    if tag is None or len(tag[0]) > _MAX_TAG:
        raise _LimitError(f"has a tag of over {_MAX_TAG >> 20} megabytes")


class _Parser(Protocol):
    """What is used of `XMLPullParser`."""

    def feed(self, data: bytes) -> None: ...

    def close(self) -> object: ...

    def read_events(self) -> Iterator[Any]: ...


class _LimitError(Exception):
    """The tree is too deep or too large."""


class _Tags:
    """Renames the elements of a tree while it grows, and counts them."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._root: Element | None = None
        self._depth = self._count = 0

    def take_some(self, parser: _Parser) -> bool:
        """The same, and whether there were any."""
        before = self._count, self._depth
        self.take(parser)
        return (self._count, self._depth) != before

    def take(self, parser: _Parser) -> Element | None:
        """Rename the elements that `parser` has seen since; returns the root. Raises `_LimitError`."""
        names = self._names
        for event, element in parser.read_events():
            if event == "end":
                self._depth -= 1
                continue
            self._depth += 1
            self._count += 1
            if self._depth > MAX_DEPTH:
                raise _LimitError(f"has elements over {MAX_DEPTH} levels deep")
            tag = element.tag
            name = names.get(tag)
            if name is None:
                name = names[tag] = _short(tag)
            element.tag = name
            if self._root is None:
                self._root = element
        if self._count > MAX_ELEMENTS:
            raise _LimitError(f"has over {MAX_ELEMENTS:,} elements")
        return self._root


def _short(tag: str) -> str:
    uri, _, name = tag[1:].rpartition("}")
    return f"{_PREFIXES[uri]}:{name}" if uri in _PREFIXES else tag


class _PrologEnd(Exception):
    """The prolog of an XML text has been read; `has_doctype` is what was looked for."""

    def __init__(self, has_doctype: bool) -> None:
        self.has_doctype = has_doctype


def _has_doctype(data: bytes) -> bool:
    """Whether there is a DOCTYPE before the root, in whatever encoding."""

    def stop(has_doctype: bool) -> None:
        raise _PrologEnd(has_doctype)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *declaration: stop(True)
    parser.StartElementHandler = lambda *start: stop(False)
    start, size = 0, _CHUNK
    try:
        while start < len(data):
            parser.Parse(data[start : start + size], False)
            start, size = start + size, min(2 * size, _MAX_TAG)
    except _PrologEnd as end:
        return end.has_doctype
    except (expat.ExpatError, ValueError, LookupError):
        # The parser of the whole says the same.
        return False
    return False


# Children and attributes


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of `element` with a tag, and so on down the `path`; None if there is none."""
    for tag in path:
        if element is None:
            return None
        for each in element:
            if each.tag == tag:
                element = each
                break
        else:
            return None
    return element


def children(element: Element | None, tag: str) -> list[Element]:
    """The children of `element` with a tag."""
    return [each for each in element if each.tag == tag] if element is not None else []


def text_of(element: Element | None) -> str:
    """All text in `element`."""
    return "".join(element.itertext()) if element is not None else ""


def attribute(element: Element | None, name: str) -> str | None:
    """The value of the attribute `name` ("w:val") of `element`; None if there is none."""
    if element is None:
        return None
    for key in _keys(name):
        value = element.get(key)
        if value is not None:
            return value
    return None


@cache
def _keys(name: str) -> tuple[str, ...]:
    prefix, _, local = name.rpartition(":")
    return (*(f"{{{uri}}}{local}" for uri in _NAMESPACES[prefix]), name) if prefix else (name,)


def number(value: str | None, *, default: int, at_most: int = 1_000_000) -> int:
    """The whole number that `value` writes, from 0 to `at_most`; `default` if it writes none."""
    if value is None or not value.isascii() or not value.isdigit() or len(value) > 9:
        return default
    return min(int(value), at_most)


def is_on(element: Element | None, name: str = "w:val") -> bool:
    """Whether a switch such as `<w:b/>` is there and not turned off by its attribute `name`."""
    return element is not None and attribute(element, name) not in ("0", "false", "off", "none")
