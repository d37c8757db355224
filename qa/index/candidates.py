"""The passages that may score best for a question: chosen by their stems, to be ranked in full afterwards.

The rare stems of the question, and stems that are spelt like its words, give the candidates; what its frequent stems
add is looked up for the best of these alone. What is decided here depends on the frequencies of the whole index, so
that the candidates are the same however many segments hold the passages.

Known limitation: a passage that shares nothing but frequent stems with the question is a candidate only where rare
stems give too few. How often a passage holds a stem is left to the ranking in full.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.index.counting import Integers
from qa.index.keys import ngram_matches, padded_characters
from qa.index.segment import Query, Segment

# Which passages of a segment may be found; None if all may.
Mask = NDArray[np.bool_] | None

# Postings of the question's stems that are walked through, at least, and as a share of the passages. The stem that
# weighs most comes first. See "the index" in eval/results.md for what this costs.
_POSTINGS, _POSTINGS_SHARE = 20_000, 0.1
# Passages whose frequent stems are looked up, for each one that is ranked in full.
_COMPLETED = 8
# Stems that are spelt like the question's words ("mobilis", "mobil"), words that are looked at for them, and postings
# of all these stems, at most.
_SIMILAR_STEMS, _SIMILAR_WORDS, _SIMILAR_POSTINGS = 40, 160, 20_000
# A vector of n-grams is about so many times as long as one of terms. Measured on squad-train-a.
_NGRAM_LENGTH = 2.0

_Weights = NDArray[np.float32]


class _Stem(NamedTuple):
    """A stem, how many passages hold it, and what it adds to a passage's score, before its length."""

    key: int
    frequency: int
    weight: float


class _Rows(NamedTuple):
    """Some passages of a segment, by their rows, and their scores before their lengths."""

    rows: Integers
    sums: _Weights


def candidates(segments: Sequence[Segment], masks: Sequence[Mask], query: Query, *, count: int) -> list[Integers]:
    """The rows of at most `count` passages of each of `segments`; all that `masks` allow if there are no more."""
    allowed = [segment.size if mask is None else int(mask.sum()) for segment, mask in zip(segments, masks, strict=True)]
    if sum(allowed) <= count:
        return [
            np.arange(segment.size) if mask is None else np.flatnonzero(mask)
            for segment, mask in zip(segments, masks, strict=True)
        ]
    stems, similar = _stems_of(segments, query)
    rare, chosen = _chosen(segments, masks, stems, similar, count)
    frequent = stems[rare:]
    if frequent:
        chosen = _best(segments, chosen, count * _COMPLETED)
        chosen = [_completed(segment, rows, frequent) for segment, rows in zip(segments, chosen, strict=True)]
    return [rows for rows, _ in _best(segments, chosen, count)]


def _stems_of(segments: Sequence[Segment], query: Query) -> tuple[list[_Stem], list[_Stem]]:
    """The stems of the question, and others that are spelt like its words; those that weigh most first."""
    own = dict(zip(query.stems.keys.tolist(), query.stems.weights.tolist(), strict=True))
    alike = _similar_stems(segments, query)
    keys = np.array([*own, *(key for key in alike if key not in own)], dtype=np.uint64)
    frequencies = np.sum([segment.stem_frequency(keys) for segment in segments], axis=0).tolist()
    every = [
        _Stem(key, frequency, own.get(key, 0.0) + alike.get(key, 0.0) / _NGRAM_LENGTH)
        for key, frequency in zip(keys.tolist(), frequencies, strict=True)
        if frequency
    ]
    every.sort(key=lambda stem: (-stem.weight, stem.key))
    similar, left = [], _SIMILAR_POSTINGS
    for stem in every:
        if stem.key not in own and stem.frequency <= left:
            similar.append(stem)
            left -= stem.frequency
    return [stem for stem in every if stem.key in own], similar


def _chosen(
    segments: Sequence[Segment],
    masks: Sequence[Mask],
    stems: Sequence[_Stem],
    similar: Sequence[_Stem],
    count: int,
) -> tuple[int, list[_Rows]]:
    """The passages that hold one of the rare `stems` or of `similar` ones, and how many of the stems are rare."""
    sums = [np.zeros(segment.size, dtype=np.float32) for segment in segments]
    left = max(_POSTINGS, sum(segment.size for segment in segments) * _POSTINGS_SHARE)

    def add(stem: _Stem) -> None:
        for segment, held in zip(segments, sums, strict=True):
            segment.add_to_holders(stem.key, held, stem.weight)

    def touched() -> list[_Rows]:
        return [_touched(held, mask) for held, mask in zip(sums, masks, strict=True)]

    rare = 0
    for stem in stems:
        if left < stem.frequency and sum(len(rows) for rows, _ in touched()) >= count:
            break
        add(stem)
        left -= stem.frequency
        rare += 1
    for stem in similar:
        add(stem)
    return rare, touched()


def _touched(sums: _Weights, mask: Mask) -> _Rows:
    rows = np.flatnonzero(sums) if mask is None else np.flatnonzero((sums > 0) & mask)
    return _Rows(rows, sums[rows])


def _completed(segment: Segment, chosen: _Rows, stems: Sequence[_Stem]) -> _Rows:
    """`chosen` with what `stems` add."""
    sums = chosen.sums.copy()
    for stem in stems:
        sums[segment.is_held(stem.key, chosen.rows)] += np.float32(stem.weight)
    return _Rows(chosen.rows, sums)


def _best(segments: Sequence[Segment], chosen: Sequence[_Rows], count: int) -> list[_Rows]:
    """The `count` passages with the highest scores; the first of equal ones."""
    scores = [sums / segment.term_lengths[rows] for segment, (rows, sums) in zip(segments, chosen, strict=True)]
    every = np.concatenate(scores)
    if len(every) <= count:
        return list(chosen)
    least = np.partition(every, -count)[-count]
    spare = count - int(np.count_nonzero(every > least))
    best = []
    for own, (rows, sums) in zip(scores, chosen, strict=True):
        equal = np.flatnonzero(own == least)[:spare]
        spare -= len(equal)
        inside = np.sort(np.concatenate([np.flatnonzero(own > least), equal]))
        best.append(_Rows(rows[inside], sums[inside]))
    return best


# Stems like those of the question


def _similar_stems(segments: Sequence[Segment], query: Query) -> dict[int, float]:
    """What stems that are spelt like words of the question add to a score, by their keys."""
    words: dict[str, tuple[float, int]] = {}
    for segment in segments:
        norms, weights = segment.norms_with(query.pieces)
        likely = np.argsort(-weights, kind="stable")[:_SIMILAR_WORDS]
        for norm, weight in zip(norms[likely].tolist(), weights[likely].tolist(), strict=True):
            words[segment.norms[norm]] = weight, segment.stem_key(norm)
    best = sorted(words, key=lambda word: (-words[word][0], word))[:_SIMILAR_WORDS]
    by_stem: dict[int, float] = {}
    for word, weight in zip(best, _shared(best, query), strict=True):
        key = words[word][1]
        by_stem[key] = max(by_stem.get(key, 0.0), weight)
    return {key: by_stem[key] for key in sorted(by_stem, key=lambda key: (-by_stem[key], key))[:_SIMILAR_STEMS]}


def _shared(words: Sequence[str], query: Query) -> list[float]:
    """The weights of the question's n-grams that each of `words` holds."""
    numbers, which = ngram_matches(*padded_characters(words), query.ngrams.keys)
    shared: list[float] = np.bincount(which, weights=query.ngrams.weights[numbers], minlength=len(words)).tolist()
    return shared
