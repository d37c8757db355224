"""A line that a person types -> a `Question`, parsed once: its intent, its spelling corrected, its words and tokens.

parse       a line               -> a Question, with all that follows
intent      a line               -> what a person wants with it
preamble    a line               -> the part of it that asks
parts       a line               -> its questions, if it asks several or compares two things
several     a line               -> whether it asks for all answers
section     a line               -> the section that it asks for by its name
spelling    a line, an index     -> the line as the documents spell it
term        a line               -> what it asks to define or to introduce
suggest     documents            -> their names, and questions to begin with
"""

from qa.question.intent import ABOUT_THE_ANSWER, abstention_reason, classify_intent, overview_request
from qa.question.parse import MAX_QUESTION, QuestionParser, check_length, check_question, parse_rewritten, parsed
from qa.question.parts import Comparison, comparison, question_parts, split_line
from qa.question.section import SectionName, section_name
from qa.question.several import asks_for_all, listed_type
from qa.question.spelling import Spelling
from qa.question.term import Term, asked_term

__all__ = [
    "ABOUT_THE_ANSWER",
    "MAX_QUESTION",
    "Comparison",
    "QuestionParser",
    "SectionName",
    "Spelling",
    "Term",
    "abstention_reason",
    "asked_term",
    "asks_for_all",
    "check_length",
    "check_question",
    "classify_intent",
    "comparison",
    "listed_type",
    "overview_request",
    "parse_rewritten",
    "parsed",
    "question_parts",
    "section_name",
    "split_line",
]
