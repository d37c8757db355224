"""What a system answered, for other programs: a line a question, and the files of SQuAD's own scorer."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluate.datasets import QuestionSet
from qa.evaluate.records import Place, Record
from qa.evaluate.results import json_lines
from qa.files import write_whole


def write_predictions(path: Path, records: Sequence[Record]) -> None:
    """Write a JSON object a line: the best sentence of each question, also where the system abstains.

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
        "span": _span(record.span),
        "confidence": record.confidence,
        "answered": record.answered,
    }


def _span(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"text": place.text, "start": place.start, "end": place.end}


def no_answer_path(path: Path) -> Path:
    """Where the no-answer probabilities stand that belong to the answers in `path`."""
    return path.with_name(f"{path.stem}.no-answer{path.suffix}")


def write_squad(path: Path, records: Sequence[Record]) -> None:
    """Write id to answer, empty on an abstention, and beside it id to the probability that there is no answer.

    The first file alone gives the scorer's EM and F1 at the system's own threshold.
    """
    write_text(path, json.dumps({one.question_id: one.marked if one.answered else "" for one in records}) + "\n")
    doubts = {one.question_id: 1 - (one.confidence if one.confidence is not None else 1.0) for one in records}
    write_text(no_answer_path(path), json.dumps(doubts) + "\n")


def check_outputs(sets: Sequence[QuestionSet], *paths: Path | None) -> None:
    """EvaluationError if predictions are asked for that no file can hold, told before a long run rather than after."""
    wanted = [path for path in paths if path is not None]
    if wanted and len(sets) > 1:
        raise EvaluationError(f"found {len(sets)} sets, expected one to write predictions of; name a single set")
    for path in wanted:
        check_writable(path)


def write_outputs(records: Sequence[Record], predictions: Path | None, squad: Path | None) -> None:
    """Write those predictions that were asked for."""
    if predictions is not None:
        write_predictions(predictions, records)
    if squad is not None:
        write_squad(squad, records)


def check_writable(path: Path) -> None:
    """EvaluationError if `path` can be seen not to take a file."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        found = "is a folder" if path.is_dir() else "stands in a folder that does not exist"
        raise EvaluationError(f"{path} {found}; name a file in a folder that exists")


def write_text(path: Path, text: str) -> None:
    """Write `text` whole. Raises `EvaluationError` if that cannot be done."""
    try:
        write_whole(path, text)
    except OSError as error:
        raise EvaluationError(f"cannot write {path} ({error.strerror}); name another file") from error
