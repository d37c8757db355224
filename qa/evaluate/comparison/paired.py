"""Compare two results, question by question: how much changed, how certain that is, and for which questions.

Both were asked the same questions, so the differences of the single questions are averaged and drawn.

Known limitation: McNemar's test treats questions as independent; the interval, over whole documents, does not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from qa.errors import EvaluationError
from qa.evaluate.comparison.types import Comparison, LabelChange, MetricChange, Pair
from qa.evaluate.metrics.intervals import Bootstrap, mcnemar
from qa.evaluate.metrics.reading import exact_match, hit, reciprocal_rank, token_f1
from qa.evaluate.results.files import Result
from qa.evaluate.results.records import Record
from qa.evaluate.results.summary import METRICS, TURN_KINDS
from qa.evaluate.results.traits import BREAKDOWN_ORDERS, BREAKDOWNS, SET_KINDS, QuestionTraits

Score = Callable[[Record], float]

# Over the answerable questions, whatever was decided.
_RANKING_SCORES: Mapping[str, Score] = {
    "hit@1": lambda record: hit(record.rank),
    "hit@3": lambda record: hit(record.rank, 3),
    "mrr": lambda record: reciprocal_rank(record.rank),
    "exact_match": lambda record: exact_match(record.answer_text, record.gold_answers),
    "f1": lambda record: token_f1(record.answer_text, record.gold_answers),
}
# Over all questions, if both systems decide.
_DECISION_SCORES: Mapping[str, Score] = {"correct": lambda record: float(record.correct)}
# Metrics that are 0 or 1 for each question, so that a question can be won or lost.
_BINARY = ("hit@1", "hit@3", "exact_match", "correct")
# Characters of a digest: enough to see that two differ.
_DIGEST = 12


def compare(first: Result, second: Result) -> Comparison:
    """Compare B, the `second`, with A, the `first`, over the questions that both were asked.

    Raises `EvaluationError` if there is no such question, or if a question or its gold answers differ.
    """
    pairs = _pair_records(first, second)
    answerable = [pair for pair in pairs if pair.first.answerable]
    changes = _changes(_RANKING_SCORES, answerable)
    for kind in TURN_KINDS:
        of_kind = [pair for pair in answerable if pair.first.kind == kind]
        changes |= {
            f"{name} {kind}": change for name, change in _changes({"hit@1": _RANKING_SCORES["hit@1"]}, of_kind).items()
        }
    if _decides(pair.first for pair in pairs) and _decides(pair.second for pair in pairs):
        changes |= _changes(_DECISION_SCORES, pairs)
    return Comparison(
        first,
        second,
        pairs,
        left_out=(len(first.records) - len(pairs), len(second.records) - len(pairs)),
        differing=_different(_circumstances(first), _circumstances(second)),
        changes={name: changes[name] for name in METRICS if name in changes},
        breakdowns=_breakdowns(answerable),
        p50_ms=(_median_ms(pair.first for pair in pairs), _median_ms(pair.second for pair in pairs)),
    )


# Pairs


def _pair_records(first: Result, second: Result) -> list[Pair]:
    """The questions of both, in A's order. The turns of dialogues may have different wordings."""
    others = {record.question_id: record for record in second.records}
    pairs = [Pair(record, others[record.question_id]) for record in first.records if record.question_id in others]
    if not pairs:
        raise EvaluationError(
            f"{first.about.name} and {second.about.name} share no question, expected two results on one set; "
            "measure both systems on it with `qa eval SET --system A,B -o FOLDER`"
        )
    reworded = first.about.turns != second.about.turns
    for pair in pairs:
        _check_same_question(pair, reworded=reworded)
    return pairs


def _check_same_question(pair: Pair, *, reworded: bool) -> None:
    """Raise `EvaluationError` unless both were asked the same question, with the same acceptable answers."""
    if pair.first.question != pair.second.question and not reworded:
        difference = "another wording"
    elif _gold_slices(pair.first) != _gold_slices(pair.second):
        difference = "other gold answers"
    else:
        return
    raise EvaluationError(
        f"question {pair.question_id!r} has {difference} in B than in A, expected the same set and --scope; "
        "measure both systems in the same way with `qa eval SET --system A,B -o FOLDER`"
    )


