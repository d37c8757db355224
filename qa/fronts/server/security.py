"""Every request passes here first, and every response last: pages and the API, whatever is mounted beside them.

    Host, Origin   a page of another site cannot reach the server, also not by a name of its own (DNS rebinding)
    token          shown in a header, or by the cookie of a browser that opened the login link
    limits         of bodies, and of requests per client
    headers        no scripts but our own, no frames, no referrer, no guesses of types

Known limitation: a client that sends its headers byte by byte holds a connection, of which there are many.
"""

import asyncio
import secrets
import socket
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.fronts.server.problems import Problem, problem_of
from qa.fronts.server.state import Left, Options, ServerState, address_of
from qa.load import MEGABYTE

API = "/api/v1"
LOGIN = "/login"
STATIC = "/static/"
# What needs no token: whether the server runs, the way to show the token, and the files of the page.
OPEN_PATHS = frozenset({f"{API}/health", LOGIN})

# No script, style or picture but the server's own; nothing inline, no frame, no form to elsewhere.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# Of a file of the user's: nothing in it may run or load, wherever it is shown.
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

# Random bytes of a token, a login link and a session.
_SECRET_BYTES = 32
# Sessions of browsers; more are forgotten, the oldest first.
_SESSIONS = 100
# Clients whose requests are counted; more are forgotten, the one that was silent for the longest time first.
_CLIENTS = 10_000
_MINUTE = 60.0
# Bytes by which a body may pass the limit of documents, so that the loader can say what is wrong.
_SLACK = 1
# The part of a minute's requests that may come at once.
_BURST = 0.1


def new_secret() -> str:
    """A secret that nobody can guess."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine can reach a server that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Sessions:
    """Browsers that have shown the token: by a link that works once, or by the token itself."""

    def __init__(self, options: Options) -> None:
        self._token = options.token
        # A browser sends the cookies of all ports of a host.
        self._cookie = f"qa_session_{options.port}"
        self._codes: set[str] = set()
        self._sessions: OrderedDict[str, None] = OrderedDict()

    def login_code(self) -> str:
        """A code that `login` takes once."""
        code = new_secret()
        self._codes.add(code)
        return code

    def login(self, secret: str) -> str | None:
        """The value of a new session's cookie if `secret` is the token or an unused code; else None."""
        code = next((code for code in self._codes if _same(code, secret)), None)
        if code is None and not self.is_token(secret):
            return None
        self._codes.discard(code or "")
        session = new_secret()
        self._sessions[session] = None
        if len(self._sessions) > _SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def is_token(self, secret: str) -> bool:
        """Whether `secret` is the token, compared in constant time."""
        return self._token is not None and _same(secret, self._token)

    def allows(self, request: Request) -> bool:
        """Whether `request` shows the token, or needs none."""
        path = request.url.path
        if self._token is None or path in OPEN_PATHS or path.startswith(STATIC):
            return True
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.is_token(secret.strip()):
            return True
        cookie = request.cookies.get(self._cookie, "")
        return any(_same(cookie, session) for session in self._sessions)

    def set_cookie(self, response: Response, session: str) -> None:
        """Let `response` give a browser its session."""
        response.set_cookie(self._cookie, session, httponly=True, samesite="strict", path="/")


def _same(secret: str, other: str) -> bool:
    return secrets.compare_digest(secret.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


class Hosts:
    """The names by which a server may be called.

    A server for this machine is called by loopback names alone. Another one may be called by any address in numbers,
    since no page of another site can have that as its own, by the machine's names, and by those that the user allows.
    """

    def __init__(self, options: Options) -> None:
        self._is_local = is_loopback(options.host)
        named = {options.host, *options.hosts}
        if not self._is_local:
            own = socket.gethostname()
            named |= {own, f"{own}.local"}
        self._names = {"localhost", *(name.lower() for name in named)}

    def allow(self, netloc: str) -> bool:
        """Whether `netloc`, a host with or without a port, may be called."""
        try:
            parts = urlsplit(f"//{netloc}")
            # Reading it checks it.
            _ = parts.port
            host = (parts.hostname or "").rstrip(".")
        except ValueError:
            return False
        if parts.username is not None or parts.path or parts.query or parts.fragment:
            return False
        if host in self._names:
            return True
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return address.is_loopback or not self._is_local


def _host_of(origin: str) -> str:
    """The host of an origin, with its port; "" if it is none, such as "http://[::1"."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


class Rates:
    """Counts the requests of each client: a bucket of tokens that fills with time."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_minute / _MINUTE
        self._most = max(per_minute * _BURST, 1.0)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, address: str) -> None:
        """Count a request of the client at `address`. Raises a `Problem` if it sends too many."""
        if not self._per_second:
            return
        now = self._clock()
        left, then = self._left.pop(address, (self._most, now))
        left = min(left + (now - then) * self._per_second, self._most)
        self._left[address] = (max(left - 1, 0.0), now)
        if len(self._left) > _CLIENTS:
            self._left.popitem(last=False)
        if left < 1:
            seconds = max(round((1 - left) / self._per_second), 1)
            raise Problem(
                429,
                "too-many-requests",
                f"more than {self._per_second * _MINUTE:,.0f} requests per minute; send fewer",
                headers={"Retry-After": str(seconds)},
            )


