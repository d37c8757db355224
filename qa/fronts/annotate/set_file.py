"""The file of a set: read before each change and written whole after it, so that nothing is lost.

A line that is already in the file stays as it is, with keys that the annotator does not know.
"""

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluate.datasets import MAX_BYTES, Gold, load_set
from qa.evaluate.results import check_writable, question_type, write_text
from qa.files import read_regular
from qa.fronts.annotate.sources import Sources
from qa.schema import json_value
from qa.types import Document, Span

UNANSWERABLE = "unanswerable"

_ID = re.compile("q([0-9]+)")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Question:
    """The keys of every question; a line without them may be a dialogue, or from SQuAD."""

    id: str | int
    document: str | list[str]
    question: str
    gold: list[Any]


class SetFile:
    """The questions of the set at `path`, in qa's own format."""

    def __init__(self, path: Path) -> None:
        """Extend the set at `path`, or begin one.

        Raises `EvaluationError` if the file is no set of single questions, no longer fits its documents, or cannot be
        written.
        """
        check_writable(path)
        _refuse_locked(path)
        self.path = path
        self._lines = _checked_lines(path)

    @property
    def records(self) -> Sequence[Record]:
        """The questions, as they are in the file."""
        return [json_value(line, dict[str, Any]) for line in self._lines]

    def add(self, fields: Record) -> str:
        """Write one more question, and return its new id. Raises `EvaluationError` if the file cannot be written."""
        self._refresh()
        new_id = _next_id(self.records)
        self._write([*self._lines, json.dumps({"id": new_id, **fields}, ensure_ascii=False)])
        return new_id

    def remove_last(self) -> Record:
        """Remove the last question and return it; there must be one."""
        self._refresh()
        last = self.records[-1]
        self._write(self._lines[:-1])
        return last

    def _refresh(self) -> None:
        """Read the file again; if it is gone, its last content counts."""
        if self.path.exists():
            self._lines = _own_lines(self.path)

    def _write(self, lines: list[str]) -> None:
        write_text(self.path, "".join(f"{line}\n" for line in lines))
        self._lines = lines


def record_fields(question: str, golds: Sequence[Gold], sources: Sources, *, split: str) -> Record:
    """The record of a question, except its id; without `golds` the question is not answered."""
    return {
        **({"split": split} if split else {}),
        "kind": question_type(question) if golds else UNANSWERABLE,
        "document": sources.field,
        "question": question,
        "gold": [_gold(gold, sources) for gold in golds],
    }


def _gold(gold: Gold, sources: Sources) -> Record:
    """A gold sentence; it names its document unless the set has no other."""
    name = sources.name_of[gold.document.doc_id]
    where = {} if name == sources.field else {"document": name}
    answers = [_slice(gold.document, answer) for answer in gold.answers]
    return {**where, **_slice(gold.document, gold.sentence), "answers": answers}


def _slice(document: Document, span: Span) -> Record:
    return {"start": span.start, "end": span.end, "text": document.slice(span)}


def _next_id(records: Sequence[Record]) -> str:
    """The id after the highest: q001, q002, and so on."""
    matches = [_ID.fullmatch(str(record["id"])) for record in records]
    highest = max((int(match[1]) for match in matches if match), default=0)
    return f"q{highest + 1:03}"


def _refuse_locked(path: Path) -> None:
    """Raise `EvaluationError` if no file can be created beside `path`, which is how it is written."""
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise EvaluationError(
            f"cannot write in {path.absolute().parent} ({error.strerror}); name a file elsewhere, with -o FILE"
        ) from error


def _checked_lines(path: Path) -> list[str]:
    """The lines of the set at `path`, none if there is no file yet. `qa eval` must be able to read the set."""
    if not path.exists() or not path.stat().st_size:
        return []
    try:
        load_set(path)
    except EvaluationError as error:
        raise EvaluationError(f"{error}; if a document has changed, begin another set, with -o FILE") from error
    return _own_lines(path)


def _own_lines(path: Path) -> list[str]:
    """The lines that are not blank. Raises `EvaluationError` unless each is a question."""
    try:
        text = read_regular(path, max_bytes=MAX_BYTES).decode("utf-8-sig")
        lines = [line for line in text.split("\n") if line.strip()]
        for line in lines:
            json_value(line, _Question)
    except OSError as error:
        raise EvaluationError(f"cannot read {path} ({error.strerror}); name another file, with -o FILE") from error
    except ValueError:
        raise _foreign(path) from None
    return lines


def _foreign(path: Path) -> EvaluationError:
    return EvaluationError(
        f"{path} exists, but is not a set in qa's format, one question per line; name another file, with -o FILE"
    )
