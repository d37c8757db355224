"""Measures of the reader: whether the best sentence is right, and how close its marked words are to an answer.

EM and F1 follow the published scorer of SQuAD 2.0 (Rajpurkar et al., 2018), with its normalisation.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def hit(rank: int | None, k: int = 1) -> float:
    """hit@k, success@k: 1 if the first right item, at `rank` counted from 1, is in the top `k`, else 0."""
    return float(rank is not None and rank <= k)


def reciprocal_rank(rank: int | None) -> float:
    """1 / the rank of the first right item, 0 if there is none; its mean is MRR (Voorhees, 1999)."""
    return 1 / rank if rank else 0.0


def normalise(text: str) -> list[str]:
    """The words of an answer as SQuAD compares them: lower case, without ASCII punctuation and articles."""
    return _ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()


def exact_match(answer: str, golds: Sequence[str]) -> float:
    """1 if `answer` equals one of `golds` after normalisation, else 0; without golds, 1 if `answer` is empty."""
    return float(any(normalise(answer) == gold for gold in _normalised_golds(golds)))


def token_f1(answer: str, golds: Sequence[str]) -> float:
    """The best F1 of shared words between `answer` and one of `golds`; without golds, 1 if `answer` is empty."""
    return max(_f1(normalise(answer), gold) for gold in _normalised_golds(golds))


def _normalised_golds(golds: Sequence[str]) -> list[list[str]]:
    """The golds with a word left after normalisation; an empty one if there is none, as in the scorer."""
    return [words for gold in golds if (words := normalise(gold))] or [[]]


def _f1(answer: Sequence[str], gold: Sequence[str]) -> float:
    if not answer or not gold:
        return float(answer == gold)
    shared = sum((Counter(answer) & Counter(gold)).values())
    precision, recall = shared / len(answer), shared / len(gold)
    return 2 * precision * recall / (precision + recall) if shared else 0.0
