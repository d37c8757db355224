"""What every retriever offers."""

from collections.abc import Collection, Sequence
from typing import Protocol

from qa.types import Hit, Passage, Question


class Retriever(Protocol):
    """Ranks the passages it was built over."""

    def search(
        self,
        question: Question,
        k: int,
        *,
        also: Collection[Passage] = (),
        among: Collection[Passage] | None = None,
    ) -> Sequence[Hit]:
        """The passages that share something with `question`, at most `k`, best first, ranks from 1.

        The passages of `also` that are not among them come after them, whatever they share. `among` are those that may
        be found at all, whatever they share. Equal scores keep the order of the documents. Nothing in common, or no
        passages: no hits.
        """
        ...
