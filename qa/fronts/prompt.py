"""The loop on a terminal: prompt, reply, and prompt again, with history, completion and a line of status.

    Ctrl-C  clears the line, or interrupts the reply    Up, Ctrl-R  earlier lines
    Ctrl-D  leaves                                      Tab         completion

Known limitation: on a terminal that cannot clear (TERM=dumb) prompt-toolkit falls back to a bare prompt, without
completion and status.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from os import SEEK_END
from pathlib import Path
from typing import Generic, TypeVar

from platformdirs import user_state_path
from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document as Line
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import DummyHistory, FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.styles import Style
from rich.console import Console

from qa.errors import QAError
from qa.files import open_regular
from qa.fronts.repl import QUIT, Commands, Reply, Session, execute, find_command
from qa.render import Blocks, clean, error_line, show

# Bytes of the history that are read: some 20,000 lines, the newest. And an entry in it.
_HISTORY_BYTES = 1_000_000
_HISTORY_ENTRY = re.compile(r"^# .*\n((?:\+.*\n)+)", re.MULTILINE)

_STYLE = Style.from_dict({"bottom-toolbar": "noreverse dim", "prompt": "bold ansigreen"})

_Session = TypeVar("_Session", bound=Session)


# Completion


class CommandCompleter(Completer, Generic[_Session]):
    """Completes commands after a slash, and their arguments."""

    def __init__(self, session: _Session, commands: Commands[_Session]) -> None:
        """Complete `commands`; `session` knows what their arguments can be."""
        self._session = session
        self._commands = commands
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Line, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What may follow the text before the cursor."""
        typed = document.text_before_cursor.lstrip()
        if not typed.startswith("/"):
            yield from self.complete_text(document.text_before_cursor, on_tab=complete_event.completion_requested)
        elif " " not in typed:
            yield from self._names(typed)
        else:
            yield from self._arguments(typed, complete_event)

    def complete_text(self, text: str, *, on_tab: bool) -> Iterator[Completion]:
        """What may follow `text`, which is no command; `on_tab` if a person asked for it by Tab."""
        yield from ()

    def _names(self, typed: str) -> Iterator[Completion]:
        for command in self._commands.values():
            if command.name.startswith(typed[1:].lower()):
                yield Completion(
                    f"/{command.name} " if command.arguments else f"/{command.name}",
                    start_position=-len(typed),
                    display=command.usage,
                    display_meta=command.help,
                )

    def _arguments(self, typed: str, event: CompleteEvent) -> Iterator[Completion]:
        name, _, argument = typed[1:].partition(" ")
        try:
            command = find_command(name, self._commands)
        except QAError:
            return
        if command.takes_path:
            # A name that could steer the terminal, or show itself reversed, is not put on the screen.
            offered = self._paths.get_completions(Line(argument), event)
            yield from (path for path in offered if clean(path.text) == path.text)
        for option in command.options(self._session, argument):
            if option.lower().startswith(argument.lower()):
                yield Completion(option, start_position=-len(argument))


# History


def saved_history() -> History:
    """The lines typed before, in a file in the user's state folder; in memory if they cannot be saved there."""
    path = user_state_path("qa") / "history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        # A folder, a pipe, or a file that may not be read has taken its place.
        open_regular(path).close()
    except OSError:
        return InMemoryHistory()
    return _SavedHistory(path)


class _SavedHistory(FileHistory):
    """A history that continues in memory when the disk is full, or a line cannot be encoded."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._path = path

    def load_history_strings(self) -> Iterator[str]:
        """The lines that were saved, newest first, as far as `_HISTORY_BYTES` reach back; none if they are lost."""
        try:
            with open_regular(self._path) as file:
                file.seek(max(file.seek(0, SEEK_END) - _HISTORY_BYTES, 0))
                saved = file.read(_HISTORY_BYTES).decode("utf-8", "replace")
        except OSError:
            return
        # As prompt_toolkit writes them: a comment with the date, then each line of the entry after a plus sign.
        entries = [entry for entry in _HISTORY_ENTRY.findall(saved) if entry]
        yield from ("\n".join(line[1:] for line in entry.removesuffix("\n").split("\n")) for entry in reversed(entries))

    def store_string(self, string: str) -> None:
        with suppress(OSError, UnicodeError):
            super().store_string(string)


# The loop


def converse(
    session: _Session,
    commands: Commands[_Session],
    console: Console,
    *,
    opening: Blocks = (),
    history: History | None = None,
    completer: Completer | None = None,
) -> None:
    """Show `opening`, then prompt and reply until a reply leaves, or Ctrl-D.

    Without a `history`, lines are kept in memory; without a `completer`, commands are completed.
    """
    _show(Reply(opening), console)
    prompts = {
        keeps_line: _prompt(session, past, completer or CommandCompleter(session, commands))
        for keeps_line, past in ((True, history or InMemoryHistory()), (False, DummyHistory()))
    }
    while True:
        try:
            line = prompts[session.keeps_line].prompt()
        except KeyboardInterrupt:
            continue
        except EOFError:
            line = QUIT
        reply = _reply(line, session, commands)
        _show(reply, console)
        if reply.leave:
            return


def _prompt(session: Session, history: History, completer: Completer) -> PromptSession[str]:
    def message() -> StyleAndTextTuples:
        return [("class:prompt", session.prompt)]

    return PromptSession(
        message,
        history=history,
        auto_suggest=AutoSuggestFromHistory(),
        completer=completer,
        complete_while_typing=True,
        bottom_toolbar=lambda: f" {session.status(width=get_app().output.get_size().columns - 1)}",
        key_bindings=_keys(),
        style=_STYLE,
    )


def _keys() -> KeyBindings:
    bindings = KeyBindings()

    @bindings.add(Keys.BracketedPaste)
    def join(event: KeyPressEvent) -> None:
        """Make a paste of several lines one line."""
        event.current_buffer.insert_text(" ".join(event.data.split()))

    return bindings


def _reply(line: str, session: _Session, commands: Commands[_Session]) -> Reply:
    """The reply to `line`; Ctrl-C interrupts it and leaves the session as it was."""
    try:
        return execute(line, session, commands)
    except KeyboardInterrupt:
        return Reply(error="interrupted")


def _show(reply: Reply, console: Console) -> None:
    if reply.clear and console.is_terminal:
        console.clear()
    show(console, reply.blocks)
    if reply.error is not None:
        console.print(error_line(reply.error), style="red", soft_wrap=True)
    if console.is_terminal and (reply.blocks or reply.error) and not reply.leave:
        console.print()
