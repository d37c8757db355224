"""The type of answer that a question asks for, and the spans of a sentence that are of that type.

"How many men left?" asks for a NUMBER, and "700,000" is one. The patterns are few and meant to be read. A question that
no pattern decides (most questions with "what") has the type OTHER, which no span has.

Known limitations: English. A name is a run of capitalised words: text all in lower case, or all in capitals, has none.
"""

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from qa.language import lexicon
from qa.language.lexicon import alternation
from qa.language.tokens import words_within
from qa.types import AnswerType, Word

_WHICH = r"\b(?:what|which) "
_AMOUNTS = alternation(lexicon.ASKED_AMOUNTS)
_CAUSES, _CAUSED = alternation(lexicon.ASKED_CAUSES), alternation(lexicon.CAUSED_BY)
_DURATIONS, _SCALES = alternation(lexicon.ASKED_DURATIONS), alternation(lexicon.ASKED_SCALES)
_NAMED, _PERSONS = alternation(lexicon.ASKED_NAMED_THINGS), alternation(lexicon.ASKED_PERSONS)
_PLACES, _TIMES = alternation(lexicon.ASKED_PLACES), alternation(lexicon.ASKED_TIMES)
_SAYS, _SHARES = alternation(lexicon.ASKED_SPEECH_VERBS), alternation(lexicon.ASKED_SHARES)
_SUMS = rf"(?:{alternation(lexicon.ASKED_SUMS)}|amount of money)"

_ASKED: tuple[tuple[AnswerType, re.Pattern[str]], ...] = tuple(
    (answer_type, re.compile(pattern, re.IGNORECASE))
    for answer_type, pattern in (
        (AnswerType.AGE, rf"\bhow old\b|{_WHICH}age\b|\bage of\b"),
        (AnswerType.PERCENT, rf"{_WHICH}{_SHARES}\b"),
        (AnswerType.PERCENT, r"\bhow (?:large|big) a (?:share|part)\b"),
        (AnswerType.MONEY, r"\bhow much (?:money|did .* (?:cost|pay|spend|earn|make))\b"),
        (AnswerType.MONEY, r"\bhow much (?:does|do|is|was|were|will|would) .* (?:cost|paid|spent|worth)\b"),
        (AnswerType.MONEY, rf"\bhow (?:costly|expensive)\b|{_WHICH}{_SUMS}\b|\bwhat (?:did|does|do|was|is) .*\bcost\b"),
        (AnswerType.DURATION, rf"\bhow long\b|\bhow many {_DURATIONS}\b|\bhow (?:quickly|fast) did\b"),
        (AnswerType.NUMBER, rf"\bhow {_SCALES}\b|{_WHICH}{_AMOUNTS}\b|\bwhat (?:is|was) the (?:total|{_AMOUNTS})\b"),
        (AnswerType.DATE, rf"\bwhen\b|{_WHICH}{_TIMES}\b|\bhow (?:recently|long ago)\b"),
        (AnswerType.REASON, rf"\bwhy\b|\bhow come\b|\bwhat (?:is|was|were|are) the {_CAUSES}\b|\bwhat {_CAUSED}\b"),
        (AnswerType.REASON, r"\bfor what reason\b"),
        (AnswerType.PERSON, rf"\bwho\b|\bwhom\b|\bwhose\b|{_WHICH}{_PERSONS}\b"),
        (AnswerType.PLACE, rf"\bwhere\b|{_WHICH}{_PLACES}\b"),
        (AnswerType.QUOTE, rf"\bwhat (?:did|does|do|has|had) .*\b{_SAYS}\b|\bin (?:his|her|their) (?:own )?words\b"),
        (AnswerType.NAME, r"\bwhat (?:is|was|are|were) the names?\b"),
        (AnswerType.NAME, rf"{_WHICH}{_NAMED}\b|\bwhat .*\b(?:called|named)\b"),
        (AnswerType.OTHER, r"\b(?:what|which|how)\b"),
    )
)

