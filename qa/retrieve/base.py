"""What every retriever offers."""

from collections.abc import Sequence
from typing import Protocol

from qa.types import Hit


class Retriever(Protocol):
    """Ranks the passages it was built over."""

    def search(self, question: str, k: int) -> Sequence[Hit]:
        """The passages that share something with `question`, at most `k`, best first, ranks from 1.

        Equal scores keep the order of the documents. Nothing in common, or no passages: no hits.
        """
        ...
