"""How pictures are drawn: their size, their letters, a look for each system, and SVG that goes into the page as it is.

No state is shared with whoever else uses matplotlib: figures are objects, settings hold while one is drawn. The same
figures give the same bytes.
"""

import io
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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

# Inches: about as wide as a phone, so that letters of 9 points can be read on one.
WIDTH = 3.9
# Inches that a line of the legend takes.
_LINE = 0.18
# Characters of a name in a legend of three columns, of two, and of one.
_SHORT, _MEDIUM, _LONG = 10, 20, 44
# Letters as outlines: the page brings no font along, and the reader may not have ours.
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
    """How a system is told from the others, with colours or without."""

    colour: str
    marker: str
    dash: Any
    hatch: str


# Colours that most colour-blind people can tell apart (Okabe and Ito, 2008).
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
    """A drawing for the page: its heading, its numbers in words for who cannot see it, how to read it, and its data."""

    title: str
    alt: str
    caption: str
    source: str


def look(column: Column) -> Look:
    """The look of the system of `column`; after the seventh they begin again."""
    return _LOOKS[column.place % len(_LOOKS)]


def name(text: str) -> str:
    """`text` as a label: short, and in letters that the font has, so that nothing warns."""
    told = clean(text).encode("ascii", "replace").decode().lstrip("_")
    return told if len(told) <= _LONG else f"{told[: _LONG - 3]}..."


def drawn(draw: Callable[[Figure], None], columns: Sequence[Column], *, height: float) -> str:
    """What `draw` makes of a figure `height` inches high, and higher if the legend of `columns` needs many lines.

    It comes as the address of an SVG image that holds it.
    """
    with _settings():
        lines = ceil(len(columns) / _across(columns))
        figure = Figure(figsize=(WIDTH, height + (lines - 1) * _LINE), layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure)
        target = io.StringIO()
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = target.getvalue()
    return f"data:image/svg+xml;base64,{b64encode(svg[svg.index('<svg') :].encode()).decode()}"


@contextmanager
def _settings() -> Iterator[None]:
    """Hold matplotlib's own defaults, whatever the user's are, and on top of them ours."""
    with matplotlib.style.context(["default", _STYLE]):
        yield


def legend(figure: Figure, axes: Axes, columns: Sequence[Column]) -> None:
    """Name the systems below the axes."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=_across(columns))


def _across(columns: Sequence[Column]) -> int:
    """How many names stand side by side in a legend."""
    longest = max(len(name(column.label)) for column in columns)
    return min(len(columns), 3 if longest <= _SHORT else 2 if longest <= _MEDIUM else 1)


def told(what: str, columns: Sequence[Column], numbers: Callable[[Column], str]) -> str:
    """The numbers of a picture in words."""
    return f"{what}. " + " ".join(f"{column.label}: {numbers(column)}." for column in columns)
