"""The state of the shell between two lines, and its replies to lines that are no commands."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa.dialogue import Chat, Turn, transcript
from qa.errors import QAError
from qa.fronts.opening import filtered
from qa.fronts.repl import Reply
from qa.fronts.settings import Settings
from qa.fronts.shell.messages import (
    MORE_AROUND,
    certainty_blocks,
    correction_blocks,
    place_blocks,
    reading_block,
    rewrite_blocks,
    surroundings,
)
from qa.question import ABOUT_THE_ANSWER
from qa.render import (
    Blocks,
    answer_blocks,
    candidate_blocks,
    confidence,
    conversation_markdown,
    counted,
    note,
    relevant_closest,
)
from qa.types import Answer, Citation, Intent, Sentence, cite

if TYPE_CHECKING:
    from qa.index import Filter
    from qa.load import Skipped
    from qa.overview import Overview
    from qa.pipeline import Corpus
    from qa.types import Document

# The number of candidates to fetch per question, so that /more has some to show, and how many it shows at a time.
_FETCHED, _MORE = 10, 3

# A conversation saved to a file with this suffix is JSON and can be loaded again; any other file is Markdown.
JSON_SUFFIX = ".json"

# What the shell adds to a reply: its own commands.
_HINTS = {Intent.ABILITIES: "/help lists the commands.", Intent.FAREWELL: "/quit leaves."}

# A corpus with the reader of other settings.
Reread = Callable[["Corpus", Settings], "Corpus"]
# Opens a place and says what was opened.
OpenPlace = Callable[[Citation], str]
# The corpus and what is said of its changes; None if there are none.
Renew = Callable[[Settings], "tuple[Corpus, Sequence[str]] | None"]


class Session:
    """A conversation about a corpus, which may be exchanged in the middle of it: a `qa.fronts.repl.Session`."""

    prompt = "› "
    keeps_line = True
    expects_words = False

    def __init__(
        self,
        corpus: "Corpus",
        settings: Settings,
        reread: Reread,
        *,
        allow_private: bool = False,
        clock: Callable[[], float] = time.perf_counter,
        filter: "Filter | None" = None,
        renew: Renew = lambda settings: None,
        open_place: OpenPlace | None = None,
    ) -> None:
        """Begin a conversation about `corpus`.

        `reread` makes a corpus with the reader of other settings; `renew` gets the corpus anew if its files changed,
        with what is said of that; `clock` returns seconds. `filter` says which documents are asked; `open_place` opens
        a place and says what it did, None where there is no terminal. With `allow_private`, an address that is added
        may lead into the user's own network.
        """
        self.chat: Chat = Chat(corpus)
        self.settings = settings
        self.reread = reread
        self.allow_private = allow_private
        self.renew = renew
        self.filter = filter
        self._open_place = open_place
        self.corpus = corpus
        # What was added and dropped since the shell was opened: documents, and ids.
        self._added: dict[str, Document] = {}
        self._dropped: set[str] = set()
        self._clock = clock
        # How long the last question took; None if it was not just asked.
        self._seconds: float | None = None
        # How many alternatives of the last answer /more has shown; None before the first /more.
        self._more_shown: int | None = None
        # The sentences of an overview that was shown after the last answer.
        self._overview: tuple[Sentence, ...] = ()

    @property
    def corpus(self) -> "Corpus":
        """The documents that are asked. One that is set is filtered; `FilterError` leaves the one before."""
        return self.chat.corpus

    @corpus.setter
    def corpus(self, corpus: "Corpus") -> None:
        self.chat.corpus = filtered(corpus, self.filter) if self.filter else corpus
        self._whole = corpus

    def apply(self, wanted: "Filter | None") -> None:
        """Ask the documents that `wanted` allows; None: all. Raises `FilterError`, which changes nothing."""
        before, self.filter = self.filter, wanted
        try:
            self.corpus = self._whole
        except QAError:
            self.filter = before
            raise

    def add(self, documents: "Sequence[Document]", skipped: "Sequence[Skipped]") -> None:
        """Add documents; one of the same id is replaced. `skipped` are files that were left out beside them."""
        self._change({document.doc_id: document for document in documents}, set())
        self.corpus.skipped = tuple(dict.fromkeys((*self.corpus.skipped, *skipped)))

    def drop(self, doc_id: str) -> None:
        """Leave out a document."""
        self._change({}, {doc_id})

    def _change(self, added: "dict[str, Document]", dropped: set[str]) -> None:
        self.corpus = self._whole.changed(added=tuple(added.values()), removed=dropped)
        self._added = {name: document for name, document in (self._added | added).items() if name not in dropped}
        self._dropped = (self._dropped - added.keys()) | dropped

    def _renewed(self) -> Blocks:
        """Switch to the documents as they are now; what is said of that, nothing if they are as they were."""
        renewed = self.renew(self.settings)
        if renewed is None:
            return ()
        corpus, lines = renewed
        if self._added or self._dropped:
            corpus = corpus.changed(added=tuple(self._added.values()), removed=self._dropped)
        self.corpus = corpus
        return tuple(note(line, style="dim") for line in lines)

    @property
    def last(self) -> Turn:
        """The newest question with its answer. Raises `QAError` if there is none yet."""
        if self.chat.last is None:
            raise QAError("nothing has been asked yet; type a question first")
        return self.chat.last

    @property
    def questions(self) -> tuple[Turn, ...]:
        """The turns that asked the text something."""
        return tuple(turn for turn in self.chat.turns if turn.intent is Intent.QUESTION)

    @property
    def threshold(self) -> float:
        """The threshold in force: that of the settings, or else the calibrated one."""
        threshold = self.settings.threshold
        return self.corpus.threshold if threshold is None else threshold

    def status(self, *, width: int) -> str:
        """Documents, passages, threshold, and the last answer's confidence and time, on one line.

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

    # Questions

    def read(self, line: str) -> str:
        """The line without spaces around it."""
        return line.strip()

    def answer(self, text: str) -> Reply:
        """The answer to the question `text`, more of the last answer, or a word to a line that asks nothing."""
        if not text:
            return Reply()
        changes = self._renewed()
        reply = self._reply(text)
        return replace(reply, blocks=(*changes, *reply.blocks)) if changes else reply

    def _reply(self, text: str) -> Reply:
        turn = self._ask(text)
        if turn.intent is Intent.QUESTION:
            return self._answered(turn, rewrite_blocks(turn.rewrite))
        if turn.intent is Intent.OVERVIEW:
            self._overview = tuple(candidate.sentence for candidate in turn.answer.candidates)
            return Reply(answer_blocks(turn.answer), answered=turn.answer.answered)
        if turn.intent in ABOUT_THE_ANSWER and self.chat.last is not None:
            return Reply(self._about(self.chat.last, turn.intent))
        hint = (note(_HINTS[turn.intent], style="dim"),) if turn.intent in _HINTS else ()
        return Reply((*answer_blocks(turn.answer, suggestions=self.corpus.suggestions(1)), *hint))

    def ask_alternative_reading(self) -> Reply:
        """Answer the other reading of the last question instead. Raises `QAError` if it had only one."""
        began = self._clock()
        turn = self.chat.ask_alternative_reading(threshold=self.settings.threshold, top=self._fetched)
        self._begin_turn(seconds=self._clock() - began)
        rewrite = rewrite_blocks(turn.rewrite) or (reading_block(turn.rewrite.rewritten),)
        return self._answered(turn, rewrite)

    def ask_all(self, text: str) -> Reply:
        """All answers to the question `text`, or to the last one if it is empty. Raises `QAError` if there is none."""
        asked = self._ask(text) if text else self.last
        if asked.intent is not Intent.QUESTION:
            raise QAError(f"{text!r} asks nothing of the text; type /all and a question")
        turn = self.chat.ask_all(threshold=self.settings.threshold, top=max(_FETCHED, self.settings.top)) or asked
        return self._answered(turn, rewrite_blocks(turn.rewrite) if text else (reading_block(turn.rewrite.rewritten),))

    def _ask(self, line: str) -> Turn:
        began = self._clock()
        turn = self.chat.ask(line, threshold=self.settings.threshold, top=self._fetched)
        if turn.intent is Intent.QUESTION:
            self._begin_turn(seconds=self._clock() - began)
        return turn

    @property
    def _fetched(self) -> int:
        return max(_FETCHED, self.settings.top)

    def _answered(self, turn: Turn, rewrite: Blocks) -> Reply:
        # Each part shows its own question.
        rewrite = () if turn.answer.parts else rewrite
        blocks = answer_blocks(
            turn.answer,
            top=self.settings.top,
            context=self.settings.context,
            passages=self.corpus.passages_beside(turn.answer),
        )
        return Reply((*rewrite, *correction_blocks(turn.answer), *blocks), answered=turn.answer.answered)

    def _begin_turn(self, *, seconds: float | None = None) -> None:
        """Another question is the last one, and nothing more of it was shown; it took `seconds` if just asked."""
        self._seconds, self._more_shown, self._overview = seconds, None, ()

    # More about the last answer

    def _about(self, turn: Turn, intent: Intent) -> Blocks:
        if intent is Intent.MORE:
            return self.more()
        if intent is Intent.PLACE:
            return place_blocks(turn.answer, self.corpus.passages_beside(turn.answer))
        return certainty_blocks(turn, threshold=self.threshold)

    def more(self) -> Blocks:
        """The first time the sentences around the last answer; each time the next candidates."""
        answer = self.last.answer
        if not answer.answered and relevant_closest(answer) is None:
            return (note("Nothing was found, so there is no more to show."),)
        size = self.settings.context + MORE_AROUND
        around = (
            surroundings(answer, self.corpus.passages_beside(answer), count=size) if self._more_shown is None else ()
        )
        first = self._alternatives_shown()
        candidates = answer.alternatives[first : first + _MORE]
        self._more_shown = first + len(candidates)
        if not (around or candidates):
            return (note("There are no more candidates."),)
        return (*around, *candidate_blocks(candidates, first=first + 2))

    def _alternatives_shown(self) -> int:
        if self._more_shown is not None:
            return self._more_shown
        return self.settings.top - 1 if self.last.answer.answered else 0

    def overview(self, topic: str) -> "Overview":
        """The sentences that stand for the documents, or for what they say of `topic`; /open opens their places."""
        chosen = self.corpus.overview(topic)
        self._overview = chosen.sentences or self._overview
        return chosen

    def open(self, number: int) -> str:
        """Open the place of a sentence as it was numbered, 1 is the answer, and say what was opened.

        Raises `QAError` if there is none of that number, it is no file, nothing can open it, or there is no terminal.
        """
        sentences = self._overview or _numbered_sentences(self.last.answer)
        if not 1 <= number <= len(sentences):
            there = counted(len(sentences), "place") if sentences else "nothing"
            raise QAError(f"there is no number {number}; the last answer has {there} to open")
        if self._open_place is None:
            raise QAError("/open needs a terminal; the place is below the answer")
        sentence = sentences[number - 1]
        return self._open_place(cite(sentence.passage, sentence.span))

    # The conversation as a whole

    def change(self, settings: Settings) -> None:
        """Use `settings` from now on; the corpus gets another reader if they name one.

        Raises `ModelError`, which leaves everything as it was.
        """
        if (settings.reader, settings.threads) != (self.settings.reader, self.settings.threads):
            self.corpus = self.reread(self._whole, settings)
        self.settings = settings

    def undo(self) -> Turn:
        """Remove the newest turn and return it. Raises `QAError` if there is none."""
        turn = self.chat.undo()
        if turn is None:
            raise QAError("there is nothing to undo; type a question first")
        self._begin_turn()
        return turn

    def forget(self) -> None:
        """Start the conversation anew."""
        self.chat.clear()
        self._begin_turn()

    def save(self, path: Path, *, replace: bool) -> None:
        """Write the conversation to `path`, as JSON or as Markdown, depending on its suffix.

        Raises `QAError` if the file exists, unless `replace`, or cannot be written.
        """
        # Unlike `path.is_file()`, this raises no error for a name that is too long or cannot be looked up.
        if not replace and os.path.isfile(path):  # noqa: PTH113
            raise QAError(f"{path} exists; name another file, or replace it with: /save! {path}")
        if path.suffix.lower() == JSON_SUFFIX:
            transcript.save(self.chat.turns, path, replace=replace)
        else:
            transcript.write(conversation_markdown(self.chat.turns), path, replace=replace)

    def load(self, path: Path) -> None:
        """Resume the conversation in the file `path`. Raises `TranscriptError`, which leaves everything as it was."""
        self.chat = Chat.load(path, self.corpus)
        self._begin_turn()


def _numbered_sentences(answer: Answer) -> list[Sentence]:
    """The sentences of an answer as they are numbered on the screen."""
    if answer.findings:
        candidates = [finding.candidate for finding in answer.findings]
    elif answer.parts:
        candidates = [part.candidates[0] for part in answer.parts if part.candidates]
    else:
        candidates = list(answer.candidates)
    return [candidate.sentence for candidate in candidates]
