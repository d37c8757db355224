"""Sentences that define a term or introduce a person, which an answer to "What is X?" or "Who is X?" prefers.

    X means …, X refers to …, … is called X, X: …       a definition by its words (1)
    the row of a glossary, the item of a list of terms   a definition by its place (1)
    Pavel, 21, from Moscow                               an introduction (1)
    X is a …, X, a …, the painter X                      what may be one (1/2)

What a sentence gains is evidence of its own, "defines", so that an answer can be explained.

Known limitations: English. A definition that does not name its term ("It means …") is not known.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from qa.language.lexicon import PERSON_TITLES, alternation
from qa.language.tokens import words
from qa.question.term import Term
from qa.types import BlockKind, Hit, Key, Sentence

_STRONG, _WEAK = 1.0, 0.5
_QUOTE = r"[\"“”'‘’*_]*"
_BRACKET = r"(?: ?\([^)]{1,60}\))?"
_MEANS = (
    r"(?:means?|meant|refers? to|stands? for|denotes?|signif(?:y|ies)|describes? (?:an?|the|how|any)"
    r"|(?:is|are) (?:defined as|short for|understood (?:as|to)|the (?:name|term|word) (?:for|given to|of)))"
)
_CALLED = r"(?:called|known as|termed|referred to as|named|dubbed|defined as|abbreviated(?: as| to)?|the (?:term|word))"
_IS_A = r"(?:is|are|was|were|has been) (?:an?|the|one of|any|some) "
_APPOSED = r", (?:an?|the|one of|any|then|formerly|former|who (?:is|was)|which (?:is|are|was|were)|or) "
# "Carpenter Semyon": a noun for what somebody does, which no other word that ends so is.
_AGENT = r"(?!(?:after|later|never|under|over|whether|however|either|neither|another|other|together|per|ever|former)\b)"
_AGENT += r"[a-z]{3,}(?:er|or|ist|ian)"
_KIND = r"(?:[a-z]+[ -]){0,3}"


@lru_cache(maxsize=64)
def _patterns(term: Term) -> tuple[tuple[float, re.Pattern[str]], ...]:
    """What a sentence looks like that says what `term` is, and how plainly it says so."""
    name = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", term.text))
    if term.person:
        named = rf"\b(?:[A-Z][\w’'.-]* )?{name}(?: [A-Z][\w’'-]+)?\b"
        return (
            (_STRONG, re.compile(rf"{named}, (?:aged )?\d{{1,3}},|{named} \(\d{{1,3}}\)")),
            (_STRONG, re.compile(rf"{named},? (?:who )?{_IS_A}")),
            (_STRONG, re.compile(rf"{named}{_APPOSED}")),
            (_WEAK, re.compile(rf"{named}, (?:[a-z]+[ -]){{0,4}}(?:of|from|at|in|for) |{named}, who ")),
            (_STRONG, re.compile(rf"\b(?:{alternation(sorted(PERSON_TITLES))}|{_AGENT}) {named}")),
            (_WEAK, re.compile(rf"\b(?:called|named) {named}")),
        )
    named = rf"{_QUOTE}\b{name}(?:s|es)?\b{_QUOTE}{_BRACKET}"
    return (
        (_STRONG, re.compile(rf"{named},? {_MEANS}\b", re.IGNORECASE)),
        (_STRONG, re.compile(rf"\b{_CALLED} (?:an? |the )?{named}", re.IGNORECASE)),
        (_STRONG, re.compile(rf"^\W*(?:\d+[.)]\W*)?(?:the |an? )?{named}\W*[:–—=] ", re.IGNORECASE)),
        (_STRONG, re.compile(rf"^\W*(?:an? |the )?{named} {_IS_A}{_KIND}", re.IGNORECASE)),
        (_WEAK, re.compile(rf"(?:\b(?:an?|the) )?{named} {_IS_A}", re.IGNORECASE)),
        (_WEAK, re.compile(rf"{named}{_APPOSED}", re.IGNORECASE)),
        (_WEAK, re.compile(rf"^\W*[^.]{{0,40}}\({_QUOTE}{name}{_QUOTE}\)", re.IGNORECASE)),
    )


def definitions(term: Term, hits: Iterable[Hit]) -> Mapping[Key, float]:
    """How plainly each sentence of `hits` says what `term` is, from 0 to 1; without those that do not."""
    rated = {sentence.key: _rate(term, sentence) for hit in hits for sentence in hit.passage.sentences}
    return {key: value for key, value in rated.items() if value}


def _rate(term: Term, sentence: Sentence) -> float:
    if not term.person and _is_entry(term, sentence):
        return _STRONG
    text = sentence.text
    return max((value for value, pattern in _patterns(term) if pattern.search(text)), default=0.0)


def _is_entry(term: Term, sentence: Sentence) -> bool:
    """Whether the sentence is the entry of `term`: its row of a table, or what a list of terms says of it."""
    wanted = _norms(term.text)
    block = sentence.document.block_at(sentence.span.start)
    if block is None:
        return False
    if block.kind is BlockKind.ROW and len(block.cells) > 1:
        return _norms(sentence.document.slice(block.cells[0].span)) == wanted
    return any(_norms(part.rstrip(":")) == wanted for part in block.context)


def _norms(text: str) -> tuple[str, ...]:
    return tuple(word.stem for word in words(text))
