"""What qa must beat: rankers of a few lines, over the same passages and sentences.

A baseline ranks passages and sentences apart, each by its own scores over them. It never abstains, marks no words, and
makes nothing of what was said before.
"""

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from qa.evaluate.datasets import PastTurn
from qa.evaluate.systems.base import Build, Prediction
from qa.language.tokens import norms, stem
from qa.pipeline import DEPTH
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.types import Candidate, Document, Hit, Passage, Sentence

Scores = NDArray[np.float64]


class Scorer(Protocol):
    """Scores the texts it was built over."""

    def scores(self, question: str) -> Scores:
        """A score for each text, shaped (texts,); higher is better."""
        ...


class Chance:
    """Scores drawn by the question's own words."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Count `texts`."""
        self._count = len(texts)

    def scores(self, question: str) -> Scores:
        """Numbers that mean nothing."""
        drawn = random.Random(question)
        return np.array([drawn.random() for _ in range(self._count)])


class Overlap:
    """The number of stems that a text shares with the question, each counted once, or by its rarity."""

    def __init__(self, texts: Sequence[str], *, by_rarity: bool) -> None:
        """Note which stems each of `texts` holds."""
        self._vectorizer = CountVectorizer(analyzer=_stems, binary=True, dtype=np.float64)
        held = self._vectorizer.fit_transform(texts)
        frequency = np.asarray(held.sum(axis=0)).ravel()
        rarity = np.log((1 + len(texts)) / (1 + frequency)) + 1 if by_rarity else np.ones_like(frequency)
        self._weights = held.multiply(rarity).tocsr()

    def scores(self, question: str) -> Scores:
        """The weight of the shared stems."""
        return _product(self._weights, self._vectorizer.transform([question]))


class Cosine:
    """scikit-learn's TF-IDF as it comes."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Weigh the words of `texts`."""
        self._vectorizer = TfidfVectorizer()
        self._weights = self._vectorizer.fit_transform(texts)

    def scores(self, question: str) -> Scores:
        """The cosine with each text."""
        return _product(self._weights, self._vectorizer.transform([question]))


class Bm25:
    """BM25 (Robertson et al., 1994) over stems, by bm25s with its own constants."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index the stems of `texts`."""
        import bm25s

        self._index = bm25s.BM25()
        self._index.index([_stems(text) for text in texts], show_progress=False)
        self._count = len(texts)

    def scores(self, question: str) -> Scores:
        """BM25 of each text."""
        stems = _stems(question)
        return np.asarray(self._index.get_scores(stems), dtype=np.float64) if stems else np.zeros(self._count)


def _stems(text: str) -> list[str]:
    return [stem(norm) for norm in norms(text)]


def _product(weights: Any, question: Any) -> Scores:
    """The products of sparse rows, (texts, words) and (1, words), shaped (texts,)."""
    return np.asarray((weights @ question.T).todense()).ravel()


class Ranked:
    """Passages by a scorer over passages, sentences by the same kind of scorer over sentences."""

    def __init__(self, documents: Sequence[Document], *, scorer: Callable[[Sequence[str]], Scorer]) -> None:
        """Split and index `documents`."""
        self.passages = _passages(documents)
        self._sentences = [sentence for passage in self.passages for sentence in passage.sentences]
        self._by_passage = scorer([passage.text for passage in self.passages])
        self._by_sentence = scorer([sentence.text for sentence in self._sentences])

    def ask(self, question: str, *, history: Sequence[PastTurn] | None = None) -> Prediction:
        """The sentences and the best passages; equal scores keep the order of the text."""
        scores = self._by_sentence.scores(question)
        candidates = [_candidate(self._sentences[at], scores[at]) for at in np.argsort(-scores, kind="stable")]
        scores = self._by_passage.scores(question)
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        hits = [Hit(self.passages[at], float(scores[at]), rank) for rank, at in enumerate(best, start=1)]
        return Prediction(candidates, hits)


class FirstSentence:
    """The sentences as they stand, in the passages that qa ranks best."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Split and index `documents`."""
        self.passages = _passages(documents)
        self._retriever = TfidfRetriever(self.passages)

    def ask(self, question: str, *, history: Sequence[PastTurn] | None = None) -> Prediction:
        """The best passage's sentences in order, then the next passage's; of the whole text where none is found."""
        hits = self._retriever.search(question, DEPTH)
        found = [hit.passage for hit in hits] or self.passages
        return Prediction([_candidate(one, 0.0) for passage in found for one in passage.sentences], hits)


def _passages(documents: Sequence[Document]) -> tuple[Passage, ...]:
    return tuple(passage for document in documents for passage in passages(document))


def _candidate(sentence: Sentence, score: float) -> Candidate:
    return Candidate(sentence, None, float(score))


BASELINES: dict[str, Build] = {
    "random": partial(Ranked, scorer=Chance),
    "first-sentence": FirstSentence,
    "word-overlap": partial(Ranked, scorer=partial(Overlap, by_rarity=False)),
    "idf-overlap": partial(Ranked, scorer=partial(Overlap, by_rarity=True)),
    "tfidf": partial(Ranked, scorer=Cosine),
    "bm25": partial(Ranked, scorer=Bm25),
}
