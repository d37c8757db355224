"""An index in a folder: the files of its segments, and a manifest that says which of them make the index.

    index.json            the manifest: version, settings, what the index is made of
    NAME.segment          the arrays of a segment
    NAME.catalog          which documents of which segments, in order; the files they come from, as they were
    lock                  held by the one who changes the index

No file is ever changed. A writer adds files beside the others and then replaces the manifest, in one step: whoever
opens the index, at whatever moment, finds the one before or the one after. A writer that is killed leaves files that no
manifest names; the next writer removes them.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path, PurePath
from typing import Any, cast
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from qa.errors import IndexBusy, IndexDamaged, IndexFailure, IndexMissing, IndexVersionError
from qa.files import read_regular
from qa.index.arrays import VERSION, ArrayFile, ArrayWriter, Sink
from qa.index.lookup import Kept, SegmentIndex
from qa.index.records import StoredRecords
from qa.index.segment import Segment
from qa.index.strings import Strings, packed
from qa.load import Skipped
from qa.load.sources import SkipKind
from qa.schema import checked

MANIFEST = "index.json"
_LOCK = "lock"
_SEGMENT, _CATALOG, _PART = ".segment", ".catalog", ".part"
# Bytes of a manifest: it names a few files, and the sources that a user named.
_LARGEST_MANIFEST = 64_000_000
# Times that an index is opened anew if a writer replaces its files meanwhile.
_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was read: its size in bytes, its time in nanoseconds, its inode, and its digest.

    `document` is the number of its document; None if it was left out, for `reason` (of the `kind` of a `Skipped`).
    """

    name: str
    size: int
    modified_ns: int
    inode: int
    digest: str
    document: int | None
    kind: str = ""
    reason: str = ""

    @property
    def skipped(self) -> Skipped:
        """Why it was left out."""
        return Skipped(self.name, self.reason, cast(SkipKind, self.kind))


@dataclass(frozen=True, slots=True)
class Contents:
    """What an index in a folder is made of.

    `sources` are those that the user named, and `settings` what changes how they are read; `files` are the files that
    were found there, and `read_ns` is when they were last looked at. `unread` is how many more are not read yet, since
    the one who read them was stopped.
    """

    sources: Sequence[str] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[FileState] = ()
    read_ns: int = 0
    unread: int = 0

    @property
    def by_name(self) -> Mapping[str, FileState]:
        """The files by their names."""
        return {state.name: state for state in self.files}

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The files that were found and left out."""
        return tuple(state.skipped for state in self.files if state.kind)


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What a manifest holds at least; one that an earlier build of this version saved has no `digests`."""

    sources: tuple[str, ...]
    settings: dict[str, Any]
    read_ns: int
    unread: int
    segments: tuple[str, ...]
    catalog: str
    digests: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        outside = [name for name in (*self.segments, self.catalog) if PurePath(name).name != name]
        if outside:
            raise ValueError(f"found the file {outside[0]!r}, expected one in the folder")


class StoredSegment(Segment):
    """A segment in a file."""

    def __init__(self, path: Path) -> None:
        """Open the file `path`. Raises as `ArrayFile` does, and `IndexDamaged` for a file of arrays of another kind."""
        self.file = ArrayFile(path)
        self.path = path
        try:
            super().__init__(self.file, StoredRecords(self.file))
        except KeyError:
            raise _misnamed(path) from None


