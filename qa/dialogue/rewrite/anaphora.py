"""Rewrites a question in which a pronoun or a definite noun phrase refers back: "Where did he go?".

Each reference is replaced by its likeliest antecedent (`qa.dialogue.antecedents`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.dialogue.antecedents import (
    Antecedent,
    Reference,
    compatible,
    compatible_but_for_gender,
    rank_antecedents,
)
from qa.dialogue.history import History
from qa.dialogue.rewrite.references import find_definite_nouns, find_references
from qa.dialogue.turn import ANAPHORA, Rewrite, Substitution
from qa.language.grammar import Fit, agreement, ends_in_motion
from qa.types import Question

# The share of the likeliest antecedent's probability that the second one needs to be offered as well.
_CLOSE = 0.6
# A pronoun that agrees with nothing in the conversation may mean whom the documents name most, with this probability.
_MAIN_PERSON = {"he": 0.3, "she": 0.3}
# The probability that "that" is the last answer if that is right, and the confidence from which it is relied on.
_LAST_ANSWER, _RELIED_ON = 0.6, 0.5
# What happens, costs and takes is no thing that was named, but an event.
_EVENT = re.compile(
    r" (?:\w+ )?(?:costs?|takes?|took|taken|happen(?:s|ed)?|lasts?|lasted|end(?:s|ed)?)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a reference is taken to mean, with the probability, and what else it may mean if that is close."""

    first: str
    confidence: float
    second: str | None = None


def rewrite(question: Question, history: History) -> Rewrite | None:
    """`question` with its references replaced; None if it has none."""
    return resolve(question, history)


def resolve(question: Question, history: History) -> Rewrite | None:
    """The same, for a piece of a line as well."""
    text = question.corrected
    references = find_references(question) or find_definite_nouns(question)
    if not references:
        return None
    choices: list[tuple[Reference, _Choice]] = []
    for reference in references:
        # What one pronoun means another does not.
        taken = {choice.first for _, choice in choices}
        free = [antecedent for antecedent in history.antecedents if antecedent.text not in taken]
        choice = _choose(reference, free, question, history)
        choices += [(reference, choice)] if choice else []
    if not choices:
        has_pronoun = any(reference.pronoun_class != "noun" and not reference.weak for reference in references)
        return Rewrite(text, text, kind=ANAPHORA if has_pronoun else "")
    close = next(((reference, choice.second) for reference, choice in choices if choice.second is not None), None)
    return Rewrite(
        typed=text,
        rewritten=_replaced(text, [(reference, choice.first) for reference, choice in choices]),
        substitutions=tuple(Substitution(reference.text, choice.first) for reference, choice in choices),
        confidence=min(choice.confidence for _, choice in choices),
        alternative_reading=None if close is None else _replaced(text, [close]),
        kind=ANAPHORA,
    )


def _choose(
    reference: Reference, antecedents: Sequence[Antecedent], question: Question, history: History
) -> _Choice | None:
    """What `reference` means; None if nothing is likely enough."""
    text, pronoun_class = question.corrected, reference.pronoun_class
    if pronoun_class == "it" and _EVENT.match(text, reference.end):
        return None
    if pronoun_class == "this" and not reference.head:
        last = history.last
        is_likely = last.confidence >= _RELIED_ON and _can_be_that(last.answer, history)
        return _Choice(last.answer, _LAST_ANSWER * last.confidence) if is_likely else None
    able = compatible(reference, antecedents, text, question.tokens)
    if not (able or reference.weak):
        able = compatible_but_for_gender(reference, antecedents, question.tokens)
    affinity = history.knowledge.affinity
    able = [replace(antecedent, affinity=affinity(antecedent, question)) for antecedent in able]
    ranked = rank_antecedents(pronoun_class, able, history.knowledge.weights)
    if not ranked:
        return None if reference.weak else _main_person(pronoun_class, text, history)
    first, second = ranked[0], ranked[1] if len(ranked) > 1 else None
    is_close = second is not None and second.probability >= _CLOSE * first.probability
    return _Choice(first.antecedent.text, first.probability, second.antecedent.text if second and is_close else None)


def _can_be_that(answer: str, history: History) -> bool:
    """Whether "that" can mean the answering words: a number, or one phrase for no person, place or time."""
    phrases = (phrase for phrase in history.knowledge.phrases(answer) if len(phrase.text) == len(answer))
    is_specific = len(answer.split()) > 1 or answer[:1].isdigit()
    return is_specific and any(
        not (phrase.traits.time or phrase.traits.place or phrase.traits.person) for phrase in phrases
    )


def _main_person(pronoun_class: str, text: str, history: History) -> _Choice | None:
    """The man, or the woman, whom the documents name most."""
    if pronoun_class not in _MAIN_PERSON:
        return None
    knowledge, lower = history.knowledge, text.casefold()
    for name in knowledge.names.frequent:
        if name.casefold() in lower:
            continue
        named = knowledge.named(name)
        if agreement(named.mention.traits, pronoun_class) is Fit.YES:
            return _Choice(named.text, _MAIN_PERSON[pronoun_class])
    return None


def _replaced(text: str, replacements: Sequence[tuple[Reference, str]]) -> str:
    """`text` with each reference replaced."""
    parts: list[str] = []
    done = 0
    for reference, name in replacements:
        parts += text[done : reference.start], _in_place_of(reference, name, text)
        done = reference.end
    return "".join([*parts, text[done:]])


def _in_place_of(reference: Reference, name: str, text: str) -> str:
    """`name` in the form that the place of `reference` needs."""
    if reference.possessive:
        return f"{name}’" if name.endswith("s") else f"{name}'s"
    if reference.pronoun_class == "there":
        to_place = ends_in_motion(text[: reference.start])
        return f"{'to' if to_place else 'at' if name.startswith('the ') else 'in'} {name}"
    return name
