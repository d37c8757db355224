"""A conversation as a JSON file: the turns, and for each answer what a person saw of it.

    {"format": "qa transcript", "version": 2, "turns": [{"typed": …, "rewritten": …, "answer": {…}}, …]}

A sentence is kept by the source of its document, its place in the text, and its words, so that a file that is resumed
later is checked against the documents: a transcript never quotes what they do not hold. Files of version 1 load, too.

Known limitations: how an answer came about is not kept (passages found, evidence), nor what was pinned or dropped. Two
documents with the same source and the same words at the same place count as one.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.dialogue.turn import ANAPHORA, ELLIPSIS, Rewrite, Substitution, Turn
from qa.errors import TranscriptError
from qa.files import read_regular, write_whole
from qa.question import parsed
from qa.question.spelling import apply_corrections
from qa.schema import checked, json_value
from qa.types import Answer, Candidate, Correction, Finding, Form, Intent, Mismatch, Reason, Sentence, Span

if TYPE_CHECKING:
    from qa.pipeline import Corpus

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

# Bytes of a file at most: some 100,000 turns.
_MAX_BYTES = 256_000_000
# Characters of a sentence that an error quotes.
_QUOTED = 60
# A lone surrogate represents a byte that is no text; JSON has no place for it.
_SURROGATES = re.compile("[\ud800-\udfff]")


# To a file


def save(turns: Sequence[Turn], path: str | Path, *, replace: bool) -> None:
    """Write `turns` to `path` as JSON; see `write`."""
    made = {"format": FORMAT, "version": VERSION, "turns": [_turn(turn) for turn in turns]}
    write(json.dumps(_without_surrogates(made), indent=1) + "\n", Path(path), replace=replace)


def _without_surrogates(value: Any) -> Any:
    """`value` with U+FFFD for each lone surrogate in its texts."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {key: _without_surrogates(part) for key, part in value.items()}
    return [_without_surrogates(part) for part in value] if isinstance(value, list) else value


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
        "form": answer.form.value,
        "corrections": [asdict(correction) for correction in answer.corrections],
        "candidates": [_candidate(candidate) for candidate in answer.candidates],
        "findings": [_finding(finding) for finding in answer.findings],
        "parts": [_answer(part) for part in answer.parts],
        "mismatches": [{**asdict(each), "kind": each.kind.value} for each in answer.mismatches],
    }


