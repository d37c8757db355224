"""The antecedents of a pronoun: everything that was mentioned, ranked by how likely the pronoun means it.

The likelihood is a conditional logistic regression (McFadden, 1974) over what was mentioned: how lately, where, and how
well the pronoun agrees with it; `qa.train.dialogue` fits the weights. Its softmax is the confidence. The number
of questions that mention something is no feature: it helps in CANARD, where each conversation is about one thing, but
keeps the first thing where the next question is about another.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from qa.dialogue.clause import Clause
from qa.dialogue.turn import PastTurn
from qa.language.grammar import Fit, agreement
from qa.language.lexicon import ARTICLES, BE, PERSON_TITLES, PRONOUN_CLASSES
from qa.language.tokens import tokens
from qa.types import Mention, Role, Token, Traits

# Turns that are looked back.
REACH = 8
# Ages in turns that count apart; whatever is older than the last of these counts as "older".
_AGES = (0, 1, 2)
# Turns that a phrase such as "the mayor" refers back, at most.
_RECENT = 2
# "His name": that of somebody who was not named.
_NAME = re.compile(r"(?:['’]s)?\s+(?:full\s+|first\s+|last\s+|real\s+)?(?:name|surname)\b", re.IGNORECASE)
# Question words that are answered by naming somebody, something, a place or a time.
_WHICH = re.compile(r"\b(?:who|whom|which|where|when)\b", re.IGNORECASE)
_ASKED = frozenset({Role.SUBJECT, Role.QUESTION})
# "The engineer, Mr Rao", "a boy named Tom": the name is the whole answer.
_BEFORE_A_NAME = PERSON_TITLES | ARTICLES | {"mr", "mrs", "ms", "named", "called"}
# What "it" can mean even if no question was about it.
_THINGS_ASKED = frozenset({Role.ASKED_FOR, Role.ANSWER})
# The feature of an antecedent that was not mentioned.
_NONE = "none of these"
# Who was "she" is neither "he" nor "it".
_EXCLUDED: Mapping[str, frozenset[str]] = {
    "he": frozenset({"she", "it"}),
    "she": frozenset({"he", "it"}),
    "it": frozenset({"he", "she"}),
}
# The feature of what the documents say beside an antecedent.
AFFINITY = "affinity"
_OTHER_GENDER = {"he": "she", "she": "he"}
# A confidence below this counts as this.
_LEAST_RELIABLE = 0.05
# Nats by which what a person pinned is ahead of everything else.
_PINNED = 20.0


@dataclass(frozen=True, slots=True)
class Reference:
    """A word or phrase that refers back: `pronoun_class` is a value of `PRONOUN_CLASSES`, or "noun" ("the brother").

    `possessive` is whether it is in the place of a phrase with 's; `head` is the head noun of a phrase. `weak` is
    whether it can as well mean who or what the question asks for ("Who lost his job?").
    """

    text: str
    start: int
    end: int
    pronoun_class: str
    possessive: bool = False
    head: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Antecedent:
    """Something that was mentioned: its last mention, and where in the conversation that was.

    `age` counts turns back from now, 0 is the last one; `roles` are those it had at that age; `asked` is whether a
    question was ever about it; `pinned` whether a person said that it is meant. `meant_by` are the classes of pronouns
    that meant it when they were last used; `affinity` is the share of the question's words that the documents use
    beside it, from 0 to 1: "removed" is what judges are, and not what a house is. `reliability` is the probability that
    what mentioned it is right: below 1 only if it was an answer, and no question.
    """

    mention: Mention
    age: int
    roles: frozenset[Role]
    asked: bool = False
    pinned: bool = False
    meant_by: frozenset[str] = frozenset()
    affinity: float = 0.0
    reliability: float = 1.0

    @property
    def text(self) -> str:
        """How it is mentioned again."""
        return self.mention.definite


@dataclass(frozen=True, slots=True)
class RankedAntecedent:
    """What a pronoun may mean, with the probability of it."""

    antecedent: Antecedent
    probability: float


# What was mentioned


def collect_antecedents(
    turns: Sequence[PastTurn], mentions_of: Callable[[PastTurn], Sequence[Mention]]
) -> list[Antecedent]:
    """All that the last of `turns` mention, the latest first; the same thing once."""
    meant = _last_meant(turns)
    collected: dict[str, Antecedent] = {}
    for age, turn in enumerate(reversed(turns[-REACH:])):
        for mention in mentions_of(turn):
            identity = _identity(mention, collected)
            known = collected.get(identity)
            collected[identity] = (
                _mentioned_again(known, mention, age, turn)
                if known
                else Antecedent(
                    mention,
                    age,
                    frozenset({mention.role}),
                    mention.role in _ASKED,
                    reliability=_reliability(mention, turn),
                )
            )
    return [replace(antecedent, meant_by=_meant_by(antecedent, meant)) for antecedent in collected.values()]


def _last_meant(turns: Sequence[PastTurn]) -> dict[str, frozenset[str]]:
    """Each class of pronouns in `turns` -> the words of what such a pronoun meant last."""
    meant: dict[str, frozenset[str]] = {}
    for turn in turns[-REACH:]:
        for substitution in turn.substitutions:
            pronoun_class = PRONOUN_CLASSES.get(substitution.phrase.casefold())
            if pronoun_class is not None:
                meant[pronoun_class] = frozenset(token.norm for token in tokens(substitution.replacement))
    return meant


def _meant_by(antecedent: Antecedent, meant: Mapping[str, frozenset[str]]) -> frozenset[str]:
    words = set(antecedent.mention.key.split())
    named_by = ((name, named) for name, named in meant.items() if words and named)
    return frozenset(name for name, named in named_by if words <= named or named <= words)


def _reliability(mention: Mention, turn: PastTurn) -> float:
    return 1.0 if mention.role in _ASKED else turn.confidence


def _mentioned_again(known: Antecedent, mention: Mention, age: int, turn: PastTurn) -> Antecedent:
    """`known`, mentioned once more, as it was `age` turns ago; of two names the fuller one is kept."""
    roles = known.roles | {mention.role} if age == known.age else known.roles
    # What is last mentioned by itself is no owner any more.
    if known.age == age and mention.role in _ASKED:
        possession = known.mention.possession and mention.possession
        known = replace(known, mention=replace(known.mention, possession=possession))
    fuller = mention if len(mention.text) > len(known.mention.text) and mention.proper else known.mention
    return replace(
        known,
        mention=fuller,
        roles=roles,
        asked=known.asked or mention.role in _ASKED,
        reliability=max(known.reliability, _reliability(mention, turn)),
    )


def _identity(mention: Mention, collected: Mapping[str, Antecedent]) -> str:
    """What two mentions of the same thing share: the key; for a part of a person's name, that of what is collected."""
    if not (mention.proper and mention.key):
        return mention.key
    for key, known in collected.items():
        is_person = known.mention.proper and (mention.traits.person or known.mention.traits.person)
        shorter, longer = sorted((key, mention.key), key=len)
        if is_person and " " not in shorter and shorter in (longer.split()[0], longer.split()[-1]):
            return key
    return mention.key


