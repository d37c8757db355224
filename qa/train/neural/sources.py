"""The question files that the network is trained on, and which of their documents are held out.

Each file is SQuAD JSON. `SOURCES` says how each is read: how often its titles are given to the reader as context, and
whether an answer names only the sentence that answers. Every question is asked of documents that a person could have: a
paragraph of SQuAD 2.0 is put back beside its neighbours.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa.evaluate.datasets import LabelledQuestion, by_document
from qa.evaluate.datasets.squad import squad_questions
from qa.train.lexical import HELD_OUT_IN, held_out
from qa.train.neural.shapes import LOOSE
from qa.types import Document

SQUAD2 = "squad2"
# Paragraphs of SQuAD 2.0 whose places differ by no more than this are taken for one article, up to so many of them.
_NEAR, _ARTICLE = 4, 30
# Letters by which a paragraph that is in two files is known.
_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Source:
    """A question file.

    `titled` is the share of questions whose passage is read with the document's title; a title that is a file name or
    a number is never given. `defined` is the share of the sentences "X is a …" of which "What is X?" is asked, too.
    `whole_sentences` says that an answer is a sentence, in which any span may be marked. `all_held_out` says that
    nothing was trained on it.
    """

    name: str
    titled: float = 0.0
    defined: float = 0.0
    whole_sentences: bool = False
    all_held_out: bool = False


SOURCES = (
    Source("squad-train-a", titled=0.4, defined=0.5),
    Source("squad-train-b", defined=0.5),
    Source("shifts-wiki", titled=0.4, defined=0.5),
    Source("shifts-reddit"),
    Source("nq-gold", titled=0.5, defined=0.7),
    Source("fairytale", titled=0.2),
    Source("policy", titled=0.4),
    Source(SQUAD2, defined=0.7),
    Source("news-quiz-short"),
    Source("news-quiz-pages", titled=0.5),
    Source("quoref-contrast", titled=0.3),
    Source("covid-papers"),
    Source("selqa-sentences", titled=0.7, whole_sentences=True),
)
FILES = tuple(source.name for source in SOURCES)


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions on one document, and whether it is held out from the training."""

    questions: Sequence[LabelledQuestion]
    held_out: bool


def read_source(data: Path, source: Source) -> Iterator[Questions]:
    """The questions of `source` in the folder `data`, document by document."""
    if source.name == SQUAD2:
        yield from _squad2(data)
        return
    for questions in by_document(_questions(data, source.name)).values():
        kind = LOOSE if source.whole_sentences else ""
        is_held_out = source.all_held_out or held_out(questions[0])
        yield Questions([replace(question, kind=kind) for question in questions], is_held_out)


def sources_in(data: Path) -> list[Source]:
    """The files of `SOURCES` that are in the folder `data`; without any of them, its own SQuAD files, `*.json.gz`."""
    known = [source for source in SOURCES if (data / f"{source.name}.json.gz").exists()]
    names = [path.name.removesuffix(".json.gz") for path in sorted(data.glob("*.json.gz"))]
    return known or [Source(name, all_held_out=True) for name in names]


def with_title(document: Document) -> Document:
    """The document with its title as context, which its views begin with; unchanged if the title says nothing."""
    title = " ".join(document.title.replace("_", " ").split())
    if not title or title == document.doc_id or not any(map(str.isalpha, title)):
        return document
    return replace(document, context=title)


def ask_of(questions: Sequence[LabelledQuestion], document: Document) -> list[LabelledQuestion]:
    """The questions with `document`, a copy of their own document, in its place."""
    return [
        replace(
            question,
            documents=(document,),
            golds=tuple(replace(gold, document=document) for gold in question.golds),
        )
        for question in questions
    ]


def _questions(data: Path, name: str) -> list[LabelledQuestion]:
    """The questions of a file. Their ids may occur twice, which a set that is measured may not have."""
    return squad_questions(Path(f"{name}.json.gz"), _load(data, name))


def _load(data: Path, name: str) -> Any:
    with gzip.open(data / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        return json.load(file)


def _squad2(data: Path) -> Iterator[Questions]:
    """SQuAD 2.0, whose paragraphs are joined to articles by their place in it.

    An article is held out if a twin of one of its paragraphs is, in another file; else its number decides.
    """
    paragraphs = _load(data, SQUAD2)["data"]
    twins = dict(_twins(data))
    for number, article in enumerate(_articles(paragraphs)):
        own = [twins[key] for paragraph in article if (key := _key(paragraph)) in twins]
        joined = {"title": "", "paragraphs": [entry for paragraph in article for entry in paragraph["paragraphs"]]}
        questions = squad_questions(Path(f"{SQUAD2}-{number}"), {"data": [joined]})
        if questions:
            by_number = zlib.crc32(f"{SQUAD2}#{number}".encode()) % HELD_OUT_IN == 0
            yield Questions(questions, any(own) or (not own and by_number))


def _articles(paragraphs: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """Runs of paragraphs that are near each other; those without a place are alone."""
    placed = sorted((each for each in paragraphs if each["order"] is not None), key=lambda each: each["order"])
    run: list[Mapping[str, Any]] = []
    for paragraph in placed:
        if run and (paragraph["order"] - run[-1]["order"] > _NEAR or len(run) == _ARTICLE):
            yield run
            run = []
        run.append(paragraph)
    yield run
    yield from ([each] for each in paragraphs if each["order"] is None)


def _twins(data: Path) -> Iterator[tuple[str, bool]]:
    """The paragraphs of SQuAD 1.1's files, by their letters, and whether each is held out."""
    for name in ("squad-train-a", "squad-train-b"):
        for question in _questions(data, name):
            if question.paragraph is not None:
                yield _letters(question.document.slice(question.paragraph)), held_out(question)


def _key(paragraph: Mapping[str, Any]) -> str:
    return _letters(paragraph["paragraphs"][0]["context"])


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))[:_LETTERS]
