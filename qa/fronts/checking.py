"""`qa check QUOTE`: whether a quote is in the documents, with the place, or the words that differ.

What checks and shows is imported inside the function, since the command line imports this module before it knows the
command.
"""

import sys
from typing import Annotated

import typer

from qa import __version__
from qa.errors import UsageError
from qa.fronts.flags import (
    AllowPrivate,
    CacheMb,
    Documents,
    Index,
    MaxMb,
    NoCache,
    Only,
    Since,
    Type,
    opened,
    settings_of,
    sources_of,
)
from qa.fronts.lines import input_text
from qa.fronts.status import ABSTAINED, ANSWERED, STDIN, standard_input

EPILOG = "Exit status: 0 the quote is there word for word, 1 it is not, 2 an error."


def check(
    quote: Annotated[
        str, typer.Argument(metavar="QUOTE", help="The quote, in quotes; - reads it from standard input.")
    ],
    document: Documents = None,
    index: Index = None,
    allow_private: AllowPrivate = False,
    only: Only = None,
    type: Type = None,
    since: Since = None,
    no_cache: NoCache = False,
    max_mb: MaxMb = None,
    cache_mb: CacheMb = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object on one line.")] = False,
) -> int:
    """Check whether a quote is in the documents: where it is, in which words it differs, or that it is not there."""
    from qa.fronts.batch import ascii_only
    from qa.render import check_blocks, check_json, console, show

    sources = sources_of(document, index, (only, type, since), allow_private=allow_private, no_cache=no_cache)
    if quote == STDIN and STDIN in sources.documents:
        raise UsageError("standard input cannot hold both the quote and a document; name a file for one of them")
    text = input_text(standard_input()) if quote == STDIN else quote
    # No reader is asked, so the one that opens fastest will do.
    made = opened(sources, settings_of(max_mb=max_mb, reader="lexical", cache_mb=cache_mb)).check(text)
    if json:
        typer.echo(check_json(made, version=__version__, ascii_only=ascii_only()))
    else:
        show(console(sys.stdout), check_blocks(made))
    return ANSWERED if made.is_exact else ABSTAINED
