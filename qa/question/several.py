"""Whether a line plainly asks for all answers, and not for one.

    "Which companies signed?"   "List everyone who spoke."   "All dates"   "Name every school that closed."

Cautious: "What did the companies sign?" and "Who are the judges?" ask for one sentence.

Known limitation: English.
"""

import re

from qa.language.lexicon import CLOSED_CLASS, PLURAL_NOUNS, TEXT_NOUNS, alternation
from qa.language.tokens import words
from qa.types import AnswerType

_PLEASE = r"(?:(?:can|could|will|would) you )?(?:please )?"
_LIST = rf"{_PLEASE}(?:list|name|show|give|find|enumerate|tell|get)(?: (?:me|us))?"
_EVERY = r"(?:all|every|each|everyone|everybody|everything)"
_TEXT = rf"(?:it|them|here|(?:the|this|these|my) (?:{alternation(sorted(TEXT_NOUNS))}|documents|files|notes|texts))"
_ASKS_FOR_ALL = re.compile(
    rf"{_LIST} (?:the )?(?:names? of )?{_EVERY}\b(?! about\b).+|(?:what|who|which) (?:are|were) (?:all|each) .+"
    rf"|(?:what|which) all\b.+|{_EVERY} (?:of )?(?:the )?\w+ (?:who|that|which|with|in|of|from|for|by)\b.+"
    r"|(?:everyone|everybody) (?:who|that)\b.+",
    re.IGNORECASE,
)
# "List the schools that closed": the noun must be in the plural.
_LISTED = re.compile(
    rf"{_PLEASE}(?:list|name|enumerate) (?:the )?(?:names of (?:the )?)?(?P<noun>[\w'’-]+)\b.*", re.IGNORECASE
)
# After it, the word before is a verb, and one thing is asked for: "Which costs more?"
_COMPARED = "more|less|most|least|better|best|worse|worst|longer|longest|a|an|the|it|him|her|them"
_WHICH = re.compile(
    r"(?:(?:in|at|on|from|for|by|with|of|to) )?which (?:other |different |of the )?(?P<noun>[\w'’-]+)\b"
    rf"(?! (?:{_COMPARED})\b).+",
    re.IGNORECASE,
)
# What can be listed of a text by its form alone.
_TYPES = {
    "dates": AnswerType.DATE,
    "numbers": AnswerType.NUMBER,
    "figures": AnswerType.NUMBER,
    "amounts": AnswerType.MONEY,
    "prices": AnswerType.MONEY,
    "costs": AnswerType.MONEY,
    "sums": AnswerType.MONEY,
    "percentages": AnswerType.PERCENT,
    "ages": AnswerType.AGE,
    "durations": AnswerType.DURATION,
    "names": AnswerType.NAME,
    "quotes": AnswerType.QUOTE,
    "quotations": AnswerType.QUOTE,
}
_LISTS_TYPE = re.compile(
    rf"(?:{_LIST} )?(?:(?:what|which) are )?all (?:of )?(?:the )?(?P<type>{alternation(_TYPES)})"
    rf"(?: (?:of money|mentioned|named|given|stated))*(?: (?:in|of|from) {_TEXT})?",
    re.IGNORECASE,
)
_NO_PLURAL = ("ss", "us", "is", "ics", "ews")


def asks_for_all(line: str) -> bool:
    """Whether the whole `line` asks for everything that answers."""
    form = _form(line)
    if _ASKS_FOR_ALL.fullmatch(form) or listed_type(line) is not None:
        return True
    match = _LISTED.fullmatch(form) or _WHICH.fullmatch(form)
    return match is not None and match["noun"].islower() and is_plural(match["noun"])


def listed_type(line: str) -> AnswerType | None:
    """The type of which the whole `line` asks for every instance ("all dates"); None if it asks for none."""
    match = _LISTS_TYPE.fullmatch(_form(line))
    return None if match is None else _TYPES[match["type"].casefold()]


def _form(line: str) -> str:
    return " ".join(line.split()).strip(" ?.!")


def is_plural(noun: str) -> bool:
    """Whether the first word of `noun` means several."""
    norm = next((word.norm for word in words(noun)), "")
    if norm in PLURAL_NOUNS:
        return True
    return len(norm) > 3 and norm not in CLOSED_CLASS and norm.endswith("s") and not norm.endswith(_NO_PLURAL)
