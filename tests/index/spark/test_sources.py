"""What a cluster reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import ClusterError, SourceNotFound
from qa.index.spark.sources import cut, find, has_scheme


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40), st.integers(1, 12))
def test_shards_hold_every_file_once_in_order(sizes, count):
    rows = cut(sizes, count)
    assert [number for row in rows for number in row] == list(range(len(sizes)))
    assert 0 < len(rows) <= count and all(rows)


def test_shards_are_of_similar_size():
    assert [len(row) for row in cut([5_000] * 12, 4)] == [3, 3, 3, 3]
    assert cut([90_000, 100, 100, 100], 2) == [range(0, 1), range(1, 4)]


@pytest.mark.parametrize("source", ["hdfs://host/notes", "s3a://bucket/a b", "file:///notes"])
def test_address_of_file_system_is_known(source):
    assert has_scheme(source)


@pytest.mark.parametrize("source", ["notes", "/notes", "C:\\notes", "a:b", "notes/x://y"])
def test_path_is_no_address(source):
    assert not has_scheme(source)


@pytest.mark.parametrize("source", ["-", "https://example.org/a"])
def test_what_no_worker_can_read_is_refused(source):
    with pytest.raises(ClusterError, match="save it in a file"):
        find([source], None)


def test_address_is_listed_like_its_path(spark, tmp_path):
    for name in ("b.txt", "a/z.txt", "a/[1] {x}.txt", ".hidden", "_temporary/c.txt", "empty.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("" if name == "empty.txt" else "It rained.")
    root = f"file://{tmp_path}"
    listed = find([root, f"{root}/b.txt"], spark)
    names = [file.name.removeprefix(f"{root}/") for file in listed.discovery.files]
    assert names == ["a/[1] {x}.txt", "a/z.txt", "b.txt", "empty.txt"]
    assert [skip.source.removeprefix(f"{root}/") for _, skip in listed.discovery.skipped] == [".hidden", "_temporary"]
    assert listed.discovery.repeated == {1}


def test_pattern_at_address_is_matched(spark, tmp_path):
    for name in ("a.txt", "b.md", "c.txt"):
        (tmp_path / name).write_text("It rained.")
    listed = find([tmp_path / "b.md", f"file://{tmp_path}/*.txt"], spark)
    assert [file.title for file in listed.discovery.files] == ["b", "a", "c"]


@pytest.mark.parametrize("name", ["missing", "*.txt"])
def test_missing_address_is_reported(spark, tmp_path, name):
    with pytest.raises(SourceNotFound, match="does not exist"):
        find([f"file://{tmp_path}/{name}"], spark)
