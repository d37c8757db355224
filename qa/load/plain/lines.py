"""The lines of a plain text, and what each of them shows by itself.

Functions that take a line as a string take it cleaned (`qa.load.lines.clean`), unless they say
otherwise.

Known limitation: the words that cannot end a sentence (`UNFINISHED_ENDS`) are English.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from qa.language.lexicon import UNFINISHED_ENDS
from qa.load.lines import clean, split_lines

# Characters at the end of a line in which references to notes are looked for.
_TAIL = 40

_ENDS = frozenset(".!?…。！？؟۔।॥")
_CLOSING = "\"'”’»›)]*_"

# A number in brackets after a sentence: a reference to a note.
_NOTE = re.compile(r"(?:\[\d{1,3}\])+$")
_OPENING = re.compile(r"[\"'“”‘’«»‹›„‚(\[¿¡*_]+")

_BULLET = r"[-*+•‣◦▪●○∙·–]"
_NUMBER = r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})\)|\(\d{1,3}\)\.|\(?[A-Z]\)|(?:\d{1,3}|[a-z]|[ivx]{1,5})\."
_ITEM = re.compile(rf"(?:(?P<bullet>{_BULLET})|{_NUMBER})\s+(?=\S)")

_LABEL = re.compile(r"[A-ZÀ-ÞА-Я][\w.'’()/-]*(?: [\w.'’()/&-]+){0,3}:(?:\s|$)|[QA]\.\s")
_STAMP = re.compile(
    r"[\[(<]?(?:\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4},? \d{1,2}:\d{2})|<[\w@+. -]{1,30}> "
)

# A bare number has three digits at most: four are a year.
_PAGE_NUMBER = re.compile(
    r"(?:[-–—] ?)?(?:(?:page|seite|p\.) ?\d{1,4}|\d{1,3})(?: ?(?:of|/|von) ?\d{1,4})?(?: ?[-–—])?", re.IGNORECASE
)
_RULE = re.compile(r"(?:([-=_*~#+·•])(?:\s?\1){2,})")
_UNDERLINE = re.compile(r"={3,}|-{3,}")

_BORDERS, _RULE_LENGTH = "-=+|: ", 3

# Wide gaps or tabs between words, or dots that lead to a page number, in the raw line.
_GAP = re.compile(r"(?<=\S)(?: {3,}| *\t\s*)(?=\S)")
_LEADER = re.compile(r"\.{4,}|(?:\. ){4,}")

# Words per table cell at most, on average: a line with more is prose that was justified with spaces.
_CELL_WORDS = 3

# Columns between tab stops, as in a terminal.
TAB_STOP = 8


class Line(NamedTuple):
    """A line of the file: its number from 1, its text cleaned and raw; `indent` and `width` are columns.

    `indent` is the number of blanks before the text, `width` the column where the text ends.
    """

    number: int
    indent: int
    text: str
    raw: str
    width: int


# What a line shows


def ends_sentence(line: str) -> bool:
    """Whether a sentence ends with the line."""
    end = line.rstrip(_CLOSING)
    if line[-1:] == "]":
        end = _NOTE.sub("", line[-_TAIL:]).rstrip(_CLOSING)
    return end[-1:] in _ENDS


def starts_lower(line: str) -> bool:
    """Whether the line begins with a lower-case letter, after opening quotes and brackets."""
    opening = _OPENING.match(line)
    at = opening.end() if opening else 0
    return line[at : at + 1].islower()


def starts_caseless(line: str) -> bool:
    """Whether the line begins with a letter of a script without capitals."""
    first = line[:1]
    return first.isalpha() and first.lower() == first.upper()


def is_unfinished(line: str) -> bool:
    """Whether the last word cannot be the last one of a sentence or a name."""
    return line.rsplit(" ", 1)[-1].lstrip("(“\"'’") in UNFINISHED_ENDS


def item_marker(line: str) -> re.Match[str] | None:
    """The bullet or number at the start of the line, if text follows it."""
    return _ITEM.match(line)


def bullet_length(line: str) -> int:
    """The length of the bullet with its blanks, in characters. Numbers and letters are text: for them it is 0."""
    marker = _ITEM.match(line)
    return marker.end() if marker and marker["bullet"] else 0


def has_label(line: str) -> bool:
    """Whether the line begins with a label ("Name: value"), with a time, or with a speaker in a log."""
    return bool(_LABEL.match(line) or _STAMP.match(line))


def is_page_number(line: str) -> bool:
    """Whether the line is the number of a page and nothing else."""
    return bool(_PAGE_NUMBER.fullmatch(line))


def is_labelled_page_number(line: str) -> bool:
    """Whether the line is a page number that says so: "Page 3 of 10"."""
    return is_page_number(line) and any(char.isalpha() for char in line)


def is_rule(line: str) -> bool:
    """Whether the line only separates: "* * *", "-----"."""
    return bool(_RULE.fullmatch(line))


def is_border(line: str) -> bool:
    """Whether the line is a rule of a table: "---- ---", "|---|:--|", "+----+"."""
    return not line.strip(_BORDERS) and line.count("-") + line.count("=") >= _RULE_LENGTH


def underline_level(line: str) -> int:
    """The level of the heading above the line if the line can be an underline, else 0."""
    if not _UNDERLINE.fullmatch(line):
        return 0
    return 1 if line[0] == "=" else 2


def is_table_row(raw: str) -> bool:
    """Whether the raw line is set in columns."""
    if "   " not in raw and "\t" not in raw and ".." not in raw and ". ." not in raw:
        return False
    stripped = raw.strip()
    cells = len(_GAP.findall(stripped)) + 1
    if cells > 1:
        return len(stripped.split()) <= _CELL_WORDS * cells
    return bool(_LEADER.search(stripped))


# Lines


def all_lines(text: str) -> Iterator[Line]:
    """All lines of `text`.

    A form feed ends a page within a line: an empty line whose raw text is the form feed marks the end of the page, and
    what follows is a line with the same number.
    """
    for number, raw in enumerate(split_lines(text), 1):
        if "\f" not in raw:
            yield make_line(number, raw)
            continue
        first, *others = raw.split("\f")
        yield make_line(number, first)
        for other in others:
            yield Line(number, 0, "", "\f", 0)
            yield make_line(number, other)


def make_line(number: int, raw: str) -> Line:
    """The line `number` of a file, whose text is `raw`."""
    if "\t" in raw:
        expanded = raw.expandtabs(TAB_STOP).rstrip()
        return Line(number, len(expanded) - len(expanded.lstrip()), clean(raw), raw, len(expanded))
    width = len(raw.rstrip())
    return Line(number, len(raw) - len(raw.lstrip()), clean(raw), raw, width)
