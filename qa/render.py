"""An answer, for people (`answer_blocks`, on a terminal or in a pipe) and for programs (`to_json`).

Whatever comes from a document, a question, a path or an error passes through `clean` before it is shown, so escape
sequences never reach the screen, and is never read as markup. A terminal gets marks, colour and lines wrapped at its
width; a pipe gets bare text, one thing a line: first the answer, then its place.

Known limitation: invisible characters that scripts need (joiners, left-to-right marks) are shown as they are.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from qa.types import Answer, Candidate, Citation, Hit, Passage, Reason, Span

ABSTAINED = "The text does not say."
CLOSEST = "The closest passage is:"
NOTHING_NEAR = "Nothing in it comes close."
# What is told besides, where there is more to tell.
REASONS = {
    Reason.OFF_TOPIC: "None of the words you ask about is in it.",
    Reason.TOO_VAGUE: "The question names nothing to look for; say what it is about.",
}

# The least confidence that a word stands for, in descending order.
_WORDS = (
    (0.95, "nearly certain"),
    (0.85, "very likely"),
    (0.65, "likely"),
    (0.5, "more likely than not"),
    (0.25, "perhaps"),
    (0.05, "unlikely"),
    (0.0, "very unlikely"),
)

# Evidence that counts less rounds to nothing and is not listed.
_COUNTS = 0.005

# Digits kept of a score or confidence in JSON: more than any use, fewer than the noise of floating-point sums.
_DIGITS = 6

# Alternatives that JSON always carries, if there are so many.
JSON_ALTERNATIVES = 2

_BIDI = "\u202a-\u202e\u2066-\u206f"
_UNSEEN = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]")
_BREAKS = re.compile("[ ]*[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+[ ]*")
_UNSAFE_JSON = re.compile(
    f"[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029{_BIDI}\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


# Text, made safe


def clean(text: str) -> str:
    """`text` on one line, with a visible stand-in for every character that could steer a terminal or hide text."""
    return _UNSEEN.sub(_stand_in, _BREAKS.sub(" ", text))


def _stand_in(match: re.Match[str]) -> str:
    """The picture of a control character (Unicode block "Control Pictures"), and U+FFFD for all others."""
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"


def error_line(message: str) -> str:
    """An error as one line for the standard error stream."""
    return f"qa: {clean(message)}"


def counted(number: int, noun: str) -> str:
    """`1 passage`, `2,000 passages`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# For people


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph to show: `label` stands before its first line, and the other lines are indented as far.

    A `gap` is a blank line before it, on a terminal only.
    """

    text: Text
    label: str = ""
    gap: bool = False

    @property
    def plain(self) -> str:
        """The block as a pipe gets it."""
        return f"{self.label.lstrip()}{self.text.plain}"


Blocks = tuple[Block, ...]


def console(stream: TextIO) -> Console:
    """A console on `stream` that takes no text for markup and, with NO_COLOR, sends no escape sequence at all."""
    plain = bool(os.environ.get("NO_COLOR"))
    return Console(file=stream, color_system=None if plain else "auto", markup=False, emoji=False, highlight=False)


def show(target: Console, blocks: Iterable[Block]) -> None:
    """Write `blocks`: wrapped at the width of a terminal, one a line and without style elsewhere."""
    for block in blocks:
        if target.is_terminal:
            _show_wrapped(target, block)
        else:
            target.file.write(block.plain + "\n")
    target.file.flush()


def _show_wrapped(target: Console, block: Block) -> None:
    if block.gap:
        target.print()
    # A label that takes half the width stands on a line of its own.
    alone = len(block.label) > target.width // 2
    indent = " " * (4 if alone else len(block.label))
    if alone:
        target.print(Text(block.label.rstrip()), overflow="fold")
    lines = block.text.wrap(target, max(target.width - len(indent), 1), overflow="fold")
    for number, line in enumerate(lines):
        line.rstrip()
        target.print(Text.assemble(indent if number or alone else block.label, line), soft_wrap=True)


def note(text: str, *, style: str = "", label: str = "", gap: bool = False) -> Block:
    """A block of one style; `text` is cleaned."""
    return Block(Text(clean(text), style=style), label=label, gap=gap)


def rows(pairs: Sequence[tuple[str, str]], *, gap: bool = False) -> Blocks:
    """Names and what they mean, in two columns."""
    cleaned = [(clean(name), text) for name, text in pairs]
    width = max((len(name) for name, _ in cleaned), default=0)
    return tuple(
        note(text, label=f"  {name:<{width}}  ", gap=gap and number == 0) for number, (name, text) in enumerate(cleaned)
    )


def confidence(probability: float) -> str:
    """A confidence in words and number: `likely, 0.82`."""
    word = next((word for least, word in _WORDS if probability >= least), _WORDS[-1][1])
    number = "above 0.99" if probability > 0.99 else "below 0.01" if probability < 0.01 else f"{probability:.2f}"
    return f"{word}, {number}"


def place(citation: Citation) -> str:
    """Where a sentence stands: `notes.md:12–14 · Heading`, cleaned."""
    to = f"–{citation.end_line}" if citation.end_line != citation.line else ""
    under = f" · {citation.heading}" if citation.heading else ""
    return clean(f"{citation.source}:{citation.line}{to}{under}")


def answer_blocks(answer: Answer, *, top: int = 1, context: int = 0, passages: Sequence[Passage] = ()) -> Blocks:
    """The answer, or that there is none with the closest sentence, then candidates up to `top` in all.

    `context` counts the sentences to show before and after it; they come from `passages`, the corpus's.
    """
    if answer.best is None:
        return _abstention(answer, context=context, passages=passages)
    first = Block(marked(answer.best, context=context, passages=passages), gap=True)
    where = Text.assemble((place(answer.best.citation), "cyan"), f"  ({confidence(answer.confidence)})")
    return (first, Block(where), *candidate_blocks(answer.alternatives[: top - 1], first=2))


def _abstention(answer: Answer, *, context: int, passages: Sequence[Passage]) -> Blocks:
    said = [note(ABSTAINED, style="bold yellow", gap=True)]
    if answer.reason in REASONS:
        said.append(note(REASONS[answer.reason]))
    if answer.reason is Reason.TOO_VAGUE:
        return tuple(said)
    closest = answer.closest
    if closest is None:
        return (*said, note(NOTHING_NEAR))
    where = Text.assemble((place(closest.citation), "cyan"), f"  ({confidence(answer.confidence)})")
    near = marked(closest, context=context, passages=passages, mark=False)
    return (*said, note(CLOSEST), Block(near, label="  "), Block(where, label="  "))


def candidate_blocks(candidates: Sequence[Candidate], *, first: int) -> Blocks:
    """Candidates with their places, numbered from `first`."""
    return tuple(
        block
        for number, candidate in enumerate(candidates, first)
        for block in (
            Block(marked(candidate), label=f"{number}. ", gap=True),
            note(place(candidate.citation), style="cyan", label="   "),
        )
    )


def marked(candidate: Candidate, *, context: int = 0, passages: Sequence[Passage] = (), mark: bool = True) -> Text:
    """The sentence between its `context` neighbours on each side, with the answering words marked if `mark`."""
    sentence, document = candidate.sentence.span, candidate.sentence.document
    inner = candidate.span if mark and candidate.span is not None else Span(sentence.end, sentence.end)
    before, after = _neighbours(candidate, passages, count=context)
    return Text.assemble(
        *((clean(document.slice(span)) + " ", "dim") for span in before),
        clean(document.slice(Span(sentence.start, inner.start))),
        (clean(document.slice(inner)), "bold green"),
        clean(document.slice(Span(inner.end, sentence.end))),
        *((" " + clean(document.slice(span)), "dim") for span in after),
    )


def _neighbours(candidate: Candidate, passages: Sequence[Passage], *, count: int) -> tuple[list[Span], list[Span]]:
    """Up to `count` sentences of the document before the candidate's, and as many after it."""
    if count == 0:
        return [], []
    document = candidate.sentence.document
    spans = sorted({span for passage in passages if passage.document is document for span in passage.sentence_spans})
    own = candidate.sentence.span
    before = [span for span in spans if span.end <= own.start]
    after = [span for span in spans if span.start >= own.end]
    return before[-count:], after[:count]


