"""A document as HTML, made of its blocks: headings, paragraphs, lists, tables, code; no markup of the file's own.

The cited sentence has the id `cited`, so that a viewer can scroll to it, and the answering words in it are marked. A
long document is shown in parts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from qa.render.html.tables import table_html
from qa.render.html.text import Html, marked_html, text_html
from qa.render.screen import place_parts
from qa.types import Block, BlockKind, Candidate, Document, Span

# Characters of a part: some ten pages, which a browser shows at once.
PART_CHARACTERS = 40_000
# Headings of the page itself, above those of the document.
_HEADINGS_ABOVE, _LOWEST_HEADING = 2, 6


@dataclass(frozen=True, slots=True)
class Cited:
    """The `sentence` to show, and the `words` in it that answer, if any are marked."""

    sentence: Span
    words: Span | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks `first` to `last` (excluded) of a document, as HTML; `total` is how many blocks it has."""

    html: Html
    first: int
    last: int
    total: int


def document_html(document: Document, cited: Cited | None = None, *, first: int | None = None) -> Part:
    """The part of `document` that begins with block `first`; without it, the one around the cited sentence."""
    blocks = _pieces(document)
    begin = _first_around(blocks, cited) if first is None else min(max(first, 0), max(len(blocks) - 1, 0))
    end = begin
    while end < len(blocks) and (end == begin or blocks[end].span.end - blocks[begin].span.start <= PART_CHARACTERS):
        end += 1
    return Part(_blocks_html(document, blocks[begin:end], cited), begin, end, len(blocks))


def row_html(candidate: Candidate, *, mark: bool = True) -> Html | None:
    """The sentence of `candidate` as a table with the names of the columns; None if it is no row with such names."""
    document, span = candidate.sentence.document, candidate.sentence.span
    row = document.block_at(span.start)
    if row is None or row.kind is not BlockKind.ROW or row.span != span or not any(cell.column for cell in row.cells):
        return None
    words = candidate.span if mark else None
    return Html(table_html(document, [row], lambda cell: marked_html(document, cell, words)))


def part_before(document: Document, first: int) -> int:
    """The first block of the part that ends before block `first`."""
    blocks = _pieces(document)
    begin = first
    while begin > 0 and blocks[first - 1].span.end - blocks[begin - 1].span.start <= PART_CHARACTERS:
        begin -= 1
    return min(begin, max(first - 1, 0))


def _pieces(document: Document) -> Sequence[Block]:
    """The blocks of `document`; one that is longer than a part is cut, so that each fits."""
    if all(len(block.span) <= PART_CHARACTERS for block in document.blocks):
        return document.blocks
    return [
        replace(block, span=Span(start, min(start + PART_CHARACTERS, block.span.end)), cells=())
        if len(block.span) > PART_CHARACTERS
        else block
        for block in document.blocks
        for start in range(block.span.start, block.span.end, PART_CHARACTERS)
    ]


def _first_around(blocks: Sequence[Block], cited: Cited | None) -> int:
    """The first block of a part that has the cited sentence in its middle; 0 if all that is above fits."""
    if cited is None:
        return 0
    middle = cited.sentence.start
    if middle <= PART_CHARACTERS // 2:
        return 0
    return next((number for number, block in enumerate(blocks) if block.span.end > middle - PART_CHARACTERS // 2), 0)


def _blocks_html(document: Document, blocks: Sequence[Block], cited: Cited | None) -> Html:
    shown = ""
    parts = []
    marker = _Marker(cited)
    # Neighbours of one kind and place are one list or table.
    for (kind, label), group in groupby(blocks, key=lambda block: (block.kind, _label(document, block))):
        if label != shown and label:
            parts.append(f'<p class="place">{text_html(label)}</p>')
        shown = label
        parts.append("".join(_MAKERS.get(kind, _paragraphs)(document, list(group), marker)))
    return Html("\n".join(parts))


def _label(document: Document, block: Block) -> str:
    """The page, slide or the like that the block is on; a table has its rows anyway."""
    return ", ".join(place_parts(replace(document.places.place(block.span.start), row=None)))


class _Marker:
    """Marks what is cited in pieces of a document."""

    def __init__(self, cited: Cited | None) -> None:
        self._cited = cited
        # An id is there once, where the sentence begins.
        self._name = ' id="cited"'

    def __call__(self, document: Document, span: Span, *, is_code: bool = False) -> Html:
        """The characters of `span`, with the cited sentence and the answering words marked."""
        cited = self._cited
        if cited is None or not cited.sentence.overlaps(span):
            return marked_html(document, span, None, is_code=is_code)
        start, end = max(cited.sentence.start, span.start), min(cited.sentence.end, span.end)
        before = marked_html(document, Span(span.start, start), None, is_code=is_code)
        inner = marked_html(document, Span(start, end), cited.words, is_code=is_code)
        after = marked_html(document, Span(end, span.end), None, is_code=is_code)
        name, self._name = self._name, ""
        return Html(f'{before}<span class="cited"{name}>{inner}</span>{after}')


def _headings(document: Document, blocks: Sequence[Block], marker: _Marker) -> Iterator[str]:
    for block in blocks:
        level = min(max(block.level, 1) + _HEADINGS_ABOVE, _LOWEST_HEADING)
        yield f'<h{level} dir="auto">{marker(document, block.span)}</h{level}>'


def _paragraphs(document: Document, blocks: Sequence[Block], marker: _Marker) -> Iterator[str]:
    for block in blocks:
        kind = "" if block.kind is BlockKind.PARAGRAPH else f' class="{block.kind.value}"'
        yield f'<p{kind} dir="auto">{marker(document, block.span)}</p>'


def _items(document: Document, blocks: Sequence[Block], marker: _Marker) -> Iterator[str]:
    yield "<ul>"
    for block in blocks:
        yield f'<li dir="auto">{marker(document, block.span)}</li>'
    yield "</ul>"


def _code(document: Document, blocks: Sequence[Block], marker: _Marker) -> Iterator[str]:
    for block in blocks:
        # What is scrolled must be reachable by the keyboard.
        yield f'<pre tabindex="0"><code>{marker(document, block.span, is_code=True)}</code></pre>'


def _tables(document: Document, blocks: Sequence[Block], marker: _Marker) -> Iterator[str]:
    yield table_html(document, blocks, lambda span: marker(document, span))


# How neighbouring blocks of each kind are shown; all others are paragraphs.
_MAKERS: dict[BlockKind, Callable[[Document, Sequence[Block], _Marker], Iterator[str]]] = {
    BlockKind.HEADING: _headings,
    BlockKind.ITEM: _items,
    BlockKind.ROW: _tables,
    BlockKind.CODE: _code,
}
