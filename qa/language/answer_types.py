"""The kind of answer that a question asks for, and the words of a sentence that are of that kind.

"How many men left?" asks for a NUMBER, and "700,000" is one. The patterns are few and meant to be read; what a pattern
cannot tell (most questions with "what") is `OTHER`, for which no words are marked.

Known limitations: English. A name is a run of capitalised words: text all in lower case, or all in capitals, has none.
"""

import re
from collections.abc import Iterator
from enum import Enum
from operator import itemgetter

from qa.language.tokens import STOP_WORDS
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


def _one_of(words: str) -> str:
    """A pattern that fits any of `words`."""
    return f"(?:{'|'.join(words.split())})"


_WHICH = r"\b(?:what|which) "
_SAME_TIME = _one_of("year years date day month century decade season time")
_LENGTHS = _one_of("years months weeks days hours minutes")
_SUMS = rf"(?:{_one_of('price sum fee salary budget')}|amount of money)"
_COUNTS = _one_of("number amount distance height size population length")
_SCALES = _one_of("many much large big tall high far deep wide heavy often")
_CAUSES = _one_of("reason reasons cause causes")
_CAUSED = _one_of("reason caused causes led made motivated prompted")
_PEOPLE = _one_of(
    "person man woman author actor actress singer king queen president leader politician official scientist player "
    "director writer artist"
)
_PLACES = _one_of(
    "place country city town state region continent location nation province county village capital island"
)
_NAMED = _one_of(
    "company organization organisation team newspaper outlet agency party group university school book film movie band "
    "river war language religion church club museum airline station channel law act"
)
_SAYS = _one_of("say said tell told call called think announce declare claim warn reply answer")

_ASKED: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.AGE, rf"\bhow old\b|{_WHICH}age\b|\bage of\b"),
        (Kind.PERCENT, rf"{_WHICH}{_one_of('percent percentage proportion share fraction part')}\b"),
        (Kind.PERCENT, r"\bhow (?:large|big) a (?:share|part)\b"),
        (Kind.MONEY, r"\bhow much (?:money|did .* (?:cost|pay|spend|earn|make))\b"),
        (Kind.MONEY, r"\bhow much (?:does|do|is|was|were|will|would) .* (?:cost|paid|spent|worth)\b"),
        (Kind.MONEY, rf"\bhow (?:costly|expensive)\b|{_WHICH}{_SUMS}\b|\bwhat (?:did|does|do|was|is) .*\bcost\b"),
        (Kind.DURATION, rf"\bhow long\b|\bhow many {_LENGTHS}\b|\bhow (?:quickly|fast) did\b"),
        (Kind.NUMBER, rf"\bhow {_SCALES}\b|{_WHICH}{_COUNTS}\b|\bwhat (?:is|was) the (?:total|{_COUNTS})\b"),
        (Kind.DATE, rf"\bwhen\b|{_WHICH}{_SAME_TIME}\b|\bhow (?:recently|long ago)\b"),
        (Kind.REASON, rf"\bwhy\b|\bhow come\b|\bwhat (?:is|was|were|are) the {_CAUSES}\b|\bwhat {_CAUSED}\b"),
        (Kind.REASON, r"\bfor what reason\b"),
        (Kind.PERSON, rf"\bwho\b|\bwhom\b|\bwhose\b|{_WHICH}{_PEOPLE}\b"),
        (Kind.PLACE, rf"\bwhere\b|{_WHICH}{_PLACES}\b"),
        (Kind.QUOTE, rf"\bwhat (?:did|does|do|has|had) .*\b{_SAYS}\b|\bin (?:his|her|their) (?:own )?words\b"),
        (Kind.NAME, rf"\bwhat (?:is|was|are|were) the names?\b|{_WHICH}{_NAMED}\b|\bwhat .*\b(?:called|named)\b"),
        (Kind.OTHER, r"\b(?:what|which|how)\b"),
    )
)

