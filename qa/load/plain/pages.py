"""What only belongs to the page, in a text that was taken from one: running heads and feet, and the numbers of lines.

    2                  HOLM WATER BOARD v. TANNER        a running head, since the next page begins with "... 3"
                      Opinion of the Board               a running head, since every page begins with it
    14   drawn the plans himself during the              the number of a line, since all lines have them

A page ends at a form feed, or at a line that has the number of a page beside other text. Lines that are left out become
blank lines.

Known limitations: a text in which nothing marks the ends of pages keeps its running heads. A head that begins the text
stays, as its title.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from qa.load.plain.lines import Line, ends_sentence, is_page_number, make_line

# Lines at the top and the bottom of a page in which running heads and feet are looked for; none is longer than this.
_ZONE = 3
_MAX_WIDTH = 160
# Lines with words that a page has at least if the number beside a head is what marks its end.
_MIN_PAGE = 4
# Share of such heads that are within a sentence, at least: most pages end in one.
_CUT_SHARE = 0.5
# Lines with words that a page has at least if one of them is a head.
_MIN_LINES = 2
# Pages on which a head is found at least; in a long text this share of all pages.
_MIN_PAGES, _PAGE_SHARE = 2, 0.1

_LEFT_NUMBER = re.compile(r"(\d{1,4})\s{3,}(\S.*)")
_RIGHT_NUMBER = re.compile(r"(\S.*\S)\s{3,}(\d{1,4})")
_NUMERALS = re.compile(r"\b(?:\d+|[ivxlc]+)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{3}")

# Numbers of lines: how many lines of a text have one, and how long they are, at least.
_MIN_NUMBERED, _NUMBERED_SHARE, _NUMBERED_WIDTH = 8, 0.85, 25
_LINE_NUMBER = re.compile(r"\s*(\d{1,4})(?:\s+(?=\S)|\s*$)")
# In many editions every fifth line has a number.
_STEP = 5
_MIN_STEPS = 3
_STEP_LEFT = re.compile(r"\s*(\d{1,4})\s{2,}(?=\S)")
_STEP_RIGHT = re.compile(r"(?<=\S)\s{2,}(\d{1,4})\s*$")


def without_page_furniture(lines: Sequence[Line]) -> list[Line]:
    """The `lines` with blank lines for running heads and feet, and without the numbers of lines."""
    numbered = _without_line_numbers(list(lines))
    heads = _numbered_heads(numbered)
    if not heads and not any(line.raw == "\f" for line in numbered):
        return numbered
    for index in heads | set(_repeated_heads(numbered, _pages(numbered, heads))):
        numbered[index] = Line(numbered[index].number, 0, "", "", 0)
    return numbered


# Running heads


def _numbered_heads(lines: Sequence[Line]) -> set[int]:
    """The lines that have a page's number beside other text, with a blank line above or below.

    Another such line, a page further on or back, has the next number or the one before.
    """
    by_number: dict[int, list[int]] = {}
    words = 0
    # For each line the count of lines with words so far.
    counts: dict[int, int] = {}
    for index, line in enumerate(lines):
        words += bool(line.text)
        number = _head_number(lines, index)
        if number is not None:
            by_number.setdefault(number, []).append(index)
            counts[index] = words
    heads: set[int] = set()
    for number, indices in by_number.items():
        following = by_number.get(number + 1)
        if following and counts[following[-1]] - counts[indices[0]] >= _MIN_PAGE:
            heads.update(index for index in indices if counts[following[-1]] - counts[index] >= _MIN_PAGE)
            heads.update(index for index in following if counts[index] - counts[indices[0]] >= _MIN_PAGE)
    cuts = sum(_cuts_sentence(lines, index) for index in heads)
    return heads if cuts >= _CUT_SHARE * len(heads) else set()


def _cuts_sentence(lines: Sequence[Line], index: int) -> bool:
    """Whether the text above the line breaks off: headings and rows with numbers come after whole sentences."""
    above = next((lines[at].text for at in range(index - 1, max(index - _ZONE, -1), -1) if lines[at].text), ".")
    return not ends_sentence(above)


def _head_number(lines: Sequence[Line], index: int) -> int | None:
    line = lines[index]
    if not 4 <= len(line.raw) <= _MAX_WIDTH or not (line.text[:1].isdigit() or line.text[-1:].isdigit()):
        return None
    raw = line.raw.strip()
    left, right = _LEFT_NUMBER.fullmatch(raw), _RIGHT_NUMBER.fullmatch(raw)
    number, text = (left[1], left[2]) if left else (right[2], right[1]) if right else ("", "")
    if not number or not _LETTERS.search(text) or "   " in text or ".." in text:
        return None
    above = lines[index - 1].text if index else ""
    below = lines[index + 1].text if index + 1 < len(lines) else ""
    # In a table or a list of contents the neighbours have numbers, too.
    has_like = any(neighbour[-1:].isdigit() and neighbour[:1].isdigit() == bool(left) for neighbour in (above, below))
    return int(number) if not (above and below) and not has_like else None


def _pages(lines: Sequence[Line], heads: set[int]) -> list[list[int]]:
    """The indices of the lines with words, page by page; numbers of pages are left out."""
    pages: list[list[int]] = [[]]
    for index, line in enumerate(lines):
        if line.raw == "\f" or index in heads:
            pages.append([])
        elif line.text and not is_page_number(line.text):
            pages[-1].append(index)
    return [page for page in pages if len(page) >= _MIN_LINES]


def _repeated_heads(lines: Sequence[Line], pages: Sequence[Sequence[int]]) -> Iterable[int]:
    """The lines at the top or the bottom of a page that other pages have there, too, but for the number in them."""
    zones = [(page[:_ZONE], page[: -_ZONE - 1 : -1]) for page in pages]
    counts = Counter(
        key for top, bottom in zones for key in {_key(lines[index]) for index in {*top, *bottom}} if key is not None
    )
    least = max(_MIN_PAGES, _PAGE_SHARE * len(pages))
    for number, (top, bottom) in enumerate(zones):
        for zone in (top, bottom):
            for index in zone:
                key = _key(lines[index])
                if key is None or counts[key] < least:
                    break
                if number or index != pages[0][0]:
                    yield index


def _key(line: Line) -> str | None:
    """What the heads of two pages share; None for a line that is too long to be one, or has no word."""
    if len(line.text) > _MAX_WIDTH or not _LETTERS.search(line.text):
        return None
    return _NUMERALS.sub("#", line.text).casefold()


# Numbers of lines


def _without_line_numbers(lines: list[Line]) -> list[Line]:
    """The lines without their numbers, if nearly all of them have one, or every fifth."""
    if not lines:
        return lines
    matches = {index: match for index, line in enumerate(lines) if (match := _line_number(line)) is not None}
    written = [index for index, line in enumerate(lines) if line.text]
    if len(matches) >= max(_MIN_NUMBERED, _NUMBERED_SHARE * len(written)):
        counted = [index for index in matches if _counts_on(matches, index)]
        widths = sorted(lines[index].width - matches[index].end() for index in counted)
        if len(counted) >= _NUMBERED_SHARE * len(matches) and widths[len(widths) // 2] >= _NUMBERED_WIDTH:
            return [_without(line, matches[index]) if index in matches else line for index, line in enumerate(lines)]
    return _without_steps(lines, written)


def _line_number(line: Line) -> re.Match[str] | None:
    return _LINE_NUMBER.match(line.raw) if line.text[:1].isdigit() else None


def _counts_on(matches: dict[int, re.Match[str]], index: int) -> bool:
    """Whether the number of a line is one more than that of a line above it, or begins a page."""
    number = int(matches[index][1])
    above = next((matches[at] for at in range(index - 1, max(index - 4, -1), -1) if at in matches), None)
    return number == 1 or (above is not None and number == int(above[1]) + 1)


def _without_steps(lines: list[Line], written: Sequence[int]) -> list[Line]:
    """The lines without the numbers 5, 10, 15 at every fifth line."""
    for pattern in (_STEP_LEFT, _STEP_RIGHT):
        steps: dict[int, re.Match[str]] = {}
        last: tuple[int, int] | None = None
        for count, index in enumerate(written):
            line = lines[index]
            digit = line.text[:1] if pattern is _STEP_LEFT else line.text[-1:]
            if digit not in ("0", "5") and not (pattern is _STEP_LEFT and digit.isdigit()):
                continue
            match = pattern.search(line.raw) if len(line.raw) <= _MAX_WIDTH else None
            number = int(match[1]) if match else 0
            if match is None or not number or number % _STEP:
                continue
            if number == _STEP or (last is not None and number - last[0] == _STEP == count - last[1]):
                steps[index] = match
                last = (number, count)
        if len(steps) >= _MIN_STEPS:
            return [_without(line, steps[index]) if index in steps else line for index, line in enumerate(lines)]
    return lines


def _without(line: Line, match: re.Match[str]) -> Line:
    """The line with blanks for the number in `match`."""
    start, end = match.span(1)
    return make_line(line.number, f"{line.raw[:start]}{' ' * (end - start)}{line.raw[end:]}")
