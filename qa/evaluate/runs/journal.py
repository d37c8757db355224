"""What a run has done so far, on disk, so that a stopped run can resume: a header, then one line per batch.

Known limitation: two runs of the same name at the same time spoil each other's journal (their results are whole).
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluate.results.files import RunInfo
from qa.evaluate.results.records import Record
from qa.evaluate.runs.asking import Batch


class Journal:
    """The journal of one run, at `path`."""

    def __init__(self, folder: Path, about: RunInfo) -> None:
        """Keep the journal of the run `about` in `folder`."""
        self.path = folder / f"{about.name}.journal"
        self._header = asdict(about)
        self._begun = False

    def read(self) -> list[Batch]:
        """The batches that are done; none without a journal.

        Raises `EvaluationError` if the journal is of another run.
        """
        try:
            lines = self.path.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise EvaluationError(f"{self.path}: cannot be read ({error}); run without --resume") from error
        header, *batches = [*_whole_lines(lines)] or [None]
        if header != self._header:
            raise EvaluationError(f"{self.path} is of another run: {self._difference(header)}; run without --resume")
        self._begun = True
        # Write the journal again, since its last line may be torn.
        self._write("w", self._header, *batches)
        return [
            Batch(**batch | {"records": tuple(Record.from_dict(record) for record in batch["records"])})
            for batch in batches
        ]

    def add(self, batch: Batch) -> None:
        """Append `batch`; the first one replaces an older journal."""
        line = asdict(batch) | {"records": [record.as_dict() for record in batch.records]}
        if self._begun:
            self._write("a", line)
        else:
            self._write("w", self._header, line)
        self._begun = True

    def remove(self) -> None:
        """Delete the journal: the run is done."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _write(self, mode: str, *lines: dict[str, Any]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open(mode, encoding="utf-8") as file:
                file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        except OSError as error:
            raise EvaluationError(f"cannot write {self.path} ({error.strerror}); name a folder with -o") from error

    def _difference(self, header: Any) -> str:
        before = header if isinstance(header, dict) else {}
        different = (
            f"{key} {before.get(key)!r}, now {now!r}" for key, now in self._header.items() if before.get(key) != now
        )
        return next(different, "it is empty")


def _whole_lines(lines: list[str]) -> Iterator[Any]:
    """The parsed lines up to the first that is torn."""
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            return
