"""What a turn of a conversation is made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from qa.question.intent import Wish
from qa.types import Answer


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier turn, as far as a follow-up can lean on it, in words alone.

    `question` stands alone. `answer` are the answering words (or the sentence, where none are marked) and `sentence`
    the whole sentence; both are empty where nothing answered.
    """

    question: str
    answer: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A `phrase` of the line ("he"; empty for what was left out) and what it was taken to mean ("Pavel")."""

    phrase: str
    meant: str


# Sorts of lines that lean on what was said: by what they leave out, or by a word that points back.
FRAGMENT, REFERENCE = "fragment", "reference"


@dataclass(frozen=True, slots=True)
class Understood:
    """How a line was understood.

    `typed` is the line, `standalone` the question that is asked in its place: the same text where it stands alone by
    itself. `resolved` tells what was brought in; `confidence` is the probability that this is what was meant; `other`
    is the question as it reads if the second guess is right, None where there is none that comes close. `sort` is how
    it leans on what was said, `FRAGMENT` or `REFERENCE`, empty where it stands alone.
    """

    typed: str
    standalone: str
    resolved: tuple[Resolved, ...] = ()
    confidence: float = 1.0
    other: str | None = None
    sort: str = ""

    @property
    def leans(self) -> bool:
        """Whether it needs what was said before."""
        return bool(self.sort)


@dataclass(frozen=True, slots=True)
class Turn:
    """A line of a conversation, what it wants, how it was understood, and the answer.

    A line that wants more of the last answer ("are you sure?", see `Wish`) has that answer; a line that asks for
    nothing ("thanks") has an abstention.
    """

    understood: Understood
    wish: Wish
    answer: Answer


def past(turns: Iterable[Turn]) -> tuple[Past, ...]:
    """`turns` as far as a follow-up can lean on them: those that asked the text something."""
    return tuple(_past(turn) for turn in turns if turn.wish is Wish.QUESTION)


def _past(turn: Turn) -> Past:
    best = turn.answer.best
    question = turn.understood.standalone
    return Past(question) if best is None else Past(question, best.span_text or best.text, best.text)