def mentions_of_turn(
    turn: PastTurn,
    *,
    question: Sequence[Mention],
    answer: Sequence[Mention],
    sentence: Sequence[Mention],
    clause: Clause | None,
) -> tuple[Mention, ...]:
    """What one turn mentions, from the mentions of its three texts; `clause` is its question, taken apart."""
    answered = [replace(mention, role=_answer_role(mention, turn.answer, clause)) for mention in answer]
    if clause and any(mention.proper and mention.role is not Role.ANSWERING for mention in answered):
        # "Which company is it?" "Northline": from now on it has its name.
        question = [mention for mention in question if mention.end > len(clause.question_words)]
    known = {mention.key for mention in answered}
    # "Who is Tom's brother?" "Karl.": they are one.
    both = _both(question, answered) if clause and clause.auxiliary.casefold() not in BE else ()
    return (*question, *answered, *both, *(mention for mention in sentence if mention.key not in known))


def _both(question: Sequence[Mention], answered: Sequence[Mention]) -> tuple[Mention, ...]:
    """The person of the question and the one of its answer, together: "Whom did Ada marry?" "Tom." "Had they …?"."""
    first = next((mention for mention in question if mention.role is Role.SUBJECT and _is_one_person(mention)), None)
    second = next((mention for mention in answered if mention.role is Role.ASKED_FOR and _is_one_person(mention)), None)
    if first is None or second is None or first.key == second.key:
        return ()
    text = f"{first.definite} and {second.definite}"
    key = f"{first.key} and {second.key}"
    traits = Traits(person=True, plural=True, place=False)
    return (replace(second, text=text, definite=text, key=key, traits=traits, proper=False, owned=False),)


