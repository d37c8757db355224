"""The shell: ask one question after the other.

    session      the state between two lines: documents, settings, conversation
    commands     the table of commands, and `execute(line, session)`
    memory       what follow-ups refer to, shown and edited
    messages     what is shown around an answer: its rewrite, its place, how sure it is
    completion   names from the documents, in a question

The loops around `execute`, on a terminal and in a pipe, are `qa.fronts.prompt` and `qa.fronts.repl`.
"""

from qa.fronts.shell.commands import execute
from qa.fronts.shell.session import Session

__all__ = ["Session", "execute"]
