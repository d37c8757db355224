"""A comparison on the terminal: the verdict, the figures, the breakdowns, and the questions won and lost.

The two answers to a question are side by side if a terminal has room, and else one below the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from qa.evaluate.comparison.types import Comparison, LabelChange, MetricChange, Pair, interval, p_value, points
from qa.evaluate.metrics.intervals import DRAWS
from qa.evaluate.results.files import Result
from qa.evaluate.results.records import Record
from qa.evaluate.results.summary import METRICS
from qa.evaluate.tables import number_table
from qa.render import clean, confidence, counted

# Columns of a terminal that has room for two answers side by side, each as wide as a line of a book.
_WIDE = 120
# Columns of the margin, which holds the number of a question and the name of a system.
_MARGIN = 4


def comparison_blocks(comparison: Comparison, *, show: int = 5) -> Iterator[RenderableType]:
    """The verdict, the figures, the breakdowns, and up to `show` questions won and as many lost."""
    yield from _heading(comparison)
    yield Text(f"\n{comparison.verdict}\n", style="bold")
    yield _figures(comparison)
    yield Text(_note(comparison), style="dim")
    if comparison.breakdowns:
        yield Text()
        yield _breakdowns(comparison)
    yield from _questions("Won: only B finds the right sentence", comparison.won, show=show)
    yield from _questions("Lost: only A finds the right sentence", comparison.lost, show=show)


def _heading(comparison: Comparison) -> Iterator[Text]:
    """What is compared, on how many questions, and what else is not the same."""
    first, second = comparison.first, comparison.second
    yield Text.assemble(("A  ", "bold"), _system(first))
    yield Text.assemble(("B  ", "bold"), _system(second))
    asked = f"{counted(len(comparison.pairs), 'question')}, {counted(comparison.documents, 'document')}"
    yield Text(f"{clean(second.about.title)}: {asked}", style="italic")
    only_first, only_second = comparison.left_out
    if only_first or only_second:
        yield Text(
            f"Left out: {counted(only_first, 'question')} that only A was asked, {only_second:,} that only B was."
        )
    if comparison.differing:
        values = (f"{clean(name)} {clean(a)} / {clean(b)}" for name, (a, b) in comparison.differing.items())
        yield Text(f"Not the same (A / B): {'; '.join(values)}.")


def _system(result: Result) -> str:
    return clean(f"{result.about.system}, measured with qa {result.about.qa_version} on {result.date}")


# Tables


def _figures(comparison: Comparison) -> Table:
    rows: list[tuple[str, Sequence[str]]] = [
        (METRICS[name].label, (*_values(change), interval(change), *_counts(change)))
        for name, change in comparison.changes.items()
    ]
    first, second = comparison.p50_ms
    rows.append(("p50 ms", ("", f"{first:.1f}", f"{second:.1f}", f"{second - first:+.1f}")))
    headings = ("n", "A", "B", "B - A", "95 %", "won", "lost", "p")
    return number_table(headings, rows, gap=2, fold_cells=False)


def _values(change: MetricChange | LabelChange) -> tuple[str, ...]:
    return f"{change.n:,}", f"{change.first:.3f}", f"{change.second:.3f}", points(change.difference)


def _counts(change: MetricChange) -> tuple[str, ...]:
    if change.p is None:
        return ()
    return f"{change.won:,}", f"{change.lost:,}", p_value(change.p).removeprefix("p ").removeprefix("= ")


def _note(comparison: Comparison) -> str:
    by_document = all(change.by_document for change in comparison.changes.values())
    units = "documents" if by_document else f"single questions ({counted(comparison.documents, 'document')} only)"
    return (
        f"B - A in points; 95 %: {DRAWS:,} draws of {units}.\n"
        "p: McNemar's exact test, which treats questions as independent.\n"
        f"Another best sentence or another decision: {comparison.changed:,} of "
        f"{counted(len(comparison.pairs), 'question')}."
    )


def _breakdowns(comparison: Comparison) -> Table:
    rows: list[tuple[str, Sequence[str]]] = []
    for title, labels in comparison.breakdowns.items():
        rows.append((title, ()))
        rows += [
            (f"  {clean(label)}", (*_values(change), f"{change.won:,}", f"{change.lost:,}"))
            for label, change in labels.items()
        ]
    headings = ("n", "A", "B", "B - A", "won", "lost")
    return number_table(headings, rows, corner="hit@1, by type of question", gap=2, fold_cells=False)


# Questions won and lost


def _questions(title: str, pairs: Sequence[Pair], *, show: int) -> Iterator[RenderableType]:
    """The first `show` of `pairs` under `title`."""
    shown = pairs[:show]
    if not shown:
        return
    yield Text(f"\n{title} ({len(shown):,} of {len(pairs):,})", style="bold")
    for number, pair in enumerate(shown, 1):
        yield Text()
        yield _Answers(pair, number)


@dataclass(frozen=True, slots=True)
class _Answers:
    """A question with its gold answers, and the answers of both systems."""

    pair: Pair
    number: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The answers side by side if a terminal has room, and else one below the other."""
        first, second = self.pair.first, self.pair.second
        golds = " / ".join(dict.fromkeys(map(clean, first.gold_answers)))
        question = Text.assemble((clean(first.question), "bold"), (f"  {clean(first.question_id)}", "dim"))
        yield _paragraphs((f"{self.number}.", question), ("", Text(f"Gold: {golds}", style="cyan")))
        if second.question != first.question:
            yield _paragraphs(("", Text(f"B was asked: {clean(second.question)}", style="dim")))
        answers = _answer("A", first), _answer("B", second)
        if options.is_terminal and options.max_width >= _WIDE:
            side_by_side = Table.grid(expand=True, padding=(0, 2, 0, 0))
            side_by_side.add_column(ratio=1)
            side_by_side.add_column(ratio=1)
            side_by_side.add_row(*answers)
            yield side_by_side
        else:
            yield from answers


def _paragraphs(*rows: tuple[str, Text]) -> Table:
    """Paragraphs, each with a label in the margin."""
    grid = Table.grid()
    grid.add_column(width=_MARGIN, no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in rows:
        grid.add_row(Text(label), text)
    return grid


def _answer(name: str, record: Record) -> Table:
    """The best sentence with its words marked, and below it the outcome."""
    return _paragraphs((f" {name}", _marked_sentence(record)), ("", Text(_outcome(record), style="dim")))


def _marked_sentence(record: Record) -> Text:
    if record.answer is None:
        return Text(f"crashed: {clean(record.error)}" if record.error else "no sentence at all", style="red")
    text, inner = record.answer.text, record.span or record.answer
    start, end = inner.start - record.answer.start, inner.end - record.answer.start
    style = "" if record.span is None else "bold green" if record.right else "bold red"
    return Text.assemble(clean(text[:start]), (clean(text[start:end]), style), clean(text[end:]))


def _outcome(record: Record) -> str:
    """`wrong · likely, 0.82 · abstained · right sentence at rank 3`."""
    if record.error:
        return "wrong"
    parts = ["right" if record.right else "wrong"]
    if record.confidence is not None:
        parts.append(confidence(record.confidence))
    if not record.answered:
        parts.append("abstained")
    if record.rewritten != record.question:
        parts.append(f"rewritten: {clean(record.rewritten)}")
    if not record.right:
        parts.append(f"right sentence at rank {record.rank}" if record.rank else "no right sentence found")
    return " · ".join(parts)
