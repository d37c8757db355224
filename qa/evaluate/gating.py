"""`qa eval gate` below the command line: measure what the gates hold, and tell or update."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.errors import EvaluationError
from qa.evaluate.datasets import FOLLOW_UP, QuestionSet, ways_asked
from qa.evaluate.experiment import Selection, in_order
from qa.evaluate.gate import Gate, gates_of, load_gates, measured, save_gates
from qa.evaluate.run import run
from qa.evaluate.summary import Summary, summarise
from qa.evaluate.systems import OURS


@dataclass(frozen=True, slots=True)
class Line:
    """What a gate says."""

    text: str
    broken: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which questions are held; of dialogues, in which `ways`: None for those that are measured by default."""

    selection: Selection
    ways: Sequence[str] | None = None

    def of(self, asked: QuestionSet) -> list[Selection]:
        """The selections of the set `asked`: one for each way."""
        return [replace(self.selection, turns=way) for way in ways_asked(asked, self.ways)]


def held(path: Path, sets: Sequence[QuestionSet], chosen: Chosen | None, *, jobs: int, named: bool) -> Iterator[Line]:
    """What the gates in `path` say of qa on `sets`: those that are `chosen`, or all of a set.

    Raises `EvaluationError` for a set that has no gate; if the sets were not `named`, only if none of them has one.
    """
    gates = load_gates(path)
    found = [gates_of(gates, asked, None if chosen is None else chosen.of(asked)) for asked in sets]
    missing = [asked.name for asked, ones in zip(sets, found, strict=True) if not ones]
    if missing and (named or len(missing) == len(sets)):
        raise EvaluationError(f"{path} holds no floors for {missing[0]!r} asked so; make them with --update")
    for asked, ones in zip(sets, found, strict=True):
        for gate in ones:
            yield from _lines(gate, asked, jobs=jobs)
    for name in missing:
        yield Line(f"gate: {name}: no floors yet; make them with --update", broken=False)


def _lines(gate: Gate, asked: QuestionSet, *, jobs: int) -> Iterator[Line]:
    summary = _measure(asked, gate.selection, jobs=jobs)
    way = f", {gate.selection.turns}" if asked.has_dialogues else ""
    name = f"gate: {asked.name}, in the {gate.selection.scope}{way}"
    broken = [Line(f"{name}: {line}", broken=True) for line in gate.broken(summary, asked.digests())]
    yield from broken or [Line(f"{name}: every floor holds ({_told(summary)})", broken=False)]


def _told(summary: Summary) -> str:
    """The number of questions, and hit@1 of all and of follow-ups, where there are such."""
    names = ("hit@1", f"hit@1 {FOLLOW_UP}")
    hits = [f"{name} {summary.figures[name].value:.3f}" for name in names if name in summary.figures]
    return ", ".join([f"{summary.questions:,} questions", *hits])


def updated(
    path: Path, sets: Sequence[QuestionSet], chosen: Chosen | None, *, jobs: int, allow_regression: bool
) -> None:
    """Raise the floors in `path` to what qa reaches on `sets`; what has none yet gets some.

    Raises `EvaluationError` if one would fall and `allow_regression` is not set.
    """
    gates = load_gates(path) if path.exists() else []
    for asked in sets:
        for selection in _selections(gates, asked, chosen):
            summary = _measure(asked, selection, jobs=jobs)
            new = measured(asked.name, selection, summary, asked.digests())
            before = next(iter(gates_of(gates, asked, [selection])), None)
            if before is not None and not allow_regression:
                new = before.raised(summary, asked.digests())
            gates = [new if gate is before else gate for gate in gates] + ([] if before else [new])
    save_gates(path, gates)


def _selections(gates: Sequence[Gate], asked: QuestionSet, chosen: Chosen | None) -> list[Selection]:
    """What is to have floors: what is chosen, or else what has some, or else what is measured by default."""
    if chosen is not None:
        return chosen.of(asked)
    return [gate.selection for gate in gates_of(gates, asked, None)] or Chosen(Selection()).of(asked)


def _measure(asked: QuestionSet, selection: Selection, *, jobs: int) -> Summary:
    questions = selection.of(asked.questions)
    return summarise(in_order(list(run(OURS, questions, jobs=jobs)), questions))
