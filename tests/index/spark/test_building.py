"""An index that Spark builds is the one that is built here."""

import json
import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from qa import files
from qa.errors import EmptySource, NoDocuments, SourceNotFound
from qa.index import StoredIndex
from qa.index.collection import refreshed
from qa.index.lookup import CANDIDATES
from qa.index.maintenance import unite
from qa.load import DEFAULT_MAX_BYTES
from qa.pipeline import Configuration, Corpus, reader
from qa.render import to_json
from tests.index.builders import same_arrays

# Passages so short that there are more than are ranked in full.
LEXICAL = Configuration(reader="lexical", passage_words=12)
HOW = reader(LEXICAL, max_bytes=DEFAULT_MAX_BYTES)
DOCUMENTS = files.evaluation() / "documents"


@pytest.fixture(scope="module")
def built(spark):
    """`built(folder, sources)`: the index that Spark builds."""
    from qa.index.spark.building import build

    def build_here(folder, *sources, shard_bytes=20_000):
        return build(folder, [str(source) for source in sources], HOW, spark, shard_bytes=shard_bytes)

    return build_here


def local(folder, *sources):
    return refreshed(folder, [str(source) for source in sources], HOW, must_save=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The index of the evaluation's documents, built here."""
    return local(tmp_path_factory.mktemp("whole"), DOCUMENTS).index


@pytest.fixture(scope="module")
def sharded(built, tmp_path_factory):
    """The same, built by Spark."""
    return built(tmp_path_factory.mktemp("sharded"), DOCUMENTS).index


def is_same(index, other):
    """Whether two indexes hold the same documents and vectors, however many segments they are in."""
    vectors = ("passage_keys", "term_lengths", "ngram_lengths")
    return (
        index.entries == other.entries
        and index.contents.files == other.contents.files
        and all(np.array_equal(joined(index, name), joined(other, name)) for name in vectors)
    )


def joined(index, name):
    return np.concatenate([segment.arrays[name] for segment in index.segments])


def questions(count):
    lines = (files.evaluation() / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines][:count]


def test_shards_hold_what_one_segment_holds(whole, sharded):
    assert len(whole.segments) == 1 and len(sharded.segments) > 4 and len(whole.passages) > 2 * CANDIDATES
    assert is_same(sharded, whole)


def test_shards_give_the_same_answers(whole, sharded):
    here, there = (Corpus.of(index, configuration=LEXICAL) for index in (whole, sharded))
    asked = questions(200)
    assert len(asked) == 200
    for question in asked:
        answers = [to_json(corpus.ask(question), version="1", explain=True) for corpus in (here, there)]
        assert answers[0] == answers[1]


def test_merged_shards_are_one_segment(whole, sharded, tmp_path):
    shutil.copytree(sharded.folder, tmp_path / "copy")
    assert same_arrays(unite(tmp_path / "copy"), whole)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc, to find the processes of Spark")
def test_killed_worker_changes_nothing(built, spark, whole, tmp_path):
    killed = threading.Event()
    thread = threading.Thread(target=kill_executor, args=(spark, executors(spark)[0], killed), daemon=True)
    thread.start()
    index = built(tmp_path, DOCUMENTS, shard_bytes=8_000).index
    assert killed.is_set()
    thread.join()
    assert is_same(index, whole)


def executors(spark):
    """The numbers of the Java processes of the workers."""

    def parents(batches):
        import pyarrow as pa

        list(batches)
        yield pa.RecordBatch.from_pydict({"id": [os.getppid()]})

    daemons = {row.id for row in spark.range(0, 8, 1, 8).mapInArrow(parents, "id long").collect()}
    return sorted({parent_of(daemon) for daemon in daemons})


def parent_of(process):
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("PPid:")).split()[1])


def kill_executor(spark, process, killed):
    """Kill a worker in the midst of a stage: a task of it is done, another is at work."""
    tracker = spark.sparkContext.statusTracker()
    while not killed.wait(0.01):
        stages = [tracker.getStageInfo(number) for number in tracker.getActiveStageIds()]
        if any(stage and stage.numTasks > 4 and stage.numCompletedTasks and stage.numActiveTasks for stage in stages):
            os.kill(process, 9)
            killed.set()


def test_what_is_left_out_is_reported_alike(built, tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    texts = {
        "a": "Ada lives in Ulm.",
        "b": "Pavel lives in Oslo.",
        "copy": "Ada lives in Ulm.",
        "empty": "",
        ".h": "No.",
    }
    for name, text in texts.items():
        (notes / f"{name}.txt").write_text(text)
    (notes / "z.txt").write_text("Ada lives in Ulm.")
    (notes / "picture.gif").write_bytes(b"GIF89a\0\0")
    (notes / "wide.txt").write_bytes(b"\xff\xfe\0")
    (notes / "link.txt").symlink_to("missing")
    there, here = built(tmp_path / "there", notes, shard_bytes=10), local(tmp_path / "here", notes)
    assert len(there.index.segments) > 2 and is_same(there.index, here.index)
    assert there.skipped == here.skipped and len(here.skipped) == 5


def test_only_document_is_alone(built, tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "mbeki-v-lowe.txt").write_text("The claim was dismissed.")
    (notes / "empty.txt").write_text("")
    index = built(tmp_path / "there", notes, shard_bytes=10).index
    assert index.documents[0].context == "" and is_same(index, local(tmp_path / "here", notes).index)


def test_address_gives_what_its_path_gives(built, tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    for name, text in {"a b": "Ada lives in Ulm.", "[1]": "Pavel lives in Oslo.", "empty": "", "_h": "No."}.items():
        (notes / f"{name}.txt").write_text(text)
    (notes / "long.txt").write_text("It rained. " * 100)
    result = built(tmp_path / "there", f"file://{notes}")
    sources = [entry.source for entry in result.index.entries]
    assert sources == [f"file://{notes}/{name}.txt" for name in ("[1]", "a b", "long")]
    assert {(Path(skip.source).name, skip.kind) for skip in result.skipped} == {
        ("_h.txt", "hidden"),
        ("empty.txt", "error"),
    }


def test_unreadable_named_file_is_an_error(built, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "good.txt").write_text("It rained.")
    sources = tmp_path / "good.txt", tmp_path / "empty.txt"
    with pytest.raises(EmptySource) as here:
        local(tmp_path / "here", *sources)
    before = local(tmp_path / "there", tmp_path / "good.txt").index
    with pytest.raises(EmptySource) as there:
        built(tmp_path / "there", *sources, shard_bytes=1)
    assert str(there.value) == str(here.value)
    assert StoredIndex(tmp_path / "there").manifest == before.manifest


def test_missing_file_is_an_error(built, tmp_path):
    with pytest.raises(SourceNotFound, match="missing does not exist"):
        built(tmp_path / "there", tmp_path / "missing")


def test_folder_without_document_is_an_error(built, tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.txt").write_text("")
    with pytest.raises(NoDocuments) as here:
        local(tmp_path / "here", folder)
    with pytest.raises(NoDocuments) as there:
        built(tmp_path / "there", folder)
    assert str(there.value) == str(here.value)
