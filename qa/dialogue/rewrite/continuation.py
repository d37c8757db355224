"""Recognises a line that continues the last turn without a phrase to substitute: "Who else?", "And then?"."""

import re

from qa.dialogue.history import History
from qa.dialogue.turn import ANAPHORA, Rewrite
from qa.types import Question

# Only where a question is short and names nobody: "the other" is mostly explained by the rest of the question.
_CONTINUATION = re.compile(
    r"\b(?:what|who|whom|where|how|why|any(?:one|thing|body)|some(?:one|thing|body)|nobody|nothing) else\b"
    r"|\band then\b|^then\b|\b(?:said|says?|thinks?|thought) so\b"
    r"|\b(?:another(?: one)?|the others?(?: one)?|any others?|the same|instead|next|as well|too|so|afterwards?"
    r"|the (?:first|second|last))\s*\?*$"
)
_MAX_WORDS = 8
_EXPLAINED = re.compile(r"\b(?:other than|except|besides|in addition|apart from|than)\b")


def rewrite(question: Question, history: History) -> Rewrite | None:
    """The line as it is, marked as one that needs the history."""
    text = question.corrected
    lower = text.casefold().strip()
    if not _CONTINUATION.search(lower) or len(lower.split()) > _MAX_WORDS or _EXPLAINED.search(lower):
        return None
    if any(mention.proper for mention in question.mentions or ()):
        return None
    return Rewrite(text, text, kind=ANAPHORA)
