"""Sequences of small numbers in few bytes: seven bits per byte, the lowest first, the highest bit set but in the last.

The words of passages are numbered by frequency, so that most take one byte or two.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_BITS = np.uint32(7)
_MORE = np.uint32(0x80)
# Bytes of a number of 32 bits, at most.
_MOST = 5
# Rows that are encoded at once.
_ROWS = 8_192


def encoded(numbers: NDArray[np.uint32]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of `numbers`, and how many each takes."""
    lengths = np.ones(len(numbers), dtype=np.int64)
    for length in range(1, _MOST):
        lengths += numbers >= np.uint64(1) << np.uint64(7 * length)
    ends = np.cumsum(lengths)
    data = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    starts = ends - lengths
    for place in range(_MOST):
        inside = np.flatnonzero(lengths > place)
        piece = (numbers[inside] >> (_BITS * np.uint32(place))) & np.uint32(0x7F)
        data[starts[inside] + place] = piece | np.where(lengths[inside] > place + 1, _MORE, np.uint32(0))
    return data, lengths


def encoded_rows(numbers: NDArray[np.uint32], counts: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of rows of `numbers`, of `counts` numbers each, and how many bytes each row takes."""
    ends = np.concatenate([[0], np.cumsum(counts)])
    parts, sizes = [np.zeros(0, dtype=np.uint8)], [np.zeros(0, dtype=np.int64)]
    # A few rows at once, so that memory is bounded.
    for first in range(0, len(counts), _ROWS):
        edges = ends[first : first + _ROWS + 1]
        data, lengths = encoded(numbers[edges[0] : edges[-1]])
        parts.append(data)
        sizes.append(np.diff(np.concatenate([[0], np.cumsum(lengths)])[edges - edges[0]]))
    return np.concatenate(parts), np.concatenate(sizes)


def decoded(data: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """The numbers in `data`."""
    if not len(data) or data.max() < _MORE:
        return data.astype(np.uint32)
    ends = np.flatnonzero(data < _MORE)
    starts = np.concatenate([[0], ends[:-1] + 1])
    numbers: NDArray[np.uint32] = (data[starts] & np.uint8(0x7F)).astype(np.uint32)
    lengths = ends - starts
    longer = np.flatnonzero(lengths)
    place = 1
    while len(longer):
        piece = (data[starts[longer] + place] & np.uint8(0x7F)).astype(np.uint32)
        numbers[longer] |= piece << (_BITS * np.uint32(place))
        longer = longer[lengths[longer] > place]
        place += 1
    return numbers


def compact(offsets: NDArray[Any]) -> NDArray[Any]:
    """Ascending numbers in as few bytes as they fit into."""
    return offsets.astype(np.uint32 if offsets[-1] < 1 << 32 else np.uint64)


def ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers from `starts[i]` to below `ends[i]`, for each i in turn."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    total = int(lengths.sum())
    numbers: NDArray[np.int64] = np.arange(total) + np.repeat(starts - before, lengths)
    return numbers
