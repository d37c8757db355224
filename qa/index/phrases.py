"""Which documents can hold a quote: looked up by its words, and never one too few.

    documents_holding    documents that hold every one of some words, in any order
    documents_with_run   of these, the documents in which letters follow each other as in a part of the quote

A word may be broken at the end of a line ("infor-" and "mation"), so each word comes with its readings. Headings that
nothing is under are in no passage; their words are stored apart.

Known limitation: `documents_with_run` does not see a run that leads from a heading into a list or a table.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from qa.index.counting import Integers
from qa.index.keys import keys_of, places_of
from qa.index.lookup import SegmentIndex
from qa.index.segment import Segment

# Stems that a passage or a heading must hold, all of them.
Reading = Sequence[str]
# Passages whose words are looked at together.
_ROWS = 20_000

Mask = NDArray[np.bool_]


def documents_holding(index: SegmentIndex, words: Iterable[Sequence[Reading]]) -> list[int]:
    """The numbers, ascending, of the documents that hold each of `words` in one of its readings.

    A copy of a document that the index holds already counts where the other is not asked.
    """
    wanted = list(words)
    return _asked(index, [_holding(segment, wanted) for segment in index.segments])


def documents_with_run(index: SegmentIndex, documents: Iterable[int], run: str, pieces: Mapping[str, str]) -> list[int]:
    """Those of `documents` whose passages may hold the letters `run`, in a row but for what is between words.

    `pieces` are the norms of words that `run` can be made of, each with its letters.
    """
    numbers = list(documents)
    masks = [np.zeros(len(segment.entries), dtype=bool) for segment in index.segments]
    for number in numbers:
        segment, document = index.kept[number]
        masks[segment][document] = True
    masks = [_with_run(segment, mask, run, pieces) for segment, mask in zip(index.segments, masks, strict=True)]
    return [number for number in numbers if masks[index.kept[number].segment][index.kept[number].document]]


def _asked(index: SegmentIndex, masks: Sequence[Mask]) -> list[int]:
    """The numbers of the documents in `masks`, and of asked copies of those that are not asked."""
    numbers = [number for number, (segment, document) in enumerate(index.kept) if masks[segment][document]]
    if index.asked is None:
        return numbers
    here = {number for number in numbers if number in index.asked}
    missing = {index.entries[number].text_key for number in numbers if number not in here}
    copies = {number for number in index.asked if index.entries[number].text_key in missing}
    return sorted(here | copies)


def _holding(segment: Segment, words: Sequence[Sequence[Reading]]) -> Mask:
    mask = np.ones(len(segment.entries), dtype=bool)
    for readings in words:
        held = np.zeros(len(mask), dtype=bool)
        for stems in readings:
            held |= _with_stems(segment, stems)
        mask &= held
        if not mask.any():
            break
    return mask


def _with_stems(segment: Segment, stems: Reading) -> Mask:
    """Which documents of the segment hold all of `stems`."""
    loose = [segment.loose_documents.get(stem, ()) for stem in stems]
    places = places_of(keys_of(stems), segment.stem_keys)
    mask = np.ones(len(segment.entries), dtype=bool)
    for place, others in zip(places.tolist(), loose, strict=True):
        held = np.zeros(len(mask), dtype=bool)
        if place >= 0:
            held[segment.row_documents[segment.holders(place)]] = True
        held[list(others)] = True
        mask &= held
        if not mask.any():
            break
    return mask


def _with_run(segment: Segment, among: Mask, run: str, pieces: Mapping[str, str]) -> Mask:
    mask = np.zeros(len(among), dtype=bool)
    loose = [document for documents in segment.loose_documents.values() for document in documents]
    mask[loose] = among[loose]
    letters = {number: text for norm, text in pieces.items() if (number := segment.norm_number(norm)) is not None}
    is_piece = np.zeros(len(segment.norm_stem), dtype=bool)
    is_piece[list(letters)] = True
    rows = np.flatnonzero(among[segment.row_documents])
    for first in range(0, len(rows), _ROWS):
        chunk = rows[first : first + _ROWS]
        for place in _rows_with_run(segment, chunk, is_piece, letters, run):
            mask[segment.row_documents[chunk[place]]] = True
    return mask


def _rows_with_run(
    segment: Segment, rows: Integers, is_piece: Mask, letters: Mapping[int, str], run: str
) -> Iterator[int]:
    """The places in `rows` of passages that hold `run`, or end with its beginning."""
    forms, which = segment.tokens(rows)
    norms = segment.form_norm[forms]
    fits = np.concatenate([[False], is_piece[norms], [False]])
    # A run ends where its passage does.
    begins = np.concatenate([[True], which[1:] != which[:-1], [True]])
    starts = np.flatnonzero(fits[1:-1] & (~fits[:-2] | begins[:-1]))
    ends = np.flatnonzero(fits[1:-1] & (~fits[2:] | begins[1:])) + 1
    sizes = np.zeros(len(segment.norm_stem), dtype=np.int64)
    sizes[list(letters)] = [len(text) for text in letters.values()]
    totals = np.concatenate([[0], np.cumsum(sizes[norms])])
    is_long = totals[ends] - totals[starts] >= len(run)
    is_last = begins[ends]
    for place in np.flatnonzero(is_long | is_last).tolist():
        start, end = int(starts[place]), int(ends[place])
        words = [letters[number] for number in norms[start:end].tolist()]
        if run in "".join(words) or (is_last[place] and _ends_with_beginning(words, run)):
            yield int(which[start])


def _ends_with_beginning(words: Sequence[str], run: str) -> bool:
    """Whether the last of `words` are what `run` begins with."""
    return any(run.startswith("".join(words[first:])) for first in range(len(words)))
