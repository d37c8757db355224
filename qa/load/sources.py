"""Sources: what the user names (files, folders, patterns, standard input) -> the files to read, and their bytes.

Files come in a fixed order, each one once. A folder is walked in the order of names. Links to files are followed. Links
to folders inside a folder are not followed, since they can lead out of it, and in circles. Hidden files and folders
inside a folder are left out. A file that is *named* is always read.

Every `OSError` becomes a `SourceError`. The messages here lack the name of the file, except those that `discover`
raises: `f"{name} {message}"` reads as a sentence.

Known limitations: a file is hidden if its name begins with a dot; Windows' hidden attribute is ignored. In a pattern,
`**` follows links to folders, since Python's `glob` does.
"""

import errno
import glob
import math
import os
import re
import select
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from qa.errors import SourceError, SourceNotFound, SourceTooLarge
from qa.files import open_at_once, open_regular

# The name of standard input among the sources, as in other commands.
STDIN = "-"
# What an address of the web begins with.
_ADDRESS_SCHEMES = ("https://", "http://")

# Bytes in a megabyte, decimal as on a disk's label. `--max-mb` counts in these.
MEGABYTE = 1_000_000

# Bytes: some thirty books. A larger file is nearly always a log or a dump named by mistake, and would take seconds.
DEFAULT_MAX_BYTES = 64 * MEGABYTE
# Bytes that a caller may allow: more than any file has, and one byte more is still a size.
MOST_BYTES = 1 << 60

# Seconds to wait for somebody who writes to a pipe that was named.
_WRITER_SECONDS = 10
# Some systems give all 64 bits a meaning; 63 of them fit into a signed number.
_INODE_BITS = (1 << 63) - 1

# What makes a name a pattern. Not `glob.has_magic`, for which an unclosed bracket makes one, too.
_PATTERN = re.compile(r"[*?]|\[[^/]+\]")

SkipKind = Literal["hidden", "binary", "error"]


def is_address(source: str) -> bool:
    """Whether a source is an address on the web and not a file."""
    return source.lower().startswith(_ADDRESS_SCHEMES)


# Names. A name on disk is bytes, and can hold anything but NUL and `/`.


def printable(name: str) -> str:
    """`name` without the lone surrogates that represent bytes that are not UTF-8, so that it can be written anywhere.

    They are spelled out, as in Python. Everything else stays, including control characters, which the renderer escapes.
    """
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def shown(name: str) -> str:
    """`name` for a message: control and format characters are spelled out too, so that the message has one line."""
    return "".join(char if char.isprintable() else _spelled(char) for char in printable(name))


def _spelled(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


# Discovery


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was left out. `f"{source} {reason}"` reads as a sentence: "notes/x.pdf is a PDF, ..."."""

    source: str
    reason: str
    kind: SkipKind


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read.

    `path` is None for standard input and for an address on the web (`is_address`), which is its `name`. `size` is in
    bytes, 0 where it is unknown; `modified_ns` and `inode` are of a regular file. `is_named` says whether the user
    named this very file. `origin` is the index of the source in which it was found.
    """

    path: Path | None
    name: str
    title: str
    size: int
    is_stream: bool
    is_named: bool
    origin: int
    is_address: bool = False
    modified_ns: int = 0
    inode: int = 0


class Container(NamedTuple):
    """A folder or a pattern that the user named, and the advice for a user who finds no document in it."""

    name: str
    advice: str


@dataclass(slots=True)
class Discovery:
    """The files to read, and what was left out, with the index of its source.

    `containers` maps the index of a source to the folder or pattern that it names. `repeated` holds the indices of
    sources with a file that an earlier source has, too.
    """

    files: list[SourceFile] = field(default_factory=list)
    skipped: list[tuple[int, Skipped]] = field(default_factory=list)
    containers: dict[int, Container] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)


def discover(sources: Sequence[str | Path]) -> Discovery:
    """The files that `sources` name. Raises a `SourceError` for a source that does not exist or cannot be examined.

    A source that does not exist may be a path with `~`, or a pattern as `glob` takes it, with `**` for any folders.
    """
    return _Search().run(sources)


