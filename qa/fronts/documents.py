"""`qa formats` and `qa show FILE`: what qa can read, and what it read from a file.

`qa.load` and `qa.render` are imported inside the functions, since the command line imports this module before it knows
the command.
"""

import os
import sys
from dataclasses import replace
from typing import Annotated

import typer

from qa.fronts.settings import load_settings

ALLOW_PRIVATE = typer.Option("--allow-private", help="Read addresses of your own network and of this machine, too.")


def formats() -> None:
    """List the formats of documents that qa reads."""
    from qa.load.formats import READABLE
    from qa.render import console, rows, show

    listed = [(known.name, " ".join(sorted(known.suffixes or ["any other"]))) for known in READABLE]
    show(console(sys.stdout), rows(listed))


def show_document(
    source: Annotated[
        str, typer.Argument(metavar="FILE", help="A file, a folder, a web address, or - for standard input.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object per document, on one line.")] = False,
    allow_private: Annotated[bool, ALLOW_PRIVATE] = False,
    max_mb: Annotated[str | None, typer.Option("--max-mb", metavar="NUMBER", help="The largest file to read.")] = None,
) -> None:
    """Show what qa read from a document: its blocks with their places and context."""
    from qa.fronts.opening import load_files, report_lines
    from qa.fronts.status import report
    from qa.render import console, document_blocks, document_json, show

    settings = load_settings({"max_mb": max_mb}, os.environ)
    loaded = load_files([source], max_mb=settings.max_mb, allow_private=allow_private)
    for line in report_lines(loaded.documents, loaded.skipped):
        report(line)
    screen = console(sys.stdout)
    for document in loaded.documents:
        if json:
            ascii_only = not (sys.stdout.encoding or "").lower().startswith("utf")
            typer.echo(document_json(document, ascii_only=ascii_only))
        else:
            # Its warnings are reported already.
            show(screen, document_blocks(replace(document, warnings=())))
