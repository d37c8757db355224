"""Step 2: question files -> examples: `python -m qa.train.neural.examples DATA EXAMPLES`.

Each document is split, ranked and viewed by qa itself, so that the reader is trained on what it will read later. A
question gives a group of examples, each a question with a passage:

    gold       the passage that answers, with the answers
    none       the passage of a question that people wrote to have no answer in it
    hit        one of the retriever's three best passages of the same document that do not answer
    removed    the gold passage without the sentence that answers
    changed    the gold passage, with the question changed so that it has no answer (`qa.train.unanswerable`)

Only a gold example has an answer. One document in five is held out, the same ones as for the lexical reader.
"""

import argparse
import gzip
import json
import random
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path

from qa.evaluate.datasets import LabelledQuestion
from qa.index import MemoryIndex
from qa.processes import Workers
from qa.question import parsed
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.split.views import View, view_of
from qa.train.lexical import HELD_OUT_IN
from qa.train.neural.shapes import LOOSE, SOURCE, made_questions
from qa.train.neural.sources import FILES, Questions, Source, read_source, sources_in, with_title
from qa.train.neural.wordings import definitions, reword
from qa.train.unanswerable import changes
from qa.types import Document, Passage, Span

TRAIN, HELD_OUT = "train.jsonl.gz", "held-out.jsonl.gz"
# Passages without the answer in a group at most, and passages that are ranked to choose them from.
_HITS, _RANKED = 3, 10
# Changed questions in a group at most.
_CHANGES = 2
# The share of questions that are reworded.
_REWORDED = 0.25
# Documents that are made, with up to nine questions each.
MADE = 6_000
SEED = 20_261_123


