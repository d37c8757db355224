"""What one could ask of a text one has not read yet: its names, and questions made from them.

The questions are templates around names that occur often; nothing is promised of them but that the names are there.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from qa.language.answer_types import Kind, spans_of
from qa.types import Document

# Characters of each document that are looked through: enough to know what it is about, and quick.
_LOOKED_AT = 200_000
_SPEAKS = r"(?:said|says|told|tells|announced|warned|predicted|argued|wrote)"
# Times that a name must occur before a question is made of it.
_OFTEN = 2


def names(documents: Sequence[Document]) -> tuple[str, ...]:
    """The names in `documents`, most frequent first, equal ones in the order they occur."""
    counted = Counter(name for document in documents for name in _names(document.text[:_LOOKED_AT]))
    return tuple(name for name, _ in counted.most_common())


def questions(documents: Sequence[Document], count: int) -> tuple[str, ...]:
    """At most `count` different questions about what `documents` speak of most."""
    text = "\n".join(document.text[:_LOOKED_AT] for document in documents)
    counted = Counter(_names(text))
    known = [name for name, times in counted.most_common() if times >= _OFTEN] or list(counted)
    speakers = [
        name for name in known if re.search(rf"{re.escape(name)} {_SPEAKS}\b|\b{_SPEAKS} {re.escape(name)}\b", text)
    ]
    made = [f"What did {name} say?" for name in speakers[:1]]
    made += [f"Who is {name}?" for name in speakers[1:2]]
    made += [f"What does the text say about {name}?" for name in known if name not in speakers]
    return tuple(made[:count])


def _names(text: str) -> Iterator[str]:
    return (text[span.start : span.end] for span in spans_of(Kind.NAME, text))
