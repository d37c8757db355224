"""What every reader offers."""

from collections.abc import Sequence
from typing import Protocol

from qa.types import Candidate, Hit


class Reader(Protocol):
    """Finds the sentences that answer, in the passages that a retriever found."""

    def read(self, question: str, hits: Sequence[Hit]) -> Sequence[Candidate]:
        """Every sentence of `hits` as a candidate, best first; equal scores keep the order of hits and sentences.

        A candidate's span, if it has one, lies inside its sentence. No hits: no candidates.
        """
        ...
