"""Which single lines of a plain text are headings.

A heading is never an answer, so a line needs good evidence that it is one: it is alone in its chunk, is short, does not
end a sentence, is in Title Case, in capitals or numbered, and prose or a list follows it.

Known limitation: headings in sentence case ("Early life and work") are taken for short paragraphs, unless they are
numbered or underlined.
"""

import re
from collections.abc import Sequence

from qa.language.lexicon import BYLINE_WORDS, DOCUMENT_PARTS, alternation
from qa.load.plain.lines import Line, ends_sentence, has_label, is_page_number, is_table_row, item_marker

# Characters and words that a heading has at most; longer lines are sentences.
_MAX_CHARACTERS, _MAX_WORDS = 80, 12

# Characters and words from which lines are prose: shorter ones without an end may be a name, a date, an address.
_PROSE_CHARACTERS, _PROSE_WORDS = 60, 4

_PART = re.compile(rf"{alternation(DOCUMENT_PARTS)}\s+(?:\d+|[ivxlc]+|[a-z]+)\b", re.I)
_NUMBERED = re.compile(r"((?:\d{1,2}\.)*\d{1,2}\.?|[IVXLC]{1,6}\.)\s+[^\W\d_]")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BYLINE = re.compile(rf"{alternation(BYLINE_WORDS)}\s", re.I)

# Letters up to which a word may be in lower case in Title Case: "of", "and", "the", "with".
_SMALL_WORD = 4


def heading_level(chunks: Sequence[Sequence[Line]], index: int) -> int:
    """The level of the heading in the chunk at `index`, 0 if that chunk is no heading."""
    chunk = chunks[index]
    if len(chunk) != 1 or not _may_be_heading(chunk[0]) or _is_signature(chunks, index):
        return 0
    return _level(chunk[0].text) if _is_followed_by_body(chunks, index) else 0


def _may_be_heading(line: Line) -> bool:
    text = line.text
    if len(text) > _MAX_CHARACTERS or len(text.split()) > _MAX_WORDS:
        return False
    if text[-1] in ",;:-–—" or ends_sentence(text) or is_page_number(text):
        return False
    return not (has_label(text) or is_table_row(line.raw) or _BYLINE.match(text) or "@" in text or "://" in text)


def _level(text: str) -> int:
    """1 for parts of a book and for capitals, 2 or more for numbers by their depth, 2 for Title Case, else 0."""
    if _PART.match(text):
        return 1
    numbered = _NUMBERED.match(text)
    if numbered:
        return 2 + numbered[1].rstrip(".").count(".")
    words = _WORD.findall(text)
    if not words or item_marker(text):
        return 0
    if text.isupper() and len("".join(words)) > 1:
        return 1
    large_words = [word for word in words if len(word) > _SMALL_WORD or word is words[0]]
    return 2 if all(word[0].isupper() for word in large_words) and _is_mostly_capitalised(words) else 0


def _is_mostly_capitalised(words: Sequence[str]) -> bool:
    """Whether half of the words begin with a capital. "He was in town" is a sentence, although its words are short."""
    return 2 * sum(word[0].isupper() for word in words) >= len(words)


def _is_signature(chunks: Sequence[Sequence[Line]], index: int) -> bool:
    """Whether the line above is a closing formula: "Yours,", "Kind regards,"."""
    above = chunks[index - 1][-1].text if index else ""
    return above.endswith(",") and len(above.split()) <= _PROSE_WORDS


def _is_followed_by_body(chunks: Sequence[Sequence[Line]], index: int) -> bool:
    """Whether prose or a list follows, after at most one other short line (a lower heading, a byline)."""
    following = [chunk for chunk in chunks[index + 1 : index + 4] if not _is_page_number(chunk)][:2]
    if not following:
        return False
    numbered = bool(_NUMBERED.match(chunks[index][0].text))
    return _is_body(following[0], after_number=numbered) or (
        len(following) > 1
        and len(following[0]) == 1
        and not item_marker(following[0][0].text)
        and _is_body(following[1], after_number=numbered)
    )


def _is_page_number(chunk: Sequence[Line]) -> bool:
    return len(chunk) == 1 and is_page_number(chunk[0].text)


def _is_body(chunk: Sequence[Line], *, after_number: bool) -> bool:
    """Whether the lines are prose or a list. A number after a number is the next item or heading, not the body."""
    first = chunk[0].text
    if item_marker(first):
        return not (after_number and first[0].isdigit())
    text = " ".join(line.text for line in chunk[:3])
    ended = ends_sentence(chunk[-1].text)
    return len(text) >= _PROSE_CHARACTERS or (ended and len(text.split()) >= _PROSE_WORDS)
