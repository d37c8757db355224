"""An index in memory: one segment, beside the passages that it was made of."""

from collections.abc import Callable, Sequence
from itertools import groupby

from qa.index.arrays import HeldArrays
from qa.index.building import Builder
from qa.index.drafts import draft_of
from qa.index.lookup import Kept, SegmentIndex
from qa.index.records import HeldRecords, Record
from qa.index.segment import Segment
from qa.types import Document, Passage

# The share of counting words in the time of indexing; what is left is numbers.
_WORDS_SHARE = 0.5


class MemoryIndex(SegmentIndex):
    """See the module's docstring, and `Index`."""

    def __init__(
        self,
        passages: Sequence[Passage],
        *,
        documents: Sequence[Document] | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> None:
        """Index `passages`, those of a document in a row; there may be none. `progress` is called with the share done.

        `documents` are all documents, also those without passages; None: those of the passages.
        """
        report = progress or (lambda share: None)
        builder, done = Builder(), 0
        by_document = {
            document: list(group) for document, group in groupby(passages, key=lambda passage: passage.document)
        }
        documents = list(by_document) if documents is None else documents
        records = [Record(document, by_document.get(document, [])) for document in documents]
        for record in records:
            builder.take(draft_of(record.document, record.passages, packed=False))
            done += len(record.passages)
            report(_WORDS_SHARE * done / max(len(passages), 1))
        arrays = HeldArrays()
        builder.finish(arrays, progress=lambda share: report(_WORDS_SHARE + share * (1 - _WORDS_SHARE)))
        kept = [Kept(0, number) for number in range(len(records))]
        super().__init__([Segment(arrays, HeldRecords(records))], kept)
        self.documents, self.passages = tuple(documents), tuple(passages)
