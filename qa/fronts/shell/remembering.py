"""What a conversation remembers, seen and edited: the last question, the last answer, and the names spoken of."""

import re
from collections.abc import Iterable, Sequence

from qa.dialogue import Turn
from qa.errors import QAError
from qa.fronts.shell.session import Session
from qa.render import Blocks, clean, confidence, counted, note, place, rows

# Before a name or a number, it is to be dropped.
_DROP = "-"
# Names to list at most; more are counted.
_LISTED = 12
# Digits of a number of the list; a longer one is none.
_DIGITS = 4


def remembered_blocks(last: Turn | None, names: Sequence[str]) -> Blocks:
    """The last question as it was understood, its answer, and the `names` that follow-ups lean on."""
    return (*(() if last is None else _last(last)), *_names(names))


def remember(session: Session, argument: str) -> None:
    """Put the name that `argument` tells first, or drop it if there is a minus before it.

    It may be a number of the list, a name on it or the only one that holds `argument`, or, to be put first, words that
    the documents hold. QAError if it is none of these.
    """
    wanted = argument.removeprefix(_DROP).strip()
    name = _listed(session.chat.remembered(), wanted)
    if argument.startswith(_DROP):
        if name is None:
            raise QAError(f"{wanted!r} is not remembered; /context lists what is")
        session.chat.drop(name)
        return
    name = name or _written(session, wanted)
    if name is None:
        raise QAError(f"{wanted!r} is neither remembered nor in the documents; Tab offers what is remembered")
    session.chat.pin(name)


def name_options(session: Session, typed: str) -> Iterable[str]:
    """How `/context` may go on: a name, or a minus and a name."""
    before = _DROP if typed.startswith(_DROP) else ""
    return [f"{before}{clean(name)}" for name in session.chat.remembered()]


def _listed(names: Sequence[str], wanted: str) -> str | None:
    """The one of `names` that `wanted` tells."""
    same = [name for name in names if name.casefold() == wanted.casefold()]
    if same:
        return same[0]
    if wanted.isdecimal() and len(wanted) <= _DIGITS:
        if not 1 <= int(wanted) <= len(names):
            size = counted(len(names), "name")
            raise QAError(f"there is no number {wanted} in the list, which has {size}; /context shows it")
        return names[int(wanted) - 1]
    holding = [name for name in names if wanted and wanted.casefold() in name.casefold()]
    return holding[0] if len(holding) == 1 else None


def _written(session: Session, wanted: str) -> str | None:
    """`wanted` as the documents write it, if it occurs in one as whole words."""
    whole = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)", re.IGNORECASE)
    found = (whole.search(document.text) for document in session.corpus.documents if wanted)
    return next((match[0] for match in found if match), None)


def _last(turn: Turn) -> Blocks:
    best = turn.answer.best
    answer = "none" if best is None else best.span_text or best.text
    where = "" if best is None else f" ({place(best.citation)}; {confidence(turn.answer.confidence)})"
    return rows([("the last question", turn.understood.standalone), ("its answer", answer + where)])


def _names(names: Sequence[str]) -> Blocks:
    if not names:
        return (note("No name is remembered.", gap=True),)
    head = note("What a follow-up leans on, the likeliest first:", gap=True)
    listed = (note(name, label=f"  {number:>2}. ") for number, name in enumerate(names[:_LISTED], 1))
    rest = len(names) - _LISTED
    return (head, *listed, *([note(f"and {rest} more", label="      ")] if rest > 0 else []))
