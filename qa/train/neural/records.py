"""Made documents with their questions, and the shapes that are made of records: tables, sections, labels, prose."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from qa.train.neural.banks import Attribute, Bank, Entry, RecordKind, fill

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


def _sentence(attribute: Attribute, value: str, rng: random.Random) -> str:
    """A sentence without a subject; "Price: 5" if the attribute has none."""
    return rng.choice(attribute.sentences or ["{n}: {v}."]).replace("{n}", attribute.names[0]).replace("{v}", value)


def rows(rng: random.Random, bank: Bank) -> Made:
    """A table, in Markdown or with commas or tabs."""
    return _table(Table.draw(rng, bank, things=rng.randint(3, 14)), rng, place=0)


def wide_rows(rng: random.Random, bank: Bank) -> Made:
    """A table with many columns; the thing may be in the second one."""
    return _table(Table.draw(rng, bank, things=rng.randint(5, 24), wide=True), rng, place=rng.randint(0, 1))


def _table(table: Table, rng: random.Random, *, place: int) -> Made:
    """The table with its things in the column `place`."""
    columns = [rng.choice(each.names) for each in table.attributes]
    header = [*columns[:place], rng.choice((table.kind.noun.capitalize(), "Name")), *columns[place:]]
    rows = [[*each[:place], thing, *each[place:]] for thing, each in zip(table.things, table.values, strict=True)]
    suffix, text = _lines([header, *rows], table.title, rng)
    return Made(suffix, text, table.asked(rng, lambda row, column: (table.things[row], table.values[row][column])))


def _lines(rows: list[list[str]], title: str, rng: random.Random) -> tuple[str, str]:
    """The suffix and the text of a table whose first row is its header."""
    suffix = rng.choice((".md", ".md", ".csv", ".tsv"))
    if suffix == ".md":
        lines = ["| " + " | ".join(row) + " |" for row in (rows[0], ["---"] * len(rows[0]), *rows[1:])]
        return suffix, f"# {title}\n\n" + "\n".join(lines)
    mark = "," if suffix == ".csv" else "\t"
    return suffix, "\n".join(mark.join(f'"{cell}"' if mark in cell else cell for cell in row) for row in rows)


def grid(rng: random.Random, bank: Bank) -> Made:
    """A table with a key on both sides, asked in other words than its own."""
    grid = rng.choice(bank.grids)
    absent, *rows = some(grid.rows, len(grid.rows), rng)
    columns = some(grid.columns, rng.randint(2, len(grid.columns)), rng)
    values = [[fill(rng.choice(grid.values), rng) for _ in columns] for _ in rows]
    names = [fill(row.names[0], rng) for row in rows]
    header = [grid.corner, *(fill(column.names[0], rng) for column in columns)]
    suffix, text = _lines([header, *([name, *cells] for name, cells in zip(names, values, strict=True))], "", rng)

    def ask(row: Entry, column: Entry) -> str:
        wording = rng.choice(grid.questions).replace("{r}", rng.choice(row.questions))
        return wording.replace("{c}", rng.choice(column.questions))

    cells = [(row, column) for row in range(len(rows)) for column in range(len(columns))]
    asked = [
        Asked(ask(rows[row], columns[column]), (names[row], values[row][column]), values[row][column])
        for row, column in some(cells, MOST - 2, rng)
    ]
    # What is above one limit may be below the next.
    asked += [Asked(ask(absent, column)) for column in columns[:2] if not absent.names[0].startswith("up to")]
    return Made(suffix, text.replace("# \n", f"# {rng.choice(grid.titles)}\n"), asked)


def sections(rng: random.Random, bank: Bank) -> Made:
    """A section for each thing, whose sentences do not name it."""
    table = Table.draw(rng, bank, things=rng.randint(2, 6))
    sentences = [
        [_sentence(each, value, rng) for each, value in zip(table.attributes, values, strict=True)]
        for values in table.values
    ]
    sections = [f"## {thing}\n\n{' '.join(each)}" for thing, each in zip(table.things, sentences, strict=True)]
    asked = table.asked(rng, lambda row, column: (sentences[row][column], " ".join(sentences[row])))
    return Made(".md", f"# {table.title}\n\n" + "\n\n".join(sections), asked)


def labels(rng: random.Random, bank: Bank) -> Made:
    """A section for each thing, with a line for each attribute: "Price: €5"."""
    table = Table.draw(rng, bank, things=rng.randint(2, 5))
    mark = rng.choice(("- ", "", "* "))
    lines = [
        [f"{mark}{each.names[0]}: {value}" for each, value in zip(table.attributes, values, strict=True)]
        for values in table.values
    ]
    gap = "\n" if mark else "\n\n"
    sections = [f"## {thing}\n\n{gap.join(each)}" for thing, each in zip(table.things, lines, strict=True)]
    asked = table.asked(rng, lambda row, column: (lines[row][column].removeprefix(mark),))
    # The same line may be in two sections: a value that comes twice is not asked for.
    counts = [line for section in lines for line in section]
    clear = [each for each in asked if not each.within or counts.count(mark + each.within[0]) == 1]
    return Made(".md", f"# {table.title}\n\n" + "\n\n".join(sections), clear)


def one_thing(rng: random.Random, bank: Bank) -> Made:
    """A document on one thing, with a section for each attribute; the questions often leave the thing out."""
    table = Table.draw(rng, bank, things=1)
    thing = table.things[0]
    title = f"{thing}: {table.title}" if rng.random() < 0.5 else f"{table.title}, {thing}"
    sentences = [_sentence(each, value, rng) for each, value in zip(table.attributes, table.values[0], strict=True)]
    headings = [rng.choice(each.names) for each in table.attributes]
    if rng.random() < 0.4:
        headings = [f"Article {number} - {heading}" for number, heading in enumerate(headings, start=rng.randint(1, 9))]
    sections = [f"## {heading}\n\n{sentence}" for heading, sentence in zip(headings, sentences, strict=True)]
    asked = table.asked(rng, lambda _, column: (sentences[column],))
    return Made(".md", f"# {title}\n\n" + "\n\n".join(sections), asked)


def prose(rng: random.Random, bank: Bank) -> Made:
    """Paragraphs in which each sentence names its thing, or only the first one does."""
    table = Table.draw(rng, bank, things=rng.randint(2, 6))
    paragraphs, sentences = [], []
    for thing, values in zip(table.things, table.values, strict=True):
        own = [_sentence(each, value, rng) for each, value in zip(table.attributes, values, strict=True)]
        sentences.append(own)
        paragraphs.append(f"{rng.choice(('About', 'On', 'As for', 'Now to'))} {thing}. {' '.join(own)}")
    asked = table.asked(rng, lambda row, column: (sentences[row][column], table.things[row]))
    return Made(".txt", f"{table.title}\n\n" + "\n\n".join(paragraphs), asked)
