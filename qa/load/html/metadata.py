"""What a page says of itself: its title, who wrote it, and when.

Known limitation: of JSON-LD, the first author and the first date of an article are read.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from qa.load.blocks import Draft, Piece
from qa.load.html.tree import Tag
from qa.load.lines import clean
from qa.types import BlockKind

# Elements that may hold metadata.
METADATA_TAGS = frozenset({"title", "meta", "script", "time", "a", "span", "link"})

# The names of meta tags, the surest first.
_AUTHOR = (
    "author",
    "article:author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "parsely-author",
    "sailthru.author",
)
_DATE = (
    "article:published_time",
    "date",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.issued",
    "citation_publication_date",
    "citation_date",
    "datepublished",
    "pubdate",
    "publishdate",
    "parsely-pub-date",
    "sailthru.date",
    "og:article:published_time",
)
_TITLE = ("og:title", "dc.title", "citation_title", "twitter:title")
_JSON_AUTHOR, _JSON_DATE = "json:author", "json:date"
_PAGE_AUTHOR, _PAGE_DATE = "page:author", "page:date"

_ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:?\d{2}")
_MANY = 20

# Letters of a value, and of a script: what is longer is something else.
_MAX_VALUE, _MAX_SCRIPT = 300, 500_000
# Values within values of a script.
_MAX_NODES = 2000
_ARTICLE = re.compile(r"article|posting|report|webpage|book|thesis|recipe|creativework", re.IGNORECASE)

# Between the title of a page and the name of its site.
_SITE = re.compile(r"\s+[|\-–—·:»]\s+|: ")


class PageMetadata:
    """Collects the values of one page, each with its line."""

    def __init__(self) -> None:
        self._title = Piece(0, "")
        self._values: dict[str, list[Piece]] = {}

    def see(self, tag: Tag) -> None:
        """Read an element whose name is in `METADATA_TAGS`."""
        match tag.name:
            case "title" if not self._title.text:
                self._title = Piece(tag.line, clean(tag.text())[:_MAX_VALUE])
            case "meta":
                name = tag.get("name") or tag.get("property") or tag.get("itemprop")
                self._add(name, tag.get("content"), tag.line)
            case "script" if tag.get("type") == "application/ld+json":
                self._read_json(tag.text(), tag.line)
            case "time" if tag.has("pubdate") or tag.get("itemprop") == "datePublished":
                self._add(_PAGE_DATE, tag.get("datetime") or tag.short_text(), tag.line)
            case "a" | "span" if tag.get("rel") == "author" or tag.get("itemprop") == "author":
                self._add(_PAGE_AUTHOR, tag.short_text(), tag.line)

    def title(self, heading: str) -> str:
        """The title without the name of the site. `heading` is the page's first heading of the first level."""
        title = self._title.text or self._first(_TITLE).text
        parts = _SITE.split(title)
        if heading and len(parts) > 1 and heading.lower() in (part.lower() for part in parts):
            return heading
        return title

    @property
    def whole_title(self) -> str:
        """The title as the page has it."""
        return self._title.text or self._first(_TITLE).text

    def values(self) -> Mapping[str, Piece]:
        """The author and the date, as far as they are known, with their lines."""
        authors = self._all(_AUTHOR) or self._all((_JSON_AUTHOR,)) or self._all((_PAGE_AUTHOR,))
        date = self._first((*_DATE, _JSON_DATE, _PAGE_DATE))
        values = {}
        if authors:
            names = list(dict.fromkeys(piece.text for piece in authors))
            values["author"] = Piece(authors[0].line, ", ".join(names))
        if date.text:
            iso = _ISO_DATE.match(date.text)
            values["date"] = date._replace(text=iso[1] if iso else date.text)
        return values

    def _add(self, name: str, value: str, line: int) -> None:
        text = clean(value)
        pieces = self._values.setdefault(name.lower(), [])
        if text and len(text) <= _MAX_VALUE and len(pieces) < _MANY:
            pieces.append(Piece(line, text))

    def _first(self, names: tuple[str, ...]) -> Piece:
        return next((self._values[name][0] for name in names if self._values.get(name)), Piece(0, ""))

    def _all(self, names: tuple[str, ...]) -> list[Piece]:
        """The values of the first of `names` that has any; addresses are no names of people."""
        for name in names:
            values = [piece for piece in self._values.get(name, ()) if not piece.text.startswith(("http:", "https:"))]
            if values:
                return values
        return []

    def _read_json(self, text: str, line: int) -> None:
        if len(text) > _MAX_SCRIPT:
            return
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return
        for node in _articles(data):
            for name in _names(node.get("author")):
                self._add(_JSON_AUTHOR, name, line)
            if isinstance(date := node.get("datePublished"), str):
                self._add(_JSON_DATE, date, line)
            return


def metadata_drafts(values: Mapping[str, Piece]) -> Iterator[Draft]:
    """A line for each value: "author: Pia Lindgren"."""
    for name, piece in values.items():
        yield Draft(BlockKind.METADATA, [piece._replace(text=f"{name}: {piece.text}")])


def _articles(data: Any) -> Iterator[dict[str, Any]]:
    """The objects in a script that are articles, or the like."""
    waiting = [data]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node[:_MANY]))
        elif isinstance(node, dict):
            waiting.append(node.get("@graph"))
            if _ARTICLE.search(str(node.get("@type"))[:_MAX_VALUE]) and ("author" in node or "datePublished" in node):
                yield node


def _names(value: Any) -> Iterator[str]:
    """The names of one author or several."""
    for author in value[:_MANY] if isinstance(value, list) else [value]:
        name = author.get("name") if isinstance(author, dict) else author
        if isinstance(name, str):
            yield name
