"""What one line of plain text shows by itself: whether a sentence ends there, what marker it begins with.

All take a line that is cleaned (`lines.clean`), unless they say otherwise.

Known limitation: the words that cannot end a sentence (`words.UNFINISHED`) are English.
"""

import re

from qa.load import words

# Characters at the end of a line in which notes are looked for.
_TAIL = 40

_ENDS = frozenset(".!?…。！？؟۔।॥")
_CLOSING = "\"'”’»›)]*_"

# A number in brackets behind a sentence: a reference to a note.
_NOTE = re.compile(r"(?:\[\d{1,3}\])+$")
_OPENING = re.compile(r"[\"'“”‘’«»‹›„‚(\[¿¡*_]+")

_BULLET = r"[-*+•‣◦▪●○∙·–]"
_NUMBER = r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})\)|\(?[A-Z]\)|(?:\d{1,3}|[a-z]|[ivx]{1,5})\."
_ITEM = re.compile(rf"(?:(?P<bullet>{_BULLET})|{_NUMBER})\s+(?=\S)")

_LABEL = re.compile(r"[A-ZÀ-ÞА-Я][\w.'’()/-]*(?: [\w.'’()/&-]+){0,3}:(?:\s|$)")
_STAMP = re.compile(r"[\[(<]?(?:\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2})|<[\w@+. -]{1,30}> ")

# A bare number has three digits at most: four are a year.
_FURNITURE = re.compile(
    r"(?:[-–—] ?)?(?:(?:page|seite|p\.) ?\d{1,4}|\d{1,3})(?: ?(?:of|/|von) ?\d{1,4})?(?: ?[-–—])?", re.IGNORECASE
)
_RULE = re.compile(r"(?:([-=_*~#+·•])(?:\s?\1){2,})")
_UNDERLINE = re.compile(r"={3,}|-{3,}")

# Wide gaps or tabs between words, or dots that lead to a page number: looked for in the line as it stands.
_GAP = re.compile(r"(?<=\S)(?: {3,}| *\t\s*)(?=\S)")
_LEADER = re.compile(r"\.{4,}|(?:\. ){4,}")

# Words a cell of a table has at most, on average: more is prose that was set to a width with spaces.
_CELL_WORDS = 3


def ends_sentence(line: str) -> bool:
    """Whether the line ends as a sentence does."""
    end = line.rstrip(_CLOSING)
    if line[-1:] == "]":
        end = _NOTE.sub("", line[-_TAIL:]).rstrip(_CLOSING)
    return end[-1:] in _ENDS


def starts_lower(line: str) -> bool:
    """Whether the line begins with a small letter, behind opening quotes and brackets."""
    opening = _OPENING.match(line)
    at = opening.end() if opening else 0
    return line[at : at + 1].islower()


def starts_caseless(line: str) -> bool:
    """Whether the line begins with a letter of a script that has no capitals."""
    first = line[:1]
    return first.isalpha() and first.lower() == first.upper()


def is_unfinished(line: str) -> bool:
    """Whether the last word cannot be the last one of a sentence or a name."""
    return line.rsplit(" ", 1)[-1].lstrip("(“\"'’") in words.UNFINISHED


def item_marker(line: str) -> re.Match[str] | None:
    """The bullet or number that the line begins with, if something follows it."""
    return _ITEM.match(line)


def bullet_length(line: str) -> int:
    """How many characters the bullet takes with its blanks; numbers and letters are text, and count as none."""
    marker = _ITEM.match(line)
    return marker.end() if marker and marker["bullet"] else 0


def is_labelled(line: str) -> bool:
    """Whether the line begins like "Name: value", with a time, or with a speaker in a log."""
    return bool(_LABEL.match(line) or _STAMP.match(line))


def is_furniture(line: str) -> bool:
    """Whether the line is the number of a page and nothing else."""
    return bool(_FURNITURE.fullmatch(line))


def names_page(line: str) -> bool:
    """Whether it is furniture that says so itself: "Page 3 of 10"."""
    return is_furniture(line) and any(char.isalpha() for char in line)


def is_rule(line: str) -> bool:
    """Whether the line only separates: "* * *", "-----"."""
    return bool(_RULE.fullmatch(line))


def underline_level(line: str) -> int:
    """The level of the heading above the line if it can be an underline, else 0."""
    if not _UNDERLINE.fullmatch(line):
        return 0
    return 1 if line[0] == "=" else 2


def is_row(raw: str) -> bool:
    """Whether the line, as it stands, is set in columns."""
    if "   " not in raw and "\t" not in raw and ".." not in raw and ". ." not in raw:
        return False
    stripped = raw.strip()
    cells = len(_GAP.findall(stripped)) + 1
    if cells > 1:
        return len(stripped.split()) <= _CELL_WORDS * cells
    return bool(_LEADER.search(stripped))
