"""A browser shows the token once, and has a session from then on: by the login link, or by typing the token."""

from typing import cast
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from qa.fronts.server.page.templates import page
from qa.fronts.server.security import LOGIN, Sessions

router = APIRouter(include_in_schema=False)

_REFUSED = "The token is wrong, or the login link was used before; type the token."


@router.get(LOGIN)
async def login_page(request: Request, code: str = "") -> Response:
    """Begin a session with the code of a login link; without one, ask for the token."""
    return _begin(request, code) if code else page("login", title="qa", problem="")


@router.post(LOGIN)
async def login(request: Request) -> Response:
    """Begin a session with the token of the form."""
    body = (await request.body()).decode("utf-8", "replace")
    return _begin(request, parse_qs(body).get("token", [""])[0].strip())


def _begin(request: Request, secret: str) -> Response:
    sessions = cast(Sessions, request.app.state.sessions)
    session = sessions.login(secret)
    if session is None:
        return page("login", title="qa", problem=_REFUSED, status=401)
    response = RedirectResponse("/", status_code=303)
    sessions.set_cookie(response, session)
    return response
