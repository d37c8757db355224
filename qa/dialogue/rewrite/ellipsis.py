"""Rewrites a line that leaves out what the last question said: "Why?", "And his brother?", "What about Semyon?"."""

import re

from qa.dialogue.history import History
from qa.dialogue.rewrite.completion import complete
from qa.dialogue.rewrite.correction import bare_line, opens_correction
from qa.dialogue.rewrite.fragments import Fragment, Gap, short_fragment
from qa.dialogue.turn import Rewrite
from qa.types import Question

_INTRODUCED = re.compile(r"^(?:(?:and )?(?:what|how) about|(?:and|but) (?:what|how) of|as for) ", re.IGNORECASE)
_AND = re.compile(r"^(?:and|but|or)\b[\s,]*", re.IGNORECASE)


def rewrite(question: Question, history: History) -> Rewrite | None:
    """The last question with the line in its gap; None if the line is a whole question."""
    line = bare_line(question)
    if opens_correction(line):
        return None
    introduced = _INTRODUCED.match(line)
    if introduced:
        return complete(Fragment(line[introduced.end() :], Gap.ANOTHER), question, history)
    bare = _AND.sub("", line, count=1)
    fragment = short_fragment(bare, history.knowledge, follows_and=bare != line)
    return None if fragment is None else complete(fragment, question, history)
