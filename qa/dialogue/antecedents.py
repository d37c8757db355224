"""What a pronoun means: everything that was spoken of, the likeliest first.

The likelihood is a conditional logistic regression (McFadden, 1974) over what was spoken of, on how lately and where it
was, and on how well the pronoun fits it; `qa.train.dialogue` fits the weights. Its softmax is the confidence. In how
many questions something was spoken of does not count: it helps in CANARD, where each conversation is about one thing,
and holds on to the first one where the next question is about another.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

from qa.dialogue.clause import Clause, clause
from qa.dialogue.mentions import Mention, Role, mentions
from qa.dialogue.names import Names
from qa.dialogue.references import Reference
from qa.dialogue.traits import Fit
from qa.dialogue.turn import Past
from qa.language.grammar import tokens

# Turns that are looked back.
REACH = 8
# How lately something was spoken of, in turns: what is older than the last of these counts as that.
_AGES = (0, 1, 2)
# Turns that a phrase as "the mayor" points back, at most.
_RECENT = 2
# "His name": that of somebody who was not named.
_NAME = re.compile(r"(?:['’]s)?\s+(?:full\s+|first\s+|last\s+|real\s+)?(?:name|surname)\b", re.IGNORECASE)
# Question words that are answered by naming somebody, something, a place or a time.
_WHICH = re.compile(r"\b(?:who|whom|which|where|when)\b", re.IGNORECASE)
_ASKED = frozenset({Role.SUBJECT, Role.QUESTION})
# The feature of what was not spoken of.
_NONE = "none of these"
# Nats by which what was pinned is ahead of everything else.
_PINNED = 20.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something that was spoken of: its last mention, and where in the conversation that was.

    `age` counts turns back from now, 0 is the last one; `roles` are those it had at that age; `asked` is whether a
    question was ever about it; `pinned` whether a person said that it is meant.
    """

    mention: Mention
    age: int
    roles: frozenset[Role]
    asked: bool = False
    pinned: bool = False

    @property
    def text(self) -> str:
        """How it is spoken of again."""
        return self.mention.again


@dataclass(frozen=True, slots=True)
class Guess:
    """What a pronoun may mean, with the probability of it."""

    spoken: Spoken
    probability: float


def spoken_of(past: Sequence[Past], of_turn: Callable[[Past], Sequence[Mention]]) -> list[Spoken]:
    """All that the last turns of `past` spoke of, the latest first; the same thing once. `of_turn` is `mentioned`."""
    kept: dict[str, Spoken] = {}
    for age, turn in enumerate(reversed(past[-REACH:])):
        for mention in of_turn(turn):
            known = kept.get(_identity(mention))
            kept[_identity(mention)] = (
                _again(known, mention, age)
                if known
                else Spoken(mention, age, frozenset({mention.role}), mention.role in _ASKED)
            )
    return list(kept.values())


def _again(known: Spoken, mention: Mention, age: int) -> Spoken:
    """`known`, spoken of once more, as it was `age` turns ago; of two names for it the fuller one stays."""
    roles = known.roles | {mention.role} if age == known.age else known.roles
    # What is last spoken of by itself is no owner any more.
    if known.age == age and mention.role in (Role.SUBJECT, Role.QUESTION):
        known = replace(known, mention=replace(known.mention, owns=known.mention.owns and mention.owns))
    fuller = mention if len(mention.text) > len(known.mention.text) and mention.proper else known.mention
    return replace(known, mention=fuller, roles=roles, asked=known.asked or mention.role in _ASKED)


def _identity(mention: Mention) -> str:
    """What two mentions of the same share: of a person's name the last word."""
    key = mention.key
    return key.split()[-1] if mention.proper and mention.traits.person and key else key


def mentioned(turn: Past, names: Names) -> tuple[Mention, ...]:
    """What one turn speaks of: its question, its answer, and the rest of the sentence."""
    words = clause(turn.question)
    found = mentions(turn.answer, names, question=False)
    answered = [replace(one, role=_role(one, turn.answer, words)) for one in found]
    asked = mentions(turn.question, names, question=True)
    if words and any(one.proper and one.role is not Role.ANSWERING for one in answered):
        # "Which company is it?" "Northline": from now on it has its name.
        asked = [one for one in asked if one.end > len(words.asked)]
    known = {one.key for one in answered}
    return (
        *asked,
        *answered,
        *(one for one in mentions(turn.sentence, names, question=False) if one.key not in known),
    )


