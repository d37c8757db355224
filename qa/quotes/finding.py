"""Where a quote is, word for word: documents that can hold it by the index, then each document's own text.

A quote is compared in whole words; see `qa.quotes.folding` for what does not count. Quotation marks around it, and an
ellipsis at its ends, are not part of it. An ellipsis inside joins parts that follow each other in one document.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from qa.index import SegmentIndex
from qa.index.phrases import Reading, documents_holding, documents_with_run
from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import norm_and_stem, scan_words
from qa.quotes.folding import (
    QUOTATION_MARKS,
    Joint,
    Sign,
    begins_as,
    is_in_words,
    is_inside_word,
    offsets_in,
    signs_of,
    skeleton,
)
from qa.types import Document, Span

_ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)?")
# What a word touches where it may be one with it to the index ("U.S.", "don't", "4,200").
_TOUCHING = frozenset("'.,:/")
# Documents that are read without a closer look at what the index knows of them.
_FEW = 32
# Documents that are looked at together, at most.
_MANY = 4_096
# Letters that a closer look compares, about, and the longest word of them.
_RUN, _LONGEST = 24, 64
# Signs of a quote that are compared before all of them are.
_BEGINNING = 32
# Characters that are looked through for a sign before or behind the letters of a quote.
_AROUND = 64
# Places of a part in one document that are looked at.
_PLACES = 1_000
# Words that choose the documents, at most: each costs a look-up.
_WORDS = 40


@dataclass(frozen=True)
class Part:
    """A quote, or a part of it between ellipses, from `start` on in the quote."""

    text: str
    start: int = 0

    @cached_property
    def signs(self) -> Sequence[Sign]:
        """Its signs; the quotation marks around it are left out."""
        return signs_of(self.text)

    @cached_property
    def skeleton(self) -> str:
        """Its letters and digits."""
        return skeleton(self.text)

    @cached_property
    def words(self) -> Sequence[tuple[str, bool]]:
        """Its words, and whether the index holds each as it is, or in two pieces, wherever the quote is."""
        gaps = {Joint.NONE: "", Joint.BREAK: "", Joint.SPACE: " ", Joint.DASH: " "}
        text = "".join(f"{gaps[sign.joint]}{sign.char}" for sign in self.signs)
        return [
            (text[word.start : word.end], not _touches(text, word.start - 1, -1) and not _touches(text, word.end, 1))
            for word in scan_words(text)
        ]


def _touches(text: str, place: int, step: int) -> bool:
    """Whether the character at `place` is a letter or digit, or a sign with one behind it (`step` leads away)."""
    sign = text[place] if 0 <= place < len(text) else " "
    behind = text[place + step] if 0 <= place + step < len(text) else " "
    return is_in_words(sign) or (sign in _TOUCHING and behind.isalnum())


def parts_of(quote: str) -> list[Part]:
    """The parts of `quote` between ellipses; parts without a word are left out."""
    borders = [match.span() for match in _ELLIPSIS.finditer(quote)]
    starts, ends = [0, *(end for _, end in borders)], [*(start for start, _ in borders), len(quote)]
    pieces = (_trimmed(quote, start, end) for start, end in zip(starts, ends, strict=True))
    return [part for part in pieces if part.skeleton]


def whole(quote: str) -> Part:
    """`quote` as one part."""
    return _trimmed(quote, 0, len(quote))


def _trimmed(quote: str, start: int, end: int) -> Part:
    text = quote[start:end]
    ends = QUOTATION_MARKS + " \t\r\n\v\f\u00a0"
    left = len(text) - len(text.lstrip(ends))
    return Part(text.strip(ends), start + left)


# Which documents


def documents_with(parts: Sequence[Part], index: SegmentIndex) -> Iterator[int]:
    """The numbers of the documents that may hold all of `parts`, in order: never one too few.

    A closer look is taken at more and more of them at once, so that who wants the first ones need not wait.
    """
    words = dict.fromkeys(word for part in parts for word, is_regular in part.words if is_regular)
    readings = [readings for word in words if (readings := _readings(word))]
    numbers = documents_holding(index, readings[:_WORDS])
    runs = list(filter(None, map(_run, parts))) if len(numbers) > _FEW else []
    first, count = 0, _FEW
    while first < len(numbers):
        likely: Sequence[int] = numbers[first : first + count]
        for run in runs:
            likely = documents_with_run(index, likely, *run)
        yield from likely
        first, count = first + count, min(2 * count, _MANY)


def _readings(word: str) -> list[Reading]:
    """What a passage must hold if it holds `word`, whole or broken in two; empty if that can be anything."""
    # A longer word is no word of a language, and nobody breaks it at the end of a line.
    ends = range(1, len(word) if len(word) <= _LONGEST else 0)
    breaks = (place for place in ends if word[place - 1].isalpha() and word[place].isalpha())
    pieces = [[word], *([word[:place], word[place:]] for place in breaks)]
    # An apostrophe that is no apostrophe to the index parts a word.
    pieces += [" ".join(each).replace("'", " ").split() for each in pieces if "'" in word]
    readings: list[Reading] = [[stem for stem in map(_topic_stem, each) if stem] for each in pieces]
    return [] if [] in readings else readings


def _topic_stem(word: str) -> str | None:
    """The stem of `word`; None for a function word, which no passage is looked up by."""
    norm, stem = norm_and_stem(word)
    return None if norm in STOP_WORDS else stem


def _run(part: Part) -> tuple[str, dict[str, str]] | None:
    """Letters of a few words of `part`, and the norms that they can be made of, with theirs; None without any."""
    words: list[str] = []
    for word, is_regular in part.words:
        if is_regular and word.isalnum() and len(word) <= _LONGEST:
            words.append(word)
        elif words:
            break
        if sum(map(len, words)) >= _RUN:
            break
    text = "".join(words)
    lengths = range(1, min(len(text), _LONGEST) + 1)
    cuts = {text[start : start + length] for start in range(len(text)) for length in lengths}
    norms = {norm_and_stem(cut)[0] for cut in cuts}
    letters = "".join(_letters(norm_and_stem(word)[0]) for word in words)
    return (letters, {norm: _letters(norm) for norm in norms}) if letters else None


def _letters(norm: str) -> str:
    return "".join(filter(str.isalnum, norm))


# Where in a document


def spans_of(parts: Sequence[Part], document: Document) -> Iterator[tuple[Span, ...]]:
    """Where `parts` follow each other in `document`: for each place of the first, the nearest of the others."""
    if len(parts) == 1:
        yield from ((span,) for span in _spans(parts[0], document.text))
        return
    places = [list(islice(_spans(part, document.text), _PLACES)) for part in parts]
    for first in places[0] if all(places) else ():
        chain = [first]
        for spans in places[1:]:
            following = next((span for span in spans if span.start >= chain[-1].end), None)
            if following is None:
                return
            chain.append(following)
        yield tuple(chain)


def _spans(part: Part, text: str) -> Iterator[Span]:
    """The places of `part` in `text`, in order."""
    letters = skeleton(text)
    starts = list(islice(_occurrences(part.skeleton, letters), _PLACES))
    if not starts:
        return
    firsts = offsets_in(text, starts)
    lasts = offsets_in(text, [start + len(part.skeleton) - 1 for start in starts])
    for first, last in zip(firsts, lasts, strict=True):
        span = _compared(part.signs, text, first, last + 1)
        if span is not None:
            yield span


def _occurrences(piece: str, text: str) -> Iterator[int]:
    place = text.find(piece)
    while place >= 0:
        yield place
        place = text.find(piece, place + 1)


def _compared(quote: Sequence[Sign], text: str, start: int, end: int) -> Span | None:
    """The span of `quote` in `text`, whose first letter is at `start` and whose last ends at `end`; None if not there.

    Its other signs are around them.
    """
    before = next(number for number, sign in enumerate(quote) if sign.char.isalnum())
    if not _begins(quote[before : before + _BEGINNING], text, start):
        return None
    after = next(number for number, sign in enumerate(reversed(quote)) if sign.char.isalnum())
    left, right = (_AROUND * (count + 1) if count else 0 for count in (before, after))
    signs = signs_of(text, max(start - left, 0), min(_with_marks(text, end) + right, len(text)))
    first = next((number for number, sign in enumerate(signs) if sign.end > start), len(signs)) - before
    if first < 0 or not begins_as(signs, quote, first):
        return None
    span = Span(signs[first].start, signs[first + len(quote) - 1].end)
    return None if is_inside_word(text, span.start) or is_inside_word(text, span.end) else span


def _with_marks(text: str, end: int) -> int:
    """The end of the letter that ends at `end`, with the marks that belong to it."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _begins(quote: Sequence[Sign], text: str, start: int) -> bool:
    """Whether `text` may go on as `quote` from `start` on, as far as a few characters show."""
    signs = signs_of(text, start, start + 8 * _BEGINNING)
    return len(signs) < len(quote) or begins_as(signs, quote)
