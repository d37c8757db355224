"""Servers for the tests: in this process, about three invented sentences."""

import pytest

pytest.importorskip("fastapi", reason="the server's libraries, the extra qa[serve], are not installed")

from starlette.testclient import TestClient

from qa.fronts.server.app import create_app
from qa.fronts.server.state import Options, ServerState
from qa.fronts.settings import Settings

LEXICAL = Settings(reader="lexical")
ADDRESS = "http://127.0.0.1:8016"


@pytest.fixture
def client_of(corpus_of):
    """`client_of("One. Two.", …)`: a client of a server that asks these texts; `options` are fields of `Options`."""
    opened = []

    def client(*texts, settings=LEXICAL, **options):
        state = ServerState.of(corpus_of(*texts, reader="lexical"), settings, Options(**options))
        opened.append(TestClient(create_app(state), base_url=ADDRESS))
        return opened[-1]

    yield client
    for each in opened:
        each.app.state.qa.close()
        each.close()


@pytest.fixture
def client(client_of):
    """A client of a server that asks three invented sentences."""
    from tests.builders import ADA

    return client_of(ADA)
