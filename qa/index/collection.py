"""An index in a folder, kept true to the files that it was made of.

A file is as it was if its size, time and inode are; where these cannot tell, its bytes do. What changed or came is
read, alone; what went is left out; a file that moved is known by its bytes.

Whoever is asked to stop saves what is read until then: the index is *unfinished*, and the next call goes on from it.

Known limitation: what changes while it is read is noticed the next time.
"""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from qa.errors import IndexBusy, IndexFailure, IndexMissing, NoDocuments, SourceError
from qa.index.building import Progress
from qa.index.drafts import Draft
from qa.index.lookup import Kept, SegmentIndex
from qa.index.store import Contents, FileState, StoredIndex, Writer, changing, read_manifest
from qa.index.updating import Fresh, copied, drafted, updated
from qa.load import (
    Discovery,
    FilesRead,
    Reading,
    Skipped,
    SourceFile,
    alone,
    check_fruitful,
    digest_of,
    discover,
    make_of_files,
    names_of,
    read_bytes,
)
from qa.types import Document

# Nanoseconds: a file that was changed so shortly before it was looked at may have been changed again within the same
# tick of its file system's clock.
_TICK = 2_000_000_000
# The share of reading and splitting in the whole time; the rest is counting.
_READING_SHARE = 0.6

OnRead = Callable[[FilesRead], None]


