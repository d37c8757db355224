"""The loop around `execute` on a terminal: prompt, answer, and prompt again.

Known limitation: on a terminal that cannot clear (TERM=dumb) prompt-toolkit falls back to a bare prompt, without
completion and without the bottom line.
"""

from contextlib import suppress
from pathlib import Path

from platformdirs import user_state_path
from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.styles import Style
from rich.console import Console

from qa.fronts.shell.commands import execute
from qa.fronts.shell.completion import ShellCompleter
from qa.fronts.shell.session import Reply, Session
from qa.render import error_line, show

PROMPT = "› "

_STYLE = Style.from_dict({"bottom-toolbar": "noreverse dim", "prompt": "bold ansigreen"})


def converse(session: Session, console: Console, *, history: History) -> None:
    """Prompt, answer, and prompt again, until somebody leaves."""
    prompt = _prompt(session, history)
    while True:
        try:
            line = prompt.prompt()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        reply = _reply(line, session)
        if reply.leave:
            return
        _answer(reply, console)


def history_file() -> History:
    """What was typed before, kept in the user's state folder; in memory alone if it cannot be kept there."""
    path = user_state_path("qa") / "history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return _KeptHistory(path)


class _KeptHistory(FileHistory):
    """A history that goes on in memory when the disk is full, or a line cannot be encoded."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))

    def store_string(self, string: str) -> None:
        with suppress(OSError, UnicodeError):
            super().store_string(string)


def _prompt(session: Session, history: History) -> PromptSession[str]:
    return PromptSession(
        [("class:prompt", PROMPT)],
        history=history,
        auto_suggest=AutoSuggestFromHistory(),
        completer=ShellCompleter(session),
        complete_while_typing=True,
        bottom_toolbar=lambda: f" {session.state(width=get_app().output.get_size().columns - 1)}",
        key_bindings=_keys(),
        style=_STYLE,
    )


def _keys() -> KeyBindings:
    bindings = KeyBindings()

    @bindings.add(Keys.BracketedPaste)
    def join(event: KeyPressEvent) -> None:
        """A paste of several lines is one question."""
        event.current_buffer.insert_text(" ".join(event.data.split()))

    return bindings


def _reply(line: str, session: Session) -> Reply:
    """What `execute` replies; Ctrl-C gives up on it and leaves the session as it was."""
    try:
        return execute(line, session)
    except KeyboardInterrupt:
        return Reply(error="interrupted")


def _answer(reply: Reply, console: Console) -> None:
    if reply.clear and console.is_terminal:
        console.clear()
    show(console, reply.blocks)
    if reply.error is not None:
        console.print(error_line(reply.error), style="red", soft_wrap=True)
    if console.is_terminal and (reply.blocks or reply.error):
        console.print()
