"""The documents of a corpus that are asked, by their public names: short, the same in every run, and safe in addresses.

A name is made of the source as the user named it, so that a client learns no more than answers say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from qa.fronts.server.problems import Problem
from qa.types import Document

if TYPE_CHECKING:
    from qa.index import Entry
    from qa.pipeline import Corpus

# Bytes of a name: two documents of a million share one with a probability of one in ten million.
_NAME_BYTES = 8


def public_name(doc_id: str) -> str:
    """The public name of the document `doc_id`."""
    return blake2b(doc_id.encode("utf-8", "surrogatepass"), digest_size=_NAME_BYTES).hexdigest()


@dataclass(frozen=True, slots=True)
class Listed:
    """A document that is asked: its public name, its number in the index, and what the index knows of it."""

    name: str
    number: int
    entry: "Entry"


class Catalogue:
    """The documents of `corpus` that are asked, in their order."""

    def __init__(self, corpus: "Corpus") -> None:
        self.corpus = corpus

    def __len__(self) -> int:
        return len(self.listed)

    def __iter__(self) -> Iterator[Listed]:
        return iter(self.listed)

    @cached_property
    def listed(self) -> tuple[Listed, ...]:
        """Every document that is asked."""
        asked = self.corpus.index.asked
        return tuple(
            Listed(public_name(entry.doc_id), number, entry)
            for number, entry in enumerate(self.corpus.index.entries)
            if asked is None or number in asked
        )

    @cached_property
    def _by_name(self) -> dict[str, Listed]:
        return {listed.name: listed for listed in self.listed}

    @cached_property
    def _by_source(self) -> dict[str, Listed]:
        return {listed.entry.source: listed for listed in self.listed}

    def of_source(self, source: str) -> tuple[Listed, ...]:
        """The document with `source`, as answers cite it; none if no document that is asked has it."""
        listed = self._by_source.get(source)
        return () if listed is None else (listed,)

    def find(self, name: str) -> Listed:
        """The document with the public `name`. Raises a `Problem` if none that is asked has it."""
        listed = self._by_name.get(name)
        if listed is None:
            raise Problem(404, "no-document", "no such document; GET /api/v1/documents lists those that are asked")
        return listed

    def document(self, name: str) -> Document:
        """The same with its text."""
        return self.corpus.documents[self.find(name).number]
