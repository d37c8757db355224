"""A result: what was measured and how, the figures, and a record for each question. Two files hold it.

    NAME.json     what was measured, the versions, settings, digests and machine behind it, and the figures
    NAME.jsonl    the records, one a line

NAME is SET.SCOPE.SYSTEM; before the system stands the way that dialogues are asked, where the set holds some, and
`after-N` where each question is asked after others. Both are written whole or not at all; the first is written last, so
where it is, both are.
"""

import json
import os
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from qa import __version__, model
from qa.errors import EvaluationError
from qa.evaluate.datasets.scopes import ALL
from qa.evaluate.records import Record
from qa.evaluate.summary import Summary
from qa.files import write_whole
from qa.render import counted

# Of the files; one with another number was written by another version of qa.
FORMAT = 1
# The libraries that can change a figure.
_LIBRARIES = (
    "numpy",
    "scipy",
    "scikit-learn",
    "PyStemmer",
    "nupunkt",
    "onnxruntime",
    "tokenizers",
    "ir-measures",
    "bm25s",
)
_UNFIT = re.compile(r"[^\w.+-]+")


@dataclass(frozen=True, slots=True)
class About:
    """What was measured, and all that a repetition has to have the same.

    `turns` is the way that dialogues are asked, where the set holds `dialogues`; `after` the number of other questions
    that each question is asked after.
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
        return ".".join(_UNFIT.sub("-", part) for part in (self.set_name, self.scope, *ways, self.system))

    @property
    def title(self) -> str:
        """What was asked, in words."""
        sample = "" if self.limit is None else f", {self.limit} drawn with seed {self.seed}"
        split = "" if self.split == ALL else f", {self.split}"
        after = f", each question after {counted(self.after, 'other')}" if self.after else ""
        return f"{self.set_name}{split}, in the {self.scope}{sample}{after}"


@cache
def surroundings() -> Mapping[str, Any]:
    """The versions and the machine that figures were measured with; nothing that tells whose machine it is."""
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
    """One system on one set. `settings` are the system's own, `date` is the day it was measured, as YYYY-MM-DD."""

    about: About
    summary: Summary
    records: Sequence[Record] = field(repr=False)
    settings: Mapping[str, float | str]
    jobs: int
    date: str
    surroundings: Mapping[str, Any] = field(default_factory=surroundings)

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
    def of(cls, data: Mapping[str, Any], records: Sequence[Record]) -> Self:
        """The result that `as_dict` gave, with its records. Raises KeyError or TypeError if it is none."""
        if data["format"] != FORMAT:
            raise KeyError(f"format {data['format']}, expected {FORMAT}")
        own = {name: data[name] for name in ("settings", "jobs", "date", "surroundings")}
        return cls(About(**data["about"]), Summary.of(data["summary"]), records, **own)


def save(result: Result, folder: Path) -> None:
    """Write the two files of `result` into `folder`, made if need be. Raises `EvaluationError` if that fails."""
    told = json.dumps(result.as_dict(), indent=1, ensure_ascii=False) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{result.about.name}.jsonl", json_lines(record.as_dict() for record in result.records))
        write_whole(folder / f"{result.about.name}.json", told)
    except OSError as error:
        raise EvaluationError(f"cannot write results to {folder} ({error.strerror}); name another folder") from error


def json_lines(records: Iterator[Mapping[str, Any]]) -> str:
    """One object a line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def load(path: Path) -> Result:
    """The result that `path` belongs to, either of its two files.

    Raises `EvaluationError` if one is missing or faulty.
    """
    told, recorded = path.with_suffix(".json"), path.with_suffix(".jsonl")
    try:
        data = json.loads(told.read_text(encoding="utf-8"))
        records = [Record.of(json.loads(line)) for line in recorded.read_text(encoding="utf-8").split("\n") if line]
        return Result.of(data, records)
    except FileNotFoundError as error:
        raise EvaluationError(
            f"no such file: {error.filename}; a result is NAME.json and NAME.jsonl, as `qa eval -o FOLDER` writes them"
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvaluationError(
            f"{path}: not a result of this version of qa ({type(error).__name__}: {error}); "
            "measure again with `qa eval -o FOLDER`"
        ) from error


def load_all(paths: Sequence[Path]) -> list[Result]:
    """The results of files, and of all in a folder, each once. Raises `EvaluationError` if there is none."""
    named = [one for path in paths for one in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    found = {one.with_suffix(""): None for one in named}
    if not found:
        raise EvaluationError(f"found no result in {', '.join(map(str, paths))}; write some with `qa eval -o FOLDER`")
    return [load(one.with_name(one.name + ".json")) for one in found]
