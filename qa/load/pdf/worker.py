"""The child process that reads PDFs: `main` serves one file after the other until its parent ends.

pdfium has no limits of its own, and a faulty file may crash it. Here it may take so much memory and no more, and what
happens to it happens to this process alone. Processor time is limited in the same way. It writes nothing to disk.

It ends with its parent, however that dies: at the end of the pipe, which a thread waits for, or when it has another
parent. It also ends by itself when it has nothing to do for a while, or has grown; the parent starts another one.
"""

import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

from qa.load.pdf.limits import COUNTS_PROCESSOR_TIME, Limits
from qa.load.pdf.protocol import BrokenFrame, Kind, pack_parsed, pack_progress, read_frame, write_frame

# How it ends, beside 0: the parent says what each one means.
EXIT_MEMORY, EXIT_FAILED, EXIT_NO_PDFIUM = 70, 71, 72

# Seconds between two looks at the parent and at the memory.
_WATCH_SECONDS = 0.25


def main(limits: Limits) -> None:
    """Serve the files that come on standard input."""
    # An interrupt from the keyboard is meant for the parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if COUNTS_PROCESSOR_TIME:
        # The end of its time ends it, even if the parent ignores that signal.
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
    requests, answers = _take_streams()
    has_limit = _limit_memory(limits.memory)
    threading.Thread(target=_watch, args=(os.getppid(), 0 if has_limit else limits.memory), daemon=True).start()
    try:
        from qa.load.pdf.reader import read_pdf  # noqa: F401
    except ImportError:
        os._exit(EXIT_NO_PDFIUM)
    write_frame(answers, Kind.READY)
    files: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(requests, files), daemon=True).start()
    while True:
        try:
            data = files.get(timeout=limits.idle_seconds)
        except queue.Empty:
            os._exit(0)
        _answer(data, answers, limits)
        del data
        if _memory() > limits.grown:
            os._exit(0)


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes to the parent. Standard output then leads nowhere, so that nothing else writes into the pipe."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    return requests, answers


def _receive(requests: BinaryIO, files: "queue.SimpleQueue[bytes]") -> None:
    """Put each file that comes into the queue; end the process at the end of the pipe, whatever it does then."""
    try:
        while True:
            _, body = read_frame(requests)
            files.put(body)
    except MemoryError:
        os._exit(EXIT_MEMORY)
    except (BrokenFrame, OSError):
        os._exit(0)


def _answer(data: bytes, answers: BinaryIO, limits: Limits) -> None:
    """Read one file and write the result, or why there is none."""
    from qa.load.pdf.reader import Refused, read_pdf

    started = _processor_time()

    def report(page: int, pages: int) -> None:
        used = _processor_time() - started
        _limit_time(limits.reading(page, pages, used).seconds)
        write_frame(answers, Kind.PROGRESS, pack_progress(page, pages, used))

    _limit_time(limits.opening().seconds)
    try:
        body = pack_parsed(read_pdf(data, progress=report, limits=limits))
        kind = Kind.RESULT
    except Refused as refusal:
        body, kind = str(refusal).encode(), Kind.REFUSED
    except MemoryError:
        os._exit(EXIT_MEMORY)
    except BrokenPipeError:
        os._exit(0)
    except Exception:
        os._exit(EXIT_FAILED)
    try:
        write_frame(answers, kind, body)
    except OSError:
        os._exit(0)
    _limit_time(None)


def _processor_time() -> float:
    """The seconds that this process has used: of the processor, or by the clock where the limit is of that."""
    return time.process_time() if COUNTS_PROCESSOR_TIME else time.monotonic()


def _limit_time(seconds: float | None) -> None:
    """Let the system end this process after so many more seconds of processor time, whatever runs; None: never.

    Where the system has no such timer, the parent's clock does it alone.
    """
    if COUNTS_PROCESSOR_TIME:
        # A timer of 0 seconds would be none.
        signal.setitimer(signal.ITIMER_PROF, 0.0 if seconds is None else max(seconds, 0.001))


def _limit_memory(size: int) -> bool:
    """Limit the memory of this process to `size` bytes; whether the system does so. macOS ignores the limit."""
    if sys.platform in ("darwin", "win32"):
        return False
    import resource

    try:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True


def _watch(parent: int, memory: int) -> None:
    """End the process when its parent has ended, or when it takes more than `memory` bytes, if that is not 0."""
    while True:
        time.sleep(_WATCH_SECONDS / 5 if memory else _WATCH_SECONDS)
        if os.getppid() != parent:
            os._exit(0)
        if memory and _memory() > memory:
            os._exit(EXIT_MEMORY)


def _memory() -> int:
    """The memory that this process takes at present, or at most so far where only that is known, in bytes."""
    try:
        with Path("/proc/self/statm").open("rb") as status:
            return int(status.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return _peak_memory()


def _peak_memory() -> int:
    if sys.platform == "win32":
        return _windows_memory()
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _windows_memory() -> int:
    """The working set of this process, by the Windows API; 0 if it does not say."""
    import ctypes

    counters = (ctypes.c_size_t * 10)()
    # The structure begins with two 32-bit numbers: its size, and the page faults.
    ctypes.cast(counters, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(counters)
    library = getattr(ctypes, "windll").kernel32  # noqa: B009
    library.GetCurrentProcess.restype = ctypes.c_void_p
    library.K32GetProcessMemoryInfo.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32)
    if not library.K32GetProcessMemoryInfo(library.GetCurrentProcess(), counters, ctypes.sizeof(counters)):
        return 0
    return int(counters[2])
