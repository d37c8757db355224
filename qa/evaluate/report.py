"""Results as a table, for people; the same figures as JSON, for programs."""

import json
from collections.abc import Callable, Mapping

from rich.table import Table

from qa.evaluate.run import Summary


def table(summaries: Mapping[str, Summary], title: str) -> Table:
    """A column a system, a row a figure: it fits a terminal of 80 columns."""
    made = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    made.add_column("", no_wrap=True)
    for name in summaries:
        made.add_column(name, justify="right", no_wrap=True)
    for label, told in _ROWS:
        made.add_row(label, *(told(one) for one in summaries.values()))
    return made


def to_json(summaries: Mapping[str, Summary]) -> str:
    """One object: a system's name to its figures."""
    return json.dumps({name: one.as_dict() for name, one in summaries.items()}, indent=2)


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def _interval(one: Summary) -> str:
    low, high = one.hit_1_interval
    return f"{low:.2f}–{high:.2f}"


_ROWS: tuple[tuple[str, Callable[[Summary], str]], ...] = (
    ("hit@1", lambda one: _share(one.hit_1)),
    ("  95 % interval", _interval),
    ("MRR", lambda one: _share(one.mrr)),
    ("exact match", lambda one: _share(one.exact_match)),
    ("F1", lambda one: _share(one.f1)),
    ("answered", lambda one: _share(one.answered)),
    ("abstained", lambda one: _share(one.abstained)),
    ("correct", lambda one: _share(one.correct)),
    ("AUROC", lambda one: _share(one.auroc)),
    ("ECE", lambda one: _share(one.ece)),
    ("p50 ms", lambda one: f"{one.p50_ms:.1f}"),
    ("p95 ms", lambda one: f"{one.p95_ms:.1f}"),
)
