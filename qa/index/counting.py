"""The numbers of an index: document frequencies, postings, and the lengths of the TF-IDF vectors.

Two vector spaces, as scikit-learn's `TfidfTransformer(sublinear_tf=True)` makes them (Salton and Buckley, 1988): a
weight is (1 + ln tf) * idf with idf = ln((1 + n) / (1 + df)) + 1, and a vector is as long as its weights make it. One
space holds the terms (stems, and pairs of neighbouring stems), the other the character n-grams.

Passages are counted in blocks, so that memory is bounded: in a block the pairs of stem and passage are packed into
integers, sorted, and their repetitions counted. The n-grams, ten times as many, are counted without sorting.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.index.sequences import ranges

Integers = NDArray[np.int64]

# Passages that are counted at once: some 5 million n-grams.
_BLOCK = 2_048
# Pairs of a passage and an n-gram that have a place each while some passages are counted: 32 MB.
_PLACES = 8_000_000
# Codes that are collected before they are summed up.
_COLLECTED = 8_000_000
# A document frequency of this or more is kept apart, so that the others take a byte each.
FREQUENT = 255


def idf(frequency: NDArray[Any], size: int) -> NDArray[np.float64]:
    """The inverse document frequency of terms that `frequency` of `size` passages hold."""
    weights: NDArray[np.float64] = np.log((1 + size) / (1 + frequency.astype(np.float64))) + 1
    return weights


def damped(counts: NDArray[Any]) -> NDArray[np.float64]:
    """The weights of terms that occur `counts` times in a passage."""
    weights: NDArray[np.float64] = 1 + np.log(counts.astype(np.float64))
    return weights


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some passages, numbered.

    `tokens` are the norms of all passages in a row, passage i from `offsets[i]` on; `stem` is the stem of each norm,
    `is_topic` whether it is no function word; `ngrams` are the n-grams of each norm, norm i from `ngram_offsets[i]` on.
    """

    tokens: NDArray[np.uint32]
    offsets: Integers
    stem: Integers
    is_topic: NDArray[np.bool_]
    ngrams: NDArray[np.uint32]
    ngram_offsets: Integers
    stem_count: int
    ngram_count: int

    @property
    def size(self) -> int:
        """The number of passages."""
        return len(self.offsets) - 1


class Counted(NamedTuple):
    """Terms of passages: for each pair the term, the passage and how often it holds the term."""

    terms: Integers
    rows: Integers
    counts: Integers


@dataclass(frozen=True, slots=True)
class Frequencies:
    """The number of passages that hold each stem, each n-gram and each pair of stems (by its code, ascending)."""

    stems: Integers
    ngrams: Integers
    pair_codes: NDArray[np.uint64]
    pairs: Integers


def _counted(terms: NDArray[Any], rows: NDArray[Any], *, term_count: int, first_row: int) -> Counted:
    """The pairs of `terms` and `rows`, each once with its count; ascending by term and then row."""
    # Half the width sorts twice as fast.
    kind: Any = np.uint32 if _BLOCK * term_count < 1 << 32 else np.uint64
    packed = terms.astype(kind) * kind(_BLOCK) + (rows - first_row).astype(kind)
    packed.sort()
    starts = np.flatnonzero(np.concatenate([[True], packed[1:] != packed[:-1]])) if len(packed) else packed
    starts = starts.astype(np.int64)
    counts = np.diff(np.concatenate([starts, [len(packed)]]))
    terms, rows = np.divmod(packed[starts], kind(_BLOCK))
    return Counted(terms.astype(np.int64), rows.astype(np.int64) + first_row, counts)


def _blocks(words: Words) -> Iterator[tuple[int, Integers, Integers]]:
    """The first passage of each block, with its tokens and the passage of each token."""
    for first in range(0, words.size, _BLOCK):
        last = min(first + _BLOCK, words.size)
        offsets = words.offsets[first : last + 1]
        rows = np.repeat(np.arange(first, last), np.diff(offsets))
        yield first, words.tokens[offsets[0] : offsets[-1]].astype(np.int64), rows


def _stems(words: Words, tokens: Integers, rows: Integers, first: int) -> Counted:
    topic = words.is_topic[tokens]
    stems = words.stem[tokens[topic]]
    return _counted(stems, rows[topic], term_count=words.stem_count, first_row=first)


def _pairs(words: Words, tokens: Integers, rows: Integers, first: int) -> Counted:
    """Pairs of neighbouring stems in a passage; the code of a pair is first * stems + second."""
    stems = words.stem[tokens]
    inside = np.flatnonzero(rows[1:] == rows[:-1])
    codes = stems[inside] * words.stem_count + stems[inside + 1]
    return _counted(codes, rows[inside], term_count=words.stem_count**2, first_row=first)


