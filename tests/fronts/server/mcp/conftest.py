"""MCP servers: in this process, as a process on standard input and output, and behind HTTP."""

import os
import subprocess
import sys

import anyio
import pytest

pytest.importorskip("mcp", reason="the official MCP library, of the extra qa[serve], is not installed")

from mcp.client import Client

from qa.fronts.server.mcp.protocol import create_server
from qa.fronts.server.state import ServerState
from qa.fronts.settings import Settings
from tests.builders import ADA

TOKEN = "a-token-for-the-tests"


@pytest.fixture
def state_of_texts(corpus_of):
    """`state_of_texts("One. Two.", …)`: the state of a server that asks these texts."""
    opened = []

    def state(*texts):
        opened.append(ServerState.of(corpus_of(*texts, reader="lexical"), Settings(reader="lexical")))
        return opened[-1]

    yield state
    for each in opened:
        each.close()


@pytest.fixture
def state(state_of_texts):
    """The state of a server that asks three invented sentences."""
    return state_of_texts(ADA)


@pytest.fixture
def talk(state):
    """`talk(work)`: the result of the coroutine `work(client)`, whose client asks three invented sentences."""
    return lambda work, of=None: anyio.run(_talk, of or state, work)


async def _talk(state, work):
    async with Client(create_server(state)) as client:
        return await work(client)


@pytest.fixture
def call_tool(talk):
    """`call_tool("ask", question="Who?")`: the result of one call."""
    return lambda name, of=None, **arguments: talk(lambda client: client.call_tool(name, arguments), of)


@pytest.fixture
def texts(tmp_path):
    """The path of a file with three invented sentences."""
    path = tmp_path / "ada.txt"
    path.write_text(f"{ADA}\n", encoding="utf-8")
    return path


def command(*arguments):
    """A command line of qa, run by this interpreter; nothing is saved."""
    return [sys.executable, "-m", "qa", *map(str, arguments), "--no-cache", "--reader", "lexical"]


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The address of `qa serve --mcp` with three invented sentences, which asks for `TOKEN`."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "ada.txt").write_text(f"{ADA}\n", encoding="utf-8")
    with subprocess.Popen(
        command("serve", "--mcp", "--port", 0, "--token", "-d", folder / "ada.txt"),
        env={**os.environ, "QA_TOKEN": TOKEN, "HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process.stdout.readline().strip().rstrip("/")
        process.terminate()
