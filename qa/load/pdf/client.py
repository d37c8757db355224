"""The parent's side: one child process that reads PDFs, started at the first one and again after it ended.

A file is sent, and answers are awaited. A page, or a whole file, may take so much processor time, after which the
system ends the child; and several times as long by the clock, after which it is killed here. A file that ends the child
is refused, and the next file gets a new child. Threads take turns. A process that was forked off starts a child of its
own.

Known limitation: where Python is embedded in another program, `sys.executable` must be a Python all the same.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from typing import BinaryIO, cast

from qa.errors import BinarySource
from qa.load.blocks import Parsed
from qa.load.pdf.clock import Clock
from qa.load.pdf.limits import Allowance, Limits
from qa.load.pdf.protocol import BrokenFrame, Kind, read_frame, unpack_parsed, unpack_progress, write_frame
from qa.load.pdf.worker import EXIT_MEMORY, EXIT_NO_PDFIUM
from qa.processes import import_path

# Python's option -I keeps the child from running anything of the current folder; it gets the parent's own path.
_START = """
import json, sys
path, limits = json.loads(sys.argv[1])
sys.path[:] = path
from qa.load.pdf.limits import Limits
from qa.load.pdf.worker import main
main(Limits(**limits))
"""
# Seconds that the start may take; a busy machine takes several.
_START_SECONDS = 60.0
# Seconds that the end of this process waits for a thread that reads a file.
_CLOSE_SECONDS = 0.2
# How the child ends after its processor time.
_OUT_OF_TIME = -signal.SIGPROF if hasattr(signal, "SIGPROF") else None
# How the child ends if pdfium gets no memory: it aborts (on POSIX, in a shell, on Windows).
_ABORTED = frozenset({-6, 134, 3})
# Exit codes that no file causes: of an idle child, and of one that another process killed.
_NO_FAULT = frozenset({0, -9})


class Interrupted(Exception):
    """The child ended before it answered; `exit_code` is its own, `too_slow` says why it was killed for its time."""

    def __init__(self, exit_code: int | None, *, too_slow: str, page: int, pages: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code
        self.too_slow = too_slow
        # The page that it was reading, 0 before the first one, and how many there are; more than that in the layout.
        self.page, self.pages = page, pages


class _Child:
    """A child process that is ready for a file. Raises `Interrupted` if it is not."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._page = self._pages = 0
        self._allowance = limits.opening()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, json.dumps([import_path(), asdict(limits)])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        # Without buffers, so that a fork can close them whatever a thread does at that moment.
        self._files = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
        with Clock(self._process.kill) as clock:
            clock.allow(_START_SECONDS, "the process that reads it takes too long to start")
            kind, _ = self._next(clock)
        if kind is not Kind.READY:
            raise self._interrupted(clock)

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def read(self, data: bytes) -> Parsed:
        """What is in the PDF `data`. Raises `BinarySource` if it is refused, `Interrupted` if the child ended."""
        self._page = self._pages = 0
        with Clock(self._process.kill) as clock:
            self._allow(clock, self._limits.opening())
            try:
                write_frame(self._files, Kind.FILE, data)
                return self._result(clock)
            except (BrokenFrame, OSError):
                raise self._interrupted(clock) from None

    def _result(self, clock: Clock) -> Parsed:
        """The answer, after the progress."""
        while True:
            kind, body = self._next(clock)
            if kind is Kind.PROGRESS:
                self._page, self._pages, used = unpack_progress(body)
                self._allow(clock, self._limits.reading(self._page, self._pages, used))
            elif kind is Kind.REFUSED:
                raise BinarySource(body.decode("utf-8", "replace"))
            elif kind is Kind.RESULT:
                return unpack_parsed(body)
            else:
                raise BrokenFrame("a frame of another kind was expected")

    def end(self) -> None:
        """End the child and free its pipes."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        self._close()

    def abandon(self) -> None:
        """Leave the child to the process that started it: this one is its fork."""
        self._close()
        self._process.returncode = 0

    def _close(self) -> None:
        for stream in (self._files, self._answers):
            with suppress(OSError):
                stream.close()

    def _allow(self, clock: Clock, allowance: Allowance) -> None:
        """Await an answer for as long as is allowed by the clock; the child itself holds to its processor time."""
        patience = self._limits.patience
        self._allowance = allowance
        clock.allow(allowance.seconds * patience, allowance.refusal(patience))

    def _next(self, clock: Clock) -> tuple[Kind, bytes]:
        try:
            return read_frame(self._answers)
        except (BrokenFrame, OSError):
            raise self._interrupted(clock) from None

    def _interrupted(self, clock: Clock) -> Interrupted:
        """Why there is no answer. The child has ended, or is ended now."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_CLOSE_SECONDS)
        self.end()
        exit_code = self._process.returncode
        too_slow = self._allowance.refusal() if exit_code == _OUT_OF_TIME else clock.struck
        return Interrupted(exit_code, too_slow=too_slow, page=self._page, pages=self._pages)


