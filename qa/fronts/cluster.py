"""Spark for the command line: `qa index build --spark MASTER`, and `qa ask --batch FILE --index DIR --spark MASTER`.

What is shown, the order of it, and the exit status are those without Spark.
"""

import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from qa import __version__
from qa.errors import ClusterError, QAError, UsageError
from qa.fronts.settings import Settings
from qa.fronts.status import report

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from qa.fronts.batch import Lines, Tally
    from qa.index import FileReader, Filter, Refreshed
    from qa.index.spark.shipping import Shipped
    from qa.pipeline import Corpus

Master = Annotated[
    str | None,
    typer.Option(
        "--spark", metavar="MASTER", help="Let Spark do it: local[4], spark://host:7077, yarn; see qa help index."
    ),
]

# Questions of a task: a worker that is lost has lost the answers of one.
_AT_ONCE = 50
_COLUMNS = "number int, json string, answered boolean, error string, trace string"


def check_usage(master: str | None, *, batch: str | None, index: str | None) -> None:
    """Raise `UsageError` if Spark is to answer something else than a file of questions from an index."""
    if master is not None and (batch is None or index is None):
        missing = "a file of questions (--batch FILE)" if batch is None else "an index (--index DIR)"
        raise UsageError(f"--spark answers a file of questions from a saved index; name {missing} too")


def build(folder: Path, documents: Sequence[str], reader: "FileReader", master: str) -> "Refreshed":
    """Save an index that the workers of Spark build."""
    from qa.fronts.progress import LateBar
    from qa.index.spark.session import check_installed, started
    from qa.render import console

    check_installed()
    from qa.index.spark import building

    with LateBar(console(sys.stderr), "indexing") as bar, started(master) as spark:
        check = partial(_check_version, __version__)
        return building.build(folder, documents, reader, spark, check=check, progress=bar)


class _Reply(NamedTuple):
    """What became of a line: its answer as JSON and whether it was answered, or an error; a bug has a trace."""

    json: str | None
    answered: bool
    error: str | None
    trace: str | None


@dataclass(frozen=True, slots=True)
class _Job:
    """How a worker answers: from which index, and as which settings say."""

    index: "Shipped"
    settings: Settings
    filter: "Filter | None"
    explain: bool
    all: bool
    ascii_only: bool
    version: str


def answer_lines(
    lines: "Lines",
    corpus: "Corpus",
    settings: Settings,
    master: str,
    *,
    filter: "Filter | None",
    explain: bool,
    all: bool,
) -> "Tally":
    """Print the JSON of each line, answered by the workers of Spark from the index in a folder that `corpus` is of.

    `filter` says which documents are asked. Raises `UsageError` if no line asks anything, and `ClusterError`.
    """
    from qa.fronts import batch
    from qa.fronts.progress import LateBar
    from qa.index import StoredIndex
    from qa.index.spark.session import started
    from qa.index.spark.shipping import ship
    from qa.render import console

    # A worker has one core for the network, unless the user says otherwise.
    settings = replace(settings, threads=settings.threads or 1)
    assert isinstance(corpus.index, StoredIndex)
    with LateBar(console(sys.stderr), "asking") as bar, started(master) as spark:
        job = _Job(ship(corpus.index, spark), settings, filter, explain, all, batch.ascii_only(), __version__)
        rows = list(enumerate(lines.all()))
        numbered = spark.sparkContext.parallelize(rows, max(-(-len(rows) // _AT_ONCE), 1))
        asked = spark.createDataFrame(numbered, "number int, line string").mapInArrow(_answers(job), _COLUMNS)
        replies = _replies(asked, bar)
        return batch.answer_lines(lines, lambda line: _repeated(next(replies)), report=report)


def _replies(asked: "DataFrame", bar: Callable[[float], None]) -> Iterator[_Reply]:
    """What became of each line, in order."""
    from pyspark import StorageLevel

    from qa.index.spark.session import watched

    kept = asked.persist(StorageLevel.DISK_ONLY)
    with watched(kept.sparkSession, bar):
        # All at once; then they come one after the other.
        kept.count()
    bar(1)
    return (_Reply(row.json, row.answered, row.error, row.trace) for row in kept.toLocalIterator())


def _repeated(reply: _Reply) -> tuple[str, bool] | None:
    """What the worker made of a line; raises what it raised."""
    if reply.trace is not None:
        error = RuntimeError(reply.error)
        error.add_note(reply.trace)
        raise error
    if reply.error is not None:
        raise QAError(reply.error)
    return None if reply.json is None else (reply.json, reply.answered)


# On the workers


def _check_version(version: str) -> None:
    """Raise `ClusterError` if this worker has another `version` of qa."""
    if __version__ != version:
        raise ClusterError(f"a worker of Spark has qa {__version__}, this is qa {version}; install the same there")


def _answers(job: _Job) -> "Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]":
    def work(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        names = ["number", *_Reply._fields]
        types = [pa.int32(), pa.string(), pa.bool_(), pa.string(), pa.string()]
        for batch in batches:
            rows = [(row["number"], *_reply(row["line"], job)) for row in batch.to_pylist()]
            columns = zip(*rows, strict=True)
            yield pa.RecordBatch.from_arrays(
                [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)], names
            )

    return work


def _reply(line: str, job: _Job) -> _Reply:
    """What becomes of a line. That there is no corpus is an error of the job."""
    from qa.fronts.batch import Questions

    ask = Questions(_corpus(job), job.settings, job.explain, all=job.all, ascii_only=job.ascii_only)
    try:
        result = ask(line)
    except QAError as error:
        return _Reply(None, False, str(error), None)
    except Exception as error:
        return _Reply(None, False, f"{type(error).__name__}: {error}", "".join(traceback.format_exception(error)))
    return _Reply(None, False, None, None) if result is None else _Reply(*result, None, None)


@cache
def _corpus(job: _Job) -> "Corpus":
    """The corpus with its reader: loaded once by each worker process."""
    from qa.fronts.opening import configuration_of, filtered
    from qa.index.spark.shipping import arrived
    from qa.pipeline import Corpus

    _check_version(job.version)
    corpus = Corpus.open_index(arrived(job.index), configuration=configuration_of(job.settings))
    return filtered(corpus, job.filter) if job.filter else corpus
