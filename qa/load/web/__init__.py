"""An address -> the bytes that its server sends: one document, within limits of size, time and redirects.

Nothing is sent but the request: no cookies, no referrer, no credentials. The settings of proxies are ignored. Each
connection, that of a redirect too, goes to an address that was checked after its name was resolved, so that a page
cannot lead into the user's own network.

The messages here lack the address: `f"{url} {message}"` reads as a sentence.

Known limitations: the time that the system takes to look a name up is not limited. What needs a login, or a browser
that runs scripts, cannot be read.
"""

import codecs
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from qa.errors import SourceError, SourceNotFound, SourceTooLarge
from qa.load.html.encoding import MARKS, codec_of

if TYPE_CHECKING:
    import httpx

SCHEMES = ("https", "http")
MAX_REDIRECTS = 5

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MISSING = frozenset({404, 410})
_REFUSED = frozenset({401, 402, 403, 407, 451})

_HEADERS = {
    "User-Agent": "qa (question answering; one page for one reader)",
    "Accept": "*/*",
    "Accept-Encoding": "gzip",
}
_GZIP = frozenset({"gzip", "x-gzip"})
_UNREADABLE_PACKING = "is packed in a way that qa cannot read; save it as a file with a browser"

# Bytes of a body that are unpacked at once.
_CHUNK = 1 << 16

_MEGABYTE = 1_000_000

# The suffix for a type of content: what a file of the type would be called.
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "message/rfc822": ".eml",
    "text/vtt": ".vtt",
}


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Seconds: until a connection is there, between two parts of an answer, and for all of it with its redirects."""

    connect: float = 10
    read: float = 15
    total: float = 60


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent.

    `url` is the address after all redirects, `content_type` is in lower case and "" if the server names none, `charset`
    is the encoding that the server names, if any.
    """

    url: str
    data: bytes
    content_type: str
    charset: str | None

    @property
    def name(self) -> str:
        """A name for the document as a file, by its address and its type: "prices.csv"."""
        name = PurePosixPath(unquote(urlsplit(self.url).path)).name or urlsplit(self.url).netloc
        suffix = _SUFFIXES.get(self.content_type, "")
        return name if not suffix or PurePosixPath(name).suffix.lower() == suffix else name + suffix

    def marked(self) -> bytes:
        """The data; a text in the encoding that the server names is turned into UTF-8 with a byte order mark."""
        codec = codec_of(self.charset) if self.charset else None
        is_text = self.content_type.startswith("text/") or self.content_type.endswith(("xml", "json"))
        if codec is None or not is_text or self.data.startswith(MARKS) or _is_utf_8(self.data):
            return self.data
        try:
            return codecs.BOM_UTF8 + self.data.decode(codec).encode()
        except UnicodeError:
            return self.data


def fetch(url: str, *, max_bytes: int, allow_private: bool = False, limits: TimeLimits | None = None) -> Fetched:
    """The document at `url`, which begins with `https://` or `http://`.

    `max_bytes` is the largest size that is accepted, unpacked. With `allow_private`, the server may be in the user's
    own network, or on this machine.

    Raises `SourceNotFound`, `SourceTooLarge`, or another `SourceError`.
    """
    # Imported here, since the import is slow and most documents are files.
    import httpx

    from qa.load.web.transport import Deadline, transport

    limits = limits or TimeLimits()
    deadline = Deadline(time.monotonic() + limits.total)
    timeout = httpx.Timeout(limits.read, connect=limits.connect)
    try:
        checked = transport(deadline, allow_private=allow_private)
        with httpx.Client(transport=checked, headers=_HEADERS, timeout=timeout, trust_env=False) as client:
            return _follow(client, _checked_url(url), max_bytes)
    except httpx.InvalidURL as error:
        raise SourceError("is not an address; check it") from error
    except (httpx.TimeoutException, TimeoutError) as error:
        raise SourceError("did not answer in time; try again later, or save it as a file") from error
    except httpx.RequestError as error:
        raise SourceError(f"cannot be read ({_reason(error)}); check the address and your connection") from error


def _follow(client: "httpx.Client", url: "httpx.URL", max_bytes: int) -> Fetched:
    """The document at `url`, or where the server says it is."""
    for _ in range(MAX_REDIRECTS + 1):
        with client.stream("GET", url) as response:
            client.cookies.clear()
            if response.status_code not in _REDIRECTS:
                _check_status(response.status_code)
                data = b"".join(_body(response, max_bytes))
                content_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
                return Fetched(str(url), data, content_type, response.charset_encoding)
            target = response.headers.get("location")
        if not target:
            raise SourceError("redirects to nowhere; check the address")
        url = _checked_url(url.join(target))
    raise SourceError(f"redirects more than {MAX_REDIRECTS} times; check the address")


def _checked_url(url: "str | httpx.URL") -> "httpx.URL":
    """The address without its fragment, if it is one that may be read."""
    import httpx

    parsed = httpx.URL(url).copy_with(fragment=None)
    if parsed.scheme not in SCHEMES:
        raise SourceError(f"leads to an address that is not {' or '.join(SCHEMES)}; check it")
    if not parsed.host:
        raise SourceError("is not an address; check it")
    if parsed.userinfo:
        raise SourceError("has a name or password in it, which qa does not send; leave them out")
    return parsed


def _check_status(status: int) -> None:
    """Raise an error unless the answer is a document."""
    if status == HTTPStatus.OK:
        return
    name = _status_name(status)
    if status in _MISSING:
        raise SourceNotFound(f"does not exist ({name}); check the address")
    if status in _REFUSED:
        raise SourceError(f"may not be read ({name}); save it as a file with a browser")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise SourceError(f"cannot be read now ({name}); try again later")
    raise SourceError(f"cannot be read ({name}); check the address")


def _status_name(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _body(response: "httpx.Response", max_bytes: int) -> Iterator[bytes]:
    """The parts of the body, unpacked, as long as they are within the limit."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", *_GZIP):
        raise SourceError(_UNREADABLE_PACKING)
    length = response.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and len(length) < 20 and int(length) > max_bytes:
        raise _too_large(max_bytes)
    size = 0
    for part in _unpacked(response.iter_raw(_CHUNK)) if encoding in _GZIP else response.iter_raw(_CHUNK):
        size += len(part)
        if size > max_bytes:
            raise _too_large(max_bytes)
        yield part


def _unpacked(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The parts unpacked, in small pieces: a few bytes can hold many megabytes."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        for part in parts:
            yield unpacker.decompress(part, _CHUNK)
            while unpacker.unconsumed_tail:
                yield unpacker.decompress(unpacker.unconsumed_tail, _CHUNK)
    except zlib.error as error:
        raise SourceError(_UNREADABLE_PACKING) from error
    if not unpacker.eof:
        raise SourceError("ends too early; try again")


def _too_large(max_bytes: int) -> SourceTooLarge:
    limit = f"{max_bytes / _MEGABYTE:.10g}"
    return SourceTooLarge(f"is over the limit of {limit} MB; raise the limit with --max-mb")


def _reason(error: "httpx.RequestError") -> str:
    """Why a request failed, in one short line."""
    reason = " ".join(str(error).split())
    return "".join(char for char in reason if char.isprintable())[:100] or type(error).__name__


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return not data.isascii()
