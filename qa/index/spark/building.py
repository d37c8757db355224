"""Files -> an index in a folder, made by the workers of Spark.

    the files are found and cut into shards, in their order         here
    each shard is read, split and made a segment                    workers
    a text that is in two shards is kept where it comes first       here; workers mend those shards
    the terms of all shards are counted, in parts                   workers
    each segment is weighed by the frequencies in all               workers
    the segments are fetched, and the manifest names them           here

What a lost worker made is made again: nothing depends on which worker does what.

Known limitations: all files are read anew each time. A file that changes while the index is made may be indexed as it
was or as it is. The folder of the index is on this machine, and its shards come here one after the other. Where more
words than are looked at are equally like a word of the question, each shard decides which of its own are looked at.
"""

import pickle
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from qa.errors import NoDocuments
from qa.index.building import Progress
from qa.index.collection import FileReader, Refreshed, writing
from qa.index.lookup import Kept, SegmentIndex
from qa.index.spark import shards
from qa.index.spark.session import failures_in_one_line, watched
from qa.index.spark.shards import FileRead, Fix, Kind, batch_of
from qa.index.spark.sources import ClusterFiles, cut, find
from qa.index.store import Contents, FileState, StoredSegment, Writer
from qa.load import check_fruitful, names_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Bytes of the files of a shard: some 200,000 passages. With smaller ones a question takes longer, with larger ones a
# worker needs more memory.
SHARD_BYTES = 128_000_000
# Bytes from which a shard of its own is worth a worker.
_WORTHWHILE = 2_000_000
# Bytes of files whose terms are counted together: some 100 MB of terms.
_COUNTED_BYTES = 16_000_000
# The share of the time until files are read, and until segments are weighed; fetching them takes the rest.
_READ, _WEIGHED = 0.6, 0.95
# Numbers that are looked at to find one for each partition: far more than it takes.
_TRIED, _TRIED_MORE = 40, 1_000


def build(
    folder: Path,
    sources: Sequence[str | Path],
    reader: FileReader,
    spark: "SparkSession",
    *,
    shard_bytes: int | None = None,
    check: Callable[[], None] = lambda: None,
    progress: Progress = lambda share: None,
    clock: Callable[[], int] = time.time_ns,
) -> Refreshed:
    """Save the index of `sources` in `folder`, whatever is there; returns it, and the files that were left out.

    A shard is made of files of `shard_bytes`, or of one that is larger; None leaves it to the size of all. A worker
    calls `check` before it reads: what it raises ends the work.

    Raises as `qa.load.load` for sources that cannot be read, `ClusterError` if Spark fails, and `IndexFailure` if the
    index cannot be saved.
    """
    now = clock()
    with failures_in_one_line(), writing(folder) as writer:
        files = find(sources, spark)
        work = _Work(files, shards.How(reader.max_bytes, reader.words, check), spark, shard_bytes)
        with _persisted(work.read()) as made:
            with watched(spark, lambda share: progress(_READ * share)):
                readings = work.readings(made)
            states = _states(files, readings)
            by_file = list(zip(files.discovery.files, states, strict=True))
            left_out = [(file.origin, state.skipped) for file, state in by_file if state.kind]
            skipped = [*files.discovery.skipped, *left_out]
            check_fruitful(files.discovery, {file.origin for file, state in by_file if not state.kind}, skipped)
            fixes, size = work.fixes(readings)
            with _persisted(work.mended(made, fixes)) as segments, _persisted(work.weighed(segments, size)) as weighed:
                with watched(spark, lambda share: progress(_READ + (_WEIGHED - _READ) * share)):
                    # All shards at once; then they are fetched one by one.
                    weighed.count()
                index = work.fetched(weighed, readings, writer)
        if not index.passages:
            raise NoDocuments("no sentence files in the documents; name at least one file with prose in it")
        contents = Contents(tuple(map(str, sources)), reader.settings, states, now)
        return Refreshed(writer.save(index, contents), tuple(skip for _, skip in skipped), is_new=True)


def _states(files: ClusterFiles, readings: Sequence[FileRead]) -> list[FileState]:
    """The files as they are. Raises the error of the first file that the user named and that could not be read."""
    states: list[FileState] = []
    documents = 0
    for file, name, reading in zip(files.discovery.files, names_of(files.discovery.files), readings, strict=True):
        if reading.error:
            raise reading.raised()
        document = documents if reading.is_read else None
        documents += reading.is_read
        states.append(
            FileState(
                name, file.size, file.modified_ns, file.inode, reading.digest, document, reading.kind, reading.reason
            )
        )
    return states


@contextmanager
def _persisted(frame: "DataFrame") -> Iterator["DataFrame"]:
    """What `frame` holds is made once and kept on the workers' disks; what is lost with a worker is made again."""
    from pyspark import StorageLevel

    kept = frame.persist(StorageLevel.DISK_ONLY)
    try:
        yield kept
    finally:
        kept.unpersist()


