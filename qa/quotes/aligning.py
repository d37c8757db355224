"""A quote beside what a document says: the stretch of text most like it, and in which words the two differ."""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from qa.language.tokens import CJK
from qa.quotes.folding import DASHES, QUOTATION_MARKS, Joint, signs_of
from qa.types import Difference, DifferenceKind, Span

# A word with what is inside it ("don't", "4,200", "infor-" + line end + "mation"), or another sign.
_LETTER = rf"[^\W_{CJK}][\u0300-\u036f\u00ad]*"
_PIECE = re.compile(
    rf"[{CJK}]|{_LETTER}(?:(?:['’.,:/]|[-‐‑][ \t]*\n\s*)?{_LETTER})*|[{DASHES}]+|[{QUOTATION_MARKS}]+|\S"
)
# Signs that end a sentence.
_ENDS = frozenset(".!?")
_GAPS = {Joint.NONE: "", Joint.BREAK: "", Joint.SPACE: " ", Joint.DASH: "-"}


class Piece(NamedTuple):
    """A word or another sign: as it is compared, and its span."""

    text: str
    span: Span

    @property
    def is_word(self) -> bool:
        """Whether it is a word."""
        return self.text[0].isalnum()


class Pieces:
    """The words and signs of `text[span]`."""

    def __init__(self, text: str, span: Span) -> None:
        matches = _PIECE.finditer(text, span.start, span.end)
        self.all = [Piece(_plain(match[0]), Span(*match.span())) for match in matches]
        self.all = [piece for piece in self.all if piece.text]

    @cached_property
    def words(self) -> Sequence[int]:
        """The numbers of the words among them."""
        return [number for number, piece in enumerate(self.all) if piece.is_word]

    def ends_sentence(self, number: int) -> bool:
        """Whether a sentence ends behind word `number`, before the next one; there may be no such words."""
        if not 0 <= number < len(self.words) - 1:
            return False
        between = self.all[self.words[number] + 1 : self.words[number + 1]]
        return any(piece.text in _ENDS for piece in between)

    @cached_property
    def keys(self) -> Sequence[str]:
        """The words in lower case."""
        return [self.all[number].text.casefold() for number in self.words]


def _plain(text: str) -> str:
    """A piece without typography; empty for what is invisible."""
    signs = signs_of(text)
    if not signs:
        return "-" if text[0] in DASHES else ""
    return signs[0].char + "".join(f"{_GAPS[sign.joint]}{sign.char}" for sign in signs[1:])


class Stretch(NamedTuple):
    """Pieces `start` to `end` of a text, and the share of words that they and a quote have in common, in order."""

    likeness: float
    start: int
    end: int


def most_alike(quote: Pieces, text: Pieces) -> Stretch | None:
    """The stretch of `text` that is most like `quote`; None if they share no word.

    The likeness is 1 - d / n: d words must be changed, left out or put in, n is the length of the longer of the two.
    """
    if not text.keys or not quote.keys or not set(quote.keys) & set(text.keys):
        return None
    start, end = _about(quote.keys, text.keys)
    reach = max(len(quote.keys) // 3, 3)
    opens, closes = quote.ends_sentence(0), quote.ends_sentence(len(quote.keys) - 2)

    def cost(start: int, end: int) -> tuple[int, int, int, int, int]:
        keys = text.keys[start:end]
        # Between stretches that are as near, the one with more of the quote wins; then one that reaches into no other
        # sentence for its first or last word.
        strays = (text.ends_sentence(start) and not opens) + (text.ends_sentence(end - 2) and not closes)
        in_common = LCSseq.similarity(quote.keys, keys)
        return Levenshtein.distance(quote.keys, keys), -in_common, strays, abs(len(keys) - len(quote.keys)), start

    start = min(range(max(start - reach, 0), min(start + reach, end - 1) + 1), key=lambda place: cost(place, end))
    ends = range(max(end - reach, start + 1), min(end + reach, len(text.keys)) + 1)
    end = min(ends, key=lambda place: cost(start, place))
    start = min(range(max(start - reach, 0), min(start + reach, end - 1) + 1), key=lambda place: cost(place, end))
    likeness = Levenshtein.normalized_similarity(quote.keys, text.keys[start:end])
    return Stretch(likeness, *_with_signs(quote, text, start, end))


def _about(quote: Sequence[str], text: Sequence[str]) -> tuple[int, int]:
    """Where in `text` about `quote` is: words from and to."""
    if len(text) <= len(quote):
        return 0, len(text)
    alignment = fuzz.partial_ratio_alignment(quote, text)
    if alignment is None or alignment.dest_end <= alignment.dest_start:
        return 0, len(text)
    return alignment.dest_start, alignment.dest_end


def _with_signs(quote: Pieces, text: Pieces, start: int, end: int) -> tuple[int, int]:
    """Words `start` to `end` as pieces, with as many signs around them as the quote has."""
    first, last = text.words[start], text.words[end - 1] + 1
    for _ in range(quote.words[0]):
        first -= first > 0 and not text.all[first - 1].is_word
    for _ in range(len(quote.all) - 1 - quote.words[-1]):
        last += last < len(text.all) and not text.all[last].is_word
    return first, last


def differences(quote: Pieces, text: Pieces, stretch: Stretch) -> tuple[Difference, ...]:
    """In what `quote` differs from the `stretch` of `text`, in order."""
    pieces = text.all[stretch.start : stretch.end]
    codes = Levenshtein.opcodes([piece.text for piece in quote.all], [piece.text for piece in pieces])
    runs = (list(run) for is_equal, run in groupby(codes, lambda code: code.tag == "equal") if not is_equal)
    return tuple(
        _difference(
            _span(quote.all, run[0].src_start, run[-1].src_end), _span(pieces, run[0].dest_start, run[-1].dest_end)
        )
        for run in runs
    )


def _difference(quote: Span, document: Span) -> Difference:
    if quote and document:
        return Difference(DifferenceKind.CHANGED, quote, document)
    return Difference(DifferenceKind.ADDED if quote else DifferenceKind.MISSING, quote, document)


def _span(pieces: Sequence[Piece], start: int, end: int) -> Span:
    """From the first of some pieces to the last; without any, where they would be."""
    if start < end:
        return Span(pieces[start].span.start, pieces[end - 1].span.end)
    at = pieces[start - 1].span.end if start else pieces[0].span.start if pieces else 0
    return Span(at, at)
