"""Question sets: what is asked, of which document, and where the answer stands.

Two formats, each plain or gzip: qa's own (`own`) and SQuAD 1.1 / 2.0 JSON (`squad`); `load_set` tells which it has. A
faulty set is refused with the file, the line or id, and the reason. `scopes` chooses and cuts.
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluate.datasets.base import Gold, Question, QuestionSet, by_document, refuse_faulty
from qa.evaluate.datasets.own import STANDALONE, TURNS, document_files, own_questions
from qa.evaluate.datasets.scopes import (
    ARTICLE,
    PARAGRAPH,
    SCOPES,
    excerpt,
    in_scope,
    of_split,
    paragraph_scope,
    sampled,
    split_asked,
)
from qa.evaluate.datasets.squad import squad_questions

__all__ = [
    "ARTICLE",
    "PARAGRAPH",
    "SCOPES",
    "STANDALONE",
    "TURNS",
    "Gold",
    "Question",
    "QuestionSet",
    "by_document",
    "excerpt",
    "in_scope",
    "load_set",
    "of_split",
    "paragraph_scope",
    "sampled",
    "split_asked",
]

_GZIP = b"\x1f\x8b"


def load_set(path: Path, *, turns: str = STANDALONE) -> QuestionSet:
    """The questions of the file `path`; `turns` says which wording of a dialogue's turns is asked.

    Raises `EvaluationError` if the file cannot be read, is in neither format, or is faulty.
    """
    text = _text(path)
    squad = _squad(text)
    if squad is not None:
        questions, files = squad_questions(path, squad), [path]
    else:
        records = list(_lines(path, text))
        questions = own_questions(path, records, turns=turns)
        files = [path, *document_files(path, records)]
    refuse_faulty(path, questions)
    return QuestionSet(path.name.removesuffix(".gz").rsplit(".", 1)[0], questions, files)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if raw.startswith(_GZIP) else raw).decode("utf-8-sig")
    except FileNotFoundError:
        raise EvaluationError(f"no such file: {path}; name a question set, or nothing for qa's own") from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: cannot be read ({error}); expected JSON in UTF-8, plain or gzip") from error


def _squad(text: str) -> Any | None:
    """The parsed file if it is one JSON object with "data", as SQuAD's are."""
    try:
        parsed = json.loads(text)
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) and "data" in parsed else None


def _lines(path: Path, text: str) -> Iterator[tuple[int, Any]]:
    """Each line that is not blank, parsed, with its number."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise EvaluationError(
                f"{path}:{number}: not JSON ({error}); expected SQuAD's format, or one question a line"
            ) from error
        if not isinstance(record, dict):
            raise EvaluationError(f"{path}:{number}: found {type(record).__name__}, expected an object")
        yield number, record
