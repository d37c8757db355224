"""The reader, with a network and a lexical reader that say what a test wants them to."""

import re
from dataclasses import dataclass, field

import numpy as np
import pytest

from qa import load_text
from qa.read.network import Reading
from qa.read.neural import FEATURES, LONGEST, NeuralReader, best_span, likely
from qa.split import passages
from qa.types import Candidate, Evidence, Hit, Span

ULM_AND_RIGA = "Pavel left for Ulm. Nika baked in Riga."
# What the network finds counts as it is.
SPAN_ALONE = {"span": 1.0}


def hits_of(*texts):
    """Each text as a passage, found in this order."""
    split = [one for at, text in enumerate(texts) for one in passages(load_text(text, source=f"{at}.txt"))]
    assert len(split) == len(texts)
    return [Hit(passage, 1 / rank, rank) for rank, passage in enumerate(split, 1)]


def sentences_of(text):
    return hits_of(text)[0].passage.sentences


def reading(text, start=None, end=None, *, none=0.0, answers=0.0, between=(0, None)):
    """A window of `text`, a token a word, whose logits are those of `start` and `end`, and 0 for other words."""
    tokens = list(re.finditer(r"\w+|[^\w\s]", text))[slice(*between)]
    places = np.array([one.span() for one in tokens], dtype=np.intp).reshape(-1, 2)
    first, last = (
        np.array([(given or {}).get(one[0], 0.0) for one in tokens], dtype=np.float32) for given in (start, end)
    )
    return Reading(places, first, last, none, answers)


@dataclass
class Network:
    """Logits by word, and by text that of "no answer here"; `calls` are the texts of each call."""

    start: dict = field(default_factory=dict)
    end: dict = field(default_factory=dict)
    none: dict = field(default_factory=dict)
    calls: list = field(default_factory=list)

    def read(self, question, texts):
        self.calls.append((question, list(texts)))
        return [[reading(text, self.start, self.end, none=self.none.get(text, 0.0), answers=2.0)] for text in texts]


@dataclass
class Words:
    """A lexical reader: the score of each sentence, 0 for others."""

    scores: dict = field(default_factory=dict)

    def read(self, question, hits):
        found = [
            Candidate(one, one.span, self.scores.get(one.text, 0.0), {"words": Evidence(0.5, 9.0)})
            for hit in hits
            for one in hit.passage.sentences
        ]
        return sorted(found, key=lambda one: -one.score)


def read(*texts, network=None, scores=None, weights=SPAN_ALONE, **options):
    """The candidates of a question about `texts`."""
    reader = NeuralReader(network or Network(), Words(scores or {}), weights, **{"least": 0.0} | options)
    return reader.read("Who?", hits_of(*texts))


# Spans


def test_each_sentence_has_its_own_best_span():
    network = Network({"Ulm": 5.0, "Riga": 4.0}, {"Ulm": 5.0, "Riga": 4.0})
    found = read(ULM_AND_RIGA, network=network)
    assert [(one.span_text, one.evidence["span"].value) for one in found] == [("Ulm", 10.0), ("Riga", 8.0)]


def test_a_span_never_crosses_the_edge_of_a_sentence():
    one, other = sentences_of(ULM_AND_RIGA)
    window = [reading(ULM_AND_RIGA, {"Ulm": 9.0}, {"Nika": 9.0})]
    assert best_span(one, window)[1:] == (9.0, Span(15, 18))
    assert best_span(other, window)[1:] == (9.0, Span(20, 24))


def test_a_span_ends_after_it_begins():
    (sentence,) = sentences_of("Pavel left for Ulm.")
    _, score, span = best_span(sentence, [reading(sentence.text, {"Ulm": 9.0}, {"Pavel": 8.0})])
    assert score == 9.0 and sentence.document.slice(span) == "Ulm"


def test_a_span_can_have_several_words():
    (sentence,) = sentences_of("Pavel left for Ulm.")
    _, score, span = best_span(sentence, [reading(sentence.text, {"left": 3.0}, {"Ulm": 4.0})])
    assert score == 7.0 and sentence.document.slice(span) == "left for Ulm"


@pytest.mark.parametrize(("words", "whole"), [(LONGEST, True), (LONGEST + 1, False)])
def test_a_span_has_no_more_tokens_than_the_longest(words, whole):
    (sentence,) = sentences_of("Start " + "and " * (words - 2) + "finish, said Pavel.")
    _, score, span = best_span(sentence, [reading(sentence.text, {"Start": 3.0}, {"finish": 4.0})])
    assert (score == 7.0) is whole
    assert len(sentence.document.slice(span).split()) <= LONGEST


