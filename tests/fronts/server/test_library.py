"""The corpus that is asked: opened in the background, exchanged, and what is known of it meanwhile."""

import threading

import pytest

from qa.errors import SourceError
from qa.fronts.opening import Sources
from qa.fronts.server.catalogue import public_name
from qa.fronts.server.library import Library, Status
from qa.fronts.server.problems import Problem
from qa.fronts.settings import Settings
from tests.builders import ADA, corpus

LEXICAL = Settings(reader="lexical")


def library_of(*texts):
    return Library.of(corpus(*texts, reader="lexical"), LEXICAL)


def test_nothing_is_asked_before_it_is_open(ada):
    library = Library(Sources((ada,)), LEXICAL)
    assert library.status == Status()
    with pytest.raises(Problem, match="still being read") as refused:
        _ = library.corpus
    assert refused.value.status == 503


def test_progress_is_seen_while_it_opens(ada):
    library = Library(Sources((ada,)), LEXICAL)
    seen = []
    show, library._show = library._show, lambda *corpora: (seen.append(library.status), show(*corpora))
    library._open()
    (before,) = seen
    assert (before.state, before.files, before.all_files) == ("opening", 1, 1) and before.share > 0
    now = library.status
    assert (now.state, now.share, now.revision, now.documents, now.sentences) == ("ready", 1.0, 1, 1, 3)


def test_failure_is_kept_and_reported(tmp_path):
    library, failed = Library(Sources((str(tmp_path / "missing.txt"),)), LEXICAL), threading.Event()
    library.start(failed.set)
    assert failed.wait(60)
    library.stop()
    assert library.status.state == "failed" and isinstance(library.failure, SourceError)


def test_question_at_hand_keeps_its_corpus():
    library = library_of(ADA)
    before = library.corpus
    library._exchange(corpus("Ada lives in Rome.", reader="lexical"))
    assert library.corpus is not before and library.status.revision == 2
    assert before.ask("Where did she live?").text == "She lived in London."


def test_documents_are_known_by_short_names():
    library = library_of("One is here.", "Two is here.")
    names = [listed.name for listed in library.catalogue]
    assert names == [public_name("ada.txt"), public_name("2-ada.txt")] and len({*names}) == 2
    assert library.catalogue.document(names[1]).text == "Two is here."
    assert all(len(name) == 16 and name.isalnum() for name in names)


@pytest.mark.parametrize("name", ["", "ada.txt", "0" * 16, "../ada.txt"])
def test_unknown_name_is_a_problem(name):
    with pytest.raises(Problem, match="no such document"):
        library_of(ADA).catalogue.document(name)


def test_stopped_library_watches_no_more(ada, tmp_path):
    library = Library(Sources((ada,), cache=tmp_path / "cache"), LEXICAL)
    library.start(lambda: None)
    while library.status.state == "opening":
        library._stopped.wait(0.01)
    library.stop()
    assert not library._thread.is_alive()
