"""Whether the best candidate answers: a calibrated probability, and an abstention below a threshold.

The probability is a logistic regression (Platt, 1999) over the evidence of the candidates, fitted for each reader by
`qa.train` on questions of the training data, among them questions that their text does not answer. How well it is
calibrated is in `eval/results.md`.

Known limitation: the lexical reader's words alone hardly separate a sentence that answers from one on the same topic.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log

from qa.model import Calibration
from qa.read.base import PROXIMITY_PRIOR
from qa.read.features import ABSENT, HOLDS
from qa.types import Answer, AnswerType, Candidate, Form, Hit, Question

# Features of the best candidate that the probability looks at.
OBSERVED = (
    *("word_overlap", "near_word_overlap", "name_overlap", "bigram_overlap", "closeness", "previous_sentence"),
    *("unknown_words", *ABSENT, "span_logit", "null_logit", "answerable_logit", "lexical_score"),
)

# Everything that a calibration can weigh; see `signals`.
SIGNALS = frozenset(OBSERVED) | {
    "score",
    "margin",
    "softmax_share",
    "holds",
    "lacks_name",
    "lacks_number",
    "log_candidates",
}

_HOLDS_NAME = frozenset(HOLDS[answer_type] for answer_type in (AnswerType.NAME, AnswerType.PERSON, AnswerType.PLACE))
# What the log-odds of a sentence that is not the best depend on: a logistic regression on one half of the articles of
# SQuADShifts' Wikipedia questions; how well it does on the other half is in eval/results.md, "All answers".
_EACH = {"intercept": 1.3, "best": 1.07, "behind": 1.05, "less_answerable": 0.85}
# Logits beyond this are rounded to it: the probability is 0 or 1 to 13 digits.
_MAX_LOGIT = 30.0


def signals(candidates: Sequence[Candidate]) -> dict[str, float]:
    """What the probability that the first of `candidates` (best first, at least one) answers is computed from.

    "margin" is how far it is ahead of the second, "softmax_share" its probability among all by the reader's own scores,
    "holds" whether it holds a span of the answer type, "lacks_name" and "lacks_number" whether there is none in it.
    A prior on sentences helps to choose one, but does not show that it answers, so "score" leaves it out.
    """
    best = candidates[0]
    observed = {name: best.evidence[name].value for name in OBSERVED if name in best.evidence}
    held = {name: best.evidence[name].value for name in best.evidence if name.startswith("holds_")}
    missing = {name for name, value in held.items() if not value}
    rivals = [exp(min(candidate.score - best.score, 0.0)) for candidate in candidates]
    margin = best.score - candidates[1].score if len(candidates) > 1 else 0.0
    prior = best.evidence[PROXIMITY_PRIOR].contribution if PROXIMITY_PRIOR in best.evidence else 0.0
    return observed | {
        "score": best.score - prior,
        "margin": margin,
        "softmax_share": 1 / sum(rivals),
        "holds": float(any(held.values())),
        "lacks_name": float(bool(missing & _HOLDS_NAME)),
        "lacks_number": best.evidence["lacks_number"].value if "lacks_number" in best.evidence else 0.0,
        "log_candidates": log(len(candidates)),
    }


class Decider:
    """Turns candidates into an answer, or an abstention."""

    def __init__(self, calibration: Calibration) -> None:
        """Decide by `calibration`."""
        self._calibration = calibration

    @property
    def threshold(self) -> float:
        """The confidence from which it answers, unless the caller gives another."""
        return self._calibration.threshold

    def confidence(self, candidates: Sequence[Candidate]) -> float:
        """The probability that the first of `candidates` answers; 0 without candidates."""
        if not candidates:
            return 0.0
        weights = self._calibration.weights
        logit = self._calibration.intercept + sum(
            weights.get(name, 0.0) * value for name, value in signals(candidates).items()
        )
        return _probability(logit)

    def each(self, candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
        """Each of `candidates`, best first, with the probability that it answers, whether or not another one does.

        That of the first is `confidence`; the log-odds of the others fall with their distance from it.
        """
        if not candidates:
            return []
        best, confidence = candidates[0], self.confidence(candidates)
        rated = [(best, confidence)]
        for candidate in candidates[1:]:
            logit = (
                _EACH["intercept"]
                + _EACH["best"] * _log_odds(confidence)
                - _EACH["behind"] * (best.score - candidate.score)
                - _EACH["less_answerable"] * (_answerable(best) - _answerable(candidate))
            )
            rated.append((candidate, min(_probability(logit), confidence)))
        return rated

    def decide(
        self,
        question: Question,
        candidates: Sequence[Candidate],
        hits: Sequence[Hit],
        *,
        top: int,
        threshold: float | None,
        at_most: float = 1.0,
    ) -> Answer:
        """The answer with at most `top` candidates; an abstention if its confidence is below `threshold`.

        A `threshold` of None is the calibration's own; `at_most` is how sure it may be. The abstention has no reason
        yet.
        """
        confidence = min(self.confidence(candidates), at_most)
        limit = self.threshold if threshold is None else threshold
        answered = bool(candidates) and confidence >= limit
        return Answer(
            question,
            tuple(candidates[: max(top, answered)]),
            answered,
            confidence,
            hits=tuple(hits),
            unread_ranks=_unread_ranks(candidates, hits),
        )


def _unread_ranks(candidates: Sequence[Candidate], hits: Sequence[Hit]) -> frozenset[int]:
    """The ranks of the passages whose sentences the neural network did not read."""
    unread = {
        candidate.sentence.passage.key
        for candidate in candidates
        if "unread" in candidate.evidence and candidate.evidence["unread"].value
    }
    return frozenset(hit.rank for hit in hits if hit.passage.key in unread)


def _probability(logit: float) -> float:
    return 1 / (1 + exp(-max(min(logit, _MAX_LOGIT), -_MAX_LOGIT)))


def _log_odds(probability: float) -> float:
    """The log-odds of a probability, which `_probability` made: it is never 0 or 1."""
    return log(probability / (1 - probability))


def _answerable(candidate: Candidate) -> float:
    """The logit of "this passage answers the question"; 0 if the reader gives none."""
    return candidate.evidence["answerable_logit"].value if "answerable_logit" in candidate.evidence else 0.0


def combined(question: Question, parts: Sequence[Answer]) -> Answer:
    """The answer to a line that asks several questions, of which `parts` are the answers; see `Answer`."""
    main = next((part for part in parts if part.answered), parts[0])
    return replace(main, question=question, form=Form.PARTS, parts=tuple(parts))
