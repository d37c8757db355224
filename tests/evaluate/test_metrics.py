from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluate.metrics.decision import (
    auroc,
    best_threshold,
    brier,
    calibration_error,
    coverage_at,
    reliability,
    risk_area,
    risk_coverage,
)
from qa.evaluate.metrics.intervals import MIN_DOCUMENTS, Bootstrap, mcnemar
from qa.evaluate.metrics.reading import exact_match, hit, normalise, reciprocal_rank, token_f1
from qa.evaluate.metrics.retrieval import score_ranks


def test_hit_considers_top_k():
    assert (hit(2), hit(2, 2), hit(None), hit(1)) == (0.0, 1.0, 0.0, 1.0)


@pytest.mark.parametrize(("rank", "expected"), [(1, 1.0), (3, 1 / 3), (None, 0.0)])
def test_reciprocal_rank_is_of_first_right_item(rank, expected):
    assert reciprocal_rank(rank) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Cat's hat, a theory!", ["cats", "hat", "theory"]),
        # Only ASCII punctuation goes, and an article inside a word stays.
        ("“An” Anthem—the", ["“", "”", "anthem—"]),
        ("  A  ", []),
    ],
)
def test_normalisation_drops_case_ascii_punctuation_and_articles(text, expected):
    assert normalise(text) == expected


def test_exact_match_accepts_any_gold():
    assert exact_match("the Denver Broncos.", ["Broncos", "Denver Broncos"]) == 1.0
    assert exact_match("Denver", ["Denver Broncos"]) == 0.0


@pytest.mark.parametrize(
    ("answer", "golds", "expected"),
    [
        # Shared: denver. Precision 1/1, recall 1/2: 2 * 1 * .5 / 1.5.
        ("Denver", ["Denver Broncos"], 2 / 3),
        # A word counts as often as it occurs in both: shared "so" twice; precision 2/3, recall 2/2.
        ("so so so", ["so so"], 0.8),
        ("x", ["y", "x"], 1.0),
        ("x", ["y"], 0.0),
        ("", ["y"], 0.0),
        # A gold without a word after normalisation is none: the question then has no answer.
        ("x", ["the"], 0.0),
        ("", ["the"], 1.0),
        ("x", ["the", "x"], 1.0),
        # No gold at all: only silence is right.
        ("x", [], 0.0),
        ("", [], 1.0),
    ],
)
def test_token_f1_is_best_over_golds(answer, golds, expected):
    assert token_f1(answer, golds) == pytest.approx(expected)
    assert exact_match(answer, golds) == float(expected == 1.0)


@given(st.text("ab the,", max_size=12), st.text("ab the,", max_size=12))
def test_f1_is_symmetric_and_at_least_exact_match(first, second):
    if normalise(first) and normalise(second):
        assert token_f1(first, [second]) == pytest.approx(token_f1(second, [first]))
        assert token_f1(first, [second]) >= exact_match(first, [second])
        assert (token_f1(first, [second]) == 1) == (Counter(normalise(first)) == Counter(normalise(second)))


def test_rank_scores_match_worked_example():
    # Question 0: two gold passages, found at 2 and 5. Question 1: one, not found.
    scores = score_ranks([(2, 5), ()], [2, 1])
    assert scores["success@1"] == [0, 0] and scores["success@3"] == [1, 0]
    assert scores["recall@3"] == [0.5, 0] and scores["recall@5"] == [1, 0] and scores["recall@1"] == [0, 0]
    assert scores["passage_mrr"] == [0.5, 0]
    # DCG 1/log2(3) + 1/log2(6), ideal 1/log2(2) + 1/log2(3).
    gain = (1 / np.log2(3) + 1 / np.log2(6)) / (1 + 1 / np.log2(3))
    assert scores["ndcg@10"] == [pytest.approx(gain), 0]


def test_auroc_is_share_of_ordered_pairs():
    # Pairs (answerable, not): (.9,.8) right, (.9,.1) right, (.3,.8) wrong, (.3,.1) right.
    assert auroc([0.9, 0.3, 0.8, 0.1], [True, True, False, False]) == pytest.approx(0.75)


def test_auroc_without_both_classes_is_none():
    assert auroc([0.5, 0.6], [True, True]) is None


def test_brier_is_mean_squared_gap():
    # (.2² + .4²) / 2
    assert brier([0.8, 0.4], [True, False]) == pytest.approx(0.10)


