"""Files, folders and streams: what is read, what is left out, and what the errors say."""

import io
import os
import sys
import threading
from pathlib import Path

import pytest

from qa.errors import (
    BinarySource,
    EmptySource,
    EncodingError,
    NoDocuments,
    QAError,
    SourceError,
    SourceNotFound,
    SourceTooLarge,
)
from qa.load import DEFAULT_MAX_BYTES, STDIN, Skipped, load, load_text

from .builders import file, loaded

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
needs_permissions = pytest.mark.skipif(AS_ROOT, reason="root may read everything: run as another user")
needs_fifo = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")


def message(error: type[QAError], *sources: str | Path, max_bytes: int = DEFAULT_MAX_BYTES) -> str:
    """The message of the error that loading raises: of just this class, and one line."""
    with pytest.raises(error) as caught:
        load(sources, max_bytes=max_bytes)
    assert type(caught.value) is error
    text = str(caught.value)
    assert "\n" not in text
    assert text.isprintable()
    return text


def sources(folder: Path) -> list[str]:
    return [Path(document.source).relative_to(folder).as_posix() for document in load([folder]).documents]


def skipped(folder: Path) -> list[tuple[str, str]]:
    return [(Path(skip.source).relative_to(folder).as_posix(), skip.kind) for skip in load([folder]).skipped]


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


# What is read


def test_a_file_becomes_a_document_named_by_its_path(tmp_path):
    path = file(tmp_path, "notes.txt", "One line.")
    document = loaded(path)
    assert (document.text, document.source, document.doc_id) == ("One line.", str(path), str(path))
    assert document.title == "notes"


def test_a_name_may_be_given_as_a_string(tmp_path):
    path = file(tmp_path, "notes.txt")
    assert load([str(path)]).documents[0].source == str(path)


def test_one_name_instead_of_a_list_is_one_source(tmp_path):
    assert len(load(str(file(tmp_path, "notes.txt"))).documents) == 1


def test_a_folder_is_read_with_its_folders_in_the_order_of_names(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", "c.txt"):
        file(tmp_path, name)
    assert sources(tmp_path) == ["a/b/c.txt", "a/z.txt", "b.txt", "c.txt"]


def test_sources_keep_the_order_they_are_named_in(tmp_path):
    second, first = file(tmp_path, "a.txt"), file(tmp_path, "b.txt")
    assert [document.source for document in load([first, second]).documents] == [str(first), str(second)]


def test_markdown_is_told_by_its_suffix(tmp_path):
    for suffix in (".md", ".markdown", ".mdown", ".mkd", ".MD"):
        assert loaded(file(tmp_path, f"notes{suffix}", "# Title\n\nSome *text*.")).text == "Title\n\nSome text."
    assert loaded(file(tmp_path, "notes.rst", "Some *text*.")).text == "Some *text*."


def test_the_same_file_is_loaded_once(tmp_path):
    path = file(tmp_path, "a.txt")
    other_spelling = tmp_path / "sub" / ".." / "a.txt"
    (tmp_path / "sub").mkdir()
    assert len(load([path, str(path), other_spelling, tmp_path]).documents) == 1


def test_a_link_to_a_file_is_the_file(tmp_path):
    path = file(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(path)
    assert sources(tmp_path) == ["a.txt"]


def test_a_folder_whose_files_are_all_loaded_already_is_no_error(tmp_path):
    path = file(tmp_path, "notes/a.txt")
    assert len(load([path, tmp_path / "notes"]).documents) == 1


def test_a_hidden_file_that_is_named_is_read(tmp_path):
    assert loaded(file(tmp_path, ".hidden", "Some text.")).text == "Some text."


def test_a_hidden_folder_that_is_named_is_read(tmp_path):
    file(tmp_path, ".notes/a.txt")
    assert sources(tmp_path / ".notes") == ["a.txt"]


def test_standard_input_is_a_source(monkeypatch):
    stdin(monkeypatch, "Grüße.\n".encode())
    (document,) = load([STDIN]).documents
    assert (document.text, document.source, document.title) == ("Grüße.", "<stdin>", "standard input")


def test_standard_input_named_twice_is_read_once(monkeypatch):
    stdin(monkeypatch, b"Some text.")
    assert len(load(["-", "-"]).documents) == 1


@needs_fifo
def test_a_pipe_that_is_named_is_read_as_a_stream(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"From a pipe.",))
    writer.start()
    text = loaded(pipe).text
    writer.join()
    assert text == "From a pipe."


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="this system has no /dev/fd")
def test_process_substitution_is_read():
    reading, writing = os.pipe()
    os.write(writing, b"From a process.")
    os.close(writing)
    try:
        assert load([f"/dev/fd/{reading}"]).documents[0].text == "From a process."
    finally:
        os.close(reading)