@pytest.mark.parametrize(
    ("word", "token"),
    [("Rene\u0301", "Rene"), ("o\u0323\u0307", "o"), ("❤\ufe0f", "❤"), ("में", "म"), ("ที่", "ท")],
    ids=["one mark", "two marks", "a variant", "Hindi", "Thai"],
)
def test_marks_stay_with_their_letter(word, token):
    (sentence,) = sentences_of(f"It was {word} who paid.")
    places = np.array([(0, 2), (7, 7 + len(token)), (8 + len(word), 11 + len(word))])
    logits = np.array([0.0, 5.0, 0.0], dtype=np.float32)
    _, _, span = best_span(sentence, [Reading(places, logits, logits, 0.0, 0.0)])
    assert sentence.document.slice(span) == word


def test_a_mark_after_the_sentence_is_left_alone():
    text = "It was Rene\u0301"
    (sentence,) = sentences_of(text)
    window = Reading(np.array([(7, 11)]), np.ones(1, np.float32), np.ones(1, np.float32), 0.0, 0.0)
    assert best_span(sentence, [window])[2].end == len(text)


def test_of_two_windows_the_one_counts_where_the_span_is_further_above_no_answer():
    (sentence,) = sentences_of("Pavel left for Ulm.")
    high = reading(sentence.text, {"Ulm": 5.0}, {"Ulm": 5.0}, none=8.0)
    clear = reading(sentence.text, {"Pavel": 2.0}, {"Pavel": 2.0}, none=-3.0)
    for windows in ([high, clear], [clear, high]):
        found, score, span = best_span(sentence, windows)
        assert found is clear and (score, sentence.document.slice(span)) == (4.0, "Pavel")


def test_a_sentence_is_judged_by_the_windows_that_hold_it():
    _, other = sentences_of(ULM_AND_RIGA)
    windows = [reading(ULM_AND_RIGA, none=-9.0, between=(0, 5)), reading(ULM_AND_RIGA, none=1.0, between=(4, None))]
    assert best_span(other, windows)[0] is windows[1]


def test_a_sentence_that_no_window_holds_has_no_span_and_the_worst_score():
    _, other = sentences_of(ULM_AND_RIGA)
    window = reading(ULM_AND_RIGA, {"Pavel": -2.0}, {"for": -1.0}, between=(0, 5))
    assert best_span(other, [window]) == (window, -3.0, None)


def test_a_window_without_a_token_gives_no_span():
    (sentence,) = sentences_of("Pavel left for Ulm.")
    empty = reading("")
    assert best_span(sentence, [empty]) == (empty, 0.0, None)


def test_spans_stand_at_their_places_in_the_document():
    text = f"# Towns\n\n{ULM_AND_RIGA}\n\n# Weather\n\nIt rained in Ulm.\n"
    split = list(passages(load_text(text, markdown=True)))
    reader = NeuralReader(Network({"Ulm": 5.0}, {"Ulm": 5.0}), Words(), SPAN_ALONE, least=0.0)
    found = reader.read("Where?", [Hit(one, 1.0, rank) for rank, one in enumerate(split, 1)])
    assert [one.span_text for one in found[:2]] == ["Ulm", "Ulm"] and found[0].span != found[1].span


# Which passages are read

THREE = ("Pavel slept.", "Nika baked.", "Semyon stayed.")


def test_a_passage_that_is_hardly_probable_is_not_read():
    # Shares: 1 / (1 + 2 exp(-9)) and exp(-9) / (1 + 2 exp(-9)) = 0.0001.
    network = Network()
    found = read(*THREE, network=network, scores={THREE[1]: 9.0}, least=0.01)
    assert network.calls == [("Who?", [THREE[1]])]
    by_text = {one.text: one for one in found}
    assert by_text[THREE[1]].evidence["unread"].value == 0.0 and by_text[THREE[1]].span is not None
    for text in (THREE[0], THREE[2]):
        evidence = by_text[text].evidence
        assert by_text[text].span is None and evidence["unread"].value == 1.0
        assert [evidence[name].value for name in ("span", "no answer", "passage answers")] == [0.0, 0.0, 0.0]


def test_the_network_is_asked_once_and_gets_the_likeliest_first():
    network = Network()
    read(*THREE, network=network, scores={THREE[1]: 2.0, THREE[2]: 1.0})
    assert network.calls == [("Who?", [THREE[1], THREE[2], THREE[0]])]


