"""Which questions of a set are asked, of how much text, in which wording, and after which history.

*Scope*: a question is asked of its whole document (`article`) or of its own paragraph alone (`paragraph`).

*Way*: the turns of dialogues are asked in one of six ways:

    standalone      rewritten by hand to need no history: the ceiling
    typed           as typed, without the history: the floor
    resolved        as typed, in a conversation: the system uses the history as it can
    last-question, last-turn, all-turns
                    the usual trick: the last question, the last question and answer, or all of them, in front

Known limitation: if the set does not give the earlier answers, the three tricks have an advantage: they get the gold
answers, while `resolved` gets the answers that the system itself found.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.errors import EvaluationError
from qa.evaluate.datasets.base import DialogueTurn, EarlierTurn, Gold, LabelledQuestion, QuestionSet, by_document
from qa.types import Block, Document, LineMap, Span

ARTICLE, PARAGRAPH = "article", "paragraph"
SCOPES = (ARTICLE, PARAGRAPH)
# The split that is reported: the default if a set has it.
REPORTED_SPLIT = "test"
ALL_SPLITS = "all"
STANDALONE, TYPED, RESOLVED = "standalone", "typed", "resolved"
# The ways measured by default, if the set has them: qa in a conversation, between its floor and its ceiling.
_DEFAULT_WAYS = (RESOLVED, TYPED, STANDALONE)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which questions of a set are asked, and how.

    `scope` is one of `SCOPES`, `split` a split of the set, "all", or None for the default; `turns` is one of `WAYS`.
    `limit` is the size of a sample drawn with `seed`, None for all. `after` is the number of other questions of its
    document that each question is asked after. Raises `EvaluationError` for an unknown scope or way.
    """

    scope: str = ARTICLE
    split: str | None = None
    turns: str = STANDALONE
    limit: int | None = None
    seed: int = 0
    after: int = 0

    def __post_init__(self) -> None:
        if self.scope not in SCOPES:
            raise EvaluationError(f"found --scope {self.scope}, expected {' or '.join(SCOPES)}")
        if self.turns not in WAYS:
            raise EvaluationError(f"found --turns {self.turns}, expected one of {', '.join(WAYS)}")

    def of(self, questions: Sequence[LabelledQuestion]) -> list[LabelledQuestion]:
        """The questions that are asked. Raises `EvaluationError` if there are none."""
        kept = in_scope(of_split(questions, self.split), self.scope)
        if not kept:
            raise EvaluationError(f"no question is left in --scope {self.scope}; ask in the other scope")
        asked = add_history(word_turns(kept, self.turns), self.after, seed=self.seed)
        return sample(asked, self.limit, seed=self.seed)


# Splits and samples


def choose_split(questions: Sequence[LabelledQuestion], split: str | None) -> str:
    """`split`; if it is None, "test" if the set has such a split, and else "all"."""
    return split or (REPORTED_SPLIT if any(question.split == REPORTED_SPLIT for question in questions) else ALL_SPLITS)


def of_split(questions: Sequence[LabelledQuestion], split: str | None) -> list[LabelledQuestion]:
    """The questions of `split`, with the default of `choose_split`; "all" is every question.

    Raises `EvaluationError` if there is no question of that split.
    """
    wanted = choose_split(questions, split)
    kept = [question for question in questions if wanted in (question.split, ALL_SPLITS)]
    if not kept:
        known = ", ".join(sorted({question.split for question in questions if question.split})) or "none"
        raise EvaluationError(f"found --split {wanted}, expected one that the set has ({known}) or {ALL_SPLITS}")
    return kept


def sample(questions: Sequence[LabelledQuestion], limit: int | None, *, seed: int) -> list[LabelledQuestion]:
    """`limit` questions drawn with `seed`, in set order; all if `limit` is None or not below their number."""
    if limit is None or limit >= len(questions):
        return list(questions)
    drawn = random.Random(seed).sample(range(len(questions)), limit)
    return [questions[position] for position in sorted(drawn)]


# Scopes


def in_scope(questions: Sequence[LabelledQuestion], scope: str) -> list[LabelledQuestion]:
    """The questions as asked in `scope`, one of `SCOPES`, without those that make no sense in it.

    In the article, that is a question without golds that belongs to a paragraph: SQuAD 2.0 does not say that the rest
    of the article does not answer it either. In the paragraph, it is a question whose paragraph is unknown.
    """
    if scope == PARAGRAPH:
        return list(paragraph_scope(questions))
    return [question for question in questions if question.answerable or question.paragraph is None]


def paragraph_scope(questions: Sequence[LabelledQuestion]) -> Iterator[LabelledQuestion]:
    """The same questions, each asked of its own paragraph alone."""
    for group in by_document(questions).values():
        for block in group[0].document.blocks:
            yield from excerpt(group, [block])


def excerpt(questions: Sequence[LabelledQuestion], blocks: Sequence[Block]) -> list[LabelledQuestion]:
    """The `questions` of one document whose paragraph is in `blocks`, asked of these blocks alone."""
    document = questions[0].document
    window = Span(blocks[0].span.start, blocks[-1].span.end)
    inside = [question for question in questions if question.paragraph and question.paragraph.overlaps(window)]
    if not inside:
        return []
    part = _cut_document(document, window, blocks)
    return [_shift_question(question, part, window) for question in inside]


