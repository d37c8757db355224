"""A document taken apart: all that an index needs of it but the numbers of its words among all others.

A draft is small, and quick to take in: processes that read files make drafts of them.
"""

from array import array
from collections.abc import Sequence
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.index.entries import Entry
from qa.index.lookup import DETAILS
from qa.index.names import Name, names_in
from qa.index.records import Record, pack
from qa.language.tokens import written_words
from qa.split.views import block_contexts, context_of, loose_headings
from qa.types import Document, Passage


class Draft(NamedTuple):
    """See the module's docstring.

    `loose` are the words that are in no passage and name none. `forms` are the written words, each once, and `tokens`
    the places of all words of the passages among them; `token_counts` and `passage_keys` have one number per passage.
    `details` are what the document says of itself: the detail, the passage, the sentence in it. `record` is the
    document itself, packed; None where it is held otherwise.
    """

    entry: Entry
    sentences: int
    loose: str
    forms: Sequence[str]
    tokens: NDArray[np.uint32]
    token_counts: NDArray[np.uint32]
    passage_keys: NDArray[np.uint64]
    names: Sequence[Name]
    details: Sequence[tuple[int, int, int]]
    record: bytes | None


def draft_of(document: Document, passages: Sequence[Passage], *, is_copy: bool = False, packed: bool = True) -> Draft:
    """The draft of a document with its passages, which are none if it `is_copy` of an earlier one.

    With `packed` it has the document itself, too.
    """
    forms, tokens = _Forms(), array("I")
    counts = []
    for passage in passages:
        before = len(tokens)
        tokens.extend(forms.numbers(f"{_context(passage)} {passage.text}"))
        counts.append(len(tokens) - before)
    return Draft(
        Entry.of(document, passages=len(passages), is_copy=is_copy),
        sum(len(passage.sentence_spans) for passage in passages),
        "" if is_copy else loose_headings(document, passages),
        tuple(forms),
        np.array(tokens, dtype=np.uint32),
        np.array(counts, dtype=np.uint32),
        np.fromiter(map(_passage_key, passages), dtype=np.uint64),
        names_in(document.text) if passages else (),
        _details(document, passages),
        pack(Record(document, passages)) if packed else None,
    )


class _Forms(dict[str, int]):
    """Numbers words as they come; what was in a piece of text between spaces is kept, as no word spans a space."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: dict[str, tuple[int, ...]] = {}

    def numbers(self, text: str) -> "chain[int]":
        """The numbers of the words of `text`."""
        return chain.from_iterable(map(self._of_piece, text.split()))

    def _of_piece(self, piece: str) -> tuple[int, ...]:
        numbers = self._pieces.get(piece)
        if numbers is None:
            numbers = tuple(self.setdefault(written, len(self)) for written in written_words(piece))
            self._pieces[piece] = numbers
        return numbers


def _context(passage: Passage) -> str:
    """What names the passage and its blocks, to be indexed with it."""
    return " ".join([context_of(passage), *dict.fromkeys(block_contexts(passage))])


def _passage_key(passage: Passage) -> int:
    """What passages with the same words and headings share."""
    whole = "\0".join((passage.text, *passage.headings)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(whole, digest_size=8).digest(), "little")


def _details(document: Document, passages: Sequence[Passage]) -> list[tuple[int, int, int]]:
    # Imported here, since who asks a saved index builds none.
    from qa.load.labels import stated

    said = {block.span: detail for detail, block in stated(document)}
    return [
        (DETAILS.index(said[span]), number, place)
        for number, passage in enumerate(passages if said else ())
        for place, span in enumerate(passage.sentence_spans)
        if span in said
    ]