def test_calibration_error_weights_bins_by_count():
    # Bin 9: two of confidence .9, one right: gap |1.8 - 1|. Bin 2: one of .2, wrong: gap .2.
    assert calibration_error([0.9, 0.9, 0.2], [True, False, False]) == pytest.approx((0.8 + 0.2) / 3)
    assert calibration_error([1.0, 0.0], [True, False]) == 0.0


def test_reliability_bins_hold_count_confidence_and_outcome():
    low, high = reliability([0.9, 1.0, 0.25], [True, False, False])
    assert (low.low, low.count, low.confidence, low.right) == (0.2, 1, 0.25, 0.0)
    assert (high.low, high.high, high.count, high.right) == (0.9, 1.0, 2, 0.5)
    assert high.confidence == pytest.approx(0.95)


def test_risk_coverage_matches_worked_example():
    # By confidence: right, wrong, right. Risks: 0/1, 1/2, 1/3.
    coverage, risk = risk_coverage([0.2, 0.9, 0.5], [True, True, False])
    assert coverage == pytest.approx([1 / 3, 2 / 3, 1]) and risk == pytest.approx([0, 1 / 2, 1 / 3])
    assert risk_area([0.2, 0.9, 0.5], [True, True, False]) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)


def test_equal_confidences_share_mean_risk():
    # Each of the two counts as half right: risks 1/2, 1/2.
    for rights in ([True, False], [False, True]):
        assert risk_coverage([0.7, 0.7], rights)[1] == pytest.approx([0.5, 0.5])


def test_coverage_takes_whole_confidence_levels():
    confidence = [0.9, 0.8, 0.8, 0.1]
    # At .8 three are answered, two of them right: precision 2/3. At .9 one, right.
    assert coverage_at(0.9, confidence, [True, True, False, False]) == 0.25
    assert coverage_at(0.6, confidence, [True, True, False, False]) == 0.75
    assert coverage_at(0.9, confidence, [False, False, False, False]) == 0.0


def test_best_threshold_weighs_answers_against_abstentions():
    # Answering the surest brings 1, the next loses the silence that was right: best 2/2 from .9 on.
    assert best_threshold([0.9, 0.4], [1.0, 0.0], [0.0, 1.0]) == (1.0, 0.9)
    # Never answering is best where all silence is right.
    assert best_threshold([0.9, 0.4], [0.0, 0.0], [1.0, 1.0]) == (1.0, 1.0)
    # Equal confidences are answered together: 1 of 2 either way.
    assert best_threshold([0.5, 0.5], [1.0, 0.0], [0.0, 1.0])[0] == 0.5


def test_interval_holds_mean_and_is_deterministic():
    values, groups = [0.0, 1.0] * 50, [str(number) for number in range(100)]
    low, high = Bootstrap(groups).of_mean(values)
    assert 0.35 < low < 0.5 < high < 0.65 and (low, high) == Bootstrap(groups).of_mean(values)
    assert Bootstrap(groups).of_mean([1.0] * 100) == (1.0, 1.0)


def test_bootstrap_draws_documents_together():
    # Ten documents, each wholly right or wholly wrong: as if there were ten questions and not a thousand.
    groups = [str(number // 100) for number in range(1_000)]
    values = [float(number // 100 % 2) for number in range(1_000)]
    low, high = Bootstrap(groups).of_mean(values)
    alone_low, alone_high = Bootstrap([str(number) for number in range(1_000)]).of_mean(values)
    assert high - low > 5 * (alone_high - alone_low)


def test_interval_of_metric_agrees_with_mean():
    groups = [str(number // 3) for number in range(30)]
    values = [float(number % 4 == 0) for number in range(30)]
    drawn = Bootstrap(groups)
    assert drawn.of(lambda column: float(np.mean(column)), values) == pytest.approx(drawn.of_mean(values))


def test_few_documents_draw_single_questions():
    assert not Bootstrap(["a"] * 10).by_document
    assert Bootstrap([str(number) for number in range(MIN_DOCUMENTS)]).by_document


@pytest.mark.parametrize(
    ("won", "lost", "p"),
    # At least 3 of 4 on one side: 2 * (4 + 1) / 16. All 5 on one side: 2 / 32.
    [(3, 1, 0.625), (5, 0, 0.0625), (0, 0, 1.0), (2, 2, 1.0)],
)
def test_mcnemar_is_exact(won, lost, p):
    assert mcnemar(won, lost) == pytest.approx(p)