def _cut_document(document: Document, window: Span, blocks: Sequence[Block]) -> Document:
    number = next(number for number, block in enumerate(document.blocks) if block.span == blocks[0].span)
    return Document(
        f"{document.doc_id}@{window.start}-{window.end}",
        document.slice(window),
        f"{document.source}#{number}",
        document.title,
        tuple(Block(_shift(block.span, window), block.kind) for block in blocks),
        LineMap((0,), (document.line(window.start) or 0,)),
    )


def _shift_question(question: LabelledQuestion, part: Document, window: Span) -> LabelledQuestion:
    golds = tuple(
        Gold(part, _shift(gold.sentence, window), tuple(_shift(answer, window) for answer in gold.answers))
        for gold in question.golds
        if _is_inside(gold.sentence, window)
    )
    assert question.paragraph is not None
    turn = None if question.turn is None else _shift_turn(question.turn, window)
    return replace(question, documents=(part,), golds=golds, paragraph=_shift(question.paragraph, window), turn=turn)


def _shift_turn(turn: DialogueTurn, window: Span) -> DialogueTurn:
    """The turn with the earlier answers that are in `window` shifted, and the others without a span."""

    def shift_answer(span: Span | None) -> Span | None:
        return _shift(span, window) if span and _is_inside(span, window) else None

    history = (replace(earlier, answer_span=shift_answer(earlier.answer_span)) for earlier in turn.history)
    return replace(turn, history=tuple(history))


def _is_inside(span: Span, window: Span) -> bool:
    return window.start <= span.start and span.end <= window.end


def _shift(span: Span, window: Span) -> Span:
    return Span(span.start - window.start, span.end - window.start)


# Ways to ask the turns of dialogues


def _standalone(turn: DialogueTurn) -> str:
    if turn.standalone is None:
        raise EvaluationError(
            f"found --turns {STANDALONE}, but {turn.typed!r} has no standalone wording; "
            f"ask --turns {RESOLVED} or {TYPED}"
        )
    return turn.standalone


def _all_turns(turn: DialogueTurn) -> str:
    return _prefixed(turn, *(part for earlier in turn.history for part in (earlier.line, earlier.answer)))


def _prefixed(turn: DialogueTurn, *parts: str) -> str:
    """The line as typed, with `parts` in front."""
    return " ".join(part for part in (*parts, turn.typed) if part)


# The wording of each way.
_WORDINGS: Mapping[str, Callable[[DialogueTurn], str]] = {
    STANDALONE: _standalone,
    TYPED: lambda turn: turn.typed,
    RESOLVED: lambda turn: turn.typed,
    "last-question": lambda turn: _prefixed(turn, *(earlier.line for earlier in turn.history[-1:])),
    "last-turn": lambda turn: _all_turns(replace(turn, history=turn.history[-1:])),
    "all-turns": _all_turns,
}
WAYS = tuple(_WORDINGS)


def word_turns(questions: Sequence[LabelledQuestion], way: str) -> list[LabelledQuestion]:
    """The same questions, with dialogue turns in the wording of `way`, one of `WAYS`; only `resolved` has a history.

    Raises `EvaluationError` for `standalone` if a turn has no such wording.
    """
    return [question if question.turn is None else _word(question, question.turn, way) for question in questions]


def _word(question: LabelledQuestion, turn: DialogueTurn, way: str) -> LabelledQuestion:
    return replace(question, text=_WORDINGS[way](turn), history=turn.history if way == RESOLVED else None)


def parse_ways(text: str) -> tuple[str, ...]:
    """Parse a list such as "resolved,typed", without repetitions. Raises `EvaluationError` for an unknown way."""
    wanted = tuple(dict.fromkeys(way.strip() for way in text.split(",") if way.strip()))
    unknown = [way for way in wanted if way not in WAYS] or ([] if wanted else [text])
    if unknown:
        raise EvaluationError(f"found --turns {unknown[0]}, expected some of {', '.join(WAYS)}")
    return wanted


def ways_to_ask(question_set: QuestionSet, wanted: Sequence[str] | None) -> tuple[str, ...]:
    """The ways that the set is measured in: `wanted`, or those of the default ways that the set has.

    A set without dialogues has the single way `standalone`. Raises `EvaluationError` for a way that the set lacks.
    """
    if not question_set.has_dialogues:
        return (STANDALONE,)
    if wanted is None:
        turns = [question.turn for question in question_set.questions if question.turn is not None]
        rewritten = all(turn.standalone is not None for turn in turns)
        return tuple(way for way in _DEFAULT_WAYS if rewritten or way != STANDALONE)
    for way in wanted:
        word_turns(question_set.questions, way)
    return tuple(wanted)


# Questions in mid-conversation


def add_history(questions: Sequence[LabelledQuestion], count: int, *, seed: int) -> list[LabelledQuestion]:
    """The same questions, each in a conversation that begins with `count` other questions of its documents.

    The others are drawn with `seed` from the questions without a history of their own; if there are fewer, all are
    used. A question's own history follows them. With a `count` of 0 nothing changes.
    """
    if not count:
        return list(questions)
    openings = by_document(question for question in questions if not question.history)
    return [_ask_after(question, openings.get(question.documents, ()), count, seed) for question in questions]


def _ask_after(
    question: LabelledQuestion, openings: Sequence[LabelledQuestion], count: int, seed: int
) -> LabelledQuestion:
    own = question.history or ()
    known = {question.text, *(earlier.line for earlier in own)}
    others = list(dict.fromkeys(opening.text for opening in openings if opening.text not in known))
    # The seed includes the question's id, so that the drawn lines are the same in every sample.
    drawn = random.Random(f"{seed} {question.question_id}").sample(others, min(count, len(others)))
    return replace(question, history=(*map(EarlierTurn, drawn), *own))
