"""How complete and how right are all answers? `python eval/all_answers.py FILE… [--split tune|report] [--limit N]`.

Of each file (SQuAD JSON) the articles of one half (by their text) are asked questions with several gold sentences, and
half as many with one, each in its whole article, with `all=True`. A sentence is right if it holds a gold answer at its
place. Precision and recall count sentences (those that are merged, too) over all questions; beside qa: the best
sentence alone, and the best two. Intervals are of 1,000 draws of articles.

A gold that nobody marked counts as a mistake, so that precision is a lower bound.
"""

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.evaluate.datasets import LabelledQuestion, by_document, load_set
from qa.pipeline import Corpus
from qa.types import Document, Key

DRAWS = 1_000
SYSTEMS = ("qa, all", "best", "best two")


def is_for_tuning(document: Document) -> bool:
    """Whether a document is in the half that the confidence of each sentence was fitted on."""
    return hashlib.sha256(document.text.encode()).digest()[0] % 2 == 0


def gold_sentences(corpus: Corpus, question: LabelledQuestion) -> set[Key]:
    """The sentences that hold an answer."""
    answers = [answer for gold in question.golds for answer in gold.answers]
    sentences = (sentence for passage in corpus.passages for sentence in passage.sentences)
    return {sentence.key for sentence in sentences if any(sentence.span.overlaps(answer) for answer in answers)}


def counts(corpus: Corpus, question: LabelledQuestion, golds: set[Key]) -> list[tuple[int, int, int]]:
    """Right ones, shown ones and golds, for each system."""
    answer = corpus.ask(question.text, all=True)
    shown = [each for finding in answer.findings for each in (finding.candidate, *finding.repeats)]
    ranked = [candidate.sentence.key for candidate in corpus.ask(question.text, threshold=0.0).candidates]
    keys = ([candidate.sentence.key for candidate in shown], ranked[:1], ranked[:2])
    return [(len(golds & set(taken)), len(set(taken)), len(golds)) for taken in keys]


def article(questions: Sequence[LabelledQuestion], most: int) -> dict[str, np.ndarray]:
    """The counts of an article: its questions with several golds, and those with one."""
    corpus = Corpus(questions[0].documents)
    golds = [(question, gold_sentences(corpus, question)) for question in questions]
    several = [pair for pair in golds if len(pair[1]) > 1][:most]
    single = [pair for pair in golds if len(pair[1]) == 1][: most // 2]
    return {
        name: np.array([counts(corpus, *pair) for pair in pairs]).reshape(-1, len(SYSTEMS), 3)
        for name, pairs in (("several golds", several), ("one gold", single))
    }


def figures(rows: Sequence[np.ndarray]) -> np.ndarray:
    """Precision, recall and F1 of each system."""
    right, shown, golds = np.concatenate(rows).sum(axis=0).T
    precision, recall = right / np.maximum(shown, 1), right / np.maximum(golds, 1)
    return np.array([precision, recall, 2 * precision * recall / np.maximum(precision + recall, 1e-9)]).T


def measure(path: Path, split: str, limit: int) -> None:
    """Print the figures of a file."""
    questions = [question for question in load_set(path).questions if question.answerable]
    groups = [
        group for group in by_document(questions).values() if is_for_tuning(group[0].document) == (split == "tune")
    ]
    articles = [article(group, max(limit // len(groups), 2)) for group in groups]
    draw = np.random.default_rng(0)
    for name in articles[0]:
        rows = [each[name] for each in articles if len(each[name])]
        draws = [figures([rows[place] for place in draw.integers(0, len(rows), len(rows))]) for _ in range(DRAWS)]
        low, high = np.percentile(draws, (2.5, 97.5), axis=0)
        print(f"{path.name}, {split}, {name}: {len(rows)} articles, {sum(map(len, rows))} questions")
        for system, values, lows, highs in zip(SYSTEMS, figures(rows), low, high, strict=True):
            cells = (f"{value:.3f} ({a:.2f}–{b:.2f})" for value, a, b in zip(values, lows, highs, strict=True))
            print(f"  {system:9} precision, recall, F1: {'  '.join(cells)}")


def main() -> None:
    """Measure the files of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--split", choices=("tune", "report"), default="report")
    parser.add_argument("--limit", type=int, default=150, help="questions with several golds, about")
    arguments = parser.parse_args()
    for path in arguments.files:
        measure(path, arguments.split, arguments.limit)


if __name__ == "__main__":
    main()
