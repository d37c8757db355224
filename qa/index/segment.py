"""A segment: some passages with what is known of their words, in arrays that never change.

An index is one segment or several. The arrays are in memory or in a mapped file; nothing here knows which.

    forms, norms        the words as they are written, and what their spellings share; the most frequent norms first,
                        and the forms of each norm in a row
    sequences           the forms of each passage, in order
    stems -> passages   postings, for words that are no function words: bits if many passages hold the stem, else the
                        distances between their rows; and stems -> norms
    pieces -> norms     which words hold a character n-gram of `PIECE_LENGTH`
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
from qa.index.counting import Integers, counts_at, damped_counts, idf
from qa.index.entries import Entry, unpacked_entries
from qa.index.keys import Keys, key_of, keys_of, ngram_key, ngram_matches, places_of
from qa.index.records import Records
from qa.index.sequences import decoded, ranges
from qa.index.strings import Strings
from qa.index.terms import PIECE_LENGTH
from qa.language.tokens import scan_words

Scores = NDArray[np.float64]

# A stem that more than one in so many passages hold has a bit for each passage: in bytes, what two per posting take.
DENSE = 16


# Passages in which the first occurrence of a word is looked for at once.
_LOOKED_THROUGH = 64


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
    # Those of the n-grams that words are found by.
    pieces: Weighed


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
        self.term_lengths: NDArray[np.float32] = arrays["term_lengths"]

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

    @cached_property
    def text_keys(self) -> Sequence[tuple[int, bool]]:
        """For each document the key of its text, and whether it is a copy of an earlier one."""
        copies = self.arrays["is_copy"].astype(bool).tolist()
        return list(zip(self.arrays["text_keys"].tolist(), copies, strict=True))

    @property
    def name_rows(self) -> NDArray[np.uint32]:
        """For each name of each document its number, how often it occurs, and how often somebody of it speaks."""
        return decoded(self.arrays["name_rows"]).reshape(-1, 3)

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
        if number < 0:
            return []
        start, end = self.arrays["stem_norm_offsets"][number : number + 2].tolist()
        return self.norms.chosen(np.sort(self.arrays["stem_norms"][start:end]).astype(np.int64))

    def norms_of_length(self, length: int) -> list[str]:
        """The norms of `length` characters, the most frequent first."""
        offsets = self.arrays["length_norm_offsets"]
        if not 0 <= length < len(offsets) - 1:
            return []
        start, end = offsets[length : length + 2].tolist()
        return self.norms.chosen(self.arrays["length_norms"][start:end].astype(np.int64))

    def norm_count(self, number: int) -> int:
        """How often a norm occurs."""
        return int(self.arrays["form_counts"][self._forms_of(number)].sum())

    def written_forms(self, number: int) -> list[tuple[str, int]]:
        """The written forms of a norm with their counts, the most frequent first."""
        forms = self._forms_of(number)
        return list(zip(self.forms[forms], self.arrays["form_counts"][forms].tolist(), strict=True))

    def _forms_of(self, norm: int) -> slice:
        """The numbers of the forms of a norm: forms are in the order of their norms."""
        return slice(*np.searchsorted(self.form_norm, np.array([norm, norm + 1], dtype=self.form_norm.dtype)).tolist())

    def first_occurrence(self, norm: int, written: str | None, is_live: NDArray[np.bool_] | None) -> tuple[int, int]:
        """Where a norm, or one of its `written` forms, first occurs: the row, and the number of the word in it.

        Passages that are not `is_live` do not count; (`size`, 0) if no other holds it.
        """
        own = self._forms_of(norm)
        wanted = [number for number in range(own.start, own.stop) if written in (None, self.forms[number])]
        rows = self.holders(int(self.norm_stem[norm])) if self._is_topic[norm] else np.arange(self.size)
        rows = (rows if is_live is None else rows[is_live[rows]]).astype(np.int64)
        for start in range(0, len(rows), _LOOKED_THROUGH):
            some = rows[start : start + _LOOKED_THROUGH]
            forms, which = self.tokens(some)
            hits = np.flatnonzero(np.isin(forms, wanted))
            if len(hits):
                first = which[hits[0]]
                return int(some[first]), int(hits[0] - np.searchsorted(which, first))
        return self.size, 0

    def stem_key(self, norm: int) -> int:
        """The key of the stem of a norm."""
        return int(self._stem_keys[self.norm_stem[norm]])

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
        is_held = places >= 0
        frequency = np.zeros(len(keys), dtype=np.int64)
        frequency[is_held] = self.arrays["stem_frequency"][places[is_held]]
        return frequency

    def ngram_frequency(self, keys: Keys) -> Integers:
        """The number of passages that hold each n-gram."""
        places = places_of(keys, self._ngram_keys)
        is_held = places >= 0
        frequency = np.zeros(len(keys), dtype=np.int64)
        frequency[is_held] = counts_at(self.arrays, "ngram_frequency", places[is_held])
        return frequency

    def pair_frequency(self, first: Keys, second: Keys) -> Integers:
        """The number of passages that hold each pair of neighbouring stems."""
        firsts, seconds = places_of(first, self._stem_keys), places_of(second, self._stem_keys)
        known = (firsts >= 0) & (seconds >= 0)
        offsets, others = self.arrays["pair_offsets"], self.arrays["pair_seconds"]
        wanted = seconds[known]
        low, high = (offsets[firsts[known] + edge].astype(np.int64) for edge in (0, 1))
        ends = high.copy()
        # A binary search for each pair, among the pairs that begin with its first stem.
        while np.any(low < high):
            middle = np.where(low < high, (low + high) // 2, 0)
            is_less = (low < high) & (others[middle] < wanted)
            low, high = np.where(is_less, middle + 1, low), np.where(is_less, high, np.minimum(middle, high))
        is_held = low < ends
        is_held[is_held] = others[low[is_held]] == wanted[is_held]
        frequency = np.zeros(len(first), dtype=np.int64)
        frequency[np.flatnonzero(known)[is_held]] = counts_at(self.arrays, "pair_frequency", low[is_held])
        return frequency

    def holders(self, stem: int) -> NDArray[np.uint32]:
        """The rows of the passages that hold a stem, by its number, ascending."""
        bits = self._bits(stem)
        if bits is not None:
            return np.flatnonzero(np.unpackbits(bits, count=self.size, bitorder="little")).astype(np.uint32)
        start, end = self.arrays["posting_offsets"][stem : stem + 2].tolist()
        return np.cumsum(decoded(self.arrays["postings"][start:end]), dtype=np.uint32)

    def _bits(self, stem: int) -> NDArray[np.uint8] | None:
        """A bit for each passage, if the postings of a stem are kept so."""
        dense = self.arrays["dense_stems"]
        place = int(np.searchsorted(dense, np.array(stem, dtype=dense.dtype)))
        return self.arrays["dense_postings"][place] if place < len(dense) and dense[place] == stem else None

    def _stem_number(self, key: int) -> int:
        return int(places_of(np.array([key], dtype=np.uint64), self._stem_keys)[0])

    def add_to_holders(self, stem_key: int, sums: NDArray[np.float32], weight: float) -> None:
        """Add `weight` to the sum of each passage that holds a stem; `sums` has one for each row."""
        number = self._stem_number(stem_key)
        if number >= 0:
            sums[self.holders(number)] += np.float32(weight)

    def is_held(self, stem_key: int, rows: Integers) -> NDArray[np.bool_]:
        """Whether each of the passages at `rows` holds a stem."""
        number = self._stem_number(stem_key)
        bits = self._bits(number) if number >= 0 else None
        if bits is not None:
            held: NDArray[np.bool_] = (bits[rows >> 3] >> (rows & 7).astype(np.uint8) & np.uint8(1)).astype(bool)
            return held
        is_holder = np.zeros(self.size, dtype=bool)
        if number >= 0:
            is_holder[self.holders(number)] = True
        return is_holder[rows]

    def live_frequency(self, stem: str, is_live: NDArray[np.bool_] | None) -> int:
        """The number of passages that hold `stem`, without those that are removed."""
        if is_live is None:
            return int(self.stem_frequency(keys_of([stem]))[0])
        number = self._stem_number(key_of(stem))
        return int(np.count_nonzero(is_live[self.holders(number)])) if number >= 0 else 0

    # Scores

    def norms_with(self, pieces: Weighed) -> tuple[Integers, Scores]:
        """The words, but for function words, that hold `pieces`, and the sum of the weights of these in each."""
        places = places_of(pieces.keys, self._ngram_keys)
        lists = places_of(places.astype(np.uint32), self.arrays["piece_ngrams"])
        held = np.flatnonzero((places >= 0) & (lists >= 0))
        offsets = self.arrays["piece_norm_offsets"]
        starts, ends = (offsets[lists[held] + edge].astype(np.int64) for edge in (0, 1))
        holding = self.arrays["piece_norms"][ranges(starts, ends)].astype(np.int64)
        weights = np.repeat(pieces.weights[held], ends - starts)
        topic = self._is_topic[holding].astype(bool)
        norms, inverse = np.unique(holding[topic], return_inverse=True)
        summed: Scores = np.bincount(inverse, weights=weights[topic], minlength=len(norms)).astype(np.float64)
        return norms, summed

    def scores(self, query: Query, rows: Integers) -> Scores:
        """The score of each of the passages at `rows`: the sum of its two similarities to the question."""
        forms, which = self.tokens(rows)
        norms = self.form_norm[forms].astype(np.int64)
        terms = self._stem_scores(query, norms, which, len(rows)) + self._pair_scores(query, norms, which, len(rows))
        ngrams = self._ngram_scores(query.ngrams, norms, which, len(rows))
        return _divided(terms, self.term_lengths[rows]) + _divided(ngrams, self.arrays["ngram_lengths"][rows])

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
        distinct, inverse = _distinct(norms, len(self.norm_stem))
        numbers, holding = ngram_matches(*self.norms.padded(distinct), ngrams.keys)
        order = np.argsort(holding, kind="stable")
        per_norm = np.bincount(holding, minlength=len(distinct))
        ends = np.cumsum(per_norm)
        asked = numbers[order][ranges((ends - per_norm)[inverse], ends[inverse])]
        return _summed(np.repeat(which, per_norm[inverse]), asked, ngrams.weights, count)


def _distinct(numbers: Integers, size: int) -> tuple[Integers, Integers]:
    """The distinct ones of `numbers`, each below `size`, ascending, and the place of each number among them."""
    is_there = np.zeros(size, dtype=bool)
    is_there[numbers] = True
    distinct = np.flatnonzero(is_there)
    place = np.empty(size, dtype=np.int64)
    place[distinct] = np.arange(len(distinct))
    return distinct, place[numbers]


def _summed(which: Integers, numbers: Integers, weights: Scores, count: int) -> Scores:
    """The sum of the damped weights of the terms with these `numbers` in each of `count` passages."""
    if not len(weights):
        return np.zeros(count)
    counts = np.bincount(which * len(weights) + numbers, minlength=count * len(weights)).reshape(count, -1)
    # Summed term by term, so that passages with the same words have the same score to the last digit.
    sums: Scores = (damped_counts(counts) * weights).sum(axis=1)
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
    is_piece = np.fromiter((len(piece) == PIECE_LENGTH for piece in pieces), dtype=bool, count=len(pieces))
    return Query(
        Weighed(stem_keys, scaled[0]),
        Weighed(first, scaled[1]),
        second,
        Weighed(ngram_keys, scaled[2]),
        Weighed(ngram_keys[is_piece], scaled[2][is_piece]),
    )


def _query_weights(counter: Counter[str], frequency: Integers, size: int) -> tuple[Scores, Scores]:
    """The weights of a question's terms, 0 for a term that no passage holds, and their idf."""
    counts = np.fromiter(counter.values(), dtype=np.float64, count=len(counter))
    inverse = idf(frequency, size)
    return np.where(frequency > 0, (1 + np.log(np.maximum(counts, 1))) * inverse, 0.0), inverse


def _total(parts: Iterable[Integers]) -> Integers:
    total: Integers = np.sum(list(parts), axis=0)
    return total
