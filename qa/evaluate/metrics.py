"""What is measured, one small function each, apart from who computes it.

A *ranking* is the list of flags "this sentence answers", best sentence first.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

# Resamples for an interval: enough for a steady second decimal. The seed makes the same results give the same interval.
_RESAMPLES, _SEED = 2_000, 0
# Bins of confidence: the usual number.
_BINS = 10
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation + "“”‘’«»…–—")


def hit(ranking: Sequence[bool], k: int = 1) -> float:
    """1 if one of the first `k` sentences answers (hit@k, success@k), else 0."""
    return float(any(ranking[:k]))


def reciprocal_rank(ranking: Sequence[bool]) -> float:
    """1 / the rank of the first sentence that answers, 0 if none does; its mean is MRR (Voorhees, 1999)."""
    return next((1 / rank for rank, right in enumerate(ranking, start=1) if right), 0.0)


def normalised(text: str) -> list[str]:
    """The words of an answer as SQuAD compares them: lower case, no punctuation, no articles (Rajpurkar et al., 2016).

    Departs from SQuAD's script in treating curly quotes and dashes as punctuation, too.
    """
    return _ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()


def exact_match(found: str, golds: Sequence[str]) -> float:
    """1 if `found` equals one of `golds` after SQuAD's normalisation, else 0."""
    return float(any(normalised(found) == normalised(gold) for gold in golds))


def token_f1(found: str, golds: Sequence[str]) -> float:
    """The best F1 of shared words between `found` and one of `golds`, after SQuAD's normalisation."""
    return max((_f1(normalised(found), normalised(gold)) for gold in golds), default=0.0)


def _f1(found: Sequence[str], gold: Sequence[str]) -> float:
    shared = sum((Counter(found) & Counter(gold)).values())
    if not shared:
        return float(found == gold)
    precision, recall = shared / len(found), shared / len(gold)
    return 2 * precision * recall / (precision + recall)


def auroc(confidences: Sequence[float], answerable: Sequence[bool]) -> float | None:
    """How well confidence tells answerable from unanswerable questions; 0.5 is chance. None if all are of one sort."""
    if len(set(answerable)) < 2:
        return None
    return float(roc_auc_score(answerable, confidences))


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error: the mean gap between confidence and share right, over `_BINS` equal bins.

    Each bin weighs by how many it holds (Naeini et al., 2015).
    """
    confidence, flags = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = [abs(confidence[bins == one].sum() - flags[bins == one].sum()) for one in range(_BINS)]
    return float(sum(gaps) / len(confidence))


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean of `values` (Efron, 1979, percentile method)."""
    sample = np.asarray(values, dtype=float)
    drawn = np.random.default_rng(_SEED).integers(len(sample), size=(_RESAMPLES, len(sample)))
    low, high = np.percentile(sample[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