def _is_one_person(mention: Mention) -> bool:
    return mention.traits.person is True and not mention.traits.plural


def _answer_role(mention: Mention, answer: str, clause: Clause | None) -> Role:
    """The role of a phrase of the answering words."""
    before = answer[: mention.start].casefold().split()
    titled = mention.proper and all(word.strip(".,") in _BEFORE_A_NAME for word in before)
    if len(mention.text) < len(answer) and not (titled and mention.end == len(answer)):
        return Role.ANSWERING
    names_it = clause is not None and bool(_WHICH.search(clause.question_words))
    return Role.ASKED_FOR if names_it else Role.ANSWER


# What a reference can mean


def compatible(
    reference: Reference, antecedents: Sequence[Antecedent], question: str, question_tokens: Sequence[Token]
) -> list[Antecedent]:
    """The antecedents that `reference`, a phrase of `question`, can mean: nothing that the question names itself.

    "That game" means a game that was mentioned; "the brother" is that of a person.
    """
    if reference.head:
        return _of_same_head(reference, antecedents)
    named = {token.norm for token in question_tokens}
    able = [
        antecedent
        for antecedent in antecedents
        if antecedent.pinned or _is_compatible(antecedent, reference.pronoun_class, named)
    ]
    if reference.weak:
        able = [antecedent for antecedent in able if antecedent.pinned or _is_in_focus(antecedent, reference)]
    if _NAME.match(question, reference.end):
        # Who asks for a name does not know it.
        able = [antecedent for antecedent in able if not antecedent.mention.proper] or able
    return able


def _is_compatible(antecedent: Antecedent, pronoun_class: str, named: Collection[str]) -> bool:
    """Whether a pronoun can mean `antecedent` in a question that has the words `named`."""
    possession = antecedent.mention.possession
    if possession is not None and agreement(possession, pronoun_class) is Fit.YES:
        # Behind "Pavel's brother" "he" is the brother.
        return False
    if pronoun_class == "it" and not (antecedent.asked or antecedent.roles & _THINGS_ASKED):
        return False
    agrees = agreement(antecedent.mention.traits, pronoun_class) is not Fit.NO
    if antecedent.meant_by & _EXCLUDED.get(pronoun_class, frozenset()):
        return False
    return agrees and antecedent.mention.head not in named


def _is_in_focus(antecedent: Antecedent, reference: Reference) -> bool:
    """Whether the last question was about `antecedent`, and it plainly agrees: it is rather this than the asked-for."""
    agrees = agreement(antecedent.mention.traits, reference.pronoun_class) is Fit.YES
    spoken_of = reference.pronoun_class in antecedent.meant_by or Role.SUBJECT in antecedent.roles
    return agrees and spoken_of and antecedent.age == 0


def _of_same_head(reference: Reference, antecedents: Sequence[Antecedent]) -> list[Antecedent]:
    """The antecedents that a phrase with a head noun can mean; "the brother" also only what was mentioned lately."""
    any_age = reference.pronoun_class != "noun"
    return [
        antecedent
        for antecedent in antecedents
        if antecedent.mention.head == reference.head
        and _is_identified(antecedent.mention)
        and (any_age or (antecedent.age < _RECENT and antecedent.roles != {Role.SENTENCE}))
        and antecedent.text.casefold() != reference.text.casefold()
    ]


