"""The routes under /api/v1 about the server itself, and a stream of events: what changes of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from qa import __version__
from qa.fronts.server import models
from qa.fronts.server.api import problems, responses, sends
from qa.fronts.server.problems import busy
from qa.fronts.server.state import ServerState, state_of

router = APIRouter(tags=["server"])

# Seconds between two looks at the status, and after which a stream without news says that it is still there.
_LOOK, _SILENCE = 0.25, 15.0
# Seconds after which a client may ask for a stream again.
_RETRY_SECONDS = 10


@router.get("/health", responses=responses(models.Health))
async def health(request: Request) -> dict[str, Any]:
    """Whether the server runs, and whether the documents are read; needs no token."""
    return {"status": "ok", "ready": state_of(request).library.status.state == "ready"}


@router.get("/version", responses=responses(models.Version))
async def version() -> dict[str, str]:
    """The version of qa."""
    return {"version": __version__}


@router.get("/status", responses=responses(models.Status))
async def status(request: Request) -> dict[str, Any]:
    """How far the documents are read, what is asked, and how many questions wait."""
    return _status(state_of(request))


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses=sends("text/event-stream") | problems(503),
)
async def events(request: Request) -> StreamingResponse:
    """A stream of server-sent events: `status`, at once and whenever the documents change or more of them is read."""
    state = state_of(request)
    if state.streams >= state.limits.streams:
        raise busy(f"{state.streams} streams of events are open, the most; close one", seconds=_RETRY_SECONDS)
    return StreamingResponse(_events(state), media_type="text/event-stream")


def _status(state: ServerState) -> dict[str, Any]:
    return {
        **state.library.status.fields,
        "waiting": state.waiting.waiting,
        "running": state.waiting.running,
        "uploads": state.options.allow_upload,
    }


async def _events(state: ServerState) -> AsyncIterator[str]:
    """An event for each status of the library, until the client leaves or the server ends."""
    state.streams += 1
    last, silent = None, 0.0
    try:
        while not state.stopping:
            now = state.library.status
            if now != last:
                last, silent = now, 0.0
                yield f"event: status\ndata: {json.dumps(_status(state))}\n\n"
            elif silent >= _SILENCE:
                silent = 0.0
                yield ": still here\n\n"
            await asyncio.sleep(_LOOK)
            silent += _LOOK
    finally:
        state.streams -= 1
