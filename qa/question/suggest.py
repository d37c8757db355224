"""What a person could ask of a text that they have not read yet: its names, and questions made from them.

The questions are templates around frequent names. Nothing is promised of them but that the names occur.
"""

from collections.abc import Sequence

from qa.index.names import Name

# Times that a name must occur before a question is made of it.
_FREQUENT = 2


def questions(names: Sequence[Name], count: int) -> tuple[str, ...]:
    """At most `count` different questions about the most frequent of `names`, which are in this order."""
    known = [name for name in names if name.times >= _FREQUENT] or names
    speakers = [name.text for name in known if name.speaks]
    suggestions = [f"What did {name} say?" for name in speakers[:1]]
    suggestions += [f"Who is {name}?" for name in speakers[1:2]]
    suggestions += [f"What does the text say about {name.text}?" for name in known if not name.speaks]
    return tuple(suggestions[:count])
