"""What is true of every retriever, over every index."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import question, split
from tests.contracts.implementations import INDEXES, RETRIEVERS

TEXT = "# A\n\nPavel went to Ulm.\n\n# B\n\nSemyon stayed in Moscow.\n\n# C\n\nPavel went to Ulm.\n"
BUILDERS = [
    pytest.param(lambda passages, over=over, of=of: of(over(passages)), id=f"{name}-{index}")
    for (index, over), (name, of) in product(INDEXES.items(), RETRIEVERS.items())
]

every_retriever = pytest.mark.parametrize("build", BUILDERS)


@pytest.fixture(params=BUILDERS)
def retriever_of(request):
    """`retriever_of(TEXT)`: a retriever of the passages of a text."""
    return lambda text: request.param(split(text, markdown=True))


def search(retriever, text, k, **options):
    return list(retriever.search(question(text), k, **options))


@every_retriever
def test_empty_corpus_has_no_hits(build):
    assert search(build([]), "Who?", 5) == []


def test_nothing_in_common_is_no_hit(retriever_of):
    assert search(retriever_of(TEXT), "xyzzyx", 5) == []


@pytest.mark.parametrize("text", ["", "?", "   ", "😀"])
def test_question_without_words_has_no_hits(retriever_of, text):
    assert search(retriever_of(TEXT), text, 5) == []


def test_k_above_size_gives_every_match(retriever_of):
    assert len(search(retriever_of(TEXT), "Pavel Semyon", 99)) == 3


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one_gives_no_hits(retriever_of, k):
    assert search(retriever_of(TEXT), "Pavel", k) == []


def test_ties_keep_document_order(retriever_of):
    text = TEXT.replace("# A", "# X").replace("# C", "# X!")
    first, second = search(retriever_of(text), "Pavel Ulm", 2)
    assert first.score == second.score and first.passage.span < second.passage.span


def test_ranks_count_from_one_and_scores_fall(retriever_of):
    hits = search(retriever_of(TEXT), "Who stayed in Moscow with Pavel?", 9)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.score > 0 for hit in hits)


def test_also_comes_last_and_once(retriever_of):
    retriever = retriever_of(TEXT)
    (first, *_), every = search(retriever, "Semyon", 1), search(retriever, "Pavel Semyon", 9)
    hits = search(retriever, "Semyon", 1, also=[hit.passage for hit in every])
    assert hits[0].passage == first.passage and [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.passage for hit in hits[1:]] == [hit.passage for hit in every if hit.passage != first.passage]


def test_also_needs_nothing_in_common(retriever_of):
    wanted = search(retriever_of(TEXT), "Pavel", 9)[0].passage
    (hit,) = search(retriever_of(TEXT), "xyzzyx", 5, also=[wanted])
    assert (hit.passage, hit.score, hit.rank) == (wanted, 0.0, 1)


def test_hits_slice_back_to_the_document(retriever_of):
    for hit in search(retriever_of(TEXT), "Pavel Semyon", 9):
        assert hit.passage.document.text[hit.passage.span.start : hit.passage.span.end] == hit.passage.text


@every_retriever
@settings(max_examples=30)
@given(text=st.text(max_size=60))
def test_same_question_has_the_same_hits(build, text):
    passages = split(TEXT, markdown=True)
    assert search(build(passages), text, 3) == search(build(passages), text, 3)
