"""An index and the documents that it shall hold -> the index that holds them.

Documents that it holds already are not read again, split or counted: what is new becomes a segment beside the others.
Segments are merged before they are many, or mostly removed. A small index is always one segment; it is equal to one
that is built at once.

Known limitation: in a larger index the vectors of a passage keep their lengths until its segment is merged, so that
scores may differ in the third digit from those of an index that is built at once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from qa.index.building import Builder, Progress, merged
from qa.index.keys import key_of
from qa.index.lookup import Kept, SegmentIndex
from qa.index.records import PackedRecords, Record, pack
from qa.index.segment import Segment
from qa.split import passages
from qa.types import Document

# Words that are counted before they become a segment, so that memory is bounded: about 20 MB of text.
_WORDS_AT_ONCE = 4_000_000
# Passages of an index that is always one segment: as many are merged in half a second.
_ALWAYS_ONE = 2_048
# Segments that are merged: when there are more than so many small ones, each below this share of the passages, and when
# more than this share of all passages is removed or new.
_MOST_SMALL, _SMALL, _STALE = 6, 1 / 8, 1 / 4

# Keeps a segment in a file, and returns it as it is there.
Spool = Callable[[Segment], Segment]


class Fresh(NamedTuple):
    """A document that is to be split and counted; as a copy of an earlier one it has no passages."""

    document: Document
    is_copy: bool = False


def updated(
    index: SegmentIndex | None,
    documents: Iterable[Kept | Fresh],
    *,
    words: int,
    spool: Spool | None = None,
    progress: Progress = lambda share: None,
) -> SegmentIndex:
    """The index of `documents` in this order: those of `index` that are kept, and fresh ones.

    `words` is the length of a passage at most; `spool` keeps large segments until they are merged.
    """
    segments = list(index.segments) if index is not None else []
    before = len(segments)
    kept: list[Kept] = []
    adding = _Adding(segments, words, spool)
    for document in documents:
        kept.append(document if isinstance(document, Kept) else adding.add(document))
    adding.close()
    return _compacted(segments, kept, before, spool, progress)


class _Adding:
    """Collects fresh documents in segments."""

    def __init__(self, segments: list[Segment], words: int, spool: Spool | None) -> None:
        self._segments = segments
        self._words = words
        self._spool = spool
        self._builder, self._packed = Builder(), list[bytes]()

    def add(self, fresh: Fresh) -> Kept:
        """Add a document; returns where it will be."""
        split = [] if fresh.is_copy else list(passages(fresh.document, words=self._words))
        self._builder.add(fresh.document, split, is_copy=fresh.is_copy)
        self._packed.append(pack(Record(fresh.document, split)))
        place = Kept(len(self._segments), len(self._packed) - 1)
        if self._spool is not None and self._builder.token_count >= _WORDS_AT_ONCE:
            self.close()
        return place

    def close(self) -> None:
        """Make a segment of the documents so far."""
        if self._packed:
            segment = Segment(self._builder.finish(self._segments), PackedRecords(self._packed))
            self._segments.append(self._spool(segment) if self._spool is not None else segment)
            self._builder, self._packed = Builder(), []


def _compacted(
    segments: Sequence[Segment], kept: Sequence[Kept], before: int, spool: Spool | None, progress: Progress
) -> SegmentIndex:
    """The index of the documents `kept`, of which the segments from `before` on are new."""
    chosen = _to_merge(segments, kept, before)
    used = {number for number, _ in kept}
    # A new segment was weighed by all others, also by those that are not used any more.
    if len(chosen) > 1 or any(0 < before <= number or _removed(segments, kept, number) for number in chosen):
        inside = [place for place in kept if place.segment in chosen]
        others = [segment for number, segment in enumerate(segments) if number in used - chosen]
        whole = merge(segments, inside, others, progress=progress)
        segments = [*segments, spool(whole) if spool is not None else whole]
        moved = {place: Kept(len(segments) - 1, number) for number, place in enumerate(inside)}
        kept = [moved.get(place, place) for place in kept]
        used = {number for number, _ in kept}
    order = {number: place for place, number in enumerate(sorted(used))}
    return SegmentIndex(
        [segments[number] for number in order], [Kept(order[number], document) for number, document in kept]
    )


def merge(
    segments: Sequence[Segment],
    kept: Sequence[Kept],
    others: Sequence[Segment] = (),
    *,
    progress: Progress = lambda share: None,
) -> Segment:
    """One segment of the documents `kept`, in this order; its vectors are weighed by those of `others`, too."""
    used = sorted({number for number, _ in kept})
    order = {number: place for place, number in enumerate(used)}
    chosen = [segments[number] for number in used]
    places = [Kept(order[number], document) for number, document in kept]
    return Segment(merged(chosen, places, others, progress=progress), _MergedRecords(chosen, places))


class _MergedRecords:
    """Documents of several segments, where they are: `qa.index.records.Records`."""

    def __init__(self, segments: Sequence[Segment], kept: Sequence[Kept]) -> None:
        self._segments = segments
        self._kept = kept

    def record(self, number: int) -> Record:
        """A document with its passages."""
        segment, document = self._kept[number]
        return self._segments[segment].records.record(document)

    def packed(self, number: int) -> bytes:
        """The same as bytes."""
        segment, document = self._kept[number]
        return self._segments[segment].records.packed(document)


def _to_merge(segments: Sequence[Segment], kept: Sequence[Kept], before: int) -> set[int]:
    """The numbers of the segments that are to become one."""
    used = {number for number, _ in kept}
    live = dict.fromkeys(used, 0)
    for number, document in kept:
        live[number] += segments[number].entries[document].passages
    total = sum(live.values())
    removed = sum(segments[number].size - live[number] for number in used)
    new = sum(live[number] for number in used if number >= before)
    if total <= _ALWAYS_ONE or removed + (new if before else 0) > _STALE * total or (before == 0 and len(used) > 1):
        return used
    small = {number for number in used if segments[number].size < _SMALL * total}
    return small if len(small) > _MOST_SMALL else set()


def _removed(segments: Sequence[Segment], kept: Sequence[Kept], number: int) -> bool:
    """Whether some documents of a segment are not kept, or not in their order."""
    documents = [document for part, document in kept if part == number]
    return documents != list(range(len(segments[number].entries)))


def changed(
    index: SegmentIndex,
    *,
    added: Iterable[Document] = (),
    removed: Collection[str] = (),
    words: int,
    spool: Spool | None = None,
    progress: Progress = lambda share: None,
) -> SegmentIndex:
    """`index` without the documents whose ids are `removed`, and with those that are `added`, at its end.

    `words` is the length of a passage at most; `spool` keeps large segments until they are merged.
    """

    def documents() -> Iterator[Kept | Fresh]:
        seen: set[int] = set()
        for number, (kept, entry) in enumerate(zip(index.kept, index.entries, strict=True)):
            if entry.doc_id not in gone:
                is_copy = entry.text_key in seen
                seen.add(entry.text_key)
                yield kept if is_copy == entry.is_copy else Fresh(index.documents[number], is_copy)
        for document in added:
            key = key_of(document.text)
            yield Fresh(document, key in seen)
            seen.add(key)

    gone = frozenset(removed)
    return updated(index, documents(), words=words, spool=spool, progress=progress)
