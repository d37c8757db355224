"""Lines of questions: cut alike and decoded alike, from a file and from standard input.

A line ends at LF, CR or CRLF and at nothing else: a form feed, NEL or U+2028 belongs to its line. A byte order mark is
no part of a question. Any encoding that a document may have is read. A line of standard input is read as soon as it is
there if it is UTF-8; for any other encoding what follows is read first, as far as it comes without a pause, since an
encoding is guessed from a text, and hardly from a line.
"""

import os
import select
import stat
from collections.abc import Iterator
from contextlib import suppress
from io import BufferedReader, StringIO
from pathlib import Path
from typing import TextIO, cast

from qa.errors import SourceError, UsageError

# Bytes of a line of standard input at most, or of all of it where it is read at once; as of a document.
MAX_BYTES = 64_000_000

# Bytes of earlier lines that are looked at, too, where an encoding is guessed.
_KEPT = 1_000_000
# Seconds without a byte after which what came is read.
_PAUSE = 0.5
_MARK = "\ufeff"
# How a text in UTF-16 or UTF-32 with a mark begins; without a mark it has zero bytes.
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def cut_lines(text: str) -> list[str]:
    """The lines of `text`, without their ends and byte order marks."""
    return [line.removesuffix("\n").lstrip(_MARK) for line in StringIO(text, newline=None)]


def file_lines(name: str, *, flag: str) -> list[str]:
    """The lines of the file `name`. Raises `UsageError`, which names the `flag`, if it cannot be read."""
    # Imported here, since the loader is slow to import.
    from qa.load import read_text

    try:
        return cut_lines(read_text(Path(name).expanduser(), max_bytes=MAX_BYTES))
    except RuntimeError:
        raise UsageError(f"{flag}: {name} names a home folder that does not exist; write the path in full") from None
    except SourceError as error:
        raise UsageError(f"{flag}: {error}") from None


def input_lines(stream: TextIO) -> Iterator[str]:
    """The lines of the standard input `stream`, each as soon as it is there. Raises `UsageError` if one is too long."""
    before, count = bytearray(), 0
    while data := _read_line(stream):
        if not count and (data.startswith(_WIDE_MARKS) or b"\0" in data):
            data += stream.buffer.read(MAX_BYTES - len(data) + 1)
        if _is_utf_8(data):
            lines = cut_lines(_decoded(data))
        else:
            data += _at_hand(stream, MAX_BYTES - len(data) + 1)
            # As if all had come at once: what came before shows its encoding, too.
            lines = cut_lines(_decoded(bytes(before) + data))[count:]
        if len(before) <= _KEPT:
            before += data
            count += len(lines)
        yield from lines


def input_text(stream: TextIO) -> str:
    """All of the standard input `stream`. Raises `UsageError` if it is too long, or no text."""
    return _decoded(stream.buffer.read(MAX_BYTES + 1))


def _read_line(stream: TextIO) -> bytes:
    return stream.buffer.readline(MAX_BYTES + 1)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _at_hand(stream: TextIO, size: int) -> bytes:
    """At most `size` bytes of `stream`: all of a file, and of a pipe what comes without a pause."""
    try:
        number = stream.fileno()
        is_file = stat.S_ISREG(os.fstat(number).st_mode)
    except OSError:
        # It is in memory.
        is_file = True
    if is_file or os.name != "posix":
        return stream.buffer.read(size)
    data = bytearray()
    while len(data) < size and select.select([number], [], [], _PAUSE)[0]:
        part = cast(BufferedReader, stream.buffer).read1(size - len(data))
        if not part:
            break
        data += part
    return bytes(data)


def _decoded(data: bytes) -> str:
    """`data` as text. Raises `UsageError` if there is too much of it, or it is no text."""
    if len(data) > MAX_BYTES:
        raise UsageError(f"standard input has a line of more than {MAX_BYTES // 1_000_000} MB; ask shorter questions")
    if b"\0" not in data:
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8").removeprefix(_MARK)
    # Imported here, since the loader is slow to import.
    from qa.load.decoding import decode

    try:
        return decode(data)
    except SourceError as error:
        raise UsageError(f"standard input {error}") from None
