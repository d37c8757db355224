"""All answers to a question: every sentence that is likely enough, equal ones merged, and what differs marked.

More passages are read than for one answer, `PASSAGES_READ` of the `PASSAGES_FOUND` that are most alike to the question,
whatever the size of the documents. Each sentence gets the probability that it answers by itself. Two sentences are one
finding if their marked words say the same. A finding differs from an earlier one if a number, date or name was asked
for, both sentences share the question's words, and the marked words are not the same.

`listing` is for "all dates": what is asked for is known by its form alone.

Known limitations: a sentence has one marked answer, whatever else it lists. That two findings differ is no
contradiction where the question allows several answers, or where they speak of different things.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qa.language.answer_types import NUMERIC, typed_spans
from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import words
from qa.types import AnswerType, Candidate, Finding, Passage, Question, Span

# Passages that are retrieved, and read, for all answers; three times as many as for one.
PASSAGES_FOUND, PASSAGES_READ = 30, 15
# Passages that are looked through for all dates and the like, and findings that are listed, at most.
PASSAGES_LISTED, FINDINGS = 5_000, 200

# Types of which a thing has one value.
_VALUES = NUMERIC | {AnswerType.DATE}
_NAMES = frozenset({AnswerType.PERSON, AnswerType.PLACE, AnswerType.NAME})
# The share of their words that two answers without a type have in common, at least, to be the same.
_SAME = 0.8


@dataclass(slots=True)
class _Group:
    """Sentences that say the same, the best first, with the confidence of the best."""

    candidate: Candidate
    confidence: float
    stems: frozenset[str]
    repeats: list[Candidate] = field(default_factory=list)


def gather(
    question: Question, candidates: Sequence[tuple[Candidate, float]], *, allows_several: bool
) -> tuple[Finding, ...]:
    """The findings among `candidates`, each with its confidence, best first; by document, in the order of the best.

    `allows_several` says that the question asks for several answers, so that two names do not differ.
    """
    groups: list[_Group] = []
    for candidate, confidence in candidates:
        stems = _answer_stems(candidate)
        same = next((group for group in groups if _is_same(group.stems, stems, question.answer_type)), None)
        if same is None:
            groups.append(_Group(candidate, confidence, stems))
        else:
            same.repeats.append(candidate)
    ordered = _by_document(groups[:FINDINGS])
    asked = frozenset(word.stem for word in question.content_words)
    return tuple(
        Finding(
            group.candidate,
            group.confidence,
            tuple(group.repeats),
            ()
            if allows_several
            else tuple(
                place for place, other in enumerate(ordered[:number]) if _differs(group, other, question, asked)
            ),
        )
        for number, group in enumerate(ordered)
    )


def listing(passages: Iterable[Passage], answer_type: AnswerType) -> tuple[Finding, ...]:
    """Every span of `answer_type` in `passages`, each value once, in their order; its confidence is 1."""
    groups: dict[tuple[str, ...], _Group] = {}
    for passage in passages:
        for sentence in passage.sentences:
            start = sentence.span.start
            for span in typed_spans(answer_type, sentence.text):
                candidate = Candidate(sentence, Span(start + span.start, start + span.end), 0.0)
                value = tuple(word.norm for word in words(candidate.span_text or ""))
                if value in groups:
                    groups[value].repeats.append(candidate)
                elif value and len(groups) < FINDINGS:
                    groups[value] = _Group(candidate, 1.0, frozenset(value))
    return tuple(Finding(group.candidate, 1.0, tuple(group.repeats)) for group in _by_document(list(groups.values())))


def _by_document(groups: Sequence[_Group]) -> list[_Group]:
    """The groups of the document of the best one first, and so on."""
    by_document: dict[str, list[_Group]] = {}
    for group in groups:
        by_document.setdefault(group.candidate.sentence.document.doc_id, []).append(group)
    return [group for of_document in by_document.values() for group in of_document]


def _answer_stems(candidate: Candidate) -> frozenset[str]:
    """The stems of the marked words, or of the sentence where none are marked."""
    listed = words(candidate.span_text or candidate.text)
    content = frozenset(word.stem for word in listed if word.norm not in STOP_WORDS)
    return content or frozenset(word.stem for word in listed)


def _is_same(first: frozenset[str], second: frozenset[str], answer_type: AnswerType) -> bool:
    """Whether two answers say the same: the same words, or a name and a part of it."""
    if first == second:
        return True
    if answer_type in _VALUES:
        return False
    shared = len(first & second)
    if answer_type in _NAMES:
        return bool(shared) and shared == min(len(first), len(second))
    return shared >= _SAME * len(first | second)


def _differs(group: _Group, other: _Group, question: Question, asked: frozenset[str]) -> bool:
    """Whether two findings say something else of the same thing."""
    if question.answer_type not in _VALUES | _NAMES and not _value_types(group) & _value_types(other):
        return False
    held, other_held = (_held(each.candidate, asked) for each in (group, other))
    return bool(held) and held == other_held


def _value_types(group: _Group) -> frozenset[AnswerType]:
    """The types of values that begin the marked words: "4,200 euros" is an amount of money, and a number."""
    text = group.candidate.span_text or ""
    return frozenset(each for each in _VALUES if any(span.start == 0 for span in typed_spans(each, text)))


def _held(candidate: Candidate, asked: frozenset[str]) -> frozenset[str]:
    """The question's words that the sentence has, beside the words that answer."""
    return (frozenset(word.stem for word in words(candidate.text)) - _answer_stems(candidate)) & asked
