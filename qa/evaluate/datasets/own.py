"""qa's own format: one JSON object per line, a question or a whole dialogue. `eval/formats.md` describes it.

Every offset must slice back, so that a set is never measured on a text that it was not written for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from os.path import normpath, relpath
from pathlib import Path
from typing import Any

from qa import files
from qa.errors import EvaluationError, SourceError
from qa.evaluate.datasets.base import DialogueTurn, EarlierTurn, Gold, LabelledQuestion
from qa.load import load
from qa.schema import checked
from qa.types import Document, Span

# The kinds of dialogue turns: one that needs the history, and one that does not.
FOLLOW_UP_KIND, STANDALONE_KIND = "follow-up", "stand-alone"


@dataclass(frozen=True, slots=True)
class _Slice:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Gold(_Slice):
    answers: tuple[_Slice, ...]
    document: str | None = None


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn of a dialogue, as the set has it."""

    question: str
    gold: tuple[_Gold, ...]
    follow_up: bool
    standalone: str | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    """A question, or a dialogue, as the set has it."""

    id: str | int
    document: str | tuple[str, ...]
    split: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The documents and folders that are asked."""
        return (self.document,) if isinstance(self.document, str) else self.document


@dataclass(frozen=True, slots=True)
class _DialogueLine(_Line):
    turns: tuple[_Turn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _QuestionLine(_Line):
    question: str
    gold: tuple[_Gold, ...]
    kind: str = ""


def own_questions(path: Path, records: Sequence[tuple[int, Any]]) -> list[LabelledQuestion]:
    """The questions of `records` (line number and object) in file order; a dialogue gives one question per turn.

    A turn has its standalone wording if the set gives one, and else the wording as typed (see `selection`).

    Raises `EvaluationError` with the line if a field is missing, an offset does not slice back, or a document cannot
    be read.
    """
    questions: list[LabelledQuestion] = []
    for number, record in records:
        try:
            if "turns" in record:
                questions += _dialogue(path, checked(record, _DialogueLine))
            else:
                questions.append(_question(path, checked(record, _QuestionLine)))
        except ValueError as error:
            raise EvaluationError(f"{path}:{number}: faulty or missing field ({error}); see eval/formats.md") from error
        except (EvaluationError, SourceError) as error:
            raise EvaluationError(f"{path}:{number}: {error}") from error
    return questions


def document_files(path: Path, records: Sequence[tuple[int, Any]]) -> list[Path]:
    """The files that the documents of `records` were loaded from, in the order of their names in the set."""
    names = {name: None for _, record in records for name in checked(record, _Line).names}
    documents = (document for name in names for document in _read(_locate(path.parent, name)))
    return list(dict.fromkeys(Path(document.source) for document in documents))


def _dialogue(path: Path, line: _DialogueLine) -> Iterator[LabelledQuestion]:
    history: list[EarlierTurn] = []
    for number, said in enumerate(line.turns, start=1):
        kind = FOLLOW_UP_KIND if said.follow_up else STANDALONE_KIND
        question_id = f"{line.id}/{number}"
        asked = _QuestionLine(question_id, line.document, line.split, question=said.question, gold=said.gold, kind=kind)
        question = _question(path, asked)
        turn = DialogueTurn(question.text, _standalone(said), tuple(history))
        yield replace(question, text=turn.standalone or turn.typed, turn=turn)
        answers = (gold.document.slice(answer) for gold in question.golds for answer in gold.answers)
        history.append(EarlierTurn(turn.typed, next(answers, "")))


def _standalone(said: _Turn) -> str | None:
    """The standalone wording of a turn; None if the set has none."""
    if said.standalone is not None and not said.standalone.strip():
        raise EvaluationError("the standalone wording is empty; write one, or remove it")
    return said.standalone


def _question(path: Path, line: _QuestionLine) -> LabelledQuestion:
    documents = tuple(document for name in line.names for document in _documents(path.parent, name))
    if not documents:
        raise EvaluationError("the list of documents is empty; name one at least")
    if not line.question.strip():
        raise EvaluationError("the question is empty; write one, or remove the line")
    golds = tuple(_gold(documents, place) for place in line.gold)
    return LabelledQuestion(
        str(line.id),
        line.question,
        documents,
        golds,
        group=golds[0].document.doc_id if golds else documents[0].doc_id,
        kind=line.kind,
        split=line.split,
        paragraph=_paragraph(golds, documents),
    )


def _locate(folder: Path, name: str) -> Path:
    """The path of the document (or folder) `name`: in the set's `folder`, or else the bundled one of that name."""
    beside = folder / name
    return beside if beside.exists() else files.article().parent / beside.name


@cache
def _documents(folder: Path, name: str) -> tuple[Document, ...]:
    """The documents that a set in `folder` calls `name`; their ids come from that name, wherever the set is."""
    path = _locate(folder, name)
    ids = {document.source: normpath(Path(name, relpath(document.source, path))) for document in _read(path)}
    return tuple(
        replace(document, doc_id=ids[document.source], source=ids[document.source]) for document in _read(path)
    )


@cache
def _read(path: Path) -> tuple[Document, ...]:
    return load([path]).documents


def _gold(documents: Sequence[Document], place: _Gold) -> Gold:
    document = documents[0] if place.document is None else _document_called(place.document, documents)
    sentence = _check_slice(document, place)
    answers = tuple(_check_slice(document, answer) for answer in place.answers)
    if not answers:
        raise EvaluationError(f"no gold in {place.text!r}; name at least one answer, or the whole sentence")
    for answer in answers:
        if not (sentence.start <= answer.start and answer.end <= sentence.end):
            raise EvaluationError(f"the answer {document.slice(answer)!r} is outside its sentence; mend the offsets")
    return Gold(document, sentence, answers)


def _document_called(name: str, documents: Sequence[Document]) -> Document:
    for document in documents:
        if document.source == normpath(name):
            return document
    raise EvaluationError(f"a gold is in {name!r}, which is not among the question's documents; add it there")


def _check_slice(document: Document, place: _Slice) -> Span:
    span = Span(place.start, place.end)
    if span.start < 0 or document.slice(span) != place.text or not place.text:
        raise EvaluationError(
            f"found {document.slice(span)!r} at {span.start}-{span.end}, expected {place.text!r}; mend the offsets"
        )
    return span


def _paragraph(golds: Sequence[Gold], documents: Sequence[Document]) -> Span | None:
    """The block of the first gold; None without a gold, and if several documents are asked."""
    if not golds or len(documents) > 1:
        return None
    return next(block.span for block in documents[0].blocks if block.span.overlaps(golds[0].sentence))
