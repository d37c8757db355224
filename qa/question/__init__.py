"""A line that a person types -> a `Question`, parsed once: its intent, its spelling corrected, its words and tokens.

parse       a line               -> a Question, with all that follows
intent      a line               -> what a person wants with it
preamble    a line               -> the part of it that asks
spelling    a line, an index     -> the line as the documents spell it
suggest     documents            -> their names, and questions to begin with
"""

from qa.question.intent import ABOUT_THE_ANSWER, abstention_reason, classify_intent, overview_request
from qa.question.parse import QuestionParser, parse_rewritten, parsed
from qa.question.spelling import Spelling

__all__ = [
    "ABOUT_THE_ANSWER",
    "QuestionParser",
    "Spelling",
    "abstention_reason",
    "classify_intent",
    "overview_request",
    "parse_rewritten",
    "parsed",
]
