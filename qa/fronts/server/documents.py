"""The routes under /api/v1 of documents: which there are, their texts and files; clients may add some."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from qa.fronts.server import models
from qa.fronts.server.api import problems, responses, sends
from qa.fronts.server.catalogue import Listed, public_name
from qa.fronts.server.originals import original
from qa.fronts.server.problems import Problem
from qa.fronts.server.security import FILE_POLICY
from qa.fronts.server.state import ServerState, state_of
from qa.fronts.server.uploads import Upload
from qa.index import type_of
from qa.load import MEGABYTE
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


# What there is


@router.get("/documents", responses=responses(models.Documents, 422, 503))
async def documents(
    request: Request,
    offset: Offset = 0,
    limit: Annotated[int, Query(ge=1, le=_MOST_LISTED)] = 100,
    source: Annotated[str | None, Query()] = None,
) -> dict[str, Any]:
    """The documents that are asked, in their order; with `source`, as answers cite it, that one alone."""
    state = state_of(request)
    catalogue = state.library.catalogue
    listed = catalogue.listed if source is None else catalogue.of_source(source)
    page = [_fields(document, state) for document in listed[offset : offset + limit]]
    return {"documents": page, "total": len(listed)}


@router.get("/documents/{id}", responses=responses(models.DocumentPart, 404, 422, 503))
async def document(
    request: Request,
    id: str,
    start: Offset = 0,
    end: Annotated[int | None, Query(ge=0, le=_FAR)] = None,
    around: Annotated[int, Query(ge=0, le=_MOST_TEXT)] = _AROUND,
) -> dict[str, Any]:
    """The text from `start` to `end` with `around` characters before and after it, and the blocks that it touches."""
    state = state_of(request)
    catalogue = state.library.catalogue
    catalogue.find(id)
    return await state.at_work(request, lambda: _part(id, catalogue.document(id), start, end, around))


@router.get(
    "/documents/{id}/file",
    response_class=Response,
    responses=sends("application/octet-stream", "application/pdf") | problems(404, 503),
)
async def file(request: Request, id: str) -> Response:
    """The file that the document was read from, if it is as it was."""
    state = state_of(request)
    source = state.library.catalogue.find(id).entry.source
    data = await state.at_work(request, lambda: _bytes_of(state, source))
    headers = {"Content-Security-Policy": FILE_POLICY, "Content-Disposition": "attachment"}
    kind = "application/pdf" if type_of(source) == "pdf" else "application/octet-stream"
    return Response(data, media_type=kind, headers=headers)


def _fields(listed: Listed, state: ServerState) -> dict[str, Any]:
    entry = listed.entry
    return {
        "id": listed.name,
        "source": entry.source,
        "type": type_of(entry.source),
        "passages": entry.passages,
        "date": entry.date,
        "warnings": list(entry.warnings),
        "uploaded": entry.doc_id in state.library.added,
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


def _bytes_of(state: ServerState, source: str) -> bytes:
    upload = state.uploads.kept.get(source)
    if upload is not None:
        return upload.path.read_bytes()
    is_index = state.library.sources.index is not None
    return original(source, state.library.own.index, is_index=is_index, max_bytes=state.settings.max_mb * MEGABYTE)


# What clients add


@router.post(
    "/documents",
    status_code=201,
    responses=responses(models.ListedDocument, 403, 413, 422, 503, status=201),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def add(request: Request, name: Annotated[str, Query(min_length=1, max_length=500)]) -> dict[str, Any]:
    """Add a document: the body is its file, `name` that of the file, whose suffix helps to read it."""
    state = state_of(request)
    _check_allowed(state)
    _ = state.library.catalogue
    upload = await state.uploads.receive(name, request.stream())
    try:
        return await state.at_work(request, lambda: _add(state, upload), queue=state.reading)
    except BaseException:
        # Nobody reads it: too many others wait, or the client has left.
        if not upload.is_read:
            state.uploads.discard(upload)
        raise


@router.delete("/documents/{id}", status_code=204, responses=responses(None, 403, 404, 503, status=204))
async def remove(request: Request, id: str) -> Response:
    """Remove a document that a client added."""
    state = state_of(request)
    _check_allowed(state)
    doc_id = state.library.catalogue.find(id).entry.doc_id
    if doc_id not in state.library.added:
        raise Problem(403, "not-added", "this document is the server's own; only added ones can be removed")
    await state.at_work(request, lambda: _remove(state, doc_id), queue=state.reading)
    return Response(status_code=204)


def _check_allowed(state: ServerState) -> None:
    if not state.options.allow_upload:
        raise Problem(403, "read-only", "this server takes no documents; start it with --allow-upload")


def _add(state: ServerState, upload: Upload) -> dict[str, Any]:
    library, uploads = state.library, state.uploads
    upload.is_read = True
    try:
        document = uploads.read(upload, taken={listed.entry.source for listed in library.catalogue.listed})
        library.add(document)
    except BaseException:
        uploads.discard(upload)
        raise
    uploads.kept[document.doc_id] = upload
    return _fields(library.catalogue.find(public_name(document.doc_id)), state)


def _remove(state: ServerState, doc_id: str) -> None:
    state.library.remove(doc_id)
    upload = state.uploads.kept.pop(doc_id, None)
    if upload is not None:
        state.uploads.discard(upload)
