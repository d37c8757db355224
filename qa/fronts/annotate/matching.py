"""Words as a person types them -> their span in the sentence.

Quotation marks, dashes and spaces may be typed plainly, and capitals left out; the span covers the text's own
characters. Whole words are preferred to parts of words, and then the first occurrence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.errors import QAError
from qa.render import clean
from qa.types import Candidate, Span

# Between several acceptable answers.
SEPARATOR = "|"

# Characters for which a keyboard has only one key.
_ALIKE = ("'’‘‛′`", '"“”„«»″', "-‐‑‒–—−")

# Characters of the words in brackets that a prompt has room for.
_SHORT = 30


@dataclass(frozen=True, slots=True)
class Match:
    """The span of typed words in a sentence, and how often they occur there."""

    span: Span
    occurrences: int


def match_answers(typed: str, candidate: Candidate) -> tuple[Match, ...]:
    """The acceptable answers in `typed`; if it is empty, the span that qa marked, or else the whole sentence.

    Raises `QAError` for words that are not in the sentence.
    """
    if not typed:
        return (Match(candidate.span or candidate.sentence.span, 1),)
    parts = [part.strip() for part in typed.split(SEPARATOR) if part.strip()]
    if not parts:
        raise QAError(f"there are no words around the {SEPARATOR}; type them, or Enter for the words in brackets")
    matches = [_match(part, candidate) for part in parts]
    return tuple({match.span: match for match in matches}.values())


def _match(part: str, candidate: Candidate) -> Match:
    start, text = candidate.sentence.span.start, candidate.text
    for pattern in _patterns(part):
        matches = list(pattern.finditer(text))
        if matches:
            return Match(Span(start + matches[0].start(), start + matches[0].end()), len(matches))
    raise QAError(f"“{part}” is not in the sentence; type words of it, or b to go back")


def _patterns(part: str) -> Sequence[re.Pattern[str]]:
    """The patterns that `part` may match, the strictest first."""
    body = r"\s+".join("".join(_like(character) for character in word) for word in part.split())
    whole = rf"(?<!\w){body}(?!\w)"
    # A single letter inside a word was probably meant for another prompt.
    regexes = (whole, body) if len(part) > 1 else (whole,)
    return [re.compile(regex, flags) for regex in regexes for flags in (0, re.IGNORECASE)]


def _like(character: str) -> str:
    alike = next((group for group in _ALIKE if character in group), character)
    return re.escape(character) if alike == character else f"[{alike}]"


def preview(candidate: Candidate) -> str:
    """The words that Enter means, short enough for a prompt."""
    if candidate.span_text is None:
        return "whole sentence"
    words = clean(candidate.span_text)
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1].rstrip()}…"
