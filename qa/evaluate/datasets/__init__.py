"""Question sets: what is asked, of which document, and where the answer is.

    base        the types: LabelledQuestion, Gold, DialogueTurn, EarlierTurn, QuestionSet
    own         qa's own format (JSON lines): questions and dialogues
    squad       SQuAD 1.1 and 2.0 JSON
    coqa        follow-up questions of CoQA (JSON lines)
    selection   which questions are asked, of how much text, in which wording, after which history

`load_set` recognises the format. Each file may be gzip. A faulty set is rejected with the file, the line or id, and the
reason.
"""

import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluate.datasets.base import (
    DialogueTurn,
    EarlierTurn,
    Gold,
    LabelledQuestion,
    QuestionSet,
    by_document,
    check_questions,
)
from qa.evaluate.datasets.coqa import coqa_questions, is_coqa
from qa.evaluate.datasets.own import FOLLOW_UP_KIND, STANDALONE_KIND, document_files, own_questions
from qa.evaluate.datasets.selection import (
    ALL_SPLITS,
    ARTICLE,
    PARAGRAPH,
    RESOLVED,
    SCOPES,
    STANDALONE,
    TYPED,
    WAYS,
    Selection,
    add_history,
    choose_split,
    excerpt,
    in_scope,
    of_split,
    paragraph_scope,
    parse_ways,
    sample,
    ways_to_ask,
    word_turns,
)
from qa.evaluate.datasets.squad import squad_questions
from qa.files import read_maybe_gzip
from qa.load.sources import printable
from qa.schema import json_value

__all__ = [
    "ALL_SPLITS",
    "ARTICLE",
    "FOLLOW_UP_KIND",
    "MAX_BYTES",
    "PARAGRAPH",
    "RESOLVED",
    "SCOPES",
    "STANDALONE",
    "STANDALONE_KIND",
    "TYPED",
    "WAYS",
    "DialogueTurn",
    "EarlierTurn",
    "Gold",
    "LabelledQuestion",
    "QuestionSet",
    "Selection",
    "add_history",
    "by_document",
    "choose_split",
    "excerpt",
    "in_scope",
    "load_set",
    "of_split",
    "paragraph_scope",
    "parse_ways",
    "sample",
    "ways_to_ask",
    "word_turns",
]

# Bytes of a set at most, unpacked: five times the largest SQuAD file, and as much as some 5 GB of memory can hold.
MAX_BYTES = 256_000_000


def load_set(path: Path, *, way: str | None = None) -> QuestionSet:
    """Load the questions of the file `path`; `way`, one of `WAYS`, chooses the wording of dialogue turns.

    Without `way`, a turn has its standalone wording if the set gives one, and else the wording as typed. Raises
    `EvaluationError` if the file cannot be read, has an unknown format, is faulty, or lacks the wording of `way`.
    """
    questions, files = _parse(path, _read(path))
    check_questions(path, questions)
    if way is not None:
        questions = word_turns(questions, way)
    return QuestionSet(printable(path.name.removesuffix(".gz").rsplit(".", 1)[0]), questions, files)


def _parse(path: Path, data: bytes) -> tuple[list[LabelledQuestion], list[Path]]:
    """The questions in `data`, and the files that they depend on."""
    squad = _parse_squad(data)
    if squad is not None:
        return squad_questions(path, squad), [path]
    records = list(_parse_lines(path, data))
    if is_coqa(records):
        return coqa_questions(path, records), [path]
    return own_questions(path, records), [path, *document_files(path, records)]


def _read(path: Path) -> bytes:
    try:
        return read_maybe_gzip(path, max_bytes=MAX_BYTES).removeprefix(BOM_UTF8)
    except FileNotFoundError:
        raise EvaluationError(f"no such file: {path}; check the name, or make a set with qa eval new") from None
    except (OSError, EOFError, zlib.error) as error:
        cause = getattr(error, "strerror", None) or error
        raise EvaluationError(f"{path}: cannot be read ({cause}); expected JSON in UTF-8, plain or gzip") from error


def _parse_squad(data: bytes) -> dict[str, Any] | None:
    """The parsed file if it is one JSON object with "data", as in SQuAD; else None."""
    try:
        parsed = json_value(data, Any)
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) and "data" in parsed else None


def _parse_lines(path: Path, data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """The number of each line that is not blank, and the object on it."""
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json_value(line, Any)
        except ValueError as error:
            raise EvaluationError(
                f"{path}:{number}: not JSON ({error}); expected SQuAD's format, or one question per line"
            ) from error
        if not isinstance(record, dict):
            raise EvaluationError(f"{path}:{number}: found {type(record).__name__}, expected an object")
        yield number, record
