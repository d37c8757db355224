"""The reader, with a network and a lexical reader that say what a test wants them to."""

import re
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.read.network import WindowLogits
from qa.read.neural import FEATURES, MAX_ANSWER_TOKENS, NeuralReader, ReadPassage, best_span, likely_hits
from qa.split.views import view_of
from qa.types import Candidate, Correction, Evidence, Hit, Span
from tests.builders import hits, question, sentences, split

ULM_AND_RIGA = "Pavel left for Ulm. Nika baked in Riga."
# The logit of the span counts, and nothing else.
SPAN_ALONE = {"span_logit": 1.0}
WHO = question("Who?")


def window_of(text, start=None, end=None, *, null=0.0, answerable=0.0, between=(0, None)):
    """A window of `text`, one token per word, whose logits are those of `start` and `end`, and 0 for other words."""
    matches = list(re.finditer(r"\w+|[^\w\s]", text))[slice(*between)]
    token_spans = np.array([match.span() for match in matches], dtype=np.intp).reshape(-1, 2)
    start_logits, end_logits = (
        np.array([(logits or {}).get(match[0], 0.0) for match in matches], dtype=np.float32) for logits in (start, end)
    )
    return WindowLogits(token_spans, start_logits, end_logits, null, answerable)


@dataclass
class Network:
    """Logits by word, and by text that of "no answer here"; `calls` are the question and the texts of each call.

    `contexts` are the contexts of the texts in the last call.
    """

    start: dict = field(default_factory=dict)
    end: dict = field(default_factory=dict)
    null: dict = field(default_factory=dict)
    calls: list = field(default_factory=list)
    contexts: list = field(default_factory=list)

    def read(self, text, passages, *, contexts):
        self.calls.append((text, list(passages)))
        self.contexts = [passage[:size] for passage, size in zip(passages, contexts, strict=True)]
        return [
            [window_of(passage, self.start, self.end, null=self.null.get(passage, 0.0), answerable=2.0)]
            for passage in passages
        ]


@dataclass
class Lexical:
    """A lexical reader: the score of each sentence, 0 for others."""

    scores: dict = field(default_factory=dict)

    view = staticmethod(view_of)

    def candidates(self, question, hits):
        return [
            Candidate(
                sentence,
                sentence.span,
                self.scores.get(sentence.text, 0.0),
                {"word_overlap": Evidence(0.5, 9.0)},
            )
            for hit in hits
            for sentence in hit.passage.sentences
        ]


def best_span_of(sentence, windows):
    """The best span of a sentence in its passage, of which the network gave `windows`."""
    place = sentence.passage.sentences.index(sentence)
    return best_span(ReadPassage(view_of(sentence.passage), windows), place)


def read(*texts, network=None, scores=None, weights=SPAN_ALONE, **options):
    """The candidates of a question about `texts`."""
    limits = {"min_passage_probability": 0.0} | options
    reader = NeuralReader(network or Network(), Lexical(scores or {}), weights, **limits)
    return reader.read(WHO, hits(*texts))


# Spans


def test_each_sentence_has_its_own_best_span():
    network = Network({"Ulm": 5.0, "Riga": 4.0}, {"Ulm": 5.0, "Riga": 4.0})
    candidates = read(ULM_AND_RIGA, network=network)
    assert [(candidate.span_text, candidate.evidence["span_logit"].value) for candidate in candidates] == [
        ("Ulm", 10.0),
        ("Riga", 8.0),
    ]


def test_span_never_crosses_a_sentence_s_edge():
    first, second = sentences(ULM_AND_RIGA)
    windows = [window_of(ULM_AND_RIGA, {"Ulm": 9.0}, {"Nika": 9.0})]
    assert best_span_of(first, windows)[1:] == (9.0, Span(15, 18))
    assert best_span_of(second, windows)[1:] == (9.0, Span(20, 24))


