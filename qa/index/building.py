"""Passages -> the arrays of a segment, and several segments -> one.

    Lexicon     numbers the written words, their norms and stems
    Builder     takes documents with their passages, in order, and makes a segment
    merged      takes segments and the documents to keep, and makes one segment of them

Both ends meet in `_finished`: the same documents in the same order give the same arrays, built at once or merged.

Known limitation: what is counted of a segment (some 350 bytes per passage) is in memory until it is written.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.index.counting import FREQUENT, Frequencies, Integers, Words, frequencies, vector_lengths
from qa.index.entries import Entry, packed_entries
from qa.index.keys import key_of, keys_of, ngram_keys
from qa.index.lookup import DETAILS, Kept
from qa.index.names import names_in
from qa.index.segment import Segment
from qa.index.sequences import encoded_rows, ranges
from qa.index.strings import Strings, packed
from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import norm_and_stem, written_words
from qa.split.views import block_contexts, context_of, loose_headings
from qa.types import Document, Passage

# Pieces of text between spaces that are kept taken apart, and the characters of the longest: about 200 bytes each.
_PIECES_KEPT, _LONGEST_PIECE = 200_000, 100
# Passages whose words are copied at once when segments are merged.
_COPIED = 10_000
# The shares of counting frequencies in the time of finishing a segment.
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


class _Pieces(dict[str, tuple[int, ...]]):
    """The forms in pieces of text between spaces: no word spans a space, and most pieces come again and again."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._form = lexicon.form

    def __missing__(self, piece: str) -> tuple[int, ...]:
        forms = tuple(map(self._form, written_words(piece)))
        if len(piece) <= _LONGEST_PIECE:
            if len(self) >= _PIECES_KEPT:
                self.clear()
            self[piece] = forms
        return forms


@dataclass(slots=True)
class _Raw:
    """Documents and passages as they came: everything of a segment that is not counted."""

    tokens: NDArray[np.uint32]
    token_counts: Integers
    passage_keys: NDArray[np.uint64]
    # One for each document: what it is, and how many sentences and names it has.
    entries: Sequence[Entry]
    sentences: Integers
    # The words of each document that are in no passage and name none.
    loose: Sequence[str]
    name_counts: Integers
    # One for each name of each document: its number in `names`, how often it occurs, and whether somebody of it speaks.
    names: list[str]
    name_rows: NDArray[np.uint32]
    # What documents say of themselves: the detail, the row of the passage, the sentence in it.
    details: NDArray[np.uint32]


