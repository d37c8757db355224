"""`qa eval`: measure, compare, report, gate, and make a set of one's own. It parses, calls, and prints."""

import json
import sys
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from qa import files
from qa.errors import EvaluationError, UsageError

if TYPE_CHECKING:
    from qa.evaluate.datasets import QuestionSet
    from qa.evaluate.experiment import Selection
    from qa.evaluate.results import Result

# What is measured if no command is named.
_RUN = "run"
_HELP = ("-h", "--help")
# qa's own sets: the first is measured, and both are held, if none is named.
_OWN_SETS = ("questions.jsonl", "dialogues.jsonl")
# Columns in a pipe: more than any table has.
_PIPE_WIDTH = 400


class _Evaluation(TyperGroup):
    """The commands of `qa eval`; what is none of them is what to measure."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """`qa eval [SET]...` is `qa eval run [SET]...`."""
        if args and args[0] in _HELP:
            return super().parse_args(ctx, args)
        if not args or args[0] not in self.commands:
            _refuse_misspelt(args[:1], list(self.commands))
            args = [_RUN, *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The options of `run`, which need no command, and then the commands."""
        self.commands[_RUN].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


def _refuse_misspelt(words: Sequence[str], commands: Sequence[str]) -> None:
    """UsageError for a word that is no file, but nearly a command."""
    for word in words:
        close = get_close_matches(word, commands, n=1, cutoff=0.75)
        if close and not Path(word).exists():
            raise UsageError(f"no such command or file: {word!r}; did you mean 'qa eval {close[0]}'?")


_HELP_TEXT = """Measure how well qa answers: on its own questions, on SQuAD files, on a set for your documents.

\b
qa eval --all
qa eval dev-v1.1.json --scope paragraph --limit 500 --system qa,bm25 --jobs 2
qa eval my-set.jsonl --system qa,qa:depth=3,qa:words=60:threshold=0.5 -o results/
qa eval dialogues.jsonl --turns resolved,last-turn -o results/

passages: is one that holds the answer among the first k (success@k), what share of them is (recall@k), MRR, nDCG.
sentences: is the best one right (hit@1); exact match and F1 of the marked words as SQuAD compares them. Both over the
answerable questions, whatever was decided.

decision: the share of answerable questions answered, of unanswerable ones left so, of all that ended well; AUROC of
the confidence, 0.5 is chance; AURC, the area under risk over coverage; how much can be answered with 95 % right;
Brier; ECE, how far confidence is off.

Systems: qa (also with :depth=, :words=, :threshold=), bm25, tfidf, idf-overlap, word-overlap, first-sentence, random.
"""
_NEW_HELP = """Make a question set for your own documents: ask, and choose the sentence that answers.

\b
qa eval new -d report.txt -d notes/ -o my-set.jsonl
qa eval my-set.jsonl

It is kept after each question: stop and go on as you like.
"""
_COMPARE_HELP = """Is B better than A? A paired test, the questions won and lost, and where.

\b
qa eval my-set.jsonl -o results/
qa eval compare results/my-set.article.tfidf.json results/my-set.article.qa.json
"""
_REPORT_HELP = """Write results as one HTML page: tables, curves, and the worst mistakes.

\b
qa eval -o results/
qa eval report results/ -o report.html
"""
_GATE_HELP = """Hold qa to the floors; exit status 1 if one is broken. Without SET: on its own questions and dialogues.

\b
qa eval gate
qa eval gate my-set.jsonl --floors floors.json --update
qa eval gate my-set.jsonl --floors floors.json
"""

app = typer.Typer(
    cls=_Evaluation,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    subcommand_metavar="[SET]... | COMMAND",
    context_settings={"help_option_names": list(_HELP)},
)


@app.callback(help=_HELP_TEXT)
def evaluate() -> None:
    """Only its help is needed: the commands do the work."""


