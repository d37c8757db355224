"""What the shell shows around an answer: the rewritten question, the place of the answer, and how sure it is."""

from collections.abc import Iterator, Sequence
from math import exp, log
from textwrap import shorten
from typing import TYPE_CHECKING

from qa.dialogue import Rewrite, Turn
from qa.language.tokens import words
from qa.render import (
    Block,
    Blocks,
    confidence,
    correction_lines,
    counted,
    marked,
    neighbours,
    note,
    place,
    place_parts,
    relevant_closest,
    rows,
)
from qa.types import Answer, Candidate, Passage, Question, Span

if TYPE_CHECKING:
    from qa.pipeline import Corpus

# The number of sentences on each side that "more" shows around an answer, and that its place shows.
MORE_AROUND, PLACE_AROUND = 2, 1

# The number of documents to name when the shell opens; /docs lists all.
_LISTED = 5
# How many times likelier than the next a sentence must be to be called so; above the second factor, it is not given.
_AHEAD, _FAR_AHEAD = 1.5, 100.0
# Characters of a candidate's sentence that are quoted beside its place.
_QUOTED = 60


def opening_blocks(corpus: "Corpus", *, version: str) -> Blocks:
    """The first lines of the shell: what it has read, what can be asked, and how to get help."""
    sizes = ", ".join(
        [
            counted(len(corpus.documents), "document"),
            counted(len(corpus.passages), "passage"),
            counted(corpus.sentence_count, "sentence"),
        ]
    )
    questions = corpus.suggestions(3)
    invitation = (note("You can ask:", gap=True),) if questions else ()
    return (
        note(f"qa {version} has read {sizes}.", style="bold"),
        *(note(entry.source, label="  ", style="dim") for entry in corpus.index.entries[:_LISTED]),
        *invitation,
        *(note(question, label="  ", style="cyan") for question in questions),
        note("/help lists the commands, Ctrl-D leaves.", style="dim", gap=True),
    )


# The question


def rewrite_blocks(rewrite: Rewrite) -> Blocks:
    """The rewritten question, if the line needed the history, and its alternative reading."""
    if not rewrite.needs_history or (rewrite.rewritten == rewrite.typed and rewrite.alternative_reading is None):
        return ()
    if rewrite.alternative_reading is None:
        return (reading_block(rewrite.rewritten),)
    alternative = note(f"/other asks instead: {rewrite.alternative_reading}", style="dim", label="  ")
    return (reading_block(rewrite.rewritten), alternative)


def reading_block(question: str) -> Block:
    """A question that is asked instead of the typed line."""
    return note(question, style="dim", label="→ ")


def correction_blocks(answer: Answer) -> Blocks:
    """The corrected words of the question."""
    return tuple(note(line, style="yellow") for line in correction_lines(answer))


# The place


def surroundings(answer: Answer, passages: Sequence[Passage], *, count: int) -> Blocks:
    """The answer, or the closest sentence, between `count` neighbours on each side, and its place."""
    candidate = _shown_candidate(answer)
    if candidate is None:
        return ()
    text = marked(candidate, context=count, passages=passages, mark=answer.answered)
    return (Block(text, gap=True), note(place(candidate.citation), style="cyan"))


def place_blocks(answer: Answer, passages: Sequence[Passage]) -> Blocks:
    """The place of the answer, or of the closest sentence, with its neighbours."""
    candidate = _shown_candidate(answer)
    if candidate is None:
        return (note("There is no sentence whose place could be shown.", gap=True),)
    before, after = neighbours(candidate, passages, count=PLACE_AROUND)
    heading = () if answer.answered else (note("No sentence answers; the closest is in:", gap=True),)
    return (
        *heading,
        note(_spelled_out(candidate), style="cyan", gap=answer.answered),
        *(_numbered(candidate, span) for span in before),
        Block(marked(candidate, mark=answer.answered), label=_line_number(candidate, candidate.sentence.span)),
        *(_numbered(candidate, span) for span in after),
    )


def _numbered(candidate: Candidate, neighbour: Span) -> Block:
    """Another sentence of the candidate's document, with its line."""
    text = candidate.sentence.document.slice(neighbour)
    return note(text, style="dim", label=_line_number(candidate, neighbour))


def _line_number(candidate: Candidate, span: Span) -> str:
    line = candidate.sentence.document.line(span.start)
    return f"{'' if line is None else line:>6}  "


def _spelled_out(candidate: Candidate) -> str:
    """`notes.md, lines 12 to 14, under “Heading”`."""
    citation = candidate.citation
    one_line = citation.line == citation.end_line
    lines = f"line {citation.line}" if one_line else f"lines {citation.line} to {citation.end_line}"
    places = [*([lines] if citation.line is not None else []), *place_parts(citation.place)]
    heading = f", under “{citation.heading}”" if citation.heading else ""
    return ", ".join([citation.source, *places]) + heading


# The certainty


def certainty_blocks(turn: Turn, *, threshold: float) -> Blocks:
    """How sure the answer of `turn` is, in words and numbers, and what a person can check it by."""
    return (note(_certainty(turn.answer, threshold), gap=True), *rows(list(_checks(turn))))


def _certainty(answer: Answer, threshold: float) -> str:
    sure = confidence(answer.confidence)
    if answer.answered:
        right = min(round(100 * answer.confidence), 99)
        return f"{sure[0].upper()}{sure[1:]}: by the calibration, about {right} % of answers this sure are right."
    if relevant_closest(answer) is None:
        return "Nothing was found that could be the answer."
    return f"That the closest sentence answers is {sure}; it is given as the answer only from {threshold:.2f} on."


def _checks(turn: Turn) -> Iterator[tuple[str, str]]:
    """What speaks for the answer of `turn` and against it, each with its name."""
    if turn.rewrite.substitutions:
        yield "understood as", f"{turn.rewrite.rewritten} ({confidence(turn.rewrite.confidence)})"
    candidate = _shown_candidate(turn.answer)
    if candidate is None:
        return
    contained, missing = _question_words(turn.answer.question, candidate)
    yield "words of the question in it", ", ".join(contained) or "none"
    if missing:
        yield "words that are not in it", ", ".join(missing)
    if turn.answer.answered and candidate.span_text is not None:
        yield "what answers in it", candidate.span_text
    rivals = turn.answer.alternatives
    if rivals:
        yield "the next best sentence", f"{_behind(candidate.score - rivals[0].score)}: {_quoted(rivals[0])}"


def _question_words(question: Question, candidate: Candidate) -> tuple[list[str], list[str]]:
    """The content words of the question: those in the sentence, and those missing from it."""
    stems = {word.stem for word in words(candidate.text)}
    by_stem: dict[str, str] = {}
    for word in question.content_words:
        by_stem.setdefault(word.stem, question.corrected[word.start : word.end])
    contained = [written for stem, written in by_stem.items() if stem in stems]
    return contained, [written for stem, written in by_stem.items() if stem not in stems]


def _behind(lead: float) -> str:
    """How much less likely the next sentence is; `lead` is the difference of the scores, in log-odds."""
    if lead > log(_FAR_AHEAD):
        return f"more than {_FAR_AHEAD:.0f} times less likely"
    factor = exp(lead)
    return "about as likely" if factor < _AHEAD else f"{factor:.0f} times less likely"


def _quoted(candidate: Candidate) -> str:
    return f"{shorten(candidate.text, _QUOTED, placeholder='…')} ({place(candidate.citation)})"


def _shown_candidate(answer: Answer) -> Candidate | None:
    """The sentence that was shown for `answer`: the best, or the closest if it is worth showing."""
    return answer.best or relevant_closest(answer)
