"""The conversation that a question is asked in: held with qa before it, line by line.

Where the set gives the earlier answers, they are taken for qa's own: so a follow-up is measured by itself, and not by
the luck of the questions before it.
"""

from collections.abc import Sequence

from qa.dialogue import Chat, Turn, Understood
from qa.evaluate.datasets import PastTurn
from qa.pipeline import Corpus
from qa.question.intent import Wish
from qa.types import Answer, Candidate, Passage, Reason, Sentence, Span


class Conversation:
    """Conversations about a corpus, one after the other.

    The last one is kept, so that a dialogue that is asked in order is not held from its start for each of its turns.
    """

    def __init__(self, corpus: Corpus, *, threshold: float | None = None) -> None:
        """Talk about `corpus`, which answers from the confidence `threshold` on, None for its own."""
        self._corpus = corpus
        self._threshold = threshold
        self._chat = Chat(corpus)
        self._said: list[PastTurn] = []

    def after(self, history: Sequence[PastTurn]) -> Chat:
        """The chat in which `history` was said, and nothing else."""
        kept = _shared(self._said, history)
        self._chat.turns = self._chat.turns[:kept]
        del self._said[kept:]
        for past in history[kept:]:
            self._say(past)
        return self._chat

    def ask(self, line: str, *, top: int) -> Turn:
        """The next turn: see `qa.dialogue.Chat.ask`."""
        turn = self._chat.ask(line, threshold=self._threshold, top=top)
        self._said.append(PastTurn(line))
        return turn

    def _say(self, past: PastTurn) -> None:
        if past.given:
            self._chat.turns = (*self._chat.turns, given_turn(past, self._corpus.passages))
            self._said.append(past)
        else:
            self.ask(past.line, top=1)


def _shared(said: Sequence[PastTurn], history: Sequence[PastTurn]) -> int:
    """How many of the first turns are the same in both."""
    pairs = enumerate(zip(said, history, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(said), len(history)))


def given_turn(past: PastTurn, passages: Sequence[Passage]) -> Turn:
    """The turn of a conversation in which `past` was asked as it stands, and got the answer that the set gives.

    The answer is the sentence of `passages` that holds most of its place; without one the text did not answer.
    """
    best = _candidate(past.place, passages)
    if best is None:
        answer = Answer(past.line, None, (), 0.0, reason=Reason.NOT_IN_TEXT)
    else:
        answer = Answer(past.line, best, (), 1.0)
    return Turn(Understood(past.line, past.line), Wish.QUESTION, answer)


def _candidate(place: Span | None, passages: Sequence[Passage]) -> Candidate | None:
    """The first sentence that holds most of `place`, with its words marked."""
    if place is None:
        return None
    parts = [(one, _common(one.span, place)) for passage in passages for one in _sentences(passage, place)]
    if not parts:
        return None
    sentence, marked = max(parts, key=lambda part: len(part[1]))
    return Candidate(sentence, marked, 0.0)


def _sentences(passage: Passage, place: Span) -> Sequence[Sentence]:
    """Those that share a character with `place`."""
    return [one for one in passage.sentences if one.span.overlaps(place)]


def _common(first: Span, second: Span) -> Span:
    """The characters of both, of which there is one at least."""
    return Span(max(first.start, second.start), min(first.end, second.end))
