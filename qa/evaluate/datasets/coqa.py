"""Follow-ups of CoQA (Reddy et al., 2019, by way of Abg-CoQA, Guo et al., 2021), a JSON object a line.

Each line has a `text`, the `history` of the conversation (the questions with their answers in free words, and the
words of the text behind them, the `rationale`), the `question` and the `span` of the text that its answer rests on.
The text is left as it is, so that offsets hold; its paragraphs are blocks.

Known limitation: the file does not say where a rationale stands, so it is looked for, and the first place is taken.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluate.datasets.base import DialogueTurn, Gold, PastTurn, Question
from qa.types import Block, BlockKind, Document, LineMap, Span

# From its first character that is seen, up to an empty line or the end.
_PARAGRAPH = re.compile(r"\S(?:(?!\s*\n\s*\n|\s*\Z).)*", re.DOTALL)


def is_coqa(records: Sequence[tuple[int, Any]]) -> bool:
    """Whether the first of `records` is a line of such a file."""
    return bool(records) and "history" in records[0][1]


def coqa_questions(path: Path, records: Sequence[tuple[int, Any]]) -> list[Question]:
    """The questions of `records`, each with its line in `path`, asked of its whole text: one document for each text.

    Raises `EvaluationError` with the line if a field is missing or faulty.
    """
    documents: dict[str, Document] = {}
    questions: list[Question] = []
    for number, record in records:
        try:
            text = record["text"]
            if text not in documents:
                documents[text] = _document(f"{path.name}#{len(documents)}", text)
            questions.append(_question(documents[text], record))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise EvaluationError(
                f"{path}:{number}: faulty or missing field ({type(error).__name__}: {error}); see eval/README.md"
            ) from error
        except EvaluationError as error:
            raise EvaluationError(f"{path}:{number}: {error}") from error
    return questions


def _document(doc_id: str, text: str) -> Document:
    blocks = tuple(Block(Span(*match.span()), BlockKind.PARAGRAPH) for match in _PARAGRAPH.finditer(text))
    if not blocks:
        raise EvaluationError("the text is empty; remove the line")
    starts = (0, *(match.end() for match in re.finditer("\n", text)))
    return Document(doc_id, text, doc_id, doc_id, blocks, LineMap(starts, tuple(range(1, len(starts) + 1))))


def _question(document: Document, record: dict[str, Any]) -> Question:
    typed = _said(record["question"])
    before = tuple(_past(document, turn) for turn in record["history"])
    place = _place(document, record["span"])
    return Question(
        str(record["id"]),
        typed,
        (document,),
        (Gold(document, place, (place,)),),
        group=document.doc_id,
        kind=record["source"],
        split=_split(document.text),
        paragraph=next(block.span for block in document.blocks if block.span.overlaps(place)),
        turn=DialogueTurn(typed, None, before),
    )


def _split(text: str) -> str:
    """The half of the texts that is for tuning, or the one for the report: by the text alone."""
    return "test" if hashlib.sha256(text.encode()).digest()[0] % 2 else "dev"


def _said(line: str) -> str:
    if not line.strip():
        raise EvaluationError("a question is empty; write one, or remove the line")
    return line


def _place(document: Document, ends: Sequence[int]) -> Span:
    start, end = ends
    span = Span(start, end)
    if not 0 <= start < end <= len(document.text) or not document.slice(span).strip():
        raise EvaluationError(
            f"found the span {start}-{end}, expected words of the text, of {len(document.text)} characters; mend it"
        )
    return span


def _past(document: Document, turn: dict[str, Any]) -> PastTurn:
    places = (_found(document.text, turn[key]) for key in ("rationale", "answer"))
    return PastTurn(_said(turn["question"]), turn["answer"], given=True, place=next(filter(None, places), None))


def _found(text: str, words: str) -> Span | None:
    """Where `words` first stand in `text`: letter for letter if they do, otherwise in whatever case."""
    if not words.strip():
        return None
    literally = re.escape(words)
    match = re.search(literally, text) or re.search(literally, text, re.IGNORECASE)
    return None if match is None else Span(*match.span())
