"""The file of a set: read before each change and written whole after it, so that nothing is lost.

A line that stands there already is kept as it is, also what the annotator does not know of.
"""

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluate.datasets import Gold, load_set
from qa.evaluate.results import check_writable, question_type, write_text
from qa.fronts.annotate.sources import Sources
from qa.types import Document, Span

UNANSWERABLE = "unanswerable"

# What every question has; a line without them may be a dialogue, or SQuAD's.
_KEYS = {"id", "document", "question", "gold"}

_ID = re.compile("q([0-9]+)")

Record = Mapping[str, Any]


class SetFile:
    """The questions of the set at `path`, in qa's own format."""

    def __init__(self, path: Path) -> None:
        """Go on from the set at `path`, or begin one.

        Raises `EvaluationError` if what stands there is no set of single questions, or does not fit its documents any
        more, and if no file can be written there.
        """
        check_writable(path)
        _refuse_locked(path)
        self.path = path
        self._lines = _checked_lines(path)

    @property
    def records(self) -> Sequence[Record]:
        """The questions, as they stand in the file."""
        return [json.loads(line) for line in self._lines]

    def add(self, fields: Record) -> str:
        """Write one more question, and return the id that it got. Raises `EvaluationError` if that cannot be done."""
        self._refresh()
        new_id = _next_id(self.records)
        self._write([*self._lines, json.dumps({"id": new_id, **fields}, ensure_ascii=False)])
        return new_id

    def remove_last(self) -> Record:
        """Take the last question out and return it; there must be one."""
        self._refresh()
        last = self.records[-1]
        self._write(self._lines[:-1])
        return last

    def _refresh(self) -> None:
        """What stands in the file now; if it has gone, what stood in it before."""
        if self.path.exists():
            self._lines = _own_lines(self.path)

    def _write(self, lines: list[str]) -> None:
        write_text(self.path, "".join(f"{line}\n" for line in lines))
        self._lines = lines


def fields(question: str, golds: Sequence[Gold], sources: Sources, *, split: str) -> Record:
    """What the set keeps of a question, all but its id; without `golds` it is not answered."""
    marked = {"split": split} if split else {}
    kind = question_type(question) if golds else UNANSWERABLE
    kept = [_gold(gold, sources) for gold in golds]
    return {**marked, "kind": kind, "document": sources.field, "question": question, "gold": kept}


def _gold(gold: Gold, sources: Sources) -> Record:
    """A gold; it names its document unless that is all that is asked."""
    name = sources.called[gold.document.doc_id]
    where = {} if name == sources.field else {"document": name}
    answers = [_slice(gold.document, answer) for answer in gold.answers]
    return {**where, **_slice(gold.document, gold.sentence), "answers": answers}


def _slice(document: Document, span: Span) -> Record:
    return {"start": span.start, "end": span.end, "text": document.slice(span)}


def _next_id(records: Sequence[Record]) -> str:
    """The id after the highest: q001, q002, and so on."""
    found = [_ID.fullmatch(str(record["id"])) for record in records]
    highest = max((int(match[1]) for match in found if match), default=0)
    return f"q{highest + 1:03}"


def _refuse_locked(path: Path) -> None:
    """EvaluationError if no file can be made beside `path`, which is how it is written."""
    if path.exists() and not path.is_file():
        raise EvaluationError(f"{path} is not a regular file; name one to keep the questions in, with -o FILE")
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise EvaluationError(
            f"cannot write in {path.absolute().parent} ({error.strerror}); name a file elsewhere, with -o FILE"
        ) from error


def _checked_lines(path: Path) -> list[str]:
    """The lines of the set at `path`, none if it is yet to be; what measures it must be able to read it."""
    if not path.exists() or not path.stat().st_size:
        return []
    try:
        load_set(path)
    except EvaluationError as error:
        raise EvaluationError(f"{error}; if a document has changed, begin another set, with -o FILE") from error
    return _own_lines(path)


def _own_lines(path: Path) -> list[str]:
    """The lines that are not blank, each a question. Raises `EvaluationError` if one is not."""
    try:
        lines = [line for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
        records = [json.loads(line) for line in lines]
    except OSError as error:
        raise EvaluationError(f"cannot read {path} ({error.strerror}); name another file, with -o FILE") from error
    except ValueError:
        raise _foreign(path) from None
    if not all(isinstance(record, dict) and record.keys() >= _KEYS for record in records):
        raise _foreign(path)
    return lines


def _foreign(path: Path) -> EvaluationError:
    return EvaluationError(
        f"{path} is there, but is not a set in qa's format with one question a line; name another file, with -o FILE"
    )
