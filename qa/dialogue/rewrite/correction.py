"""Rewrites a line that corrects how the last one was understood: "No, I meant Semyon", "No, the other one"."""

import re

from qa.dialogue.clause import clause
from qa.dialogue.history import History, Knowledge
from qa.dialogue.rewrite.completion import complete
from qa.dialogue.rewrite.fragments import Fragment, Gap, short_fragment
from qa.dialogue.turn import Rewrite
from qa.types import Question

_MEANT = r"(?:meant?|(?:was|am|'m) (?:asking|talking) about)"
_OPENERS = (
    re.compile(rf"^(?:(?:no|nope|not that|sorry|wait|actually|wrong)\b[\s,.:;–—-]*)*i ?{_MEANT} ", re.IGNORECASE),
    re.compile(r"^(?:no|nope|not (?:that|him|her|them|it)|wrong|sorry)\b[\s,.:;–—-]+", re.IGNORECASE),
)
_THE_OTHER = re.compile(r"^(?:the )?other (?:one|man|woman|person|guy)\b[\s,.:;–—-]*|^the other$", re.IGNORECASE)
_NOT_BUT = re.compile(r"^not [^,]+?(?:, (?:but )?| but )(?P<new>.+)$", re.IGNORECASE)


def rewrite(question: Question, history: History) -> Rewrite | None:
    """The last question with what the line corrects; None if a whole question follows, which is asked anew."""
    fragment = _fragment(bare_line(question), history.knowledge)
    return None if fragment is None else complete(fragment, question, history)


def bare_line(question: Question) -> str:
    """The line without the punctuation at its end."""
    return question.corrected.rstrip("?!. ")


def opens_correction(line: str) -> bool:
    """Whether `line` begins as a correction does."""
    return any(opener.match(line) for opener in _OPENERS)


def _fragment(line: str, knowledge: Knowledge) -> Fragment | None:
    for opener in _OPENERS:
        match = opener.match(line)
        if match:
            return _meant_instead(line[match.end() :], knowledge)
    if _THE_OTHER.match(line) and clause(line) is None:
        return _meant_instead(line, knowledge)
    exchanged = _NOT_BUT.match(line)
    return Fragment(exchanged["new"], Gap.ANOTHER) if exchanged else None


def _meant_instead(text: str, knowledge: Knowledge) -> Fragment | None:
    """What is meant instead; None if a whole question follows."""
    other = _THE_OTHER.match(text)
    named = text[other.end() :] if other else text
    if clause(named) is not None:
        # "No, where did he go?" asks anew; "No, why?" asks for something else.
        return short_fragment(named, knowledge, follows_and=True)
    return Fragment(named, Gap.ANOTHER if named or other is None else Gap.OTHER_ONE)
