"""What the workers of Spark do: files -> a segment, its terms -> their totals, both -> a shard of the index.

Each function takes what Spark hands to a worker, batches of rows, and yields batches. A row has the number of its
shard, what it is, and bytes; those of one shard are all in one partition. A segment is in a file while it is worked on,
and goes through Spark in chunks, so that memory is bounded by the counting of one shard.

A file is read in another process where there is much to read, so that one that ends it is left out, and not the job
aborted.
"""

import json
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from qa import errors
from qa.errors import SourceError
from qa.index.keys import key_of
from qa.index.segment import Segment
from qa.index.store import StoredSegment, Writer
from qa.index.updating import Fresh, updated
from qa.index.weighing import TERM, TOTAL, parts_of, terms_of, totals, weighed
from qa.load import SourceFile, alone, read_files
from qa.types import Document

# Bytes of a segment that go through Spark in one row.
_CHUNK = 4_000_000
# Bytes from which files are read in other processes, and how many these are: one reads while another's text is split.
_MUCH, _READERS = 1_000_000, 2

# The columns of rows, for Spark and for Arrow.
COLUMNS = "slot int, kind int, place int, data binary"
_SCHEMA = pa.schema([("slot", pa.int32()), ("kind", pa.int32()), ("place", pa.int32()), ("data", pa.binary())])

Batches = Iterator[pa.RecordBatch]


class Kind(IntEnum):
    """What is in a row; `place` is the number of the file, of the chunk, or of the part of the terms."""

    FILE = 1
    CONTENT = 2
    READINGS = 3
    SEGMENT = 4
    TERMS = 5
    TOTALS = 6


class Row(NamedTuple):
    """A row: the `slot` says in which partition it is."""

    slot: int
    kind: Kind
    place: int
    data: bytes


class FileRead(NamedTuple):
    """What became of a file: its digest, the key of its text and its passages, or why it was left out.

    `number` is that of the file among all. Where the user named the file, `error` is what ends it all: the name of a
    class of `qa.errors`, with `reason` as its message.
    """

    number: int
    digest: str
    text_key: int = 0
    passages: int = 0
    kind: str = ""
    reason: str = ""
    error: str = ""

    @property
    def is_read(self) -> bool:
        """Whether it is a document."""
        return not self.kind and not self.error

    def raised(self) -> SourceError:
        """The error that a file raised which the user named."""
        kind = getattr(errors, self.error)
        error = kind(self.reason)
        assert isinstance(error, SourceError)
        return error


@dataclass(frozen=True, slots=True)
class How:
    """How files are read: the largest one in bytes, the words of a passage at most, and what a worker checks before."""

    max_bytes: int
    words: int
    check: Callable[[], None]


class Fix(NamedTuple):
    """What a shard did not know of all others: copies of texts in them, by numbers; whether it holds all there is."""

    copies: frozenset[int]
    is_alone: bool


def rows_of(batches: Batches) -> Iterator[Row]:
    """The rows of some batches."""
    for batch in batches:
        for slot, kind, place, data in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield Row(slot, Kind(kind), place, data)


