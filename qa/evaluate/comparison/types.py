"""A comparison of two results: the metrics, the breakdowns, and the questions that only one of the two gets right.

A is the `first`, B the `second`. A question is *won* if only B gets it right, *lost* if only A does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from qa.evaluate.results.files import Result
from qa.evaluate.results.records import Record
from qa.evaluate.results.traits import QuestionTraits

# A difference shows if it is less likely than this by chance: the usual 5 %, as for the intervals.
_SIGNIFICANCE = 0.05


@dataclass(frozen=True, slots=True)
class Pair:
    """What A and B made of one question."""

    first: Record
    second: Record

    @property
    def question_id(self) -> str:
        """The id of the question in both."""
        return self.first.question_id

    @property
    def won(self) -> bool:
        """Whether B's best sentence answers, and A's does not."""
        return self.second.right and not self.first.right

    @property
    def lost(self) -> bool:
        """Whether A's best sentence answers, and B's does not."""
        return self.first.right and not self.second.right

    @property
    def changed(self) -> bool:
        """Whether B has another best sentence than A, or decides differently whether to give it."""
        return (self.first.answer, self.first.answered) != (self.second.answer, self.second.answered)

    @property
    def traits(self) -> QuestionTraits:
        """The traits of the question, from a record without a crash if possible: a crash leaves some unknown."""
        return self.first.traits if self.second.error else self.second.traits


@dataclass(frozen=True, slots=True)
class LabelChange:
    """hit@1 of A and B over the `n` questions with one label of a breakdown."""

    n: int
    first: float
    second: float
    won: int
    lost: int

    @property
    def difference(self) -> float:
        """B minus A."""
        return self.second - self.first


@dataclass(frozen=True, slots=True)
class MetricChange:
    """One metric of A and B over `n` questions; `low` and `high` are the 95 % interval of the paired difference.

    `by_document` says whether the interval comes from drawing whole documents. `won`, `lost` and `p` (McNemar's exact
    test) are those of a metric that is 0 or 1 for each question, and None for others.
    """

    n: int
    first: float
    second: float
    low: float
    high: float
    by_document: bool
    won: int | None = None
    lost: int | None = None
    p: float | None = None

    @property
    def difference(self) -> float:
        """B minus A."""
        return self.second - self.first

    @property
    def significant(self) -> bool:
        """Whether the interval excludes 0 and the test finds the difference unlikely by chance.

        Both are needed: if a handful of questions are all won, every draw excludes 0 as well.
        """
        return (self.low > 0 or self.high < 0) and (self.p is None or self.p < _SIGNIFICANCE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A and B over the questions that both were asked.

    - `left_out`: how many questions only A was asked, and only B.
    - `differing`: the settings, versions and other circumstances that are not the same, with both values.
    - `changes`: by the names of `METRICS`. `breakdowns`: by the title of a breakdown and the label in it.
    - `p50_ms`: the median times of A and B, without crashes.
    """

    first: Result = field(repr=False)
    second: Result = field(repr=False)
    pairs: Sequence[Pair] = field(repr=False)
    left_out: tuple[int, int]
    differing: Mapping[str, tuple[str, str]]
    changes: Mapping[str, MetricChange]
    breakdowns: Mapping[str, Mapping[str, LabelChange]]
    p50_ms: tuple[float, float]

    @property
    def documents(self) -> int:
        """How many documents the questions are asked of."""
        return len({pair.first.group for pair in self.pairs})

    @property
    def changed(self) -> int:
        """How many questions have another best sentence, or another decision, in B than in A."""
        return sum(pair.changed for pair in self.pairs)

    @property
    def won(self) -> Sequence[Pair]:
        """The questions that only B gets right, the most confident mistakes of A first."""
        pairs = (pair for pair in self.pairs if pair.won)
        return sorted(pairs, key=lambda pair: _by_confidence(wrong=pair.first, right=pair.second))

    @property
    def lost(self) -> Sequence[Pair]:
        """The questions that only A gets right, the most confident mistakes of B first."""
        pairs = (pair for pair in self.pairs if pair.lost)
        return sorted(pairs, key=lambda pair: _by_confidence(wrong=pair.second, right=pair.first))

    @property
    def verdict(self) -> str:
        """Whether B finds the right sentence more often, in one sentence."""
        hits = self.changes.get("hit@1")
        return "None of these questions has an answer that could be found." if hits is None else _verdict(hits)

    def as_dict(self) -> dict[str, Any]:
        """The comparison for JSON: A is `a`, B is `b`; every question won and lost, in the order of `won`, `lost`."""
        return {
            "a": _result_dict(self.first),
            "b": _result_dict(self.second),
            "questions": len(self.pairs),
            "documents": self.documents,
            "left_out": dict(zip("ab", self.left_out, strict=True)),
            "differing": {name: dict(zip("ab", both, strict=True)) for name, both in self.differing.items()},
            "changed": self.changed,
            "verdict": self.verdict,
            "figures": {name: _change_dict(change) for name, change in self.changes.items()},
            "p50_ms": dict(zip("ab", self.p50_ms, strict=True)),
            "breakdowns": {
                title: {label: _change_dict(change) for label, change in labels.items()}
                for title, labels in self.breakdowns.items()
            },
            "won": [_pair_dict(pair) for pair in self.won],
            "lost": [_pair_dict(pair) for pair in self.lost],
        }