def _gold_slices(record: Record) -> list[tuple[int, int, str]]:
    """The places and texts of the acceptable answers, without the file, which may have moved."""
    return [(answer.start, answer.end, answer.text) for gold in record.golds for answer in gold.answers]


# Figures


def _decides(records: Iterable[Record]) -> bool:
    """Whether the system has a confidence, as in `qa.evaluate.results.summary`."""
    return any(record.confidence is not None for record in records)


def _changes(scores: Mapping[str, Score], pairs: Sequence[Pair]) -> dict[str, MetricChange]:
    """The change of each score over `pairs`; empty without pairs."""
    if not pairs:
        return {}
    bootstrap = Bootstrap([pair.first.group for pair in pairs])
    return {name: _change(name, score, pairs, bootstrap) for name, score in scores.items()}


def _change(name: str, score: Score, pairs: Sequence[Pair], bootstrap: Bootstrap) -> MetricChange:
    before = np.array([score(pair.first) for pair in pairs])
    after = np.array([score(pair.second) for pair in pairs])
    low, high = bootstrap.of_mean(after - before)
    change = MetricChange(len(pairs), float(before.mean()), float(after.mean()), low, high, bootstrap.by_document)
    if name not in _BINARY:
        return change
    won, lost = int((after > before).sum()), int((after < before).sum())
    return replace(change, won=won, lost=lost, p=mcnemar(won, lost))


def _median_ms(records: Iterable[Record]) -> float:
    """The median milliseconds per question, without crashes."""
    return float(np.median([record.milliseconds for record in records if not record.error] or [0.0]))


# Breakdowns


def _breakdowns(pairs: Sequence[Pair]) -> dict[str, dict[str, LabelChange]]:
    """The changes over the answerable questions `pairs`, by title and label."""
    labels = {title: [label(pair.traits) for pair in pairs] for title, label in BREAKDOWNS.items()}
    labels[SET_KINDS] = [pair.first.kind or None for pair in pairs]
    return {title: _break_down(title, column, pairs) for title, column in labels.items() if any(column)}


def _break_down(title: str, labels: Sequence[str | None], pairs: Sequence[Pair]) -> dict[str, LabelChange]:
    """The changes by label: in the order that the breakdown has, or else the most frequent first."""
    labelled: dict[str, list[Pair]] = {}
    for label, pair in zip(labels, pairs, strict=True):
        if label is not None:
            labelled.setdefault(label, []).append(pair)
    order = BREAKDOWN_ORDERS.get(title)
    return {
        label: _label_change(labelled[label])
        for label in sorted(labelled, key=lambda label: _label_key(label, labelled[label], order))
    }


def _label_key(
    label: str, pairs: Sequence[Pair], order: Callable[[QuestionTraits], float | None] | None
) -> tuple[float, str]:
    if order is None:
        return -len(pairs), label
    return min(order(pair.traits) or 0 for pair in pairs), label


def _label_change(pairs: Sequence[Pair]) -> LabelChange:
    first, second = np.mean([(pair.first.right, pair.second.right) for pair in pairs], axis=0)
    won, lost = sum(pair.won for pair in pairs), sum(pair.lost for pair in pairs)
    return LabelChange(len(pairs), float(first), float(second), won, lost)


# Circumstances


def _different(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The values that both have and that are not the same."""
    return {name: (value, second[name]) for name, value in first.items() if second.get(name, value) != value}


def _circumstances(result: Result) -> dict[str, str]:
    """What a figure may depend on, in words: what was asked, the settings, the versions, the machine."""
    about, environment = result.about, result.surroundings
    return {
        "asked": about.title,
        "turns": about.turns,
        **{name: digest[:_DIGEST] for name, digest in about.data.items()},
        **{name: str(value) for name, value in result.settings.items()},
        "weights": about.weights[:_DIGEST],
        "qa": about.qa_version,
        "python": str(environment.get("python")),
        **{name: str(version) for name, version in environment.get("libraries", {}).items()},
        "machine": ", ".join(map(str, environment.get("machine", {}).values())),
        "jobs": str(result.jobs),
    }
