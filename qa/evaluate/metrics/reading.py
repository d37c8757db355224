"""What the reader found: whether the best sentence is right, and how near the words it marks are to an answer.

EM and F1 follow the published scorer of SQuAD 2.0 (Rajpurkar et al., 2018), its normalisation included.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def hit(rank: int | None, k: int = 1) -> float:
    """1 if the first right one, at `rank` counted from 1, is among the first `k` (hit@k, success@k), else 0."""
    return float(rank is not None and rank <= k)


def reciprocal_rank(rank: int | None) -> float:
    """1 / the rank of the first right one, 0 if there is none; its mean is MRR (Voorhees, 1999)."""
    return 1 / rank if rank else 0.0


def normalised(text: str) -> list[str]:
    """The words of an answer as SQuAD compares them: lower case, without ASCII punctuation and articles."""
    return _ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()


def exact_match(found: str, golds: Sequence[str]) -> float:
    """1 if `found` equals one of `golds` after normalisation, else 0; without golds, whether `found` says nothing."""
    return float(any(normalised(found) == gold for gold in _told(golds)))


def token_f1(found: str, golds: Sequence[str]) -> float:
    """The best F1 of shared words between `found` and one of `golds`; without golds, whether `found` says nothing."""
    return max(_f1(normalised(found), gold) for gold in _told(golds))


def _told(golds: Sequence[str]) -> list[list[str]]:
    """The golds that hold a word after normalisation; an empty one if none does, as the scorer has it."""
    return [words for gold in golds if (words := normalised(gold))] or [[]]


def _f1(found: Sequence[str], gold: Sequence[str]) -> float:
    if not found or not gold:
        return float(found == gold)
    shared = sum((Counter(found) & Counter(gold)).values())
    precision, recall = shared / len(found), shared / len(gold)
    return 2 * precision * recall / (precision + recall) if shared else 0.0