def test_span_ends_after_it_begins():
    (sentence,) = sentences("Pavel left for Ulm.")
    _, score, span = best_span_of(sentence, [window_of(sentence.text, {"Ulm": 9.0}, {"Pavel": 8.0})])
    assert score == 9.0 and sentence.document.slice(span) == "Ulm"


def test_span_can_have_several_words():
    (sentence,) = sentences("Pavel left for Ulm.")
    _, score, span = best_span_of(sentence, [window_of(sentence.text, {"left": 3.0}, {"Ulm": 4.0})])
    assert score == 7.0 and sentence.document.slice(span) == "left for Ulm"


@pytest.mark.parametrize(("words", "whole"), [(MAX_ANSWER_TOKENS, True), (MAX_ANSWER_TOKENS + 1, False)])
def test_span_has_a_maximum_of_tokens(words, whole):
    (sentence,) = sentences("Start " + "and " * (words - 2) + "finish, said Pavel.")
    _, score, span = best_span_of(sentence, [window_of(sentence.text, {"Start": 3.0}, {"finish": 4.0})])
    assert (score == 7.0) is whole
    assert len(sentence.document.slice(span).split()) <= MAX_ANSWER_TOKENS


@pytest.mark.parametrize(
    ("word", "token"),
    [("Rene\u0301", "Rene"), ("o\u0323\u0307", "o"), ("❤\ufe0f", "❤"), ("में", "म"), ("ที่", "ท")],
    ids=["one mark", "two marks", "a variant", "Hindi", "Thai"],
)
def test_marks_stay_with_their_letter(word, token):
    (sentence,) = sentences(f"It was {word} who paid.")
    token_spans = np.array([(0, 2), (7, 7 + len(token)), (8 + len(word), 11 + len(word))])
    logits = np.array([0.0, 5.0, 0.0], dtype=np.float32)
    _, _, span = best_span_of(sentence, [WindowLogits(token_spans, logits, logits, 0.0, 0.0)])
    assert sentence.document.slice(span) == word


def test_mark_behind_the_sentence_stays_outside():
    text = "It was Rene\u0301"
    (sentence,) = sentences(text)
    logits = np.ones(1, np.float32)
    window = WindowLogits(np.array([(7, 11)]), logits, logits, 0.0, 0.0)
    assert best_span_of(sentence, [window])[2].end == len(text)


def test_window_furthest_above_no_answer_counts():
    (sentence,) = sentences("Pavel left for Ulm.")
    high = window_of(sentence.text, {"Ulm": 5.0}, {"Ulm": 5.0}, null=8.0)
    clear = window_of(sentence.text, {"Pavel": 2.0}, {"Pavel": 2.0}, null=-3.0)
    for windows in ([high, clear], [clear, high]):
        window, logit, span = best_span_of(sentence, windows)
        assert window is clear and (logit, sentence.document.slice(span)) == (4.0, "Pavel")


def test_span_with_a_bracket_ends_after_it():
    (sentence,) = sentences("It cost 100 rubles (2 dollars).")
    text = sentence.passage.text
    window = window_of(text, {"100": 5.0}, {"dollars": 5.0})
    _, _, span = best_span_of(sentence, [window])
    assert text[span.start : span.end] == "100 rubles (2 dollars)"
    _, _, span = best_span_of(sentence, [window_of(text, {"2": 5.0}, {"dollars": 5.0})])
    assert text[span.start : span.end] == "2 dollars"


def test_only_windows_with_the_sentence_count():
    _, second = sentences(ULM_AND_RIGA)
    windows = [window_of(ULM_AND_RIGA, null=-9.0, between=(0, 5)), window_of(ULM_AND_RIGA, null=1.0, between=(4, None))]
    assert best_span_of(second, windows)[0] is windows[1]


def test_sentence_outside_all_windows_has_worst_logit():
    _, second = sentences(ULM_AND_RIGA)
    window = window_of(ULM_AND_RIGA, {"Pavel": -2.0}, {"for": -1.0}, between=(0, 5))
    assert best_span_of(second, [window]) == (window, -3.0, None)


