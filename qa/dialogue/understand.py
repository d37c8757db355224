"""A line and what was said before -> the question that stands alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.dialogue.turn import Past, Understood
from qa.types import Document


@dataclass(frozen=True, slots=True)
class Edits:
    """What a person changed about what is remembered, the newest first."""

    pinned: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()

    def pinning(self, name: str) -> "Edits":
        """With `name` spoken of before all else."""
        return replace(self, pinned=(name, *self.pinned), dropped=self.dropped - {name.casefold()})

    def dropping(self, name: str) -> "Edits":
        """With `name` spoken of no more."""
        kept = tuple(one for one in self.pinned if one.casefold() != name.casefold())
        return Edits(kept, self.dropped | {name.casefold()})


class Understander:
    """Understands lines about some documents."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents

    def understand(self, line: str, past: Sequence[Past], edits: Edits = Edits()) -> Understood:
        """How `line` is understood after `past`, the oldest first."""
        return Understood(line, line)

    def remembered(self, past: Sequence[Past], edits: Edits = Edits()) -> tuple[str, ...]:
        """What a follow-up can lean on, the likeliest first."""
        return edits.pinned


@lru_cache(maxsize=4)
def understander(documents: tuple[Document, ...]) -> Understander:
    """The understander of `documents`, made once."""
    return Understander(documents)