class _Work:
    """What the workers do, as tables of rows; see `qa.index.spark.shards`."""

    def __init__(self, files: ClusterFiles, how: shards.How, spark: "SparkSession", shard_bytes: int | None) -> None:
        self._files, self._how, self._spark = files, how, spark
        sizes = [file.size for file in files.discovery.files]
        cores = spark.sparkContext.defaultParallelism
        wanted = (
            sum(sizes) / shard_bytes
            if shard_bytes
            else max(sum(sizes) / SHARD_BYTES, min(sum(sizes) / _WORTHWHILE, cores))
        )
        self._shards = cut(sizes, max(int(wanted), 1))
        self._slots = _slots(spark, len(self._shards))
        self._parts = max(sum(sizes) // _COUNTED_BYTES, 1)
        spark.conf.set("spark.sql.shuffle.partitions", self._parts)

    def read(self) -> "DataFrame":
        """What became of each file, and the segments."""
        return self._in_slots(self._file_rows()).mapInArrow(shards.read(self._how), shards.COLUMNS)

    def _file_rows(self) -> "DataFrame":
        files, names = self._files.discovery.files, names_of(self._files.discovery.files)
        rows = [
            shards.Row(slot, Kind.FILE, number, pickle.dumps((files[number], names[number])))
            for slot, shard in zip(self._slots, self._shards, strict=True)
            for number in shard
        ]
        frame = self._spark.createDataFrame(pa.Table.from_batches([batch_of(rows)]))
        return frame.union(self._contents()) if self._files.roots else frame

    def _contents(self) -> "DataFrame":
        """The contents of files at addresses."""
        from pyspark.sql import functions

        known = [
            (self._files.addresses[number], slot, number)
            for slot, shard in zip(self._slots, self._shards, strict=True)
            for number in shard
            if self._files.addresses[number]
        ]
        places = self._spark.createDataFrame(known, "path string, slot int, place int")
        files = (
            self._spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(list(self._files.roots))
        )
        return (
            files.where(functions.col("length") <= self._how.max_bytes)
            .join(functions.broadcast(places), "path")
            .select(
                "slot", functions.lit(int(Kind.CONTENT)).alias("kind"), "place", functions.col("content").alias("data")
            )
        )

    def _in_slots(self, frame: "DataFrame") -> "DataFrame":
        return frame.repartition(len(self._slots), "slot")

    def readings(self, made: "DataFrame") -> list[FileRead]:
        """What became of each file, in the order of the files."""
        rows = made.where(made.kind == int(Kind.READINGS)).select("data").collect()
        readings = [reading for row in rows for reading in shards.readings_of(bytes(row.data))]
        return sorted(readings, key=lambda reading: reading.number)

    def fixes(self, readings: Sequence[FileRead]) -> tuple[Mapping[int, Fix], int | None]:
        """What shards did not know of each other, and the number of passages; None if there is one document."""
        seen: set[int] = set()
        copies, size = dict[int, set[int]](), 0
        is_alone = sum(reading.is_read for reading in readings) == 1
        for slot, shard in zip(self._slots, self._shards, strict=True):
            documents = [readings[number] for number in shard if readings[number].is_read]
            own = {reading.text_key: number for number, reading in reversed(list(enumerate(documents)))}
            copies[slot] = {number for key, number in own.items() if key in seen}
            size += sum(reading.passages for number, reading in enumerate(documents) if number not in copies[slot])
            seen.update(own)
        fixes = {slot: Fix(frozenset(numbers), is_alone) for slot, numbers in copies.items() if numbers or is_alone}
        return fixes, None if is_alone else size

    def mended(self, made: "DataFrame", fixes: Mapping[int, Fix]) -> "DataFrame":
        """The segments, with what they did not know of each other."""
        segments = made.where(made.kind == int(Kind.SEGMENT))
        return segments.mapInArrow(shards.fixed(fixes, self._how.words), shards.COLUMNS) if fixes else segments

    def weighed(self, segments: "DataFrame", size: int | None) -> "DataFrame":
        """The segments as shards of one index."""
        terms = segments.mapInArrow(shards.counted(self._parts), shards.COLUMNS)
        totals = terms.groupBy("place").applyInArrow(shards.summed, shards.COLUMNS)
        return self._in_slots(segments.union(totals)).mapInArrow(shards.finished(self._parts, size), shards.COLUMNS)

    def fetched(self, weighed: "DataFrame", readings: Sequence[FileRead], writer: Writer) -> SegmentIndex:
        """The index of the shards, whose files are fetched."""
        segments: dict[int, StoredSegment] = {}
        rows = weighed.select("slot", "data").toLocalIterator()
        for slot, chunks in groupby(rows, key=lambda row: int(row.slot)):
            segments[slot] = writer.receive(bytes(row.data) for row in chunks)
        made = [slot for slot in self._slots if slot in segments]
        kept = [
            Kept(made.index(slot), document)
            for slot, shard in zip(self._slots, self._shards, strict=True)
            for document in range(sum(readings[number].is_read for number in shard))
        ]
        return SegmentIndex([segments[slot] for slot in made], kept)


def _slots(spark: "SparkSession", count: int) -> list[int]:
    """For each of `count` partitions a number that Spark puts there."""
    numbers = spark.range(_TRIED * count + _TRIED_MORE).selectExpr("CAST(id AS INT) AS slot")
    placed = numbers.selectExpr("slot", f"pmod(hash(slot), {count}) AS place").collect()
    by_place = {int(row.place): int(row.slot) for row in placed}
    return [by_place[place] for place in range(count)]
