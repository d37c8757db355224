"""A segment: some passages with what is known of their words, in arrays that never change.

An index is one segment or several. The arrays are in memory or in a mapped file; nothing here knows which.

    forms, norms        the words as they are written, and what their spellings share; the most frequent first
    sequences           the forms of each passage, in order
    stems -> passages   postings, for words that are no function words
    ngrams -> norms     which words hold a character n-gram
    frequencies         how many passages hold each stem, pair of stems, and n-gram
    lengths             of each passage's two vectors; see `qa.index.counting`

A passage's *row* is its number in its segment; its *place* is its number in the whole index.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.arrays import Arrays
from qa.index.counting import FREQUENT, Integers, damped, idf
from qa.index.entries import Entry, unpacked_entries
from qa.index.keys import Keys, keys_of, ngram_key, places_of
from qa.index.records import Records
from qa.index.sequences import decoded, ranges
from qa.index.strings import Strings
from qa.language.tokens import scan_words

Scores = NDArray[np.float64]

# Stems like those of the question whose passages are candidates, too ("mobilis", "mobil"), and postings that are looked
# at for them, at most.
_SIMILAR_STEMS, _SIMILAR_POSTINGS = 40, 200_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """Terms of a question, each once, with what each adds to the score of a passage that holds it once.

    What it adds is divided by the length of the passage's vector.
    """

    keys: Keys
    weights: Scores


@dataclass(frozen=True, slots=True)
class Query:
    """A question as segments see it. A pair of neighbouring stems has the keys of both."""

    stems: Weighed
    pairs: Weighed
    second_keys: Keys
    ngrams: Weighed


class Segment:
    """See the module's docstring."""

    def __init__(self, arrays: Arrays, records: Records) -> None:
        """Look up `arrays`, as `qa.index.building` makes them, and the documents in `records`."""
        self.arrays = arrays
        self.records = records
        self.size = len(arrays["passage_keys"])
        self.form_norm = arrays["form_norm"]
        self.norm_stem = arrays["norm_stem"]
        self.passage_keys: Keys = arrays["passage_keys"]
        self._is_topic = arrays["norm_is_topic"]
        self._stem_keys: Keys = arrays["stem_keys"]
        self._ngram_keys: Keys = arrays["ngram_keys"]

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """What is known of each document without reading it."""
        return unpacked_entries(self.arrays)

    @cached_property
    def row_documents(self) -> Integers:
        """The number of each passage's document."""
        counts = self.arrays["document_passages"].astype(np.int64)
        numbers: Integers = np.repeat(np.arange(len(counts)), counts)
        return numbers

    @cached_property
    def loose_documents(self) -> Mapping[str, Sequence[int]]:
        """Which documents hold a stem in headings that nothing is under, function words included."""
        texts = Strings.of(self.arrays, "loose")
        documents: dict[str, list[int]] = {}
        for number in np.flatnonzero(np.diff(self.arrays["loose_offsets"].astype(np.int64))).tolist():
            for stem in {word.stem for word in scan_words(texts[number])}:
                documents.setdefault(stem, []).append(number)
        return documents

    @property
    def stem_keys(self) -> Keys:
        """The keys of the stems, ascending; their places are the numbers of the stems."""
        return self._stem_keys

    # Words

    @cached_property
    def forms(self) -> Strings:
        """The words as they are written."""
        return Strings.of(self.arrays, "forms")

    @cached_property
    def norms(self) -> Strings:
        """What the spellings of each word share."""
        return Strings.of(self.arrays, "norms")

    def norm_number(self, norm: str) -> int | None:
        """The number of `norm`; None if no passage holds it."""
        ordered = self.arrays["norm_keys"]
        (place,) = places_of(keys_of([norm]), ordered)
        return None if place < 0 else int(self.arrays["norm_order"][place])

    def norms_of_stem(self, stem: str) -> list[str]:
        """The words with this stem."""
        (number,) = places_of(keys_of([stem]), self._stem_keys)
        return [self.norms[place] for place in np.flatnonzero(self.norm_stem == number).tolist()] if number >= 0 else []

    def norms_of_length(self, length: int) -> list[str]:
        """The norms of `length` characters, the most frequent first."""
        return [self.norms[place] for place in np.flatnonzero(self.norms.lengths == length).tolist()]

    def norm_count(self, number: int) -> int:
        """How often a norm occurs."""
        return int(self.arrays["form_counts"][self.form_norm == number].sum())

    def written_forms(self, number: int) -> list[tuple[str, int]]:
        """The written forms of a norm with their counts, the most frequent first."""
        places = np.flatnonzero(self.form_norm == number).tolist()
        return [(self.forms[place], int(self.arrays["form_counts"][place])) for place in places]

    def tokens(self, rows: Integers) -> tuple[NDArray[np.uint32], Integers]:
        """The forms of the passages at `rows`, and for each the place in `rows` of its passage."""
        offsets = self.arrays["sequence_offsets"]
        starts, ends = offsets[rows].astype(np.int64), offsets[rows + 1].astype(np.int64)
        data = self.arrays["sequences"][ranges(starts, ends)]
        which = np.repeat(np.arange(len(rows)), ends - starts)
        return decoded(data), which[data < 0x80]

    # Frequencies

    def stem_frequency(self, keys: Keys) -> Integers:
        """The number of passages that hold each stem."""
        places = places_of(keys, self._stem_keys)
        offsets = self.arrays["posting_offsets"].astype(np.int64)
        return np.where(places < 0, 0, offsets[places + 1] - offsets[places]) if len(offsets) > 1 else places * 0

    def ngram_frequency(self, keys: Keys) -> Integers:
        """The number of passages that hold each n-gram."""
        places = places_of(keys, self._ngram_keys)
        is_held = places >= 0
        frequency = np.zeros(len(keys), dtype=np.int64)
        frequency[is_held] = self.arrays["ngram_frequency"][places[is_held]]
        return frequency

    def pair_frequency(self, first: Keys, second: Keys) -> Integers:
        """The number of passages that hold each pair of neighbouring stems."""
        firsts, seconds = places_of(first, self._stem_keys), places_of(second, self._stem_keys)
        known = (firsts >= 0) & (seconds >= 0)
        offsets, others = self.arrays["pair_offsets"].astype(np.int64), self.arrays["pair_seconds"]
        wanted = seconds[known]
        low, high = offsets[firsts[known]], offsets[firsts[known] + 1]
        ends = high.copy()
        # A binary search for each pair, among the pairs that begin with its first stem.
        while np.any(low < high):
            middle = np.where(low < high, (low + high) // 2, 0)
            is_less = (low < high) & (others[middle] < wanted)
            low, high = np.where(is_less, middle + 1, low), np.where(is_less, high, np.minimum(middle, high))
        is_held = low < ends
        is_held[is_held] = others[low[is_held]] == wanted[is_held]
        frequency = np.zeros(len(first), dtype=np.int64)
        frequency[np.flatnonzero(known)[is_held]] = self._pair_frequencies(low[is_held])
        return frequency

    def _pair_frequencies(self, places: Integers) -> Integers:
        """The frequencies of the pairs at `places`; the highest are kept apart."""
        frequency = self.arrays["pair_frequency"][places].astype(np.int64)
        is_frequent = frequency >= FREQUENT
        apart = np.searchsorted(self.arrays["frequent_pairs"], places[is_frequent])
        frequency[is_frequent] = self.arrays["frequent_pair_frequency"][apart]
        return frequency

    def postings(self, stem: int) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """The rows of the passages that hold a stem, ascending, and how often each holds it."""
        start, end = (int(offset) for offset in self.arrays["posting_offsets"][stem : stem + 2])
        return self.arrays["posting_rows"][start:end], self.arrays["posting_counts"][start:end]

    def live_frequency(self, stem: str, is_live: NDArray[np.bool_] | None) -> int:
        """The number of passages that hold `stem`, without those that are removed."""
        if is_live is None:
            return int(self.stem_frequency(keys_of([stem]))[0])
        (number,) = places_of(keys_of([stem]), self._stem_keys)
        return int(np.count_nonzero(is_live[self.postings(number)[0]])) if number >= 0 else 0

    # Scores

    def candidates(self, query: Query, count: int, is_live: NDArray[np.bool_] | None) -> Integers:
        """The rows of at most `count` passages that may score best; all live ones if there are no more.

        They are chosen by their stems alone, and by stems that share n-grams with the question.
        """
        if self.size <= count:
            return np.arange(self.size) if is_live is None else np.flatnonzero(is_live)
        scores = np.zeros(self.size, dtype=np.float32)
        by_term, by_ngram = self._stem_weights(query)
        term_lengths, ngram_lengths = self.arrays["term_lengths"], self.arrays["ngram_lengths"]
        left = _SIMILAR_POSTINGS
        for stem in by_term:
            rows, counts = self.postings(stem)
            weights = by_term[stem] * damped(counts) / term_lengths[rows]
            scores[rows] += (weights + by_ngram.get(stem, 0.0) / ngram_lengths[rows]).astype(np.float32)
        for stem, weight in sorted(by_ngram.items(), key=lambda item: (-item[1], item[0])):
            rows, _ = self.postings(stem)
            if stem not in by_term and len(rows) <= left:
                scores[rows] += (weight / ngram_lengths[rows]).astype(np.float32)
                left -= len(rows)
        if is_live is not None:
            scores[~is_live] = 0
        likely = np.flatnonzero(scores)
        if len(likely) > count:
            # The first of equal passages, whatever the order in which they are partitioned.
            least = np.partition(scores[likely], -count)[-count]
            above = likely[scores[likely] > least]
            likely = np.sort(np.concatenate([above, likely[scores[likely] == least][: count - len(above)]]))
        return likely

    def _stem_weights(self, query: Query) -> tuple[dict[int, float], dict[int, float]]:
        """What a stem adds to a passage's score in each space, approximately, by its number."""
        places = places_of(query.stems.keys, self._stem_keys)
        by_term = {int(place): float(query.stems.weights[number]) for number, place in enumerate(places) if place >= 0}
        norms, _, weights = self._norms_with(query.ngrams)
        topic = self._is_topic[norms].astype(bool)
        norms, inverse = np.unique(norms[topic], return_inverse=True)
        by_norm = np.bincount(inverse, weights=weights[topic], minlength=len(norms)) if len(norms) else np.zeros(0)
        likely = np.argsort(-by_norm, kind="stable")[: 4 * _SIMILAR_STEMS]
        by_ngram: dict[int, float] = {}
        for norm, weight in zip(norms[likely], by_norm[likely], strict=True):
            if len(by_ngram) < _SIMILAR_STEMS:
                by_ngram.setdefault(int(self.norm_stem[norm]), float(weight))
        return by_term, by_ngram

    def _norms_with(self, ngrams: Weighed) -> tuple[Integers, Integers, Scores]:
        """The words that hold n-grams of the question: for each time the norm, the n-gram's number, and its weight."""
        places = places_of(ngrams.keys, self._ngram_keys)
        numbers = np.flatnonzero(places >= 0)
        offsets = self.arrays["ngram_norm_offsets"]
        starts, ends = offsets[places[numbers]].astype(np.int64), offsets[places[numbers] + 1].astype(np.int64)
        norms = self.arrays["ngram_norms"][ranges(starts, ends)].astype(np.int64)
        which = np.repeat(numbers, ends - starts)
        return norms, which, ngrams.weights[which]

    def scores(self, query: Query, rows: Integers) -> Scores:
        """The score of each of the passages at `rows`: the sum of its two similarities to the question."""
        forms, which = self.tokens(rows)
        norms = self.form_norm[forms].astype(np.int64)
        terms = self._stem_scores(query, norms, which, len(rows)) + self._pair_scores(query, norms, which, len(rows))
        ngrams = self._ngram_scores(query.ngrams, norms, which, len(rows))
        return _divided(terms, self.arrays["term_lengths"][rows]) + _divided(ngrams, self.arrays["ngram_lengths"][rows])

    def _stem_scores(self, query: Query, norms: Integers, which: Integers, count: int) -> Scores:
        places = places_of(query.stems.keys, self._stem_keys)
        numbers = np.full(len(self._stem_keys) + 1, -1, dtype=np.int16)
        numbers[places[places >= 0]] = np.flatnonzero(places >= 0)
        asked = np.where(self._is_topic[norms], numbers[self.norm_stem[norms]], -1)
        return _summed(which[asked >= 0], asked[asked >= 0], query.stems.weights, count)

    def _pair_scores(self, query: Query, norms: Integers, which: Integers, count: int) -> Scores:
        first, second = (places_of(keys, self._stem_keys) for keys in (query.pairs.keys, query.second_keys))
        numbers = np.flatnonzero((first >= 0) & (second >= 0))
        codes = first[numbers] * len(self._stem_keys) + second[numbers]
        order = np.argsort(codes)
        stems = self.norm_stem[norms].astype(np.int64)
        held = stems[:-1] * len(self._stem_keys) + stems[1:]
        places = places_of(held.astype(np.uint64), codes[order].astype(np.uint64))
        asked = np.flatnonzero((places >= 0) & (which[1:] == which[:-1]))
        return _summed(which[asked], numbers[order][places[asked]], query.pairs.weights, count)

    def _ngram_scores(self, ngrams: Weighed, norms: Integers, which: Integers, count: int) -> Scores:
        held = np.zeros(len(self.norm_stem), dtype=bool)
        held[norms] = True
        holding, numbers, _ = self._norms_with(ngrams)
        inside = held[holding]
        holding, numbers = holding[inside], numbers[inside]
        order = np.argsort(holding, kind="stable")
        per_norm = np.bincount(holding, minlength=len(held))
        ends = np.cumsum(per_norm)
        times = per_norm[norms]
        asked = numbers[order][ranges((ends - per_norm)[norms], ends[norms])]
        return _summed(np.repeat(which, times), asked, ngrams.weights, count)


def _summed(which: Integers, numbers: Integers, weights: Scores, count: int) -> Scores:
    """The sum of the damped weights of the terms with these `numbers` in each of `count` passages."""
    if not len(weights):
        return np.zeros(count)
    counts = np.bincount(which * len(weights) + numbers, minlength=count * len(weights)).reshape(count, -1)
    # Summed term by term, so that passages with the same words have the same score to the last digit.
    held = np.zeros(counts.shape)
    np.multiply(damped(np.maximum(counts, 1)), weights, out=held, where=counts > 0)
    sums: Scores = held.sum(axis=1)
    return sums


def _divided(sums: Scores, lengths: NDArray[Any]) -> Scores:
    quotients: Scores = np.divide(sums, lengths, out=np.zeros(len(sums)), where=lengths > 0)
    return quotients


def query_of(terms: Iterable[str], ngrams: Iterable[str], segments: Sequence[Segment]) -> Query:
    """The question made of `terms` and `ngrams`, weighed by the frequencies of all `segments`."""
    size = sum(segment.size for segment in segments)
    stems, pairs = Counter[str](), Counter[str]()
    for term in terms:
        (pairs if " " in term else stems)[term] += 1
    pieces = Counter(ngrams)
    stem_keys = keys_of(stems)
    first, second = (keys_of(pair.split(" ")[side] for pair in pairs) for side in (0, 1))
    ngram_keys = np.fromiter(map(ngram_key, pieces), dtype=np.uint64)
    frequencies = (
        _total(segment.stem_frequency(stem_keys) for segment in segments),
        _total(segment.pair_frequency(first, second) for segment in segments),
        _total(segment.ngram_frequency(ngram_keys) for segment in segments),
    )
    weights = [
        _query_weights(counter, frequency, size)
        for counter, frequency in zip((stems, pairs, pieces), frequencies, strict=True)
    ]
    term_length = np.sqrt(sum(float((plain**2).sum()) for plain, _ in weights[:2]))
    ngram_length = np.sqrt(float((weights[2][0] ** 2).sum()))
    scaled = [
        plain * inverse / length if length else plain
        for (plain, inverse), length in zip(weights, (term_length, term_length, ngram_length), strict=True)
    ]
    return Query(Weighed(stem_keys, scaled[0]), Weighed(first, scaled[1]), second, Weighed(ngram_keys, scaled[2]))


def _query_weights(counter: Counter[str], frequency: Integers, size: int) -> tuple[Scores, Scores]:
    """The weights of a question's terms, 0 for a term that no passage holds, and their idf."""
    counts = np.fromiter(counter.values(), dtype=np.float64, count=len(counter))
    inverse = idf(frequency, size)
    return np.where(frequency > 0, (1 + np.log(np.maximum(counts, 1))) * inverse, 0.0), inverse


def _total(parts: Iterable[Integers]) -> Integers:
    total: Integers = np.sum(list(parts), axis=0)
    return total
