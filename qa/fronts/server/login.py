"""A browser shows the token once, and has a session from then on: by the login link, or by typing the token."""

from typing import cast
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from qa.fronts.server.problems import Problem
from qa.fronts.server.security import LOGIN, Sessions

router = APIRouter(include_in_schema=False)

_FORM = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>qa: token</title>
<h1>qa</h1>
<form method="post" action="/login">
<p><label for="token">The token that the server printed</label></p>
<p><input id="token" name="token" type="password" autocomplete="off" required autofocus> <button>Enter</button></p>
</form>
</html>
"""


@router.get(LOGIN)
async def login_page(request: Request, code: str = "") -> Response:
    """Begin a session with the code of a login link; without one, ask for the token."""
    return _begin(request, code) if code else HTMLResponse(_FORM)


@router.post(LOGIN)
async def login(request: Request) -> Response:
    """Begin a session with the token of the form."""
    body = (await request.body()).decode("utf-8", "replace")
    return _begin(request, parse_qs(body).get("token", [""])[0].strip())


def _begin(request: Request, secret: str) -> Response:
    sessions = cast(Sessions, request.app.state.sessions)
    session = sessions.login(secret)
    if session is None:
        raise Problem(401, "token", "the token is wrong, or the login link was used before; open /login with the token")
    response = RedirectResponse("/", status_code=303)
    sessions.set_cookie(response, session)
    return response
