"""Whether a pronoun means something in its own question: "What did Ada say when she left?" needs nothing from before.

After the binding conditions of Chomsky (1981, chapter 3), as far as words alone show them: a subject is not meant by
what comes after it, what is asked for can be meant by what follows, an opening phrase can point ahead.
"""

from collections.abc import Sequence

from qa.dialogue.mentions import Mention
from qa.dialogue.traits import Fit
from qa.language import grammar, nouns
from qa.language.grammar import Token

SUBJECTS = frozenset("he she they it".split())
OWNING = frozenset("his her its their hers theirs".split())
# Words between the question word and the subject at most: "In which part of the country did he".
_FAR = 8
_SUBORDINATE = frozenset(
    "when while after before because if that as since until who which where whom although though once".split()
)


def bound(at: int, kind: str, found: Sequence[Token], own: Sequence[Mention]) -> bool:
    """Whether the pronoun at the word `at`, of the class `kind`, means something in the question itself.

    `found` are the words of the question, `own` what it speaks of.
    """
    opening = _opening(found, at)
    if _is_main_subject(found, at, opening):
        return any(_fits(one, kind) and one.end <= found[opening].start for one in own)
    apart = _is_subordinate(found, at, opening)
    fits = _may_fit if apart else _fits
    before = [one for one in own if one.end <= found[at].start and not _is_asked_of(found, one)]
    return (
        any(fits(one, kind) for one in before)
        # A country, a company: "Canada and their army".
        or (kind == "they" and any(one.proper and one.traits.male is None for one in before))
        or _comes_later(found, at, kind, own)
        or _is_asked_for(found, at, kind, own, apart=apart)
    )


def _opening(found: Sequence[Token], at: int) -> int:
    """Where the question that the word `at` stands in begins: at its question word, or behind the last comma."""
    for place in range(at - 1, -1, -1):
        if found[place].norm in grammar.WH:
            before = place and found[place - 1].norm in grammar.PREPOSITIONS
            return place - 1 if before else place
        if found[place].text in ",.;:?!—–":
            return place + 1
    return 0


def _is_main_subject(found: Sequence[Token], at: int, opening: int) -> bool:
    """Whether the pronoun is the subject of the question: "Where did he", "In which town was she"."""
    behind_auxiliary = at > 0 and found[at - 1].norm in grammar.AUXILIARIES
    return found[at].norm in SUBJECTS and behind_auxiliary and at - opening <= _FAR


def _is_subordinate(found: Sequence[Token], at: int, opening: int) -> bool:
    """Whether the word stands in a clause of its own behind the main one: "when he left"."""
    return opening > 1 or any(token.norm in _SUBORDINATE for token in found[max(opening, 1) : at])


def _comes_later(found: Sequence[Token], at: int, kind: str, own: Sequence[Mention]) -> bool:
    """Whether the pronoun stands in front of what it means: "In her book, what did Ada say?"."""
    opens = found[0].norm in grammar.PREPOSITIONS | grammar.CONJUNCTIONS
    in_front = not any(token.norm in grammar.AUXILIARIES for token in found[:at])
    if not (opens and in_front):
        return False
    owns = found[at].norm in OWNING
    comma = next((token.start for token in found[at:] if token.text == ","), None)
    if comma is None:
        return owns and any(_fits(one, kind) and one.start > found[at].end for one in own)
    return owns or any(_fits(one, kind) and one.start > comma for one in own)


def _is_asked_for(found: Sequence[Token], at: int, kind: str, own: Sequence[Mention], *, apart: bool) -> bool:
    """Whether it is who or what is asked for: "Who lost his job?", "Who left when he was told to?"."""
    first = next((place for place, token in enumerate(found) if token.norm in grammar.WH), None)
    if first is None or found[first].norm not in ("who", "what", "which") or first + 1 >= at:
        return False
    if found[first + 1].norm in grammar.DO or found[at - 1].norm in grammar.BE:
        return False
    if kind in ("he", "she") and found[first].norm == "what":
        return False
    # "What is known about her book?" asks for something else, "What lost its roof?" for what lost it.
    between = any(found[first].end <= one.start and one.end <= found[at].start for one in own)
    is_told = found[first + 1].norm in grammar.BE and between
    return not is_told and (apart or found[at].norm in OWNING)


def _is_asked_of(found: Sequence[Token], one: Mention) -> bool:
    """Whether the phrase belongs to "which ..." or "how many ...", and a pronoun is the subject."""
    places = [place for place, token in enumerate(found) if one.start <= token.start < one.end]
    asked = any(found[place].norm in grammar.WH for place in range(max(places[0] - 2, 0), places[0]))
    follows = [token.norm for token in found[places[-1] + 1 : places[-1] + 3]]
    return asked and len(follows) == 2 and follows[0] in grammar.AUXILIARIES and follows[1] in SUBJECTS


def _fits(one: Mention, kind: str) -> bool:
    """Whether the pronoun can mean the phrase; to whom something belongs is a person."""
    owner = one.owns is not None and kind in ("he", "she") and one.traits.male is None and not one.traits.place
    return owner or one.traits.fits(kind) is not Fit.NO


def _may_fit(one: Mention, kind: str) -> bool:
    """The same, where a noun that is not listed may be a person, too."""
    unlisted = one.head not in nouns.ALL | nouns.UNITS and not one.traits.place and not one.traits.time
    return unlisted or _fits(one, kind)
