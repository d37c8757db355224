"""Text -> word pieces, by the rules of BERT (Devlin et al., 2019): what a network reads instead of words.

A text is cleaned of control characters, put in lower case and without accents, and cut at white space, around each mark
of punctuation, and around each Chinese character. A word is then cut from its left into the longest pieces that are in
the vocabulary; "##" begins those inside of a word. A word that cannot be cut is one unknown piece.

The pieces, and the characters that each of them covers, are those of the library `tokenizers`: `eval/word_pieces.py`
compares them. The name of a special token in a text ("[SEP]") is text.

Known limitation: the kinds of characters are those of Python's Unicode. Some 500 rare characters came after the version
that the library knows, and are marks here and letters there.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

# Before every piece but the first one of a word.
INSIDE = "##"
# Letters of a word at most; a longer one is unknown.
MAX_LETTERS = 100
# Words that are kept with their pieces, and the characters of one at most: some 10 MB.
_KEPT, _MAX_KEPT = 1 << 15, 40

# Unicode's white space less the control characters among it, which are removed before.
_CHUNK = re.compile(r"[^\t\n\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# The blocks of Chinese characters; Japanese and Korean letters are not among them.
_CHINESE = re.compile(
    "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002a6df\U0002a700-\U0002b81f\U0002b920-\U0002ceaf"
    "\U0002f800-\U0002fa1f]"
)
_ASCII_WORD = re.compile("[A-Za-z0-9]+|.")
_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
# The control characters, formats, private characters and surrogates; those without a meaning so far stay.
_REMOVED = frozenset({"Cc", "Cf", "Co", "Cs"})
_MARK = "Mn"

# A piece: its id, and the characters that it covers, start and end.
Piece = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The ids of a text's pieces, and the characters that each covers, start and end."""

    ids: list[int] = field(default_factory=list)
    offsets: list[tuple[int, int]] = field(default_factory=list)


class WordPieces:
    """See the module's docstring."""

    def __init__(
        self, vocabulary: Mapping[str, int], *, unknown: str = "[UNK]", lowercase: bool = True, accents: bool = False
    ) -> None:
        """Cut into the pieces of `vocabulary`, each with its id.

        `unknown` is the piece for a word that cannot be cut; `lowercase` is whether letters are made small, and
        `accents` whether these are kept. Raises `KeyError` if `unknown` is no piece.
        """
        self._ids = vocabulary
        self._unknown = vocabulary[unknown]
        self._lowercase, self._accents = lowercase, accents
        self._longest = max(map(len, vocabulary))
        self._letters = cache(self._clean)
        self._kept = lru_cache(_KEPT)(self._cut)

    def encode(self, text: str) -> Pieces:
        """The pieces of `text`."""
        pieces = Pieces()
        for match in _CHUNK.finditer(text):
            chunk, place = match[0], match.start()
            for piece, start, end in self._kept(chunk) if len(chunk) <= _MAX_KEPT else self._cut(chunk):
                pieces.ids.append(piece)
                pieces.offsets.append((place + start, place + end))
        return pieces

    def _cut(self, chunk: str) -> list[Piece]:
        """The pieces of what is between white space."""
        return [
            (piece, places[start], places[end - 1] + 1)
            for word, places in self._words(chunk)
            for piece, start, end in self._match(word)
        ]

    def _words(self, chunk: str) -> Iterator[tuple[str, Sequence[int]]]:
        """The words and marks of `chunk`, as they are looked up, each with the places of its letters."""
        if chunk.isascii() and chunk.isprintable():
            # By far the most are; the rest says the same of them, and takes longer.
            for match in _ASCII_WORD.finditer(chunk):
                yield match[0].lower() if self._lowercase else match[0], range(*match.span())
            return
        word, places = "", list[int]()
        for place, character in enumerate(chunk):
            letters, is_alone = self._letters(character)
            if is_alone:
                yield from ((word, places),) if word else ()
                yield letters, [place] * len(letters)
                word, places = "", []
            else:
                word += letters
                places += [place] * len(letters)
        yield from ((word, places),) if word else ()

    def _clean(self, character: str) -> tuple[str, bool]:
        """What is read for `character`, often itself, and whether that is a word of its own."""
        if character in "\0\ufffd" or unicodedata.category(character) in _REMOVED:
            return "", False
        letters = character
        if not self._accents:
            letters = "".join(
                part for part in unicodedata.normalize("NFD", character) if unicodedata.category(part) != _MARK
            )
        if self._lowercase:
            letters = "".join(part.lower() for part in letters)
        return letters, bool(_CHINESE.match(character)) or (len(letters) == 1 and _is_punctuation(letters))

    def _match(self, word: str) -> list[Piece]:
        """The longest pieces of `word` from its left, with their places in it."""
        pieces: list[Piece] = []
        start = 0
        while start < len(word) <= MAX_LETTERS:
            prefix = INSIDE if start else ""
            longest = min(len(word), start + self._longest)
            end = next((end for end in range(longest, start, -1) if prefix + word[start:end] in self._ids), start)
            if end == start:
                break
            pieces.append((self._ids[prefix + word[start:end]], start, end))
            start = end
        return pieces if start == len(word) else [(self._unknown, 0, len(word))]


def _is_punctuation(letter: str) -> bool:
    return letter in _ASCII_PUNCTUATION or unicodedata.category(letter).startswith("P")
