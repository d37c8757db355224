"""What the user named -> the files there are, in a fixed order, each one once.

Folders are walked in the order of their names. Links to files are followed; links to folders inside a folder are not
(they can lead out of it, and in circles), nor are hidden files and folders. A file that is *named* is always tried.

Known limitation: hidden means a name with a leading dot; Windows' hidden attribute is not looked at.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from qa.errors import SourceError
from qa.load.names import printable, shown
from qa.load.read import STDIN, failure

SkipKind = Literal["hidden", "binary", "error"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was left out. `f"{source} {reason}"` reads as a sentence: "notes/x.pdf is a PDF, ..."."""

    source: str
    reason: str
    kind: SkipKind


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. `path` is None for standard input; `size` is in bytes, 0 where it cannot be known.

    `root` is which of the sources it was found under, counted from 0.
    """

    path: Path | None
    name: str
    title: str
    size: int
    stream: bool
    named: bool
    root: int


@dataclass(slots=True)
class Discovery:
    """The files to read; what was left out, with its root; the folders named, by root; the roots of repeated files."""

    files: list[Found] = field(default_factory=list)
    skipped: list[tuple[int, Skipped]] = field(default_factory=list)
    folders: dict[int, str] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)


def discover(sources: Sequence[str | Path]) -> Discovery:
    """The files behind `sources`. Raises a `SourceError` for a source that does not exist or cannot be looked at."""
    return _Search().run(sources)


class _Search:
    """One discovery: what it found, and the files it has seen."""

    def __init__(self) -> None:
        self._found = Discovery()
        self._seen: set[str] = set()

    def run(self, sources: Sequence[str | Path]) -> Discovery:
        for root, source in enumerate(sources):
            if str(source) == STDIN:
                self._add_stdin(root)
            else:
                self._add_named(source, root)
        return self._found

    def _add_stdin(self, root: int) -> None:
        if STDIN not in self._seen:
            self._seen.add(STDIN)
            self._found.files.append(Found(None, "<stdin>", "standard input", 0, stream=True, named=True, root=root))

    def _add_named(self, source: str | Path, root: int) -> None:
        path = Path(source)
        try:
            # An empty name would mean the current folder.
            status = os.stat(source)  # noqa: PTH116
        except (OSError, ValueError) as error:
            fault = failure(error)
            raise type(fault)(f"{shown(str(source)) or 'an empty name'} {fault}") from error
        if stat.S_ISDIR(status.st_mode):
            self._add_folder(path, root)
        else:
            self._add_file(path, status, root, named=True)

    def _add_file(self, path: Path, status: os.stat_result, root: int, *, named: bool) -> None:
        resolved = os.path.realpath(path)
        if resolved in self._seen:
            self._found.repeated.add(root)
            return
        self._seen.add(resolved)
        stream = not stat.S_ISREG(status.st_mode)
        size = 0 if stream else status.st_size
        title = printable(str(path) if stream else path.stem)
        self._found.files.append(Found(path, printable(str(path)), title, size, stream, named, root))

    def _add_folder(self, folder: Path, root: int) -> None:
        self._found.folders[root] = printable(str(folder))
        try:
            waiting = _entries(folder)
        except OSError as error:
            fault = failure(error)
            raise type(fault)(f"{shown(str(folder))} {fault}") from error
        while waiting:
            waiting.extend(self._visit(waiting.pop(), root))

    def _visit(self, path: Path, root: int) -> list[Path]:
        """Take in one thing found in a folder; if it is a folder, what is in it, last name first."""
        if path.name.startswith("."):
            self._skip(path, "is hidden; name it to read it", "hidden", root)
            return []
        try:
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                return self._descend(path, root)
        except (OSError, ValueError) as error:
            self._skip(path, str(_link_failure(path, error)), "error", root)
            return []
        if stat.S_ISREG(status.st_mode):
            self._add_file(path, status, root, named=False)
        else:
            self._skip(path, "is not a regular file; name it to read it", "error", root)
        return []

    def _descend(self, folder: Path, root: int) -> list[Path]:
        if folder.is_symlink():
            self._skip(folder, "is a link to a folder, which is not followed; name it to read it", "error", root)
            return []
        return _entries(folder)

    def _skip(self, path: Path, reason: str, kind: SkipKind, root: int) -> None:
        self._found.skipped.append((root, Skipped(printable(str(path)), reason, kind)))


def _entries(folder: Path) -> list[Path]:
    """What is in `folder`, last name first: the search takes from the end."""
    return sorted(_listed(folder), key=lambda path: path.name, reverse=True)


def _listed(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            yield folder / entry.name


def _link_failure(path: Path, error: OSError | ValueError) -> SourceError:
    """Why something listed in a folder cannot be looked at; mostly it is a link that leads nowhere."""
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return SourceError("is a link to a file that does not exist; mend or remove it")
    return failure(error)
