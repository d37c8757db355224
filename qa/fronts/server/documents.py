"""The routes under /api/v1 of documents: which there are, and their text around a place."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from qa.fronts.server import models
from qa.fronts.server.api import responses
from qa.fronts.server.catalogue import Listed
from qa.fronts.server.state import state_of
from qa.index import type_of
from qa.render import block_fields
from qa.types import Document, Span

router = APIRouter(tags=["documents"])

# Documents of one page of the list.
_MOST_LISTED = 1_000
# Characters of a part of a text: around a place unless another number is asked for, and at most.
_AROUND, _MOST_TEXT = 2_000, 50_000
# Far beyond the longest text; a larger number is a mistake.
_FAR = 1 << 40

Offset = Annotated[int, Query(ge=0, le=_FAR)]


@router.get("/documents", responses=responses(models.Documents, 422, 503))
async def documents(
    request: Request, offset: Offset = 0, limit: Annotated[int, Query(ge=1, le=_MOST_LISTED)] = 100
) -> dict[str, Any]:
    """The documents that are asked, in their order."""
    listed = state_of(request).library.catalogue.listed
    return {"documents": [_fields(document) for document in listed[offset : offset + limit]], "total": len(listed)}


@router.get("/documents/{id}", responses=responses(models.DocumentPart, 404, 422, 503))
async def document(
    request: Request,
    id: str,
    start: Offset = 0,
    end: Annotated[int | None, Query(ge=0, le=_FAR)] = None,
    around: Annotated[int, Query(ge=0, le=_MOST_TEXT)] = _AROUND,
) -> dict[str, Any]:
    """The text from `start` to `end`, with `around` characters before and after it, in whole blocks where they fit."""
    state = state_of(request)
    catalogue = state.library.catalogue
    catalogue.find(id)
    return await state.at_work(request, lambda: _part(id, catalogue.document(id), start, end, around))


def _fields(listed: Listed) -> dict[str, Any]:
    entry = listed.entry
    return {
        "id": listed.name,
        "source": entry.source,
        "type": type_of(entry.source),
        "passages": entry.passages,
        "date": entry.date,
        "warnings": list(entry.warnings),
    }


def _part(name: str, document: Document, start: int, end: int | None, around: int) -> dict[str, Any]:
    length = len(document.text)
    first = max(min(start, length) - around, 0)
    last = min((start if end is None else max(end, start)) + around, first + _MOST_TEXT, length)
    span = Span(first, last)
    return {
        "id": name,
        "source": document.source,
        "title": document.title,
        "metadata": dict(document.metadata),
        "warnings": list(document.warnings),
        "length": length,
        "start": first,
        "end": last,
        "text": document.slice(span),
        "blocks": [block_fields(document, block) for block in document.blocks if block.span.overlaps(span)],
    }
