"""The traits of a question that figures are broken down by, from the wording alone, by plain rules.

Known limitations: English only; "In what year" counts as "what", since that is the question word.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qa.language.answer_types import typed_spans
from qa.language.lexicon import HOW_SIZES, HOW_WORDS, OPENING_AUXILIARIES, STOP_WORDS, alternation
from qa.language.tokens import norms, stem
from qa.types import AnswerType

_HOW = alternation(HOW_WORDS)
_QUESTION_WORDS = re.compile(rf"\b(how {_HOW}|how|whom?|whose|when|where|why|which|what)\b", re.IGNORECASE)
_AUXILIARY = re.compile(rf"\W*{alternation(OPENING_AUXILIARIES)}(?:n['’]t)?\b", re.IGNORECASE)
_SAME_TYPE = {
    "whom": "who",
    "whose": "who",
    "how much": "how many",
    **{f"how {size}": "how far, big, …" for size in HOW_SIZES},
}
# The answer types that the form of an answer shows, the most specific first.
_ANSWER_KINDS = {
    AnswerType.DATE: "date",
    AnswerType.MONEY: "number",
    AnswerType.PERCENT: "number",
    AnswerType.DURATION: "number",
    AnswerType.NUMBER: "number",
    AnswerType.NAME: "name",
}
# The most words of a phrase; a longer answer is a clause.
_PHRASE_WORDS = 7


def question_type(question: str) -> str:
    """The question word ("who", "how many", "how long", …), "yes/no", or "other"."""
    if _AUXILIARY.match(question):
        return "yes/no"
    match = _QUESTION_WORDS.search(question)
    if match is None:
        return "other"
    word = match[1].lower()
    return _SAME_TYPE.get(word, word)


def answer_type(answer: str) -> str:
    """Whether most of `answer` is a "date", a "number" or a "name"; else "phrase" or "clause", by its length."""
    for kind, name in _ANSWER_KINDS.items():
        if 2 * sum(span.end - span.start for span in typed_spans(kind, answer)) > len(answer):
            return name
    return "phrase" if len(answer.split()) <= _PHRASE_WORDS else "clause"


def word_overlap(question: str, sentence: str) -> float:
    """The share of the question's distinct stems, without stop words, that the sentence holds, in [0, 1]."""
    asked = {stem(norm) for norm in norms(question) if norm not in STOP_WORDS}
    held = {stem(norm) for norm in norms(sentence)}
    return len(asked & held) / len(asked) if asked else 0.0


@dataclass(frozen=True, slots=True)
class QuestionTraits:
    """The traits of a question; the last three are None for an unanswerable question.

    `answer_words` is the number of words of the first acceptable answer, `overlap` the `word_overlap` of the question
    and the gold sentence.
    """

    question_type: str
    answer_type: str | None = None
    answer_words: int | None = None
    overlap: float | None = None

    @classmethod
    def of(cls, question: str, answer: str | None, sentence: str) -> "QuestionTraits":
        """The traits of `question`, with its first gold answer and the sentence that holds it."""
        if answer is None:
            return cls(question_type(question))
        overlap = round(word_overlap(question, sentence), 3)
        return cls(question_type(question), answer_type(answer), len(answer.split()), overlap)


def _length_label(traits: QuestionTraits) -> str | None:
    words = traits.answer_words
    if words is None:
        return None
    if words == 1:
        return "1 word"
    return "2–3 words" if words <= 3 else "4–7 words" if words <= _PHRASE_WORDS else "8 and more"


def _overlap_label(traits: QuestionTraits) -> str | None:
    share = traits.overlap
    if share is None:
        return None
    return "none" if not share else "under a third" if share < 1 / 3 else "to two thirds" if share < 2 / 3 else "more"


# Each breakdown: its title, and the label of a question, None if the breakdown does not apply.
BREAKDOWNS: Mapping[str, Callable[[QuestionTraits], str | None]] = {
    "question type": lambda traits: traits.question_type,
    "answer type": lambda traits: traits.answer_type,
    "answer length": _length_label,
    "words shared with the gold sentence": _overlap_label,
}
# Breakdowns whose labels have an order of their own: that of this number.
BREAKDOWN_ORDERS: Mapping[str, Callable[[QuestionTraits], float | None]] = {
    "answer length": lambda traits: traits.answer_words,
    "words shared with the gold sentence": lambda traits: traits.overlap,
}
# The title of the breakdown by the set's own kinds.
SET_KINDS = "kind in the set"
