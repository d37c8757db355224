"""Sentences of a block of prose: where they begin and end, and the parts of a run of text that has none.

The kinds of pySBD's golden rules for English (Sadvilkar and Neumann, 2020) hold, with one exception: the lines of a
list without stops ("contact manager", "events") are a block each once a file is read; inside one block, nothing but
numbers, letters or bullets parts them.

Known limitations: a full stop without a space after it ("said.She") is no boundary. A quotation of several sentences
is split into its sentences, each with the quotation marks that touch it. A capitalised name behind "Inc.", "p.m." or a
unit is taken for the beginning of a sentence ("the owner of Hollins Inc. Smith said"). A single letter or an
abbreviation ends a sentence only before a word that begins sentences ("Plan C. Good" is one). Abbreviations of other
languages than English are known where they are frequent. Chinese words behind a quotation belong to it if they look
like "he said".
"""

from collections.abc import Iterator
from itertools import pairwise

from qa.split.boundaries import boundaries
from qa.types import Span

# Characters. A longer run has no sentences (a log, a table in plain text). It is split at white space, so that an
# answer stays short enough to read and a passage short enough to rank.
_MAX_SENTENCE = 1_200


def sentence_spans(text: str, block: Span) -> tuple[Span, ...]:
    """The sentences of `text[block.start:block.end]`, ascending, without the white space around them.

    Every character of the block that is not white space is in exactly one sentence.
    """
    prose = text[block.start : block.end]
    borders = (0, *boundaries(prose), len(prose))
    pieces = (part for piece in pairwise(borders) for part in _split_long(prose, *piece))
    spans = (trim(text, block.start + start, block.start + end) for start, end in pieces)
    return tuple(span for span in spans if len(span))


def trim(text: str, start: int, end: int) -> Span:
    """The span of `text[start:end]` without the white space around it."""
    # Most pieces have one space at their end: nothing is copied for it.
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)


def _split_long(prose: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The piece `prose[start:end]` itself or, if it is too long for a sentence, its parts.

    They are split behind a semicolon, at white space, or where they are too long, in this order of preference.
    """
    while end - start > _MAX_SENTENCE:
        limit = start + _MAX_SENTENCE
        semicolon = prose.rfind("; ", start + _MAX_SENTENCE // 2, limit)
        space = semicolon + 1 if semicolon > 0 else prose.rfind(" ", start + 1, limit)
        cut = space if space > 0 else limit
        yield start, cut
        start = cut
    yield start, end
