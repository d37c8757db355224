"""`qa eval gate` below the command line: measure what the gates hold, and tell or update."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import EvaluationError
from qa.evaluate.datasets import QuestionSet
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


def held(path: Path, sets: Sequence[QuestionSet], selection: Selection | None, *, jobs: int) -> Iterator[Line]:
    """What the gates in `path` say of qa on `sets`: those of `selection`, or all of a set.

    Raises `EvaluationError` for a set that has no gate.
    """
    gates = load_gates(path)
    for asked in sets:
        chosen = gates_of(gates, asked, selection)
        if not chosen:
            raise EvaluationError(f"{path} holds no floors for {asked.name!r} asked so; make them with --update")
        for gate in chosen:
            yield from _lines(gate, asked, jobs=jobs)


def _lines(gate: Gate, asked: QuestionSet, *, jobs: int) -> Iterator[Line]:
    summary = _measure(asked, gate.selection, jobs=jobs)
    name = f"gate: {asked.name}, in the {gate.selection.scope}"
    broken = [Line(f"{name}: {line}", broken=True) for line in gate.broken(summary, asked.digests())]
    told = f"every floor holds ({summary.questions:,} questions, hit@1 {summary.figures['hit@1'].value:.3f})"
    yield from broken or [Line(f"{name}: {told}", broken=False)]


def updated(
    path: Path, sets: Sequence[QuestionSet], selection: Selection | None, *, jobs: int, allow_regression: bool
) -> None:
    """Raise the floors in `path` to what qa reaches on `sets`; a set, or a selection, without floors gets some.

    Raises `EvaluationError` if one would fall and `allow_regression` is not set.
    """
    gates = load_gates(path) if path.exists() else []
    for asked in sets:
        old = gates_of(gates, asked, selection)
        for choice in [gate.selection for gate in old] or [selection or Selection()]:
            summary = _measure(asked, choice, jobs=jobs)
            new = measured(asked.name, choice, summary, asked.digests())
            before = next((gate for gate in old if gate.selection == choice), None)
            if before is not None and not allow_regression:
                new = before.raised(summary, asked.digests())
            gates = [new if gate is before else gate for gate in gates] + ([] if before else [new])
    save_gates(path, gates)


def _measure(asked: QuestionSet, selection: Selection, *, jobs: int) -> Summary:
    questions = selection.of(asked.questions)
    return summarise(in_order(list(run(OURS, questions, jobs=jobs)), questions))
