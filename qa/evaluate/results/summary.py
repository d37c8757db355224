"""The figures of one system on one set: every metric, with its count and its 95 % interval.

A crash or a missing answer scores 0 everywhere: it is no right sentence, and no rightful abstention either.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.evaluate.datasets import FOLLOW_UP_KIND, STANDALONE_KIND
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
from qa.evaluate.metrics.retrieval import score_ranks
from qa.evaluate.results.records import Record
from qa.evaluate.results.traits import BREAKDOWNS, SET_KINDS

Floats = NDArray[np.float64]
# The kinds of dialogue turns, each with its own hit@1.
TURN_KINDS = (FOLLOW_UP_KIND, STANDALONE_KIND)


@dataclass(frozen=True, slots=True)
class Metric:
    """The label of a figure in tables, the group it is listed in, and whether less of it is better."""

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


# The group of SQuAD 2.0's figures.
SQUAD_GROUP = "SQuAD 2.0"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, the number of questions it is over, and the ends of its 95 % interval."""

    value: float
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds per question, questions per second, seconds of building, and the peak memory in megabytes.

    `megabytes` is the sum over the processes of what each held at most, up to the end of this run; None if unknown.
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

    - `by_document`: whether the intervals come from drawing whole documents. `crashed`: "id: error" of each crash.
    - `figures`: by the names of `METRICS`; only those that apply.
    - `best`: SQuAD 2.0's best EM and F1, whose thresholds are chosen on the same answers: upper bounds, no results.
    - `bins`: the reliability diagram.
    - `breakdowns`: hit@1 and its count, by the title and label of `qa.evaluate.results.traits` and by the set's kinds.
    """

    questions: int
    answerable: int
    documents: int
    by_document: bool
    crashed: tuple[str, ...]
    figures: Mapping[str, Figure]
    best: Mapping[str, float]
    bins: tuple[Mapping[str, int | float], ...]
    breakdowns: Mapping[str, Mapping[str, tuple[float, int]]]
    speed: Speed

    def as_dict(self) -> dict[str, Any]:
        """The summary for JSON."""
        return asdict(self)


def figure_rows(summaries: Sequence[Summary], *, with_squad: bool) -> Iterator[tuple[str, Metric, list[Figure | None]]]:
    """Each metric that any of `summaries` has, in table order: its name, the metric, and the figure per summary.

    Without unanswerable questions SQuAD 2.0's figures repeat those above them: `with_squad` says whether to list them.
    """
    for name, metric in METRICS.items():
        figures = [summary.figures.get(name) for summary in summaries]
        if any(figures) and (metric.group != SQUAD_GROUP or with_squad):
            yield name, metric, figures


def summarise(records: Sequence[Record], *, build_seconds: float = 0.0, megabytes: float | None = None) -> Summary:
    """The figures of `records`, of which there is at least one."""
    bootstrap = Bootstrap([record.group for record in records])
    answerable = [record for record in records if record.answerable]
    decides = any(record.confidence is not None for record in records)
    return Summary(
        questions=len(records),
        answerable=len(answerable),
        documents=len({record.group for record in records}),
        by_document=bootstrap.by_document,
        crashed=tuple(f"{record.question_id}: {record.error}" for record in records if record.error),
        figures=dict(_ranking_figures(answerable)) | (dict(_decision_figures(records, bootstrap)) if decides else {}),
        best=_best_thresholds(records) if decides and len(answerable) < len(records) else {},
        bins=tuple(asdict(bin_) for bin_ in reliability(confidences(records), _rights(records))) if decides else (),
        breakdowns=_breakdowns(answerable),
        speed=_speed(records, build_seconds, megabytes),
    )


def _ranking_figures(answerable: Sequence[Record]) -> Iterator[tuple[str, Figure]]:
    """The figures of the retriever and of the reader, over the answerable questions, whatever was decided."""
    if not answerable:
        return
    bootstrap = Bootstrap([record.group for record in answerable])
    ranks = [record.rank for record in answerable]
    columns: dict[str, Sequence[float]] = {
        **score_ranks([record.passage_ranks for record in answerable], [record.gold_passages for record in answerable]),
        "hit@1": [hit(rank) for rank in ranks],
        "hit@3": [hit(rank, 3) for rank in ranks],
        "mrr": [reciprocal_rank(rank) for rank in ranks],
        "exact_match": [exact_match(record.answer_text, record.gold_answers) for record in answerable],
        "f1": [token_f1(record.answer_text, record.gold_answers) for record in answerable],
    }
    for name, values in columns.items():
        yield name, _mean(values, bootstrap)
    rights = _rights(answerable)
    for kind in TURN_KINDS:
        of_kind = np.array([record.kind == kind for record in answerable])
        yield from _subset_mean(f"hit@1 {kind}", rights, answerable, of_kind)


def _decision_figures(records: Sequence[Record], bootstrap: Bootstrap) -> Iterator[tuple[str, Figure]]:
    """The figures of the decision, over all questions, with an answer or without."""
    has_answer = np.array([record.answerable for record in records])
    answered = np.array([float(record.answered) for record in records])
    abstained = np.array([float(not record.answered and not record.error) for record in records])
    yield from _subset_mean("answered", answered, records, has_answer)
    yield from _subset_mean("abstained", abstained, records, ~has_answer)
    yield "correct", _mean([float(record.correct) for record in records], bootstrap)
    columns = confidences(records), _rights(records)
    if 0 < has_answer.sum() < len(records):
        yield "auroc", _figure(auroc, bootstrap, columns[0], has_answer)
    yield "aurc", _figure(risk_area, bootstrap, *columns)
    yield "coverage@95", _figure(partial(coverage_at, 0.95), bootstrap, *columns)
    yield "coverage@90", _figure(partial(coverage_at, 0.90), bootstrap, *columns)
    yield "brier", _figure(brier, bootstrap, *columns)
    yield "ece", _figure(calibration_error, bootstrap, *columns)
    for name, score in (("em", exact_match), ("f1", token_f1)):
        values = np.array([_squad_score(record, score) for record in records])
        yield f"squad_{name}", _mean(values, bootstrap)
        yield from _subset_mean(f"has_answer_{name}", values, records, has_answer)
        yield from _subset_mean(f"no_answer_{name}", values, records, ~has_answer)


def _squad_score(record: Record, score: Callable[[str, Sequence[str]], float]) -> float:
    """SQuAD 2.0's score at the system's own threshold: on an abstention the answer is empty."""
    return 0.0 if record.error else score(record.answer_text if record.answered else "", record.gold_answers)


def _best_thresholds(records: Sequence[Record]) -> dict[str, float]:
    abstained_scores = [float(not record.answerable) for record in records]
    best: dict[str, float] = {}
    for name, score in (("em", exact_match), ("f1", token_f1)):
        answered_scores = [score(record.answer_text, record.gold_answers) for record in records]
        best[name], best[f"{name}_threshold"] = best_threshold(confidences(records), answered_scores, abstained_scores)
    return best


def confidences(records: Sequence[Record]) -> Floats:
    """The confidences, shaped (questions,); a crash has the worst: 0 if there is an answer, 1 if there is none."""
    return np.array(
        [float(not record.answerable) if record.confidence is None else record.confidence for record in records]
    )


def _rights(records: Sequence[Record]) -> Floats:
    return np.array([float(record.right) for record in records])


def _mean(values: Sequence[float] | Floats, bootstrap: Bootstrap) -> Figure:
    low, high = bootstrap.of_mean(values)
    return Figure(float(np.mean(values)), len(values), low, high)


def _subset_mean(
    name: str, values: Floats, records: Sequence[Record], kept: NDArray[np.bool_]
) -> Iterator[tuple[str, Figure]]:
    """The mean over the records that are `kept`, if there are any."""
    if kept.any():
        groups = [record.group for record, keep in zip(records, kept, strict=True) if keep]
        yield name, _mean(values[kept], Bootstrap(groups))


def _figure(metric: Callable[..., float | None], bootstrap: Bootstrap, *columns: Floats | NDArray[np.bool_]) -> Figure:
    value = metric(*columns)
    assert value is not None
    low, high = bootstrap.of(metric, *columns)
    return Figure(value, len(columns[0]), low, high)


def _breakdowns(answerable: Sequence[Record]) -> dict[str, dict[str, tuple[float, int]]]:
    labels = {title: [label(record.traits) for record in answerable] for title, label in BREAKDOWNS.items()}
    labels[SET_KINDS] = [record.kind or None for record in answerable]
    return {title: _break_down(column, answerable) for title, column in labels.items() if any(column)}


def _break_down(labels: Sequence[str | None], records: Sequence[Record]) -> dict[str, tuple[float, int]]:
    """hit@1 and the count for each label, the most frequent first."""
    rights: dict[str, list[float]] = {}
    for label, record in zip(labels, records, strict=True):
        if label is not None:
            rights.setdefault(label, []).append(float(record.right))
    ordered = sorted(rights.items(), key=lambda item: (-len(item[1]), item[0]))
    return {label: (float(np.mean(values)), len(values)) for label, values in ordered}


def _speed(records: Sequence[Record], build_seconds: float, megabytes: float | None) -> Speed:
    times = [record.milliseconds for record in records if not record.error] or [0.0]
    p50, p95, p99 = (float(percentile) for percentile in np.percentile(times, [50, 95, 99]))
    seconds = sum(times) / 1_000
    return Speed(p50, p95, p99, len(times) / seconds if seconds else 0.0, build_seconds, megabytes)
