"""What an index knows of a document without reading it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.index.arrays import Arrays
from qa.index.keys import key_of, keys_of
from qa.index.strings import Strings, packed
from qa.types import Document

# What metadata call the day on which a document was written or changed, the latest first.
_DATES = ("modified", "updated", "date", "created")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


class Entry(NamedTuple):
    """A document: its id, its source as the user knows it, its number of passages, and what could not be read of it.

    `date` is the day that the document states itself (ISO 8601), "" if it states none. `text_key` is what documents
    with the same text share; `is_copy` is whether an earlier one has it, so that this one has no passages.
    """

    doc_id: str
    source: str
    passages: int
    warnings: tuple[str, ...]
    date: str
    text_key: int
    is_copy: bool

    @classmethod
    def of(cls, document: Document, *, passages: int, is_copy: bool) -> "Entry":
        """The entry of a document that has so many passages."""
        return cls(
            document.doc_id,
            document.source,
            passages,
            document.warnings,
            date_of(document),
            key_of(document.text),
            is_copy,
        )


def date_of(document: Document) -> str:
    """The day on which `document` says that it was written or changed, in ISO 8601; "" if it does not say."""
    return next(filter(None, (_day(document.metadata.get(name, "")) for name in _DATES)), "")


def _day(text: str) -> str:
    # Imported here, since few documents state a day, and who asks a saved index needs none.
    from email.utils import parsedate_to_datetime

    match = _ISO.search(text)
    try:
        return date.fromisoformat(match[0]).isoformat() if match else parsedate_to_datetime(text).date().isoformat()
    except ValueError:
        return ""


def packed_entries(entries: Sequence[Entry]) -> Mapping[str, NDArray[Any]]:
    """The arrays of `entries`, by their names."""
    return {
        "document_keys": keys_of(entry.doc_id for entry in entries),
        "document_passages": np.array([entry.passages for entry in entries], dtype=np.uint32),
        "text_keys": np.array([entry.text_key for entry in entries], dtype=np.uint64),
        "is_copy": np.array([entry.is_copy for entry in entries], dtype=np.uint8),
        **packed("doc_ids", [entry.doc_id for entry in entries]),
        **packed("sources", [entry.source for entry in entries]),
        **packed("warnings", ["\n".join(entry.warnings) for entry in entries]),
        **packed("dates", [entry.date for entry in entries]),
    }


def unpacked_entries(arrays: Arrays) -> Sequence[Entry]:
    """The entries in `arrays`, as `packed_entries` made them."""
    doc_ids, sources, warnings, dates = (
        Strings.of(arrays, name).every() for name in ("doc_ids", "sources", "warnings", "dates")
    )
    counts, keys, copies = (arrays[name].tolist() for name in ("document_passages", "text_keys", "is_copy"))
    columns = zip(doc_ids, sources, counts, warnings, dates, keys, copies, strict=True)
    return [
        Entry(doc_id, source, count, tuple(lines.splitlines()), day, key, bool(copy))
        for doc_id, source, count, lines, day, key, copy in columns
    ]
