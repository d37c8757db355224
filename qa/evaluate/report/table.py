"""The table of a group: a row per figure, a cell per system, the best of a row marked; and what each figure means."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa.evaluate.metrics.retrieval import CUTOFFS
from qa.evaluate.report.columns import Column
from qa.evaluate.results.summary import SQUAD_GROUP, Figure, Metric, Speed, figure_rows

_MISSING = "—"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, and a note below it in smaller type."""

    text: str
    small: str = ""
    best: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A figure: its label, its meaning, the number of questions it is over ("" if not shown), and its cells.

    An upper `bound` is no result: its threshold was chosen on the same answers.
    """

    label: str
    meaning: str
    n: str
    cells: Sequence[Cell]
    bound: bool = False


@dataclass(frozen=True, slots=True)
class _SpeedFigure:
    """A figure of speed: its label, its format, and whether less or more is better; None if no best is marked."""

    label: str
    show: Callable[[float], str]
    less_is_better: bool | None


def _milliseconds(value: float) -> str:
    return f"{value:,.1f}" if value >= 1 else f"{value:.2f}"


_SPEED: Mapping[str, _SpeedFigure] = {
    "p50_ms": _SpeedFigure("p50 ms", _milliseconds, True),
    "p95_ms": _SpeedFigure("p95 ms", _milliseconds, True),
    "p99_ms": _SpeedFigure("p99 ms", _milliseconds, True),
    "per_second": _SpeedFigure("questions/s", "{:,.0f}".format, False),
    "build_seconds": _SpeedFigure("index s", "{:,.2f}".format, True),
    "megabytes": _SpeedFigure("peak MB", "{:,.0f}".format, None),
}


def table_rows(columns: Sequence[Column]) -> dict[str, list[Row]]:
    """The rows by the name of their group, in the order of `METRICS`; speed comes last."""
    groups: dict[str, list[Row]] = {}
    summaries = [column.result.summary for column in columns]
    has_bounds = any(summary.best for summary in summaries)
    for name, metric, figures in figure_rows(summaries, with_squad=has_bounds):
        groups.setdefault(metric.group, []).append(_row(name, metric, figures))
    if has_bounds:
        for label, name in (("best EM", "em"), ("best F1", "f1")):
            cells = [_bound_cell(summary.best, name) for summary in summaries]
            groups.setdefault(SQUAD_GROUP, []).append(Row(label, MEANINGS[f"best_{name}"], "", cells, bound=True))
    groups["speed"] = [*_speed_rows([summary.speed for summary in summaries])]
    return groups


def _row(name: str, metric: Metric, figures: Sequence[Figure | None]) -> Row:
    texts = [_MISSING if figure is None else f"{figure.value:.3f}" for figure in figures]
    best = _best(texts, less_is_better=metric.less_is_better)
    n = next(figure.n for figure in figures if figure)
    cells = [
        Cell(text, "" if figure is None else _interval(figure), text == best)
        for text, figure in zip(texts, figures, strict=True)
    ]
    return Row(metric.label, MEANINGS[name], f"{n:,}", cells)


def _best(texts: Sequence[str], *, less_is_better: bool) -> str | None:
    """The best of the values as shown; None if all that are shown are equal."""
    values = {text: float(text.replace(",", "")) for text in texts if text != _MISSING}
    if len(values) < 2:
        return None
    return (min if less_is_better else max)(values, key=lambda text: values[text])


def _interval(figure: Figure) -> str:
    low, high = f"{figure.low:.2f}", f"{figure.high:.2f}"
    return low if low == high else f"{low}–{high}"


def _bound_cell(best: Mapping[str, float], name: str) -> Cell:
    return Cell(f"{best[name]:.3f}", f"from {best[f'{name}_threshold']:.2f}") if best else Cell(_MISSING)


def _speed_rows(speeds: Sequence[Speed]) -> Iterator[Row]:
    for name, figure in _SPEED.items():
        values: list[float | None] = [getattr(speed, name) for speed in speeds]
        texts = [_MISSING if value is None else figure.show(value) for value in values]
        less = figure.less_is_better
        best = None if less is None else _best(texts, less_is_better=less)
        yield Row(figure.label, MEANINGS[name], "", [Cell(text, best=text == best) for text in texts])


# What each figure means, in plain words.
MEANINGS: Mapping[str, str] = {
    **{
        f"success@{k}": "Share of the answerable questions for which "
        f"{'the best passage' if k == 1 else f'one of the best {k} passages'} found holds the answer."
        for k in CUTOFFS
    },
    **{
        f"recall@{k}": "Mean share of the passages with the answer that are "
        f"{'found first' if k == 1 else f'among the first {k} found'}."
        for k in CUTOFFS
    },
    "passage_mrr": "Mean of 1 / the rank of the first passage that holds the answer: 1 if it is always the best one, "
    "0.5 if it is always the second.",
    "ndcg@10": "How close the order of the first ten passages comes to the best possible order, which has 1.",
    "hit@1": "Share of the answerable questions whose best sentence holds the answer, whether or not the system was "
    "confident enough to give it.",
    "hit@1 follow-up": "hit@1 of the dialogue turns that need the history.",
    "hit@1 stand-alone": "hit@1 of the dialogue turns that need no history.",
    "hit@3": "Share of the answerable questions for which one of the best three sentences holds the answer.",
    "mrr": "Mean of 1 / the rank of the first sentence that holds the answer.",
    "exact_match": "Share of the answerable questions whose marked words (the whole sentence, if none are marked) are "
    "an accepted answer, apart from case, punctuation and articles.",
    "f1": "Mean overlap of the marked words with the closest accepted answer.",
    "answered": "Share of the answerable questions that the system was confident enough to answer, right or wrong.",
    "abstained": "Share of the unanswerable questions that it left unanswered, as it should.",
    "correct": "Share of all questions that ended well: the right sentence was given, or rightly none.",
    "auroc": "How often an answerable question gets more confidence than an unanswerable one: 0.5 is chance, 1 always.",
    "aurc": "Mean share of wrong answers over all thresholds: the area under risk over coverage. Less is better.",
    "coverage@95": "The largest share of the questions that one threshold can answer with at least 95 % right.",
    "coverage@90": "The largest share of the questions that one threshold can answer with at least 90 % right.",
    "brier": "Mean squared gap between confidence and outcome: 0 is perfect, 0.25 is what a constant 0.5 gets. "
    "Less is better.",
    "ece": "Mean gap between confidence and share right, over the bins of the reliability diagram. Less is better.",
    "squad_em": "Exact match over all questions as SQuAD 2.0 scores it: at the system's own threshold; an unanswerable "
    "question counts if no answer is given.",
    "squad_f1": "Word overlap over all questions as SQuAD 2.0 scores it: at the system's own threshold; an "
    "unanswerable question counts if no answer is given.",
    "has_answer_em": "Exact match over the answerable questions alone; a question that is not answered counts 0.",
    "has_answer_f1": "Word overlap over the answerable questions alone; a question that is not answered counts 0.",
    "no_answer_em": "Share of the unanswerable questions without an answer.",
    "no_answer_f1": "Share of the unanswerable questions without an answer: the same as EM, since nothing can overlap.",
    "best_em": "EM at the threshold with the highest EM, chosen on these same answers: an upper bound, no result.",
    "best_f1": "F1 at the threshold with the highest F1, chosen on these same answers: an upper bound, no result.",
    "p50_ms": "Milliseconds: half of the questions took no longer.",
    "p95_ms": "Milliseconds: 95 % of the questions took no longer.",
    "p99_ms": "Milliseconds: 99 % of the questions took no longer.",
    "per_second": "Questions per second that one process answers.",
    "build_seconds": "Seconds that splitting and indexing took, all documents together.",
    "megabytes": "The peak memory of the processes up to the end of this run. It includes what systems measured before "
    "took, so no best is marked.",
}
