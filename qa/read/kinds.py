"""The kind of answer that a question asks for, and the words of a sentence that are of that kind.

"How many men left?" asks for a NUMBER, and "700,000" is one. The patterns are few and meant to be read; what a pattern
cannot tell (most questions with "what") is `OTHER`, for which no words are marked.

Known limitations: English. A name is a run of capitalised words: text all in lower case, or all in capitals, has none.
"""

import re
from collections.abc import Iterator
from enum import Enum

from qa.retrieve.words import STOP_WORDS
from qa.types import Span


class Kind(Enum):
    """What a question asks for."""

    PERSON = "a person"
    PLACE = "a place"
    DATE = "a date"
    NUMBER = "a number"
    MONEY = "an amount of money"
    PERCENT = "a share"
    AGE = "an age"
    DURATION = "a length of time"
    REASON = "a reason"
    NAME = "a name"
    QUOTE = "somebody's words"
    OTHER = "something else"


_ASKED: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.AGE, r"\bhow old\b|\b(?:what|which) age\b|\bage of\b"),
        (Kind.PERCENT, r"\b(?:what|which) (?:percent|percentage|proportion|share|fraction|part)\b|\bhow (?:large|big) a (?:share|part)\b"),
        (Kind.MONEY, r"\bhow much (?:money|did .* (?:cost|pay|spend|earn|make)|(?:does|do|is|was|were|will|would) .* (?:cost|paid|spent|worth))"
                     r"|\bhow (?:costly|expensive)\b|\b(?:what|which) (?:price|sum|fee|salary|budget|amount of money)\b|\bwhat (?:did|does|do|was|is) .*\bcost\b"),
        (Kind.DURATION, r"\bhow long\b|\bfor how (?:many )?(?:long|years|months|weeks|days|hours)\b|\bhow many (?:years|months|weeks|days|hours|minutes)\b|\bhow (?:quickly|fast) did\b"),
        (Kind.NUMBER, r"\bhow (?:many|much|large|big|tall|high|far|deep|wide|heavy|often)\b|\b(?:what|which) (?:number|amount|distance|height|size|population|length)\b|\bwhat (?:is|was) the (?:number|population|size|total)\b"),
        (Kind.DATE, r"\bwhen\b|\b(?:what|which) (?:year|years|date|day|month|century|decade|season|time)\b|\bsince when\b|\bhow (?:recently|long ago)\b"),
        (Kind.REASON, r"\bwhy\b|\bhow come\b|\bwhat (?:is|was|were|are) the (?:reason|reasons|cause|causes)\b|\bwhat (?:reason|caused|causes|led|made|motivated|prompted)\b|\bfor what reason\b"),
        (Kind.PERSON, r"\bwho\b|\bwhom\b|\bwhose\b|\b(?:what|which) (?:person|man|woman|author|actor|actress|singer|king|queen|president|leader|politician|official|scientist|player|director|writer|artist)\b"),
        (Kind.PLACE, r"\bwhere\b|\b(?:what|which|to what|in what|in which) (?:place|country|city|town|state|region|continent|location|nation|province|county|village|capital|island)\b"),
        (Kind.QUOTE, r"\bwhat (?:did|does|do|has|had) .*\b(?:say|said|tell|told|call|called|think|announce|declare|claim|warn|reply|answer)\b|\bin (?:his|her|their) (?:own )?words\b"),
        (Kind.NAME, r"\bwhat (?:is|was|are|were) the names?\b|\b(?:what|which) (?:company|organization|organisation|team|newspaper|outlet|agency|party|group|university|school|book|film|movie|band|river|war|language|religion|church|club|museum|airline|station|channel|law|act)\b|\bwhat .*\b(?:called|named)\b"),
    )
)  # fmt: skip

_UNIT = r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centur(?:y|ies))"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
_DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_SPELLED = rf"(?:{_TENS}(?:[- ]{_ONES})?|{_ONES}|(?:a )?(?:dozens?|couple)|hundreds?|thousands?|millions?|billions?)"
_SCALE = r"(?:hundreds?|thousands?|millions?|billions?|trillions?|m|bn|k)\b"
_NUMBER = rf"(?:\b{_DIGITS}|\b{_SPELLED}\b)(?:\s+(?:of\s+)?{_SCALE})*"
_CURRENCY = r"(?:rubles?|roubles?|dollars?|euros?|pounds?|yen|yuan|rupees?|francs?|marks?|cents?|kronor|pesos?|USD|EUR|GBP|RUB)"
_CAPITALISED = r"\b(?:(?:[A-Z]|St|Dr|Mr|Mrs|Ms|Jr|Sr|Gen|Sen|Gov)\.|[^\W\d_a-zß-öø-ÿ][\w-]*(?:['’](?!s\b)\w+)*)"
_NAME_LINK = r"(?:of the|of|de la|de|del|der|van|von|bin|ibn|al|and|&|the)"
_NAME = rf"{_CAPITALISED}(?:\s+(?:{_NAME_LINK}\s+)?{_CAPITALISED})*"
_NO_NAME = re.compile(rf"{_DAY}|{_MONTH}|I|[ivxIVX]+\.")