class Client:
    """Reads PDFs in a child process that it starts when there is a file to read."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._child: _Child | None = None

    @property
    def child_pid(self) -> int | None:
        """The number of the child process, None without one."""
        return None if self._child is None else self._child.pid

    def read(self, data: bytes) -> Parsed:
        """What is in the PDF `data`. Raises `BinarySource`."""
        with self._lock:
            try:
                return self._read(data)
            except Interrupted as error:
                # It may have ended by itself, while it had no file, or been killed from outside: not the file's fault.
                if error.exit_code not in _NO_FAULT or error.too_slow:
                    raise self._refusal(error) from None
            try:
                return self._read(data)
            except Interrupted as error:
                raise self._refusal(error) from None

    def close(self) -> None:
        """End the child, if there is one, even while a thread reads a file."""
        is_free = self._lock.acquire(timeout=_CLOSE_SECONDS)
        try:
            if self._child is not None:
                self._child.end()
                self._child = None
        finally:
            if is_free:
                self._lock.release()

    def forget(self) -> None:
        """In a process that was forked off: leave the child to the parent, and the lock that a thread may hold."""
        self._lock = threading.Lock()
        if self._child is not None:
            self._child.abandon()
            self._child = None

    def _read(self, data: bytes) -> Parsed:
        child = self._ready_child()
        try:
            return child.read(data)
        except BinarySource:
            raise
        except BaseException:
            # Interrupted by the child's end, or by the user, after which an answer would come that nobody awaits.
            self._child = None
            child.end()
            raise

    def _ready_child(self) -> _Child:
        if self._child is not None and not self._child.is_alive:
            self._child.end()
            self._child = None
        if self._child is None:
            try:
                self._child = _Child(self._limits)
            except OSError as error:
                reason = error.strerror or str(error)
                raise BinarySource(f"is a PDF, and the process that reads it cannot be started ({reason})") from error
        return self._child

    def _refusal(self, error: Interrupted) -> BinarySource:
        """Why a file is refused that ended the child."""
        advice = "print it to a new file"
        if error.exit_code == EXIT_NO_PDFIUM:
            advice = "install it with: pip install pypdfium2"
            return BinarySource(f"is a PDF, and pypdfium2, which reads it, is missing; {advice}")
        if error.too_slow:
            return BinarySource(f"is a PDF that costs too much: {error.too_slow}; {advice}")
        where = f"page {error.page}" if error.page else "opening it"
        if error.page > error.pages:
            where = "its layout"
        if error.exit_code == EXIT_MEMORY or error.exit_code in _ABORTED:
            limit = f"{self._limits.memory / 1e9:g} GB"
            return BinarySource(f"is a PDF that costs too much: {where} takes more than {limit} of memory; {advice}")
        return BinarySource(f"is a PDF that cannot be read: {where} makes the reader fail; {advice}")


CLIENT = Client()
atexit.register(CLIENT.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=CLIENT.forget)