class StoredIndex(SegmentIndex):
    """An index in a folder: an `Index`. It stays as it was opened, whatever happens to the folder."""

    def __init__(self, folder: Path, *, opened: Iterable[Segment] = ()) -> None:
        """Open the index in `folder`; of its segments, those that are `opened` already are not opened again.

        Raises `IndexMissing` if there is none, `IndexVersionError` if another version of qa wrote it, `IndexDamaged` if
        it is not as it was written, and `OSError` if it cannot be read.
        """
        self.folder = folder
        known = {segment.path: segment for segment in opened if isinstance(segment, StoredSegment)}
        for attempt in range(_ATTEMPTS):
            manifest = read_manifest(folder)
            try:
                paths = [folder / name for name in manifest["segments"]]
                segments = [known.get(path) or StoredSegment(path) for path in paths]
                catalog = ArrayFile(folder / manifest["catalog"])
                break
            except FileNotFoundError as error:
                # A writer replaced the manifest, and removed what the old one names.
                if attempt + 1 == _ATTEMPTS or read_manifest(folder) == manifest:
                    raise IndexDamaged(f"{error.filename} is missing; build the index anew") from None
        self._check_names(manifest, {manifest["catalog"]: catalog, **{file.path.name: file.file for file in segments}})
        self.manifest = manifest
        self._catalog = catalog
        with self._fitting():
            kept = [Kept(segment, document) for segment, document in catalog["kept"].tolist()]
            if any(document.segment >= len(segments) for document in kept):
                raise ValueError("found a document of no segment")
            super().__init__(segments, kept)

    def _check_names(self, manifest: Mapping[str, Any], opened: Mapping[str, ArrayFile]) -> None:
        """Raise `IndexDamaged` if a file is not the one that was saved under its name: two were swapped."""
        # An index that an earlier build of this version saved has no digests in its manifest.
        digests = manifest.get("digests", {})
        for name, file in opened.items():
            if digests.get(name, file.digest) != file.digest:
                raise _misnamed(self.folder / name)

    @contextmanager
    def _fitting(self) -> Iterator[None]:
        """Raise `IndexDamaged` if the catalog and the segments do not fit together."""
        try:
            yield
        except (KeyError, IndexError, ValueError, TypeError) as error:
            path = self.folder / self.manifest["catalog"]
            raise IndexDamaged(f"{path} does not fit the other files; build the index anew") from error

    @cached_property
    def contents(self) -> Contents:
        """What it is made of. Raises `IndexDamaged` if its catalog is not as it should be."""
        with self._fitting():
            return _contents(self.manifest, self._catalog)

    @property
    def unread(self) -> int:
        """The files that are not read yet, since the one who read them was stopped."""
        return int(self.manifest["unread"])

    @property
    def modified_ns(self) -> Mapping[int, int]:
        """When the files of documents were changed, by the numbers of the documents."""
        return {state.document: state.modified_ns for state in self.contents.files if state.document is not None}

    def check(self) -> None:
        """Compare every digest. Raises `IndexDamaged` if one is another."""
        self._catalog.check()
        for segment in self.segments:
            assert isinstance(segment, StoredSegment)
            segment.file.check()
            for number in range(len(segment.entries)):
                segment.records.record(number)

    @property
    def size(self) -> int:
        """The size of its files in bytes."""
        return self._catalog.size + sum(
            segment.file.size for segment in self.segments if isinstance(segment, StoredSegment)
        )


def is_free(folder: Path) -> bool:
    """Whether an index can be made in `folder`: nothing is there but what a writer left that did not finish."""
    if not folder.exists():
        return True
    return folder.is_dir() and all(
        path.name == _LOCK or path.suffix in (_SEGMENT, _CATALOG, _PART) for path in folder.iterdir()
    )


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """The manifest of the index in `folder`; raises as `StoredIndex` does."""
    path = folder / MANIFEST
    try:
        digest, _, text = read_regular(path, max_bytes=_LARGEST_MANIFEST).decode().partition("\n")
        # Not by `qa.schema`: the name of a source may hold bytes that are no text.
        manifest = json.loads(text) if digest == _digest(text) else None
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(f"{folder} holds no index; make one: qa index build -d PATH -o {folder}") from None
    except (ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict):
        raise IndexDamaged(f"{path} is damaged; build the index anew")
    if manifest.get("version") != VERSION:
        version = manifest.get("version")
        advice = "update qa" if isinstance(version, int) and version > VERSION else "build the index anew"
        raise IndexVersionError(f"{folder} is of version {version} of the format, this qa reads {VERSION}; {advice}")
    try:
        checked(manifest, _Manifest)
    except ValueError as error:
        raise IndexDamaged(f"{path} is damaged ({error}); build the index anew") from None
    return manifest


def _misnamed(path: Path) -> IndexDamaged:
    return IndexDamaged(f"{path} is another file than was saved; build the index anew")


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _contents(manifest: Mapping[str, Any], catalog: ArrayFile) -> Contents:
    names, digests, kinds, reasons = (
        Strings.of(catalog, name).every() for name in ("names", "digests", "kinds", "reasons")
    )
    files = [
        FileState(name, size, modified_ns, inode, digest, None if document < 0 else document, kind, reason)
        for name, (size, modified_ns, inode, document), digest, kind, reason in zip(
            names, catalog["files"].tolist(), digests, kinds, reasons, strict=True
        )
    ]
    return Contents(tuple(manifest["sources"]), manifest["settings"], files, manifest["read_ns"], manifest["unread"])


# Writing


@contextmanager
def changing(folder: Path, *, wait: float = 0) -> Iterator["Writer"]:
    """Change the index in `folder`, which is made if it is missing; nobody else does so meanwhile.

    Raises `IndexBusy` if somebody else does so after `wait` seconds, and `OSError` if the folder cannot be written to.
    """
    # Imported here, since who only asks needs no lock.
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        raise IndexBusy(f"{folder} is being changed by another process; try again when it is done") from None
    try:
        yield Writer(folder)
    finally:
        lock.release()


