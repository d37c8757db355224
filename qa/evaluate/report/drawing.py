"""The style of the pictures: their size, their font, a look for each system, and SVG that is embedded in the page.

No state is shared with other users of matplotlib: figures are objects, and settings hold while one is drawn. The same
figures give the same bytes.
"""

import io
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import matplotlib
import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from qa.evaluate.report.columns import Column
from qa.render import clean

# Inches: about as wide as a phone, where letters of 9 points are legible.
_WIDTH = 3.9
# Inches per line of the legend.
_LEGEND_LINE = 0.18
# The longest name, in characters, in a legend of three columns, of two, and of one.
_SHORT, _MEDIUM, _LONG = 10, 20, 44
# Letters as outlines: the page brings no font, and the reader may lack ours.
_STYLE: dict[str, Any] = {
    "svg.hashsalt": "qa",
    "svg.fonttype": "path",
    "text.parse_math": False,
    "font.size": 9,
    "axes.labelsize": 9,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#666666",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.7,
    "lines.linewidth": 1.6,
    "lines.markersize": 5,
    "hatch.linewidth": 0.6,
}


@dataclass(frozen=True, slots=True)
class Look:
    """What distinguishes a system from the others, with colours or without."""

    colour: str
    marker: str
    dash: Any
    hatch: str


# Colours that most colour-blind people can distinguish (Okabe and Ito, 2008).
_LOOKS = (
    Look("#0072B2", "o", "-", ""),
    Look("#D55E00", "s", "--", "///"),
    Look("#009E73", "^", "-.", "..."),
    Look("#CC79A7", "D", ":", "xxx"),
    Look("#000000", "v", (0, (5, 1, 1, 1, 1, 1)), "\\\\\\"),
    Look("#E69F00", "P", (0, (8, 2)), "+++"),
    Look("#56B4E9", "X", (0, (1, 1)), "---"),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing for the page: its heading, its numbers in words (the alt text), how to read it, and a data URL."""

    title: str
    alt: str
    caption: str
    source: str


def look_of(column: Column) -> Look:
    """The look of the system of `column`; after the seventh they repeat."""
    return _LOOKS[column.position % len(_LOOKS)]


def font_safe(text: str) -> str:
    """`text` as a label: short, and in characters that the font has, so that matplotlib warns of nothing."""
    label = clean(text).encode("ascii", "replace").decode().lstrip("_")
    return label if len(label) <= _LONG else f"{label[: _LONG - 3]}..."


def svg_url(draw: Callable[[Figure], None], columns: Sequence[Column], *, height: float) -> str:
    """Draw a figure `height` inches high, or higher if the legend of `columns` has several lines.

    Returns a data URL with the SVG.
    """
    # matplotlib's own defaults, whatever the user's are, and our style on top.
    with matplotlib.style.context(["default", _STYLE]):
        lines = ceil(len(columns) / _legend_columns(columns))
        figure = Figure(figsize=(_WIDTH, height + (lines - 1) * _LEGEND_LINE), layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure)
        target = io.StringIO()
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = target.getvalue()
    return f"data:image/svg+xml;base64,{b64encode(svg[svg.index('<svg') :].encode()).decode()}"


def add_legend(figure: Figure, axes: Axes, columns: Sequence[Column]) -> None:
    """Name the systems below the axes."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=_legend_columns(columns))


def _legend_columns(columns: Sequence[Column]) -> int:
    longest = max(len(font_safe(column.label)) for column in columns)
    return min(len(columns), 3 if longest <= _SHORT else 2 if longest <= _MEDIUM else 1)


def alt_text(what: str, columns: Sequence[Column], numbers: Callable[[Column], str]) -> str:
    """The numbers of a picture in words."""
    return f"{what}. " + " ".join(f"{column.label}: {numbers(column)}." for column in columns)
