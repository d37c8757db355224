"""The pictures of confidence: whether it is what it says, and what answering more costs."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from qa.evaluate.metrics.decision import BINS, risk_coverage
from qa.evaluate.records import Record
from qa.evaluate.report.columns import Column
from qa.evaluate.report.drawing import Picture, drawn, legend, look, name, told

# Points of a curve: more could not be told apart.
_POINTS = 250


def reliability(columns: Sequence[Column]) -> Picture:
    """The share right by confidence, with the count of each bin below."""

    def draw(figure: Figure) -> None:
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        upper.plot([0, 1], [0, 1], color="#999999", linewidth=1, dashes=(2, 2))
        width = 0.9 / BINS / len(columns)
        for at, column in enumerate(columns):
            bins, one = column.result.summary.bins, look(column)
            upper.plot(
                [bin_["confidence"] for bin_ in bins],
                [bin_["right"] for bin_ in bins],
                color=one.colour,
                marker=one.marker,
                linestyle=one.dash,
                label=name(column.label),
            )
            left = [bin_["low"] + 0.05 / BINS + at * width for bin_ in bins]
            counts = [bin_["count"] for bin_ in bins]
            bars = lower.bar(left, counts, width, align="edge", color=one.colour, hatch=one.hatch, edgecolor="white")
            if len(columns) == 1:
                lower.bar_label(bars, fmt=_count, padding=1, fontsize=7.5)
        upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="share right")
        lower.set(xlabel="confidence", ylabel="questions")
        lower.margins(y=0.25)
        legend(figure, upper, columns)

    return Picture(
        "Reliability",
        told("Share right by confidence", columns, _bins),
        "How often the best sentence is right, by how sure the system was of it. On the dotted line confidence is "
        "worth what it says; below it the system is too sure. The bars count the questions.",
        drawn(draw, columns, height=4.1),
    )


def _count(number: float) -> str:
    """A count as wide as a bar: `950`, `12k`."""
    return f"{number:.0f}" if number < 10_000 else f"{number / 1_000:.0f}k"


def _bins(column: Column) -> str:
    return ", ".join(
        f"{one['low']:.1f} to {one['high']:.1f}: {one['right']:.2f} of {one['count']:,.0f}"
        for one in column.result.summary.bins
    )


def risk(columns: Sequence[Column]) -> Picture:
    """The share of wrong answers by the share of questions answered."""
    curves = {column.label: risk_coverage(*_decided(column.result.records)) for column in columns}

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for column in columns:
            coverage, share = curves[column.label]
            kept, one = _thinned(len(coverage)), look(column)
            axes.plot(coverage[kept], share[kept], color=one.colour, linestyle=one.dash, label=name(column.label))
            answered = sum(record.answered for record in column.result.records)
            if answered:
                at = answered - 1
                axes.plot([coverage[at]], [share[at]], color=one.colour, marker=one.marker, markersize=8, clip_on=False)
        axes.set(xlim=(0, 1), xlabel="share of the questions answered, the surest first", ylabel="share of those wrong")
        axes.set_ylim(bottom=0)
        legend(figure, axes, columns)

    return Picture(
        "Risk over coverage",
        told(
            "Share wrong among the surest quarter, half and all", columns, lambda one: _quarters(curves[one.label][1])
        ),
        "What answering more costs: the lower the curve, the better the confidence picks what to answer. The large "
        "mark is where the system's own threshold stands. An answer to an unanswerable question is wrong.",
        drawn(draw, columns, height=3.2),
    )


def _decided(records: Sequence[Record]) -> tuple[list[float], list[bool]]:
    """Confidences and rights as `summarise` takes them: a crash counts as the worst."""
    confidences = [float(not one.answerable) if one.confidence is None else one.confidence for one in records]
    return confidences, [one.right for one in records]


def _thinned(count: int) -> NDArray[np.intp]:
    return np.unique(np.linspace(0, count - 1, _POINTS).round().astype(np.intp))


def _quarters(share: NDArray[np.float64]) -> str:
    return ", ".join(f"{share[max(int(len(share) * part) - 1, 0)]:.2f}" for part in (0.25, 0.5, 1))