def _finding(finding: Finding) -> Mapping[str, Any]:
    return {
        "candidate": _candidate(finding.candidate),
        "confidence": float(finding.confidence),
        "repeats": [_candidate(repeat) for repeat in finding.repeats],
        "differs_from": list(finding.differs_from),
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


@dataclass(frozen=True, slots=True)
class _SavedCandidate:
    """A candidate in the file."""

    source: str
    start: int
    end: int
    text: str
    span: tuple[int, int] | None
    score: float


@dataclass(frozen=True, slots=True)
class _SavedFinding:
    """One of all answers in the file."""

    candidate: _SavedCandidate
    confidence: float
    repeats: tuple[_SavedCandidate, ...]
    differs_from: tuple[int, ...]

    def __post_init__(self) -> None:
        _check_probability(self.confidence)


@dataclass(frozen=True, slots=True)
class _SavedAnswer:
    """An answer in the file."""

    question: str
    answered: bool
    confidence: float
    reason: Reason | None
    corrections: tuple[Correction, ...]
    candidates: tuple[_SavedCandidate, ...]
    # Files of earlier versions have none.
    form: Form = Form.SENTENCE
    findings: tuple[_SavedFinding, ...] = ()
    parts: tuple["_SavedAnswer", ...] = ()
    mismatches: tuple[Mismatch, ...] = ()

    def __post_init__(self) -> None:
        _check_probability(self.confidence)
        if self.answered and not self.candidates:
            raise ValueError("found an answer without a sentence, expected one candidate at least")


@dataclass(frozen=True, slots=True)
class _SavedTurn:
    """A turn in the file."""

    typed: str
    intent: Intent
    rewritten: str
    substitutions: tuple[Substitution, ...]
    rewrite_confidence: float
    alternative_reading: str | None
    kind: str
    answer: _SavedAnswer

    def __post_init__(self) -> None:
        _check_probability(self.rewrite_confidence)


def _check_probability(number: float) -> None:
    if not 0 <= number <= 1:
        raise ValueError(f"found {number!r}, expected a probability from 0 to 1")


def load(path: str | Path, corpus: "Corpus") -> tuple[Turn, ...]:
    """The turns in the file `path`, which `save` wrote; their sentences are those of `corpus`.

    Raises `TranscriptError` if the file cannot be read, is no transcript or one of another version, or if the documents
    of `corpus` do not hold what it quotes.
    """
    quoted, file = _QuotedSentences(corpus), Path(path)
    return tuple(_read_turn(turn, number, file, quoted) for number, turn in enumerate(_turns(file), 1))


def _turns(path: Path) -> Sequence[object]:
    """The turns of the file."""
    advice = "name a file that qa saved, such as talk.json"
    try:
        data = json_value(read_regular(path, max_bytes=_MAX_BYTES).removeprefix(BOM_UTF8), Any)
    except OSError as error:
        raise TranscriptError(f"cannot read {path} ({_cause(error)}); {advice}") from None
    except ValueError as error:
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
        if "best" not in upgraded:
            raise ValueError("found alternatives, expected the best answer beside them")
        best, others = upgraded.pop("best"), upgraded.pop("alternatives")
        upgraded["answered"] = best is not None
        upgraded["candidates"] = [*([best] if best is not None else []), *others]
    return upgraded


def _read_turn(data: object, number: int, path: Path, quoted: "_QuotedSentences") -> Turn:
    try:
        saved = checked(_upgraded(data), _SavedTurn)
        rewrite = Rewrite(
            saved.typed,
            saved.rewritten,
            saved.substitutions,
            saved.rewrite_confidence,
            saved.alternative_reading,
            saved.kind,
        )
        return Turn(rewrite, saved.intent, _read_answer(saved.answer, quoted))
    except (ValueError, TypeError, RecursionError) as error:
        reason = _shortened(str(error))
        raise TranscriptError(f"turn {number} of {path} is not as qa saves it ({reason}); save it anew") from None


def _read_answer(saved: _SavedAnswer, quoted: "_QuotedSentences") -> Answer:
    text = saved.question
    return Answer(
        question=parsed(text, apply_corrections(text, saved.corrections)[0], saved.corrections),
        candidates=tuple(map(quoted.candidate, saved.candidates)),
        answered=saved.answered,
        confidence=saved.confidence,
        reason=saved.reason,
        form=saved.form,
        findings=tuple(_read_finding(finding, quoted) for finding in saved.findings),
        parts=tuple(_read_answer(part, quoted) for part in saved.parts),
        mismatches=saved.mismatches,
    )


def _read_finding(saved: _SavedFinding, quoted: "_QuotedSentences") -> Finding:
    repeats = tuple(map(quoted.candidate, saved.repeats))
    return Finding(quoted.candidate(saved.candidate), saved.confidence, repeats, saved.differs_from)


class _QuotedSentences:
    """The sentences of a corpus by source and place, so that what a transcript quotes is found again."""

    def __init__(self, corpus: "Corpus") -> None:
        self._index = corpus.index
        self._doc_ids: dict[str, list[str]] = {}
        for entry in corpus.index.entries:
            self._doc_ids.setdefault(entry.source, []).append(entry.doc_id)

    def candidate(self, saved: _SavedCandidate) -> Candidate:
        """A candidate as it was saved, its sentence found again; TranscriptError if it is not there."""
        sentence = self._sentence(saved.source, Span(saved.start, saved.end), saved.text)
        span = None if saved.span is None else _span_inside(saved.span, sentence.span)
        return Candidate(sentence, span, saved.score)

    def _sentence(self, source: str, span: Span, text: str) -> Sentence:
        if source not in self._doc_ids:
            raise TranscriptError(f"{source} is quoted, but is not among the documents; add it, and load again")
        passages = chain.from_iterable(map(self._index.passages_of, self._doc_ids[source]))
        sentences = (Sentence(passage, span) for passage in passages if span in passage.sentence_spans)
        quoted = next((sentence for sentence in sentences if sentence.text == text), None)
        if quoted is None:
            raise TranscriptError(
                f"{source} does not hold “{_shortened(text)}” where it is quoted; "
                "load it with the document as it was, or ask anew"
            )
        return quoted


def _shortened(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}…"


def _span_inside(pair: tuple[int, int], sentence: Span) -> Span:
    """The span that the two numbers of `pair` make; ValueError unless it is inside `sentence`."""
    start, end = pair
    if not sentence.start <= start < end <= sentence.end:
        raise ValueError(f"the answering words {start} to {end} are not in their sentence")
    return Span(start, end)
