"""Who is measured: qa, and the floors that it must beat, behind one interface.

The floors never abstain and mark no words: a random sentence, the first sentence of the best passage, and the sentence
with the highest plain TF-IDF cosine.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from qa.pipeline import Corpus
from qa.types import Candidate, Document, Sentence


@dataclass(frozen=True, slots=True)
class Prediction:
    """The sentences of a document, best first. `confidence` is None for a system that has none."""

    candidates: Sequence[Candidate]
    answered: bool = True
    confidence: float | None = None


class System(Protocol):
    """Something that ranks a document's sentences for a question."""

    def ask(self, question: str) -> Prediction:
        """The ranking for `question`."""
        ...


class Qa:
    """qa as it ships."""

    def __init__(self, document: Document) -> None:
        """Index `document`."""
        self._corpus = Corpus([document])

    def ask(self, question: str) -> Prediction:
        """Every candidate, and the decision at the shipped threshold."""
        answer = self._corpus.ask(question, top=self._corpus.sentence_count)
        best = () if answer.best is None else (answer.best,)
        return Prediction((*best, *answer.alternatives), answer.answered, answer.confidence)


class RandomSentence:
    """All sentences in an order drawn by the question's own text."""

    def __init__(self, document: Document) -> None:
        """Split `document`."""
        self._sentences = _sentences(document)

    def ask(self, question: str) -> Prediction:
        """The sentences shuffled."""
        shuffled = random.Random(question).sample(self._sentences, len(self._sentences))
        return Prediction([Candidate(sentence, None, 0.0) for sentence in shuffled])


class FirstSentence:
    """The sentences of the best passages, as they stand."""

    def __init__(self, document: Document) -> None:
        """Index `document`."""
        self._corpus = Corpus([document])

    def ask(self, question: str) -> Prediction:
        """The best passage's sentences in order, then the next passage's."""
        hits = self._corpus.ask(question).hits
        return Prediction([Candidate(sentence, None, hit.score) for hit in hits for sentence in hit.passage.sentences])


class PlainTfidf:
    """The sentences by the cosine of scikit-learn's TF-IDF as it comes."""

    def __init__(self, document: Document) -> None:
        """Weigh the sentences of `document`."""
        self._sentences = _sentences(document)
        self._vectorizer = TfidfVectorizer()
        self._matrix = self._vectorizer.fit_transform([sentence.text for sentence in self._sentences])

    def ask(self, question: str) -> Prediction:
        """The sentences by similarity."""
        scores = (self._matrix @ self._vectorizer.transform([question]).T).toarray().ravel()
        order = np.argsort(-scores, kind="stable")
        return Prediction([Candidate(self._sentences[at], None, float(scores[at])) for at in order])


def _sentences(document: Document) -> list[Sentence]:
    return [sentence for passage in Corpus([document]).passages for sentence in passage.sentences]


SYSTEMS: dict[str, Callable[[Document], System]] = {
    "qa": Qa,
    "plain TF-IDF": PlainTfidf,
    "first sentence": FirstSentence,
    "random sentence": RandomSentence,
}
