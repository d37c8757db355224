"""The pictures of a group: those of confidence, where passages are found, how long it takes, for which questions."""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from numpy.typing import NDArray

from qa.evaluate.metrics.reading import hit
from qa.evaluate.report.columns import Column
from qa.evaluate.report.confidence import reliability, risk
from qa.evaluate.report.drawing import Picture, drawn, legend, look, name, told

# Bins of the histogram: more could not be told apart.
_SPANS = 24
# Passages that success is shown for.
_DEPTH = 10
# From this ratio of the longest time to the shortest on, the axis is logarithmic; from the second, only powers of ten
# have a number.
_WIDE, _WIDEST = 12, 400
# Bars that can be read together: systems, and types of questions.
_SYSTEMS, _TYPES = 4, 10
_BREAKDOWN = "question type"


def pictures(columns: Sequence[Column]) -> list[Picture]:
    """Every picture that the results have the figures for."""
    return list(_pictures(columns))


def _pictures(columns: Sequence[Column]) -> Iterator[Picture]:
    deciding = [column for column in columns if column.decides]
    if deciding:
        yield reliability(deciding)
        yield risk(deciding)
    if columns[0].answerable:
        yield success(columns)
    yield latency(columns)
    if columns[0].result.summary.breakdowns.get(_BREAKDOWN):
        yield by_type(_few(columns))


def success(columns: Sequence[Column]) -> Picture:
    """Success@k of the passages."""
    depths = range(1, _DEPTH + 1)
    curves = {column.label: _success(column, depths) for column in columns}

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for column in columns:
            one = look(column)
            axes.plot(
                depths,
                curves[column.label],
                color=one.colour,
                marker=one.marker,
                linestyle=one.dash,
                label=name(column.label),
            )
        axes.set(xticks=depths, ylim=(0, 1.03), xlabel="passages looked at (k)", ylabel="success@k")
        legend(figure, axes, columns)

    return Picture(
        "Passages found",
        told("success@1, @3, @5 and @10", columns, lambda one: _cutoffs(curves[one.label])),
        "For which share of the answerable questions one of the first k passages holds the answer. What is not found "
        "here, no reader can answer.",
        drawn(draw, columns, height=3.2),
    )


def _success(column: Column, depths: Sequence[int]) -> list[float]:
    first = [min(record.passage_ranks, default=None) for record in column.answerable]
    return [float(np.mean([hit(rank, k) for rank in first])) for k in depths]


def _cutoffs(curve: Sequence[float]) -> str:
    return ", ".join(f"{curve[k - 1]:.2f}" for k in (1, 3, 5, 10))


def latency(columns: Sequence[Column]) -> Picture:
    """How long questions took."""
    taken = {column.label: _milliseconds(column) for column in columns}
    every = np.concatenate(list(taken.values()))
    edges = _edges(float(every.min()), float(every.max()))

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for column in columns:
            one, times = look(column), taken[column.label]
            share = np.histogram(times, edges)[0] / len(times)
            axes.stairs(share, edges, color=one.colour, linestyle=one.dash, linewidth=1.5)
            axes.plot([], [], color=one.colour, marker=one.marker, linestyle=one.dash, label=name(column.label))
            axes.plot([float(np.median(times))], [0], color=one.colour, marker=one.marker, markersize=7, clip_on=False)
        if edges[-1] / edges[0] >= _WIDE:
            _logarithmic(axes, subs=(1, 2, 5) if edges[-1] / edges[0] < _WIDEST else (1,))
        axes.set(xlabel="milliseconds", ylabel="share of the questions")
        axes.set_ylim(bottom=0)
        legend(figure, axes, columns)

    return Picture(
        "Time a question took",
        told("Median and 95th percentile in milliseconds", columns, _percentiles),
        "The mark on the axis is the median. Crashes are left out.",
        drawn(draw, columns, height=3.2),
    )


def _milliseconds(column: Column) -> NDArray[np.float64]:
    """The times in milliseconds, at least what the clock is read to: zero has no logarithm."""
    taken = [record.milliseconds for record in column.result.records if not record.error] or [0.0]
    return np.maximum(taken, 0.001)


def _edges(low: float, high: float) -> NDArray[np.float64]:
    low, high = 0.95 * low, 1.05 * high
    return (np.geomspace if high / low >= _WIDE else np.linspace)(low, high, _SPANS + 1)


def _logarithmic(axes: Axes, *, subs: Sequence[float]) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=subs))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _percentiles(column: Column) -> str:
    speed = column.result.summary.speed
    return f"{speed.p50_ms:.1f} and {speed.p95_ms:.1f}"


def by_type(columns: Sequence[Column]) -> Picture:
    """hit@1 for the most frequent types of questions."""
    counts = {one: count for one, (_, count) in columns[0].result.summary.breakdowns[_BREAKDOWN].items()}
    types = list(counts)[:_TYPES]

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        height = 0.8 / len(columns)
        for at, column in enumerate(columns):
            one, places = look(column), np.arange(len(types)) - 0.4 + at * height
            bars = axes.barh(
                places,
                _hits(column, types),
                height,
                align="edge",
                color=one.colour,
                hatch=one.hatch,
                edgecolor="white",
                label=name(column.label),
            )
            axes.bar_label(bars, fmt="%.2f", padding=2, fontsize=7)
        axes.set_yticks(range(len(types)), [f"{name(one)} ({counts[one]:,})" for one in types])
        axes.set(xlim=(0, 1.08), xticks=np.linspace(0, 1, 6), xlabel="hit@1")
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        legend(figure, axes, columns)

    left_out = f", of {len(counts)}" if len(counts) > _TYPES else ""
    return Picture(
        "hit@1 by type of question",
        told("hit@1", columns, lambda one: _listed(one, types)),
        f"The {len(types)} most frequent types{left_out}, with their number of answerable questions. Of few questions, "
        "one more or less makes a large difference.",
        drawn(draw, columns, height=1.0 + len(types) * (0.12 + 0.15 * len(columns))),
    )


def _few(columns: Sequence[Column]) -> Sequence[Column]:
    """All, or where they are too many the first and the best of the baselines."""
    if len(columns) <= _SYSTEMS:
        return columns
    others = [column for column in columns[1:] if not column.ours] or columns[1:]
    return columns[0], max(others, key=lambda column: column.result.summary.figures["hit@1"].value)


def _hits(column: Column, types: Sequence[str]) -> list[float]:
    held = column.result.summary.breakdowns[_BREAKDOWN]
    return [held[one][0] if one in held else 0.0 for one in types]


def _listed(column: Column, types: Sequence[str]) -> str:
    return ", ".join(f"{one} {value:.2f}" for one, value in zip(types, _hits(column, types), strict=True))
