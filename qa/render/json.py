"""An answer, or a turn of a conversation, for programs: one JSON object on one line.

`KEYS` lists every key. A missing value is null, never a missing key; only `explain` comes on request, and a `place` has
just what the format has.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from qa.overview import Overview
from qa.render.screen import BIDI
from qa.split.views import headings_above
from qa.types import (
    Answer,
    Candidate,
    Citation,
    Difference,
    Document,
    Finding,
    Form,
    Hit,
    Passage,
    Question,
    Quotation,
    QuoteCheck,
    Sentence,
    Span,
    cite,
)

if TYPE_CHECKING:
    from qa.dialogue import Turn

# Every key, by the object that has it. A test holds them against the output, another one against the help.
KEYS: Mapping[str, tuple[str, ...]] = {
    "answer": (
        "question",
        "answered",
        "confidence",
        "answer",
        "citation",
        "alternatives",
        "form",
        "sentences",
        "findings",
        "parts",
        "mismatches",
        "reason",
        "closest",
        "corrections",
        "version",
    ),
    "overview": ("topic", "sentences", "total", "version"),
    "check": ("quote", "verdict", "places", "more", "closest", "version"),
    "quotation": ("text", "parts", "citation", "likeness", "differences"),
    "difference": ("kind", "quote", "document"),
    "turn": (
        "dialogue",
        "turn",
        "intent",
        "rewritten",
        "substitutions",
        "rewrite_confidence",
        "alternative_reading",
    ),
    "finding": ("confidence", "repeats", "differs_from"),
    "mismatch": ("kind", "asked", "said"),
    "explain": ("passages", "features"),
    "sentence": ("text", "start", "end", "span", "score"),
    "span": ("text", "start", "end"),
    "citation": ("source", "line", "end_line", "heading", "headings", "place"),
    "place": ("page", "page_label", "chapter", "slide", "sheet", "row", "part", "time"),
    "correction": ("typed", "corrected"),
    "substitution": ("phrase", "replacement"),
    "passage": ("rank", "score", "read"),
    "search": ("question", "passages", "corrections", "version"),
    "feature": ("value", "contribution"),
}

# Decimal digits of a score or confidence: enough for any use, without the noise of floating-point sums.
_DIGITS = 6

# The number of alternatives in JSON, if there are so many and `top` does not ask for more.
JSON_ALTERNATIVES = 2

_UNSAFE_JSON = re.compile(
    f"[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029{BIDI}\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def to_json(answer: Answer, *, version: str, top: int = 1, explain: bool = False, ascii_only: bool = False) -> str:
    """The answer as one JSON object on one line, safe to print on a terminal and lossless.

    It has two alternatives, or `top` - 1 if that is more. `explain` adds the key "explain". `ascii_only` escapes
    everything outside ASCII, for a stream that cannot hold it.
    """
    return _line(_answer(answer, version=version, top=top, explain=explain), ascii_only=ascii_only)


def overview_json(overview: Overview, *, version: str, ascii_only: bool = False) -> str:
    """An overview as one JSON object on one line."""
    sentences = [_quoted_sentence(each) for each in overview.sentences]
    fields = {"topic": overview.topic or None, "sentences": sentences, "total": overview.total, "version": version}
    return _line(fields, ascii_only=ascii_only)


def check_json(made: QuoteCheck, *, version: str, ascii_only: bool = False) -> str:
    """What became of a quote as one JSON object on one line."""
    fields = {
        "quote": made.quote,
        "verdict": made.verdict.value,
        "places": [_quotation(place, made.quote) for place in made.places],
        "more": made.more,
        "closest": _quoted_sentence(made.closest) if made.closest else None,
        "version": version,
    }
    return _line(fields, ascii_only=ascii_only)


def hits_json(question: Question, hits: Sequence[Hit], *, version: str) -> str:
    """The passages that `question` finds, with their text and place, as one JSON object on one line."""
    passages = [
        {
            "rank": hit.rank,
            "score": _rounded(hit.score),
            **_slice(hit.passage.document.text, hit.passage.span),
            "citation": _citation(cite(hit.passage, hit.passage.span)),
        }
        for hit in hits
    ]
    corrections = [asdict(correction) for correction in question.corrections]
    fields = {"question": question.text, "passages": passages, "corrections": corrections, "version": version}
    return _line(fields, ascii_only=False)


def part_json(document: Document, span: Span, *, name: Mapping[str, str]) -> str:
    """A part of a document with its place, verbatim, as one JSON object on one line; `name` is added to it."""
    cited = cite(Passage(document, span, headings_above(document, span.start), ()), span)
    fields = {
        **name,
        "title": document.title,
        "length": len(document.text),
        **_slice(document.text, span),
        "citation": _citation(cited),
    }
    return _line(fields, ascii_only=False)


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
    """A turn of a conversation: its answer as `to_json` gives it, and how the line was rewritten.

    `number` is the place of the turn in the `dialogue`; both count from 1. "question" is the line as it was typed.
    """
    rewrite = turn.rewrite
    fields = {
        **_answer(turn.answer, version=version, top=top, explain=explain),
        "question": rewrite.typed,
        "dialogue": dialogue,
        "turn": number,
        "intent": turn.intent.value,
        "rewritten": rewrite.rewritten,
        "substitutions": [asdict(substitution) for substitution in rewrite.substitutions],
        "rewrite_confidence": _rounded(rewrite.confidence),
        "alternative_reading": rewrite.alternative_reading,
    }
    return _line(fields, ascii_only=ascii_only)


def _line(fields: Mapping[str, Any], *, ascii_only: bool) -> str:
    return safe_json(json.dumps(fields, ensure_ascii=ascii_only))


def safe_json(text: str) -> str:
    """JSON with every character escaped that could steer a terminal or break a line; it means the same."""
    return _UNSAFE_JSON.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    """A character as JSON escapes it; one beyond U+FFFF as its two surrogates."""
    return json.dumps(match[0])[1:-1]


# The objects


def _answer(answer: Answer, *, version: str, top: int, explain: bool) -> Mapping[str, Any]:
    is_list = answer.form is Form.OVERVIEW
    alternatives = () if is_list else answer.alternatives[: max(JSON_ALTERNATIVES, top - 1)]
    fields: dict[str, Any] = {
        "question": answer.question.text,
        "answered": answer.answered,
        "confidence": _rounded(answer.confidence),
        "answer": _sentence(answer.best) if answer.best else None,
        "citation": _citation(answer.best.citation) if answer.best else None,
        "alternatives": [_cited_sentence(candidate) for candidate in alternatives],
        "form": answer.form.value,
        "sentences": [_cited_sentence(candidate) for candidate in answer.candidates] if is_list else [],
        "findings": [_finding(finding) for finding in answer.findings],
        "parts": [_answer(part, version=version, top=top, explain=explain) for part in answer.parts],
        "mismatches": [{**asdict(each), "kind": each.kind.value} for each in answer.mismatches],
        "reason": answer.reason.value if answer.reason else None,
        "closest": _cited_sentence(answer.closest) if answer.closest else None,
        "corrections": [asdict(correction) for correction in answer.corrections],
        "version": version,
    }
    return fields | {"explain": _explanation(answer)} if explain else fields


def _finding(finding: Finding) -> Mapping[str, Any]:
    return {
        **_cited_sentence(finding.candidate),
        "confidence": _rounded(finding.confidence),
        "repeats": [_cited_sentence(repeat) for repeat in finding.repeats],
        "differs_from": list(finding.differs_from),
    }


def _explanation(answer: Answer) -> Mapping[str, Any]:
    first = next(iter(answer.candidates), None)
    return {
        "passages": [
            {
                "rank": hit.rank,
                "score": _rounded(hit.score),
                "read": hit.rank not in answer.unread_ranks,
                **_citation(cite(hit.passage, hit.passage.span)),
            }
            for hit in answer.hits
        ],
        "features": {
            name: {"value": _rounded(evidence.value), "contribution": _rounded(evidence.contribution)}
            for name, evidence in (first.evidence if first else {}).items()
        },
    }


def _cited_sentence(candidate: Candidate) -> Mapping[str, Any]:
    return {**_sentence(candidate), "citation": _citation(candidate.citation)}


def _sentence(candidate: Candidate) -> Mapping[str, Any]:
    document, span = candidate.sentence.document, candidate.span
    return {
        **_slice(document.text, candidate.sentence.span),
        "span": None if span is None else _slice(document.text, span),
        "score": _rounded(candidate.score),
    }


def _quoted_sentence(sentence: Sentence) -> Mapping[str, Any]:
    cited = cite(sentence.passage, sentence.span)
    return {**_slice(sentence.document.text, sentence.span), "citation": _citation(cited)}


def _quotation(place: Quotation, quote: str) -> Mapping[str, Any]:
    text = place.document.text
    return {
        "text": place.text,
        "parts": [_slice(text, span) for span in place.spans],
        "citation": _citation(place.citation),
        "likeness": _rounded(place.likeness),
        "differences": [_difference(difference, quote, text) for difference in place.differences],
    }


def _difference(difference: Difference, quote: str, text: str) -> Mapping[str, Any]:
    return {
        "kind": difference.kind.value,
        "quote": _slice(quote, difference.quote),
        "document": _slice(text, difference.document),
    }


def _slice(text: str, span: Span) -> Mapping[str, Any]:
    return {"text": text[span.start : span.end], "start": span.start, "end": span.end}


def _citation(citation: Citation) -> Mapping[str, Any]:
    return {
        "source": citation.source,
        "line": citation.line,
        "end_line": citation.end_line,
        "heading": citation.heading,
        "headings": list(citation.headings),
        "place": {name: value for name, value in asdict(citation.place).items() if value is not None},
    }


def _rounded(number: float) -> float:
    return round(float(number), _DIGITS)
