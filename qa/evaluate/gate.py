"""Holds results to the floors in `eval/floors.json`: for each set, and each selection of its questions, one *gate*.

A gate pins the digests of the questions and of the documents, since a floor says nothing of another set. Of a metric of
which less is better it holds a ceiling. Speed has neither, since machines differ.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import ceil, floor
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluate.datasets import QuestionSet
from qa.evaluate.experiment import Selection
from qa.evaluate.summary import METRICS, Summary
from qa.files import write_whole

_PLACES = 10_000
# What is held: each of these figures, where the set has it.
HELD = tuple(name for name in METRICS if not name.startswith(("has_answer", "no_answer", "coverage")))


@dataclass(frozen=True, slots=True)
class Gate:
    """The floors and ceilings of one selection of a set's questions, with the digests of the files behind it."""

    set_name: str
    selection: Selection
    digests: Mapping[str, str]
    floors: Mapping[str, float]
    ceilings: Mapping[str, float]

    def broken(self, summary: Summary, digests: Mapping[str, str]) -> Iterator[str]:
        """What `summary`, measured on files of `digests`, breaks: a line each."""
        for name, digest in self.digests.items():
            if digests.get(name) != digest:
                yield f"{name} is not the file that the floors were measured on; look at the change, then --update"
        for name, least in self.floors.items():
            found = _value(summary, name)
            if found is None or found < least:
                yield f"{name} is {_told(found)}, its floor is {least}"
        for name, most in self.ceilings.items():
            found = _value(summary, name)
            if found is None or found > most:
                yield f"{name} is {_told(found)}, its ceiling is {most}"

    def raised(self, summary: Summary, digests: Mapping[str, str]) -> "Gate":
        """The gate with the floors that `summary` reaches, where they are higher, and ceilings where they are lower.

        Raises `EvaluationError` if `summary` breaks a floor or ceiling that stands.
        """
        fallen = list(replace(self, digests={}).broken(summary, {}))
        if fallen:
            raise EvaluationError(f"{'; '.join(fallen)}; name --allow-regression if that is meant")
        new = measured(self.set_name, self.selection, summary, digests)
        floors = {name: max(least, self.floors.get(name, least)) for name, least in new.floors.items()}
        ceilings = {name: min(most, self.ceilings.get(name, most)) for name, most in new.ceilings.items()}
        return replace(new, floors=floors, ceilings=ceilings)


def measured(set_name: str, selection: Selection, summary: Summary, digests: Mapping[str, str]) -> Gate:
    """The gate that `summary` just passes, with room for one question: a near tie may fall otherwise elsewhere."""
    floors, ceilings = {}, {}
    for name in HELD:
        figure = summary.figures.get(name)
        if figure is None:
            continue
        if METRICS[name].less_is_better:
            ceilings[name] = ceil((figure.value + 1 / figure.n) * _PLACES) / _PLACES
        else:
            floors[name] = max(floor((figure.value - 1 / figure.n) * _PLACES), 0) / _PLACES
    return Gate(set_name, selection, digests, floors, ceilings)


def _value(summary: Summary, name: str) -> float | None:
    figure = summary.figures.get(name)
    return None if figure is None else figure.value


def _told(value: float | None) -> str:
    return "missing" if value is None else f"{value:.4f}"


def load_gates(path: Path) -> list[Gate]:
    """The gates in the file `path`. Raises `EvaluationError` if it is missing or faulty."""
    try:
        return [_gate(one) for one in json.loads(path.read_text(encoding="utf-8"))["gates"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvaluationError(
            f"{path}: cannot be read as floors ({type(error).__name__}: {error}); make it with `qa eval gate --update`"
        ) from error


def _gate(data: Mapping[str, Any]) -> Gate:
    floors, ceilings = dict(data["floors"]), dict(data["ceilings"])
    unknown = {*floors, *ceilings} - set(METRICS)
    if unknown:
        raise ValueError(f"found {', '.join(sorted(unknown))}, expected figures of `qa eval`")
    return Gate(data["set_name"], Selection(**data["selection"]), dict(data["digests"]), floors, ceilings)


def save_gates(path: Path, gates: Sequence[Gate]) -> None:
    """Write `gates`. Raises `EvaluationError` if that cannot be done."""
    try:
        write_whole(path, json.dumps({"gates": [asdict(gate) for gate in gates]}, indent=2) + "\n")
    except OSError as error:
        raise EvaluationError(f"cannot write {path} ({error.strerror}); name another file with --floors") from error


def gates_of(gates: Sequence[Gate], asked: QuestionSet, selections: Sequence[Selection] | None) -> list[Gate]:
    """Those of `gates` that hold the set `asked`: of `selections`, or all of them."""
    return [
        gate for gate in gates if gate.set_name == asked.name and (selections is None or gate.selection in selections)
    ]
