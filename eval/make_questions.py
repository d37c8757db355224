"""Make the question sets of `eval/` from their sources: `python eval/make_questions.py`.

It finds the offsets of the golds in the loaded documents, and fails where a text is missing or there more than once.
`sources/questions.txt` gives `documents.jsonl`, `sources/dialogues.txt` gives `dialogues.jsonl`. One entry per line:

    @ tenancy.docx dev             the document of what follows, and its split
    # 2                            a dialogue begins
    ? table | who pays for water   a question, with its kind; in a dialogue, without: it needs no history
    > Why? | Why is it free?       a follow-up, and how it would be asked by itself
    = Water | £31 … monthly        a sentence or row that answers, any of several; "…" stands for all between
    =2 From: Priya                 the same, where the text has it more than once: its second place
    * tenants                      the words in it that answer, any of several; without such a line, all of them

A question without a gold has no answer in its document.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from qa import files
from qa.load import load
from qa.types import Document, Span

FOLDER = Path(__file__).parent
SETS = {"questions.txt": "documents.jsonl", "dialogues.txt": "dialogues.jsonl"}
_GOLD = re.compile(r"=(\d*) (.+)")


def records(source: str, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The questions or dialogues in `lines`, those of the file `source`.

    Raises `ValueError` with the number of the line that is wrong.
    """
    maker = _Maker()
    for number, line in enumerate(lines, 1):
        try:
            maker.read(line)
        except ValueError as error:
            raise ValueError(f"{source}:{number}: {line!r}: {error}") from None
    yield from maker.records


class _Maker:
    """What was read so far: the finished records, and where the next line belongs."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []

    def read(self, line: str) -> None:
        """Add one line. Raises `ValueError` if it is none, or its text is not in the document."""
        mark, _, rest = line.partition(" ")
        if mark == "@":
            self._open(*rest.split(" "))
        elif mark == "#":
            self._number = rest
            self._turns: list[dict[str, Any]] | None = []
            name = f"{Path(self._name).stem}-{rest}" if self._bundled else f"dialogue-{rest}"
            self.records.append({"id": name, **self._shared, "turns": self._turns})
        elif mark in ("?", ">"):
            self._ask(rest, is_follow_up=mark == ">")
        elif match := _GOLD.fullmatch(line):
            span = find(self._document, match[2], place=int(match[1] or 0))
            self._golds.append({**_slice(self._document, span), "answers": [_slice(self._document, span)]})
            self._answers_are_whole = True
        elif mark == "*":
            self._answer(rest)
        elif line:
            raise ValueError("no line of this kind")

    def _open(self, name: str, split: str) -> None:
        path = FOLDER / "documents" / name
        self._bundled = path.exists()
        (self._document,) = load([path if self._bundled else files.article()]).documents
        self._name, self._count, self._turns = name, 0, None
        self._shared = {"split": split, "document": f"documents/{name}" if self._bundled else name}

    def _ask(self, rest: str, *, is_follow_up: bool) -> None:
        self._golds: list[dict[str, Any]] = []
        if self._turns is not None:
            text, _, standalone = rest.partition(" | ")
            turn = {"question": text, "standalone": standalone or text, "follow_up": is_follow_up, "gold": self._golds}
            self._turns.append(turn)
            return
        kind, text = rest.split(" | ", 1)
        self._count += 1
        self.records.append(
            {
                "id": f"{self._name.split('.')[0]}-{self._count:02}",
                "split": self._shared["split"],
                "kind": kind,
                "document": self._shared["document"],
                "question": text,
                "gold": self._golds,
            }
        )

    def _answer(self, text: str) -> None:
        gold = self._golds[-1]
        start = gold["start"] + gold["text"].index(text)
        answers = [] if self._answers_are_whole else gold["answers"]
        gold["answers"] = [*answers, _slice(self._document, Span(start, start + len(text)))]
        self._answers_are_whole = False


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


def made(source: str) -> str:
    """The set made from the file `source`, as it is written."""
    lines = (FOLDER / "sources" / source).read_text(encoding="utf-8").splitlines()
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records(source, lines))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(__doc__)
    for source, target in SETS.items():
        (FOLDER / target).write_text(made(source), encoding="utf-8")