class _Search:
    """One discovery: what it has found, and the files it has seen."""

    def __init__(self) -> None:
        self._discovery = Discovery()
        self._seen: set[str] = set()
        self._real_folder = cache(os.path.realpath)

    def run(self, sources: Sequence[str | Path]) -> Discovery:
        for origin, source in enumerate(sources):
            if str(source) == STDIN:
                self._add_stdin(origin)
            elif isinstance(source, str) and is_address(source):
                self._add_address(source, origin)
            else:
                self._add_named(str(source), origin)
        return self._discovery

    def _add_stdin(self, origin: int) -> None:
        if STDIN not in self._seen:
            self._seen.add(STDIN)
            stdin = SourceFile(None, "<stdin>", "standard input", 0, is_stream=True, is_named=True, origin=origin)
            self._discovery.files.append(stdin)

    def _add_address(self, address: str, origin: int) -> None:
        if address in self._seen:
            self._discovery.repeated.add(origin)
            return
        self._seen.add(address)
        page = SourceFile(None, printable(address), printable(address), 0, True, True, origin, is_address=True)
        self._discovery.files.append(page)

    def _add_named(self, source: str, origin: int) -> None:
        """Add a file, a folder or a pattern. An existing file whose name has such characters is preferred."""
        path = source if os.path.lexists(source) else os.path.expanduser(source)  # noqa: PTH111
        if _PATTERN.search(path) and not os.path.lexists(path):
            self._add_pattern(source, path, origin)
            return
        try:
            # Not `Path.stat`: for a path, an empty name would mean the current folder.
            status = os.stat(path)  # noqa: PTH116
            if not stat.S_ISDIR(status.st_mode):
                self._add_file(Path(path), status, origin, is_named=True)
                return
            entries = _entries(Path(path))
        except (OSError, ValueError) as error:
            failure = source_error(error)
            raise type(failure)(f"{shown(source) or 'an empty name'} {failure}") from error
        advice = "put a file there that qa reads (see qa formats), or name another folder"
        self._discovery.containers[origin] = Container(printable(str(Path(path))), advice)
        self._walk(entries, origin)

    def _add_pattern(self, source: str, pattern: str, origin: int) -> None:
        """Add what `pattern` matches. As in a folder, a file that cannot be read is left out."""
        matches = _matches(pattern)
        if not matches:
            raise SourceNotFound(f"{shown(source)} matches no file; check the pattern and the folder you are in")
        self._discovery.containers[origin] = Container(printable(source), "name other files, or another pattern")
        folders: set[Path] = set()
        for match in matches:
            # A folder that matches is read whole, so what matches within it is read already.
            if not folders.isdisjoint(match.parents):
                continue
            # Not `Path.is_dir`, which raises an error for a link into a folder without permission.
            if os.path.isdir(match):  # noqa: PTH112
                folders.add(match)
            self._walk(self._visit(match, origin, is_match=True), origin)

    def _add_file(self, path: Path, status: os.stat_result, origin: int, *, is_named: bool) -> None:
        resolved = self._resolved(path)
        if resolved in self._seen:
            self._discovery.repeated.add(origin)
            return
        self._seen.add(resolved)
        is_stream = not stat.S_ISREG(status.st_mode)
        size = 0 if is_stream else status.st_size
        title = printable(str(path) if is_stream else path.stem)
        self._discovery.files.append(
            SourceFile(
                path,
                printable(str(path)),
                title,
                size,
                is_stream=is_stream,
                is_named=is_named,
                origin=origin,
                modified_ns=status.st_mtime_ns,
                inode=status.st_ino & _INODE_BITS,
            )
        )

    def _resolved(self, path: Path) -> str:
        """The real path of a file. That of its folder is looked up once, since there may be many files in it."""
        # Elsewhere two names of one file may differ in their case alone.
        if os.name != "posix" or path.is_symlink():
            return os.path.realpath(path)
        return f"{self._real_folder(path.parent)}{os.sep}{path.name}"

    def _walk(self, waiting: list[Path], origin: int) -> None:
        """Visit the paths in `waiting`, and all that is below them, from the last one to the first."""
        while waiting:
            waiting.extend(self._visit(waiting.pop(), origin))

    def _visit(self, path: Path, origin: int, *, is_match: bool = False) -> list[Path]:
        """Add a file that was found, or return the entries of a folder that was found, the last name first.

        If it matches a pattern itself (`is_match`), it may also be hidden, or a link to a folder.
        """
        if path.name.startswith(".") and not is_match:
            self._skip(path, "is hidden; name it to read it", "hidden", origin)
            return []
        try:
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                if not path.is_symlink() or is_match:
                    return _entries(path)
                reason = "is a link to a folder, which is not followed; name it to read it"
            elif stat.S_ISREG(status.st_mode):
                self._add_file(path, status, origin, is_named=False)
                return []
            else:
                reason = "is not a regular file; name it to read it"
        except (OSError, ValueError) as error:
            reason = str(_link_error(path, error))
        self._skip(path, reason, "error", origin)
        return []

    def _skip(self, path: Path, reason: str, kind: SkipKind, origin: int) -> None:
        self._discovery.skipped.append((origin, Skipped(printable(str(path)), reason, kind)))


