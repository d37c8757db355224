"""The numbers of an index: document frequencies, postings, and the lengths of the TF-IDF vectors.

Two vector spaces, as scikit-learn's `TfidfTransformer(sublinear_tf=True)` makes them (Salton and Buckley, 1988): a
weight is (1 + ln tf) * idf with idf = ln((1 + n) / (1 + df)) + 1, and a vector is as long as its weights make it. One
space holds the terms (stems, and pairs of neighbouring stems), the other the character n-grams.

Passages are counted in blocks, so that memory is bounded: what a block holds is packed into integers, sorted, and its
repetitions counted. Stems and pairs of all blocks are collected in buckets by their codes, each of which fits into
memory. The n-grams, ten times as many, are counted twice instead: once for their frequencies, once for the lengths.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.index.arrays import Arrays
from qa.index.sequences import ranges
from qa.index.spill import Spill

Integers = NDArray[np.int64]

# Passages that are counted at once, and whose n-grams are: as many are sorted within the processor's cache.
_BLOCK, _SMALL_BLOCK = 2_048, 32
# Words of which the terms share a bucket: some 30 MB.
_BUCKET = 2_000_000
# Bytes of a bucket that are kept in memory.
_BUCKET_KEPT = 2_000_000
# A document frequency of this or more is kept apart, so that the others take a byte each.
FREQUENT = 255
# Occurrences in a passage that are distinguished.
_MOST_COUNTED = 255


def idf(frequency: NDArray[Any], size: int) -> NDArray[np.float64]:
    """The inverse document frequency of terms that `frequency` of `size` passages hold."""
    weights: NDArray[np.float64] = np.log((1 + size) / (1 + frequency.astype(np.float64))) + 1
    return weights


def packed_counts(name: str, counts: Integers) -> dict[str, NDArray[Any]]:
    """The arrays of `counts`, most of them small: a byte for each, and those of `FREQUENT` or more apart."""
    frequent = np.flatnonzero(counts >= FREQUENT)
    return {
        name: np.minimum(counts, FREQUENT).astype(np.uint8),
        f"frequent_{name}_places": frequent.astype(np.uint32),
        f"frequent_{name}": counts[frequent].astype(np.uint32),
    }


def counts_at(arrays: Arrays, name: str, places: Integers) -> Integers:
    """The counts at `places`, as `packed_counts` packed them."""
    counts: Integers = arrays[name][places].astype(np.int64)
    frequent = np.flatnonzero(counts == FREQUENT)
    where = np.searchsorted(arrays[f"frequent_{name}_places"], places[frequent])
    counts[frequent] = arrays[f"frequent_{name}"][where]
    return counts


# What a term weighs that occurs so many times in a passage, before its idf: 1 + ln tf, and 0 for none.
_DAMPED = np.concatenate([[0.0], 1 + np.log(np.arange(1, _MOST_COUNTED + 1))])


def damped_counts(counts: NDArray[Any]) -> NDArray[np.float64]:
    """The weights of terms that occur `counts` times in a passage."""
    weights: NDArray[np.float64] = _DAMPED[np.minimum(counts, _MOST_COUNTED)]
    return weights


@dataclass(frozen=True, slots=True)
class Words:
    """The norms of some passages: the stem of each, whether it `is_topic` (no function word), and its n-grams.

    Those of norm i are `ngrams` from `ngram_offsets[i]` on, numbered.
    """

    stem: Integers
    is_topic: NDArray[np.bool_]
    ngrams: NDArray[np.uint32]
    ngram_offsets: Integers
    stem_count: int
    ngram_count: int


class Block(NamedTuple):
    """Passages in a row: the row of the first one; the norms of all, and the passage of each, counted from that one."""

    first: int
    norms: Integers
    passages: Integers


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of passages in a row: the number of each one's form, how many each passage has, and forms' norms."""

    forms: Spill
    counts: Integers
    norm_of_form: NDArray[Any]

    @property
    def size(self) -> int:
        """The number of passages."""
        return len(self.counts)

    def blocks(self, progress: Callable[[float], None] = lambda share: None) -> Iterator[Block]:
        """The passages, some at a time."""
        for first, forms, counts in self.rows():
            yield Block(first, self.norm_of_form[forms].astype(np.int64), np.repeat(np.arange(len(counts)), counts))
            progress((first + len(counts)) / self.size)

    def rows(self) -> Iterator[tuple[int, NDArray[np.uint32], Integers]]:
        """The first passage of each block, its forms, and how many each passage has."""
        start = 0
        for first in range(0, self.size, _BLOCK):
            counts = self.counts[first : first + _BLOCK]
            end = start + int(counts.sum())
            yield first, self.forms.read(start, end), counts
            start = end