def batch_of(rows: Iterable[Row]) -> pa.RecordBatch:
    """Some rows as one batch."""
    columns: Sequence[Sequence[object]] = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
    return pa.RecordBatch.from_arrays(
        [pa.array(column, type=field.type) for column, field in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA
    )


# Files to a segment


def read(how: How) -> Callable[[Batches], Batches]:
    """Files and their contents -> what became of each file, and the segment of their documents."""

    def work(batches: Batches) -> Batches:
        how.check()
        with TemporaryDirectory() as folder:
            files, slot = _files(batches, Path(folder))
            if not files:
                return
            readings: list[FileRead] = []
            path = _segment(_documents(files, how, readings), how.words, Path(folder))
            entries = iter(StoredSegment(path).entries if path is not None else ())
            counted = [
                reading._replace(passages=next(entries).passages) if reading.is_read else reading
                for reading in readings
            ]
            yield batch_of([Row(slot, Kind.READINGS, 0, json.dumps(counted).encode())])
            if path is not None:
                yield from _chunks(slot, path)

    return work


def _files(batches: Batches, folder: Path) -> tuple[Mapping[int, tuple[SourceFile, str]], int]:
    """The files of a shard by their numbers, and its slot; contents that came are put into `folder`."""
    files: dict[int, tuple[SourceFile, str]] = {}
    of_shard = 0
    for slot, kind, place, data in rows_of(batches):
        of_shard = slot
        if kind is Kind.CONTENT:
            (folder / str(place)).write_bytes(data)
            continue
        file, name = pickle.loads(data)
        if file.path is None:
            file = replace(file, path=folder / str(place))
            if not file.size:
                file.path.touch()
        files[place] = file, name
    return dict(sorted(files.items())), of_shard


def _documents(
    files: Mapping[int, tuple[SourceFile, str]], how: How, readings: list[FileRead]
) -> Iterator[tuple[Document, bool]]:
    """The documents of files, each with whether it is a copy of one before it; `readings` gets what became of each."""
    seen: set[int] = set()
    size = sum(file.size for file, _ in files.values())
    reading_files = read_files(
        [file for file, _ in files.values()],
        [name for _, name in files.values()],
        max_bytes=how.max_bytes,
        workers=_READERS if size >= _MUCH else 1,
    )
    with closing(reading_files):
        for number in files:
            try:
                reading = next(reading_files)
            except SourceError as error:
                readings.append(FileRead(number, "", reason=str(error), error=type(error).__name__))
                return
            if reading.skipped is not None:
                readings.append(
                    FileRead(number, reading.digest, kind=reading.skipped.kind, reason=reading.skipped.reason)
                )
                continue
            assert reading.made is not None
            key = key_of(reading.made.text)
            readings.append(FileRead(number, reading.digest, key))
            yield reading.made, key in seen
            seen.add(key)


def _segment(documents: Iterable[tuple[Document, bool]], words: int, folder: Path) -> Path | None:
    """The file of the segment of some documents, each with whether it is a copy; None if there are none."""
    writer = Writer(folder)
    fresh = (Fresh(document, is_copy) for document, is_copy in documents)
    index = updated(None, fresh, words=words, spool=writer)
    return writer.spool(index.segments[0]).path if index.segments else None


def _chunks(slot: int, path: Path) -> Batches:
    """The file of a segment, in rows."""
    with path.open("rb") as stream:
        for place, chunk in enumerate(iter(lambda: stream.read(_CHUNK), b"")):
            yield batch_of([Row(slot, Kind.SEGMENT, place, chunk)])


# Segments, changed


@contextmanager
def _opened(batches: Batches) -> Iterator[tuple[int, StoredSegment | None, Mapping[int, bytes]]]:
    """The slot of a shard, its segment (None if there is none), and the totals of its terms by part."""
    of_shard, is_there, totals_of = 0, False, dict[int, bytes]()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "opened"
        with path.open("wb") as stream:
            for slot, kind, place, data in rows_of(batches):
                of_shard = slot
                if kind is Kind.TOTALS:
                    totals_of[place] = data
                else:
                    is_there = True
                    stream.seek(place * _CHUNK)
                    stream.write(data)
        yield of_shard, StoredSegment(path) if is_there else None, totals_of


def fixed(fixes: Mapping[int, Fix], words: int) -> Callable[[Batches], Batches]:
    """Segments that did not know of others -> those that do; `fixes` are by slot."""

    def work(batches: Batches) -> Batches:
        with _opened(batches) as (slot, segment, _), TemporaryDirectory() as folder:
            if segment is not None:
                documents = _fixed_documents(segment, fixes[slot]) if slot in fixes else None
                path = segment.path if documents is None else _segment(documents, words, Path(folder))
                assert path is not None
                yield from _chunks(slot, path)

    return work


def _fixed_documents(segment: Segment, fix: Fix) -> Iterator[tuple[Document, bool]]:
    for number, entry in enumerate(segment.entries):
        document = segment.records.record(number).document
        yield alone(document) if fix.is_alone else document, entry.is_copy or number in fix.copies


def counted(parts: int) -> Callable[[Batches], Batches]:
    """Segments -> their terms, in so many parts."""

    def work(batches: Batches) -> Batches:
        with _opened(batches) as (slot, segment, _):
            if segment is not None:
                terms = terms_of(segment)
                for part, places in enumerate(_places(terms, parts)):
                    yield batch_of([Row(slot, Kind.TERMS, part, terms[places].tobytes())])

    return work


def _places(terms: Any, parts: int) -> Sequence[Any]:
    """The places of the terms of each part, ascending."""
    part = parts_of(terms, parts)
    order = np.argsort(part, kind="stable")
    return np.split(order, np.cumsum(np.bincount(part, minlength=parts))[:-1])


def summed(table: pa.Table) -> pa.Table:
    """One part of the terms of all shards -> for each shard the totals of its terms in this part."""
    rows = list(rows_of(iter(table.to_batches())))
    every = totals([np.frombuffer(row.data, dtype=TERM) for row in rows])
    return pa.Table.from_batches(
        [
            batch_of(
                Row(row.slot, Kind.TOTALS, row.place, total.tobytes()) for row, total in zip(rows, every, strict=True)
            )
        ]
    )


def finished(parts: int, size: int | None) -> Callable[[Batches], Batches]:
    """Segments and the totals of their terms, in so many parts -> the shards of an index of `size` passages.

    If `size` is None, there is one shard.
    """

    def work(batches: Batches) -> Batches:
        with _opened(batches) as (slot, segment, totals_of), TemporaryDirectory() as folder:
            if segment is None:
                return
            places = _places(terms_of(segment), parts)
            frequencies = np.zeros(sum(map(len, places)), dtype=TOTAL)
            for part, inside in enumerate(places):
                frequencies[inside] = np.frombuffer(totals_of[part], dtype=TOTAL)
            shard = Segment(weighed(segment, frequencies, segment.size if size is None else size), segment.records)
            yield from _chunks(slot, Writer(Path(folder)).spool(shard).path)

    return work


def readings_of(data: bytes) -> list[FileRead]:
    """What became of the files of a shard."""
    return [FileRead(*reading) for reading in json.loads(data)]
