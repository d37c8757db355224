"""Follow-up questions of CoQA (Reddy et al., 2019, by way of Abg-CoQA, Guo et al., 2021): one JSON object per line.

Each line has a `text`, the `history` of the conversation (earlier questions, their answers in free words, and the
`rationale`: the words of the text that the answer rests on), the `question`, and the `span` of the text that its answer
rests on. The text is not changed, so that offsets hold; its paragraphs become blocks.

Known limitation: the file does not give the position of a rationale; qa searches for it and takes the first match.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluate.datasets.base import DialogueTurn, EarlierTurn, Gold, LabelledQuestion
from qa.schema import checked
from qa.types import Block, BlockKind, Document, LineMap, Span

# From the first visible character up to an empty line or the end.
_PARAGRAPH = re.compile(r"\S(?:(?!\s*\n\s*\n|\s*\Z).)*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Turn:
    question: str
    answer: str
    rationale: str


@dataclass(frozen=True, slots=True)
class _Line:
    """What qa looks at in a line of a CoQA file."""

    id: str | int
    source: str
    text: str
    history: tuple[_Turn, ...]
    question: str
    span: tuple[int, int]


def is_coqa(records: Sequence[tuple[int, Any]]) -> bool:
    """Whether the first of the numbered `records` is a line of a CoQA file."""
    return bool(records) and "history" in records[0][1]


def coqa_questions(path: Path, records: Sequence[tuple[int, Any]]) -> list[LabelledQuestion]:
    """The questions of `records` (line number and object), each asked of its whole text; equal texts are one document.

    Raises `EvaluationError` with the line if a field is missing or faulty.
    """
    documents: dict[str, Document] = {}
    questions: list[LabelledQuestion] = []
    for number, record in records:
        try:
            line = checked(record, _Line)
            if line.text not in documents:
                documents[line.text] = _document(f"{path.name}#{len(documents)}", line.text)
            questions.append(_question(documents[line.text], line))
        except ValueError as error:
            raise EvaluationError(f"{path}:{number}: faulty or missing field ({error}); see eval/formats.md") from error
        except EvaluationError as error:
            raise EvaluationError(f"{path}:{number}: {error}") from error
    return questions


def _document(doc_id: str, text: str) -> Document:
    blocks = tuple(Block(Span(*match.span()), BlockKind.PARAGRAPH) for match in _PARAGRAPH.finditer(text))
    if not blocks:
        raise EvaluationError("the text is empty; remove the line")
    starts = (0, *(match.end() for match in re.finditer("\n", text)))
    return Document(doc_id, text, doc_id, doc_id, blocks, LineMap(starts, tuple(range(1, len(starts) + 1))))


def _question(document: Document, line: _Line) -> LabelledQuestion:
    typed = _check_line(line.question)
    history = tuple(_earlier_turn(document, turn) for turn in line.history)
    evidence = _check_span(document, line.span)
    # Half of the texts are for tuning and half for the report; the text alone decides.
    is_test = hashlib.sha256(document.text.encode()).digest()[0] % 2
    return LabelledQuestion(
        str(line.id),
        typed,
        (document,),
        (Gold(document, evidence, (evidence,)),),
        group=document.doc_id,
        kind=line.source,
        split="test" if is_test else "dev",
        paragraph=next(block.span for block in document.blocks if block.span.overlaps(evidence)),
        turn=DialogueTurn(typed, None, history),
    )


def _check_line(line: str) -> str:
    if not line.strip():
        raise EvaluationError("a question is empty; write one, or remove the line")
    return line


def _check_span(document: Document, ends: tuple[int, int]) -> Span:
    start, end = ends
    span = Span(start, end)
    if not 0 <= start < end <= len(document.text) or not document.slice(span).strip():
        raise EvaluationError(
            f"found the span {start}-{end}, expected words of the text, of {len(document.text)} characters; mend it"
        )
    return span


def _earlier_turn(document: Document, turn: _Turn) -> EarlierTurn:
    places = (_find(document.text, words) for words in (turn.rationale, turn.answer))
    span = next(filter(None, places), None)
    return EarlierTurn(_check_line(turn.question), turn.answer, answer_given=True, answer_span=span)


def _find(text: str, words: str) -> Span | None:
    """The first place of `words` in `text`: with the same case if possible, else in any case."""
    if not words.strip():
        return None
    literal = re.escape(words)
    match = re.search(literal, text) or re.search(literal, text, re.IGNORECASE)
    return None if match is None else Span(*match.span())
