"""Make the question set `eval/documents.jsonl` from `eval/sources/questions.txt`.

Usage: `python eval/make_questions.py`. It finds the offsets of the golds in the loaded documents, and fails where a
text is missing or there more than once. The source has one entry per line:

    @ tenancy.docx dev             the document of the questions below, and its split
    ? table | who pays for water   a question, with its kind
    = Water | £31 … monthly        a sentence or row that answers, any of several; "…" stands for all between
    =2 From: Priya                 the same, where the text has it more than once: its second place
    * tenants                      the words in it that answer; without such a line, all of them

A question without a gold has no answer in its document.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa.load import load
from qa.types import Document, Span

FOLDER = Path(__file__).parent
SOURCE, TARGET = FOLDER / "sources" / "questions.txt", FOLDER / "documents.jsonl"
_GOLD = re.compile(r"=(\d*) (.+)")


def questions(lines: list[str]) -> Iterator[dict[str, Any]]:
    """The questions of the set. Raises `ValueError` with the number of the line that is wrong."""
    document, record = None, None
    name = split = ""
    count = 0
    for number, line in enumerate(lines, 1):
        mark, _, rest = line.partition(" ")
        try:
            if mark in ("@", "?") and record:
                yield record
                record = None
            if mark == "@":
                name, split = rest.split(" ")
                (document,) = load([FOLDER / "documents" / name]).documents
                count = 0
            elif mark == "?":
                kind, text = rest.split(" | ", 1)
                count += 1
                record = {
                    "id": f"{name.split('.')[0]}-{count:02}",
                    "split": split,
                    "kind": kind,
                    "document": f"documents/{name}",
                    "question": text,
                    "gold": [],
                }
            elif match := _GOLD.fullmatch(line):
                span = find(document, match[2], place=int(match[1] or 0))
                record["gold"].append({**_slice(document, span), "answers": [_slice(document, span)]})
            elif mark == "*":
                gold = record["gold"][-1]
                start = gold["start"] + gold["text"].index(rest)
                gold["answers"] = [_slice(document, Span(start, start + len(rest)))]
            elif line:
                raise ValueError("no line of this kind")
        except ValueError as error:
            raise ValueError(f"{SOURCE.name}:{number}: {line!r}: {error}") from None
    if record:
        yield record


def find(document: Document, text: str, *, place: int) -> Span:
    """Where `text` is; `place` counts its places from 1, and is 0 if there is one. Raises `ValueError` otherwise."""
    begin, gap, end = text.partition(" … ")
    pattern = re.escape(begin) + (rf".*?{re.escape(end)}" if gap else "")
    spans = [
        Span(block.span.start + match.start(), block.span.start + match.end())
        for block in document.blocks
        for match in re.finditer(pattern, document.slice(block.span))
    ]
    if len(spans) < max(place, 1) or (not place and len(spans) > 1):
        raise ValueError(f"found {len(spans)} times in {document.source}, expected once, or the number of its place")
    return spans[max(place, 1) - 1]


def _slice(document: Document, span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": document.slice(span)}


def made() -> str:
    """The set as it is written."""
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in questions(lines))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(__doc__)
    TARGET.write_text(made(), encoding="utf-8")
