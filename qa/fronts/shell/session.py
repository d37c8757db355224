"""What the shell remembers between two lines, and what it replies with."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.dialogue import Chat, Turn
from qa.errors import QAError
from qa.fronts.settings import Settings
from qa.fronts.shell.telling import (
    MORE_AROUND,
    around,
    certainty_blocks,
    correction_blocks,
    place_blocks,
    reading,
    understood_blocks,
)
from qa.question.intent import ABOUT_THE_ANSWER, Wish
from qa.render import Blocks, answer_blocks, candidate_blocks, confidence, counted, note
from qa.render.replies import nearest

if TYPE_CHECKING:
    from qa.load import Skipped
    from qa.pipeline import Corpus
    from qa.types import Document

# Candidates to fetch for each question, so that /more has some to show, and how many it shows at a time.
_FETCHED, _MORE = 10, 3

# Documents to name when the shell opens; /docs lists all.
_LISTED = 5

# What the shell adds to a reply, of its own commands.
_HINTS = {Wish.ABILITIES: "/help lists the commands.", Wish.FAREWELL: "/quit leaves."}

Rebuild = Callable[["Sequence[Document]", "Sequence[Skipped]", Settings], "Corpus"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a line of input comes to: text to show, and what the loop is to do.

    `answered` is None unless the line was a question.
    """

    blocks: Blocks = ()
    error: str | None = None
    answered: bool | None = None
    clear: bool = False
    leave: bool = False


