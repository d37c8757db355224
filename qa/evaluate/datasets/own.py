"""qa's own format: one JSON object per line, a question or a whole dialogue. `eval/formats.md` describes it.

Every offset must slice back, so that a set is never measured on a text that it was not written for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from os.path import normpath, relpath
from pathlib import Path
from typing import Any

from qa import files
from qa.errors import EvaluationError, SourceError
from qa.evaluate.datasets.base import DialogueTurn, EarlierTurn, Gold, LabelledQuestion
from qa.load import load
from qa.types import Document, Span

# The kinds of dialogue turns: one that needs the history, and one that does not.
FOLLOW_UP_KIND, STANDALONE_KIND = "follow-up", "stand-alone"


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
                questions += _dialogue(path, record)
            else:
                questions.append(_question(path, record))
        except (KeyError, TypeError, AttributeError) as error:
            raise EvaluationError(
                f"{path}:{number}: faulty or missing field ({type(error).__name__}: {error}); see eval/formats.md"
            ) from error
        except (EvaluationError, SourceError) as error:
            raise EvaluationError(f"{path}:{number}: {error}") from error
    return questions


def document_files(path: Path, records: Sequence[tuple[int, Any]]) -> list[Path]:
    """The files that the documents of `records` were loaded from, in the order of their names in the set."""
    names = {name: None for _, record in records for name in _document_names(record)}
    documents = (document for name in names for document in _read(_locate(path.parent, name)))
    return list(dict.fromkeys(Path(document.source) for document in documents))


def _dialogue(path: Path, record: dict[str, Any]) -> Iterator[LabelledQuestion]:
    shared = {"document": record["document"], "split": record.get("split", "")}
    history: list[EarlierTurn] = []
    for number, line in enumerate(record["turns"], start=1):
        kind = FOLLOW_UP_KIND if line["follow_up"] else STANDALONE_KIND
        question = _question(path, {**line, **shared, "id": f"{record['id']}/{number}", "kind": kind})
        turn = DialogueTurn(question.text, _standalone(line), tuple(history))
        yield replace(question, text=turn.standalone or turn.typed, turn=turn)
        answers = (gold.document.slice(answer) for gold in question.golds for answer in gold.answers)
        history.append(EarlierTurn(turn.typed, next(answers, "")))


def _standalone(line: dict[str, Any]) -> str | None:
    """The standalone wording of a turn; None if the set has none."""
    wording = line.get("standalone")
    if wording is not None and not wording.strip():
        raise EvaluationError("the standalone wording is empty; write one, or remove it")
    return None if wording is None else str(wording)


def _question(path: Path, record: dict[str, Any]) -> LabelledQuestion:
    documents = tuple(document for name in _document_names(record) for document in _documents(path.parent, name))
    if not record["question"].strip():
        raise EvaluationError("the question is empty; write one, or remove the line")
    golds = tuple(_gold(documents, place) for place in record["gold"])
    return LabelledQuestion(
        str(record["id"]),
        record["question"],
        documents,
        golds,
        group=golds[0].document.doc_id if golds else documents[0].doc_id,
        kind=record.get("kind", ""),
        split=record.get("split", ""),
        paragraph=_paragraph(golds, documents),
    )


def _document_names(record: dict[str, Any]) -> list[str]:
    names = record["document"]
    return [names] if isinstance(names, str) else list(names)


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


def _gold(documents: Sequence[Document], place: dict[str, Any]) -> Gold:
    document = _document_called(place["document"], documents) if "document" in place else documents[0]
    sentence = _check_slice(document, place)
    answers = tuple(_check_slice(document, answer) for answer in place["answers"])
    if not answers:
        raise EvaluationError(f"no gold in {place['text']!r}; name at least one answer, or the whole sentence")
    for answer in answers:
        if not (sentence.start <= answer.start and answer.end <= sentence.end):
            raise EvaluationError(f"the answer {document.slice(answer)!r} is outside its sentence; mend the offsets")
    return Gold(document, sentence, answers)


def _document_called(name: str, documents: Sequence[Document]) -> Document:
    for document in documents:
        if document.source == normpath(name):
            return document
    raise EvaluationError(f"a gold is in {name!r}, which is not among the question's documents; add it there")


def _check_slice(document: Document, place: dict[str, Any]) -> Span:
    span = Span(place["start"], place["end"])
    if span.start < 0 or document.slice(span) != place["text"] or not place["text"]:
        raise EvaluationError(
            f"found {document.slice(span)!r} at {span.start}-{span.end}, expected {place['text']!r}; mend the offsets"
        )
    return span


def _paragraph(golds: Sequence[Gold], documents: Sequence[Document]) -> Span | None:
    """The block of the first gold; None without a gold, and if several documents are asked."""
    if not golds or len(documents) > 1:
        return None
    return next(block.span for block in documents[0].blocks if block.span.overlaps(golds[0].sentence))
