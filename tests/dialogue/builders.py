"""Builders of conversations about invented texts."""

from functools import cache

from qa.dialogue.history import NO_EDITS, History, Knowledge
from qa.dialogue.rewrite import rewrite as rewrite_question
from qa.dialogue.turn import PastTurn
from qa.load import load_text
from qa.question import parsed

TEXT = (
    "Ada Byron, 36, wrote a program in London, and her brother, the carpenter Tom Byron, moved to Ulm in 1843. “She "
    "was tired,” he said. The mayor of Ulm, Karl Weiss, said that the estimate of 700 visitors was too low."
)
WHERE_TOM = PastTurn("Where did Tom Byron move?", "Ulm", TEXT)
WHO_WROTE = PastTurn("Who wrote a program?", "Ada Byron", TEXT)


@cache
def knowledge(text=TEXT):
    """What is known of a text; of no document at all if it is empty."""
    return Knowledge((load_text(text),) if text else ())


def history(*turns, text=TEXT, edits=NO_EDITS, weights=None):
    """What `turns` leave to a rewriter; `weights` rank antecedents, None for those that ship."""
    known = knowledge(text) if weights is None else Knowledge((load_text(text),) if text else (), weights=weights)
    return History(turns, known, edits=edits)


def question(line, text=TEXT):
    """A line parsed with its mentions, as a rewriter gets it."""
    return knowledge(text).parse(line)


def rewrite(line, *turns, text=TEXT, edits=NO_EDITS):
    """How `line` is rewritten after `turns` by the whole table of rewriters."""
    return rewrite_question(parsed(line), history(*turns, text=text, edits=edits))


def rewritten(line, *turns, text=TEXT, edits=NO_EDITS):
    """The question that is asked in place of `line`."""
    return rewrite(line, *turns, text=text, edits=edits).rewritten