def _by_confidence(*, wrong: Record, right: Record) -> tuple[float, float, str]:
    """A sort key: the most confident mistake first, then the most confident right answer, then by id."""
    return -(wrong.confidence or 0.0), -(right.confidence or 0.0), right.question_id


# The verdict


def _verdict(hits: MetricChange) -> str:
    if not hits.won and not hits.lost:
        return "No difference: B finds the right sentence for exactly the same questions as A."
    if hits.significant:
        result = f"B finds the right sentence {'more' if hits.difference > 0 else 'less'} often"
    else:
        questions = "this one question" if hits.n == 1 else f"these {hits.n:,} questions"
        result = f"No difference that {questions} can show"
    by = f"{points(hits.difference)} points ({interval(hits)})"
    noun = "question" if hits.won == 1 else "questions"
    return f"{result}: {by}, {hits.won:,} {noun} won, {hits.lost:,} lost, {p_value(hits.p)}."


def points(share: float) -> str:
    """A difference in points, with its sign: `+2.3`; `0.0` has none."""
    rounded = round(100 * share, 1)
    return f"{rounded:+.1f}" if rounded else "0.0"


def interval(change: MetricChange) -> str:
    """The 95 % interval in points: `-0.3 to +2.1`."""
    return f"{points(change.low)} to {points(change.high)}"


def p_value(p: float | None) -> str:
    """`p < 0.001`, `p = 0.625`; empty for None."""
    return "" if p is None else "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


# JSON


def _result_dict(result: Result) -> Mapping[str, Any]:
    """What was measured, and with what."""
    return {name: value for name, value in result.as_dict().items() if name not in ("format", "summary")}


def _change_dict(change: MetricChange | LabelChange) -> Mapping[str, Any]:
    values = asdict(change)
    first, second, n = values.pop("first"), values.pop("second"), values.pop("n")
    return {"n": n, "a": first, "b": second, "difference": change.difference, **values}


def _pair_dict(pair: Pair) -> Mapping[str, Any]:
    return {
        "id": pair.question_id,
        "question": pair.first.question,
        "gold_answers": list(dict.fromkeys(pair.first.gold_answers)),
        "a": _answer_dict(pair.first),
        "b": _answer_dict(pair.second),
    }


def _answer_dict(record: Record) -> Mapping[str, Any]:
    return {
        "text": record.answer.text if record.answer else None,
        "span": record.span.text if record.span else None,
        "confidence": record.confidence,
        "answered": record.answered,
        "rank": record.rank,
        "error": record.error,
    }
