"""What a run has done so far, on disk, so that one that was stopped can go on: a header, then a line for each batch.

Known limitation: two runs of the same name at the same time spoil each other's journal (their results are whole).
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluate.records import Record
from qa.evaluate.results import About
from qa.evaluate.run import Batch


class Journal:
    """The journal of one run, beside its results-to-be."""

    def __init__(self, folder: Path, about: About) -> None:
        """Keep it in `folder`."""
        self.path = folder / f"{about.name}.journal"
        self._header = asdict(about)
        self._begun = False

    def read(self) -> list[Batch]:
        """What was done, to go on from; nothing without a journal.

        Raises `EvaluationError` if it is that of another run.
        """
        try:
            lines = self.path.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise EvaluationError(f"{self.path}: cannot be read ({error}); run without --resume") from error
        parsed = list(_whole_lines(lines))
        if not parsed or parsed[0] != self._header:
            raise EvaluationError(f"{self.path} is of another run: {self._difference(parsed)}; run without --resume")
        self._begun = True
        # Written again, since the last line may be torn.
        batches = [_batch(line) for line in parsed[1:]]
        self._write("w", self._header, *parsed[1:])
        return batches

    def add(self, batch: Batch) -> None:
        """Note what was done; the first one replaces an older journal."""
        line = asdict(batch) | {"records": [record.as_dict() for record in batch.records]}
        if self._begun:
            self._write("a", line)
        else:
            self._write("w", self._header, line)
        self._begun = True

    def remove(self) -> None:
        """Forget it: the run is done."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _write(self, mode: str, *lines: dict[str, Any]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open(mode, encoding="utf-8") as file:
                file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        except OSError as error:
            raise EvaluationError(f"cannot write {self.path} ({error.strerror}); name a folder with -o") from error

    def _difference(self, parsed: list[Any]) -> str:
        before = parsed[0] if parsed and isinstance(parsed[0], dict) else {}
        other = [
            f"{key} {before.get(key)!r}, now {now!r}" for key, now in self._header.items() if before.get(key) != now
        ]
        return other[0] if other else "it is empty"


def _whole_lines(lines: list[str]) -> Iterator[Any]:
    """The lines up to the first that is torn."""
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            return


def _batch(line: dict[str, Any]) -> Batch:
    return Batch(**line | {"records": tuple(Record.of(record) for record in line["records"])})
