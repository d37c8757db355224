"""Builders of answers about invented sentences, and what a terminal or a pipe shows of them."""

import io
import re
from dataclasses import replace

from qa.load import load_text
from qa.render import console, show
from qa.types import (
    Answer,
    Candidate,
    Difference,
    DifferenceKind,
    Passage,
    Quotation,
    QuoteCheck,
    Sentence,
    Span,
    Verdict,
)
from tests.builders import question

ESCAPE = "\x1b[31mred\x1b[0m"
BIDI = "\u202eevil\u2066"
DANGEROUS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def passage(*sentences, source="notes.md", heading=None):
    """A passage of `sentences`, each on a line of its own."""
    text = "\n\n".join(sentences)
    starts = [sum(len(sentence) + 2 for sentence in sentences[:number]) for number in range(len(sentences))]
    spans = tuple(Span(start, start + len(sentence)) for start, sentence in zip(starts, sentences, strict=True))
    document = load_text(text, source=source)
    if document.text != text:
        document = _raw(document, text)
    return Passage(document, Span(0, len(text)), (heading,) if heading else (), spans)


def _raw(document, text):
    """The same document with a text that no loader would let through."""
    return type(document)(document.doc_id, text, document.source, document.title, document.blocks, document.line_map)


def candidate(of, number=0, *, marked=None, score=1.0, evidence=None):
    """A sentence of the passage `of` by its number, with the words `marked` as its span."""
    sentence = Sentence(of, of.sentence_spans[number])
    at = sentence.text.index(marked) + sentence.span.start if marked else 0
    span = Span(at, at + len(marked)) if marked else None
    return Candidate(sentence, span, score, evidence or {})


def answered(best, *others, confidence=0.82, hits=(), line="Who?"):
    """The answer `best` to `line`, and the next candidates."""
    return Answer(question(line), (best, *others), True, confidence, hits=hits)


def abstained(*candidates, confidence=0.12, line="Who?", reason=None):
    """An abstention on `line`; the first candidate is the closest."""
    return Answer(question(line), candidates, False, confidence, reason)


def corrected(answer, *corrections):
    """`answer` to the same question with `corrections`."""
    return replace(answer, question=replace(answer.question, corrections=corrections))


def misquoted(written, quoted, kind=DifferenceKind.CHANGED, *, of=None):
    """A near quote of the first sentence of `of`, with the words `quoted` for those that are `written`."""
    of = of or THREE
    span, text = of.sentence_spans[0], of.sentences[0].text
    at = text.index(written)
    quote = text[:at] + quoted + text[at + len(written) :]
    document = Span(span.start + at, span.start + at + len(written))
    difference = Difference(kind, Span(at, at + len(quoted)), document)
    place = Quotation(of.document, (span,), of.headings, (difference,), 0.8)
    return QuoteCheck(quote, Verdict.NEAR, (place,))


def shown(blocks, *, width=80, terminal=True):
    """What `blocks` look like on a terminal, or in a pipe."""
    target = console(Terminal() if terminal else io.StringIO())
    target.width = width
    show(target, blocks)
    return target.file.getvalue()


def bare(text):
    """`text` without escape sequences."""
    return re.sub("\x1b\\[[0-9;]*m", "", text)


THREE = passage("Ada wrote it in 1843.", "She lived in London.", "The engine was never built.")
