"""The table of contents of a book: which chapters begin in a file of it, and at which element.

EPUB 3 has it as a page of links (nav), EPUB 2 as XML (NCX).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote, urldefrag
from xml.etree.ElementTree import Element

from qa.load.lines import clean
from qa.load.office.markup import End, Start, Text, events
from qa.load.office.package import resolve
from qa.load.office.xml import child, text_of

# Characters of the title of a chapter.
_MAX_TITLE = 200


class Entry(NamedTuple):
    """A chapter: the file and the element ("" for the whole file) where it begins, its title, its depth from 0."""

    part: str
    fragment: str
    title: str
    depth: int


def nav_entries(text: str, folder: str) -> Iterator[Entry]:
    """The entries of the page of links in `text`, which is in `folder`."""
    in_contents, depth, navs = False, -1, 0
    link: str | None = None
    title: list[str] = []
    for event in events(text):
        if isinstance(event, Text):
            title += [event.text] if link is not None else []
        elif event.name == "nav":
            navs += isinstance(event, Start)
            in_contents = isinstance(event, Start) and _is_contents(event, is_first=navs == 1)
            depth = -1
        elif in_contents and event.name in ("ol", "ul"):
            depth += 1 if isinstance(event, Start) else -1
        elif in_contents and event.name == "a" and isinstance(event, Start):
            link, title = event.attributes.get("href"), []
        elif isinstance(event, End) and event.name == "a" and link is not None:
            yield from _entry(link, "".join(title), folder, max(depth, 0))
            link = None


def _is_contents(nav: Start, *, is_first: bool) -> bool:
    kinds = f"{nav.attributes.get('epub:type', '')} {nav.attributes.get('role', '')}".split()
    return "toc" in kinds or "doc-toc" in kinds or (is_first and not kinds)


def ncx_entries(root: Element, folder: str) -> Iterator[Entry]:
    """The entries of an NCX, which is in `folder`."""
    yield from _ncx_points(child(root, "ncx:navMap"), folder, depth=0)


def _ncx_points(parent: Element | None, folder: str, *, depth: int) -> Iterator[Entry]:
    stack = [(iter(parent), depth)] if parent is not None else []
    while stack:
        points, depth = stack[-1]
        point = next(points, None)
        if point is None:
            stack.pop()
        elif point.tag == "ncx:navPoint":
            content = child(point, "ncx:content")
            link = content.get("src") if content is not None else None
            yield from _entry(link, text_of(child(point, "ncx:navLabel")), folder, depth)
            stack.append((iter(point), depth + 1))


def _entry(link: str | None, title: str, folder: str, depth: int) -> Iterator[Entry]:
    title = clean(title)[:_MAX_TITLE].strip()
    if link and title:
        path, fragment = urldefrag(link)
        yield Entry(resolve(unquote(path), folder) if path else "", unquote(fragment), title, depth)


def targets_by_part(entries: Iterable[Entry]) -> dict[str, dict[str, tuple[str, int]]]:
    """The title and depth of each chapter, by file and then by element. The first of several at one element counts."""
    targets: dict[str, dict[str, tuple[str, int]]] = {}
    for entry in entries:
        targets.setdefault(entry.part.lower(), {}).setdefault(entry.fragment, (entry.title, entry.depth))
    return targets
