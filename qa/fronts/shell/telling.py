"""What the shell tells beside an answer: how a line was understood, where the answer stands, and how sure it is."""

from collections.abc import Iterator, Sequence
from math import exp, log
from textwrap import shorten

from qa.dialogue import Turn, Understood
from qa.language.tokens import STOP_WORDS, words
from qa.render import Block, Blocks, confidence, correction_lines, marked, neighbours, note, place, rows
from qa.render.replies import nearest
from qa.types import Answer, Candidate, Passage, Span

# Sentences on each side that are shown around an answer when more is wanted of it, and when its place is.
MORE_AROUND, PLACE_AROUND = 2, 1

# How many times likelier a sentence must be than the next one to be called so, and from where on it is not counted.
_AHEAD, _FAR_AHEAD = 1.5, 100.0
# Characters of a candidate's sentence that are quoted beside its place.
_QUOTED = 60


def understood_blocks(understood: Understood) -> Blocks:
    """The question as it was understood, if it leans on what was said before, and its other reading."""
    if not understood.leans or understood.standalone == understood.typed:
        return ()
    if understood.other is None:
        return (reading(understood.standalone),)
    other = note(f"/other asks instead: {understood.other}", style="dim", label="  ")
    return (reading(understood.standalone), other)


def reading(question: str) -> Block:
    """A question that is asked in the place of what was typed."""
    return note(question, style="dim", label="→ ")


def correction_blocks(answer: Answer) -> Blocks:
    """The words that were taken for others."""
    return tuple(note(line, style="yellow") for line in correction_lines(answer))


def around(answer: Answer, passages: Sequence[Passage], *, count: int) -> Blocks:
    """The answer's sentence, or the closest one, between `count` neighbours on each side, and its place."""
    shown = _shown(answer)
    if shown is None:
        return ()
    text = marked(shown, context=count, passages=passages, mark=answer.answered)
    return (Block(text, gap=True), note(place(shown.citation), style="cyan"))


def place_blocks(answer: Answer, passages: Sequence[Passage]) -> Blocks:
    """Where the answer stands, or the closest sentence, and what stands around it."""
    shown = _shown(answer)
    if shown is None:
        return (note("There is no sentence whose place could be shown.", gap=True),)
    before, after = neighbours(shown, passages, count=PLACE_AROUND)
    said = () if answer.answered else (note("No sentence answers; the closest stands in:", gap=True),)
    return (
        *said,
        note(_spelt_out(shown), style="cyan", gap=answer.answered),
        *(_numbered(shown, span) for span in before),
        Block(marked(shown, mark=answer.answered), label=_line_number(shown, shown.sentence.span)),
        *(_numbered(shown, span) for span in after),
    )


def _numbered(candidate: Candidate, neighbour: Span) -> Block:
    """Another sentence of the candidate's document, with its line."""
    text = candidate.sentence.document.slice(neighbour)
    return note(text, style="dim", label=_line_number(candidate, neighbour))


def _line_number(candidate: Candidate, span: Span) -> str:
    return f"{candidate.sentence.document.line(span.start):>6}  "


def _spelt_out(candidate: Candidate) -> str:
    """`notes.md, lines 12 to 14, under “Heading”`."""
    at = candidate.citation
    lines = f"line {at.line}" if at.line == at.end_line else f"lines {at.line} to {at.end_line}"
    return f"{at.source}, {lines}" + (f", under “{at.heading}”" if at.heading else "")


def certainty_blocks(turn: Turn, *, threshold: float) -> Blocks:
    """How sure the answer of `turn` is, in words and numbers, and what a person can check it by."""
    return (note(_certainty(turn.answer, threshold), gap=True), *rows(list(_evidence(turn))))


def _certainty(answer: Answer, threshold: float) -> str:
    sure = confidence(answer.confidence)
    if answer.answered:
        right = min(round(100 * answer.confidence), 99)
        return f"{sure[0].upper()}{sure[1:]}: by the calibration, some {right} of 100 answers as sure are right."
    if nearest(answer) is None:
        return "Nothing was found that could be the answer."
    return f"That the closest sentence answers is {sure}; only from {threshold:.2f} on is it given as the answer."


def _evidence(turn: Turn) -> Iterator[tuple[str, str]]:
    """What speaks for the answer of `turn` and against it, each with its name."""
    if turn.understood.resolved:
        yield "understood as", f"{turn.understood.standalone} ({confidence(turn.understood.confidence)})"
    shown = _shown(turn.answer)
    if shown is None:
        return
    held, lacking = _words(turn.answer, shown)
    yield "words of the question in it", ", ".join(held) or "none"
    if lacking:
        yield "words that are not in it", ", ".join(lacking)
    if turn.answer.answered and shown.span_text is not None:
        yield "what answers in it", shown.span_text
    rivals = turn.answer.alternatives[0 if turn.answer.answered else 1 :]
    if rivals:
        yield "the next best sentence", f"{_behind(shown.score - rivals[0].score)}: {_quoted(rivals[0])}"


def _words(answer: Answer, candidate: Candidate) -> tuple[list[str], list[str]]:
    """The topic's words of the question, as they were typed: those that the sentence holds, and those it lacks."""
    taken = {one.typed.casefold(): one.taken for one in answer.corrections}
    held = {word.stem for word in words(candidate.text)}
    found: dict[str, str] = {}
    for word in words(answer.question):
        if word.norm not in STOP_WORDS:
            typed = answer.question[word.start : word.end]
            read = taken.get(typed.casefold(), typed)
            found.setdefault(word.stem if read is typed else words(read)[0].stem, read)
    lacking = [read for stem, read in found.items() if stem not in held]
    return [read for stem, read in found.items() if stem in held], lacking


def _behind(lead: float) -> str:
    """How much less likely the next sentence is, by the reader's scores; they are log-odds."""
    if lead > log(_FAR_AHEAD):
        return f"more than {_FAR_AHEAD:.0f} times less likely"
    times = exp(lead)
    return "about as likely" if times < _AHEAD else f"{times:.0f} times less likely"


def _quoted(candidate: Candidate) -> str:
    return f"{shorten(candidate.text, _QUOTED, placeholder='…')} ({place(candidate.citation)})"


def _shown(answer: Answer) -> Candidate | None:
    """The sentence that was shown for `answer`: the best, or the closest if it is worth showing."""
    return answer.best or nearest(answer)
