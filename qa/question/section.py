"""What a line asks for by the name that a section or a list can have.

    "What are the action items?"   "Which risks were named?"   "side effects"   "What was decided at the meeting?"
    "How do I install it?"   "What is the total?"   "What changes for visitors?"   above a section of that very name

Cautious: only the whole line, and never where a value is asked for ("When is the next meeting?").

Known limitation: English.
"""

import re
from typing import NamedTuple

from qa.language.lexicon import (
    AUXILIARIES,
    BASE_FORMS,
    CLOSED_CLASS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    STOP_WORDS,
    TEXT_NOUNS,
    alternation,
)
from qa.language.tokens import words
from qa.question.term import IS
from qa.types import Word

# Words of such a name, of a line that is nothing else, and characters of a line, at most.
_MOST, _MOST_ALONE, _LONGEST = 8, 4, 200
# Words that a name cannot have: it would be a clause.
_NO_NAME = (CLOSED_CLASS - PREPOSITIONS) | AUXILIARIES
# What a text reports, which a person may ask by ("at the meeting").
_OCCASIONS = TEXT_NOUNS | frozenset({"call", "conversation", "meeting", "note", "minutes", "notes", "session", "talk"})
_THE = rf"(?:(?:{alternation(sorted(DETERMINERS))}) )*"
_SAID = (
    r"(?:there|found|given|identified|known|listed|mentioned|named|noted|presented|raised|recorded|reported|said|shown"
    r"|stated|taken|made|discussed|described|needed|required)"
)
_HELD = r"(?:accept|contain|get|give|have|include|know|list|name|need|offer|require|speak|take|under|use)"
_PRONOUN = alternation(sorted(PRONOUNS))
_AUXILIARY = alternation(sorted(AUXILIARIES))
_PLEASE = r"(?:(?:can|could|would) you )?(?:please )?"
# What was done, and how: the verb behind "What was", "What did they", "How do I" and "How to".
_DONE = re.compile(
    rf"what(?:{IS}| has been| have been) (?P<name>[\w-]+ed|{alternation(sorted(BASE_FORMS))})\b(?P<rest>.*)"
    rf"|(?:what (?:did|have|has|do|does)|how (?:{_AUXILIARY})) (?:{_PRONOUN}|(?:the )?(?P<who>\w+)) "
    r"(?P<base>[\w-]+)\b(?P<more>.*)"
    r"|how to (?P<way>[\w-]+)\b(?P<else>.*)",
    re.IGNORECASE,
)
# What there is: the noun phrase behind "What are the", "Which", "List the".
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:what|which) {_THE}(?P<name>[\w'’ -]+?)(?:{IS}| have been| has been) {_SAID}\b(?P<rest>.*)",
        rf"(?:what|which) {_THE}(?P<name>[\w'’ -]+?) (?:{_AUXILIARY}) (?:{_PRONOUN}|the \w+)(?: {_HELD})?",
        rf"(?:what|who){IS} {_THE}(?P<name>.+)",
        rf"{_PLEASE}(?:list|name|show|give|tell)(?: me| us)? {_THE}(?P<name>.+)",
    )
)


class SectionName(NamedTuple):
    """What a section is asked by: the words of its name, and `beside` them those that say which one.

    `is_verb` says that its name is a form of the word ("Decisions"). `opening` is the word that its name begins with,
    if it asks the question itself ("What changes for visitors").
    """

    name: tuple[Word, ...]
    beside: tuple[Word, ...] = ()
    is_verb: bool = False
    opening: str = ""


def section_name(line: str) -> SectionName | None:
    """What the whole `line` asks for by the name of a section; None if it asks something else."""
    form = " ".join(line.split()).strip(" .!?:")
    if len(form) > _LONGEST:
        return None
    done = _DONE.fullmatch(form)
    if done is not None:
        verb = done["name"] or done["base"] or done["way"]
        rest = " ".join(filter(None, (done["who"], done["rest"], done["more"], done["else"])))
        section = _section(verb, rest, is_verb=True)
        if section is not None:
            return section
    match = next(filter(None, (pattern.fullmatch(form) for pattern in _NAMED)), None)
    if match is not None:
        return _section(match["name"], match.groupdict().get("rest") or "")
    listed = words(form)
    if 0 < len(listed) <= _MOST_ALONE and not any(word.norm in _NO_NAME for word in listed):
        return _section(form, "")
    content = tuple(word for word in listed if word.norm not in STOP_WORDS)
    return SectionName(content, opening=listed[0].norm) if content else None


def _section(name: str, rest: str, *, is_verb: bool = False) -> SectionName | None:
    """The section called `name`, a noun phrase or a verb; what follows a preposition says which one, as `rest` does."""
    listed = words(name)
    if len(listed) > _MOST or any(word.norm in _NO_NAME - PRONOUNS for word in listed):
        return None
    # "What is on the agenda?"
    while listed and listed[0].norm in PREPOSITIONS | DETERMINERS:
        listed = listed[1:]
    head = next((place for place, word in enumerate(listed) if word.norm in PREPOSITIONS), len(listed))
    called = tuple(word for word in listed[:head] if word.norm not in STOP_WORDS)
    beside = [word for word in (*listed[head:], *words(rest)) if word.norm not in STOP_WORDS | _OCCASIONS]
    return SectionName(called, tuple(beside), is_verb) if called else None
