"""Files -> documents, in order: in this process, or in several if there is much to read.

`read_files` reads the files that `discover` found; `make_of_files` gives what a function makes of each document, where
it was read. What they give is the same however many processes read.
"""

import os
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from typing import Any, Generic, NamedTuple, TypeVar

from qa.errors import BinarySource, SourceError
from qa.load.sources import DEFAULT_MAX_BYTES, SkipKind, Skipped, SourceFile, read_bytes, shown
from qa.types import Document

# Bytes from which several processes read: less takes about as long as their start.
_MUCH = 1_000_000


_Made = TypeVar("_Made")


class Reading(NamedTuple, Generic[_Made]):
    """A file that was read, of `size` bytes: what was made of its document, or why it was left out.

    `digest` is that of its bytes, "" without them.
    """

    file: SourceFile
    size: int
    made: _Made | None
    skipped: Skipped | None
    digest: str


class FilesRead(NamedTuple):
    """How many files are read, of how many, and how many bytes, of how many."""

    files: int
    all_files: int
    bytes: int
    all_bytes: int

    @property
    def share(self) -> float:
        """The share of the bytes, from 0 to 1."""
        return self.bytes / max(self.all_bytes, 1)


_Named = tuple[SourceFile, str]


def read_files(
    files: Sequence[SourceFile],
    sources: Sequence[str],
    *,
    max_bytes: int = DEFAULT_MAX_BYTES,
    allow_private: bool = False,
    progress: Callable[[FilesRead], None] | None = None,
    workers: int | None = None,
) -> Generator[Reading[Document], None, None]:
    """Read `files`, in their order; `sources` are the names of their documents, each another one.

    `max_bytes`, `allow_private` and `progress` are as for `qa.load.load`. `workers` is how many processes read: 1 is
    this one alone, None as many as there are cores if there is much to read. Standard input and addresses are always
    read in this process. To end early, close the iterator: it ends all processes at once.

    Raises a `SourceError` for a file that was named and cannot be read, in its turn.
    """
    return make_of_files(
        _itself,
        files,
        sources,
        max_bytes=max_bytes,
        allow_private=allow_private,
        progress=progress,
        workers=workers,
    )


def _itself(document: Document) -> Document:
    return document


def make_of_files(
    make: Callable[[Document], _Made],
    files: Sequence[SourceFile],
    sources: Sequence[str],
    *,
    max_bytes: int = DEFAULT_MAX_BYTES,
    allow_private: bool = False,
    progress: Callable[[FilesRead], None] | None = None,
    workers: int | None = None,
) -> Generator[Reading[_Made], None, None]:
    """What `make` makes of each document, where it was read; see `read_files`. `make` and its results are pickled."""
    report = progress or (lambda done: None)
    done = FilesRead(0, len(files), 0, sum(file.size for file in files))
    report(done)
    read = partial(_read, make=make, max_bytes=max_bytes, allow_private=allow_private)
    count = min(_worker_count(files) if workers is None else workers, len(files))
    with closing(_apply(read, list(zip(files, sources, strict=True)), count)) as readings:
        for reading in readings:
            # The size of a stream becomes known only now, so the total grows by it.
            more = reading.size - reading.file.size
            done = FilesRead(done.files + 1, done.all_files, done.bytes + reading.size, done.all_bytes + more)
            report(done)
            yield reading


def _worker_count(files: Sequence[SourceFile]) -> int:
    """How many processes read `files`."""
    if sum(file.size for file in files) < _MUCH:
        return 1
    # The cores that this process may use; not every system says so.
    cores = getattr(os, "sched_getaffinity", None)
    return len(cores(0)) if cores else os.cpu_count() or 1


def _apply(
    read: Callable[[_Named], Reading[_Made]], files: Sequence[_Named], count: int
) -> Generator[Reading[_Made], None, None]:
    """Read `files` in `count` processes."""
    if count < 2:
        yield from map(read, files)
        return
    # Imported here, since little is read more often than much.
    from qa.processes import Workers

    with Workers(read, count) as workers:
        yield from workers.map(files, here=lambda item: item[0].is_stream, ended=_unread)


def _read(item: _Named, *, make: Callable[[Document], _Made], max_bytes: int, allow_private: bool) -> Reading[_Made]:
    """Read one file. A failure is raised if the user named the file, else recorded."""
    from qa.load.formats import is_readable, read_document
    from qa.load.titles import title_of_name

    file, source = item
    data, name = b"", None
    try:
        data, name = _bytes_of(file, max_bytes=max_bytes, allow_private=allow_private)
        title = title_of_name(file.title)
        document = read_document(data, source=source, title=title or file.title, name=name)
    except SourceError as error:
        is_refused = isinstance(error, BinarySource) and not is_readable(data, name or file.name)
        return _failed(file, error, "binary" if is_refused else "error", digest_of(data) if data else "")
    context = title if document.title == title else ""
    made = make(replace(document, context=document.context or context))
    return Reading(file, len(data) if file.is_stream else file.size, made, None, digest_of(data))


def _unread(item: _Named) -> Reading[Any]:
    """What is given of a file that ended the process that read it."""
    file, _ = item
    reason = "ended the process that read it, perhaps for lack of memory; leave it out, or split it"
    return _failed(file, SourceError(reason), "error", "")


def _failed(file: SourceFile, error: SourceError, kind: SkipKind, digest: str) -> Reading[Any]:
    """The reading that records `error`; raises it if the user named the file."""
    if file.is_named:
        raise type(error)(f"{shown(file.name)} {error}") from error
    return Reading(file, file.size, None, Skipped(file.name, str(error), kind), digest)


def digest_of(data: bytes) -> str:
    """What files with the same bytes share, and no others."""
    return blake2b(data, digest_size=16).hexdigest()


def _bytes_of(file: SourceFile, *, max_bytes: int, allow_private: bool) -> tuple[bytes, str | None]:
    """The bytes of a file or page, and the name that shows its format."""
    if not file.is_address:
        return read_bytes(file.path, size=file.size, max_bytes=max_bytes, is_regular=not file.is_stream), file.name
    # Imported here, since only addresses need it.
    from qa.load.web import fetch

    page = fetch(file.name, max_bytes=max_bytes, allow_private=allow_private)
    return page.marked(), page.name
