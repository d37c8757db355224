"""Rewrites a line that says what it is about: "New topic: ...", "I meant Semyon. Did he go?", "Pavel, did he go?"."""

import re

from qa.dialogue.clause import clause
from qa.dialogue.history import History
from qa.dialogue.rewrite.anaphora import resolve
from qa.dialogue.rewrite.references import find_references
from qa.dialogue.turn import ANAPHORA, Rewrite, Substitution
from qa.types import Question

_NEW_TOPIC = re.compile(
    r"^\s*(?:(?:a )?(?:new|different|another|other) (?:topic|question|subject|matter)"
    r"|(?:on |to )?(?:a|another|something) (?:(?:completely|entirely|totally) )?(?:different|else)"
    r"(?: (?:topic|question|subject|note))?|change of (?:topic|subject)"
    r"|let(?:'|’)?s (?:talk|speak) about something else|forget (?:that|it|about (?:that|it)))[\s,.:;!–—-]+",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"^\s*(?:(?:no|sorry|actually|wait)[\s,]+)*(?:i\s+(?:meant?|was\s+(?:asking|talking)\s+about)"
    r"|let(?:'|’)?s\s+(?:talk|speak)\s+about|talking\s+about|speaking\s+of|about|as\s+for|back\s+to)"
    r"\s+(?P<topic>[^.?!,;:]+)[.?!,;:]\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_FRONTED = re.compile(r"^(?P<topic>[^,?!.]{2,60}),\s+(?P<rest>.+)$")


def without_change(line: str) -> str:
    """`line` without the words that only say that a new topic begins: what follows needs no history."""
    return _NEW_TOPIC.sub("", line, count=1)


def rewrite_announced(question: Question, history: History) -> Rewrite | None:
    """The question behind an announced topic: "I meant Semyon. Did he go?"."""
    match = _ANNOUNCED.match(question.corrected)
    return _about(match["topic"], match["rest"], history) if match else None


def rewrite_fronted(question: Question, history: History) -> Rewrite | None:
    """The question behind a fronted topic, a name or somebody's: "Pavel, did he go?"."""
    match = _FRONTED.match(question.corrected)
    if not match:
        return None
    topic, rest = match["topic"], match["rest"]
    is_phrase = any(
        phrase.start == 0 and phrase.end == len(topic) and (phrase.proper or phrase.owned)
        for phrase in history.knowledge.phrases(topic)
    )
    if not (is_phrase and clause(rest) is not None and find_references(history.knowledge.parse(rest))):
        return None
    return _about(topic, rest, history)


def _about(topic: str, rest: str, history: History) -> Rewrite:
    """The question `rest` with its references resolved to `topic`, or with `topic` behind it."""
    parse = history.knowledge.parse
    resolved_topic = resolve(parse(topic), history)
    meant = resolved_topic.rewritten if resolved_topic else topic
    resolved = resolve(parse(rest), history.focused_on(meant))
    if resolved is not None and resolved.substitutions:
        return resolved
    asked = f"{rest.rstrip(' ?')}, {meant}?"
    return Rewrite(rest, asked, (Substitution("", meant),), kind=ANAPHORA)
