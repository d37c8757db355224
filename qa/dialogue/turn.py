"""What a conversation is made of: turns, and how the line of each was rewritten."""

from collections.abc import Iterable
from dataclasses import dataclass

from qa.question import overview_request
from qa.types import Answer, Form, Intent

# How a line needs the history: it leaves something out, or a word in it refers back.
ELLIPSIS, ANAPHORA = "ellipsis", "anaphora"


@dataclass(frozen=True, slots=True)
class Substitution:
    """A `phrase` of the line ("he"; empty for what was left out) and its `replacement` ("Pavel")."""

    phrase: str
    replacement: str


@dataclass(frozen=True, slots=True)
class PastTurn:
    """An earlier turn, as far as a follow-up can refer to it, in words alone.

    `question` needs no history. `answer` is the answering words (or the sentence, where none are marked) and `sentence`
    the whole sentence; both are empty where nothing answered. `substitutions` are what the line's own words were taken
    to mean: whoever was "she" a turn ago is likely to be "she" again. `confidence` is the probability that the answer
    is right.
    """

    question: str
    answer: str = ""
    sentence: str = ""
    substitutions: tuple[Substitution, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A line, and the question that is asked in its place.

    `typed` is the line, `rewritten` the question: the same text where the line needs no history. `substitutions` are
    what was brought in from the history; `confidence` is the probability that this is what was meant;
    `alternative_reading` is the question with the second likeliest antecedent, None where none comes close. `kind` is
    `ELLIPSIS` or `ANAPHORA`, empty where the line needs no history.
    """

    typed: str
    rewritten: str
    substitutions: tuple[Substitution, ...] = ()
    confidence: float = 1.0
    alternative_reading: str | None = None
    kind: str = ""

    @property
    def needs_history(self) -> bool:
        """Whether the line means nothing, or something else, without the turns before it."""
        return bool(self.kind)


@dataclass(frozen=True, slots=True)
class Turn:
    """A line of a conversation as it was rewritten, its intent, and the answer.

    A line about the last answer ("are you sure?", see `Intent`) has that answer; a line that asks for nothing
    ("thanks") has an abstention.
    """

    rewrite: Rewrite
    intent: Intent
    answer: Answer


def past_turns(turns: Iterable[Turn]) -> tuple[PastTurn, ...]:
    """`turns` as far as a follow-up can refer to them: those that asked the text something, or about something."""
    asking = (turn for turn in turns if turn.intent is Intent.QUESTION or _has_topic(turn))
    return tuple(past for turn in asking for past in _past_of(turn))


def _has_topic(turn: Turn) -> bool:
    request = overview_request(turn.rewrite.typed) if turn.intent is Intent.OVERVIEW else None
    return request is not None and bool(request.topic)


def _past_of(turn: Turn) -> tuple[PastTurn, ...]:
    """The turn, or one for each of the questions of its line."""
    meant = turn.rewrite.substitutions
    if turn.answer.parts:
        return tuple(_past(part.question.text, part, meant) for part in turn.answer.parts)
    return (_past(turn.rewrite.rewritten, turn.answer, meant),)


def _past(question: str, answer: Answer, meant: tuple[Substitution, ...]) -> PastTurn:
    best = answer.best
    if best is None or answer.form is Form.OVERVIEW:
        return PastTurn(question, substitutions=meant)
    return PastTurn(question, best.span_text or best.text, best.text, meant, answer.confidence)
