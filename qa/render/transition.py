"""The core's names as they will be, over the core as it is; this file goes when the core has them.

Intent                   qa.types.Intent
question_text(answer)    answer.question.text
intent_of(answer)        answer.question.intent
candidates_of(answer)    answer.candidates
alternatives_of(answer)  answer.alternatives
"""

from qa.question.intent import Wish as Intent
from qa.question.intent import wish_of
from qa.types import Answer, Candidate

__all__ = ["Intent", "alternatives_of", "candidates_of", "intent_of", "question_text"]


def question_text(answer: Answer) -> str:
    """The question as it was asked."""
    return answer.question


def intent_of(answer: Answer) -> Intent:
    """What the question wants."""
    return wish_of(answer.question)


def candidates_of(answer: Answer) -> tuple[Candidate, ...]:
    """The ranked sentences, the best or the closest one first."""
    return answer.alternatives if answer.best is None else (answer.best, *answer.alternatives)


def alternatives_of(answer: Answer) -> tuple[Candidate, ...]:
    """The ranked sentences after the first."""
    return candidates_of(answer)[1:]
