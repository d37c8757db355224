"""The annotator without a terminal: questions and choices line by line, replies without prompts."""

from collections.abc import Iterable
from itertools import chain
from typing import TextIO

from rich.console import Console

from qa.fronts.annotate.session import Session
from qa.render import error_line, show


def follow(session: Session, lines: Iterable[str], console: Console, *, errors: TextIO) -> bool:
    """Do what `lines` say, and leave at their end; whether all could be done. What fails is told on `errors`."""
    fine = True
    for line in chain(lines, ["/quit"]):
        reply = session.execute(line)
        show(console, reply.blocks)
        if reply.error is not None:
            fine = False
            errors.write(error_line(reply.error) + "\n")
        if reply.leave:
            break
    return fine
