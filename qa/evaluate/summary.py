"""The figures of one system on one set: every metric with its count and, where it is a quality, its 95 % interval.

A crash or a missing answer scores 0 everywhere: it is no right sentence, and no rightful silence either.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.evaluate.datasets import FOLLOW_UP, STAND_ALONE
from qa.evaluate.metrics.decision import (
    auroc,
    best_threshold,
    brier,
    calibration_error,
    coverage_at,
    reliability,
    risk_area,
)
from qa.evaluate.metrics.intervals import Bootstrap
from qa.evaluate.metrics.reading import exact_match, hit, reciprocal_rank, token_f1
from qa.evaluate.metrics.retrieval import retrieval
from qa.evaluate.records import Record
from qa.evaluate.traits import BREAKDOWNS

Floats = NDArray[np.float64]
# The kinds of questions in dialogues, of which each has its own hit@1.
TURN_KINDS = (FOLLOW_UP, STAND_ALONE)


@dataclass(frozen=True, slots=True)
class Metric:
    """What a figure is called in the table, the group it stands in, and whether less of it is better."""

    label: str
    group: str
    less_is_better: bool = False


METRICS: Mapping[str, Metric] = {
    "success@1": Metric("success@1", "passages"),
    "success@3": Metric("success@3", "passages"),
    "success@5": Metric("success@5", "passages"),
    "success@10": Metric("success@10", "passages"),
    "recall@1": Metric("recall@1", "passages"),
    "recall@3": Metric("recall@3", "passages"),
    "recall@5": Metric("recall@5", "passages"),
    "recall@10": Metric("recall@10", "passages"),
    "passage_mrr": Metric("MRR", "passages"),
    "ndcg@10": Metric("nDCG@10", "passages"),
    "hit@1": Metric("hit@1", "sentences"),
    **{f"hit@1 {kind}": Metric(f"hit@1 {kind}", "sentences") for kind in TURN_KINDS},
    "hit@3": Metric("hit@3", "sentences"),
    "mrr": Metric("MRR", "sentences"),
    "exact_match": Metric("exact match", "sentences"),
    "f1": Metric("F1", "sentences"),
    "answered": Metric("answered", "decision"),
    "abstained": Metric("abstained", "decision"),
    "correct": Metric("correct", "decision"),
    "auroc": Metric("AUROC", "decision"),
    "aurc": Metric("AURC", "decision", less_is_better=True),
    "coverage@95": Metric("coverage at 95 %", "decision"),
    "coverage@90": Metric("coverage at 90 %", "decision"),
    "brier": Metric("Brier", "decision", less_is_better=True),
    "ece": Metric("ECE", "decision", less_is_better=True),
    "squad_em": Metric("EM", "SQuAD 2.0"),
    "squad_f1": Metric("F1", "SQuAD 2.0"),
    "has_answer_em": Metric("HasAns EM", "SQuAD 2.0"),
    "has_answer_f1": Metric("HasAns F1", "SQuAD 2.0"),
    "no_answer_em": Metric("NoAns EM", "SQuAD 2.0"),
    "no_answer_f1": Metric("NoAns F1", "SQuAD 2.0"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, the number of questions it is over, and the ends of its 95 % interval."""

    value: float
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds a question took, questions a second, seconds of building, and the most memory held, in megabytes.

    `megabytes` adds up the processes; it is what they had held up to the end of this run, None where it is not known.
    """

    p50_ms: float
    p95_ms: float
    p99_ms: float
    per_second: float
    build_seconds: float
    megabytes: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one system on one set.

    `figures` are by the names of `METRICS`, only those that apply; `best` are SQuAD 2.0's best EM and F1 with the
    thresholds chosen on the same answers, a bound and no result; `bins` is the reliability diagram; `breakdowns` gives
    hit@1 and its count by the sorts of `qa.evaluate.traits` and by the set's own kinds. `by_document` says whether
    intervals come from drawing whole documents.
    """

    questions: int
    answerable: int
    documents: int
    by_document: bool
    crashed: tuple[str, ...]
    figures: Mapping[str, Figure]
    best: Mapping[str, float]
    bins: tuple[Mapping[str, float], ...]
    breakdowns: Mapping[str, Mapping[str, tuple[float, int]]]
    speed: Speed

    def as_dict(self) -> dict[str, Any]:
        """The summary for JSON."""
        return asdict(self)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Summary":
        """The summary that `as_dict` gave. Raises KeyError or TypeError if it is none."""
        values = {name: data[name] for name in cls.__dataclass_fields__}
        values["crashed"] = tuple(data["crashed"])
        values["figures"] = {name: Figure(**one) for name, one in data["figures"].items()}
        values["bins"] = tuple(data["bins"])
        values["speed"] = Speed(**data["speed"])
        return cls(**values)


