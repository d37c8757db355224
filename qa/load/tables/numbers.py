"""A number of a workbook and its number format -> the text that people see.

Dates are numbers, too: days since 1900 (or 1904), and only their format shows it. A date in the format of the system's
language is written as ISO does ("2024-03-01"), since its order of day and month is unknown.

Source: ECMA-376 part 1, 18.8.30 (number formats) and 18.17.4.1 (dates).

Known limitations: names of months are English; fractions and conditions (`[>100]`) are read as the general format.
"""

import math
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

# The formats that files name by number alone.
BUILTIN_FORMATS = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "General",
    13: "General", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "0.0E+0", 49: "@",
}  # fmt: skip

_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
# Days from the epoch to the year 10000.
_LAST_DAY = 2_958_466
_SECONDS = 86_400
# The longest format that is read; real ones have some dozens of characters.
_LONGEST_FORMAT = 250
_MAX_DECIMALS = 30
# Digits that the general format shows, and the whole numbers that it shows in full.
_GENERAL_DIGITS, _LARGEST_WHOLE = 11, 1e15

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]|(?P<half>AM/PM|A/P)|(?P<date>y+|m+|d+|h+|s+)|(?P<fraction>\.0+)"
    r"|(?P<general>General)|(?P<number>[0#?.,]+(?:E[+-][0#?]+)?)|(?P<other>.)",
    re.I | re.S,
)


class _Token(NamedTuple):
    kind: str
    text: str


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[tuple[_Token, ...], ...]:
    """The parts of a format for positive and negative numbers, and for zero, as tokens."""
    sections: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(code[:_LONGEST_FORMAT]):
        kind = match.lastgroup
        text = match[kind] if kind else ""
        if kind == "other" and text == ";":
            sections.append([])
        elif kind:
            sections[-1].append(_Token("text" if kind in ("quoted", "escaped", "currency") else kind, text))
    return tuple(tuple(section) for section in sections)


def is_date_format(code: str) -> bool:
    """Whether numbers of the format are dates or times."""
    return any(token.kind in ("date", "elapsed", "half") for token in _sections(code)[0])


def shown_number(text: str, code: str, *, since_1904: bool = False) -> str:
    """What people see of the number `text` (as the file writes it) in the format `code`."""
    try:
        value = float(text)
    except ValueError:
        return text
    if not math.isfinite(value):
        return text
    if is_date_format(code):
        return _shown_date(value, _sections(code)[0], since_1904=since_1904)
    sections = _sections(code)
    if value < 0 and len(sections) > 1:
        return _shown_in_section(-value, sections[1])
    if value == 0 and len(sections) > 2:
        return _shown_in_section(value, sections[2])
    return _shown_in_section(value, sections[0])


def _general(value: float) -> str:
    if value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    return format(value, f".{_GENERAL_DIGITS}g")


def _shown_in_section(value: float, tokens: Sequence[_Token]) -> str:
    """The number with the literals around it."""
    parts: list[str] = []
    is_done = False
    percents = sum(token.kind == "other" and token.text == "%" for token in tokens)
    patterns = "".join(token.text for token in tokens if token.kind in ("number", "fraction"))
    is_fraction = any(token.kind == "other" and token.text == "/" for token in tokens)
    for token in tokens:
        if token.kind in ("number", "fraction", "general") or (token.kind == "other" and token.text == "@"):
            if not is_done:
                plain = is_fraction or token.kind in ("general", "other")
                parts.append(_general(value) if plain else _patterned(value, patterns, percents))
            is_done = True
        elif not (is_fraction and token.text == "/"):
            parts.append(token.text)
    shown = "".join(parts).strip()
    # "$-5" is read as "-$5".
    return f"-{shown.replace('-', '', 1)}" if value < 0 and "-" in shown[1:] and not shown.startswith("-") else shown


def _patterned(value: float, pattern: str, percents: int) -> str:
    """`value` by a pattern such as `#,##0.00`."""
    digits, _, exponent = pattern.upper().partition("E")
    whole, _, decimals = digits.partition(".")
    places = min(sum(decimals.count(char) for char in "0#?"), _MAX_DECIMALS)
    if exponent:
        return format(value, f".{places}E")
    thousands = len(digits) - len(digits.rstrip(","))
    scaled = Decimal(repr(value)).scaleb(2 * percents - 3 * thousands)
    if scaled.adjusted() > 2 * _GENERAL_DIGITS:
        return format(value, f".{_GENERAL_DIGITS}g")
    rounded = scaled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = format(rounded, ",f" if "," in whole.rstrip(",") else "f")
    optional = len(decimals.rstrip(",")) - len(decimals.rstrip(",").rstrip("#?"))
    if optional and "." in text:
        kept = len(text) - optional
        text = (text[:kept] + text[kept:].rstrip("0")).rstrip(".")
    return text.zfill(whole.count("0")) if "," not in whole else text


def _shown_date(value: float, tokens: Sequence[_Token], *, since_1904: bool) -> str:
    if not 0 <= value < _LAST_DAY - 1462 * since_1904:
        return _general(value)
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(seconds=round(value * _SECONDS))
    halves = any(token.kind == "half" for token in tokens)
    parts = []
    for at, token in enumerate(tokens):
        match token.kind:
            case "date":
                parts.append(_date_part(moment, token.text.lower(), halves, _is_minute(tokens, at)))
            case "elapsed":
                parts.append(_elapsed(value, token.text.lower()))
            case "half":
                parts.append("AM" if moment.hour < 12 else "PM")
            case "text" | "number":
                parts.append(token.text)
            case "other" if token.text != "@":
                parts.append(token.text)
    return "".join(parts).strip()


def _is_minute(tokens: Sequence[_Token], at: int) -> bool:
    """Whether an `m` means minutes: it follows hours, or seconds follow it."""
    parts = [
        (number, token.text[0].lower()) for number, token in enumerate(tokens) if token.kind in ("date", "elapsed")
    ]
    before = [char for number, char in parts if number < at]
    after = [char for number, char in parts if number > at]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _date_part(moment: datetime, part: str, halves: bool, is_minute: bool) -> str:
    match part[0], len(part):
        case "y", length:
            return f"{moment.year:04}" if length > 2 else f"{moment.year % 100:02}"
        case "m", length if is_minute:
            return f"{moment.minute:0{min(length, 2)}}"
        case "m" | "d", 1 | 2:
            return f"{moment.month if part[0] == 'm' else moment.day:0{len(part)}}"
        case "m", length:
            return moment.strftime("%b" if length == 3 else "%B")
        case "d", length:
            return moment.strftime("%a" if length == 3 else "%A")
        case "h", length:
            hour = (moment.hour + 11) % 12 + 1 if halves else moment.hour
            return f"{hour:0{min(length, 2)}}"
        case _:
            return f"{moment.second:0{min(len(part), 2)}}"


def _elapsed(value: float, part: str) -> str:
    seconds = round(value * _SECONDS)
    amount = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}[part[0]]
    return f"{amount:0{len(part)}}"
