"""A file of questions, or of dialogues, to JSON lines: `qa ask --batch` and `qa ask --dialogue`.

A line that cannot be asked, or on which qa fails, is reported with its number, and the next one follows. Standard
input is answered as it comes.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

import typer

from qa import __version__
from qa.errors import QAError, UsageError
from qa.fronts.lines import file_lines, input_lines
from qa.fronts.progress import LateBar
from qa.fronts.settings import Settings
from qa.fronts.status import STDIN, bug, standard_input
from qa.render import JSON_ALTERNATIVES, console, to_json, turn_json
from qa.types import Intent

if TYPE_CHECKING:
    from qa.dialogue import Chat
    from qa.pipeline import Corpus
    from qa.types import Answer

# From a line to its JSON and whether it was answered; None for a line that asks nothing.
Ask = Callable[[str], tuple[str, bool] | None]


@dataclass(slots=True)
class Tally:
    """The numbers of lines that were answered, that the text does not answer, and that could not be asked."""

    answered: int = 0
    abstained: int = 0
    failed: int = 0


class Lines:
    """The lines of a file, or of standard input."""

    def __init__(self, name: str, *, flag: str) -> None:
        """Open `name`. Raises `UsageError`, which names the `flag`, if it cannot be read."""
        self.name = "standard input" if name == STDIN else name
        self._lines = input_lines(standard_input()) if name == STDIN else file_lines(name, flag=flag)

    def all(self) -> list[str]:
        """Every line; standard input is read to its end."""
        self._lines = list(self._lines)
        return self._lines

    def __iter__(self) -> Iterator[tuple[int, str, float]]:
        """Each line with its number and the share of all lines read with it, 0 where that is unknown."""
        total = len(self._lines) if isinstance(self._lines, list) else None
        return ((number, line, number / total if total else 0.0) for number, line in enumerate(self._lines, 1))


@dataclass(frozen=True, slots=True)
class Questions:
    """Answers each line by itself: an `Ask`. The JSON is for standard output, unless `ascii_only` says otherwise."""

    corpus: "Corpus"
    settings: Settings
    explain: bool
    ascii_only: bool | None = None
    all: bool = False

    def __call__(self, line: str) -> tuple[str, bool] | None:
        """See `Ask`."""
        if not line.strip():
            return None
        answer = self.corpus.ask(line, threshold=self.settings.threshold, top=fetched(self.settings.top), all=self.all)
        plain = ascii_only() if self.ascii_only is None else self.ascii_only
        return answer_json(answer, self.settings, explain=self.explain, ascii_only=plain), answer.answered


class Dialogues:
    """Answers each line as a follow-up to those before it: an `Ask`. An empty line ends a dialogue."""

    def __init__(self, corpus: "Corpus", settings: Settings, *, explain: bool, all: bool = False) -> None:
        """Ask `corpus` by `settings`; `explain` adds how each answer came about, `all` every sentence that answers."""
        self._corpus = corpus
        self._settings = settings
        self._explain = explain
        self._all = all
        self._chat = self._new_chat()
        self._dialogue, self._turn = 1, 0

    def __call__(self, line: str) -> tuple[str, bool] | None:
        """See `Ask`."""
        if not line.strip():
            self._end()
            return None
        self._turn += 1
        turn = self._chat.ask(line.strip(), threshold=self._settings.threshold, top=fetched(self._settings.top))
        if self._all and turn.intent is Intent.QUESTION:
            turn = self._chat.ask_all(threshold=self._settings.threshold, top=fetched(self._settings.top)) or turn
        line_json = turn_json(
            turn,
            dialogue=self._dialogue,
            number=self._turn,
            version=__version__,
            top=self._settings.top,
            explain=self._explain,
            ascii_only=ascii_only(),
        )
        return line_json, turn.answer.answered

    def _new_chat(self) -> "Chat":
        # Imported here, since a single question needs none of it.
        from qa.dialogue import Chat

        return Chat(self._corpus)

    def _end(self) -> None:
        """Begin another dialogue, unless this one has no turn yet."""
        if self._turn:
            self._chat = self._new_chat()
            self._dialogue, self._turn = self._dialogue + 1, 0


def answer_lines(lines: Lines, ask: Ask, *, report: Callable[[str], None]) -> Tally:
    """Print the JSON of each line; `report` gets the errors. Raises `UsageError` if no line asks anything."""
    tally = Tally()
    # On a terminal the answers themselves show the progress, and would tear a bar.
    errors = console(sys.stderr if not sys.stdout.isatty() else StringIO())
    with LateBar(errors, "asking") as bar:
        for number, line, share in lines:
            try:
                result = ask(line)
            except Exception as error:
                report(f"line {number}: {error if isinstance(error, QAError) else bug(error)}")
                tally.failed += 1
                continue
            if result is not None:
                _print(*result, tally)
            bar(share)
    if tally == Tally():
        raise UsageError(f"{lines.name} holds no question; write one per line")
    return tally


def answer_json(answer: "Answer", settings: Settings, *, explain: bool, ascii_only: bool) -> str:
    """The answer as one line of JSON, of ASCII alone if standard output may lack characters (`ascii_only`)."""
    return to_json(answer, version=__version__, top=settings.top, explain=explain, ascii_only=ascii_only)


def fetched(top: int) -> int:
    """The number of candidates to ask for: those that are shown, and those that JSON always has."""
    return max(top, 1 + JSON_ALTERNATIVES)


def _print(line: str, answered: bool, tally: Tally) -> None:
    typer.echo(line)
    sys.stdout.flush()
    if answered:
        tally.answered += 1
    else:
        tally.abstained += 1


def ascii_only() -> bool:
    """Whether standard output may lack characters."""
    return not (sys.stdout.encoding or "").lower().startswith("utf")
