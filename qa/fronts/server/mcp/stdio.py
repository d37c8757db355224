"""MCP on standard input and output, for the program that started this one.

Nothing but the protocol is written to standard output: while it serves, whatever else writes there goes to standard
error. It ends when its input does, after what was asked is answered, or at a signal.
"""

import asyncio
import os
import signal
import sys
from contextlib import suppress

from mcp.server.stdio import stdio_server

from qa.fronts.opening import Sources
from qa.fronts.server.library import Library
from qa.fronts.server.mcp.ending import Reading, Requests, Writing
from qa.fronts.server.mcp.protocol import create_server
from qa.fronts.server.state import Options, ServerState
from qa.fronts.settings import Settings
from qa.fronts.status import ANSWERED, report

# Seconds that calls may take after a signal.
_LAST_SECONDS = 5.0
_LOOK = 0.05


def run(sources: Sources, settings: Settings) -> int:
    """Serve `sources` until the input ends; returns the exit status."""
    state = ServerState(Library(sources, settings), settings, Options())
    try:
        asyncio.run(_serve(state))
    except ExceptionGroup as group:
        # The client is gone, or the disk is full: as if this had written by itself.
        raise _first_of(group.subgroup(OSError) or group) from None
    finally:
        state.close()
    return ANSWERED


def _first_of(error: Exception) -> Exception:
    """The first error in groups of errors."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


async def _serve(state: ServerState) -> None:
    _end_at_signals(state)
    server = create_server(state)

    def read_documents() -> None:
        # A client learns of a failure by its next call.
        state.library.start(lambda: report(f"cannot read the documents: {state.library.failure}"))

    async with stdio_server() as (read, write):
        requests = Requests()
        # The documents are read once the first request is answered, so that it need not wait.
        writing = Writing(write, requests, on_first=read_documents)
        await server.run(Reading(read, requests, writing), writing, server.create_initialization_options())


def _end_at_signals(state: ServerState) -> None:
    """At a signal, end the process once what runs is answered: the thread that waits for input cannot be woken."""
    loop = asyncio.get_running_loop()
    ending: list[asyncio.Task[None]] = []

    def end(number: int) -> None:
        ending.append(loop.create_task(_end(state, number)))

    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            # Windows has no handlers in the loop; there the process just ends.
            with suppress(NotImplementedError):
                loop.add_signal_handler(number, end, number)


async def _end(state: ServerState, number: int) -> None:
    waited = 0.0
    while (state.waiting.running or state.waiting.waiting) and waited < _LAST_SECONDS:
        await asyncio.sleep(_LOOK)
        waited += _LOOK
    # What was just answered is written by the loop's next turns.
    await asyncio.sleep(_LOOK)
    state.library.stop()
    sys.stderr.flush()
    os._exit(128 + number)
