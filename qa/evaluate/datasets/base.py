"""What a question set holds: questions, the documents they are asked of, and where the answers stand."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qa.errors import EvaluationError
from qa.types import Document, Span


@dataclass(frozen=True, slots=True)
class Gold:
    """One place that answers: the span of the whole sentence (or evidence), and the acceptable answers inside it."""

    document: Document
    sentence: Span
    answers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PastTurn:
    """What was said before a question: the `line` as it was typed.

    `given` says whether the set gives the answer that the conversation had: then it stands at `place` of the only
    document, None where nothing in it answered. Otherwise the system that is asked answers the line itself. `answer` is
    the answer in words, for those who put it in front of the next question; empty where there is none.
    """

    line: str
    answer: str = field(default="", compare=False)
    given: bool = False
    place: Span | None = None


@dataclass(frozen=True, slots=True)
class DialogueTurn:
    """A turn of a dialogue: the question as it was `typed`, and what was said `before` it, the oldest first.

    `standalone` is the same question, written by hand so that it stands alone; None if the set has no such wording.
    """

    typed: str
    standalone: str | None
    before: tuple[PastTurn, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question asked of documents, mostly of one. No `golds`: they do not answer it.

    `group` names the whole document, also where only a part is asked: questions of one group are resampled together.
    `kind` is the set's own grouping ("why", "far-off"), `split` is "dev" or "test" or empty; `paragraph` is the
    paragraph of the first document that the question belongs to, None if the set does not say. `turn` is the turn of a
    dialogue that it comes from, None in other sets. `history` is the conversation that it is asked in, the oldest line
    first and none for the first question of it; None if it is asked in no conversation.
    """

    question_id: str
    text: str
    documents: tuple[Document, ...]
    golds: tuple[Gold, ...]
    group: str
    kind: str = ""
    split: str = ""
    paragraph: Span | None = None
    turn: DialogueTurn | None = None
    history: tuple[PastTurn, ...] | None = None

    @property
    def document(self) -> Document:
        """The first of the documents, and in most sets the only one."""
        return self.documents[0]

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.golds)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of a file in its order, and every file that they rest on."""

    name: str
    questions: Sequence[Question]
    files: Sequence[Path]

    @property
    def has_dialogues(self) -> bool:
        """Whether any question is a turn of a dialogue."""
        return any(one.turn is not None for one in self.questions)

    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of each file, by its name."""
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in self.files}


def by_document(questions: Iterable[Question]) -> dict[tuple[Document, ...], list[Question]]:
    """The questions of each document (or of documents asked together), in the order of their first question."""
    grouped: dict[tuple[Document, ...], list[Question]] = {}
    for question in questions:
        grouped.setdefault(question.documents, []).append(question)
    return grouped


def refuse_faulty(path: Path, questions: Sequence[Question]) -> None:
    """EvaluationError for a question without words, an id that stands twice, or a set without questions."""
    seen: set[str] = set()
    for one in questions:
        if not one.text.strip():
            raise EvaluationError(f"{path}: question {one.question_id!r} is empty; write one, or remove it")
        if one.question_id in seen:
            raise EvaluationError(f"{path}: the id {one.question_id!r} stands twice; give each question its own")
        seen.add(one.question_id)
    if not questions:
        raise EvaluationError(f"{path}: found no question, expected at least one; see eval/README.md for the format")
