"""Hold qa to its floors: a *gate* per set and selection of its questions, in a JSON file such as `eval/floors.json`.

A gate pins the digests of the questions and documents, since a floor is worth nothing on another set. A metric of which
less is better has a ceiling. Speed has neither, since machines differ.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import ceil, floor
from pathlib import Path

from qa.errors import EvaluationError
from qa.evaluate.datasets import FOLLOW_UP_KIND, QuestionSet, Selection, ways_to_ask
from qa.evaluate.results.summary import METRICS, Summary, summarise
from qa.evaluate.runs import ask_questions, records_in_order
from qa.evaluate.systems import OURS
from qa.files import read_regular, write_whole
from qa.render import counted
from qa.schema import json_value

# Bytes of a file of gates at most.
_MAX_BYTES = 64_000_000
# Floors have four decimals.
_SCALE = 10_000
# The metrics that a gate holds, if the set has them.
GATED_METRICS = tuple(name for name in METRICS if not name.startswith(("has_answer", "no_answer", "coverage")))
# The figures that are reported for a gate that holds.
_REPORTED = ("hit@1", f"hit@1 {FOLLOW_UP_KIND}")


@dataclass(frozen=True, slots=True)
class Gate:
    """The floors and ceilings of one selection of a set's questions, and the digests of the files they were set on."""

    set_name: str
    selection: Selection
    digests: Mapping[str, str]
    floors: Mapping[str, float]
    ceilings: Mapping[str, float]

    def __post_init__(self) -> None:
        unknown = {*self.floors, *self.ceilings} - set(METRICS)
        if unknown:
            raise ValueError(f"found {', '.join(sorted(unknown))}, expected figures of `qa eval`")

    def violations(self, summary: Summary, digests: Mapping[str, str]) -> Iterator[str]:
        """What `summary`, measured on files with `digests`, violates: one line each."""
        for name, digest in self.digests.items():
            if digests.get(name) != digest:
                yield f"{name} is not the file that the floors were measured on; look at the change, then --update"
        for bounds, label in ((self.floors, "floor"), (self.ceilings, "ceiling")):
            for name, bound in bounds.items():
                figure = summary.figures.get(name)
                if figure is None:
                    yield f"{name} is missing, its {label} is {bound}"
                elif figure.value < bound if label == "floor" else figure.value > bound:
                    yield f"{name} is {figure.value:.4f}, its {label} is {bound}"

    def raised(self, summary: Summary, digests: Mapping[str, str]) -> "Gate":
        """The gate with every floor and ceiling that `summary` improves.

        Raises `EvaluationError` if `summary` violates a floor or ceiling.
        """
        violations = list(replace(self, digests={}).violations(summary, {}))
        if violations:
            raise EvaluationError(f"{'; '.join(violations)}; name --allow-regression if that is meant")
        new = new_gate(self.set_name, self.selection, summary, digests)
        floors = {name: max(bound, self.floors.get(name, bound)) for name, bound in new.floors.items()}
        ceilings = {name: min(bound, self.ceilings.get(name, bound)) for name, bound in new.ceilings.items()}
        return replace(new, floors=floors, ceilings=ceilings)


def new_gate(set_name: str, selection: Selection, summary: Summary, digests: Mapping[str, str]) -> Gate:
    """The gate that `summary` just passes, with a margin of one question: on another machine a near tie may differ."""
    floors, ceilings = {}, {}
    for name in GATED_METRICS:
        figure = summary.figures.get(name)
        if figure is None:
            continue
        if METRICS[name].less_is_better:
            ceilings[name] = ceil((figure.value + 1 / figure.n) * _SCALE) / _SCALE
        else:
            floors[name] = max(floor((figure.value - 1 / figure.n) * _SCALE), 0) / _SCALE
    return Gate(set_name, selection, digests, floors, ceilings)


# The file of gates


def load_gates(path: Path) -> list[Gate]:
    """The gates in the file `path`. Raises `EvaluationError` if it is missing or faulty."""
    try:
        gates = json_value(read_regular(path, max_bytes=_MAX_BYTES), _Gates).gates
    except (OSError, ValueError, EvaluationError) as error:
        cause = getattr(error, "strerror", None) or error
        raise EvaluationError(
            f"{path}: cannot be read as floors ({cause}); make it with `qa eval gate --update`"
        ) from error
    return list(gates)


@dataclass(frozen=True, slots=True)
class _Gates:
    """What a file of gates holds."""

    gates: tuple[Gate, ...]


