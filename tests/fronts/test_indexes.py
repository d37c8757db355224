"""`qa index`, as a person meets it."""

import pytest

from qa.errors import IndexFailure
from qa.fronts.status import ABSTAINED, ANSWERED, FAILED
from qa.index import Filter, StoredIndex
from qa.pipeline import Corpus

ADA, PAVEL = "Ada Byron lived in London.", "Pavel went to Ulm."


@pytest.fixture
def folder(tmp_path, call):
    """A folder with an index of two notes."""
    notes = tmp_path / "notes"
    notes.mkdir()
    for name, text in (("ada", ADA), ("pavel", PAVEL)):
        (notes / f"{name}.txt").write_text(text)
    assert call("index", "build", "-d", notes, "-o", tmp_path / "index")[0] == 0
    return tmp_path / "index"


def ask(call, folder, question):
    return call("ask", question, "--index", folder)


def test_built_index_is_asked_without_its_files(call, folder, tmp_path):
    (tmp_path / "notes").rename(tmp_path / "gone")
    folder = folder.rename(tmp_path / "moved")
    status, out, err = ask(call, folder, "Where did Ada live?")
    assert (status, err) == (ANSWERED, "") and out.startswith(ADA)
    assert Corpus.open_index(folder).ask("Where did Ada live?").text == ADA


def test_index_answers_as_files_do(call, folder, tmp_path):
    files = call("ask", "Where did Pavel go?", "-d", tmp_path / "notes", "--no-cache", "--json")
    assert call("ask", "Where did Pavel go?", "--index", folder, "--json") == files


def test_build_again_reads_what_changed(call, folder, tmp_path):
    (tmp_path / "notes" / "ada.txt").write_text("Ada Byron lived in Rome, they say.")
    status, out, err = call("index", "build", "-d", tmp_path / "notes", "-o", folder)
    assert status == 0 and err == "qa: read 1 changed file\n" and "2 documents" in out
    assert ask(call, folder, "Where did Ada live?")[1].startswith("Ada Byron lived in Rome")


def test_build_into_other_folder_is_refused(call, tmp_path, ada):
    status, _, err = call("index", "build", "-d", ada, "-o", tmp_path)
    assert status == FAILED and "no index" in err


def test_build_that_failed_can_be_repeated(call, tmp_path, ada):
    (tmp_path / "empty.txt").write_text("")
    assert call("index", "build", "-d", tmp_path / "empty.txt", "-o", tmp_path / "new")[0] == FAILED
    assert call("index", "build", "-d", ada, "-o", tmp_path / "new")[0] == ANSWERED


def test_added_document_is_found(call, folder, tmp_path):
    (tmp_path / "zora.txt").write_text("Zora Quist lives in Oslo.")
    (tmp_path / "ada.txt").write_text("Ada Byron lived in Rome.")
    status, out, _ = call("index", "add", folder, "-d", tmp_path / "zora.txt")
    assert status == 0 and "3 documents" in out
    assert ask(call, folder, "Where does Zora live?")[1].startswith("Zora Quist lives in Oslo.")


def test_document_of_same_name_is_replaced(call, folder, tmp_path):
    (tmp_path / "notes" / "ada.txt").write_text("Ada Byron lived in Rome.")
    assert "2 documents" in call("index", "add", folder, "-d", tmp_path / "notes" / "ada.txt")[1]
    assert ask(call, folder, "Where did Ada live?")[1].startswith("Ada Byron lived in Rome.")


def test_removed_document_is_not_found(call, folder):
    status, out, _ = call("index", "remove", folder, "*ada.txt")
    assert status == 0 and out.startswith("removed 1 document\n")
    status, out, _ = ask(call, folder, "Where did Ada live?")
    assert status == ABSTAINED and "London" not in out
    # What is left can be brought up to date.
    assert len(StoredIndex(folder).contents.files) == 1


@pytest.mark.parametrize(("pattern", "words"), [("nobody.txt", "is called nobody.txt"), ("*", "all documents")])
def test_impossible_removal_changes_nothing(call, folder, pattern, words):
    status, _, err = call("index", "remove", folder, pattern)
    assert status == FAILED and words in err and len(StoredIndex(folder).documents) == 2