def test_progress_counts_bytes_up_to_the_total(tmp_path):
    file(tmp_path, "a.txt", "12345")
    file(tmp_path, "b.txt", "1234567")
    file(tmp_path, "c.bin", b"\0\1\2")
    calls: list[tuple[int, int]] = []
    load([tmp_path], progress=lambda done, total: calls.append((done, total)))
    assert calls == [(0, 15), (5, 15), (12, 15), (15, 15)]


def test_progress_counts_a_stream_once_it_is_read(monkeypatch):
    stdin(monkeypatch, b"Some text.")
    calls: list[tuple[int, int]] = []
    load(["-"], progress=lambda done, total: calls.append((done, total)))
    assert calls == [(0, 0), (10, 10)]


def test_loading_twice_gives_the_same(tmp_path):
    for name in ("b.txt", "a.md", ".c", "d.bin"):
        file(tmp_path, name, b"\0" if name == "d.bin" else "# Some\n\ntext")
    first, second = load([tmp_path]), load([tmp_path])
    assert first.skipped == second.skipped
    assert [(each.doc_id, each.text, each.blocks, each.line_map) for each in first.documents] == [
        (each.doc_id, each.text, each.blocks, each.line_map) for each in second.documents
    ]


# Names


def test_names_that_are_not_utf_8_are_loaded_and_can_be_written(tmp_path):
    try:
        path = file(tmp_path, os.fsdecode(b"odd\xff.txt"))
    except OSError:
        pytest.skip("this file system takes no names that are not UTF-8")
    document = loaded(path)
    assert document.source.encode() == os.fsencode(tmp_path) + rb"/odd\udcff.txt"
    assert document.title == r"odd\udcff"


def test_files_shown_by_the_same_name_stay_two(tmp_path):
    try:
        first = file(tmp_path, os.fsdecode(b"\xff.txt"), "First.")
    except OSError:
        pytest.skip("this file system takes no names that are not UTF-8")
    second = file(tmp_path, r"\udcff.txt", "Second.")
    ids = [document.doc_id for document in load([first, second]).documents]
    assert ids == [str(second), f"{second} (2)"]


def test_control_characters_in_names_do_not_reach_a_message(tmp_path):
    path = file(tmp_path, "bad\n\x1b[31m.txt", "")
    assert message(EmptySource, path).startswith(rf"{tmp_path}/bad\n\x1b[31m.txt is empty")


# Named sources that cannot be read


def test_no_source_at_all():
    assert message(NoDocuments) == "no source was given; name a text file, a folder, or - for standard input"


def test_a_file_that_does_not_exist(tmp_path):
    missing = tmp_path / "missing.txt"
    assert message(SourceNotFound, missing) == f"{missing} does not exist; check the name and the folder you are in"


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800.txt", "x" * 5000])
def test_names_that_no_file_can_have(name):
    expected = SourceError if len(name) > 4999 else SourceNotFound
    assert "; check" in message(expected, name)


def test_a_file_taken_for_a_folder(tmp_path):
    assert "does not exist" in message(SourceNotFound, file(tmp_path, "a.txt") / "b.txt")


