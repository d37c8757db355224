"""Text to words: the one tokenizer of the package, at two granularities.

`words` are what search compares: runs of letters and digits, with what belongs inside them: "don't", "10,000", "3.5",
"U.S.". A word's *norm* is what two spellings of it share: lower case, no accents (Unicode's compatibility decomposition
without the marks), no thousands separators, no possessive 's. Its *stem* is the Snowball English stem (Porter, 2001) of
the norm, or of the word that the norm is an irregular form of.

`tokens` are what grammar needs: punctuation is a token, and compounds, times and amounts stay whole: "well-known",
"10:30", "$5.20", "Mr.".

Chinese and Japanese are written without spaces: each of their characters is a word.

Known limitation: other scripts without spaces between words (Thai, Khmer) come out as one long word; the retriever's
character n-grams still match parts of it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

import Stemmer

from qa.language.lexicon import BASE_FORMS, STOP_WORDS, TOKEN_TITLES, alternation
from qa.types import Token, Word

# The characters of Chinese and Japanese, for the brackets of a pattern: radicals, kana, ideographs; and the signs among
# them: punctuation, strokes, symbols, full-width forms.
CJK = "\u2e80-\u2fdf\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CJK_SIGNS = "\u2fe0-\u303f\u30fb\u3100-\u312f\u3190-\u31ef\u3200-\u33ff\uff00-\uffef"
# Numbers with separators; abbreviations with dots; words with an apostrophe or a combining mark inside; a Chinese or
# Japanese character. A mark is no word character to `re`, so it is named: without it a decomposed accent (NFD) would
# break its word in two.
_WORD = re.compile(
    r"\d+(?:[.,]\d+)+"
    r"|(?:[^\W\d_]\.){2,}"
    rf"|(?:[^\W_{CJK}][\u0300-\u036f\u200c\u200d]*)+(?:['’](?:[^\W_][\u0300-\u036f]*)+)*"
    rf"|[{CJK}]"
)
_TOKEN = re.compile(
    rf"\d+(?:[.,:]\d+)*%?|(?:[^\W\d_]\.){{2,}}|[$€£]\d[\d.,]*|{alternation(TOKEN_TITLES)}\."
    r"|\w+(?:['’.-]\w+)*['’]?|[^\w\s]"
)
# The possessive ending of a word as it is written, and of a token: "James'" is possessive to grammar, "O'" is not.
_WORD_POSSESSIVE = re.compile(r"['’]s?$")
_TOKEN_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_CURRENCY_SIGNS = "$€£"

_stemmer = Stemmer.Stemmer("english")
# Distinct words kept: a language's everyday vocabulary, at about 200 bytes each.
_WORDS_KEPT = 1 << 17
# Texts kept with their words or tokens: the questions, sentences and phrases of a conversation, at about 5 KB each.
_TEXTS_KEPT = 1 << 12


@lru_cache(maxsize=_TEXTS_KEPT)
def words(text: str) -> tuple[Word, ...]:
    """The words of `text` in order, with offsets into `text`."""
    return tuple(scan_words(text))


def scan_words(text: str) -> Iterator[Word]:
    """The same, not kept: for a text that is read once."""
    return (Word(*norm_and_stem(match[0]), match.start(), match.end()) for match in _WORD.finditer(text))


def written_words(text: str) -> list[str]:
    """The words of `text` as they are written, in order: `scan_words` where nothing else is needed."""
    return _WORD.findall(text)


def norms(text: str) -> Iterator[str]:
    """The norms of the words of `text`, in order."""
    return (norm_and_stem(written)[0] for written in written_words(text))


def words_within(text: str, text_words: Sequence[Word], start: int, end: int) -> Sequence[Word]:
    """The words of `text[start:end]`, taken from `text_words`, those of the whole text.

    Their offsets are into the whole text, unless a word crosses an edge of the slice: then that is tokenized anew.
    """
    inside = [word for word in text_words if word.start < end and word.end > start]
    if any(word.start < start or word.end > end for word in inside):
        return words(text[start:end])
    return inside


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words of `text` that are no function words."""
    return frozenset(word.stem for word in words(text) if word.norm not in STOP_WORDS)


def stem(norm: str) -> str:
    """The stem of a norm."""
    return norm_and_stem(norm)[1]


@lru_cache(maxsize=_WORDS_KEPT)
def norm_and_stem(written: str) -> tuple[str, str]:
    """The norm and the stem of a word as it is written."""
    norm = written.casefold()
    if not norm.isascii():
        decomposed = unicodedata.normalize("NFKD", norm.replace("’", "'"))
        norm = "".join(char for char in decomposed if not unicodedata.combining(char)) or norm
    norm = _WORD_POSSESSIVE.sub("", norm) or norm
    if norm[0].isdigit():
        norm = norm.replace(",", "")
    return norm, _stemmer.stemWord(BASE_FORMS.get(norm, norm))


@lru_cache(maxsize=_TEXTS_KEPT)
def tokens(text: str) -> tuple[Token, ...]:
    """The words and punctuation marks of `text` in order, with offsets into `text`."""
    return tuple(_token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text))


def _token(written: str, start: int, end: int) -> Token:
    return Token(
        text=written,
        norm=without_possessive(written.replace("’", "'")).casefold() or written,
        start=start,
        end=end,
        is_word=written[0].isalnum() or written[0] in _CURRENCY_SIGNS,
        is_capitalised=written[0].isupper(),
        is_possessive=bool(_TOKEN_POSSESSIVE.search(written)),
    )


@lru_cache(maxsize=_TEXTS_KEPT)
def without_possessive(written: str) -> str:
    """A token without its possessive 's."""
    return _TOKEN_POSSESSIVE.sub("", written)


@lru_cache(maxsize=_TEXTS_KEPT)
def without_word_possessive(written: str) -> str:
    """A word as it is written, without a possessive 's."""
    return _WORD_POSSESSIVE.sub("", written)
