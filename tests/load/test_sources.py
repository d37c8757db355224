"""Files, folders, patterns and streams: what is read, what is left out, and what the errors say."""

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
from qa.load import DEFAULT_MAX_BYTES, STDIN, FilesRead, Skipped, load, load_text, read_text

from .builders import file, loaded

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
needs_permissions = pytest.mark.skipif(AS_ROOT, reason="root may read everything: run as another user")
needs_fifo = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")

PNG = b"\x89PNG\r\n\x1a\n\0\0"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"


def message(error: type[QAError], *sources: str | Path, max_bytes: int = DEFAULT_MAX_BYTES) -> str:
    """The message of the error that `load` raises: it has exactly the class `error`, and one line."""
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


def test_file_becomes_document_named_by_path(tmp_path):
    path = file(tmp_path, "notes.txt", "One line.")
    document = loaded(path)
    assert (document.text, document.source, document.doc_id) == ("One line.", str(path), str(path))
    assert document.title == "notes"


def test_name_may_be_string(tmp_path):
    path = file(tmp_path, "notes.txt")
    assert load([str(path)]).documents[0].source == str(path)


def test_string_instead_of_list_is_one_source(tmp_path):
    assert len(load(str(file(tmp_path, "notes.txt"))).documents) == 1


def test_folder_is_read_recursively_in_name_order(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", "c.txt"):
        file(tmp_path, name)
    assert sources(tmp_path) == ["a/b/c.txt", "a/z.txt", "b.txt", "c.txt"]


def test_sources_keep_their_order(tmp_path):
    second, first = file(tmp_path, "a.txt"), file(tmp_path, "b.txt")
    assert [document.source for document in load([first, second]).documents] == [str(first), str(second)]


def test_markdown_is_recognised_by_suffix(tmp_path):
    for suffix in (".md", ".markdown", ".mdown", ".mkd", ".MD"):
        assert loaded(file(tmp_path, f"notes{suffix}", "# Title\n\nSome *text*.")).text == "Title\n\nSome text."
    assert loaded(file(tmp_path, "notes.txt", "Some *text*.")).text == "Some *text*."


def test_same_file_is_loaded_once(tmp_path):
    path = file(tmp_path, "a.txt")
    other_spelling = tmp_path / "sub" / ".." / "a.txt"
    (tmp_path / "sub").mkdir()
    assert len(load([path, str(path), other_spelling, tmp_path]).documents) == 1


def test_link_to_file_is_followed(tmp_path):
    path = file(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(path)
    assert sources(tmp_path) == ["a.txt"]


def test_folder_of_files_already_loaded_is_accepted(tmp_path):
    path = file(tmp_path, "notes/a.txt")
    assert len(load([path, tmp_path / "notes"]).documents) == 1


def test_named_hidden_file_is_read(tmp_path):
    assert loaded(file(tmp_path, ".hidden", "Some text.")).text == "Some text."


def test_named_hidden_folder_is_read(tmp_path):
    file(tmp_path, ".notes/a.txt")
    assert sources(tmp_path / ".notes") == ["a.txt"]


def test_standard_input_is_read(monkeypatch):
    stdin(monkeypatch, "Grüße.\n".encode())
    (document,) = load([STDIN]).documents
    assert (document.text, document.source, document.title) == ("Grüße.", "<stdin>", "standard input")


def test_standard_input_named_twice_is_read_once(monkeypatch):
    stdin(monkeypatch, b"Some text.")
    assert len(load(["-", "-"]).documents) == 1


@needs_fifo
def test_named_pipe_is_read_as_stream(tmp_path):
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


def test_progress_counts_files_and_bytes_up_to_total(tmp_path):
    file(tmp_path, "a.txt", "12345")
    file(tmp_path, "b.txt", "1234567")
    file(tmp_path, "c.bin", b"\0\1\2")
    calls: list[FilesRead] = []
    load([tmp_path], progress=calls.append)
    assert calls == [(0, 3, 0, 15), (1, 3, 5, 15), (2, 3, 12, 15), (3, 3, 15, 15)]


def test_progress_counts_stream_after_reading(monkeypatch):
    stdin(monkeypatch, b"Some text.")
    calls: list[FilesRead] = []
    load(["-"], progress=calls.append)
    assert calls == [(0, 1, 0, 0), (1, 1, 10, 10)]


def test_loading_twice_gives_same_documents(tmp_path):
    for name in ("b.txt", "a.md", ".c", "d.bin"):
        file(tmp_path, name, b"\0" if name == "d.bin" else "# Some\n\ntext")
    first, second = load([tmp_path]), load([tmp_path])
    assert first.skipped == second.skipped
    assert [(each.doc_id, each.text, each.blocks, each.line_map) for each in first.documents] == [
        (each.doc_id, each.text, each.blocks, each.line_map) for each in second.documents
    ]


# Names


def test_name_that_is_not_utf_8_is_escaped(tmp_path):
    try:
        path = file(tmp_path, os.fsdecode(b"odd\xff.txt"))
    except OSError:
        pytest.skip("this file system takes no names that are not UTF-8")
    document = loaded(path)
    assert document.source.encode() == os.fsencode(tmp_path) + rb"/odd\udcff.txt"
    assert document.title == r"odd\udcff"


def test_files_with_same_shown_name_stay_separate(tmp_path):
    try:
        first = file(tmp_path, os.fsdecode(b"\xff.txt"), "First.")
    except OSError:
        pytest.skip("this file system takes no names that are not UTF-8")
    second = file(tmp_path, r"\udcff.txt", "Second.")
    ids = [document.doc_id for document in load([first, second]).documents]
    assert ids == [str(second), f"{second} (2)"]


def test_control_characters_in_name_are_escaped(tmp_path):
    path = file(tmp_path, "bad\n\x1b[31m.txt", "")
    assert message(EmptySource, path).startswith(rf"{tmp_path}/bad\n\x1b[31m.txt is empty")


# Named sources that cannot be read


def test_no_source_is_refused():
    assert message(NoDocuments) == "no source was given; name a file, a folder, a web address, or - for standard input"


def test_missing_file_is_refused(tmp_path):
    missing = tmp_path / "missing.txt"
    assert message(SourceNotFound, missing) == f"{missing} does not exist; check the name and the folder you are in"


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800.txt", "x" * 5000])
def test_impossible_name_is_refused(name):
    expected = SourceError if len(name) > 4999 else SourceNotFound
    assert "; check" in message(expected, name)


def test_path_below_file_is_refused(tmp_path):
    assert "does not exist" in message(SourceNotFound, file(tmp_path, "a.txt") / "b.txt")


def test_link_to_itself_is_refused(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert message(SourceError, loop) == f"{loop} is a link that leads back to itself; mend or remove it"


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n ", "\u200b\ufeff\xa0\n".encode(), b"\f\f"])
def test_file_without_text_is_refused(tmp_path, content):
    path = file(tmp_path, "a.txt", content)
    assert message(EmptySource, path).startswith(f"{path} ")
    assert message(EmptySource, path).endswith("; name a file with text")


def test_markdown_of_only_markup_is_refused(tmp_path):
    path = file(tmp_path, "a.md", "---\ntitle: T\n---\n\n<!-- nothing -->\n\n***\n")
    assert message(EmptySource, path) == f"{path} has no text in it; name a file with text"


def test_empty_standard_input_is_refused(monkeypatch):
    stdin(monkeypatch, b"")
    assert message(EmptySource, "-") == "<stdin> is empty; name a file with text"


def test_closed_standard_input_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert message(SourceError, "-") == "<stdin> is closed; pipe a text into qa, or name a file"


def test_blank_string_is_refused():
    with pytest.raises(EmptySource, match="the text is empty; give one with words in it"):
        load_text(" \n")


def test_binary_file_is_refused(tmp_path):
    path = file(tmp_path, "photo.png", PNG)
    assert message(BinarySource, path) == f"{path} is a PNG image, not text; export it as text first"


def test_damaged_file_is_refused(tmp_path):
    path = file(tmp_path, "report.pdf", b"%PDF-1.7\n...")
    assert message(BinarySource, path) == f"{path} is a damaged PDF; export it again, or print it to a new file"


def test_broken_encoding_is_refused(tmp_path):
    path = file(tmp_path, "a.txt", b"\xef\xbb\xbfabc\xff")
    assert message(EncodingError, path) == (
        f"{path} says by its byte order mark that it is UTF-8, but byte 6 is not; save it as UTF-8"
    )


def test_file_over_limit_is_refused(tmp_path):
    path = file(tmp_path, "a.txt", b"x" * 1_500_001)
    assert message(SourceTooLarge, path, max_bytes=1_500_000) == (
        f"{path} is 1.51 MB, over the limit of 1.5 MB; split it, or raise the limit with --max-mb"
    )


def test_file_at_limit_is_read(tmp_path):
    assert load([file(tmp_path, "a.txt", b"12345")], max_bytes=5).documents


def test_stream_is_read_up_to_limit(monkeypatch):
    stdin(monkeypatch, b"x" * 2_000_000)
    assert message(SourceTooLarge, "-", max_bytes=1_000_000) == (
        "<stdin> is more than 1 MB, over the limit of 1 MB; split it, or raise the limit with --max-mb"
    )
    assert len(sys.stdin.buffer.read()) == 999_999


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_endless_device_is_refused_at_limit():
    assert "over the limit" in message(SourceTooLarge, "/dev/zero", max_bytes=1000)


@needs_permissions
def test_file_without_permission_is_refused(tmp_path):
    path = file(tmp_path, "a.txt")
    path.chmod(0)
    assert message(SourceError, path) == (
        f"{path} may not be read (permission denied); change its permissions or leave it out"
    )


@needs_permissions
def test_folder_without_permission_is_refused(tmp_path):
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
def test_system_error_is_reported(tmp_path, monkeypatch, error, says):
    def fail(*_args: object, **_options: object) -> None:
        raise error

    path = file(tmp_path, "a.txt")
    monkeypatch.setattr("qa.load.sources.open_regular", fail)
    assert says in message(SourceError, path)


# Folders


def test_unreadable_files_in_folder_are_skipped(tmp_path):
    file(tmp_path, "a.txt")
    file(tmp_path, "b.png", PNG)
    file(tmp_path, "c.txt", b"")
    file(tmp_path, "d.txt", b"\xff\xfeabc")
    file(tmp_path, "e.txt")
    file(tmp_path, "f.pdf", b"%PDF-1.7")
    assert sources(tmp_path) == ["a.txt", "e.txt"]
    assert skipped(tmp_path) == [("b.png", "binary"), ("c.txt", "error"), ("d.txt", "error"), ("f.pdf", "error")]


def test_skip_has_source_reason_and_kind(tmp_path):
    file(tmp_path, "a.txt")
    path = file(tmp_path, "b.png", PNG)
    reason = "is a PNG image, not text; export it as text first"
    assert load([tmp_path]).skipped == (Skipped(str(path), reason, "binary"),)


def test_hidden_files_and_folders_are_skipped_once(tmp_path):
    for name in ("a.txt", ".git/config", ".git/deep/file", ".hidden"):
        file(tmp_path, name)
    assert sources(tmp_path) == ["a.txt"]
    assert skipped(tmp_path) == [(".git", "hidden"), (".hidden", "hidden")]
    assert load([tmp_path]).skipped[0].reason == "is hidden; name it to read it"


def test_file_over_limit_in_folder_is_skipped(tmp_path):
    file(tmp_path, "a.txt", "Short.")
    file(tmp_path, "b.txt", "Long. " * 10)
    (skip,) = load([tmp_path], max_bytes=10).skipped
    assert "--max-mb" in skip.reason


def test_circular_folder_link_is_not_followed(tmp_path):
    file(tmp_path, "sub/a.txt")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    assert sources(tmp_path) == ["sub/a.txt"]
    (skip,) = load([tmp_path]).skipped
    assert skip.reason == "is a link to a folder, which is not followed; name it to read it"


def test_broken_links_in_folder_are_skipped(tmp_path):
    file(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "missing")
    (tmp_path / "c.txt").symlink_to(tmp_path / "c.txt")
    reasons = [skip.reason for skip in load([tmp_path]).skipped]
    assert reasons == [
        "is a link to a file that does not exist; mend or remove it",
        "is a link that leads back to itself; mend or remove it",
    ]


@needs_fifo
def test_pipe_in_folder_is_skipped_unread(tmp_path):
    file(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe")
    (skip,) = load([tmp_path]).skipped
    assert (skip.reason, skip.kind) == ("is not a regular file; name it to read it", "error")


@needs_fifo
def test_file_that_becomes_pipe_is_skipped(tmp_path):
    path = file(tmp_path, "a.txt")
    file(tmp_path, "b.txt")

    def replace(done: FilesRead) -> None:
        # Called between the search and the reading of the first file.
        if done.files == 0:
            path.unlink()
            os.mkfifo(path)

    (skip,) = load([tmp_path], progress=replace).skipped
    assert (skip.source, skip.reason, skip.kind) == (
        str(path),
        "cannot be read (it is not a regular file); check it, or leave it out",
        "error",
    )


@needs_fifo
def test_named_file_that_becomes_pipe_is_refused(tmp_path):
    path = file(tmp_path, "a.txt")

    def replace(_):
        path.unlink()
        os.mkfifo(path)

    with pytest.raises(SourceError, match="it is not a regular file"):
        load([path], progress=replace)


@needs_fifo
def test_pipe_without_a_writer_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("qa.load.sources._WRITER_SECONDS", 0)
    os.mkfifo(tmp_path / "pipe")
    assert "is a pipe that nobody writes to; start what" in message(SourceError, tmp_path / "pipe")


@needs_fifo
def test_pipe_with_a_slow_writer_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr("qa.load.sources._WRITER_SECONDS", 0)
    os.mkfifo(tmp_path / "pipe")
    # A descriptor that reads and writes opens at once, and is a writer.
    descriptor = os.open(tmp_path / "pipe", os.O_RDWR)

    def write(pipe: int, blocking: bool) -> None:
        os.write(descriptor, b"From a pipe.")
        os.close(descriptor)
        set_blocking(pipe, blocking)

    set_blocking = os.set_blocking
    monkeypatch.setattr(os, "set_blocking", write)
    assert loaded(tmp_path / "pipe").text == "From a pipe."


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_endless_device_ends_at_the_limit():
    assert "is more than 0.001 MB" in message(SourceTooLarge, "/dev/zero", max_bytes=1_000)


@needs_permissions
def test_entries_without_permission_are_skipped(tmp_path):
    file(tmp_path, "a.txt")
    file(tmp_path, "b.txt").chmod(0)
    (tmp_path / "closed").mkdir(mode=0)
    assert skipped(tmp_path) == [("closed", "error"), ("b.txt", "error")]
    (tmp_path / "closed").chmod(0o700)


def test_empty_folder_is_refused(tmp_path):
    assert message(NoDocuments, tmp_path) == (
        f"{tmp_path} has no readable document: it is empty; put a file there that qa reads (see qa formats), or name "
        "another folder"
    )


def test_folder_without_document_reports_skipped_files(tmp_path):
    for name, content in ((".x", b"x"), (".y", b"y"), ("b.png", b"\x89PNG\r\n\x1a\n"), ("c.txt", b"")):
        file(tmp_path, name, content)
    assert message(NoDocuments, tmp_path) == (
        f"{tmp_path} has no readable document: left out 2 hidden, 1 not text (b.png is a PNG image, not text; export "
        "it as text first), 1 unreadable (c.txt is empty; name a file with text); put a file there that qa reads "
        "(see qa formats), or name another folder"
    )


def test_empty_folder_beside_full_one_is_refused(tmp_path):
    file(tmp_path, "full/a.txt")
    (tmp_path / "bare").mkdir()
    assert str(tmp_path / "bare") in message(NoDocuments, tmp_path / "full", tmp_path / "bare")


def test_very_deep_folder_is_walked(tmp_path):
    deep = tmp_path.joinpath(*["d"] * 200)
    file(deep, "a.txt")
    assert len(load([tmp_path]).documents) == 1


# Home folder and patterns


@pytest.fixture
def notes(tmp_path, monkeypatch):
    """A folder `notes` in the current folder, with texts, Markdown, and files that are left out."""
    for name in (
        "notes/b.md",
        "notes/a.md",
        "notes/c.txt",
        "notes/.hidden.md",
        "notes/sub/d.md",
        "notes/sub/deep/e.md",
    ):
        file(tmp_path, name)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "notes"


def load_sources(*patterns: str | Path) -> list[str]:
    return [Path(document.source).as_posix() for document in load(patterns).documents]


def test_tilde_is_the_home_folder(notes, monkeypatch):
    monkeypatch.setenv("HOME", str(notes))
    assert load_sources("~/a.md") == [f"{notes.as_posix()}/a.md"]
    assert load_sources("~/sub") == [f"{notes.as_posix()}/sub/d.md", f"{notes.as_posix()}/sub/deep/e.md"]
    assert load_sources("~/*.txt") == [f"{notes.as_posix()}/c.txt"]


def test_missing_path_with_tilde_is_shown_as_typed():
    assert message(SourceNotFound, "~/missing.txt") == (
        "~/missing.txt does not exist; check the name and the folder you are in"
    )


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("notes/*.md", ["notes/a.md", "notes/b.md"]),
        ("notes/[b-z].*", ["notes/b.md", "notes/c.txt"]),
        ("notes/?.txt", ["notes/c.txt"]),
        ("*/.*.md", ["notes/.hidden.md"]),
        ("notes/**/*.md", ["notes/a.md", "notes/b.md", "notes/sub/d.md", "notes/sub/deep/e.md"]),
        ("**/d*", ["notes/sub/d.md", "notes/sub/deep/e.md"]),
        ("notes/s*", ["notes/sub/d.md", "notes/sub/deep/e.md"]),
    ],
)
def test_pattern_matches_sorted_files(notes, pattern, expected):
    assert load_sources(pattern) == load_sources(Path(pattern)) == expected


def test_recursive_pattern_reads_each_file_once(notes):
    assert load_sources("notes/**") == load_sources("notes")
    assert load(["notes/**"]).skipped == load(["notes"]).skipped != ()
    assert load_sources("notes/*.md", "notes/a.*", "notes/b.md") == ["notes/a.md", "notes/b.md"]


def test_file_named_like_pattern_is_found_first(notes):
    file(notes, "[a].md", "Brackets.")
    file(notes.parent, "~/x.md", "Tilde.")
    texts = [document.text for document in load(["notes/[a].md", "~/x.md", "notes/[[]a].md"]).documents]
    assert texts == ["Brackets.", "Tilde."]


@pytest.mark.parametrize("pattern", ["notes/*.pdf", "missing/**", "*\0/x", "\ud800*/x", "a\n*"])
def test_pattern_without_match_is_refused(notes, pattern):
    assert message(SourceNotFound, pattern).endswith(" matches no file; check the pattern and the folder you are in")


@pytest.mark.parametrize("name", ["a[1.md", "a].md", "[]", "[a/b]"])
def test_name_with_lone_bracket_is_no_pattern(name):
    assert message(SourceNotFound, name) == f"{name} does not exist; check the name and the folder you are in"


def test_matched_link_to_folder_is_followed(notes):
    (notes.parent / "linked").symlink_to(notes / "sub")
    assert load_sources("link*") == ["linked/d.md", "linked/deep/e.md"]
    (notes / "up").symlink_to(notes.parent)
    assert load_sources("note*") == load_sources("notes")


def test_unreadable_match_is_skipped(notes):
    file(notes, "z.md", PNG)
    (notes / "y.md").symlink_to(notes / "missing")
    loaded = load(["notes/*.md"])
    assert [document.source for document in loaded.documents] == ["notes/a.md", "notes/b.md"]
    assert [(skip.source, skip.kind) for skip in loaded.skipped] == [("notes/y.md", "error"), ("notes/z.md", "binary")]


def test_pattern_without_document_reports_skipped_files(notes):
    file(notes, "x.doc", OLD_OFFICE)
    assert message(NoDocuments, "notes/*.doc") == (
        "notes/*.doc has no readable document: left out 1 not text (x.doc is an old Office document, not text; export "
        "it as text first); name other files, or another pattern"
    )


# Text without blocks


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_read_text_decodes_like_document(tmp_path, encoding):
    text = "Who is “Zoë”?\r\n\nWhere does she live?\n"
    assert read_text(file(tmp_path, "a.txt", text.encode(encoding))) == text


def test_read_text_of_empty_file_is_empty(tmp_path):
    assert read_text(file(tmp_path, "a.txt", b"")) == ""


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (None, SourceNotFound, "does not exist; check the name and the folder you are in"),
        (b"x" * 11, SourceTooLarge, "is more than 1e-05 MB, over the limit of 1e-05 MB; split it, or raise the limit"),
        (b"%PDF-1.7", BinarySource, "is a PDF, not text; export it as text first"),
        (b"a\0\0b", BinarySource, "holds zero bytes, so it is not text; export it as text first"),
        (b"\xef\xbb\xbfa\xff", EncodingError, "says by its byte order mark that it is UTF-8, but byte 4 is not"),
    ],
)
def test_read_text_names_file_in_error(tmp_path, content, error, says):
    path = tmp_path / "a\n.md" if content is None else file(tmp_path, "a\n.md", content)
    with pytest.raises(error) as caught:
        read_text(path, max_bytes=10)
    assert str(caught.value).startswith(rf"{tmp_path}/a\n.md {says}")


def test_read_text_of_folder_is_refused(tmp_path):
    with pytest.raises(SourceError, match="Is a directory"):
        read_text(tmp_path)
