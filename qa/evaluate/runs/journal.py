"""What a run has done so far, on disk, so that a stopped run can resume: a header, then one line per batch.

Known limitation: two runs of the same name at the same time spoil each other's journal (their results are whole).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from qa.errors import EvaluationError
from qa.evaluate.results.files import MAX_BYTES, RunInfo
from qa.evaluate.runs.asking import Batch
from qa.files import open_regular_to_write, read_regular
from qa.schema import json_value

_Line = TypeVar("_Line")


class Journal:
    """The journal of one run, at `path`."""

    def __init__(self, folder: Path, about: RunInfo, *, report: Callable[[str], None] = lambda line: None) -> None:
        """Keep the journal of the run `about` in `folder`; `report` is called once if that cannot be done."""
        self.path = folder / f"{about.name}.journal"
        self._header = asdict(about)
        self._begun = False
        self._report: Callable[[str], None] | None = report

    def read(self) -> list[Batch]:
        """The batches that are done; none without a journal.

        Raises `EvaluationError` if the journal is of another run.
        """
        try:
            lines = read_regular(self.path, max_bytes=MAX_BYTES).split(b"\n")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise EvaluationError(f"{self.path}: cannot be read ({error.strerror}); run without --resume") from error
        # A run that was stopped at once may have left an empty file, or half a header: nothing was done.
        header = next(_whole_lines(lines[:1], dict[str, Any]), None)
        if header is None:
            return []
        if header != self._header:
            raise EvaluationError(f"{self.path} is of another run: {self._difference(header)}; run without --resume")
        batches = [*_whole_lines(lines[1:], Batch)]
        self._begun = True
        # Write the journal again, since its last line may be torn.
        self._write(self._header, *map(asdict, batches))
        return batches

    def add(self, batch: Batch) -> None:
        """Append `batch`; the first one replaces an older journal."""
        if self._begun:
            self._write(asdict(batch), append=True)
        else:
            self._write(self._header, asdict(batch))
        self._begun = True

    def remove(self) -> None:
        """Delete the journal: the run is done."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _write(self, *lines: dict[str, Any], append: bool = False) -> None:
        """Write `lines`. A run whose journal cannot be kept goes on: it is worth more than its journal."""
        if self._report is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with open_regular_to_write(self.path, append=append) as file:
                file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        except OSError as error:
            self._report(f"cannot write {self.path} ({error.strerror}), so a run that is stopped cannot be resumed")
            self._report = None

    def _difference(self, before: Mapping[str, Any]) -> str:
        different = (
            f"{key} {before.get(key)!r}, now {now!r}" for key, now in self._header.items() if before.get(key) != now
        )
        return next(different, "it has more in its first line")


def _whole_lines(lines: Sequence[bytes], kind: type[_Line]) -> Iterator[_Line]:
    """The lines, each of `kind`, up to the first that is torn or no such line: what follows is asked again."""
    for line in lines:
        try:
            yield json_value(line, kind)
        except ValueError:
            return