def test_merged_indexes_answer_as_one(call, folder, tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "zora.txt").write_text("Zora Quist lives in Oslo.")
    (tmp_path / "more" / "copy.txt").write_text(ADA)
    call("index", "build", "-d", tmp_path / "more", "-o", tmp_path / "second")
    status, out, _ = call("index", "merge", folder, tmp_path / "second")
    assert status == 0 and "4 documents, 3 passages" in out
    assert ask(call, folder, "Where does Zora live?")[1].startswith("Zora Quist lives in Oslo.")
    assert len(StoredIndex(folder).segments) == 1


def test_verify_finds_a_flipped_bit(call, folder):
    assert "is whole" in call("index", "verify", folder)[1]
    (path,) = folder.glob("*.segment")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    status, _, err = call("index", "verify", folder)
    assert status == FAILED and "damaged" in err and "build the index anew" in err
    assert ask(call, folder, "Where did Ada live?")[0] == FAILED


def test_info_lists_documents(call, folder, tmp_path):
    out = call("index", "info", folder, "--documents")[1]
    assert "2 documents, 2 passages" in out and str(tmp_path / "notes" / "pavel.txt") in out


def test_index_and_documents_exclude_each_other(call, folder, ada):
    status, _, err = call("ask", "Who?", "-d", ada, "--index", folder)
    assert status == FAILED and "qa index add" in err


def test_missing_index_is_an_error(call, tmp_path):
    status, _, err = ask(call, tmp_path, "Who?")
    assert status == FAILED and "holds no index" in err and err.count("\n") == 1
    with pytest.raises(IndexFailure):
        Corpus.open_index(tmp_path)


def test_shell_asks_an_index(call, folder, stdin):
    stdin("Where did Ada live?\n/docs\n")
    status, out, _ = call("shell", "--index", folder)
    assert status == ANSWERED and ADA in out and "pavel.txt" in out


# Filters


@pytest.mark.parametrize(
    ("flags", "answered"),
    [
        (["--only", "*ada.txt"], True),
        (["--only", "*pavel.txt"], False),
        (["--only", "*pavel.txt", "--only", "*/ada.*"], True),
        (["--type", "txt,pdf"], True),
        (["--since", "2000-01-01"], True),
    ],
)
@pytest.mark.parametrize("how", ["index", "files"])
def test_filtered_documents_are_asked_alone(call, folder, tmp_path, flags, answered, how):
    sources = ["--index", folder] if how == "index" else ["-d", tmp_path / "notes", "--no-cache"]
    status, out, _ = call("ask", "Where did Ada live?", *sources, *flags)
    assert (status == ANSWERED) is answered is (ADA in out)


@pytest.mark.parametrize(
    ("flags", "words"),
    [(["--type", "pdf"], "of the types txt"), (["--since", "soon"], "no day"), (["--since", "2999-01-01"], "widen it")],
)
def test_impossible_filter_is_an_error(call, folder, flags, words):
    status, _, err = call("ask", "Where did Ada live?", "--index", folder, *flags)
    assert status == FAILED and words in err and err.count("\n") == 1


def test_shell_filters_documents(call, folder, stdin):
    lines = ["/filter only *pavel.txt", "Where did Ada live?", "/filter off", "Where did Ada live?", "/filter type pdf"]
    stdin("\n".join(lines))
    status, out, err = call("shell", "--index", folder)
    assert out.startswith("1 of 2 documents asked: only *pavel.txt.\n") and "Every document is asked." in out
    assert out.count(ADA) == 1 and status == FAILED and "of the types txt" in err


def test_python_filters_documents(folder):
    corpus = Corpus.open_index(folder)
    question = "Where did Ada live?"
    assert corpus.ask(question, filter=Filter(only=("*ada.txt",))).text == ADA
    assert not corpus.ask(question, filter=Filter(only=("*pavel.txt",))).answered and corpus.ask(question).answered