_UNIT = r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centur(?:y|ies))"
_MONTH = (
    rf"(?:{_one_of('January February March April May June July August September October November December')}"
    r"|(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.)"
)
_DAY = _one_of("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_ONES = _one_of(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = _one_of("twenty thirty forty fifty sixty seventy eighty ninety")
_SPELLED = rf"(?:{_TENS}(?:[- ]{_ONES})?|{_ONES}|(?:a )?(?:dozens?|couple)|hundreds?|thousands?|millions?|billions?)"
_SCALE = r"(?:hundreds?|thousands?|millions?|billions?|trillions?|m|bn|k)\b"
_NUMBER = rf"(?:\b{_DIGITS}|\b{_SPELLED}\b)(?:\s+(?:of\s+)?{_SCALE})*"
_CURRENCY = r"(?:(?:ruble|rouble|dollar|euro|pound|rupee|franc|mark|cent|peso|crown)s?|yen|yuan|kronor|USD|EUR|GBP|RUB)"
_CAPITALISED = r"\b(?:(?:[A-Z]|St|Dr|Mr|Mrs|Ms|Jr|Sr|Gen|Sen|Gov)\.|[^\W\d_a-zß-öø-ÿ][\w-]*(?:['’](?!s\b)\w+)*)"
_NAME_LINK = r"(?:of the|of|de la|de|del|der|van|von|bin|ibn|al|and|&|the)"
_NAME = rf"{_CAPITALISED}(?:\s+(?:{_NAME_LINK}\s+)?{_CAPITALISED})*"
_NO_NAME = re.compile(rf"{_DAY}|{_MONTH}|I|[ivxIVX]+\.")

_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)"
_DATE = "|".join(
    (
        rf"\b(?:(?:early|late|mid)[- ])?(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+)?{_MONTH}"
        rf"(?:\s+(?:{_ORDINAL}|\d{{1,2}})\b)?(?:,?\s+\d{{3,4}}\b)?",
        rf"\b{_DAY}\b",
        r"\b(?:1[0-9]|20)\d\d(?:s|[–-]\d{2,4})?\b",
        rf"\b\d{{1,4}} (?:BC|AD|BCE|CE)\b|\b{_ORDINAL}[- ]century\b",
        r"\b(?:last|next|this|later this)\s+"
        r"(?:week|month|year|spring|summer|autumn|fall|winter|night|century|decade)\b",
        r"\b(?:yesterday|today|tomorrow)\b",
        rf"{_NUMBER}\s+{_UNIT}\s+(?:ago|later|earlier|after|before)\b",
        r"\b\d{1,2}(?::\d\d)?\s?(?:a\.m\.|p\.m\.|am\b|pm\b)",
    )
)
_ABOUT = r"\b(?:(?:less than|more than|fewer than|under|over|about|almost|nearly)\s+)?"
_BECAUSE = (
    r"(?:because|due to|owing to|thanks to|as a result of|in fear of|for fear of|fearing|in order to|so that|so as to"
    r"|spurred by|caused by|since|citing)"
)
_FRACTION = (
    r"(?:about |nearly |almost )?(?:half|a third|two[- ]thirds|a quarter|three[- ]quarters|one in (?:two|\d+|[a-z]+))"
)

_OF_KIND: dict[Kind, re.Pattern[str]] = {
    Kind.PERSON: re.compile(_NAME),
    Kind.NAME: re.compile(_NAME),
    Kind.PLACE: re.compile(_NAME),
    Kind.DATE: re.compile(_DATE),
    Kind.NUMBER: re.compile(_NUMBER, re.IGNORECASE),
    Kind.MONEY: re.compile(
        rf"[$€£¥₽]\s?{_DIGITS}(?:\s?{_SCALE})*|{_NUMBER}\s+{_CURRENCY}\b(?:\s+\([^)]*\))?", re.IGNORECASE
    ),
    Kind.PERCENT: re.compile(rf"\b{_DIGITS}\s?(?:%|per cent|percent)|\b{_FRACTION}\b", re.IGNORECASE),
    Kind.AGE: re.compile(
        rf"(?<=,\s)\d{{1,3}}(?=\s*[,.;)—])|{_NUMBER}[- ]years?[- ]olds?\b|(?<=\baged\s)\d{{1,3}}\b", re.IGNORECASE
    ),
    Kind.DURATION: re.compile(rf"{_ABOUT}(?:{_NUMBER}|an?|several|a few|many)[- ]{_UNIT}\b", re.IGNORECASE),
    Kind.REASON: re.compile(rf"\b{_BECAUSE}\b[^.;”]*[^.;,”\s]", re.IGNORECASE),
    Kind.QUOTE: re.compile(r"“[^”]+”|\"[^\"]+\""),
}

# "Who is Pavel?" asks what Pavel is, not for another name.
_ASKS_ABOUT_A_NAME = re.compile(r"^\W*[Ww]ho(?:’s|'s| is| was| are| were) (?:the )?[A-Z]")


# Kinds that are told by a number, in figures or spelled out: a sentence without any does not answer.
COUNTED = frozenset({Kind.AGE, Kind.DURATION, Kind.MONEY, Kind.NUMBER, Kind.PERCENT})


def kind_of(question: str) -> Kind:
    """The kind of answer that `question` asks for: of the patterns that fit the earliest decides, then the first.

    The earliest, since a later question word is often a relative one: "What did he call those who left?"
    """
    if _ASKS_ABOUT_A_NAME.search(question):
        return Kind.OTHER
    found = [(match.start(), kind) for kind, pattern in _ASKED if (match := pattern.search(question))]
    return min(found, key=itemgetter(0), default=(0, Kind.OTHER))[1]


# A name after one of these is a place more often than a person.
_BEFORE_A_PLACE = re.compile(
    r"\b(?:in|at|from|to|into|near|through|across|around|via|toward|towards|outside|neighbou?ring)\s+(?:the\s+)?$"
)


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
