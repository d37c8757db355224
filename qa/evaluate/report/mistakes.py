"""The worst mistakes of a system, those it was most confident in: which they are, why, and excerpts of the texts.

An excerpt is marked with what was answered and with what is right.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from qa.evaluate.report.columns import Column
from qa.evaluate.results.records import Record, TextSlice

# The marks: the sentence given and the words marked in it, the gold sentence and the accepted answers.
GIVEN, WORDS, GOLD, ACCEPTED = "given", "words", "gold", "accepted"
# The most characters of one piece of text, about half a screen; a longer one loses its middle.
_MAX_PIECE = 1_200
_PARAGRAPH_BREAK = re.compile(r"\n[ \t\r]*\n\s*")

Marks = Sequence[tuple[str, TextSlice]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text with the same marks throughout, by paragraph; `opens` are the marks of sentences that begin."""

    paragraphs: Sequence[str]
    marks: Sequence[str]
    opens: Sequence[str]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a text is, the name of its file, and the text in pieces."""

    title: str
    document: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A record, why it is wrong as far as the ranks show it, which systems are right, and what to read."""

    record: Record
    reasons: Sequence[str]
    better: Sequence[str]
    excerpts: Sequence[Excerpt]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """The mistakes of the system `label` that are shown, and how many there are of each kind.

    `wrong` counts wrong sentences for answerable questions, `unanswerable` answers to unanswerable ones.
    """

    label: str
    shown: Sequence[Mistake]
    wrong: int
    unanswerable: int


# Which mistakes


def worst_mistakes(columns: Sequence[Column], *, limit: int) -> list[Mistakes]:
    """Up to `limit` mistakes of every system that has a confidence; if none has, of the first system."""
    rights = {
        column.label: {record.question_id for record in column.result.records if _ended_well(record)}
        for column in columns
    }
    deciding = [column for column in columns if column.decides]
    return [_mistakes(column, rights, limit) for column in deciding or columns[:1]]


def _ended_well(record: Record) -> bool:
    return record.right if record.answerable else record.correct


def _mistakes(column: Column, rights: Mapping[str, set[str]], limit: int) -> Mistakes:
    records = column.result.records
    shown = [
        Mistake(
            record,
            list(reasons(record)),
            [label for label, right in rights.items() if record.question_id in right],
            list(excerpts(record)),
        )
        for record in worst_records(records, limit=limit)
    ]
    return Mistakes(column.label, shown, len(_wrong(records)), len(_answered_unanswerable(records)))


def worst_records(records: Sequence[Record], *, limit: int) -> list[Record]:
    """The wrong sentences that were given, then those withheld, then the answers to unanswerable questions.

    In each group the most confident come first. Up to `limit` in all: half of each kind, if there are enough of both.
    """
    wrong, unanswerable = _wrong(records), _answered_unanswerable(records)
    kept = min(len(unanswerable), max(limit // 2, limit - len(wrong)))
    return [*wrong[: limit - kept], *unanswerable[:kept]]


def _wrong(records: Sequence[Record]) -> list[Record]:
    """The wrong sentences for answerable questions, without crashes, which are listed elsewhere."""
    return sorted(
        (record for record in records if record.answerable and not record.right and not record.error),
        key=_least_confident_last,
    )


def _answered_unanswerable(records: Sequence[Record]) -> list[Record]:
    return sorted(
        (record for record in records if not record.answerable and record.answered), key=_least_confident_last
    )


def _least_confident_last(record: Record) -> tuple[bool, float]:
    return not record.answered, -(record.confidence or 0.0)


def reasons(record: Record) -> Iterator[str]:
    """Where it went wrong, as far as the ranks show it."""
    if not record.answerable:
        yield "The text does not answer this question: no answer would have been right."
        return
    if not record.passage_ranks:
        yield "No passage that holds the answer was among those found."
    elif min(record.passage_ranks) > 1:
        yield f"The first passage that holds the answer was found at rank {min(record.passage_ranks)}."
    else:
        yield "The best passage found holds the answer: the wrong sentence was chosen."
    place = f"came at rank {record.rank}" if record.rank else "was not considered"
    overlap = record.traits.overlap
    shared = "" if overlap is None else f"; it holds {100 * overlap:.0f} % of the question's words"
    yield f"The right sentence {place}{shared}."


# Excerpts


def excerpts(record: Record) -> Iterator[Excerpt]:
    """The passage of the answer and the passage of the right answer; only one if they are the same."""
    marks = [(name, place) for name, place in ((GIVEN, record.answer), (WORDS, record.span)) if place]
    marks += [(GOLD, gold.sentence) for gold in record.golds]
    marks += [(ACCEPTED, answer) for gold in record.golds for answer in gold.answers]
    shown = record.answer_passage or record.answer
    right = record.gold_passage or (record.golds[0].sentence if record.golds else None)
    if shown and shown == right:
        yield _excerpt("Answer and right answer, in one passage", shown, marks)
        return
    if shown:
        yield _excerpt("Answer, in its passage" if record.answer_passage else "Answer", shown, marks)
    if right:
        yield _excerpt("Right answer, in its passage" if record.gold_passage else "Right answer", right, marks)


def _excerpt(title: str, text: TextSlice, marks: Marks) -> Excerpt:
    # Without the folders, which may identify the machine.
    return Excerpt(title, PurePath(text.document).name, list(split_at_marks(text, marks)))


def split_at_marks(text: TextSlice, marks: Marks) -> Iterator[Piece]:
    """Split `text` wherever its marks change or a sentence begins; marks in other documents do not count."""
    own = [(name, place) for name, place in marks if place.document == text.document]
    edges = {edge for _, place in own for edge in (place.start, place.end) if text.start < edge < text.end}
    cuts: list[tuple[int, list[str], list[str]]] = []
    for start in [text.start, *sorted(edges)]:
        over = list(dict.fromkeys(name for name, place in own if place.start <= start < place.end))
        opens = _opened(start, text, own)
        if not cuts or opens or over != cuts[-1][1]:
            cuts.append((start, over, opens))
    ends = [*(start for start, _, _ in cuts[1:]), text.end]
    for (start, over, opens), end in zip(cuts, ends, strict=True):
        piece = _shorten(text.text[start - text.start : end - text.start])
        yield Piece(_PARAGRAPH_BREAK.split(piece), over, opens)


def _opened(start: int, text: TextSlice, marks: Marks) -> list[str]:
    """The marks of the sentences that begin at `start`, or before `text` if `start` is its beginning."""
    begun = (
        name for name, place in marks if name in (GIVEN, GOLD) and start == max(place.start, text.start) < place.end
    )
    return list(dict.fromkeys(begun))


def _shorten(text: str) -> str:
    """`text`, without its middle if it is too long."""
    half = _MAX_PIECE // 2
    return text if len(text) <= _MAX_PIECE else f"{text[:half]} […] {text[-half:]}"
