"""Results as a table, for people; the same figures as JSON, for programs."""

import json
from collections.abc import Mapping

from rich.table import Table

from qa.evaluate.run import Summary


def table(summaries: Mapping[str, Summary], title: str) -> Table:
    """One row a system."""
    made = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    made.add_column("system", no_wrap=True)
    for heading in (
        "hit@1",
        "95 %",
        "MRR",
        "EM",
        "F1",
        "answered",
        "abstained",
        "correct",
        "AUROC",
        "p50 ms",
        "p95 ms",
    ):
        made.add_column(heading, justify="right")
    for name, one in summaries.items():
        low, high = one.hit_1_interval
        made.add_row(
            name,
            _share(one.hit_1),
            f"{low:.2f}–{high:.2f}",
            *(_share(value) for value in (one.mrr, one.exact_match, one.f1, one.answered, one.abstained, one.correct)),
            _share(one.auroc),
            f"{one.p50_ms:.1f}",
            f"{one.p95_ms:.1f}",
        )
    return made


def to_json(summaries: Mapping[str, Summary]) -> str:
    """One object: a system's name to its figures."""
    return json.dumps({name: one.as_dict() for name, one in summaries.items()}, indent=2)


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"
