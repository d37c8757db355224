"""Ask a system every question of a set, document by document, in one process or several.

Each document is indexed once (in several processes, a document with many questions stays whole). A question that makes
a system crash counts as a miss and is reported; the run continues.
"""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, NoReturn

from qa.dialogue import Rewrite
from qa.errors import EvaluationError
from qa.evaluate.datasets import LabelledQuestion, by_document
from qa.evaluate.results.records import GoldSlice, Record, TextSlice
from qa.evaluate.results.traits import QuestionTraits
from qa.evaluate.systems import Prediction, System, find_system, on_one_thread
from qa.processes import Workers
from qa.types import Candidate, Hit, Passage, Sentence

# Questions per batch: the most that Ctrl-C can lose of a document, and the least work for a process.
BATCH = 50
# Candidates in a record.
_RECORDED_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records, the seconds that building the system for them took, and the peak memory of the process so far.

    `process` is the process id. `megabytes` is None if the operating system does not report it.
    """

    records: tuple[Record, ...]
    build_seconds: float
    process: int
    megabytes: float | None


def ask_questions(name: str, questions: Sequence[LabelledQuestion], *, jobs: int = 1) -> Iterator[Batch]:
    """Ask the system `name` all `questions`; with several `jobs` (processes), batches come in the order they finish.

    Raises `EvaluationError` if the system is unknown, or a process dies.
    """
    find_system(name)
    groups = list(by_document(questions).values())
    if jobs == 1 or len(groups) == 1:
        for group in groups:
            yield from _ask_document(name, group)
        return
    with Workers(partial(_ask_documents, on_one_thread(name)), jobs) as workers:
        for batches in workers.as_done(_parts(groups), ended=_ended):
            yield from batches


def _ended(part: object) -> NoReturn:
    raise EvaluationError(
        "a process ended before its work was done, perhaps for lack of memory; resume with --resume and fewer --jobs"
    )


def _parts(groups: Sequence[list[LabelledQuestion]]) -> Iterator[list[list[LabelledQuestion]]]:
    """Put documents together until there are `BATCH` questions, so that no process is started for a few."""
    part: list[list[LabelledQuestion]] = []
    for group in groups:
        part.append(group)
        if sum(map(len, part)) >= BATCH:
            yield part
            part = []
    if part:
        yield part


def _ask_documents(name: str, groups: Sequence[Sequence[LabelledQuestion]]) -> list[Batch]:
    return [batch for group in groups for batch in _ask_document(name, group)]


def _ask_document(name: str, questions: Sequence[LabelledQuestion]) -> Iterator[Batch]:
    """Build the system `name` once and ask it `questions` of the same documents."""
    start = time.perf_counter()
    try:
        system = find_system(name)(questions[0].documents)
        build_seconds = time.perf_counter() - start
    except Exception as error:
        crashed = tuple(_crash_record(question, error) for question in questions)
        yield Batch(crashed, time.perf_counter() - start, os.getpid(), _peak_megabytes())
        return
    _ask(system, questions[0])  # Warm up: the first question pays for what is built on first use.
    for first in range(0, len(questions), BATCH):
        records = tuple(_ask(system, question) for question in questions[first : first + BATCH])
        yield Batch(records, 0.0 if first else build_seconds, os.getpid(), _peak_megabytes())


def _ask(system: System, question: LabelledQuestion) -> Record:
    start = time.perf_counter()
    try:
        prediction = system.ask(question.text, history=question.history)
    except Exception as error:
        return _crash_record(question, error)
    milliseconds = (time.perf_counter() - start) * 1_000 - prediction.history_ms
    return _record(question, prediction, system.passages, milliseconds)


def _peak_megabytes() -> float | None:
    """The peak memory of this process so far; None on Windows, which has no such module."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Bytes on macOS, kilobytes elsewhere.
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


# Records


def holds_answer(part: Sentence | Passage, question: LabelledQuestion) -> bool:
    """Whether the sentence or passage overlaps an acceptable answer of `question`."""
    document, span = part.document, part.span
    golds = (gold for gold in question.golds if gold.document is document or gold.document.text == document.text)
    return any(span.overlaps(place) for gold in golds for place in gold.answers)


