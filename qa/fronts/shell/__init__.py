"""The shell: ask one question after the other.

    session      what the shell remembers between two lines
    commands     execute(line, session)       -> Reply; the table of commands
    telling      how a line was understood, where its answer stands, how sure it is
    remembering  what follow-ups lean on, seen and edited
    saving       a conversation               -> a Markdown or JSON file
    completion   a line being typed           -> how it may go on
    prompt       the loop around `execute` on a terminal
    piped        the same without one, line by line

Only `completion` and `prompt` know prompt-toolkit.
"""

from qa.fronts.shell.commands import execute
from qa.fronts.shell.session import Reply, Session

__all__ = ["Reply", "Session", "execute"]
