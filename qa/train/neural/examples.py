"""Step 2: question files -> examples: `python -m qa.train.neural.examples DATA EXAMPLES`.

Each document is split and ranked by qa itself, so that the reader is trained on the passages that it will read later. A
question gives a group of examples, each a question with a passage:

    gold       the passage that answers, with the answers
    hit        one of the retriever's three best passages of the same document that do not answer
    removed    the gold passage without the sentence that answers
    changed    the gold passage, with the question changed so that it has no answer (`qa.train.unanswerable`)

Only the gold example has an answer. One document in five is held out, the same ones as for the lexical reader.
"""

import argparse
import gzip
import json
import random
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.evaluate.datasets import LabelledQuestion, by_document, load_set
from qa.index import MemoryIndex
from qa.question import parsed
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.train.lexical import held_out
from qa.train.unanswerable import change
from qa.types import Passage, Span

FILES = ("squad-train-a", "squad-train-b", "shifts-wiki", "shifts-reddit", "nq-gold", "fairytale", "policy")
TRAIN, HELD_OUT = "train.jsonl.gz", "held-out.jsonl.gz"
# Passages without the answer in a group at most, and passages that are ranked to choose them from.
_HITS, _RANKED = 3, 10
SEED = 20_261_123


@dataclass(frozen=True, slots=True)
class Example:
    """A question with a passage. `answers` are the start and end of each answer, in characters of the passage."""

    kind: str
    question: str
    passage: str
    answers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The examples of one question. Only the first one has an answer."""

    question_id: str
    source: str
    examples: tuple[Example, ...]

    @classmethod
    def parse(cls, line: str) -> "Group":
        """The group on a line of the file."""
        data = json.loads(line)
        examples = (
            Example(row["kind"], row["question"], row["passage"], tuple((start, end) for start, end in row["answers"]))
            for row in data["examples"]
        )
        return cls(data["question_id"], data["source"], tuple(examples))


def groups(questions: Sequence[LabelledQuestion], source: str, rng: random.Random) -> Iterator[Group]:
    """The groups of the questions on one document. A question whose answer is in no passage as a whole gives none."""
    document_passages = list(passages(questions[0].document))
    retriever = TfidfRetriever(MemoryIndex(document_passages))
    for question in questions:
        golden = [passage for passage in document_passages if _answers_in(passage, question)]
        if golden:
            hits = [
                hit.passage
                for hit in retriever.search(parsed(question.text), _RANKED)
                if not _overlaps_answer(hit.passage, question)
            ]
            examples = _examples(question, golden[0], hits[:_HITS], rng)
            yield Group(question.question_id, source, tuple(examples))


def _examples(
    question: LabelledQuestion, gold: Passage, hits: Sequence[Passage], rng: random.Random
) -> Iterator[Example]:
    yield Example("gold", question.text, gold.text, _answers_in(gold, question))
    for hit in hits:
        yield Example("hit", question.text, hit.text)
    document = gold.document
    kept = [span for span in gold.sentence_spans if not any(map(span.overlaps, _answer_spans(question)))]
    if kept:
        yield Example("removed", question.text, " ".join(document.slice(span) for span in kept))
    changed = change(question.text, document, rng)
    if changed:
        yield Example("changed", changed, gold.text)


def _answer_spans(question: LabelledQuestion) -> Iterator[Span]:
    return (answer for gold in question.golds for answer in gold.answers)


def _answers_in(passage: Passage, question: LabelledQuestion) -> tuple[tuple[int, int], ...]:
    """Start and end, in characters of the passage, of each answer that is in it as a whole."""
    span = passage.span
    inside = {
        (answer.start - span.start, answer.end - span.start)
        for answer in _answer_spans(question)
        if span.start <= answer.start and answer.end <= span.end
    }
    return tuple(sorted(inside))


def _overlaps_answer(passage: Passage, question: LabelledQuestion) -> bool:
    return any(map(passage.span.overlaps, _answer_spans(question)))


def write(data: Path, out: Path) -> dict[str, int]:
    """Write the groups of the files in the folder `data` to the folder `out`. Returns the number in each file."""
    out.mkdir(parents=True, exist_ok=True)
    counts = dict.fromkeys((TRAIN, HELD_OUT), 0)
    with ExitStack() as stack:
        files = {name: stack.enter_context(gzip.open(out / name, "wt", encoding="utf-8")) for name in counts}
        for source in FILES:
            for questions in by_document(load_set(data / f"{source}.json.gz").questions).values():
                # One generator per document, so that one file more or less changes nothing in the others.
                rng = random.Random(SEED + zlib.crc32(questions[0].document.doc_id.encode()))
                name = HELD_OUT if held_out(questions[0]) else TRAIN
                for group in groups(questions, source, rng):
                    files[name].write(json.dumps(asdict(group), ensure_ascii=False) + "\n")
                    counts[name] += 1
            sys.stdout.write(f"{source}: {counts[TRAIN]:,} groups to train on, {counts[HELD_OUT]:,} held out so far\n")
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
    parsed = parser.parse_args(arguments)
    write(parsed.data, parsed.out)


if __name__ == "__main__":
    main()
