"""An index in a folder stays true to its files."""

import errno
import os
import shutil
from dataclasses import replace

import pytest

from qa.errors import IndexFailure, IndexMissing, NoDocuments, SourceError
from qa.index import Kept, StoredIndex
from qa.index.collection import refreshed
from qa.index.store import MANIFEST, changing
from tests.index.builders import LATER, READER, fresh, same_arrays, texts


@pytest.fixture
def notes(tmp_path):
    """A folder with three notes."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in (("a", "Ada lived in London."), ("b", "Pavel went to Ulm."), ("c", "It rained in Berlin.")):
        (folder / f"{name}.txt").write_text(text)
    return folder


@pytest.fixture
def saved(tmp_path):
    return tmp_path / "saved"


def changes(result):
    return result.is_new, result.read, result.moved, result.removed


def rebuilt(tmp_path, *sources):
    """The same sources in a new folder: what an index that was changed must be equal to."""
    return fresh(tmp_path / "rebuilt", *sources).index


def test_first_call_builds_and_second_reads_nothing(saved, notes):
    assert changes(fresh(saved, notes)) == (True, 3, 0, 0)
    before = sorted(path.name for path in saved.iterdir())
    again = fresh(saved, notes)
    assert changes(again) == (False, 0, 0, 0) and len(texts(again.index)) == 3
    assert sorted(path.name for path in saved.iterdir()) == before


@pytest.mark.parametrize("text", ["Pavel went to Bonn.", "Pavel went to Ulm. He stayed."], ids=["same size", "longer"])
def test_changed_file_is_read_alone(tmp_path, saved, notes, text):
    fresh(saved, notes)
    (notes / "b.txt").write_text(text)
    result = fresh(saved, notes)
    assert changes(result) == (False, 1, 0, 0) and texts(result.index)[1] == text
    assert same_arrays(result.index, rebuilt(tmp_path, notes))


def test_change_within_one_tick_is_noticed(saved, notes):
    path = notes / "b.txt"
    status = path.stat()
    refreshed(saved, [str(notes)], READER, clock=lambda: status.st_mtime_ns)
    path.write_text("Pavel went to Bonn."[: status.st_size])
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    result = refreshed(saved, [str(notes)], READER, clock=lambda: status.st_mtime_ns)
    assert "Bonn" in texts(result.index)[1]


def test_touched_file_is_not_read_again(saved, notes):
    fresh(saved, notes)
    os.utime(notes / "b.txt", ns=(1, 1))
    assert changes(fresh(saved, notes)) == (False, 0, 0, 0)


def test_new_and_removed_files_are_noticed(tmp_path, saved, notes):
    fresh(saved, notes)
    (notes / "a.txt").unlink()
    (notes / "ab.txt").write_text("Nika moved to Kazan.")
    result = fresh(saved, notes)
    assert changes(result) == (False, 1, 0, 1)
    assert texts(result.index) == ["Nika moved to Kazan.", "Pavel went to Ulm.", "It rained in Berlin."]
    assert same_arrays(result.index, rebuilt(tmp_path, notes))


def test_moved_file_is_known_by_its_bytes(tmp_path, saved, notes):
    fresh(saved, notes)
    (notes / "z").mkdir()
    shutil.move(notes / "a.txt", notes / "z" / "a.txt")
    result = fresh(saved, notes)
    assert changes(result) == (False, 0, 1, 0)
    assert [document.source for document in result.index.documents][-1] == str(notes / "z" / "a.txt")
    assert same_arrays(result.index, rebuilt(tmp_path, notes))


def test_renamed_file_is_read_for_its_title(tmp_path, saved, notes):
    fresh(saved, notes)
    (notes / "a.txt").rename(notes / "Life of Ada.txt")
    result = fresh(saved, notes)
    assert changes(result) == (False, 1, 0, 1) and result.index.documents[0].context == "Life of Ada"
    assert same_arrays(result.index, rebuilt(tmp_path, notes))


def test_copy_takes_the_place_of_its_original(tmp_path, saved, notes):
    (notes / "d.txt").write_text("Ada lived in London.")
    assert len(texts(fresh(saved, notes).index)) == 3
    (notes / "a.txt").unlink()
    result = fresh(saved, notes)
    assert texts(result.index)[-1] == "Ada lived in London." and result.index.passages[-1].document.source.endswith(
        "d.txt"
    )
    assert same_arrays(result.index, rebuilt(tmp_path, notes))


def test_document_left_alone_is_as_if_built_alone(tmp_path, saved, notes):
    fresh(saved, notes)
    for name in ("a.txt", "b.txt"):
        (notes / name).unlink()
    assert same_arrays(fresh(saved, notes).index, rebuilt(tmp_path, notes))
    (notes / "A trip.txt").write_text("Nika moved.")
    assert same_arrays(fresh(saved, notes).index, rebuilt(tmp_path / "again", notes))


def test_unreadable_file_is_remembered(saved, notes):
    (notes / "x.txt").write_bytes(b"\x00\x01\x02" * 100)
    first = fresh(saved, notes)
    again = fresh(saved, notes)
    assert changes(again) == (False, 0, 0, 0) and again.skipped == first.skipped and len(again.skipped) == 1


def test_failure_leaves_the_index_as_it_was(saved, notes):
    fresh(saved, notes / "a.txt", notes / "b.txt")
    (notes / "b.txt").write_bytes(b"\x00\x01\x02" * 100)
    with pytest.raises(SourceError, match=r"b\.txt"):
        fresh(saved, notes / "a.txt", notes / "b.txt")
    assert texts(StoredIndex(saved)) == ["Ada lived in London.", "Pavel went to Ulm."]


def test_emptied_folder_raises(saved, notes):
    fresh(saved, notes)
    for path in notes.iterdir():
        path.unlink()
    with pytest.raises(NoDocuments):
        fresh(saved, notes)


def test_other_settings_build_anew(saved, notes):
    fresh(saved, notes)
    result = fresh(saved, notes, reader=replace(READER, version="2"))
    assert result.is_new and "another version" in result.trouble
    assert changes(fresh(saved, notes, reader=replace(READER, version="2"))) == (False, 0, 0, 0)


def every_file_of(saved):
    return sorted(path for path in saved.iterdir() if path.suffix or path.name == MANIFEST)


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("harm", ["flipped", "cut", "empty", "removed"])
def test_damaged_index_is_built_anew(saved, notes, number, harm):
    fresh(saved, notes)
    path = every_file_of(saved)[number]
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    path.write_bytes({"flipped": data, "cut": data[: len(data) // 2], "empty": b"", "removed": b""}[harm])
    if harm == "removed":
        path.unlink()
    result = fresh(saved, notes)
    assert result.is_new and len(texts(result.index)) == 3
    # Without a manifest there is no index, and nothing to say.
    assert ("\n" not in result.trouble) and bool(result.trouble) is not (harm == "removed" and path.name == MANIFEST)
    assert changes(fresh(saved, notes)) == (False, 0, 0, 0)


def test_index_that_cannot_be_saved_is_in_memory(tmp_path, notes):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    result = fresh(blocked, notes)
    assert len(texts(result.index)) == 3 and "cannot save the index" in result.trouble
    with pytest.raises(IndexFailure, match="cannot save the index"):
        fresh(blocked, notes, must_save=True)


def test_busy_index_is_updated_in_memory(saved, notes):
    fresh(saved, notes)
    (notes / "b.txt").write_text("Pavel went to Bonn.")
    with changing(saved):
        result = fresh(saved, notes)
        assert "Bonn" in texts(result.index)[1] and "another process" in result.trouble
        with pytest.raises(IndexFailure, match="another process"):
            fresh(saved, notes, must_save=True)
    assert "Ulm" in texts(StoredIndex(saved))[1]


def stopped_after(count):
    """What stops a reader when it has read so many files."""
    calls = iter(range(count))
    return lambda: next(calls, None) is None


@pytest.mark.parametrize("count", [1, 2])
def test_stopped_reader_saves_what_is_read(tmp_path, saved, notes, count):
    first = fresh(saved, notes, is_stopped=stopped_after(count))
    assert first.unread == StoredIndex(saved).unread == 3 - count and len(texts(first.index)) == count
    result = fresh(saved, notes)
    assert changes(result)[1] >= 3 - count and not StoredIndex(saved).unread
    assert same_arrays(result.index, rebuilt(tmp_path, notes))


def test_stopped_refresh_keeps_what_is_known(tmp_path, saved, notes):
    fresh(saved, notes)
    (notes / "a.txt").write_text("Ada moved to Bonn.")
    (notes / "d.txt").write_text("Nika moved to Kazan.")
    result = fresh(saved, notes, is_stopped=stopped_after(1))
    assert texts(result.index) == ["Ada moved to Bonn.", "Pavel went to Ulm.", "It rained in Berlin."]
    assert same_arrays(fresh(saved, notes).index, rebuilt(tmp_path, notes))


def test_reader_stopped_at_once_saves_nothing(saved, notes):
    with pytest.raises(KeyboardInterrupt):
        fresh(saved, notes, is_stopped=lambda: True)
    with pytest.raises(IndexMissing):
        StoredIndex(saved)


@pytest.mark.parametrize("place", ["qa.index.arrays.ArrayWriter.add_parts", "qa.index.spill.Spill.append"])
def test_full_disk_is_reported(monkeypatch, saved, notes, place):
    fresh(saved, notes)
    (notes / "b.txt").write_text("Pavel went to Bonn.")

    def full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(place, full)
    with pytest.raises(IndexFailure, match="No space left on device"):
        fresh(saved, notes, must_save=True)
    assert "Ulm" in texts(StoredIndex(saved))[1]


def test_open_index_survives_a_writer(saved, notes):
    fresh(saved, notes)
    opened = StoredIndex(saved)
    (notes / "b.txt").write_text("Pavel went to Bonn.")
    fresh(saved, notes)
    assert texts(opened)[1] == "Pavel went to Ulm." and texts(StoredIndex(saved))[1] == "Pavel went to Bonn."


def test_large_index_gets_a_segment_beside(monkeypatch, saved, notes):
    monkeypatch.setattr("qa.index.updating._ALWAYS_ONE", 0)
    monkeypatch.setattr("qa.index.updating._STALE", 0.9)
    fresh(saved, notes)
    (notes / "b.txt").write_text("Pavel went to Bonn.")
    index = fresh(saved, notes).index
    assert index.kept == (Kept(0, 0), Kept(1, 0), Kept(0, 2)) and texts(index)[1] == "Pavel went to Bonn."
    # What was removed is not found, nor are its words known.
    assert index.document_frequency("ulm") == 0 and index.spelling("ulm") is None
    assert [place for place, _ in index.top_k(["bonn"], [], 9)] == [1] and index.top_k(["ulm"], [], 9) == []


def test_many_small_segments_become_one(monkeypatch, saved, notes):
    monkeypatch.setattr("qa.index.updating._ALWAYS_ONE", 0)
    monkeypatch.setattr("qa.index.updating._STALE", 99)
    monkeypatch.setattr("qa.index.updating._SMALL", 2)
    fresh(saved, notes)
    counts = set()
    for number in range(20):
        (notes / f"new {number}.txt").write_text(f"Person {number} lives in Ulm.")
        counts.add(len(fresh(saved, notes).index.segments))
    assert max(counts) <= 7 and len(texts(StoredIndex(saved))) == 23
    assert LATER