def _role(mention: Mention, answer: str, question: Clause | None) -> Role:
    """That of a phrase of the answering words."""
    if len(mention.text) < len(answer):
        return Role.ANSWERING
    which = question is not None and bool(_WHICH.search(question.asked))
    return Role.ASKED_FOR if which else Role.ANSWER


def fitting(reference: Reference, spoken: Sequence[Spoken], question: str) -> list[Spoken]:
    """Of `spoken` what `reference`, a phrase of `question`, can mean: nothing that the question names itself.

    "That game" means a game that was spoken of; "the brother" is that of a person.
    """
    if reference.head:
        same = [one for one in spoken if one.mention.head == reference.head and _is_told_which(one.mention)]
        if reference.kind == "noun":
            same = [one for one in same if one.age < _RECENT and one.roles != {Role.SENTENCE}]
        return [one for one in same if one.text.casefold() != reference.text.casefold()]
    named = {word.norm for word in tokens(question)}
    # Behind "Pavel's brother" "he" is the brother.
    spoken = [one for one in spoken if one.pinned or not _stands_back(one.mention, reference.kind)]
    if reference.kind == "it":
        spoken = [one for one in spoken if one.pinned or one.asked or one.roles & {Role.ASKED_FOR, Role.ANSWER}]
    able = (one for one in spoken if one.pinned or one.mention.traits.fits(reference.kind) is not Fit.NO)
    meant = [one for one in able if one.pinned or one.mention.head not in named]
    if _NAME.match(question, reference.end):
        # Who asks for a name does not know it.
        meant = [one for one in meant if not one.mention.proper] or meant
    return meant


def _is_told_which(mention: Mention) -> bool:
    """Whether a phrase says which one it is: "the mayor of Ulm", "Ada's mayor", and not "the old mayor"."""
    return mention.owned or mention.proper or " of " in mention.text


def _stands_back(mention: Mention, kind: str) -> bool:
    """Whether something belongs to `mention` that is meant before it."""
    return mention.owns is not None and mention.owns.fits(kind) is Fit.YES


def guesses(kind: str, able: Sequence[Spoken], weights: Mapping[str, float]) -> list[Guess]:
    """`able`, what a reference of the `kind` can mean, as far as it is likelier than none of it, the likeliest first.

    The probabilities of all that it can mean, and that it means none of it, sum to 1.
    """
    scores = [_score(kind, one, weights) for one in able]
    nothing = sum(weights.get(name, 0.0) * value for name, value in no_antecedent(kind).items())
    top = max((*scores, nothing))
    total = sum(exp(score - top) for score in (*scores, nothing))
    likely = sorted(zip(able, scores, strict=True), key=lambda pair: -pair[1])
    return [Guess(one, exp(score - top) / total) for one, score in likely if score > nothing]


def _score(kind: str, one: Spoken, weights: Mapping[str, float]) -> float:
    found = sum(weights.get(name, 0.0) * value for name, value in features(kind, one).items())
    return found + (_PINNED if one.pinned else 0.0)


def no_antecedent(kind: str) -> dict[str, float]:
    """What tells that a reference of the class `kind` means nothing that was spoken of: how often its class does."""
    return {_NONE: 1.0, f"{kind}: {_NONE}": 1.0}


def features(kind: str, one: Spoken) -> dict[str, float]:
    """What tells whether a pronoun of the class `kind` means `one`; each feature also for the class alone."""
    age = next((str(age) for age in _AGES if one.age == age), "older")
    told = {
        f"age {age}": 1.0,
        **{role.value: 1.0 for role in one.roles},
        "name": float(one.mention.proper),
        "asked about": float(one.asked),
        "owned": float(one.mention.owned),
        "fits": float(one.mention.traits.fits(kind) is Fit.YES),
        "person": float(one.mention.traits.person is True),
        "place": float(one.mention.traits.place is True),
    }
    return told | {f"{kind}: {name}": value for name, value in told.items()}