Sets = Annotated[
    list[Path] | None,
    typer.Argument(metavar="SET", help="Question sets: qa's format or SQuAD JSON. Without one: qa's own."),
]
Scope = Annotated[
    str | None,
    typer.Option(
        metavar="SCOPE", help="article: ask the whole document (default). paragraph: ask each question's own."
    ),
]
Split = Annotated[
    str | None, typer.Option(metavar="SPLIT", help="dev, test or all. Default: test where the set has splits.")
]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="Ask a sample of N questions.")]
Seed = Annotated[
    int | None, typer.Option(metavar="S", help="Of the sample: the same number draws the same. [default: 0]")
]
Turns = Annotated[
    str | None,
    typer.Option(
        metavar="WAY,...",
        help="How the turns of dialogues are asked: resolved (in a conversation), typed (without), standalone "
        "(rewritten by hand), last-question, last-turn, all-turns (those in front). "
        "[default: resolved,typed,standalone]",
    ),
]
After = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Ask each question in a conversation, after N others drawn by the seed."),
]


@app.command(_RUN, help=_HELP_TEXT, hidden=True)
def run(
    sets: Sets = None,
    scope: Scope = None,
    split: Split = None,
    limit: Limit = None,
    seed: Seed = None,
    turns: Turns = None,
    after: After = None,
    system: Annotated[
        str | None, typer.Option(metavar="NAME,...", help="Systems: qa, qa:depth=3, bm25, ... (see above).")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Measure every system.")] = False,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Processes; documents are shared out among them.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from where the same run was stopped.")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="Keep the results as files in FOLDER.")
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the first system's answers, a JSON line a question.")
    ] = None,
    squad_predictions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write them for SQuAD's scorer, with the no-answer probabilities beside."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Ask every question of each set and print the figures: what `qa eval` does by itself."""
    from qa.evaluate import systems
    from qa.evaluate.datasets import ways_asked
    from qa.evaluate.measuring import Measuring
    from qa.evaluate.predictions import check_outputs, write_outputs
    from qa.render import console

    if every and system is not None:
        raise UsageError("both --all and --system were given; give one of the two")
    names = systems.ALL if every else None if system is None else systems.names(system)
    selection = _selection(scope, split, limit, seed, after)
    wanted = _ways(turns)
    asked = _load_sets(sets or [files.evaluation() / _OWN_SETS[0]])
    ways = [ways_asked(one, wanted) for one in asked]
    check_outputs(asked, predictions, squad_predictions)
    measuring = Measuring(selection, names, jobs=jobs, resume=resume, output=output, date=_today())
    measured = []
    for one, asked_so in zip(asked, ways, strict=True):
        results = measuring.results(one, asked_so, console(sys.stderr))
        write_outputs(results[0].records, predictions, squad_predictions)
        measured.append(results)
        if not as_json:
            _show(results)
    measuring.finish()
    if as_json:
        typer.echo(json.dumps([result.as_dict() for results in measured for result in results], indent=1))


def _show(results: "Sequence[Result]") -> None:
    """The table, and what it is of."""
    from qa.evaluate.table import shown
    from qa.render import console

    screen = console(sys.stdout)
    if not screen.is_terminal:
        # A pipe has no width: nothing is cut.
        screen.width = _PIPE_WIDTH
    for part in shown(results, width=screen.width):
        screen.print(part)
    screen.print()


def _today() -> str:
    return date.today().isoformat()


def _selection(
    scope: str | None, split: str | None, limit: int | None, seed: int | None, after: int | None = None
) -> "Selection":
    from qa.evaluate.datasets import ARTICLE
    from qa.evaluate.experiment import Selection

    if seed is not None and limit is None and after is None:
        raise UsageError("--seed does nothing without --limit (or --after); name both, or neither")
    return Selection(scope or ARTICLE, split, limit=limit, seed=seed or 0, after=after or 0)


def _ways(turns: str | None) -> Sequence[str] | None:
    """The ways that --turns names; None if it is not there."""
    from qa.evaluate.datasets import named_ways

    return None if turns is None else named_ways(turns)