def summarise(records: Sequence[Record], *, build_seconds: float = 0.0, megabytes: float | None = None) -> Summary:
    """The figures of `records`, of which there is at least one."""
    every = Bootstrap([record.group for record in records])
    answerable = [record for record in records if record.answerable]
    decides = any(record.confidence is not None for record in records)
    return Summary(
        questions=len(records),
        answerable=len(answerable),
        documents=len({record.group for record in records}),
        by_document=every.by_document,
        crashed=tuple(f"{record.question_id}: {record.error}" for record in records if record.error),
        figures=dict(_found(answerable)) | (dict(_decided(records, every)) if decides else {}),
        best=_best(records) if decides and len(answerable) < len(records) else {},
        bins=tuple(asdict(one) for one in reliability(_confidences(records), _rights(records))) if decides else (),
        breakdowns=_breakdowns(answerable),
        speed=_speed(records, build_seconds, megabytes),
    )


def _found(answerable: Sequence[Record]) -> Iterator[tuple[str, Figure]]:
    """The figures of the retriever and of the reader, over the answerable questions, whatever was decided."""
    if not answerable:
        return
    bootstrap = Bootstrap([record.group for record in answerable])
    ranks = [record.rank for record in answerable]
    columns: dict[str, Sequence[float]] = {
        **retrieval([one.passage_ranks for one in answerable], [one.gold_passages for one in answerable]),
        "hit@1": [hit(rank) for rank in ranks],
        "hit@3": [hit(rank, 3) for rank in ranks],
        "mrr": [reciprocal_rank(rank) for rank in ranks],
        "exact_match": [exact_match(one.marked, one.gold_answers) for one in answerable],
        "f1": [token_f1(one.marked, one.gold_answers) for one in answerable],
    }
    for name, values in columns.items():
        yield name, _mean(values, bootstrap)
    rights = _rights(answerable)
    for kind in TURN_KINDS:
        yield from _subset(f"hit@1 {kind}", rights, answerable, np.array([one.kind == kind for one in answerable]))


def _decided(records: Sequence[Record], bootstrap: Bootstrap) -> Iterator[tuple[str, Figure]]:
    """The figures of the decision, over all questions, with an answer or without."""
    has = np.array([record.answerable for record in records])
    scores = {"em": _squad(records, exact_match), "f1": _squad(records, token_f1)}
    answered = np.array([float(record.answered) for record in records])
    silent = np.array([float(not record.answered and not record.error) for record in records])
    yield from _subset("answered", answered, records, has)
    yield from _subset("abstained", silent, records, ~has)
    yield "correct", _mean(np.where(has, answered * _rights(records), silent), bootstrap)
    confidences, rights = _confidences(records), _rights(records)
    if 0 < has.sum() < len(records):
        yield "auroc", _figure(auroc, bootstrap, confidences, has)
    yield "aurc", _figure(risk_area, bootstrap, confidences, rights)
    yield "coverage@95", _figure(partial(coverage_at, 0.95), bootstrap, confidences, rights)
    yield "coverage@90", _figure(partial(coverage_at, 0.90), bootstrap, confidences, rights)
    yield "brier", _figure(brier, bootstrap, confidences, rights)
    yield "ece", _figure(calibration_error, bootstrap, confidences, rights)
    for name, values in scores.items():
        yield f"squad_{name}", _mean(values, bootstrap)
        yield from _subset(f"has_answer_{name}", values, records, has)
        yield from _subset(f"no_answer_{name}", values, records, ~has)


