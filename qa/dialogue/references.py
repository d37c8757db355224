"""What in a question points back to what was said before.

A pronoun that means something in the question itself does not (`binding`), nor one that means nothing ("it rains").

Known limitation: by rules over the words; "her" before a noun that is also a verb can be taken for the object.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.dialogue.binding import OWNING, bound
from qa.dialogue.mentions import Mention, mentions
from qa.dialogue.names import Names
from qa.dialogue.traits import of_noun
from qa.language import grammar
from qa.language.grammar import Token, tokens

# Each pronoun with its class, by which its antecedent is chosen; a reflexive one means something beside it.
CLASSES = {
    **dict.fromkeys(("he", "him", "his"), "he"),
    **dict.fromkeys(("she", "her", "hers"), "she"),
    **dict.fromkeys(("they", "them", "their", "theirs"), "they"),
    **dict.fromkeys(("it", "its"), "it"),
    **dict.fromkeys(("this", "that", "these", "those"), "this"),
    "there": "there",
    "then": "then",
}
# "it" and "there" that mean nothing: "is it true that", "does it take to", "how many are there".
_EMPTY_IT = re.compile(
    r"\bit (?:is|was|'s|be|been|becomes?|seems?|appears?|looks?|takes?|took|rain\w*|snow\w*)?\s*(?:\w+ )?"
    r"(?:(?:true|possible|impossible|likely|unlikely|necessary|important|difficult|hard|easy|legal|illegal|safe|common"
    r"|known|said|believed|thought|estimated|expected|reported|rumou?red|clear|certain|better|best|worth|time) "
    r"(?:\w+ )?(?:that|to|for|whether|if)|that|as if|like to)\b"
    r"|\b(?:does|did|do|will|would|can|could) it (?:\w+ )?(?:take|cost|matter|mean|rain|snow)\b"
    r"(?=.* (?:to|for|if|that) )"
    r"|\bit (?:become|became|start\w*|begin|began) (?:\w+ ){0,3}(?:to|for|that)\b"
    r"|\bit(?:'s| is| was)? (?:take|took|taken|taking)s?\b.* to\b|\bwhen it comes to\b|\bmake it\b"
    r"|\bwhat time \w+ it\b|\b(?:does|did|will|would) it (?:rain|snow)\b"
    r"|\bit (?:called|named|considered|mean) (?:when|if|to|that)\b|\b(?:is|was) it (?:\w+ )?to\b"
    r"|\bhow far (?:is|was) it (?:from|to)\b"
    r"|\b(?:is|was) it (?:\S+ )+(?:that|who)\b|\bit(?:'s| is| was) \w+ed that\b"
)
_EMPTY_THERE = re.compile(
    r"\b(?:is|are|was|were|be|been|isn't|aren't|wasn't|weren't|will|would|has|have|had) there\b(?! ?\?)|\bthere"
    r"(?: \w+)? (?:is|are|was|were|be|been|'s|will|would|has|have|had|exists?)\b|\bare there\s*\?"
    r"|\bhow (?:many|much) .*\b(?:is|are|was|were) there\b"
)
_AFTER_TIME = frozenset("until till since by before after from".split())
# "This article" is what is asked, not something in it; "at that time" and "in that way" the question itself tells.
_THE_TEXT = frozenset("article text document story report page passage file".split())
_TOLD = frozenset("time way kind".split())
# What a phrase goes on with if it says itself which one is meant: "those who left", "the brother of".
_EXPLAINING = frozenset("who that which of whose whom".split())
# Words that lean on what was said, without a phrase in it that could be put in their place; only where a question is
# short (in words) and names nobody: "the other" is mostly explained by the rest of the question.
_LEANING = re.compile(
    r"\b(?:what|who|whom|where|how|why|any(?:one|thing|body)|some(?:one|thing|body)|nobody|nothing) else\b"
    r"|\band then\b|^then\b|\b(?:said|says?|thinks?|thought) so\b"
    r"|\b(?:another(?: one)?|the others?(?: one)?|any others?|the same|instead|next|as well|too|so|afterwards?"
    r"|the (?:first|second|last))\s*\?*$"
)
_LEANING_LENGTH = 8
_EXPLAINED = re.compile(r"\b(?:other than|except|besides|in addition|apart from|than)\b")


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
        kind = CLASSES.get(token.norm)
        if kind is None or _empty(kind, token, lower) or not _points(kind, found, at, own):
            continue
        kept.setdefault(kind, _reference(text, found, at, kind, own))
    return sorted(kept.values(), key=lambda one: one.start)


def leaning_word(text: str, names: Names) -> str | None:
    """A word of `text` that leans on what was said without standing for it ("else", "another"); None without one."""
    lower = text.casefold().strip()
    found = _LEANING.search(lower)
    if not found or len(lower.split()) > _LEANING_LENGTH or _EXPLAINED.search(lower):
        return None
    return None if any(one.proper for one in mentions(text, names, question=True)) else found[0]


def _empty(kind: str, token: Token, lower: str) -> bool:
    """Whether "it" or "there" stands for nothing."""
    pattern = {"it": _EMPTY_IT, "there": _EMPTY_THERE}.get(kind)
    if pattern is None or token.norm == "its":
        return False
    return any(one.start() <= token.start < one.end() for one in pattern.finditer(lower))


def _points(kind: str, found: Sequence[Token], at: int, own: Sequence[Mention]) -> bool:
    """Whether the word at `at` points back, and not to something in the question, or to nothing."""
    if kind == "this":
        return _demonstrates(found, at)
    if kind == "then":
        return at > 0 and found[at - 1].norm in _AFTER_TIME
    return kind == "there" or not bound(at, kind, found, own)


def _demonstrates(found: Sequence[Token], at: int) -> bool:
    """Whether "this", "that" or the like points: "that" also joins clauses, "those who" stands by itself."""
    word, before = found[at].norm, found[at - 1].norm if at else ""
    after = found[at + 1] if at + 1 < len(found) and found[at + 1].is_word else None
    if after is None:
        return True
    if after.norm in _THE_TEXT | _EXPLAINING | _TOLD or (word in ("this", "these") and of_noun(after.norm).time):
        return False
    if word in ("these", "those") and after.norm.endswith("ing"):
        return False
    if word != "that":
        return not (grammar.closed(after.norm) and after.norm not in grammar.AUXILIARIES)
    # "Did that", but "to do that is".
    joined = before in grammar.DO and at > 1 and found[at - 2].norm == "to"
    behind = (before in grammar.AUXILIARIES | grammar.PREPOSITIONS or not before) and not joined
    return _is_noun_alone(found, at + 1) or (behind and after.norm not in grammar.PRONOUNS)


def _is_noun_alone(found: Sequence[Token], at: int) -> bool:
    """Whether a noun stands there and no clause follows: "Who made that estimate?"."""
    noun, behind = found[at], found[at + 1] if at + 1 < len(found) else None
    ends = behind is None or not behind.is_word
    is_verb = grammar.verb(noun.norm) is not None or noun.norm.endswith("ed")
    return ends and not noun.capitalised and not is_verb and not grammar.closed(noun.norm)


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
    if token.norm != "her":
        return token.norm in OWNING
    after = found[at + 1] if at + 1 < len(found) else None
    return after is not None and after.is_word and not grammar.closed(after.norm) and after.norm not in grammar.ARTICLES


def definite_nouns(text: str, names: Names) -> list[Reference]:
    """The phrases of "the" and one noun, which may point back ("the brother"), in a `text` that names nobody."""
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
    return follows in _EXPLAINING
