"""Whether a quote is in the documents: word for word, nearly, or not at all.

    folding     a text            -> its signs, without typography
    finding     a quote, an index -> the places where it is word for word
    aligning    a quote, a text   -> the stretch most like it, and the differences

A quote that is in a document word for word is always found: the documents that can hold it are looked up by its words,
never one too few, and each is compared in full. Only where fewer places were found than asked for, passages that have
something in common with the quote are compared word by word.

Known limitations: a quote that is changed is found only in passages that rank among the first by their words. Function
words are looked up in the sequences of words, which takes time in proportion to the documents that hold all other words
of the quote. In scripts without spaces between words, other than Chinese and Japanese, a quote must be of whole runs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from qa.errors import QuoteError
from qa.index import SegmentIndex
from qa.index.terms import ngrams_of, terms_of
from qa.language.tokens import norms
from qa.quotes.aligning import Pieces, Stretch, differences, most_alike
from qa.quotes.finding import Part, documents_with, parts_of, spans_of, whole
from qa.split.views import headings_above
from qa.types import (
    Difference,
    DifferenceKind,
    Passage,
    Quotation,
    QuoteCheck,
    Sentence,
    Span,
    Verdict,
)

__all__ = ["MAX_QUOTE", "NEAR", "check"]

# Characters: some pages of text.
MAX_QUOTE = 10_000
# Parts between ellipses: each is looked for in every document that may hold them.
MAX_PARTS = 20
# Two of three words in common: below it, two sentences about different things often have as much.
NEAR = 2 / 3
# Passages that are compared word by word, at most.
_PASSAGES = 20
# Characters of the quote that passages are looked up by.
_LOOKED_UP = 2_000
# Rounding of a quotient.
_EPSILON = 1e-9


def check(quote: str, index: SegmentIndex, *, places: int = 5) -> QuoteCheck:
    """Whether `quote` is in the documents of `index`; at most so many `places` are looked for.

    Raises `QuoteError` if it is no text, has no word, or more than `MAX_QUOTE` characters.
    """
    parts = _checked(quote)
    # One more than is asked for shows whether there are more.
    exact = list(islice(_exact(quote, parts, index), places + 1))
    if exact:
        return QuoteCheck(quote, Verdict.EXACT, tuple(exact[:places]), more=len(exact) > places)
    like = sorted(_alike(parts, index), key=lambda place: -place.likeness)
    if not like:
        return QuoteCheck(quote, Verdict.ABSENT)
    near = [place for place in like if place.likeness > NEAR - _EPSILON]
    if near and not near[0].differences:
        exact = [place for place in near if not place.differences]
        return QuoteCheck(quote, Verdict.EXACT, tuple(exact[:places]), more=len(exact) > places)
    if near:
        return QuoteCheck(quote, Verdict.NEAR, (near[0],))
    return QuoteCheck(quote, Verdict.ABSENT, closest=_sentence(like[0], index))


def _checked(quote: str) -> list[Part]:
    if not isinstance(quote, str):
        raise QuoteError(f"found a quote of type {type(quote).__name__}, expected text; pass a string")
    if len(quote) > MAX_QUOTE:
        raise QuoteError(
            f"the quote has {len(quote):,} characters, at most {MAX_QUOTE:,} are allowed; check a shorter part of it"
        )
    parts = parts_of(quote)
    if not parts:
        raise QuoteError("the quote has no word; give the words to look for")
    if len(parts) > MAX_PARTS:
        raise QuoteError(
            f"the quote has {len(parts):,} parts between ellipses, at most {MAX_PARTS} are allowed; check fewer at once"
        )
    return parts


# Word for word


def _exact(quote: str, parts: Sequence[Part], index: SegmentIndex) -> Iterator[Quotation]:
    for number in documents_with(parts, index):
        document = index.documents[number]
        # An ellipsis may be the document's own.
        readings = [[whole(quote)], parts] if len(parts) > 1 else [parts]
        # Looked for one by one, since most who ask want the first few.
        every = next(filter(None, (_unless_empty(spans_of(reading, document)) for reading in readings)), ())
        yield from (Quotation(document, spans, headings_above(document, spans[0].start)) for spans in every)


def _unless_empty(spans: Iterator[tuple[Span, ...]]) -> Iterator[tuple[Span, ...]] | None:
    """The same; None if there are none."""
    first = next(spans, None)
    return None if first is None else chain((first,), spans)


# Nearly


@dataclass(frozen=True, slots=True)
class _Window:
    """A passage with the text around it that a part of a quote may reach into."""

    passage: Passage
    span: Span


def _alike(parts: Sequence[Part], index: SegmentIndex) -> Iterator[Quotation]:
    """The place most like all of `parts` in each document that has passages like them."""
    windows: dict[str, list[list[_Window]]] = {}
    for number, part in enumerate(parts):
        for passage in _passages(part, index):
            of_document = windows.setdefault(passage.document.doc_id, [[] for _ in parts])
            of_document[number].append(_Window(passage, _around(passage, part)))
    for of_document in windows.values():
        place = _most_alike(parts, of_document)
        if place is not None:
            yield place


def _passages(part: Part, index: SegmentIndex) -> list[Passage]:
    words = list(norms(part.text[:_LOOKED_UP]))
    return [index.passages[place] for place, _ in index.top_k(terms_of(words), ngrams_of(words), _PASSAGES)]


def _around(passage: Passage, part: Part) -> Span:
    reach = len(part.text) * 3 // 2 + 40
    return Span(max(passage.span.start - reach, 0), min(passage.span.end + reach, len(passage.document.text)))


def _most_alike(parts: Sequence[Part], windows: Sequence[Sequence[_Window]]) -> Quotation | None:
    """The stretches most like each of `parts`, one behind the other; None if there are none."""
    document = next(window.passage.document for of_part in windows for window in of_part)
    spans: list[Span] = []
    differing: list[Difference] = []
    in_common = 0.0
    for part, of_part in zip(parts, windows, strict=True):
        end = spans[-1].end if spans else 0
        best = _best(part, [window for window in of_part if window.span.end > end])
        if best is None or best.span.start < end:
            quoted = Span(part.start, part.start + len(part.text))
            differing.append(Difference(DifferenceKind.ADDED, quoted, Span(end, end)))
            continue
        spans.append(best.span)
        differing += best.differences
        in_common += best.likeness * len(part.words)
    if not spans:
        return None
    likeness = in_common / sum(len(part.words) for part in parts)
    return Quotation(document, tuple(spans), headings_above(document, spans[0].start), tuple(differing), likeness)


class _Best(NamedTuple):
    """The stretch of a document that is most like a part of a quote."""

    likeness: float
    span: Span
    differences: tuple[Difference, ...]


def _best(part: Part, windows: Sequence[_Window]) -> _Best | None:
    quote = Pieces(part.text, Span(0, len(part.text)))
    best: tuple[Stretch, Pieces] | None = None
    for window in windows:
        text = Pieces(window.passage.document.text, window.span)
        stretch = most_alike(quote, text)
        if stretch is not None and (best is None or stretch.likeness > best[0].likeness):
            best = stretch, text
    if best is None:
        return None
    stretch, text = best
    span = Span(text.all[stretch.start].span.start, text.all[stretch.end - 1].span.end)
    return _Best(stretch.likeness, span, tuple(_moved(each, part.start) for each in differences(quote, text, stretch)))


def _moved(difference: Difference, start: int) -> Difference:
    """The same with offsets into the whole quote."""
    span = Span(difference.quote.start + start, difference.quote.end + start)
    return difference._replace(quote=span)


def _sentence(place: Quotation, index: SegmentIndex) -> Sentence | None:
    """The sentence in which `place` begins."""
    sentences = (
        sentence
        for passage in index.passages_of(place.document.doc_id)
        if passage.span.end > place.spans[0].start
        for sentence in passage.sentences
    )
    return next((sentence for sentence in sentences if sentence.span.end > place.spans[0].start), None)
