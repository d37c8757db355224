"""A conversation as Markdown, to read: each question with its answer and citation."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.render.answers import CLOSEST, abstention_reply, confidence, correction_lines, mismatch_lines
from qa.render.screen import clean, place
from qa.types import Answer, Candidate, Finding, Form, Intent

if TYPE_CHECKING:
    from qa.dialogue import Turn

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")
# What makes a line a list item, a rule or an underlined heading where it begins one.
_LINE_START = re.compile(r"[-+=:]|\d{1,9}(?=[.)])")


def conversation_markdown(turns: "Sequence[Turn]") -> str:
    """The conversation, one section per question; lines that asked nothing are left out."""
    questions = [turn for turn in turns if turn.intent in (Intent.QUESTION, Intent.OVERVIEW)]
    return "# Questions and answers\n" + "".join(f"\n{_section(turn)}" for turn in questions)


def _section(turn: "Turn") -> str:
    return f"## {_escaped(turn.rewrite.typed)}\n\n{_rewriting(turn)}{_answer(turn.answer)}\n"


def _rewriting(turn: "Turn") -> str:
    """The question that was asked instead of the typed one, and corrected words, one paragraph each."""
    typed, rewritten = turn.rewrite.typed.split(), turn.rewrite.rewritten
    lines = [] if typed == rewritten.split() else [f"Understood as: {rewritten}"]
    return "".join(f"{_paragraph(_escaped(line))}\n\n" for line in (*lines, *correction_lines(turn.answer)))


def _answer(answer: Answer) -> str:
    if answer.parts:
        return "\n\n".join(f"{_paragraph(_escaped(part.question.text))}\n\n{_answer(part)}" for part in answer.parts)
    if answer.form is Form.ALL and answer.answered:
        return "\n\n".join(map(_finding, answer.findings))
    if answer.form is Form.OVERVIEW and answer.answered:
        return "\n\n".join(f"{_quotation(part, mark=False)}{_place(part)}" for part in answer.candidates)
    if answer.best is not None:
        cited = f"{_quotation(answer.best, mark=True)}{_place(answer.best)} ({confidence(answer.confidence)})"
        return "\n\n".join((cited, *map(_escaped, mismatch_lines(answer))))
    reply = abstention_reply(answer)
    text = _escaped(" ".join(reply.lines))
    if reply.closest is None:
        return text
    closest = f"{text} {CLOSEST}\n\n{_quotation(reply.closest, mark=False)}{_place(reply.closest)}"
    return "\n\n".join((closest, *map(_escaped, mismatch_lines(answer))))


def _finding(finding: Finding) -> str:
    cited = f"{_quotation(finding.candidate, mark=True)}{_place(finding.candidate)} ({confidence(finding.confidence)})"
    also = "; ".join(place(repeat.citation) for repeat in finding.repeats)
    return f"{cited}\n\n{_paragraph(_escaped(f'also {also}'))}" if also else cited


def _quotation(candidate: Candidate, *, mark: bool) -> str:
    sentence, span = candidate.sentence.span, candidate.span
    document = candidate.sentence.document
    if span is None or not mark:
        return f"> {_paragraph(_escaped(candidate.text))}\n\n"
    before = _escaped(document.text[sentence.start : span.start])
    after = _escaped(document.text[span.end : sentence.end])
    return f"> {_paragraph(f'{before}**{_escaped(document.slice(span))}**{after}')}\n\n"


def _place(candidate: Candidate) -> str:
    return _paragraph(_escaped(place(candidate.citation)))


def _paragraph(text: str) -> str:
    """`text`, which is escaped, as a paragraph: its beginning makes it nothing else."""
    begun = text.lstrip()
    start = _LINE_START.match(begun)
    if start is None:
        return begun
    # A number is no list item with a backslash before the sign that follows it.
    place = start.end() if start[0].isdecimal() else 0
    return f"{begun[:place]}\\{begun[place:]}"


def _escaped(text: str) -> str:
    """`text` on one line, without Markdown's special characters."""
    return _SPECIAL.sub(r"\\\1", clean(text))
