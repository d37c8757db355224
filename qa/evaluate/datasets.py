"""Question sets: what is asked, of which document, and where the answer stands.

Two formats: qa's own (JSON lines, described in `eval/README.md`) and SQuAD 1.1 / 2.0 JSON (Rajpurkar et al., 2016 and
2018), plain or gzip. A faulty set is refused with the file, the line or id, and the reason.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from qa import bundled
from qa.errors import EvaluationError
from qa.load import load
from qa.types import Block, BlockKind, Document, LineMap, Span


@dataclass(frozen=True, slots=True)
class Gold:
    """One place that answers: the span of the whole sentence (or evidence), and the acceptable answers inside it."""

    sentence: Span
    answers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question asked of a document. No `golds`: the document does not answer it.

    `kind` is the set's own grouping ("why", "far-off"), `split` is "dev" or "test" or empty; `paragraph` is the
    paragraph a SQuAD question was asked of.
    """

    question_id: str
    text: str
    document: Document
    golds: tuple[Gold, ...]
    kind: str = ""
    split: str = ""
    paragraph: Span | None = None

    @property
    def answerable(self) -> bool:
        """Whether the document answers it."""
        return bool(self.golds)


def load_questions(path: Path) -> list[Question]:
    """The questions of a set in qa's own format, in the order of the file.

    Raises `EvaluationError` with the line if an id stands twice, a field is missing, or an offset does not slice back.
    """
    questions: list[Question] = []
    for number, record in _records(path):
        try:
            questions.append(_own_question(path, record))
        except (KeyError, TypeError, AttributeError) as error:
            raise EvaluationError(f"{path}:{number}: faulty or missing field {error}; see eval/README.md") from error
        except EvaluationError as error:
            raise EvaluationError(f"{path}:{number}: {error}") from error
    _refuse_doubles(path, [question.question_id for question in questions])
    return questions


def _records(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: cannot be read ({error}); expected JSON lines in UTF-8") from error
    for number, line in enumerate(lines, start=1):
        try:
            yield number, json.loads(line)
        except ValueError as error:
            raise EvaluationError(f"{path}:{number}: not JSON ({error}); expected one object a line") from error


def _own_question(path: Path, record: Any) -> Question:
    document = _document(path.parent / record["document"])
    if not record["question"].strip():
        raise EvaluationError("the question is empty; write one, or remove the line")
    golds = tuple(
        Gold(_checked(document, gold), tuple(_checked(document, answer) for answer in gold["answers"]))
        for gold in record["gold"]
    )
    return Question(record["id"], record["question"], document, golds, record["kind"], record["split"])


@cache
def _document(path: Path) -> Document:
    """The document of a set: beside it, or the bundled one of that name."""
    return load([path if path.exists() else bundled.article().parent / path.name]).documents[0]


def _checked(document: Document, place: dict[str, Any]) -> Span:
    span = Span(place["start"], place["end"])
    if document.slice(span) != place["text"]:
        raise EvaluationError(
            f"found {document.slice(span)!r} at {span.start}-{span.end}, expected {place['text']!r}; mend the offsets"
        )
    return span


def _refuse_doubles(path: Path, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise EvaluationError(f"{path}: the id {one!r} stands twice; give each question its own")
        seen.add(one)


def load_squad(path: Path) -> Iterator[Question]:
    """The questions of a SQuAD file, each asked of its whole article; paragraphs are blocks, two newlines apart.

    Raises `EvaluationError` if the file is not SQuAD JSON, or an answer does not slice back.
    """
    try:
        raw = path.read_bytes()
        data = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)["data"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(
            f"{path}: not a readable SQuAD file ({error}); expected JSON with a list 'data'"
        ) from error
    for number, article in enumerate(data):
        document, spans = _article(f"{path.name}#{number}", article)
        for paragraph, span in zip(article["paragraphs"], spans, strict=True):
            for qas in paragraph["qas"]:
                yield _squad_question(path, document, span, qas)


def _article(doc_id: str, article: dict[str, Any]) -> tuple[Document, list[Span]]:
    contexts = [paragraph["context"] for paragraph in article["paragraphs"]]
    spans: list[Span] = []
    start = 0
    for context in contexts:
        spans.append(Span(start, start + len(context)))
        start += len(context) + 2
    blocks = tuple(Block(span, BlockKind.PARAGRAPH) for span in spans)
    title = article.get("title") or doc_id
    # A line of its own for each paragraph: the file behind an article is the paragraphs with a blank line between.
    lines = LineMap(tuple(span.start for span in spans), tuple(range(1, 2 * len(spans), 2)))
    return Document(doc_id, "\n\n".join(contexts), doc_id, title, blocks, lines), spans


def _squad_question(path: Path, document: Document, paragraph: Span, qas: dict[str, Any]) -> Question:
    golds = []
    for answer in [] if qas.get("is_impossible") else qas["answers"]:
        start = paragraph.start + answer["answer_start"]
        span = Span(start, start + len(answer["text"]))
        if document.slice(span) != answer["text"]:
            raise EvaluationError(
                f"{path}: question {qas['id']}: found {document.slice(span)!r} at {answer['answer_start']}, "
                f"expected the answer {answer['text']!r}; mend its answer_start"
            )
        golds.append(Gold(span, (span,)))
    return Question(qas["id"], qas["question"], document, tuple(golds), paragraph=paragraph)


def by_document(questions: Sequence[Question]) -> dict[str, list[Question]]:
    """The questions of each document, documents in the order of their first question."""
    grouped: dict[str, list[Question]] = {}
    for question in questions:
        grouped.setdefault(question.document.doc_id, []).append(question)
    return grouped


def paragraph_scope(questions: Sequence[Question]) -> Iterator[Question]:
    """The same questions, each asked of its own paragraph alone."""
    for asked in by_document(questions).values():
        for block in asked[0].document.blocks:
            yield from excerpt(asked, [block])


def excerpt(questions: Sequence[Question], blocks: Sequence[Block]) -> list[Question]:
    """Those of one document's `questions` that are asked of a paragraph in `blocks`, of a document cut to these."""
    document = questions[0].document
    window = Span(blocks[0].span.start, blocks[-1].span.end)

    def moved(span: Span) -> Span:
        return Span(span.start - window.start, span.end - window.start)

    part = Document(
        f"{document.doc_id}@{window.start}-{window.end}",
        document.slice(window),
        document.source,
        document.title,
        tuple(Block(moved(block.span), block.kind) for block in blocks),
        LineMap((0,), (1,)),
    )
    return [
        replace(
            one,
            document=part,
            golds=tuple(Gold(moved(gold.sentence), tuple(map(moved, gold.answers))) for gold in one.golds),
            paragraph=moved(one.paragraph),
        )
        for one in questions
        if one.paragraph and one.paragraph.overlaps(window)
    ]
