"""Words as a person types them -> their place in the sentence.

Quotation marks, dashes and spaces may be typed plainly, and capitals left out; what is kept are the text's own
characters. Whole words come before parts of words, and then the first place of several.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.errors import QAError
from qa.render import clean
from qa.types import Candidate, Span

# Between several acceptable answers.
SEPARATOR = "|"

# What a keyboard has one key for.
_ALIKE = ("'’‘‛′`", '"“”„«»″', "-‐‑‒–—−")

# Characters of the words in brackets that a prompt has room for.
_SHORT = 30


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a sentence: where they stand, and at how many places they could."""

    span: Span
    places: int


def answer_words(typed: str, candidate: Candidate) -> tuple[Words, ...]:
    """The acceptable answers in `typed`; without any the words that qa marked, or else the whole sentence.

    Raises `QAError` for words that do not stand in the sentence.
    """
    if not typed:
        return (Words(candidate.span or candidate.sentence.span, 1),)
    parts = [part.strip() for part in typed.split(SEPARATOR) if part.strip()]
    if not parts:
        raise QAError(f"there are no words around the {SEPARATOR}; type them, or Enter for what stands in brackets")
    found = [_words(part, candidate) for part in parts]
    return tuple({words.span: words for words in found}.values())


def _words(part: str, candidate: Candidate) -> Words:
    start, text = candidate.sentence.span.start, candidate.text
    for pattern in _patterns(part):
        found = list(pattern.finditer(text))
        if found:
            return Words(Span(start + found[0].start(), start + found[0].end()), len(found))
    raise QAError(f"“{part}” does not stand in the sentence; type words of it, or b to go back")


def _patterns(part: str) -> Sequence[re.Pattern[str]]:
    """What `part` may stand for, the strictest first."""
    body = r"\s+".join("".join(_like(character) for character in word) for word in part.split())
    whole = rf"(?<!\w){body}(?!\w)"
    # A single letter inside a word is a slip of who thinks to be at another prompt.
    regexes = (whole, body) if len(part) > 1 else (whole,)
    return [re.compile(regex, flags) for regex in regexes for flags in (0, re.IGNORECASE)]


def _like(character: str) -> str:
    alike = next((group for group in _ALIKE if character in group), character)
    return re.escape(character) if alike == character else f"[{alike}]"


def offered(candidate: Candidate) -> str:
    """What Enter stands for, short enough for a prompt."""
    if candidate.span_text is None:
        return "whole sentence"
    words = clean(candidate.span_text)
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1].rstrip()}…"
