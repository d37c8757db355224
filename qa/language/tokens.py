"""Text to words: the one tokenizer that the retriever and the reader share.

A word is a run of letters and digits, with what belongs inside it: "don't", "10,000", "3.5", "U.S.". Its *norm* is what
two writings of it share: lower case, no accents (Unicode's compatibility decomposition without the marks), no thousands
separators, no possessive 's. Its *stem* is the Snowball English stem (Porter, 2001) of the norm, or of the word
that the norm is an irregular form of.

Known limitation: scripts without spaces between words (Chinese, Thai) come out as one long word; the retriever's
character n-grams still match parts of it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from qa.language.irregular import BASE

# Numbers with separators; abbreviations with dots; words with an apostrophe or a combining mark inside. A mark is no
# word character to `re`, so it is named: without it a decomposed accent (NFD) would break its word in two.
_WORD = re.compile(
    r"\d+(?:[.,]\d+)+"
    r"|(?:[^\W\d_]\.){2,}"
    r"|(?:[^\W_][\u0300-\u036f\u200c\u200d]*)+(?:['’](?:[^\W_][\u0300-\u036f]*)+)*"
)
_POSSESSIVE = re.compile(r"['’]s?$")

# Function words: they carry grammar, not the topic. Question words belong here, since they say what kind of answer is
# asked for and not where it stands. Longer public lists also hold words like "fire", "bill" or "amount"; this does not.
STOP_WORDS = frozenset(
    "a about after all also am an and any are aren't as at be been before being but by can can't could couldn't did "
    "didn't do does doesn't doing don't down during each either else every for from had hadn't has hasn't have "
    "haven't having he he'd he'll her here hers herself him himself his how i i'd i'll i'm i've if in into is isn't "
    "it its itself just let many may me might more most much must my myself no nor not now of off on only or other "
    "our ours out over own please quite rather same shall she she'd she'll should shouldn't so some such tell than "
    "that the their theirs them themselves then there these they they'd they'll they're they've this those through "
    "to too under until up upon us very was wasn't we we'd we'll we're we've were weren't what when where which "
    "while who whom whose why will with won't would wouldn't yes you you'd you'll you're you've your yours "
    "yourself".split()
)

_stemmer = Stemmer.Stemmer("english")
# Distinct words kept: a language's everyday vocabulary, at about 200 bytes each.
_CACHE = 1 << 17


class Word(NamedTuple):
    """A word of a text: its norm, its stem and its place in the text that was tokenized."""

    norm: str
    stem: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of `text` in order, with offsets into `text`."""
    return [Word(*_forms(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


def norms(text: str) -> Iterator[str]:
    """The norms of the words of `text`, in order: `words` for those who need no places."""
    return (_forms(token)[0] for token in _WORD.findall(text))


def stem(norm: str) -> str:
    """The stem of a norm."""
    return _forms(norm)[1]


@lru_cache(maxsize=_CACHE)
def _forms(token: str) -> tuple[str, str]:
    """The norm and the stem of a word as it is written."""
    norm = token.casefold()
    if not norm.isascii():
        decomposed = unicodedata.normalize("NFKD", norm.replace("’", "'"))
        norm = "".join(char for char in decomposed if not unicodedata.combining(char)) or norm
    norm = _POSSESSIVE.sub("", norm) or norm
    if norm[0].isdigit():
        norm = norm.replace(",", "")
    return norm, _stemmer.stemWord(BASE.get(norm, norm))
