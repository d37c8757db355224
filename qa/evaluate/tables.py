"""Terminal tables: the one renderer of tables of numbers (`number_table`), and the results of `qa eval` by it.

Results of a set are shown with a row per figure and a column per system; results of dialogues with a row per way to ask
them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import OverflowMethod
from rich.table import Table
from rich.text import Text

from qa.evaluate.metrics.intervals import DRAWS
from qa.evaluate.results.files import Result
from qa.evaluate.results.summary import METRICS, TURN_KINDS, Figure, Speed, Summary, figure_rows
from qa.render import clean, counted

# Columns of the terminal: a label, and a value with its interval.
_LABEL_WIDTH, _CELL_WIDTH = 18, 15
# For dialogues: the figures with an interval, each with its heading, and those without.
_TURN_FIGURES = {"hit@1": "hit@1", **{f"hit@1 {kind}": kind for kind in TURN_KINDS}}
_PLAIN_FIGURES = ("f1", "correct")
_SPEED: Mapping[str, Callable[[Speed], str]] = {
    "p50 ms": lambda speed: f"{speed.p50_ms:.1f}",
    "p95 ms": lambda speed: f"{speed.p95_ms:.1f}",
    "p99 ms": lambda speed: f"{speed.p99_ms:.1f}",
    "questions/s": lambda speed: f"{speed.per_second:,.0f}",
    "index s": lambda speed: f"{speed.build_seconds:.2f}",
    "peak MB": lambda speed: "—" if speed.megabytes is None else f"{speed.megabytes:,.0f}",
}


def number_table(
    headings: Sequence[str],
    rows: Sequence[tuple[str, Sequence[str]]],
    *,
    corner: str = "",
    gap: int = 1,
    fold_labels: bool = True,
    fold_cells: bool = True,
) -> Table:
    """A table of `rows`, each a label and its cells, with `headings` above the cells and `corner` above the labels.

    Numbers are on the right, `gap` columns apart. A row without cells is a group heading, in bold. What is wider than
    the terminal is folded, if the flag allows it, and else cut. All text is printed as it is; untrusted text must be
    cleaned.
    """
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 0, 0, gap))
    table.add_column(Text(corner), overflow="fold" if fold_labels else "ellipsis", no_wrap=not fold_labels)
    for heading in headings:
        overflow: OverflowMethod = "fold" if fold_cells else "ellipsis"
        table.add_column(Text(heading, justify="right"), justify="right", overflow=overflow, no_wrap=not fold_cells)
    for label, cells in rows:
        table.add_row(Text(label, style="" if cells else "bold"), *map(Text, cells))
    return table


def result_blocks(results: Sequence[Result], *, width: int) -> tuple[Text, Table, Text]:
    """A title, the table of `results` that were asked the same questions, and a note, for a terminal `width` wide."""
    first = results[0]
    note = f"In brackets the 95 % interval, in points: {draws_note(first.summary)}."
    if first.about.dialogues:
        table = _dialogue_table(results)
    else:
        table = _figure_table(results, width=width)
        if first.summary.best:
            note += "\n* The threshold is chosen on these same answers: an upper bound, no result."
    return Text(_title(first), style="italic"), table, Text(note)


def draws_note(summary: Summary) -> str:
    """What the intervals are drawn from."""
    units = "documents" if summary.by_document else f"single questions ({counted(summary.documents, 'document')} only)"
    return f"{DRAWS:,} draws of {units}"


def _title(result: Result) -> str:
    summary = result.summary
    answerable = "" if summary.questions == summary.answerable else f", {summary.answerable:,} of them answerable"
    asked = f"{counted(summary.questions, 'question')}{answerable}, {counted(summary.documents, 'document')}"
    return f"{clean(result.about.title)}: {asked}"


def _dialogue_table(results: Sequence[Result]) -> Table:
    """A row per way, or per system and way: hit@1 of all turns, and of follow-ups and stand-alone turns separately."""
    first = results[0].summary.figures
    names = [name for name in _TURN_FIGURES if name in first]
    headings = [f"{_TURN_FIGURES[name]}\nn={first[name].n:,}" for name in names]
    headings += [*(METRICS[name].label for name in _PLAIN_FIGURES), "p50 ms"]
    several = len({result.about.system for result in results}) > 1
    rows = []
    for result in results:
        about, figures = result.about, result.summary.figures
        cells = [_cell(figures.get(name), with_interval=True) for name in names]
        cells += [_cell(figures.get(name), with_interval=False) for name in _PLAIN_FIGURES]
        label = f"{about.system}, {about.turns}" if several else about.turns
        rows.append((clean(label), [*cells, _SPEED["p50 ms"](result.summary.speed)]))
    return number_table(headings, rows)


def _figure_table(results: Sequence[Result], *, width: int) -> Table:
    """The figures; intervals are beside the values if there is room, and else below hit@1 alone."""
    with_interval = _LABEL_WIDTH + _CELL_WIDTH * len(results) <= width
    headings = [clean(result.about.system) for result in results]
    return number_table(headings, [*_figure_rows(results, with_interval=with_interval)], fold_labels=False)


def _figure_rows(results: Sequence[Result], *, with_interval: bool) -> Iterator[tuple[str, list[str]]]:
    summaries = [result.summary for result in results]
    group = ""
    for name, metric, figures in figure_rows(summaries, with_squad=bool(summaries[0].best)):
        if metric.group != group:
            group = metric.group
            yield group, []
        yield f"  {metric.label}", [_cell(figure, with_interval=with_interval) for figure in figures]
        if name == "hit@1" and not with_interval:
            yield "    95 %", [_interval(figure) for figure in figures]
    if any(summary.best for summary in summaries):
        for label, name in (("best EM *", "em"), ("best F1 *", "f1")):
            yield f"  {label}", [f"{summary.best[name]:.3f}" if summary.best else "—" for summary in summaries]
    yield "speed", []
    for label, show in _SPEED.items():
        yield f"  {label}", [show(summary.speed) for summary in summaries]


def _cell(figure: Figure | None, *, with_interval: bool) -> str:
    if figure is None:
        return "—"
    return f"{figure.value:.3f} ({_interval(figure)})" if with_interval else f"{figure.value:.3f}"


def _interval(figure: Figure | None) -> str:
    if figure is None:
        return ""
    low, high = f"{100 * figure.low:.0f}", f"{100 * figure.high:.0f}"
    return low if low == high else f"{low}–{high}"
