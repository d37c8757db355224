"""An index and the documents that it shall hold -> the index that holds them.

Documents that it holds already are not read again, split or counted: what is new becomes a segment beside the others.
Segments are merged before they are many, or mostly removed. A small index is always one segment; it is equal to one
that is built at once.

Known limitation: in a larger index the vectors of a passage keep their lengths until its segment is merged, so that
scores may differ in the third digit from those of an index that is built at once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from qa.index.arrays import HeldArrays, Sink
from qa.index.building import Builder, Progress, merged
from qa.index.drafts import Draft, draft_of
from qa.index.lookup import Kept, SegmentIndex
from qa.index.records import StoredRecords, unpack
from qa.index.segment import Segment
from qa.split import passages
from qa.types import Document

# Passages of an index that is always one segment: as many are merged in half a second.
_ALWAYS_ONE = 2_048
# Segments that are merged: when there are more than so many small ones, each below this share of the passages, and when
# more than this share of all passages is removed or new.
_MOST_SMALL, _SMALL, _STALE = 6, 1 / 8, 1 / 4
# The share of finishing a new segment in the time of an update that may merge segments afterwards.
_FINISHING_SHARE = 0.5


class Spool(Protocol):
    """Keeps segments in the files of a folder."""

    @property
    def folder(self) -> Path | None:
        """The folder; None if segments are in memory."""
        ...

    def write(self, fill: Callable[[Sink], None]) -> Segment:
        """The segment whose arrays `fill` writes."""
        ...


class _Memory:
    """Keeps segments in memory: a `Spool`."""

    folder = None

    def write(self, fill: Callable[[Sink], None]) -> Segment:
        """The segment whose arrays `fill` writes."""
        arrays = HeldArrays()
        fill(arrays)
        return Segment(arrays, StoredRecords(arrays))


class Fresh(NamedTuple):
    """A document that is to be split and counted; as a copy of an earlier one it has no passages."""

    document: Document
    is_copy: bool = False


def drafted(document: Document, *, words: int, is_copy: bool = False) -> Draft:
    """The draft of a document whose passages have at most so many words."""
    return draft_of(document, [] if is_copy else list(passages(document, words=words)), is_copy=is_copy)


def _drafted(item: Fresh | Draft, words: int) -> Draft:
    return item if isinstance(item, Draft) else drafted(item.document, words=words, is_copy=item.is_copy)


def copied(draft: Draft) -> Draft:
    """The draft of the same document as a copy of an earlier one."""
    assert draft.record is not None
    document = unpack(draft.record).document
    return draft_of(document, (), is_copy=True)


def updated(
    index: SegmentIndex | None,
    documents: Iterable[Kept | Fresh | Draft],
    *,
    words: int,
    spool: Spool | None = None,
    progress: Progress = lambda share: None,
) -> SegmentIndex:
    """The index of `documents` in this order: those of `index` that are kept, and fresh ones, or drafts of these.

    `words` is the length of a passage at most; `spool` keeps segments.
    """
    store = spool or _Memory()
    segments = list(index.segments) if index is not None else []
    before = len(segments)
    kept: list[Kept] = []
    builder = Builder(store.folder)
    for item in documents:
        if isinstance(item, Kept):
            kept.append(item)
            continue
        kept.append(Kept(before, builder.document_count))
        builder.take(_drafted(item, words))
    if builder.document_count:
        share = _FINISHING_SHARE if before else 1.0
        others = list(segments)
        segments.append(
            store.write(lambda sink: builder.finish(sink, others, progress=lambda done: progress(share * done)))
        )
    return _compacted(segments, kept, before, store, progress)


def _compacted(
    segments: Sequence[Segment], kept: Sequence[Kept], before: int, store: Spool, progress: Progress
) -> SegmentIndex:
    """The index of the documents `kept`, of which the segments from `before` on are new."""
    chosen = _to_merge(segments, kept, before)
    used = {number for number, _ in kept}
    # A new segment was weighed by all others, also by those that are not used any more.
    if len(chosen) > 1 or any(0 < before <= number or _removed(segments, kept, number) for number in chosen):
        inside = [place for place in kept if place.segment in chosen]
        others = [segment for number, segment in enumerate(segments) if number in used - chosen]
        segments = [*segments, merge(segments, inside, others, spool=store, progress=progress)]
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
    spool: Spool | None = None,
    progress: Progress = lambda share: None,
) -> Segment:
    """One segment of the documents `kept`, in this order; its vectors are weighed by those of `others`, too."""
    store = spool or _Memory()
    return store.write(lambda sink: merged(segments, kept, sink, others=others, folder=store.folder, progress=progress))


def _to_merge(segments: Sequence[Segment], kept: Sequence[Kept], before: int) -> set[int]:
    """The numbers of the segments that are to become one."""
    used = {number for number, _ in kept}
    live = dict.fromkeys(used, 0)
    passages_of = [segment.arrays["document_passages"].tolist() for segment in segments]
    for number, document in kept:
        live[number] += passages_of[number][document]
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
    added: Iterable[Document | Draft] = (),
    removed: Collection[str] = (),
    words: int,
    spool: Spool | None = None,
    progress: Progress = lambda share: None,
) -> SegmentIndex:
    """`index` without the documents whose ids are `removed`, and with those that are `added`, at its end.

    `words` is the length of a passage at most; `spool` keeps segments.
    """

    def documents() -> Iterator[Kept | Fresh | Draft]:
        seen: set[int] = set()
        for number, (kept, entry) in enumerate(zip(index.kept, index.entries, strict=True)):
            if entry.doc_id not in gone:
                is_copy = entry.text_key in seen
                seen.add(entry.text_key)
                yield kept if is_copy == entry.is_copy else Fresh(index.documents[number], is_copy)
        for document in added:
            draft = document if isinstance(document, Draft) else drafted(document, words=words)
            yield copied(draft) if draft.entry.text_key in seen else draft
            seen.add(draft.entry.text_key)

    gone = frozenset(removed)
    return updated(index, documents(), words=words, spool=spool, progress=progress)
