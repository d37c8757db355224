"""The questions of a line that asks several, so that each gets its own answer.

    "Who signed the lease and when does it end?"   two questions, joined
    "What does it cost? Who pays?"                 two questions, in a row
    "Compare the Team plan and the Solo plan"      one for each

A line is split only where both sides ask by themselves: "Who are Bill and Tom?", "the man who left and who came back"
and "When and where was he born?" stay whole.

Known limitations: English. A pronoun in the second question means the last thing that the first one names, if it is not
asked in a conversation (see `qa.dialogue`).
"""

import re
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter

from qa.language.grammar import Fit, agreement, base_verb, noun_traits
from qa.language.lexicon import (
    AUXILIARIES,
    CLOSED_CLASS,
    CONJUNCTIONS,
    PREPOSITIONS,
    PRONOUN_CLASSES,
    QUESTION_WORDS,
    STOP_WORDS,
    alternation,
)
from qa.language.tokens import words
from qa.question.intent import classify_intent
from qa.question.several import is_plural
from qa.types import Intent

# Questions of one line that are answered at most; a line with more stays whole.
MAX_PARTS = 5

_WH = r"(?:how|what|when|where|which|who|whom|whose|why)"
_AUX = rf"(?:{alternation(sorted(AUXILIARIES, key=len, reverse=True))})"
_OPENING = r"(?:(?:and|also|but|so|then|or)[, ]+)*"
_PREPOSITION = rf"(?:{alternation(sorted(PREPOSITIONS))} )?"
_SUBJECT = r"(?:it|he|she|they|there|this|that|you|i|we)"
# A clause that asks: "when does it end", "in which year was", "who pays", "does it cost", "is it".
_INVERTED = rf"{_PREPOSITION}{_WH}(?: [\w'’-]+){{0,3}}? {_AUX}\b"
_SUBJECT_ASKED = r"(?:who [\w'’-]{3,}|what [\w'’-]{3,} [\w'’])"
_YES_NO = rf"(?:(?:do|does|did|can|could|will|would|should|may|must) (?:{_SUBJECT}|the|a|an)|{_AUX} {_SUBJECT})"
_ASKS = re.compile(rf"{_OPENING}(?:{_PREPOSITION}{_WH}|{_AUX})\b", re.IGNORECASE)
_JOINED = re.compile(
    rf",? (?:and|but)(?: also)? (?=(?:{_INVERTED}|{_SUBJECT_ASKED}|{_YES_NO}\b) ?[\w'’]*)", re.IGNORECASE
)
_INNER_WH = re.compile(rf"\b(?:{_WH}|that)\b", re.IGNORECASE)
# "Can you tell me who signed it and when it ends?"
_POLITE = re.compile(
    r"^(?:(?:hi|hello|please)[,!.]? )?(?:(?:can|could|would) (?:you|anyone)(?: please)? (?:tell|say to|explain to|show)"
    r" (?:me|us)|(?:do you|does anyone) (?:happen to )?know|(?:please )?tell (?:me|us)"
    r"|i(?:'d| would) like to know|i (?:want|need) to know)[,:]? (?=\w)",
    re.IGNORECASE,
)
_EMBEDDED = re.compile(
    rf",? and (?:also )?(?={_PREPOSITION}(?:how|what|when|where|which|who|why)\b \S+ \S)", re.IGNORECASE
)
_MARKED = re.compile(r"[^?]*\?+[”\"')]*|[^?]+$")
_SENTENCE_END = re.compile(r"(?<=[.!])\s+")

# Comparisons: the two things, and what is compared of them, if that is said.
_THING = r"(?:the |a |an )?[\w'’.-]+(?: [\w'’.-]+){0,4}?"
_COMPARISONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:please |can you |could you )*compare (?:the (?P<what>[\w -]+?) (?:of|for) )?"
        rf"(?P<first>{_THING}) (?:and|with|to|against) (?P<second>{_THING})",
        rf"(?:what(?:'s|’s| is| are) |explain |show )?(?:the )?(?:main |key )?(?P<what>[\w-]+ )?differences? "
        rf"(?:in (?P<also>[\w -]+?) )?between (?P<first>{_THING}) and (?P<second>{_THING})",
        rf"how (?:do|does|did|is|are) (?P<first>{_THING}) (?:differ|different) from (?P<second>{_THING})",
        rf"how (?:do|does|did) (?P<first>{_THING}) compare (?:to|with|against) (?P<second>{_THING})",
        rf"how (?:do|does|did|are) (?P<first>{_THING}) and (?P<second>{_THING}) (?:differ|different|compare)",
    )
)
_CAPITAL_ARTICLE = re.compile(r"^(?:The|An?)(?= )")
_EITHER = re.compile(rf"(?P<first>{_THING}) (?:or|vs\.?|versus) (?P<second>{_THING})", re.IGNORECASE)
# A pronoun of a later question, and what it can mean in the one before.
_PRONOUN = re.compile(r"\b(it|its|they|them|their|he|him|his|she)\b", re.IGNORECASE)
_POSSESSIVE = frozenset({"its", "their", "his"})
_PERSONAL = frozenset({"he", "him", "his", "she"})
_NOUN_PHRASE = re.compile(
    r"\b(?:the|a|an|this|that|our|my|your) (?P<noun>[\w'’-]+(?: [\w'’-]+){0,2}?)"
    rf"(?=\W*$| (?:{alternation(sorted(PREPOSITIONS | AUXILIARIES | CONJUNCTIONS, key=len, reverse=True))})\b)",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b(?!I\b)[A-Z][\w'’-]*(?: (?:(?:of|the|de|van) )?[A-Z][\w'’-]*)*")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two things that a line compares, and the question of each; `whole` is the line."""

    whole: str
    things: tuple[str, str]
    questions: tuple[str, str]


