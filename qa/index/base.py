"""What every index offers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from qa.types import Passage, Sentence

# A passage's place in the index, counted from 0 in the order of the documents, and its score.
Scored = tuple[int, float]


class Index(Protocol):
    """The passages of some documents, with what is known of their words."""

    @property
    def passages(self) -> Sequence[Passage]:
        """Every passage, in the order of the documents."""
        ...

    def document_frequency(self, stem: str) -> int:
        """The number of passages that hold `stem` (0 for a function word)."""
        ...

    def spellings(self) -> Mapping[str, Mapping[str, int]]:
        """The written forms of each norm in passages and headings, with their counts, in the order they occur first."""
        ...

    def neighbours(self, sentence: Sentence, distances: Iterable[int]) -> Mapping[int, Sentence]:
        """The sentences at `distances` from `sentence` in its document (0 is itself), without those that do not exist.

        Empty if the index does not hold `sentence`.
        """
        ...

    def top_k(
        self, terms: Iterable[str], ngrams: Iterable[str], k: int, *, also: Collection[Passage] = ()
    ) -> Sequence[Scored]:
        """The passages most alike to a question made of `terms` and `ngrams`, at most `k`, best first.

        The passages of `also` that are not among them come after them, whatever their scores. Equal scores keep the
        order of the documents. A passage that shares nothing with the question is not among the first `k`, nor is one
        that repeats a better one word for word under the same headings. (In document frequencies, each counts.)
        """
        ...
