"""What in a question points back to what was said before, and not to something in the question itself.

Known limitation: by rules over the words; "her" before a noun that is also a verb can be taken for the object.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.dialogue import grammar, nouns
from qa.dialogue.grammar import Token, tokens
from qa.dialogue.mentions import Mention, mentions
from qa.dialogue.traits import Fit, Names, of_noun

# Each pronoun with its class, by which its antecedent is chosen.
CLASSES = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "they"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("this", "that", "these", "those"), "this"),
    "there": "there",
    "then": "then",
}
_REFLEXIVE = frozenset("himself herself itself themselves".split())
_SUBJECTS = frozenset("he she they it".split())
_OWNING = frozenset("his her its their hers theirs".split())
# "it" and "there" that mean nothing: "is it true that", "does it take to", "how many are there".
_EMPTY_IT = re.compile(
    r"\bit (?:is|was|'s|be|been|becomes?|seems?|appears?|looks?|takes?|took|rain\w*|snow\w*)?\s*(?:\w+ )?"
    r"(?:(?:true|possible|impossible|likely|unlikely|necessary|important|difficult|hard|easy|legal|illegal|safe|common|"
    r"known|said|believed|thought|estimated|expected|reported|rumou?red|clear|certain|better|best|worth|time) "
    r"(?:\w+ )?(?:that|to|for|whether|if)|that|as if|like to)\b"
    r"|\b(?:does|did|do|will|would|can|could) it (?:\w+ )?(?:take|cost|matter|mean|rain|snow)\b(?=.* (?:to|for|if|that) )"
    r"|\bit (?:become|became|start\w*|begin|began) (?:\w+ ){0,3}(?:to|for|that)\b"
    r"|\bit(?:'s| is| was)? (?:take|took|taken|taking)s?\b.* to\b|\bwhen it comes to\b|\bmake it\b|\bwhat time \w+ it\b"
)
_EMPTY_THERE = re.compile(
    r"\b(?:is|are|was|were|be|been|isn't|aren't|wasn't|weren't|will|would|has|have|had) there\b(?! ?\?)|\bthere"
    r"(?: \w+)? (?:is|are|was|were|be|been|'s|will|would|has|have|had|exists?)\b|\bare there\s*\?"
)
_AFTER_TIME = frozenset("until till since by before after from".split())
# Words that lean on what was said, without a phrase in it that could be put in their place; only where a question is short
# and names nobody: "the other" is mostly explained by the rest of the question.
_LEANING_WORDS = re.compile(
    r"\b(?:what|who|whom|where|how|why|anyone|anything|anybody|someone|something|nobody|nothing) else\b|\band then\b|^then\b|\b(?:said|say|says|think|thinks|thought) so\b"
    r"|\b(?:another(?: one)?|the others?(?: one)?|any others?|the same|instead|next|as well|too|so|afterwards?|the first|"
    r"the second|the last)\s*\?*$"
)
_LEANING_LENGTH = 8
# "This article" is what is asked, not something in it.
_THE_TEXT = frozenset("article text document story report page passage file".split())
_EXPLAINED = re.compile(r"\b(?:other than|else than|except|besides|in addition|apart from|than)\b")


@dataclass(frozen=True, slots=True)
class Reference:
    """A word or phrase that points back: `kind` is a class of `CLASSES`, or "noun" for a phrase as "the brother".

    `owning` is whether it stands for something with 's.
    """

    text: str
    start: int
    end: int
    kind: str
    owning: bool = False
    head: str = ""


def references(text: str, names: Names) -> list[Reference]:
    """What points back in `text`, in order; of several pronouns of one class the first one, which speaks for all."""
    found = tokens(text)
    own = mentions(text, names, question=True)
    lower = text.casefold().replace("’", "'")
    kept: dict[str, Reference] = {}
    for at, token in enumerate(found):
        kind = _class(token)
        if kind is None or _empty(kind, token, lower) or not _points(kind, found, at):
            continue
        if token.norm in ("this", "that") and at + 1 < len(found) and found[at + 1].norm in _THE_TEXT:
            continue
        if token.norm in ("this", "these") and at + 1 < len(found) and of_noun(found[at + 1].norm).time:
            continue
        if not _bound(found, at, kind, own):
            kept.setdefault(kind, _reference(text, found, at, kind, own))
    return sorted(kept.values(), key=lambda one: one.start)


def leaning_word(text: str, names: Names) -> str | None:
    """A word of `text` that leans on what was said without standing for it ("else", "another"); None without one."""
    lower = text.casefold().strip()
    found = _LEANING_WORDS.search(lower)
    if not found or len(lower.split()) > _LEANING_LENGTH or _EXPLAINED.search(lower):
        return None
    return None if any(one.proper for one in mentions(text, names, question=True)) else found[0]


def _class(token: Token) -> str | None:
    return CLASSES.get(token.norm) if token.norm not in _REFLEXIVE else None


def _empty(kind: str, token: Token, lower: str) -> bool:
    """Whether "it" or "there" stands for nothing."""
    pattern = {"it": _EMPTY_IT, "there": _EMPTY_THERE}.get(kind)
    if pattern is None or token.norm == "its":
        return False
    return any(one.start() <= token.start < one.end() for one in pattern.finditer(lower))


def _points(kind: str, found: Sequence[Token], at: int) -> bool:
    """Whether the word points at all: "that" also joins clauses, "then" also goes on, "those who" stands by itself."""
    before = found[at - 1].norm if at else ""
    after = found[at + 1] if at + 1 < len(found) else None
    if kind == "then":
        return before in _AFTER_TIME
    if kind != "this":
        return True
    ends = after is None or not after.is_word
    if found[at].norm == "that":
        if _one_noun_follows(found, at):
            return True
        return (ends or before in grammar.AUXILIARIES | grammar.PREPOSITIONS or at == 0) and not (
            after is not None and (after.norm in grammar.PRONOUNS or after.norm in ("time", "way", "kind"))
        )
    if found[at].norm in ("these", "those"):
        return ends or after is None or not (grammar.closed(after.norm) and after.norm not in grammar.AUXILIARIES)
    return ends or after is None or after.norm not in ("who", "that", "which", "of", "whose", "in", "with")


def _one_noun_follows(found: Sequence[Token], at: int) -> bool:
    """Whether there is one noun behind "that" and no clause: "Who made that estimate?"."""
    after, behind = [*found[at + 1 : at + 3], None, None][:2]
    is_noun = after is not None and after.is_word and not after.capitalised and not grammar.closed(after.norm)
    ends = behind is None or not behind.is_word or behind.norm in grammar.PREPOSITIONS
    return is_noun and ends and after is not None and after.norm not in ("time", "way", "kind")


def _bound(found: Sequence[Token], at: int, kind: str, own: Sequence[Mention]) -> bool:
    """Whether something in the question itself is what the pronoun means."""
    if kind in ("this", "there", "then"):
        return False
    token = found[at]
    opening = _opening(found, at)
    if token.norm in _SUBJECTS and at and found[at - 1].norm in grammar.AUXILIARIES and at - opening <= _FAR:
        return any(_fits(one, kind) and one.end <= found[opening].start for one in own)
    if _comes_later(found, at, kind, own):
        return True
    apart = _is_subordinate(found, at, opening)
    if any((_may_be if apart else _fits)(one, kind) and one.end <= token.start and not _in_question_word(found, one) for one in own):
        return True
    if kind in ("he", "she") and found[opening].norm in ("what", "which") or any(
        found[opening].end <= one.start and one.end <= token.start for one in own
    ):
        return False
    return _bound_by_question_word(found, at, apart=apart)


# Words between the question word and the subject at most: "In which part of the country did he".
_FAR = 8
_SUBORDINATE = frozenset("when while after before because if that as since until who which where whom although though once".split())


def _opening(found: Sequence[Token], at: int) -> int:
    """Where the question that the word `at` stands in begins: at its question word, or behind the last comma."""
    for place in range(at - 1, -1, -1):
        if found[place].norm in grammar.WH:
            before = place and found[place - 1].norm in grammar.PREPOSITIONS
            return place - 1 if before else place
        if found[place].text in ",.;:?!—–":
            return place + 1
    return 0


def _is_subordinate(found: Sequence[Token], at: int, opening: int) -> bool:
    """Whether the word stands in a clause of its own behind the main one: "when he left"."""
    return any(token.norm in _SUBORDINATE for token in found[max(opening, 1) : at]) or opening > 1


def _comes_later(found: Sequence[Token], at: int, kind: str, own: Sequence[Mention]) -> bool:
    """Whether the pronoun opens the question before what it means: "In her first book, what did Ada say?"."""
    comma = next((token.start for token in found[at:] if token.text == ","), None)
    opens = found[0].norm in grammar.PREPOSITIONS | grammar.CONJUNCTIONS
    return comma is not None and opens and any(_fits(one, kind) and one.start > comma for one in own)


def _bound_by_question_word(found: Sequence[Token], at: int, *, apart: bool) -> bool:
    """Whether it is who or what is asked for: "Who lost his job?", "Who left when he was told to?"."""
    first = next((place for place, token in enumerate(found) if token.norm in grammar.WH), None)
    if first is None or found[first].norm not in ("who", "what", "which", "whoever") or first + 1 >= at:
        return False
    asks_for_other = found[first + 1].norm in grammar.DO
    copula = found[at - 1].norm in grammar.BE
    return not asks_for_other and not copula and (apart or found[at].norm in _OWNING)


def _in_question_word(found: Sequence[Token], one: Mention) -> bool:
    """Whether the phrase belongs to "which ..." or "how many ...", and a pronoun is the subject."""
    places = [place for place, token in enumerate(found) if one.start <= token.start < one.end]
    first, last = places[0], places[-1]
    asked = any(found[place].norm in grammar.WH for place in range(max(first - 2, 0), first))
    follows = found[last + 1 : last + 3]
    return asked and len(follows) == 2 and follows[0].norm in grammar.AUXILIARIES and follows[1].norm in _SUBJECTS


def _may_be(one: Mention, kind: str) -> bool:
    """Whether the pronoun may mean the phrase if a noun that nobody lists may be a person."""
    unlisted = one.head not in nouns.ALL | nouns.UNITS and not one.traits.place and not one.traits.time
    return _fits(one, kind) or unlisted


def _fits(one: Mention, kind: str) -> bool:
    return one.traits.fits(kind) is not Fit.NO


def _reference(text: str, found: Sequence[Token], at: int, kind: str, own: Sequence[Mention]) -> Reference:
    token = found[at]
    if kind == "this":
        starts = {one.start for one in found[at : at + 2]}
        whole = next((one for one in own if one.start in starts), None)
        if whole is not None:
            return Reference(text[token.start : whole.end], token.start, whole.end, "this", head=whole.head)
    return Reference(_core(token), token.start, token.start + len(_core(token)), kind, _owns(found, at))


def _core(token: Token) -> str:
    """The pronoun without what is joined to it: "he's" is "he"."""
    return token.text[: len(token.norm)]


def _owns(found: Sequence[Token], at: int) -> bool:
    """Whether the pronoun stands for something with 's: "her book", and not "her?"."""
    token = found[at]
    if token.norm not in _OWNING:
        return False
    after = found[at + 1] if at + 1 < len(found) else None
    if token.norm != "her":
        return token.norm not in ("hers", "theirs") or True
    return after is not None and after.is_word and not grammar.closed(after.norm) and after.norm not in grammar.ARTICLES


def definite_nouns(text: str, names: Names) -> list[Reference]:
    """The phrases of "the" and one noun in a `text` that names nobody, which may point back: "the brother", "the mayor"."""
    own = mentions(text, names, question=True)
    if any(one.proper for one in own):
        return []
    found = tokens(text)
    return [
        Reference(one.text, one.start, one.end, "noun", head=one.head)
        for one in own
        if one.text.casefold() == f"the {one.head}" and not _goes_on(found, one)
    ]


def _goes_on(found: Sequence[Token], one: Mention) -> bool:
    """Whether it is told which one is meant: "the brother of", "the man who"."""
    follows = next((token.norm for token in found if token.start >= one.end), "")
    return follows in ("of", "who", "whose", "that", "which", "whom")
