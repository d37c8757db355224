"""What sort of question it is, so that figures can be broken down: told from the wording alone, by plain rules.

Known limitation: English. "In what year" counts as "what", since that is the word.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qa.language.answer_types import Kind, spans_of
from qa.language.tokens import STOP_WORDS, norms, stem

_QUESTION_WORDS = re.compile(
    r"\b(how (?:many|much|long|old|often|far|big|large|tall|high|deep|wide|fast)"
    r"|how|whom?|whose|when|where|why|which|what)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\W*(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)(?:n['’]t)?\b",
    re.IGNORECASE,
)
_SIZES = ("far", "big", "large", "tall", "high", "deep", "wide", "fast")
_SAME = {"whom": "who", "whose": "who", "how much": "how many", **{f"how {one}": "how far, big, …" for one in _SIZES}}
# Kinds of answers that are told by their look, the most telling first.
_ANSWER_KINDS = {
    Kind.DATE: "date",
    Kind.MONEY: "number",
    Kind.PERCENT: "number",
    Kind.DURATION: "number",
    Kind.NUMBER: "number",
    Kind.NAME: "name",
}
# Words: a longer answer is a clause.
_PHRASE = 7


def question_type(question: str) -> str:
    """The question word ("who", "how many", "how long", …), "yes/no", or "other"."""
    if _AUXILIARY.match(question):
        return "yes/no"
    found = _QUESTION_WORDS.search(question)
    if found is None:
        return "other"
    word = found[1].lower()
    return _SAME.get(word, word)


def answer_type(answer: str) -> str:
    """Whether most of `answer` is a "date", a "number" or a "name"; otherwise "phrase" or "clause", by its length."""
    for kind, name in _ANSWER_KINDS.items():
        if 2 * sum(map(len, spans_of(kind, answer))) > len(answer):
            return name
    return "phrase" if len(answer.split()) <= _PHRASE else "clause"


def overlap(question: str, sentence: str) -> float:
    """The share of the question's distinct stems, function words left out, that the sentence holds, in [0, 1]."""
    asked = {stem(norm) for norm in norms(question) if norm not in STOP_WORDS}
    held = {stem(norm) for norm in norms(sentence)}
    return len(asked & held) / len(asked) if asked else 0.0


@dataclass(frozen=True, slots=True)
class Traits:
    """What sort of question it is; the last three are None for an unanswerable one.

    `answer_words` is the length of the first acceptable answer, `overlap` is that of question and gold sentence.
    """

    question_type: str
    answer_type: str | None = None
    answer_words: int | None = None
    overlap: float | None = None

    @classmethod
    def of(cls, question: str, answer: str | None, sentence: str) -> "Traits":
        """The traits of `question`, with its first gold answer and the sentence that holds it."""
        if answer is None:
            return cls(question_type(question))
        shared = round(overlap(question, sentence), 3)
        return cls(question_type(question), answer_type(answer), len(answer.split()), shared)


def _length(traits: Traits) -> str | None:
    words = traits.answer_words
    if words is None:
        return None
    return "1 word" if words == 1 else "2–3 words" if words <= 3 else "4–7 words" if words <= _PHRASE else "8 and more"


def _shared(traits: Traits) -> str | None:
    share = traits.overlap
    if share is None:
        return None
    return "none" if not share else "under a third" if share < 1 / 3 else "to two thirds" if share < 2 / 3 else "more"


# Each way to break figures down: its title, and the label of a question, None where it does not apply.
BREAKDOWNS: Mapping[str, Callable[[Traits], str | None]] = {
    "question type": lambda traits: traits.question_type,
    "answer type": lambda traits: traits.answer_type,
    "answer length": _length,
    "words shared with the gold sentence": _shared,
}
