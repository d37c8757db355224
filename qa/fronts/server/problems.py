"""Errors as problem details (RFC 9457): a JSON object with `type`, `title`, `status` and `detail`.

The `detail` of an error that the client can correct has the words of the command line. An error of qa itself, or of the
machine, says nothing of paths, versions or code: it is reported on the server's standard error.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from qa.errors import FilterError, QAError, QuestionError, QuoteError, SettingError, SourceError, SourceTooLarge
from qa.fronts.status import bug, report
from qa.render.json import safe_json

MEDIA_TYPE = "application/problem+json"
# What every kind of problem is named by, before its own name.
_TYPES = "urn:qa:problem:"
# The errors that a client can cause and correct; the first one that fits counts.
_STATUS: Mapping[type[QAError], int] = {
    QuestionError: 422,
    QuoteError: 422,
    SettingError: 422,
    FilterError: 422,
    SourceTooLarge: 413,
    SourceError: 422,
}
# What is said of any other error.
_INTERNAL = "the server failed on this request; its log says why"


class Problem(Exception):
    """A request that is refused; `kind` names the problem, in one word or a few with hyphens."""

    def __init__(self, status: int, kind: str, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.headers = headers

    def response(self) -> Response:
        """What is sent."""
        fields = {
            "type": _TYPES + self.kind,
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        content = safe_json(json.dumps(fields, ensure_ascii=False))
        return Response(content, self.status, headers=self.headers, media_type=MEDIA_TYPE)


def busy(detail: str, *, seconds: int) -> Problem:
    """What has no room now, and may have some in so many `seconds`."""
    return Problem(503, "busy", detail, headers={"Retry-After": str(seconds)})


def problem_of(error: Exception) -> Problem:
    """The problem that `error` is; one that no client can correct is reported here."""
    if isinstance(error, Problem):
        return error
    for kind, status in _STATUS.items():
        if isinstance(error, kind):
            return Problem(status, kind.__name__.removesuffix("Error").lower(), str(error))
    report(str(error) if isinstance(error, QAError) else bug(error))
    return Problem(500, "internal", _INTERNAL)


def add_handlers(app: FastAPI) -> None:
    """Let `app` answer every error with a problem."""

    async def of_error(request: Request, error: Exception) -> Response:
        return problem_of(error).response()

    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if isinstance(error.__cause__, Problem):
            # FastAPI takes what is raised while it reads a body for a fault of the body.
            return error.__cause__.response()
        kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        detail = _ROUTES.get(error.status_code, str(error.detail))
        return Problem(error.status_code, kind, detail, headers=error.headers).response()

    async def of_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return Problem(422, "request", _first_fault(error.errors())).response()

    app.add_exception_handler(Problem, of_error)
    app.add_exception_handler(QAError, of_error)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_validation)


# What is said where no route fits, and of a body that is nothing.
_ROUTES = {
    400: "the body is not valid JSON; see /api/v1/docs",
    404: "there is nothing at this address; /api/v1/docs lists what is",
    405: "this address takes no such method; /api/v1/docs lists those that it takes",
}


def _first_fault(errors: Any) -> str:
    """What is wrong with a request, in one line: the place, and what was expected there."""
    first = errors[0]
    if first["type"] == "json_invalid":
        return "the body is not valid JSON; see /api/v1/docs"
    place = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path"})
    message = str(first["msg"])
    text = f"{message[:1].lower()}{message[1:]}"
    return f"{place or 'the body'}: {text}; see /api/v1/docs"
