"""Many strings in two arrays: their UTF-8 bytes in a row, and where each begins."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

from qa.index.arrays import Arrays
from qa.index.keys import MAX_PIECED, code_points
from qa.index.sequences import compact, ranges


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

    def chosen(self, places: NDArray[np.int64]) -> list[str]:
        """The strings at `places`, decoded at once."""
        starts, ends = self._offsets[places].astype(np.int64), self._offsets[places + 1].astype(np.int64)
        data = self._bytes[ranges(starts, ends)].tobytes()
        edges = pairwise([0, *np.cumsum(ends - starts).tolist()])
        return [data[start:end].decode("utf-8", "surrogatepass") for start, end in edges]

    def padded(self, places: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The strings at `places`, as `qa.index.keys.padded_characters` gives them."""
        starts, ends = self._offsets[places].astype(np.int64), self._offsets[places + 1].astype(np.int64)
        for number in np.flatnonzero(ends - starts > MAX_PIECED).tolist():
            if len(self[int(places[number])]) > MAX_PIECED:
                ends[number] = starts[number]
        lengths = ends - starts + 2
        firsts = np.cumsum(lengths) - lengths
        data = np.full(int(lengths.sum()), ord(" "), dtype=np.uint8)
        data[ranges(firsts + 1, firsts + lengths - 1)] = self._bytes[ranges(starts, ends)]
        if not len(data) or data.max() < 0x80:
            return data.astype(np.uint64), lengths
        continues = np.add.reduceat(_continues(data), firsts)
        return code_points(data.tobytes().decode("utf-8", "surrogatepass")), lengths - continues

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """The characters of each string."""
        begins = np.concatenate([[0], np.cumsum(1 - _continues(self._bytes))])
        lengths: NDArray[np.int64] = np.diff(begins[self._offsets.astype(np.int64)])
        return lengths


def _continues(data: NDArray[np.uint8]) -> NDArray[np.int64]:
    """1 for each byte that continues a character, 10xxxxxx, else 0."""
    continues: NDArray[np.int64] = ((data & 0xC0) == 0x80).astype(np.int64)
    return continues


def packed(name: str, strings: Iterable[str]) -> dict[str, NDArray[np.generic]]:
    """The two arrays of `strings`, by their names."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in strings]
    offsets = np.zeros(len(encoded) + 1, dtype=np.uint64)
    np.cumsum([len(data) for data in encoded], out=offsets[1:])
    return {name: np.frombuffer(b"".join(encoded), dtype=np.uint8), f"{name}_offsets": compact(offsets)}
