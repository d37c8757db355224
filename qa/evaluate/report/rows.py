"""The table of a group: a row a figure, a cell a system, the best of each row marked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa.evaluate.report.columns import Column
from qa.evaluate.report.meanings import MEANINGS
from qa.evaluate.summary import METRICS, Figure, Speed

_NONE = "—"
_SQUAD = "SQuAD 2.0"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, and what is told below it in smaller type."""

    text: str
    small: str = ""
    best: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A figure: its label, what it means, the number of questions it is over ("" where none is told), its cells.

    A `bound` is no result: its threshold was chosen on the same answers.
    """

    label: str
    meaning: str
    n: str
    cells: Sequence[Cell]
    bound: bool = False


@dataclass(frozen=True, slots=True)
class _Measure:
    """A figure of speed: its label, how it is written, and whether less or more is better; None if no best is told."""

    label: str
    told: Callable[[float], str]
    less_is_better: bool | None


def _milliseconds(value: float) -> str:
    return f"{value:,.1f}" if value >= 1 else f"{value:.2f}"


_SPEED: Mapping[str, _Measure] = {
    "p50_ms": _Measure("p50 ms", _milliseconds, True),
    "p95_ms": _Measure("p95 ms", _milliseconds, True),
    "p99_ms": _Measure("p99 ms", _milliseconds, True),
    "per_second": _Measure("questions/s", "{:,.0f}".format, False),
    "build_seconds": _Measure("index s", "{:,.2f}".format, True),
    "megabytes": _Measure("peak MB", "{:,.0f}".format, None),
}


def table(columns: Sequence[Column]) -> dict[str, list[Row]]:
    """The rows by the name of their group, in the order of `METRICS`; speed comes last."""
    groups: dict[str, list[Row]] = {}
    bounds = any(column.result.summary.best for column in columns)
    for name, metric in METRICS.items():
        figures = [column.result.summary.figures.get(name) for column in columns]
        # Where every question has an answer, SQuAD 2.0's figures say no more than those above them.
        if any(figures) and (metric.group != _SQUAD or bounds):
            groups.setdefault(metric.group, []).append(_row(name, figures))
    if bounds:
        groups.setdefault(_SQUAD, []).extend(_bounds(columns))
    groups["speed"] = list(_speed(columns))
    return groups


def _row(name: str, figures: Sequence[Figure | None]) -> Row:
    metric = METRICS[name]
    texts = [_NONE if figure is None else f"{figure.value:.3f}" for figure in figures]
    best = _best(texts, less_is_better=metric.less_is_better)
    n = next(figure.n for figure in figures if figure)
    cells = [
        Cell(text, "" if figure is None else _interval(figure), text == best)
        for text, figure in zip(texts, figures, strict=True)
    ]
    return Row(metric.label, MEANINGS[name], f"{n:,}", cells)


def _best(texts: Sequence[str], *, less_is_better: bool) -> str | None:
    """The best of what is shown; None if nothing is worse, for then there is no best."""
    told = {text: float(text.replace(",", "")) for text in texts if text != _NONE}
    if len(told) < 2:
        return None
    return (min if less_is_better else max)(told, key=lambda text: told[text])


def _interval(figure: Figure) -> str:
    low, high = f"{figure.low:.2f}", f"{figure.high:.2f}"
    return low if low == high else f"{low}–{high}"


def _bounds(columns: Sequence[Column]) -> Iterator[Row]:
    for label, name in (("best EM", "em"), ("best F1", "f1")):
        cells = [_bound(column.result.summary.best, name) for column in columns]
        yield Row(label, MEANINGS[f"best_{name}"], "", cells, bound=True)


def _bound(best: Mapping[str, float], name: str) -> Cell:
    return Cell(f"{best[name]:.3f}", f"from {best[f'{name}_threshold']:.2f}") if best else Cell(_NONE)


def _speed(columns: Sequence[Column]) -> Iterator[Row]:
    for name, measure in _SPEED.items():
        texts = [_written(column.result.summary.speed, name, measure) for column in columns]
        less = measure.less_is_better
        best = None if less is None else _best(texts, less_is_better=less)
        yield Row(measure.label, MEANINGS[name], "", [Cell(text, best=text == best) for text in texts])


def _written(speed: Speed, name: str, measure: _Measure) -> str:
    value: float | None = getattr(speed, name)
    return _NONE if value is None else measure.told(value)
