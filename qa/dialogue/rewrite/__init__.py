"""Rewriters: each makes of a line, in the light of the history, a question that needs no history.

    topic          "New topic: who is Pavel?", "I meant Semyon. Did he go?"   what the line says it is about
    correction     "No, I meant Semyon", "No, the other one"                  somebody else, or other question words
    ellipsis       "Why?", "And his brother?", "In dollars?"                  what the line leaves out
    anaphora       "Where did he go?", "Who made that estimate?"              pronouns and definite noun phrases
    continuation   "Who else?", "And then?"                                   words that only continue the last turn

`REWRITERS` is the order in which they are tried; the first that recognises the line decides. Behind them, `completion`
completes an elliptical question from the last one, and `references` and `binding` find what refers back.

Known limitation: English.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from qa.dialogue.history import History
from qa.dialogue.rewrite import anaphora, continuation, correction, ellipsis, topic
from qa.dialogue.turn import Rewrite
from qa.language.grammar import capitalised
from qa.question import classify_intent
from qa.types import Intent, Question

Rewriter = Callable[[Question, History], Rewrite | None]

_OPENERS = re.compile(
    r"^\s*(?:(?:and|so|but|ok(?:ay)?|well|then|oh|ah|right|i see|thanks|thank you|great|alright|now|yes|hm+)\b"
    r"[\s,.!:–—-]+)+(?=\w)",
    re.IGNORECASE,
)
# Contractions that can be only one thing: "what's he" is "what is he", "where'd" is "where did".
_IS = re.compile(r"\b(what|who|where|when|how|why|that|it|he|she|there)['’]s\b(?! \w+ed\b)", re.IGNORECASE)
_DID = re.compile(r"\b(what|who|where|when|how|why)['’]d\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_DISCOURSE_THEN = re.compile(r",\s*then\s*(?=\?|$)", re.IGNORECASE)


def _as_typed(text: str) -> str:
    return text


def _without_remarks(text: str) -> str:
    """`text` without the remarks before the question ("I see. And where?"), its contractions written out."""
    sentences = _SENTENCE_END.split(text.strip())
    while len(sentences) > 1 and classify_intent(sentences[0]) is not Intent.QUESTION:
        sentences.pop(0)
    question = _DISCOURSE_THEN.sub("", " ".join(sentences))
    return _DID.sub(r"\1 did", _IS.sub(r"\1 is", question))


def _without_openers(text: str) -> str:
    """The same without "and", "well" and the like in front."""
    return _OPENERS.sub("", _without_remarks(text))


# What a rewriter sees of the line, and the rewriter; in this order.
REWRITERS: tuple[tuple[Callable[[str], str], Rewriter], ...] = (
    (_as_typed, topic.rewrite_announced),
    (_without_remarks, correction.rewrite),
    (_without_remarks, ellipsis.rewrite),
    (_without_openers, topic.rewrite_fronted),
    (_without_openers, anaphora.rewrite),
    (_without_openers, continuation.rewrite),
)


def rewrite(question: Question, history: History) -> Rewrite:
    """How `question` is rewritten after `history`; unchanged, to the letter, if it needs none."""
    line = question.corrected
    changed = topic.without_change(line)
    if changed != line or not history.turns:
        return Rewrite(line, changed)
    question = history.knowledge.with_mentions(question)
    for prepare, rewriter in REWRITERS:
        prepared = prepare(line)
        result = rewriter(question if prepared == line else history.knowledge.parse(prepared), history)
        if result is not None:
            return _finished(result, line)
    return Rewrite(line, line)


def _finished(result: Rewrite, line: str) -> Rewrite:
    """`result` with the whole `line` where nothing was substituted, and with a capital letter in front."""
    if not result.substitutions:
        result = replace(result, rewritten=line)
    if not result.needs_history:
        return replace(result, typed=line)
    alternative = result.alternative_reading and capitalised(result.alternative_reading)
    return replace(result, typed=line, rewritten=capitalised(result.rewritten), alternative_reading=alternative)
