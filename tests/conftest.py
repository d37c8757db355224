"""Builders that several tests share, and a home of their own for all of them."""

import io
import sys
from functools import partial

import pytest

import qa
from qa.fronts.cli import run
from qa.fronts.opening import rebuilt
from qa.fronts.settings import FILE_VARIABLE, Settings, all_settings
from qa.fronts.shell import Session
from qa.render import console

TEXT = "Ada Byron wrote the first program in 1843. She lived in London. The engine was never built."


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory, monkeypatch):
    """No test sees or touches the user's settings and history, nor the terminal's size and colours."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    gone = ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS", "LINES", "PYTHONIOENCODING")
    for name in (*gone, FILE_VARIABLE, *(one.variable for one in all_settings())):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return home


@pytest.fixture
def corpus_of():
    """`corpus_of("One. Two.")`: a corpus of texts, each in a document of its own."""

    def build(*texts, source="ada.txt"):
        names = [source, *(f"{number}-{source}" for number in range(2, len(texts) + 1))]
        return qa.Corpus([qa.load_text(text, source=name) for text, name in zip(texts, names, strict=True)])

    return build


@pytest.fixture
def session(corpus_of):
    """A conversation about three invented sentences; its clock stands still."""
    rebuild = partial(rebuilt, console=console(io.StringIO()))
    return Session(corpus_of(TEXT), Settings(), rebuild, clock=lambda: 0.0)


@pytest.fixture
def ada(tmp_path):
    """The path of a file with three invented sentences."""
    path = tmp_path / "ada.txt"
    path.write_text(f"{TEXT}\n")
    return str(path)


@pytest.fixture
def call(capsys):
    """`call("ask", …)` runs a command line and returns its status, output and errors."""

    def run_it(*arguments):
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_it


@pytest.fixture
def stdin(monkeypatch):
    """`stdin("text")` puts text, or bytes, on the standard input."""

    def put(data):
        raw = data if isinstance(data, bytes) else data.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))

    return put


@pytest.fixture
def few_draws(monkeypatch):
    """Bootstrap intervals from 20 draws, for tests that are not about the intervals: 1,000 take most of the time."""
    monkeypatch.setattr("qa.evaluate.metrics.intervals.DRAWS", 20)
