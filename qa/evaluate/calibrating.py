"""Chooses a threshold for some documents, and a curve over the confidence, on questions about them.

One half of the questions chooses, the other half reports. On the choosing half a logistic curve over the confidence
(Platt, 1999, with his smoothed targets) gives the probability that the answer is right; the threshold follows from it:
where an answer is worth more than silence, or from where on at most a share of the answers is wrong. Two parameters are
fitted, so that a few dozen questions say something; the curve itself is kept with `ENOUGH_FOR_CURVE` questions or more,
if it makes the confidence better on the other half.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, exp, log

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from qa.errors import EvaluationError
from qa.evaluate.datasets import LabelledQuestion
from qa.evaluate.metrics.decision import brier
from qa.evaluate.metrics.intervals import MIN_DOCUMENTS, Bootstrap
from qa.evaluate.runs import holds_answer
from qa.evaluate.systems import held_passages
from qa.model.own import Curve
from qa.pipeline import Corpus
from qa.types import Form, Intent

Floats = NDArray[np.float64]
# Questions at least, and of these at least so many that qa gets right and so many that it gets wrong: with fewer, the
# curve is little more than a guess.
FEWEST, FEWEST_OF_EACH = 50, 10
# Questions from which the curve itself is kept.
ENOUGH_FOR_CURVE = 200
# The doubt that an interval leaves.
_DOUBT = 0.05
# Confidences are kept this far from 0 and 1, where the logit has no end.
_EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the set as qa answered it with threshold 0: the confidence, and whether the best sentence is right.

    `group` is its document; `split` is "dev", "test" or "".
    """

    question_id: str
    confidence: float
    right: bool
    group: str
    split: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a threshold is chosen for: by what a wrong answer costs, in right ones, or by the share of wrong answers."""

    wrong_costs: float = 0.5
    error_rate: float | None = None

    def __str__(self) -> str:
        if self.error_rate is not None:
            return f"at most {self.error_rate * 100:g} % of the answers wrong"
        return f"a wrong answer costs {self.wrong_costs:g} right ones"


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over questions with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a threshold does on the reporting half: the share `answered`, of these `wrong`, and the `worth`, a question.

    `wrong` is None if nothing is answered.
    """

    threshold: float
    answered: Figure
    wrong: Figure | None
    worth: Figure


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen threshold: beside the one that ships, on `reported` questions that it was not chosen on.

    `curve` is None where the confidence stays as it ships. `gain` is the difference in worth. `briers` are the scores
    of the confidence without and with a curve.
    """

    threshold: float
    curve: Curve | None
    chosen_on: int
    reported: int
    shipped: Report
    own: Report
    gain: Figure
    briers: tuple[float, float]

    @property
    def is_significant(self) -> bool:
        """Whether the interval of the gain leaves 0 out."""
        return self.gain.low > 0 or self.gain.high < 0

    @property
    def enough(self) -> int:
        """How many questions would show that the two thresholds differ, if the gain is as measured; 0: unknown."""
        half_width = (self.gain.high - self.gain.low) / 2
        if not self.gain.value:
            return 0
        return ceil((self.chosen_on + self.reported) * (half_width / abs(self.gain.value)) ** 2)


def choose(asked: Sequence[Asked], goal: Goal, *, shipped: float) -> Choice:
    """The choice for `goal`; `shipped` is the threshold that ships.

    Raises `EvaluationError` if the questions are too few, the confidence says nothing about them, or no
    threshold reaches the goal.
    """
    _check_size(asked, goal)
    choosing, reporting = halves(asked)
    curve = fit_curve(choosing)
    threshold = _threshold(curve, choosing, goal)
    confidences, right = _columns(reporting)
    briers = brier(confidences, right), brier(_on(curve, confidences), right)
    keeps_curve = len(asked) >= ENOUGH_FOR_CURVE and briers[1] < briers[0]
    costs = goal.wrong_costs
    bootstrap = Bootstrap([each.group for each in reporting])
    worths = [_worth(confidences, right, at, costs) for at in (shipped, threshold)]
    reports = [_report(bootstrap, confidences, right, at, costs) for at in (shipped, threshold)]
    choice = Choice(
        _shown_threshold(curve, threshold) if keeps_curve else threshold,
        curve if keeps_curve else None,
        len(choosing),
        len(reporting),
        reports[0],
        reports[1],
        _figure(bootstrap, worths[1] - worths[0]),
        briers,
    )
    _check_report(choice, goal)
    return choice


# Whether it is enough


def _check_size(asked: Sequence[Asked], goal: Goal) -> None:
    right = sum(each.right for each in asked)
    short = [
        f"{FEWEST} questions in all" if len(asked) < FEWEST else "",
        f"{FEWEST_OF_EACH} that qa gets right" if right < FEWEST_OF_EACH else "",
        f"{FEWEST_OF_EACH} that it gets wrong or nothing answers" if len(asked) - right < FEWEST_OF_EACH else "",
    ]
    if any(short):
        count = "1 question" if len(asked) == 1 else f"{len(asked)} questions"
        size = f"{count}, of which qa gets {right} right and {len(asked) - right} not"
        raise EvaluationError(f"too few questions: found {size}, expected at least {' and '.join(filter(None, short))}")
    if goal.error_rate is not None:
        # As many answers without a mistake still allow for this error rate (Hanley and Lippman-Hand, 1983).
        needed = 2 * ceil(log(_DOUBT) / log(1 - goal.error_rate))
        if len(asked) < needed:
            raise EvaluationError(
                f"too few questions: found {len(asked)}, expected at least {needed}, since with fewer even no "
                f"mistake would not show that at most {goal.error_rate * 100:g} % are wrong"
            )


def _check_report(choice: Choice, goal: Goal) -> None:
    wrong = choice.own.wrong
    if goal.error_rate is not None and wrong is not None and wrong.low > goal.error_rate:
        raise EvaluationError(
            f"found {wrong.value * 100:.1f} % wrong ({wrong.low * 100:.1f} to {wrong.high * 100:.1f}) on the questions "
            f"that report, expected {goal}; allow for more, or add questions"
        )
    if goal.error_rate is None and choice.gain.high < 0:
        raise EvaluationError(
            f"found the threshold {choice.threshold:.2f} worse than the {choice.shipped.threshold:.2f} that ships, on "
            "the questions that report; add questions, or keep what ships"
        )


def halves(asked: Sequence[Asked]) -> tuple[list[Asked], list[Asked]]:
    """The questions that choose and those that report: the set's own dev and test, else halves by document.

    With fewer than `MIN_DOCUMENTS` documents, single questions are divided, those that are right and those that are
    wrong alike. The names decide, so that the same set is divided in the same way.
    """
    splits = {each.split for each in asked}
    if {"dev", "test"} <= splits:
        return [each for each in asked if each.split == "dev"], [each for each in asked if each.split == "test"]
    by_document = len({each.group for each in asked}) >= MIN_DOCUMENTS
    if not by_document:
        order = sorted(asked, key=lambda each: (each.right, _scrambled(each.question_id)))
        return order[::2], order[1::2]
    sizes = [0, 0]
    members: tuple[list[Asked], list[Asked]] = ([], [])
    for group in sorted({each.group for each in asked}, key=_scrambled):
        of_group = [each for each in asked if each.group == group]
        smaller = int(sizes[1] < sizes[0])
        members[smaller].extend(of_group)
        sizes[smaller] += len(of_group)
    return members


def _scrambled(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


# The curve and the threshold


def fit_curve(asked: Sequence[Asked]) -> Curve:
    """The logistic curve of "right" over the confidence; EvaluationError if more confidence is not more often right."""
    confidences, right = _columns(asked)
    counts = int(right.sum()), int((~right).sum())
    # Platt's targets: neither 0 nor 1, so that a few questions do not make the curve a step.
    target = np.where(right, (counts[0] + 1) / (counts[0] + 2), 1 / (counts[1] + 2))
    logits = np.array([logit(confidence) for confidence in confidences])[:, None]
    fitted = LogisticRegression(C=1e6, max_iter=1_000).fit(
        np.vstack([logits, logits]),
        np.repeat([1, 0], len(logits)),
        sample_weight=np.concatenate([target, 1 - target]),
    )
    slope = float(fitted.coef_[0, 0])
    if slope <= 0:
        raise EvaluationError(
            "found no more right answers where qa is surer, so no threshold helps; look at the set with: qa eval SET"
        )
    return Curve(round(float(fitted.intercept_[0]), 4), round(max(slope, 1e-4), 4))


def _threshold(curve: Curve, asked: Sequence[Asked], goal: Goal) -> float:
    """The lowest confidence, as it ships, from which on `goal` is met on `asked` by `curve`."""
    if goal.error_rate is None:
        worth_it = goal.wrong_costs / (1 + goal.wrong_costs)
        return round(_logistic((logit(worth_it) - curve.intercept) / curve.slope), 4)
    confidences = np.sort(_columns(asked)[0])[::-1]
    errors = np.cumsum(1 - _on(curve, confidences)) / np.arange(1, len(confidences) + 1)
    met = np.flatnonzero(errors <= goal.error_rate)
    if not len(met):
        raise EvaluationError(
            f"found no threshold with {goal}; the surest answers are wrong in {errors.min() * 100:.1f} %, so allow for "
            "more than that"
        )
    return round(float(confidences[met[-1]]), 4)


def _shown_threshold(curve: Curve, threshold: float) -> float:
    """`threshold` on the scale of the curve."""
    return round(_logistic(curve.intercept + curve.slope * logit(threshold)), 4)


def _on(curve: Curve, confidences: Floats) -> Floats:
    return np.array([_logistic(curve.intercept + curve.slope * logit(each)) for each in confidences])


def logit(probability: float) -> float:
    """The log-odds of `probability`, which is kept off 0 and 1."""
    kept = min(max(float(probability), _EDGE), 1 - _EDGE)
    return log(kept / (1 - kept))


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-value))


# The report


def _report(bootstrap: Bootstrap, confidences: Floats, right: NDArray[np.bool_], at: float, costs: float) -> Report:
    answered = confidences >= at
    wrong = None
    if answered.any():
        low, high = bootstrap.of(_wrong_share, answered, right)
        wrong = Figure(_wrong_share(answered, right) or 0.0, low, high)
    worth = _figure(bootstrap, _worth(confidences, right, at, costs))
    return Report(at, _figure(bootstrap, answered.astype(float)), wrong, worth)


def _wrong_share(answered: NDArray[np.bool_], right: NDArray[np.bool_]) -> float | None:
    return float((~right)[answered].mean()) if answered.any() else None


def _worth(confidences: Floats, right: NDArray[np.bool_], at: float, costs: float) -> Floats:
    """What each question is worth: 1 for a right answer, minus `costs` for a wrong one, 0 for none."""
    return np.where(confidences >= at, np.where(right, 1.0, -costs), 0.0)


def _figure(bootstrap: Bootstrap, values: Floats) -> Figure:
    low, high = bootstrap.of_mean(values)
    return Figure(float(values.mean()), low, high)


def _columns(asked: Sequence[Asked]) -> tuple[Floats, NDArray[np.bool_]]:
    return np.array([each.confidence for each in asked]), np.array([each.right for each in asked], dtype=bool)


# Asking


def ask_all(
    corpus: Corpus, questions: Sequence[LabelledQuestion], *, progress: Callable[[float], None] = lambda share: None
) -> list[Asked]:
    """Each of `questions` as `corpus` answers it, and whether its best sentence is right; `progress` gets shares.

    What is no question for a sentence (a greeting, a wish for an overview) is left out. Raises `EvaluationError` if the
    corpus does not hold a document of the set.
    """
    documents = {id(document): document for question in questions for document in question.documents}
    held_passages(list(documents.values()), corpus)
    asked: list[Asked] = []
    for number, question in enumerate(questions, 1):
        answer = corpus.ask(question.text, threshold=0, top=1)
        progress(number / len(questions))
        if answer.question.intent is not Intent.QUESTION or answer.form is not Form.SENTENCE:
            continue
        best = answer.best
        right = best is not None and holds_answer(best.sentence, question)
        asked.append(Asked(question.question_id, answer.confidence, right, question.group, question.split))
    return asked
