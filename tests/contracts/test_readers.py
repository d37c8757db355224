"""What is true of every reader."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa import model
from qa.load import load_text
from qa.read import LexicalReader, Rarity
from qa.retrieve import TfidfRetriever
from qa.split import passages

TEXT = (
    "# Men\n\nPavel, 21, paid 100,000 rubles in May. He fled because of panic. Why did he flee?\n\n"
    "# Others\n\nSemyon went to Moscow. “I am home,” he said. 😀 Ünï نص 中文."
)


def lexical(split):
    retriever = TfidfRetriever(split)
    return retriever, LexicalReader(
        model.lexical().weights, Rarity(retriever.frequency, len(split), model.lexical().background)
    )


READERS = [lexical]


@pytest.fixture(params=READERS)
def ask(request):
    split = list(passages(load_text(TEXT, markdown=True)))
    retriever, reader = request.param(split)
    return lambda question: (reader.read(question, retriever.search(question, 9)), split)


def test_no_hits_give_no_candidates(ask):
    assert list(ask("xyzzyx")[0]) == []


def test_every_sentence_of_the_hits_is_a_candidate_once(ask):
    found, _ = ask("Where did Pavel and Semyon go?")
    assert sorted(one.sentence.span for one in found) == sorted({one.sentence.span for one in found})
    assert len(found) == 6


def test_a_heading_is_never_an_answer(ask):
    found, _ = ask("Men others Pavel Semyon")
    assert not {"Men", "Others"} & {one.text for one in found}


def test_best_first_and_ties_in_order(ask):
    found, _ = ask("Who went to Moscow with Pavel?")
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@settings(max_examples=40)
@given(question=st.one_of(st.text(max_size=60), st.sampled_from(["How old is Pavel?", "When did Pavel pay?", "Who?"])))
def test_sentences_and_spans_slice_back(question):
    for build in READERS:
        split = list(passages(load_text(TEXT, markdown=True)))
        retriever, reader = build(split)
        for one in reader.read(question, retriever.search(question, 9)):
            document = one.sentence.document
            assert document.text[one.sentence.span.start : one.sentence.span.end] == one.text
            if one.span is not None:
                assert one.sentence.span.start <= one.span.start < one.span.end <= one.sentence.span.end


def test_the_same_question_reads_the_same(ask):
    question = "How much did Pavel pay?"
    assert [(one.text, one.score, one.span) for one in ask(question)[0]] == [
        (one.text, one.score, one.span) for one in ask(question)[0]
    ]
