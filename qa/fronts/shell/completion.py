"""Completion in a question: names that occur in the documents."""

import re
from collections.abc import Iterator

from prompt_toolkit.completion import Completion

from qa.fronts.prompt import CommandCompleter
from qa.fronts.shell.commands import COMMANDS
from qa.fronts.shell.session import Session
from qa.render import clean

# Letters of a capitalised word before names are offered unasked; Tab offers them from the first letter on.
_UNASKED = 2

# The number of names to offer: more than fit on a screen are no help.
_OFFERED = 20

_WORD = re.compile(r"[\w’'.-]+$")


class ShellCompleter(CommandCompleter[Session]):
    """Completes commands after a slash, and names elsewhere."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, COMMANDS)
        self._corpus = session.corpus
        self._names_in_corpus = session.corpus.names()

    def complete_text(self, text: str, *, on_tab: bool) -> Iterator[Completion]:
        """Names that begin with the word before the cursor, if it is capitalised or Tab was pressed."""
        match = _WORD.search(text)
        word = match[0] if match else ""
        if not word or not (on_tab or (len(word) >= _UNASKED and word[0].isupper())):
            return
        names = (name for name in self._known_names() if name.lower().startswith(word.lower()) and name != word)
        for name, _ in zip(names, range(_OFFERED), strict=False):
            yield Completion(clean(name), start_position=-len(word))

    def _known_names(self) -> tuple[str, ...]:
        """The names in the documents, collected anew when the documents have changed."""
        if self._corpus is not self._session.corpus:
            self._corpus, self._names_in_corpus = self._session.corpus, self._session.corpus.names()
        return self._names_in_corpus
