"""A passage as the reader reads it: its context first, then its blocks, a row as "Plan: Team; Price: €29".

The context is what names a passage but is written elsewhere: the document's title, the heading path, the stem of a
list, the names of columns. The reader sees it, the index holds it; it is never an answer by itself, so a view maps each
of its characters to the document's text, or to nothing.

Known limitation: the stem of a list is repeated only where it changes, so of a long list one item has it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.types import Block, BlockKind, Document, Passage, Span

# The offset of a character that is not from the document.
NOWHERE = -1
_SENTENCE_ENDS = (".", "?", "!", ":", ";")


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """The text of a passage with its context.

    `context` is what names the whole passage, `text` begins with it; `offsets[i]` is the offset in the document of
    `text[i]`, or `NOWHERE`. `sentences` are the spans of the passage's sentences in `text`, and `contexts` what names
    each of them alone (the stem of its list, the columns of its row), both in their order.
    """

    text: str
    context: str
    offsets: Sequence[int]
    sentences: tuple[Span, ...]
    contexts: tuple[str, ...]


def context_of(passage: Passage) -> str:
    """What names the whole passage: the document's context and the heading path, as sentences; empty without one."""
    title = passage.document.context
    own = [title] if title and title not in passage.headings else []
    return " ".join(_as_sentence(part) for part in (*own, *passage.headings))


def block_contexts(passage: Passage) -> Iterator[str]:
    """What names each block of the passage alone; empty where nothing does."""
    return (_block_context(block) for block in blocks_of(passage))


def headings_above(document: Document, offset: int) -> tuple[str, ...]:
    """The headings above `offset`, the widest first."""
    path: list[tuple[int, str]] = []
    for block in document.blocks:
        if block.span.end > offset:
            break
        if block.kind is BlockKind.HEADING:
            path = [
                *(heading for heading in path if heading[0] < block.level),
                (block.level, document.slice(block.span)),
            ]
    return tuple(text for _, text in path)


def loose_headings(document: Document, passages: Sequence[Passage]) -> str:
    """The headings of `document` that name none of its `passages`, all of them: nothing is under them."""
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    loose: list[str] = []
    place = 0
    for heading in headings:
        place = bisect_right(passages, heading.span.start, lo=place, key=lambda passage: passage.span.start)
        text = document.slice(heading.span)
        if place == len(passages) or text not in passages[place].headings:
            loose.append(text)
    return "\n".join(loose)


def view_of(passage: Passage) -> View:
    """The view of `passage`."""
    context, blocks = context_of(passage), blocks_of(passage)
    if not context and not any(block.context or block.cells for block in blocks):
        start = passage.span.start
        spans = tuple(Span(span.start - start, span.end - start) for span in passage.sentence_spans)
        return View(passage.text, "", range(start, passage.span.end), spans, ("",) * len(spans))
    return _Builder(passage, context).build(blocks)


def blocks_of(passage: Passage) -> Sequence[Block]:
    """The blocks that the passage is made of."""
    blocks = passage.document.blocks
    first = max(bisect_right(blocks, passage.span.start, key=lambda block: block.span.start) - 1, 0)
    last = bisect_right(blocks, passage.span.end - 1, key=lambda block: block.span.start)
    return blocks[first:last]


def _block_context(block: Block) -> str:
    columns = [cell.column for cell in block.cells if cell.column]
    return " ".join((*block.context, *columns))


def _as_sentence(text: str) -> str:
    return text if text.endswith(_SENTENCE_ENDS) else f"{text}."


class _Builder:
    """The text of a view so far, with the offset of each character."""

    def __init__(self, passage: Passage, context: str) -> None:
        self._passage = passage
        self._context = context
        self._parts: list[str] = []
        self._offsets: list[int] = []
        self._add(context)

    def build(self, blocks: Sequence[Block]) -> View:
        """The whole view."""
        sentences: list[Span] = []
        contexts: list[str] = []
        stem: tuple[str, ...] = ()
        for block in blocks:
            if block.context and block.context != stem:
                self._add(f"\n{' '.join(block.context)}")
            stem = block.context
            self._add("\n")
            inside = [span for span in self._passage.sentence_spans if block.span.overlaps(span)]
            sentences += self._add_row(block) if block.cells else self._add_prose(inside)
            contexts += [_block_context(block)] * len(inside)
        return View("".join(self._parts), self._context, self._offsets, tuple(sentences), tuple(contexts))

    def _add_row(self, block: Block) -> list[Span]:
        """Add "Plan: Team; Price: €29"; a row is one sentence."""
        start = len(self._offsets)
        for number, cell in enumerate(block.cells):
            self._add(("; " if number else "") + (f"{cell.column}: " if cell.column else ""))
            self._add_slice(cell.span)
        return [Span(start, len(self._offsets))]

    def _add_prose(self, sentences: Sequence[Span]) -> list[Span]:
        """Add sentences of a block with what is between them."""
        shift = len(self._offsets) - sentences[0].start
        self._add_slice(Span(sentences[0].start, sentences[-1].end))
        return [Span(span.start + shift, span.end + shift) for span in sentences]

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._offsets.extend([NOWHERE] * len(text))

    def _add_slice(self, span: Span) -> None:
        self._parts.append(self._passage.document.slice(span))
        self._offsets.extend(range(span.start, span.end))