def test_a_link_that_leads_back_to_itself(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert message(SourceError, loop) == f"{loop} is a link that leads back to itself; mend or remove it"


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n ", "\u200b\ufeff\xa0\n".encode(), b"\f\f"])
def test_a_file_without_text(tmp_path, content):
    path = file(tmp_path, "a.txt", content)
    assert message(EmptySource, path).startswith(f"{path} ")
    assert message(EmptySource, path).endswith("; name a file with text")


def test_markdown_of_nothing_but_markup_is_without_text(tmp_path):
    path = file(tmp_path, "a.md", "---\ntitle: T\n---\n\n<!-- nothing -->\n\n***\n")
    assert message(EmptySource, path) == f"{path} has no text in it; name a file with text"


def test_an_empty_standard_input(monkeypatch):
    stdin(monkeypatch, b"")
    assert message(EmptySource, "-") == "<stdin> is empty; name a file with text"


def test_a_closed_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert message(SourceError, "-") == "<stdin> is closed; pipe a text into qa, or name a file"


def test_an_empty_string_is_no_text():
    with pytest.raises(EmptySource, match="the text is empty; give one with words in it"):
        load_text(" \n")


def test_a_binary_file(tmp_path):
    path = file(tmp_path, "report.pdf", b"%PDF-1.7\n...")
    assert message(BinarySource, path) == f"{path} is a PDF, not text; export it as text first"


def test_an_encoding_that_is_broken(tmp_path):
    path = file(tmp_path, "a.txt", b"\xef\xbb\xbfabc\xff")
    assert message(EncodingError, path) == (
        f"{path} says by its byte order mark that it is UTF-8, but byte 6 is not; save it as UTF-8"
    )


def test_a_file_over_the_limit_is_not_read(tmp_path):
    path = file(tmp_path, "a.txt", b"x" * 1_500_001)
    assert message(SourceTooLarge, path, max_bytes=1_500_000) == (
        f"{path} is 1.51 MB, over the limit of 1.5 MB; split it, or raise the limit with --max-mb"
    )


def test_a_file_of_just_the_limit_is_read(tmp_path):
    assert load([file(tmp_path, "a.txt", b"12345")], max_bytes=5).documents


def test_a_stream_is_read_no_further_than_the_limit(monkeypatch):
    stdin(monkeypatch, b"x" * 2_000_000)
    assert message(SourceTooLarge, "-", max_bytes=1_000_000) == (
        "<stdin> is more than 1 MB, over the limit of 1 MB; split it, or raise the limit with --max-mb"
    )
    assert len(sys.stdin.buffer.read()) == 999_999


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_an_endless_device_ends_at_the_limit():
    assert "over the limit" in message(SourceTooLarge, "/dev/zero", max_bytes=1000)


@needs_permissions
def test_a_file_that_may_not_be_read(tmp_path):
    path = file(tmp_path, "a.txt")
    path.chmod(0)
    assert message(SourceError, path) == (
        f"{path} may not be read (permission denied); change its permissions or leave it out"
    )


@needs_permissions
def test_a_folder_that_may_not_be_read(tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0)
    assert "permission denied" in message(SourceError, folder)
    folder.chmod(0o700)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(13, "Permission denied"), "may not be read (permission denied); change its permissions"),
        (OSError(5, "Input/output error"), "cannot be read (Input/output error); check it, or leave it out"),
    ],
)
def test_errors_of_the_system_are_told(tmp_path, monkeypatch, error, says):
    def fail(*_args: object, **_options: object) -> None:
        raise error

    path = file(tmp_path, "a.txt")
    monkeypatch.setattr(Path, "open", fail)
    assert says in message(SourceError, path)


# Folders


def test_what_cannot_be_read_in_a_folder_is_skipped_and_the_rest_goes_on(tmp_path):
    file(tmp_path, "a.txt")
    file(tmp_path, "b.pdf", b"%PDF-1.7")
    file(tmp_path, "c.txt", b"")
    file(tmp_path, "d.txt", b"\xff\xfeabc")
    file(tmp_path, "e.txt")
    assert sources(tmp_path) == ["a.txt", "e.txt"]
    assert skipped(tmp_path) == [("b.pdf", "binary"), ("c.txt", "error"), ("d.txt", "error")]


