"""What a system made of one question, as it is kept: plain data that stands alone, one JSON object a line.

Offsets count characters of the document that was asked (in paragraph scope, of the paragraph).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from qa.evaluate.traits import Traits
from qa.types import Document, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` of `document`, and their `text`."""

    document: str
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, document: Document, span: Span) -> Self:
        """The place `span` of `document`."""
        return cls(document.source, span.start, span.end, document.slice(span))


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """A sentence (or evidence) that answers, and the acceptable answers in it."""

    sentence: Place
    answers: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What a system made of one question.

    `group` names the whole document, `kind` is the set's own grouping. `answer` is the best sentence, whether or not
    the system `answered`, `span` the words it marks; both are None if there is none. `rank` is that of the first right
    sentence, counted from 1, `passage_ranks` those of the passages that hold an acceptable answer among the passages
    found, `gold_passages` how many such passages there are. `stages` tells what each stage did. `error` names a crash.
    Where the answer is wrong, `answer_passage` and `gold_passage` are what a person reads to see why.
    """

    question_id: str
    question: str
    group: str
    kind: str
    split: str
    traits: Traits
    golds: tuple[GoldPlace, ...]
    answer: Place | None
    span: Place | None
    answered: bool
    confidence: float | None
    rank: int | None
    passage_ranks: tuple[int, ...]
    gold_passages: int
    milliseconds: float
    stages: Mapping[str, Any]
    error: str | None = None
    answer_passage: Place | None = None
    gold_passage: Place | None = None

    @property
    def answerable(self) -> bool:
        """Whether the documents answer the question."""
        return bool(self.golds)

    @property
    def right(self) -> bool:
        """Whether the best sentence answers."""
        return self.rank == 1

    @property
    def marked(self) -> str:
        """The words given as the answer: those the best sentence marks, or all of it."""
        best = self.span or self.answer
        return best.text if best else ""

    @property
    def gold_answers(self) -> Sequence[str]:
        """The acceptable answers."""
        return [answer.text for gold in self.golds for answer in gold.answers]

    def as_dict(self) -> dict[str, Any]:
        """The record for JSON."""
        return asdict(self)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """The record that `as_dict` gave. Raises KeyError or TypeError if it is none."""
        values = {one.name: data[one.name] for one in fields(cls)}
        for name in ("answer", "span", "answer_passage", "gold_passage"):
            values[name] = _place(data[name])
        values["traits"] = Traits(**data["traits"])
        values["golds"] = tuple(
            GoldPlace(Place(**gold["sentence"]), tuple(Place(**answer) for answer in gold["answers"]))
            for gold in data["golds"]
        )
        values["passage_ranks"] = tuple(data["passage_ranks"])
        return cls(**values)


def _place(data: Mapping[str, Any] | None) -> Place | None:
    return None if data is None else Place(**data)
