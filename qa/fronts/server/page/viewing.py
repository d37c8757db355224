"""A document -> what the viewer shows of it: a part of its text as HTML, and where its pages are, if it is a PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from qa.fronts.server.catalogue import Catalogue
from qa.index import type_of
from qa.render.html import Cited, Part, document_html, part_before
from qa.types import Document, Span

if TYPE_CHECKING:
    from qa.fronts.server.catalogue import Listed


@dataclass(frozen=True, slots=True)
class Viewed:
    """What the viewer shows of a document.

    `earlier` and `later` are the addresses of the parts beside it, `back` that of the conversation. `file` is the
    address of a PDF, "" for any other document; `page` is the one of the cited sentence, which is `quote`: what is
    before the answering words, these words, and what is after them.
    """

    title: str
    source: str
    warnings: tuple[str, ...]
    part: Part
    earlier: str
    later: str
    back: str
    file: str
    page: int
    quote: tuple[str, str, str]


def view(catalogue: Catalogue, name: str, places: Mapping[str, int], *, first: int | None, conversation: str) -> Viewed:
    """The document with the public `name`; `first` is its first block that is shown.

    `places` are `start` and `end` of the cited sentence, and `words_start` and `words_end` of the answering words, as
    far as they are known. Raises a `Problem` if there is no such document.
    """
    listed, document = catalogue.find(name), catalogue.document(name)
    cited = _cited(document, places)
    part = document_html(document, cited, first=first)

    def address(block: int) -> str:
        query = {**places, "first": block, "conversation": conversation}
        return f"/document/{name}?{urlencode(query)}"

    return Viewed(
        title=document.title,
        source=document.source,
        warnings=document.warnings,
        part=part,
        earlier=address(part_before(document, part.first)) if part.first else "",
        later=address(part.last) if part.last < part.total else "",
        back=f"/conversation/{conversation}" if conversation else "/",
        file=_file(listed),
        page=(document.places.place(cited.sentence.start).page or 1) if cited else 1,
        quote=_quote(document, cited),
    )


def _cited(document: Document, places: Mapping[str, int]) -> Cited | None:
    """The cited sentence and words, as far as they are in the text."""
    sentence = _span(document, places, "start", "end")
    return None if sentence is None else Cited(sentence, _span(document, places, "words_start", "words_end"))


def _span(document: Document, places: Mapping[str, int], start: str, end: str) -> Span | None:
    if start not in places or end not in places:
        return None
    last = min(places[end], len(document.text))
    return Span(places[start], last) if places[start] < last else None


def _quote(document: Document, cited: Cited | None) -> tuple[str, str, str]:
    if cited is None:
        return "", "", ""
    sentence, words = cited.sentence, cited.words
    if words is None or not words.overlaps(sentence):
        return document.slice(sentence), "", ""
    before, after = Span(sentence.start, words.start), Span(words.end, sentence.end)
    return document.slice(before), document.slice(words), document.slice(after)


def _file(listed: "Listed") -> str:
    """The address of the file of a PDF, for its pages; "" for any other document."""
    return f"/api/v1/documents/{listed.name}/file" if type_of(listed.entry.source) == "pdf" else ""
