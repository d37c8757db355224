"""Texts to read beside a mistake, marked with what was answered and with what should have been."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from qa.evaluate.records import Place, Record

# What a text is marked with: the sentence given and the words marked in it, the gold sentence and the accepted answers.
GIVEN, WORDS, GOLD, ACCEPTED = "given", "words", "gold", "accepted"
# Characters of one stretch of text: about half a screen. A longer one is cut in its middle.
_LONGEST = 1_200
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n\s*")

Marks = Sequence[tuple[str, Place]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the same marks throughout, by its paragraphs; `opens` names the sentences it begins."""

    paragraphs: Sequence[str]
    marks: Sequence[str]
    opens: Sequence[str]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a text is, the name of its document's file, and the text in pieces."""

    title: str
    document: str
    pieces: Sequence[Piece]


def excerpts(record: Record) -> Iterator[Excerpt]:
    """The passage that the answer is from and the one that holds the right answer; one if they are the same."""
    given, gold = _given(record), _gold(record)
    shown, right = record.answer_passage or record.answer, record.gold_passage or _sentence(record)
    if shown and shown == right:
        yield _excerpt("Answer and right answer, in one passage", shown, [*given, *gold])
        return
    if shown:
        yield _excerpt("Answer, in its passage" if record.answer_passage else "Answer", shown, [*given, *gold])
    if right:
        yield _excerpt(
            "Right answer, in its passage" if record.gold_passage else "Right answer", right, [*given, *gold]
        )


def _given(record: Record) -> Marks:
    return [(name, place) for name, place in ((GIVEN, record.answer), (WORDS, record.span)) if place]


def _gold(record: Record) -> Marks:
    sentences = [(GOLD, gold.sentence) for gold in record.golds]
    return [*sentences, *((ACCEPTED, answer) for gold in record.golds for answer in gold.answers)]


def _sentence(record: Record) -> Place | None:
    return record.golds[0].sentence if record.golds else None


def _excerpt(title: str, place: Place, marks: Marks) -> Excerpt:
    # The folders would tell whose machine it was.
    return Excerpt(title, PurePath(place.document).name, list(pieces(place, marks)))


def pieces(place: Place, marks: Marks) -> Iterator[Piece]:
    """The text of `place`, cut wherever its marks change or a sentence begins; marks elsewhere do not count."""
    held = [(name, one) for name, one in marks if one.document == place.document]
    cuts: list[tuple[int, list[str], list[str]]] = []
    for start in _starts(place, held):
        over, opens = _over(start, held), _opened(start, place, held)
        if not cuts or opens or over != cuts[-1][1]:
            cuts.append((start, over, opens))
    ends = [*(start for start, _, _ in cuts[1:]), place.end]
    for (start, over, opens), end in zip(cuts, ends, strict=True):
        yield Piece(_PARAGRAPH.split(_cut(place.text[start - place.start : end - place.start])), over, opens)


def _starts(place: Place, held: Marks) -> list[int]:
    """Where stretches may begin: at the text's own start, and wherever a mark begins or ends within it."""
    inside = {end for _, one in held for end in (one.start, one.end) if place.start < end < place.end}
    return [place.start, *sorted(inside)]


def _over(start: int, held: Marks) -> list[str]:
    """The marks over the character at `start`, each once."""
    return list(dict.fromkeys(name for name, one in held if one.start <= start < one.end))


def _opened(start: int, place: Place, held: Marks) -> list[str]:
    """The sentences that begin at `start`, or before `place` if it begins there."""
    begun = (name for name, one in held if name in (GIVEN, GOLD) and start == max(one.start, place.start) < one.end)
    return list(dict.fromkeys(begun))


def _cut(text: str) -> str:
    """`text`, without its middle if it is too long."""
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]} […] {text[-half:]}"
