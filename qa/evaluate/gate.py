"""Holds the results on qa's own set to the floors in `eval/floors.json`.

The file pins the digests of the questions and of the document, since a floor says nothing of another set.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from qa import bundled
from qa.errors import EvaluationError
from qa.evaluate.run import Summary

# The metrics that have a floor; times have none, since machines differ.
METRICS = ("hit_1", "mrr", "exact_match", "f1", "answered", "abstained", "correct", "auroc")
# A floor lies this far below the result: one question of about a hundred, since a near tie may fall the other way on
# another processor.
_SLACK = 0.011
_PLACES = 4


def digests() -> dict[str, str]:
    """The SHA-256 of each file that the results rest on, by its name."""
    files = (bundled.evaluation() / "questions.jsonl", bundled.evaluation() / "dialogues.jsonl", bundled.article())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def broken(summary: Summary, floors: Mapping[str, Any]) -> Iterator[str]:
    """What `summary` breaks, each as a line."""
    for name, digest in digests().items():
        if floors["digests"].get(name) != digest:
            yield f"{name} is not the file that the floors were measured on; look at the change, then update the floors"
    for metric, floor in floors["floors"].items():
        value = getattr(summary, metric)
        if value is None or value < floor:
            yield f"{metric} is {value}, its floor is {floor}"


def load_floors(path: Path) -> dict[str, Any]:
    """The floors. Raises `EvaluationError` if the file is missing or faulty."""
    try:
        floors = json.loads(path.read_text(encoding="utf-8"))
        if not set(floors["floors"]) <= set(METRICS) or not isinstance(floors["digests"], dict):
            raise ValueError(f"floors must be among {', '.join(METRICS)}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(
            f"{path}: cannot be read as floors ({error}); make it with `qa eval gate --update`"
        ) from error
    return dict(floors)


def update(path: Path, summary: Summary, *, allow_regression: bool) -> None:
    """Write the results as floors. Raises `EvaluationError` if one would fall and `allow_regression` is not set."""
    floors = {metric: _floor(getattr(summary, metric)) for metric in METRICS}
    if path.exists() and not allow_regression:
        fallen = [name for name, old in load_floors(path)["floors"].items() if floors[name] < old]
        if fallen:
            raise EvaluationError(f"{', '.join(fallen)} would fall; name --allow-regression if that is meant")
    path.write_text(json.dumps({"digests": digests(), "floors": floors}, indent=2) + "\n", encoding="utf-8")


def _floor(value: float) -> float:
    return round(max(value - _SLACK, 0.0), _PLACES)