_OF_KIND: dict[Kind, re.Pattern[str]] = {
    kind: re.compile(pattern, flags)
    for kind, pattern, flags in (
        (Kind.PERSON, _NAME, re.NOFLAG),
        (Kind.NAME, _NAME, re.NOFLAG),
        (Kind.PLACE, _NAME, re.NOFLAG),
        (Kind.DATE,
         rf"\b(?:(?:early|late|mid)[- ])?(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+)?{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{{3,4}}\b)?"
         rf"|\b{_DAY}\b|\b(?:1[0-9]|20)\d\d(?:s|[–-]\d{{2,4}})?\b|\b\d{{1,4}} (?:BC|AD|BCE|CE)\b|\b\d{{1,2}}(?:st|nd|rd|th)(?:[- ])century\b"
         rf"|\b(?:last|next|this|later this)\s+(?:week|month|year|spring|summer|autumn|fall|winter|night|century|decade)\b|\b(?:yesterday|today|tomorrow)\b"
         rf"|\b(?:{_NUMBER})\s+{_UNIT}\s+(?:ago|later|earlier|after|before)\b|\b\d{{1,2}}(?::\d\d)?\s?(?:a\.m\.|p\.m\.|am|pm)", re.NOFLAG),
        (Kind.NUMBER, _NUMBER, re.IGNORECASE),
        (Kind.MONEY, rf"[$€£¥₽]\s?{_DIGITS}(?:\s?{_SCALE})*|(?:{_NUMBER})\s+{_CURRENCY}\b(?:\s+\([^)]*\))?", re.IGNORECASE),
        (Kind.PERCENT, rf"\b{_DIGITS}\s?(?:%|per cent|percent)|\b(?:about |nearly |almost )?(?:half|a third|two[- ]thirds|a quarter|three[- ]quarters|one in \w+)\b", re.IGNORECASE),
        (Kind.AGE, rf"(?<=,\s)\d{{1,3}}(?=\s*[,.;)—])|\b{_NUMBER}[- ]years?[- ]olds?\b|(?<=\baged\s)\d{{1,3}}\b", re.IGNORECASE),
        (Kind.DURATION, rf"\b(?:(?:less than|more than|fewer than|under|over|about|almost|nearly)\s+)?(?:{_NUMBER}|an?|several|a few|many)[- ]{_UNIT}\b", re.IGNORECASE),
        (Kind.REASON, r"\b(?:because|due to|owing to|thanks to|as a result of|in fear of|for fear of|fearing|in order to|so that|so as to|spurred by|caused by|since|citing)\b[^.;”]*[^.;,”\s]", re.IGNORECASE),
        (Kind.QUOTE, r"“[^”]+”|\"[^\"]+\"", re.NOFLAG),
    )
}  # fmt: skip


# "Who is Pavel?" asks what Pavel is, not for another name.
_ASKS_ABOUT_A_NAME = re.compile(r"^\W*[Ww]ho(?:’s|'s| is| was| are| were) (?:the )?[A-Z]")


def kind_of(question: str) -> Kind:
    """The kind of answer that `question` asks for; the first pattern that fits decides."""
    if _ASKS_ABOUT_A_NAME.search(question):
        return Kind.OTHER
    return next((kind for kind, pattern in _ASKED if pattern.search(question)), Kind.OTHER)


# A name after one of these is a place more often than a person.
_BEFORE_A_PLACE = re.compile(r"\b(?:in|at|from|to|into|near|through|across|around|via|toward|towards|outside|neighbou?ring)\s+(?:the\s+)?$")


def stands_as_place(text: str, span: Span) -> bool:
    """Whether the name at `span` follows a word of place."""
    return _BEFORE_A_PLACE.search(text, max(span.start - 20, 0), span.start) is not None


def spans_of(kind: Kind, text: str) -> Iterator[Span]:
    """The stretches of `text` that are of `kind`, in order, as offsets into `text`."""
    pattern = _OF_KIND.get(kind)
    if pattern is None:
        return
    named = kind in (Kind.PERSON, Kind.PLACE, Kind.NAME)
    for match in pattern.finditer(text):
        start = match.start() + (_opening_words(match[0]) if named else 0)
        if start < match.end() and not (named and _NO_NAME.fullmatch(text, start, match.end())):
            yield Span(start, match.end())


_WORD_AND_SPACE = re.compile(r"[\w’'-]+\.?\s*")


def _opening_words(name: str) -> int:
    """The length of what a run of capitalised words starts with only because it starts a sentence."""
    at = 0
    for match in _WORD_AND_SPACE.finditer(name):
        if match[0].strip().casefold() not in STOP_WORDS:
            break
        at = match.end()
    return at
