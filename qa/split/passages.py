"""Passages: consecutive whole sentences, up to a length that ranks well.

Paragraphs under one heading are packed together until the next one would make the passage longer than `WORDS`. A longer
paragraph is divided between sentences into parts of about equal length. A heading begins a new passage and is not part
of its text: the passage keeps it, with those above it, as `headings`. A row of a table, a line of code and a label with
its value count as sentences. Code is not packed together with prose: read in one piece, the strings in the code of an
example look like answers to what the prose is asked.

Known limitation: passages do not overlap, so two sentences on either side of a border are never read together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from qa.split.sentences import sentence_spans, trim
from qa.types import Block, BlockKind, Document, Passage, Span

# Words per passage at most. Chosen by success@k and hit@1 on the training articles ("Passage length" in
# eval/ablations.md).
WORDS = 120


@dataclass(frozen=True, slots=True)
class _Unit:
    """The sentences of a block, or of a part of it, the number of their words, and whether they are lines of code."""

    sentences: tuple[Span, ...]
    words: int
    is_code: bool


def passages(document: Document, *, words: int = WORDS) -> Iterator[Passage]:
    """The passages of `document` in order. Each has at least one sentence, and about `words` words at most.

    Every sentence of the document that is not a heading is in exactly one passage.
    """
    for headings, blocks in _sections(document):
        units = [unit for block in blocks for unit in _divide(document, block, words)]
        for packed in _pack(units, words):
            spans = tuple(span for unit in packed for span in unit.sentences)
            yield Passage(document, Span(spans[0].start, spans[-1].end), headings, spans)


def _sections(document: Document) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    """The headings above each section, the widest first, with its blocks up to the next heading."""
    path: list[Block] = []
    blocks: list[Block] = []
    for block in document.blocks:
        if block.kind is not BlockKind.HEADING:
            blocks.append(block)
            continue
        yield _texts(document, path), blocks
        path = [*(heading for heading in path if heading.level < block.level), block]
        blocks = []
    yield _texts(document, path), blocks


def _texts(document: Document, headings: list[Block]) -> tuple[str, ...]:
    return tuple(document.slice(heading.span) for heading in headings)


def _divide(document: Document, block: Block, words: int) -> Iterator[_Unit]:
    """The whole block, or parts of about equal length if it has more than `words` words."""
    spans = _sentences(document, block)
    counts = [len(document.slice(span).split()) for span in spans]
    parts = max(ceil(sum(counts) / words), 1)
    share = sum(counts) / parts
    start, filled = 0, 0
    for index, count in enumerate(counts):
        filled += count
        if filled >= share or index == len(counts) - 1:
            yield _Unit(spans[start : index + 1], filled, block.kind is BlockKind.CODE)
            start, filled = index + 1, 0


def _sentences(document: Document, block: Block) -> tuple[Span, ...]:
    match block.kind:
        case BlockKind.ROW | BlockKind.METADATA:
            return (block.span,)
        case BlockKind.CODE:
            return tuple(_lines(document, block.span))
        case _:
            return sentence_spans(document.text, block.span)


def _lines(document: Document, span: Span) -> Iterator[Span]:
    """The lines of `span` that are not blank, without their indentation."""
    start = span.start
    for line in document.slice(span).splitlines(keepends=True):
        if line.strip():
            yield trim(document.text, start, start + len(line))
        start += len(line)


def _pack(units: Sequence[_Unit], words: int) -> Iterator[list[_Unit]]:
    """Groups of neighbours, code or not, that have at most `words` words together. A longer unit is alone."""
    packed: list[_Unit] = []
    for unit in units:
        if packed and (packed[-1].is_code != unit.is_code or sum(each.words for each in packed) + unit.words > words):
            yield packed
            packed = []
        packed.append(unit)
    if packed:
        yield packed
