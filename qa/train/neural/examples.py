"""Step 2: from question files to examples: `python -m qa.train.neural.examples DATA EXAMPLES`.

Each document is split and ranked as qa does it, so that the reader is trained on the passages it will get. A question
gives a group of examples, each a question and a passage:

    gold       the passage that answers, with the answers
    hit        the retriever's best passages of the same document that do not answer (three at most)
    removed    the gold passage without the sentence that answers
    changed    the gold passage, and the question changed so that it does not answer (`qa.train.changes`)

All but the first have no answer. One document in five is held out, the same as for the lexical reader.
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
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.train.changes import changed
from qa.train.lexical import held_out
from qa.types import Passage, Span

FILES = ("squad-train-a", "squad-train-b", "shifts-wiki", "shifts-reddit", "nq-gold", "fairytale", "policy")
TRAIN, HELD_OUT = "train.jsonl.gz", "held-out.jsonl.gz"
# Passages without the answer that a group holds at most, of so many that are ranked.
_HITS, _RANKED = 3, 10
SEED = 20_261_123


@dataclass(frozen=True, slots=True)
class Example:
    """A question read together with a passage; `answers` are start and end of each answer in it."""

    kind: str
    question: str
    passage: str
    answers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The examples made of one question; the first one answers it."""

    question_id: str
    source: str
    examples: tuple[Example, ...]

    @classmethod
    def parse(cls, line: str) -> "Group":
        """The group that a line of the file holds."""
        data = json.loads(line)
        examples = (
            Example(one["kind"], one["question"], one["passage"], tuple((start, end) for start, end in one["answers"]))
            for one in data["examples"]
        )
        return cls(data["question_id"], data["source"], tuple(examples))


def groups(asked: Sequence[LabelledQuestion], source: str, chance: random.Random) -> Iterator[Group]:
    """The groups of the questions of one document; a question whose answer no passage holds whole gives none."""
    split = list(passages(asked[0].document))
    retriever = TfidfRetriever(split)
    for question in asked:
        golden = [one for one in split if _answers(one, question)]
        if golden:
            hits = [
                hit.passage for hit in retriever.search(question.text, _RANKED) if not _touches(hit.passage, question)
            ]
            examples = _examples(question, golden[0], hits[:_HITS], chance)
            yield Group(question.question_id, source, tuple(examples))


def _examples(
    question: LabelledQuestion, gold: Passage, hits: Sequence[Passage], chance: random.Random
) -> Iterator[Example]:
    yield Example("gold", question.text, gold.text, _answers(gold, question))
    for hit in hits:
        yield Example("hit", question.text, hit.text)
    document = gold.document
    kept = [one for one in gold.sentence_spans if not any(one.overlaps(place) for place in _places(question))]
    if kept:
        yield Example("removed", question.text, " ".join(document.slice(one) for one in kept))
    other = changed(question.text, document, chance)
    if other:
        yield Example("changed", other, gold.text)


def _places(question: LabelledQuestion) -> Iterator[Span]:
    return (answer for gold in question.golds for answer in gold.answers)


def _answers(passage: Passage, question: LabelledQuestion) -> tuple[tuple[int, int], ...]:
    """Start and end, in the passage, of each answer that stands whole in it."""
    span = passage.span
    inside = {
        (one.start - span.start, one.end - span.start)
        for one in _places(question)
        if span.start <= one.start and one.end <= span.end
    }
    return tuple(sorted(inside))


def _touches(passage: Passage, question: LabelledQuestion) -> bool:
    return any(passage.span.overlaps(one) for one in _places(question))


def write(data: Path, out: Path) -> dict[str, int]:
    """Write the groups of the files in the folder `data` to the folder `out`; how many stand in each file."""
    out.mkdir(parents=True, exist_ok=True)
    counts = dict.fromkeys((TRAIN, HELD_OUT), 0)
    with ExitStack() as stack:
        files = {name: stack.enter_context(gzip.open(out / name, "wt", encoding="utf-8")) for name in counts}
        for source in FILES:
            for asked in by_document(load_set(data / f"{source}.json.gz").questions).values():
                # Of the document's own, so that one file more or less changes nothing in the others.
                chance = random.Random(SEED + zlib.crc32(asked[0].document.doc_id.encode()))
                name = HELD_OUT if held_out(asked[0]) else TRAIN
                for group in groups(asked, source, chance):
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
