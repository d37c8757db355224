"""An index in a folder, changed by hand: documents added and removed, other indexes taken in, segments made one.

Nothing of what the index was made of needs to be there any more.

Known limitation: the first document of an index keeps the context that it had alone; see `qa.load.alone`.
"""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

from qa.errors import IndexFailure, SourceNotFound
from qa.index.building import Progress
from qa.index.collection import FileReader, OnRead, writing
from qa.index.drafts import Draft
from qa.index.lookup import Kept, SegmentIndex
from qa.index.store import Contents, FileState, StoredIndex
from qa.index.updating import changed, drafted, merge
from qa.load import FilesRead, Skipped, check_fruitful, discover, make_of_files, names_of


def add(
    folder: Path,
    sources: Sequence[str | Path],
    reader: FileReader,
    *,
    progress: Progress = lambda share: None,
    on_read: OnRead = lambda done: None,
) -> tuple[StoredIndex, tuple[Skipped, ...]]:
    """Add the documents of `sources` to the index in `folder`; returns it, and the files that were left out.

    A document that is there under the same name is replaced. Raises as `qa.load.load` and `StoredIndex` do.
    """
    discovery = discover(sources)
    names = names_of(discovery.files)
    new: list[FileState] = []
    skipped, fruitful = list(discovery.skipped), set[int]()

    def advance(done: FilesRead) -> None:
        on_read(done)
        progress(done.share)

    def drafts(words: int) -> Generator[Draft, None, None]:
        readings = make_of_files(
            partial(drafted, words=words),
            discovery.files,
            names,
            max_bytes=reader.max_bytes,
            allow_private=reader.allow_private,
            progress=advance,
        )
        with closing(readings):
            for reading in readings:
                file, left_out = reading.file, reading.skipped
                state = FileState(names[len(new)], file.size, file.modified_ns, file.inode, reading.digest, None)
                if left_out is not None:
                    skipped.append((file.origin, left_out))
                    state = replace(state, kind=left_out.kind, reason=left_out.reason)
                new.append(state)
                if reading.made is not None:
                    fruitful.add(file.origin)
                    yield reading.made

    with writing(folder) as writer:
        index = StoredIndex(folder)
        words = int(index.contents.settings["passage_words"])
        with closing(drafts(words)) as added:
            updated = changed(index, added=added, removed=names, words=words, spool=writer)
        check_fruitful(discovery, fruitful, skipped)
        old = _states(index, without=frozenset(names))
        first = len(updated.kept) - sum(not state.kind for state in new)
        numbers = iter(range(first, len(updated.kept)))
        states = [state if state.kind else replace(state, document=next(numbers)) for state in new]
        named = tuple(dict.fromkeys((*index.contents.sources, *map(str, sources))))
        saved = writer.save(updated, replace(index.contents, sources=named, files=[*old, *states]))
    return saved, tuple(skip for _, skip in skipped)


def remove(folder: Path, patterns: Sequence[str]) -> tuple[StoredIndex, tuple[str, ...]]:
    """Remove the documents whose sources match one of `patterns`; returns the index, and the sources.

    A pattern is a whole source, or one of Python's `fnmatch`. Raises `SourceNotFound` for a pattern that matches none,
    `IndexFailure` if nothing would be left, and as `StoredIndex` does.
    """
    with writing(folder) as writer:
        index = StoredIndex(folder)
        matching = {
            pattern: [entry for entry in index.entries if _matches(entry.source, pattern)] for pattern in patterns
        }
        missing = next((pattern for pattern, entries in matching.items() if not entries), None)
        if missing is not None:
            raise SourceNotFound(f"no document of {folder} is called {missing}; qa index info {folder} lists them")
        gone = {entry.doc_id: entry.source for entries in matching.values() for entry in entries}
        if len(gone) == len(index.kept):
            raise IndexFailure(f"these are all documents of {folder}; remove the folder instead")
        words = int(index.contents.settings["passage_words"])
        updated = changed(index, removed=gone, words=words, spool=writer)
        files = _states(index, without=frozenset(gone))
        return writer.save(updated, replace(index.contents, files=files)), tuple(gone.values())


def _matches(source: str, pattern: str) -> bool:
    return source == pattern or fnmatchcase(source, pattern)


def _states(index: StoredIndex, *, without: frozenset[str]) -> list[FileState]:
    """The files of `index` whose documents are not `without`, with the numbers that these then have."""
    left = [number for number, entry in enumerate(index.entries) if entry.doc_id not in without]
    numbers = {number: place for place, number in enumerate(left)}
    return [
        state if state.document is None else replace(state, document=numbers[state.document])
        for state in index.contents.files
        if state.name not in without and (state.document is None or state.document in numbers)
    ]


def unite(folder: Path, others: Sequence[Path] = (), *, progress: Progress = lambda share: None) -> StoredIndex:
    """Take the documents of `others` into the index in `folder`, and make it one segment.

    A document that is there under the same name stays. Raises as `StoredIndex` does.
    """
    with writing(folder) as writer:
        index = StoredIndex(folder)
        segments, kept, contents = list(index.segments), list(index.kept), index.contents
        names = {entry.doc_id for entry in index.entries}
        for other in map(StoredIndex, others):
            new = [number for number, entry in enumerate(other.entries) if entry.doc_id not in names]
            names.update(other.entries[number].doc_id for number in new)
            contents = _united(
                contents, other.contents, {number: len(kept) + place for place, number in enumerate(new)}
            )
            kept += [Kept(len(segments) + other.kept[number].segment, other.kept[number].document) for number in new]
            segments += other.segments
        whole = merge(segments, kept, spool=writer, progress=progress)
        united = SegmentIndex([whole], [Kept(0, number) for number in range(len(kept))])
        # A text that another one has, too, is a copy from now on.
        words = int(contents.settings["passage_words"])
        return writer.save(changed(united, words=words, spool=writer), contents)


def _united(contents: Contents, other: Contents, numbers: dict[int, int]) -> Contents:
    """`contents` with those files of `other` whose documents get new `numbers`, by their old ones."""
    files = [
        replace(state, document=numbers[state.document])
        for state in other.files
        if state.document is not None and state.document in numbers
    ]
    sources = tuple(dict.fromkeys((*contents.sources, *other.sources)))
    return replace(contents, sources=sources, files=[*contents.files, *files])
