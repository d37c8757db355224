"""The interface of every system that is measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.dialogue import Rewrite
from qa.evaluate.datasets import EarlierTurn
from qa.types import Candidate, Document, Hit, Passage


@dataclass(frozen=True, slots=True)
class Prediction:
    """The sentences and the passages that a system found, each best first.

    `confidence` is None for a system without one. For a question asked in a conversation, `rewrite` is the rewritten
    question, and `history_ms` the milliseconds spent on the history, which are not the question's own.
    """

    candidates: Sequence[Candidate]
    hits: Sequence[Hit]
    answered: bool = True
    confidence: float | None = None
    rewrite: Rewrite | None = None
    history_ms: float = 0.0


class System(Protocol):
    """Ranks the passages and the sentences of documents for a question."""

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages it ranks."""
        ...

    def ask(self, question: str, *, history: Sequence[EarlierTurn] | None = None) -> Prediction:
        """Answer `question`: by itself if `history` is None, else in the conversation that `history` begins."""
        ...


# Builds a system over documents that are asked together.
SystemBuilder = Callable[[Sequence[Document]], System]
