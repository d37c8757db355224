"""Which lines of a plain text are headings, and of which level.

A heading is never an answer, so a line needs good evidence that it is one: it is alone in its chunk, is short, does not
end a sentence, is in Title Case, in capitals or numbered, and prose or a list follows it. A line in capitals, a part
with a number ("Article 5"), a version, or one of several numbered titles or questions may also be directly above its
text. The line that begins the text may be in sentence case.

The levels: capitals 1, Title Case 2, "2. Methods" 2, "2.1 Data" 3. Parts ("Chapter 2", "Article 5") are 1, or below
the kind of part that the text has before them ("Chapter" above "Section"), and below a title in capitals or a heading
with nothing but the part below it.

Known limitation: other headings in sentence case ("Early life and work") are taken for short paragraphs, unless they
are numbered or underlined, or begin the text.
"""

import re
from collections import Counter
from collections.abc import Container, Sequence

from qa.language.lexicon import BYLINE_WORDS, DOCUMENT_PARTS, FIRST_NAMES, LEGAL_PARTS, MONTHS, WEEKDAYS, alternation
from qa.load.plain.lines import (
    Line,
    ends_sentence,
    has_label,
    is_page_number,
    is_table_row,
    is_unfinished,
    item_marker,
    starts_lower,
)

# Characters and words that a heading has at most; longer lines are sentences.
_MAX_CHARACTERS, _MAX_WORDS = 80, 12

# Characters and words from which lines are prose: shorter ones without an end may be a name, a date, an address.
_PROSE_CHARACTERS, _PROSE_WORDS = 60, 4