@dataclass(frozen=True, slots=True)
class FileReader:
    """How files are read: the largest one in bytes, and the words of a passage at most.

    `version` is that of the code that reads them; `shown_as` is the source of the only document, "" if it is its file.
    """

    max_bytes: int
    words: int
    version: str
    allow_private: bool = False
    shown_as: str = ""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What an index depends on."""
        return {"max_bytes": self.max_bytes, "passage_words": self.words, "version": self.version}


@dataclass(frozen=True, slots=True)
class Refreshed:
    """An index that is true to its files.

    `skipped` are the files that were left out. `is_new` is whether there was none before; else `read`, `moved` and
    `removed` count the files that changed or came, moved, and went. `trouble` is why the index could not be opened or
    saved, if so: it is then built anew, or in memory alone. `unread` are the files that are not read yet, since it was
    stopped.
    """

    index: SegmentIndex
    skipped: tuple[Skipped, ...]
    is_new: bool = False
    read: int = 0
    moved: int = 0
    removed: int = 0
    trouble: str = ""
    unread: int = 0


def refreshed(
    folder: Path,
    sources: Sequence[str | Path],
    reader: FileReader,
    *,
    wait: float = 0,
    must_save: bool = False,
    progress: Progress = lambda share: None,
    on_read: OnRead = lambda done: None,
    is_stopped: Callable[[], bool] = lambda: False,
    clock: Callable[[], int] = time.time_ns,
) -> Refreshed:
    """The index of `sources` in `folder`, brought up to date and saved there.

    If it cannot be saved, it is made in memory, unless it `must_save`: then an `IndexFailure` is raised. `wait` is how
    many seconds to wait for somebody else who changes it. `on_read` is called as `progress` of `qa.load.load` is. When
    `is_stopped`, no more files are read, and what is read is saved; so is it at an interrupt while a file is read. If
    nothing is read yet, or it cannot be saved, `KeyboardInterrupt` is raised.

    Raises as `qa.load.load` for sources that cannot be read.
    """
    now = clock()
    discovery = discover(sources)
    named = tuple(map(str, sources))
    work, trouble = _plan(folder, discovery, named, reader, now)
    work.is_stopped = is_stopped
    if not work.is_needed and work.index is not None:
        return work.refreshed(work.index, "")
    try:
        with changing(folder, wait=wait) as writer:
            if _is_changed(folder, work.index):
                # Somebody else may have done it meanwhile.
                work, _ = _plan(folder, discovery, named, reader, now)
                work.is_stopped = is_stopped
            index = work.run(writer, progress, on_read) if work.is_needed else work.index
            assert index is not None
            return work.refreshed(index, trouble)
    except (OSError, IndexBusy) as error:
        if must_save:
            raise error if isinstance(error, IndexFailure) else _unwritable(folder, error) from None
        reason = str(error) if isinstance(error, IndexFailure) else str(_unwritable(folder, error))
        return work.refreshed(work.run(None, progress, on_read), trouble or reason)


@contextmanager
def writing(folder: Path, *, wait: float = 0) -> Iterator[Writer]:
    """As `qa.index.store.changing`; a folder that cannot be written to raises an `IndexFailure`."""
    try:
        with changing(folder, wait=wait) as writer:
            yield writer
    except OSError as error:
        raise _unwritable(folder, error) from None


def _unwritable(folder: Path, error: OSError) -> IndexFailure:
    cause = error.strerror or str(error)
    return IndexFailure(f"cannot save the index in {folder} ({cause}); make room there, or name another folder")


def _is_changed(folder: Path, index: StoredIndex | None) -> bool:
    """Whether the index in `folder` is another than `index`."""
    try:
        return index is None or read_manifest(folder) != index.manifest
    except (IndexFailure, OSError):
        return True


def _plan(
    folder: Path, discovery: Discovery, sources: Sequence[str], reader: FileReader, now: int
) -> tuple["_Work", str]:
    """What there is to do, and why the index that is there cannot be used, if so."""
    stored, trouble = None, ""
    try:
        stored = StoredIndex(folder)
        if stored.contents.settings != reader.settings:
            stored, trouble = None, f"{folder} was made by other settings or another version of qa"
    except IndexMissing:
        pass
    except IndexFailure as error:
        trouble = str(error)
    except OSError as error:
        trouble = f"cannot read the index in {folder} ({error.strerror or error})"
    return _Work.of(stored, discovery, sources, reader, now), trouble


@dataclass(slots=True)
class _Work:
    """What there is to do for each file: nothing, if its state is known, or to read it."""

    index: StoredIndex | None
    discovery: Discovery
    sources: Sequence[str]
    reader: FileReader
    now: int
    names: Sequence[str]
    # For each file its state, if it is as it was or moved; else None.
    states: list[FileState | None]
    removed: int = 0
    is_needed: bool = True
    # The files of the index by their names, as they were.
    before: Mapping[str, FileState] = field(default_factory=dict)
    is_stopped: Callable[[], bool] = lambda: False
    # What is found out while it is done.
    skipped: list[tuple[int, Skipped]] = field(default_factory=list)
    read: int = 0
    moved: int = 0
    unread: int = 0

    @classmethod
    def of(
        cls,
        index: StoredIndex | None,
        discovery: Discovery,
        sources: Sequence[str],
        reader: FileReader,
        now: int,
    ) -> "_Work":
        """Compare the files with those of `index`."""
        files, names = discovery.files, names_of(discovery.files)
        work = cls(index, discovery, sources, reader, now, names, [None] * len(files))
        if index is None:
            return work
        work.before = known = index.contents.by_name
        here = set(names)
        gone = [state for name, state in known.items() if name not in here and state.document is not None]
        certain_until = index.contents.read_ns - _TICK
        work.states = [
            _as_it_was(file, known.get(name), reader, certain_until) or _moved(file, name, known, gone, reader)
            for file, name in zip(files, names, strict=True)
        ]
        documents = sum(state is None or state.document is not None for state in work.states)
        if (len(index.kept) == 1) != (documents == 1):
            # The one document has another context beside others; see `qa.load.alone`.
            work.states = [state if state is None or state.document is None else None for state in work.states]
        work.removed = len(gone) - sum(state in gone for state in work.states)
        is_same = not index.contents.unread and tuple(sources) == index.contents.sources
        work.is_needed = not is_same or work._renewed() != list(index.contents.files)
        return work

    def _renewed(self) -> list[FileState]:
        """The states as they are now; the one of a file that is to be read is another than before in any case."""
        return [
            _state(file, name, "", None) if state is None else _renewed(state, file, name)
            for file, name, state in zip(self.discovery.files, self.names, self.states, strict=True)
        ]

    def run(self, writer: Writer | None, progress: Progress, on_read: OnRead) -> SegmentIndex:
        """Do it; without a `writer` the index is in memory alone."""
        states: list[FileState] = []
        index = self._updated(states, writer, progress, on_read)
        if self.unread:
            if writer is None or not index.passages:
                raise KeyboardInterrupt
            return writer.save(index, Contents(self.sources, self.reader.settings, states, self.now, self.unread))
        documents = [number for number, state in enumerate(states) if state.document is not None]
        if len(documents) == 1 and len(self.discovery.files) > 1:
            # That all other files would fail was not known.
            only = Fresh(alone(index.documents[0]))
            index = updated(None, [only], words=self.reader.words)
        fruitful = {self.discovery.files[number].origin for number in documents}
        check_fruitful(self.discovery, fruitful, [*self.discovery.skipped, *self.skipped])
        if not index.passages:
            raise NoDocuments("no sentence found in the documents; name at least one file with prose in it")
        if writer is None:
            return index
        contents = Contents(self.sources, self.reader.settings, states, self.now)
        return writer.save(index, contents)

    def _updated(
        self, states: list[FileState], writer: Writer | None, progress: Progress, on_read: OnRead
    ) -> SegmentIndex:
        def advance(done: FilesRead) -> None:
            on_read(done)
            progress(done.share * _READING_SHARE)

        self.skipped, self.read, self.moved, self.unread = [], 0, 0, 0
        with closing(self._documents(states, advance)) as documents:
            return updated(
                self.index,
                documents,
                words=self.reader.words,
                spool=writer,
                progress=lambda share: progress(_READING_SHARE + share * (1 - _READING_SHARE)),
            )

    def _documents(self, states: list[FileState], on_read: OnRead) -> Generator[Kept | Fresh | Draft, None, None]:
        """The documents in order, kept or fresh; `states` gets the state of each file."""
        seen: set[int] = set()
        count = 0
        for file, name, known, reading in self._readings(on_read):
            state = known if known is not None else self._read_state(file, name, reading)
            if state.kind:
                self.skipped.append((file.origin, state.skipped))
                states.append(_renewed(state, file, name))
                continue
            item, text_key = self._item(state, reading.made if reading is not None else None, name, seen)
            seen.add(text_key)
            renewed = _renewed(state, file, name)
            states.append(renewed if renewed.document == count else replace(renewed, document=count))
            count += 1
            yield item

    def _read_state(self, file: SourceFile, name: str, reading: Reading[Draft] | None) -> FileState:
        """The state of a file that was just read."""
        assert reading is not None
        before = self.before.get(name)
        self.read += before is None or before.digest != reading.digest
        state = _state(file, name, reading.digest, None)
        left_out = reading.skipped
        return state if left_out is None else replace(state, kind=left_out.kind, reason=left_out.reason)

    def _readings(self, on_read: OnRead) -> Iterator[tuple[SourceFile, str, FileState | None, Reading[Draft] | None]]:
        """Each file with its name and either its known state or what was read."""
        files = list(zip(self.discovery.files, self.names, self.states, strict=True))
        waiting = [(file, name) for file, name, state in files if state is None]
        readings = make_of_files(
            partial(_draft, reader=self.reader, is_alone=len(files) == 1),
            [file for file, _ in waiting],
            [name for _, name in waiting],
            max_bytes=self.reader.max_bytes,
            allow_private=self.reader.allow_private,
            progress=on_read,
        )
        with closing(readings):
            for file, name, state in files:
                reading = self._next(readings) if state is None else None
                if state is None and reading is None:
                    self.unread += 1
                else:
                    yield file, name, state, reading

    def _next(self, readings: Iterator[Reading[Draft]]) -> Reading[Draft] | None:
        """The next reading; None once it is stopped."""
        try:
            return None if self.unread or self.is_stopped() else next(readings)
        except KeyboardInterrupt:
            if self.is_stopped():
                # For the second time.
                raise
            return None

    def _item(
        self, state: FileState, draft: Draft | None, name: str, seen: set[int]
    ) -> tuple[Kept | Fresh | Draft, int]:
        """A document as it is kept, or afresh, and the key of its text; `seen` are the keys of those before it."""
        if draft is not None:
            key = draft.entry.text_key
            return copied(draft) if key in seen else draft, key
        assert self.index is not None and state.document is not None
        kept = self.index.kept[state.document]
        text_key, was_copy = self.index.segments[kept.segment].text_keys[kept.document]
        is_copy = text_key in seen
        if state.name == name and was_copy == is_copy:
            return kept, text_key
        self.moved += state.name != name
        document = replace(self.index.documents[state.document], doc_id=name, source=name)
        return Fresh(document, is_copy), text_key

    def refreshed(self, index: SegmentIndex, trouble: str) -> Refreshed:
        """The result."""
        known = [
            (file.origin, state.skipped)
            for file, state in zip(self.discovery.files, self.states, strict=True)
            if state is not None and state.kind
        ]
        skipped = tuple(skip for _, skip in [*self.discovery.skipped, *(self.skipped or known)])
        is_new = self.index is None
        return Refreshed(index, skipped, is_new, self.read, self.moved, self.removed, trouble, self.unread)


def _draft(document: Document, *, reader: FileReader, is_alone: bool) -> Draft:
    """What is indexed of a document that was read, the only one or not."""
    if is_alone:
        document = alone(document)
        document = replace(document, source=reader.shown_as or document.source)
    return drafted(document, words=reader.words)


def _state(file: SourceFile, name: str, digest: str, document: int | None) -> FileState:
    return FileState(name, file.size, file.modified_ns, file.inode, digest, document)


def _renewed(state: FileState, file: SourceFile, name: str) -> FileState:
    """The state of a file whose bytes are the same, as it is now."""
    if (state.name, state.size, state.modified_ns, state.inode) == (name, file.size, file.modified_ns, file.inode):
        return state
    return replace(state, name=name, size=file.size, modified_ns=file.modified_ns, inode=file.inode)


def _as_it_was(file: SourceFile, state: FileState | None, reader: FileReader, certain_until: int) -> FileState | None:
    """The state of a file if its bytes are the same; None if they are not, or it must be read in any case."""
    if state is None or file.is_stream or (state.kind and file.is_named):
        return None
    same = (state.size, state.modified_ns, state.inode) == (file.size, file.modified_ns, file.inode)
    if same and state.modified_ns < certain_until:
        return state
    return state if state.digest and state.digest == _digest(file, reader) else None


def _moved(
    file: SourceFile, name: str, known: Mapping[str, FileState], gone: Sequence[FileState], reader: FileReader
) -> FileState | None:
    """The state under which a file that came is known: another one of its last name and bytes has gone."""
    if name in known or file.is_stream or file.path is None:
        return None
    likely = [state for state in gone if Path(state.name).name == file.path.name and state.size == file.size]
    digest = _digest(file, reader) if likely else ""
    return next((state for state in likely if state.digest == digest), None)


def _digest(file: SourceFile, reader: FileReader) -> str:
    """The digest of the bytes of a file; "" if they cannot be read."""
    with suppress(SourceError):
        return digest_of(read_bytes(file.path, size=file.size, max_bytes=reader.max_bytes, is_regular=True))
    return ""
