"""What the names in the documents are good for: to complete a word of a question, and to suggest questions.

A large index counts its names for a second, so that both are kept for the corpus that is asked.
"""

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.pipeline import Corpus

# Names that are offered, and questions that are suggested.
_OFFERED, _SUGGESTED = 8, 3


def names_beginning(corpus: "Corpus", beginning: str) -> list[str]:
    """At most `_OFFERED` names of `corpus` that begin with `beginning` and are more than it, in any case of letters."""
    lowered = beginning.lower()
    if not lowered:
        return []
    fitting = (name for name, low in _names(corpus) if low.startswith(lowered) and low != lowered)
    return list(islice(fitting, _OFFERED))


@lru_cache(maxsize=1)
def suggestions(corpus: "Corpus") -> tuple[str, ...]:
    """A few questions that `corpus` can be asked."""
    return corpus.suggestions(_SUGGESTED)


@lru_cache(maxsize=1)
def _names(corpus: "Corpus") -> tuple[tuple[str, str], ...]:
    return tuple((name, name.lower()) for name in corpus.names())
