"""Two results side by side: the metrics, the sorts of questions, and the questions that one of the two alone gets.

A is the `first`, B the `second`; a question is *won* where B alone gets it, *lost* where A alone does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qa.evaluate.records import Record
from qa.evaluate.results import Result
from qa.evaluate.traits import Traits

# What happens more often than this by chance alone shows nothing: the usual 5 %, as that of the intervals.
_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Pair:
    """What A and B made of one question."""

    first: Record
    second: Record

    @property
    def question_id(self) -> str:
        """The id that both have."""
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
        """Whether B has another best sentence than A, or decides otherwise about giving it."""
        return (self.first.answer, self.first.answered) != (self.second.answer, self.second.answered)

    @property
    def traits(self) -> Traits:
        """What sort of question it is: from a record without a crash, which cannot tell all of it."""
        return self.first.traits if self.second.error else self.second.traits


@dataclass(frozen=True, slots=True)
class Sort:
    """hit@1 of A and B over the `n` questions of one sort."""

    n: int
    first: float
    second: float
    won: int
    lost: int

    @property
    def difference(self) -> float:
        """How much more B has."""
        return self.second - self.first


@dataclass(frozen=True, slots=True)
class Change:
    """One metric of A and B over `n` questions; `low` and `high` are the 95 % interval of the paired difference.

    `by_document` says whether it comes from drawing whole documents. `won`, `lost` and `p`, McNemar's exact, are those
    of a metric that is 0 or 1 for a question, and None for others.
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
        """How much more B has."""
        return self.second - self.first

    @property
    def beyond_chance(self) -> bool:
        """Whether the questions show a difference: the interval leaves 0 out, and chance alone would seldom do so.

        Both are asked for, since draws of a handful of questions, all of them won, leave 0 out as well.
        """
        return (self.low > 0 or self.high < 0) and (self.p is None or self.p < _CHANCE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A and B over the questions that both were asked.

    `left_out` counts those that only A was asked, and only B. `differing` names the circumstances that are not the same
    (settings, versions, the machine), with both values. `changes` are by the names of `METRICS`, `sorts` by the title
    of a breakdown and the label in it. `p50_ms` are the medians, crashes left out.
    """

    first: Result = field(repr=False)
    second: Result = field(repr=False)
    pairs: Sequence[Pair] = field(repr=False)
    left_out: tuple[int, int]
    differing: Mapping[str, tuple[str, str]]
    changes: Mapping[str, Change]
    sorts: Mapping[str, Mapping[str, Sort]]
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
        """The questions that B alone gets, the surest mistakes of A first."""
        return sorted((pair for pair in self.pairs if pair.won), key=lambda pair: _telling(pair.first, pair.second))

    @property
    def lost(self) -> Sequence[Pair]:
        """The questions that A alone gets, the surest mistakes of B first."""
        return sorted((pair for pair in self.pairs if pair.lost), key=lambda pair: _telling(pair.second, pair.first))

    @property
    def verdict(self) -> str:
        """Whether B finds the right sentence more often, in one sentence."""
        hits = self.changes.get("hit@1")
        return "None of these questions has an answer that could be found." if hits is None else _verdict(hits)


def _telling(wrong: Record, right: Record) -> tuple[float, float, str]:
    """Sorts the surest mistake to the front, then the surest right answer, then by id."""
    return -(wrong.confidence or 0.0), -(right.confidence or 0.0), right.question_id


def _verdict(hits: Change) -> str:
    if not hits.won and not hits.lost:
        return "No difference: B finds the right sentence for the very questions that A does."
    how = f"B finds the right sentence {'more' if hits.difference > 0 else 'less'} often"
    said = how if hits.beyond_chance else f"No difference that {_these(hits.n)} can show"
    by = f"{points(hits.difference)} points ({interval(hits)})"
    noun = "question" if hits.won == 1 else "questions"
    return f"{said}: {by}, {hits.won:,} {noun} won, {hits.lost:,} lost, {chance(hits.p)}."


def _these(number: int) -> str:
    return "this one question" if number == 1 else f"these {number:,} questions"


def points(share: float) -> str:
    """A difference in points, with its sign: `+2.3`, and `0.0` without one."""
    rounded = round(100 * share, 1)
    return f"{rounded:+.1f}" if rounded else "0.0"


def interval(change: Change) -> str:
    """The 95 % interval in points: `-0.3 to +2.1`."""
    return f"{points(change.low)} to {points(change.high)}"


def chance(p: float | None) -> str:
    """`p < 0.001`, `p = 0.625`."""
    return "" if p is None else "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
