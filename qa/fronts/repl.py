"""Lines in, replies out: the part that the shell and the annotator share. It does not know what either does.

    Command        a row of a front's table of commands
    Session        what a front provides: the state behind the prompt
    execute        a line, a session, a table of commands  -> a Reply
    follow         a pipe: one reply per line, without prompts
    on_terminal    whether to prompt instead: see `qa.fronts.prompt`

A line that begins with a slash is a command, any other is text for the session. A command's name may be shortened as
long as it is the only one with that beginning. An error becomes a reply and leaves the session as it was.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from typing import Generic, Protocol, TextIO, TypeVar

from rich.console import Console

from qa.errors import QAError
from qa.fronts.status import bug, standard_input
from qa.render import Blocks, error_line, show

# Typed without a slash, they leave, as people expect of a prompt.
_LEAVING = frozenset({"exit", "quit", "exit()", "quit()"})
QUIT = "/quit"
_HELP = "help"


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of a line: blocks to show, or an error, and what the loop does next.

    `answered` is None unless the line was a question; `clear` clears the screen first; `leave` ends the loop.
    """

    blocks: Blocks = ()
    error: str | None = None
    answered: bool | None = None
    clear: bool = False
    leave: bool = False


class Session(Protocol):
    """The state behind a prompt."""

    @property
    def prompt(self) -> str:
        """What precedes the next line on the screen."""

    @property
    def keeps_line(self) -> bool:
        """Whether the history keeps the next line."""

    @property
    def expects_words(self) -> bool:
        """Whether the next line is words of a text: a word such as "quit" or a path is then no command."""

    def status(self, *, width: int) -> str:
        """The line below the prompt, at most `width` columns wide."""

    def read(self, line: str) -> str:
        """The line without what does not matter; called once per line, before anything else."""

    def answer(self, text: str) -> Reply:
        """The reply to a line that is no command, perhaps an empty one. Raises `QAError`."""


_Session = TypeVar("_Session", bound=Session)


def _no_options(session: object, argument: str) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Command(Generic[_Session]):
    """A command: `arguments` is what follows its name, in brackets if optional.

    `handler` gets the session and the argument; `options` completes the argument, and `takes_path` does so with files.
    """

    name: str
    arguments: str
    help: str
    handler: Callable[[_Session, str], Reply]
    options: Callable[[_Session, str], Iterable[str]] = _no_options
    takes_path: bool = False

    @property
    def usage(self) -> str:
        """How to type it."""
        return f"/{self.name} {self.arguments}".rstrip()

    def run(self, session: _Session, argument: str) -> Reply:
        """Call the handler. Raises `QAError` for a missing or superfluous argument, or if the handler fails on it."""
        if argument and not self.arguments:
            raise QAError(f"/{self.name} takes nothing after it; type just /{self.name}")
        if not argument and self.arguments and not self.arguments.startswith("["):
            raise QAError(f"/{self.name} needs {self.arguments}; type it as {self.usage}")
        try:
            return self.handler(session, argument)
        except (ValueError, RuntimeError) as error:
            if not argument:
                raise
            # Python raises these for a name that no file can have.
            raise QAError(f"/{self.name} cannot use {argument!r} ({error}); type it as {self.usage}") from error


Commands = Mapping[str, Command[_Session]]


def table(*commands: Command[_Session]) -> Commands[_Session]:
    """The commands by their names, in order."""
    return {command.name: command for command in commands}


def execute(line: str, session: _Session, commands: Commands[_Session]) -> Reply:
    """The reply to `line`, be it a command or text; an error is a reply, too."""
    try:
        text = session.read(line)
        command, argument = _parsed(text, session, commands)
        if command is not None:
            return command.run(session, argument)
        return session.answer(text)
    except QAError as error:
        return Reply(error=str(error))
    except OSError as error:
        name = f" {error.filename}" if error.filename else ""
        return Reply(error=f"cannot use the file{name} ({error.strerror or error}); check its name and permissions")
    except Exception as error:
        # A fault in qa, which costs one reply and not the conversation.
        return Reply(error=bug(error))


def _parsed(text: str, session: _Session, commands: Commands[_Session]) -> tuple[Command[_Session] | None, str]:
    """The command in `text` with its argument, or None."""
    if not text.startswith("/"):
        leaves = text.lower() in _LEAVING and not session.expects_words
        return (commands[QUIT[1:]] if leaves else None), ""
    name, _, argument = text[1:].partition(" ")
    try:
        return find_command(name, commands), argument.strip()
    except QAError:
        if session.expects_words:
            return None, ""
        raise


def find_command(name: str, commands: Commands[_Session]) -> Command[_Session]:
    """The command called `name`, or the only one that begins with it. Raises `QAError` if there is none."""
    typed = name.lower() or _HELP
    if typed in commands:
        return commands[typed]
    matches = [known for known in commands if known.startswith(typed) and not known.endswith("!")]
    if len(matches) == 1:
        return commands[matches[0]]
    if matches:
        raise QAError(f"/{name} could be {' or '.join('/' + match for match in matches)}; type more of it")
    close = get_close_matches(typed, commands, n=1)
    advice = f"did you mean /{close[0]}?" if close else f"/{_HELP} lists the commands"
    raise QAError(f"no such command: /{name}; {advice}")


# Without a terminal


@dataclass(slots=True)
class Outcome:
    """Whether any line of a pipe was answered, whether any was a question without an answer, and whether any failed."""

    answered: bool = False
    abstained: bool = False
    failed: bool = False


def follow(
    session: _Session, commands: Commands[_Session], lines: Iterable[str], console: Console, *, errors: TextIO
) -> Outcome:
    """Execute `lines` until one leaves, and leave at their end. Errors go to `errors`, and the next line follows."""
    outcome = Outcome()
    for line in chain(lines, [QUIT]):
        reply = execute(line, session, commands)
        show(console, reply.blocks)
        if reply.error is not None:
            outcome.failed = True
            errors.write(error_line(reply.error) + "\n")
        outcome.answered = outcome.answered or reply.answered is True
        outcome.abstained = outcome.abstained or reply.answered is False
        if reply.leave:
            break
    return outcome


def on_terminal() -> bool:
    """Whether a person types and reads; `UsageError` if standard input is closed."""
    return standard_input().isatty() and sys.stdout.isatty()
