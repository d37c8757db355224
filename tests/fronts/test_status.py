"""Every end of a process has its status: 2 or that of the signal, and never 1, which means "the text does not say"."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qa import __version__
from qa.errors import UsageError
from qa.fronts import status
from qa.fronts.status import guarded

# Seconds after which a process that should have ended is a failure.
PATIENCE = 120
# In a child process, before the command line is imported: `act()` instead of its work.
REPLACED = """
import os, signal, sys
import qa.fronts.cli as cli
def act(arguments=None):
    {body}
cli.run = act
from qa.__main__ import main
main()
"""


def python(code, **options):
    """Run `code` in its own process."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, check=False, text=True, timeout=PATIENCE, **options)


def shell(redirected, *arguments):
    """Run `qa` with `arguments` and the redirections of a POSIX shell."""
    command = f'exec "$0" -m qa "$@" {redirected}'
    return subprocess.run(
        ["/bin/sh", "-c", command, sys.executable, *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )


pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and redirections are those of POSIX")


# Signals


@pytest.mark.parametrize(("name", "expected"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_signal_ends_the_process_with_its_status(name, expected):
    done = python(REPLACED.format(body=f"os.kill(os.getpid(), signal.{name}); signal.pause()"))
    assert (done.returncode, done.stdout, done.stderr) == (expected, "", "")


@pytest.mark.parametrize("module", ["qa.fronts.status", "qa.fronts.cli", "typer"])
def test_interrupted_import_has_status_130(module):
    done = python(f"""
import os, signal, sys
class Interruption:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interruption())
from qa.__main__ import main
main()
""")
    # Python may end an interrupted process by the signal itself, which a shell also reports as 130.
    assert done.returncode in (130, -signal.SIGINT) and (done.stdout, done.stderr) == ("", "")


def test_nothing_slow_is_imported_before_signals_are_caught():
    slow = "{'typing', 'dataclasses', 'enum', 're', 'inspect', 'pathlib'}"
    code = f"import sys; before = set(sys.modules); import qa.__main__; print(({slow} & set(sys.modules)) - before)"
    assert python(code).stdout == "set()\n"


def test_signal_runs_the_clean_up(tmp_path):
    body = f"""
    try:
        os.kill(os.getpid(), signal.SIGTERM); signal.pause()
    finally:
        open({str(tmp_path / "clean")!r}, "w").close()"""
    assert python(REPLACED.format(body=body)).returncode == 143 and (tmp_path / "clean").exists()


@pytest.mark.parametrize(("name", "expected"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_signal_in_a_finalizer_is_not_lost(name, expected):
    body = f"""
    class Last:
        def __del__(self):
            os.kill(os.getpid(), signal.{name})
            list(range(9))
    Last()
    while True:
        signal.pause()"""
    done = python(REPLACED.format(body=body))
    assert (done.returncode, done.stdout, done.stderr) == (expected, "", "")


def test_other_fault_of_a_finalizer_is_shown():
    body = """
    class Last:
        def __del__(self):
            raise LookupError("lost")
    Last()
    return 0"""
    done = python(REPLACED.format(body=body))
    assert done.returncode == 0 and "LookupError: lost" in done.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_signal_while_the_interpreter_ends_is_quiet(name):
    body = f"""
    import threading
    def send():
        threading.main_thread().join()
        os.kill(os.getpid(), signal.{name})
        signal.pause()
    threading.Thread(target=send).start()
    return 0"""
    done = python(REPLACED.format(body=body))
    assert (done.returncode, done.stderr) == (-getattr(signal, name), "")


def test_ignored_signal_stays_ignored():
    code = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    done = python(code + REPLACED.format(body="os.kill(os.getpid(), signal.SIGHUP); return 0"))
    assert (done.returncode, done.stderr) == (0, "")


# Streams


CLOSED_INPUT = "qa: standard input is closed; open it, or name a file instead\n"


def test_process_with_closed_standard_input_is_one_line():
    done = shell("<&-", "ask", "-")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", CLOSED_INPUT)


@pytest.mark.parametrize(
    "arguments",
    [[], ["shell"], ["ask", "-"], ["ask", "--batch", "-"], ["ask", "--dialogue", "-"], ["eval", "new", "x"]],
)
def test_closed_standard_input_is_one_line(call, monkeypatch, arguments):
    monkeypatch.setattr(sys, "stdin", None)
    assert call(*arguments) == (2, "", CLOSED_INPUT)


def test_question_needs_no_standard_input(call, monkeypatch, ada):
    monkeypatch.setattr(sys, "stdin", None)
    status, out, _ = call("ask", "Who wrote the first program?", "-d", ada)
    assert status == 0 and out.startswith("Ada Byron")


def test_closed_standard_output_is_one_line():
    done = shell(">&-", "--version")
    assert done.returncode == 2 and done.stderr.startswith("qa: standard output is closed, so nothing can be shown; ")


@pytest.mark.parametrize(("redirected", "expected"), [("2>&-", 0), (">&- 2>&-", 2), ("<&- >&- 2>&-", 2)])
def test_closed_standard_error_changes_no_status(redirected, expected):
    assert shell(redirected, "--version").returncode == expected


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["ask", "--help"], ["help"]])
def test_full_disk_is_one_line(arguments):
    done = shell(">/dev/full", *arguments)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert done.stderr.startswith("qa: cannot read the input or write the output (No space left on device); ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_unwritable_error_keeps_its_status():
    assert shell("2>/dev/full", "ask").returncode == 2


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["--version"]])
def test_help_to_a_closed_pipe_has_status_141(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-m", "qa", *arguments], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


# Failures


def test_bug_in_a_process_is_one_line(own_home):
    done = python(REPLACED.format(body="raise LookupError('lost')").replace("cli.run = act", "cli._run = act"))
    kept = own_home / "qa" / "last-error.txt"
    advice = f"please report it, with the traceback in {kept}"
    assert (done.returncode, done.stderr) == (2, f"qa: internal error: LookupError: lost; {advice}\n")
    text = kept.read_text()
    assert text.startswith(f"qa {__version__}, Python ") and "in act" in text and kept.stat().st_mode & 0o777 == 0o600


def test_bug_without_a_place_for_its_traceback(monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null/no")
    done = python(REPLACED.format(body="raise LookupError('lost')").replace("cli.run = act", "cli._run = act"))
    advice = "to report it with its traceback, repeat it with QA_DEBUG=1"
    assert (done.returncode, done.stderr) == (2, f"qa: internal error: LookupError: lost; {advice}\n")


def test_missing_library_is_one_line():
    done = python("import sys; sys.modules['typer'] = None\nfrom qa.__main__ import main\nmain()")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "typer" in done.stderr


@pytest.mark.parametrize(
    ("error", "expected", "line"),
    [
        (UsageError("found x"), 2, "qa: found x"),
        (KeyboardInterrupt(), 130, None),
        (BrokenPipeError(), 141, None),
        (PermissionError(13, "Permission denied", "/x\x1b"), 2, "qa: cannot use /x␛ (Permission denied); check its"),
        (OSError(5, "Input/output error"), 2, "qa: cannot read the input or write the output (Input/output error); "),
        (
            RecursionError("too deep\nreally"),
            2,
            "qa: internal error: RecursionError: too deep really; please report",
        ),
        (MemoryError(), 2, "qa: internal error: MemoryError; please report it"),
    ],
)
def test_failure_becomes_status_and_line(capsys, error, expected, line):
    def fail():
        raise error

    assert guarded(fail) == expected
    out, err = capsys.readouterr()
    assert out == "" and (err == "" if line is None else err.startswith(line) and err.count("\n") == 1)


def test_debug_variable_shows_traceback_of_unforeseen_failure(capsys, monkeypatch):
    def fail():
        raise OSError(5, "Input/output error")

    monkeypatch.setenv(status.DEBUG, "1")
    assert guarded(fail) == 2 and "in fail" in capsys.readouterr().err
