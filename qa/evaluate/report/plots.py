"""The pictures of a group: reliability, risk over coverage, passages found, time, and hit@1 by question type."""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from numpy.typing import NDArray

from qa.evaluate.metrics.decision import BINS, risk_coverage
from qa.evaluate.metrics.reading import hit
from qa.evaluate.report.columns import Column
from qa.evaluate.report.drawing import Picture, add_legend, alt_text, font_safe, look_of, svg_url
from qa.evaluate.results.summary import confidences

# Points of a curve; more could not be distinguished.
_POINTS = 250
# Bins of the histogram of times; more could not be distinguished.
_TIME_BINS = 24
# The largest k of success@k.
_MAX_K = 10
# If the longest time is this many times the shortest, the axis is logarithmic; from the second ratio on, only powers of
# ten are labelled.
_LOGARITHMIC, _POWERS_ONLY = 12, 400
# The most systems, and question types, whose bars are legible together.
_MAX_SYSTEMS, _MAX_TYPES = 4, 10
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
        yield by_question_type(_few(columns))


# Confidence


def reliability(columns: Sequence[Column]) -> Picture:
    """The share right by confidence, with the count of each bin below."""

    def draw(figure: Figure) -> None:
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        upper.plot([0, 1], [0, 1], color="#999999", linewidth=1, dashes=(2, 2))
        width = 0.9 / BINS / len(columns)
        for number, column in enumerate(columns):
            bins, look = column.result.summary.bins, look_of(column)
            upper.plot(
                [bin_["confidence"] for bin_ in bins],
                [bin_["right"] for bin_ in bins],
                color=look.colour,
                marker=look.marker,
                linestyle=look.dash,
                label=font_safe(column.label),
            )
            left = [bin_["low"] + 0.05 / BINS + number * width for bin_ in bins]
            counts = [bin_["count"] for bin_ in bins]
            bars = lower.bar(left, counts, width, align="edge", color=look.colour, hatch=look.hatch, edgecolor="white")
            if len(columns) == 1:
                lower.bar_label(bars, fmt=_short_count, padding=1, fontsize=7.5)
        upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="share right")
        lower.set(xlabel="confidence", ylabel="questions")
        lower.margins(y=0.25)
        add_legend(figure, upper, columns)

    def numbers(column: Column) -> str:
        return ", ".join(
            f"{bin_['low']:.1f} to {bin_['high']:.1f}: {bin_['right']:.2f} of {bin_['count']:,.0f}"
            for bin_ in column.result.summary.bins
        )

    return Picture(
        "Reliability",
        alt_text("Share right by confidence", columns, numbers),
        "How often the best sentence is right, by the confidence of the system. On the dotted line the confidence is "
        "calibrated; below it the system is overconfident. The bars count the questions.",
        svg_url(draw, columns, height=4.1),
    )


def _short_count(number: float) -> str:
    """A count as wide as a bar: `950`, `12k`."""
    return f"{number:.0f}" if number < 10_000 else f"{number / 1_000:.0f}k"


def risk(columns: Sequence[Column]) -> Picture:
    """The share of wrong answers by the share of questions answered."""
    curves = {
        column.label: risk_coverage(
            confidences(column.result.records), [record.right for record in column.result.records]
        )
        for column in columns
    }

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for column in columns:
            coverage, share = curves[column.label]
            kept = np.unique(np.linspace(0, len(coverage) - 1, _POINTS).round().astype(np.intp))
            look = look_of(column)
            axes.plot(
                coverage[kept], share[kept], color=look.colour, linestyle=look.dash, label=font_safe(column.label)
            )
            answered = sum(record.answered for record in column.result.records)
            if answered:
                last = answered - 1
                axes.plot(
                    [coverage[last]], [share[last]], color=look.colour, marker=look.marker, markersize=8, clip_on=False
                )
        axes.set(
            xlim=(0, 1), xlabel="share of the questions answered, most confident first", ylabel="share of those wrong"
        )
        axes.set_ylim(bottom=0)
        add_legend(figure, axes, columns)

    def numbers(column: Column) -> str:
        share = curves[column.label][1]
        return ", ".join(f"{share[max(int(len(share) * part) - 1, 0)]:.2f}" for part in (0.25, 0.5, 1))

    return Picture(
        "Risk over coverage",
        alt_text("Share wrong among the most confident quarter, half and all", columns, numbers),
        "What answering more costs: the lower the curve, the better the confidence chooses what to answer. The large "
        "mark is the system's own threshold. An answer to an unanswerable question is wrong.",
        svg_url(draw, columns, height=3.2),
    )


# Passages


