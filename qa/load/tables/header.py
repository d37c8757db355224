"""The header row of a table: whether the first row names the columns.

Known limitation: a header of several rows is not put together; its last row names the columns.
"""

import re
from collections.abc import Sequence
from enum import Enum

from qa.language.lexicon import COLUMN_NAMES

# Rows below the header that are looked at.
_SAMPLE = 200
# Characters that the name of a column has at most.
_LONGEST_NAME = 80
# Letters of a word in capitals.
_LEAST_WORD = 3
# Share of the cells in a column that are values if the column holds values.
_VALUE_SHARE = 0.6
# Share of the columns that a header names at least.
_NAMED_SHARE = 0.5

# A number, an amount, a share, a date, a time, an address of a mail or page: what a column holds, not its name.
_VALUE = re.compile(
    r"""
    [^\w\s]{0,3}\s?(?:[A-Z]{3}\s)?[+\-−(]?[$€£¥]?\s?\d[\d.,'’\ \u00a0\u202f]*(?:[eE][+-]?\d+)?\)?\s?
        (?:%|‰|[$€£¥]|[A-Z]{3}|[a-zµ°²³/]{1,4})?
    | \d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[T\ ].{0,20})?
    | \d{1,2}[-.\ ]?[^\W\d_]{3,9}\.?[-,\ ]{0,2}(?:\d{2,4})?
    | \d{1,2}:\d\d(?::\d\d)?(?:\s?[APap]\.?[Mm]\.?)?
    | [^\s@]{1,80}@[^\s@]{1,80} | (?:https?://|www\.)\S{1,200} | TRUE | FALSE | true | false
    """,
    re.X,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
# A name in the style of a program: `start_date`, `startDate`, `id`.
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:(?:_[a-z0-9]+)+|(?:[A-Z][a-z0-9]+)+)")
_SENTENCE_END = re.compile(r"\w{2}[.!?]$")


class Header(Enum):
    """How sure it is that a row names the columns."""

    NONE = "none"
    # All of the table is words: the row may be a row like the others.
    LIKELY = "likely"
    SURE = "sure"


def is_value(cell: str) -> bool:
    """Whether the cell holds a number, a date, an address or the like."""
    return len(cell) <= 2 * _LONGEST_NAME and bool(_VALUE.fullmatch(cell))


def judge_header(first: Sequence[str], rows: Sequence[Sequence[str]]) -> Header:
    """Whether the cells `first` name the columns of the `rows` below them. All cells are stripped."""
    names = [cell for cell in first if cell]
    if len(names) < max(_NAMED_SHARE * len(first), min(2, len(first))) or not rows:
        return Header.NONE
    if len(set(names)) < len(names) or any(_is_no_name(name) for name in names):
        return Header.NONE
    columns = [[row[at] for row in rows[:_SAMPLE] if at < len(row) and row[at]] for at in range(len(first))]
    pairs = [(name, cells) for name, cells in zip(first, columns, strict=True) if name]
    if any(is_value(name) and not _is_year_name(name, cells) for name, cells in pairs):
        return Header.NONE
    if all(is_value(name) for name in names):
        return Header.NONE
    if any(_holds_values(cells) for _, cells in pairs):
        return Header.SURE
    if any(_IDENTIFIER.fullmatch(name) for name in names) or _are_capitals(names) or first[0].lower() in COLUMN_NAMES:
        return Header.SURE
    recurs = sum(name in cells for name, cells in pairs)
    return Header.NONE if recurs else Header.LIKELY


def _are_capitals(names: Sequence[str]) -> bool:
    """Whether all names are in capitals, and words rather than letters."""
    return all(name.isupper() for name in names) and any(len(name) >= _LEAST_WORD for name in names)


def _is_no_name(name: str) -> bool:
    return len(name) > _LONGEST_NAME or bool(_SENTENCE_END.search(name) and len(name.split()) > 3)


def _is_year_name(name: str, cells: Sequence[str]) -> bool:
    """Whether a column is named for a year, and does not hold years."""
    return bool(_YEAR.fullmatch(name)) and not any(_YEAR.fullmatch(cell) for cell in cells)


def _holds_values(cells: Sequence[str]) -> bool:
    return bool(cells) and sum(map(is_value, cells)) >= _VALUE_SHARE * len(cells)
