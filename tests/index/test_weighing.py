"""Segments made apart, weighed as parts of one index."""

from itertools import pairwise

import numpy as np
import pytest

from qa.index import Kept, MemoryIndex, SegmentIndex
from qa.index.lookup import CANDIDATES
from qa.index.segment import Segment
from qa.index.terms import ngrams_of
from qa.index.terms import terms_of as terms_of_norms
from qa.index.weighing import parts_of, terms_of, totals, weighed
from qa.language.tokens import scan_words
from tests.builders import split

TEXTS = ["Pavel went to Ulm. It rained.", "Pavel stayed.", "Nika went to Ulm, to Ulm!", "The rain stayed in Ulm.", "?!"]


def segment(*texts):
    (made,) = MemoryIndex(split(*texts)).segments
    return made


def shards(segments, parts=1):
    """The segments, weighed by the frequencies in all; terms are counted in so many parts."""
    terms = [terms_of(each) for each in segments]
    frequencies = [np.zeros(len(each), dtype=np.uint32) for each in terms]
    part = [parts_of(each, parts) for each in terms]
    for number in range(parts):
        inside = [each == number for each in part]
        of_part = totals([each[chosen] for each, chosen in zip(terms, inside, strict=True)])
        for whole, chosen, total in zip(frequencies, inside, of_part, strict=True):
            whole[chosen] = total
    size = sum(each.size for each in segments)
    return [
        Segment(weighed(each, frequency, size), each.records)
        for each, frequency in zip(segments, frequencies, strict=True)
    ]


@pytest.mark.parametrize("parts", [1, 7])
@pytest.mark.parametrize("edges", [[0, 5], [0, 2, 5], [0, 1, 2, 3, 4, 5]], ids=["one", "two", "five"])
def test_shards_have_the_vectors_of_one_segment(edges, parts):
    (whole,) = MemoryIndex(split(*TEXTS)).segments
    made = shards([segment(*TEXTS[start:end]) for start, end in pairwise(edges)], parts)
    for name in ("term_lengths", "ngram_lengths"):
        assert np.array_equal(np.concatenate([shard.arrays[name] for shard in made]), whole.arrays[name])


def test_totals_are_those_of_all_segments():
    first, second = (terms_of(segment(*texts)) for texts in (TEXTS[:3], TEXTS[3:]))
    counted = [each["frequency"].copy() for each in (first, second)]
    together = totals([first, second])
    # "Ulm" is in two passages of the first and one of the second; "Nika" in the first alone.
    assert {3, 1} <= set(together[0].tolist())
    assert all(np.all(total >= own) for total, own in zip(together, counted, strict=True))
    assert [len(total) for total in together] == [len(first), len(second)]


def test_no_terms_have_no_totals():
    empty = terms_of(segment())
    assert len(empty) == 0 and [len(total) for total in totals([empty, empty])] == [0, 0]


def test_terms_are_spread_over_parts():
    counts = np.bincount(parts_of(terms_of(segment(*TEXTS)), 4), minlength=4)
    assert counts.min() > 0


def index_of(*parts):
    """The index of shards, each of some texts."""
    made = shards([segment(*texts) for texts in parts])
    kept = [Kept(number, document) for number, shard in enumerate(made) for document in range(len(shard.entries))]
    return SegmentIndex(made, kept)


def test_index_of_shards_ranks_as_one_segment():
    towns = "Ulm Oslo Kazan Quito Bonn Lima Riga".split()
    # More than are ranked in full; most score alike.
    texts = [f"{'Ada' if number % 9 else 'Nika'} went to {towns[number % 7]}." for number in range(CANDIDATES + 200)]
    texts = [f"Note {number}. {text}" for number, text in enumerate(texts)]
    index, whole = index_of(texts[:50], texts[50:400], texts[400:]), MemoryIndex(split(*texts))
    for question in ("Who went to Ulm?", "Where did Nika go", "note 77 of adas", "Osloo", "went to"):
        norms = [word.norm for word in scan_words(question)]
        asked = terms_of_norms(norms), ngrams_of(norms)
        assert index.top_k(*asked, 12) == whole.top_k(*asked, 12)


def test_index_of_shards_spells_as_one_segment():
    texts = ["Ulm ULM Ulm's ulm", "rain Rain", "Rain fell on Oslo", "OSLO fell, Oslo fell, oslo", "ulm rain snow"]
    index, whole = index_of(texts[:1], texts[1:3], texts[3:]), MemoryIndex(split(*texts))
    norms = [norm for length in range(1, 9) for norm in whole.norms_of_length(length)]
    assert sorted(norms, key=index.rank) == sorted(norms, key=whole.rank)
    assert [index.spelling(norm) for norm in norms] == [whole.spelling(norm) for norm in norms]
    assert {norm for length in range(1, 9) for norm in index.norms_of_length(length)} == set(norms)