def test_window_without_tokens_has_no_span():
    (sentence,) = sentences("Pavel left for Ulm.")
    empty = window_of("")
    assert best_span_of(sentence, [empty]) == (empty, 0.0, None)


def test_spans_are_offsets_into_the_document():
    text = f"# Towns\n\n{ULM_AND_RIGA}\n\n# Weather\n\nIt rained in Ulm.\n"
    reader = NeuralReader(Network({"Ulm": 5.0}, {"Ulm": 5.0}), Lexical(), SPAN_ALONE, min_passage_probability=0.0)
    ranked = [Hit(passage, 1.0, rank) for rank, passage in enumerate(split(text, markdown=True), 1)]
    first, second, *_ = reader.read(question("Where?"), ranked)
    assert first.span_text == second.span_text == "Ulm" and first.span != second.span


# The context

PRICES = "# Team prices\n\n## Yearly\n\n| Plan | Price |\n|---|---|\n| Team | €29 |\n| Solo | €9 |\n"
LEASE = "# Lease\n\nThe tenant shall not:\n\n- keep dogs in Ulm\n- sublet\n"


def read_markdown(text, network, lexical=None):
    """The candidates of a question about the passages of `text`."""
    ranked = [Hit(passage, 1.0, rank) for rank, passage in enumerate(split(text, markdown=True), 1)]
    reader = NeuralReader(network, lexical or Lexical(), SPAN_ALONE, min_passage_probability=0.0)
    return reader.read(WHO, ranked)


def test_network_is_given_the_view():
    network = Network()
    read_markdown(PRICES, network)
    view = "Team prices. Yearly.\nPlan: Team; Price: €29\nPlan: Solo; Price: €9"
    assert network.calls == [("Who?", [view])] and network.contexts == ["Team prices. Yearly."]


@pytest.mark.parametrize("word", ["prices", "Yearly", "Plan", "Price", ":", ";"])
def test_span_never_lies_in_the_context(word):
    candidates = read_markdown(PRICES, Network({word: 9.0, "Solo": 1.0}, {word: 9.0, "Solo": 1.0}))
    assert sorted(candidate.span_text for candidate in candidates) == ["Solo", "Team"]
    assert candidates[0].evidence["span_logit"].value == 2.0


def test_span_of_two_cells_slices_back():
    best = read_markdown(PRICES, Network({"Solo": 5.0}, {"9": 5.0}))[0]
    assert best.span_text == "Solo | €9" == best.text


def test_word_of_a_heading_is_marked_in_row():
    # "Team" is in the heading as well; the span is that of the cell.
    best = read_markdown(PRICES, Network({"Team": 5.0}, {"Team": 5.0}))[0]
    assert best.span_text == "Team" and best.text == "Team | €29" and best.span.start == best.sentence.span.start


def test_span_of_an_item_leaves_out_its_stem():
    candidates = read_markdown(LEASE, Network({"tenant": 9.0, "Ulm": 5.0}, {"tenant": 9.0, "Ulm": 5.0}))
    spans = {candidate.text: candidate.span_text for candidate in candidates}
    assert spans == {"The tenant shall not:": "tenant", "keep dogs in Ulm": "Ulm", "sublet": "sublet"}


LOGITS = st.dictionaries(
    st.sampled_from("Team prices Yearly Plan Price 29 9 Solo € : ; Lease tenant not keep Ulm".split()),
    st.floats(-9, 9, width=32),
)


@given(start=LOGITS, end=LOGITS)
def test_span_is_in_its_sentence_and_slices_back(start, end):
    for candidate in read_markdown(f"{PRICES}\n{LEASE}", Network(start, end)):
        assert candidate.span is not None and candidate.span_text in candidate.text
        sentence = candidate.sentence.span
        assert sentence.start <= candidate.span.start < candidate.span.end <= sentence.end


