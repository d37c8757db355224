"""What is asked of what: a question of its whole document, or of its own paragraph alone; and which questions."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.errors import EvaluationError
from qa.evaluate.datasets.base import DialogueTurn, Gold, PastTurn, Question, by_document
from qa.types import Block, Document, LineMap, Span

ARTICLE, PARAGRAPH = "article", "paragraph"
SCOPES = (ARTICLE, PARAGRAPH)
# The split that is reported: asked for by default where a set has it.
REPORTED = "test"
ALL = "all"


def in_scope(questions: Sequence[Question], scope: str) -> list[Question]:
    """The questions asked in `scope`, one of `SCOPES`; those that make no sense in it are left out.

    In the article that is a question without golds that belongs to a paragraph: SQuAD 2.0 does not say that the rest of
    the article does not answer it either. In the paragraph it is a question of which nobody knows the paragraph.
    """
    if scope == PARAGRAPH:
        return list(paragraph_scope(questions))
    return [one for one in questions if one.answerable or one.paragraph is None]


def split_asked(questions: Sequence[Question], split: str | None) -> str:
    """`split`; where it is None the test split if there is one, and "all" if not."""
    return split or (REPORTED if any(one.split == REPORTED for one in questions) else ALL)


def of_split(questions: Sequence[Question], split: str | None) -> list[Question]:
    """The questions of `split`, as `split_asked` has it; "all" is every question.

    Raises `EvaluationError` if there is no question of that split.
    """
    wanted = split_asked(questions, split)
    kept = [one for one in questions if wanted in (one.split, ALL)]
    if not kept:
        there = ", ".join(sorted({one.split for one in questions if one.split})) or "none"
        raise EvaluationError(f"found --split {wanted}, expected one that the set has ({there}) or {ALL}")
    return kept


def sampled(questions: Sequence[Question], limit: int | None, *, seed: int) -> list[Question]:
    """`limit` of the questions drawn by `seed`, in their order; all of them if there are no more, or None."""
    if limit is None or limit >= len(questions):
        return list(questions)
    drawn = random.Random(seed).sample(range(len(questions)), limit)
    return [questions[at] for at in sorted(drawn)]


def in_conversation(questions: Sequence[Question], count: int, *, seed: int) -> list[Question]:
    """The same questions, each in a conversation that begins with `count` others of its documents.

    They are drawn by `seed` from those that open a conversation, or stand in none; where there are fewer, it is all of
    them. What a question's own conversation is comes after them. A `count` of 0 leaves everything as it is.
    """
    if not count:
        return list(questions)
    openings = by_document(one for one in questions if not one.history)
    return [_after(one, openings.get(one.documents, ()), count, seed) for one in questions]


def _after(question: Question, openings: Sequence[Question], count: int, seed: int) -> Question:
    own = question.history or ()
    known = {question.text, *(past.line for past in own)}
    others = list(dict.fromkeys(one.text for one in openings if one.text not in known))
    # By its own id too, so that a question is asked after the same ones in every sample.
    drawn = random.Random(f"{seed} {question.question_id}").sample(others, min(count, len(others)))
    return replace(question, history=(*map(PastTurn, drawn), *own))


def paragraph_scope(questions: Sequence[Question]) -> Iterator[Question]:
    """The same questions, each asked of its own paragraph alone."""
    for asked in by_document(questions).values():
        for block in asked[0].document.blocks:
            yield from excerpt(asked, [block])


def excerpt(questions: Sequence[Question], blocks: Sequence[Block]) -> list[Question]:
    """Those of one document's `questions` that belong to a paragraph in `blocks`, asked of these blocks alone."""
    document = questions[0].document
    window = Span(blocks[0].span.start, blocks[-1].span.end)
    inside = [one for one in questions if one.paragraph and one.paragraph.overlaps(window)]
    if not inside:
        return []
    part = _cut(document, window, blocks)
    return [_moved_question(one, part, window) for one in inside]


def _cut(document: Document, window: Span, blocks: Sequence[Block]) -> Document:
    number = next(at for at, block in enumerate(document.blocks) if block.span == blocks[0].span)
    return Document(
        f"{document.doc_id}@{window.start}-{window.end}",
        document.slice(window),
        f"{document.source}#{number}",
        document.title,
        tuple(Block(_moved(block.span, window), block.kind) for block in blocks),
        LineMap((0,), (document.line(window.start),)),
    )


def _moved_question(question: Question, part: Document, window: Span) -> Question:
    golds = tuple(
        Gold(part, _moved(gold.sentence, window), tuple(_moved(answer, window) for answer in gold.answers))
        for gold in question.golds
        if window.start <= gold.sentence.start and gold.sentence.end <= window.end
    )
    assert question.paragraph is not None
    turn = None if question.turn is None else _moved_turn(question.turn, window)
    return replace(question, documents=(part,), golds=golds, paragraph=_moved(question.paragraph, window), turn=turn)


def _moved_turn(turn: DialogueTurn, window: Span) -> DialogueTurn:
    """The turn with the answers before it where they stand in `window`, and nowhere if they do not."""
    before = (replace(past, place=past.place and _inside(past.place, window)) for past in turn.before)
    return replace(turn, before=tuple(before))


def _inside(span: Span, window: Span) -> Span | None:
    return _moved(span, window) if window.start <= span.start and span.end <= window.end else None


def _moved(span: Span, window: Span) -> Span:
    return Span(span.start - window.start, span.end - window.start)
