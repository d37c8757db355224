"""Ask a system every question of a set, document by document, in one process or several.

Each document is indexed once (in several processes a document with many questions stays whole). A question that makes
a system crash counts as a miss and is named; the rest goes on.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from typing import Any

from qa.dialogue import Understood
from qa.errors import EvaluationError
from qa.evaluate.datasets import Question, by_document
from qa.evaluate.records import GoldPlace, Place, Record
from qa.evaluate.systems import Prediction, System, on_one_thread, system
from qa.evaluate.traits import Traits
from qa.types import Passage, Sentence, Span

# Questions to a batch: what Ctrl-C can lose of a document, and what a process is given at least.
BATCH = 50
# Candidates that a record tells of.
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records, the seconds that building the system took for them, and the process's peak memory so far.

    `megabytes` is None where the operating system does not tell.
    """

    records: tuple[Record, ...]
    build_seconds: float
    process: int
    megabytes: float | None


def run(name: str, questions: Sequence[Question], *, jobs: int = 1) -> Iterator[Batch]:
    """Ask the system `name` all `questions`; with several `jobs`, processes, batches come as they are done.

    Raises `EvaluationError` if there is no such system, or a process dies.
    """
    system(name)
    groups = list(by_document(questions).values())
    if jobs == 1 or len(groups) == 1:
        for group in groups:
            yield from ask_document(name, group)
        return
    # Fresh processes: a forked one would inherit the locks of threads that do not exist in it.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_leave_interrupts)
    alone = on_one_thread(name)
    try:
        for done in as_completed([pool.submit(_ask_documents, alone, part) for part in _shared_out(groups)]):
            yield from done.result()
    except BrokenProcessPool:
        raise EvaluationError(
            "a process ended before its work was done, perhaps for lack of memory; go on with --resume and fewer --jobs"
        ) from None
    except BaseException:
        # Whoever stops waiting, by Ctrl-C for one, does not wait for the documents that are being asked.
        for process in active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal; the first one alone decides what to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _shared_out(groups: Sequence[list[Question]]) -> Iterator[list[list[Question]]]:
    """Documents together until there are `BATCH` questions: a process is not asked for a few."""
    held: list[list[Question]] = []
    for group in groups:
        held.append(group)
        if sum(map(len, held)) >= BATCH:
            yield held
            held = []
    if held:
        yield held


def _ask_documents(name: str, groups: Sequence[Sequence[Question]]) -> list[Batch]:
    return [batch for group in groups for batch in ask_document(name, group)]


def ask_document(name: str, questions: Sequence[Question]) -> Iterator[Batch]:
    """Ask the system `name`, built once, `questions` of the same documents."""
    start = time.perf_counter()
    try:
        ready = system(name)(questions[0].documents)
        build_seconds = time.perf_counter() - start
    except Exception as error:
        crashed = tuple(_crash(question, error) for question in questions)
        yield Batch(crashed, time.perf_counter() - start, os.getpid(), _peak_megabytes())
        return
    _ask(ready, questions[0])  # Warm: the first question pays for what is built on first use.
    for at in range(0, len(questions), BATCH):
        records = tuple(_ask(ready, question) for question in questions[at : at + BATCH])
        yield Batch(records, 0.0 if at else build_seconds, os.getpid(), _peak_megabytes())


def _ask(ready: System, question: Question) -> Record:
    start = time.perf_counter()
    try:
        prediction = ready.ask(question.text, history=question.history)
    except Exception as error:
        return _crash(question, error)
    milliseconds = (time.perf_counter() - start) * 1_000 - prediction.before_ms
    return _record(question, prediction, ready.passages, milliseconds)


def answers(sentence: Sentence | Passage, question: Question) -> bool:
    """Whether the sentence (or passage) holds an acceptable answer where it stands, in part at least."""
    document, span = sentence.document, sentence.span
    return any(gold.document is document and span.overlaps(place) for gold in question.golds for place in gold.answers)


def _record(question: Question, prediction: Prediction, passages: Sequence[Passage], milliseconds: float) -> Record:
    best = prediction.candidates[0] if prediction.candidates else None
    ranks = (rank for rank, one in enumerate(prediction.candidates, start=1) if answers(one.sentence, question))
    rank = next(ranks, None)
    golden = [passage for passage in passages if answers(passage, question)]
    wrong = question.answerable and rank != 1
    return Record(
        **_asked(question, golden),
        answer=Place.of(best.sentence.document, best.sentence.span) if best else None,
        span=Place.of(best.sentence.document, best.span) if best and best.span else None,
        answered=prediction.answered and best is not None,
        confidence=prediction.confidence,
        rank=rank,
        passage_ranks=tuple(hit.rank for hit in prediction.hits if hit.passage in golden),
        gold_passages=len(golden),
        milliseconds=round(milliseconds, 3),
        stages=_stages(prediction),
        answer_passage=_whole(best.sentence.passage) if best and wrong else None,
        gold_passage=_whole(golden[0]) if golden and wrong else None,
    )


def _asked(question: Question, golden: Sequence[Passage]) -> dict[str, Any]:
    """The part of a record that the question alone decides."""
    golds = tuple(
        GoldPlace(Place.of(gold.document, gold.sentence), tuple(Place.of(gold.document, one) for one in gold.answers))
        for gold in question.golds
    )
    return {
        "question_id": question.question_id,
        "question": question.text,
        "group": question.group,
        "kind": question.kind,
        "split": question.split,
        "traits": _traits(question, golden),
        "golds": golds,
    }


def _traits(question: Question, golden: Sequence[Passage]) -> Traits:
    if not question.golds:
        return Traits.of(question.text, None, "")
    gold = question.golds[0]
    place = gold.answers[0]
    held = [one for passage in golden for one in passage.sentences if answers(one, question)]
    sentence = held[0].text if held else gold.document.slice(gold.sentence)
    return Traits.of(question.text, gold.document.slice(place), sentence)


def _stages(prediction: Prediction) -> dict[str, object]:
    understood = prediction.understood
    return ({} if understood is None else {"understand": _told_understood(understood)}) | {
        "retrieve": [_told(hit.passage.document.source, hit.passage.span, hit.score) for hit in prediction.hits],
        "read": [
            _told(one.sentence.document.source, one.sentence.span, one.score) for one in prediction.candidates[:_TOLD]
        ],
        "candidates": len(prediction.candidates),
        "decide": "answered" if prediction.answered else "abstained",
    }


def _told_understood(understood: Understood) -> dict[str, object]:
    return {
        "standalone": understood.standalone,
        "resolved": [[one.phrase, one.meant] for one in understood.resolved],
        "confidence": round(understood.confidence, 4),
        "sort": understood.sort,
    }


def _told(source: str, span: Span, score: float) -> dict[str, object]:
    return {"document": source, "start": span.start, "end": span.end, "score": round(float(score), 4)}


def _whole(passage: Passage) -> Place:
    return Place.of(passage.document, passage.span)


def _crash(question: Question, error: Exception) -> Record:
    return Record(
        **_asked(question, ()),
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


def _peak_megabytes() -> float | None:
    """The most memory that this process has held so far; None on Windows, which tells it elsewhere."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Bytes on macOS, kilobytes elsewhere.
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
