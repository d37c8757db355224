"""An index of segments: what `qa.index.base.Index` promises, wherever the segments and documents are kept."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from itertools import chain, starmap
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from qa.index.base import Scored
from qa.index.candidates import Mask, candidates
from qa.index.counting import Integers
from qa.index.entries import Entry
from qa.index.keys import key_of
from qa.index.names import Name
from qa.index.records import Made, Record
from qa.index.segment import Query, Scores, Segment, query_of
from qa.index.sequences import ranges
from qa.index.strings import Strings
from qa.language.tokens import stem, without_word_possessive
from qa.types import Detail, Document, Key, Passage, Sentence

# Passages that are scored in full: the best by their stems. An index with no more is scored whole.
# With so many, success@k is that of scoring all: see "the index" in eval/results.md.
CANDIDATES = 256

# Details of documents, numbered as in the arrays.
DETAILS = tuple(Detail)


class Kept(NamedTuple):
    """A document of a segment: the segment's number, and the document's in it."""

    segment: int
    document: int


class _Rows(NamedTuple):
    """Passages of one segment, by their rows."""

    segment: int
    rows: Integers


class SegmentIndex:
    """See the module's docstring, and `Index`."""

    def __init__(self, segments: Sequence[Segment], kept: Sequence[Kept]) -> None:
        """Look up `segments`; of their documents `kept`, in this order."""
        self.segments = tuple(segments)
        self.kept = tuple(kept)
        counts = [segment.arrays["document_passages"].astype(np.int64) for segment in segments]
        self._first_rows = [np.cumsum(count) - count for count in counts]
        places = np.array(self.kept, dtype=np.int64).reshape(-1, 2)
        per_document = np.zeros(len(places), dtype=np.int64)
        for number, count in enumerate(counts):
            own = places[:, 0] == number
            per_document[own] = count[places[own, 1]]
        # The place of the first passage of each document, and the number of all.
        self._first_places = np.concatenate([[0], np.cumsum(per_document)])
        self._places = [np.full(segment.size, -1) for segment in segments]
        for number, first_rows in enumerate(self._first_rows):
            held = np.flatnonzero(places[:, 0] == number)
            rows, firsts = first_rows[places[held, 1]], self._first_places[held]
            in_index = ranges(firsts, firsts + per_document[held])
            self._places[number][ranges(rows, rows + per_document[held])] = in_index
        self._is_live: list[Mask] = [None if np.all(places >= 0) else places >= 0 for places in self._places]
        # Which passages a question may find; see `within`.
        self._is_asked = self._is_live
        # The numbers of the documents that are asked; None: all.
        self.asked: frozenset[int] | None = None
        self.documents: Sequence[Document] = Made(len(kept), lambda number: self._record(self.kept[number]).document)
        self.passages: Sequence[Passage] = Made(int(self._first_places[-1]), self._passage)

    def within(self, documents: Collection[int]) -> Self:
        """The same index, of which questions find passages of `documents` alone, by their numbers.

        Frequencies stay those of all documents. If the index is limited already, what both allow is asked.
        """
        asked = frozenset(documents) if self.asked is None else self.asked.intersection(documents)
        masks = [np.zeros(segment.size, dtype=bool) for segment in self.segments]
        for number, (segment, document) in enumerate(self.kept):
            if number in asked:
                row = self._first_rows[segment][document]
                masks[segment][row : row + self.segments[segment].arrays["document_passages"][document]] = True
        view = copy(self)
        view._is_asked, view.asked = list(masks), asked
        return view

    @property
    def modified_ns(self) -> Mapping[int, int]:
        """When the files of documents were changed, by the numbers of the documents; nothing is known of these."""
        return {}

    # Documents and passages

    @property
    def entries(self) -> Sequence[Entry]:
        """What is known of each document; see `Index`."""
        return [self.segments[number].entries[document] for number, document in self.kept]

    @property
    def asked_passages(self) -> Sequence[Passage]:
        """The passages that a question may find, in the order of the documents; see `within`."""
        if self.asked is None:
            return self.passages
        return [passage for kept in self._asked_kept for passage in self._record(kept).passages]

    @property
    def _asked_kept(self) -> Sequence[Kept]:
        """The documents that a question may find, in their order."""
        return self.kept if self.asked is None else [self.kept[number] for number in sorted(self.asked)]

    @property
    def sentence_count(self) -> int:
        """The number of sentences; see `Index`."""
        return sum(int(self.segments[number].arrays["document_sentences"][document]) for number, document in self.kept)

    def passages_of(self, doc_id: str) -> Sequence[Passage]:
        """The passages of a document; see `Index`."""
        lists = [self._record(kept).passages for kept in self._kept_as(doc_id)]
        return lists[0] if len(lists) == 1 else tuple(chain.from_iterable(lists))

    def neighbours(self, sentence: Sentence, distances: Iterable[int]) -> dict[int, Sentence]:
        """The sentences around `sentence`; see `Index`."""
        wanted = sorted(distances)
        for kept in self._kept_as(sentence.document.doc_id):
            passages = self._record(kept).passages
            here = bisect_right(passages, sentence.span.start, key=lambda passage: passage.span.start) - 1
            if here >= 0 and sentence in passages[here].sentences:
                return _around(sentence, passages, here, wanted)
        return {}

    def details(self, detail: Detail) -> Mapping[Key, Passage]:
        """Where the documents say `detail`; see `Index`."""
        said: list[tuple[int, int]] = []
        for segment, places, is_asked in zip(self.segments, self._places, self._is_asked, strict=True):
            rows = segment.arrays["details"].astype(np.int64)
            rows = rows[rows[:, 0] == DETAILS.index(detail)]
            rows = rows if is_asked is None else rows[is_asked[rows[:, 1]]]
            pairs = zip(places[rows[:, 1]].tolist(), rows[:, 2].tolist(), strict=True)
            said += [(place, number) for place, number in pairs if place >= 0]
        passages = [(self.passages[place], number) for place, number in sorted(said)]
        return {passage.sentences[number].key: passage for passage, number in passages}

    def names(self) -> Sequence[Name]:
        """The names in the documents that are asked; see `Index`."""
        counts, speaking = Counter[str](), Counter[str]()
        rows = [segment.name_rows for segment in self.segments]
        for name in chain.from_iterable(self._names_of(kept, rows[kept.segment]) for kept in self._asked_kept):
            counts[name.text] += name.times
            speaking[name.text] += name.speaks
        return [Name(name, count, speaking[name]) for name, count in counts.most_common()]

    def _names_of(self, kept: Kept, rows: NDArray[np.uint32]) -> Iterable[Name]:
        texts, offsets = self._name_tables[kept.segment]
        start, end = offsets[kept.document : kept.document + 2]
        return (Name(texts[name], count, speaks) for name, count, speaks in rows[start:end].tolist())

    @cached_property
    def _name_tables(self) -> list[tuple[list[str], list[int]]]:
        return [
            (
                Strings.of(segment.arrays, "names").every(),
                [0, *np.cumsum(segment.arrays["document_names"], dtype=np.int64).tolist()],
            )
            for segment in self.segments
        ]

    def _record(self, kept: Kept) -> Record:
        return self.segments[kept.segment].records.record(kept.document)

    def _passage(self, place: int) -> Passage:
        number = int(np.searchsorted(self._first_places, place, side="right")) - 1
        return self._record(self.kept[number]).passages[place - int(self._first_places[number])]

    def _kept_as(self, doc_id: str) -> Iterator[Kept]:
        """The documents with an id; there are several only where a caller made them so."""
        key = np.uint64(key_of(doc_id))
        for number, segment in enumerate(self.segments):
            for document in np.flatnonzero(segment.arrays["document_keys"] == key).tolist():
                if Kept(number, document) in self._is_kept:
                    yield Kept(number, document)

    @cached_property
    def _is_kept(self) -> frozenset[Kept]:
        return frozenset(self.kept)

    # Words

    def document_frequency(self, stem: str) -> int:
        """The number of passages that hold `stem`; see `Index`."""
        return sum(
            segment.live_frequency(stem, is_live) for segment, is_live in zip(self.segments, self._is_live, strict=True)
        )

    def spelling(self, norm: str) -> str | None:
        """How `norm` is mostly written; see `Index`."""
        counts = Counter[str]()
        for written, count in self._written_forms(norm):
            counts[without_word_possessive(written)] += count
        return counts.most_common(1)[0][0] if counts and self._is_held(norm) else None

    def _written_forms(self, norm: str) -> Sequence[tuple[str, int]]:
        """The written forms of `norm` with their counts, the most frequent first, of equal ones the first."""
        numbers = self._norm_numbers(norm)
        lists = [self.segments[place].written_forms(number) for place, number in numbers]
        if len(lists) < 2:
            return lists[0] if lists else []
        counts = Counter[str]()
        for written, count in chain.from_iterable(lists):
            counts[written] += count
        if len(counts) < 2:
            return list(counts.items())
        return sorted(counts.items(), key=lambda form: (-form[1], self._first_occurrence(numbers, form[0])))

    def rank(self, norm: str) -> tuple[int, int, int]:
        """The rank of `norm`; see `Index`."""
        numbers = self._norm_numbers(norm)
        count = sum(self.segments[place].norm_count(number) for place, number in numbers)
        if len(self.segments) == 1:
            return -count, *numbers[0]
        return -count, *self._first_occurrence(numbers, None)

    def _norm_numbers(self, norm: str) -> list[tuple[int, int]]:
        """The segments that hold `norm`, each with its number there."""
        numbers = [(place, segment.norm_number(norm)) for place, segment in enumerate(self.segments)]
        return [(place, number) for place, number in numbers if number is not None]

    def _first_occurrence(self, numbers: Sequence[tuple[int, int]], written: str | None) -> tuple[int, int]:
        """Where a norm, or one of its `written` forms, first occurs: the passage, and the number of the word in it."""
        occurrences = []
        for place, number in numbers:
            row, word = self.segments[place].first_occurrence(number, written, self._is_live[place])
            passage = int(self._places[place][row]) if row < self.segments[place].size else len(self.passages)
            occurrences.append((passage, word))
        return min(occurrences)

    def norms_of_length(self, length: int) -> Sequence[str]:
        """The norms of `length` characters; see `Index`."""
        norms = dict.fromkeys(chain.from_iterable(segment.norms_of_length(length) for segment in self.segments))
        if len(self.segments) == 1 and self._is_live[0] is None:
            return list(norms)
        return list(filter(self._is_held, norms))

    def norms_of_stem(self, stem: str) -> Collection[str]:
        """The norms that have `stem`; see `Index`."""
        return dict.fromkeys(chain.from_iterable(segment.norms_of_stem(stem) for segment in self.segments))

    def _is_held(self, norm: str) -> bool:
        """Whether a passage holds `norm`, as far as that is known: a function word may be in removed ones alone."""
        return all(is_live is None for is_live in self._is_live) or self.document_frequency(stem(norm)) > 0

    # Ranking

    def top_k(
        self,
        terms: Iterable[str],
        ngrams: Iterable[str],
        k: int,
        *,
        also: Collection[Passage] = (),
        among: Collection[Passage] | None = None,
    ) -> list[Scored]:
        """The passages most alike to a question, best first; see `Index`."""
        query = query_of(terms, ngrams, self.segments)
        if among is not None:
            scored = self._scored(query, self._rows(among))
            return [(place, score) for place, score, _ in self._distinct(scored, k)]
        likely = candidates(self.segments, self._is_asked, query, count=max(CANDIDATES, 4 * k))
        scored = [each for each in self._scored(query, starmap(_Rows, enumerate(likely))) if each[1] > 0]
        best = [(place, score) for place, score, _ in self._distinct(scored, k)]
        if also:
            chosen = {place for place, _ in best}
            rest = self._scored(query, self._rows(also))
            best += [(place, score) for place, score, _ in rest if place not in chosen]
        return best

    def _rows(self, passages: Collection[Passage]) -> list[_Rows]:
        """The rows of some passages, by segment."""
        rows: list[set[int]] = [set() for _ in self.segments]
        for passage in passages:
            for kept in self._kept_as(passage.document.doc_id):
                own = self._record(kept).passages
                row = bisect_right(own, passage.span.start, key=lambda each: each.span.start) - 1
                if row >= 0 and own[row] == passage:
                    rows[kept.segment].add(int(self._first_rows[kept.segment][kept.document]) + row)
        return [
            _Rows(number, np.array([row for row in sorted(held) if is_asked is None or is_asked[row]], dtype=np.int64))
            for number, (held, is_asked) in enumerate(zip(rows, self._is_asked, strict=True))
        ]

    def _scored(self, query: Query, rows: Iterable[_Rows]) -> list[tuple[int, float, int]]:
        """The place, score and key of each passage, best first, equal ones in the order of the documents."""
        places, scores, keys = [], [], []
        for number, of_segment in rows:
            segment = self.segments[number]
            places.append(self._places[number][of_segment])
            scores.append(_scores(segment, query, of_segment))
            keys.append(segment.passage_keys[of_segment])
        if not places:
            return []
        every = tuple(np.concatenate(parts) for parts in (places, scores, keys))
        order = np.lexsort((every[0], -every[1]))
        return list(zip(*(column[order].tolist() for column in every), strict=True))

    @staticmethod
    def _distinct(scored: Iterable[tuple[int, float, int]], k: int) -> list[tuple[int, float, int]]:
        """The first `k` of `scored` that do not repeat one before them."""
        seen: dict[int, tuple[int, float, int]] = {}
        for each in scored:
            if len(seen) >= k:
                break
            seen.setdefault(each[2], each)
        return list(seen.values())


def _around(sentence: Sentence, passages: Sequence[Passage], here: int, wanted: Sequence[int]) -> dict[int, Sentence]:
    """The sentences at the distances `wanted`, ascending, from one in `passages[here]`."""
    around: list[Sentence] = list(passages[here].sentences)
    place, first, last = around.index(sentence), here, here
    # Passages are added until they hold the furthest sentence on either side.
    while first > 0 and wanted and place + wanted[0] < 0:
        first -= 1
        around[:0] = passages[first].sentences
        place += len(passages[first].sentence_spans)
    while last + 1 < len(passages) and wanted and place + wanted[-1] >= len(around):
        last += 1
        around += passages[last].sentences
    return {distance: around[place + distance] for distance in wanted if 0 <= place + distance < len(around)}


def _scores(segment: Segment, query: Query, rows: Integers) -> Scores:
    return segment.scores(query, rows) if len(rows) else np.zeros(0)
