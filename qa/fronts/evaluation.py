"""`qa eval`: measure, compare, report, gate, and make a question set. It parses, calls `qa.evaluate`, and prints."""

import json
import sys
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from qa import files
from qa.errors import EvaluationError, UsageError

if TYPE_CHECKING:
    from qa.evaluate.datasets import QuestionSet, Selection
    from qa.evaluate.results import Result

# The command that is meant if none is named.
_RUN = "run"
_HELP_FLAGS = ("-h", "--help")
# qa's own sets, which may be named without a path and a suffix. If no set is named, the first is measured, and all are
# gated.
_OWN_SETS = ("questions", "dialogues", "documents")
# Columns in a pipe: more than any table has.
_PIPE_WIDTH = 400


class _Evaluation(TyperGroup):
    """The commands of `qa eval`; a first argument that is no command is a set to measure."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """`qa eval [SET]...` is `qa eval run [SET]...`."""
        if args and args[0] in _HELP_FLAGS:
            return super().parse_args(ctx, args)
        if not args or args[0] not in self.commands:
            _reject_misspelt_command(args[:1], list(self.commands))
            args = [_RUN, *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The options of `run`, which need no command, and then the commands."""
        self.commands[_RUN].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


def _reject_misspelt_command(words: Sequence[str], commands: Sequence[str]) -> None:
    """Raise `UsageError` for a word that is no file, but close to a command."""
    for word in words:
        close = get_close_matches(word, commands, n=1, cutoff=0.75)
        if close and not Path(word).exists():
            raise UsageError(f"no such command or file: {word!r}; did you mean 'qa eval {close[0]}'?")


_RUN_HELP = """Measure how well qa answers: on its own questions, on SQuAD files, on a set for your documents.

\b
qa eval --all
qa eval dev-v1.1.json --scope paragraph --limit 500 --system qa,bm25 --jobs 2
qa eval my-set.jsonl --system qa,qa:top_k=3,qa:passage_words=60:threshold=0.5 -o results/
qa eval dialogues.jsonl --turns resolved,last-turn -o results/

passages: whether one of the top k holds the answer (success@k), what share of those that do (recall@k), MRR, nDCG.
sentences: whether the best one is right (hit@1); exact match and F1 of the marked words as in SQuAD. Both over the
answerable questions, whatever was decided.

decision: the share of answerable questions answered, of unanswerable ones left unanswered, of all that ended well;
AUROC of the confidence, 0.5 is chance; AURC, the area under risk over coverage; coverage at 95 % right; Brier score;
ECE, how far the confidence is off.

Systems: qa (also with :top_k=, :passage_words=, :threshold=), bm25, tfidf, idf-overlap, word-overlap, first-sentence,
random.
"""
_NEW_HELP = """Make a question set for your own documents: ask, and choose the sentence that answers.

\b
qa eval new -d report.txt -d notes/ -o my-set.jsonl
qa eval my-set.jsonl

The set is saved after each question: stop and resume whenever you like.
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
_GATE_HELP = """Hold qa to the floors; exit status 1 if one is violated. Without SET: on all of qa's own sets.

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
    context_settings={"help_option_names": list(_HELP_FLAGS)},
)


@app.callback(help=_RUN_HELP)
def evaluate() -> None:
    """Only its help is needed: the commands do the work."""


Sets = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="SET",
        help="Question sets: qa's format, SQuAD JSON or CoQA follow-ups; questions, dialogues or documents: qa's own. "
        "[default: questions]",
    ),
]
Scope = Annotated[
    str | None,
    typer.Option(
        metavar="SCOPE", help="article: ask the whole document (default). paragraph: ask each question's own."
    ),
]
Split = Annotated[
    str | None, typer.Option(metavar="SPLIT", help="dev, test or all. Default: test if the set has splits.")
]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="Ask a sample of N questions.")]
Seed = Annotated[
    int | None, typer.Option(metavar="S", help="The seed of the sample: equal seeds draw equal samples. [default: 0]")
]
Turns = Annotated[
    str | None,
    typer.Option(
        metavar="WAY,...",
        help="How to ask dialogue turns: resolved (in a conversation), typed (without), standalone (rewritten by "
        "hand), last-question, last-turn, all-turns (with these in front). [default: resolved,typed,standalone]",
    ),
]
After = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Ask each question in a conversation, after N others drawn with the seed."),
]


