"""The routes under /api/v1 about the server itself."""

from typing import Any

from fastapi import APIRouter, Request

from qa import __version__
from qa.fronts.server import models
from qa.fronts.server.api import responses
from qa.fronts.server.state import state_of

router = APIRouter(tags=["server"])


@router.get("/health", responses=responses(models.Health))
async def health(request: Request) -> dict[str, Any]:
    """Whether the server runs, and whether the documents are read; needs no token."""
    return {"status": "ok", "ready": state_of(request).library.progress.state == "ready"}


@router.get("/version")
async def version() -> dict[str, str]:
    """The version of qa."""
    return {"version": __version__}
