"""How sure an answer is, in words and numbers, and what a person can check it by."""

from collections.abc import Iterator
from math import exp, log
from textwrap import shorten
from typing import TYPE_CHECKING

from qa.language.tokens import words
from qa.render.answers import confidence, relevant_closest
from qa.render.screen import place
from qa.types import Answer, Candidate, Question

if TYPE_CHECKING:
    from qa.dialogue import Turn

# How many times likelier than the next a sentence must be to be called so; above the second factor, it is not given.
_AHEAD, _FAR_AHEAD = 1.5, 100.0
# Characters of a candidate's sentence that are quoted beside its place.
_QUOTED = 60


def certainty(answer: Answer, *, threshold: float) -> str:
    """How sure the answer is, or that the closest sentence of an abstention answers; one sentence."""
    sure = confidence(answer.confidence)
    if answer.answered:
        right = min(round(100 * answer.confidence), 99)
        return f"{sure[0].upper()}{sure[1:]}: by the calibration, about {right} % of answers this sure are right."
    if relevant_closest(answer) is None:
        return "Nothing was found that could be the answer."
    return f"That the closest sentence answers is {sure}; it is given as the answer only from {threshold:.2f} on."


def checks(turn: "Turn") -> Iterator[tuple[str, str]]:
    """What speaks for the answer of `turn` and against it, each with its name."""
    if turn.rewrite.substitutions:
        yield "understood as", f"{turn.rewrite.rewritten} ({confidence(turn.rewrite.confidence)})"
    candidate = shown_candidate(turn.answer)
    if candidate is None:
        return
    contained, missing = _question_words(turn.answer.question, candidate)
    yield "words of the question in it", ", ".join(contained) or "none"
    if missing:
        yield "words that are not in it", ", ".join(missing)
    if turn.answer.answered and candidate.span_text is not None:
        yield "what answers in it", candidate.span_text
    rivals = turn.answer.alternatives
    if rivals:
        yield "the next best sentence", f"{_behind(candidate.score - rivals[0].score)}: {_quoted(rivals[0])}"


def shown_candidate(answer: Answer) -> Candidate | None:
    """The sentence that is shown for `answer`: the best, or the closest if it is worth showing."""
    return answer.best or relevant_closest(answer)


def _question_words(question: Question, candidate: Candidate) -> tuple[list[str], list[str]]:
    """The content words of the question: those in the sentence, and those missing from it."""
    stems = {word.stem for word in words(candidate.text)}
    by_stem: dict[str, str] = {}
    for word in question.content_words:
        by_stem.setdefault(word.stem, question.corrected[word.start : word.end])
    contained = [written for stem, written in by_stem.items() if stem in stems]
    return contained, [written for stem, written in by_stem.items() if stem not in stems]


def _behind(lead: float) -> str:
    """How much less likely the next sentence is; `lead` is the difference of the scores, in log-odds."""
    if lead > log(_FAR_AHEAD):
        return f"more than {_FAR_AHEAD:.0f} times less likely"
    factor = exp(lead)
    return "about as likely" if factor < _AHEAD else f"{factor:.0f} times less likely"


def _quoted(candidate: Candidate) -> str:
    return f"{shorten(candidate.text, _QUOTED, placeholder='…')} ({place(candidate.citation)})"
