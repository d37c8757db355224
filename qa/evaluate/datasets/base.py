"""What a question set holds: questions, the documents they are asked of, and where the answers stand."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
class Question:
    """A question asked of documents, mostly of one. No `golds`: they do not answer it.

    `group` names the whole document, also where only a part is asked: questions of one group are resampled together.
    `kind` is the set's own grouping ("why", "far-off"), `split` is "dev" or "test" or empty; `paragraph` is the
    paragraph of the first document that the question belongs to, None if the set does not say.
    """

    question_id: str
    text: str
    documents: tuple[Document, ...]
    golds: tuple[Gold, ...]
    group: str
    kind: str = ""
    split: str = ""
    paragraph: Span | None = None

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
