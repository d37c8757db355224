"""The command line: parse, ask, show, and leave with a status as grep does (see `qa.fronts.status`).

Answers go to standard output and everything else to standard error. What reads and answers is imported only once
there is something to ask, so that `qa --help` is instant.
"""

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from qa import __version__
from qa.errors import UsageError
from qa.fronts import calibrate as calibration
from qa.fronts import checking, cluster, documents, mcp, serving
from qa.fronts import help as topics
from qa.fronts.cache import app as cache
from qa.fronts.evaluation import app as evaluation
from qa.fronts.flags import (
    AllowPrivate,
    CacheMb,
    Context,
    Documents,
    Index,
    MaxMb,
    NoCache,
    Only,
    Reader,
    Since,
    Threads,
    Threshold,
    Top,
    Type,
    opened,
    settings_of,
    sources_of,
)
from qa.fronts.indexes import app as indexes
from qa.fronts.lines import input_lines, input_text
from qa.fronts.settings import Settings
from qa.fronts.status import ABSTAINED, ANSWERED, FAILED, PIPE_CLOSED, STDIN, guarded, report, standard_input
from qa.types import Reason

if TYPE_CHECKING:
    from rich.console import Console

    from qa.fronts.batch import Lines, Tally
    from qa.fronts.opening import Sources
    from qa.fronts.shell.session import Session
    from qa.pipeline import Corpus
    from qa.types import Answer

# What typer raises for bad usage. It has no public name of its own; the one subclass that has one leads to it.
_BadUsage: type[Exception] = typer.BadParameter.__mro__[2]


