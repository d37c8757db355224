"""Questions at once -> one after the other: a bounded queue in front of a few threads, fair between clients.

Clients take turns, and so do the conversations of one client: who asks much waits longer, and nobody else does. A
conversation is asked one question at a time. A client that leaves while it waits frees its place; a question that is
being answered is answered to its end.
"""

import asyncio
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar

from qa.fronts.server.limits import Limits
from qa.fronts.server.problems import busy

_Result = TypeVar("_Result")
# The share of the newest time in the mean time of a question.
_NEWEST = 0.1
# Seconds of a question before one was answered; and seconds to retry after at most.
_FIRST_GUESS, _LONGEST_WAIT = 0.1, 60


class Client(NamedTuple):
    """Who asks: the address, and the conversation ("" without one)."""

    address: str
    conversation: str = ""


@dataclass(slots=True, eq=False)
class _Job:
    client: Client
    work: Callable[[], Any]
    result: "asyncio.Future[Any]"


class Waiting:
    """The queue; all of it is used in one event loop. `threads` work at once."""

    def __init__(self, limits: Limits, *, threads: int) -> None:
        self._limits = limits
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="qa-asks")
        self._lines: OrderedDict[str, OrderedDict[str, deque[_Job]]] = OrderedDict()
        self._running: set[_Job] = set()
        self._seconds = _FIRST_GUESS
        self.waiting = 0

    @property
    def running(self) -> int:
        """How many questions are being answered."""
        return len(self._running)

    async def run(self, client: Client, work: Callable[[], _Result]) -> _Result:
        """The result of `work`, in a thread, when it is the turn of `client`. Raises a `Problem` if all is full.

        If the caller is cancelled, its place is free again.
        """
        self._check_room(client)
        job = _Job(client, work, asyncio.get_running_loop().create_future())
        self._lines.setdefault(client.address, OrderedDict()).setdefault(client.conversation, deque()).append(job)
        self.waiting += 1
        self._start()
        try:
            result: _Result = await job.result
        except asyncio.CancelledError:
            self._leave(job)
            raise
        return result

    def close(self) -> None:
        """End the threads, after what they are doing."""
        self._pool.shutdown()

    def _check_room(self, client: Client) -> None:
        own = sum(map(len, self._lines.get(client.address, {}).values()))
        if self.waiting >= self._limits.waiting or own >= self._limits.waiting_each:
            seconds = math.ceil(self._seconds * (self.waiting + self.running) / self._threads)
            raise busy(
                f"{self.waiting} questions wait already; ask again in a while",
                seconds=min(max(seconds, 1), _LONGEST_WAIT),
            )

    def _start(self) -> None:
        """Give work to every thread that has none."""
        while len(self._running) < self._threads:
            job = self._next()
            if job is None:
                return
            self._running.add(job)
            began = time.monotonic()
            done = asyncio.get_running_loop().run_in_executor(self._pool, job.work)
            done.add_done_callback(partial(self._finish, job, began))

    def _finish(self, job: _Job, began: float, done: "asyncio.Future[Any]") -> None:
        self._running.discard(job)
        self._seconds += _NEWEST * (time.monotonic() - began - self._seconds)
        error = None if done.cancelled() else done.exception()
        if not job.result.done():
            if done.cancelled():
                job.result.cancel()
            elif error is not None:
                job.result.set_exception(error)
            else:
                job.result.set_result(done.result())
        self._start()

    def _next(self) -> _Job | None:
        """The job whose turn it is; its client, and its conversation, go to the end of their lines."""
        talking = {job.client.conversation for job in self._running} - {""}
        for address, lines in self._lines.items():
            for conversation, jobs in lines.items():
                if conversation in talking:
                    continue
                job = jobs[0]
                self._remove(job)
                if conversation in lines:
                    lines.move_to_end(conversation)
                if address in self._lines:
                    self._lines.move_to_end(address)
                return job
        return None

    def _leave(self, job: _Job) -> None:
        lines = self._lines.get(job.client.address)
        if lines is not None and job in lines.get(job.client.conversation, ()):
            self._remove(job)

    def _remove(self, job: _Job) -> None:
        lines = self._lines[job.client.address]
        jobs = lines[job.client.conversation]
        jobs.remove(job)
        self.waiting -= 1
        if not jobs:
            del lines[job.client.conversation]
        if not lines:
            del self._lines[job.client.address]
