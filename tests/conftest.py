"""Fixtures that several folders share: a home of their own for all tests, the expensive corpora, and the fronts."""

import io
import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

import qa
from tests import builders

# A busy machine takes longer, which is no failure.
settings.register_profile("qa", deadline=None)
settings.load_profile("qa")

# A run in the background (nohup, a shell's &) ignores these signals, and so would the processes that tests start.
for name, handler in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
    # Windows has no SIGHUP.
    if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is signal.SIG_IGN:
        signal.signal(getattr(signal, name), handler)

TEXT = builders.ADA
# What decides how a terminal is written to.
TERMINAL_VARIABLES = (
    "NO_COLOR",
    "FORCE_COLOR",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
    "COLUMNS",
    "LINES",
    "PYTHONIOENCODING",
)


@pytest.fixture(scope="session")
def homes(tmp_path_factory):
    """Paths of folders that do not exist yet, one after the other: `mktemp` would list all earlier ones each time."""
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes, monkeypatch):
    """No test sees or touches the user's settings and history, nor the terminal's size and colours."""
    home = next(homes)
    home.mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    for name in (*TERMINAL_VARIABLES, *(name for name in os.environ if name.startswith("QA_"))):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return home


# Corpora. A corpus keeps no state between questions, so that all tests of a process can share it.


@pytest.fixture(scope="session")
def article():
    """The bundled article, read by the neural reader."""
    return qa.Corpus.open()


@pytest.fixture(scope="session")
def lexical_article():
    """The bundled article, read by the lexical reader."""
    return qa.Corpus.open(configuration=qa.Configuration(reader="lexical"))


@pytest.fixture(scope="session")
def ada_corpus():
    """Three invented sentences, read by the neural reader."""
    return builders.corpus(TEXT)


@pytest.fixture
def corpus_of():
    """`corpus_of("One. Two.")`: a corpus of texts, each in a document of its own."""
    return builders.corpus


# Fronts: imported by those tests alone that need them.


@pytest.fixture
def session(ada_corpus):
    """A conversation about three invented sentences; its clock is at 0."""
    from qa.fronts.opening import reread
    from qa.fronts.settings import Settings
    from qa.fronts.shell import Session

    return Session(ada_corpus, Settings(), reread, clock=lambda: 0.0)


@pytest.fixture
def ada(tmp_path):
    """The path of a file with three invented sentences."""
    path = tmp_path / "ada.txt"
    path.write_text(f"{TEXT}\n")
    return str(path)


@pytest.fixture
def call(capsys):
    """`call("ask", …)` runs a command line and returns its status, output and errors."""
    from qa.fronts.cli import run

    def run_command(*arguments):
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_command


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


# Spark, with two workers that are processes of their own: imported by those tests alone that need it.

# Two workers of one core each, with a gigabyte.
MASTER = "local-cluster[2,1,1024]"
# What takes a program of Java long that lives for a minute.
BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """A session that all tests of a process share."""
    from qa.errors import ClusterError
    from qa.index.spark.session import check_installed, started

    try:
        check_installed()
    except ClusterError as error:
        pytest.skip(str(error))
    import pyspark

    with pytest.MonkeyPatch.context() as patch:
        # The home of a test is gone when the next one begins.
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", os.pathsep.join(entry for entry in sys.path if entry))
        options = {
            "spark.driver.extraJavaOptions": BRIEF,
            "spark.executor.extraJavaOptions": BRIEF,
            "spark.executor.heartbeatInterval": "2s",
        }
        flags = " ".join(f"--conf '{name}={value}'" for name, value in options.items())
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"{flags} pyspark-shell")
        with started(MASTER) as running:
            application = running.sparkContext.applicationId
            yield running
    shutil.rmtree(Path(pyspark.__file__).parent / "work" / application, ignore_errors=True)
