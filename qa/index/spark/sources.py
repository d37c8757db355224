"""What a cluster reads: files and folders by their paths, and on any file system that Spark knows by its address.

A path is found as everywhere in qa (see `qa.load.sources`); the workers must find the file under the same path. An
address such as `hdfs://host/notes`, `s3a://bucket/notes` or `file:///notes` is listed by Spark's own file systems, and
its files reach the workers through Spark.

Known limitations: Spark shows no file whose name begins with `_` or a dot, in the folders at an address; they count as
hidden. Addresses of the web and standard input are not read.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from qa.errors import ClusterError, SourceError, SourceNotFound
from qa.load import STDIN, Discovery, Skipped, SourceFile, discover, printable, shown
from qa.load.sources import Container, is_address

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# How an address begins: a letter first, so that no drive of Windows is one.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_PATTERN = re.compile(r"[*?]|\[[^/]+\]|\{[^/]+\}")
# What has a meaning in a pattern of Hadoop.
_SPECIAL = re.compile(r"([\\*?\[\]{}])")
# How the names begin that Spark leaves out of a folder.
_HIDDEN = (".", "_")
_NANOSECONDS = 1_000_000
_FOLDER_ADVICE = "put a file there that qa reads (see qa formats), or name another folder"


class ClusterFiles(NamedTuple):
    """The files to read, in order: `addresses` has for each the address that Spark knows it by, "" for a path."""

    discovery: Discovery
    addresses: Sequence[str]
    # What Spark is to read of these.
    roots: Sequence[str]


def has_scheme(source: str) -> bool:
    """Whether `source` is an address of a file system."""
    return bool(_SCHEME.match(source))


def find(sources: Sequence[str | Path], spark: "SparkSession") -> ClusterFiles:
    """The files that `sources` name. Raises as `qa.load.discover`, and `ClusterError` for what no worker can read."""
    for named in map(str, sources):
        if named == STDIN or is_address(named):
            name = "standard input" if named == STDIN else shown(named)
            raise ClusterError(f"the workers of Spark cannot read {name}; save it in a file, and name that")
    paths = [(origin, source) for origin, source in enumerate(sources) if not has_scheme(str(source))]
    on_paths = discover([source for _, source in paths])
    origins = [origin for origin, _ in paths]
    every = Discovery(
        [replace(_absolute(file), origin=origins[file.origin]) for file in on_paths.files],
        [(origins[origin], skip) for origin, skip in on_paths.skipped],
        {origins[origin]: container for origin, container in on_paths.containers.items()},
        {origins[origin] for origin in on_paths.repeated},
    )
    listing = _Listing(spark, every)
    for origin, source in enumerate(sources):
        if has_scheme(str(source)):
            listing.add(str(source), origin)
    addresses = [*("" for _ in on_paths.files), *listing.addresses]
    order = sorted(range(len(every.files)), key=lambda number: every.files[number].origin)
    every.files = [every.files[number] for number in order]
    every.skipped.sort(key=lambda skip: skip[0])
    return ClusterFiles(every, [addresses[number] for number in order], listing.roots)


def _absolute(file: SourceFile) -> SourceFile:
    """`file` with a path that does not depend on the folder of the process."""
    if file.is_stream:
        raise ClusterError(f"the workers of Spark cannot read the pipe {shown(file.name)}; save it in a file")
    assert file.path is not None
    return replace(file, path=file.path.absolute())


class _Listing:
    """Lists folders at addresses, into a discovery."""

    def __init__(self, spark: "SparkSession", discovery: Discovery) -> None:
        context: Any = spark.sparkContext
        self._hadoop = context._jvm.org.apache.hadoop.fs
        self._configuration = context._jsc.hadoopConfiguration()
        self._discovery = discovery
        self._roots: list[str] = []
        # The addresses of the files that are found, as Spark writes them.
        self.addresses: dict[str, None] = {}

    @property
    def roots(self) -> list[str]:
        """What Spark is to read: files and folders, in which no character makes a pattern."""
        return [_SPECIAL.sub(r"\\\1", root) for root in self._roots]

    def add(self, source: str, origin: int) -> None:
        """Add a file, a folder, or what a pattern matches. Raises `SourceError`."""
        path = self._hadoop.Path(source)
        system = path.getFileSystem(self._configuration)
        if system.exists(path):
            status = system.getFileStatus(path)
            self._roots.append(source)
            if not status.isDirectory():
                if _name(status).startswith(_HIDDEN):
                    raise SourceError(f"{shown(source)} is hidden from Spark, which reads no such name; rename it")
                self._add_file(status, source, origin, is_named=True)
                return
            self._discovery.containers[origin] = Container(printable(source), _FOLDER_ADVICE)
            self._walk(system, status, source.rstrip("/"), origin)
            return
        matches = list(system.globStatus(path) or ()) if _PATTERN.search(source) else []
        if not matches:
            raise SourceNotFound(f"{shown(source)} does not exist; check the address")
        self._discovery.containers[origin] = Container(printable(source), "name other files, or another pattern")
        for status in sorted(matches, key=_name):
            match = str(status.getPath().toString())
            self._roots.append(match)
            self._visit(system, status, match, origin)

    def _walk(self, system: Any, folder: Any, name: str, origin: int) -> None:
        """Visit what is in a folder, in the order of names."""
        for status in sorted(system.listStatus(folder.getPath()), key=_name):
            self._visit(system, status, f"{name}/{_name(status)}", origin)

    def _visit(self, system: Any, status: Any, name: str, origin: int) -> None:
        if _name(status).startswith(_HIDDEN):
            self._discovery.skipped.append(
                (origin, Skipped(printable(name), "is hidden from Spark; rename it", "hidden"))
            )
        elif status.isDirectory():
            self._walk(system, status, name, origin)
        else:
            self._add_file(status, name, origin, is_named=False)

    def _add_file(self, status: Any, name: str, origin: int, *, is_named: bool) -> None:
        address = str(status.getPath().toString())
        if address in self.addresses:
            self._discovery.repeated.add(origin)
            return
        self.addresses[address] = None
        self._discovery.files.append(
            SourceFile(
                None,
                printable(name),
                printable(PurePosixPath(name).stem),
                int(status.getLen()),
                is_stream=False,
                is_named=is_named,
                origin=origin,
                modified_ns=int(status.getModificationTime()) * _NANOSECONDS,
            )
        )


def _name(status: Any) -> str:
    return str(status.getPath().getName())


# Shards


def cut(sizes: Sequence[int], count: int) -> list[range]:
    """The numbers of files of these `sizes`, in at most `count` rows of about the same size, none of them empty."""
    weights = [size + _FILE_WEIGHT for size in sizes]
    total, before = sum(weights), 0
    ends: list[int] = []
    for number, weight in enumerate(weights, start=1):
        before += weight
        # As many rows are full as this share of all.
        if before * count >= total * (len(ends) + 1) or number == len(weights):
            ends.append(number)
    return [range(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True)]


# Bytes that a file weighs beside its own: opening it takes as long.
_FILE_WEIGHT = 1_000
