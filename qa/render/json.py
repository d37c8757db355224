"""An answer for programs: one JSON object on one line."""

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qa.render.explained import passage_place
from qa.render.screen import BIDI
from qa.types import Answer, Candidate, Citation, Span

if TYPE_CHECKING:
    from qa.dialogue import Turn

# Digits kept of a score or confidence in JSON: more than any use, fewer than the noise of floating-point sums.
_DIGITS = 6

# Alternatives that JSON always carries, if there are so many.
JSON_ALTERNATIVES = 2

_UNSAFE_JSON = re.compile(
    f"[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029{BIDI}\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def to_json(answer: Answer, *, version: str, top: int = 1, explain: bool = False, ascii_only: bool = False) -> str:
    """The answer as one JSON object on one line, safe to print on a terminal and still lossless.

    It carries two alternatives, or `top` - 1 if that is more. `ascii_only` escapes all that is not ASCII, for a stream
    that cannot hold it. The keys are those of the README, always all of them; `explain` adds one.
    """
    return _line(_json_answer(answer, version=version, top=top, explain=explain), ascii_only=ascii_only)


def turn_json(
    turn: "Turn",
    *,
    dialogue: int,
    number: int,
    version: str,
    top: int = 1,
    explain: bool = False,
    ascii_only: bool = False,
) -> str:
    """A turn of a conversation, as `to_json` has an answer, with how the line was understood.

    `number` is its place in the `dialogue`; both count from 1. The question is the line as it was typed.
    """
    understood = turn.understood
    made = {
        **_json_answer(turn.answer, version=version, top=top, explain=explain),
        "question": understood.typed,
        "dialogue": dialogue,
        "turn": number,
        "wish": turn.wish.value,
        "standalone": understood.standalone,
        "resolved": [{"phrase": one.phrase, "meant": one.meant} for one in understood.resolved],
        "understood_confidence": _rounded(understood.confidence),
        "other": understood.other,
    }
    return _line(made, ascii_only=ascii_only)


def _line(made: Mapping[str, Any], *, ascii_only: bool) -> str:
    return _UNSAFE_JSON.sub(_escaped, json.dumps(made, ensure_ascii=ascii_only))


def _json_answer(answer: Answer, *, version: str, top: int, explain: bool) -> Mapping[str, Any]:
    kept = answer.alternatives[1:] if answer.closest else answer.alternatives
    made: dict[str, Any] = {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": _rounded(answer.confidence),
        "answer": _json_sentence(answer.best) if answer.best else None,
        "citation": _json_citation(answer.best.citation) if answer.best else None,
        "alternatives": [_json_candidate(one) for one in kept[: max(JSON_ALTERNATIVES, top - 1)]],
        "reason": answer.reason.value if answer.reason else None,
        "closest": _json_candidate(answer.closest) if answer.closest else None,
        "corrections": [{"typed": one.typed, "taken": one.taken} for one in answer.corrections],
        "version": version,
    }
    return made | {"explain": _json_explanation(answer)} if explain else made


def _json_sentence(candidate: Candidate) -> Mapping[str, Any]:
    document, span = candidate.sentence.document, candidate.span
    return {
        **_json_slice(document.text, candidate.sentence.span),
        "span": None if span is None else _json_slice(document.text, span),
        "score": _rounded(candidate.score),
    }


def _json_slice(text: str, span: Span) -> Mapping[str, Any]:
    return {"text": text[span.start : span.end], "start": span.start, "end": span.end}


def _json_candidate(candidate: Candidate) -> Mapping[str, Any]:
    return {**_json_sentence(candidate), "citation": _json_citation(candidate.citation)}


def _json_citation(citation: Citation) -> Mapping[str, Any]:
    return {
        "source": citation.source,
        "line": citation.line,
        "end_line": citation.end_line,
        "heading": citation.heading,
    }


def _json_explanation(answer: Answer) -> Mapping[str, Any]:
    best = answer.best or answer.closest
    return {
        "passages": [
            {
                "rank": hit.rank,
                "score": _rounded(hit.score),
                "read": hit.rank not in answer.unread,
                **_json_citation(passage_place(hit.passage)),
            }
            for hit in answer.hits
        ],
        "features": {
            name: {"value": _rounded(one.value), "contribution": _rounded(one.contribution)}
            for name, one in (best.evidence if best else {}).items()
        },
    }


def _rounded(number: float) -> float:
    return round(float(number), _DIGITS)


def _escaped(match: re.Match[str]) -> str:
    """A character as JSON escapes it; one beyond U+FFFF as its two surrogates."""
    return json.dumps(match[0])[1:-1]
