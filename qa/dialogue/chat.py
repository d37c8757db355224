"""A conversation about a corpus: each line is rewritten in the light of the turns before it, then asked.

The corpus keeps no state: all that is remembered is here, and can be seen, edited, undone and forgotten.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from math import expm1, log1p
from pathlib import Path
from typing import TYPE_CHECKING, Self

from qa import model
from qa.arguments import check_type, path_of
from qa.decide import combined
from qa.dialogue.history import FocusEdits, History, Knowledge
from qa.dialogue.rewrite import rewrite
from qa.dialogue.transcript import load, save
from qa.dialogue.turn import Rewrite, Turn, past_turns
from qa.errors import QuestionError, TranscriptError
from qa.index import Index
from qa.question import ABOUT_THE_ANSWER, abstention_reason, listed_type, parse_rewritten, split_line
from qa.types import Answer, Intent, Proximity, Question

if TYPE_CHECKING:
    from qa.pipeline import Corpus

_PRONOUN = re.compile(r"\b(?:it|they|them)\b", re.IGNORECASE)
# Sentences in an answer, the best one included, unless the caller asks for another number.
DEFAULT_TOP = 5
# By how much another reading must be surer than the first one. Chosen on CoQA's tuning half: without a lead, hit@1
# falls from 0.619 to 0.591.
_LEAD = 0.1
# Passages that all other readings together may look at: as many as the reader reads for one question.
_READ = 5
# Corpora whose names are kept: conversations about the same documents share them.
_CORPORA_KEPT = 4


class Chat:
    """See the module's docstring. `turns` are those so far, the oldest first."""

    def __init__(self, corpus: "Corpus") -> None:
        """Talk about `corpus`, which may be exchanged for another one in mid-conversation.

        Raises `SettingError` if it is none.
        """
        # Whatever can be asked will do.
        check_type("corpus", getattr(corpus, "ask", None), Callable, expected="a qa.Corpus")  # type: ignore[arg-type]
        self.corpus = corpus
        self.turns: tuple[Turn, ...] = ()
        self._edits = FocusEdits()

    def ask(self, line: str, *, threshold: float | None = None, top: int = DEFAULT_TOP) -> Turn:
        """The next turn: `line` rewritten, and answered; see `qa.Corpus.ask`.

        An error leaves the conversation as it was.
        """
        question = self.corpus.parse(line)
        if question.intent is Intent.OVERVIEW and self.last is not None and _PRONOUN.search(question.corrected):
            # After "Which film won?", "What is it about?" is about the film.
            question = replace(question, intent=Intent.QUESTION)
        if question.intent is Intent.OVERVIEW:
            turn = Turn(Rewrite(line, line), question.intent, self.corpus.ask(question, threshold=threshold, top=top))
        elif question.intent is Intent.QUESTION and (parts := split_line(question.corrected)):
            turn = self._asked_in_parts(line, question, parts, threshold=threshold, top=top)
        elif question.intent is Intent.QUESTION:
            turn = self._asked(line, question, threshold=threshold, top=top)
        else:
            turn = Turn(Rewrite(line, line), question.intent, self._without_asking(question))
        self.turns = (*self.turns, turn)
        return turn

    def ask_alternative_reading(self, *, threshold: float | None = None, top: int = DEFAULT_TOP) -> Turn:
        """Ask the other reading of the last question in its place, and return that turn; see `ask`.

        Raises `QuestionError` if there is none. An error leaves the conversation as it was.
        """
        last = self.last
        if last is None:
            raise QuestionError("nothing has been asked yet; type a question first")
        if last.rewrite.alternative_reading is None:
            raise QuestionError("the last question has no other reading; type in full what you mean")
        turns = self.turns
        self.turns = turns[: max(index for index, turn in enumerate(turns) if turn is last)]
        try:
            return self.ask(last.rewrite.alternative_reading, threshold=threshold, top=top)
        except BaseException:
            self.turns = turns
            raise

    def ask_all(self, *, threshold: float | None = None, top: int = DEFAULT_TOP) -> Turn | None:
        """The last question again, with all that answers it: its turn is replaced. None if nothing was asked yet."""
        place = max((place for place, turn in enumerate(self.turns) if turn.intent is Intent.QUESTION), default=None)
        if place is None:
            return None
        turn = self.turns[place]
        answers = [
            self.corpus.ask(part.question, threshold=threshold, top=top, all=True)
            for part in turn.answer.parts or (turn.answer,)
        ]
        answer = combined(turn.answer.question, answers) if turn.answer.parts else answers[0]
        turn = replace(turn, answer=answer)
        self.turns = (*self.turns[:place], turn, *self.turns[place + 1 :])
        return turn

    def rewrite(self, line: str) -> Rewrite:
        """How `line` would be rewritten now, misspelt words as the documents spell them; nothing is asked."""
        return self._rewrite(line, self.corpus.parse(line))

    @property
    def last(self) -> Turn | None:
        """The newest turn that asked the text something."""
        return next((turn for turn in reversed(self.turns) if turn.intent is Intent.QUESTION), None)

    def undo(self) -> Turn | None:
        """Take the newest turn back, and return it; None if there is none."""
        taken = self.turns[-1] if self.turns else None
        self.turns = self.turns[:-1]
        return taken

    def clear(self) -> None:
        """Forget all turns, and what was pinned or dropped."""
        self.turns, self._edits = (), FocusEdits()

    def remembered(self) -> tuple[str, ...]:
        """What a follow-up can refer to, the likeliest first: people, places and things that were mentioned."""
        return self._history.remembered()

    def pin(self, name: str) -> None:
        """Put `name` in focus: the next follow-up refers to it first. Raises `SettingError` if it is no text."""
        check_type("name", name, str, expected="text")
        self._edits = self._edits.pinning(name)

    def drop(self, name: str) -> bool:
        """Take `name` out of focus: no follow-up refers to it any more. Returns whether it was remembered.

        Raises `SettingError` if it is no text.
        """
        check_type("name", name, str, expected="text")
        known = name.casefold() in (remembered.casefold() for remembered in self.remembered())
        self._edits = self._edits.dropping(name)
        return known

    def save(self, path: str | Path, *, replace: bool = False) -> None:
        """Write the transcript as JSON; see `qa.dialogue.transcript.save`."""
        check_type("replace", replace, bool, expected="True or False")
        save(self.turns, path_of("path", path, error=TranscriptError), replace=replace)

    @classmethod
    def load(cls, path: str | Path, corpus: "Corpus") -> Self:
        """The conversation in the file `path`, to be resumed; see `qa.dialogue.transcript.load`."""
        chat = cls(corpus)
        chat.turns = load(path_of("path", path, error=TranscriptError), corpus)
        return chat

    @property
    def _history(self) -> History:
        return History(past_turns(self.turns), _knowledge(self.corpus.index), edits=self._edits)

    def _rewrite(self, line: str, question: Question) -> Rewrite:
        result = rewrite(question, self._history)
        # A question that needs no history is asked as it is typed.
        rewritten = line if result.rewritten == question.corrected else result.rewritten
        return replace(result, typed=line, rewritten=rewritten)

    def _asked(self, line: str, question: Question, *, threshold: float | None, top: int) -> Turn:
        needs_none = listed_type(question.corrected) is not None
        result = Rewrite(line, line) if needs_none else self._rewrite(line, question)
        if result.rewritten != line:
            earlier = (correction for turn in self.turns for correction in turn.answer.corrections)
            question = parse_rewritten(result.rewritten, typed=question, known=earlier)
        near = _proximity(self.turns, model.dialogue().proximity[result.kind]) if result.needs_history else None
        answer = self.corpus.ask(question, threshold=threshold, top=top, near=near)
        if not answer.answered and result.rewritten != line:
            return self._other_tries(Turn(result, Intent.QUESTION, answer), near, threshold=threshold, top=top)
        return Turn(result, Intent.QUESTION, answer)

    def _asked_in_parts(
        self, line: str, question: Question, parts: Sequence[str], *, threshold: float | None, top: int
    ) -> Turn:
        """One turn for a line that asks several questions, each of which may refer to those before it."""
        before = self.turns
        try:
            for part in parts:
                self.turns = (*self.turns, self._asked(part, self.corpus.parse(part), threshold=threshold, top=top))
            turns = self.turns[len(before) :]
        finally:
            self.turns = before
        rewrites = [turn.rewrite for turn in turns]
        result = Rewrite(
            line,
            " ".join(rewrite.rewritten for rewrite in rewrites) if any(map(_is_changed, rewrites)) else line,
            tuple(substitution for rewrite in rewrites for substitution in rewrite.substitutions),
            min(rewrite.confidence for rewrite in rewrites),
            kind=next((rewrite.kind for rewrite in rewrites if rewrite.kind), ""),
        )
        return Turn(result, Intent.QUESTION, combined(question, [turn.answer for turn in turns]))

    def _other_tries(self, turn: Turn, near: Proximity | None, *, threshold: float | None, top: int) -> Turn:
        """`turn`, whose question found nothing; or that of the line as typed or of its other reading, if that does.

        Both together take the time of one more question: each looks at its share of the passages.
        """
        rewrite = turn.rewrite
        typed = self.corpus.parse(rewrite.typed)
        other = rewrite.alternative_reading
        # "Why?" as typed names nothing to look for.
        tries = [typed] if typed.content_words else []
        tries += [parse_rewritten(other, typed=typed)] if other else []
        for question in tries:
            depth = max(_READ // len(tries), 1)
            answer = self.corpus.ask(question, threshold=threshold, top=top, near=near, depth=depth)
            if answer.answered and answer.confidence >= turn.answer.confidence + _LEAD:
                taken = Rewrite(rewrite.typed, question.text, alternative_reading=rewrite.rewritten, kind=rewrite.kind)
                return Turn(taken, Intent.QUESTION, answer)
        return turn

    def _without_asking(self, question: Question) -> Answer:
        """The last answer for a line that is about it, otherwise an abstention."""
        if question.intent in ABOUT_THE_ANSWER and self.last is not None:
            return self.last.answer
        return Answer(question, reason=abstention_reason(question.intent))


def _is_changed(rewrite: Rewrite) -> bool:
    return rewrite.rewritten != rewrite.typed


def _proximity(turns: Sequence[Turn], log_odds: Mapping[int, float]) -> Proximity | None:
    """The last answer, and how much likelier the sentences near it are, as far as it is to be relied on.

    With probability c the answer is right, and a sentence near it is likelier by its log-odds; otherwise it is not.
    Together that is log(c * exp(log-odds) + 1 - c).
    """
    last = next((turn.answer for turn in reversed(turns) if turn.answer.best is not None), None)
    if last is None or last.best is None:
        return None
    relied_on = {distance: log1p(last.confidence * expm1(odds)) for distance, odds in log_odds.items()}
    return Proximity(last.best.sentence, relied_on)


@lru_cache(maxsize=_CORPORA_KEPT)
def _knowledge(index: Index) -> Knowledge:
    return Knowledge(index.documents, names=lambda: [name.text for name in index.names()])
