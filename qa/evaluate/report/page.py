"""Results to a page: what is told of each group of them, and the template that it is told with.

Every text that is printed passes through `clean` and is escaped, wherever it stands in the template.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa.errors import EvaluationError
from qa.evaluate.datasets import STANDALONE
from qa.evaluate.metrics.intervals import DRAWS, LEAST_GROUPS
from qa.evaluate.report.columns import Column, grouped
from qa.evaluate.report.mistakes import Mistakes, mistakes
from qa.evaluate.report.rows import Row, table
from qa.evaluate.results import Result
from qa.evaluate.summary import Summary
from qa.render import clean, counted

if TYPE_CHECKING:
    from jinja2 import Environment

    from qa.evaluate.report.drawing import Picture

_TEMPLATE = "report.html.jinja"
_MISSING = (
    "the report needs matplotlib and Jinja2, the extra qa[report], which are not installed; "
    "add them with: pip install matplotlib jinja2"
)


@dataclass(frozen=True, slots=True)
class Section:
    """What the page tells of the results that were asked the same."""

    title: str
    asked: str
    drawn: str
    columns: Sequence[Column]
    table: Mapping[str, Sequence[Row]]
    pictures: "Sequence[Picture]"
    mistakes: Sequence[Mistakes]
    circumstances: Mapping[str, Sequence[str]]


def page(results: Sequence[Result], *, mistakes: int = 20) -> str:
    """`results`, of which there is at least one, as an HTML page that stands alone.

    `mistakes` is how many are shown of a system that has a confidence. The same results give the same page. Raises
    `EvaluationError` if matplotlib or Jinja2 is missing.
    """
    try:
        import jinja2  # noqa: F401
        import matplotlib  # noqa: F401
    except ModuleNotFoundError as error:
        raise EvaluationError(_MISSING) from error
    sections = [_section(columns, mistakes) for columns in grouped(results)]
    return _environment().get_template(_TEMPLATE).render(sections=sections, meanings=_meanings(sections))


def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("qa.evaluate.report", ""),
        autoescape=True,
        finalize=_cleaned,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _cleaned(value: Any) -> Any:
    """A text as it may be shown; markup of the template's own stays as it is."""
    return clean(value) if type(value) is str else value


def _section(columns: Sequence[Column], limit: int) -> Section:
    from qa.evaluate.report.figures import pictures

    first = columns[0].result
    return Section(
        first.about.title,
        _asked(first),
        _drawn(first.summary),
        columns,
        table(columns),
        pictures(columns),
        mistakes(columns, limit=limit) if limit else (),
        _circumstances([column.result for column in columns], [column.label for column in columns]),
    )


def _asked(result: Result) -> str:
    """How many questions of how many documents."""
    told, turns = result.summary, result.about.turns
    answerable = (
        "all of them answerable" if told.answerable == told.questions else f"{told.answerable:,} of them answerable"
    )
    wording = "" if turns == STANDALONE else f"; the turns of dialogues as {turns}"
    return f"{counted(told.questions, 'question')} on {counted(told.documents, 'document')}, {answerable}{wording}."


def _drawn(summary: Summary) -> str:
    """How the intervals came about."""
    told = f"In smaller type stands the 95 % interval, from {DRAWS:,} bootstrap draws"
    if summary.by_document:
        return f"{told} of whole documents, since questions on one document share its luck."
    return (
        f"{told} of single questions: with fewer than {LEAST_GROUPS} documents it says nothing of how other documents "
        "would do."
    )


def _meanings(sections: Sequence[Section]) -> dict[str, dict[str, str]]:
    """What the labels of the tables mean, by group, each once."""
    meanings: dict[str, dict[str, str]] = {}
    for section in sections:
        for group, rows in section.table.items():
            meanings.setdefault(group, {}).update({row.label: row.meaning for row in rows})
    return meanings


def _circumstances(results: Sequence[Result], labels: Sequence[str]) -> dict[str, list[str]]:
    """By what it is: what all results share, or a line for each system where they differ."""
    facts = [dict(_facts(result)) for result in results]
    return {
        what: _lines([one.get(what, "—") for one in facts], labels)
        for what in dict.fromkeys(k for f in facts for k in f)
    }


def _lines(told: Sequence[str], labels: Sequence[str]) -> list[str]:
    if len(set(told)) == 1:
        return [told[0]]
    return [f"{label}: {one}" for label, one in zip(labels, told, strict=True)]


def _facts(result: Result) -> Iterator[tuple[str, str]]:
    about = result.about
    yield "date", result.date
    yield "processes", str(result.jobs)
    yield "settings", _told(result.settings) or "none"
    yield "seed", "—" if about.limit is None else str(about.seed)
    yield "qa", about.qa_version
    yield "weights (SHA-256)", about.weights
    for name, digest in sorted(about.data.items()):
        yield f"{name} (SHA-256)", digest
    for name, value in result.surroundings.items():
        yield name, _told(value)


def _told(value: Any) -> str:
    """A value that JSON can hold, in words."""
    return (
        ", ".join(f"{name} {_told(one)}" for name, one in value.items()) if isinstance(value, Mapping) else str(value)
    )
