"""Whether the best candidate answers: a calibrated probability, and silence below a threshold.

The probability is a logistic regression (Platt, 1999) on what the reader found, fitted for each reader by `qa.train` on
questions of the training data, among them questions that their text does not answer. How well it is calibrated stands
in `eval/README.md`.

Known limitation: words alone, the lexical reader's, tell badly whether a sentence answers or is only about the same.
"""

from collections.abc import Sequence
from math import exp, log

from qa.language.answer_types import Kind
from qa.model import Calibration
from qa.read.base import NEAR
from qa.types import Answer, Candidate, Hit

# What the probability looks at in the best candidate's evidence.
OBSERVED = (
    *("words", "near words", "names", "phrase", "closeness", "previous sentence", "unknown words"),
    *("span", "no answer", "passage answers", "lexical"),
)

_NAMED = frozenset(f"holds {kind.value}" for kind in (Kind.NAME, Kind.PERSON, Kind.PLACE))


def signals(candidates: Sequence[Candidate]) -> dict[str, float]:
    """What tells whether the first of `candidates` (best first, at least one) answers.

    "lead" is how far it is ahead of the second, "share" its probability among all by the reader's own scores, "holds"
    whether it holds something of the kind asked for, "lacks a name" and "lacks a number" that there is none in it.
    How likely a sentence was before it was read helps to choose one, but does not tell that it answers.
    """
    best = candidates[0]
    observed = {name: best.evidence[name].value for name in OBSERVED if name in best.evidence}
    held = {name: one.value for name, one in best.evidence.items() if name.startswith("holds ")}
    missing = {name for name, value in held.items() if not value}
    rivals = [exp(min(one.score - best.score, 0.0)) for one in candidates]
    lead = best.score - candidates[1].score if len(candidates) > 1 else 0.0
    return observed | {
        "score": best.score - (best.evidence[NEAR].contribution if NEAR in best.evidence else 0.0),
        "lead": lead,
        "share": 1 / sum(rivals),
        "holds": float(any(held.values())),
        "lacks a name": float(bool(missing & _NAMED)),
        "lacks a number": best.evidence["no number"].value if "no number" in best.evidence else 0.0,
        "candidates": log(len(candidates)),
    }


class Decider:
    """Turns candidates into an answer, or an abstention."""

    def __init__(self, calibration: Calibration) -> None:
        """Decide by `calibration`."""
        self._calibration = calibration

    @property
    def threshold(self) -> float:
        """The confidence from which it answers, unless it is told another."""
        return self._calibration.threshold

    def confidence(self, candidates: Sequence[Candidate]) -> float:
        """The probability that the first of `candidates` answers; 0 without candidates."""
        if not candidates:
            return 0.0
        weights = self._calibration.weights
        logit = self._calibration.intercept + sum(
            weights.get(name, 0.0) * value for name, value in signals(candidates).items()
        )
        return 1 / (1 + exp(-max(min(logit, 30.0), -30.0)))

    def decide(
        self, question: str, candidates: Sequence[Candidate], hits: Sequence[Hit], *, top: int, threshold: float | None
    ) -> Answer:
        """The answer, with at most `top` sentences in all; an abstention if its confidence is below `threshold`.

        Without a `threshold` it is the calibration's own.
        """
        confidence = self.confidence(candidates)
        limit = self.threshold if threshold is None else threshold
        unread = _unread(candidates, hits)
        if candidates and confidence >= limit:
            return Answer(question, candidates[0], tuple(candidates[1:top]), confidence, tuple(hits), unread)
        return Answer(question, None, tuple(candidates[:top]), confidence, tuple(hits), unread)


def _unread(candidates: Sequence[Candidate], hits: Sequence[Hit]) -> frozenset[int]:
    """The ranks of the passages whose sentences say that they were not read."""
    left = {one.sentence.passage.key for one in candidates if "unread" in one.evidence and one.evidence["unread"].value}
    return frozenset(hit.rank for hit in hits if hit.passage.key in left)
