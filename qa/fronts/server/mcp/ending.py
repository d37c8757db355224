"""The streams of one client, which end once every request is answered: a script may write its requests and close."""

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

import anyio
from mcp.shared.message import SessionMessage
from mcp_types import PARSE_ERROR, ErrorData, JSONRPCError, JSONRPCNotification, JSONRPCRequest, JSONRPCResponse

if TYPE_CHECKING:
    from mcp.shared._stream_protocols import ReadStream, WriteStream

# Seconds that requests may take after the input has ended.
_LAST_SECONDS = 60.0
_CANCELLED = "notifications/cancelled"


class Requests:
    """The requests that are not answered yet, by their ids."""

    def __init__(self) -> None:
        self._ids = set[str | int]()
        self._done = anyio.Event()

    def note(self, item: SessionMessage | Exception) -> None:
        """A message has come, or is sent."""
        message = item.message if isinstance(item, SessionMessage) else None
        if isinstance(message, JSONRPCRequest):
            self._ids.add(message.id)
        elif isinstance(message, JSONRPCResponse | JSONRPCError) and message.id is not None:
            self._answered(message.id)
        elif isinstance(message, JSONRPCNotification) and message.method == _CANCELLED:
            self._answered((message.params or {}).get("requestId", ""))

    def _answered(self, request: str | int) -> None:
        self._ids.discard(request)
        if not self._ids:
            self._done.set()
            self._done = anyio.Event()

    async def all_answered(self) -> None:
        """Return once every request is answered, or after some time."""
        with anyio.move_on_after(_LAST_SECONDS):
            while self._ids:
                await self._done.wait()


class Reading:
    """What a client sends; the end comes once `requests` are answered."""

    def __init__(
        self, stream: "ReadStream[SessionMessage | Exception]", requests: Requests, writing: "Writing"
    ) -> None:
        self._stream = stream
        self._requests = requests
        self._writing = writing

    async def receive(self) -> SessionMessage | Exception:
        """The next message. Raises `anyio.EndOfStream` at the end."""
        try:
            item = await self._stream.receive()
        except anyio.EndOfStream:
            await self._requests.all_answered()
            raise
        self._requests.note(item)
        if isinstance(item, Exception):
            # The library drops it, and a client would wait for an answer.
            fault = ErrorData(code=PARSE_ERROR, message="the line is no message of JSON-RPC 2.0, in UTF-8; correct it")
            await self._writing.send(SessionMessage(JSONRPCError(jsonrpc="2.0", id=None, error=fault)))
        return item

    async def aclose(self) -> None:
        """Close the stream."""
        await self._stream.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> SessionMessage | Exception:
        try:
            return await self.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class Writing:
    """What a client gets; `on_first` is called when it has got something."""

    def __init__(
        self, stream: "WriteStream[SessionMessage]", requests: Requests, *, on_first: Callable[[], None]
    ) -> None:
        self._stream = stream
        self._requests = requests
        self._on_first: Callable[[], None] | None = on_first

    async def send(self, item: SessionMessage, /) -> None:
        """Send a message."""
        await self._stream.send(item)
        self._requests.note(item)
        if self._on_first is not None:
            self._on_first()
            self._on_first = None

    async def aclose(self) -> None:
        """Close the stream."""
        await self._stream.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
