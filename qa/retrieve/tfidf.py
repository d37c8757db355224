"""TF-IDF over passages: a question and a passage are alike in their words, and in the pieces of their words.

- *Terms*: English stems without function words, and pairs of neighbouring stems with them ("born in"), so that
  wording counts.
- *Character n-grams* within words, so that inflections, compounds and misspellings still match.

The index holds the vectors; see `qa.index.counting` for the weights.

Known limitation: a passage that has no word and no piece of a word in common with the question is not found.
"""

from collections.abc import Collection, Sequence

from qa.index import Index
from qa.index.terms import ngrams_of, terms_of
from qa.types import Hit, Passage, Question


class TfidfRetriever:
    """Ranks passages by the sum of two TF-IDF cosine similarities. See the module's docstring."""

    def __init__(self, index: Index) -> None:
        """Rank the passages of `index`."""
        self._index = index

    def search(
        self,
        question: Question,
        k: int,
        *,
        also: Collection[Passage] = (),
        among: Collection[Passage] | None = None,
    ) -> Sequence[Hit]:
        """The passages alike to `question`, at most `k`, best first; see `Retriever.search`."""
        norms = [word.norm for word in question.words]
        scored = self._index.top_k(terms_of(norms), ngrams_of(norms), k, also=also, among=among)
        return [Hit(self._index.passages[place], score, rank) for rank, (place, score) in enumerate(scored, start=1)]
