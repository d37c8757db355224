"""A clock that strikes once when the time that was allowed is up: a thread waits for that."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress


class Clock:
    """Calls `strike` when the time is up; used as a context, at the end of which it stops."""

    def __init__(self, strike: Callable[[], None]) -> None:
        self._strike = strike
        self._changed = threading.Condition()
        self._deadline = float("inf")
        self._reason = ""
        self._is_running = True
        # Why it struck; empty if it did not.
        self.struck = ""

    def __enter__(self) -> "Clock":
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *details: object) -> None:
        with self._changed:
            self._is_running = False
            self._changed.notify_all()
        self._thread.join()

    def allow(self, seconds: float, reason: str) -> None:
        """Allow so many seconds from now; `reason` is why it strikes then."""
        with self._changed:
            self._deadline = time.monotonic() + seconds
            self._reason = reason
            self._changed.notify_all()

    def _wait(self) -> None:
        with self._changed:
            while self._is_running:
                left = self._deadline - time.monotonic()
                if left <= 0:
                    self.struck = self._reason
                    with suppress(OSError):
                        self._strike()
                    return
                self._changed.wait(min(left, threading.TIMEOUT_MAX))
