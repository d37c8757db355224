"""Which passages are ranked in full, and that their number of segments does not matter."""

import random

import numpy as np
import pytest

from qa.index import MemoryIndex, lookup
from qa.index.keys import key_of
from qa.index.terms import ngrams_of, terms_of
from qa.index.updating import Fresh, updated
from tests.builders import documents, split

WORDS = ("treaty", "river", "king", "bridge", "harvest", "winter", "market", "soldier", "garden", "letter")


def texts(count):
    draw = random.Random(1)
    return [
        " ".join(["The", *draw.choices(WORDS, weights=range(1, 11), k=6), f"of {draw.choice(WORDS)}shire {number}."])
        for number in range(count)
    ]


def ranked(index, text, k=5):
    norms = text.split()
    return index.top_k(terms_of(norms), ngrams_of(norms), k)


@pytest.fixture
def few_candidates(monkeypatch):
    monkeypatch.setattr(lookup, "CANDIDATES", 60)
    monkeypatch.setattr("qa.index.candidates._POSTINGS", 60)


QUESTIONS = ["treaty river", "letter garden soldier market", "kings bridgeshire 17", "winters"]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.usefixtures("few_candidates")
def test_best_candidate_is_among_the_best_of_all(monkeypatch, question):
    index = MemoryIndex(split(*texts(300)))
    best, _ = ranked(index, question)[0]
    monkeypatch.setattr(lookup, "CANDIDATES", 300)
    assert best in [place for place, _ in ranked(index, question)]


@pytest.mark.usefixtures("few_candidates")
def test_candidates_are_from_all_segments(monkeypatch):
    monkeypatch.setattr("qa.index.updating._ALWAYS_ONE", 0)
    every = documents(*texts(300), "Letter, garden, king.")
    first = updated(None, [Fresh(document) for document in every[:280]], words=120)
    both = updated(first, [*first.kept, *(Fresh(document) for document in every[280:])], words=120)
    norms = ["letter", "garden", "king"]
    query = lookup.query_of(terms_of(norms), ngrams_of(norms), both.segments)
    large, small = lookup.candidates(both.segments, [None, None], query, count=20)
    assert len(large) + len(small) == 20 and len(large) > 0 and 20 in small
    assert ranked(both, "letter garden king")[0][0] == 300


@pytest.mark.usefixtures("few_candidates")
def test_filter_leaves_candidates_of_its_documents():
    index = MemoryIndex(split(*texts(300))).within(range(280, 300))
    best = ranked(index, "letter garden soldier", k=9)
    assert len(best) == 9 and all(place >= 280 for place, _ in best)


@pytest.mark.parametrize("stem", ["king", "letter", "the", "unknown"])
def test_holders_are_those_that_hold_a_stem(stem):
    lines = texts(100)
    (segment,) = MemoryIndex(split(*lines)).segments
    expected = [stem in line.lower().split() and stem != "the" for line in lines]
    assert segment.is_held(key_of(stem), np.arange(100)).tolist() == expected
    sums = np.zeros(100, dtype=np.float32)
    segment.add_to_holders(key_of(stem), sums, 2.0)
    assert (sums == 2.0).tolist() == expected
