"""Question sets: what is asked, of which document, and where the answer stands.

Three formats, each plain or gzip: qa's own (`own`), SQuAD 1.1 / 2.0 JSON (`squad`), and follow-ups of CoQA (`coqa`);
`load_set` tells which it has. A faulty set is refused with the file, the line or id, and the reason. `scopes` chooses
and cuts, `turns` says how the turns of dialogues are asked.
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluate.datasets.base import (
    DialogueTurn,
    Gold,
    PastTurn,
    Question,
    QuestionSet,
    by_document,
    refuse_faulty,
)
from qa.evaluate.datasets.coqa import coqa_questions, is_coqa
from qa.evaluate.datasets.own import FOLLOW_UP, STAND_ALONE, document_files, own_questions
from qa.evaluate.datasets.scopes import (
    ARTICLE,
    PARAGRAPH,
    SCOPES,
    excerpt,
    in_conversation,
    in_scope,
    of_split,
    paragraph_scope,
    sampled,
    split_asked,
)
from qa.evaluate.datasets.squad import squad_questions
from qa.evaluate.datasets.turns import RESOLVED, STANDALONE, TURNS, TYPED, in_turns, named_ways, ways_asked

__all__ = [
    "ARTICLE",
    "FOLLOW_UP",
    "PARAGRAPH",
    "RESOLVED",
    "SCOPES",
    "STANDALONE",
    "STAND_ALONE",
    "TURNS",
    "TYPED",
    "DialogueTurn",
    "Gold",
    "PastTurn",
    "Question",
    "QuestionSet",
    "by_document",
    "excerpt",
    "in_conversation",
    "in_scope",
    "in_turns",
    "load_set",
    "named_ways",
    "of_split",
    "paragraph_scope",
    "sampled",
    "split_asked",
    "ways_asked",
]

_GZIP = b"\x1f\x8b"


def load_set(path: Path, *, turns: str | None = None) -> QuestionSet:
    """The questions of the file `path`; `turns`, one of `TURNS`, says how the turns of dialogues are asked.

    Without it each stands alone where the set has such a wording, and is asked as it was typed where not. Raises
    `EvaluationError` if the file cannot be read, is in none of the formats, is faulty, or cannot be asked so.
    """
    questions, files = _read(path, _text(path))
    refuse_faulty(path, questions)
    asked = questions if turns is None else in_turns(questions, turns)
    return QuestionSet(path.name.removesuffix(".gz").rsplit(".", 1)[0], asked, files)


def _read(path: Path, text: str) -> tuple[list[Question], list[Path]]:
    """The questions in `text`, and the files that they rest on."""
    squad = _squad(text)
    if squad is not None:
        return squad_questions(path, squad), [path]
    records = list(_lines(path, text))
    if is_coqa(records):
        return coqa_questions(path, records), [path]
    return own_questions(path, records), [path, *document_files(path, records)]


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
