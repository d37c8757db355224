"""A file of named arrays: written once, mapped into memory to be read, and checked by digests.

    magic, version    16 bytes
    the arrays        each at a multiple of 64 bytes, little-endian
    the table         JSON: name -> dtype, shape, offset, digest
    the end           offset, length and digest of the table; magic

What is in the file is data and nothing else: no code runs when it is read.
"""

import json
import mmap
import os
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from math import prod
from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from qa.errors import IndexDamaged, IndexVersionError
from qa.files import open_regular
from qa.schema import json_value

Arrays = Mapping[str, NDArray[Any]]

# Of the layout of the arrays: another version is not read.
VERSION = 4

_MAGIC = b"qa-index"
_START = Struct("<8sQ")
_END = Struct("<QQ16s8s")
_ALIGNMENT = 64
# Bytes: as much is checked in some 50 ms. A larger file is checked by `check` alone.
_CHECKED_AT_ONCE = 32_000_000


class Sink(Protocol):
    """Takes arrays, each once."""

    def add(self, name: str, array: NDArray[Any]) -> None:
        """Take an array."""
        ...

    def add_parts(self, name: str, dtype: DTypeLike, parts: Iterable[NDArray[Any]]) -> None:
        """Take an array of one dimension that comes in parts."""
        ...


class HeldArrays(dict[str, NDArray[Any]]):
    """Arrays in memory: a `Sink`."""

    def add(self, name: str, array: NDArray[Any]) -> None:
        """Take an array."""
        self[name] = array

    def add_parts(self, name: str, dtype: DTypeLike, parts: Iterable[NDArray[Any]]) -> None:
        """Take an array that comes in parts."""
        self[name] = np.concatenate([np.zeros(0, dtype=dtype), *parts], dtype=dtype)


class ArrayWriter:
    """Writes a file of arrays: a `Sink`.

    Use it in a `with` statement. Without an error the file is complete and on the disk.
    """

    def __init__(self, path: Path) -> None:
        """Begin the file `path`, which must not exist. Raises `OSError` if it cannot be written."""
        self._path = path
        self._stream = path.open("xb")
        self._stream.write(_START.pack(_MAGIC, VERSION))
        self._table: dict[str, tuple[str, list[int], int, str]] = {}

    def add(self, name: str, array: NDArray[Any]) -> None:
        """Write `array`."""
        whole = np.ascontiguousarray(array)
        whole = whole.astype(whole.dtype.newbyteorder("<"), copy=False)
        offset = self._align()
        data = whole.reshape(-1).view(np.uint8).data
        self._stream.write(data)
        self._table[name] = (whole.dtype.str, list(whole.shape), offset, _digest(data))

    def add_parts(self, name: str, dtype: DTypeLike, parts: Iterable[NDArray[Any]]) -> None:
        """Write an array of one dimension that comes in parts."""
        kind = np.dtype(dtype).newbyteorder("<")
        offset, length, digest = self._align(), 0, blake2b(digest_size=16)
        for part in parts:
            data = np.ascontiguousarray(part, dtype=kind).view(np.uint8).data
            self._stream.write(data)
            digest.update(data)
            length += len(part)
        self._table[name] = (kind.str, [length], offset, digest.hexdigest())

    def _align(self) -> int:
        self._stream.write(bytes(-self._stream.tell() % _ALIGNMENT))
        return self._stream.tell()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                table = json.dumps(self._table).encode()
                offset = self._align()
                self._stream.write(table)
                self._stream.write(_END.pack(offset, len(table), blake2b(table, digest_size=16).digest(), _MAGIC))
                self._stream.flush()
                os.fsync(self._stream.fileno())
        finally:
            self._stream.close()


class ArrayFile(Arrays):
    """The arrays of a file, mapped into memory. The file may be removed while it is open."""

    def __init__(self, path: Path) -> None:
        """Open `path`. Its `digest` is that of its table, which has those of all arrays.

        Raises `OSError` if it cannot be opened, `IndexVersionError` if another version of qa wrote it, and
        `IndexDamaged` if it is not as it was written. Of a large file only the table is checked; see `check`.
        """
        self._path = path
        with open_regular(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size < _START.size + _END.size:
                raise self._damaged("is cut short")
            self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._table = self._read_table(size)
        self._opened: dict[str, NDArray[Any]] = {}
        if size <= _CHECKED_AT_ONCE:
            self.check()

    def _read_table(self, size: int) -> Mapping[str, Any]:
        magic, version = _START.unpack_from(self._map, 0)
        if magic != _MAGIC:
            raise self._damaged("is no file of an index")
        if version != VERSION:
            raise IndexVersionError(
                f"{self._path} is of version {version} of the format, this qa reads version {VERSION}; "
                + ("update qa" if version > VERSION else "build the index anew")
            )
        offset, length, digest, magic = _END.unpack_from(self._map, size - _END.size)
        if magic != _MAGIC or offset + length + _END.size != size:
            raise self._damaged("is cut short")
        self._table_offset = offset
        table = self._map[offset : offset + length]
        self.digest = _digest(table)
        if self.digest != digest.hex():
            raise self._damaged("is damaged")
        try:
            return json_value(table, dict[str, tuple[str, tuple[int, ...], int, str]])
        except ValueError:
            raise self._damaged("is damaged") from None

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._opened:
            dtype, shape, offset, _ = self._table[name]
            try:
                self._opened[name] = np.frombuffer(self._map, np.dtype(dtype), prod(shape), offset).reshape(shape)
            except (TypeError, ValueError):
                raise self._damaged(f"is damaged (in {name!r})") from None
        return self._opened[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return len(self._map)

    def check(self) -> None:
        """Compare every digest. Raises `IndexDamaged` if one is another, or if there is anything between the arrays."""
        end = _START.size
        for name, (_, _, offset, digest) in sorted(self._table.items(), key=lambda item: item[1][2]):
            data = self[name].reshape(-1).view(np.uint8).data
            if _digest(data) != digest or any(self._map[end:offset]):
                raise self._damaged(f"is damaged (in {name!r})")
            end = offset + len(data)
        if any(self._map[end : self._table_offset]):
            raise self._damaged("is damaged")

    def _damaged(self, reason: str) -> IndexDamaged:
        return IndexDamaged(f"{self._path} {reason}; build the index anew")


def _digest(data: "memoryview | bytes") -> str:
    return blake2b(data, digest_size=16).hexdigest()
