"""What the shell shows around an answer: the rewritten question, the place of the answer, and how sure it is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.dialogue import Rewrite, Turn
from qa.render import (
    Block,
    Blocks,
    certainty,
    checks,
    correction_lines,
    counted,
    marked,
    neighbours,
    note,
    place_block,
    place_parts,
    rows,
    shown_candidate,
)
from qa.types import Answer, Candidate, Passage, Span

if TYPE_CHECKING:
    from qa.pipeline import Corpus

# The number of sentences on each side that "more" shows around an answer, and that its place shows.
MORE_AROUND, PLACE_AROUND = 2, 1

# The number of documents to name when the shell opens; /docs lists all.
_LISTED = 5


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
    as_typed = " (as typed)" if rewrite.rewritten == rewrite.typed else ""
    alternative = note(f"/other asks instead: {rewrite.alternative_reading}", style="dim", label="  ")
    return (reading_block(f"{rewrite.rewritten}{as_typed}"), alternative)


def reading_block(question: str) -> Block:
    """A question that is asked instead of the typed line."""
    return note(question, style="dim", label="→ ")


def correction_blocks(answer: Answer) -> Blocks:
    """The corrected words of the question."""
    return tuple(note(line, style="yellow") for line in correction_lines(answer))


# The place


def surroundings(answer: Answer, passages: Sequence[Passage], *, count: int) -> Blocks:
    """The answer, or the closest sentence, between `count` neighbours on each side, and its place."""
    candidate = shown_candidate(answer)
    if candidate is None:
        return ()
    text = marked(candidate, context=count, passages=passages, mark=answer.answered)
    return (Block(text, gap=True), place_block(candidate.citation))


def place_blocks(answer: Answer, passages: Sequence[Passage]) -> Blocks:
    """The place of the answer, or of the closest sentence, with its neighbours."""
    candidate = shown_candidate(answer)
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
    return (note(certainty(turn.answer, threshold=threshold), gap=True), *rows(list(checks(turn))))
