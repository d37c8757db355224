"""qa's own format, one JSON object a line: questions, or whole dialogues. It is described in `eval/README.md`.

Every offset must slice back, so that a set cannot silently be measured on a text it was not written for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from os.path import normpath, relpath
from pathlib import Path
from typing import Any

from qa import files
from qa.errors import EvaluationError, SourceError
from qa.evaluate.datasets.base import DialogueTurn, Gold, PastTurn, Question
from qa.load import load
from qa.types import Document, Span

# The kinds of a dialogue's turns: one that leans on what was said before, and one that does not.
FOLLOW_UP, STAND_ALONE = "follow-up", "stand-alone"


def own_questions(path: Path, records: Sequence[tuple[int, Any]]) -> list[Question]:
    """The questions of `records`, each with its line in `path`, in their order; a dialogue gives one for each turn.

    A turn is asked as it stands alone, and as it was typed where the set has no such wording (see `turns`).

    Raises `EvaluationError` with the line if a field is missing, an offset does not slice back, or a document cannot
    be read.
    """
    questions: list[Question] = []
    for number, record in records:
        try:
            if "turns" in record:
                questions += _dialogue(path, record)
            else:
                questions.append(_question(path, record))
        except (KeyError, TypeError, AttributeError) as error:
            raise EvaluationError(
                f"{path}:{number}: faulty or missing field ({type(error).__name__}: {error}); see eval/README.md"
            ) from error
        except (EvaluationError, SourceError) as error:
            raise EvaluationError(f"{path}:{number}: {error}") from error
    return questions


def document_files(path: Path, records: Sequence[tuple[int, Any]]) -> list[Path]:
    """The files that the documents of `records` were read from, in the order they are named."""
    named = {name: None for _, record in records for name in _names(record)}
    return list(dict.fromkeys(Path(one.source) for name in named for one in _read(_path(path.parent, name))))


def _dialogue(path: Path, record: dict[str, Any]) -> Iterator[Question]:
    shared = {"document": record["document"], "split": record.get("split", "")}
    before: list[PastTurn] = []
    for number, turn in enumerate(record["turns"], start=1):
        kind = FOLLOW_UP if turn["follow_up"] else STAND_ALONE
        question = _question(path, {**turn, **shared, "id": f"{record['id']}/{number}", "kind": kind})
        said = DialogueTurn(question.text, _standalone(turn), tuple(before))
        yield replace(question, text=said.standalone or said.typed, turn=said)
        answers = (gold.document.slice(answer) for gold in question.golds for answer in gold.answers)
        before.append(PastTurn(said.typed, next(answers, "")))


def _standalone(turn: dict[str, Any]) -> str | None:
    """The turn's wording that stands alone; None if the set has none."""
    wording = turn.get("standalone")
    if wording is not None and not wording.strip():
        raise EvaluationError("the wording that stands alone is empty; write one, or remove it")
    return None if wording is None else str(wording)


def _question(path: Path, record: dict[str, Any]) -> Question:
    documents = tuple(one for name in _names(record) for one in _documents(path.parent, name))
    if not record["question"].strip():
        raise EvaluationError("the question is empty; write one, or remove the line")
    golds = tuple(_gold(documents, place) for place in record["gold"])
    return Question(
        str(record["id"]),
        record["question"],
        documents,
        golds,
        group=golds[0].document.doc_id if golds else documents[0].doc_id,
        kind=record.get("kind", ""),
        split=record.get("split", ""),
        paragraph=_paragraph(golds, documents),
    )


def _names(record: dict[str, Any]) -> list[str]:
    named = record["document"]
    return [named] if isinstance(named, str) else list(named)


def _path(folder: Path, name: str) -> Path:
    """The document, or the folder of documents, `name`: in the set's `folder`, or the bundled one of that name."""
    beside = folder / name
    return beside if beside.exists() else files.article().parent / beside.name


@cache
def _documents(folder: Path, name: str) -> tuple[Document, ...]:
    """The documents that a set in `folder` calls `name`, known by that name wherever the set lies."""
    path = _path(folder, name)
    return tuple(_called(one, normpath(Path(name, relpath(one.source, path)))) for one in _read(path))


@cache
def _read(path: Path) -> tuple[Document, ...]:
    return load([path]).documents


def _called(document: Document, name: str) -> Document:
    return replace(document, doc_id=name, source=name)


def _gold(documents: Sequence[Document], place: dict[str, Any]) -> Gold:
    document = _named(documents, place["document"]) if "document" in place else documents[0]
    sentence = _checked(document, place)
    answers = tuple(_checked(document, answer) for answer in place["answers"])
    if not answers:
        raise EvaluationError(f"no gold in {place['text']!r}; name at least one answer, or the whole sentence")
    for answer in answers:
        if not (sentence.start <= answer.start and answer.end <= sentence.end):
            raise EvaluationError(
                f"the answer {document.slice(answer)!r} stands outside its sentence; mend the offsets"
            )
    return Gold(document, sentence, answers)


def _named(documents: Sequence[Document], name: str) -> Document:
    for document in documents:
        if document.source == normpath(name):
            return document
    raise EvaluationError(f"a gold stands in {name!r}, which is not among the question's documents; add it there")


def _checked(document: Document, place: dict[str, Any]) -> Span:
    span = Span(place["start"], place["end"])
    if span.start < 0 or document.slice(span) != place["text"] or not place["text"]:
        raise EvaluationError(
            f"found {document.slice(span)!r} at {span.start}-{span.end}, expected {place['text']!r}; mend the offsets"
        )
    return span


def _paragraph(golds: Sequence[Gold], documents: Sequence[Document]) -> Span | None:
    """The block that holds the first gold; None without one, and where several documents are asked."""
    if not golds or len(documents) > 1:
        return None
    return next(block.span for block in documents[0].blocks if block.span.overlaps(golds[0].sentence))
