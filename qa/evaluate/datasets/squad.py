"""SQuAD 1.1 and 2.0 JSON (Rajpurkar et al., 2016 and 2018): an article is a document, its paragraphs are blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qa.errors import EvaluationError
from qa.evaluate.datasets.base import Gold, LabelledQuestion
from qa.schema import checked
from qa.types import Block, BlockKind, Document, LineMap, Span

# Between two paragraphs of an article, as in a text file.
_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class _Answer:
    text: str
    answer_start: int


@dataclass(frozen=True, slots=True)
class _Question:
    id: str | int
    question: str
    answers: tuple[_Answer, ...] = ()
    is_impossible: bool = False


@dataclass(frozen=True, slots=True)
class _Paragraph:
    context: str
    qas: tuple[_Question, ...]


@dataclass(frozen=True, slots=True)
class _Article:
    paragraphs: tuple[_Paragraph, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class _File:
    """What qa looks at in a file of SQuAD."""

    data: tuple[_Article, ...]


def squad_questions(path: Path, data: Mapping[str, object]) -> list[LabelledQuestion]:
    """The questions of the parsed file `data`, each asked of its whole article.

    Raises `EvaluationError` with the question's id if an answer does not slice back or an answerable question has none.
    """
    try:
        articles = checked(data, _File).data
    except ValueError as error:
        raise EvaluationError(f"{path}: faulty or missing field ({error}); expected SQuAD 1.1 or 2.0 JSON") from error
    return [question for number, article in enumerate(articles) for question in _article(path, number, article)]


def _article(path: Path, number: int, article: _Article) -> Iterator[LabelledQuestion]:
    document, spans = _document(f"{path.name}#{number}", article)
    for paragraph, span in zip(article.paragraphs, spans, strict=True):
        for qas in paragraph.qas:
            golds = tuple(dict.fromkeys(_golds(path, document, span, qas)))
            yield LabelledQuestion(str(qas.id), qas.question, (document,), golds, document.doc_id, paragraph=span)


def _document(doc_id: str, article: _Article) -> tuple[Document, list[Span]]:
    """The article as a document, and the spans of its paragraphs, which may be empty."""
    contexts = [paragraph.context for paragraph in article.paragraphs]
    spans: list[Span] = []
    start = 0
    for context in contexts:
        spans.append(Span(start, start + len(context)))
        start += len(context) + len(_GAP)
    blocks = tuple(Block(span, BlockKind.PARAGRAPH) for span in spans)
    title = article.title or doc_id
    # Each paragraph is one line, as in a text file with a blank line between paragraphs.
    lines = LineMap(tuple(span.start for span in spans), tuple(range(1, 2 * len(spans), 2)))
    return Document(doc_id, _GAP.join(contexts), title, title, blocks, lines), spans


def _golds(path: Path, document: Document, paragraph: Span, qas: _Question) -> Iterator[Gold]:
    answers = () if qas.is_impossible else qas.answers
    if not answers and not qas.is_impossible:
        raise EvaluationError(f"{path}: question {qas.id}: no gold; add an answer, or set is_impossible")
    for answer in answers:
        start = paragraph.start + answer.answer_start
        span = Span(start, start + len(answer.text))
        inside = paragraph.start <= span.start and span.end <= paragraph.end
        if not answer.text or document.slice(span) != answer.text or not inside:
            raise EvaluationError(
                f"{path}: question {qas.id}: found {document.slice(span)!r} at {answer.answer_start}, "
                f"expected the answer {answer.text!r}; mend its answer_start"
            )
        yield Gold(document, span, (span,))
