"""Lines: a string is split into them as editors count them, a line of prose is cleaned, and two lines are joined.

Where two lines meet, a hyphen at the end of the first one may belong to the word or may only cut it. The file itself
decides, if it has the word elsewhere; then ordinary English, if it has the word without a hyphen ("Con-", "sequently");
then a small set of usual first parts ("well-", "self-"). Otherwise it is dropped between lower-case halves alone.

Known limitations: a rare compound that is cut at its hyphen and occurs once loses the hyphen; so does one that is also
another word ("re-cover"). The words are English, with the conjunctions of some other European languages.
"""

import re
from functools import cached_property

from qa import model
from qa.language.lexicon import COMMON_HALVES, HYPHENATED_FIRST_PARTS, SUSPENDING_WORDS
from qa.language.tokens import CJK, CJK_SIGNS
from qa.language.tokens import stem as stem_of_word

# Soft and zero-width characters only say where a line may be broken. ZWJ and ZWNJ stay: emoji and Persian
# are spelled with them.
SOFT_HYPHEN = "\u00ad"
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")

# A soft hyphen at the end of a line marks a word that continues in the next one; `LineJoiner` needs to see it.
_CUT_WORD = re.compile("[^\\W_]\u00ad[\u00ad\u200b\u2060\ufeff\\s]*$")

_SURROGATE = re.compile("[\ud800-\udfff]")

_HYPHENS = "-\u2010"
_CUTS = _HYPHENS + SOFT_HYPHEN
# Characters at the end of a line in which its last word is looked for.
_TAIL = 80
_LAST_WORD = re.compile(rf"([^\W_]+(?:[{_HYPHENS}'’][^\W_]+)*)[{_HYPHENS}]$")
_FIRST_WORD = re.compile(rf"[^\W_]+(?:[{_HYPHENS}'’][^\W_]+)*")
_DASHED = re.compile(r"\w[–—]$")

# A word cut at a line's end; the length is bounded, so that no file can make the search slow. Its halves are replaced
# by something that is no word of letters, so that they do not count among the words of the file.
_BROKEN = re.compile(r"-\s{1,40}(?=[^\W_])")
_WORD = re.compile(r"\b[^\W\d_]+(?:-[^\W\d_]+)*\b")

# "fighting-age", "poorly-trained": participles and adverbs before another word, not "meaning-ful" or "apply-ing".
_COMPOUND = re.compile(r"\w{3}ing-(?!(?:ly|ful|less|ness|ers?|s)$)|\w{3}ly-\w{3,}(?:ed|en|wn|ing)$")

# Addresses and names of files keep every hyphen.
_ADDRESS = re.compile(r"[/@\\_]|\w\.\w")

# Characters of a context, at most: every item of a list repeats what is above the list.
_LONGEST_CONTEXT = 240
# Not after an initial or the number of an item.
_SENTENCE_START = re.compile(r"(?<!\b\w)[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[A-ZÀ-ÞА-Я])")

# Scripts without spaces between words: lines that meet between two of their characters are joined without a space.
_UNSPACED = re.compile(f"[{CJK}{CJK_SIGNS}]")