# From the arguments to a status


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (without `arguments`, the process's own) and return its exit status."""
    return guarded(partial(_run, list(sys.argv[1:] if arguments is None else arguments)))


def _run(arguments: list[str]) -> int:
    try:
        return app(arguments, prog_name="qa", standalone_mode=False) or ANSWERED
    except _BadUsage as error:
        raise UsageError(_usage(error)) from None


def _usage(error: Exception) -> str:
    """Typer's message for bad usage as one line that says where to look."""
    details: Any = error
    close = getattr(error, "possibilities", None)
    text = " ".join(str(details.message if close else details.format_message()).split()).rstrip(".")
    message = f"{text[:1].lower()}{text[1:]}"
    if close:
        return f"{message}; did you mean {sorted(close)[0]}?"
    context = getattr(error, "ctx", None)
    return f"{message}; try '{context.command_path if context is not None else 'qa'} --help'"


class _Commands(TyperGroup):
    """The commands, with advice for a question typed where a command belongs."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that `args` begins with; UsageError if there is none."""
        if self.get_command(ctx, args[0]) is None:
            raise UsageError(_no_command(args, self.list_commands(ctx)))
        return super().resolve_command(ctx, args)

    # A closed pipe is caught before typer, which would exit with status 1.

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Parse the arguments; `--help` and `--version` print here."""
        try:
            return super().make_context(*args, **kwargs)
        except BrokenPipeError:
            raise typer.Exit(PIPE_CLOSED) from None

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return PIPE_CLOSED


def _no_command(words: Sequence[str], commands: Sequence[str]) -> str:
    close = get_close_matches(words[0], commands, n=1)
    if close:
        return f"no such command {words[0]!r}; did you mean {close[0]!r}?"
    if len(words) > 1 or " " in words[0] or words[0].endswith("?"):
        return f"a question goes after 'ask': qa ask {_quoted(' '.join(words))}"
    return f"no such command {words[0]!r}; the commands are {', '.join(commands)}; try 'qa --help'"


def _quoted(question: str) -> str:
    """`question` as it can be typed into a shell."""
    return shlex.quote(question) if set(question) & set('"$`\\!') else f'"{question}"'


app = typer.Typer(
    cls=_Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(evaluation, name="eval")
app.add_typer(indexes, name="index")
app.add_typer(cache, name="cache")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"qa {__version__}")
        raise typer.Exit


@app.callback(
    invoke_without_command=True, epilog='Ask once: qa ask "Who is Pavel?"  A command\'s own help: qa ask --help'
)
def bare(
    context: typer.Context,
    document: Documents = None,
    index: Index = None,
    allow_private: AllowPrivate = False,
    only: Only = None,
    type: Type = None,
    since: Since = None,
    no_cache: NoCache = False,
    max_mb: MaxMb = None,
    reader: Reader = None,
    threads: Threads = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> int:
    """Ask your own documents a question; get the sentence that answers it, word for word, and its place.

    Without a command, the shell opens: type one question after the other.
    """
    if context.invoked_subcommand is None:
        settings = settings_of(max_mb=max_mb, reader=reader, threads=threads)
        return _shell(
            sources_of(document, index, (only, type, since), allow_private=allow_private, no_cache=no_cache), settings
        )
    if document or index or only or type or since or allow_private or no_cache or max_mb or reader or threads:
        raise UsageError(f"options go after the command: qa {context.invoked_subcommand} -d PATH")
    return ANSWERED


# The commands

_ASK_HELP = """Ask one question, or a file of questions or dialogues.

\b
qa ask "How many men left Russia?"
qa ask "Who signed it?" -d contract.txt -d notes/
cat report.txt | qa ask "What did it cost?" -d -
qa ask --batch questions.txt -d notes/ > answers.jsonl
qa ask --dialogue talks.txt -d notes/ > turns.jsonl
"""


# Words after the question are accepted, so that an error can say what to do with them.
@app.command(
    help=_ASK_HELP,
    context_settings={"allow_extra_args": True},
    epilog="Exit status: 0 answered, 1 the text does not say, 2 an error.",
)
def ask(
    command_line: typer.Context,
    question: Annotated[
        str | None,
        typer.Argument(metavar="QUESTION", help="The question, in quotes; - reads it from standard input."),
    ] = None,
    document: Documents = None,
    index: Index = None,
    allow_private: AllowPrivate = False,
    only: Only = None,
    type: Type = None,
    since: Since = None,
    no_cache: NoCache = False,
    top: Top = None,
    context: Context = None,
    threshold: Threshold = None,
    max_mb: MaxMb = None,
    reader: Reader = None,
    cache_mb: CacheMb = None,
    threads: Threads = None,
    all: Annotated[
        bool, typer.Option("--all", help="Show every sentence that answers, by document, instead of the best.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show how the answer came about.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object on one line.")] = False,
    batch: Annotated[
        str | None,
        typer.Option(
            "--batch", metavar="FILE", help="Ask each line of FILE (- for standard input); prints JSON lines."
        ),
    ] = None,
    dialogue: Annotated[
        str | None,
        typer.Option(
            "--dialogue",
            metavar="FILE",
            help="Ask each line of FILE (- for standard input) as a follow-up to the lines before it, with an empty"
            " line between two dialogues; prints JSON lines.",
        ),
    ] = None,
    spark: cluster.Master = None,
) -> int:
    """Ask one question, or a file of them; the exit status says whether it was answered."""
    sources = sources_of(document, index, (only, type, since), allow_private=allow_private, no_cache=no_cache)
    settings = settings_of(
        top=top,
        context=context,
        threshold=threshold,
        max_mb=max_mb,
        reader=reader,
        cache_mb=cache_mb,
        threads=threads,
    )
    words = ([] if question is None else [question]) + command_line.args
    files = {flag: name for flag, name in (("--batch", batch), ("--dialogue", dialogue)) if name is not None}
    _check_usage(words, files, sources.documents)
    cluster.check_usage(spark, batch=batch, index=index)
    if files:
        from qa.fronts.batch import Lines

        flag, name = next(iter(files.items()))
        lines = Lines(name, flag=flag)
        if spark is not None:
            # The workers read; here the index is opened alone.
            corpus = opened(sources, replace(settings, reader="lexical"))
            return _status(
                cluster.answer_lines(lines, corpus, settings, spark, filter=sources.filter, explain=explain, all=all)
            )
        return _ask_file(lines, flag, opened(sources, settings), settings, explain=explain, all=all)
    text = input_text(standard_input()) if question == STDIN else words[0]
    corpus = opened(sources, settings)
    return _ask_once(text, corpus, settings, explain=explain, json=json, all=all)


@app.command(epilog="Exit status: 0 there is one, 1 no sentence is about the topic, 2 an error.")
def overview(
    topic: Annotated[str, typer.Argument(metavar="[TOPIC]", help="Only what the documents say of it.")] = "",
    document: Documents = None,
    index: Index = None,
    allow_private: AllowPrivate = False,
    only: Only = None,
    type: Type = None,
    since: Since = None,
    no_cache: NoCache = False,
    max_mb: MaxMb = None,
    cache_mb: CacheMb = None,
    sentences: Annotated[
        int | None, typer.Option("--sentences", metavar="N", min=1, help="How many at most; else by the length.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object on one line.")] = False,
) -> int:
    """Show what the documents are about: the sentences that stand for them, word for word, each with its place."""
    from qa.fronts.batch import ascii_only
    from qa.fronts.links import linker
    from qa.render import console, overview_blocks, overview_json, show

    # No reader is asked, so the one that opens fastest will do.
    sources = sources_of(document, index, (only, type, since), allow_private=allow_private, no_cache=no_cache)
    corpus = opened(sources, settings_of(max_mb=max_mb, reader="lexical", cache_mb=cache_mb))
    chosen = corpus.overview(topic, sentences=sentences)
    if json:
        typer.echo(overview_json(chosen, version=__version__, ascii_only=ascii_only()))
    elif chosen.sentences:
        show(console(sys.stdout, link=linker(os.environ)), overview_blocks(chosen.sentences))
    else:
        report(f"no sentence is about {topic!r}; name something that is in the documents")
    return ANSWERED if chosen.sentences else ABSTAINED


@app.command()
def shell(
    document: Documents = None,
    index: Index = None,
    allow_private: AllowPrivate = False,
    only: Only = None,
    type: Type = None,
    since: Since = None,
    no_cache: NoCache = False,
    top: Top = None,
    context: Context = None,
    threshold: Threshold = None,
    max_mb: MaxMb = None,
    reader: Reader = None,
    cache_mb: CacheMb = None,
    threads: Threads = None,
) -> int:
    """Ask one question after the other; in a pipe, one per line."""
    settings = settings_of(
        top=top,
        context=context,
        threshold=threshold,
        max_mb=max_mb,
        reader=reader,
        cache_mb=cache_mb,
        threads=threads,
    )
    return _shell(
        sources_of(document, index, (only, type, since), allow_private=allow_private, no_cache=no_cache), settings
    )


app.command("serve")(serving.serve)
app.command("mcp")(mcp.mcp)
app.command("check", epilog=checking.EPILOG)(checking.check)
app.command("calibrate", help=calibration.HELP)(calibration.calibrate)
app.command("show")(documents.show_document)
app.command("formats")(documents.formats)
app.command("help")(topics.command)


@app.command()
def doctor() -> int:
    """Check the installation, and say what to do about what is wrong."""
    # Imported here, since only this command needs it.
    from qa.fronts.doctor import doctor as check

    return check()


def _check_usage(words: Sequence[str], files: Mapping[str, str], sources: Sequence[str]) -> None:
    """Raise `UsageError` if it is unclear what to ask, or standard input is to provide two things.

    `words` are the arguments, `files` the files of questions by the flag that names them.
    """
    if len(words) > 1:
        raise UsageError(_extra_words(words))
    given = [*("a question" for _ in words), *files]
    if len(given) > 1:
        raise UsageError(f"both {given[0]} and {given[1]} were given; give one of the two")
    if not given:
        raise UsageError(
            'no question was given; ask one, such as: qa ask "Who is Pavel?", or a file of them with --batch'
        )
    if STDIN in (*words, *files.values()) and STDIN in sources:
        raise UsageError("standard input cannot hold both the questions and a document; name a file for one of them")


def _extra_words(words: Sequence[str]) -> str:
    """The message for more than one word: documents without their flag, or a question without quotes."""
    question, *paths = words
    exist = all(os.path.exists(path) for path in paths)  # noqa: PTH110, since it raises no error for odd names
    is_whole = " " in question or question.endswith("?")
    if not exist and not is_whole:
        return f"the question must be in quotes: qa ask {_quoted(' '.join(words))}"
    documents = " ".join(f"-d {shlex.quote(path)}" for path in paths)
    kind = "a folder" if Path(paths[0]).is_dir() else "a file" if exist else repr(paths[0])
    return f"found {kind} after the question; name documents with -d: qa ask {_quoted(question)} {documents}"


# One question


def _ask_once(question: str, corpus: "Corpus", settings: Settings, *, explain: bool, json: bool, all: bool) -> int:
    from qa.fronts.batch import answer_json, ascii_only, fetched

    answer = corpus.ask(question, threshold=settings.threshold, top=fetched(settings.top), all=all)
    if json:
        typer.echo(answer_json(answer, settings, explain=explain, ascii_only=ascii_only()))
    else:
        _show(answer, corpus, settings, explain=explain)
    return ANSWERED if answer.answered else ABSTAINED


def _show(answer: "Answer", corpus: "Corpus", settings: Settings, *, explain: bool) -> None:
    """Print the answer for people; corrected words go to standard error."""
    from qa.fronts.links import linker
    from qa.render import answer_blocks, console, correction_lines, explain_blocks, show

    for line in correction_lines(answer):
        report(line)
    blocks = answer_blocks(
        answer,
        top=settings.top,
        context=settings.context,
        passages=corpus.passages_beside(answer),
        suggestions=corpus.suggestions(1) if answer.reason is Reason.NOT_A_QUESTION else (),
    )
    show(console(sys.stdout, link=linker(os.environ)), (*blocks, *(explain_blocks(answer) if explain else ())))


# A file of questions, or of dialogues


def _ask_file(lines: "Lines", flag: str, corpus: "Corpus", settings: Settings, *, explain: bool, all: bool) -> int:
    """Ask each of the `lines`; `flag` decides how."""
    from qa.fronts.batch import Dialogues, Questions, answer_lines

    ask_line = (Questions if flag == "--batch" else Dialogues)(corpus, settings, explain=explain, all=all)
    return _status(answer_lines(lines, ask_line, report=report))


def _status(tally: "Tally") -> int:
    if tally.failed:
        return FAILED
    return ANSWERED if tally.answered else ABSTAINED


# The shell


def _shell(sources: "Sources", settings: Settings) -> int:
    if STDIN in sources.documents:
        raise UsageError("the shell reads questions from standard input, so no document can come from it; name a file")
    from qa.fronts.opening import reread
    from qa.fronts.repl import follow, on_terminal
    from qa.render import console

    interactive = on_terminal()
    corpus = opened(replace(sources, filter=None), settings)

    from qa.fronts.links import linker
    from qa.fronts.opener import open_place
    from qa.fronts.shell.commands import COMMANDS
    from qa.fronts.shell.session import Session

    session = Session(
        corpus,
        settings,
        reread,
        allow_private=sources.allow_private,
        filter=sources.filter,
        open_place=open_place if interactive else None,
    )
    screen = console(sys.stdout, link=linker(os.environ))
    if not interactive:
        outcome = follow(session, COMMANDS, input_lines(standard_input()), screen, errors=sys.stderr)
        if outcome.failed:
            return FAILED
        return ABSTAINED if outcome.abstained and not outcome.answered else ANSWERED
    from qa.fronts.watching import Watcher, can_be_watched, renewer, watched_folders

    with Watcher(*(watched_folders(sources) if can_be_watched(sources) else ([], []))) as watcher:
        session.renew = renewer(sources, watcher, opened=corpus, console=console(sys.stderr))
        return _talk(session, screen)


def _talk(session: "Session", screen: "Console") -> int:
    """Hold the conversation on a terminal."""
    from qa.fronts.prompt import converse, saved_history
    from qa.fronts.shell.commands import COMMANDS
    from qa.fronts.shell.completion import ShellCompleter
    from qa.fronts.shell.messages import opening_blocks

    opening = opening_blocks(session.corpus, version=__version__)
    converse(session, COMMANDS, screen, opening=opening, history=saved_history(), completer=ShellCompleter(session))
    return ANSWERED
