"""A conversation as a JSON file: the turns, and for each answer what a person saw of it.

    {"format": "qa transcript", "version": 2, "turns": [{"typed": …, "rewritten": …, "answer": {…}}, …]}

A sentence is kept by the source of its document, its place in the text, and its words, so that a file that is resumed
later is checked against the documents: a transcript never quotes what they do not hold. Files of version 1 load, too.

Known limitations: how an answer came about is not kept (passages found, evidence), nor what was pinned or dropped. Two
documents with the same source and the same words at the same place count as one.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from qa.dialogue.turn import ANAPHORA, ELLIPSIS, Rewrite, Substitution, Turn
from qa.errors import TranscriptError
from qa.files import write_whole
from qa.question import parsed
from qa.question.spelling import apply_corrections
from qa.types import Answer, Candidate, Correction, Intent, Passage, Reason, Sentence, Span

if TYPE_CHECKING:
    from qa.pipeline import Corpus

_Value = TypeVar("_Value")

FORMAT, VERSION = "qa transcript", 2

# Keys and values of version 1, and what they are called now.
_KEYS_OF_1 = {
    "wish": "intent",
    "standalone": "rewritten",
    "resolved": "substitutions",
    "meant": "replacement",
    "understood_confidence": "rewrite_confidence",
    "other": "alternative_reading",
    "sort": "kind",
    "taken": "corrected",
}
_KINDS_OF_1 = {"reference": ANAPHORA, "fragment": ELLIPSIS}

# What reading a wrong value can raise: a missing key, a value of another type or out of its range.
_FAULTS = (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError)
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
    rewrite = turn.rewrite
    return {
        "typed": rewrite.typed,
        "intent": turn.intent.value,
        "rewritten": rewrite.rewritten,
        "substitutions": [asdict(substitution) for substitution in rewrite.substitutions],
        "rewrite_confidence": float(rewrite.confidence),
        "alternative_reading": rewrite.alternative_reading,
        "kind": rewrite.kind,
        "answer": _answer(turn.answer),
    }


def _answer(answer: Answer) -> Mapping[str, Any]:
    return {
        "question": answer.question.text,
        "answered": answer.answered,
        "confidence": float(answer.confidence),
        "reason": answer.reason.value if answer.reason else None,
        "corrections": [asdict(correction) for correction in answer.corrections],
        "candidates": [_candidate(candidate) for candidate in answer.candidates],
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
    quoted, file = _QuotedSentences(corpus), Path(path)
    return tuple(_read_turn(turn, number, file, quoted) for number, turn in enumerate(_turns(file), 1))


def _turns(path: Path) -> Sequence[Any]:
    """The turns of the file."""
    advice = "name a file that qa saved, such as talk.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise TranscriptError(f"cannot read {path} ({_cause(error)}); {advice}") from None
    except (ValueError, RecursionError) as error:
        raise TranscriptError(f"{path} is not valid JSON ({error}); {advice}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("turns"), list):
        raise TranscriptError(f"{path} is not a transcript of qa; {advice}")
    if data.get("version") not in (1, VERSION):
        raise TranscriptError(
            f"{path} is a transcript of version {data.get('version')!r}, but this qa reads up to version {VERSION}; "
            "load it with the qa that saved it"
        )
    return list(data["turns"])


def _upgraded(value: Any) -> Any:
    """A value of version 1 by the names of this version; a value of this version as it is."""
    if isinstance(value, list):
        return [_upgraded(part) for part in value]
    if not isinstance(value, dict):
        return value
    upgraded = {_KEYS_OF_1.get(key, key): _upgraded(part) for key, part in value.items()}
    if isinstance(upgraded.get("kind"), str):
        upgraded["kind"] = _KINDS_OF_1.get(upgraded["kind"], upgraded["kind"])
    if "alternatives" in upgraded:
        best = upgraded.pop("best")
        upgraded["answered"] = best is not None
        upgraded["candidates"] = [*([best] if best is not None else []), *upgraded.pop("alternatives")]
    return upgraded


def _read_turn(data: Any, number: int, path: Path, quoted: "_QuotedSentences") -> Turn:
    try:
        data = _upgraded(data)
        rewrite = Rewrite(
            typed=_text(data["typed"]),
            rewritten=_text(data["rewritten"]),
            substitutions=tuple(
                Substitution(_text(pair["phrase"]), _text(pair["replacement"])) for pair in data["substitutions"]
            ),
            confidence=_probability(data["rewrite_confidence"]),
            alternative_reading=_optional(_text, data["alternative_reading"]),
            kind=_text(data["kind"]),
        )
        return Turn(rewrite, Intent(data["intent"]), _read_answer(data["answer"], quoted))
    except _FAULTS as error:
        raise TranscriptError(
            f"turn {number} of {path} is not as qa saves it ({type(error).__name__}: {_shortened(str(error))}); "
            "save it anew"
        ) from None


def _read_answer(data: Any, quoted: "_QuotedSentences") -> Answer:
    text = _text(data["question"])
    corrections = tuple(Correction(_text(pair["typed"]), _text(pair["corrected"])) for pair in data["corrections"])
    candidates = tuple(map(quoted.candidate, data["candidates"]))
    answered = _flag(data["answered"])
    if answered and not candidates:
        raise ValueError("found an answer without a sentence, expected one candidate at least")
    return Answer(
        question=parsed(text, apply_corrections(text, corrections)[0], corrections),
        candidates=candidates,
        answered=answered,
        confidence=_probability(data["confidence"]),
        reason=_optional(Reason, data["reason"]),
    )


class _QuotedSentences:
    """The sentences of a corpus by source and place, so that what a transcript quotes is found again."""

    def __init__(self, corpus: "Corpus") -> None:
        self._sources = {document.source for document in corpus.documents}
        self._passages: dict[tuple[str, Span], list[Passage]] = {}
        for passage in corpus.passages:
            for span in passage.sentence_spans:
                self._passages.setdefault((passage.document.source, span), []).append(passage)

    def candidate(self, data: Any) -> Candidate:
        """A candidate as it was saved, its sentence found again; TranscriptError if it is not there."""
        sentence = self._sentence(_text(data["source"]), Span(_place(data["start"]), _place(data["end"])), data["text"])
        span = _optional(lambda pair: _span_inside(pair, sentence.span), data["span"])
        return Candidate(sentence, span, _number(data["score"]))

    def _sentence(self, source: str, span: Span, text: str) -> Sentence:
        if source not in self._sources:
            raise TranscriptError(f"{source} is quoted, but is not among the documents; add it, and load again")
        sentences = (Sentence(passage, span) for passage in self._passages.get((source, span), ()))
        quoted = next((sentence for sentence in sentences if sentence.text == text), None)
        if quoted is None:
            raise TranscriptError(
                f"{source} does not hold “{_shortened(_text(text))}” where it is quoted; "
                "load it with the document as it was, or ask anew"
            )
        return quoted


def _shortened(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}…"


def _span_inside(pair: Any, sentence: Span) -> Span:
    """The span that the two numbers of `pair` make; ValueError unless it is inside `sentence`."""
    start, end = map(_place, pair)
    if not sentence.start <= start < end <= sentence.end:
        raise ValueError(f"the answering words {start} to {end} are not in their sentence")
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
    number = _number(value)
    if not 0 <= number <= 1:
        raise ValueError(f"found {number!r}, expected a probability from 0 to 1")
    return number


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"found {value!r}, expected true or false")
    return value
