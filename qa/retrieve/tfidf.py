"""TF-IDF over passages: a question and a passage are alike in their words, and in the pieces of their words.

Two vector spaces of scikit-learn, each with sublinear term frequency (1 + log tf), smoothed inverse document frequency
and cosine similarity (Salton and Buckley, 1988); a passage's score is the sum of its two similarities.

- *Terms*: English stems without function words, and pairs of neighbouring stems with them ("born in"), so that
  wording counts.
- *Pieces*: character n-grams within words, so that inflections, compounds and misspellings still match.

The pieces of a passage are counted as (passages x words) @ (words x pieces): each distinct word is taken apart once.

Known limitation: what has no word and no piece of a word in common is not found.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from qa.language.tokens import STOP_WORDS, norms, stem
from qa.types import Hit, Passage

# Characters, the word's two edges included. Alone on 16 training articles (5,478 questions) these gave success@1 0.737,
# 3 to 5 gave 0.740, 4 to 6 0.729: the shortest pieces matter, the longest hardly.
PIECE_LENGTHS = (3, 4, 5, 6)


def terms(norm_sequence: Sequence[str]) -> Iterator[str]:
    """The stems that carry the topic, and each pair of neighbouring stems."""
    stems = [stem(norm) for norm in norm_sequence]
    yield from (one for one, norm in zip(stems, norm_sequence, strict=True) if norm not in STOP_WORDS)
    yield from (f"{first} {second}" for first, second in pairwise(stems))


def pieces(norm: str) -> Iterator[str]:
    """The character n-grams of one word, with a space at each edge."""
    padded = f" {norm} "
    for length in PIECE_LENGTHS:
        yield from (padded[at : at + length] for at in range(len(padded) - length + 1))


class TfidfRetriever:
    """Ranks passages by the sum of two TF-IDF cosine similarities. See the module's docstring."""

    def __init__(self, passages: Sequence[Passage], *, progress: Callable[[float], None] | None = None) -> None:
        """Index `passages`; there may be none. `progress` is called with the share done after each of three steps."""
        tell = progress or (lambda share: None)
        self._passages = tuple(passages)
        self._places = {passage.key: at for at, passage in enumerate(self._passages)}
        texts = [[*norms(passage.heading or ""), *norms(passage.text)] for passage in self._passages]
        tell(0.2)
        self._terms = _Space.of_tokens([list(terms(text)) for text in texts])
        tell(0.6)
        self._pieces = _Space.of_pieces(texts)
        tell(1.0)

    def search(self, question: str, k: int, *, also: Collection[Passage] = ()) -> Sequence[Hit]:
        """The passages alike to `question`, at most `k`, best first; see `Retriever.search`."""
        asked = list(norms(question))
        scores = self._terms.similarity(terms(asked)) + self._pieces.similarity(
            piece for norm in asked for piece in pieces(norm)
        )
        order = np.argsort(-scores, kind="stable")
        found = [int(index) for index in order[: max(k, 0)] if scores[index] > 0]
        if also:
            wanted = {self._places[one.key] for one in also} - set(found)
            found += sorted(wanted, key=lambda index: (-scores[index], index))
        return [Hit(self._passages[index], float(scores[index]), rank) for rank, index in enumerate(found, start=1)]

    def frequency(self, stem: str) -> int:
        """The number of passages that hold `stem` (0 for a function word)."""
        return self._terms.frequency(stem)


class _Space:
    """One TF-IDF vector space: a weight for each passage and term, rows of unit length."""

    def __init__(self, counts: Any, vocabulary: dict[str, int]) -> None:
        """Weigh `counts`, a sparse matrix of shape (passages, terms); `vocabulary` maps a term to its column."""
        self._vocabulary = vocabulary
        self._size = counts.shape[0]
        if vocabulary:
            transformer = TfidfTransformer(sublinear_tf=True)
            self._weights = transformer.fit_transform(counts).tocsc()
            self._idf: NDArray[np.float64] = transformer.idf_

    @classmethod
    def of_tokens(cls, texts: Sequence[Sequence[str]]) -> Self:
        """The space of the tokens that each text is given as."""
        return cls(*_count(texts))

    @classmethod
    def of_pieces(cls, texts: Sequence[Sequence[str]]) -> Self:
        """The space of the pieces of the words that each text is given as."""
        word_counts, word_columns = _count(texts)
        piece_counts, vocabulary = _count(
            [list(pieces(word)) for word in sorted(word_columns, key=word_columns.__getitem__)]
        )
        return cls(word_counts @ piece_counts, vocabulary)

    def similarity(self, tokens: Iterable[str]) -> NDArray[np.float64]:
        """The cosine of every passage with a question made of `tokens`: shape (passages,), each in [0, 1]."""
        known = Counter(self._vocabulary[token] for token in tokens if token in self._vocabulary)
        if not known:
            return np.zeros(self._size)
        columns = np.fromiter(known, dtype=np.intp)
        weights = (1 + np.log(np.fromiter(known.values(), dtype=np.float64))) * self._idf[columns]
        similarity: NDArray[np.float64] = self._weights[:, columns] @ (weights / np.linalg.norm(weights))
        return similarity

    def frequency(self, term: str) -> int:
        """The number of passages that hold `term`."""
        column = self._vocabulary.get(term)
        return 0 if column is None else int(self._weights.indptr[column + 1] - self._weights.indptr[column])


def _count(texts: Sequence[Sequence[str]]) -> tuple[Any, dict[str, int]]:
    """Counts of shape (texts, distinct tokens), and each token's column, in the tokens' alphabetical order."""
    if not any(texts):
        return csr_matrix((len(texts), 0), dtype=np.float32), {}
    vectorizer = CountVectorizer(analyzer=_as_it_is, dtype=np.float32)
    return vectorizer.fit_transform(texts), vectorizer.vocabulary_


def _as_it_is(tokens: Sequence[str]) -> Sequence[str]:
    return tokens