class Writer:
    """Changes the index in a folder, which is locked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._remove_unnamed()

    @property
    def folder(self) -> Path:
        """The folder of the index."""
        return self._folder

    def write(self, fill: Callable[[Sink], None]) -> StoredSegment:
        """Write the segment whose arrays `fill` writes to a file that no manifest names yet."""
        path = self._folder / f"{uuid4().hex}{_SEGMENT}"
        with ArrayWriter(path) as writer:
            fill(writer)
        return StoredSegment(path)

    def receive(self, chunks: Iterable[bytes]) -> StoredSegment:
        """Write the file of a segment that was made elsewhere. Raises `IndexDamaged` if it is not as it was made."""
        path = self._folder / f"{uuid4().hex}{_SEGMENT}"
        with path.open("xb") as stream:
            stream.writelines(chunks)
            stream.flush()
            os.fsync(stream.fileno())
        segment = StoredSegment(path)
        segment.file.check()
        return segment

    def spool(self, segment: Segment) -> StoredSegment:
        """`segment` in a file that no manifest names yet."""
        if isinstance(segment, StoredSegment) and segment.path.parent == self._folder:
            return segment
        return self.write(lambda sink: _copy(segment, sink))

    def save(self, index: SegmentIndex, contents: Contents) -> StoredIndex:
        """Make `index`, made of `contents`, the index in the folder; returns it as it is there."""
        segments = [self.spool(segment) for segment in index.segments]
        catalog = self._folder / f"{uuid4().hex}{_CATALOG}"
        files = contents.files
        with ArrayWriter(catalog) as writer:
            writer.add("kept", np.array(index.kept, dtype=np.uint32).reshape(-1, 2))
            rows = [
                (state.size, state.modified_ns, state.inode, -1 if state.document is None else state.document)
                for state in files
            ]
            writer.add("files", np.array(rows, dtype=np.int64).reshape(-1, 4))
            for name, texts in (
                ("names", [state.name for state in files]),
                ("digests", [state.digest for state in files]),
                ("kinds", [state.kind for state in files]),
                ("reasons", [state.reason for state in files]),
            ):
                for part, array in packed(name, texts).items():
                    writer.add(part, array)
        digests = {segment.path.name: segment.file.digest for segment in segments}
        manifest = {
            "version": VERSION,
            "sources": list(contents.sources),
            "settings": dict(contents.settings),
            "read_ns": contents.read_ns,
            "unread": contents.unread,
            "segments": [segment.path.name for segment in segments],
            "catalog": catalog.name,
            "digests": digests | {catalog.name: ArrayFile(catalog).digest},
        }
        self._replace_manifest(json.dumps(manifest, indent=1))
        saved = StoredIndex(self._folder, opened=segments)
        self._remove_unnamed()
        return saved

    def _replace_manifest(self, text: str) -> None:
        part = self._folder / f"{uuid4().hex}{_PART}"
        # Windows would write other ends of lines, which have another digest.
        with part.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(f"{_digest(text)}\n{text}")
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(self._folder / MANIFEST)
        _sync(self._folder)

    def _remove_unnamed(self) -> None:
        """Remove files that the manifest does not name; none if it cannot be read, as that of a newer version."""
        named: set[str] = set()
        try:
            with suppress(IndexMissing):
                manifest = read_manifest(self._folder)
                named = {*manifest["segments"], manifest["catalog"]}
        except (IndexFailure, OSError):
            return
        for path in self._folder.iterdir():
            if path.suffix in (_SEGMENT, _CATALOG, _PART) and path.name not in named:
                # On Windows a file that somebody reads cannot be removed; the next writer will.
                with suppress(OSError):
                    path.unlink()


def _copy(segment: Segment, sink: Sink) -> None:
    """Write the arrays and documents of `segment` to `sink`."""
    sizes: list[int] = []

    def records() -> Iterator[NDArray[np.uint8]]:
        for number in range(len(segment.entries)):
            record = segment.records.packed(number)
            sizes.append(len(record))
            yield np.frombuffer(record, dtype=np.uint8)

    sink.add_parts("records", np.uint8, records())
    sink.add("record_offsets", np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.uint64))
    for name in segment.arrays:
        if name not in ("records", "record_offsets"):
            sink.add(name, segment.arrays[name])


def _sync(folder: Path) -> None:
    """Let the change of names in `folder` reach the disk, where a folder can be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