@given(first=st.integers(0, 99), last=st.integers(0, 99))
def test_any_token_of_the_view_gives_a_place(first, last):
    (passage,) = split(PRICES, markdown=True)
    view = view_of(passage)
    window = window_of(view.text)
    for logits, place in ((window.start_logits, first), (window.end_logits, last)):
        logits[place % len(logits)] = 9.0
    for place, sentence in enumerate(passage.sentences):
        _, _, span = best_span(ReadPassage(view, [window]), place)
        assert passage.document.slice(span) in sentence.text and len(span)


def test_cut_view_leaves_later_rows_without_a_span():
    (passage,) = split(PRICES, markdown=True)
    view = view_of(passage)
    window = window_of(view.text, between=(0, view.text[: view.sentences[0].end].count(" ")))
    assert best_span(ReadPassage(view, [window]), 1)[2] is None


# Which passages are read

THREE = ("Pavel slept.", "Nika baked.", "Semyon stayed.")


def test_improbable_passages_are_not_read():
    # Probabilities: 1 / (1 + 2 exp(-9)) and exp(-9) / (1 + 2 exp(-9)) = 0.0001.
    network = Network()
    candidates = read(*THREE, network=network, scores={THREE[1]: 9.0}, min_passage_probability=0.01)
    assert network.calls == [("Who?", [THREE[1]])]
    by_text = {candidate.text: candidate for candidate in candidates}
    assert by_text[THREE[1]].evidence["unread"].value == 0.0 and by_text[THREE[1]].span is not None
    for text in (THREE[0], THREE[2]):
        evidence = by_text[text].evidence
        assert by_text[text].span is None and evidence["unread"].value == 1.0
        assert [evidence[name].value for name in ("span_logit", "null_logit", "answerable_logit")] == [0.0, 0.0, 0.0]


def test_network_reads_likeliest_first_in_one_call():
    network = Network()
    read(*THREE, network=network, scores={THREE[1]: 2.0, THREE[2]: 1.0})
    assert network.calls == [("Who?", [THREE[1], THREE[2], THREE[0]])]


def test_number_of_passages_read_is_limited():
    network = Network()
    candidates = read(*THREE, network=network, scores={THREE[2]: 2.0, THREE[1]: 1.0}, max_passages_read=2)
    assert network.calls == [("Who?", [THREE[2], THREE[1]])]
    assert [candidate.text for candidate in candidates if candidate.evidence["unread"].value] == [THREE[0]]


def test_likeliest_passage_is_always_read():
    network = Network()
    read(*THREE, network=network, min_passage_probability=1.0)
    assert network.calls == [("Who?", [THREE[0]])]


def likely_ranks(lexical, ranked, *, min_probability):
    """The ranks of the likely hits, by the scores of a lexical reader."""
    candidates = lexical.candidates(WHO, ranked)
    return [hit.rank for hit in likely_hits(candidates, ranked, max_passages=9, min_probability=min_probability)]


def test_passage_probability_sums_its_sentences():
    # Weights: 2 exp(0) against exp(0.5) = 1.65.
    ranked, lexical = hits("Nika baked.", "Pavel slept. Semyon stayed."), Lexical({"Nika baked.": 0.5})
    assert likely_ranks(lexical, ranked, min_probability=0.0) == [2, 1]
    # The first passage has 1.65 / (2 + 1.65) = 0.45.
    assert likely_ranks(lexical, ranked, min_probability=0.46) == [2]
    assert likely_ranks(lexical, ranked, min_probability=0.44) == [2, 1]


def test_equal_texts_of_two_documents_are_two_passages():
    candidates = read("Pavel slept.", "Pavel slept.")
    assert len({candidate.sentence.key for candidate in candidates}) == 2


@pytest.mark.parametrize("score", [1e6, -1e6])
def test_scores_far_apart_have_probabilities(score):
    ranks = likely_ranks(Lexical({THREE[1]: score}), hits(*THREE), min_probability=0.01)
    assert (2 in ranks) is (score > 0)