@dataclass(frozen=True, slots=True)
class Example:
    """A question with a passage as it is read, which begins with `context` characters that name it.

    `answers` are the start and end of each answer, in characters of the passage. If they are `loose`, any span inside
    them will do.
    """

    kind: str
    question: str
    passage: str
    answers: tuple[tuple[int, int], ...] = ()
    context: int = 0
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The examples of one question. Only the first one may have an answer."""

    question_id: str
    source: str
    examples: tuple[Example, ...]

    @classmethod
    def parse(cls, line: str) -> "Group":
        """The group on a line of the file."""
        data = json.loads(line)
        examples = (Example(**{**row, "answers": tuple(map(tuple, row["answers"]))}) for row in data["examples"])
        return cls(data["question_id"], data["source"], tuple(examples))


class Text:
    """A document as it is read: its passages, their views, and a retriever over them."""

    def __init__(self, document: Document) -> None:
        """Split and index `document`."""
        self.document = document
        self.passages = list(passages(document))
        self._retriever = TfidfRetriever(MemoryIndex(self.passages))

    def wrong_hits(self, question: LabelledQuestion) -> list[Passage]:
        """The best passages that hold no part of an answer."""
        hits = (hit.passage for hit in self._retriever.search(parsed(question.text), _RANKED))
        return [passage for passage in hits if not _overlaps_answer(passage.span, question)][:_HITS]


def groups(
    questions: Sequence[LabelledQuestion],
    source: str,
    rng: random.Random,
    *,
    titled: float = 0.0,
) -> Iterator[Group]:
    """The groups of the questions on one document. A question whose answer is in no passage as a whole gives none.

    `titled` is the share of the questions whose passages have the document's title as context.
    """
    if not questions:
        return
    document = questions[0].document
    plain = Text(document)
    named = Text(with_title(document)) if titled else plain
    for question in questions:
        text = named if rng.random() < titled else plain
        wording = reword(question.text, rng) if rng.random() < _REWORDED else question.text
        examples = tuple(_examples(replace(question, text=wording), text, rng))
        if examples:
            yield Group(question.question_id, source, examples)


def _examples(question: LabelledQuestion, text: Text, rng: random.Random) -> Iterator[Example]:
    if not question.answerable:
        own = [each for each in text.passages if question.paragraph and each.span.overlaps(question.paragraph)]
        for passage in own or text.wrong_hits(question):
            yield _unanswered("none", question.text, view_of(passage))
        return
    views = ((passage, view_of(passage)) for passage in text.passages if _overlaps_answer(passage.span, question))
    golden = [(passage, view, answers) for passage, view in views if (answers := _answers_in(view, question))]
    if not golden:
        return
    passage, view, answers = golden[0]
    yield Example("gold", question.text, view.text, answers, len(view.context), question.kind == LOOSE)
    for hit in text.wrong_hits(question):
        yield _unanswered("hit", question.text, view_of(hit))
    removed = _without_answer(passage, view, question)
    if removed:
        yield Example("removed", question.text, removed, (), len(view.context))
    for changed in changes(question.text, text.document, rng)[:_CHANGES]:
        yield _unanswered("changed", changed, view)


def _unanswered(kind: str, question: str, view: View) -> Example:
    return Example(kind, question, view.text, (), len(view.context))


def _without_answer(passage: Passage, view: View, question: LabelledQuestion) -> str:
    """The view without the sentences that answer; empty if none would be left."""
    pairs = zip(passage.sentence_spans, view.sentences, strict=True)
    kept = [place for span, place in pairs if not _overlaps_answer(span, question)]
    sentences = " ".join(view.text[place.start : place.end] for place in kept)
    return f"{view.context}\n{sentences}".strip() if kept else ""


def _answer_spans(question: LabelledQuestion) -> Iterator[Span]:
    return (answer for gold in question.golds for answer in gold.answers)


def _answers_in(view: View, question: LabelledQuestion) -> tuple[tuple[int, int], ...]:
    """Start and end, in characters of the view, of each answer that is in it as a whole."""
    places = {offset: place for place, offset in enumerate(view.offsets)}
    inside = {
        (places[answer.start], places[answer.end - 1] + 1)
        for answer in _answer_spans(question)
        if answer.start in places and answer.end - 1 in places
    }
    return tuple(sorted(inside))


def _overlaps_answer(span: Span, question: LabelledQuestion) -> bool:
    return any(map(span.overlaps, _answer_spans(question)))


def all_groups(data: Path, *, jobs: int = 1) -> Iterator[tuple[str, Group]]:
    """Every group of the files in the folder `data`, and of the made documents, with the file that it belongs to.

    They are made in `jobs` processes; they are the same, in the same order, for any number of them.
    """
    if jobs == 1:
        yield from chain.from_iterable(map(_document_groups, _documents(data)))
        return
    with Workers(_document_groups, jobs) as workers:
        yield from chain.from_iterable(workers.map(_documents(data)))


def _documents(data: Path) -> Iterator[tuple[Source | None, int, Questions | None]]:
    """What `_document_groups` takes: the source, the number and the questions of each document; None for made ones."""
    for source in sources_in(data):
        yield from ((source, number, asked) for number, asked in enumerate(read_source(data, source)))
    yield from ((None, number, None) for number in range(MADE))


def _document_groups(document: tuple[Source | None, int, Questions | None]) -> list[tuple[str, Group]]:
    """The groups of one document, with the file that they belong to.

    Each has its own generator, so that one file more or less changes nothing in the others.
    """
    source, number, asked = document
    if source is None or asked is None:
        is_held_out, rng = number % HELD_OUT_IN == 0, random.Random(SEED + number)
        made = groups(made_questions(number, held_out=is_held_out), SOURCE, rng)
    else:
        is_held_out, rng = asked.held_out, random.Random(SEED + zlib.crc32(f"{source.name}#{number}".encode()))
        defined = definitions(asked.questions[0].document, rng, share=source.defined)
        made = groups([*asked.questions, *defined], source.name, rng, titled=source.titled)
    return [(HELD_OUT if is_held_out else TRAIN, group) for group in made]


def write(data: Path, out: Path, *, jobs: int = 1) -> dict[str, int]:
    """Write the groups of the files in the folder `data` to the folder `out`. Returns the number in each file."""
    out.mkdir(parents=True, exist_ok=True)
    counts = dict.fromkeys((TRAIN, HELD_OUT), 0)
    last = ""
    with ExitStack() as stack:
        files = {name: stack.enter_context(gzip.open(out / name, "wt", encoding="utf-8")) for name in counts}
        for name, group in all_groups(data, jobs=jobs):
            if group.source != last:
                sys.stdout.write(f"{group.source}, after {counts[TRAIN]:,} groups and {counts[HELD_OUT]:,} held out\n")
                sys.stdout.flush()
                last = group.source
            files[name].write(json.dumps(asdict(group), ensure_ascii=False) + "\n")
            counts[name] += 1
    return counts


def load(path: Path) -> list[Group]:
    """The groups in the file `path`."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [Group.parse(line) for line in lines]


def main(arguments: list[str] | None = None) -> None:
    """Make the examples of a folder of question files."""
    parser = argparse.ArgumentParser(prog="python -m qa.train.neural.examples", description=__doc__)
    parser.add_argument("data", type=Path, help=f"folder with {', '.join(FILES)} (.json.gz, SQuAD's format)")
    parser.add_argument("out", type=Path, help="folder for the examples")
    parser.add_argument("--jobs", type=int, default=1, help="processes; default: 1")
    parsed = parser.parse_args(arguments)
    write(parsed.data, parsed.out, jobs=parsed.jobs)


if __name__ == "__main__":
    main()
