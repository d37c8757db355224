"""Is B better than A? Two results, question by question: how much changed, how surely, and for which sorts.

Both were asked the same questions, so it is the difference of each question that is averaged and drawn.

Known limitation: McNemar's test takes each question for itself; the interval, of whole documents, does not.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from qa.errors import EvaluationError
from qa.evaluate.comparison import Change, Comparison, Pair, Sort
from qa.evaluate.metrics.intervals import Bootstrap, mcnemar
from qa.evaluate.metrics.reading import exact_match, hit, reciprocal_rank, token_f1
from qa.evaluate.records import Record
from qa.evaluate.results import Result
from qa.evaluate.summary import METRICS, TURN_KINDS
from qa.evaluate.traits import BREAKDOWNS, Traits

Score = Callable[[Record], float]


def correct(record: Record) -> float:
    """1 if the right answer is given, or rightly none; a crash is neither."""
    if record.answerable:
        return float(record.answered and record.right)
    return float(not record.answered and not record.error)


# Over the answerable questions, whatever was decided, and over all of them where both systems decide.
_FOUND: Mapping[str, Score] = {
    "hit@1": lambda record: hit(record.rank),
    "hit@3": lambda record: hit(record.rank, 3),
    "mrr": lambda record: reciprocal_rank(record.rank),
    "exact_match": lambda record: exact_match(record.marked, record.gold_answers),
    "f1": lambda record: token_f1(record.marked, record.gold_answers),
}
_DECIDED: Mapping[str, Score] = {"correct": correct}
# Metrics that are 0 or 1 for a question, so that it can be won or lost.
_COUNTED = ("hit@1", "hit@3", "exact_match", "correct")
# Breakdowns whose labels have an order: that of the number behind them.
_ORDERED: Mapping[str, Callable[[Traits], float | None]] = {
    "answer length": lambda traits: traits.answer_words,
    "words shared with the gold sentence": lambda traits: traits.overlap,
}
# Characters of a digest: enough to tell two apart.
_DIGEST = 12


def compare(first: Result, second: Result) -> Comparison:
    """What B, the `second`, does otherwise than A, over the questions that both were asked.

    Raises `EvaluationError` if there is none, or if a question or its gold answers are not the same in both.
    """
    pairs = _paired(first, second)
    answerable = [pair for pair in pairs if pair.first.answerable]
    changes = _changes(_FOUND, answerable) if answerable else {}
    for kind in TURN_KINDS:
        changes |= _changes_of_kind(kind, [pair for pair in answerable if pair.first.kind == kind])
    if _decides(pair.first for pair in pairs) and _decides(pair.second for pair in pairs):
        changes |= _changes(_DECIDED, pairs)
    return Comparison(
        first,
        second,
        pairs,
        left_out=(len(first.records) - len(pairs), len(second.records) - len(pairs)),
        differing=_differing(_circumstances(first), _circumstances(second)),
        changes={name: changes[name] for name in METRICS if name in changes},
        sorts=_breakdowns(answerable),
        p50_ms=(_median(pair.first for pair in pairs), _median(pair.second for pair in pairs)),
    )


# Pairs


def _paired(first: Result, second: Result) -> list[Pair]:
    """The questions of both, in A's order.

    The turns of dialogues may be asked in two ways, that is in two wordings.
    """
    others = {record.question_id: record for record in second.records}
    pairs = [Pair(record, others[record.question_id]) for record in first.records if record.question_id in others]
    if not pairs:
        raise EvaluationError(
            f"{first.about.name} and {second.about.name} share no question, expected two results on one set; "
            "measure both systems on it with `qa eval SET --system A,B -o FOLDER`"
        )
    reworded = first.about.turns != second.about.turns
    for pair in pairs:
        _refuse_unlike(pair, reworded=reworded)
    return pairs


def _refuse_unlike(pair: Pair, *, reworded: bool) -> None:
    """EvaluationError unless the same was asked of the same text, and the same answers are right."""
    if pair.first.question != pair.second.question and not reworded:
        other = "wording"
    elif _golds(pair.first) != _golds(pair.second):
        other = "gold answers"
    else:
        return
    raise EvaluationError(
        f"question {pair.question_id!r} has other {other} in B than in A, expected the same set and --scope; "
        "measure both systems alike with `qa eval SET --system A,B -o FOLDER`"
    )


def _golds(record: Record) -> list[tuple[int, int, str]]:
    """Where the acceptable answers stand and what they say; not the name of the file, which may have moved."""
    return [(answer.start, answer.end, answer.text) for gold in record.golds for answer in gold.answers]


# Figures


def _decides(records: Iterator[Record]) -> bool:
    """Whether a system has a confidence at all, as in `qa.evaluate.summary`."""
    return any(record.confidence is not None for record in records)


def _changes(scores: Mapping[str, Score], pairs: Sequence[Pair]) -> dict[str, Change]:
    bootstrap = Bootstrap([pair.first.group for pair in pairs])
    return {name: _change(name, score, pairs, bootstrap) for name, score in scores.items()}


def _changes_of_kind(kind: str, pairs: Sequence[Pair]) -> dict[str, Change]:
    """hit@1 of the questions of one `kind`, if there are any."""
    if not pairs:
        return {}
    bootstrap = Bootstrap([pair.first.group for pair in pairs])
    return {f"hit@1 {kind}": _change("hit@1", _FOUND["hit@1"], pairs, bootstrap)}


def _change(name: str, score: Score, pairs: Sequence[Pair], bootstrap: Bootstrap) -> Change:
    before = np.array([score(pair.first) for pair in pairs])
    after = np.array([score(pair.second) for pair in pairs])
    low, high = bootstrap.of_mean(after - before)
    figures = Change(len(pairs), float(before.mean()), float(after.mean()), low, high, bootstrap.by_document)
    if name not in _COUNTED:
        return figures
    won, lost = int((after > before).sum()), int((after < before).sum())
    return replace(figures, won=won, lost=lost, p=mcnemar(won, lost))


def _median(records: Iterator[Record]) -> float:
    """Of the milliseconds that a question took."""
    return float(np.median([record.milliseconds for record in records if not record.error] or [0.0]))


# Breakdowns


def _breakdowns(pairs: Sequence[Pair]) -> dict[str, dict[str, Sort]]:
    """By title: the sorts of the answerable questions `pairs`."""
    told = {title: [label(pair.traits) for pair in pairs] for title, label in BREAKDOWNS.items()}
    told["kind in the set"] = [pair.first.kind or None for pair in pairs]
    return {title: _sorts(title, labels, pairs) for title, labels in told.items() if any(labels)}


def _sorts(title: str, labels: Sequence[str | None], pairs: Sequence[Pair]) -> dict[str, Sort]:
    """By label: in the order that `title` has of its own, otherwise those with the most questions first."""
    held: dict[str, list[Pair]] = {}
    for label, pair in zip(labels, pairs, strict=True):
        if label is not None:
            held.setdefault(label, []).append(pair)
    behind = _ORDERED.get(title)
    return {label: _sort(held[label]) for label in sorted(held, key=lambda label: _place(label, held[label], behind))}


def _place(label: str, pairs: Sequence[Pair], behind: Callable[[Traits], float | None] | None) -> tuple[float, str]:
    if behind is None:
        return -len(pairs), label
    return min(behind(pair.traits) or 0 for pair in pairs), label


def _sort(pairs: Sequence[Pair]) -> Sort:
    rights = [(pair.first.right, pair.second.right) for pair in pairs]
    first, second = np.mean(rights, axis=0)
    return Sort(
        len(pairs), float(first), float(second), sum(pair.won for pair in pairs), sum(pair.lost for pair in pairs)
    )


# Circumstances


def _differing(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Those that both have and that are not the same."""
    return {name: (told, second[name]) for name, told in first.items() if second.get(name, told) != told}


def _circumstances(result: Result) -> dict[str, str]:
    """What a figure may hang on, in words: what was asked, the settings, the versions, the machine."""
    about, around = result.about, result.surroundings
    return {
        "asked": about.title,
        "turns": about.turns,
        **{name: digest[:_DIGEST] for name, digest in about.data.items()},
        **{name: str(value) for name, value in result.settings.items()},
        "weights": about.weights[:_DIGEST],
        "qa": about.qa_version,
        "python": str(around.get("python")),
        **{name: str(version) for name, version in around.get("libraries", {}).items()},
        "machine": ", ".join(map(str, around.get("machine", {}).values())),
        "jobs": str(result.jobs),
    }
