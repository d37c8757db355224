"""The flags that several commands share, and what they say together: `Sources` and `Settings`.

`qa.fronts.opening` is imported inside the function, since the command line imports this module before it knows the
command.
"""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.errors import UsageError
from qa.fronts import documents
from qa.fronts.settings import Settings, load_settings, setting
from qa.fronts.status import report

if TYPE_CHECKING:
    from qa.fronts.opening import Sources
    from qa.pipeline import Corpus


def _flag(name: str) -> Any:
    """The flag of the setting called `name`; its value is checked in `qa.fronts.settings`."""
    named = setting(name, where="a flag")
    metavar = "|".join(named.words) or "NUMBER"
    return typer.Option(named.flag, metavar=metavar, help=f"{named.help[0].upper()}{named.help[1:]}; {named.expected}.")


Documents = Annotated[
    list[str] | None,
    typer.Option(
        "-d",
        "--document",
        metavar="PATH",
        help="A file (see qa formats), a folder, a web address, or - for standard input; may be repeated."
        " Without it: the article.",
    ),
]
AllowPrivate = Annotated[bool, documents.ALLOW_PRIVATE]
Index = Annotated[
    str | None,
    typer.Option("--index", metavar="DIR", help="Ask the index that qa index build saved in DIR, instead of files."),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only", metavar="PATTERN", help="Ask documents of such names alone ('reports/*.pdf'); may be repeated."
    ),
]
Type = Annotated[
    str | None, typer.Option("--type", metavar="TYPES", help="Ask documents of these types alone: pdf,docx.")
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DAY", help="Ask documents of this day (2026-01-31) or later alone.")
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Read every file, and save nothing of them; see qa help index.")
]
Threshold = Annotated[str | None, _flag("threshold")]
Top = Annotated[str | None, _flag("top")]
Context = Annotated[str | None, _flag("context")]
MaxMb = Annotated[str | None, _flag("max_mb")]
Reader = Annotated[str | None, _flag("reader")]
Threads = Annotated[str | None, _flag("threads")]
CacheMb = Annotated[str | None, _flag("cache_mb")]


def settings_of(**flags: str | None) -> Settings:
    """The settings of this run; `flags` by the names of the settings, None if not given."""
    return load_settings(flags, os.environ)


def sources_of(
    documents: Sequence[str] | None,
    index: str | None,
    asked: tuple[Sequence[str] | None, str | None, str | None],
    *,
    allow_private: bool,
    no_cache: bool,
) -> "Sources":
    """What is to be asked; `asked` are the patterns, types and day of the documents.

    Raises `UsageError` if both documents and an index are named, and `FilterError` for a day that is none.
    """
    from qa.fronts.cache import cache_folder
    from qa.fronts.opening import Sources

    if documents and index is not None:
        raise UsageError("both --index and -d were given; give one, or add the documents: qa index add DIR -d PATH")
    if index is not None and "://" in index:
        raise UsageError(f"{index} is an address, and an index is in a folder of this machine; copy it here")
    cache = None if no_cache else cache_folder(os.environ)
    wanted = None
    if any(asked):
        from qa.index import parse_filter

        only, types, since = asked
        wanted = parse_filter(only or (), types or "", since or "")
    return Sources(documents or (), index, allow_private=allow_private, cache=cache, filter=wanted)


def opened(sources: "Sources", settings: Settings) -> "Corpus":
    """The corpus of `sources`; what was not read is reported on standard error."""
    from qa.fronts.opening import open_corpus, report_lines
    from qa.render import console

    corpus = open_corpus(sources, settings, console=console(sys.stderr), report=report)
    for line in report_lines(corpus.index.entries, corpus.skipped):
        report(line)
    return corpus
