"""From the command's arguments to a session, on a terminal or in a pipe."""

import sys
from collections.abc import Sequence
from pathlib import Path

from qa.fronts.annotate.piped import follow
from qa.fronts.annotate.session import Session
from qa.fronts.annotate.sources import read_sources, refuse_stdin
from qa.fronts.annotate.telling import opening
from qa.fronts.annotate.writing import SetFile
from qa.fronts.opening import LateBar, left_out
from qa.pipeline import Corpus
from qa.render import console, error_line, show


def annotate(sources: Sequence[str], output: Path, *, split: str = "") -> int:
    """Let the user make, or go on with, the question set `output` about the files and folders `sources`.

    `split` marks each question ("dev", "test"), unless it is empty. Returns the exit status: 0, or 1 if a line of a
    pipe could not be done. Raises `QAError` for documents that cannot be read or a set that cannot be kept, before
    anything is asked.
    """
    refuse_stdin(sources)
    kept = SetFile(output)
    session, corpus = _open(sources, kept, split)
    screen = console(sys.stdout)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return 0 if follow(session, sys.stdin, screen, errors=sys.stderr) else 1
    from qa.fronts.annotate.prompt import converse

    show(screen, opening(corpus, output, len(kept.records)))
    screen.print()
    converse(session, screen)
    return 0


def _open(sources: Sequence[str], kept: SetFile, split: str) -> tuple[Session, Corpus]:
    """The session, with its documents read; what was left out is told on the standard error stream."""
    with LateBar(console(sys.stderr), "reading") as bar:
        read = read_sources(sources, kept.path)
        corpus = Corpus(read.documents, skipped=read.skipped, progress=bar)
    for line in left_out(corpus.skipped):
        sys.stderr.write(error_line(line) + "\n")
    return Session(corpus, read, kept, split=split), corpus
