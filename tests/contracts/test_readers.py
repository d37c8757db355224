"""What is true of every reader."""

from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qa.errors import QAError
from qa.index import MemoryIndex
from qa.retrieve import TfidfRetriever
from tests.builders import question, sentences_of, split
from tests.contracts.implementations import READERS

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
# Headings, columns and a stem, which no answer may lie in.
CONTEXTS = (
    "# Pavel's prices\n\n## 2022\n\n| Who | Price | |\n|---|---|---|\n| Pavel, 21 | 100 rubles | May |\n| — | — | — |\n"
    "| Rene\u0301 | | מרחק |\n\n# Rules\n\nPavel shall not pay in 2022:\n\n- in Moscow\n- a man of 21. He fled.\n"
)

every_reader = pytest.mark.parametrize("build", READERS.values(), ids=READERS)


class Flow:
    """A retriever and a reader of the passages of a text."""

    def __init__(self, build, passages):
        self.passages = passages
        self.retriever = TfidfRetriever(MemoryIndex(passages))
        self.reader = build(passages)

    def read(self, text, *, k=9, also=(), **options):
        """The candidates for the question `text`."""
        asked = question(text)
        return self.reader.read(asked, self.retriever.search(asked, k, also=also), **options)


@cache
def flow_of(build, text):
    return Flow(build, split(text, markdown=True))


@pytest.fixture(params=READERS.values(), ids=READERS)
def flow(request):
    return flow_of(request.param, TEXT)


def key_of(flow, text):
    """The key of the sentence `text`."""
    return next(sentence.key for passage in flow.passages for sentence in passage.sentences if sentence.text == text)


def contributions(candidate):
    return sum(evidence.contribution for evidence in candidate.evidence.values())


# Candidates


def test_no_hits_give_no_candidates(flow):
    assert list(flow.read("xyzzyx")) == []


@every_reader
def test_empty_corpus_has_no_candidates(build):
    assert list(Flow(build, []).read("Who is Pavel?")) == []


def test_every_sentence_is_a_candidate_once(flow):
    spans = [candidate.sentence.span for candidate in flow.read("Where did Pavel and Semyon go?")]
    assert sorted(spans) == sorted(set(spans)) and len(spans) == 6


def test_heading_is_never_an_answer(flow):
    texts = {candidate.text for candidate in flow.read("Men others Pavel Semyon")}
    assert texts and not {"Men", "Others"} & texts


@every_reader
def test_every_row_and_item_is_a_candidate(build):
    flow = flow_of(build, CONTEXTS)
    texts = sorted(candidate.text for candidate in flow.read("What price did Pavel pay?", also=flow.passages))
    assert texts == sorted(sentence.text for sentence in sentences_of(flow))
    assert "Pavel, 21 | 100 rubles | May" in texts and "in Moscow" in texts and "Pavel's prices" not in texts


@every_reader
def test_column_is_read_with_its_row(build):
    flow = Flow(build, split("| Plan | Price |\n|---|---|\n| Team | €29 |\n| Solo | €9 |", markdown=True))
    best = flow.read("What is the price of the Team plan?")[0]
    assert best.text == "Team | €29" and best.span_text in ("€29", "29", None)


def test_candidates_are_best_first(flow):
    scores = [candidate.score for candidate in flow.read("Who went to Moscow with Pavel?")]
    assert scores == sorted(scores, reverse=True)


@every_reader
def test_ties_keep_order_of_hits(build):
    flow = Flow(build, split("Rain fell. It rained.", "Rain fell. It RAINED.", "Rain fell."))
    place = {sentence.key: place for place, sentence in enumerate(sentences_of(flow))}
    scores = [(-candidate.score, place[candidate.sentence.key]) for candidate in flow.read("Where did rain fall?")]
    assert len(scores) == 5 and scores == sorted(scores)
    assert len({score for score, _ in scores}) < 5


def test_score_is_sum_of_contributions(flow):
    for candidate in flow.read("Who went to Moscow with Pavel?"):
        assert candidate.score == pytest.approx(contributions(candidate))


def test_same_question_reads_the_same(flow):
    first, second = (
        [(candidate.text, candidate.score, candidate.span) for candidate in flow.read("How much did Pavel pay?")]
        for _ in range(2)
    )
    assert first == second


# The prior


def test_prior_raises_only_its_sentence(flow):
    text, near = "Who went to Moscow with Pavel?", "He fled because of panic."
    key = key_of(flow, near)
    before = {candidate.text: candidate.score for candidate in flow.read(text, also=flow.passages, prior={key: 0.0})}
    for candidate in flow.read(text, also=flow.passages, prior={key: 1.5}):
        assert candidate.score == pytest.approx(before[candidate.text] + 1.5 * (candidate.text == near), abs=0.02)
        assert candidate.score == pytest.approx(contributions(candidate))


def test_strong_prior_decides(flow):
    near = "He fled because of panic."
    candidates = flow.read("Who went to Moscow with Pavel?", also=flow.passages, prior={key_of(flow, near): 99.0})
    assert candidates[0].text == near
    scores = [candidate.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True)


# Spans


def assert_slices_back(flow, text):
    """Every sentence and every span is a slice of its document; returns whether there was a candidate."""
    candidates = flow.read(text)
    for candidate in candidates:
        document, sentence = candidate.sentence.document, candidate.sentence
        assert document.text[sentence.span.start : sentence.span.end] == candidate.text
        if candidate.span is not None:
            assert sentence.span.start <= candidate.span.start < candidate.span.end <= sentence.span.end
            assert document.text[candidate.span.start : candidate.span.end] == candidate.span_text
    return bool(candidates)


QUESTIONS = [
    "How old is Pavel?",
    "When did Pavel pay?",
    "Who?",
    "Where did René go?",
    "Где Павел?",
    "Who is שלום 👩🏽\u200d🔬?",
    "What price did Pavel pay in 2022?",
    "Who price?",
]


@every_reader
@pytest.mark.parametrize("text", [TEXT, ODD, CONTEXTS], ids=["plain", "odd", "contexts"])
@settings(max_examples=40)
@given(asked=st.one_of(st.text(max_size=60), st.sampled_from(QUESTIONS)))
def test_spans_slice_back_for_any_question(build, text, asked):
    assert_slices_back(flow_of(build, text), asked)


pieces = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(ODD.split()), max_size=8).map(" ".join))


@every_reader
@settings(max_examples=40)
@given(lines=st.lists(pieces, min_size=1, max_size=6))
def test_spans_slice_back_in_any_text(build, lines):
    text = " ".join(f"{'Pavel ' * (number % 2)}{line}." for number, line in enumerate(lines, 1))
    try:
        passages = split(text)
    except QAError:
        passages = []
    assume(passages)
    assert_slices_back(Flow(build, passages), "Who is Pavel?")


@every_reader
@pytest.mark.parametrize("asked", QUESTIONS[:5])
def test_odd_text_is_retrieved_and_read(build, asked):
    assert assert_slices_back(flow_of(build, ODD), asked) or asked == "Who?"
