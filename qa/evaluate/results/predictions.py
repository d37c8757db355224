"""The answers of a system for other programs: one JSON object per question, and the files of SQuAD's own scorer."""

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluate.datasets import QuestionSet
from qa.evaluate.results.files import json_lines
from qa.evaluate.results.records import Record
from qa.files import write_whole


def write_predictions(path: Path, records: Sequence[Record]) -> None:
    """Write one JSON object per line: the best sentence for each question, even if the system abstained.

    `start` and `end` count characters of the document that was asked (in paragraph scope, of the paragraph).
    """
    write_text(path, json_lines(_prediction(record) for record in records))


def _prediction(record: Record) -> dict[str, Any]:
    best = record.answer
    return {
        "id": record.question_id,
        "document": best.document if best else record.group,
        "start": best.start if best else None,
        "end": best.end if best else None,
        "text": best.text if best else "",
        "span": {key: asdict(record.span)[key] for key in ("text", "start", "end")} if record.span else None,
        "confidence": record.confidence,
        "answered": record.answered,
    }


def no_answer_path(path: Path) -> Path:
    """The file of the no-answer probabilities that belong to the answers in `path`."""
    return path.with_name(f"{path.stem}.no-answer{path.suffix}")


def write_squad(path: Path, records: Sequence[Record]) -> None:
    """Write the answer for each id, empty on an abstention, and in a second file each no-answer probability.

    The first file alone gives the scorer's EM and F1 at the system's own threshold.
    """
    answers = {record.question_id: record.answer_text if record.answered else "" for record in records}
    write_text(path, json.dumps(answers) + "\n")
    probabilities = {
        record.question_id: 1 - (record.confidence if record.confidence is not None else 1.0) for record in records
    }
    write_text(no_answer_path(path), json.dumps(probabilities) + "\n")


def check_outputs(sets: Sequence[QuestionSet], *paths: Path | None, folder: Path | None = None) -> None:
    """Raise `EvaluationError`, before a long run, if predictions, or results in `folder`, cannot be written."""
    if folder is not None:
        check_folder(folder)
    wanted = [path for path in paths if path is not None]
    if wanted and len(sets) > 1:
        raise EvaluationError(f"found {len(sets)} sets, expected one to write predictions of; name a single set")
    for path in wanted:
        check_writable(path)


def write_outputs(records: Sequence[Record], predictions: Path | None, squad: Path | None) -> None:
    """Write the prediction files whose paths are not None."""
    if predictions is not None:
        write_predictions(predictions, records)
    if squad is not None:
        write_squad(squad, records)


def check_writable(path: Path) -> None:
    """Raise `EvaluationError` if no file can be written at `path`, as far as that is visible."""
    problem = _problem(os.path.realpath(path))
    if problem:
        raise EvaluationError(f"{path} {problem}; name a file in a folder that exists")


# Not by the methods of `Path`, which raise an error for a name that is too long or cannot be looked up.
def _problem(target: str) -> str:
    """Why no file can be written at `target`; empty if nothing speaks against it."""
    if os.path.isdir(target):  # noqa: PTH112
        return "is a folder"
    if os.path.lexists(target) and not os.path.isfile(target):  # noqa: PTH113
        return "is not a regular file"
    if not os.path.isdir(os.path.dirname(target)):  # noqa: PTH112, PTH120
        return "is in a folder that does not exist"
    return ""


def check_folder(folder: Path) -> None:
    """Make `folder`, for results. Raises `EvaluationError` if no file can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise EvaluationError(f"cannot write results to {folder} ({error.strerror}); name another folder") from None


def write_text(path: Path, text: str) -> None:
    """Write `text` whole or not at all. Raises `EvaluationError` on failure."""
    try:
        write_whole(path, text)
    except OSError as error:
        raise EvaluationError(f"cannot write {path} ({error.strerror}); name another file") from error
