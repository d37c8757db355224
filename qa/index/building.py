"""Passages -> the arrays of a segment, and several segments -> one.

    Lexicon     numbers the written words, their norms and stems
    Builder     takes documents, in order, from drafts or segments, and makes a segment
    merged      takes segments and the documents to keep, and makes one segment of them

The same documents in the same order give the same arrays, built at once or merged. Words, documents and what is counted
are collected in files where they are many; memory grows with the vocabulary, and by some 40 bytes per passage.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.index.arrays import Sink
from qa.index.counting import (
    FREQUENT,
    Buckets,
    Integers,
    Terms,
    Tokens,
    Words,
    idf,
    ngram_frequencies,
    ngram_squares,
    packed_counts,
    pairs_in,
    stems_in,
)
from qa.index.drafts import Draft
from qa.index.entries import Entry, packed_entries
from qa.index.keys import key_of, keys_of, ngram_keys, places_of, union
from qa.index.lookup import Kept
from qa.index.segment import DENSE, Segment
from qa.index.sequences import compact, encoded, encoded_rows
from qa.index.spill import Spill
from qa.index.strings import Strings, packed
from qa.index.terms import PIECE_LENGTH
from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import norm_and_stem

# Documents that are copied at once when segments are merged.
_COPIED = 1_000
# Norms whose n-grams are made at once: some 60 MB.
_NORMS = 100_000
# The place of what never occurs.
_NEVER = np.iinfo(np.int64).max
# The share of counting frequencies in the time of finishing a segment.
_COUNTING_SHARE = 0.5

Progress = Callable[[float], None]


class Lexicon:
    """Numbers words as they come: the written `forms`, their `norms`, and the `stems` of these by their keys."""

    def __init__(self) -> None:
        self.forms: dict[str, int] = {}
        self.norms: dict[str, int] = {}
        self.stems: dict[int, int] = {}
        self.form_norm, self.norm_stem = array("q"), array("q")
        self.norm_is_topic = bytearray()

    def form(self, written: str) -> int:
        """The number of a word as it is written."""
        number = self.forms.setdefault(written, len(self.forms))
        if number == len(self.form_norm):
            norm, stem = norm_and_stem(written)
            self.form_norm.append(self._norm(norm, lambda: key_of(stem), norm not in STOP_WORDS))
        return number

    def _norm(self, norm: str, stem_key: Callable[[], int], is_topic: bool) -> int:
        number = self.norms.setdefault(norm, len(self.norms))
        if number == len(self.norm_stem):
            self.norm_stem.append(self.stems.setdefault(stem_key(), len(self.stems)))
            self.norm_is_topic.append(is_topic)
        return number

    def add(self, segment: Segment) -> Integers:
        """Number the words of `segment`; returns the number of each of its forms."""
        keys = segment.arrays["stem_keys"].tolist()
        stems, topics = segment.norm_stem.tolist(), segment.arrays["norm_is_topic"].tolist()
        norms = [
            self._norm(norm, lambda place=place: keys[stems[place]], bool(topics[place]))  # type: ignore[misc]
            for place, norm in enumerate(segment.norms.every())
        ]
        numbers = np.zeros(len(segment.forms), dtype=np.int64)
        norm_of = segment.form_norm.tolist()
        for place, written in enumerate(segment.forms.every()):
            numbers[place] = number = self.forms.setdefault(written, len(self.forms))
            if number == len(self.form_norm):
                self.form_norm.append(norms[norm_of[place]])
        return numbers


class Builder:
    """Takes documents in order, as drafts or from other segments, and makes a segment of them."""

    def __init__(self, folder: Path | None = None) -> None:
        """Begin; what does not fit into memory is in files in `folder`, that go with this process."""
        self._folder = folder
        self._lexicon = Lexicon()
        self._tokens = Spill(np.uint32, folder)
        self._token_counts, self._passage_keys = array("I"), array("Q")
        self._entries: list[Entry] = []
        self._sentences, self._name_counts = array("I"), array("I")
        self._loose: list[str] = []
        self._names: dict[str, int] = {}
        self._name_rows, self._details = array("I"), array("I")
        self._records, self._record_sizes = Spill(np.uint8, folder), array("Q")

    @property
    def document_count(self) -> int:
        """The documents so far."""
        return len(self._entries)

    @property
    def token_count(self) -> int:
        """The words so far."""
        return len(self._tokens)

    def take(self, draft: Draft) -> None:
        """Add the document of `draft`."""
        numbers = np.fromiter(map(self._lexicon.form, draft.forms), dtype=np.uint32, count=len(draft.forms))
        self._tokens.append(numbers[draft.tokens])
        for detail, number, place in draft.details:
            self._details.extend((detail, len(self._passage_keys) + number, place))
        _extend(self._token_counts, draft.token_counts)
        _extend(self._passage_keys, draft.passage_keys)
        self._sentences.append(draft.sentences)
        self._loose.append(draft.loose)
        self._name_counts.append(len(draft.names))
        for name in draft.names:
            number = self._names.setdefault(name.text, len(self._names))
            self._name_rows.extend((number, name.times, name.speaks))
        # Last, so that whoever is interrupted before has one entry less.
        self._add_record(draft.record)
        self._entries.append(draft.entry)

    def _add_record(self, record: bytes | None) -> None:
        if record is not None:
            self._records.append(np.frombuffer(record, dtype=np.uint8))
            self._record_sizes.append(len(record))

    def take_from(self, segments: Sequence[Segment], kept: Sequence[Kept]) -> None:
        """Add the documents `kept` of `segments`."""
        numbers = {number: self._numbers(segments[number]) for number in sorted({number for number, _ in kept})}
        for number, documents in _in_a_row(kept):
            self._take_row(segments[number], numbers[number], documents)

    def _numbers(self, segment: Segment) -> "_Numbers":
        names = [self._names.setdefault(name, len(self._names)) for name in Strings.of(segment.arrays, "names").every()]
        passages, in_names = (_offsets(segment.arrays[name]) for name in ("document_passages", "document_names"))
        forms = self._lexicon.add(segment).astype(np.uint32)
        return _Numbers(forms, np.array(names, dtype=np.uint32), passages, in_names, segment.name_rows)

    def _take_row(self, segment: Segment, numbers: "_Numbers", documents: range) -> None:
        """Add `documents` of a segment, which are in a row."""
        first, last = (int(numbers.passages[edge]) for edge in (documents.start, documents.stop))
        forms, which = segment.tokens(np.arange(first, last))
        self._tokens.append(numbers.forms[forms] if len(forms) else forms)
        details = segment.arrays["details"]
        details = details[slice(*np.searchsorted(details[:, 1], (first, last)))].astype(np.int64)
        details[:, 1] += len(self._passage_keys) - first
        _extend(self._details, details.astype(np.uint32).reshape(-1))
        _extend(self._token_counts, np.bincount(which, minlength=last - first).astype(np.uint32))
        _extend(self._passage_keys, segment.passage_keys[first:last])
        chosen = slice(documents.start, documents.stop)
        _extend(self._sentences, segment.arrays["document_sentences"][chosen])
        _extend(self._name_counts, segment.arrays["document_names"][chosen])
        self._loose += Strings.of(segment.arrays, "loose")[chosen]
        rows = numbers.name_rows[numbers.in_names[documents.start] : numbers.in_names[documents.stop]].copy()
        rows[:, 0] = numbers.names[rows[:, 0]] if len(rows) else rows[:, 0]
        _extend(self._name_rows, rows.reshape(-1))
        for document in documents:
            self._add_record(segment.records.packed(document))
        self._entries += segment.entries[chosen]

    def finish(self, sink: Sink, others: Sequence[Segment] = (), *, progress: Progress = lambda share: None) -> None:
        """Write the arrays of the segment to `sink`; its vectors are weighed by those of `others`, too."""
        if len(self._record_sizes) == len(self._entries):
            sink.add_parts("records", np.uint8, self._records.parts())
            sink.add("record_offsets", compact(_offsets(np.array(self._record_sizes, dtype=np.int64))))
        self._records.close()
        arrays = {
            **packed_entries(self._entries),
            "document_sentences": np.array(self._sentences, dtype=np.uint32),
            "document_names": np.array(self._name_counts, dtype=np.uint32),
            **packed("loose", self._loose),
            "passage_keys": np.array(self._passage_keys, dtype=np.uint64),
            "details": np.array(self._details, dtype=np.uint32).reshape(-1, 3),
            **_name_arrays(np.array(self._name_rows, dtype=np.uint32).reshape(-1, 3), list(self._names)),
        }
        for name, array_ in arrays.items():
            sink.add(name, array_)
        _Finishing(
            self._tokens, np.array(self._token_counts, dtype=np.int64), self._lexicon, others, self._folder
        ).write(sink, progress)
        self._tokens.close()


class _Numbers(NamedTuple):
    """The new numbers of a segment's forms and names; where each document's passages and names begin; the names."""

    forms: NDArray[np.uint32]
    names: NDArray[np.uint32]
    passages: Integers
    in_names: Integers
    name_rows: NDArray[np.uint32]


def _extend(numbers: "array[int]", more: NDArray[Any]) -> None:
    numbers.frombytes(np.ascontiguousarray(more).astype(numbers.typecode, copy=False).tobytes())


def _in_a_row(kept: Sequence[Kept]) -> Iterator[tuple[int, range]]:
    """Documents that are in a row in a segment, at most `_COPIED` of them, with the segment's number."""
    start = 0
    for place in range(1, len(kept) + 1):
        first, length = kept[start], place - start
        if place == len(kept) or length >= _COPIED or kept[place] != (first.segment, first.document + length):
            yield first.segment, range(first.document, first.document + length)
            start = place


