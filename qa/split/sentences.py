"""Sentences of a block of prose: nupunkt's boundaries, corrected by a few rules.

nupunkt (Punkt: Kiss and Strunk, 2006) finds boundaries by statistics of abbreviations. Some of its errors follow a
pattern: it takes a rare lower-case word before a full stop for an abbreviation ("the call. “Many"), and it breaks after
"Yahoo!" in mid-sentence, inside brackets and after the number of a list item.

Known limitations: the rules are English. A full stop without a space after it ("said.She") is no boundary. A quotation
of several sentences is split into its sentences, each with the quotation marks that touch it.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from nupunkt import load
from nupunkt.tokenizers.sentence_tokenizer import PunktSentenceTokenizer

from qa.language.lexicon import ABBREVIATIONS, ATTRIBUTION_VERBS, SENTENCE_STARTERS, alternation
from qa.types import Span

_CLOSERS = "”’\"'»)\\]"
_OPENERS = "“‘\"'«(\\["
_STARTER = alternation(SENTENCE_STARTERS)
_SPEECH = alternation(ATTRIBUTION_VERBS)

# "call. “Many", "met. Prices": a full stop after a lower-case word, white space, then a capital or an opening quote.
_WORD_THEN_CAPITAL = re.compile(rf"\b(?P<word>[^\W\d_]{{2,}})\.[{_CLOSERS}]*\s+(?=[{_OPENERS}]*(?P<next>[^\W\d_]))")
# "vitamin C. It helps": any full stop before a word that starts sentences.
_STOP_THEN_STARTER = re.compile(rf"[\w)]\.[{_CLOSERS}]*\s+(?={_STARTER}\s)")
# "sick.” Carpenter": a closing curly quote after the end of a sentence, then a capital.
_QUOTE_THEN_CAPITAL = re.compile(rf"[.!?…][”»]\s+(?=[{_OPENERS}]*(?P<next>[^\W\d_]))")

# "“No!” Semyon said": after a quotation that ends with ? or !, the words that say who spoke belong to the sentence.
_ENDS_QUOTATION = re.compile(r"[!?…][”\"'’»]\s*$")
_ATTRIBUTION = re.compile(rf"(?:[\w’'-]+\.?\s+){{0,3}}{_SPEECH}(?:\s*[.,;:—–]|\s+\w+ly\b|\s+to\b|\s*$)")
# "Yahoo! is", "wait... what": signs that do not end the sentence if the next word is in lower case.
_MAY_CONTINUE = re.compile(rf"(?:[!?…]|\.\.\.)[{_CLOSERS}]*\s*$")
_ONLY_A_NUMBER = re.compile(r"[(\[]?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)]\s*$")
_HAS_A_WORD = re.compile(r"\w")
_HAS_A_CAPITAL = re.compile(r"[A-Z]")

# Characters. A longer run has no sentences (a log, a table in plain text). It is split at white space, so that an
# answer stays short enough to read and a passage short enough to rank.
_MAX_SENTENCE = 1_200
# Characters. A bracket that stays open for longer is not expected to close.
_MAX_BRACKET = 300


def sentence_spans(text: str, block: Span) -> tuple[Span, ...]:
    """The sentences of `text[block.start:block.end]`, ascending, without the white space around them.

    Every character of the block that is not white space is in exactly one sentence.
    """
    prose = text[block.start : block.end]
    starts = _drop_false_starts(prose, sorted({0, *_punkt_starts(prose), *_missed_starts(prose)}))
    pieces = (part for piece in pairwise([*starts, len(prose)]) for part in _split_long(prose, *piece))
    return tuple(
        trim(text, block.start + start, block.start + end) for start, end in pieces if prose[start:end].strip()
    )


def trim(text: str, start: int, end: int) -> Span:
    """The span of `text[start:end]` without the white space around it."""
    piece = text[start:end]
    return Span(end - len(piece.lstrip()), start + len(piece.rstrip()))


def _split_long(prose: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The piece `prose[start:end]` itself, or its parts, split at white space, if it is too long for a sentence."""
    while end - start > _MAX_SENTENCE:
        space = prose.rfind(" ", start + 1, start + _MAX_SENTENCE)
        cut = space if space > 0 else start + _MAX_SENTENCE
        yield start, cut
        start = cut
    yield start, end


@cache
def _punkt() -> PunktSentenceTokenizer:
    return load("default")


def _punkt_starts(prose: str) -> Iterator[int]:
    """The starts of sentences that nupunkt finds."""
    return (start for start, _ in _punkt().span_tokenize(prose))


def _missed_starts(prose: str) -> Iterator[int]:
    """The starts of sentences that nupunkt misses."""
    for match in _WORD_THEN_CAPITAL.finditer(prose):
        if match["word"].islower() and match["word"] not in ABBREVIATIONS and match["next"].isupper():
            yield match.end()
    for match in _QUOTE_THEN_CAPITAL.finditer(prose):
        if match["next"].isupper():
            yield match.end()
    for match in _STOP_THEN_STARTER.finditer(prose):
        yield match.end()


def _drop_false_starts(prose: str, starts: list[int]) -> list[int]:
    """`starts` without those that are within a sentence."""
    mixed_case = _HAS_A_CAPITAL.search(prose) is not None
    kept = starts[:1]
    for start, end in pairwise([*starts[1:], len(prose)]):
        if not _continues(prose[kept[-1] : start], prose[start:end], mixed_case):
            kept.append(start)
    return kept


def _continues(before: str, after: str, mixed_case: bool) -> bool:
    """Whether the sentence that `before` begins continues in `after`."""
    if not _HAS_A_WORD.search(after) or not _HAS_A_WORD.search(before) or _ONLY_A_NUMBER.fullmatch(before):
        return True
    if mixed_case and after[0].islower() and _MAY_CONTINUE.search(before):
        return True
    if _ENDS_QUOTATION.search(before) and _ATTRIBUTION.match(after):
        return True
    return _bracket_is_open(before) and 0 <= after.find(")") < _MAX_BRACKET and not _opens_bracket_first(after)


def _bracket_is_open(before: str) -> bool:
    opened = before.rfind("(")
    return opened > before.rfind(")") and len(before) - opened < _MAX_BRACKET


def _opens_bracket_first(after: str) -> bool:
    return 0 <= after.find("(") < after.find(")")
