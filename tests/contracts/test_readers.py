"""What is true of every reader."""

from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qa import model
from qa.errors import QAError
from qa.load import load_text
from qa.read import LexicalReader, NeuralReader, Rarity, network
from qa.retrieve import TfidfRetriever
from qa.split import passages

TEXT = (
    "# Men\n\nPavel, 21, paid 100,000 rubles in May. He fled because of panic. Why did he flee?\n\n"
    "# Others\n\nSemyon went to Moscow. “I am home,” he said. 😀 Ünï نص 中文."
)
# Accents as one letter and apart, joiners, signs of two directions, Chinese, and characters without a width.
ODD = (
    "Rene\u0301 and René paid. \u202eA man\u202c fled to Malmo\u0308 in May. "
    "The 👩🏽\u200d🔬 of 🏴󠁧󠁢󠁥󠁮󠁧󠁿 and 🇺🇦 said: q\u0323\u0307\u0301 ❤\ufe0f. שלום Pavel, 21, مرحبا بالعالم in 2022. "
    "他付了100,000卢布。 Где Павел? Pa\u200bvel\ufeff went\u00adto\u2060 Moscow\u200c. \u0301\u0301 Who?\u0301 "
    "हिन्दी में क्यों।"
)


def lexical(split):
    retriever = TfidfRetriever(split)
    return retriever, LexicalReader(
        model.lexical().weights, Rarity(retriever.frequency, len(split), model.lexical().background)
    )


def neural(split):
    retriever, words = lexical(split)
    return retriever, NeuralReader(network.load(threads=1), words, model.neural().weights)


READERS = [lexical, neural]


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


def test_the_score_is_the_sum_of_what_the_evidence_added(ask):
    for one in ask("Who went to Moscow with Pavel?")[0]:
        assert one.score == pytest.approx(sum(part.contribution for part in one.evidence.values()))


@pytest.fixture(params=READERS)
def ask_near(request):
    """Ask with a prior of one nat for the sentence that is named."""
    split = list(passages(load_text(TEXT, markdown=True)))
    retriever, reader = request.param(split)

    def ask(question, near, by):
        key = next(one.key for passage in split for one in passage.sentences if one.text == near)
        return reader.read(question, retriever.search(question, 9, also=split), prior={key: by})

    return ask


def test_a_prior_raises_the_score_of_its_sentence_by_as_much_and_of_no_other(ask_near):
    question, near = "Who went to Moscow with Pavel?", "He fled because of panic."
    before = {one.text: one.score for one in ask_near(question, near, 0.0)}
    for one in ask_near(question, near, 1.5):
        assert one.score == pytest.approx(before[one.text] + 1.5 * (one.text == near), abs=0.02)
        assert one.score == pytest.approx(sum(part.contribution for part in one.evidence.values()))


def test_a_prior_that_is_strong_enough_decides(ask_near):
    found = ask_near("Who went to Moscow with Pavel?", "He fled because of panic.", 99.0)
    assert found[0].text == "He fled because of panic."
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@cache
def _ready(build, text):
    return build(list(passages(load_text(text, markdown=True))))


def slices_back(retriever, reader, question):
    """Whether there was a hit; AssertionError if a sentence or a span is not one of its document."""
    hits = retriever.search(question, 9)
    for one in reader.read(question, hits):
        document = one.sentence.document
        assert document.text[one.sentence.span.start : one.sentence.span.end] == one.text
        if one.span is not None:
            assert one.sentence.span.start <= one.span.start < one.span.end <= one.sentence.span.end
            assert document.text[one.span.start : one.span.end] == one.span_text
    return bool(hits)


QUESTIONS = [
    "How old is Pavel?",
    "When did Pavel pay?",
    "Who?",
    "Where did René go?",
    "Где Павел?",
    "Who is שלום 👩🏽\u200d🔬?",
]


@pytest.mark.parametrize("build", READERS)
@pytest.mark.parametrize("text", [TEXT, ODD])
@settings(max_examples=40, deadline=None)
@given(question=st.one_of(st.text(max_size=60), st.sampled_from(QUESTIONS)))
def test_sentences_and_spans_slice_back(build, text, question):
    slices_back(*_ready(build, text), question)


pieces = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(ODD.split()), max_size=8).map(" ".join))


@pytest.mark.parametrize("build", READERS)
@settings(max_examples=40, deadline=None)
@given(sentences=st.lists(pieces, min_size=1, max_size=6))
def test_sentences_and_spans_of_any_text_slice_back(build, sentences):
    text = " ".join(f"{'Pavel ' * (at % 2)}{one}." for at, one in enumerate(sentences, 1))
    try:
        split = list(passages(load_text(text)))
    except QAError:
        split = []
    assume(split)
    slices_back(*build(split), "Who is Pavel?")


@pytest.mark.parametrize("build", READERS)
@pytest.mark.parametrize("question", QUESTIONS[:5])
def test_odd_text_is_found_and_read(build, question):
    assert slices_back(*_ready(build, ODD), question) or question == "Who?"


def test_the_same_question_reads_the_same(ask):
    question = "How much did Pavel pay?"
    assert [(one.text, one.score, one.span) for one in ask(question)[0]] == [
        (one.text, one.score, one.span) for one in ask(question)[0]
    ]
