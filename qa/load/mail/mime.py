"""The bytes of a mail -> its parts: headers, and a body without its transfer encoding.

The standard library's parser takes quadratic time for deep nesting and for long headers, so the parts are split here;
its decoders are used.

Source: RFC 2045 to 2047 (MIME), RFC 5322 (messages).
"""

import binascii
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from functools import cached_property
from itertools import pairwise

from qa.errors import QAError
from qa.load.blocks import Reports
from qa.load.decoding import decode
from qa.load.lines import clean, replace_surrogates

# Nesting of parts, and parts of one file. Real mails have at most 5 levels.
MAX_DEPTH, MAX_PARTS = 20, 10_000
# Bytes of the headers of one part, and characters of one header that is decoded.
_MAX_HEADERS, _MAX_HEADER = 1 << 18, 4_000

_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]{0,8}:[ \t]?([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)(?:\r?\n|\Z)")
_BLANK_LINE = re.compile(rb"(?:\A|\n)\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))


@dataclass(slots=True)
class Budget(Reports):
    """How many parts may still be read, and what could not be read."""

    parts_left: int


class Part:
    """A message, or a part of one. `line` is the line of the file on which it begins, counted from 1."""

    def __init__(self, data: bytes, *, line: int) -> None:
        end = _BLANK_LINE.search(data)
        head = data[: end.start() + 1] if end else data
        self._raw_body = data[end.end() :] if end else b""
        self.headers, self.header_lines = _headers(head[:_MAX_HEADERS], line)
        self.body_line = line + data.count(b"\n", 0, end.end() if end else len(data))
        # A message without headers is all body.
        if not self.headers and data.strip() and not (end and end.start() == 0):
            self._raw_body, self.body_line = data, line

    def header(self, name: str) -> str:
        """The header `name` (lower case) as people read it, or ""."""
        return decoded_header(self.headers.get(name, ""))

    @cached_property
    def _parameters(self) -> Message:
        message = Message()
        for name in ("content-type", "content-disposition"):
            if name in self.headers:
                message[name] = _FOLD.sub(" ", self.headers[name])[:_MAX_HEADER]
        return message

    @property
    def content_type(self) -> str:
        """The type, lower case: `text/plain` if it is missing."""
        return self._parameters.get_content_type()

    @property
    def disposition(self) -> str:
        """`inline`, `attachment` or ""."""
        return self._parameters.get_content_disposition() or ""

    @property
    def file_name(self) -> str:
        """The name of an attachment, or ""."""
        try:
            return clean(decoded_header(self._parameters.get_filename() or ""))[:200]
        except (ValueError, LookupError):
            return ""

    @property
    def encoding(self) -> str:
        """The transfer encoding, lower case."""
        return self.headers.get("content-transfer-encoding", "").strip().lower()

    @property
    def has_own_lines(self) -> bool:
        """Whether the lines of the body are lines of the file."""
        return self.encoding not in ("base64", "quoted-printable")

    def body(self) -> bytes:
        """The body without its transfer encoding."""
        match self.encoding:
            case "quoted-printable":
                return quopri.decodestring(self._raw_body)
            case "base64":
                return _from_base64(self._raw_body)
            case _:
                return self._raw_body

    def text(self) -> str:
        """The body as a string, in the charset that the part names, else in the one that its bytes show."""
        body = self.body()
        charset = self._parameters.get_content_charset("")
        if charset and charset not in ("us-ascii", "utf-8", "utf8"):
            try:
                return replace_surrogates(body.decode(charset, "replace"))
            except (LookupError, ValueError):
                pass
        try:
            return replace_surrogates(decode(body))
        except QAError:
            return body.decode("utf-8", "replace")

    def parts(self) -> "Iterator[Part]":
        """The parts of a multipart body, in order; those after the last are closed by the end of the data."""
        try:
            boundary = str(self._parameters.get_boundary() or "").encode("utf-8", "surrogateescape")
        except (ValueError, LookupError):
            boundary = b""
        if not boundary:
            return
        line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]{0,80}\r?(?:\n|\Z)", re.M)
        start = None
        at, number = 0, self.body_line
        for border in line.finditer(self._raw_body):
            if start is not None:
                number += self._raw_body.count(b"\n", at, start)
                at = start
                yield Part(self._raw_body[start : border.start()], line=number)
            if border[1]:
                return
            start = border.end()
        if start is not None:
            number += self._raw_body.count(b"\n", at, start)
            yield Part(self._raw_body[start:], line=number)


def _headers(head: bytes, line: int) -> tuple[dict[str, str], dict[str, int]]:
    """The first header of each name (lower case), and the line on which it is."""
    headers: dict[str, str] = {}
    lines: dict[str, int] = {}
    position = 0
    # The line "From ..." before a message in a mailbox.
    if head.startswith((b"From ", b">From ")):
        position = head.find(b"\n") + 1 or len(head)
        line += 1
    while match := _HEADER.match(head, position):
        name = match[1].decode("ascii").lower()
        if name not in headers:
            headers[name] = _decode_bytes(match[2][:_MAX_HEADER])
            lines[name] = line
        line += head.count(b"\n", position, match.end())
        position = match.end()
    return headers, lines


def _decode_bytes(data: bytes) -> str:
    """The text of a header; headers that are not ASCII are UTF-8, or else taken for Windows-1252."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def decoded_header(header: str) -> str:
    """A header on one line, with its encoded words decoded."""
    unfolded = _FOLD.sub(" ", header)
    if "=?" not in unfolded:
        return clean(replace_surrogates(unfolded))
    try:
        words = decode_header(unfolded)
    except (HeaderParseError, ValueError):
        return clean(replace_surrogates(unfolded))
    return clean(replace_surrogates("".join(_decoded_word(text, charset) for text, charset in words)))


def _decoded_word(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return text.decode("utf-8", "replace")


def _from_base64(data: bytes) -> bytes:
    """The bytes of a text in base64; what is no sign of it is skipped, and a broken end is cut."""
    kept = data.translate(None, _NOT_BASE64)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def split_mailbox(data: bytes) -> Sequence[tuple[int, bytes]]:
    """The messages of a mailbox, each with its line."""
    starts = [match.start(1) for match in _FROM_LINE.finditer(data)]
    messages = []
    line, at = 1, 0
    for start, end in pairwise([*starts, len(data)]):
        line += data.count(b"\n", at, start)
        at = start
        messages.append((line, data[start:end]))
    return messages


# "From pia@example.org Mon Mar 17 11:15:17 2014", after a blank line.
_FROM_LINE = re.compile(rb"(?:\A|\n\r?\n)(From \S{1,200} [^\r\n]{0,20}\d{1,2}:\d\d[^\r\n]{0,60}\r?\n)")


def is_mailbox(data: bytes) -> bool:
    """Whether the file begins as a mailbox does."""
    match = _FROM_LINE.match(data)
    return bool(match and _HEADER.match(data, match.end()))
