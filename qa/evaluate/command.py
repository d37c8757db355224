"""`qa eval`: qa's own set, the systems beside each other, and the gate. It parses, calls, and prints."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa import bundled
from qa.errors import EvaluationError

if TYPE_CHECKING:
    from qa.evaluate.run import Summary

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

SPLITS = ("dev", "test", "all")
# The split that the floors are measured on.
GATED = "test"


@app.callback(invoke_without_command=True)
def evaluate(
    context: typer.Context,
    split: Annotated[str, typer.Option(help="The questions asked: dev, test or all.")] = GATED,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure qa on its own questions about the bundled article, beside simple floors.

    hit@1: the best sentence answers. MRR: mean reciprocal rank. EM, F1: the marked words, as SQuAD compares them.
    answered, abstained: shares of the answerable and of the unanswerable questions. correct: share of all that ended
    well. AUROC: how well confidence tells the two sorts apart (0.5 is chance). ECE: how far confidence is off.
    p50, p95: time a question takes.
    """
    if context.invoked_subcommand is not None:
        return
    from qa.evaluate.report import table, to_json
    from qa.evaluate.systems import SYSTEMS

    summaries = {name: _measure(name, split) for name in SYSTEMS}
    if as_json:
        typer.echo(to_json(summaries))
        return
    from rich.console import Console

    one = summaries["qa"]
    title = f"{one.questions} questions ({split}), {one.answerable} of them answerable"
    Console().print(table(summaries, title))


@app.command()
def gate(
    update: Annotated[bool, typer.Option("--update", help="Write the results as the new floors.")] = False,
    allow_regression: Annotated[
        bool, typer.Option("--allow-regression", help="With --update: let a floor fall.")
    ] = False,
    floors: Annotated[Path | None, typer.Option(help="The floors, if not those that ship with qa.")] = None,
) -> None:
    """Hold the results on the test questions to the floors; exit status 1 if one is broken."""
    from qa.evaluate import gate as gating

    path = floors or bundled.evaluation() / "floors.json"
    if allow_regression and not update:
        raise EvaluationError("--allow-regression does nothing without --update; name both, or neither")
    summary = _measure("qa", GATED)
    if update:
        gating.update(path, summary, allow_regression=allow_regression)
        typer.echo(f"floors written to {path}")
        return
    broken = list(gating.broken(summary, gating.load_floors(path)))
    for line in broken:
        typer.echo(f"gate: {line}", err=True)
    if broken:
        raise typer.Exit(1)
    typer.echo(f"gate: every floor holds ({summary.questions} questions, hit@1 {summary.hit_1:.3f})")


def _measure(name: str, split: str) -> "Summary":
    """The figures of the system `name` on the questions of `split`."""
    from qa.evaluate.datasets import load_questions
    from qa.evaluate.run import run, summarise
    from qa.evaluate.systems import SYSTEMS

    if split not in SPLITS:
        raise EvaluationError(f"found --split {split}, expected one of {', '.join(SPLITS)}")
    questions = load_questions(bundled.evaluation() / "questions.jsonl")
    return summarise(list(run(SYSTEMS[name], [one for one in questions if split in (one.split, "all")])))