def merged(
    segments: Sequence[Segment],
    kept: Sequence[Kept],
    sink: Sink,
    *,
    others: Sequence[Segment] = (),
    folder: Path | None = None,
    progress: Progress = lambda share: None,
) -> None:
    """Write the arrays of a segment of the documents `kept`, in this order, to `sink`; see `Builder`."""
    builder = Builder(folder)
    builder.take_from(segments, kept)
    builder.finish(sink, others, progress=progress)


# Numbering and counting


class _Finishing:
    """Numbers the words of some passages by their frequency, counts them, and writes the arrays."""

    def __init__(
        self,
        forms: Spill,
        counts: Integers,
        lexicon: Lexicon,
        others: Sequence[Segment],
        folder: Path | None,
    ) -> None:
        self._numbering = _Numbering.of(_occurrences(Tokens(forms, counts, np.zeros(0)), lexicon), lexicon)
        self._norms = self._numbering.norms.chosen(list(lexicon.norms))
        self._pieced = _words(self._numbering, self._norms)
        self._words = self._pieced.words
        # The norms of forms as they came: what is left out does not occur.
        norms = self._numbering.norms.new[np.array(lexicon.form_norm, dtype=np.int64)].astype(np.int32)
        self._tokens = Tokens(forms, counts, norms)
        self._forms = self._numbering.forms.chosen(list(lexicon.forms))
        self._others = others
        self._folder = folder
        # Passages, those of the other segments, too.
        self._in_all = len(counts) + sum(segment.size for segment in others)
        self._squares = np.zeros(len(counts))

    def write(self, sink: Sink, progress: Progress) -> None:
        """Write all arrays."""
        self._write_words(sink)
        self._write_sequences(sink)
        words, counts = self._words, self._tokens
        tokens = len(counts.forms)
        stems = Buckets(words.stem_count, tokens, self._folder)
        pairs = Buckets(words.stem_count**2, tokens, self._folder)
        ngrams = np.zeros(words.ngram_count, dtype=np.int64)
        for block in counts.blocks(lambda share: progress(share * _COUNTING_SHARE)):
            stems.add(stems_in(words, block))
            pairs.add(pairs_in(words, block))
            ngram_frequencies(words, block, ngrams)
        self._write_postings(sink, stems)
        self._write_pairs(sink, pairs)
        for name, array_ in packed_counts("ngram_frequency", ngrams).items():
            sink.add(name, array_)
        sink.add("term_lengths", np.sqrt(self._squares).astype(np.float32))
        self._write_ngram_lengths(sink, ngrams, lambda share: progress(_COUNTING_SHARE + share * (1 - _COUNTING_SHARE)))

    def _write_words(self, sink: Sink) -> None:
        numbering, pieced = self._numbering, self._pieced
        for name, array_ in {
            **packed("forms", self._forms),
            "form_counts": numbering.form_counts.astype(np.uint32),
            "form_norm": numbering.form_norm.astype(np.uint32),
            **packed("norms", self._norms),
            "norm_stem": numbering.norm_stem.astype(np.uint32),
            "norm_is_topic": numbering.norm_is_topic,
            **_lookup("norm", keys_of(self._norms)),
            **_by_length(self._norms),
            "stem_keys": numbering.stem_keys,
            **_grouped("stem_norms", numbering.norm_stem, len(numbering.stem_keys)),
            "ngram_keys": pieced.ngram_keys,
            "piece_ngrams": pieced.piece_ngrams,
            "piece_norms": pieced.piece_norms,
            "piece_norm_offsets": pieced.piece_norm_offsets,
        }.items():
            sink.add(name, array_)

    def _write_sequences(self, sink: Sink) -> None:
        sizes: list[Integers] = []
        new = self._numbering.forms.new.astype(np.uint32)

        def parts() -> Iterator[NDArray[np.uint8]]:
            for _, forms, counts in self._tokens.rows():
                data, in_bytes = encoded_rows(new[forms], counts)
                sizes.append(in_bytes)
                yield data

        sink.add_parts("sequences", np.uint8, parts())
        sink.add("sequence_offsets", compact(_offsets(np.concatenate([np.zeros(0, dtype=np.int64), *sizes]))))

    def _write_postings(self, sink: Sink, stems: Buckets) -> None:
        size = self._tokens.size
        frequency, in_bytes = (np.zeros(self._words.stem_count, dtype=np.int64) for _ in range(2))
        dense: list[int] = []
        bits: list[NDArray[np.uint8]] = []

        def parts() -> Iterator[NDArray[np.uint8]]:
            for terms in stems.terms():
                numbers = terms.distinct.astype(np.int64)
                frequency[numbers] = terms.frequency
                terms.add_squares(self._squares, idf(self._stem_frequency(numbers, terms.frequency), self._in_all))
                data, in_bytes[numbers] = _sparse_postings(terms, size)
                for place in np.flatnonzero(terms.frequency * DENSE > size).tolist():
                    start = terms.starts[place]
                    dense.append(int(numbers[place]))
                    bits.append(_bits(terms.rows[start : start + terms.frequency[place]], size))
                yield data

        sink.add_parts("postings", np.uint8, parts())
        sink.add("posting_offsets", compact(_offsets(in_bytes)))
        sink.add("stem_frequency", frequency.astype(np.uint32))
        sink.add("dense_stems", np.array(dense, dtype=np.uint32))
        sink.add("dense_postings", np.array(bits, dtype=np.uint8).reshape(len(dense), -(-size // 8)))

    def _stem_frequency(self, numbers: Integers, frequency: Integers) -> Integers:
        """The frequencies of stems in the other segments, too."""
        keys = self._numbering.stem_keys[numbers]
        return sum((segment.stem_frequency(keys) for segment in self._others), frequency)

    def _write_pairs(self, sink: Sink, pairs: Buckets) -> None:
        """The pairs by their first stems; frequencies of `FREQUENT` or more are kept apart."""
        seconds, kept = Spill(np.uint32, self._folder), Spill(np.uint8, self._folder)
        per_first = np.zeros(self._words.stem_count, dtype=np.int64)
        places: list[NDArray[Any]] = [np.zeros(0, dtype=np.uint32)]
        frequencies: list[NDArray[Any]] = [np.zeros(0, dtype=np.uint32)]
        keys = self._numbering.stem_keys
        for terms in pairs.terms():
            first, second = np.divmod(terms.distinct.astype(np.int64), max(self._words.stem_count, 1))
            in_all = terms.frequency
            for segment in self._others:
                in_all = in_all + segment.pair_frequency(keys[first], keys[second])
            terms.add_squares(self._squares, idf(in_all, self._in_all))
            frequent = np.flatnonzero(terms.frequency >= FREQUENT)
            places.append((frequent + len(seconds)).astype(np.uint32))
            frequencies.append(terms.frequency[frequent].astype(np.uint32))
            np.add.at(per_first, first, 1)
            seconds.append(second)
            kept.append(np.minimum(terms.frequency, FREQUENT))
        sink.add("pair_offsets", compact(_offsets(per_first)))
        sink.add_parts("pair_seconds", np.uint32, seconds.parts())
        sink.add_parts("pair_frequency", np.uint8, kept.parts())
        sink.add("frequent_pair_frequency_places", np.concatenate(places))
        sink.add("frequent_pair_frequency", np.concatenate(frequencies))

    def _write_ngram_lengths(self, sink: Sink, frequency: Integers, progress: Progress) -> None:
        for segment in self._others:
            frequency = frequency + segment.ngram_frequency(self._pieced.ngram_keys)
        weights = idf(frequency, self._in_all)
        squares = np.zeros(self._tokens.size)
        for block in self._tokens.blocks(progress):
            own = ngram_squares(self._words, block, weights)
            squares[block.first : block.first + len(own)] = own
        sink.add("ngram_lengths", np.sqrt(squares).astype(np.float32))


def _sparse_postings(terms: Terms, size: int) -> tuple[NDArray[np.uint8], Integers]:
    """The distances between the rows of those terms that few passages hold, and how many bytes each term takes."""
    gaps = np.diff(terms.rows, prepend=0)
    gaps[terms.starts] = terms.rows[terms.starts]
    is_sparse = np.repeat(terms.frequency * DENSE <= size, terms.frequency)
    data, lengths = encoded(gaps[is_sparse].astype(np.uint32))
    in_bytes = np.zeros(len(gaps) + 1, dtype=np.int64)
    in_bytes[1:][is_sparse] = lengths
    edges = np.cumsum(in_bytes)[np.append(terms.starts, len(gaps))]
    return data, np.diff(edges)


def _bits(rows: Integers, size: int) -> NDArray[np.uint8]:
    """A bit for each of `size` passages, set for those at `rows`."""
    holds = np.zeros(size, dtype=np.uint8)
    holds[rows] = 1
    return np.packbits(holds, bitorder="little")


def _name_arrays(rows: NDArray[np.uint32], texts: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The names of documents, numbered as they first occur."""
    names = _Renumbering.by_occurrence(rows[:, 0], len(texts))
    renumbered = rows.copy()
    renumbered[:, 0] = names.new[rows[:, 0]]
    return {**packed("names", names.chosen(texts)), "name_rows": encoded(renumbered.reshape(-1))[0]}


def _offsets(counts: NDArray[Any]) -> Integers:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


def _lookup(name: str, keys: NDArray[np.uint64]) -> dict[str, NDArray[Any]]:
    """The keys in ascending order, and the number of each."""
    order = np.argsort(keys)
    return {f"{name}_keys": keys[order], f"{name}_order": order.astype(np.uint32)}


def _grouped(name: str, groups: NDArray[Any], count: int) -> dict[str, NDArray[Any]]:
    """The numbers of things by their `groups`, of which there are `count`: those of each group in a row."""
    order = np.argsort(groups, kind="stable").astype(np.uint32)
    return {name: order, f"{name.removesuffix('s')}_offsets": compact(_offsets(np.bincount(groups, minlength=count)))}


def _by_length(norms: Sequence[str]) -> dict[str, NDArray[Any]]:
    return _grouped("length_norms", np.fromiter(map(len, norms), dtype=np.int64, count=len(norms)), 1)


class _Renumbering(NamedTuple):
    """New numbers for things: `old[new]` and `new[old]`, -1 for one that is left out."""

    old: Integers
    new: Integers

    @classmethod
    def by_frequency(cls, counts: Integers, first: Integers, groups: Integers | None = None) -> "_Renumbering":
        """The most frequent first, equal ones by their `first` occurrence; what does not occur is left out.

        Those of one of the `groups`, if there are any, are in a row.
        """
        order = np.lexsort((first, -counts) if groups is None else (first, -counts, groups))
        old = order[counts[order] > 0]
        new = np.full(len(counts), -1)
        new[old] = np.arange(len(old))
        return cls(old, new)

    @classmethod
    def by_occurrence(cls, numbers: NDArray[Any], count: int) -> "_Renumbering":
        """Things in the order in which they first occur in `numbers`; what does not occur is left out."""
        first = _first_occurrences(numbers, count)
        old = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(numbers))]
        new = np.full(count, -1)
        new[old] = np.arange(len(old))
        return cls(old, new)

    def chosen(self, texts: Sequence[str]) -> list[str]:
        """The texts in their new order."""
        return [texts[number] for number in self.old.tolist()]


def _first_occurrences(numbers: NDArray[Any], count: int) -> Integers:
    """The place where each of `count` things first occurs in `numbers`; their length for one that does not."""
    first = np.full(count, len(numbers))
    # Written from the last one to the first, so that the first one stays.
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return first


class _Occurrences(NamedTuple):
    """How often each form occurs, and where it does first."""

    counts: Integers
    first: Integers


def _occurrences(tokens: Tokens, lexicon: Lexicon) -> _Occurrences:
    counts = np.zeros(len(lexicon.form_norm), dtype=np.int64)
    first = np.full(len(counts), _NEVER)
    before = 0
    for _, forms, _ in tokens.rows():
        counts += np.bincount(forms, minlength=len(counts))
        new = np.flatnonzero(first[forms] == _NEVER)[::-1]
        # Written from the last one to the first, so that the first one stays.
        first[forms[new]] = before + new
        before += len(forms)
    return _Occurrences(counts, first)


@dataclass(frozen=True, slots=True)
class _Numbering:
    """The final numbers of forms and norms, and what hangs on them."""

    forms: _Renumbering
    norms: _Renumbering
    form_counts: Integers
    form_norm: Integers
    norm_stem: Integers
    norm_is_topic: NDArray[np.uint8]
    stem_keys: NDArray[np.uint64]

    @classmethod
    def of(cls, occurrences: "_Occurrences", lexicon: Lexicon) -> "_Numbering":
        """Number the forms that `lexicon` numbered as they came, but for those that do not occur."""
        form_norm, norm_stem = (np.array(numbers, dtype=np.int64) for numbers in (lexicon.form_norm, lexicon.norm_stem))
        counts, first = occurrences
        norm_counts = np.zeros(len(norm_stem), dtype=np.int64)
        np.add.at(norm_counts, form_norm, counts)
        norm_first = np.full(len(norm_stem), _NEVER)
        np.minimum.at(norm_first, form_norm, first)
        norms = _Renumbering.by_frequency(norm_counts, norm_first)
        forms = _Renumbering.by_frequency(counts, first, groups=norms.new[form_norm])
        stem_keys, stems = np.unique(
            np.array(list(lexicon.stems), dtype=np.uint64)[norm_stem[norms.old]], return_inverse=True
        )
        topics = np.frombuffer(bytes(lexicon.norm_is_topic), dtype=np.uint8)[norms.old]
        return cls(forms, norms, counts[forms.old], norms.new[form_norm[forms.old]], stems, topics, stem_keys)


@dataclass(frozen=True, slots=True)
class _Pieced:
    """The words of passages with their n-grams, and which words hold each of the pieces."""

    words: Words
    ngram_keys: NDArray[np.uint64]
    # Those of `PIECE_LENGTH` by their numbers, and the norms that hold each.
    piece_ngrams: NDArray[np.uint32]
    piece_norms: NDArray[np.uint32]
    piece_norm_offsets: NDArray[Any]


def _words(numbering: _Numbering, norms: Sequence[str]) -> _Pieced:
    known = np.zeros(0, dtype=np.uint64)
    for some in _some(norms):
        known = union(known, ngram_keys(some)[0])
    ngrams, counts = [np.zeros(0, dtype=np.uint32)], [np.zeros(0, dtype=np.int64)]
    for some in _some(norms):
        keys, owners = ngram_keys(some)
        ngrams.append(places_of(keys[np.argsort(owners, kind="stable")], known).astype(np.uint32))
        counts.append(np.bincount(owners, minlength=len(some)))
    words = Words(
        numbering.norm_stem,
        numbering.norm_is_topic.astype(bool),
        np.concatenate(ngrams),
        _offsets(np.concatenate(counts)),
        len(numbering.stem_keys),
        len(known),
    )
    keys, owners = ngram_keys(norms, lengths=(PIECE_LENGTH,))
    pieces, of_piece = np.unique(places_of(keys, known), return_inverse=True)
    return _Pieced(
        words,
        known,
        pieces.astype(np.uint32),
        owners[np.argsort(of_piece, kind="stable")].astype(np.uint32),
        compact(_offsets(np.bincount(of_piece, minlength=len(pieces)))),
    )


def _some(norms: Sequence[str]) -> Iterator[Sequence[str]]:
    """The norms, some at a time, so that memory is bounded."""
    return (norms[start : start + _NORMS] for start in range(0, len(norms), _NORMS))
