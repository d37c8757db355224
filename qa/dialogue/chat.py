"""A conversation about a corpus: each line is understood in the light of the turns before it, then asked.

The corpus keeps no state: all that is remembered is here, and can be seen, edited, undone and forgotten.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import expm1, log1p
from pathlib import Path
from typing import TYPE_CHECKING, Self

from qa import model
from qa.dialogue.transcript import load, save
from qa.dialogue.turn import Past, Turn, Understood, past
from qa.dialogue.understand import Edits, Understander, understander
from qa.question.intent import ABOUT_THE_ANSWER, Wish, reason_of, wish_of
from qa.types import Answer, Nearness

if TYPE_CHECKING:
    from qa.pipeline import Corpus

# Sentences in an answer, the best one included, unless asked for otherwise.
DEFAULT_TOP = 5


class Chat:
    """See the module's docstring. `turns` are those so far, the oldest first."""

    def __init__(self, corpus: "Corpus") -> None:
        """Talk about `corpus`, which may be exchanged for another one in mid-conversation."""
        self.corpus = corpus
        self.turns: tuple[Turn, ...] = ()
        self._edits = Edits()

    def ask(self, line: str, *, threshold: float | None = None, top: int = DEFAULT_TOP) -> Turn:
        """The next turn: `line` understood, and answered; see `qa.Corpus.ask`.

        An error leaves the conversation as it was.
        """
        wish = wish_of(line)
        if wish is Wish.QUESTION:
            turn = self._asked(self.understand(line), threshold=threshold, top=top)
        else:
            turn = Turn(Understood(line, line), wish, self._without_asking(line, wish))
        self.turns = (*self.turns, turn)
        return turn

    def understand(self, line: str) -> Understood:
        """How `line` would be understood now, misspelt words as the documents spell them; nothing is asked."""
        spelled, _ = self.corpus.corrected(line)
        found = self._understander.understand(spelled, self._past, self._edits)
        # A question that stands alone is asked as it was typed: its words are corrected there.
        return replace(found, typed=line, standalone=line if found.standalone == spelled else found.standalone)

    @property
    def last(self) -> Turn | None:
        """The newest turn that asked the text something."""
        return next((turn for turn in reversed(self.turns) if turn.wish is Wish.QUESTION), None)

    def undo(self) -> Turn | None:
        """Take the newest turn back, and return it; None if there is none."""
        taken = self.turns[-1] if self.turns else None
        self.turns = self.turns[:-1]
        return taken

    def clear(self) -> None:
        """Forget all turns, and what was pinned or dropped."""
        self.turns, self._edits = (), Edits()

    def remembered(self) -> tuple[str, ...]:
        """What a follow-up can lean on, the likeliest first: people, places and things that were spoken of."""
        return self._understander.remembered(self._past, self._edits)

    def pin(self, name: str) -> None:
        """Speak of `name` from now on: the next follow-up leans on it first."""
        self._edits = self._edits.pinning(name)

    def drop(self, name: str) -> bool:
        """Let no follow-up lean on `name` any more; whether it was remembered."""
        known = name.casefold() in (one.casefold() for one in self.remembered())
        self._edits = self._edits.dropping(name)
        return known

    def save(self, path: str | Path, *, replace: bool = False) -> None:
        """Write the transcript as JSON; see `qa.dialogue.transcript.save`."""
        save(self.turns, path, replace=replace)

    @classmethod
    def load(cls, path: str | Path, corpus: "Corpus") -> Self:
        """The conversation in the file `path`, to go on with; see `qa.dialogue.transcript.load`."""
        chat = cls(corpus)
        chat.turns = load(path, corpus)
        return chat

    @property
    def _understander(self) -> Understander:
        return understander(tuple(self.corpus.documents))

    @property
    def _past(self) -> tuple[Past, ...]:
        return past(self.turns)

    def _asked(self, understood: Understood, *, threshold: float | None, top: int) -> Turn:
        near = _near(self.turns, understood.sort) if understood.leans else None
        answer = self.corpus.ask(understood.standalone, threshold=threshold, top=top, near=near)
        if understood.standalone != understood.typed:
            _, corrections = self.corpus.corrected(understood.typed)
            answer = replace(answer, corrections=(*corrections, *answer.corrections))
        return Turn(understood, Wish.QUESTION, answer)

    def _without_asking(self, line: str, wish: Wish) -> Answer:
        """The last answer for a line that is about it, otherwise an abstention."""
        if wish in ABOUT_THE_ANSWER and self.last is not None:
            return self.last.answer
        return Answer(line, None, (), 0.0, reason=reason_of(wish))


def _near(turns: Sequence[Turn], sort: str) -> Nearness | None:
    """The last answer, and how it draws the answer to a follow-up of the `sort`: as far as it is to be relied on.

    With probability c it is right and pulls by `by`; otherwise it does not pull: together by log(c * exp(by) + 1 - c).
    """
    last = next((turn.answer for turn in reversed(turns) if turn.answer.best is not None), None)
    if last is None or last.best is None:
        return None
    pulls = model.dialogue().pull[sort]
    return Nearness(last.best.sentence, {at: log1p(last.confidence * expm1(by)) for at, by in pulls.items()})
