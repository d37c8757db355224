"""A conversation as a file: Markdown to read, with citations, or JSON to go on with (a name that ends in .json)."""

import re
from collections.abc import Sequence
from pathlib import Path

from qa.dialogue import Turn, transcript
from qa.errors import QAError
from qa.question.intent import Wish
from qa.render import CLOSEST, clean, confidence, correction_lines, place
from qa.render.replies import nothing
from qa.types import Answer, Candidate

JSON_SUFFIX = ".json"

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")


def save(turns: Sequence[Turn], path: Path, *, replace: bool) -> None:
    """Write `turns` to `path`; a file that exists is left alone, with a QAError, unless `replace`."""
    if not replace and path.is_file():
        raise QAError(f"{path} exists; name another file, or replace it with: /save! {path}")
    if path.suffix.lower() == JSON_SUFFIX:
        transcript.save(turns, path, replace=replace)
    else:
        transcript.write(markdown(turns), path, replace=replace)


def markdown(turns: Sequence[Turn]) -> str:
    """The conversation, one section a question; what was said besides questions is left out."""
    asked = [turn for turn in turns if turn.wish is Wish.QUESTION]
    return "# Questions and answers\n" + "".join(f"\n{_section(turn)}" for turn in asked)


def _section(turn: Turn) -> str:
    return f"## {_escaped(turn.understood.typed)}\n\n{_understood(turn)}{_answer(turn.answer)}\n"


def _understood(turn: Turn) -> str:
    """What the question was taken to mean, in paragraphs, where it was not answered as it was typed."""
    typed, standalone = turn.understood.typed.split(), turn.understood.standalone
    taken = [] if typed == standalone.split() else [f"Understood as: {standalone}"]
    return "".join(f"{_escaped(line)}\n\n" for line in (*taken, *correction_lines(turn.answer)))


def _answer(answer: Answer) -> str:
    if answer.best is not None:
        return f"{_quoted(answer.best, mark=True)}{_place(answer.best)} ({confidence(answer.confidence)})"
    reply = nothing(answer)
    said = _escaped(" ".join(reply.lines))
    if reply.closest is None:
        return said
    return f"{said} {CLOSEST}\n\n{_quoted(reply.closest, mark=False)}{_place(reply.closest)}"


def _quoted(candidate: Candidate, *, mark: bool) -> str:
    sentence, span = candidate.sentence.span, candidate.span
    document = candidate.sentence.document
    if span is None or not mark:
        return f"> {_escaped(candidate.text)}\n\n"
    before = _escaped(document.text[sentence.start : span.start])
    after = _escaped(document.text[span.end : sentence.end])
    return f"> {before}**{_escaped(document.slice(span))}**{after}\n\n"


def _place(candidate: Candidate) -> str:
    return _escaped(place(candidate.citation))


def _escaped(text: str) -> str:
    """`text` on one line, with nothing in it that Markdown would read."""
    return _SPECIAL.sub(r"\\\1", clean(text))
