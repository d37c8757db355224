"""The parent's side: one child process that reads PDFs, started at the first one and again after it ended.

A file is sent, and answers are awaited for as long as a page, or a whole file, may take; then the child is killed. A
file that kills the child is refused, and the next file gets a new child. Threads take turns. A process that was forked
off starts a child of its own.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import BinaryIO, cast

from qa.errors import BinarySource
from qa.load.blocks import Parsed
from qa.load.pdf import limits
from qa.load.pdf.protocol import BrokenFrame, Kind, read_frame, unpack_parsed, unpack_progress, write_frame
from qa.load.pdf.worker import EXIT_MEMORY, EXIT_NO_PDFIUM

# Python's options -I and -S keep the child from running anything of the current folder; it gets the parent's own path.
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from qa.load.pdf.worker import main; main()"
# Seconds that the start may take; a busy machine takes several.
_START_SECONDS = 60.0


class Interrupted(Exception):
    """The child ended before it answered; `exit_code` is its own, `too_slow` is set if it was killed for its time."""

    def __init__(self, exit_code: int | None, *, too_slow: str = "", page: int = 0) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code
        self.too_slow = too_slow
        # The page that it was reading, 0 before the first one.
        self.page = page


class _Child:
    """A child process, and the clock that kills it."""

    def __init__(self) -> None:
        path = [os.path.abspath(entry or ".") for entry in sys.path]  # noqa: PTH100
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, json.dumps(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            close_fds=True,
        )
        self._files = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
        self._clock = _Clock(self._process)
        self.files = 0
        with self._clock.running():
            self._clock.allow(_START_SECONDS, "takes too long to start")
            kind, _ = self._next()
        if kind is not Kind.READY:
            raise self._interrupted(0)

    def read(self, data: bytes) -> Parsed:
        """What is in the PDF `data`. Raises `BinarySource` if it is refused, `Interrupted` if the child ended."""
        self.files += 1
        page = 0
        with self._clock.running() as started:
            self._clock.allow(limits.PAGE_SECONDS, f"it takes more than {limits.PAGE_SECONDS:g} seconds to open")
            try:
                self._send(data)
                while True:
                    kind, body = self._next()
                    if kind is Kind.PROGRESS:
                        page, pages = unpack_progress(body)
                        self._allow_page(page, pages, started)
                    elif kind is Kind.REFUSED:
                        raise BinarySource(body.decode("utf-8", "replace"))
                    elif kind is Kind.RESULT:
                        return unpack_parsed(body)
                    else:
                        raise self._interrupted(page)
            except (BrokenFrame, Interrupted):
                raise self._interrupted(page) from None

    def end(self) -> None:
        """End the child and free its pipes."""
        with suppress(OSError):
            self._process.kill()
        with suppress(OSError):
            self._process.wait()
        self.close()

    def close(self) -> None:
        """Close the pipes; the child ends by itself."""
        for stream in (self._files, self._answers):
            with suppress(OSError):
                stream.close()

    def abandon(self) -> None:
        """Leave the child to the process that started it: this one is its fork."""
        self.close()
        self._process.returncode = 0

    def _allow_page(self, page: int, pages: int, started: float) -> None:
        """Give the page its time, and the file no more than it may have in all."""
        whole = max(limits.MIN_DOCUMENT_SECONDS, limits.SECONDS_PER_PAGE * min(pages, limits.MAX_PAGES))
        left = started + whole - time.monotonic()
        if left < limits.PAGE_SECONDS or page >= pages:
            self._clock.allow(left, f"it takes more than {whole:g} seconds to read")
        else:
            self._clock.allow(
                limits.PAGE_SECONDS, f"page {page} takes more than {limits.PAGE_SECONDS:g} seconds to read"
            )

    def _send(self, data: bytes) -> None:
        try:
            write_frame(self._files, Kind.FILE, data)
        except OSError as error:
            raise BrokenFrame("the child has ended") from error

    def _next(self) -> tuple[Kind, bytes]:
        try:
            return read_frame(self._answers)
        except (BrokenFrame, OSError):
            raise self._interrupted(0) from None

    def _interrupted(self, page: int) -> Interrupted:
        self.end()
        return Interrupted(self._process.returncode, too_slow=self._clock.fired, page=page)


class _Clock:
    """Kills a process when its time is up. A thread waits for that while a file is read."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._changed = threading.Condition()
        self._deadline = 0.0
        self._reason = ""
        self._is_running = False
        # Why it killed the process; empty if it did not.
        self.fired = ""

    def running(self) -> "_Running":
        """A context in which the clock runs."""
        return _Running(self)

    def allow(self, seconds: float, reason: str) -> None:
        """Let the process run for so many seconds from now; `reason` is why it is killed then."""
        with self._changed:
            self._deadline = time.monotonic() + seconds
            self._reason = reason

    def start(self) -> None:
        """Start the thread."""
        self._is_running = True
        threading.Thread(target=self._wait, daemon=True).start()

    def stop(self) -> None:
        """End the thread."""
        with self._changed:
            self._is_running = False
            self._changed.notify_all()

    def _wait(self) -> None:
        with self._changed:
            while self._is_running:
                left = self._deadline - time.monotonic()
                if left <= 0:
                    self.fired = self._reason
                    with suppress(OSError):
                        self._process.kill()
                    return
                self._changed.wait(left)


