"""Processes that apply one function to many items, on all cores.

Each worker is a Python of its own, started anew: it shares nothing with this process, whose threads and main module do
not matter. It ends with this process, however that dies: at the end of the pipe, which a thread of it waits for. Each
has pipes of its own: one that is killed while it writes keeps no other from writing. Ctrl-C is meant for this process
alone, which then ends all workers at once.

Known limitations: where Python is embedded in another program, `sys.executable` must be a Python all the same. Where
the system is not Linux, a worker that is inside one call of C code, such as a search, ends with that call.
"""

import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Generic, NoReturn, Self, TypeVar, cast

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# Python's option -I keeps the worker from running anything of the current folder; it gets the parent's own path.
_START = """
import json, sys
path, main = json.loads(sys.argv[1])
sys.path[:] = path
from qa.processes import serve
serve(main)
"""
# Of Linux's prctl.
_PR_SET_PDEATHSIG = 1
# Results per worker that may wait for those before them, so that memory is bounded.
_WAITING = 8


def _nowhere_else(item: object) -> bool:
    return False


def _missed(item: object) -> NoReturn:
    raise RuntimeError("a process ended before its work was done, perhaps for lack of memory")


class _Ended(Exception):
    """A worker ended before it answered: the system had no memory for it, or somebody killed it."""


class Workers(Generic[_Item, _Result]):
    """Applies `function` to items in `count` processes; a context manager that ends them.

    The function, the items and the results are pickled. The processes are started when there is something to do.
    """

    def __init__(self, function: Callable[[_Item], _Result], count: int) -> None:
        """Start nothing yet."""
        self._function = function
        self._count = count
        self._threads = ThreadPoolExecutor(count)
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._started: list[_Worker] = []
        self._starting = threading.Lock()
        self._is_closed = False

    def map(
        self,
        items: Iterable[_Item],
        *,
        here: Callable[[_Item], bool] = _nowhere_else,
        ended: Callable[[_Item], _Result] = _missed,
    ) -> Iterator[_Result]:
        """The result of each item, in order; raises what the function raises.

        An item that is to be done `here` is done in this process, when its turn comes. `ended` gives the result of one
        that ended its worker; by default it raises `RuntimeError`.
        """
        waiting: deque[Callable[[], _Result]] = deque()
        for item in items:
            submit = (
                partial(self._function, item) if here(item) else self._threads.submit(self._apply, item, ended).result
            )
            waiting.append(submit)
            if len(waiting) >= self._count * _WAITING:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()

    def as_done(self, items: Iterable[_Item], *, ended: Callable[[_Item], _Result]) -> Iterator[_Result]:
        """The results of all items, in the order in which they are done; as `map` otherwise."""
        for future in as_completed([self._threads.submit(self._apply, item, ended) for item in items]):
            yield future.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._starting:
            self._is_closed = True
            for worker in self._started:
                worker.end()
        self._threads.shutdown(cancel_futures=True)

    def _apply(self, item: _Item, ended: Callable[[_Item], _Result]) -> _Result:
        """The result of one item, in a thread. There are as many threads as workers."""
        try:
            worker = self._idle_worker()
        except OSError:
            # The system starts no more processes.
            return self._function(item)
        try:
            result = worker.apply(item)
        except _Ended:
            return ended(item)
        except BaseException:
            self._idle.put(worker)
            raise
        self._idle.put(worker)
        return cast(_Result, result)

    def _idle_worker(self) -> "_Worker":
        """A worker that has nothing to do; a new one if all are at work. Raises `OSError`."""
        with suppress(queue.Empty):
            return self._idle.get_nowait()
        with self._starting:
            if self._is_closed:
                raise CancelledError
            worker = _Worker(self._function)
            self._started.append(worker)
            return worker


class _Worker:
    """One process, from this side."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, json.dumps([import_path(), _main_module()])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._items = cast(BinaryIO, self._process.stdin)
        self._results = cast(BinaryIO, self._process.stdout)
        with suppress(OSError):
            pickle.dump(function, self._items)

    def apply(self, item: object) -> object:
        """The result; raises what was raised there, and `_Ended`."""
        try:
            pickle.dump(item, self._items)
            self._items.flush()
            result, error = pickle.load(self._results)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as failure:
            self.end()
            raise _Ended from failure
        if error is not None:
            raise error
        return result

    def end(self) -> None:
        """End the process, whatever it does. A thread that waits for its answer gets `_Ended`."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for stream in (self._items, self._results):
            with suppress(OSError, ValueError):
                stream.close()


def import_path() -> list[str]:
    """Where a new Python finds modules: as here, without the current folder, and the folder that holds qa."""
    path = [str(entry) for entry in sys.path if entry]
    package = str(Path(__file__).resolve().parents[1])
    return path if package in path else [*path, package]


def _main_module() -> str | None:
    """The name of the module that was started with `python -m`, whose functions are those of "__main__" here."""
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    return None if spec is None or spec.name.endswith("__main__") else spec.name


# In the worker


def serve(main: str | None) -> None:
    """Apply the function that comes first on standard input to each item that follows, until the input ends.

    `main` is the module that "__main__" means in what is pickled; None if nothing is from there.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # Nothing else writes into the pipe.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    if main is not None:
        sys.modules["__main__"] = import_module(main)
    function = pickle.load(requests)
    items: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(requests, items), daemon=True).start()
    while True:
        answers.write(_answer(function, items.get()))
        answers.flush()


def _end_with_parent() -> None:
    """Let Linux kill this process as soon as the thread that started it ends: Python's own threads may have to wait."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _receive(requests: BinaryIO, items: "queue.SimpleQueue[Any]") -> None:
    """Put each item that comes into the queue; end the process at the end of the pipe, whatever it does then."""
    try:
        while True:
            items.put(pickle.load(requests))
    finally:
        os._exit(0)


def _answer(function: Callable[[Any], Any], item: Any) -> bytes:
    """The result and None, or None and the error, in bytes."""
    try:
        return pickle.dumps((function(item), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return pickle.dumps((None, error), pickle.HIGHEST_PROTOCOL)
