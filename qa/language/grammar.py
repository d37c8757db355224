"""English grammar, as far as a question has to be taken apart: verbs, traits of nouns, and what a pronoun can mean.

Known limitation: a word belongs to one class; only common verbs are listed, so that others pass for nouns.
"""

import re
from collections.abc import Callable
from enum import Enum
from functools import lru_cache, partial

from qa.language import lexicon
from qa.language.tokens import tokens
from qa.types import Traits

_ENDINGS = ((r"ies$", "y"), (r"ied$", "y"), (r"(?:es|ed|ing)$", ""), (r"(?:ed|ing|es)$", "e"), (r"s$", ""), (r"d$", ""))
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1(?:ed|ing)$")
_SINGULARS = (("ies", "y"), ("men", "man"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("s", ""))
_NEGATED = {"will": "won't", "can": "can't", "shall": "shan't", "am": "am not", "may": "may not"}
_NUMBER_OR_DATE = re.compile(r"[\d$€£]")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_NO_AGENTS = lexicon.THING_NOUNS | lexicon.UNIT_NOUNS | frozenset(lexicon.ASKED_NAMED_THINGS + lexicon.ASKED_SUMS)
# Endings of nouns of more letters than `_SHORT_NOUN` for whoever, or whatever, does something.
_SHORT_NOUN, _AGENT_ENDINGS = 4, ("er", "or", "ist", "ee", "ian", "eer")
# Distinct words kept with what is known of them.
_WORDS_KEPT = 1 << 13


# Words


def capitalised(text: str) -> str:
    """`text` with a capital letter in front."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=_WORDS_KEPT)
def base_verb(norm: str) -> str | None:
    """The base form of the listed verb that `norm` is a form of; None if it is of none."""
    if norm in lexicon.VERBS:
        return norm
    base = lexicon.BASE_FORMS.get(norm)
    if base in lexicon.VERBS:
        return base
    undoubled = _DOUBLED.sub(r"\1", norm)
    if undoubled != norm and undoubled in lexicon.VERBS:
        return undoubled
    stripped = (re.sub(ending, replacement, norm) for ending, replacement in _ENDINGS)
    return next((form for form in stripped if form != norm and form in lexicon.VERBS), None)


def ends_in_motion(text: str) -> bool:
    """Whether `text` ends in a verb of motion, which leads "to" a place."""
    return any(base_verb(token.norm) in lexicon.MOTION_VERBS for token in tokens(text)[-1:])


def with_not(auxiliary: str) -> str:
    """`auxiliary` negated, in lower case: "won't", "am not"; unchanged if it is negated already."""
    lower = auxiliary.casefold()
    return _NEGATED.get(lower, auxiliary if "n't" in lower else f"{lower}n't")


# Nouns


@lru_cache(maxsize=_WORDS_KEPT)
def noun_traits(noun: str) -> Traits:
    """The traits of a phrase by its head, a common noun in lower case."""
    singular = _singular(noun)
    plural = singular != noun or noun in lexicon.PLURAL_NOUNS
    if singular in lexicon.MALE_NOUNS or noun in lexicon.MALE_NOUNS:
        return Traits(True, None if plural else True, plural, False)
    if singular in lexicon.FEMALE_NOUNS or noun in lexicon.FEMALE_NOUNS:
        return Traits(True, None if plural else False, plural, False)
    if singular in lexicon.GROUP_NOUNS or noun in lexicon.GROUP_NOUNS:
        return Traits(None if plural else False, None, plural, False, group=True)
    if singular in lexicon.PERSON_NOUNS or noun == "children":
        return Traits(True, None, plural, False)
    if singular in lexicon.UNIT_NOUNS or noun in ("%", "percent"):
        return Traits(False, None, False, False)
    if singular in lexicon.TIME_NOUNS or _NUMBER_OR_DATE.match(noun):
        is_time = singular in lexicon.TIME_NOUNS or bool(_YEAR.fullmatch(noun))
        return Traits(False, None, plural, False, time=is_time)
    is_place = singular in lexicon.PLACE_NOUNS
    is_agent = len(singular) > _SHORT_NOUN and singular.endswith(_AGENT_ENDINGS) and singular not in _NO_AGENTS
    # "The binder": somebody, or something.
    return Traits(None if is_agent and not is_place else False, None, plural, is_place)


def _singular(noun: str) -> str:
    for ending, replacement in _SINGULARS:
        if noun.endswith(ending) and len(noun) > len(ending) + 2 and not noun.endswith(("ss", "us", "is")):
            return noun[: -len(ending)] + replacement
    return "child" if noun == "children" else "person" if noun == "people" else noun


# Agreement


class Fit(Enum):
    """Whether a pronoun can mean something."""

    NO, POSSIBLE, YES = range(3)


@lru_cache(maxsize=_WORDS_KEPT)
def agreement(traits: Traits, pronoun_class: str) -> Fit:
    """Whether a pronoun of `pronoun_class` (a value of `lexicon.PRONOUN_CLASSES`, or "noun") agrees with `traits`."""
    return _AGREEMENT[pronoun_class](traits)


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


def _place(traits: Traits) -> Fit:
    if traits.place:
        return Fit.YES
    return Fit.NO if traits.person or traits.time or traits.place is False else Fit.POSSIBLE


def _event(traits: Traits) -> Fit:
    return Fit.NO if traits.person or traits.time else Fit.POSSIBLE


def _time(traits: Traits) -> Fit:
    return Fit.YES if traits.time else Fit.NO


def _anything(traits: Traits) -> Fit:
    return Fit.POSSIBLE


_AGREEMENT: dict[str, Callable[[Traits], Fit]] = {
    "he": partial(_one_person, male=True),
    "she": partial(_one_person, male=False),
    "they": _several,
    "it": _thing,
    "this": _event,
    "there": _place,
    "then": _time,
    "noun": _anything,
}
