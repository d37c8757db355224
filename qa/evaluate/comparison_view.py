"""A comparison, for people (`view`) and for programs (`as_dict`)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from qa.evaluate.comparison import Change, Comparison, Pair, Sort, chance, interval, points
from qa.evaluate.comparison_questions import questions
from qa.evaluate.metrics.intervals import DRAWS
from qa.evaluate.records import Record
from qa.evaluate.results import Result
from qa.evaluate.summary import METRICS
from qa.render import clean, counted

# For people


def view(comparison: Comparison, *, show: int = 5) -> Iterator[RenderableType]:
    """The verdict, the figures, the sorts of questions, and up to `show` questions won and as many lost."""
    yield from _heading(comparison)
    yield Text(f"\n{comparison.verdict}\n", style="bold")
    yield _figures(comparison)
    yield Text(_note(comparison), style="dim")
    if comparison.sorts:
        yield Text()
        yield _sorts(comparison)
    yield from questions("Won: only B finds the right sentence", comparison.won[:show], of=len(comparison.won))
    yield from questions("Lost: only A finds the right sentence", comparison.lost[:show], of=len(comparison.lost))


def _heading(comparison: Comparison) -> Iterator[Text]:
    """What is compared, over what, and what else is not the same."""
    first, second = comparison.first, comparison.second
    yield Text.assemble(("A  ", "bold"), _measured(first))
    yield Text.assemble(("B  ", "bold"), _measured(second))
    asked = f"{counted(len(comparison.pairs), 'question')}, {counted(comparison.documents, 'document')}"
    yield Text(f"{clean(second.about.title)}: {asked}", style="italic")
    only_first, only_second = comparison.left_out
    if only_first or only_second:
        left = f"{counted(only_first, 'question')} that only A was asked, {only_second:,} that only B was"
        yield Text(f"Left out: {left}.")
    if comparison.differing:
        told = (f"{clean(name)} {clean(one)} / {clean(other)}" for name, (one, other) in comparison.differing.items())
        yield Text(f"Not the same (A / B): {'; '.join(told)}.")


def _measured(result: Result) -> str:
    return clean(f"{result.about.system}, measured with qa {result.about.qa_version} on {result.date}")


def _table(*columns: str) -> Table:
    """A table of numbers under `columns`, after one of labels."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 0, 0, 2))
    made.add_column("", overflow="fold")
    for column in columns:
        made.add_column(column, justify="right", no_wrap=True)
    return made


def _figures(comparison: Comparison) -> Table:
    made = _table("n", "A", "B", "B - A", "95 %", "won", "lost", "p")
    for name, change in comparison.changes.items():
        made.add_row(METRICS[name].label, *_cells(change), interval(change), *_counts(change))
    first, second = comparison.p50_ms
    made.add_row("p50 ms", "", f"{first:.1f}", f"{second:.1f}", f"{second - first:+.1f}")
    return made


def _cells(one: Change | Sort) -> tuple[str, ...]:
    return f"{one.n:,}", f"{one.first:.3f}", f"{one.second:.3f}", points(one.difference)


def _counts(change: Change) -> tuple[str, ...]:
    if change.p is None:
        return ()
    return f"{change.won:,}", f"{change.lost:,}", chance(change.p).removeprefix("p ").removeprefix("= ")


def _note(comparison: Comparison) -> str:
    by_document = all(change.by_document for change in comparison.changes.values())
    few = f"single questions ({counted(comparison.documents, 'document')} only)"
    return (
        f"B - A in points; 95 %: {DRAWS:,} draws of {'documents' if by_document else few}.\n"
        "p: McNemar's exact test, which takes each question for itself.\n"
        f"Another best sentence, or another decision to give it: {comparison.changed:,} of "
        f"{counted(len(comparison.pairs), 'question')}."
    )


def _sorts(comparison: Comparison) -> Table:
    made = _table("n", "A", "B", "B - A", "won", "lost")
    made.columns[0].header = Text("hit@1, by sort of question")
    for title, sorts in comparison.sorts.items():
        made.add_row(Text(title, style="bold"))
        for label, one in sorts.items():
            made.add_row(Text(f"  {clean(label)}"), *_cells(one), f"{one.won:,}", f"{one.lost:,}")
    return made


# For programs


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """The comparison for JSON: A is `a`, B is `b`; every question won and lost, in the order of `view`."""
    return {
        "a": _json_measured(comparison.first),
        "b": _json_measured(comparison.second),
        "questions": len(comparison.pairs),
        "documents": comparison.documents,
        "left_out": dict(zip("ab", comparison.left_out, strict=True)),
        "differing": {name: dict(zip("ab", both, strict=True)) for name, both in comparison.differing.items()},
        "changed": comparison.changed,
        "verdict": comparison.verdict,
        "figures": {name: _json_figure(change) for name, change in comparison.changes.items()},
        "p50_ms": dict(zip("ab", comparison.p50_ms, strict=True)),
        "sorts": {
            title: {label: _json_figure(one) for label, one in sorts.items()}
            for title, sorts in comparison.sorts.items()
        },
        "won": [_json_pair(pair) for pair in comparison.won],
        "lost": [_json_pair(pair) for pair in comparison.lost],
    }


def _json_measured(result: Result) -> Mapping[str, Any]:
    """What was measured, and with what."""
    return {name: value for name, value in result.as_dict().items() if name not in ("format", "summary")}


def _json_figure(one: Change | Sort) -> Mapping[str, Any]:
    told = asdict(one)
    first, second, n = told.pop("first"), told.pop("second"), told.pop("n")
    return {"n": n, "a": first, "b": second, "difference": one.difference, **told}


def _json_pair(pair: Pair) -> Mapping[str, Any]:
    return {
        "id": pair.question_id,
        "question": pair.first.question,
        "gold_answers": list(dict.fromkeys(pair.first.gold_answers)),
        "a": _json_answer(pair.first),
        "b": _json_answer(pair.second),
    }


def _json_answer(record: Record) -> Mapping[str, Any]:
    return {
        "text": record.answer.text if record.answer else None,
        "span": record.span.text if record.span else None,
        "confidence": record.confidence,
        "answered": record.answered,
        "rank": record.rank,
        "error": record.error,
    }
