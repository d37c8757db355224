"""The cache, as a person meets it."""

import os
import time

import pytest

from qa.fronts import cache
from qa.fronts.status import ANSWERED, FAILED

QUESTION = "Where did Ada live?"


@pytest.fixture
def notes(tmp_path):
    """A folder with two notes, older than any doubt about their times."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in (("ada", "Ada Byron lived in London."), ("pavel", "Pavel went to Ulm.")):
        write(folder / f"{name}.txt", text)
    return folder


def write(path, text, *, seconds_ago=60):
    path.write_text(text)
    moment = time.time() - seconds_ago
    os.utime(path, (moment, moment))


def saved():
    return cache.entries(cache.cache_folder(os.environ))


def test_second_question_reads_what_changed_alone(call, notes):
    assert call("ask", QUESTION, "-d", notes)[1].startswith("Ada Byron lived in London.")
    assert call("ask", QUESTION, "-d", notes)[2] == ""
    write(notes / "ada.txt", "Ada Byron lived in Paris.", seconds_ago=30)
    status, out, err = call("ask", QUESTION, "-d", notes)
    assert (status, err) == (ANSWERED, "qa: read 1 changed file\n") and out.startswith("Ada Byron lived in Paris.")
    assert len(saved()) == 1


def test_removed_file_is_never_quoted(call, notes):
    call("ask", QUESTION, "-d", notes)
    (notes / "ada.txt").unlink()
    _, out, err = call("ask", QUESTION, "-d", notes)
    assert "London" not in out and err == "qa: left out 1 removed file\n"


def test_answer_is_the_same_with_and_without_cache(call, notes):
    plain = call("ask", QUESTION, "-d", notes, "--no-cache", "--json")
    assert saved() == []
    assert call("ask", QUESTION, "-d", notes, "--json") == call("ask", QUESTION, "-d", notes, "--json") == plain


def test_article_is_saved_too(call):
    first = call("ask", "How much did the trip cost?", "--reader", "lexical")
    assert len(saved()) == 1 and call("ask", "How much did the trip cost?", "--reader", "lexical") == first
    assert "the bundled article" in call("cache", "list")[1]


@pytest.mark.parametrize("word", ["off", "0", "NO"])
def test_cache_can_be_off(call, notes, monkeypatch, word):
    monkeypatch.setenv("QA_CACHE", word)
    assert call("ask", QUESTION, "-d", notes)[0] == ANSWERED
    assert saved() == [] and call("cache", "size")[1] == "the cache is off (QA_CACHE)\n"


def test_cache_can_be_elsewhere(call, notes, monkeypatch, tmp_path):
    monkeypatch.setenv("QA_CACHE", str(tmp_path / "elsewhere"))
    call("ask", QUESTION, "-d", notes)
    (entry,) = saved()
    assert entry.folder.is_relative_to(tmp_path / "elsewhere") and entry.sources == (str(notes),)


def test_standard_input_is_not_saved(call, stdin):
    stdin("Ada Byron lived in London.")
    assert call("ask", QUESTION, "-d", "-")[0] == ANSWERED and saved() == []


def test_damaged_cache_is_rebuilt_and_said(call, notes):
    call("ask", QUESTION, "-d", notes)
    (entry,) = saved()
    (path,) = entry.folder.glob("*.segment")
    path.write_bytes(path.read_bytes()[:-9])
    status, out, err = call("ask", QUESTION, "-d", notes)
    assert status == ANSWERED and out.startswith("Ada") and err.count("\n") == 1 and "cut short" in err
    assert call("ask", QUESTION, "-d", notes)[2] == ""


def test_unwritable_cache_answers_all_the_same(call, notes, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("QA_CACHE", str(tmp_path / "file"))
    status, out, err = call("ask", QUESTION, "-d", notes)
    assert status == ANSWERED and out.startswith("Ada") and err.count("\n") == 1 and "cannot save" in err


def test_relative_source_is_another_one_elsewhere(call, notes, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert call("ask", QUESTION, "-d", "notes")[1].startswith("Ada Byron lived in London.")
    other = tmp_path / "other"
    (other / "notes").mkdir(parents=True)
    write(other / "notes" / "x.txt", "Ada Byron lived in Rome.")
    monkeypatch.chdir(other)
    assert call("ask", QUESTION, "-d", "notes")[1].startswith("Ada Byron lived in Rome.")
    assert len(saved()) == 2


def test_oldest_indexes_are_removed_above_the_cap(call, notes, monkeypatch):
    monkeypatch.setenv("QA_CACHE_MB", "1")
    call("ask", QUESTION, "-d", notes / "ada.txt")
    (first,) = saved()
    (first.folder / "ballast.segment").write_bytes(bytes(2_000_000))
    os.utime(first.folder, (1, 1))
    call("ask", QUESTION, "-d", notes / "pavel.txt")
    assert [entry.sources for entry in saved()] == [(str(notes / "pavel.txt"),)]


def test_clear_removes_every_index(call, notes):
    call("ask", QUESTION, "-d", notes)
    assert call("cache", "size")[1].startswith("1 index, ")
    status, out, _ = call("cache", "clear")
    assert status == 0 and out.startswith("removed ") and saved() == []
    assert call("cache", "clear")[1] == "removed 0 kB\n"


def test_unknown_home_of_cache_is_an_error(call, notes, monkeypatch):
    monkeypatch.setenv("QA_CACHE", "~nobody-of-this-name/cache")
    status, _, err = call("ask", QUESTION, "-d", notes)
    assert status == FAILED and "QA_CACHE" in err
