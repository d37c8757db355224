"""The text of a mail -> what its sender wrote, the signature, and what is quoted from others.

    own          lines without a mark
    quotation    lines with ">", or everything below "-----Original Message-----" and a block of headers
    signature    the lines after "-- "

Known limitation: a quotation without any mark is read as the sender's own words.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

_QUOTE = re.compile(r"^[ ]?(?:>[ ]?){1,50}")
# "-----Original Message-----", "---------- Forwarded message ---------", "________________".
_RULE = re.compile(r"\s{0,3}(?:-{3,}\s?[^\W\d_][^-]{2,60}\s?-{3,}|_{10,})\s*$")
# "From: Pia Lindgren <pia@example.org>", "*From:* Pia".
_HEADER = re.compile(r"\*?([^\W\d_][\w -]{1,20}):\*?\s+(\S.*)")
_MARKED_NAME = re.compile(r"\*?[^\W\d_]{2,12}:\*?\s+[\"']?([^\"'<\[]{1,80})")
# The name in "On Mon, 3 Mar 2024 at 10:12, Pia Lindgren <pia@example.org> wrote:" is between the time and the address.
_ADDRESS = re.compile(r"\s?[<\[(][^<>\[\]()\s]{1,100}@[^<>\[\]()\s]{1,100}[>\])]")
_NAME_WORD = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’-]*,?$")
_SIGNATURE = re.compile(r"--[ ]?$|—$")
# Lines that introduce a quotation, and lines of a signature, at most.
_ATTRIBUTION_LINES, _SIGNATURE_LINES = 3, 15
# Headers that a quoted message has at least.
_LEAST_HEADERS = 3
# Words of a name.
_LONGEST_NAME = 4
# Lines of headers below a rule that are looked at.
_HEADER_LINES = 6


def is_quoted_header(line: str) -> bool:
    """Whether a line at the head of a quoted message is a header of it."""
    return bool(_HEADER.match(line))


def is_rule(line: str) -> bool:
    """Whether a line only separates a quoted message from the text above it."""
    return bool(_RULE.match(line))


class Voice(Enum):
    """Whose words they are."""

    OWN = "own"
    SIGNATURE = "signature"
    QUOTED = "quoted"


class Segment(NamedTuple):
    """Neighbouring lines of one voice: their numbers in the text, from 0, and the lines without marks of quotation.

    `name` is who is quoted, "" if nobody is named.
    """

    voice: Voice
    numbers: Sequence[int]
    lines: Sequence[str]
    name: str = ""


def split_voices(lines: Sequence[str]) -> Iterator[Segment]:
    """The segments of a text, in order. Every line is in one of them."""
    end = _quoted_tail(lines)
    start = 0
    while start < end:
        is_quoted = bool(_QUOTE.match(lines[start]))
        stop = start
        while stop < end and (bool(_QUOTE.match(lines[stop])) == is_quoted or _joins(lines, stop, end, is_quoted)):
            stop += 1
        if is_quoted:
            yield _quotation(lines, start, stop)
            start = stop
            continue
        cut, name = _attribution(lines, start, stop) if stop < end else (stop, "")
        yield from _own(lines, start, cut)
        start = stop
        if name:
            while stop < end and (_QUOTE.match(lines[stop]) or _joins(lines, stop, end, True)):
                stop += 1
            yield _quotation(lines, cut, stop)._replace(name=name)
            start = stop
    if end < len(lines):
        numbers = range(end, len(lines))
        marked = [_QUOTE.sub("", lines[number]) for number in numbers]
        yield Segment(Voice.QUOTED, numbers, marked, _name_in_headers(lines, end))


def _joins(lines: Sequence[str], at: int, end: int, is_quoted: bool) -> bool:
    """Whether a blank line inside a quotation belongs to it."""
    return is_quoted and not lines[at].strip() and at + 1 < end and bool(_QUOTE.match(lines[at + 1]))


def _quoted_tail(lines: Sequence[str]) -> int:
    """Where the headers of a quoted message begin, under a rule or not, or the number of lines."""
    for number, line in enumerate(lines):
        if _RULE.match(line) or _is_marked_header(line):
            below = lines[number : number + _HEADER_LINES]
            if sum(_HEADER.match(header) is not None for header in below) >= _LEAST_HEADERS:
                return number
    return len(lines)


def _is_marked_header(line: str) -> bool:
    match = _HEADER.match(line)
    return bool(match and ("@" in line or line.startswith("*")))


def _name_in_headers(lines: Sequence[str], start: int) -> str:
    for line in lines[start : start + _HEADER_LINES]:
        match = None if _RULE.match(line) else _MARKED_NAME.match(line)
        if match:
            return match[1].strip()
    return ""


def _quotation(lines: Sequence[str], start: int, stop: int) -> Segment:
    """The lines without the marks of their level."""
    numbers = range(start, stop)
    return Segment(Voice.QUOTED, numbers, [_QUOTE.sub("", lines[number]) for number in numbers])


def _attribution(lines: Sequence[str], start: int, stop: int) -> tuple[int, str]:
    """Where the lines that introduce the quotation at `stop` begin, and the name in them.

    Without such lines that is `stop`, and no name.
    """
    last = stop - 1
    while last > start and not lines[last].strip():
        last -= 1
    if not lines[last].rstrip().endswith(":"):
        return stop, ""
    first = last
    while first > max(start, last - _ATTRIBUTION_LINES + 1) and lines[first - 1].strip():
        first -= 1
    introduction = " ".join(lines[first : last + 1])[-300:]
    name = _name(introduction)
    if not name or not ("@" in introduction or any(char.isdigit() for char in introduction) or first == last):
        return stop, ""
    return first, name


def _name(introduction: str) -> str:
    """The name in an introduction such as "On Monday Pia wrote:": the last words in capitals beside no number."""
    words = _ADDRESS.sub("", introduction).rstrip(": ").split()
    runs: list[list[str]] = [[]]
    for word in words:
        if _NAME_WORD.match(word):
            runs[-1].append(word.rstrip(","))
        else:
            # "On Mon, 3 Mar 2024": words before a number belong to the date.
            if any(char.isdigit() for char in word) and runs[-1]:
                runs.pop()
            runs.append([])
    names = [run for run in runs if 0 < len(run) <= _LONGEST_NAME]
    return " ".join(names[-1]) if names else ""


def _own(lines: Sequence[str], start: int, stop: int) -> Iterator[Segment]:
    """The sender's words, and the signature that ends them."""
    cut = next(
        (
            number
            for number in range(max(start, stop - _SIGNATURE_LINES), stop)
            if _SIGNATURE.match(lines[number]) and any(line.strip() for line in lines[number + 1 : stop])
        ),
        stop,
    )
    if any(line.strip() for line in lines[start:cut]):
        yield Segment(Voice.OWN, range(start, cut), lines[start:cut])
    if cut < stop:
        yield Segment(Voice.SIGNATURE, range(cut + 1, stop), lines[cut + 1 : stop])
