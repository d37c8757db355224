"""Many strings in two arrays: their UTF-8 bytes in a row, and where each begins."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

from qa.index.arrays import Arrays


class Strings(Sequence[str]):
    """The strings in `bytes_` from `offsets[i]` to `offsets[i + 1]`, decoded when they are looked at."""

    def __init__(self, bytes_: NDArray[np.uint8], offsets: NDArray[np.uint64]) -> None:
        self._bytes = bytes_
        self._offsets = offsets

    @classmethod
    def of(cls, arrays: Arrays, name: str) -> "Strings":
        """The strings that `packed` put into `arrays`."""
        return cls(arrays[name], arrays[f"{name}_offsets"])

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        first = range(len(self))[place]
        start, end = self._offsets[first : first + 2]
        return self._bytes[start:end].tobytes().decode("utf-8", "surrogatepass")

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def every(self) -> list[str]:
        """All strings, decoded at once."""
        data = self._bytes.tobytes()
        edges = pairwise(self._offsets.tolist())
        return [data[start:end].decode("utf-8", "surrogatepass") for start, end in edges]

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """The characters of each string."""
        # A byte that continues a character is 10xxxxxx.
        begins = np.concatenate([[0], np.cumsum((self._bytes & 0xC0) != 0x80)])
        lengths: NDArray[np.int64] = np.diff(begins[self._offsets.astype(np.int64)])
        return lengths


def packed(name: str, strings: Iterable[str]) -> dict[str, NDArray[np.generic]]:
    """The two arrays of `strings`, by their names."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in strings]
    offsets = np.zeros(len(encoded) + 1, dtype=np.uint64)
    np.cumsum([len(data) for data in encoded], out=offsets[1:])
    return {name: np.frombuffer(b"".join(encoded), dtype=np.uint8), f"{name}_offsets": offsets}
