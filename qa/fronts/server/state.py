"""What all parts of the server share. There is one of it per server, and nothing else is kept between two requests."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, TypeVar, cast

from starlette.requests import Request

from qa.fronts.server.conversations import Conversation, Conversations
from qa.fronts.server.library import Library
from qa.fronts.server.limits import Limits
from qa.fronts.server.problems import Problem
from qa.fronts.server.uploads import Uploads
from qa.fronts.server.waiting import Client, Waiting
from qa.fronts.settings import Settings
from qa.load import MEGABYTE

if TYPE_CHECKING:
    from qa.pipeline import Corpus

_Result = TypeVar("_Result")
# Bits of an IPv6 address that one client has: it chooses the rest itself.
_IPV6_BITS = 64
# Threads that answer at most: each holds its own part of a question in memory.
_MOST_THREADS = 8


@dataclass(frozen=True, slots=True)
class Options:
    """What a user asks of a server beside its documents.

    `host` is the address that it listens on, `hosts` are further names by which clients may call it. With a `token`,
    every request must show it. `allow_upload` is whether clients may add documents, `mcp` whether MCP is served, too.
    """

    host: str = "127.0.0.1"
    port: int = 0
    hosts: frozenset[str] = frozenset()
    token: str | None = None
    allow_upload: bool = False
    limits: Limits = field(default_factory=Limits)
    mcp: bool = False


class Left(Exception):
    """The client has left; nobody waits for what it asked."""


class ServerState:
    """Options, settings, library, conversations, uploads and queue. `stopping` is set once the server is to end."""

    def __init__(self, library: Library, settings: Settings, options: Options) -> None:
        self.library = library
        self.settings = settings
        self.options = options
        self.limits = options.limits
        self.conversations = Conversations(options.limits)
        self.uploads = Uploads(options.limits, max_bytes=settings.max_mb * MEGABYTE)
        self.waiting = Waiting(options.limits, threads=_threads())
        # A large document takes minutes, in which questions are answered; one at a time is read.
        self.reading = Waiting(options.limits, threads=1)
        self.streams = 0
        self.stopping = False

    @classmethod
    def of(cls, corpus: "Corpus", settings: Settings | None = None, options: Options | None = None) -> "ServerState":
        """The state of a server that asks `corpus`, which is open already."""
        settings = settings or Settings()
        return cls(Library.of(corpus, settings), settings, options or Options())

    async def at_work(
        self,
        request: Request,
        work: Callable[[], _Result],
        conversation: Conversation | None = None,
        *,
        queue: Waiting | None = None,
    ) -> _Result:
        """The result of `work`, in a thread, when it is the turn of the client that sent `request`.

        `work` reads the library when it runs. The body of the request must have been read. `queue` is that of questions
        unless it is another one. Raises a `Problem` if too many wait, and `Left` if the client leaves before its turn
        is over.
        """
        client = Client(address_of(request), conversation.name if conversation else "")
        job = asyncio.ensure_future((queue or self.waiting).run(client, work))
        gone = asyncio.ensure_future(_departure(request))
        try:
            await asyncio.wait({job, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not job.done():
                raise gone.result() or Left
            return job.result()
        finally:
            job.cancel()
            gone.cancel()

    def close(self) -> None:
        """End what runs in the background."""
        self.library.stop()
        self.waiting.close()
        self.reading.close()
        self.uploads.close()


def state_of(request: Request) -> ServerState:
    """The state of the server that got `request`."""
    return cast(ServerState, request.app.state.qa)


def address_of(request: Request) -> str:
    """The address of the client that sent `request`; of IPv6 the network, since a client has many addresses in it."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> _IPV6_BITS << _IPV6_BITS))
    return host


async def _departure(request: Request) -> Problem | None:
    """Return once the client has left, or sent more than is allowed of a body that nobody reads: then the problem."""
    try:
        while (await request.receive())["type"] != "http.disconnect":
            pass
    except Problem as problem:
        return problem
    return None


def _threads() -> int:
    """How many questions are answered at once: one per core, since a question keeps one busy."""
    cores = getattr(os, "sched_getaffinity", None)
    return min(len(cores(0)) if cores else os.cpu_count() or 1, _MOST_THREADS)
