"""What can be told of a name or a noun phrase: a person or not, a man or a woman, one or several, a place, a time."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache, partial

from qa.language import nouns

_NUMBER_OR_DATE = re.compile(r"[\d$€£]")


class Fit(Enum):
    """Whether a pronoun can mean something."""

    NO, POSSIBLE, YES = range(3)


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known; None where nothing is. `male` is False for a woman."""

    person: bool | None = None
    male: bool | None = None
    plural: bool | None = None
    place: bool | None = None
    time: bool = False
    group: bool = False

    def fits(self, pronoun: str) -> Fit:
        """Whether `pronoun`, one of the keys of `qa.dialogue.references.CLASSES`, can mean it."""
        return _FITS[pronoun](self)


def _one_person(traits: Traits, *, male: bool) -> Fit:
    if traits.person is False or traits.plural or traits.time or traits.place or traits.male is (not male):
        return Fit.NO
    return Fit.YES if traits.male is male else Fit.POSSIBLE


def _several(traits: Traits) -> Fit:
    if traits.time or (traits.plural is False and not traits.group):
        return Fit.NO
    return Fit.YES if traits.plural or traits.group else Fit.POSSIBLE


def _thing(traits: Traits) -> Fit:
    if traits.person or traits.plural or traits.time:
        return Fit.NO
    return Fit.YES if traits.person is False else Fit.POSSIBLE


def _somewhere(traits: Traits) -> Fit:
    if traits.place:
        return Fit.YES
    return Fit.NO if traits.person or traits.time or traits.place is False else Fit.POSSIBLE


def _event(traits: Traits) -> Fit:
    return Fit.NO if traits.person or traits.time else Fit.POSSIBLE


def _time(traits: Traits) -> Fit:
    return Fit.YES if traits.time else Fit.NO


def _any(traits: Traits) -> Fit:
    return Fit.POSSIBLE


_FITS: dict[str, Callable[[Traits], Fit]] = {
    "he": partial(_one_person, male=True),
    "she": partial(_one_person, male=False),
    "they": _several,
    "it": _thing,
    "this": _event,
    "there": _somewhere,
    "then": _time,
    "noun": _any,
}


@cache
def of_noun(noun: str) -> Traits:
    """The traits of a phrase by its head, a common noun in lower case."""
    one = _singular(noun)
    plural = one != noun or noun in ("people", "men", "women", "children", "police")
    if one in nouns.MEN or noun in nouns.MEN:
        return Traits(True, None if plural else True, plural, False)
    if one in nouns.WOMEN or noun in nouns.WOMEN:
        return Traits(True, None if plural else False, plural, False)
    if one in nouns.GROUPS or noun in nouns.GROUPS:
        return Traits(None if plural else False, None, plural, False, group=True)
    if one in nouns.PEOPLE or noun == "children":
        return Traits(True, None, plural, False)
    if one in nouns.UNITS or noun in ("%", "percent"):
        return Traits(False, None, False, False)
    if one in nouns.TIMES or _NUMBER_OR_DATE.match(noun):
        return Traits(False, None, plural, False, time=one in nouns.TIMES or bool(re.fullmatch(r"1\d{3}|20\d\d", noun)))
    return Traits(False, None, plural, one in nouns.PLACES)


def _singular(noun: str) -> str:
    for ending, back in (("ies", "y"), ("men", "man"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("s", "")):
        if noun.endswith(ending) and len(noun) > len(ending) + 2 and not noun.endswith(("ss", "us", "is")):
            return noun[: -len(ending)] + back
    return "child" if noun == "children" else "person" if noun == "people" else noun
