"""Files that one process reads or several: what comes of them is the same."""

import io
import sys
from contextlib import closing

import numpy as np
import pytest

from qa.errors import SourceError
from qa.index import FileReader, StoredIndex, maintenance, refreshed
from qa.load import load, names_of, reading
from qa.load.reading import read_files
from qa.load.sources import discover

from .builders import file
from .pdf.builders import at, pdf

MAX_BYTES = 5_000


@pytest.fixture
def folder(tmp_path):
    """Files of several formats; some are left out, one has a warning, two are alike."""
    folder = tmp_path / "files"
    file(folder, "a.txt", "Ada went to Ulm. She stayed.")
    file(folder, "b.md", "# Trip\n\nIt cost:\n\n- 5 euros\n- 6 pounds")
    file(folder, "c.csv", "Name,Age\nAda,36\n")
    file(folder, "d.pdf", pdf(at(72, 700, "Pavel signed it on Monday.")))
    file(folder, "e.bin", b"\0\1")
    file(folder, "f.txt", "x" * 6_000)
    file(folder, "g.txt", "Se\xf1or Pavel left.\n".encode("latin-1") + "”".encode() * 40)
    file(folder, "h.txt", "Ada went to Ulm. She stayed.")
    return folder


@pytest.fixture
def two_workers(monkeypatch):
    """Two processes read, however little there is."""
    monkeypatch.setattr(reading, "_worker_count", lambda files: 2)


def readings(sources, **options):
    files = discover(sources).files
    return list(read_files(files, names_of(files), max_bytes=MAX_BYTES, **options))


def described(read):
    """All that a file came to, as text; documents are equal only to themselves."""
    document = read.made
    fields = [getattr(document, name) for name in document.__slots__] if document is not None else []
    return (read.file, read.size, read.skipped, read.digest, repr(fields))


@pytest.mark.parametrize("workers", [2, 9])
def test_any_number_of_workers_reads_files_alike(folder, workers):
    alone = [described(read) for read in readings([folder], workers=1)]
    assert [read[0].path.name[0] for read in alone] == list("abcdefgh") and "UTF-8" in alone[6][-1]
    assert [described(read) for read in readings([folder], workers=workers)] == alone


def test_standard_input_is_read_here_in_its_turn(folder, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"From a pipe.")))
    read = readings([folder / "a.txt", "-", folder / "b.md"], workers=2)
    assert [each.made.text[:4] for each in read] == ["Ada ", "From", "Trip"] and read[1].size == 12


def test_small_folders_are_read_in_this_process(folder, monkeypatch):
    monkeypatch.setattr("qa.processes.Workers", None)
    assert len(load([folder]).documents) == 7


def test_much_is_read_by_workers(folder, monkeypatch):
    file(folder, "much.txt", "It rained. " * 100_000)
    monkeypatch.setattr("qa.processes.Workers", None)
    monkeypatch.setattr("os.sched_getaffinity", lambda process: {0, 1}, raising=False)
    with pytest.raises(TypeError):
        load([folder])


def test_unreadable_named_file_fails_in_its_turn(folder):
    files = discover([folder / "a.txt", folder / "e.bin"]).files
    with closing(read_files(files, names_of(files), workers=2)) as read:
        assert next(read).made.text.startswith("Ada")
        with pytest.raises(SourceError, match=r"e\.bin"):
            next(read)


@pytest.mark.parametrize("is_named", [True, False])
def test_file_that_ends_its_process_is_reported(folder, monkeypatch, is_named):
    file(folder, "a.txt", "Ada went to Ulm.")
    monkeypatch.setattr(reading, "_read", _end)
    if is_named:
        with pytest.raises(SourceError, match=r"a\.txt ended the process"):
            readings([folder / "a.txt", folder / "b.md"], workers=2)
    else:
        read = readings([folder], workers=2)
        assert all("ended the process" in each.skipped.reason and each.digest == "" for each in read)


def _end(item, **options):
    import os

    os._exit(3)


def test_workers_make_the_index_of_one_process(folder, tmp_path, two_workers, monkeypatch):
    reader = FileReader(MAX_BYTES, words=120, version="test")
    together = refreshed(tmp_path / "together", [folder], reader)
    monkeypatch.undo()
    alone = refreshed(tmp_path / "alone", [folder], reader)
    assert together.skipped == alone.skipped and together.read == alone.read
    (ours,), (theirs,) = together.index.segments, alone.index.segments
    assert set(ours.arrays) == set(theirs.arrays)
    assert all(np.array_equal(ours.arrays[name], theirs.arrays[name]) for name in ours.arrays)
    records = zip(*(map(each.records.packed, range(6)) for each in (ours, theirs)), strict=True)
    assert all(of_two == of_one for of_two, of_one in records)


def test_documents_are_added_by_workers(folder, tmp_path, two_workers):
    reader = FileReader(MAX_BYTES, words=120, version="test")
    refreshed(tmp_path / "index", [folder / "a.txt"], reader)
    done = []
    maintenance.add(tmp_path / "index", [folder / "b.md", folder / "c.csv"], reader, on_read=done.append)
    sources = [entry.source for entry in StoredIndex(tmp_path / "index").entries]
    assert sources == [str(folder / name) for name in ("a.txt", "b.md", "c.csv")]
    assert [(read.files, read.all_files) for read in done] == [(0, 2), (1, 2), (2, 2)]