def test_no_candidates_have_no_likely_hits():
    limits = {"max_passages": 5, "min_probability": 0.0}
    assert likely_hits([], [], **limits) == [] == likely_hits([], hits("Pavel slept."), **limits)


def test_no_hits_have_no_candidates():
    assert list(NeuralReader(Network(), Lexical(), SPAN_ALONE).read(WHO, [])) == []


def test_network_reads_the_corrected_question():
    network = Network()
    asked = question("Who is Pavvel?", corrections=[Correction("Pavvel", "Pavel")])
    NeuralReader(network, Lexical(), SPAN_ALONE).read(asked, hits("Pavel slept."))
    assert network.calls == [("Who is Pavel?", ["Pavel slept."])]


def test_prior_decides_which_passages_are_read():
    network = Network()
    ranked = hits(*THREE)
    key = ranked[2].passage.sentences[0].key
    reader = NeuralReader(network, Lexical(), SPAN_ALONE, max_passages_read=1)
    candidates = reader.read(WHO, ranked, prior={key: 5.0})
    assert network.calls == [("Who?", [THREE[2]])]
    assert candidates[0].evidence["proximity_prior"] == Evidence(1.0, 5.0) and candidates[0].score == 5.0
    assert candidates[1].evidence["proximity_prior"] == Evidence(0.0, 0.0)


# Weighing

WEIGHTS = {
    "span_logit": 0.5,
    "null_logit": -1.0,
    "answerable_logit": 0.25,
    "lexical_score": 0.1,
    "passage_score": 3.0,
    "unread": -4.0,
}


def test_features_count_by_their_weights():
    network = Network({"Ulm": 2.0}, {"Ulm": 3.0}, {"Pavel left for Ulm.": 1.5})
    (candidate,) = read("Pavel left for Ulm.", network=network, scores={"Pavel left for Ulm.": 7.0}, weights=WEIGHTS)
    values = {name: candidate.evidence[name].value for name in FEATURES}
    assert values == {
        "span_logit": 5.0,
        "null_logit": 1.5,
        "answerable_logit": 2.0,
        "lexical_score": 7.0,
        "passage_score": 1.0,
        "unread": 0.0,
    }
    # 0.5 * 5 - 1.5 + 0.25 * 2 + 0.1 * 7 + 3 * 1.
    assert candidate.score == pytest.approx(5.2)


def test_contributions_add_up_to_the_score():
    scores = {THREE[0]: 3.0, THREE[1]: 2.0}
    for candidate in read(*THREE, network=Network({"Nika": 4.0}), scores=scores, weights=WEIGHTS, max_passages_read=2):
        assert candidate.score == pytest.approx(sum(evidence.contribution for evidence in candidate.evidence.values()))


def test_lexical_features_are_kept_without_contribution():
    (candidate,) = read("Pavel slept.", weights=WEIGHTS)
    assert candidate.evidence["word_overlap"] == Evidence(0.5, 0.0)


@pytest.mark.parametrize(
    ("weights", "first"),
    [
        ({"span_logit": 1.0}, THREE[1]),
        ({"lexical_score": 1.0}, THREE[2]),
        ({"passage_score": 1.0}, THREE[0]),
        ({"span_logit": -1.0}, THREE[0]),
    ],
)
def test_weights_decide_which_is_first(weights, first):
    network = Network({"Nika": 5.0}, {"Nika": 5.0})
    assert read(*THREE, network=network, scores={THREE[2]: 1.0}, weights=weights)[0].text == first


def test_ties_keep_order_of_hits():
    assert [candidate.text for candidate in read(*THREE, weights={})] == list(THREE)


def test_unread_sentences_are_ranked_with_the_others():
    candidates = read(*THREE, scores={THREE[2]: 5.0}, weights={"unread": -1.0}, max_passages_read=1)
    assert [(candidate.text, candidate.score) for candidate in candidates] == [
        (THREE[2], 0.0),
        (THREE[0], -1.0),
        (THREE[1], -1.0),
    ]
