"""What follow-ups refer to: the last question, its answer, and the names mentioned; shown and edited by `/context`."""

import re
from collections.abc import Iterable, Sequence

from qa.dialogue import Turn
from qa.errors import QAError
from qa.fronts.shell.session import Session
from qa.render import Blocks, clean, confidence, counted, note, place, rows

# Before a name or a number, it means: drop it.
_DROP = "-"
# The number of names to list; more are counted.
_LISTED = 12
# Digits of a number in the list; a longer one is none.
_DIGITS = 4
# Passages that are looked through for a name.
_SEARCHED = 20


def memory_blocks(last: Turn | None, names: Sequence[str]) -> Blocks:
    """The last question as it was rewritten, its answer, and the `names` that follow-ups may refer to."""
    return (*(() if last is None else _last_turn(last)), *_names(names))


def _last_turn(turn: Turn) -> Blocks:
    best = turn.answer.best
    answer = "none" if best is None else best.span_text or best.text
    where = "" if best is None else f" ({place(best.citation)}; {confidence(turn.answer.confidence)})"
    return rows([("the last question", turn.rewrite.rewritten), ("its answer", answer + where)])


def _names(names: Sequence[str]) -> Blocks:
    if not names:
        return (note("No name is remembered.", gap=True),)
    head = note("What a follow-up refers to, the likeliest first:", gap=True)
    listed = (note(name, label=f"  {number:>2}. ") for number, name in enumerate(names[:_LISTED], 1))
    rest = len(names) - _LISTED
    return (head, *listed, *([note(f"and {rest} more", label="      ")] if rest > 0 else []))


def edit_memory(session: Session, argument: str) -> None:
    """Put the name that `argument` means first, or drop it if a minus precedes it.

    `argument` may be a number in the list, a name in it, a part of only one name or, to be put first, words that occur
    in the documents. Raises `QAError` if it is none of these.
    """
    wanted = argument.removeprefix(_DROP).strip()
    name = _remembered(session.chat.remembered(), wanted)
    if argument.startswith(_DROP):
        if name is None:
            raise QAError(f"{wanted!r} is not remembered; /context lists what is")
        session.chat.drop(name)
        return
    name = name or _in_documents(session, wanted)
    if name is None:
        raise QAError(f"{wanted!r} is neither remembered nor in the documents; Tab offers what is remembered")
    session.chat.pin(name)


def memory_options(session: Session, typed: str) -> Iterable[str]:
    """Completions for `/context`: a name, or a minus and a name."""
    sign = _DROP if typed.startswith(_DROP) else ""
    return [f"{sign}{clean(name)}" for name in session.chat.remembered()]


def _remembered(names: Sequence[str], wanted: str) -> str | None:
    """The one of `names` that `wanted` means."""
    same = [name for name in names if name.casefold() == wanted.casefold()]
    if same:
        return same[0]
    if wanted.isdecimal() and len(wanted) <= _DIGITS:
        if not 1 <= int(wanted) <= len(names):
            size = counted(len(names), "name")
            raise QAError(f"there is no number {wanted} in the list, which has {size}; /context shows it")
        return names[int(wanted) - 1]
    containing = [name for name in names if wanted and wanted.casefold() in name.casefold()]
    return containing[0] if len(containing) == 1 else None


def _in_documents(session: Session, wanted: str) -> str | None:
    """`wanted` as the documents write it, if it occurs as whole words in a passage that is like it."""
    whole_words = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)", re.IGNORECASE)
    alike = session.corpus.passages_like(wanted, _SEARCHED) if wanted else ()
    matches = (whole_words.search(passage.document.text) for passage in alike)
    return next((match[0] for match in matches if match), None)
