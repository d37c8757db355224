"""What every system offers that is measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.types import Candidate, Document, Hit, Passage


@dataclass(frozen=True, slots=True)
class Prediction:
    """The sentences and the passages that were found, each best first. `confidence` is None for a system without."""

    candidates: Sequence[Candidate]
    hits: Sequence[Hit]
    answered: bool = True
    confidence: float | None = None


class System(Protocol):
    """Something that ranks the passages and the sentences of documents for a question."""

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages it ranks."""
        ...

    def ask(self, question: str) -> Prediction:
        """Its answer to `question`."""
        ...


# Builds a system over documents that are asked together.
Build = Callable[[Sequence[Document]], System]