_PARTS_IN_ORDER = ("book", "part", "title", "chapter", "section", "subsection")
# These are not inside the part before them.
_OUTER_PARTS = frozenset(("annex", "appendix", "exhibit", "schedule", "anhang"))
_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|first|second|third"
_PART = re.compile(
    rf"(?:(?P<part>{alternation((*DOCUMENT_PARTS, *LEGAL_PARTS))})\s+"
    rf"(?:\d+[a-z]?(?:[.-]\d+)*|[ivxlc]+|[a-z]|{_ONES}|[-–—](?= \w))|§\s?\d+[a-z]?)(?!\w)\.?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"((?:\d{1,2}\.)*\d{1,2}\.?|[IVXLC]{1,6}\.)\s+[^\W\d_]")
_VERSION = re.compile(
    r"(?:(?:version|release|v) ?\d+(?:\.\d+)*|\d{1,3}(?:\.\d{1,3}){2,})(?![\w.])(?:\s*[-–—(\[].{1,40})?", re.I
)
_BRACKETED = re.compile(r"[\[(][^\[\]()]*[\])]")
# A capital, and small letters: the letters of a date that is no month or day.
_DATE_WORD = re.compile(
    rf"\d+(?:st|nd|rd|th)?|{alternation((*MONTHS, *WEEKDAYS))}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
    rf"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|of\b|[^\w\s]|\s+"
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BYLINE = re.compile(rf"{alternation(BYLINE_WORDS)}\s", re.I)

_LETTER = re.compile(r"[^\W\d_]")

# Letters that a heading has at least, and capitals above short or unseparated text.
_MIN_LETTERS, _MIN_CAPITALS = 2, 4
# Questions with an answer below that make a list of them, and the share of the chunks that they are.
_MIN_QUESTIONS, _QUESTION_SHARE, _QUESTION_LEVEL = 2, 0.2, 6
# Kinds of parts that are inside each other: more are not distinguished.
_DEEPEST_PART = 3
# The chunk in which the name of the author is at the latest, and its words, at most.
_LAST_BYLINE, _NAME_WORDS = 3, 4

# Words of a title behind its number, at most, and columns by which text below a title is farther in, at least.
_TITLE_WORDS, _FARTHER_IN = 6, 2
_DEEPER_NUMBER = re.compile(r"(?:\d{1,2}\.)+\d{1,2}\.?\s|\([a-z0-9]{1,3}\)\s")

# Letters up to which a word may be in lower case in Title Case: "of", "and", "the", "with".
_SMALL_WORD = 4


def is_heading_above_text(chunk: Sequence[Line]) -> bool:
    """Whether the first line of a chunk is a heading by itself, although no blank line follows it."""
    if len(chunk) < 2 or is_table_row(chunk[0].raw) or starts_lower(chunk[1].text):
        return False
    text = chunk[0].text
    part = _PART.match(text)
    if part and not text[0].islower():
        title = text[part.end() :].strip()
        if not title or (len(title.split()) <= _TITLE_WORDS and title[0].isupper() and _may_be_heading(chunk[0])):
            return True
    if item_marker(text) or chunk[1].text.isupper() or not _may_be_heading(chunk[0]):
        return False
    if text.isupper() and len(_LETTER.findall(text)) >= _MIN_CAPITALS:
        return not _level_is_of_number(text)
    if _VERSION.fullmatch(text):
        return not _VERSION.match(chunk[1].text)
    if len(chunk) > 2 and all(has_label(line.text) for line in chunk[1:]):
        return True
    # The text is below the line and farther in.
    return min(line.indent for line in chunk[1:]) >= chunk[0].indent + _FARTHER_IN and _level(text) > 0


def headings_above_text(chunks: Sequence[Sequence[Line]]) -> set[int]:
    """The chunks whose first line is a heading since several are alike: numbered titles, or questions with answers."""
    heads: set[int] = set()
    for is_alike in (_is_numbered_title, _asks_above_answer):
        alike = {index for index, chunk in enumerate(chunks) if len(chunk) > 1 and is_alike(chunk)}
        heads |= alike if len(alike) >= _MIN_QUESTIONS else set()
    return heads


def _is_numbered_title(chunk: Sequence[Line]) -> bool:
    """Whether a short title with a number is above text that is no item of a list beside it, and no rest of it."""
    title, below = chunk[0], chunk[1]
    is_title = bool(_NUMBERED.match(title.text)) and _may_be_heading(title) and not is_table_row(title.raw)
    words = title.text.split()[1:]
    if not is_title or len(words) > _TITLE_WORDS or not words[0][0].isupper() or below.indent > title.indent:
        return False
    is_deeper = bool(_DEEPER_NUMBER.match(below.text))
    return not starts_lower(below.text) and (is_deeper or not (item_marker(below.text) or _NUMBERED.match(below.text)))


def _asks_above_answer(chunk: Sequence[Line]) -> bool:
    return _is_question(chunk[:1]) and not _is_question(chunk[1:2]) and not starts_lower(chunk[1].text)


def _level_is_of_number(text: str) -> bool:
    """Whether capitals are only a unit or a code: "12 KM"."""
    return sum(char.isdigit() for char in text) > len(_LETTER.findall(text))


class Outline:
    """The headings of one text. `chunks` are its lines; `heads` are the chunks above whose text is no blank line."""

    def __init__(self, chunks: Sequence[Sequence[Line]], heads: Container[int] = ()) -> None:
        self._chunks = chunks
        self._heads = heads
        texts = Counter(chunk[0].text for chunk in chunks if len(chunk) == 1 and len(chunk[0].text) <= _MAX_CHARACTERS)
        self._repeated = {text for text, count in texts.items() if count > 1}
        self._has_questions = _has_questions(chunks)
        self._has_capitals = sum(map(self._is_capitals, range(len(chunks)))) > 1
        self._parts: list[str] = []
        self._has_title = False
        self._last: str | None = None
        self._last_index, self._last_level = -2, 0
        # The level of the outermost parts.
        self._base = 1

    def level(self, index: int) -> int:
        """The level of the heading in the chunk at `index`, 0 if that chunk is no heading. Ask in order."""
        level = self._level_of_chunk(index)
        if level:
            self._last, self._last_index, self._last_level = self._chunks[index][0].text, index, level
        return level

    def _level_of_chunk(self, index: int) -> int:
        chunk = self._chunks[index]
        if len(chunk) != 1:
            return 0
        text = chunk[0].text
        part = _PART.match(text)
        if self._has_questions and _is_question(chunk):
            return _QUESTION_LEVEL if index + 1 < len(self._chunks) else 0
        if self._titles_part(index):
            return self._part_level(self._last or "") + 1
        if not (_may_be_heading(chunk[0]) or _is_part_with_stop(text)) or _is_signature(self._chunks, index):
            return 0
        if (text == self._last and text in self._repeated) or _is_name_below_title(self._chunks, index):
            return 0
        if part and self._last_index == index - 1 and not _PART.match(self._last or ""):
            self._base = max(self._base, self._last_level + 1)
        level = self._part_level(text) if part and not text[0].islower() else _level(text)
        if index == 0 and not level and self._is_title():
            level = 1
        if not level or not (index in self._heads or self._has_body(index)):
            return 0
        self._has_title = self._has_title or (index == 0 and level == 1 and not part and index not in self._heads)
        return level

    def _has_body(self, index: int) -> bool:
        if _is_followed_by_body(self._chunks, index) or (self._has_capitals and self._is_capitals(index)):
            return True
        # Above all else, a short line is the title also of a table, a list of names or the like.
        return index == 0 and len(self._chunks[1:2]) == 1 and len(self._chunks[1]) > 1

    def _is_title(self) -> bool:
        """Whether the line that begins the text may be its title, although only its first word has a capital."""
        text = self._chunks[0][0].text
        below = next((chunk[0].text for chunk in self._chunks[1:] if not _is_page_number(chunk)), "")
        is_cut = is_unfinished(text) or starts_lower(below)
        return text[0].isalpha() and not (is_cut or starts_lower(text) or item_marker(text))

    def _is_capitals(self, index: int) -> bool:
        """Whether the chunk is a line in capitals above one that is not."""
        chunk, *below = self._chunks[index : index + 2]
        text = chunk[0].text
        return (
            len(chunk) == 1
            and text.isupper()
            and len(_LETTER.findall(text)) >= _MIN_CAPITALS
            and bool(below)
            and not below[0][0].text.isupper()
            and not _is_page_number(below[0])
        )

    def _titles_part(self, index: int) -> bool:
        """Whether the line is the title of the part above it: "Article 38", then "Position of the officer"."""
        above = self._chunks[index - 1][0].text if index else ""
        part = _PART.match(above)
        if not part or above != self._last or part.end() != len(above):
            return False
        line = self._chunks[index][0]
        return _may_be_heading(line) and line.text[0].isupper() and _is_followed_by_body(self._chunks, index)

    def _part_level(self, text: str) -> int:
        """The level of a part: that of its kind, which is below the kinds that came before it."""
        match = _PART.match(text)
        name = (match["part"] or "§").lower() if match else ""
        base = max(self._base, 2 if self._has_title else 1)
        if name in _OUTER_PARTS:
            return base
        if name not in self._parts:
            self._parts.insert(self._place_of_part(name), name)
        return base + min(self._parts.index(name), _DEEPEST_PART)

    def _place_of_part(self, name: str) -> int:
        """Where a new kind of part is among the known ones: before those that books have inside it, else last."""
        inner = _PARTS_IN_ORDER[_PARTS_IN_ORDER.index(name) + 1 :] if name in _PARTS_IN_ORDER else ()
        return next((at for at, known in enumerate(self._parts) if known in inner), len(self._parts))


def _has_questions(chunks: Sequence[Sequence[Line]]) -> bool:
    """Whether the text is a list of questions and answers: several times a short question is alone above other text."""
    alone = [index for index, chunk in enumerate(chunks[:-1]) if _is_question(chunk)]
    answered = [index for index in alone if not _is_question(chunks[index + 1])]
    return len(answered) >= _MIN_QUESTIONS and len(answered) >= _QUESTION_SHARE * len(chunks)


def _is_question(chunk: Sequence[Line]) -> bool:
    text = chunk[0].text
    is_short = len(chunk) == 1 and len(text) <= _MAX_CHARACTERS + _PROSE_CHARACTERS
    return is_short and text[-1] == "?" and text[0].isalnum() and not starts_lower(text) and not has_label(text)


def _may_be_heading(line: Line) -> bool:
    text = line.text
    if len(text) > _MAX_CHARACTERS or len(text.split()) > _MAX_WORDS:
        return False
    if text[-1] in ",;:-–—" or ends_sentence(text) or is_page_number(text):
        return False
    is_version = _VERSION.fullmatch(text) is not None
    if _BRACKETED.fullmatch(text) or (not is_version and (_is_date(text) or len(_LETTER.findall(text)) < _MIN_LETTERS)):
        return False
    return not (
        has_label(text) or is_table_row(line.raw) or _BYLINE.match(text) or "@" in text or "://" in text or ";" in text
    )


def _is_part_with_stop(text: str) -> bool:
    """Whether a full stop ends a heading: "SECTION 4.", "SECTION 1. SHORT TITLE."."""
    part = _PART.match(text)
    return part is not None and len(text) <= _MAX_CHARACTERS and (part.end() == len(text) or text.isupper())


def _is_date(text: str) -> bool:
    return any(char.isdigit() for char in text) and not _DATE_WORD.sub("", text)


def _is_name_below_title(chunks: Sequence[Sequence[Line]], index: int) -> bool:
    """Whether the line, at the top of the text, is the name of its author."""
    words = _WORD.findall(chunks[index][0].text)
    if not 0 < index <= _LAST_BYLINE or not 2 <= len(words) <= _MAX_WORDS or not words[0][0].isupper():
        return False
    has_date_below = index + 1 < len(chunks) and _is_dateline(chunks[index + 1])
    is_name = has_date_below and len(words) <= _NAME_WORDS and all(word[0].isupper() for word in words)
    return is_name or (words[0].lower() in FIRST_NAMES and words[1][0].isupper())


def _level(text: str) -> int:
    """1 for capitals, 2 or more for numbers by their depth, 2 for Title Case and versions, else 0."""
    numbered = _NUMBERED.match(text)
    if numbered:
        return 2 + numbered[1].rstrip(".").count(".")
    if _VERSION.fullmatch(text):
        return 2
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
    below = chunks[index + 1 : index + 5]
    following = [chunk for chunk in below if not (_is_page_number(chunk) or _is_part(chunk) or _is_dateline(chunk))][:2]
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


def _is_dateline(chunk: Sequence[Line]) -> bool:
    return len(chunk) == 1 and len(chunk[0].text) <= _MAX_CHARACTERS and _is_date(chunk[0].text)


def _is_part(chunk: Sequence[Line]) -> bool:
    return len(chunk) == 1 and _PART.match(chunk[0].text) is not None and _may_be_heading(chunk[0])


def _is_body(chunk: Sequence[Line], *, after_number: bool) -> bool:
    """Whether the lines are prose or a list. A number after a number is the next item or heading, not the body."""
    first = chunk[0].text
    if item_marker(first):
        return not (after_number and first[0].isdigit())
    text = " ".join(line.text for line in chunk[:3])
    ended = ends_sentence(chunk[-1].text)
    return len(text) >= _PROSE_CHARACTERS or (ended and len(text.split()) >= _PROSE_WORDS)