class Builder:
    """Takes documents in order, and makes a segment of them."""

    def __init__(self) -> None:
        self._lexicon = Lexicon()
        self._pieces = _Pieces(self._lexicon)
        self._tokens, self._token_counts = array("I"), array("q")
        self._passage_keys = array("Q")
        self._entries: list[Entry] = []
        self._sentences = array("q")
        self._loose: list[str] = []
        self._names: dict[str, int] = {}
        self._name_counts, self._name_rows = array("q"), array("I")
        self._details = array("I")

    @property
    def token_count(self) -> int:
        """The words so far."""
        return len(self._tokens)

    def add(self, document: Document, passages: Sequence[Passage], *, is_copy: bool = False) -> None:
        """Add a document, and its passages, which are none if it `is_copy` of an earlier one."""
        self._add_details(document, passages)
        for passage in passages:
            self._add_passage(passage)
        self._sentences.append(sum(len(passage.sentence_spans) for passage in passages))
        self._entries.append(Entry.of(document, passages=len(passages), is_copy=is_copy))
        self._loose.append("" if is_copy else loose_headings(document, passages))
        names = names_in(document.text) if passages else []
        self._name_counts.append(len(names))
        for name in names:
            number = self._names.setdefault(name.text, len(self._names))
            self._name_rows.extend((number, name.times, name.speaks))

    def _add_passage(self, passage: Passage) -> None:
        before, text = len(self._tokens), passage.text
        self._tokens.extend(chain.from_iterable(map(self._pieces.__getitem__, f"{_context(passage)} {text}".split())))
        self._token_counts.append(len(self._tokens) - before)
        digest = blake2b("\0".join((text, *passage.headings)).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self._passage_keys.append(int.from_bytes(digest, "little"))

    def _add_details(self, document: Document, passages: Sequence[Passage]) -> None:
        # Imported here, since who asks a saved index builds none.
        from qa.load.labels import stated

        said = {block.span: detail for detail, block in stated(document)}
        for number, passage in enumerate(passages if said else ()):
            for place, span in enumerate(passage.sentence_spans):
                if span in said:
                    self._details.extend((DETAILS.index(said[span]), len(self._passage_keys) + number, place))

    def finish(
        self, others: Sequence[Segment] = (), *, progress: Progress = lambda share: None
    ) -> dict[str, NDArray[Any]]:
        """The arrays of the segment, but for the records; its vectors are weighed by those of `others`, too."""
        raw = _Raw(
            np.frombuffer(self._tokens, dtype=np.uint32) if len(self._tokens) else np.zeros(0, dtype=np.uint32),
            _integers(self._token_counts),
            np.array(self._passage_keys, dtype=np.uint64),
            self._entries,
            _integers(self._sentences),
            self._loose,
            _integers(self._name_counts),
            list(self._names),
            np.array(self._name_rows, dtype=np.uint32).reshape(-1, 3),
            np.array(self._details, dtype=np.uint32).reshape(-1, 3),
        )
        return _finished(raw, self._lexicon, others, progress)


def _integers(numbers: Iterable[int]) -> Integers:
    return np.array(numbers, dtype=np.int64)


def _context(passage: Passage) -> str:
    """What names the passage and its blocks, to be indexed with it."""
    return " ".join([context_of(passage), *dict.fromkeys(block_contexts(passage))])


# Several segments


def merged(
    segments: Sequence[Segment],
    kept: Sequence[Kept],
    others: Sequence[Segment] = (),
    *,
    progress: Progress = lambda share: None,
) -> dict[str, NDArray[Any]]:
    """The arrays of a segment of the documents `kept`, in this order, but for their records."""
    lexicon = Lexicon()
    documents = _chosen([len(segment.entries) for segment in segments], kept)
    passages = _Ragged.of([segment.arrays["document_passages"] for segment in segments])
    rows = passages.places(documents)
    # The new row of each passage; -1 for one that is not kept.
    new_rows = np.full(passages.total, -1)
    new_rows[rows] = np.arange(len(rows))
    tokens, token_counts = _merged_tokens(segments, lexicon, rows)
    names, name_rows, name_counts = _merged_names(segments, documents)
    raw = _Raw(
        tokens,
        token_counts,
        _joined(segments, "passage_keys")[rows],
        [segments[number].entries[document] for number, document in kept],
        _joined(segments, "document_sentences")[documents],
        _merged_loose(segments, kept),
        name_counts,
        names,
        name_rows,
        _merged_details(segments, new_rows),
    )
    return _finished(raw, lexicon, others, progress)


def _joined(segments: Sequence[Segment], name: str) -> NDArray[Any]:
    return np.concatenate([segment.arrays[name] for segment in segments])


def _chosen(sizes: Sequence[int], kept: Sequence[Kept]) -> Integers:
    """The numbers of the documents `kept` among those of all segments, of `sizes` documents."""
    before = np.cumsum([0, *sizes])
    return np.array([before[number] + document for number, document in kept], dtype=np.int64)


class _Ragged(NamedTuple):
    """Rows of several lengths, of several segments in a row: where each begins, and how long it is."""

    starts: Integers
    counts: Integers

    @classmethod
    def of(cls, counts: Sequence[NDArray[Any]]) -> "_Ragged":
        """The rows whose lengths the segments give."""
        joined = np.concatenate(counts).astype(np.int64)
        return cls(np.cumsum(joined) - joined, joined)

    @property
    def total(self) -> int:
        """The items of all rows."""
        return int(self.counts.sum())

    def places(self, rows: Integers) -> Integers:
        """The places of the items of `rows`."""
        return ranges(self.starts[rows], self.starts[rows] + self.counts[rows])


def _merged_tokens(
    segments: Sequence[Segment], lexicon: Lexicon, rows: Integers
) -> tuple[NDArray[np.uint32], Integers]:
    """The words of the passages `rows` of all segments, numbered by `lexicon`, and how many each passage has."""
    parts, counts = [], []
    for segment in segments:
        forms, which = segment.tokens(np.arange(segment.size))
        parts.append(lexicon.add(segment).astype(np.uint32)[forms] if len(forms) else forms)
        counts.append(np.bincount(which, minlength=segment.size))
    every, ragged = np.concatenate(parts), _Ragged.of(counts)
    tokens = np.zeros(int(ragged.counts[rows].sum()), dtype=np.uint32)
    filled = 0
    for first in range(0, len(rows), _COPIED):
        places = ragged.places(rows[first : first + _COPIED])
        tokens[filled : filled + len(places)] = every[places]
        filled += len(places)
    return tokens, ragged.counts[rows]


def _merged_names(segments: Sequence[Segment], documents: Integers) -> tuple[list[str], NDArray[np.uint32], Integers]:
    """The names in all segments, those of the `documents` in a row, and how many each document has."""
    names: dict[str, int] = {}
    parts = []
    for segment in segments:
        part = segment.arrays["name_rows"].copy()
        numbers = [names.setdefault(name, len(names)) for name in Strings.of(segment.arrays, "names").every()]
        part[:, 0] = np.array(numbers, dtype=np.uint32)[part[:, 0]]
        parts.append(part)
    ragged = _Ragged.of([segment.arrays["document_names"] for segment in segments])
    return list(names), np.concatenate(parts)[ragged.places(documents)], ragged.counts[documents]


def _merged_loose(segments: Sequence[Segment], kept: Sequence[Kept]) -> list[str]:
    texts = [Strings.of(segment.arrays, "loose") for segment in segments]
    return [texts[number][document] for number, document in kept]


def _merged_details(segments: Sequence[Segment], new_rows: Integers) -> NDArray[np.uint32]:
    before = 0
    parts = []
    for segment in segments:
        part = segment.arrays["details"].astype(np.int64)
        part[:, 1] = new_rows[before + part[:, 1]]
        parts.append(part[part[:, 1] >= 0])
        before += segment.size
    details = np.concatenate(parts)
    return details[np.lexsort((details[:, 2], details[:, 1]))].astype(np.uint32)


# Numbering and counting


def _finished(raw: _Raw, lexicon: Lexicon, others: Sequence[Segment], progress: Progress) -> dict[str, NDArray[Any]]:
    """The arrays of a segment, but for the records."""
    numbering = _Numbering.of(raw.tokens, lexicon)
    names = _Renumbering.by_occurrence(raw.name_rows[:, 0], len(raw.names))
    name_rows = raw.name_rows.copy()
    name_rows[:, 0] = names.new[raw.name_rows[:, 0]]
    tokens = numbering.forms.new.astype(np.uint32)[raw.tokens]
    data, byte_counts = encoded_rows(tokens, raw.token_counts)
    norm_texts = numbering.norms.chosen(list(lexicon.norms))
    words = _words(numbering, numbering.form_norm.astype(np.uint32)[tokens], _offsets(raw.token_counts), norm_texts)
    counted, postings = frequencies(words.words, progress=lambda share: progress(share * _COUNTING_SHARE))
    term_lengths, ngram_lengths = vector_lengths(
        words.words,
        _in_all(counted, words, numbering, others),
        words.words.size + sum(segment.size for segment in others),
        progress=lambda share: progress(_COUNTING_SHARE + share * (1 - _COUNTING_SHARE)),
    )
    return {
        **packed_entries(raw.entries),
        "document_sentences": raw.sentences.astype(np.uint32),
        "document_names": raw.name_counts.astype(np.uint32),
        **packed("loose", raw.loose),
        "passage_keys": raw.passage_keys,
        "details": raw.details,
        "sequences": data,
        "sequence_offsets": _offsets(byte_counts).astype(np.uint64),
        **packed("forms", numbering.forms.chosen(list(lexicon.forms))),
        "form_counts": numbering.form_counts.astype(np.uint32),
        "form_norm": numbering.form_norm.astype(np.uint32),
        **packed("norms", norm_texts),
        "norm_stem": numbering.norm_stem.astype(np.uint32),
        "norm_is_topic": numbering.norm_is_topic,
        **_lookup("norm", keys_of(norm_texts)),
        "stem_keys": numbering.stem_keys,
        "posting_offsets": _offsets(counted.stems).astype(np.uint64),
        "posting_rows": postings.rows.astype(np.uint32),
        "posting_counts": postings.counts.astype(np.uint8),
        **_pair_arrays(counted, words.words.stem_count),
        "ngram_keys": words.ngram_keys,
        "ngram_frequency": counted.ngrams.astype(np.uint32),
        "ngram_norms": words.ngram_norms,
        "ngram_norm_offsets": words.ngram_norm_offsets.astype(np.uint64),
        "term_lengths": term_lengths,
        "ngram_lengths": ngram_lengths,
        **packed("names", names.chosen(raw.names)),
        "name_rows": name_rows,
    }


def _offsets(counts: NDArray[Any]) -> Integers:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


def _lookup(name: str, keys: NDArray[np.uint64]) -> dict[str, NDArray[Any]]:
    """The keys in ascending order, and the number of each."""
    order = np.argsort(keys)
    return {f"{name}_keys": keys[order], f"{name}_order": order.astype(np.uint32)}


class _Renumbering(NamedTuple):
    """New numbers for things: `old[new]` and `new[old]`, -1 for one that is left out."""

    old: Integers
    new: Integers

    @classmethod
    def by_frequency(cls, counts: Integers, first: Integers) -> "_Renumbering":
        """The most frequent first, equal ones by their `first` occurrence; what does not occur is left out."""
        order = np.lexsort((first, -counts))
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
    def of(cls, tokens: NDArray[np.uint32], lexicon: Lexicon) -> "_Numbering":
        """Number what occurs in `tokens`, which `lexicon` numbered as it came."""
        form_norm, norm_stem = _integers(lexicon.form_norm), _integers(lexicon.norm_stem)
        counts = np.bincount(tokens, minlength=len(form_norm))
        first = _first_occurrences(tokens, len(form_norm))
        norm_counts = np.zeros(len(norm_stem), dtype=np.int64)
        np.add.at(norm_counts, form_norm, counts)
        norm_first = np.full(len(norm_stem), len(tokens))
        np.minimum.at(norm_first, form_norm, first)
        forms, norms = _Renumbering.by_frequency(counts, first), _Renumbering.by_frequency(norm_counts, norm_first)
        stem_keys, stems = np.unique(
            np.array(list(lexicon.stems), dtype=np.uint64)[norm_stem[norms.old]], return_inverse=True
        )
        topics = np.frombuffer(bytes(lexicon.norm_is_topic), dtype=np.uint8)[norms.old]
        return cls(forms, norms, counts[forms.old], norms.new[form_norm[forms.old]], stems, topics, stem_keys)


@dataclass(frozen=True, slots=True)
class _Pieced:
    """The words of passages with their n-grams, and which words hold each n-gram."""

    words: Words
    ngram_keys: NDArray[np.uint64]
    ngram_norms: NDArray[np.uint32]
    ngram_norm_offsets: Integers


def _words(numbering: _Numbering, tokens: NDArray[np.uint32], offsets: Integers, norms: Sequence[str]) -> _Pieced:
    keys, owners = ngram_keys(norms)
    known, ngrams = np.unique(keys, return_inverse=True)
    by_owner, by_ngram = np.argsort(owners, kind="stable"), np.argsort(ngrams, kind="stable")
    words = Words(
        tokens,
        offsets,
        numbering.norm_stem,
        numbering.norm_is_topic.astype(bool),
        ngrams[by_owner].astype(np.uint32),
        _offsets(np.bincount(owners, minlength=len(norms))),
        len(numbering.stem_keys),
        len(known),
    )
    per_ngram = np.bincount(ngrams, minlength=len(known))
    return _Pieced(words, known, owners[by_ngram].astype(np.uint32), _offsets(per_ngram))


def _in_all(counted: Frequencies, words: _Pieced, numbering: _Numbering, others: Sequence[Segment]) -> Frequencies:
    """The frequencies in this segment and the `others` together."""
    stems, ngrams, pairs = counted.stems, counted.ngrams, counted.pairs
    first, second = np.divmod(counted.pair_codes, np.uint64(max(words.words.stem_count, 1)))
    for segment in others:
        stems = stems + segment.stem_frequency(numbering.stem_keys)
        ngrams = ngrams + segment.ngram_frequency(words.ngram_keys)
        pairs = pairs + segment.pair_frequency(numbering.stem_keys[first], numbering.stem_keys[second])
    return Frequencies(stems, ngrams, counted.pair_codes, pairs)


def _pair_arrays(counted: Frequencies, stem_count: int) -> dict[str, NDArray[Any]]:
    """The pairs by their first stems; frequencies of `FREQUENT` or more are kept apart."""
    first, second = np.divmod(counted.pair_codes, np.uint64(max(stem_count, 1)))
    frequent = np.flatnonzero(counted.pairs >= FREQUENT)
    return {
        "pair_offsets": _offsets(np.bincount(first.astype(np.int64), minlength=stem_count)).astype(np.uint64),
        "pair_seconds": second.astype(np.uint32),
        "pair_frequency": np.minimum(counted.pairs, FREQUENT).astype(np.uint8),
        "frequent_pairs": frequent.astype(np.uint32),
        "frequent_pair_frequency": counted.pairs[frequent].astype(np.uint32),
    }