def _ngrams(words: Words, tokens: Integers, rows: Integers, first: int) -> Counted:
    """The pairs of n-gram and passage, ascending by passage."""
    size = max(words.ngram_count, 1)
    at_once = max(_PLACES // size, 1)
    # For each pair one of the places where it occurs: whatever was there before is overwritten.
    place_of = np.empty(at_once * size, dtype=np.int32)
    parts = []
    for start in range(first, first + _BLOCK, at_once):
        here = slice(*np.searchsorted(rows, (start, start + at_once)))
        starts, ends = words.ngram_offsets[tokens[here]], words.ngram_offsets[tokens[here] + 1]
        ngrams, in_rows = words.ngrams[ranges(starts, ends)], np.repeat(rows[here], ends - starts)
        pairs = (in_rows - start) * size + ngrams
        place_of[pairs] = np.arange(len(pairs), dtype=np.int32)
        counts = np.bincount(place_of[pairs], minlength=len(pairs))
        once = np.flatnonzero(counts)
        parts.append((ngrams[once].astype(np.int64), in_rows[once], counts[once]))
    return Counted(*map(np.concatenate, zip(*parts, strict=True)))


def frequencies(words: Words, *, progress: Callable[[float], None] = lambda share: None) -> tuple[Frequencies, Counted]:
    """The document frequencies of all terms, and the postings of the stems, ascending by stem and then passage."""
    stems = np.zeros(words.stem_count, dtype=np.int64)
    ngrams = np.zeros(words.ngram_count, dtype=np.int64)
    pairs = _Sums()
    postings = []
    for first, tokens, rows in _blocks(words):
        counted = _stems(words, tokens, rows, first)
        stems += np.bincount(counted.terms, minlength=words.stem_count)
        postings.append(counted)
        ngrams += np.bincount(_ngrams(words, tokens, rows, first).terms, minlength=words.ngram_count)
        pairs.add(_pairs(words, tokens, rows, first).terms)
        progress(min(first + _BLOCK, words.size) / words.size)
    codes, counts = pairs.total()
    return Frequencies(stems, ngrams, codes, counts), _joined(postings, stems)


def _joined(postings: list[Counted], frequency: Integers) -> Counted:
    """The postings of all blocks in one."""
    starts = np.cumsum(frequency) - frequency
    total = int(frequency.sum())
    rows, counts = np.zeros(total, dtype=np.uint32), np.zeros(total, dtype=np.uint8)
    for block in postings:
        in_block = np.bincount(block.terms, minlength=len(frequency))
        places = ranges(starts, starts + in_block)
        rows[places], counts[places] = block.rows, np.minimum(block.counts, np.iinfo(np.uint8).max)
        starts = starts + in_block
    return Counted(np.repeat(np.arange(len(frequency)), frequency), rows.astype(np.int64), counts.astype(np.int64))


class _Sums:
    """How often each code occurs."""

    def __init__(self) -> None:
        self._codes = np.zeros(0, dtype=np.uint64)
        self._counts = np.zeros(0, dtype=np.int64)
        self._waiting: list[NDArray[np.uint64]] = []

    def add(self, codes: Integers) -> None:
        """Count `codes`, which are ascending."""
        self._waiting.append(codes.astype(np.uint64))
        if sum(map(len, self._waiting)) > max(_COLLECTED, len(self._codes) // 2):
            self._sum_up()

    def total(self) -> tuple[NDArray[np.uint64], Integers]:
        """The codes, ascending, and their counts."""
        self._sum_up()
        return self._codes, self._counts

    def _sum_up(self) -> None:
        codes, counts = np.unique(np.concatenate([*self._waiting, self._codes[:0]]), return_counts=True)
        self._waiting = []
        if not len(self._codes):
            self._codes, self._counts = codes, counts
            return
        places = np.searchsorted(self._codes, codes)
        known = (places < len(self._codes)) & (self._codes[np.minimum(places, len(self._codes) - 1)] == codes)
        self._counts[places[known]] += counts[known]
        self._codes = np.insert(self._codes, places[~known], codes[~known])
        self._counts = np.insert(self._counts, places[~known], counts[~known])


def vector_lengths(
    words: Words, counted: Frequencies, size: int, *, progress: Callable[[float], None] = lambda share: None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The length of each passage's vector in the space of terms, and in that of n-grams.

    `counted` are the frequencies in the whole index, of `size` passages: those of every term of `words`.
    """
    squares = {"terms": np.zeros(words.size), "ngrams": np.zeros(words.size)}
    stem_idf, ngram_idf = idf(counted.stems, size), idf(counted.ngrams, size)

    def add(space: str, block: Counted, weights: NDArray[np.float64]) -> None:
        if len(block.rows):
            weighed = (damped(block.counts) * weights) ** 2
            summed = np.bincount(block.rows - block.rows.min(), weights=weighed)
            squares[space][block.rows.min() : block.rows.min() + len(summed)] += summed

    for first, tokens, rows in _blocks(words):
        stems = _stems(words, tokens, rows, first)
        add("terms", stems, stem_idf[stems.terms])
        pairs = _pairs(words, tokens, rows, first)
        places = np.searchsorted(counted.pair_codes, pairs.terms.astype(np.uint64))
        add("terms", pairs, idf(counted.pairs[places], size) if len(places) else np.zeros(0))
        ngrams = _ngrams(words, tokens, rows, first)
        add("ngrams", ngrams, ngram_idf[ngrams.terms])
        progress(min(first + _BLOCK, words.size) / words.size)
    return np.sqrt(squares["terms"]).astype(np.float32), np.sqrt(squares["ngrams"]).astype(np.float32)