def _is_identified(mention: Mention) -> bool:
    """Whether a phrase says which one it is: "the mayor of Ulm", "Ada's mayor", and not "the old mayor"."""
    return mention.owned or mention.proper or " of " in mention.text


def compatible_but_for_gender(
    reference: Reference, antecedents: Sequence[Antecedent], question_tokens: Sequence[Token]
) -> list[Antecedent]:
    """The persons that questions were about and whom a pronoun of the other gender would mean.

    A first name shows a gender that is not always that of its bearer.
    """
    other = _OTHER_GENDER.get(reference.pronoun_class)
    named = {token.norm for token in question_tokens}
    asked = [antecedent for antecedent in antecedents if antecedent.asked and antecedent.mention.proper]
    return [antecedent for antecedent in asked if other and _is_compatible(antecedent, other, named)]


# How likely it is


def rank_antecedents(
    pronoun_class: str, antecedents: Sequence[Antecedent], weights: Mapping[str, float]
) -> list[RankedAntecedent]:
    """The antecedents that are likelier than none of them, the likeliest first.

    `antecedents` are all that a reference of `pronoun_class` can mean; their probabilities, and that of meaning none of
    them, sum to 1.
    """
    scores = [_score(pronoun_class, antecedent, weights) for antecedent in antecedents]
    none = sum(weights.get(name, 0.0) * value for name, value in no_antecedent_features(pronoun_class).items())
    top = max((*scores, none))
    total = sum(exp(score - top) for score in (*scores, none))
    ranked = sorted(zip(antecedents, scores, strict=True), key=lambda pair: -pair[1])
    return [RankedAntecedent(antecedent, exp(score - top) / total) for antecedent, score in ranked if score > none]


def _score(pronoun_class: str, antecedent: Antecedent, weights: Mapping[str, float]) -> float:
    score = sum(weights.get(name, 0.0) * value for name, value in features(pronoun_class, antecedent).items())
    # What a doubtful answer mentions has that much less of a chance.
    return score + log(max(antecedent.reliability, _LEAST_RELIABLE)) + (_PINNED if antecedent.pinned else 0.0)


def _is_bare(mention: Mention) -> bool:
    """Whether a phrase is "the" and a noun alone, which itself refers back: "the band"."""
    return not mention.proper and mention.text.casefold() == f"the {mention.head}"


def no_antecedent_features(pronoun_class: str) -> dict[str, float]:
    """The features of a reference that means nothing that was mentioned: how often its class does."""
    return {_NONE: 1.0, f"{pronoun_class}: {_NONE}": 1.0}


def features(pronoun_class: str, antecedent: Antecedent) -> dict[str, float]:
    """The features of `antecedent` for a pronoun of `pronoun_class`; each feature also for the class alone."""
    mention = antecedent.mention
    age = next((str(age) for age in _AGES if antecedent.age == age), "older")
    of_person = pronoun_class in ("he", "she")
    values = {
        f"age {age}": 1.0,
        **{role.value: 1.0 for role in Role if role in antecedent.roles},
        "name": float(mention.proper),
        "asked about": float(antecedent.asked),
        "owned": float(mention.owned),
        "fits": float(agreement(mention.traits, pronoun_class) is Fit.YES),
        "person": float(mention.traits.person is True),
        "place": float(mention.traits.place is True),
        "group": float(mention.traits.group and not of_person),
        "several": float(mention.traits.plural is True and not of_person),
        "meant before": float(pronoun_class in antecedent.meant_by),
        AFFINITY: antecedent.affinity,
        "bare": float(_is_bare(mention) and not antecedent.asked),
        "name in s": float(mention.proper and mention.text.endswith("s") and not of_person),
    }
    return values | {f"{pronoun_class}: {name}": value for name, value in values.items()}
