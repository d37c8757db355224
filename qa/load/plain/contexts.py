"""What names a block of a plain text but is written above it: the stem of a list, the speaker, the question.

    The tenant shall not:
    (a) keep animals;            context: "The tenant shall not:"
        1. except fish;          context: "The tenant shall not:", "(a) keep animals;"
    ADA: Where is the key?
    BO: Under the mat.           context: "ADA: Where is the key?"

Known limitation: what is inside which item is decided by indentation and by the kind of the markers alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.load.lines import shorten, stem
from qa.load.plain.lines import item_marker
from qa.load.plain.messages import Message, Questions, message_of

# Outer items that an item has in its context, at most.
_DEEPEST = 4

# "(a) ...; (b) ..." in one line, and what begins a clause of a law or a contract.
_CLAUSE_NUMBER = re.compile(r"(?:\(?\d{1,3}(?:\.\d{1,3})*\)?\.?|§ ?\d+\w?|(?:Article|Section|Art\.|Sec\.) \d+\S{0,6}) ")
_INNER_CLAUSE = re.compile(r"[;:,](?: and| or)? (?=\(([a-z]|\d{1,2})\) \S)")
_MIN_CLAUSES = 2

# The marker of the first item of a list.
_FIRST = re.compile(r"\(?(?:1|a|A|i)[.)]")


@dataclass(frozen=True, slots=True)
class _OpenItem:
    """An item that the next ones may be inside of."""

    indent: int
    style: str
    text: str


class ListContext:
    """Follows the blocks of a text, to know the stem and the outer items of each item."""

    def __init__(self) -> None:
        self._stem: tuple[str, ...] = ()
        self._open: list[_OpenItem] = []
        # The marker of the last item that is in no other.
        self._last_style = ""

    def item(self, text: str, indent: int) -> tuple[str, ...]:
        """The context of the item `text` (cleaned), which is indented by `indent` columns."""
        style = _style(text)
        while self._open and self._is_beside_or_after(self._open[-1], indent, style):
            self._open.pop()
        if not self._open and self._last_style == style and _FIRST.match(text):
            # The numbers begin again: another list.
            self._stem = ()
        if not self._open:
            self._last_style = style
        outer_items = self._open
        if outer_items and _inner_style(outer_items[-1].text) == style:
            # "12. (1) ...", then "(2) ...": they are beside each other.
            outer_items = outer_items[:-1]
        context = (*self._stem, *(outer.text for outer in outer_items[-_DEEPEST:]))
        self._open.append(_OpenItem(indent, style, shorten(text)))
        return context

    def _is_beside_or_after(self, last: _OpenItem, indent: int, style: str) -> bool:
        """Whether an item does not belong to the `last` one: it is its neighbour, or one of an outer list."""
        if indent != last.indent:
            return indent < last.indent
        if style == last.style or any(outer.style == style for outer in self._open):
            return True
        return not last.text.endswith(":")

    def other(self, text: str, *, is_heading: bool = False) -> None:
        """Take a block that is no item: a list that follows has its stem there."""
        introduction = text if is_heading and text.endswith("?") else stem(text)
        self._stem = (introduction,) if introduction else ()
        self._open = []
        self._last_style = ""

    @property
    def stem(self) -> tuple[str, ...]:
        """What introduces a table below the last block."""
        return self._stem


def _style(text: str) -> str:
    """The marker of an item with "1" for a number, "a" for a letter and "A" for a capital."""
    marker = item_marker(text)
    return re.sub(r"[a-z]+", "a", re.sub(r"\d+", "1", marker[0].strip())) if marker else ""


def _inner_style(text: str) -> str:
    """The marker of the item that begins inside the item `text`, right behind its own: "12. (1) No person"."""
    marker = item_marker(text)
    return _style(text[marker.end() :]) if marker else ""


def inner_clauses(text: str) -> Iterator[str]:
    """The parts of a clause "1.2 The tenant shall not: (a) smoke; (b) sublet.": its stem, then each of its items.

    Only what begins with the number of a clause is divided; the stem alone is the whole text.
    """
    starts = _clause_starts(text) if _CLAUSE_NUMBER.match(text) else []
    for start, end in zip([0, *starts], [*starts, len(text)], strict=True):
        yield text[start:end].strip()


def _clause_starts(text: str) -> list[int]:
    """Where the clauses (a), (b), (c) of a text begin; none unless a colon is before (a)."""
    starts: list[int] = []
    following = {"a", "1"}
    for match in _INNER_CLAUSE.finditer(text):
        if match[1] not in following or not (starts or text[match.start()] == ":"):
            continue
        starts.append(match.end())
        following = {str(int(match[1]) + 1)} if match[1].isdigit() else {chr(ord(match[1]) + 1)}
    return starts if len(starts) >= _MIN_CLAUSES else []


class Conversation:
    """Follows a conversation: who speaks, when, and what was asked last."""

    def __init__(self, speakers: frozenset[str]) -> None:
        self._speakers = speakers
        self._questions = Questions()
        self._last: Message | None = None

    def context(self, text: str) -> tuple[Message | None, tuple[str, ...]]:
        """The message that the cleaned `text` begins or belongs to, and its context: a question, or the speaker."""
        message = message_of(text, self._speakers)
        question = self._questions.context(text, message)
        if message is not None:
            self._last = message
            return message, question
        if self._last is None or not self._last.speaker:
            return None, ()
        return self._last, (self._last.speaker,)

    def end(self) -> None:
        """A heading: what follows is nobody's words."""
        self._last = None
        self._questions = Questions()
