"""What a system made of one question, as plain data that needs no other file: one JSON object per line.

Offsets count characters of the document that was asked (in paragraph scope, of the paragraph).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from qa.evaluate.results.traits import QuestionTraits
from qa.types import Document, Span


@dataclass(frozen=True, slots=True)
class TextSlice:
    """The characters from `start` to `end` of `document` (its source), and their `text`."""

    document: str
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, document: Document, span: Span) -> Self:
        """The slice `span` of `document`."""
        return cls(document.source, span.start, span.end, document.slice(span))


@dataclass(frozen=True, slots=True)
class GoldSlice:
    """A sentence (or evidence) that answers, and the acceptable answers in it."""

    sentence: TextSlice
    answers: tuple[TextSlice, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What a system made of one question.

    - `group`: the name of the whole document. `kind`: the set's own grouping.
    - `answer`: the best sentence, whether or not the system `answered`; `span`: the words it marks. Both None if there
      is no sentence.
    - `rank`: the rank of the first right sentence, counted from 1. `passage_ranks`: the ranks, among the passages
      found, of those with an acceptable answer. `gold_passages`: how many such passages there are.
    - `stages`: what each stage did (see `qa.evaluate.runs.asking`). `error`: the crash, if the system crashed.
    - `answer_passage`, `gold_passage`: the passages that show why a wrong answer is wrong; else None.
    """

    question_id: str
    question: str
    group: str
    kind: str
    split: str
    traits: QuestionTraits
    golds: tuple[GoldSlice, ...]
    answer: TextSlice | None
    span: TextSlice | None
    answered: bool
    confidence: float | None
    rank: int | None
    passage_ranks: tuple[int, ...]
    gold_passages: int
    milliseconds: float
    stages: Mapping[str, Any]
    error: str | None = None
    answer_passage: TextSlice | None = None
    gold_passage: TextSlice | None = None

    @property
    def answerable(self) -> bool:
        """Whether the documents answer the question."""
        return bool(self.golds)

    @property
    def right(self) -> bool:
        """Whether the best sentence answers, even if the system abstained."""
        return self.rank == 1

    @property
    def correct(self) -> bool:
        """Whether the right sentence was given, or rightly none; a crash is never correct."""
        if self.answerable:
            return self.answered and self.right
        return not self.answered and not self.error

    @property
    def answer_text(self) -> str:
        """The words given as the answer: those the best sentence marks, or all of it."""
        best = self.span or self.answer
        return best.text if best else ""

    @property
    def gold_answers(self) -> Sequence[str]:
        """The acceptable answers."""
        return [answer.text for gold in self.golds for answer in gold.answers]

    @property
    def rewritten(self) -> str:
        """The question as qa rewrote it from the history; as it was asked if there is no rewrite."""
        if "understand" in self.stages:  # Written by qa 0.1.
            return str(self.stages["understand"]["standalone"])
        return str(self.stages.get("rewrite", {}).get("rewritten", self.question))

    def as_dict(self) -> dict[str, Any]:
        """The record for JSON."""
        return asdict(self)
