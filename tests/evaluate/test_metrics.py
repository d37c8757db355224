import pytest

from qa.evaluate.metrics import (
    auroc,
    calibration_error,
    exact_match,
    hit,
    interval,
    normalised,
    reciprocal_rank,
    token_f1,
)


def test_hit_looks_at_the_first_k():
    assert (hit([False, True]), hit([False, True], 2), hit([])) == (0.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("ranking", "expected"), [([True], 1.0), ([False, False, True, True], 1 / 3), ([False], 0.0), ([], 0.0)]
)
def test_reciprocal_rank_is_of_the_first_right_one(ranking, expected):
    assert reciprocal_rank(ranking) == pytest.approx(expected)


def test_normalisation_drops_case_punctuation_and_articles():
    assert normalised("The “Cat’s” hat, a theory!") == ["cats", "hat", "theory"]


def test_exact_match_takes_any_gold():
    assert exact_match("the Denver Broncos.", ["Broncos", "Denver Broncos"]) == 1.0
    assert exact_match("Denver", ["Denver Broncos"]) == 0.0


@pytest.mark.parametrize(
    ("found", "golds", "expected"),
    [
        # Shared: denver. Precision 1/1, recall 1/2: 2 * 1 * .5 / 1.5.
        ("Denver", ["Denver Broncos"], 2 / 3),
        # A word counts as often as it stands in both: shared "so" twice; precision 2/3, recall 2/2.
        ("so so so", ["so so"], 0.8),
        ("x", ["y", "x"], 1.0),
        ("x", ["y"], 0.0),
        ("", ["y"], 0.0),
        ("the", ["a"], 1.0),
        ("x", [], 0.0),
    ],
)
def test_token_f1_is_the_best_over_the_golds(found, golds, expected):
    assert token_f1(found, golds) == pytest.approx(expected)


def test_auroc_is_the_share_of_pairs_in_the_right_order():
    # Pairs (answerable, not): (.9,.8) right, (.9,.1) right, (.3,.8) wrong, (.3,.1) right.
    assert auroc([0.9, 0.3, 0.8, 0.1], [True, True, False, False]) == pytest.approx(0.75)


def test_auroc_of_one_sort_alone_is_unknown():
    assert auroc([0.5, 0.6], [True, True]) is None


def test_calibration_error_weighs_each_bin_by_what_it_holds():
    # Bin 9: two of confidence .9, one right: gap |1.8 - 1|. Bin 2: one of .2, wrong: gap .2.
    assert calibration_error([0.9, 0.9, 0.2], [True, False, False]) == pytest.approx((0.8 + 0.2) / 3)
    assert calibration_error([1.0, 0.0], [True, False]) == 0.0


def test_the_interval_holds_the_mean_and_is_always_the_same():
    low, high = interval([0.0, 1.0] * 50)
    assert 0.35 < low < 0.5 < high < 0.65 and (low, high) == interval([0.0, 1.0] * 50)
    assert interval([1.0, 1.0]) == (1.0, 1.0)
