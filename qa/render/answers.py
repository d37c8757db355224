"""An answer for people, on a terminal or in a pipe: first the sentence, then its place.

An abstention gets a short reply that depends on its reason: what is missing from the text or from the question, or a
friendly word to a line that asks nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from qa.render.screen import Block, Blocks, clean, counted, note, place, place_block
from qa.types import (
    Answer,
    Candidate,
    Finding,
    Form,
    Intent,
    MismatchKind,
    Passage,
    Reason,
    Sentence,
    Span,
    cite,
)

ABSTAINED = "The text does not say."
CLOSEST = "The closest sentence is:"
# Further places of one answer that are named; more are counted.
_PLACES = 5

# The lowest probability that each word stands for, in descending order.
_CONFIDENCE_WORDS = (
    (0.95, "nearly certain"),
    (0.85, "very likely"),
    (0.65, "likely"),
    (0.5, "more likely than not"),
    (0.25, "perhaps"),
    (0.05, "unlikely"),
    (0.0, "very unlikely"),
)

# Replies to a line that the text cannot answer, by its intent.
_REPLIES = {
    Intent.GREETING: "Hello. Ask something about the text",
    Intent.ABILITIES: "Ask a question to get the sentence that answers it, word for word, with its place. Try one",
    Intent.REMARK: "All right. What would you like to know?",
    Intent.THANKS: "You are welcome.",
    Intent.FAREWELL: "Goodbye.",
    Intent.MORE: "There is no answer yet to show more of; ask a question first.",
    Intent.PLACE: "There is no answer yet whose place could be shown; ask a question first.",
    Intent.SURE: "There is no answer yet to be sure about; ask a question first.",
}
# Replies that end with a question to ask.
_INVITING = frozenset({Intent.GREETING, Intent.ABILITIES})
_HINTS = {
    Reason.OFF_TOPIC: "None of the words you ask about is in the text.",
    Reason.TOO_VAGUE: "The question names nothing to look for; say what it is about.",
}
_NOTHING_CLOSE = "No sentence comes close."


@dataclass(frozen=True, slots=True)
class AbstentionReply:
    """What an abstention shows: `lines` of text, and the closest sentence (None if none is worth showing)."""

    lines: tuple[str, ...]
    closest: Candidate | None = None


def abstention_reply(answer: Answer, *, suggestions: Sequence[str] = ()) -> AbstentionReply:
    """The reply to `answer`, which is an abstention; `suggestions` are questions that can be asked."""
    intent = answer.question.intent
    asks_nothing = answer.reason is Reason.TOO_VAGUE and intent is not Intent.QUESTION
    if answer.reason is Reason.NOT_A_QUESTION or asks_nothing:
        return AbstentionReply((_reply_to(intent, suggestions),))
    closest = relevant_closest(answer)
    hints = [_HINTS[answer.reason]] if answer.reason in _HINTS else []
    if closest is None and answer.reason is not Reason.TOO_VAGUE:
        hints.append(_NOTHING_CLOSE)
    return AbstentionReply((ABSTAINED, *hints), closest)


def _reply_to(intent: Intent, suggestions: Sequence[str]) -> str:
    reply = _REPLIES.get(intent, _REPLIES[Intent.REMARK])
    if intent not in _INVITING:
        return reply
    return f"{reply}, for example: {suggestions[0]}" if suggestions else f"{reply}."


def relevant_closest(answer: Answer) -> Candidate | None:
    """The closest sentence of an abstention; None without one, or if the question names nothing to be close to."""
    return None if answer.reason is Reason.TOO_VAGUE else answer.closest


def confidence(probability: float) -> str:
    """A confidence as words and number: `likely, 0.82`."""
    words = next((words for least, words in _CONFIDENCE_WORDS if probability >= least), _CONFIDENCE_WORDS[-1][1])
    number = "above 0.99" if probability > 0.99 else "below 0.01" if probability < 0.01 else f"{probability:.2f}"
    return f"{words}, {number}"


def correction_lines(answer: Answer) -> tuple[str, ...]:
    """One line per corrected word of the question."""
    return tuple(f"“{correction.typed}” was read as “{correction.corrected}”." for correction in answer.corrections)


def answer_blocks(
    answer: Answer,
    *,
    top: int = 1,
    context: int = 0,
    passages: Sequence[Passage] = (),
    suggestions: Sequence[str] = (),
) -> Blocks:
    """The answer, or the abstention with the closest sentence; then alternatives, up to `top` candidates in all.

    `context` is the number of sentences to show before and after the answer; they come from `passages`, those of
    the sentence's document. `suggestions` are questions that can be asked, for a line that asks nothing.
    """
    if answer.parts:
        return tuple(
            block
            for part in answer.parts
            for block in (
                note(part.question.text, label="→ ", style="dim", gap=True),
                *answer_blocks(part, top=top, context=context, passages=passages),
            )
        )
    if answer.best is None:
        return _abstention(answer, context=context, passages=passages, suggestions=suggestions)
    if answer.form is Form.OVERVIEW:
        return overview_blocks([candidate.sentence for candidate in answer.candidates])
    if answer.form is Form.ALL:
        return findings_blocks(answer.findings)
    sentence = Block(marked(answer.best, context=context, passages=passages), gap=True)
    citation = _with_confidence(answer.best, answer.confidence)
    others = candidate_blocks(answer.alternatives[: top - 1], first=2)
    return (sentence, citation, *mismatch_blocks(answer), *others)


def _with_confidence(candidate: Candidate, probability: float, *, label: str = "") -> Block:
    return place_block(candidate.citation, f"  ({confidence(probability)})", label=label)


def mismatch_lines(answer: Answer) -> tuple[str, ...]:
    """One line per mismatch between a yes/no question and the sentence that was found."""
    return tuple(
        f"The sentence says “{each.said}”."
        if each.kind is MismatchKind.NEGATION
        else f"The sentence speaks of {each.said}, not {each.asked}."
        for each in answer.mismatches
    )


def mismatch_blocks(answer: Answer) -> Blocks:
    """The mismatches between a yes/no question and the sentence that was found."""
    return tuple(note(line, style="yellow") for line in mismatch_lines(answer))


def findings_blocks(findings: Sequence[Finding]) -> Blocks:
    """All answers, numbered: each with its place, where else it is said, and which others it differs from."""
    return (
        note(findings_title(findings), style="bold", gap=True),
        *(block for number, finding in enumerate(findings, 1) for block in _finding_blocks(number, finding)),
    )


def findings_title(findings: Sequence[Finding]) -> str:
    """How many answers there are, in how many documents."""
    documents = len({finding.candidate.sentence.document.doc_id for finding in findings})
    return f"{counted(len(findings), 'answer')} in {counted(documents, 'document')}:"


def _finding_blocks(number: int, finding: Finding) -> Blocks:
    label = f"{number}. "
    indent = " " * len(label)
    lines = finding_lines(finding)
    return (
        Block(marked(finding.candidate), label=label, gap=True),
        _with_confidence(finding.candidate, finding.confidence, label=indent),
        *(note(line, label=indent, style="dim") for line in lines),
    )


def finding_lines(finding: Finding) -> tuple[str, ...]:
    """Where else it is said, and which findings it differs from, if any."""
    places = "; ".join(dict.fromkeys(place(repeat.citation) for repeat in finding.repeats[:_PLACES]))
    more = f" and {counted(len(finding.repeats) - _PLACES, 'more place')}" if len(finding.repeats) > _PLACES else ""
    numbers = ", ".join(str(number + 1) for number in finding.differs_from)
    return tuple(
        line
        for line, is_said in ((f"also {places}{more}", finding.repeats), (f"differs from {numbers}", numbers))
        if is_said
    )


def overview_blocks(sentences: Sequence[Sentence]) -> Blocks:
    """The sentences of an overview, each with its place."""
    return tuple(
        block
        for sentence in sentences
        for block in (
            note(sentence.text, label="• ", gap=True),
            place_block(cite(sentence.passage, sentence.span), label="  "),
        )
    )


def _abstention(answer: Answer, *, context: int, passages: Sequence[Passage], suggestions: Sequence[str]) -> Blocks:
    reply = abstention_reply(answer, suggestions=suggestions)
    style = "" if answer.reason is Reason.NOT_A_QUESTION else "bold yellow"
    lines = (note(reply.lines[0], style=style, gap=True), *(note(line) for line in reply.lines[1:]))
    if reply.closest is None:
        return lines
    sentence = marked(reply.closest, context=context, passages=passages, mark=False)
    citation = _with_confidence(reply.closest, answer.confidence, label="  ")
    return (*lines, note(CLOSEST), Block(sentence, label="  "), citation, *mismatch_blocks(answer))


def candidate_blocks(candidates: Sequence[Candidate], *, first: int) -> Blocks:
    """Candidates with their places, numbered from `first`."""
    return tuple(
        block
        for number, candidate in enumerate(candidates, first)
        for block in (
            Block(marked(candidate), label=f"{number}. ", gap=True),
            place_block(candidate.citation, label="   "),
        )
    )


def marked(candidate: Candidate, *, context: int = 0, passages: Sequence[Passage] = (), mark: bool = True) -> Text:
    """The sentence between `context` neighbours on each side, with its span marked if `mark`."""
    sentence, document = candidate.sentence.span, candidate.sentence.document
    span = candidate.span if mark and candidate.span is not None else Span(sentence.end, sentence.end)
    before, after = neighbours(candidate, passages, count=context)
    return Text.assemble(
        *((clean(document.slice(neighbour)) + " ", "dim") for neighbour in before),
        clean(document.slice(Span(sentence.start, span.start))),
        (clean(document.slice(span)), "bold green"),
        clean(document.slice(Span(span.end, sentence.end))),
        *((" " + clean(document.slice(neighbour)), "dim") for neighbour in after),
    )


def neighbours(candidate: Candidate, passages: Sequence[Passage], *, count: int) -> tuple[list[Span], list[Span]]:
    """Up to `count` sentences of the document before the candidate's, and up to `count` after it."""
    if count == 0:
        return [], []
    document = candidate.sentence.document
    of_document = (passage for passage in passages if passage.document.doc_id == document.doc_id)
    spans = sorted({span for passage in of_document for span in passage.sentence_spans})
    own = candidate.sentence.span
    before = [span for span in spans if span.end <= own.start]
    after = [span for span in spans if span.start >= own.end]
    return before[-count:], after[:count]
