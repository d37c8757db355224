"""Connections that go to checked addresses only and end at a deadline.

A name is resolved once, its addresses are checked, and the connection goes to one of them: whoever controls the name
cannot change its address between the check and the connection (DNS rebinding). Certificates are still checked against
the name.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from qa.errors import SourceError, SourceNotFound

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Addresses of IPv6 that lead to one of IPv4, which is written in their last 32 bits (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def transport(deadline: "Deadline", *, allow_private: bool) -> httpx.BaseTransport:
    """A transport whose connections are checked, unless `allow_private`, and end at `deadline`."""
    return _Transport(_Network(deadline, allow_private=allow_private))


class Deadline:
    """A time on the monotonic clock, in seconds, at which everything ends."""

    def __init__(self, end: float) -> None:
        self._end = end

    def limit(self, timeout: float | None) -> float:
        """`timeout`, or the time that is left if it is less. Raises `TimeoutError` if none is left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left if timeout is None else min(timeout, left)


def is_public(address: _Address) -> bool:
    """Whether an address is one of the public network: not private, of this machine, of a link, or reserved."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner_address(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inner_address(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address of IPv4 that one of IPv6 leads to, if any."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The addresses of `host`, all of them checked."""
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceNotFound(
            "cannot be reached, since no server has this name; check the address and your connection"
        ) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    if not allow_private and not all(is_public(ipaddress.ip_address(text.partition("%")[0])) for text in addresses):
        raise SourceError("leads into a private network; allow it with --allow-private if you trust it")
    return addresses


class _Network(httpcore.NetworkBackend):
    """Opens connections for httpcore."""

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers."""
        *others, last = _resolve(host, port, allow_private=self._allow_private)
        for address in others:
            try:
                return self._connect(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(last, port, timeout)

    def _connect(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        stream = self._sockets.connect_tcp(address, port, timeout=self._deadline.limit(timeout))
        return _Stream(stream, self._deadline)


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read at most `max_bytes`."""
        return self._stream.read(max_bytes, timeout=self._deadline.limit(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of `buffer`."""
        self._stream.write(buffer, timeout=self._deadline.limit(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The connection, encrypted, to the server with this name."""
        stream = self._stream.start_tls(ssl_context, server_hostname, timeout=self._deadline.limit(timeout))
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of the socket."""
        return self._stream.get_extra_info(info)


class _Transport(httpx.BaseTransport):
    """httpx's requests over httpcore's connections, with errors of httpx."""

    def __init__(self, network: _Network) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False), network_backend=network
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the answer is not read yet."""
        url = request.url
        sent = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        try:
            answer = self._pool.handle_request(sent)
        except _ERRORS as error:
            raise _httpx_error(error) from error
        body = _Body(answer)
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """The body of an answer."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer.iter_stream()
        except _ERRORS as error:
            raise _httpx_error(error) from error

    def close(self) -> None:
        """Close the answer."""
        self._answer.close()


_ERRORS = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)


def _httpx_error(error: Exception) -> httpx.RequestError:
    if isinstance(error, httpcore.TimeoutException):
        return httpx.ReadTimeout(str(error))
    return httpx.TransportError(str(error))