def success(columns: Sequence[Column]) -> Picture:
    """Success@k of the passages."""
    top_ks = range(1, _MAX_K + 1)
    curves = {column.label: _success_curve(column, top_ks) for column in columns}

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for column in columns:
            look = look_of(column)
            axes.plot(
                top_ks,
                curves[column.label],
                color=look.colour,
                marker=look.marker,
                linestyle=look.dash,
                label=font_safe(column.label),
            )
        axes.set(xticks=top_ks, ylim=(0, 1.03), xlabel="number of passages (k)", ylabel="success@k")
        add_legend(figure, axes, columns)

    def numbers(column: Column) -> str:
        return ", ".join(f"{curves[column.label][k - 1]:.2f}" for k in (1, 3, 5, 10))

    return Picture(
        "Passages found",
        alt_text("success@1, @3, @5 and @10", columns, numbers),
        "The share of the answerable questions for which one of the first k passages holds the answer. No reader can "
        "answer what is not found here.",
        svg_url(draw, columns, height=3.2),
    )


def _success_curve(column: Column, top_ks: Sequence[int]) -> list[float]:
    first_ranks = [min(record.passage_ranks, default=None) for record in column.answerable]
    return [float(np.mean([hit(rank, k) for rank in first_ranks])) for k in top_ks]


# Time


def latency(columns: Sequence[Column]) -> Picture:
    """The distribution of the time per question."""
    times = {column.label: _milliseconds(column) for column in columns}
    every = np.concatenate(list(times.values()))
    edges = _bin_edges(float(every.min()), float(every.max()))

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for column in columns:
            look, own = look_of(column), times[column.label]
            share = np.histogram(own, edges)[0] / len(own)
            axes.stairs(share, edges, color=look.colour, linestyle=look.dash, linewidth=1.5)
            axes.plot([], [], color=look.colour, marker=look.marker, linestyle=look.dash, label=font_safe(column.label))
            axes.plot([float(np.median(own))], [0], color=look.colour, marker=look.marker, markersize=7, clip_on=False)
        if edges[-1] / edges[0] >= _LOGARITHMIC:
            _make_logarithmic(axes, subs=(1, 2, 5) if edges[-1] / edges[0] < _POWERS_ONLY else (1,))
        axes.set(xlabel="milliseconds", ylabel="share of the questions")
        axes.set_ylim(bottom=0)
        add_legend(figure, axes, columns)

    def numbers(column: Column) -> str:
        speed = column.result.summary.speed
        return f"{speed.p50_ms:.1f} and {speed.p95_ms:.1f}"

    return Picture(
        "Time per question",
        alt_text("Median and 95th percentile in milliseconds", columns, numbers),
        "The mark on the axis is the median. Crashes are left out.",
        svg_url(draw, columns, height=3.2),
    )


def _milliseconds(column: Column) -> NDArray[np.float64]:
    """The times in milliseconds, at least the resolution of the clock: zero has no logarithm."""
    times = [record.milliseconds for record in column.result.records if not record.error] or [0.0]
    return np.maximum(times, 0.001)


def _bin_edges(low: float, high: float) -> NDArray[np.float64]:
    low, high = 0.95 * low, 1.05 * high
    return (np.geomspace if high / low >= _LOGARITHMIC else np.linspace)(low, high, _TIME_BINS + 1)


def _make_logarithmic(axes: Axes, *, subs: Sequence[float]) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=subs))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


# Question types


def by_question_type(columns: Sequence[Column]) -> Picture:
    """hit@1 for the most frequent question types."""
    counts = {label: count for label, (_, count) in columns[0].result.summary.breakdowns[_BREAKDOWN].items()}
    types = list(counts)[:_MAX_TYPES]

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        height = 0.8 / len(columns)
        for number, column in enumerate(columns):
            look, places = look_of(column), np.arange(len(types)) - 0.4 + number * height
            bars = axes.barh(
                places,
                _hits(column, types),
                height,
                align="edge",
                color=look.colour,
                hatch=look.hatch,
                edgecolor="white",
                label=font_safe(column.label),
            )
            axes.bar_label(bars, fmt="%.2f", padding=2, fontsize=7)
        axes.set_yticks(range(len(types)), [f"{font_safe(label)} ({counts[label]:,})" for label in types])
        axes.set(xlim=(0, 1.08), xticks=np.linspace(0, 1, 6), xlabel="hit@1")
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        add_legend(figure, axes, columns)

    def numbers(column: Column) -> str:
        return ", ".join(f"{label} {value:.2f}" for label, value in zip(types, _hits(column, types), strict=True))

    left_out = f" of {len(counts)}" if len(counts) > _MAX_TYPES else ""
    return Picture(
        "hit@1 by question type",
        alt_text("hit@1", columns, numbers),
        f"The {len(types)} most frequent types{left_out}, with their number of answerable questions. With few "
        "questions, one more or less makes a large difference.",
        svg_url(draw, columns, height=1.0 + len(types) * (0.12 + 0.15 * len(columns))),
    )


def _few(columns: Sequence[Column]) -> Sequence[Column]:
    """All columns, or if they are too many the first and the best baseline."""
    if len(columns) <= _MAX_SYSTEMS:
        return columns
    others = [column for column in columns[1:] if not column.is_ours] or columns[1:]
    return columns[0], max(others, key=lambda column: column.result.summary.figures["hit@1"].value)


def _hits(column: Column, types: Sequence[str]) -> list[float]:
    breakdown = column.result.summary.breakdowns[_BREAKDOWN]
    return [breakdown[label][0] if label in breakdown else 0.0 for label in types]
