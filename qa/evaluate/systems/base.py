"""What every system offers that is measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.dialogue import Understood
from qa.evaluate.datasets import PastTurn
from qa.types import Candidate, Document, Hit, Passage


@dataclass(frozen=True, slots=True)
class Prediction:
    """The sentences and the passages that were found, each best first. `confidence` is None for a system without.

    Of a question that was asked in a conversation: `understood` is how it was understood, and `before_ms` the
    milliseconds in which what was said before had to be said again, which are not the question's own.
    """

    candidates: Sequence[Candidate]
    hits: Sequence[Hit]
    answered: bool = True
    confidence: float | None = None
    understood: Understood | None = None
    before_ms: float = 0.0


class System(Protocol):
    """Something that ranks the passages and the sentences of documents for a question."""

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages it ranks."""
        ...

    def ask(self, question: str, *, history: Sequence[PastTurn] | None = None) -> Prediction:
        """Its answer to `question`, asked by itself, or in the conversation that `history` begins."""
        ...


# Builds a system over documents that are asked together.
Build = Callable[[Sequence[Document]], System]
