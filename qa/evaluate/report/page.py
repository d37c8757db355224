"""Results to a page: what the page says about each group of results, and the template that shows it.

Every text in the page passes through `clean` and is escaped, wherever it is in the template.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa.errors import EvaluationError
from qa.evaluate.datasets import STANDALONE
from qa.evaluate.metrics.intervals import DRAWS, MIN_DOCUMENTS
from qa.evaluate.report.columns import Column, group_columns
from qa.evaluate.report.mistakes import Mistakes, worst_mistakes
from qa.evaluate.report.table import Row, table_rows
from qa.evaluate.results.files import Result
from qa.evaluate.results.summary import Summary
from qa.render import clean, counted

if TYPE_CHECKING:
    from jinja2 import Environment

    from qa.evaluate.report.drawing import Picture

_TEMPLATE = "report.html.jinja"
_MISSING_LIBRARY = (
    "the report needs matplotlib and Jinja2, the extra qa[report], which are not installed; "
    "add them with: pip install matplotlib jinja2"
)


@dataclass(frozen=True, slots=True)
class Section:
    """What the page says about results that were asked the same questions."""

    title: str
    asked: str
    intervals: str
    columns: Sequence[Column]
    table: Mapping[str, Sequence[Row]]
    pictures: "Sequence[Picture]"
    mistakes: Sequence[Mistakes]
    circumstances: Mapping[str, Sequence[str]]


def page(results: Sequence[Result], *, mistakes: int = 20) -> str:
    """`results`, of which there is at least one, as an HTML page that needs no other file.

    `mistakes` is how many are shown per system with a confidence. The same results give the same page. Raises
    `EvaluationError` if matplotlib or Jinja2 is missing.
    """
    try:
        import jinja2  # noqa: F401
        import matplotlib  # noqa: F401
    except ModuleNotFoundError as error:
        raise EvaluationError(_MISSING_LIBRARY) from error
    sections = [_section(columns, mistakes) for columns in group_columns(results)]
    return _environment().get_template(_TEMPLATE).render(sections=sections, meanings=_meanings(sections))


def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("qa.evaluate.report", ""),
        autoescape=True,
        # Text is cleaned; markup of the template's own is not a plain str and stays as it is.
        finalize=lambda value: clean(value) if type(value) is str else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _section(columns: Sequence[Column], limit: int) -> Section:
    from qa.evaluate.report.plots import pictures

    first = columns[0].result
    return Section(
        first.about.title,
        _describe_questions(first),
        _describe_intervals(first.summary),
        columns,
        table_rows(columns),
        pictures(columns),
        worst_mistakes(columns, limit=limit) if limit else (),
        _circumstances(columns),
    )


def _describe_questions(result: Result) -> str:
    """How many questions of how many documents."""
    summary, turns = result.summary, result.about.turns
    if summary.answerable == summary.questions:
        answerable = "all of them answerable"
    else:
        answerable = f"{summary.answerable:,} of them answerable"
    way = "" if turns == STANDALONE else f"; dialogue turns asked in the way {turns}"
    return f"{counted(summary.questions, 'question')} on {counted(summary.documents, 'document')}, {answerable}{way}."


def _describe_intervals(summary: Summary) -> str:
    intervals = f"In smaller type: the 95 % interval, from {DRAWS:,} bootstrap draws"
    if summary.by_document:
        return f"{intervals} of whole documents, since the questions on one document are not independent."
    return (
        f"{intervals} of single questions: with fewer than {MIN_DOCUMENTS} documents it does not cover other documents."
    )


def _meanings(sections: Sequence[Section]) -> dict[str, dict[str, str]]:
    """What the labels of the tables mean, by group, each once."""
    meanings: dict[str, dict[str, str]] = {}
    for section in sections:
        for group, rows in section.table.items():
            meanings.setdefault(group, {}).update({row.label: row.meaning for row in rows})
    return meanings


def _circumstances(columns: Sequence[Column]) -> dict[str, list[str]]:
    """The facts of the runs by name: one value if all results share it, or else one line per system."""
    facts = [dict(_facts(column.result)) for column in columns]
    lines = {}
    for name in dict.fromkeys(name for own in facts for name in own):
        values = [own.get(name, "—") for own in facts]
        if len(set(values)) == 1:
            lines[name] = values[:1]
        else:
            lines[name] = [f"{column.label}: {value}" for column, value in zip(columns, values, strict=True)]
    return lines


def _facts(result: Result) -> Iterator[tuple[str, str]]:
    about = result.about
    yield "date", result.date
    yield "processes", str(result.jobs)
    yield "settings", _in_words(result.settings) or "none"
    yield "seed", "—" if about.limit is None else str(about.seed)
    yield "qa", about.qa_version
    yield "weights (SHA-256)", about.weights
    for name, digest in sorted(about.data.items()):
        yield f"{name} (SHA-256)", digest
    for name, value in result.surroundings.items():
        yield name, _in_words(value)


def _in_words(value: Any) -> str:
    """A JSON value in words."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_in_words(inner)}" for name, inner in value.items())
    return str(value)
