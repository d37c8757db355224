"""An index in a folder -> the workers of Spark, where they do not see the folder themselves.

Known limitation: a worker that joins later, on a machine without the folder, is only served if the others needed it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qa.errors import ClusterError, IndexFailure
from qa.index.store import MANIFEST, StoredIndex, read_manifest

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

# Tasks per core that look for the folder, so that every worker gets some.
_LOOKS = 4


class Shipped(NamedTuple):
    """An index as the workers know it: its folder, and the files that its manifest names."""

    folder: str
    catalog: str
    segments: tuple[str, ...]

    @classmethod
    def of(cls, index: StoredIndex) -> "Shipped":
        """The index that is open."""
        return cls(str(index.folder.absolute()), index.manifest["catalog"], tuple(index.manifest["segments"]))

    @property
    def names(self) -> tuple[str, ...]:
        """Its files."""
        return (MANIFEST, self.catalog, *self.segments)


def ship(index: StoredIndex, spark: "SparkSession") -> Shipped:
    """Send the files of `index` to every worker, unless they all see its folder."""
    shipped = Shipped.of(index)
    count = _LOOKS * spark.sparkContext.defaultParallelism

    def look(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        list(batches)
        yield pa.RecordBatch.from_pydict({"is_there": [_holds(Path(shipped.folder), shipped)]})

    looks = spark.range(0, count, 1, count).mapInArrow(look, "is_there boolean").collect()
    if not all(row.is_there for row in looks):
        for name in shipped.names:
            spark.sparkContext.addFile(str(index.folder / name))
    return shipped


def arrived(shipped: Shipped) -> Path:
    """On a worker: the folder of the index. Raises `ClusterError` if it is not there."""
    if _holds(Path(shipped.folder), shipped):
        return Path(shipped.folder)
    from pyspark import SparkFiles

    sent = Path(SparkFiles.getRootDirectory())
    if _holds(sent, shipped):
        return sent
    raise ClusterError(f"a worker of Spark does not see {shipped.folder}; put the index where all workers do")


def _holds(folder: Path, shipped: Shipped) -> bool:
    """Whether `folder` holds the very index."""
    try:
        manifest = read_manifest(folder)
    except (OSError, IndexFailure):
        return False
    return (manifest["catalog"], tuple(manifest["segments"])) == shipped[1:] and all(
        (folder / name).is_file() for name in shipped.names
    )
