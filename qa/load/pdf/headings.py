"""Which blocks of a PDF are headings, and of which level.

The outline of the file is believed first. Else a heading is larger than the body, or bold, or numbered, and in any case
short and alone.
"""

import re
from collections.abc import Mapping, Sequence

from qa.load.lines import letters_and_digits
from qa.load.pdf.paragraphs import Group

_LARGER = 1.12
# Characters, words and lines of a heading at most.
_MAX_CHARACTERS, _MAX_WORDS, _MAX_LINES = 160, 22, 4
_MAX_LEVEL = 6

_NUMBER = re.compile(r"((?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,4})[.)]?\s+(?=[^\W\d_])|([IVX]{1,5})\.\s+(?=[^\W\d_])")
_PART = re.compile(
    r"(?:chapter|part|section|article|appendix|annex|item|note|kapitel|teil|schedule)\s+(?:\d+|[ivxlc]+|[a-z])\b", re.I
)
_KNOWN = re.compile(
    r"(?:abstract|introduction|conclusions?|references|bibliography|acknowledge?ments?|appendix|appendices|summary|discussion"
    r"|results|methods?|background|related work|contents|table of contents|index|preface|foreword|zusammenfassung"
    r"|einleitung|literatur(?:verzeichnis)?|inhalt(?:sverzeichnis)?|résumé)\W*",
    re.I,
)
_ENDS = re.compile(r"[.,;!?]$|[:]$")
_LETTERS = re.compile(r"[^\W\d_]")


def find_headings(groups: Sequence[Group], *, size: float, outline: Sequence[tuple[str, int, int]]) -> dict[int, int]:
    """The levels of the headings, by position in `groups`.

    `size` is that of the body; `outline` has the title, the page and the level (from 1) of each entry.
    """
    entries = _Outline(outline)
    levels: dict[int, int] = {}
    styled: dict[int, tuple[float, int]] = {}
    for position, group in enumerate(groups):
        if group.table is not None or group.caption or group.note or len(group.lines) > _MAX_LINES:
            continue
        level = entries.level(group)
        if level:
            levels[position] = level
        elif _may_be_heading(group, size=size) and position + 1 < len(groups):
            styled[position] = _style(group, size=size)
    ranks = _ranks(styled)
    levels.update((position, ranks[style]) for position, style in styled.items())
    if not outline:
        used = sorted(set(levels.values()))
        levels = {position: 1 + used.index(level) for position, level in levels.items()}
    return levels


def is_title(group: Group) -> bool:
    """Whether a heading may be the title of a document: "Contents" and the like are not."""
    return not _KNOWN.fullmatch(group.text)


class _Outline:
    """The entries of the outline by their letters, each with its pages and levels."""

    def __init__(self, outline: Sequence[tuple[str, int, int]]) -> None:
        self._entries: dict[str, list[tuple[int, int]]] = {}
        for title, page, level in outline:
            for key in {letters_and_digits(title), letters_and_digits(_NUMBER.sub("", title, count=1))}:
                if key:
                    self._entries.setdefault(key, []).append((page, level))

    def level(self, group: Group) -> int:
        """The level of the entry that is `group`, 0 if none is."""
        if not self._entries:
            return 0
        text = group.text
        if len(text) > 2 * _MAX_CHARACTERS:
            return 0
        page = group.lines[0].page
        for key in (letters_and_digits(text), letters_and_digits(_NUMBER.sub("", text, count=1))):
            for entry_page, level in self._entries.get(key, ()):
                if entry_page == page:
                    return min(level, _MAX_LEVEL)
        return 0


def _may_be_heading(group: Group, *, size: float) -> bool:
    text = group.text
    if len(text) > _MAX_CHARACTERS or len(text.split()) > _MAX_WORDS or not _LETTERS.search(text):
        return False
    if len(_LETTERS.findall(text)) < 3 or group.size < 0.9 * size:
        return False
    numbered = bool(_NUMBER.match(text) or _PART.match(text))
    if _ENDS.search(text) and not (numbered and text[-1] == "." and len(text) < 60):
        return False
    if group.item and not numbered:
        return False
    if group.size >= _LARGER * size:
        return len(group.lines) <= 3 or group.bold
    if len(group.lines) > 2:
        return False
    if group.bold:
        return True
    if len(group.lines) > 1:
        return False
    first = _LETTERS.search(text)
    is_capital = first is not None and first[0].isupper()
    return bool(_KNOWN.fullmatch(text)) or (numbered and is_capital and len(text) <= 80 and text[0] != "(")


def _style(group: Group, *, size: float) -> tuple[float, int]:
    """What headings of one level share: the size, rounded, and how deep the number is (0 without one)."""
    number = _NUMBER.match(group.text)
    depth = 0
    if number is not None:
        depth = 1 + (number[1].count(".") if number[1] else 0)
    return round(max(group.size, size) * 2) / 2, depth


def _ranks(styled: Mapping[int, tuple[float, int]]) -> dict[tuple[float, int], int]:
    """The level of each style: larger is higher, then a shorter number is higher."""
    sizes = sorted({size for size, _ in styled.values()}, reverse=True)
    ranks: dict[tuple[float, int], int] = {}
    styles = set(styled.values())
    for size, depth in sorted(styles, key=lambda style: (-style[0], style[1])):
        rank = 1 + sizes.index(size)
        depths = sorted({other for other_size, other in styles if other_size == size and other})
        if depth and depths:
            rank += depth - depths[0]
        ranks[size, depth] = min(rank, _MAX_LEVEL)
    return ranks