def _load_sets(paths: Sequence[Path]) -> "list[QuestionSet]":
    """The sets at `paths`. Raises `EvaluationError` if two have one name, since results go by it."""
    from qa.evaluate.datasets import load_set

    found = [load_set(path) for path in paths]
    names = [one.name for one in found]
    doubles = sorted({name for name in names if names.count(name) > 1})
    if doubles:
        raise EvaluationError(f"found two sets called {doubles[0]!r}; rename one, or measure them one after the other")
    return found


@app.command(help=_NEW_HELP)
def new(
    more: Annotated[list[str] | None, typer.Argument(metavar="PATH", help="Further documents.")] = None,
    document: Annotated[
        list[str] | None,
        typer.Option("-d", "--document", metavar="PATH", help="A text or Markdown file, or a folder; may be repeated."),
    ] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The set; one that exists is gone on with.")
    ] = Path("questions.jsonl"),
    split: Annotated[str, typer.Option(metavar="SPLIT", help="Mark the questions as dev or test.")] = "",
) -> int:
    """Make a question set in the terminal."""
    from qa.fronts.annotate import annotate

    sources = [*(document or []), *(more or [])]
    if not sources:
        raise UsageError("no document was named; name the file or folder to ask about: qa eval new -d PATH")
    if split not in ("", "dev", "test"):
        raise UsageError(f"found --split {split}, expected dev or test")
    return annotate(sources, output, split=split)


@app.command(help=_COMPARE_HELP)
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="A result: a file that `qa eval -o` wrote.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="The result to compare with it.")],
    show: Annotated[int, typer.Option(min=0, metavar="N", help="Questions won and lost to show.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print the comparison as JSON.")] = False,
) -> None:
    """Two results, question by question."""
    from qa.evaluate.compare import compare as compared
    from qa.evaluate.comparison_view import as_dict, view
    from qa.evaluate.results import load
    from qa.render import console

    comparison = compared(load(first), load(second))
    if as_json:
        typer.echo(json.dumps(as_dict(comparison), indent=1))
        return
    screen = console(sys.stdout)
    for part in view(comparison, show=show):
        screen.print(part)


@app.command(help=_REPORT_HELP)
def report(
    results: Annotated[list[Path], typer.Argument(metavar="RESULTS", help="Result files, or folders of them.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The page.")] = Path("report.html"),
    mistakes: Annotated[int, typer.Option(min=0, metavar="N", help="The worst mistakes to show of a system.")] = 20,
) -> None:
    """Results as a page."""
    from qa.evaluate.predictions import check_writable, write_text
    from qa.evaluate.report import page
    from qa.evaluate.results import load_all

    check_writable(output)
    write_text(output, page(load_all(results), mistakes=mistakes))
    typer.echo(f"report written to {output}")


@app.command(help=_GATE_HELP)
def gate(
    sets: Sets = None,
    scope: Scope = None,
    split: Split = None,
    limit: Limit = None,
    seed: Seed = None,
    turns: Turns = None,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Processes.")] = 1,
    update: Annotated[bool, typer.Option("--update", help="Raise the floors to the results.")] = False,
    allow_regression: Annotated[
        bool, typer.Option("--allow-regression", help="With --update: let a floor fall.")
    ] = False,
    floors: Annotated[Path | None, typer.Option(metavar="FILE", help="The floors, if not those of qa itself.")] = None,
) -> int:
    """Hold qa to the floors, or update them."""
    from qa.evaluate.gating import Chosen, held, updated

    if allow_regression and not update:
        raise UsageError("--allow-regression does nothing without --update; name both, or neither")
    given = any(value is not None for value in (scope, split, limit, seed, turns))
    chosen = Chosen(_selection(scope, split, limit, seed), _ways(turns)) if given else None
    asked = _load_sets(sets or [files.evaluation() / name for name in _OWN_SETS])
    path = floors or files.evaluation() / "floors.json"
    if update:
        updated(path, asked, chosen, jobs=jobs, allow_regression=allow_regression)
        typer.echo(f"floors written to {path}")
        return 0
    lines = list(held(path, asked, chosen, jobs=jobs, named=bool(sets)))
    for line in lines:
        typer.echo(line.text, err=line.broken)
    return int(any(line.broken for line in lines))