def save_gates(path: Path, gates: Sequence[Gate]) -> None:
    """Write `gates` to the file `path`. Raises `EvaluationError` on failure."""
    try:
        write_whole(path, json.dumps({"gates": [asdict(gate) for gate in gates]}, indent=2) + "\n")
    except OSError as error:
        raise EvaluationError(f"cannot write {path} ({error.strerror}); name another file with --floors") from error


# Checking and updating


@dataclass(frozen=True, slots=True)
class GateSelection:
    """Which questions to gate; `ways` to ask dialogues, None for those that are measured by default."""

    selection: Selection
    ways: Sequence[str] | None = None

    def of(self, question_set: QuestionSet) -> list[Selection]:
        """The selections of the set: one per way."""
        return [replace(self.selection, turns=way) for way in ways_to_ask(question_set, self.ways)]


@dataclass(frozen=True, slots=True)
class GateLine:
    """One line of a gate's outcome."""

    text: str
    violated: bool


def check_gates(
    path: Path, sets: Sequence[QuestionSet], chosen: GateSelection | None, *, jobs: int, sets_named: bool
) -> Iterator[GateLine]:
    """Measure qa on `sets` and check the gates in `path`: those of `chosen`, or all gates of a set.

    Raises `EvaluationError` for a set without a gate; if the user named no set (`sets_named`), only if all lack one.
    """
    gates = load_gates(path)
    gates_by_set = [_matching(gates, item, None if chosen is None else chosen.of(item)) for item in sets]
    missing = [item.name for item, matching in zip(sets, gates_by_set, strict=True) if not matching]
    if missing and (sets_named or len(missing) == len(sets)):
        raise EvaluationError(f"{path} holds no floors for {missing[0]!r} with these options; make them with --update")
    for question_set, matching in zip(sets, gates_by_set, strict=True):
        for gate in matching:
            yield from _check_gate(gate, question_set, jobs=jobs)
    for name in missing:
        yield GateLine(f"gate: {name}: no floors yet; make them with --update", violated=False)


def _check_gate(gate: Gate, question_set: QuestionSet, *, jobs: int) -> Iterator[GateLine]:
    summary = _measure(question_set, gate.selection, jobs=jobs)
    way = f", {gate.selection.turns}" if question_set.has_dialogues else ""
    title = f"gate: {question_set.name}, in the {gate.selection.scope}{way}"
    violations = list(gate.violations(summary, question_set.digests()))
    for violation in violations:
        yield GateLine(f"{title}: {violation}", violated=True)
    if not violations:
        hits = (f"{name} {summary.figures[name].value:.3f}" for name in _REPORTED if name in summary.figures)
        figures = ", ".join([counted(summary.questions, "question"), *hits])
        yield GateLine(f"{title}: every floor holds ({figures})", violated=False)


def update_gates(
    path: Path, sets: Sequence[QuestionSet], chosen: GateSelection | None, *, jobs: int, allow_regression: bool
) -> None:
    """Raise the floors in `path` to what qa reaches on `sets`, and add the missing ones.

    Which: those of `chosen`, else the gates that the set has, else the default selection. Raises `EvaluationError` if
    a floor would fall and `allow_regression` is not set.
    """
    gates = load_gates(path) if path.exists() else []
    for question_set in sets:
        if chosen is None:
            existing = [gate.selection for gate in _matching(gates, question_set, None)]
            selections = existing or GateSelection(Selection()).of(question_set)
        else:
            selections = chosen.of(question_set)
        for selection in selections:
            summary = _measure(question_set, selection, jobs=jobs)
            new = new_gate(question_set.name, selection, summary, question_set.digests())
            old = next(iter(_matching(gates, question_set, [selection])), None)
            if old is not None and not allow_regression:
                new = old.raised(summary, question_set.digests())
            gates = [new if gate is old else gate for gate in gates] + ([] if old else [new])
    save_gates(path, gates)


def _matching(gates: Sequence[Gate], question_set: QuestionSet, selections: Sequence[Selection] | None) -> list[Gate]:
    """The gates of the set: those of `selections`, or all if it is None."""
    return [
        gate
        for gate in gates
        if gate.set_name == question_set.name and (selections is None or gate.selection in selections)
    ]


def _measure(question_set: QuestionSet, selection: Selection, *, jobs: int) -> Summary:
    questions = selection.of(question_set.questions)
    return summarise(records_in_order(list(ask_questions(OURS, questions, jobs=jobs)), questions))