def split_lines(text: str) -> list[str]:
    """The lines of `text`, without their ends: a line ends at CR LF, LF or CR and at nothing else."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def clean(line: str) -> str:
    """A line of prose with single plain spaces and without invisible break marks.

    If a soft hyphen cuts a word at the very end, it stays: `LineJoiner.join` asks to drop it.
    """
    if line.isascii():
        return " ".join(line.split())
    cut = SOFT_HYPHEN if SOFT_HYPHEN in line and _CUT_WORD.search(line) else ""
    return " ".join(_INVISIBLE.sub("", line).split()) + cut


def stem(text: str) -> str | None:
    """What introduces the list or table below the cleaned paragraph `text`: its last sentence, if a colon ends it.

    In laws a dash may: "The Minister may by order —".
    """
    return last_sentence(text) if text.endswith((":", "\uff1a", " -", "–", "—")) else None


def last_sentence(text: str) -> str:
    """The last sentence of the cleaned `text`, cut from the left if it is longer than a context should be."""
    tail = shorten(text)
    starts = [match.end() for match in _SENTENCE_START.finditer(tail)]
    return tail[starts[-1] :] if starts else tail


def shorten(text: str) -> str:
    """The end of the cleaned `text`, from the start of a word, if it is longer than a context should be."""
    if len(text) <= _LONGEST_CONTEXT:
        return text
    tail = text[-_LONGEST_CONTEXT:]
    return tail[tail.find(" ") + 1 :]


def letters_and_digits(text: str) -> str:
    """What two spellings of a title share: its letters and digits, without case."""
    return "".join(char for char in text.casefold() if char.isalnum())


def replace_surrogates(text: str) -> str:
    """`text` with each lone surrogate replaced by U+FFFD, so that the text can be written as UTF-8."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def is_word_cut(above: str, below: str) -> bool:
    """Whether a hyphen at the end of `above` cuts a word that continues in `below`. Both lines are cleaned."""
    last = above[-1]
    if last not in _CUTS:
        return False
    return last == SOFT_HYPHEN or (below[0].isalnum() and bool(_LAST_WORD.search(above[-_TAIL:])))


def starts_unspaced(line: str) -> bool:
    """Whether the line begins with a character of a script without spaces between words."""
    return bool(_UNSPACED.match(line))


def _is_ordinary(left: str, right: str) -> bool:
    """Whether the halves make a word of ordinary English: "Con-", "sequently"."""
    has_inner_capital = not right.islower() and not (left + right).isupper()
    return not has_inner_capital and stem_of_word((left + right).lower()) in model.lexical().background


class LineJoiner:
    """Decides how the lines of one file are joined. The words of the file are collected at the first hyphen."""

    def __init__(self, original: str) -> None:
        self._original = original

    def join(self, above: str, below: str) -> tuple[int, str]:
        """How many characters to drop at the end of `above`, and what to put before `below`. Both are cleaned."""
        if above[-1].isascii() and above[-1] != "-":
            return 0, " "
        if is_word_cut(above, below):
            return self._join_cut_word(above, below)
        if _DASHED.search(above[-2:]) and below[0].isalnum():
            return 0, ""
        if starts_unspaced(above[-1]) and starts_unspaced(below):
            return 0, ""
        return 0, " "

    def _join_cut_word(self, above: str, below: str) -> tuple[int, str]:
        if above.endswith(SOFT_HYPHEN):
            return 1, ""
        left, right = _LAST_WORD.search(above[-_TAIL:]), _FIRST_WORD.match(below)
        if left is None or right is None:
            return 0, ""
        # "pre- and post-war": the hyphen replaces a word that follows later.
        if right[0].lower() in SUSPENDING_WORDS:
            return 0, " "
        if _ADDRESS.search(above.rsplit(" ", 1)[-1]):
            return 0, ""
        return (0 if self._keeps_hyphen(left[1], right[0]) else 1), ""

    def _keeps_hyphen(self, left: str, right: str) -> bool:
        """Whether "left-right" is written with a hyphen. The strongest evidence comes first."""
        left_lower, right_lower = left.lower(), right.lower()
        if not set(_HYPHENS).isdisjoint(left + right):
            return True
        if f"{left_lower}-{right_lower}" in self._words:
            return True
        if left_lower + right_lower in self._words or _is_ordinary(left, right):
            return False
        if not (left.islower() and right.islower()):
            return True
        if left_lower in HYPHENATED_FIRST_PARTS or _COMPOUND.search(f"{left_lower}-{right_lower}"):
            return True
        return self._is_word(left_lower) and self._is_word(right_lower)

    def _is_word(self, half: str) -> bool:
        return half in self._words and half not in COMMON_HALVES

    @cached_property
    def _words(self) -> frozenset[str]:
        """The words of the file in lower case, with their hyphens, without the halves of words cut at a line's end."""
        unbroken = _BROKEN.sub("_", self._original.replace("\u2010", "-").replace(SOFT_HYPHEN, ""))
        return frozenset(_WORD.findall(unbroken.lower()))
