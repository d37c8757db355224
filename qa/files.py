"""Files: those that qa ships; home folders; reading within limits and without waiting; writing whole or not at all.

Whatever qa reads beside documents is a regular file of limited size: settings, transcripts, question sets, journals,
models. A folder, a pipe or a device in its place is an error at once, also if it takes the place of the file between
two looks. Documents may be pipes: see `qa.load.sources`.

Known limitation: a killed writer's half file is removed by the next writer only on POSIX.
"""

import errno
import os
import stat
import threading
import zlib
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from io import BufferedReader, TextIOWrapper
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# The packages that read, split and index documents.
_READING = ("language", "load", "split", "index")
ARTICLE_NAME = "russians-return-after-mobilization.txt"

_GZIP = b"\x1f\x8b"
# For `zlib`: a gzip header and trailer.
_GZIP_BITS = 16 + zlib.MAX_WBITS
# Bytes that are unpacked at a time.
_PART = 1 << 20


def article() -> Path:
    """The article that qa asks when no document is named."""
    return _bundled("seeds") / ARTICLE_NAME


def evaluation() -> Path:
    """The folder with qa's own evaluation set and its floors."""
    return _bundled("eval")


@cache
def code_stamp() -> str:
    """What changes with the code that reads, splits and indexes documents: what it made before is then made anew."""
    stamp = blake2b(digest_size=8)
    for part in _READING:
        for folder, _, names in os.walk(_PACKAGE / part):
            for name in sorted(name for name in names if name.endswith(".py")):
                status = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118, since there are many
                stamp.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return stamp.hexdigest()


def _bundled(name: str) -> Path:
    """The folder `name`: the wheel carries it in `qa/bundled_data/`, a checkout has it at its top."""
    installed = _PACKAGE / "bundled_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def expanded(name: str | Path) -> Path:
    """`name` with the home folder in place of `~`; that of a user who does not exist stays as it is written."""
    return Path(os.path.expanduser(name))  # noqa: PTH111, since `Path.expanduser` raises an error for it


# Reading


def open_at_once(path: Path) -> BufferedReader:
    """Open the file, pipe or device at `path` to read it, without waiting for a pipe's writer. Raises `OSError`."""
    try:
        return open(path, "rb", opener=_open_without_waiting)
    except ValueError:
        # A NUL, or a character that no file name can hold.
        raise FileNotFoundError(errno.ENOENT, "no file can have this name", str(path)) from None


def open_regular(path: Path) -> BufferedReader:
    """Open the regular file at `path` to read it. Raises `OSError` for anything else."""
    stream = open_at_once(path)
    try:
        _check_regular(stream.fileno(), path)
    except OSError:
        stream.close()
        raise
    return stream


def _check_regular(descriptor: int, path: Path) -> None:
    """Raise `OSError` unless the open file is a regular one: another may have taken its place before it was opened."""
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))


def _open_without_waiting(path: str, flags: int) -> int:
    # Windows has no such flag, and no pipes among its files.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)


def read_regular(path: Path, *, max_bytes: int) -> bytes:
    """All bytes of the regular file at `path`.

    Raises `OSError` for anything else, and if there are more than `max_bytes`, before they are read.
    """
    with open_regular(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        data = stream.read(max_bytes + 1) if size <= max_bytes else b""
    if size > max_bytes or len(data) > max_bytes:
        raise _too_large(path, max_bytes)
    return data


def read_maybe_gzip(path: Path, *, max_bytes: int) -> bytes:
    """As `read_regular`, unpacked if the file is gzip; `max_bytes` counts what comes out.

    Raises `zlib.error` or `EOFError` if the gzip is broken.
    """
    data = read_regular(path, max_bytes=max_bytes)
    unpacked = bytearray()
    if not data.startswith(_GZIP):
        return data
    while data:
        unpacker = zlib.decompressobj(_GZIP_BITS)
        while not unpacker.eof:
            part = unpacker.decompress(data, _PART)
            data = unpacker.unconsumed_tail
            unpacked += part
            if len(unpacked) > max_bytes:
                raise _too_large(path, max_bytes)
            if not part and not data and not unpacker.eof:
                raise EOFError("the gzip file ends too early")
        # Another member may follow, or the zeros with which a tape is filled.
        data = unpacker.unused_data.lstrip(b"\0")
    return bytes(unpacked)


def _too_large(path: Path, max_bytes: int) -> OSError:
    return OSError(errno.EFBIG, f"it holds more than {max_bytes / 1_000_000:g} MB", str(path))


# Writing


def open_regular_to_write(path: Path, *, append: bool = False) -> TextIOWrapper:
    """Open the regular file at `path` to write it anew, or to `append` to it. Raises `OSError` for anything else."""
    stream = open(path, "a", encoding="utf-8", opener=_open_without_waiting)  # noqa: SIM115, since the caller closes it
    try:
        _check_regular(stream.fileno(), path)
        if not append:
            stream.truncate(0)
    except OSError:
        stream.close()
        raise
    return stream


def write_whole(path: Path, text: str, *, mode: int | None = None) -> None:
    """Write beside `path`, then rename: a reader never finds half a file, whatever happens.

    A file that is there keeps its mode, unless `mode` names another, and a link still leads to its file, which is the
    one that is written. What a killed writer left half done is removed. Raises `OSError` if that cannot be done, or if
    `path` is no regular file.
    """
    target = Path(os.path.realpath(path))
    kept_mode = _mode(target)
    mode = kept_mode if mode is None else mode
    _remove_abandoned(target.parent)
    half = target.with_name(f"{_HALF}{os.getpid()}-{threading.get_ident()}.part")
    # Never through a file, or a link, that is already there.
    half.unlink(missing_ok=True)
    try:
        with open(half, "x", encoding="utf-8", newline="") as file:  # noqa: PTH123
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            half.chmod(mode)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


# How the name of a half file begins; the number of its process follows. It is short, since a name may be at its limit.
_HALF = ".qa-"


def _mode(target: Path) -> int | None:
    """The mode of the file that is to be replaced, None without one. Raises `OSError` if it is no regular file."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file", str(target))
    return stat.S_IMODE(status.st_mode)


def _remove_abandoned(folder: Path) -> None:
    """Remove the half files in `folder` whose process has ended."""
    if os.name != "posix":
        return
    with suppress(OSError):
        for half in folder.glob(f"{_HALF}*-*.part"):
            number = half.name.removeprefix(_HALF).partition("-")[0]
            if number.isdecimal() and not _is_running(int(number)):
                half.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        # It belongs to another user.
        return True
    return True
