"""Servers for the tests: called in this process, or listening on a free port of this machine."""

import threading
from contextlib import contextmanager

import httpx
from starlette.testclient import TestClient

from qa.fronts.server.app import create_app
from qa.fronts.server.running import Server, listen
from qa.fronts.server.state import Options, ServerState
from qa.fronts.settings import Settings
from tests.builders import ADA, corpus

ADDRESS = "http://127.0.0.1:8016"


@contextmanager
def called(state):
    """A client of a server in this process."""
    try:
        with TestClient(create_app(state), base_url=ADDRESS) as client:
            yield client
    finally:
        state.close()


@contextmanager
def listening(state):
    """A client of a server that listens on a free port; its state is `client.state`."""
    socket = listen(state.options)
    server = Server(state, create_app(state))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]})
    thread.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{socket.getsockname()[1]}", timeout=60) as client:
            client.state, client.server, client.thread = state, server, thread
            yield client
    finally:
        server.stop()
        thread.join()
        state.close()


def state_of(*texts, reader="lexical", **options):
    """The state of a server that asks `texts`, or three invented sentences; `options` are fields of `Options`."""
    asked = corpus(*(texts or [ADA]), reader=reader)
    return ServerState.of(asked, Settings(reader=reader), Options(**options))
