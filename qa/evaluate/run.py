"""Ask a system every question of a set, and sum up what came of it."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from qa.evaluate.datasets import Question, by_document
from qa.evaluate.metrics import auroc, calibration_error, exact_match, hit, interval, reciprocal_rank, token_f1
from qa.evaluate.systems import Prediction, System
from qa.types import Document, Sentence


@dataclass(frozen=True, slots=True)
class Record:
    """What a system made of one question. `ranking` tells for each sentence, best first, whether it answers."""

    question: Question
    prediction: Prediction
    ranking: tuple[bool, ...]
    seconds: float

    @property
    def marked(self) -> str:
        """The words given as the answer: the span that the best sentence marks, or all of it."""
        best = self.prediction.candidates[0] if self.prediction.candidates else None
        return "" if best is None else best.span_text or best.text

    @property
    def gold_answers(self) -> list[str]:
        """The acceptable answers."""
        document = self.question.document
        return [document.slice(answer) for gold in self.question.golds for answer in gold.answers]


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one system on one set. Shares and means in [0, 1]; None where it does not apply.

    `hit_1` to `f1` are over the answerable questions, whatever the system decided; `answered` is the share of those
    that it answered, `abstained` the share of the unanswerable ones on which it was silent, `correct` the share of all
    questions that ended well (a right sentence given, or rightly none), `ece` the calibration error of the confidence
    that the best sentence is right.
    """

    questions: int
    answerable: int
    hit_1: float
    hit_1_interval: tuple[float, float]
    mrr: float
    exact_match: float
    f1: float
    answered: float | None
    abstained: float | None
    correct: float | None
    auroc: float | None
    ece: float | None
    p50_ms: float
    p95_ms: float

    def as_dict(self) -> dict[str, object]:
        """The figures by name."""
        return asdict(self)


def run(
    system: Callable[[Document], System], questions: Sequence[Question], *, progress: Callable[[], None] | None = None
) -> Iterator[Record]:
    """Ask `system`, built once a document, every question; `progress` is called after each."""
    for asked in by_document(questions).values():
        ready = system(asked[0].document)
        ready.ask(asked[0].text)  # Warm: the first question of a document pays for what is built on first use.
        for question in asked:
            start = time.perf_counter()
            prediction = ready.ask(question.text)
            seconds = time.perf_counter() - start
            ranking = tuple(answers(candidate.sentence, question) for candidate in prediction.candidates)
            yield Record(question, prediction, ranking, seconds)
            if progress:
                progress()


def answers(sentence: Sentence, question: Question) -> bool:
    """Whether the sentence holds an acceptable answer where it stands, in part at least."""
    return any(sentence.span.overlaps(place) for gold in question.golds for place in gold.answers)


def summarise(records: Sequence[Record]) -> Summary:
    """The figures of `records`, of which at least one is answerable."""
    answerable = [record for record in records if record.question.answerable]
    hopeless = [record for record in records if not record.question.answerable]
    hits = [hit(record.ranking) for record in answerable]
    milliseconds = [record.seconds * 1_000 for record in records]
    confidences = [record.prediction.confidence for record in records]
    decides = all(confidence is not None for confidence in confidences)
    return Summary(
        questions=len(records),
        answerable=len(answerable),
        hit_1=_mean(hits),
        hit_1_interval=interval(hits),
        mrr=_mean([reciprocal_rank(record.ranking) for record in answerable]),
        exact_match=_mean([exact_match(record.marked, record.gold_answers) for record in answerable]),
        f1=_mean([token_f1(record.marked, record.gold_answers) for record in answerable]),
        answered=_mean([float(record.prediction.answered) for record in answerable]) if decides else None,
        abstained=_mean([float(not record.prediction.answered) for record in hopeless])
        if decides and hopeless
        else None,
        correct=_mean([float(_ended_well(record)) for record in records]) if decides else None,
        auroc=auroc([one or 0.0 for one in confidences], [record.question.answerable for record in records])
        if decides
        else None,
        ece=calibration_error([one or 0.0 for one in confidences], [bool(hit(record.ranking)) for record in records])
        if decides
        else None,
        p50_ms=float(np.percentile(milliseconds, 50)),
        p95_ms=float(np.percentile(milliseconds, 95)),
    )


def _ended_well(record: Record) -> bool:
    if not record.prediction.answered:
        return not record.question.answerable
    return bool(hit(record.ranking))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))