_UNIT = alternation(lexicon.TIME_UNITS)
_MONTH = rf"(?:{alternation(lexicon.MONTHS)}|{alternation(lexicon.MONTH_ABBREVIATIONS)}\.)"
_DAY = alternation(lexicon.WEEKDAYS)
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_ONES, _TENS = alternation(lexicon.ONES), alternation(lexicon.TENS)
_SPELLED = (
    rf"(?:{_TENS}(?:[- ]{_ONES})?|{_ONES}|(?:a )?{alternation(lexicon.COLLECTIVE_NUMBERS)}"
    rf"|{alternation(lexicon.LARGE_NUMBERS)})"
)
_SCALE = rf"{alternation(lexicon.NUMBER_SCALES)}\b"
_NUMBER = rf"(?:\b{_DIGITS}|\b{_SPELLED}\b)(?:\s+(?:of\s+)?{_SCALE})*"
_CURRENCY = alternation(lexicon.CURRENCIES)
_CAPITALISED = rf"\b(?:(?:[A-Z]|{alternation(lexicon.NAME_TITLES)})\.|[^\W\d_a-zß-öø-ÿ][\w-]*(?:['’](?!s\b)\w+)*)"
_NAME = rf"{_CAPITALISED}(?:\s+(?:{alternation(lexicon.NAME_PARTICLES)}\s+)?{_CAPITALISED})*"
_NO_NAME = re.compile(rf"{_DAY}|{_MONTH}|I|[ivxIVX]+\.")

_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)"
_DATE = "|".join(
    (
        rf"\b(?:(?:early|late|mid)[- ])?(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+)?{_MONTH}"
        rf"(?:\s+(?:{_ORDINAL}|\d{{1,2}})\b)?(?:,?\s+\d{{3,4}}\b)?",
        rf"\b{_DAY}\b",
        r"\b(?:1[0-9]|20)\d\d(?:s|[–-]\d{2,4})?\b",
        rf"\b\d{{1,4}} (?:BC|AD|BCE|CE)\b|\b{_ORDINAL}[- ]century\b",
        rf"\b(?:last|next|this|later this)\s+{alternation(lexicon.DATED_TIMES)}\b",
        r"\b(?:yesterday|today|tomorrow)\b",
        rf"{_NUMBER}\s+{_UNIT}\s+(?:ago|later|earlier|after|before)\b",
        r"\b\d{1,2}(?::\d\d)?\s?(?:a\.m\.|p\.m\.|am\b|pm\b)",
    )
)
_ABOUT = r"\b(?:(?:less than|more than|fewer than|under|over|about|almost|nearly)\s+)?"
_FRACTION = (
    r"(?:about |nearly |almost )?(?:half|a third|two[- ]thirds|a quarter|three[- ]quarters|one in (?:two|\d+|[a-z]+))"
)

_OF_TYPE: dict[AnswerType, re.Pattern[str]] = {
    AnswerType.PERSON: re.compile(_NAME),
    AnswerType.NAME: re.compile(_NAME),
    AnswerType.PLACE: re.compile(_NAME),
    AnswerType.DATE: re.compile(_DATE),
    AnswerType.NUMBER: re.compile(_NUMBER, re.IGNORECASE),
    AnswerType.MONEY: re.compile(
        rf"[$€£¥₽]\s?{_DIGITS}(?:\s?{_SCALE})*|{_NUMBER}\s+{_CURRENCY}\b(?:\s+\([^)]*\))?", re.IGNORECASE
    ),
    AnswerType.PERCENT: re.compile(rf"\b{_DIGITS}\s?(?:%|per cent|percent)|\b{_FRACTION}\b", re.IGNORECASE),
    AnswerType.AGE: re.compile(
        rf"(?<=,\s)\d{{1,3}}(?=\s*[,.;)—])|{_NUMBER}[- ]years?[- ]olds?\b|(?<=\baged\s)\d{{1,3}}\b", re.IGNORECASE
    ),
    AnswerType.DURATION: re.compile(rf"{_ABOUT}(?:{_NUMBER}|an?|several|a few|many)[- ]{_UNIT}\b", re.IGNORECASE),
    AnswerType.REASON: re.compile(rf"\b{alternation(lexicon.CAUSAL_PHRASES)}\b[^.;”]*[^.;,”\s]", re.IGNORECASE),
    AnswerType.QUOTE: re.compile(r"“[^”]+”|\"[^\"]+\""),
}