def test_no_more_than_most_are_read():
    network = Network()
    found = read(*THREE, network=network, scores={THREE[2]: 2.0, THREE[1]: 1.0}, most=2)
    assert network.calls == [("Who?", [THREE[2], THREE[1]])]
    assert [one.text for one in found if one.evidence["unread"].value] == [THREE[0]]


def test_the_likeliest_is_read_however_unlikely():
    network = Network()
    read(*THREE, network=network, least=1.0)
    assert network.calls == [("Who?", [THREE[0]])]


def test_a_passage_is_as_likely_as_its_sentences_together():
    # Shares: 2 exp(0) against exp(0.5) = 1.65.
    hits = hits_of("Nika baked.", "Pavel slept. Semyon stayed.")
    found = Words({"Nika baked.": 0.5}).read("Who?", hits)
    assert [one.rank for one in likely(found, hits, most=9, least=0.0)] == [2, 1]
    # Of 2 + 1.65 the second has 0.45.
    assert [one.rank for one in likely(found, hits, most=9, least=0.46)] == [2]


def test_the_same_words_in_two_documents_are_two_passages():
    found = read("Pavel slept.", "Pavel slept.")
    assert len({one.sentence.key for one in found}) == 2


@pytest.mark.parametrize("score", [1e6, -1e6])
def test_scores_far_apart_are_no_trouble(score):
    hits = hits_of(*THREE)
    found = Words({THREE[1]: score}).read("Who?", hits)
    assert (hits[1] in likely(found, hits, most=9, least=0.01)) is (score > 0)


def test_without_candidates_nothing_is_likely():
    assert likely([], [], most=5, least=0.0) == [] == likely([], hits_of("Pavel slept."), most=5, least=0.0)


def test_without_hits_there_are_no_candidates():
    assert list(NeuralReader(Network(), Words(), SPAN_ALONE).read("Who?", [])) == []


# Weighing

WEIGHTS = {"span": 0.5, "no answer": -1.0, "passage answers": 0.25, "lexical": 0.1, "passage": 3.0, "unread": -4.0}


def test_every_feature_has_its_value_and_counts_by_its_weight():
    network = Network({"Ulm": 2.0}, {"Ulm": 3.0}, {"Pavel left for Ulm.": 1.5})
    (found,) = read("Pavel left for Ulm.", network=network, scores={"Pavel left for Ulm.": 7.0}, weights=WEIGHTS)
    values = {name: found.evidence[name].value for name in FEATURES}
    assert values == {
        **{"span": 5.0, "no answer": 1.5, "passage answers": 2.0},
        **{"lexical": 7.0, "passage": 1.0, "unread": 0.0},
    }
    # 0.5 * 5 - 1.5 + 0.25 * 2 + 0.1 * 7 + 3 * 1.
    assert found.score == pytest.approx(5.2)


def test_contributions_add_up_to_the_score():
    scores = {THREE[0]: 3.0, THREE[1]: 2.0}
    for one in read(*THREE, network=Network({"Nika": 4.0}), scores=scores, weights=WEIGHTS, most=2):
        assert one.score == pytest.approx(sum(part.contribution for part in one.evidence.values()))


def test_what_words_found_is_told_and_does_not_count_twice():
    (found,) = read("Pavel slept.", weights=WEIGHTS)
    assert found.evidence["words"] == Evidence(0.5, 0.0)


@pytest.mark.parametrize(
    ("weights", "first"),
    [({"span": 1.0}, THREE[1]), ({"lexical": 1.0}, THREE[2]), ({"passage": 1.0}, THREE[0]), ({"span": -1.0}, THREE[0])],
)
def test_the_weights_say_who_is_first(weights, first):
    network = Network({"Nika": 5.0}, {"Nika": 5.0})
    assert read(*THREE, network=network, scores={THREE[2]: 1.0}, weights=weights)[0].text == first


def test_ties_stay_in_the_order_of_the_hits():
    assert [one.text for one in read(*THREE, weights={})] == list(THREE)


def test_a_sentence_that_was_not_read_is_ranked_with_the_others():
    found = read(*THREE, scores={THREE[2]: 5.0}, weights={"unread": -1.0}, most=1)
    assert [(one.text, one.score) for one in found] == [(THREE[2], 0.0), (THREE[0], -1.0), (THREE[1], -1.0)]
