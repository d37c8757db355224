"""64-bit keys of strings: what an index is looked up by, so that it holds no strings where it needs none.

Two of a million strings share a key with a probability of about 3e-8.
"""

from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from qa.index.terms import NGRAM_LENGTHS

Keys = NDArray[np.uint64]

# Characters: a longer "word" is base64, a digest or minified code, of which nobody asks a piece.
MAX_PIECED = 40

# The multiplier and the shifts of SplitMix64 (Steele, Lea and Flood, 2014).
_MULTIPLIER, _SHIFT, _SEED = 0xBF58476D1CE4E5B9, 29, 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
# Bits of a key that are looked at first: of some hundred keys that are wanted, 1 % of the others share them.
_LIKELY_BITS = 14
# From how many keys on they are sorted before they are looked up: in random order each lookup misses the processor's
# cache, the more often the larger the index.
_MANY = 1_000


def key_of(text: str) -> int:
    """The key of one string."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def keys_of(texts: Iterable[str]) -> Keys:
    """The key of each string."""
    return np.fromiter(map(key_of, texts), dtype=np.uint64)


def ngram_key(ngram: str) -> int:
    """The key of one n-gram; that of `key_of` is another."""
    hashed = _SEED
    for character in ngram:
        hashed = (hashed ^ ord(character)) * _MULTIPLIER & _MASK
        hashed ^= hashed >> _SHIFT
    return hashed ^ len(ngram)


def ngram_keys(words: Sequence[str], *, lengths: Collection[int] = NGRAM_LENGTHS) -> tuple[Keys, NDArray[np.int64]]:
    """The keys of the n-grams of each word, as `qa.index.terms.ngrams_of` makes them, and the number of each word.

    `lengths` are those of the n-grams. Both have the shape (n-grams of all words,). A word of more than `MAX_PIECED`
    characters has none.
    """
    characters, sizes = padded_characters(words)
    word = np.repeat(np.arange(len(words)), sizes)
    # Characters from each one to the end of its word, itself included.
    left = np.repeat(np.cumsum(sizes), sizes) - np.arange(len(characters))
    places = np.arange(len(characters))
    hashed = np.full(len(characters), _SEED, dtype=np.uint64)
    keys, numbers = [], []
    for length in range(1, max(lengths) + 1):
        fits = left >= length
        hashed, word, left, places = hashed[fits], word[fits], left[fits], places[fits]
        hashed = (hashed ^ characters[places + (length - 1)]) * np.uint64(_MULTIPLIER)
        hashed ^= hashed >> np.uint64(_SHIFT)
        if length in lengths:
            keys.append(hashed ^ np.uint64(length))
            numbers.append(word)
    return np.concatenate(keys), np.concatenate(numbers)


def padded_characters(words: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The code points of `words` in a row, each with a space at either edge, and how many each has.

    A word of more than `MAX_PIECED` characters has none of its own.
    """
    padded = [f" {word} " if len(word) <= MAX_PIECED else "" for word in words]
    lengths = np.fromiter(map(len, padded), dtype=np.int64, count=len(padded))
    return code_points("".join(padded)), lengths


def code_points(text: str) -> NDArray[np.uint64]:
    """The number of each character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)


def ngram_matches(
    characters: NDArray[np.uint64], lengths: NDArray[np.int64], wanted: Keys
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where words hold n-grams: for each time its number among the keys `wanted`, and the number of the word.

    The words are as `padded_characters` gives them. An n-gram of two words would hold two spaces in a row, as none of
    those that are wanted does.
    """
    ends = np.cumsum(lengths)
    order = np.argsort(wanted)
    known = wanted[order]
    # Most n-grams are none that is wanted, as the highest bits of their keys show.
    is_likely = np.zeros(1 << _LIKELY_BITS, dtype=bool)
    is_likely[_highest_bits(wanted)] = True
    hashed = np.full(len(characters), _SEED, dtype=np.uint64)
    numbers, words = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for length in range(1, max(NGRAM_LENGTHS) + 1):
        hashed = (hashed[: len(characters) - length + 1] ^ characters[length - 1 :]) * np.uint64(_MULTIPLIER)
        hashed ^= hashed >> np.uint64(_SHIFT)
        if length in NGRAM_LENGTHS:
            keys = hashed ^ np.uint64(length)
            likely = np.flatnonzero(is_likely[_highest_bits(keys)])
            places = places_of(keys[likely], known)
            numbers.append(order[places[places >= 0]])
            words.append(np.searchsorted(ends, likely[places >= 0], side="right"))
    return np.concatenate(numbers), np.concatenate(words)


def _highest_bits(keys: Keys) -> NDArray[np.int64]:
    return (keys >> np.uint64(64 - _LIKELY_BITS)).astype(np.int64)


def places_of(wanted: Keys, known: Keys) -> NDArray[np.int64]:
    """The place of each of the `wanted` keys in `known`, which is ascending; -1 where it is not there."""
    if not len(known):
        return np.full(len(wanted), -1)
    if len(wanted) <= _MANY:
        return _places(wanted, known)
    order = np.argsort(wanted)
    places = np.empty(len(wanted), dtype=np.int64)
    places[order] = _places(wanted[order], known)
    return places


def _places(wanted: Keys, known: Keys) -> NDArray[np.int64]:
    places = np.searchsorted(known, wanted)
    places[places == len(known)] = 0
    return np.where(known[places] == wanted, places, -1)


def union(known: Keys, more: Keys) -> Keys:
    """The keys of both, ascending, each once. `np.union1d` hashes, and misses the processor's cache at each key."""
    keys = np.sort(np.concatenate([known, more]))
    is_first = np.ones(len(keys), dtype=bool)
    is_first[1:] = keys[1:] != keys[:-1]
    return keys[is_first]