def split_line(line: str) -> tuple[str, ...]:
    """The questions of `line`, as they are typed; none if it asks just one."""
    pieces = [piece.strip() for piece in _MARKED.findall(line) if any(map(str.isalnum, piece))]
    asking = [piece for piece in pieces if classify_intent(piece) is Intent.QUESTION]
    if len(asking) > 1 and not all(_asks(piece) for piece in asking):
        return ()
    parts = [part for piece in asking for part in _unjoined(piece)]
    return tuple(parts) if 1 < len(parts) <= MAX_PARTS else ()


def question_parts(line: str) -> tuple[str, ...]:
    """The questions of `line`, each understood by itself: a pronoun is replaced by what the one before names."""
    parts = list(split_line(line))
    for place in range(1, len(parts)):
        parts[place] = _carried(parts[place], parts[place - 1])
    return tuple(parts)


def comparison(line: str) -> Comparison | None:
    """What the whole `line` compares; None if it compares nothing."""
    form = " ".join(line.split()).strip(" ?.!")
    matches = (pattern.fullmatch(form) for pattern in (*_COMPARISONS, _EITHER))
    match = next((match for match in matches if match is not None), None)
    if match is None or not all(_is_thing(match[name]) for name in ("first", "second")):
        return None
    groups = match.groupdict()
    aspect = (groups.get("also") or groups.get("what") or "").strip()
    things = match["first"], match["second"]
    first, second = (_what_is(f"the {aspect} of {thing}" if aspect else thing) for thing in things)
    return Comparison(line, things, (first, second))


def _what_is(phrase: str) -> str:
    """The question for `phrase`, whose noun is the last word before "of"; a name counts as one thing."""
    noun = phrase.split(" of ")[0].split()[-1]
    phrase = _CAPITAL_ARTICLE.sub(lambda article: article[0].lower(), phrase)
    return f"What {'are' if noun.islower() and is_plural(noun) else 'is'} {phrase}?"


def _is_thing(phrase: str) -> bool:
    """Whether `phrase` names something, and is no clause."""
    listed = words(phrase)
    closed = CLOSED_CLASS - {"of"}
    return (
        bool(listed)
        and all(word.norm not in closed for word in listed)
        and any(word.norm not in STOP_WORDS for word in listed)
    )


def _asks(piece: str) -> bool:
    """Whether the last sentence of `piece` opens as a question, and names something."""
    last = _SENTENCE_END.split(piece)[-1]
    polite = _POLITE.sub("", last)
    return bool(_ASKS.match(polite)) and any(word.norm not in STOP_WORDS for word in words(polite))


def _unjoined(piece: str) -> list[str]:
    """The questions that "and" joins in `piece`; itself, if it joins none."""
    polite = _POLITE.match(piece)
    body = piece[polite.end() :] if polite else piece
    join = _EMBEDDED.search(body) if polite else None
    join = join or _JOINED.search(body)
    if join is None:
        return [piece]
    first, rest = body[: join.start()], body[join.end() :]
    if not _is_question(first, embedded=bool(polite)) or not _names_more(rest):
        return [piece]
    return [f"{_capital(first)}?", *_unjoined(_capital(rest))]


def _is_question(clause: str, *, embedded: bool) -> bool:
    """Whether `clause` asks by itself, and has no clause in it that "and" could continue."""
    opening = _ASKS.match(clause)
    if opening is None or (not embedded and "," in clause.rstrip(",")):
        return False
    listed = words(clause)
    has_content = any(word.norm not in STOP_WORDS and word.norm not in QUESTION_WORDS for word in listed)
    return has_content and len(listed) > 2 - (listed[0].norm == "who") and not _INNER_WH.search(clause, opening.end())


def _names_more(clause: str) -> bool:
    """Whether `clause` has a word of content."""
    return any(word.norm not in STOP_WORDS for word in words(clause))


def _carried(part: str, before: str) -> str:
    """`part` with its first pronoun replaced by what `before` names last; as it is, if that is unknown."""
    pronoun = _PRONOUN.search(part)
    if pronoun is None:
        return part
    spoken = pronoun[1].casefold()
    name = next(iter([*_NAME.finditer(before)][-1:]), None)
    noun = _meant_noun(before, PRONOUN_CLASSES[spoken])
    if name is not None and (noun is None or spoken in _PERSONAL):
        meant = name[0]
    elif noun is not None:
        meant = f"the {noun}"
    else:
        return part
    owner = f"{meant}'s" if spoken in _POSSESSIVE else meant
    return f"{part[: pronoun.start()]}{owner}{part[pronoun.end() :]}"


def _meant_noun(before: str, pronoun_class: str) -> str | None:
    """The noun of `before` that a pronoun means: of those that agree with it best, the last; None if none can."""
    nouns = [_without_verb(match["noun"]) for match in reversed([*_NOUN_PHRASE.finditer(before)])]
    fits = [agreement(noun_traits(noun.split()[-1].casefold()), pronoun_class) for noun in nouns]
    # "They" may also be one person.
    agreeing = [fit for fit in fits if fit is not Fit.NO or pronoun_class == "they"]
    return nouns[fits.index(max(agreeing, key=attrgetter("value")))] if agreeing else None


def _without_verb(noun: str) -> str:
    """The words of `noun` before a verb: "mill" of "mill cost"."""
    first, *rest = noun.split()
    return " ".join([first, *takewhile(lambda word: not _is_verb(word.casefold()), rest)])


def _is_verb(norm: str) -> bool:
    """Whether the word after a noun is a listed verb, or looks like a participle."""
    return base_verb(norm) is not None or (len(norm) > 4 and norm.endswith("ed"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
