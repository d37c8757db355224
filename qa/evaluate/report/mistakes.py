"""The worst mistakes of a system, those it was surest of: which they are, and what their ranks tell of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa.evaluate.records import Record
from qa.evaluate.report.columns import Column
from qa.evaluate.report.excerpts import Excerpt, excerpts


@dataclass(frozen=True, slots=True)
class Mistake:
    """A record, why it went wrong as far as its ranks tell, who did better, and what to read."""

    record: Record
    reasons: Sequence[str]
    better: Sequence[str]
    excerpts: Sequence[Excerpt]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """The mistakes of the system `label` that are shown, and how many there are of each kind."""

    label: str
    shown: Sequence[Mistake]
    wrong: int
    overbold: int


def mistakes(columns: Sequence[Column], *, limit: int) -> list[Mistakes]:
    """Up to `limit` mistakes of every system that has a confidence; if none has, of the first system."""
    rights = {
        column.label: {record.question_id for record in column.result.records if _well(record)} for column in columns
    }
    return [_mistakes(column, rights, limit) for column in [one for one in columns if one.decides] or columns[:1]]


def _mistakes(column: Column, rights: Mapping[str, set[str]], limit: int) -> Mistakes:
    wrong, overbold = _surest_wrong(column.result.records), _surest_overbold(column.result.records)
    shown = [
        Mistake(record, list(reasons(record)), _better(record, rights), list(excerpts(record)))
        for record in worst(column.result.records, limit=limit)
    ]
    return Mistakes(column.label, shown, len(wrong), len(overbold))


def worst(records: Sequence[Record], *, limit: int) -> list[Record]:
    """The wrong sentences that were given or, after those, kept back, then the answers to what has no answer.

    In each the surest come first. There are up to `limit` in all: half of each kind, if there are so many of both.
    """
    wrong, overbold = _surest_wrong(records), _surest_overbold(records)
    kept = min(len(overbold), max(limit // 2, limit - len(wrong)))
    return [*wrong[: limit - kept], *overbold[:kept]]


def _surest_wrong(records: Sequence[Record]) -> list[Record]:
    """The wrong sentences for answerable questions; crashes are told elsewhere."""
    return sorted((one for one in records if one.answerable and not one.right and not one.error), key=_doubt)


def _surest_overbold(records: Sequence[Record]) -> list[Record]:
    """The answers to unanswerable questions."""
    return sorted((one for one in records if not one.answerable and one.answered), key=_doubt)


def _doubt(record: Record) -> tuple[bool, float]:
    return not record.answered, -(record.confidence or 0.0)


def _well(record: Record) -> bool:
    return record.right if record.answerable else not record.answered and not record.error


def _better(record: Record, rights: Mapping[str, set[str]]) -> list[str]:
    return [label for label, right in rights.items() if record.question_id in right]


def reasons(record: Record) -> Iterator[str]:
    """What the ranks tell of where it went wrong."""
    if not record.answerable:
        yield "The text does not answer this question: no answer would have been right."
        return
    if not record.passage_ranks:
        yield "No passage that holds the answer was among those found."
    elif min(record.passage_ranks) > 1:
        yield f"The first passage that holds the answer was found at rank {min(record.passage_ranks)}."
    else:
        yield "The best passage found holds the answer: the wrong sentence was chosen."
    found = f"came at rank {record.rank}" if record.rank else "was not considered"
    shared = (
        ""
        if record.traits.overlap is None
        else f"; it holds {100 * record.traits.overlap:.0f} % of the question's words"
    )
    yield f"The right sentence {found}{shared}."
