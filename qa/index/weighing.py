"""Segments that are made apart -> shards of one index: their vectors, weighed by the frequencies of all.

    terms_of   a segment                    -> its terms, with the number of its passages that hold each
    totals     the terms of several         -> for each of them the number of passages of all that hold it
    weighed    a segment, and its totals    -> the same segment as a part of the whole

A term is a stem, a character n-gram, or a pair of neighbouring stems. Terms can be counted in parts (`parts_of`), so
that nobody has to hold those of all segments at once.

The arrays are those that the segment would have if its passages were beside all others: see `qa.index.counting`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.arrays import Arrays
from qa.index.counting import Frequencies, Integers, Tokens, Words, vector_lengths
from qa.index.keys import ngram_keys, places_of
from qa.index.segment import Segment
from qa.index.spill import Spill

# A term by its two keys, of which a stem and an n-gram have one, and the passages that hold it: rows of this type.
TERM = np.dtype([("first", "<u8"), ("second", "<u8"), ("frequency", "<u4")])
TOTAL = np.dtype("<u4")
# The second key of what has one. That a stem has such a key is as likely as that two stems share one.
_STEM, _NGRAM = 0, 1
# An odd number for each key, so that the pairs of a frequent stem are in all parts.
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_MIX_SHIFT = np.uint64(32)

Terms = NDArray[Any]


def terms_of(segment: Segment) -> Terms:
    """The terms of `segment`, each once: its stems, its n-grams, its pairs of stems, in the order of its arrays."""
    arrays = segment.arrays
    stem_keys, ngram_keys_ = arrays["stem_keys"], arrays["ngram_keys"]
    first, second = _pairs(arrays)
    terms = np.zeros(len(stem_keys) + len(ngram_keys_) + len(first), dtype=TERM)
    stems, ngrams, pairs = np.split(terms, _edges(segment))
    stems["first"], stems["second"], stems["frequency"] = stem_keys, _STEM, segment.stem_frequency(stem_keys)
    ngrams["first"], ngrams["second"], ngrams["frequency"] = ngram_keys_, _NGRAM, segment.ngram_frequency(ngram_keys_)
    pairs["first"], pairs["second"] = stem_keys[first], stem_keys[second]
    pairs["frequency"] = segment.pair_frequency(pairs["first"], pairs["second"])
    return terms


def _edges(segment: Segment) -> list[int]:
    """Where the n-grams begin among the terms, and where the pairs do."""
    stems = len(segment.arrays["stem_keys"])
    return [stems, stems + len(segment.arrays["ngram_keys"])]


def _pairs(arrays: Arrays) -> tuple[Integers, NDArray[np.uint32]]:
    """The two stems of each pair, by their numbers."""
    offsets = arrays["pair_offsets"].astype(np.int64)
    return np.repeat(np.arange(len(offsets) - 1), offsets[1:] - offsets[:-1]), arrays["pair_seconds"]


def parts_of(terms: Terms, count: int) -> Integers:
    """The part of each of `terms`, out of `count`: the same term has the same part in every segment."""
    mixed = (terms["first"] * _MIX[0]) ^ (terms["second"] * _MIX[1])
    return ((mixed >> _MIX_SHIFT) % np.uint64(count)).astype(np.int64)


def totals(parts: Sequence[Terms]) -> list[NDArray[np.uint32]]:
    """For each term of each of `parts`, in its order, the number of passages of all that hold it."""
    every = np.concatenate(parts)
    order = np.lexsort((every["second"], every["first"]))
    first, second = every["first"][order], every["second"][order]
    is_new = np.ones(len(every), dtype=bool)
    is_new[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    sums = np.bincount(np.cumsum(is_new) - 1, weights=every["frequency"][order]).astype(TOTAL)
    of_every = np.zeros(len(every), dtype=TOTAL)
    of_every[order] = sums[np.cumsum(is_new) - 1] if len(every) else sums
    return np.split(of_every, np.cumsum([len(part) for part in parts])[:-1])


def weighed(segment: Segment, frequencies: NDArray[np.uint32], size: int) -> Arrays:
    """The arrays of `segment`, its vectors weighed by the `frequencies` of its terms in an index of `size` passages."""
    words, tokens = _words(segment), _tokens(segment)
    first, second = _pairs(segment.arrays)
    stems, ngrams, pairs = np.split(frequencies.astype(np.int64), _edges(segment))
    codes = first.astype(np.uint64) * np.uint64(max(words.stem_count, 1)) + second.astype(np.uint64)
    term_lengths, ngram_lengths = vector_lengths(words, tokens, Frequencies(stems, ngrams, codes, pairs), size)
    return {**segment.arrays, "term_lengths": term_lengths, "ngram_lengths": ngram_lengths}


def _words(segment: Segment) -> Words:
    """The norms of the passages, numbered as in the segment."""
    arrays = segment.arrays
    keys, owners = ngram_keys(segment.norms.every())
    by_owner = np.argsort(owners, kind="stable")
    return Words(
        segment.norm_stem.astype(np.int64),
        arrays["norm_is_topic"].astype(bool),
        places_of(keys, arrays["ngram_keys"])[by_owner].astype(np.uint32),
        _offsets(np.bincount(owners, minlength=len(segment.norms))),
        len(arrays["stem_keys"]),
        len(arrays["ngram_keys"]),
    )


def _tokens(segment: Segment) -> Tokens:
    """The words of the passages, in a row."""
    forms, rows = segment.tokens(np.arange(segment.size))
    spill = Spill(np.uint32)
    spill.append(forms)
    return Tokens(spill, np.bincount(rows, minlength=segment.size), segment.form_norm)


def _offsets(counts: Integers) -> Integers:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
