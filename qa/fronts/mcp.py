"""`qa mcp`: the flags of the MCP server on standard input and output, which an assistant starts.

The server is imported once they are parsed, since its libraries take their time.
"""

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
from qa.fronts.serving import extra_missing
from qa.fronts.status import STDIN


def mcp(
    document: Documents = None,
    index: Index = None,
    allow_private: AllowPrivate = False,
    only: Only = None,
    type: Type = None,
    since: Since = None,
    no_cache: NoCache = False,
    top: Top = None,
    threshold: Threshold = None,
    max_mb: MaxMb = None,
    reader: Reader = None,
    cache_mb: CacheMb = None,
    threads: Threads = None,
) -> int:
    """Serve documents to an assistant that speaks MCP, on standard input and output; see qa help mcp."""
    settings = settings_of(
        top=top, threshold=threshold, max_mb=max_mb, reader=reader, cache_mb=cache_mb, threads=threads
    )
    sources = sources_of(document, index, (only, type, since), allow_private=allow_private, no_cache=no_cache)
    if STDIN in sources.documents:
        raise UsageError("standard input is for the protocol, so no document can come from it; name a file")
    try:
        from qa.fronts.server.mcp.stdio import run
    except ModuleNotFoundError as error:
        raise extra_missing("qa mcp", error) from None
    return run(sources, settings)
