"""The types of a question set: labelled questions, the documents they are asked of, and where the answers are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qa.errors import EvaluationError
from qa.load.sources import printable
from qa.model import file_digest
from qa.types import Document, Span


@dataclass(frozen=True, slots=True)
class Gold:
    """One place that answers: the span of the whole sentence (or evidence), and the acceptable answers inside it."""

    document: Document
    sentence: Span
    answers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class EarlierTurn:
    """A turn of a conversation before the question that is measured: the `line` as the user typed it.

    `answer_given` says whether the set gives the answer to the line. If it does, the answer is at `answer_span` of the
    only document, or None if the text did not answer. If it does not, the system that is measured answers the line
    itself. `answer` is the text of the answer, empty if there is none; only the ways that put earlier turns in front of
    the question use it.
    """

    line: str
    answer: str = field(default="", compare=False)
    answer_given: bool = False
    answer_span: Span | None = None


@dataclass(frozen=True, slots=True)
class DialogueTurn:
    """A turn of a dialogue: the question as it was `typed`, and the turns in its `history`, oldest first.

    `standalone` is the rewrite by hand that needs no history; None if the set has none.
    """

    typed: str
    standalone: str | None
    history: tuple[EarlierTurn, ...]


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with its gold answers, asked of documents (mostly one). No `golds`: the documents do not answer it.

    - `group`: the name of the whole document, even if the question is asked of an excerpt. The bootstrap draws the
      questions of a group together.
    - `kind`: the set's own grouping ("why", "far-off"). `split`: "dev", "test" or empty.
    - `paragraph`: the paragraph of the first document that the question belongs to; None if the set does not say.
    - `turn`: the dialogue turn that the question comes from; None in other sets.
    - `history`: the conversation that the question is asked in, oldest line first, empty for the first question; None
      if it is asked without a conversation.
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
    history: tuple[EarlierTurn, ...] | None = None

    @property
    def document(self) -> Document:
        """The first of the documents; in most sets the only one."""
        return self.documents[0]

    @property
    def answerable(self) -> bool:
        """Whether the documents answer the question."""
        return bool(self.golds)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of a file in file order, and every file that they depend on."""

    name: str
    questions: Sequence[LabelledQuestion]
    files: Sequence[Path]

    @property
    def has_dialogues(self) -> bool:
        """Whether any question is a turn of a dialogue."""
        return any(question.turn is not None for question in self.questions)

    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of each file, by file name."""
        return {printable(path.name): file_digest(path) for path in self.files}


def by_document(questions: Iterable[LabelledQuestion]) -> dict[tuple[Document, ...], list[LabelledQuestion]]:
    """Group the questions by document (or by documents asked together), in the order of their first question."""
    grouped: dict[tuple[Document, ...], list[LabelledQuestion]] = {}
    for question in questions:
        grouped.setdefault(question.documents, []).append(question)
    return grouped


def check_questions(path: Path, questions: Sequence[LabelledQuestion]) -> None:
    """Raise `EvaluationError` if a question is empty, an id occurs twice, or there is no question."""
    seen: set[str] = set()
    for question in questions:
        if not question.text.strip():
            raise EvaluationError(f"{path}: question {question.question_id!r} is empty; write one, or remove it")
        if question.question_id in seen:
            raise EvaluationError(f"{path}: the id {question.question_id!r} occurs twice; give each question its own")
        seen.add(question.question_id)
    if not questions:
        raise EvaluationError(f"{path}: found no question, expected at least one; see eval/formats.md for the format")
