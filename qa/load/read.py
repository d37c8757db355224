"""A file or a stream -> its bytes, never more than the limit. Every `OSError` becomes a `SourceError`.

The messages here lack the name of the file: `f"{name} {message}"` reads as a sentence.
"""

import errno
import math
import sys
from pathlib import Path

from qa.errors import SourceError, SourceNotFound, SourceTooLarge

# How standard input is named among the sources, as everywhere.
STDIN = "-"

# Bytes in a megabyte, decimal as on a disk's label; `--max-mb` counts in these.
MEGABYTE = 1_000_000

# Bytes: some thirty books. Larger is nearly always a log or a dump named by mistake, and would take seconds a file.
DEFAULT_MAX_BYTES = 64 * MEGABYTE


def read(path: Path | None, *, size: int, max_bytes: int) -> bytes:
    """All bytes of the file at `path`, or of standard input if it is None; `size` is 0 where it cannot be known.

    Raises `SourceTooLarge` over `max_bytes`, and another `SourceError` if the file cannot be read.

    The size is looked at before reading; what has no size, or grows, is read up to one byte over the limit.
    """
    if size > max_bytes:
        raise _too_large(f"{math.ceil(size / 10_000) / 100:.10g} MB", max_bytes)
    try:
        data = _bytes(path, max_bytes + 1)
    except (OSError, ValueError) as error:
        raise failure(error) from error
    if len(data) > max_bytes:
        raise _too_large(f"more than {_megabytes(max_bytes)} MB", max_bytes)
    return data


def failure(error: OSError | ValueError) -> SourceError:
    """What went wrong with a file, as one of our errors, without the file's name."""
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return SourceNotFound("does not exist; check the name and the folder you are in")
    if isinstance(error, PermissionError):
        return SourceError("may not be read (permission denied); change its permissions or leave it out")
    if error.errno == errno.ELOOP:
        return SourceError("is a link that leads back to itself; mend or remove it")
    return SourceError(f"cannot be read ({error.strerror or error}); check it, or leave it out")


def _bytes(path: Path | None, limit: int) -> bytes:
    if path is None:
        return _standard_input(limit)
    with path.open("rb") as stream:
        return stream.read(limit)


def _standard_input(limit: int) -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        raise SourceError("is closed; pipe a text into qa, or name a file")
    return sys.stdin.buffer.read(limit)


def _too_large(size: str, max_bytes: int) -> SourceTooLarge:
    limit = _megabytes(max_bytes)
    return SourceTooLarge(f"is {size}, over the limit of {limit} MB; split it, or raise the limit with --max-mb")


def _megabytes(size: int) -> str:
    """A size in MB, as short as it can be said: 64, 1.5, 0.0001."""
    return f"{size / MEGABYTE:.10g}"
