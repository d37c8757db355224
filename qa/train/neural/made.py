"""A made document with its questions, and the records that most of them are made of."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from qa.train.neural.banks import Attribute, Bank, RecordKind, fill

Item = TypeVar("Item")

# Questions on one document at most.
MOST = 9
_REVERSED = (
    "Which {noun} has {value} {attribute}?",
    "which {noun} has the {attribute} {value}",
    "What {noun} has {value} as its {attribute}?",
    "Which {noun} is it that has {value}?",
    "{noun} with {attribute} {value}",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what answers it: words of the block that holds the answer, and the answer; None if nothing does.

    A `loose` answer is one in which any span may be marked.
    """

    question: str
    within: tuple[str, ...] = ()
    answer: str | None = None
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A document as text in a format (a suffix), and the questions on it."""

    suffix: str
    text: str
    asked: list[Asked]


@dataclass(frozen=True, slots=True)
class Table:
    """Records of one kind: the things, their attributes, and a value for each, by position."""

    kind: RecordKind
    title: str
    things: list[str]
    attributes: list[Attribute]
    values: list[list[str]]
    # A thing and an attribute that are left out, to ask for.
    absent: str
    unlisted: Attribute | None

    @classmethod
    def draw(cls, rng: random.Random, bank: Bank, *, things: int, wide: bool = False) -> "Table":
        """A table of at most so many things; a `wide` one has columns of any kind beside its own."""
        kind = rng.choice(bank.kinds)
        drawn = [fill(pattern, rng) for pattern in some(kind.names * 3, 3 * (things + 1), rng)]
        names = list(dict.fromkeys(drawn))[: things + 1]
        attributes = some(kind.attributes, 9 if wide else rng.randint(2, 5), rng)
        if wide:
            attributes = some([*attributes, *some(bank.columns, rng.randint(3, 6), rng)], 99, rng)
        unlisted = attributes.pop() if len(attributes) > 2 else None
        values = [[fill(rng.choice(each.values), rng) for each in attributes] for _ in names[1:]]
        return cls(kind, rng.choice(kind.titles), names[1:], attributes, values, names[0], unlisted)

    def asked(self, rng: random.Random, within: Callable[[int, int], tuple[str, ...]]) -> list[Asked]:
        """Questions on the records; `within` gives words of the block with the value, from its two positions."""
        cells = [(row, column) for row in range(len(self.things)) for column in range(len(self.attributes))]
        asked = [
            Asked(_ask(self.attributes[column], self.things[row], rng), within(row, column), self.values[row][column])
            for row, column in some(cells, MOST - 3, rng)
        ]
        asked += self._asked_in_reverse(rng, within)
        asked += [Asked(_ask(each, self.absent, rng)) for each in some(self.attributes, 2, rng)]
        if self.unlisted:
            asked.append(Asked(_ask(self.unlisted, rng.choice(self.things), rng)))
        return asked

    def _asked_in_reverse(self, rng: random.Random, within: Callable[[int, int], tuple[str, ...]]) -> list[Asked]:
        """A question by a value that one thing alone has, "Which plan has phone support?"; its sentence answers."""
        column = rng.randrange(len(self.attributes))
        row = rng.randrange(len(self.things))
        values = [values[column].split(",")[0] for values in self.values]
        if len(self.things) < 2 or values.count(values[row]) > 1:
            return []
        wording = rng.choice(_REVERSED).replace("{noun}", self.kind.noun).replace("{value}", values[row])
        question = wording.replace("{attribute}", rng.choice(self.attributes[column].names).lower())
        return [Asked(question, within(row, column), self.values[row][column], loose=True)]


def _ask(attribute: Attribute, thing: str, rng: random.Random) -> str:
    return rng.choice(attribute.questions).replace("{e}", thing)


def some(items: Sequence[Item], count: int, rng: random.Random) -> list[Item]:
    """At most `count` of the items, in random order."""
    return rng.sample(items, min(count, len(items)))
