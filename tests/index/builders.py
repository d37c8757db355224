"""Indexes in folders, and what two of them have in common."""

import numpy as np

from qa.index import FileReader
from qa.index.collection import refreshed

READER = FileReader(max_bytes=1_000_000, words=120, version="1")
# Nanoseconds: long after any file was written, so that its time is certain.
LATER = 1 << 62


def fresh(folder, *sources, reader=READER, **options):
    """The index of `sources` in `folder`, brought up to date at a time when no file is new any more."""
    return refreshed(folder, [str(source) for source in sources], reader, clock=lambda: LATER, **options)


def texts(index):
    """The texts of the passages."""
    return [passage.text for passage in index.passages]


def same_arrays(first, second):
    """Whether two indexes of one segment each hold the same, but for the documents as bytes."""
    (single,), (other,) = first.segments, second.segments
    names = {*single.arrays, *other.arrays} - {"records", "record_offsets"}
    return all(np.array_equal(single.arrays[name], other.arrays[name]) for name in names)
