"""Numbers that are collected one after the other, and may be too many for memory.

The first ones are in memory; when they are many, all are in a file without a name, which goes when it is closed, or
with the process.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

# Bytes that are kept in memory.
_KEPT = 32_000_000
# Bytes of a part that is read at once.
_PART = 4_000_000


class Spill:
    """Numbers of one type in a row; see the module's docstring."""

    def __init__(self, dtype: DTypeLike, folder: Path | None = None, *, kept: int = _KEPT) -> None:
        """Collect numbers of `dtype`; those that do not fit into `kept` bytes are in a file in `folder`.

        None is the system's folder for such files.
        """
        self.dtype = np.dtype(dtype)
        self._file = SpooledTemporaryFile(max_size=kept, dir=None if folder is None else str(folder))  # noqa: SIM115, since it is open as long as this
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, numbers: NDArray[Any]) -> None:
        """Add `numbers` at the end. Raises `OSError` if there is no room for them."""
        self._file.seek(self._count * self.dtype.itemsize)
        self._file.write(np.ascontiguousarray(numbers, dtype=self.dtype).tobytes())
        self._count += len(numbers)

    def read(self, start: int, stop: int) -> NDArray[Any]:
        """The numbers from `start` to below `stop`."""
        self._file.seek(start * self.dtype.itemsize)
        return np.frombuffer(self._file.read(max(stop - start, 0) * self.dtype.itemsize), dtype=self.dtype)

    def every(self) -> NDArray[Any]:
        """All numbers."""
        return self.read(0, self._count)

    def parts(self) -> Iterator[NDArray[Any]]:
        """All numbers, in parts."""
        at_once = _PART // self.dtype.itemsize
        for start in range(0, self._count, at_once):
            yield self.read(start, min(start + at_once, self._count))

    def close(self) -> None:
        """Give the room back."""
        self._file.close()

    def __del__(self) -> None:
        # Whoever fails half-way through closes nothing.
        self._file.close()
