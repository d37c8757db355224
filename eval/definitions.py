"""Do definitions come first? `python eval/definitions.py FILE… [--split tune|report] [--limit N]`.

Of each file (SQuAD JSON) the questions for a definition or an introduction are asked in their articles: those of one
half of the articles (by their text), at most `--limit` of them. For each weight of a plain definition: hit@1, with an
interval of 1,000 draws of articles.
"""

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import qa.read.base
from qa.evaluate.datasets import LabelledQuestion, by_document, load_set
from qa.pipeline import Corpus
from qa.question import asked_term
from qa.types import Document

WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
DRAWS = 1_000


def is_for_tuning(document: Document) -> bool:
    """Whether a document is in the half that the weight is chosen on."""
    return hashlib.sha256(document.text.encode()).digest()[0] % 2 == 0


def hits(corpus: Corpus, question: LabelledQuestion) -> list[bool]:
    """Whether the best sentence is right, for each weight."""
    right = []
    for weight in WEIGHTS:
        qa.read.base.DEFINITION_WEIGHT = weight
        candidates = corpus.ask(question.text, threshold=0.0, top=1).candidates
        span = candidates[0].sentence.span if candidates else None
        right.append(
            any(span is not None and span.overlaps(answer) for gold in question.golds for answer in gold.answers)
        )
    return right


def measure(path: Path, split: str, limit: int) -> None:
    """Print the figures of a file."""
    questions = [each for each in load_set(path).questions if each.answerable and asked_term(each.text)]
    groups = [
        group for group in by_document(questions).values() if is_for_tuning(group[0].document) == (split == "tune")
    ]
    rows: list[np.ndarray] = []
    for group in groups:
        if sum(map(len, rows)) >= limit:
            break
        corpus = Corpus(group[0].documents)
        rows.append(np.array([hits(corpus, question) for question in group[: max(limit // len(groups), 3)]]))
    report(path.name, split, rows)


def report(name: str, split: str, rows: Sequence[np.ndarray]) -> None:
    """Print hit@1 for each weight."""
    every = np.concatenate(rows)
    draw = np.random.default_rng(0)
    samples = [np.concatenate([rows[place] for place in draw.integers(0, len(rows), len(rows))]) for _ in range(DRAWS)]
    low, high = np.percentile([sample.mean(axis=0) for sample in samples], (2.5, 97.5), axis=0)
    print(f"{name}, {split}: {len(rows)} articles, {len(every)} questions")
    for place, weight in enumerate(WEIGHTS):
        print(f"  weight {weight:3}  hit@1 {every.mean(axis=0)[place]:.3f}  ({low[place]:.2f}–{high[place]:.2f})")


def main() -> None:
    """Measure the files of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--split", choices=("tune", "report"), default="report")
    parser.add_argument("--limit", type=int, default=150)
    arguments = parser.parse_args()
    for path in arguments.files:
        measure(path, arguments.split, arguments.limit)


if __name__ == "__main__":
    main()
