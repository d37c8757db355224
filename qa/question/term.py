"""What a line asks to define ("What is pseudonymisation?", "DC?") or to introduce ("Who is Pavel?").

Known limitation: English. "What is the price?" has the form of a definition, too; only a sentence that looks like one
gains by it.
"""

import re
from typing import NamedTuple

from qa.language.lexicon import CLOSED_CLASS, STOP_WORDS
from qa.language.tokens import words

_TERM = r"[\"“”'‘’]?(?P<term>[^\"“”?]+?)[\"“”'’]?"
IS = r"(?:'s|’s| is| are| was| were)"
_ARTICLE = r"(?:(?:an?|the) )?"
_DEFINED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"what (?:does|do|did) {_ARTICLE}(?:term |word |abbreviation )?{_TERM} (?:mean|stand for|refer to)",
        rf"what{IS} (?:meant|understood) by {_ARTICLE}{_TERM}",
        rf"(?:(?:please )?define|what{IS} the (?:definition|meaning) of) {_ARTICLE}{_TERM}",
        rf"what{IS} {_ARTICLE}{_TERM}",
    )
)
_INTRODUCED = re.compile(rf"(?:who|whom){IS} {_TERM}", re.IGNORECASE)
# Words of a term, and of a line that is just a term.
_MOST, _MOST_ALONE = 5, 3


class Term(NamedTuple):
    """What a line asks for: a `person`, or a thing; `text` is as it was typed, without its article."""

    text: str
    person: bool


def asked_term(line: str) -> Term | None:
    """What the whole `line` asks to define or introduce; None if it asks something else."""
    form = " ".join(line.split()).strip(" .!?")
    match = _INTRODUCED.fullmatch(form)
    if match is not None:
        return _term(match["term"], person=True) if _is_name(match["term"]) else None
    for pattern in _DEFINED:
        match = pattern.fullmatch(form)
        if match is not None:
            return _term(match["term"], person=False)
    alone = line.strip().endswith("?") and len(form.split()) <= _MOST_ALONE
    return _term(form, person=_is_name(form)) if alone else None


def _term(text: str, *, person: bool) -> Term | None:
    """The term, if `text` is a noun phrase: no other clause, no preposition."""
    listed = words(text)
    is_phrase = 0 < len(listed) <= _MOST and all(word.norm not in CLOSED_CLASS for word in listed)
    names_something = any(word.norm not in STOP_WORDS for word in listed)
    return Term(text, person) if is_phrase and names_something else None


def _is_name(text: str) -> bool:
    return text[:1].isupper()
