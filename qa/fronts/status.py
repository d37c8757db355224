"""Exit statuses, as grep has them, and how each failure becomes one.

    0    answered (of a file of questions: at least one)
    1    the text does not say (of a file of questions: to none)
    2    an error: one line on standard error
    129  hung up (SIGHUP), 130 interrupted (Ctrl-C, SIGINT), 143 terminated (SIGTERM)
    141  the reader of the output has gone away (SIGPIPE)

Only the standard library is imported at the top, so that a signal during the other imports finds its handler.

Known limitation: until the interpreter has started, in the first hundredths of a second, a signal is left to Python,
which prints a traceback for Ctrl-C, and may end with status 1.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from types import FrameType
from typing import TYPE_CHECKING, NoReturn, TextIO

from qa.errors import QAError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

ANSWERED, ABSTAINED, FAILED = 0, 1, 2
INTERRUPTED, PIPE_CLOSED = 128 + signal.SIGINT, 141

# The standard input stream, named as a question, a file of questions or a document.
STDIN = "-"

# An environment variable; with any value, an unforeseen error also prints its traceback.
DEBUG = "QA_DEBUG"
# The file with the traceback of the last unforeseen error, in the user's state folder.
TRACEBACK = "last-error.txt"


def exit_with(command_line: Callable[[], int]) -> NoReturn:
    """Run `command_line` in this process and end it with the status that results, whatever happens."""
    try:
        _catch_signals()
        _reserve_descriptors()
        status = guarded(command_line)
    except KeyboardInterrupt:
        status = INTERRUPTED
    except SystemExit as ending:
        status = FAILED if isinstance(ending.code, str) else ending.code or ANSWERED
    _let_signals_end_at_once()
    for stream in (sys.stdout, sys.stderr):
        _abandon_if_broken(stream)
    raise SystemExit(status)


def guarded(command_line: Callable[[], int]) -> int:
    """The status of `command_line`; an error is reported in one line on standard error."""
    try:
        _prepare_streams()
        status = command_line()
        sys.stdout.flush()
    except QAError as error:
        return _failed(str(error))
    except BrokenPipeError:
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return _failed(_without_access(error), error)
    except Exception as error:
        return _failed(bug(error), error)
    return int(status)


def report(message: str) -> None:
    """Write `message` as one line to standard error; nothing happens if that cannot be written."""
    try:
        from qa.render import error_line
    except ImportError:
        # A broken installation; the message names the missing module.
        line = f"qa: {message}"
    else:
        line = error_line(message)
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def standard_input() -> TextIO:
    """The stream. Raises `UsageError` if it is closed."""
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("standard input is closed; open it, or name a file instead")
    return sys.stdin


# Failures


def _failed(message: str, error: Exception | None = None) -> int:
    report(message)
    if error is not None and os.environ.get(DEBUG):
        for line in "".join(traceback.format_exception(error)).splitlines():
            report(line)
    return FAILED


def _without_access(error: OSError) -> str:
    """The message for a file or stream that failed where no other message is prepared."""
    cause = error.strerror or str(error)
    if error.filename is None:
        return f"cannot read the input or write the output ({cause}); check what they are connected to"
    return f"cannot use {error.filename} ({cause}); check its name and its permissions"


def bug(error: Exception) -> str:
    """The message for an unforeseen `error`, whose traceback is kept in a file in the user's state folder."""
    cause = type(error).__name__ + (f": {error}" if str(error) else "")
    path = _kept(error)
    if path is None:
        return f"internal error: {cause}; to report it with its traceback, repeat it with {DEBUG}=1"
    return f"internal error: {cause}; please report it, with the traceback in {path}"


def _kept(error: Exception) -> "Path | None":
    """The file with the traceback of `error`; None if it cannot be written, or the installation is broken."""
    # Whatever fails here must not hide the error itself.
    with suppress(Exception):
        from platform import platform, python_version

        from platformdirs import user_state_path

        from qa import __version__
        from qa.files import write_whole

        path = user_state_path("qa") / TRACEBACK
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(traceback.format_exception(error)).encode("utf-8", "backslashreplace").decode()
        write_whole(path, f"qa {__version__}, Python {python_version()}, {platform()}\n{text}", mode=0o600)
        return path
    return None


# Signals and streams


def _catch_signals() -> None:
    """Let SIGTERM and SIGHUP end the process in order: files are cleaned up and the terminal is restored."""
    for number in _ENDINGS:
        # One that is ignored, as under nohup, stays ignored.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, _send_again)
        sys.unraisablehook = _keep_ending


# Those of SIGTERM and SIGHUP that the platform has.
_ENDINGS = tuple(number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None)
# Seconds after which a signal that had no effect is sent again.
_AGAIN_SECONDS = 0.01
# The signals to send again.
_lost: list[int] = []


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _keep_ending(unraisable: "sys.UnraisableHookArgs") -> None:
    """Send a signal again if what it raised is lost, since it came in a finalizer or a callback of the interpreter."""
    error = unraisable.exc_value
    sent = (end for end in _ENDINGS if isinstance(error, SystemExit) and error.code == 128 + end)
    number = signal.SIGINT if isinstance(error, KeyboardInterrupt) else next(sent, None)
    if number is None:
        sys.__unraisablehook__(unraisable)
        return
    _lost.append(number)
    signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)


def _send_again(number: int, frame: FrameType | None) -> None:
    while _lost:
        signal.raise_signal(_lost.pop())


def _let_signals_end_at_once() -> None:
    """Let a signal that comes while the interpreter shuts down end the process as it does by default."""
    for number, handler in ((signal.SIGINT, signal.default_int_handler), *((number, _end) for number in _ENDINGS)):
        if signal.getsignal(number) is handler:
            signal.signal(number, signal.SIG_DFL)


def _reserve_descriptors() -> None:
    """Fill the places of closed standard streams, so that no file that is opened later gets one of them."""
    descriptor = os.open(os.devnull, os.O_RDWR)
    while descriptor <= 2:
        descriptor = os.open(os.devnull, os.O_RDWR)
    os.close(descriptor)


def _prepare_streams() -> None:
    """Let no character break a stream. Raises `UsageError` if standard output is closed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A character that the stream's encoding lacks is written as an escape.
            stream.reconfigure(errors="backslashreplace")
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        raise UsageError("standard output is closed, so nothing can be shown; open it, or redirect it to a file")


def _abandon_if_broken(stream: TextIO | None) -> None:
    """Flush `stream`; if that fails, let the interpreter's own last flush go nowhere."""
    if stream is None:
        return
    try:
        stream.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