def _squad(records: Sequence[Record], score: Callable[[str, Sequence[str]], float]) -> Floats:
    """SQuAD 2.0's score at the system's own threshold: on an abstention the answer is empty."""
    return np.array(
        [0.0 if one.error else score(one.marked if one.answered else "", one.gold_answers) for one in records]
    )


def _best(records: Sequence[Record]) -> dict[str, float]:
    confidences = _confidences(records)
    silent = [float(not record.answerable) for record in records]
    found: dict[str, float] = {}
    for name, score in (("em", exact_match), ("f1", token_f1)):
        answered = [score(record.marked, record.gold_answers) for record in records]
        found[name], found[f"{name}_threshold"] = best_threshold(confidences, answered, silent)
    return found


def _confidences(records: Sequence[Record]) -> Floats:
    """The confidences; a crash counts as the worst: doubt of what has an answer, certainty of what has none."""
    return np.array([_worst(record) if record.confidence is None else record.confidence for record in records])


def _worst(record: Record) -> float:
    return 0.0 if record.answerable else 1.0


def _rights(records: Sequence[Record]) -> Floats:
    return np.array([float(record.right) for record in records])


def _mean(values: Sequence[float] | Floats, bootstrap: Bootstrap) -> Figure:
    low, high = bootstrap.of_mean(values)
    return Figure(float(np.mean(values)), len(values), low, high)


def _subset(
    name: str, values: Floats, records: Sequence[Record], kept: NDArray[np.bool_]
) -> Iterator[tuple[str, Figure]]:
    """The mean over the records that are `kept`, if there are any."""
    if kept.any():
        yield name, _mean(values[kept], Bootstrap([one.group for one, keep in zip(records, kept, strict=True) if keep]))


def _figure(metric: Callable[..., float | None], bootstrap: Bootstrap, *columns: Floats | NDArray[np.bool_]) -> Figure:
    value = metric(*columns)
    assert value is not None
    low, high = bootstrap.of(metric, *columns)
    return Figure(value, len(columns[0]), low, high)


def _breakdowns(answerable: Sequence[Record]) -> dict[str, dict[str, tuple[float, int]]]:
    told = {title: [label(record.traits) for record in answerable] for title, label in BREAKDOWNS.items()}
    told["kind in the set"] = [record.kind or None for record in answerable]
    return {title: _by(labels, answerable) for title, labels in told.items() if any(labels)}


def _by(labels: Sequence[str | None], records: Sequence[Record]) -> dict[str, tuple[float, int]]:
    """hit@1 and the count for each label, the most frequent first."""
    held: dict[str, list[float]] = {}
    for label, record in zip(labels, records, strict=True):
        if label is not None:
            held.setdefault(label, []).append(float(record.right))
    ordered = sorted(held.items(), key=lambda item: (-len(item[1]), item[0]))
    return {label: (float(np.mean(rights)), len(rights)) for label, rights in ordered}


def _speed(records: Sequence[Record], build_seconds: float, megabytes: float | None) -> Speed:
    taken = [record.milliseconds for record in records if not record.error] or [0.0]
    p50, p95, p99 = (float(one) for one in np.percentile(taken, [50, 95, 99]))
    seconds = sum(taken) / 1_000
    return Speed(p50, p95, p99, len(taken) / seconds if seconds else 0.0, build_seconds, megabytes)
