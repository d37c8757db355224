"""Clients of servers. Without the libraries of the extra qa[serve], nothing of this folder is collected."""

from importlib.util import find_spec

import pytest

collect_ignore_glob = [] if find_spec("fastapi") else ["*"]


@pytest.fixture
def client_of():
    """`client_of("One. Two.", …)`: a client of a server that asks these texts; see `servers.state_of`."""
    from tests.fronts.server.servers import called, state_of

    opened = []

    def client(*texts, **options):
        opened.append(called(state_of(*texts, **options)))
        return opened[-1].__enter__()

    yield client
    for each in opened:
        each.__exit__(None, None, None)


@pytest.fixture
def client(client_of):
    """A client of a server that asks three invented sentences."""
    return client_of()
