"""What is true of every retriever."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.load import load_text
from qa.retrieve import TfidfRetriever
from qa.split import passages

RETRIEVERS = [TfidfRetriever]
TEXT = "# A\n\nPavel went to Ulm.\n\n# B\n\nSemyon stayed in Moscow.\n\n# C\n\nPavel went to Ulm.\n"


@pytest.fixture(params=RETRIEVERS)
def build(request):
    return lambda text: request.param(list(passages(load_text(text, markdown=True))))


def test_an_empty_corpus_finds_nothing():
    assert all(retriever([]).search("Who?", 5) == [] for retriever in RETRIEVERS)


def test_nothing_in_common_is_no_hit(build):
    assert build(TEXT).search("xyzzyx", 5) == []


@pytest.mark.parametrize("question", ["", "?", "   ", "😀"])
def test_a_question_without_words_finds_nothing(build, question):
    assert build(TEXT).search(question, 5) == []


def test_more_asked_for_than_there_is_gives_all_that_match(build):
    assert len(build(TEXT).search("Pavel Semyon", 99)) == 3


@pytest.mark.parametrize("k", [0, -1])
def test_none_asked_for_gives_none(build, k):
    assert build(TEXT).search("Pavel", k) == []


def test_ties_keep_the_order_of_the_document(build):
    first, second = build(TEXT.replace("# A", "# X").replace("# C", "# X")).search("Pavel Ulm", 2)
    assert first.score == second.score and first.passage.span < second.passage.span


def test_ranks_count_from_one_and_scores_fall(build):
    hits = build(TEXT).search("Who stayed in Moscow with Pavel?", 9)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.score > 0 for hit in hits)


def test_what_is_wanted_also_comes_last_and_once(build):
    retriever = build(TEXT)
    (first, *_), every = retriever.search("Semyon", 1), retriever.search("Pavel Semyon", 9)
    found = retriever.search("Semyon", 1, also=[hit.passage for hit in every])
    assert found[0].passage == first.passage and [hit.rank for hit in found] == [1, 2, 3]
    assert [hit.passage for hit in found[1:]] == [hit.passage for hit in every if hit.passage != first.passage]


def test_what_is_wanted_also_is_found_without_anything_in_common(build):
    wanted = build(TEXT).search("Pavel", 9)[0].passage
    (hit,) = build(TEXT).search("xyzzyx", 5, also=[wanted])
    assert (hit.passage, hit.score, hit.rank) == (wanted, 0.0, 1)


@settings(max_examples=30)
@given(question=st.text(max_size=60))
def test_the_same_question_finds_the_same(question):
    for retriever in RETRIEVERS:
        split = list(passages(load_text(TEXT, markdown=True)))
        assert retriever(split).search(question, 3) == retriever(split).search(question, 3)
