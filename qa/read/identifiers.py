"""Identifiers that a question names and the documents lack, though they have others of the kind.

A text about RULE-A002 does not say what RULE-B004 detects, however well everything else fits. In the training data 20 %
of the questions that name an identifier have no answer, and 95 % of those whose article lacks it while the paragraph
has another one that begins with the same letters (57 of 60).
"""

import re
from collections.abc import Callable

from qa.language.tokens import words

# Letters first, a digit somewhere: "G4", "RULE-A002", "CVE-2024-31337", "f/2".
_IDENTIFIER = re.compile(r"(?<![\w/.-])[A-Za-z][A-Za-z0-9]*(?:[-_./][A-Za-z0-9]+)*")
_KIND = re.compile(r"[a-z]+")
# "mid-2010", "post-1945": a time.
_YEAR = re.compile(r"[a-z]+-(?:1\d|20)\d\d")
# "DB10s" are several of the kind "DB10".
_PLURAL = re.compile(r"(?<=\d)s$")
_MARKS = re.compile(r"[-_./]")


def names_another(question: str, passage: str, frequency: Callable[[str], int]) -> bool:
    """Whether `question` names an identifier that no passage has, and `passage` has another one of its kind.

    `frequency(stem)` is the number of passages that hold a stem.
    """
    asked = {name: kind for name, kind in _identifiers(question).items() if _is_absent(name, question, frequency)}
    if not asked:
        return False
    held = _identifiers(passage)
    return any(name not in held and kind in held.values() for name, kind in asked.items())


def _identifiers(text: str) -> dict[str, str]:
    """The identifiers of `text`, without case, marks and plural, each with its kind: the letters it begins with."""
    kinds = {}
    for match in _IDENTIFIER.finditer(text):
        written = match[0].casefold()
        kind = _KIND.match(written)
        if kind and any(map(str.isdigit, written)) and not _YEAR.fullmatch(written):
            kinds[_PLURAL.sub("", _MARKS.sub("", written))] = kind[0]
    return kinds


def _is_absent(name: str, question: str, frequency: Callable[[str], int]) -> bool:
    """Whether a word with a digit that belongs to the identifier `name` of `question` is in no passage."""
    forms = ((word.stem, _PLURAL.sub("", word.norm)) for word in words(question) if any(map(str.isdigit, word.norm)))
    parts = [(stem, singular) for stem, singular in forms if _MARKS.sub("", singular) in name]
    return any(not frequency(stem) and not frequency(singular) for stem, singular in parts)
