"""The shell without a terminal: questions and commands line by line, answers without prompt or banner."""

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console

from qa.fronts.shell.commands import execute
from qa.fronts.shell.session import Session
from qa.render import error_line, show


def answer_lines(session: Session, lines: Iterable[str], console: Console, *, errors: TextIO) -> bool:
    """Do what `lines` say; whether any question was answered. What fails is told on `errors`, and the rest goes on."""
    answered = False
    for line in lines:
        reply = execute(line, session)
        if reply.leave:
            break
        show(console, reply.blocks)
        if reply.error is not None:
            errors.write(error_line(reply.error) + "\n")
        answered = answered or bool(reply.answered)
    return answered
