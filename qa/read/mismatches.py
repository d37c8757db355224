"""Where a sentence speaks of another case than a yes/no question: another date, number or name, or a negation.

    Did the mill open in 1952?     The mill opened in 1951.       1951, not 1952
    Are dogs allowed?              Dogs are not allowed.          "not allowed"

Nothing is concluded from that: a person reads the sentence, and sees what to look at. A date differs only from one of
its own kind (a year from a year), a number only from one of the same unit or after the same name ("Delta 200"), a name
only if the whole passage does not hold it and its sentence has just one other.

Known limitations: English. Opposites ("forbidden") and quantities in words ("half") are not compared.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from qa.language import lexicon
from qa.language.answer_types import TypedSpan, typed_spans
from qa.language.lexicon import OPENING_AUXILIARIES, STOP_WORDS, alternation
from qa.language.tokens import words
from qa.split.views import context_of
from qa.types import AnswerType, Candidate, Mismatch, MismatchKind, Question

_YES_NO = re.compile(
    rf"^\W*(?:(?:and|but|so|well|then)[, ]+)*(?:{alternation(OPENING_AUXILIARIES)})(?:n['’]t)?\b", re.IGNORECASE
)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
# The parts of a date, each of which is compared with its own kind.
_DATE_PARTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:1\d|20)\d\d\b",
        rf"\b{alternation(lexicon.MONTHS)}\b",
        rf"\b{alternation(lexicon.WEEKDAYS)}(?=s?\b)",
        r"\b\d{1,2}(?::\d\d)?\s?(?:a\.m\.|p\.m\.|am\b|pm\b)",
    )
)
# The day of a month, beside its name.
_MONTH = alternation(lexicon.MONTHS)
_DAY = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b|\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b")
_FIGURES = r"\d+(?:,\d{3})*(?:\.\d+)?"
_SPELLED = {
    word: str(value)
    for value, word in [
        *enumerate(lexicon.ONES, 1),
        *((10 * tens, word) for tens, word in enumerate(lexicon.TENS, 2)),
    ]
}
_AMOUNT = re.compile(
    rf"(?P<sign>[$€£¥₽])?\s?(?P<number>\b{_FIGURES}|\b{alternation(_SPELLED)}\b)"
    rf"(?P<scale>\s(?:{alternation(lexicon.NUMBER_SCALES)})\b)?(?P<unit>\s?%|[ -][^\W\d_]+)?",
    re.IGNORECASE,
)
# A number that belongs to a name: "the Delta 200". What begins a sentence need be no name.
_NUMBERED = re.compile(r"(?<=[^\W_] )(?P<name>[A-Z][\w'’-]*) \d")
_NEGATION = re.compile(r"\b(?:not|never|no longer|nobody|no one|cannot|no)\b|n['’]t\b", re.IGNORECASE)
# Words between a negation and what it denies, at most.
_REACH = 2


def is_yes_no(text: str) -> bool:
    """Whether the question `text` asks for yes or no, and not for one of two things."""
    return _YES_NO.match(text) is not None and not _OR.search(text)


def mismatches(question: Question, candidate: Candidate) -> tuple[Mismatch, ...]:
    """Where the sentence of `candidate` speaks of another case than `question`, if that asks for yes or no."""
    if not is_yes_no(question.proper):
        return ()
    # The auxiliary in front is no month: "May dogs come in?"
    asked, said = question.proper.lstrip().partition(" ")[2], candidate.text
    different = [*_dates(asked, said), *_numbers(asked, said), *_names(asked, candidate), *_denied(question, said)]
    return tuple(dict.fromkeys(different))


# Dates


def _dates(asked: str, said: str) -> Iterator[Mismatch]:
    """Each part of a date that both have, and not one in common."""
    for part in _DATE_PARTS:
        yield from _mismatching(MismatchKind.DATE, _matches(part, asked), _matches(part, said))
    days = [{day: match[0] for match in _DAY.finditer(text) for day in match.groups() if day} for text in (asked, said)]
    if _matches(_DATE_PARTS[1], asked).keys() & _matches(_DATE_PARTS[1], said).keys():
        yield from _mismatching(MismatchKind.DATE, *days)


def _matches(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    """What fits `pattern`, as it is compared, and as it is written."""
    return {match[0].casefold(): match[0] for match in pattern.finditer(text)}


def _mismatching(kind: MismatchKind, asked: Mapping[str, str], said: Mapping[str, str]) -> Iterator[Mismatch]:
    """The mismatch of what is asked and said, if there is both and nothing is in common."""
    if asked and said and not asked.keys() & said.keys():
        yield Mismatch(kind, ", ".join(asked.values()), ", ".join(said.values()))


# Numbers


def _numbers(asked: str, said: str) -> Iterator[Mismatch]:
    """Each unit, and each name before a number, whose numbers differ."""
    names = {match["name"].casefold() for text in (asked, said) for match in _NUMBERED.finditer(text)}
    of_question, of_sentence = _amounts(asked, names), _amounts(said, names)
    for unit, numbers in of_question.items():
        yield from _mismatching(MismatchKind.NUMBER, numbers, of_sentence.get(unit, {}))


def _amounts(text: str, names: Collection[str]) -> dict[str, dict[str, str]]:
    """The numbers of `text` by what they count, as they are compared, and as they are written; no years or days.

    A number after one of `names` counts nothing, and is kept under that name.
    """
    dates = typed_spans(AnswerType.DATE, text)
    by_unit: dict[str, dict[str, str]] = {}
    for match in _AMOUNT.finditer(text):
        start, number = match.start("number"), match["number"].casefold()
        if any(span.start <= start < span.end for span in dates):
            continue
        before = text[:start].split()[-1:]
        if before and before[0].casefold() in names:
            by_unit.setdefault(f"{before[0].casefold()} ", {})[number] = f"{before[0]} {match['number']}"
            continue
        unit = (match["sign"] or match["unit"] or "").strip(" -").casefold()
        if not unit or unit in STOP_WORDS:
            continue
        scale = (match["scale"] or "").strip().casefold()
        value = f"{_SPELLED.get(number, number.replace(',', ''))} {scale}".strip()
        by_unit.setdefault(unit if match["sign"] else _stem(unit), {})[value] = match[0].strip()
    return by_unit


def _stem(unit: str) -> str:
    return next((word.stem for word in words(unit)), unit)


# Names


def _names(asked: str, candidate: Candidate) -> Iterator[Mismatch]:
    """The one name of the question that the passage does not hold, and the one other name of the sentence."""
    passage = candidate.sentence.passage
    held = {word.stem for word in words(f"{context_of(passage)} {passage.text}")}
    of_question = {word.stem for word in words(asked)}
    missing = [span for span in _names_of(asked) if not _stems(asked, span) & held]
    if len(missing) != 1:
        return
    (asked_for,), said = missing, candidate.text
    others = [span for span in _names_of(said) if not _stems(said, span) & of_question]
    others = [span for span in others if span.follows_place_word == asked_for.follows_place_word]
    if len(others) == 1:
        yield Mismatch(MismatchKind.NAME, _slice(asked, asked_for), _slice(said, others[0]))


def _slice(text: str, span: TypedSpan) -> str:
    return text[span.start : span.end]


def _stems(text: str, span: TypedSpan) -> set[str]:
    return {word.stem for word in words(_slice(text, span))}


def _names_of(text: str) -> list[TypedSpan]:
    """The names of `text` that are no dates; a word that only begins the sentence is none."""
    return [span for span in typed_spans(AnswerType.NAME, text) if not _is_date(text, span) and not _opens(text, span)]


def _is_date(text: str, span: TypedSpan) -> bool:
    name = _slice(text, span)
    return bool(typed_spans(AnswerType.DATE, name)) or any(part.search(name) for part in _DATE_PARTS)


def _opens(text: str, span: TypedSpan) -> bool:
    """Whether the span is a single word that begins the sentence, and no first name."""
    name = _slice(text, span)
    return not text[: span.start].strip(" “\"'") and " " not in name and name.casefold() not in lexicon.FIRST_NAMES


# Negations


def _denied(question: Question, said: str) -> Iterator[Mismatch]:
    """What the sentence denies of the question's words, if the question does not deny it itself."""
    if _NEGATION.search(question.proper):
        return
    stems = {word.stem: question.corrected[word.start : word.end] for word in question.content_words}
    listed = words(said)
    for match in _NEGATION.finditer(said):
        after = [word for word in listed if word.start >= match.end()][: _REACH + 1]
        denied = next((word for word in after if word.stem in stems), None)
        if denied is not None and not re.search(r"[.;:!?]", said[match.end() : denied.start]):
            start = next((word.start for word in listed if word.start <= match.start() < word.end), match.start())
            yield Mismatch(MismatchKind.NEGATION, stems[denied.stem], said[start : denied.end])
            return
