"""What the shell remembers between two lines, and what it replies with."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa.errors import QAError
from qa.render import Blocks, answer_blocks, confidence, counted, note
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.load import Skipped
    from qa.pipeline import Corpus
    from qa.types import Answer, Candidate, Document

# Candidates to fetch for each question, so that /more has some to show.
_FETCHED = 10

# Documents to name when the shell opens; /docs lists all.
_LISTED = 5


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


@dataclass(slots=True)
class Session:
    """A conversation about a corpus: the answers so far, newest last.

    `rebuild` makes a corpus of documents and of what was left out, by the settings; `clock` tells seconds.
    """

    corpus: "Corpus"
    settings: Settings
    rebuild: "Callable[[Sequence[Document], Sequence[Skipped], Settings], Corpus]"
    clock: Callable[[], float] = time.perf_counter
    answers: "list[Answer]" = field(default_factory=list)
    shown: int = 0
    seconds: float | None = None

    @property
    def last(self) -> "Answer":
        """The newest answer; QAError if there is none yet."""
        if not self.answers:
            raise QAError("nothing has been asked yet; type a question first")
        return self.answers[-1]

    @property
    def threshold(self) -> float:
        """The threshold in force."""
        given = self.settings.threshold
        return self.corpus.threshold if given is None else given

    def ask(self, question: str) -> Reply:
        """Answer `question` and remember it."""
        began = self.clock()
        fetched = max(_FETCHED, self.settings.top)
        answer = self.corpus.ask(question, threshold=self.settings.threshold, top=fetched)
        self.seconds = self.clock() - began
        self.answers.append(answer)
        self.shown = self.settings.top - 1 if answer.answered else 1
        blocks = answer_blocks(
            answer, top=self.settings.top, context=self.settings.context, passages=self.corpus.passages
        )
        return Reply(blocks, answered=answer.answered)

    def change(self, settings: Settings) -> None:
        """Go on by `settings`; a corpus that was built by others is built anew. ModelError leaves all as it was."""
        if (settings.reader, settings.threads) != (self.settings.reader, self.settings.threads):
            self.corpus = self.rebuild(self.corpus.documents, self.corpus.skipped, settings)
        self.settings = settings

    def more(self, count: int) -> "tuple[int, Sequence[Candidate]]":
        """The next `count` candidates not shown yet, and the number of the first one."""
        first = self.shown
        found = self.last.alternatives[first : first + count]
        self.shown += len(found)
        return first + (2 if self.last.answered else 1), found

    def forget(self) -> None:
        """Start the conversation anew."""
        self.answers.clear()
        self.shown, self.seconds = 0, None

    def state(self, *, width: int) -> str:
        """The state on one line: documents, passages, threshold, and the last answer's confidence and time.

        What does not fit into `width` columns is left out, from the left.
        """
        parts = [
            counted(len(self.corpus.documents), "document"),
            counted(len(self.corpus.passages), "passage"),
            f"threshold {self.threshold:.2f}",
        ]
        if self.answers and self.seconds is not None:
            parts += [confidence(self.answers[-1].confidence), f"{self.seconds * 1000:.0f} ms"]
        while len(" · ".join(parts)) > width and len(parts) > 1:
            del parts[0]
        return " · ".join(parts)


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
