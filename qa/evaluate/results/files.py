"""A result: what was measured and how, the figures, and a record per question. Two files hold it.

    NAME.json     what was measured; the versions, settings, digests and machine; the figures
    NAME.jsonl    the records, one per line

NAME is SET.SCOPE.SYSTEM; for a set with dialogues the way to ask them comes before SYSTEM, and `after-N` if each
question is asked after others. Each file is written whole or not at all, NAME.json last: if it exists, both do.
"""

import json
import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from qa import __version__, model
from qa.errors import EvaluationError
from qa.evaluate.datasets import ALL_SPLITS
from qa.evaluate.results.records import Record
from qa.evaluate.results.summary import Summary
from qa.files import read_regular, write_whole
from qa.render import counted
from qa.schema import json_value

# Another number means: written by another version of qa.
FORMAT = 1
# Bytes of a file of a run at most: a record has some 3,000.
MAX_BYTES = 1_000_000_000
# The libraries that can change a figure.
_LIBRARIES = (
    "numpy",
    "scipy",
    "scikit-learn",
    "PyStemmer",
    "onnxruntime",
    "ir-measures",
    "bm25s",
)
_UNSAFE = re.compile(r"[^\w.+-]+")
# Bytes of such a name at most, without its suffix; file systems take 255 with it.
_NAME_BYTES = 200


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What a run measures: all that must be the same for a repetition.

    `turns` is the way that dialogues are asked, if the set has `dialogues`; `after` is the number of other questions
    that each question is asked after; `data` is the digest of each file.
    """

    set_name: str
    scope: str
    split: str
    turns: str
    limit: int | None
    seed: int
    system: str
    data: Mapping[str, str]
    weights: str = field(default_factory=model.digest)
    qa_version: str = __version__
    after: int = 0
    dialogues: bool = False

    @property
    def name(self) -> str:
        """The name of its files, without a suffix."""
        ways = [self.turns] * self.dialogues + [f"after-{self.after}"] * bool(self.after)
        name = ".".join(_UNSAFE.sub("-", part) for part in (self.set_name, self.scope, *ways, self.system))
        if len(name.encode()) <= _NAME_BYTES:
            return name
        digest = blake2b(name.encode(), digest_size=6).hexdigest()
        return f"{name.encode()[: _NAME_BYTES - 1 - len(digest)].decode(errors='ignore')}.{digest}"

    @property
    def title(self) -> str:
        """What is asked, in words."""
        sample = "" if self.limit is None else f", {self.limit} drawn with seed {self.seed}"
        split = "" if self.split == ALL_SPLITS else f", {self.split}"
        after = f", each question after {counted(self.after, 'other')}" if self.after else ""
        return f"{self.set_name}{split}, in the {self.scope}{sample}{after}"


@cache
def environment() -> Mapping[str, Any]:
    """The versions and the machine that the figures depend on; nothing identifies the machine."""
    return {
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "machine": {
            "system": platform.system(),
            "processor": platform.machine(),
            "cores": os.cpu_count(),
        },
    }


@dataclass(frozen=True, slots=True)
class Result:
    """One system on one set. `settings` are those of the system, `date` is the day of the run as YYYY-MM-DD."""

    about: RunInfo
    summary: Summary
    records: Sequence[Record] = field(repr=False)
    settings: Mapping[str, int | float | str]
    jobs: int
    date: str
    surroundings: Mapping[str, Any] = field(default_factory=environment)

    def as_dict(self) -> dict[str, Any]:
        """All but the records, for JSON."""
        return {
            "format": FORMAT,
            "about": asdict(self.about),
            "settings": dict(self.settings),
            "jobs": self.jobs,
            "date": self.date,
            "surroundings": dict(self.surroundings),
            "summary": self.summary.as_dict(),
        }

    @classmethod
    def from_json(cls, data: bytes, records: Sequence[Record]) -> Self:
        """The result from the JSON of `as_dict`, and its records. Raises `ValueError` for anything else."""
        saved = json_value(data, _Saved)
        if saved.format != FORMAT:
            raise ValueError(f"found format {saved.format}, expected {FORMAT}")
        return cls(saved.about, saved.summary, records, saved.settings, saved.jobs, saved.date, saved.surroundings)


@dataclass(frozen=True, slots=True)
class _Saved:
    """What `Result.as_dict` gives."""

    format: int
    about: RunInfo
    summary: Summary
    settings: Mapping[str, int | float | str]
    jobs: int
    date: str
    surroundings: Mapping[str, Any]


def save_result(result: Result, folder: Path) -> None:
    """Write the two files of `result` into `folder`, creating it if needed. Raises `EvaluationError` on failure."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{result.about.name}.jsonl", json_lines(record.as_dict() for record in result.records))
        text = json.dumps(result.as_dict(), indent=1, ensure_ascii=False) + "\n"
        write_whole(folder / f"{result.about.name}.json", text)
    except OSError as error:
        raise EvaluationError(f"cannot write results to {folder} ({error.strerror}); name another folder") from error


def json_lines(objects: Iterable[Mapping[str, Any]]) -> str:
    """The objects as JSON, one per line."""
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in objects)


def load_result(path: Path) -> Result:
    """Load the result that `path`, either of its two files, belongs to.

    Raises `EvaluationError` if a file is missing or faulty.
    """
    try:
        data = read_regular(path.with_suffix(".json"), max_bytes=MAX_BYTES)
        lines = read_regular(path.with_suffix(".jsonl"), max_bytes=MAX_BYTES).split(b"\n")
        return Result.from_json(data, [json_value(line, Record) for line in lines if line])
    except FileNotFoundError as error:
        raise EvaluationError(
            f"no such file: {error.filename}; a result is NAME.json and NAME.jsonl, as `qa eval -o FOLDER` writes them"
        ) from None
    except (OSError, ValueError) as error:
        raise EvaluationError(
            f"{path}: not a result of this version of qa ({model.cause(error)}); measure again with `qa eval -o FOLDER`"
        ) from error


def load_results(paths: Sequence[Path]) -> list[Result]:
    """Load the results of files and of folders, each once. Raises `EvaluationError` if there are none."""
    files = [file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    names = dict.fromkeys(file.with_suffix("") for file in files)
    if not names:
        raise EvaluationError(f"found no result in {', '.join(map(str, paths))}; write some with `qa eval -o FOLDER`")
    return [load_result(name.with_name(name.name + ".json")) for name in names]
