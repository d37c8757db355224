"""What confidence is worth: does it tell right from wrong, and answerable from unanswerable questions.

`confidence` is shaped (questions,), each in [0, 1]; `right` says whether the best sentence answers, so that it is
False for every question that has no answer.
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
    """The chance that an answerable question gets more confidence than an unanswerable one; 0.5 tells nothing.

    None if all are of one sort (Hanley and McNeil, 1982).
    """
    if len(np.unique(np.asarray(answerable))) < 2:
        return None
    return float(roc_auc_score(answerable, confidence))


def brier(confidence: ArrayLike, right: ArrayLike) -> float:
    """The mean squared gap between confidence and what came true (Brier, 1950)."""
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
    """The bins of equal width that hold a question, lowest first: the reliability diagram."""
    told, flags = _floats(confidence), _floats(right)
    place = np.minimum((told * BINS).astype(int), BINS - 1)
    return [
        Bin(one / BINS, (one + 1) / BINS, int(held.sum()), float(told[held].mean()), float(flags[held].mean()))
        for one in range(BINS)
        if (held := place == one).any()
    ]


def calibration_error(confidence: ArrayLike, right: ArrayLike) -> float:
    """ECE: the mean gap between confidence and share right, each bin weighed by its count (Naeini et al., 2015)."""
    bins = reliability(confidence, right)
    return sum(one.count * abs(one.confidence - one.right) for one in bins) / sum(one.count for one in bins)


def risk_coverage(confidence: ArrayLike, right: ArrayLike) -> tuple[Floats, Floats]:
    """Coverage and risk, each shaped (questions,): of the surest i questions, their share of all, and the share wrong.

    Questions of the same confidence cannot be told apart: each counts as right as they are on average.
    (El-Yaniv and Wiener, 2010.)
    """
    told, flags = _floats(confidence), _floats(right)
    _, place, counts = np.unique(-told, return_inverse=True, return_counts=True)
    tied = np.bincount(place, weights=flags) / counts
    answered = np.arange(1, len(told) + 1)
    return answered / len(told), 1 - np.cumsum(np.repeat(tied, counts)) / answered


def risk_area(confidence: ArrayLike, right: ArrayLike) -> float:
    """AURC: the mean risk over all coverages; lower is better (Geifman and El-Yaniv, 2017)."""
    return float(risk_coverage(confidence, right)[1].mean())


def coverage_at(precision: float, confidence: ArrayLike, right: ArrayLike) -> float:
    """The largest share of the questions that one threshold can answer with at least `precision` of them right."""
    told, flags = _floats(confidence), _floats(right)
    order = np.argsort(-told, kind="stable")
    share = np.cumsum(flags[order]) / np.arange(1, len(told) + 1)
    # A threshold takes all questions of one confidence, or none.
    ends = np.append(np.diff(told[order]) != 0, True)
    good = np.flatnonzero(ends & (share >= precision))
    return float((good[-1] + 1) / len(told)) if len(good) else 0.0


def best_threshold(confidence: ArrayLike, answered: ArrayLike, silent: ArrayLike) -> tuple[float, float]:
    """The best mean score of any threshold, and the threshold: SQuAD 2.0's "best EM" and "best F1".

    `answered` is a question's score where it is answered, `silent` where it is not. It is chosen on the very questions
    that it is measured on, so it is a bound and no result.
    """
    told = _floats(confidence)
    gains = _floats(answered) - _floats(silent)
    order = np.argsort(-told, kind="stable")
    totals = np.append(0.0, np.cumsum(gains[order])) + _floats(silent).sum()
    ends = np.concatenate(([True], np.diff(told[order]) != 0, [True]))
    best = int(np.argmax(np.where(ends, totals, -np.inf)))
    return float(totals[best] / len(told)), float(told[order][best - 1]) if best else 1.0


def _floats(values: ArrayLike | Sequence[float]) -> Floats:
    return np.asarray(values, dtype=np.float64)
