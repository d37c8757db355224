"""An answer for people, on a terminal or in a pipe: first the sentence, then its place."""

from collections.abc import Sequence

from rich.text import Text

from qa.render.screen import Block, Blocks, clean, note
from qa.types import Answer, Candidate, Citation, Passage, Reason, Span

CLOSEST = "The closest passage is:"

# The least confidence that a word stands for, in descending order.
_WORDS = (
    (0.95, "nearly certain"),
    (0.85, "very likely"),
    (0.65, "likely"),
    (0.5, "more likely than not"),
    (0.25, "perhaps"),
    (0.05, "unlikely"),
    (0.0, "very unlikely"),
)


def confidence(probability: float) -> str:
    """A confidence in words and number: `likely, 0.82`."""
    word = next((word for least, word in _WORDS if probability >= least), _WORDS[-1][1])
    number = "above 0.99" if probability > 0.99 else "below 0.01" if probability < 0.01 else f"{probability:.2f}"
    return f"{word}, {number}"


def place(citation: Citation) -> str:
    """Where a sentence stands: `notes.md:12–14 · Heading`, cleaned."""
    to = f"–{citation.end_line}" if citation.end_line != citation.line else ""
    under = f" · {citation.heading}" if citation.heading else ""
    return clean(f"{citation.source}:{citation.line}{to}{under}")


def correction_lines(answer: Answer) -> tuple[str, ...]:
    """The words of the question that were taken for others, a line each."""
    return tuple(f"“{one.typed}” is taken for “{one.taken}”." for one in answer.corrections)


def answer_blocks(
    answer: Answer,
    *,
    top: int = 1,
    context: int = 0,
    passages: Sequence[Passage] = (),
    suggestions: Sequence[str] = (),
) -> Blocks:
    """The answer, or that there is none with the closest sentence, then candidates up to `top` in all.

    `context` counts the sentences to show before and after it; they come from `passages`, the corpus's. `suggestions`
    are questions that one can ask, for a line that asks nothing.
    """
    if answer.best is None:
        return _abstention(answer, context=context, passages=passages, suggestions=suggestions)
    first = Block(marked(answer.best, context=context, passages=passages), gap=True)
    where = Text.assemble((place(answer.best.citation), "cyan"), f"  ({confidence(answer.confidence)})")
    return (first, Block(where), *candidate_blocks(answer.alternatives[: top - 1], first=2))


def _abstention(answer: Answer, *, context: int, passages: Sequence[Passage], suggestions: Sequence[str]) -> Blocks:
    # Imported here, since the conversation brings the retriever's words along, and an error line must not wait for it.
    from qa.render.replies import nothing

    reply = nothing(answer, suggestions=suggestions)
    style = "" if answer.reason is Reason.NOT_A_QUESTION else "bold yellow"
    said = (note(reply.lines[0], style=style, gap=True), *(note(line) for line in reply.lines[1:]))
    if reply.closest is None:
        return said
    where = Text.assemble((place(reply.closest.citation), "cyan"), f"  ({confidence(answer.confidence)})")
    near = marked(reply.closest, context=context, passages=passages, mark=False)
    return (*said, note(CLOSEST), Block(near, label="  "), Block(where, label="  "))


def candidate_blocks(candidates: Sequence[Candidate], *, first: int) -> Blocks:
    """Candidates with their places, numbered from `first`."""
    return tuple(
        block
        for number, candidate in enumerate(candidates, first)
        for block in (
            Block(marked(candidate), label=f"{number}. ", gap=True),
            note(place(candidate.citation), style="cyan", label="   "),
        )
    )


def marked(candidate: Candidate, *, context: int = 0, passages: Sequence[Passage] = (), mark: bool = True) -> Text:
    """The sentence between its `context` neighbours on each side, with the answering words marked if `mark`."""
    sentence, document = candidate.sentence.span, candidate.sentence.document
    inner = candidate.span if mark and candidate.span is not None else Span(sentence.end, sentence.end)
    before, after = neighbours(candidate, passages, count=context)
    return Text.assemble(
        *((clean(document.slice(span)) + " ", "dim") for span in before),
        clean(document.slice(Span(sentence.start, inner.start))),
        (clean(document.slice(inner)), "bold green"),
        clean(document.slice(Span(inner.end, sentence.end))),
        *((" " + clean(document.slice(span)), "dim") for span in after),
    )


def neighbours(candidate: Candidate, passages: Sequence[Passage], *, count: int) -> tuple[list[Span], list[Span]]:
    """Up to `count` sentences of the document before the candidate's, and as many after it."""
    if count == 0:
        return [], []
    document = candidate.sentence.document
    spans = sorted({span for passage in passages if passage.document is document for span in passage.sentence_spans})
    own = candidate.sentence.span
    before = [span for span in spans if span.end <= own.start]
    after = [span for span in spans if span.start >= own.end]
    return before[-count:], after[:count]
