from math import exp, log

import pytest

from qa import load_text
from qa.decide import Decider, signals
from qa.model import Calibration
from qa.split import passages
from qa.types import Candidate, Evidence, Hit


def candidates(*scores: float, **evidence: float) -> list[Candidate]:
    text = " ".join(f"This is sentence number{at}." for at in range(max(len(scores), 1)))
    (passage,) = passages(load_text(text))
    found = {name.replace("_", " "): Evidence(value, 0.0) for name, value in evidence.items()}
    return [Candidate(one, None, score, found) for one, score in zip(passage.sentences, scores, strict=False)]


def decider(intercept: float = 0.0, threshold: float = 0.5, **weights: float) -> Decider:
    return Decider(Calibration(intercept, weights, threshold))


def test_confidence_is_the_logistic_of_the_weighted_signals():
    # logit = -1 + 2 * 0.75 = 0.5.
    assert decider(-1.0, words=2.0).confidence(candidates(3.0, words=0.75)) == pytest.approx(1 / (1 + exp(-0.5)))


def test_signals_compare_the_first_with_the_others():
    seen = signals(candidates(2.0, 2.0 - log(3)))
    # exp(0) / (exp(0) + exp(-log 3)) = 1 / (1 + 1/3).
    assert seen["share"] == pytest.approx(0.75) and seen["lead"] == pytest.approx(log(3))


@pytest.mark.parametrize(("value", "holds", "lacks"), [(1.0, 1.0, 0.0), (0.0, 0.0, 1.0)])
def test_a_kind_that_is_asked_for_speaks_for_or_against(value, holds, lacks):
    seen = signals(candidates(1.0, holds_a_person=value))
    assert (seen["holds"], seen["lacks a name"]) == (holds, lacks)


def test_a_kind_that_cannot_be_told_says_nothing():
    seen = signals(candidates(1.0))
    assert seen["holds"] == seen["lacks a name"] == seen["lacks a number"] == 0.0


def test_from_the_threshold_on_the_best_candidate_is_the_answer():
    found = candidates(2.0, 1.0, 0.0)
    answer = decider().decide("Q?", found, [], top=2, threshold=None)
    assert answer.best == found[0] and answer.alternatives == (found[1],) and answer.closest is None


def test_below_the_threshold_the_nearest_sentence_is_no_answer():
    found = candidates(2.0, 1.0, 0.0)
    answer = decider().decide("Q?", found, [], top=2, threshold=0.51)
    assert answer.best is None and answer.text is None and answer.citation is None and not answer.answered
    assert answer.closest == found[0] and answer.alternatives == tuple(found[:2])


def test_the_user_s_threshold_goes_before_the_calibrated_one():
    assert decider(threshold=0.9).decide("Q?", candidates(1.0), [], top=1, threshold=0.1).answered


def test_without_candidates_there_is_no_answer_even_at_threshold_zero():
    answer = decider().decide("Q?", [], [], top=3, threshold=0.0)
    assert not answer.answered and answer.confidence == 0.0 and answer.closest is None


@pytest.mark.parametrize("intercept", [-1e6, 1e6])
def test_confidence_stays_a_probability(intercept):
    assert 0.0 <= decider(intercept).confidence(candidates(1.0)) <= 1.0


def read_and_unread(*unread: float | None) -> tuple[list[Candidate], list[Hit]]:
    """A candidate of a passage for each value of "unread" (None: it is not told), and the hits, from rank 1."""
    split = [next(passages(load_text("Pavel slept.", source=f"{at}.txt"))) for at in range(len(unread))]
    told = [{} if one is None else {"unread": Evidence(one, 0.0)} for one in unread]
    found = [Candidate(one.sentences[0], None, 1.0, each) for one, each in zip(split, told, strict=True)]
    return found, [Hit(one, 1.0, rank) for rank, one in enumerate(split, 1)]


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_passages_whose_sentences_were_not_read_are_told_by_their_ranks(threshold):
    found, hits = read_and_unread(0.0, 1.0, None, 1.0)
    assert decider().decide("Q?", found, hits, top=1, threshold=threshold).unread == {2, 4}


def test_a_reader_that_tells_nothing_has_read_all():
    found, hits = read_and_unread(None, None)
    assert decider().decide("Q?", found, hits, top=1, threshold=0.0).unread == frozenset()


def test_without_a_threshold_given_the_calibrated_one_is_told():
    assert decider(threshold=0.7).threshold == 0.7
