from math import exp, log

import pytest

from qa.decide import Decider, signals
from qa.model import Calibration
from qa.types import Candidate, Evidence
from tests.builders import hits, question, sentences

ASKED = question("Who?")


def candidates(*scores: float, **evidence: float) -> list[Candidate]:
    """A candidate with each score, all with the same evidence."""
    texts = sentences(" ".join(f"This is sentence number{number}." for number in range(max(len(scores), 1))))
    shared = {name: Evidence(value, 0.0) for name, value in evidence.items()}
    return [Candidate(sentence, None, score, shared) for sentence, score in zip(texts, scores, strict=False)]


def decider(intercept: float = 0.0, threshold: float = 0.5, **weights: float) -> Decider:
    return Decider(Calibration(intercept, weights, threshold))


# Signals


def test_confidence_is_logistic_of_weighted_signals():
    # logit = -1 + 2 * 0.75 = 0.5.
    confidence = decider(-1.0, word_overlap=2.0).confidence(candidates(3.0, word_overlap=0.75))
    assert confidence == pytest.approx(1 / (1 + exp(-0.5)))


def test_signals_compare_the_first_with_the_others():
    compared = signals(candidates(2.0, 2.0 - log(3)))
    # exp(0) / (exp(0) + exp(-log 3)) = 1 / (1 + 1/3).
    assert compared["softmax_share"] == pytest.approx(0.75) and compared["margin"] == pytest.approx(log(3))
    assert compared["log_candidates"] == pytest.approx(log(2))


def test_single_candidate_has_no_margin():
    alone = signals(candidates(2.0))
    assert (alone["margin"], alone["softmax_share"], alone["log_candidates"]) == (0.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("name", "lacks_name"),
    [("holds_person", 1.0), ("holds_place", 1.0), ("holds_name", 1.0), ("holds_date", 0.0), ("holds_quote", 0.0)],
)
def test_answer_type_counts_for_or_against(name, lacks_name):
    held, missing = (signals(candidates(1.0, **{name: value})) for value in (1.0, 0.0))
    assert (held["holds"], held["lacks_name"]) == (1.0, 0.0)
    assert (missing["holds"], missing["lacks_name"]) == (0.0, lacks_name)


def test_unknown_answer_type_counts_nothing():
    observed = signals(candidates(1.0))
    assert observed["holds"] == observed["lacks_name"] == observed["lacks_number"] == 0.0


def test_lacking_number_is_that_of_the_evidence():
    assert signals(candidates(1.0, lacks_number=1.0))["lacks_number"] == 1.0


def test_only_observed_features_are_signals():
    observed = signals(candidates(1.0, span_logit=3.0, opens_passage=1.0))
    assert observed["span_logit"] == 3.0 and "opens_passage" not in observed


def test_score_signal_leaves_the_prior_out():
    (candidate,) = candidates(3.0)
    evidence = {"proximity_prior": Evidence(1.0, 1.25)}
    assert signals([Candidate(candidate.sentence, None, 3.0, evidence)])["score"] == 1.75


@pytest.mark.parametrize("intercept", [-1e6, 1e6])
def test_confidence_stays_a_probability(intercept):
    assert 0.0 <= decider(intercept).confidence(candidates(1.0)) <= 1.0


# Decisions


def test_best_candidate_answers_from_the_threshold_on():
    ranked = candidates(2.0, 1.0, 0.0)
    answer = decider().decide(ASKED, ranked, [], top=2, threshold=None)
    assert answer.question is ASKED and answer.answered and answer.confidence == 0.5
    assert answer.best == ranked[0] and answer.alternatives == (ranked[1],) and answer.closest is None


def test_nearest_sentence_below_threshold_is_no_answer():
    ranked = candidates(2.0, 1.0, 0.0)
    answer = decider().decide(ASKED, ranked, [], top=2, threshold=0.51)
    assert answer.best is None and answer.text is None and answer.citation is None and not answer.answered
    assert answer.closest == ranked[0] and answer.candidates == tuple(ranked[:2])


@pytest.mark.parametrize(("threshold", "count"), [(0.5, 1), (0.51, 0)])
def test_top_zero_keeps_only_an_answer(threshold, count):
    answer = decider().decide(ASKED, candidates(2.0, 1.0), [], top=0, threshold=threshold)
    assert len(answer.candidates) == count


def test_given_threshold_precedes_the_calibrated():
    assert decider(threshold=0.9).decide(ASKED, candidates(1.0), [], top=1, threshold=0.1).answered


def test_no_candidates_abstain_even_at_threshold_zero():
    answer = decider().decide(ASKED, [], [], top=3, threshold=0.0)
    assert not answer.answered and answer.confidence == 0.0 and answer.closest is None


def test_threshold_is_the_calibrated_one():
    assert decider(threshold=0.7).threshold == 0.7


# Passages that were not read


def read_and_unread(*unread: float | None):
    """A candidate of a passage for each value of "unread" (None: no such evidence), and the hits, from rank 1."""
    ranked = hits(*["Pavel slept."] * len(unread))
    evidence = [{} if value is None else {"unread": Evidence(value, 0.0)} for value in unread]
    return [
        Candidate(hit.passage.sentences[0], None, 1.0, each) for hit, each in zip(ranked, evidence, strict=True)
    ], ranked


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_unread_passages_are_reported_by_rank(threshold):
    ranked, ranked_hits = read_and_unread(0.0, 1.0, None, 1.0)
    answer = decider().decide(ASKED, ranked, ranked_hits, top=1, threshold=threshold)
    assert answer.unread_ranks == {2, 4} and answer.hits == tuple(ranked_hits)


def test_reader_without_evidence_has_read_all():
    ranked, ranked_hits = read_and_unread(None, None)
    assert decider().decide(ASKED, ranked, ranked_hits, top=1, threshold=0.0).unread_ranks == frozenset()
