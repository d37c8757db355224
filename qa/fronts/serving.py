"""`qa serve`: the flags of the server. It is imported once they are parsed, since its libraries take their time."""

import os
from dataclasses import replace
from typing import Annotated

import typer

from qa.errors import UsageError
from qa.fronts.flags import (
    AllowPrivate,
    CacheMb,
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
    settings_of,
    sources_of,
)
from qa.fronts.status import STDIN

# The token that the user chose; without it, one is made.
TOKEN_VARIABLE = "QA_TOKEN"
# Characters of such a token at least.
_TOKEN_LENGTH = 16
_PORT = 8016


def serve(
    document: Documents = None,
    index: Index = None,
    allow_private: AllowPrivate = False,
    only: Only = None,
    type: Type = None,
    since: Since = None,
    no_cache: NoCache = False,
    host: Annotated[
        str,
        typer.Option(
            "--host", metavar="HOST", help="The address to listen on; any but this machine's own needs a token."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="NUMBER", min=0, max=65535, help="The port; 0 takes a free one.")
    ] = _PORT,
    open: Annotated[bool, typer.Option("--open", help="Open a browser.")] = False,
    token: Annotated[
        bool, typer.Option("--token", help="Ask for a token on this machine, too; QA_TOKEN may hold one of your own.")
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="Another name by which clients call it; may be repeated."),
    ] = None,
    allow_upload: Annotated[bool, typer.Option("--allow-upload", help="Let clients add documents.")] = False,
    mcp: Annotated[bool, typer.Option("--mcp", help="Serve MCP, too, at /mcp; see qa help mcp.")] = False,
    rate: Annotated[
        int | None,
        typer.Option("--rate", metavar="NUMBER", min=0, help="Requests per minute of one client; 0 is no limit."),
    ] = None,
    top: Top = None,
    threshold: Threshold = None,
    max_mb: MaxMb = None,
    reader: Reader = None,
    cache_mb: CacheMb = None,
    threads: Threads = None,
) -> int:
    """Serve documents to programs and browsers of this machine, by HTTP; see qa help server."""
    settings = settings_of(
        top=top, threshold=threshold, max_mb=max_mb, reader=reader, cache_mb=cache_mb, threads=threads
    )
    sources = sources_of(document, index, (only, type, since), allow_private=allow_private, no_cache=no_cache)
    if STDIN in sources.documents:
        raise UsageError("a server reads no document from standard input; name a file")
    try:
        import fastapi  # noqa: F401
        import uvicorn  # noqa: F401
    except ModuleNotFoundError as error:
        raise extra_missing("qa serve", error) from None
    from qa.fronts.server.limits import Limits
    from qa.fronts.server.running import run
    from qa.fronts.server.security import is_loopback
    from qa.fronts.server.state import Options

    limits = Limits() if rate is None else replace(Limits(), rate=rate)
    chosen = _token(is_required=token or not is_loopback(host))
    options = Options(host, port, frozenset(allow_host or ()), chosen, allow_upload, limits, mcp)
    return run(sources, settings, options, browse=open)


def extra_missing(command: str, error: ModuleNotFoundError) -> UsageError:
    """What to say if `command` lacks a library of the extra `serve`."""
    return UsageError(
        f"{command} needs {error.name}, of the extra qa[serve], which is not installed; pip install 'qa[serve]'"
    )


def _token(*, is_required: bool) -> str | None:
    """The token that clients must show: the user's, or a new one; None if none is required."""
    from qa.fronts.server.security import new_secret

    chosen = os.environ.get(TOKEN_VARIABLE, "")
    if chosen and len(chosen) < _TOKEN_LENGTH:
        raise UsageError(
            f"{TOKEN_VARIABLE} has {len(chosen)} characters, at least {_TOKEN_LENGTH} are needed; choose a longer one"
        )
    return (chosen or new_secret()) if is_required or chosen else None
