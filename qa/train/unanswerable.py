"""Unanswerable questions, made from answerable ones.

A question about something else teaches little, so most are made to look answerable: one word or number of the question
is changed, the sentences that answer are removed from the text, or the question is asked of a passage that matches it
without answering.

Known limitation: a changed question may by chance still have an answer; one whose name disappears often has.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from qa.evaluate.datasets import LabelledQuestion
from qa.evaluate.runs import holds_answer
from qa.index import MemoryIndex
from qa.language.answer_types import typed_spans
from qa.language.grammar import with_not
from qa.language.lexicon import MONTHS, NEGATABLE_AUXILIARIES, OPPOSITES, alternation
from qa.pipeline import TOP_K
from qa.question import parsed
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.types import AnswerType, Block, BlockKind, Cell, Document, LineMap, Span

# "RULE-B004", "X200", "3.14": a name with a number in it, but no year.
_IDENTIFIER = re.compile(r"\b(?=[\w.-]*\d)(?![12]\d{3}\b)[A-Z]*[\w.-]*\d\b")
_YEAR = re.compile(r"\b(?:1[0-9]|20)[0-9]{2}\b")
# Years by which a year is moved: near ones are harder.
_YEAR_SHIFTS = (-50, -20, -10, -5, -3, -2, -1, 1, 2, 3, 5, 10, 20)
# The share of the questions without another change that are negated.
_NEGATED = 0.3
# Each word of a pair turns a question into its opposite.
_OPPOSITE = {word: opposite for pair in OPPOSITES for word, opposite in (pair, pair[::-1])}
_OPPOSED = re.compile(rf"\b{alternation(_OPPOSITE)}\b")
# Words that ask for, or name, different things of one kind: "how wide" and "how tall", "was sold" and "was stolen".
_KIN = tuple(
    tuple(group.split())
    for group in (
        "wide tall deep long thick heavy",
        "width height depth length thickness weight diameter area volume",
        "price fee deposit fine discount rent tax salary refund",
        "built demolished renovated flooded sold inspected",
        "founded dissolved renamed merged",
        "opened closed moved burned",
        "bought sold stole found lost borrowed donated repaired insured",
        "bought sold stolen found lost lent donated repaired insured",
        "born married buried baptised arrested",
        "wrote translated edited illustrated reviewed banned",
        "written translated edited illustrated reviewed banned",
        "won lost hosted boycotted",
        "mother father brother sister wife husband son daughter uncle grandfather",
        "composer conductor singer producer publisher",
        "author editor translator publisher illustrator",
        "captain owner builder designer",
        "director producer screenwriter composer",
        "phone email address website",
        "monday tuesday wednesday thursday friday saturday sunday",
        "breakfast lunch dinner",
        "minimum maximum average median",
        "temperature pressure humidity speed voltage",
        "capital currency language population anthem flag",
        "invented patented banned discovered",
        "elected appointed dismissed impeached nominated",
        "before after during",
        "causes symptoms treatment prevention",
        "start end begin",
    )
)
_AUXILIARY = re.compile(rf"\b({alternation(NEGATABLE_AUXILIARIES)})\b")
_WORD = re.compile(r"[A-Za-z]+")
_NEGATIVE = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b")


# Another question on the same text


def change(question: str, document: Document, rng: random.Random) -> str | None:
    """`question` with another name, year, word, opposite or negation; None if nothing can be changed."""
    return next(iter(changes(question, document, rng)), None)


def changes(question: str, document: Document, rng: random.Random) -> list[str]:
    """`question` changed in each possible way, in random order, each wording once.

    A question that cannot be changed in another way is negated, in a part of the cases: a reader would learn to look
    for "not" alone.
    """
    changed = [text for text in _changes(question, document, rng) if text != question]
    if not changed and rng.random() < _NEGATED:
        changed = list(_negated(question))
    return list(dict.fromkeys(rng.sample(changed, len(changed))))


def _negated(question: str) -> Iterator[str]:
    auxiliary = _AUXILIARY.search(question)
    if auxiliary and not _NEGATIVE.search(question):
        yield _replace(question, auxiliary, with_not(auxiliary[1]))


def _changes(question: str, document: Document, rng: random.Random) -> Iterator[str]:
    """Each possible change. A swapped name comes twice, since it reads most like a person's own question."""
    with_other_name = swap_name(question, document, rng)
    yield from (with_other_name, with_other_name)
    for match in _YEAR.finditer(question):
        yield _replace(question, match, str(int(match[0]) + rng.choice(_YEAR_SHIFTS)))
    for match in _IDENTIFIER.finditer(question):
        yield _replace(question, match, _other_digits(match[0], rng))
    for month in MONTHS:
        if month in question:
            yield question.replace(month, rng.choice([other for other in MONTHS if other != month]))
    for match in _OPPOSED.finditer(question):
        yield _replace(question, match, _OPPOSITE[match[0]])
    yield from _with_kin(question, document, rng)


