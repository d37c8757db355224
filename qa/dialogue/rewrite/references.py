"""References: what in a question refers back to what was said before.

A pronoun whose antecedent is in the question itself (see `binding`) does not count, nor does one that means nothing
("it rains").

Known limitation: by rules over the words; "her" before a noun that is also a verb can be taken for the object.
"""

import re
from collections.abc import Sequence

from qa.dialogue.antecedents import Reference
from qa.dialogue.rewrite.binding import is_bound, may_be_asked_for
from qa.language.grammar import base_verb, noun_traits
from qa.language.lexicon import (
    ARTICLES,
    AUXILIARIES,
    CLOSED_CLASS,
    DO,
    EXPLETIVE_PREDICATES,
    OWNER_PRONOUNS,
    PREPOSITIONS,
    PRONOUN_CLASSES,
    PRONOUNS,
    RELATIVE_WORDS,
    TEXT_NOUNS,
    TIME_PREPOSITIONS,
    UNSPECIFIC_NOUNS,
    alternation,
)
from qa.types import Mention, Question, Token

# "it" and "there" that mean nothing: "is it true that", "does it take to", "how many are there".
_EXPLETIVE_IT = re.compile(
    r"\bit (?:is|was|'s|be|been|becomes?|seems?|appears?|looks?|takes?|took|rain\w*|snow\w*)?\s*(?:\w+ )?"
    rf"(?:{alternation(EXPLETIVE_PREDICATES)} "
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
_EXPLETIVE_THERE = re.compile(
    r"\b(?:is|are|was|were|be|been|isn't|aren't|wasn't|weren't|will|would|has|have|had) there\b(?! ?\?)|\bthere"
    r"(?: \w+)? (?:is|are|was|were|be|been|'s|will|would|has|have|had|exists?)\b|\bare there\s*\?"
    r"|\bhow (?:many|much) .*\b(?:is|are|was|were) there\b"
)
_PERSONAL = frozenset({"he", "she", "they", "it"})
_EXPLETIVES = {"it": _EXPLETIVE_IT, "there": _EXPLETIVE_THERE}


def find_references(question: Question) -> list[Reference]:
    """The references of `question` in order; of several pronouns of one class the first one, which counts for all."""
    mentions = question.mentions or ()
    lower = question.corrected.casefold().replace("’", "'")
    references: dict[str, Reference] = {}
    for place, token in enumerate(question.tokens):
        pronoun_class = PRONOUN_CLASSES.get(token.norm)
        if pronoun_class is None or pronoun_class in references or _is_expletive(pronoun_class, token, lower):
            continue
        if _refers_back(pronoun_class, question.tokens, place, mentions):
            references[pronoun_class] = _reference(question, place, pronoun_class)
    return sorted(references.values(), key=lambda reference: reference.start)


def find_definite_nouns(question: Question) -> list[Reference]:
    """The phrases of "the" and one noun that may refer back ("the brother"), in a question that names nobody."""
    mentions = question.mentions or ()
    if any(mention.proper for mention in mentions):
        return []
    return [
        Reference(mention.text, mention.start, mention.end, "noun", head=mention.head)
        for mention in mentions
        if mention.text.casefold() == f"the {mention.head}" and not _is_explained(question.tokens, mention)
    ]


def _is_explained(tokens: Sequence[Token], mention: Mention) -> bool:
    """Whether the question itself says which one is meant: "the brother of", "the man who"."""
    follows = next((token.norm for token in tokens if token.start >= mention.end), "")
    return follows in RELATIVE_WORDS


def _is_expletive(pronoun_class: str, token: Token, lower: str) -> bool:
    """Whether "it" or "there" means nothing."""
    pattern = _EXPLETIVES.get(pronoun_class)
    if pattern is None or token.norm == "its":
        return False
    return any(match.start() <= token.start < match.end() for match in pattern.finditer(lower))


def _refers_back(pronoun_class: str, tokens: Sequence[Token], place: int, mentions: Sequence[Mention]) -> bool:
    """Whether the word at `place` refers back, and not to something in the question, or to nothing."""
    if pronoun_class == "this":
        return _is_demonstrative(tokens, place)
    if pronoun_class == "then":
        return place > 0 and tokens[place - 1].norm in TIME_PREPOSITIONS
    return pronoun_class == "there" or not is_bound(place, pronoun_class, tokens, mentions)


def _is_demonstrative(tokens: Sequence[Token], place: int) -> bool:
    """Whether "this", "that" or the like refers: "that" also joins clauses, "those who" needs no antecedent."""
    word, before = tokens[place].norm, tokens[place - 1].norm if place else ""
    after = tokens[place + 1] if place + 1 < len(tokens) and tokens[place + 1].is_word else None
    if after is None:
        return True
    # "This article" is what is asked, not something in it; "at that time" the question itself explains.
    if after.norm in TEXT_NOUNS or after.norm in RELATIVE_WORDS or after.norm in UNSPECIFIC_NOUNS:
        return False
    if word in ("this", "these") and noun_traits(after.norm).time:
        return False
    if word in ("these", "those") and after.norm.endswith("ing"):
        return False
    if word != "that":
        return not (after.norm in CLOSED_CLASS and after.norm not in AUXILIARIES)
    # "Did that", but "to do that is".
    joins = before in DO and place > 1 and tokens[place - 2].norm == "to"
    is_object = (before in AUXILIARIES or before in PREPOSITIONS or not before) and not joins
    return _is_lone_noun(tokens, place + 1) or (is_object and after.norm not in PRONOUNS)


def _is_lone_noun(tokens: Sequence[Token], place: int) -> bool:
    """Whether the word is a noun and no clause follows: "Who made that estimate?"."""
    noun, behind = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else None
    ends = behind is None or not behind.is_word
    is_verb = base_verb(noun.norm) is not None or noun.norm.endswith("ed")
    return ends and not noun.is_capitalised and not is_verb and noun.norm not in CLOSED_CLASS


def _reference(question: Question, place: int, pronoun_class: str) -> Reference:
    token = question.tokens[place]
    if pronoun_class == "this":
        starts = {following.start for following in question.tokens[place : place + 2]}
        whole = next((mention for mention in question.mentions or () if mention.start in starts), None)
        if whole is not None:
            text = question.corrected[token.start : whole.end]
            return Reference(text, token.start, whole.end, "this", head=whole.head)
    # Without what is joined to it: "he's" is "he".
    pronoun = token.text[: len(token.norm)]
    possessive = _is_possessive(question.tokens, place)
    is_personal = pronoun_class in _PERSONAL
    weak = is_personal and may_be_asked_for(place, pronoun_class, question.tokens, question.mentions or ())
    return Reference(pronoun, token.start, token.start + len(pronoun), pronoun_class, possessive, weak=weak)


def _is_possessive(tokens: Sequence[Token], place: int) -> bool:
    """Whether the pronoun is in the place of something with 's: "her book", and not "her?"."""
    token = tokens[place]
    if token.norm != "her":
        return token.norm in OWNER_PRONOUNS
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return after is not None and after.is_word and after.norm not in CLOSED_CLASS and after.norm not in ARTICLES