def test_a_skip_says_why(tmp_path):
    file(tmp_path, "a.txt")
    path = file(tmp_path, "b.pdf", b"%PDF-1.7")
    assert load([tmp_path]).skipped == (Skipped(str(path), "is a PDF, not text; export it as text first", "binary"),)


def test_hidden_files_and_folders_are_left_out_a_folder_counting_once(tmp_path):
    for name in ("a.txt", ".git/config", ".git/deep/file", ".hidden"):
        file(tmp_path, name)
    assert sources(tmp_path) == ["a.txt"]
    assert skipped(tmp_path) == [(".git", "hidden"), (".hidden", "hidden")]
    assert load([tmp_path]).skipped[0].reason == "is hidden; name it to read it"


def test_a_file_over_the_limit_is_skipped_in_a_folder(tmp_path):
    file(tmp_path, "a.txt", "Short.")
    file(tmp_path, "b.txt", "Long. " * 10)
    (skip,) = load([tmp_path], max_bytes=10).skipped
    assert "--max-mb" in skip.reason


def test_a_folder_linked_into_a_circle_ends(tmp_path):
    file(tmp_path, "sub/a.txt")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    assert sources(tmp_path) == ["sub/a.txt"]
    (skip,) = load([tmp_path]).skipped
    assert skip.reason == "is a link to a folder, which is not followed; name it to read it"


def test_links_that_lead_nowhere_are_skipped(tmp_path):
    file(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "missing")
    (tmp_path / "c.txt").symlink_to(tmp_path / "c.txt")
    reasons = [skip.reason for skip in load([tmp_path]).skipped]
    assert reasons == [
        "is a link to a file that does not exist; mend or remove it",
        "is a link that leads back to itself; mend or remove it",
    ]


@needs_fifo
def test_pipes_in_a_folder_are_skipped_unread(tmp_path):
    file(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe")
    (skip,) = load([tmp_path]).skipped
    assert (skip.reason, skip.kind) == ("is not a regular file; name it to read it", "error")


@needs_permissions
def test_closed_files_and_folders_in_a_folder_are_skipped(tmp_path):
    file(tmp_path, "a.txt")
    file(tmp_path, "b.txt").chmod(0)
    (tmp_path / "closed").mkdir(mode=0)
    assert skipped(tmp_path) == [("closed", "error"), ("b.txt", "error")]
    (tmp_path / "closed").chmod(0o700)


def test_an_empty_folder(tmp_path):
    assert message(NoDocuments, tmp_path) == (
        f"{tmp_path} has no readable document: it is empty; put a text or Markdown file there, or name another folder"
    )


def test_a_folder_without_a_document_says_what_was_left_out(tmp_path):
    for name, content in ((".x", b"x"), (".y", b"y"), ("b.png", b"\x89PNG\r\n\x1a\n"), ("c.txt", b"")):
        file(tmp_path, name, content)
    assert message(NoDocuments, tmp_path) == (
        f"{tmp_path} has no readable document: left out 2 hidden, 1 not text (b.png is a PNG image, not text; export "
        "it as text first), 1 unreadable (c.txt is empty; name a file with text); put a text or Markdown file there, "
        "or name another folder"
    )


def test_a_folder_without_a_document_is_an_error_beside_one_that_has_some(tmp_path):
    file(tmp_path, "full/a.txt")
    (tmp_path / "bare").mkdir()
    assert str(tmp_path / "bare") in message(NoDocuments, tmp_path / "full", tmp_path / "bare")


def test_a_very_deep_folder_is_walked(tmp_path):
    deep = tmp_path.joinpath(*["d"] * 200)
    file(deep, "a.txt")
    assert len(load([tmp_path]).documents) == 1
