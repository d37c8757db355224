"""Results as a table, for people: a row a figure, a column a system; of dialogues, a row a way that they are asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from qa.evaluate.results import Result
from qa.evaluate.summary import METRICS, TURN_KINDS, Figure, Speed, Summary
from qa.render import clean, counted

# Columns: a label, and a value with its interval.
_LABEL_WIDTH, _CELL_WIDTH = 18, 15
# Of dialogues: the figures that have an interval, each with its heading, and those beside them.
_TURNS = {"hit@1": "hit@1", **{f"hit@1 {kind}": kind for kind in TURN_KINDS}}
_BESIDE = ("f1", "correct")
_SPEED: Mapping[str, Callable[[Speed], str]] = {
    "p50 ms": lambda speed: f"{speed.p50_ms:.1f}",
    "p95 ms": lambda speed: f"{speed.p95_ms:.1f}",
    "p99 ms": lambda speed: f"{speed.p99_ms:.1f}",
    "questions/s": lambda speed: f"{speed.per_second:,.0f}",
    "index s": lambda speed: f"{speed.build_seconds:.2f}",
    "peak MB": lambda speed: "—" if speed.megabytes is None else f"{speed.megabytes:,.0f}",
}


def shown(results: Sequence[Result], *, width: int) -> tuple[Text, Table, Text]:
    """What was asked, the figures of the systems that were asked it, and a note, for `width` columns."""
    first = results[0]
    if first.about.dialogues:
        made, note = dialogue_table(results), _drawn(first.summary)
    else:
        made, note = table(results, width=width), _note(first.summary)
    return Text(_title(first), style="italic"), made, Text(note)


def dialogue_table(results: Sequence[Result]) -> Table:
    """A row a way, and a system if there are several: hit@1 of all turns, and of follow-ups and the others apart."""
    turns = [name for name in _TURNS if name in results[0].summary.figures]
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 0, 0, 1))
    made.add_column("", overflow="fold")
    counted_labels = (f"{_TURNS[name]}\nn={results[0].summary.figures[name].n:,}" for name in turns)
    for label in (*counted_labels, *(METRICS[name].label for name in _BESIDE), "p50 ms"):
        made.add_column(Text(label, justify="right"), justify="right")
    several = len({result.about.system for result in results}) > 1
    for result in results:
        about, figures = result.about, result.summary.figures
        cells = [_cell(figures.get(name), beside=True) for name in turns]
        cells += [_cell(figures.get(name), beside=False) for name in _BESIDE]
        label = f"{about.system}, {about.turns}" if several else about.turns
        made.add_row(Text(clean(label)), *map(Text, cells), Text(_SPEED["p50 ms"](result.summary.speed)))
    return made


def table(results: Sequence[Result], *, width: int) -> Table:
    """The figures: intervals stand beside the values where they fit, and else below hit@1 alone."""
    beside = _LABEL_WIDTH + _CELL_WIDTH * len(results) <= width
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 0, 0, 1))
    made.add_column("", no_wrap=True)
    for result in results:
        made.add_column(Text(clean(result.about.system)), justify="right", overflow="fold")
    for label, cells in _rows(results, beside=beside):
        made.add_row(Text(label, style="" if label.startswith(" ") else "bold"), *map(Text, cells))
    return made


def _title(result: Result) -> str:
    told = result.summary
    answerable = "" if told.questions == told.answerable else f", {told.answerable:,} of them answerable"
    asked = f"{counted(told.questions, 'question')}{answerable}, {counted(told.documents, 'document')}"
    return f"{clean(result.about.title)}: {asked}"


def _drawn(summary: Summary) -> str:
    drawn = "documents" if summary.by_document else f"single questions ({counted(summary.documents, 'document')} only)"
    return f"In brackets the 95 % interval, in points: 1,000 draws of {drawn}."


def _note(summary: Summary) -> str:
    told = _drawn(summary)
    return f"{told}\n* With the threshold chosen on these very answers: a bound, no result." if summary.best else told


def _rows(results: Sequence[Result], *, beside: bool) -> Iterator[tuple[str, list[str]]]:
    empty = [""] * len(results)
    group = ""
    for name, metric in METRICS.items():
        figures = [result.summary.figures.get(name) for result in results]
        if not any(figures) or (metric.group == "SQuAD 2.0" and not results[0].summary.best):
            continue
        if metric.group != group:
            group = metric.group
            yield group, empty
        yield f"  {metric.label}", [_cell(figure, beside=beside) for figure in figures]
        if name == "hit@1" and not beside:
            yield "    95 %", [_interval(figure) for figure in figures]
    yield from _best(results)
    yield "speed", empty
    for label, told in _SPEED.items():
        yield f"  {label}", [told(result.summary.speed) for result in results]


def _best(results: Sequence[Result]) -> Iterator[tuple[str, list[str]]]:
    """SQuAD 2.0's best figures, marked as what they are."""
    if any(result.summary.best for result in results):
        for label, name in (("best EM *", "em"), ("best F1 *", "f1")):
            bests = [result.summary.best.get(name) for result in results]
            yield f"  {label}", ["—" if best is None else f"{best:.3f}" for best in bests]


def _cell(figure: Figure | None, *, beside: bool) -> str:
    if figure is None:
        return "—"
    return f"{figure.value:.3f} ({_interval(figure)})" if beside else f"{figure.value:.3f}"


def _interval(figure: Figure | None) -> str:
    if figure is None:
        return ""
    low, high = f"{100 * figure.low:.0f}", f"{100 * figure.high:.0f}"
    return low if low == high else f"{low}–{high}"