class _Running:
    """Starts a clock and stops it; gives the time at which it started."""

    def __init__(self, clock: _Clock) -> None:
        self._clock = clock

    def __enter__(self) -> float:
        self._clock.allow(_START_SECONDS, "")
        self._clock.start()
        return time.monotonic()

    def __exit__(self, *details: object) -> None:
        self._clock.stop()


class Client:
    """Reads PDFs in a child process that it starts when there is a file to read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def read(self, data: bytes) -> Parsed:
        """What is in the PDF `data`. Raises `BinarySource`."""
        with self._lock:
            is_used = self._child is not None and self._child.files > 0
            try:
                return self._read(data)
            except Interrupted as error:
                # A child that was used may have ended by itself, between two files.
                if not is_used or error.exit_code != 0 or error.too_slow:
                    raise _refusal(error) from None
            try:
                return self._read(data)
            except Interrupted as error:
                raise _refusal(error) from None

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            if self._child is not None:
                self._child.end()
                self._child = None

    def forget(self) -> None:
        """In a process that was forked off: leave the child to the parent, and the lock that a thread may hold."""
        self._lock = threading.Lock()
        if self._child is not None:
            self._child.abandon()
            self._child = None

    def _read(self, data: bytes) -> Parsed:
        if self._child is None:
            try:
                self._child = _Child()
            except OSError as error:
                reason = error.strerror or str(error)
                raise BinarySource(f"is a PDF, and the process that reads it cannot be started ({reason})") from error
        try:
            return self._child.read(data)
        except Interrupted:
            self._child = None
            raise


def _refusal(error: Interrupted) -> BinarySource:
    """Why a file is refused that ended the child."""
    if error.exit_code == EXIT_NO_PDFIUM:
        return BinarySource(
            "is a PDF, and pypdfium2, which reads it, is missing; install it with: pip install pypdfium2"
        )
    if error.too_slow:
        return BinarySource(f"is a PDF that costs too much: {error.too_slow}; print it to a new file")
    where = f"page {error.page}" if error.page else "opening it"
    # pdfium aborts when it gets no memory.
    if error.exit_code in (EXIT_MEMORY, -6, 134):
        limit = f"{limits.MAX_MEMORY / 1e9:g} GB"
        return BinarySource(
            f"is a PDF that costs too much: {where} takes more than {limit} of memory; print it to a new file"
        )
    return BinarySource(f"is a PDF that cannot be read: {where} makes the reader fail; print it to a new file")


CLIENT = Client()
atexit.register(CLIENT.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=CLIENT.forget)
