"""What is said where nothing answers: a short reply for each kind of nothing.

Off topic, it says what is lacking; a question that names nothing is told so, and no sentence is close to it; a line
that is not a question gets a friendly word, and how to ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.question.intent import Wish, wish_of
from qa.types import Answer, Candidate, Reason

ABSTAINED = "The text does not say."
NOTHING_NEAR = "Nothing in it comes close."

# To a line that wants no answer of the text; a question that can be asked is put behind the first and the last.
_TO_WISHES = {
    Wish.GREETING: "Hello. Ask something about the text",
    Wish.ABILITIES: "A question gets the sentence of the text that answers it, word for word, with its place. Ask away",
    Wish.REMARK: "All right. What would you like to know?",
    Wish.THANKS: "You are welcome.",
    Wish.FAREWELL: "Goodbye.",
    Wish.MORE: "There is nothing to tell more about yet; ask a question first.",
    Wish.PLACE: "There is no answer yet whose place could be shown; ask a question first.",
    Wish.SURE: "There is no answer yet to be sure about; ask a question first.",
}
_INVITING = frozenset({Wish.GREETING, Wish.ABILITIES})
_HELP = {
    Reason.OFF_TOPIC: "None of the words you ask about is in it.",
    Reason.TOO_VAGUE: "The question names nothing to look for; say what it is about.",
}


@dataclass(frozen=True, slots=True)
class Nothing:
    """What is said of an abstention, a line each, and the sentence that is worth showing (None if none is)."""

    lines: tuple[str, ...]
    closest: Candidate | None = None


def nothing(answer: Answer, *, suggestions: Sequence[str] = ()) -> Nothing:
    """What is said of `answer`, which is an abstention; `suggestions` are questions that can be asked."""
    wish = wish_of(answer.question)
    if answer.reason is Reason.NOT_A_QUESTION or (answer.reason is Reason.TOO_VAGUE and wish is not Wish.QUESTION):
        return Nothing((_to_wish(wish, suggestions),))
    closest = nearest(answer)
    helps = [_HELP[answer.reason]] if answer.reason in _HELP else []
    if closest is None and answer.reason is not Reason.TOO_VAGUE:
        helps.append(NOTHING_NEAR)
    return Nothing((ABSTAINED, *helps), closest)


def nearest(answer: Answer) -> Candidate | None:
    """The closest sentence of an abstention; None if there is none, or if the question names nothing to be near to."""
    return None if answer.reason is Reason.TOO_VAGUE else answer.closest


def _to_wish(wish: Wish, suggestions: Sequence[str]) -> str:
    said = _TO_WISHES.get(wish, _TO_WISHES[Wish.REMARK])
    if wish not in _INVITING:
        return said
    return f"{said}, for example: {suggestions[0]}" if suggestions else f"{said}."
