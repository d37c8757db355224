"""A conversation as a JSON file: the turns, and of each answer what a person saw of it.

    {"format": "qa transcript", "version": 1, "turns": [{"typed": …, "standalone": …, "answer": {…}}, …]}

A sentence is kept by the source of its document, its place in the text, and its words, so that a file that is gone on
with later is checked against the documents: a transcript never quotes what does not stand there.

Known limitations: how an answer came about is not kept (passages found, evidence), nor what was pinned or dropped. Two
documents with the same source and the same words at the same place are taken for one.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from qa.dialogue.turn import Resolved, Turn, Understood
from qa.errors import TranscriptError
from qa.files import write_whole
from qa.question.intent import Wish
from qa.types import Answer, Candidate, Correction, Document, Passage, Reason, Sentence, Span

if TYPE_CHECKING:
    from qa.pipeline import Corpus

_Value = TypeVar("_Value")

FORMAT, VERSION = "qa transcript", 1

# What reading a wrong value can raise: a key that lacks, a value of another type or out of its range.
_FAULTS = (AttributeError, IndexError, KeyError, TypeError, ValueError)
# Characters of a sentence that an error quotes.
_QUOTED = 60


# To a file


def save(turns: Sequence[Turn], path: str | Path, *, replace: bool) -> None:
    """Write `turns` to `path` as JSON; see `write`."""
    made = {"format": FORMAT, "version": VERSION, "turns": [_turn(turn) for turn in turns]}
    write(json.dumps(made, indent=1) + "\n", Path(path), replace=replace)


def write(text: str, path: Path, *, replace: bool) -> None:
    """Write `text` to `path`, whole or not at all.

    Raises `TranscriptError` if `path` exists, unless `replace`, if it is a folder, or if it cannot be written.
    """
    try:
        if path.is_dir():
            raise TranscriptError(f"{path} is a folder; name a file in it, such as {path / 'talk.json'}")
        if path.exists() and not replace:
            raise TranscriptError(f"{path} exists; name another file, or say that it is to be replaced")
        write_whole(path, text)
    except (OSError, ValueError) as error:
        raise TranscriptError(f"cannot write {path} ({_cause(error)}); name another file") from None


def _turn(turn: Turn) -> Mapping[str, Any]:
    understood = turn.understood
    return {
        "typed": understood.typed,
        "wish": turn.wish.value,
        "standalone": understood.standalone,
        "resolved": [{"phrase": one.phrase, "meant": one.meant} for one in understood.resolved],
        "understood_confidence": float(understood.confidence),
        "other": understood.other,
        "sort": understood.sort,
        "answer": _answer(turn.answer),
    }


def _answer(answer: Answer) -> Mapping[str, Any]:
    return {
        "question": answer.question,
        "confidence": float(answer.confidence),
        "reason": answer.reason.value if answer.reason else None,
        "corrections": [{"typed": one.typed, "taken": one.taken} for one in answer.corrections],
        "best": _candidate(answer.best) if answer.best else None,
        "alternatives": [_candidate(one) for one in answer.alternatives],
    }


def _candidate(candidate: Candidate) -> Mapping[str, Any]:
    sentence, span = candidate.sentence, candidate.span
    return {
        "source": sentence.document.source,
        "start": sentence.span.start,
        "end": sentence.span.end,
        "text": sentence.text,
        "span": [span.start, span.end] if span else None,
        "score": float(candidate.score),
    }


def _cause(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)


# From a file


def load(path: str | Path, corpus: "Corpus") -> tuple[Turn, ...]:
    """The turns in the file `path`, which `save` wrote; their sentences are those of `corpus`.

    Raises `TranscriptError` if the file cannot be read, is no transcript or one of another version, or if the documents
    of `corpus` do not hold what it quotes.
    """
    held, named = _Held(corpus), Path(path)
    return tuple(_read_turn(one, number, named, held) for number, one in enumerate(_turns(named), 1))


def _turns(path: Path) -> Sequence[Any]:
    """The turns as they stand in the file."""
    advice = "name a file that qa saved, such as talk.json"
    try:
        made = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise TranscriptError(f"cannot read {path} ({_cause(error)}); {advice}") from None
    except (ValueError, RecursionError) as error:
        raise TranscriptError(f"{path} is not valid JSON ({error}); {advice}") from None
    if not isinstance(made, dict) or made.get("format") != FORMAT or not isinstance(made.get("turns"), list):
        raise TranscriptError(f"{path} is not a transcript of qa; {advice}")
    if made.get("version") != VERSION:
        raise TranscriptError(
            f"{path} is a transcript of version {made.get('version')!r}, but this qa reads version {VERSION}; "
            "load it with the qa that saved it"
        )
    return list(made["turns"])


def _read_turn(made: Any, number: int, path: Path, held: "_Held") -> Turn:
    try:
        understood = Understood(
            typed=_text(made["typed"]),
            standalone=_text(made["standalone"]),
            resolved=tuple(Resolved(_text(one["phrase"]), _text(one["meant"])) for one in made["resolved"]),
            confidence=_probability(made["understood_confidence"]),
            other=_optional(_text, made["other"]),
            sort=_text(made["sort"]),
        )
        return Turn(understood, Wish(made["wish"]), _read_answer(made["answer"], held))
    except _FAULTS as error:
        raise TranscriptError(
            f"turn {number} of {path} is not as qa saves it ({type(error).__name__}: {_shortened(str(error))}); "
            "save it anew"
        ) from None


def _read_answer(made: Any, held: "_Held") -> Answer:
    return Answer(
        question=_text(made["question"]),
        best=_optional(held.candidate, made["best"]),
        alternatives=tuple(map(held.candidate, made["alternatives"])),
        confidence=_probability(made["confidence"]),
        reason=_optional(Reason, made["reason"]),
        corrections=tuple(Correction(_text(one["typed"]), _text(one["taken"])) for one in made["corrections"]),
    )


class _Held:
    """What a corpus holds: its sentences by source and place."""

    def __init__(self, corpus: "Corpus") -> None:
        self._sources = {document.source for document in corpus.documents}
        self._passages: dict[tuple[str, Span], list[Passage]] = {}
        for passage in corpus.passages:
            for span in passage.sentence_spans:
                self._passages.setdefault((passage.document.source, span), []).append(passage)

    def candidate(self, made: Any) -> Candidate:
        """A sentence as it was saved, found again; TranscriptError if it is not there."""
        sentence = self._sentence(_text(made["source"]), Span(_place(made["start"]), _place(made["end"])), made["text"])
        span = _optional(lambda pair: _inside(sentence.document, pair, sentence.span), made["span"])
        return Candidate(sentence, span, _number(made["score"]))

    def _sentence(self, source: str, span: Span, text: str) -> Sentence:
        if source not in self._sources:
            raise TranscriptError(f"{source} is quoted, but is not among the documents; add it, and load again")
        sentences = (Sentence(passage, span) for passage in self._passages.get((source, span), ()))
        found = next((one for one in sentences if one.text == text), None)
        if found is None:
            raise TranscriptError(
                f"{source} does not hold “{_shortened(_text(text))}” where it is quoted; "
                "go on with the document as it was, or ask anew"
            )
        return found


def _shortened(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}…"


def _inside(document: Document, pair: Any, sentence: Span) -> Span:
    """The span that the two numbers of `pair` make; ValueError unless it lies in `sentence`."""
    start, end = map(_place, pair)
    if not sentence.start <= start < end <= sentence.end:
        raise ValueError(f"the answering words {start} to {end} do not stand in their sentence")
    return Span(start, end)


# Values of the right type


def _optional(read: Callable[[Any], _Value], value: Any) -> _Value | None:
    return None if value is None else read(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"found {value!r}, expected text")
    return value


def _place(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"found {value!r}, expected a whole number")
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"found {value!r}, expected a number")
    return float(value)


def _probability(value: Any) -> float:
    found = _number(value)
    if not 0 <= found <= 1:
        raise ValueError(f"found {found!r}, expected a probability from 0 to 1")
    return found
