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

from qa.fronts.server.mcp.protocol import create_server
from qa.fronts.server.security import is_loopback
from qa.fronts.server.state import Options, ServerState

PATH = "/mcp"


def mount(app: FastAPI, state: ServerState) -> None:
    """Let `app` serve MCP at `PATH`."""
    manager = StreamableHTTPSessionManager(
        create_server(state),
        json_response=True,
        stateless=True,
        security_settings=_security(state.options),
        max_request_body_size=state.limits.body,
    )
    app.router.routes.append(Route(PATH, endpoint=StreamableHTTPASGIApp(manager)))
    others = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
        async with others(app) as shared, manager.run():
            yield shared or {}

    app.router.lifespan_context = lifespan


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
