"""An index in memory: passages in two TF-IDF vector spaces of scikit-learn.

Each space has sublinear term frequency (1 + log tf), smoothed inverse document frequency and cosine similarity (Salton
and Buckley, 1988); a passage's score is the sum of its two similarities. The n-grams of a passage are counted as
(passages x words) @ (words x n-grams): each distinct word is taken apart once.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from qa.index.base import Scored
from qa.index.terms import ngrams_of, terms_of
from qa.language.tokens import norms, scan_words, without_word_possessive
from qa.split.views import block_contexts, context_of
from qa.types import Key, Passage, Sentence

# The share of the time of indexing that is over after the words are split, and after the terms are counted.
_WORDS_SHARE, _TERMS_SHARE = 0.2, 0.6


class MemoryIndex:
    """See the module's docstring, and `Index`."""

    def __init__(self, passages: Sequence[Passage], *, progress: Callable[[float], None] | None = None) -> None:
        """Index `passages`; there may be none. `progress` is called with the share done after each of three steps."""
        report = progress or (lambda share: None)
        self.passages = tuple(passages)
        self._places = {passage.key: place for place, passage in enumerate(self.passages)}
        first: dict[tuple[str, ...], int] = {}
        # Of each passage the place of the first one with the same text and headings.
        self._repeats = [
            first.setdefault((passage.text, *passage.headings), place) for place, passage in enumerate(self.passages)
        ]
        texts = [[*norms(_context(passage)), *norms(passage.text)] for passage in self.passages]
        report(_WORDS_SHARE)
        self._terms = _VectorSpace.of_tokens([terms_of(text) for text in texts])
        report(_TERMS_SHARE)
        self._ngrams = _VectorSpace.of_ngrams(texts)
        report(1.0)

    def document_frequency(self, stem: str) -> int:
        """The number of passages that hold `stem`; see `Index`."""
        return self._terms.document_frequency(stem)

    def top_k(
        self, terms: Iterable[str], ngrams: Iterable[str], k: int, *, also: Collection[Passage] = ()
    ) -> list[Scored]:
        """The passages most alike to a question, best first; see `Index`."""
        scores = self._terms.similarity(terms) + self._ngrams.similarity(ngrams)
        order = np.argsort(-scores, kind="stable")
        places = list(islice(self._distinct(int(place) for place in order if scores[place] > 0), max(k, 0)))
        if also:
            added = {self._places[passage.key] for passage in also} - set(places)
            places += sorted(added, key=lambda place: (-scores[place], place))
        return [(place, float(scores[place])) for place in places]

    def _distinct(self, places: Iterable[int]) -> Iterator[int]:
        """The `places` without those of passages that repeat one before them."""
        seen: set[int] = set()
        for place in places:
            if self._repeats[place] not in seen:
                seen.add(self._repeats[place])
                yield place

    def spellings(self) -> Mapping[str, Mapping[str, int]]:
        """The written forms of each norm, with their counts; see `Index`."""
        # No word spans a space, so each distinct piece between spaces is taken apart once.
        texts = (f"{_context(passage)} {passage.text}" for passage in self.passages)
        pieces = Counter(piece for text in texts for piece in text.split())
        spellings: dict[str, dict[str, int]] = {}
        for piece, times in pieces.items():
            for word in scan_words(piece):
                written = without_word_possessive(piece[word.start : word.end])
                counts = spellings.setdefault(word.norm, {})
                counts[written] = counts.get(written, 0) + times
        return spellings

    def neighbours(self, sentence: Sentence, distances: Iterable[int]) -> dict[int, Sentence]:
        """The sentences around `sentence`; see `Index`."""
        place = self._sentence_places.get(sentence.key)
        if place is None:
            return {}
        inside = (distance for distance in distances if 0 <= place + distance < len(self._sentences))
        around = {distance: self._sentences[place + distance] for distance in inside}
        doc_id = sentence.document.doc_id
        return {distance: other for distance, other in around.items() if other.document.doc_id == doc_id}

    @cached_property
    def _sentences(self) -> Sequence[Sentence]:
        """Every sentence in order: only a conversation needs them."""
        return tuple(sentence for passage in self.passages for sentence in passage.sentences)

    @cached_property
    def _sentence_places(self) -> Mapping[Key, int]:
        return {sentence.key: place for place, sentence in enumerate(self._sentences)}


class _VectorSpace:
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
        """The space of the tokens of each text."""
        return cls(*_count(texts))

    @classmethod
    def of_ngrams(cls, texts: Sequence[Sequence[str]]) -> Self:
        """The space of the n-grams of the words of each text."""
        word_counts, word_columns = _count(texts)
        ngram_counts, vocabulary = _count(
            [ngrams_of([word]) for word in sorted(word_columns, key=word_columns.__getitem__)]
        )
        return cls(word_counts @ ngram_counts, vocabulary)

    def similarity(self, tokens: Iterable[str]) -> NDArray[np.float64]:
        """The cosine of every passage with a question made of `tokens`: shape (passages,), each in [0, 1]."""
        columns_counted = Counter(self._vocabulary[token] for token in tokens if token in self._vocabulary)
        if not columns_counted:
            return np.zeros(self._size)
        columns = np.fromiter(columns_counted, dtype=np.intp)
        frequencies = np.fromiter(columns_counted.values(), dtype=np.float64)
        weights = (1 + np.log(frequencies)) * self._idf[columns]
        similarity: NDArray[np.float64] = self._weights[:, columns] @ (weights / np.linalg.norm(weights))
        return similarity

    def document_frequency(self, term: str) -> int:
        """The number of passages that hold `term`."""
        column = self._vocabulary.get(term)
        return 0 if column is None else int(self._weights.indptr[column + 1] - self._weights.indptr[column])


def _count(texts: Sequence[Sequence[str]]) -> tuple[Any, dict[str, int]]:
    """Counts of shape (texts, distinct tokens), and each token's column, in the tokens' alphabetical order."""
    if not any(texts):
        return csr_matrix((len(texts), 0), dtype=np.float32), {}
    vectorizer = CountVectorizer(analyzer=_unchanged, dtype=np.float32)
    return vectorizer.fit_transform(texts), vectorizer.vocabulary_


def _context(passage: Passage) -> str:
    """What names the passage and its blocks, to be indexed with it."""
    return " ".join([context_of(passage), *dict.fromkeys(block_contexts(passage))])


def _unchanged(tokens: Sequence[str]) -> Sequence[str]:
    return tokens