def _entries(folder: Path) -> list[Path]:
    """The entries of `folder`, the last name first: the search takes from the end."""
    with os.scandir(folder) as entries:
        return sorted((folder / entry.name for entry in entries), key=lambda path: path.name, reverse=True)


def _matches(pattern: str) -> list[Path]:
    """What `pattern` matches, sorted: a folder comes before what is in it."""
    try:
        matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207
        # For "missing/**", `glob` returns "missing/", which does not exist.
        return [Path(match) for match in matches if os.path.lexists(match)]
    except ValueError:
        # A name that no file can have, since it contains a NUL or a lone surrogate.
        return []


def _link_error(path: Path, error: OSError | ValueError) -> SourceError:
    """Why a folder's entry cannot be examined. Mostly it is a link whose target does not exist."""
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return SourceError("is a link to a file that does not exist; mend or remove it")
    return source_error(error)


# Reading


def read_bytes(path: Path | None, *, size: int, max_bytes: int, is_regular: bool = False) -> bytes:
    """All bytes of the file at `path`, or of standard input if it is None. `size` is 0 where it is unknown.

    A file that was found to be a regular one (`is_regular`) is refused if it is none any more. A pipe is waited for as
    long as somebody has it open to write, and a few seconds for somebody to come.

    Raises `SourceTooLarge` if there are more than `max_bytes`, and another `SourceError` if they cannot be read.

    The size is checked before reading. What has no size, or grows, is read up to one byte over the limit.
    """
    if size > max_bytes:
        raise _too_large(f"{math.ceil(size / 10_000) / 100:.10g} MB", max_bytes)
    try:
        data = _read(path, max_bytes + 1, is_regular=is_regular)
    except (OSError, ValueError) as error:
        raise source_error(error) from error
    if len(data) > max_bytes:
        raise _too_large(f"more than {_megabytes(max_bytes)} MB", max_bytes)
    return data


def source_error(error: OSError | ValueError) -> SourceError:
    """What is wrong with a file, as an error of qa, without the file's name."""
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return SourceNotFound("does not exist; check the name and the folder you are in")
    if isinstance(error, PermissionError):
        return SourceError("may not be read (permission denied); change its permissions or leave it out")
    if error.errno == errno.ELOOP:
        return SourceError("is a link that leads back to itself; mend or remove it")
    return SourceError(f"cannot be read ({error.strerror or error}); check it, or leave it out")


def _read(path: Path | None, limit: int, *, is_regular: bool) -> bytes:
    """At most `limit` bytes."""
    if path is None:
        return _standard_input(limit)
    with open_regular(path) if is_regular else open_at_once(path) as stream:
        if not is_regular and stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode):
            _await_writer(stream.fileno())
        return stream.read(limit)


def _await_writer(pipe: int) -> None:
    """Wait until the descriptor `pipe` has something to read. Raises `SourceError` if nobody writes to it."""
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    if not poll.poll(_WRITER_SECONDS * 1_000) and not _has_writer(pipe):
        raise SourceError("is a pipe that nobody writes to; start what writes to it, or name a file")
    os.set_blocking(pipe, True)


def _has_writer(pipe: int) -> bool:
    """Whether somebody has the empty `pipe` open to write."""
    try:
        os.read(pipe, 1)
    except BlockingIOError:
        return True
    return False


def _standard_input(limit: int) -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        raise SourceError("is closed; pipe a text into qa, or name a file")
    return sys.stdin.buffer.read(limit)


def _too_large(size: str, max_bytes: int) -> SourceTooLarge:
    limit = _megabytes(max_bytes)
    return SourceTooLarge(f"is {size}, over the limit of {limit} MB; split it, or raise the limit with --max-mb")


def _megabytes(size: int) -> str:
    """A size in MB, as short as it can be said: 64, 1.5, 0.0001."""
    return f"{size / MEGABYTE:.10g}"
