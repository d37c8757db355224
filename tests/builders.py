"""Builders of invented documents, questions and corpora, for the tests of all folders."""

from collections.abc import Sequence
from dataclasses import replace

from qa import model
from qa.index import Index, MemoryIndex
from qa.load import load_text
from qa.pipeline import Configuration, Corpus
from qa.question import parsed
from qa.read import LexicalReader, Rarity
from qa.split import passages
from qa.types import Correction, Document, Hit, Passage, Question, Sentence

ADA = "Ada Byron wrote the first program in 1843. She lived in London. The engine was never built."


def document(text: str, *, source: str = "ada.txt", markdown: bool = False) -> Document:
    """A document of `text`."""
    return load_text(text, source=source, markdown=markdown)


def documents(*texts: str, source: str = "ada.txt", markdown: bool = False) -> list[Document]:
    """Each text as a document with a source of its own."""
    return [
        document(text, source=f"{number}-{source}" if number > 1 else source, markdown=markdown)
        for number, text in enumerate(texts, 1)
    ]


def split(*texts: str, markdown: bool = False, words: int = Configuration().passage_words) -> list[Passage]:
    """The passages of the texts, of at most `words` words."""
    return [passage for text in documents(*texts, markdown=markdown) for passage in passages(text, words=words)]


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text of one passage."""
    (passage,) = split(text)
    return passage.sentences


def sentences_of(holder: Corpus | Index) -> list[Sentence]:
    """The sentences of everything that has `passages`, in order."""
    return [sentence for passage in holder.passages for sentence in passage.sentences]


def hits(*texts: str) -> list[Hit]:
    """Each text as a passage, ranked in this order with the scores 1, 1/2, 1/3, and so on."""
    ranked = split(*texts)
    assert len(ranked) == len(texts)
    return [Hit(passage, 1 / rank, rank) for rank, passage in enumerate(ranked, 1)]


def index(*texts: str, markdown: bool = False, words: int = Configuration().passage_words) -> MemoryIndex:
    """An index of the texts, each a document of its own."""
    return MemoryIndex(split(*texts, markdown=markdown, words=words))


def lexical_reader(passages: Sequence[Passage]) -> LexicalReader:
    """The lexical reader as it ships, for `passages`."""
    fitted = model.lexical()
    rarity = Rarity(MemoryIndex(passages).document_frequency, len(passages), fitted.background)
    return LexicalReader(fitted.weights, rarity)


def question(text: str, *, corrections: Sequence[Correction] = ()) -> Question:
    """`text` parsed, its spelling as it is, except for `corrections`."""
    corrected = text
    for correction in corrections:
        corrected = corrected.replace(correction.typed, correction.corrected)
    return parsed(text, corrected, tuple(corrections))


def corpus(*texts: str, source: str = "ada.txt", **options) -> Corpus:
    """A corpus of the texts, each a document of its own; `options` are fields of its `Configuration`."""
    return Corpus(documents(*texts, source=source), configuration=replace(Configuration(), **options))
