"""What a person could ask of a text that they have not read yet: its names, and questions made from them.

The questions are templates around frequent names. Nothing is promised of them but that the names occur.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from qa.language.answer_types import typed_spans
from qa.language.lexicon import SPEAKER_VERBS, alternation
from qa.types import AnswerType, Document

# Characters of each document that are looked through: enough to know what it is about, and quick.
_MAX_CHARACTERS = 200_000
_SPEAKS = alternation(SPEAKER_VERBS)
# Times that a name must occur before a question is made of it.
_FREQUENT = 2


def names(documents: Sequence[Document]) -> tuple[str, ...]:
    """The names in `documents`, most frequent first, equal ones in the order they occur."""
    counts = Counter(name for document in documents for name in _names(document.text[:_MAX_CHARACTERS]))
    return tuple(name for name, _ in counts.most_common())


def questions(documents: Sequence[Document], count: int) -> tuple[str, ...]:
    """At most `count` different questions about the most frequent names of `documents`."""
    text = "\n".join(document.text[:_MAX_CHARACTERS] for document in documents)
    counts = Counter(_names(text))
    known = [name for name, times in counts.most_common() if times >= _FREQUENT] or list(counts)
    speakers = [
        name for name in known if re.search(rf"{re.escape(name)} {_SPEAKS}\b|\b{_SPEAKS} {re.escape(name)}\b", text)
    ]
    suggestions = [f"What did {name} say?" for name in speakers[:1]]
    suggestions += [f"Who is {name}?" for name in speakers[1:2]]
    suggestions += [f"What does the text say about {name}?" for name in known if name not in speakers]
    return tuple(suggestions[:count])


def _names(text: str) -> Iterator[str]:
    return (text[span.start : span.end] for span in typed_spans(AnswerType.NAME, text))