def _record(
    question: LabelledQuestion, prediction: Prediction, passages: Sequence[Passage], milliseconds: float
) -> Record:
    best = prediction.candidates[0] if prediction.candidates else None
    ranked = enumerate(prediction.candidates, start=1)
    rank = next((rank for rank, candidate in ranked if holds_answer(candidate.sentence, question)), None)
    gold_passages = [passage for passage in passages if holds_answer(passage, question)]
    wrong = question.answerable and rank != 1
    return Record(
        **_question_fields(question, gold_passages),
        answer=TextSlice.of(best.sentence.document, best.sentence.span) if best else None,
        span=TextSlice.of(best.sentence.document, best.span) if best and best.span else None,
        answered=prediction.answered and best is not None,
        confidence=prediction.confidence,
        rank=rank,
        passage_ranks=tuple(hit.rank for hit in prediction.hits if hit.passage in gold_passages),
        gold_passages=len(gold_passages),
        milliseconds=round(milliseconds, 3),
        stages=_stages(prediction),
        answer_passage=_passage_slice(best.sentence.passage) if best and wrong else None,
        gold_passage=_passage_slice(gold_passages[0]) if gold_passages and wrong else None,
    )


def _crash_record(question: LabelledQuestion, error: Exception) -> Record:
    return Record(
        **_question_fields(question, ()),
        answer=None,
        span=None,
        answered=False,
        confidence=None,
        rank=None,
        passage_ranks=(),
        gold_passages=1 if question.answerable else 0,
        milliseconds=0.0,
        stages={},
        error=f"{type(error).__name__}: {' '.join(str(error).split())}",
    )


def _question_fields(question: LabelledQuestion, gold_passages: Sequence[Passage]) -> dict[str, Any]:
    """The fields of a record that depend on the question alone."""
    golds = tuple(
        GoldSlice(
            TextSlice.of(gold.document, gold.sentence),
            tuple(TextSlice.of(gold.document, answer) for answer in gold.answers),
        )
        for gold in question.golds
    )
    return {
        "question_id": question.question_id,
        "question": question.text,
        "group": question.group,
        "kind": question.kind,
        "split": question.split,
        "traits": _traits(question, gold_passages),
        "golds": golds,
    }


def _traits(question: LabelledQuestion, gold_passages: Sequence[Passage]) -> QuestionTraits:
    if not question.golds:
        return QuestionTraits.of(question.text, None, "")
    gold = question.golds[0]
    sentences = [sentence for passage in gold_passages for sentence in passage.sentences]
    holding = next((sentence.text for sentence in sentences if holds_answer(sentence, question)), None)
    sentence_text = gold.document.slice(gold.sentence) if holding is None else holding
    return QuestionTraits.of(question.text, gold.document.slice(gold.answers[0]), sentence_text)


def _stages(prediction: Prediction) -> dict[str, object]:
    """What each stage did, for JSON; "rewrite" only for a question asked in a conversation."""
    rewrite = {} if prediction.rewrite is None else {"rewrite": _rewrite_dict(prediction.rewrite)}
    return rewrite | {
        "retrieve": [_scored(hit.passage, hit) for hit in prediction.hits],
        "read": [_scored(candidate.sentence, candidate) for candidate in prediction.candidates[:_RECORDED_CANDIDATES]],
        "candidates": len(prediction.candidates),
        "decide": "answered" if prediction.answered else "abstained",
    }


def _rewrite_dict(rewrite: Rewrite) -> dict[str, object]:
    return {
        "rewritten": rewrite.rewritten,
        "substitutions": [asdict(substitution) for substitution in rewrite.substitutions],
        "confidence": round(rewrite.confidence, 4),
        "kind": rewrite.kind,
    }


def _scored(part: Sentence | Passage, scored: Hit | Candidate) -> dict[str, object]:
    return {
        "document": part.document.source,
        "start": part.span.start,
        "end": part.span.end,
        "score": round(float(scored.score), 4),
    }


def _passage_slice(passage: Passage) -> TextSlice:
    return TextSlice.of(passage.document, passage.span)
