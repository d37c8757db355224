"""Some passages that stand for all, so that what looks at every sentence takes bounded time on an index of any size.

With more documents than passages are wanted, documents are taken at even distances, each with its opening. Otherwise
each gives its share, its opening first, at even distances. The same index gives the same passages.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from qa.index.lookup import SegmentIndex
from qa.types import Passage


def count_asked(index: SegmentIndex) -> int:
    """How many passages a question may find."""
    counts = [entry.passages for entry in index.entries]
    return sum(counts[number] for number in _asked(index, len(counts)))


def spread_passages(index: SegmentIndex, limit: int) -> Sequence[Passage]:
    """At most `limit` of the passages that a question may find, in order, spread over the documents."""
    counts = [entry.passages for entry in index.entries]
    asked = [number for number in _asked(index, len(counts)) if counts[number]]
    firsts = [0, *accumulate(counts)]
    return [index.passages[firsts[number] + offset] for number, offset in _places(asked, counts, limit)]


def in_document_order(index: SegmentIndex, passages: Sequence[Passage]) -> list[Passage]:
    """`passages` of the index, in the order of the documents."""
    numbers = {entry.doc_id: number for number, entry in enumerate(index.entries)}
    return sorted(passages, key=lambda passage: (numbers[passage.document.doc_id], passage.span.start))


def _asked(index: SegmentIndex, documents: int) -> Sequence[int]:
    return range(documents) if index.asked is None else sorted(index.asked)


def _places(asked: Sequence[int], counts: Sequence[int], limit: int) -> Iterator[tuple[int, int]]:
    """The documents by number, each with the passages in it that are taken."""
    if len(asked) >= limit:
        yield from ((asked[place], 0) for place in _even(len(asked), limit))
        return
    total = sum(counts[number] for number in asked)
    # Beside its opening, each document gives its share of what is left.
    left = limit - len(asked)
    for number in asked:
        share = min(1 + left * counts[number] // total, counts[number])
        yield from ((number, offset) for offset in _even(counts[number], share))


def _even(length: int, count: int) -> Iterator[int]:
    """`count` of the places from 0 to `length`, at even distances, the first one included."""
    return (place * length // count for place in range(count))
