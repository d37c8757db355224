"""How the turns of dialogues are asked: each way, its wording, and whether the conversation comes with it.

    standalone      as the set rewrote them by hand to stand alone: the ceiling
    typed           as they were typed, without what was said before: the floor
    resolved        as they were typed, in a conversation: the system makes of what was said before what it can
    last-question, last-turn, all-turns
                    the usual trick: the last question, the last question and its answer, or all of them, in front

Known limitation: where the set does not give the earlier answers, the trick is helped: its answers are the right ones,
while in `resolved` they are those that the system found by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from qa.errors import EvaluationError
from qa.evaluate.datasets.base import DialogueTurn, Question, QuestionSet

STANDALONE, TYPED, RESOLVED = "standalone", "typed", "resolved"


def _standalone(turn: DialogueTurn) -> str:
    if turn.standalone is None:
        raise EvaluationError(
            f"found --turns {STANDALONE}, but {turn.typed!r} has no wording that stands alone; "
            f"ask --turns {RESOLVED} or {TYPED}"
        )
    return turn.standalone


def _all_turns(turn: DialogueTurn) -> str:
    return _behind(turn, *(part for past in turn.before for part in (past.line, past.answer)))


def _behind(turn: DialogueTurn, *parts: str) -> str:
    """The line as it was typed, with `parts` in front."""
    return " ".join(part for part in (*parts, turn.typed) if part)


# The wording of each way.
_WORDINGS: Mapping[str, Callable[[DialogueTurn], str]] = {
    STANDALONE: _standalone,
    TYPED: lambda turn: turn.typed,
    RESOLVED: lambda turn: turn.typed,
    "last-question": lambda turn: _behind(turn, *(past.line for past in turn.before[-1:])),
    "last-turn": lambda turn: _all_turns(replace(turn, before=turn.before[-1:])),
    "all-turns": _all_turns,
}
TURNS = tuple(_WORDINGS)
# What is measured by default, where the set has it: what qa makes of a conversation, between its floor and its ceiling.
_MEASURED = (RESOLVED, TYPED, STANDALONE)


def in_turns(questions: Sequence[Question], way: str) -> list[Question]:
    """The same questions; those of dialogues are asked in the `way`, one of `TURNS`.

    Raises `EvaluationError` for `STANDALONE` where a turn has no such wording.
    """
    return [one if one.turn is None else _asked(one, one.turn, way) for one in questions]


def _asked(question: Question, turn: DialogueTurn, way: str) -> Question:
    return replace(question, text=_WORDINGS[way](turn), history=turn.before if way == RESOLVED else None)


def named_ways(text: str) -> tuple[str, ...]:
    """The ways that a list such as "resolved,typed" names, each once. Raises `EvaluationError` if one is none."""
    wanted = tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    refused = [one for one in wanted if one not in TURNS] or ([] if wanted else [text])
    if refused:
        raise EvaluationError(f"found --turns {refused[0]}, expected some of {', '.join(TURNS)}")
    return wanted


def ways_asked(asked: QuestionSet, wanted: Sequence[str] | None) -> tuple[str, ...]:
    """The ways that the set `asked` is measured in: `wanted`, or by default the usual ones that it has.

    A set without dialogues has one way alone, `STANDALONE`. Raises `EvaluationError` for a way that the set lacks.
    """
    if not asked.has_dialogues:
        return (STANDALONE,)
    if wanted is None:
        rewritten = all(one.turn is None or one.turn.standalone is not None for one in asked.questions)
        return tuple(way for way in _MEASURED if rewritten or way != STANDALONE)
    for way in wanted:
        in_turns(asked.questions, way)
    return tuple(wanted)
