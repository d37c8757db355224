"""`--spark`, as a person meets it."""

import json
import sys
from contextlib import nullcontext

import pytest

from qa.errors import ClusterError
from qa.fronts import cluster
from qa.fronts.cluster import _check_version, _corpus, _Job, _reply
from qa.fronts.settings import Settings
from qa.fronts.status import ABSTAINED, ANSWERED, FAILED
from qa.index import StoredIndex
from qa.index.spark.shipping import Shipped, _holds, arrived
from qa.pipeline import Corpus

QUESTIONS = "Where did Ada live?\n\nWhat is the capital of France?\n" + "x" * 3_000 + "\nWhere did Pavel go?\n"


@pytest.fixture
def notes(tmp_path):
    """A folder with two notes."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in (("ada", "Ada Byron lived in London."), ("pavel", "Pavel went to Ulm."), ("empty", "")):
        (folder / f"{name}.txt").write_text(text)
    return folder


@pytest.fixture
def index(call, notes, tmp_path):
    """An index of the notes."""
    assert call("index", "build", "-d", notes, "-o", tmp_path / "index")[0] == 0
    return tmp_path / "index"


@pytest.fixture
def with_spark(spark, monkeypatch):
    """Commands use the session of the tests, whatever master they name."""
    from qa.index.spark import session

    monkeypatch.setattr(session, "started", lambda master: nullcontext(spark))


# Without Spark


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        (["Who?", "--index", "DIR"], "--batch FILE"),
        (["--batch", "q.txt", "-d", "notes"], "--index DIR"),
        (["--dialogue", "q.txt", "--index", "DIR"], "--batch FILE"),
    ],
    ids=["question", "documents", "dialogue"],
)
def test_asking_on_spark_needs_batch_and_index(call, arguments, missing):
    status, out, err = call("ask", *arguments, "--spark", "local[1]")
    assert status == FAILED and not out and missing in err and err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [["index", "build", "-d", "notes", "-o", "s3a://bucket/index"], ["ask", "Who?", "--index", "hdfs://host/index"]],
    ids=["output", "index"],
)
def test_index_at_address_is_refused(call, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    status, _, err = call(*arguments)
    assert status == FAILED and "is an address" in err and not list(tmp_path.glob("*:*"))


def test_missing_library_is_one_line(call, notes, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    status, _, err = call("index", "build", "-d", notes, "-o", tmp_path / "index", "--spark", "local[1]")
    assert status == FAILED and "the extra qa[spark]" in err and err.count("\n") == 1


def test_worker_with_another_version_is_refused():
    with pytest.raises(ClusterError, match=r"has qa .*, this is qa 0\.0; install the same"):
        _check_version("0.0")


def job(index, **changes):
    from qa import __version__

    settings = Settings(reader="lexical")
    return _Job(
        Shipped.of(StoredIndex(index)), settings, None, False, False, False, changes.get("version", __version__)
    )


def test_worker_loads_the_corpus_once(index, monkeypatch):
    opened = []
    open_index = Corpus.open_index
    monkeypatch.setattr(Corpus, "open_index", lambda *args, **options: opened.append(1) or open_index(*args, **options))
    replies = [_reply(line, job(index)) for line in QUESTIONS.split("\n")]
    _corpus.cache_clear()
    assert opened == [1] and json.loads(replies[0].json)["answer"]["text"].startswith("Ada Byron")
    assert replies[1] == (None, False, None, None) and "3,000 characters" in replies[3].error


def test_bug_on_worker_keeps_its_trace(index, monkeypatch):
    monkeypatch.setattr(Corpus, "ask", lambda *args, **options: 1 / 0)
    reply = _reply("Where did Ada live?", job(index))
    _corpus.cache_clear()
    with pytest.raises(RuntimeError, match="ZeroDivisionError") as error:
        cluster._repeated(reply)
    assert "Traceback" in error.value.__notes__[0]


def test_worker_takes_the_very_index(index):
    shipped = Shipped.of(StoredIndex(index))
    assert arrived(shipped) == index.absolute()
    assert not _holds(index, shipped._replace(catalog="other.catalog"))


# With Spark


def test_commands_say_the_same_with_spark(call, notes, index, tmp_path, with_spark):
    (tmp_path / "q.txt").write_text(QUESTIONS)
    here = call("index", "build", "-d", notes, "-o", tmp_path / "here")
    there = call("index", "build", "-d", notes, "-o", tmp_path / "there", "--spark", "local[2]")
    assert there == (here[0], here[1].replace("here", "there"), here[2]) and "empty.txt" in here[2]
    asked = ["ask", "--batch", tmp_path / "q.txt", "--reader", "lexical", "--explain"]
    here = call(*asked, "--index", tmp_path / "here")
    assert here[0] == FAILED and here[1].count("\n") == 3 and "line 4" in here[2]
    assert call(*asked, "--index", tmp_path / "there", "--spark", "local[2]") == here


@pytest.mark.parametrize(
    ("questions", "options", "status"),
    [
        ("Where did Ada live?", [], ANSWERED),
        ("What is the capital of France?", [], ABSTAINED),
        ("Where did Ada live?", ["--only", "*/pavel.txt"], ABSTAINED),
        ("\n", [], FAILED),
    ],
    ids=["answered", "abstained", "filtered", "no question"],
)
def test_batch_on_spark_has_the_same_status(call, index, tmp_path, with_spark, questions, options, status):
    (tmp_path / "q.txt").write_text(questions)
    asked = ["ask", "--batch", tmp_path / "q.txt", "--index", index, *options]
    here = call(*asked)
    assert here[0] == status and call(*asked, "--spark", "local[2]") == here


def test_index_that_workers_do_not_see_is_sent(index, spark, tmp_path):
    from qa.index.spark.shipping import ship

    stored = StoredIndex(index)
    shipped = ship(stored, spark)
    assert shipped.folder == str(index.absolute())
    # Every process of this machine sees it, so nothing was sent.
    assert not spark.sparkContext.listFiles
    elsewhere = shipped._replace(folder=str(tmp_path / "nowhere"))
    assert not _holds(tmp_path / "nowhere", elsewhere)
    with pytest.raises(ClusterError, match="does not see"):
        arrived(elsewhere)
    for name in shipped.names:
        spark.sparkContext.addFile(str(index / name))

    def look(batches):
        import pyarrow as pa

        list(batches)
        yield pa.RecordBatch.from_pydict({"is_there": [(arrived(elsewhere) / "index.json").is_file()]})

    assert all(row.is_there for row in spark.range(0, 2, 1, 2).mapInArrow(look, "is_there boolean").collect())