def explain_blocks(answer: Answer) -> Blocks:
    """How an answer came about: the passages found, what counted for the two best candidates, and what tipped it."""
    if not answer.hits:
        return (note("No passage shares a word with the question.", gap=True),)
    found = tuple(
        note(f"{place(_passage_place(hit.passage))}  ({_looked_at(answer, hit)})", label=f"  {hit.rank:>2}. ")
        for hit in answer.hits
    )
    return (note("Passages found, best first:", style="bold", gap=True), *found, *_evidence_blocks(answer))


def _looked_at(answer: Answer, hit: Hit) -> str:
    """The passage's score, and that the network did not read it if so."""
    return f"score {hit.score:.3f}" + (", not read: too unlikely" if hit.rank in answer.unread else "")


def _evidence_blocks(answer: Answer) -> Blocks:
    ranked = [*([answer.best] if answer.best else []), *answer.alternatives]
    if not ranked:
        return ()
    best, rival = ranked[0], ranked[1] if len(ranked) > 1 else None
    shown = _counting(best, rival)
    width = max((len(_spoken(name)) for name in shown), default=0)
    heads = f"{'value':>7} {'counts':>8}" + (f" {'next best':>10}" if rival else "")
    return (
        note(f"What counted for the {'answer' if answer.answered else 'closest sentence'}:", style="bold", gap=True),
        note(heads, label=f"  {'':<{width}}", style="dim"),
        *(note(_row(name, best, rival), label=f"  {_spoken(name):<{width}}") for name in shown),
        *([_tipped(shown, best, rival)] if rival else []),
    )