# "Who is Pavel?" asks what Pavel is, not for another name.
_ASKS_ABOUT_A_NAME = re.compile(r"^\W*[Ww]ho(?:’s|'s| is| was| are| were) (?:the )?[A-Z]")

# Types that a number answers, in figures or spelled out: a sentence without any does not answer.
NUMERIC = frozenset({AnswerType.AGE, AnswerType.DURATION, AnswerType.MONEY, AnswerType.NUMBER, AnswerType.PERCENT})
_NAMES = frozenset({AnswerType.PERSON, AnswerType.PLACE, AnswerType.NAME})

# A name after one of these is a place more often than a person.
_BEFORE_A_PLACE = re.compile(rf"\b{alternation(lexicon.PLACE_PREPOSITIONS)}\s+(?:the\s+)?$")
# Characters before a name in which such a word is.
_BEFORE = 20
_WORD_AND_SPACE = re.compile(r"[\w’'-]+\.?\s*")


class TypedSpan(NamedTuple):
    """Characters `start` to `end` of a text; `follows_place_word` is whether a name follows a word such as "in"."""

    start: int
    end: int
    follows_place_word: bool


def answer_type_of(question: str) -> AnswerType:
    """The type of answer that `question` asks for: the earliest pattern that fits decides, then the first.

    The earliest, since a later question word is often a relative pronoun: "What did he call those who left?"
    """
    if _ASKS_ABOUT_A_NAME.search(question):
        return AnswerType.OTHER
    matches = [(match.start(), answer_type) for answer_type, pattern in _ASKED if (match := pattern.search(question))]
    return min(matches, key=itemgetter(0), default=(0, AnswerType.OTHER))[1]


def typed_spans(answer_type: AnswerType, text: str) -> tuple[TypedSpan, ...]:
    """The spans of `text` that are of `answer_type`, in order."""
    pattern = _OF_TYPE.get(answer_type)
    if pattern is None:
        return ()
    if answer_type not in _NAMES:
        return tuple(TypedSpan(match.start(), match.end(), False) for match in pattern.finditer(text))
    return tuple(_names(pattern, text))


def _names(pattern: re.Pattern[str], text: str) -> Iterator[TypedSpan]:
    for match in pattern.finditer(text):
        start = match.start() + _opening_length(match[0])
        if start < match.end() and not _NO_NAME.fullmatch(text, start, match.end()):
            yield TypedSpan(start, match.end(), follows_place_word(text, start))


def stems_of_spans(
    text: str, text_words: Sequence[Word], spans: Sequence[TypedSpan]
) -> list[tuple[TypedSpan, frozenset[str]]]:
    """Each of `spans` with the stems of its words that are no function words; `text_words` are those of `text`."""
    within = (words_within(text, text_words, span.start, span.end) for span in spans)
    stems = (frozenset(word.stem for word in inside if word.norm not in lexicon.STOP_WORDS) for inside in within)
    return list(zip(spans, stems, strict=True))


def follows_place_word(text: str, start: int) -> bool:
    """Whether the name at `start` follows a word of place."""
    return _BEFORE_A_PLACE.search(text, max(start - _BEFORE, 0), start) is not None


def _opening_length(name: str) -> int:
    """The length of what a run of capitalised words starts with only because it starts a sentence."""
    length = 0
    for match in _WORD_AND_SPACE.finditer(name):
        if match[0].strip().casefold() not in lexicon.STOP_WORDS:
            break
        length = match.end()
    return length