@app.command(_RUN, help=_RUN_HELP, hidden=True)
def run(
    sets: Sets = None,
    scope: Scope = None,
    split: Split = None,
    limit: Limit = None,
    seed: Seed = None,
    turns: Turns = None,
    after: After = None,
    system: Annotated[
        str | None, typer.Option(metavar="NAME,...", help="Systems: qa, qa:top_k=3, bm25, ... (see above).")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Measure every system.")] = False,
    index: Annotated[
        str | None,
        typer.Option("--index", metavar="DIR", help="Ask an index that holds the documents, as qa:index=DIR."),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Processes; the documents are divided among them.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Resume the same run where it was stopped.")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="Save the results as files in FOLDER.")
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the first system's answers, one JSON line per question.")
    ] = None,
    squad_predictions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write them for SQuAD's scorer, and the no-answer probabilities beside."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Ask every question of each set and print the figures: what `qa eval` does without a command."""
    from platformdirs import user_cache_path

    from qa.evaluate import systems
    from qa.evaluate.datasets import ways_to_ask
    from qa.evaluate.results import check_outputs, write_outputs
    from qa.evaluate.runs import Measurement
    from qa.fronts.progress import progress_bar
    from qa.render import console, error_line

    if every and system is not None:
        raise UsageError("both --all and --system were given; give one of the two")
    if index is not None:
        if every or system is not None:
            raise UsageError(
                "--index names a system by itself; leave out --all and --system, or name qa:index=DIR there"
            )
        system = f"{systems.OURS}:index={index}"
    names = systems.SYSTEMS if every else None if system is None else systems.parse_systems(system)
    selection = _selection(scope, split, limit, seed, after)
    wanted = _ways(turns)
    question_sets = _load_sets(sets or [_own_set(_OWN_SETS[0])])
    ways = [ways_to_ask(question_set, wanted) for question_set in question_sets]
    check_outputs(question_sets, predictions, squad_predictions, folder=output)
    errors = console(sys.stderr)
    measurement = Measurement(
        selection,
        names,
        jobs=jobs,
        resume=resume,
        output=output,
        journals=output or user_cache_path("qa") / "eval",
        date=date.today().isoformat(),
        report=lambda line: errors.print(error_line(line), soft_wrap=True),
        progress=partial(progress_bar, errors),
    )
    measured = []
    for question_set, own_ways in zip(question_sets, ways, strict=True):
        results = measurement.results(question_set, own_ways)
        write_outputs(results[0].records, predictions, squad_predictions)
        measured += results
        if not as_json:
            _print_results(results)
    measurement.finish()
    if as_json:
        typer.echo(json.dumps([result.as_dict() for result in measured], indent=1))


def _print_results(results: "Sequence[Result]") -> None:
    """Print the table of results that were asked the same questions, and its title."""
    from qa.evaluate.tables import result_blocks
    from qa.render import console

    screen = console(sys.stdout)
    if not screen.is_terminal:
        # A pipe has no width: nothing is cut.
        screen.width = _PIPE_WIDTH
    for block in result_blocks(results, width=screen.width):
        screen.print(block)
    screen.print()


def _selection(
    scope: str | None, split: str | None, limit: int | None, seed: int | None, after: int | None = None
) -> "Selection":
    from qa.evaluate.datasets import ARTICLE, Selection

    if seed is not None and limit is None and after is None:
        raise UsageError("--seed does nothing without --limit (or --after); name both, or neither")
    return Selection(scope or ARTICLE, split, limit=limit, seed=seed or 0, after=after or 0)


def _ways(turns: str | None) -> Sequence[str] | None:
    """The ways that --turns names; None without --turns."""
    from qa.evaluate.datasets import parse_ways

    return None if turns is None else parse_ways(turns)


def _load_sets(paths: Sequence[Path]) -> "list[QuestionSet]":
    """The sets at `paths`, or qa's own of these names.

    Raises `EvaluationError` if two have the same name, which names their results.
    """
    from qa.evaluate.datasets import load_set

    is_own = [str(path) in _OWN_SETS and not path.is_file() for path in paths]
    question_sets = [load_set(_own_set(str(path)) if own else path) for path, own in zip(paths, is_own, strict=True)]
    names = [question_set.name for question_set in question_sets]
    doubles = sorted({name for name in names if names.count(name) > 1})
    if doubles:
        raise EvaluationError(f"found two sets called {doubles[0]!r}; rename one, or measure them one after the other")
    return question_sets


def _own_set(name: str) -> Path:
    """The file of one of qa's own sets."""
    return files.evaluation() / f"{name}.jsonl"


@app.command(help=_NEW_HELP)
def new(
    more: Annotated[list[str] | None, typer.Argument(metavar="PATH", help="Further documents.")] = None,
    document: Annotated[
        list[str] | None,
        typer.Option("-d", "--document", metavar="PATH", help="A file (see qa formats), or a folder; may be repeated."),
    ] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The set; an existing one is continued.")
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
    """Compare two results, question by question."""
    from qa.evaluate import comparison
    from qa.evaluate.results import load_result
    from qa.render import console

    compared = comparison.compare(load_result(first), load_result(second))
    if as_json:
        typer.echo(json.dumps(compared.as_dict(), indent=1))
        return
    screen = console(sys.stdout)
    for block in comparison.comparison_blocks(compared, show=show):
        screen.print(block)


@app.command(help=_REPORT_HELP)
def report(
    results: Annotated[list[Path], typer.Argument(metavar="RESULTS", help="Result files, or folders of them.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The page.")] = Path("report.html"),
    mistakes: Annotated[int, typer.Option(min=0, metavar="N", help="The worst mistakes to show per system.")] = 20,
) -> None:
    """Write results as a page."""
    from qa.evaluate.report import page
    from qa.evaluate.results import check_writable, load_results, write_text

    check_writable(output)
    write_text(output, page(load_results(results), mistakes=mistakes))
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
    floors: Annotated[Path | None, typer.Option(metavar="FILE", help="The floors, instead of qa's own.")] = None,
) -> int:
    """Hold qa to the floors, or update them."""
    from qa.evaluate.gate import GateSelection, check_gates, update_gates

    if allow_regression and not update:
        raise UsageError("--allow-regression does nothing without --update; name both, or neither")
    given = any(value is not None for value in (scope, split, limit, seed, turns))
    chosen = GateSelection(_selection(scope, split, limit, seed), _ways(turns)) if given else None
    question_sets = _load_sets(sets or [_own_set(name) for name in _OWN_SETS])
    path = floors or files.evaluation() / "floors.json"
    if update:
        update_gates(path, question_sets, chosen, jobs=jobs, allow_regression=allow_regression)
        typer.echo(f"floors written to {path}")
        return 0
    lines = list(check_gates(path, question_sets, chosen, jobs=jobs, sets_named=bool(sets)))
    for line in lines:
        typer.echo(line.text, err=line.violated)
    return int(any(line.violated for line in lines))
