"""The names in the documents that begin with a few letters, the most frequent first."""

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.pipeline import Corpus

# Names that are offered.
_OFFERED = 8
# Corpora whose names are kept: the one that is asked, and the one before it.
_CORPORA_KEPT = 2


def names_beginning(corpus: "Corpus", beginning: str) -> list[str]:
    """At most `_OFFERED` names of `corpus` that begin with `beginning` and are more than it, in any case of letters."""
    lowered = beginning.lower()
    if not lowered:
        return []
    fitting = (name for name, low in _names(corpus) if low.startswith(lowered) and low != lowered)
    return list(islice(fitting, _OFFERED))


@lru_cache(maxsize=_CORPORA_KEPT)
def _names(corpus: "Corpus") -> tuple[tuple[str, str], ...]:
    return tuple((name, name.lower()) for name in corpus.names())
