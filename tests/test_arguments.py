"""Every argument of every public function and method: a wrong one is an error of qa, in one line."""

import inspect
from datetime import date, datetime
from pathlib import Path

import pytest

import qa
from qa.errors import FilterError, QAError, SettingError
from qa.index import StoredIndex
from qa.load import load
from tests.builders import ADA

LEXICAL = qa.Configuration(reader="lexical")

# Wrong values of each kind of argument.
NO_TEXT = (None, True, 3, b"x", ["x"], object())
NO_NUMBER = (None, True, "3", 1.5, float("nan"), -3, 10**30, [3])
NO_FLAG = (None, 0, 1, "no", [])
NO_PATH = (None, 3, b"x", "", "a\0b", "\ud800", ["x"])
NO_LIST = (None, 3, "x", b"x", [None], [3], [b"x"], object())
NO_FUNCTION = (True, 3, "x")
NO_OBJECT = (True, 3, "x", object())
# Where None is the default.
NO_OPTION = tuple(value for value in NO_NUMBER if value is not None)
NO_PROBABILITY = (True, "1", -0.1, 2, float("nan"), [0.5])

TAKES = {
    "Corpus": {"documents": NO_LIST, "configuration": NO_OBJECT, "skipped": NO_LIST, "progress": NO_FUNCTION},
    "Corpus.of": {"index": NO_OBJECT, "configuration": NO_OBJECT, "skipped": NO_LIST},
    "Corpus.open": {
        "sources": ((None,), (3,), (b"x",), (["x"],)),
        "max_bytes": (*NO_NUMBER, 0),
        "allow_private": NO_FLAG,
        "configuration": NO_OBJECT,
        "progress": NO_FUNCTION,
        "cache": tuple(value for value in NO_PATH if value is not None),
    },
    "Corpus.open_index": {"folder": (*NO_PATH, "x" * 5_000, "missing"), "configuration": NO_OBJECT},
    "Corpus.ask": {
        "question": (*NO_TEXT, "", "x" * 2_001),
        "threshold": NO_PROBABILITY,
        "top": (*NO_NUMBER, 0),
        "near": NO_OBJECT,
        "filter": (*NO_OBJECT, [], ""),
        "all": NO_FLAG,
        "depth": (*NO_OPTION, 0),
    },
    "Corpus.calibrated": {"own": NO_OBJECT},
    "Corpus.changed": {"added": NO_LIST, "removed": NO_LIST},
    "Corpus.check": {"quote": (*NO_TEXT, "", "?"), "places": (*NO_NUMBER, 0)},
    "Corpus.filtered": {"filter": (None, *NO_OBJECT)},
    "Corpus.overview": {"topic": NO_TEXT, "sentences": (True, "3", 1.5, float("nan"), -3, 0, [3])},
    "Corpus.parse": {"line": (*NO_TEXT, "x" * 2_001)},
    "Corpus.passages_beside": {"answer": (None, *NO_OBJECT)},
    "Corpus.passages_like": {"text": NO_TEXT, "count": NO_NUMBER},
    "Corpus.search": {"question": (*NO_TEXT, "", "x" * 2_001), "top": (*NO_NUMBER, 0), "filter": (*NO_OBJECT, [])},
    "Corpus.suggestions": {"count": NO_NUMBER},
    "Chat": {"corpus": (None, *NO_OBJECT)},
    "Chat.ask": {"line": (*NO_TEXT, "x" * 2_001), "threshold": NO_PROBABILITY, "top": (*NO_NUMBER, 0)},
    "Chat.ask_all": {"threshold": NO_PROBABILITY, "top": (*NO_NUMBER, 0)},
    "Chat.ask_alternative_reading": {"threshold": NO_PROBABILITY, "top": (*NO_NUMBER, 0)},
    "Chat.drop": {"name": NO_TEXT},
    "Chat.load": {"path": (*NO_PATH, "missing"), "corpus": (None, *NO_OBJECT)},
    "Chat.pin": {"name": NO_TEXT},
    "Chat.rewrite": {"line": (*NO_TEXT, "x" * 2_001)},
    "Chat.save": {"path": NO_PATH, "replace": NO_FLAG},
    "Configuration": {
        **dict.fromkeys(("passage_words", "top_k", "max_passages_read"), (*NO_NUMBER, 0)),
        "reader": (None, 3, "BERT", ["neural"]),
        "model": NO_PATH,
        "threads": (*NO_NUMBER, 10**6),
        "min_passage_probability": (None, *NO_PROBABILITY),
    },
    "Filter": {"only": NO_LIST, "types": NO_LIST, "since": (True, 3, "2026-01-31", 1.5)},
    "load": {
        "sources": (None, 3, b"x", [None], [3], [b"x"], [], ["missing"], [""]),
        "max_bytes": (*NO_NUMBER, 0),
        "allow_private": NO_FLAG,
        "progress": NO_FUNCTION,
    },
    "load_text": {"text": (*NO_TEXT, ""), "source": NO_TEXT, "markdown": NO_FLAG},
}
# What `Corpus.filtered` takes beside the filter is made by the index, and by the commands.
NOT_CHECKED = {"Corpus.filtered": {"modified_ns"}}


