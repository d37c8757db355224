"""A shell that notices when documents change."""

import pytest
from rich.console import Console

from qa.fronts.opening import Sources, open_corpus
from qa.fronts.repl import execute
from qa.fronts.settings import Settings
from qa.fronts.shell.commands import COMMANDS
from qa.fronts.shell.session import Session
from qa.fronts.watching import Watcher, can_be_watched, renewer, watched_folders

LEXICAL = Settings(reader="lexical")
# Seconds; much more than it takes.
PATIENCE = 60


@pytest.fixture
def notes(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "ada.txt").write_text("Ada Byron lived in London.")
    (folder / "pavel.txt").write_text("Pavel went to Ulm.")
    return folder


def session_of(sources, watcher):
    console = Console(quiet=True)
    corpus = open_corpus(sources, LEXICAL, console=console)
    renew = renewer(sources, watcher, opened=corpus, console=console)
    return Session(corpus, LEXICAL, lambda corpus, settings: corpus, renew=renew)


def shown(session, line):
    reply = execute(line, session, COMMANDS)
    return reply.error or "\n".join(str(block.text) for block in reply.blocks)


@pytest.mark.parametrize("named", ["", "ada.txt", "*.txt"], ids=["folder", "file", "pattern"])
def test_change_is_noticed(notes, named):
    sources = Sources((str(notes / named),))
    with Watcher(*watched_folders(sources)) as watcher:
        # From the moment in which they are watched, nothing is missed.
        assert watcher.changed.wait(PATIENCE)
        watcher.changed.clear()
        (notes / "ada.txt").write_text("Ada Byron lived in Rome.")
        assert watcher.changed.wait(PATIENCE)


@pytest.mark.parametrize("named", ["", "ada.txt", "*.txt"], ids=["folder", "file", "pattern"])
def test_folder_that_comes_back_is_watched(tmp_path, notes, named):
    with Watcher(*watched_folders(Sources((str(notes / named),)))) as watcher:

        def notices(change):
            assert watcher.changed.wait(PATIENCE)
            watcher.changed.clear()
            change()
            assert watcher.changed.wait(PATIENCE)

        notices(lambda: notes.rename(tmp_path / "elsewhere"))
        notices(notes.mkdir)
        # The first of these may still be what the new folder counts for.
        for _ in range(3):
            notices(lambda: (notes / "ada.txt").write_text("Ada Byron lived in Rome."))
        # Another one in its place.
        notices(lambda: (notes.rename(tmp_path / "old"), (tmp_path / "elsewhere").rename(notes)))
        for _ in range(3):
            notices(lambda: (notes / "ada.txt").write_text("Ada Byron lived in Ulm."))


def test_folder_that_cannot_be_watched_harms_nothing(tmp_path):
    with Watcher([tmp_path / "missing"], [tmp_path / "none"]) as watcher:
        (tmp_path / "missing").mkdir()
        assert watcher.changed.wait(PATIENCE)


def test_next_question_sees_the_change(tmp_path, notes):
    sources = Sources((str(notes),), cache=tmp_path / "cache")
    watcher = Watcher([], [])
    session = session_of(sources, watcher)
    assert "London" in shown(session, "Where did Ada live?")
    (notes / "ada.txt").write_text("Ada Byron lived in Rome, they say.")
    # Nothing is looked at before a change is reported.
    assert "London" in shown(session, "Where did Ada live?")
    watcher.changed.set()
    text = shown(session, "Where did Ada live?")
    assert text.startswith("read 1 changed file\n") and "Rome" in text and not watcher.changed.is_set()
    assert "read" not in shown(session, "Where did Ada live?")


@pytest.mark.parametrize("is_index", [False, True])
def test_change_that_another_process_read_is_seen(tmp_path, notes, is_index):
    cached = Sources((str(notes),), cache=tmp_path / "cache")
    open_corpus(cached, LEXICAL, console=Console(quiet=True))
    (folder,) = (tmp_path / "cache").iterdir()
    watcher = Watcher([], [])
    session = session_of(Sources(index=str(folder)) if is_index else cached, watcher)
    corpus = session.corpus
    watcher.changed.set()
    assert "London" in shown(session, "Where did Ada live?") and session.corpus is corpus
    (notes / "ada.txt").write_text("Ada Byron lived in Rome, they say.")
    open_corpus(cached, LEXICAL, console=Console(quiet=True))
    watcher.changed.set()
    assert "Rome" in shown(session, "Where did Ada live?")


def test_what_was_added_and_dropped_stays(tmp_path, notes):
    (tmp_path / "zora.txt").write_text("Zora Quist lives in Oslo.")
    sources = Sources((str(notes),), cache=tmp_path / "cache")
    watcher = Watcher([], [])
    session = session_of(sources, watcher)
    shown(session, f"/add {tmp_path / 'zora.txt'}")
    shown(session, "/drop pavel")
    (notes / "ada.txt").write_text("Ada Byron lived in Rome, they say.")
    watcher.changed.set()
    shown(session, "Where did Ada live?")
    named = [entry.source.rpartition("/")[2] for entry in session.corpus.index.entries]
    assert named == ["ada.txt", "zora.txt"]


def test_failure_is_an_error_until_it_is_mended(tmp_path, notes):
    sources = Sources((str(notes),), cache=tmp_path / "cache")
    watcher = Watcher([], [])
    session = session_of(sources, watcher)
    texts = {path: path.read_text() for path in notes.iterdir()}
    for path in texts:
        path.unlink()
    watcher.changed.set()
    for _ in range(2):
        assert "no readable document" in shown(session, "Where did Ada live?")
    for path, text in texts.items():
        path.write_text(text)
    assert "London" in shown(session, "Where did Ada live?")


def test_what_can_be_watched(tmp_path, notes):
    cache = tmp_path / "cache"
    assert can_be_watched(Sources((str(notes),), cache=cache)) and can_be_watched(Sources(index=str(notes)))
    assert not can_be_watched(Sources((str(notes),))) and not can_be_watched(Sources(cache=cache))
    assert not can_be_watched(Sources(("https://example.org",), cache=cache))


def test_folders_of_patterns(tmp_path):
    deep, flat = watched_folders(Sources((str(tmp_path / "*" / "x.txt"), str(tmp_path / "**"), str(tmp_path / "*.md"))))
    assert (deep, flat) == ([tmp_path], [tmp_path])