def _with_kin(question: str, document: Document, rng: random.Random) -> Iterator[str]:
    """`question` with a word replaced by one of its kin that the document does not have."""
    said = _lowered_words(document)
    for match in _WORD.finditer(question):
        for group in _KIN:
            others = [word for word in group if word not in said]
            if match[0].lower() in group and others:
                yield _replace(question, match, rng.choice(others))


@lru_cache(maxsize=8)
def _lowered_words(document: Document) -> frozenset[str]:
    return frozenset(match[0].lower() for match in _WORD.finditer(document.text))


def _other_digits(identifier: str, rng: random.Random) -> str:
    """`identifier` with its last digit changed."""
    place = max(place for place, char in enumerate(identifier) if char.isdigit())
    digit = rng.choice([other for other in "0123456789" if other != identifier[place]])
    return f"{identifier[:place]}{digit}{identifier[place + 1 :]}"


def swap_name(question: str, document: Document, rng: random.Random) -> str:
    """`question` with one of its names replaced by another name of the document; unchanged if there is none."""
    own = [question[span.start : span.end] for span in typed_spans(AnswerType.NAME, question) if span.start > 0]
    others = [name for name in _names(document) if name not in question]
    return question.replace(rng.choice(own), rng.choice(others)) if own and others else question


@lru_cache(maxsize=8)
def _names(document: Document) -> tuple[str, ...]:
    return tuple(document.text[span.start : span.end] for span in typed_spans(AnswerType.NAME, document.text))


def _replace(question: str, match: re.Match[str], words: str) -> str:
    return f"{question[: match.start()]}{words}{question[match.end() :]}"


# The same question, asked of another text


def remove_answer(question: LabelledQuestion) -> LabelledQuestion:
    """The question, asked of its document without the sentences that answer it; unchanged if no text would be left."""
    document = question.document
    sentences = [sentence for passage in passages(document) for sentence in passage.sentences]
    removed = [sentence.span for sentence in sentences if holds_answer(sentence, question)]
    kept = [(block, _text_without(document, block.span, removed)) for block in document.blocks]
    return _ask_of(question, [(block, text) for block, text in kept if text], document.context)


def ask_wrong_passage(question: LabelledQuestion) -> LabelledQuestion:
    """The question, asked of the best-ranked passage that does not answer it; unchanged if there is none.

    The headings above the passage become the context of the text.
    """
    retriever = TfidfRetriever(MemoryIndex(list(passages(question.document))))
    hits = retriever.search(parsed(question.text), TOP_K)
    wrong = next((hit.passage for hit in hits if not holds_answer(hit.passage, question)), None)
    if wrong is None:
        return question
    document = question.document
    blocks = [block for block in document.blocks if block.span.overlaps(wrong.span)]
    kept = [(block, document.slice(_common(block.span, wrong.span))) for block in blocks]
    return _ask_of(question, kept, ". ".join(filter(None, (document.context, *wrong.headings))))


def _ask_of(question: LabelledQuestion, kept: Sequence[tuple[Block, str]], context: str) -> LabelledQuestion:
    """The question, asked of blocks with what is kept of their text, which does not answer it."""
    if not any(block.kind is not BlockKind.HEADING for block, _ in kept):
        return question
    document = question.document
    text, blocks = "", []
    for block, own in kept:
        start = len(text) + (2 if text else 0)
        text += ("\n\n" if text else "") + own
        moved = Span(start, len(text))
        # A row is one sentence: it is kept whole or not at all.
        cells = tuple(Cell(_move(cell.span, start - block.span.start), cell.column) for cell in block.cells)
        blocks.append(replace(block, span=moved, cells=cells if len(own) == len(block.span) else ()))
    doc_id = f"{document.doc_id} for {question.question_id}"
    line_map = LineMap((0,), (1,))
    unanswering = Document(doc_id, text, document.source, document.title, tuple(blocks), line_map, context=context)
    return replace(question, documents=(unanswering,), golds=(), paragraph=None)


def _move(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _common(span: Span, other: Span) -> Span:
    return Span(max(span.start, other.start), min(span.end, other.end))


def _text_without(document: Document, block: Span, removed: Sequence[Span]) -> str:
    """The text of `block` without the spans in `removed`."""
    inner = (edge for span in removed if span.overlaps(block) for edge in (span.start, span.end))
    edges = [block.start, *inner, block.end]
    pieces = (document.text[low:high].strip() for low, high in zip(edges[::2], edges[1::2], strict=True))
    return " ".join(piece for piece in pieces if piece)
