"""What made documents are made of: records, grids, sections, questions, lists, terms and speech, as text files.

The files are data, one kind each, with their format in their first lines. `{1-9}` stands for a number of that range and
`{a/b}` for one of the words. All of it is invented.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

Item = TypeVar("Item")
_CHOICE = re.compile(r"\{(\d+-\d+|[^{}/]+(?:/[^{}/]+)+)\}")


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a record: its names, patterns of its values, sentences without a subject, and questions."""

    names: list[str]
    values: list[str]
    sentences: list[str]
    questions: list[str]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record: "plan", with the titles of its documents, patterns of the things' names, and attributes."""

    noun: str
    titles: list[str]
    names: list[str]
    attributes: list[Attribute]


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading or stem with its text, and the questions about it, in several wordings each."""

    names: list[str]
    values: list[str]
    questions: list[str]


@dataclass(frozen=True, slots=True)
class StemList:
    """A list with a stem, and its items."""

    stem: str
    items: list[Entry]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a key on both sides: an entry per row and per column, whose questions are how people put its name.

    `values` are patterns, and a question has `{r}` and `{c}` for its row and its column.
    """

    titles: list[str]
    corner: str
    values: list[str]
    rows: list[Entry]
    columns: list[Entry]
    questions: list[str]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a text: its headings, and its sentences with their questions."""

    headings: list[str]
    sentences: list[Entry]


@dataclass(frozen=True, slots=True)
class Prose:
    """A text in sections, and questions of its field that it does not answer."""

    titles: list[str]
    sections: list[Section]
    unanswered: list[str]


@dataclass(frozen=True, slots=True)
class Bank:
    """What the documents of one part are made of: those to train on, or those held out."""

    kinds: list[RecordKind]
    columns: list[Attribute]
    grids: list[Grid]
    prose: list[Prose]
    faq: list[Entry]
    lists: list[StemList]
    glossary: list[tuple[str, str]]
    speech: list[Entry]
    replies: list[Entry]


@cache
def bank(*, held_out: bool) -> Bank:
    """Four fifths of everything, or the fifth that is held out."""

    def part(items: Sequence[Item]) -> list[Item]:
        return [item for number, item in enumerate(items) if (number % 5 == 4) is held_out]

    return Bank(
        kinds=part(record_kinds()),
        columns=_columns(),
        grids=part(_grids()),
        prose=part(_prose()),
        faq=part(_faq()),
        lists=part(_stem_lists()),
        glossary=part(_glossary()),
        speech=part(_speech()),
        replies=part(_replies()),
    )


def fill(pattern: str, rng: random.Random) -> str:
    """`pattern` with a number or a word for each choice."""

    def draw(match: re.Match[str]) -> str:
        low, dash, high = match[1].partition("-")
        if dash and low.isdigit() and high.isdigit():
            return str(rng.randint(int(low), int(high)))
        return str(rng.choice(match[1].split("/")))

    return _CHOICE.sub(draw, pattern)


def record_kinds() -> list[RecordKind]:
    """The kinds of records."""
    kinds: list[RecordKind] = []
    for line in _lines("records.txt"):
        mark, rest = line[0], line[1:].strip()
        if mark == "=":
            noun, _, titles = rest.split(" | ")
            kinds.append(RecordKind(noun, _parts(titles), [], []))
        elif mark == "@":
            kinds[-1].names.extend(rest.split(", "))
        else:
            fields = rest.split(" > ")
            sentences = _parts(fields[2]) if len(fields) == 4 else []
            kinds[-1].attributes.append(Attribute(_parts(fields[0]), _parts(fields[1]), sentences, _parts(fields[-1])))
    return kinds


def _columns() -> list[Attribute]:
    """Columns of any table; too few to hold some out."""
    fields = (list(map(_parts, line.split(" > "))) for line in _lines("columns.txt"))
    return [Attribute(names, values, [], questions) for names, values, questions in fields]


def _grids() -> list[Grid]:
    """Tables with a key on both sides."""
    grids: list[Grid] = []
    for line in _lines("grids.txt"):
        mark, rest = line[0], line[1:].strip()
        if mark == "=":
            titles, corner, values = rest.split(" | ")
            grids.append(Grid(_parts(titles), corner, _parts(values), [], [], []))
        elif mark == "?":
            grids[-1].questions.extend(_parts(rest))
        else:
            name, wordings = rest.split(" > ")
            (grids[-1].rows if mark == "r" else grids[-1].columns).append(Entry([name], [], _parts(wordings)))
    return grids


def _prose() -> list[Prose]:
    """Texts in sections."""
    texts: list[Prose] = []
    for line in _lines("sections.txt"):
        mark, rest = line[0], line[1:].strip()
        if mark == "=":
            texts.append(Prose(_parts(rest), [], []))
        elif mark == "+":
            texts[-1].sections.append(Section(_parts(rest), []))
        elif mark == "?":
            texts[-1].unanswered.extend(_parts(rest))
        else:
            sentence, questions = rest.split(" > ")
            texts[-1].sections[-1].sentences.append(Entry([], [sentence], _parts(questions)))
    return texts


def _faq() -> list[Entry]:
    """Questions and answers."""
    return [Entry(*map(_parts, line.split(" > "))) for line in _lines("faq.txt")]


def _glossary() -> list[tuple[str, str]]:
    """Terms and their meanings."""
    return [(term, meaning) for term, meaning in (line.split(" > ") for line in _lines("glossary.txt"))]


def _speech() -> list[Entry]:
    """What people say."""
    return [Entry([], [said], _parts(asked)) for said, asked in (line.split(" > ") for line in _lines("speech.txt"))]


def _replies() -> list[Entry]:
    """What is asked in chats, with the replies."""
    return [Entry(*map(_parts, line.split(" > "))) for line in _lines("replies.txt")]


def _stem_lists() -> list[StemList]:
    """Lists with a stem."""
    lists: list[StemList] = []
    for line in _lines("lists.txt"):
        if line.startswith("- "):
            item, *questions = _parts(line[2:])
            lists[-1].items.append(Entry([], [item], questions))
        else:
            lists.append(StemList(line, []))
    return lists


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";")]


def _lines(name: str) -> Iterator[str]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
