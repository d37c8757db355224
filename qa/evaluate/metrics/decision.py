"""Measures of the confidence: whether it separates right from wrong, and answerable from unanswerable questions.

`confidence` is shaped (questions,), each in [0, 1]; `right` says whether the best sentence answers, so it is False for
every question without an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import roc_auc_score

Floats = NDArray[np.float64]
# Bins of confidence: the usual number.
BINS = 10


def auroc(confidence: ArrayLike, answerable: ArrayLike) -> float | None:
    """The probability that an answerable question gets more confidence than an unanswerable one; 0.5 is chance.

    None if all questions are answerable, or none (Hanley and McNeil, 1982).
    """
    if len(np.unique(np.asarray(answerable))) < 2:
        return None
    return float(roc_auc_score(answerable, confidence))


def brier(confidence: ArrayLike, right: ArrayLike) -> float:
    """The mean squared gap between confidence and outcome (Brier, 1950)."""
    return float(np.mean((_floats(confidence) - _floats(right)) ** 2))


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions with a confidence from `low` to `high`: how many, their mean confidence, and the share right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(confidence: ArrayLike, right: ArrayLike) -> list[Bin]:
    """The reliability diagram: the bins of equal width that are not empty, lowest first."""
    confidences, outcomes = _floats(confidence), _floats(right)
    bins = np.minimum((confidences * BINS).astype(int), BINS - 1)
    return [
        Bin(
            number / BINS,
            (number + 1) / BINS,
            int(members.sum()),
            float(confidences[members].mean()),
            float(outcomes[members].mean()),
        )
        for number in range(BINS)
        if (members := bins == number).any()
    ]


def calibration_error(confidence: ArrayLike, right: ArrayLike) -> float:
    """ECE: the mean gap between confidence and share right, each bin weighted by its count (Naeini et al., 2015)."""
    bins = reliability(confidence, right)
    return sum(bin_.count * abs(bin_.confidence - bin_.right) for bin_ in bins) / sum(bin_.count for bin_ in bins)


def risk_coverage(confidence: ArrayLike, right: ArrayLike) -> tuple[Floats, Floats]:
    """Coverage and risk, each shaped (questions,): of the i most confident questions, the share of all and share wrong.

    Questions with equal confidence cannot be separated: each counts as the mean of them (El-Yaniv and Wiener, 2010).
    """
    confidences, outcomes = _floats(confidence), _floats(right)
    _, level, counts = np.unique(-confidences, return_inverse=True, return_counts=True)
    level_means = np.bincount(level, weights=outcomes) / counts
    answered = np.arange(1, len(confidences) + 1)
    return answered / len(confidences), 1 - np.cumsum(np.repeat(level_means, counts)) / answered


def risk_area(confidence: ArrayLike, right: ArrayLike) -> float:
    """AURC: the mean risk over all coverages; lower is better (Geifman and El-Yaniv, 2017)."""
    return float(risk_coverage(confidence, right)[1].mean())


def coverage_at(precision: float, confidence: ArrayLike, right: ArrayLike) -> float:
    """The largest share of the questions that one threshold can answer with at least `precision` of them right."""
    confidences, outcomes = _floats(confidence), _floats(right)
    order = np.argsort(-confidences, kind="stable")
    share = np.cumsum(outcomes[order]) / np.arange(1, len(confidences) + 1)
    # A threshold takes all questions with equal confidence, or none.
    ends = np.append(np.diff(confidences[order]) != 0, True)
    good = np.flatnonzero(ends & (share >= precision))
    return float((good[-1] + 1) / len(confidences)) if len(good) else 0.0


def best_threshold(
    confidence: ArrayLike, answered_scores: ArrayLike, abstained_scores: ArrayLike
) -> tuple[float, float]:
    """The best mean score of any threshold, and the threshold: SQuAD 2.0's "best EM" and "best F1".

    The scores are those of each question if it is answered and if it is not. The threshold is chosen on the questions
    that it is measured on, so this is an upper bound and no result.
    """
    confidences = _floats(confidence)
    gains = _floats(answered_scores) - _floats(abstained_scores)
    order = np.argsort(-confidences, kind="stable")
    totals = np.append(0.0, np.cumsum(gains[order])) + _floats(abstained_scores).sum()
    ends = np.concatenate(([True], np.diff(confidences[order]) != 0, [True]))
    best = int(np.argmax(np.where(ends, totals, -np.inf)))
    return float(totals[best] / len(confidences)), float(confidences[order][best - 1]) if best else 1.0


def _floats(values: ArrayLike | Sequence[float]) -> Floats:
    return np.asarray(values, dtype=np.float64)
