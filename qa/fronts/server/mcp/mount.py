"""MCP over Streamable HTTP: the server at /mcp, beside the pages and the API, and behind the same guard.

Each request is answered by itself: no session is kept, so none can be stolen, expire, or fill the memory.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.fronts.server.mcp.protocol import create_server
from qa.fronts.server.problems import Problem
from qa.fronts.server.security import is_loopback
from qa.fronts.server.state import Options, ServerState

PATH = "/mcp"
# The first status that is an error.
_ERRORS = 400


def mount(app: FastAPI, state: ServerState) -> None:
    """Let `app` serve MCP at `PATH`."""
    manager = StreamableHTTPSessionManager(
        create_server(state),
        json_response=True,
        stateless=True,
        security_settings=_security(state.options),
        max_request_body_size=state.limits.body,
    )
    # By GET a client would get a stream in which nothing ever comes, and which the end of the server would wait for.
    app.router.routes.append(Route(PATH, endpoint=_Worded(StreamableHTTPASGIApp(manager)), methods=["POST"]))
    others = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
        async with others(app) as shared, manager.run():
            yield shared or {}

    app.router.lifespan_context = lifespan


class _Worded:
    """`app`, whose refusals in plain text become problems; those of the protocol stay as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        status, text = 0, b""

        async def send_worded(message: Message) -> None:
            nonlocal status, text
            if message["type"] == "http.response.start":
                has_type = any(name.lower() == b"content-type" for name, _ in message["headers"])
                status = int(message["status"]) if message["status"] >= _ERRORS and not has_type else 0
            if not status:
                await send(message)
                return
            text += message.get("body", b"")
            if message["type"] == "http.response.body" and not message.get("more_body"):
                problem = Problem(status, "mcp", f"{text.decode('utf-8', 'replace')}; see qa help mcp")
                await problem.response()(scope, receive, send)

        await self._app(scope, receive, send_worded)


def _security(options: Options) -> TransportSecuritySettings:
    """The names by which a server of this machine may be called, and from whose pages.

    A server for others has names that only the guard in front of it knows (`qa.fronts.server.security.Hosts`), and
    asks for a token.
    """
    names = {"localhost", "127.0.0.1", "[::1]", *options.hosts, options.host}
    hosts = [f"{name}{port}" for name in sorted(names) for port in ("", f":{options.port}")]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=is_loopback(options.host),
        allowed_hosts=hosts,
        allowed_origins=[f"http://{host}" for host in hosts],
    )
