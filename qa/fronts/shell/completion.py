"""How a line being typed may go on: commands and their arguments, and names that occur in the documents."""

import re
from collections.abc import Iterator

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document as Line

from qa.errors import QAError
from qa.fronts.shell.commands import COMMANDS, command
from qa.fronts.shell.session import Session
from qa.render import clean

# Letters of a capitalised word before names are offered unasked; Tab offers them from the first letter.
_UNASKED = 2

# Names to offer at most: more than fit on a screen help nobody.
_OFFERED = 20

_WORD = re.compile(r"[\w’'.-]+$")


class ShellCompleter(Completer):
    """Completes commands after a slash, and names elsewhere."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._paths = PathCompleter(expanduser=True)
        self._corpus = session.corpus
        self._names = session.corpus.names()

    def get_completions(self, document: Line, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What may follow the text before the cursor."""
        typed = document.text_before_cursor.lstrip()
        if not typed.startswith("/"):
            yield from self._in_question(document.text_before_cursor, asked_for=complete_event.completion_requested)
        elif " " not in typed:
            yield from _commands(typed)
        else:
            yield from self._arguments(typed, complete_event)

    def _arguments(self, typed: str, event: CompleteEvent) -> Iterator[Completion]:
        name, _, argument = typed[1:].partition(" ")
        try:
            meant = command(name)
        except QAError:
            return
        if meant.takes_path:
            yield from self._paths.get_completions(Line(argument), event)
        for option in meant.options(self._session, argument):
            if option.lower().startswith(argument.lower()):
                yield Completion(option, start_position=-len(argument))

    def _in_question(self, text: str, *, asked_for: bool) -> Iterator[Completion]:
        found = _WORD.search(text)
        word = found[0] if found else ""
        if not word or not (asked_for or (len(word) >= _UNASKED and word[0].isupper())):
            return
        fitting = (name for name in self._known() if name.lower().startswith(word.lower()) and name != word)
        for name, _ in zip(fitting, range(_OFFERED), strict=False):
            yield Completion(clean(name), start_position=-len(word))

    def _known(self) -> tuple[str, ...]:
        """The names in the documents, found anew when the documents changed."""
        if self._corpus is not self._session.corpus:
            self._corpus, self._names = self._session.corpus, self._session.corpus.names()
        return self._names


def _commands(typed: str) -> Iterator[Completion]:
    for one in COMMANDS.values():
        if one.name.startswith(typed[1:].lower()):
            space = " " if one.arguments else ""
            yield Completion(
                f"/{one.name}{space}", start_position=-len(typed), display=one.usage, display_meta=one.help
            )