class Session:
    """A conversation about a corpus, which may be exchanged in the middle of it."""

    def __init__(
        self, corpus: "Corpus", settings: Settings, rebuild: Rebuild, *, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        """Talk about `corpus`.

        `rebuild` makes a corpus of documents and of what was left out, by the settings; `clock` tells seconds.
        """
        self.chat: Chat = Chat(corpus)
        self.settings = settings
        self.rebuild = rebuild
        self._corpus = corpus
        self._clock = clock
        self._seconds: float | None = None
        # How many alternatives were shown since more was wanted of the last answer; None before that.
        self._more_shown: int | None = None

    @property
    def corpus(self) -> "Corpus":
        """What is asked."""
        return self._corpus

    @corpus.setter
    def corpus(self, corpus: "Corpus") -> None:
        self._corpus = corpus
        self.chat.corpus = corpus

    @property
    def last(self) -> Turn:
        """The newest question with its answer; QAError if there is none yet."""
        if self.chat.last is None:
            raise QAError("nothing has been asked yet; type a question first")
        return self.chat.last

    @property
    def questions(self) -> tuple[Turn, ...]:
        """The turns that asked the text something."""
        return tuple(turn for turn in self.chat.turns if turn.wish is Wish.QUESTION)

    @property
    def threshold(self) -> float:
        """The threshold in force."""
        given = self.settings.threshold
        return self.corpus.threshold if given is None else given

    # What is asked

    def ask(self, line: str) -> Reply:
        """Answer `line`, or do what it wants of the last answer, and remember it."""
        turn = self._next(line)
        if turn.wish is Wish.QUESTION:
            return self._answered(turn, understood_blocks(turn.understood))
        if turn.wish in ABOUT_THE_ANSWER and self.chat.last is not None:
            return Reply(self._about(self.chat.last, turn.wish))
        hint = (note(_HINTS[turn.wish], style="dim"),) if turn.wish in _HINTS else ()
        return Reply((*answer_blocks(turn.answer, suggestions=self.corpus.suggestions(1)), *hint))

    def ask_other(self) -> Reply:
        """Answer the other reading of the last question in its place; QAError if there was only one."""
        other = self.last.understood.other
        if other is None:
            raise QAError("the last question could be read in one way only; type in full what you mean")
        turns = self.chat.turns
        self.chat.turns = turns[: max(at for at, turn in enumerate(turns) if turn is self.last)]
        try:
            turn = self._next(other)
        except BaseException:
            self.chat.turns = turns
            raise
        return self._answered(turn, understood_blocks(turn.understood) or (reading(turn.understood.standalone),))

    def _next(self, line: str) -> Turn:
        began = self._clock()
        fetched = max(_FETCHED, self.settings.top)
        turn = self.chat.ask(line, threshold=self.settings.threshold, top=fetched)
        if turn.wish is Wish.QUESTION:
            self._turn_begins(seconds=self._clock() - began)
        return turn

    def _answered(self, turn: Turn, understood: Blocks) -> Reply:
        blocks = answer_blocks(
            turn.answer, top=self.settings.top, context=self.settings.context, passages=self.corpus.passages
        )
        return Reply((*understood, *correction_blocks(turn.answer), *blocks), answered=turn.answer.answered)

    # What is said of the last answer

    def _about(self, turn: Turn, wish: Wish) -> Blocks:
        if wish is Wish.MORE:
            return self.more()
        if wish is Wish.PLACE:
            return place_blocks(turn.answer, self.corpus.passages)
        return certainty_blocks(turn, threshold=self.threshold)

    def more(self) -> Blocks:
        """The first time the sentences around the last answer; then the candidates that were not shown yet."""
        answer = self.last.answer
        if not answer.answered and nearest(answer) is None:
            return (note("Nothing was found that there could be more of."),)
        size = self.settings.context + MORE_AROUND
        shown = around(answer, self.corpus.passages, count=size) if self._more_shown is None else ()
        first = self._alternatives_shown()
        found = answer.alternatives[first : first + _MORE]
        self._more_shown = first + len(found)
        if not (shown or found):
            return (note("There are no more candidates."),)
        return (*shown, *candidate_blocks(found, first=first + (2 if answer.answered else 1)))

    def _alternatives_shown(self) -> int:
        """How many alternatives of the last answer were shown, the closest sentence of an abstention among them."""
        if self._more_shown is not None:
            return self._more_shown
        return self.settings.top - 1 if self.last.answer.answered else 1

    # What is remembered

    def change(self, settings: Settings) -> None:
        """Go on by `settings`; a corpus that was built by others is built anew. ModelError leaves all as it was."""
        if (settings.reader, settings.threads) != (self.settings.reader, self.settings.threads):
            self.corpus = self.rebuild(self.corpus.documents, self.corpus.skipped, settings)
        self.settings = settings

    def undo(self) -> Turn:
        """Take the newest turn back, and return it; QAError if there is none."""
        taken = self.chat.undo()
        if taken is None:
            raise QAError("there is nothing to take back; type a question first")
        self._turn_begins()
        return taken

    def forget(self) -> None:
        """Start the conversation anew."""
        self.chat.clear()
        self._turn_begins()

    def load(self, path: Path) -> None:
        """Go on with the conversation in the file `path` instead of this one; TranscriptError leaves all as it was."""
        self.chat = Chat.load(path, self.corpus)
        self._turn_begins()

    def state(self, *, width: int) -> str:
        """The state on one line: documents, passages, threshold, and the last answer's confidence and time.

        What does not fit into `width` columns is left out, from the left.
        """
        parts = [
            counted(len(self.corpus.documents), "document"),
            counted(len(self.corpus.passages), "passage"),
            f"threshold {self.threshold:.2f}",
        ]
        if self.chat.last is not None and self._seconds is not None:
            parts += [confidence(self.chat.last.answer.confidence), f"{self._seconds * 1000:.0f} ms"]
        while len(" · ".join(parts)) > width and len(parts) > 1:
            del parts[0]
        return " · ".join(parts)

    def _turn_begins(self, *, seconds: float | None = None) -> None:
        """Another question is the last one: nothing more of it was shown; it took `seconds` if just asked."""
        self._seconds, self._more_shown = seconds, None


def opening(session: Session, *, version: str) -> Blocks:
    """What the shell says first: what it has read, what one can ask, and how to get help."""
    corpus = session.corpus
    sizes = ", ".join(
        [
            counted(len(corpus.documents), "document"),
            counted(len(corpus.passages), "passage"),
            counted(corpus.sentence_count, "sentence"),
        ]
    )
    asked = corpus.suggestions(3)
    invitation = (note("You can ask:", gap=True),) if asked else ()
    return (
        note(f"qa {version} has read {sizes}.", style="bold"),
        *(note(document.source, label="  ", style="dim") for document in corpus.documents[:_LISTED]),
        *invitation,
        *(note(question, label="  ", style="cyan") for question in asked),
        note("/help lists the commands, Ctrl-D leaves.", style="dim", gap=True),
    )
