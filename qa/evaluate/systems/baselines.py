"""What qa must beat: rankers of a few lines, over the same passages and sentences.

A baseline ranks passages and sentences separately. It never abstains, marks no words, and ignores the history.
"""

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from qa.evaluate.datasets import EarlierTurn
from qa.evaluate.systems.base import Prediction, SystemBuilder
from qa.index import MemoryIndex
from qa.language.tokens import norms, stem
from qa.pipeline import TOP_K
from qa.question import parsed
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.types import Candidate, Document, Hit, Passage, Sentence

Scores = NDArray[np.float64]


class Scorer(Protocol):
    """Scores the texts it was built over."""

    def scores(self, question: str) -> Scores:
        """A score for each text, shaped (texts,); higher is better."""
        ...


class RandomScores:
    """Random scores, with the question as the seed."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Count `texts`."""
        self._count = len(texts)

    def scores(self, question: str) -> Scores:
        """The same random numbers for the same question."""
        generator = random.Random(question)
        return np.array([generator.random() for _ in range(self._count)])


class StemOverlap:
    """The number of stems that a text shares with the question, each counted once, or weighted by its rarity."""

    def __init__(self, texts: Sequence[str], *, by_rarity: bool) -> None:
        """Index the stems of `texts`."""
        self._vectorizer = CountVectorizer(analyzer=_stems, binary=True, dtype=np.float64)
        occurrence = self._vectorizer.fit_transform(texts)
        frequency = np.asarray(occurrence.sum(axis=0)).ravel()
        rarity = np.log((1 + len(texts)) / (1 + frequency)) + 1 if by_rarity else np.ones_like(frequency)
        self._weights = occurrence.multiply(rarity).tocsr()

    def scores(self, question: str) -> Scores:
        """The weight of the shared stems."""
        return _product(self._weights, self._vectorizer.transform([question]))


class TfidfCosine:
    """scikit-learn's TF-IDF with its default settings."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Weight the words of `texts`."""
        self._vectorizer = TfidfVectorizer()
        self._weights = self._vectorizer.fit_transform(texts)

    def scores(self, question: str) -> Scores:
        """The cosine with each text."""
        return _product(self._weights, self._vectorizer.transform([question]))


class Bm25:
    """BM25 (Robertson et al., 1994) over stems, by bm25s with its default constants."""

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


class RankedBaseline:
    """Ranks passages with a scorer over passages, and sentences with the same kind of scorer over sentences."""

    def __init__(self, documents: Sequence[Document], *, scorer: Callable[[Sequence[str]], Scorer]) -> None:
        """Split and index `documents`."""
        self.passages = _split(documents)
        self._sentences = [sentence for passage in self.passages for sentence in passage.sentences]
        self._passage_scorer = scorer([passage.text for passage in self.passages])
        self._sentence_scorer = scorer([sentence.text for sentence in self._sentences])

    def ask(self, question: str, *, history: Sequence[EarlierTurn] | None = None) -> Prediction:
        """All sentences and the best passages; equal scores keep the order of the text."""
        scores = self._sentence_scorer.scores(question)
        candidates = [_candidate(self._sentences[best], scores[best]) for best in np.argsort(-scores, kind="stable")]
        scores = self._passage_scorer.scores(question)
        top = np.argsort(-scores, kind="stable")[:TOP_K]
        hits = [Hit(self.passages[best], float(scores[best]), rank) for rank, best in enumerate(top, start=1)]
        return Prediction(candidates, hits)


class FirstSentence:
    """The sentences in text order, of the passages that qa ranks best."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Split and index `documents`."""
        self.passages = _split(documents)
        self._retriever = TfidfRetriever(MemoryIndex(self.passages))

    def ask(self, question: str, *, history: Sequence[EarlierTurn] | None = None) -> Prediction:
        """The sentences of the best passage, then of the next; of the whole text if no passage is found."""
        hits = self._retriever.search(parsed(question), TOP_K)
        ranked = [hit.passage for hit in hits] or self.passages
        return Prediction([_candidate(sentence, 0.0) for passage in ranked for sentence in passage.sentences], hits)


def _split(documents: Sequence[Document]) -> tuple[Passage, ...]:
    return tuple(passage for document in documents for passage in passages(document))


def _candidate(sentence: Sentence, score: float) -> Candidate:
    return Candidate(sentence, None, float(score))


BASELINES: dict[str, SystemBuilder] = {
    "random": partial(RankedBaseline, scorer=RandomScores),
    "first-sentence": FirstSentence,
    "word-overlap": partial(RankedBaseline, scorer=partial(StemOverlap, by_rarity=False)),
    "idf-overlap": partial(RankedBaseline, scorer=partial(StemOverlap, by_rarity=True)),
    "tfidf": partial(RankedBaseline, scorer=TfidfCosine),
    "bm25": partial(RankedBaseline, scorer=Bm25),
}
