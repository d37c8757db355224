"""Where two lines of a paragraph meet: what goes between them, and whether a hyphen at the end of the first one stays.

A hyphen is dropped only between lower-case halves, and stays where the file itself, or a small set of usual first parts
("well-", "self-"), says that the word is written with one.

Known limitation: without a dictionary a rare compound that is broken at its hyphen and occurs once loses it.
"""

import re
from functools import cached_property

from qa.load import words
from qa.load.lines import SOFT_HYPHEN

_HYPHENS = "-\u2010"
_CUTS = _HYPHENS + SOFT_HYPHEN
# Characters at the end of a line in which its last word is looked for.
_TAIL = 80
_LAST_WORD = re.compile(rf"([^\W_]+(?:[{_HYPHENS}'’][^\W_]+)*)[{_HYPHENS}]$")
_FIRST_WORD = re.compile(rf"[^\W_]+(?:[{_HYPHENS}'’][^\W_]+)*")
_DASHED = re.compile(r"\w[–—]$")

# Where words are broken; bounded, so that no file can make the search slow. Halves are taken for one word and are then
# no word of letters, so they are not found among the words of the file.
_BROKEN = re.compile(r"-\s{1,40}(?=[^\W_])")
_WORD = re.compile(r"\b[^\W\d_]+(?:-[^\W\d_]+)*\b")

# "fighting-age", "poorly-trained": participles and adverbs before another word, not "meaning-ful" or "apply-ing".
_COMPOUND = re.compile(r"\w{3}ing-(?!(?:ly|ful|less|ness|ers?|s)$)|\w{3}ly-\w{3,}(?:ed|en|wn|ing)$")

# Addresses and names of files keep every hyphen.
_ADDRESS = re.compile(r"[/@\\_]|\w\.\w")

# Scripts written without spaces between words: a line's end between two of their characters stands for nothing.
_UNSPACED = re.compile("[\u2e80-\u312f\u3190-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def is_cut(above: str, below: str) -> bool:
    """Whether a word is broken between two cleaned lines, by a hyphen at the end of the first one."""
    last = above[-1]
    if last not in _CUTS:
        return False
    return last == SOFT_HYPHEN or (below[0].isalnum() and bool(_LAST_WORD.search(above[-_TAIL:])))


def is_unspaced(line: str) -> bool:
    """Whether the line begins with a character of a script that puts no spaces between words."""
    return bool(_UNSPACED.match(line))


class Seams:
    """Joins lines of one file; the words of the file are gathered when the first hyphen asks for them."""

    def __init__(self, original: str) -> None:
        self._original = original

    def seam(self, above: str, below: str) -> tuple[int, str]:
        """How many characters go from the end of `above`, and what then goes before `below`. Both are cleaned."""
        if above[-1].isascii() and above[-1] != "-":
            return 0, " "
        if is_cut(above, below):
            return self._cut(above, below)
        if _DASHED.search(above[-2:]) and below[0].isalnum():
            return 0, ""
        if is_unspaced(above[-1]) and is_unspaced(below):
            return 0, ""
        return 0, " "

    def _cut(self, above: str, below: str) -> tuple[int, str]:
        if above.endswith(SOFT_HYPHEN):
            return 1, ""
        last, first = _LAST_WORD.search(above[-_TAIL:]), _FIRST_WORD.match(below)
        if last is None or first is None:
            return 0, ""
        if first[0].lower() in words.SUSPENDED:
            return 0, " "
        if _ADDRESS.search(above.rsplit(" ", 1)[-1]):
            return 0, ""
        return (0 if self._stays(last[1], first[0]) else 1), ""

    def _stays(self, left: str, right: str) -> bool:
        """Whether "left-right" keeps its hyphen: the strongest evidence is asked first."""
        left_low, right_low = left.lower(), right.lower()
        if not set(_HYPHENS).isdisjoint(left + right):
            return True
        if f"{left_low}-{right_low}" in self._words:
            return True
        if left_low + right_low in self._words:
            return False
        if not (left.islower() and right.islower()):
            return True
        if left_low in words.FIRST_PARTS or _COMPOUND.search(f"{left_low}-{right_low}"):
            return True
        return self._is_word(left_low) and self._is_word(right_low)

    def _is_word(self, half: str) -> bool:
        return half in self._words and half not in words.COMMON

    @cached_property
    def _words(self) -> frozenset[str]:
        """Every word of the file in lower case, with its hyphens, except the halves of words broken at a line's end."""
        unbroken = _BROKEN.sub("_", self._original.replace("\u2010", "-").replace(SOFT_HYPHEN, ""))
        return frozenset(_WORD.findall(unbroken.lower()))