@pytest.fixture(scope="module")
def valid(tmp_path_factory):
    """Valid arguments of each function, and what its methods are called on."""
    folder = tmp_path_factory.mktemp("arguments")
    (folder / "ada.txt").write_text(ADA)
    corpus = qa.Corpus.open(folder / "ada.txt", cache=folder / "index", configuration=LEXICAL)
    chat = qa.Chat(corpus)
    chat.ask("Who lived in London?")
    chat.save(folder / "talk.json")
    question = {"question": "Where did Ada live?"}
    given = {
        "Corpus": {"documents": corpus.documents, "configuration": LEXICAL},
        "Corpus.of": {"index": StoredIndex(folder / "index"), "configuration": LEXICAL},
        "Corpus.open": {"sources": (folder / "ada.txt",), "configuration": LEXICAL},
        "Corpus.open_index": {"folder": folder / "index", "configuration": LEXICAL},
        "Corpus.ask": question,
        "Corpus.calibrated": {"own": None},
        "Corpus.check": {"quote": "Ada"},
        "Corpus.filtered": {"filter": qa.Filter(types=["txt"])},
        "Corpus.parse": {"line": "Who?"},
        "Corpus.passages_beside": {"answer": corpus.ask("Where did Ada live?")},
        "Corpus.passages_like": {"text": "Ada", "count": 1},
        "Corpus.search": question,
        "Chat": {"corpus": corpus},
        "Chat.ask": {"line": "Where did she live?"},
        "Chat.drop": {"name": "Ada"},
        "Chat.load": {"path": folder / "talk.json", "corpus": corpus},
        "Chat.pin": {"name": "Ada"},
        "Chat.rewrite": {"line": "Who?"},
        "Chat.save": {"path": folder / "talk.json", "replace": True},
        "load": {"sources": [folder / "ada.txt"]},
        "load_text": {"text": ADA},
    }
    return {"Corpus": corpus, "Chat": chat}, given


def call(valid, name, /, **arguments):
    holders, given = valid
    owner, _, method = name.partition(".")
    every = given.get(name, {}) | arguments
    whole = getattr(qa, owner)
    if method:
        kind = inspect.getattr_static(whole, method)
        whole = getattr(whole if isinstance(kind, classmethod) else holders[owner], method)
    return whole(*every.pop("sources"), **every) if name == "Corpus.open" else whole(**every)


WRONG = [(name, argument, value) for name, taken in TAKES.items() for argument in taken for value in taken[argument]]


@pytest.mark.parametrize(("name", "argument", "value"), WRONG, ids=lambda value: repr(value)[:20])
def test_wrong_argument_is_an_error_in_one_line(valid, name, argument, value, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(QAError) as raised:
        call(valid, name, **{argument: value})
    message = str(raised.value)
    assert message and "\n" not in message and "; " in message and "internal" not in message


@pytest.mark.parametrize("name", [name for name in TAKES if name != "Chat.ask_alternative_reading"])
def test_valid_arguments_are_taken(valid, name):
    call(valid, name)


def test_every_argument_is_in_the_table():
    public = {name: getattr(qa, name) for name in ("Corpus", "Chat", "Configuration", "Filter", "load_text")}
    # By its own name, once it is imported, it is a module.
    public["load"] = load
    for owner in ("Corpus", "Chat"):
        methods = inspect.getmembers(public[owner], inspect.isroutine)
        public |= {f"{owner}.{name}": method for name, method in methods if not name.startswith("_")}
    taken = {name: {*inspect.signature(function).parameters} - {"self"} for name, function in public.items()}
    taken["Corpus.open"] |= {"sources"}
    known = {name: {*arguments} | NOT_CHECKED.get(name, set()) for name, arguments in TAKES.items()}
    assert {name: arguments for name, arguments in taken.items() if arguments} == known


def test_long_value_is_cut():
    with pytest.raises(SettingError, match=r"^found passage_words='x{59}…, expected a whole number from 1 to 100000;"):
        qa.Configuration(passage_words="x" * 5_000)


def test_filter_takes_lists_and_times():
    assert qa.Filter(["*.txt"], ["txt"], datetime(2026, 1, 31, 12)) == qa.Filter(
        ("*.txt",), ("txt",), date(2026, 1, 31)
    )
    with pytest.raises(FilterError, match=r"^found only='\*\.txt', expected a list of texts, such as \['reports/\*"):
        qa.Filter(only="*.txt")


def test_path_may_hold_odd_bytes():
    assert qa.Configuration(model="caf\udce9").model == Path("caf\udce9")