def _spoken(name: str) -> str:
    return clean(name.replace("_", " "))


def _counted(candidate: Candidate, name: str) -> float:
    return candidate.evidence[name].contribution if name in candidate.evidence else 0.0


def _counting(best: Candidate, rival: Candidate | None) -> list[str]:
    """The features that count for one of the two, the weightiest for the best one first."""
    sizes = {
        name: max(abs(_counted(best, name)), abs(_counted(rival, name)) if rival else 0.0) for name in best.evidence
    }
    return sorted((name for name in sizes if sizes[name] >= _COUNTS), key=lambda name: -abs(_counted(best, name)))


def _row(name: str, best: Candidate, rival: Candidate | None) -> str:
    own = f"{best.evidence[name].value:>7.2f} {_counted(best, name):>+8.2f}"
    return own + (f" {_counted(rival, name):>+10.2f}" if rival else "")


def _tipped(names: Sequence[str], best: Candidate, rival: Candidate) -> Block:
    """By how much the best candidate is ahead of the next, and what brought most of it."""
    leads = {name: _counted(best, name) - _counted(rival, name) for name in names}
    most = max(leads, key=lambda name: leads[name], default=None)
    ahead = f"Ahead of the next best by {best.score - rival.score:.2f}"
    what = f"; what tipped it: {_spoken(most)} ({leads[most]:+.2f})" if most and leads[most] >= _COUNTS else ""
    return note(f"{ahead}{what}.")


def _passage_place(passage: Passage) -> Citation:
    document, span = passage.document, passage.span
    last = document.line(max(span.end - 1, span.start))
    return Citation(document.source, document.line(span.start), last, passage.heading, span)


# For programs


def to_json(answer: Answer, *, version: str, top: int = 1, explain: bool = False, ascii_only: bool = False) -> str:
    """The answer as one JSON object on one line, safe to print on a terminal and still lossless.

    It carries two alternatives, or `top` - 1 if that is more. `ascii_only` escapes all that is not ASCII, for a stream
    that cannot hold it. The keys are those of the README, always all of them; `explain` adds one.
    """
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
        "version": version,
    }
    if explain:
        made["explain"] = _json_explanation(answer)
    return _UNSAFE_JSON.sub(_escaped, json.dumps(made, ensure_ascii=ascii_only))


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
                **_json_citation(_passage_place(hit.passage)),
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
