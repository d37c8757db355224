"""Sources and options -> a running server, and the exit status when it ends."""

import os
import socket
import sys
import webbrowser
from dataclasses import replace
from types import FrameType

import typer
import uvicorn

from qa.errors import UsageError
from qa.fronts.opening import Sources
from qa.fronts.server.app import create_app
from qa.fronts.server.library import Library, check_sources
from qa.fronts.server.security import LOGIN, Sessions
from qa.fronts.server.state import Options, ServerState
from qa.fronts.settings import Settings
from qa.fronts.status import ANSWERED, report

# What stands for every address of a machine; a browser cannot open it.
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
# Connections that may wait to be accepted.
_BACKLOG = 128


def run(sources: Sources, settings: Settings, options: Options, *, browse: bool) -> int:
    """Serve `sources` until a signal ends it; returns the exit status. With `browse`, a browser opens.

    Raises `UsageError` if it cannot listen, and what opening the documents raises.
    """
    check_sources(sources)
    listening = listen(options)
    options = replace(options, port=listening.getsockname()[1])
    state = ServerState(Library(sources, settings), settings, options)
    app = create_app(state)
    server = Server(state, app)
    try:
        state.library.start(server.stop)
        _announce(options, app.state.sessions, browse=browse)
        server.run(sockets=[listening])
    finally:
        state.close()
    if state.library.failure is not None:
        raise state.library.failure
    return ANSWERED


class Server(uvicorn.Server):
    """A server that lets the streams of its clients end once it is to stop."""

    def __init__(self, state: ServerState, app: object) -> None:
        limits = state.limits
        super().__init__(
            uvicorn.Config(
                app,  # type: ignore[arg-type]
                log_config=None,
                access_log=False,
                server_header=False,
                # A client of this machine could give itself another address.
                proxy_headers=False,
                ws="none",
                http="h11",
                h11_max_incomplete_event_size=limits.headers,
                limit_concurrency=limits.connections,
                timeout_keep_alive=limits.idle_seconds,
                timeout_graceful_shutdown=limits.last_seconds,
            )
        )
        self._state = state

    def stop(self) -> None:
        """End it, after what is being answered; any thread may call this."""
        self._state.stopping = True
        self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal came."""
        self._state.stopping = True
        super().handle_exit(sig, frame)


def listen(options: Options) -> socket.socket:
    """The socket that clients connect to. Raises `UsageError` if there is no such address, or it is in use."""
    host, port = options.host, options.port
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = addresses[0]
        listening = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
        # Connections inherit it. asyncio sets it only where the socket names its protocol, which this one does not;
        # without it, every answer waits 40 ms for the client to acknowledge its headers.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        # What `create_server` raises says more than its number, and less clearly; that of `getaddrinfo` is negative.
        number = error.errno or 0
        cause = os.strerror(number) if number > 0 else error.strerror or error
        raise UsageError(f"cannot listen on {host}, port {port} ({cause}); name another --port or --host") from None
    listening.setblocking(False)
    return listening


def _announce(options: Options, sessions: Sessions, *, browse: bool) -> None:
    """Print the address, and the token if there is one; this is the only time that it is shown."""
    host = _EVERYWHERE.get(options.host, f"[{options.host}]" if ":" in options.host else options.host)
    address = f"http://{host}:{options.port}"
    typer.echo(f"{address}/")
    link = f"{address}/"
    if options.token is not None:
        link = f"{address}{LOGIN}?code={sessions.login_code()}"
        typer.echo(f"token: {options.token}")
        typer.echo(f"open once: {link}")
    # A program that started it reads the address from a pipe.
    sys.stdout.flush()
    report("serving; Ctrl-C ends it")
    if browse:
        webbrowser.open(link)
