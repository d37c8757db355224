"""A line that a person typed -> a `Question`, parsed once for all stages."""

from collections.abc import Iterable

from qa.errors import QuestionError
from qa.language.answer_types import answer_type_of
from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import tokens, words
from qa.question.intent import asked_details, classify_intent
from qa.question.preamble import question_proper, without_padding
from qa.question.spelling import Spelling, apply_corrections
from qa.types import Correction, Question

# Characters: far longer than any question a person types; a file pasted by mistake is refused.
MAX_QUESTION = 2_000


class QuestionParser:
    """Parses questions about some documents."""

    def __init__(self, spelling: Spelling) -> None:
        """Correct the spelling of questions by `spelling`."""
        self._spelling = spelling

    def parse(self, line: str) -> Question:
        """`line` parsed, its spelling corrected."""
        text = " ".join(line.split())
        corrected, corrections = self._spelling.correct(text)
        return parsed(text, corrected, corrections)


def parse_rewritten(line: str, *, typed: Question, known: Iterable[Correction] = ()) -> Question:
    """A question that was made of `typed` and of what was said before, whose spelling needs no second look.

    The words that came from earlier questions are corrected by `known`, the corrections of those.
    """
    text = " ".join(line.split())
    corrected, corrections = apply_corrections(text, known)
    return parsed(text, corrected, (*typed.corrections, *corrections))


def parsed(text: str, corrected: str | None = None, corrections: tuple[Correction, ...] = ()) -> Question:
    """The question `text`, whose spelling is `corrected`; None leaves it as it is."""
    corrected = text if corrected is None else corrected
    kept = without_padding(corrected)
    question_words = words(corrected)
    if len(kept) < len(corrected):
        question_words = tuple(word for word in question_words if kept.start <= word.start and word.end <= kept.end)
    proper = question_proper(corrected[kept.start : kept.end])
    return Question(
        text=text,
        corrected=corrected,
        proper=proper,
        intent=classify_intent(text),
        answer_type=answer_type_of(proper),
        tokens=tokens(corrected),
        words=question_words,
        content_words=tuple(word for word in question_words if word.norm not in STOP_WORDS),
        corrections=corrections,
        details=asked_details(corrected),
    )


def check_question(line: str) -> None:
    """Raise `QuestionError` if `line` is no text, empty, or too long once its white space is folded."""
    check_length(line)
    if not line.strip():
        raise QuestionError("the question is empty; type one, such as: Who is Pavel?")


def check_length(line: str) -> None:
    """Raise `QuestionError` if `line` is no text, or too long once its white space is folded."""
    if not isinstance(line, str):
        raise QuestionError(f"found a question of type {type(line).__name__}, expected text; pass a string")
    length = len(" ".join(line.split()))
    if length > MAX_QUESTION:
        raise QuestionError(
            f"the question has {length:,} characters, at most {MAX_QUESTION:,} are allowed; ask a shorter one"
        )
