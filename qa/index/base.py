"""What every index offers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from qa.index.entries import Entry
from qa.index.names import Name
from qa.types import Detail, Document, Key, Passage, Sentence

# A passage's place in the index, counted from 0 in the order of the documents, and its score.
Scored = tuple[int, float]


class Index(Protocol):
    """The passages of some documents, with what is known of their words.

    Nothing that is asked of it for a question walks through all passages.
    """

    @property
    def documents(self) -> Sequence[Document]:
        """Every document, in order; one that repeats an earlier one has no passages."""
        ...

    @property
    def entries(self) -> Sequence[Entry]:
        """What is known of each document without reading it."""
        ...

    @property
    def passages(self) -> Sequence[Passage]:
        """Every passage, in the order of the documents."""
        ...

    @property
    def sentence_count(self) -> int:
        """The number of sentences in all passages."""
        ...

    def passages_of(self, doc_id: str) -> Sequence[Passage]:
        """The passages of a document, in order; none if the index does not hold it."""
        ...

    def neighbours(self, sentence: Sentence, distances: Iterable[int]) -> Mapping[int, Sentence]:
        """The sentences at `distances` from `sentence` in its document (0 is itself), without those that do not exist.

        Empty if the index does not hold `sentence`.
        """
        ...

    def details(self, detail: Detail) -> Mapping[Key, Passage]:
        """Where the documents say `detail` of themselves: the passage of each sentence that says so, in order."""
        ...

    def names(self) -> Sequence[Name]:
        """The names in the documents that are asked, the most frequent first, equal ones in the order they occur."""
        ...

    # Words

    def document_frequency(self, stem: str) -> int:
        """The number of passages that hold `stem` (0 for a function word)."""
        ...

    def spelling(self, norm: str) -> str | None:
        """How the passages and their headings mostly write `norm`, without a possessive 's; None if they never do."""
        ...

    def rank(self, norm: str) -> Sequence[int]:
        """The rank of `norm`, which some passage holds: lower for a more frequent one, of equal ones for the first."""
        ...

    def norms_of_length(self, length: int) -> Sequence[str]:
        """The norms of `length` characters that the passages hold; in an index of one segment by their ranks."""
        ...

    def norms_of_stem(self, stem: str) -> Collection[str]:
        """The norms that have `stem` and that the passages hold."""
        ...

    # Ranking

    def top_k(
        self,
        terms: Iterable[str],
        ngrams: Iterable[str],
        k: int,
        *,
        also: Collection[Passage] = (),
        among: Collection[Passage] | None = None,
    ) -> Sequence[Scored]:
        """The passages most alike to a question made of `terms` and `ngrams`, at most `k`, best first.

        The passages of `also` that are not among them come after them, whatever their scores. `among` are those that
        may be found at all, whatever their scores; None allows every passage that shares something with the question.
        Equal scores keep the order of the documents. A passage that repeats a better one word for word under the same
        headings is not among the first `k`. (In document frequencies, each counts.)
        """
        ...