def _unknown(request: Request) -> Response:
    """What is sent to a client that does not show the token: to a browser that opens a page, the way to show it."""
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(LOGIN, status_code=303)
    return Problem(
        401,
        "token",
        "the token is missing or wrong; send the one that the server printed: Authorization: Bearer TOKEN",
        headers={"WWW-Authenticate": "Bearer"},
    ).response()


class Guard:
    """The middleware."""

    def __init__(self, app: ASGIApp, *, state: ServerState, sessions: Sessions) -> None:
        self._app = app
        self._sessions = sessions
        self._hosts = Hosts(state.options)
        self._limits = state.limits
        self._rates = Rates(state.limits.rate)
        # Bytes of a body, by the paths that take more than others; the loader has the limit of a document.
        largest = state.settings.max_mb * MEGABYTE + _SLACK
        self._bodies: Mapping[str, int] = {f"{API}/documents": largest} if state.options.allow_upload else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a problem."""
        if scope["type"] != "http":
            await self._refuse_others(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            request = Request(scope)
            self._check(request)
            if not self._sessions.allows(request):
                await _unknown(request)(scope, receive, send_guarded)
                return
            await self._app(scope, self._limited(request, receive), send_guarded)
        except Left:
            # Nobody reads an answer any more.
            return
        except Exception as error:
            problem = problem_of(error)
            if not started:
                await problem.response()(scope, receive, send_guarded)

    def _check(self, request: Request) -> None:
        self._rates.check(address_of(request))
        self._check_head(request.scope)
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or not self._hosts.allow(hosts[0]):
            raise Problem(421, "host", "this server is not called by that name; use the address that it was started on")
        self._check_origin(request.headers, hosts[0])

    def _check_head(self, scope: Scope) -> None:
        """Raise a `Problem` for a long address, or long headers: uvicorn limits only what it does not get at once."""
        size = len(scope["raw_path"]) + len(scope["query_string"])
        size += sum(len(name) + len(value) for name, value in scope["headers"])
        if size > self._limits.headers:
            raise Problem(431, "head", f"address and headers have more than {self._limits.headers:,} bytes; send less")

    def _check_origin(self, headers: Headers, host: str) -> None:
        """Raise a `Problem` for what a page of another site sends; to follow a link from it is allowed."""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        # A form of our own page: with no referrer, a browser does not say where it is from.
        is_own = site == "same-origin" and origin == "null"
        is_foreign = origin is not None and not is_own and _host_of(origin).lower() != host.lower()
        crosses = site in {"cross-site", "same-site"} and headers.get("sec-fetch-mode") != "navigate"
        if is_foreign or crosses:
            raise Problem(403, "origin", "another site's page sent this; open the server's own page")

    def _limited(self, request: Request, receive: Receive) -> Receive:
        """`receive` that raises a `Problem` for a body that is too large, or comes too slowly."""
        limit = self._bodies.get(request.url.path, self._limits.body)
        too_large = Problem(413, "body", f"the body has more than {limit:,} bytes; send less")
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length[:19]) > limit:
            raise too_large
        read, is_complete = 0, False

        async def receive_limited() -> Message:
            nonlocal read, is_complete
            if is_complete:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), self._limits.body_seconds)
            except TimeoutError:
                raise Problem(408, "slow", "the body did not come in time; send it at once") from None
            read += len(message.get("body", b""))
            is_complete = not message.get("more_body", False)
            if read > limit:
                raise too_large
            return message

        return receive_limited

    async def _refuse_others(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Web sockets are refused; the start and end of the server are passed on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})