class Counted(NamedTuple):
    """Terms of passages: for each pair the code of the term, the passage and how often it holds the term."""

    codes: NDArray[np.uint64]
    rows: NDArray[np.uint32]
    counts: NDArray[np.uint8]


def _counted(codes: NDArray[Any], passages: Integers, *, most: int, first: int) -> Counted:
    """The pairs of `codes`, below `most`, and passages, each once with its count; ascending by code."""
    # Half the width sorts twice as fast.
    kind: Any = np.uint32 if _BLOCK * most < 1 << 32 else np.uint64
    packed = codes.astype(kind) * kind(_BLOCK) + passages.astype(kind)
    packed.sort()
    starts, counts = _runs(packed)
    codes, rows = np.divmod(packed[starts], kind(_BLOCK))
    return Counted(
        codes.astype(np.uint64),
        rows.astype(np.uint32) + np.uint32(first),
        np.minimum(counts, _MOST_COUNTED).astype(np.uint8),
    )


def _runs(ordered: NDArray[Any]) -> tuple[Integers, Integers]:
    """Where each distinct number of `ordered` begins, and how often it is there."""
    if not len(ordered):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    starts = np.concatenate([[0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1])
    return starts, np.diff(starts, append=len(ordered))


def stems_in(words: Words, block: Block) -> Counted:
    """The stems of a block."""
    topic = words.is_topic[block.norms]
    stems = words.stem[block.norms[topic]]
    return _counted(stems, block.passages[topic], most=words.stem_count, first=block.first)


def pairs_in(words: Words, block: Block) -> Counted:
    """Pairs of neighbouring stems in a passage; the code of a pair is first * stems + second."""
    stems = words.stem[block.norms]
    inside = np.flatnonzero(block.passages[1:] == block.passages[:-1])
    codes = stems[inside] * words.stem_count + stems[inside + 1]
    return _counted(codes, block.passages[inside], most=words.stem_count**2, first=block.first)


class _Ngrams(NamedTuple):
    """N-grams of passages: for each pair the n-gram, the passage, counted from that of the block, and how often."""

    ngrams: NDArray[Any]
    passages: Integers
    counts: Integers


def _ngrams_in(words: Words, block: Block) -> Iterator[_Ngrams]:
    """The n-grams of a block, some passages at a time, ascending by passage and then n-gram."""
    last = int(block.passages[-1]) + 1 if len(block.passages) else 0
    edges = np.searchsorted(block.passages, np.arange(0, last + _SMALL_BLOCK, _SMALL_BLOCK)).tolist()
    kind: Any = np.uint32 if _SMALL_BLOCK * words.ngram_count < 1 << 32 else np.uint64
    size = kind(max(words.ngram_count, 1))
    for number, (start, end) in enumerate(pairwise(edges)):
        norms, first = block.norms[start:end], number * _SMALL_BLOCK
        starts, ends = words.ngram_offsets[norms], words.ngram_offsets[norms + 1]
        before = (block.passages[start:end] - first).astype(kind) * size
        packed = words.ngrams[ranges(starts, ends)] + np.repeat(before, ends - starts)
        packed.sort()
        places, counts = _runs(packed)
        passages, ngrams = np.divmod(packed[places], size)
        yield _Ngrams(ngrams, passages.astype(np.int64) + first, counts)


def ngram_frequencies(words: Words, block: Block, frequency: Integers) -> None:
    """Add the passages of a block that hold each n-gram to `frequency`."""
    for ngrams, _, _ in _ngrams_in(words, block):
        # Most n-grams of so few passages occur once: adding them one by one is faster than counting all numbers.
        np.add.at(frequency, ngrams, 1)


def ngram_squares(words: Words, block: Block, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The squared lengths of the vectors of a block's passages; `weights` are the idf of the n-grams."""
    last = int(block.passages[-1]) + 1 if len(block.passages) else 0
    squares = np.zeros(last)
    for ngrams, passages, counts in _ngrams_in(words, block):
        weighed = (damped_counts(counts) * weights[ngrams]) ** 2
        if len(passages):
            summed = np.bincount(passages - passages[0], weights=weighed)
            squares[passages[0] : passages[0] + len(summed)] += summed
    return squares


class Terms(NamedTuple):
    """All terms with codes in a range, ascending by code and then row.

    `starts` is where each distinct code begins, `frequency` is how many passages hold it.
    """

    codes: NDArray[np.uint64]
    starts: Integers
    frequency: Integers
    rows: Integers
    counts: NDArray[np.uint8]

    @property
    def distinct(self) -> NDArray[np.uint64]:
        """Each code once."""
        return self.codes[self.starts]

    def add_squares(self, squares: NDArray[np.float64], weights: NDArray[np.float64]) -> None:
        """Add to `squares`, of all passages, those of the weights of these terms; `weights` are their idf."""
        weighed = (_DAMPED[self.counts] * np.repeat(weights, self.frequency)) ** 2
        np.add.at(squares, self.rows, weighed)


class Buckets:
    """Collects the terms of blocks, and gives them ordered by their codes, some at a time."""

    def __init__(self, most: int, tokens: int, folder: Path | None) -> None:
        """Collect terms with codes below `most`, of about `tokens` words; what does not fit is in files in `folder`."""
        count = 1 + tokens // _BUCKET
        self._edges = np.array([most * place // count for place in range(1, count)], dtype=np.uint64)
        self._columns: list[list[Spill]] = [
            [Spill(kind, folder, kept=_BUCKET_KEPT) for kind in (np.uint64, np.uint32, np.uint8)] for _ in range(count)
        ]

    def add(self, counted: Counted) -> None:
        """Add the terms of a block, ascending by code."""
        edges = [0, *np.searchsorted(counted.codes, self._edges).tolist(), len(counted.codes)]
        for columns, (start, end) in zip(self._columns, pairwise(edges), strict=True):
            columns[0].append(counted.codes[start:end])
            columns[1].append(counted.rows[start:end])
            columns[2].append(counted.counts[start:end])

    def terms(self) -> Iterator[Terms]:
        """The terms in the order of their codes; each is given once."""
        for columns in self._columns:
            codes, rows, counts = [spill.every() for spill in columns]
            for spill in columns:
                spill.close()
            # Of equal codes those with lower rows are added before.
            order = np.argsort(codes, kind="stable")
            codes = codes[order]
            starts, frequency = _runs(codes)
            yield Terms(codes, starts, frequency, rows[order].astype(np.int64), counts[order])


class Frequencies(NamedTuple):
    """The number of passages that hold each stem, each n-gram and each pair of stems (by its code, ascending)."""

    stems: Integers
    ngrams: Integers
    pair_codes: NDArray[np.uint64]
    pairs: Integers


def vector_lengths(
    words: Words, tokens: Tokens, counted: Frequencies, size: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The length of each passage's vector in the space of terms, and in that of n-grams.

    `counted` are the frequencies in an index of `size` passages: those of every term of `words`.
    """
    term_squares, ngram_squares_ = np.zeros(tokens.size), np.zeros(tokens.size)
    stem_idf, pair_idf, ngram_idf = (idf(counts, size) for counts in (counted.stems, counted.pairs, counted.ngrams))
    for block in tokens.blocks():
        stems, pairs = stems_in(words, block), pairs_in(words, block)
        for terms, weights in (
            (stems, stem_idf[stems.codes.astype(np.int64)]),
            (pairs, pair_idf[np.searchsorted(counted.pair_codes, pairs.codes)]),
        ):
            np.add.at(term_squares, terms.rows, (_DAMPED[terms.counts] * weights) ** 2)
        own = ngram_squares(words, block, ngram_idf)
        ngram_squares_[block.first : block.first + len(own)] = own
    return np.sqrt(term_squares).astype(np.float32), np.sqrt(ngram_squares_).astype(np.float32)
