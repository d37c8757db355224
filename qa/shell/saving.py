"""A conversation as a Markdown file, written whole or not at all."""

import re
from collections.abc import Sequence
from pathlib import Path

from qa.errors import QAError
from qa.files import write_whole
from qa.render import ABSTAINED, CLOSEST, REASONS, clean, confidence, place
from qa.types import Answer, Candidate, Reason

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")


def save(answers: Sequence[Answer], path: Path, *, replace: bool) -> None:
    """Write `answers` to `path`; a file that exists is left alone, with a QAError, unless `replace`."""
    if path.is_dir():
        raise QAError(f"{path} is a folder; name a file in it, such as {path / 'answers.md'}")
    if path.exists() and not replace:
        raise QAError(f"{path} exists; name another file, or replace it with: /save! {path}")
    try:
        write_whole(path, markdown(answers))
    except OSError as error:
        raise QAError(f"cannot write {path} ({error.strerror}); name another file") from None


def markdown(answers: Sequence[Answer]) -> str:
    """The conversation, one section a question."""
    return "# Questions and answers\n" + "".join(f"\n{_section(answer)}" for answer in answers)


def _section(answer: Answer) -> str:
    title = f"## {_escaped(answer.question)}\n"
    if answer.best is not None:
        return f"{title}\n{_quoted(answer.best, mark=True)}{_place(answer.best)} ({confidence(answer.confidence)})\n"
    said = ABSTAINED + (f" {REASONS[answer.reason]}" if answer.reason in REASONS else "")
    if answer.closest is None or answer.reason is Reason.TOO_VAGUE:
        return f"{title}\n{said}\n"
    return f"{title}\n{said} {CLOSEST}\n\n{_quoted(answer.closest, mark=False)}{_place(answer.closest)}\n"


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
