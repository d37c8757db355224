"""Does an overview hold what people ask about? `python eval/overviews.py FILE… [--split tune|report] [--documents N]`.

Of each file (SQuAD JSON) the `--documents` longest documents of one half are taken. Each system gives as many
sentences as `qa.overview` does by itself, and three. A question is *covered* if one of them overlaps its gold; `share`
is the share of questions that are covered, `distinct` the mean number of distinct gold sentences in an overview.

TextRank is that of Mihalcea and Tarau (2004), with the cosine of TF-IDF vectors as the weight of an edge.
"""

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from qa.evaluate.datasets import LabelledQuestion, by_document, load_set
from qa.overview import overview
from qa.split import passages
from qa.types import Document, Sentence

DAMPING, ROUNDS = 0.85, 50


def textrank(sentences: Sequence[Sentence], size: int) -> list[Sentence]:
    """The `size` sentences of the highest PageRank."""
    vectors = TfidfVectorizer(stop_words="english").fit_transform([sentence.text for sentence in sentences])
    weights = (vectors @ vectors.T).toarray()
    np.fill_diagonal(weights, 0)
    weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
    ranks = np.full(len(sentences), 1 / len(sentences))
    for _ in range(ROUNDS):
        ranks = (1 - DAMPING) / len(sentences) + DAMPING * ranks @ weights
    return [sentences[place] for place in sorted(np.argsort(-ranks, kind="stable")[:size])]


def systems(document: Document) -> dict[str, list[Sentence]]:
    """What each system takes of `document`."""
    split = list(passages(document))
    ours = list(overview(split).sentences)
    everything = [sentence for passage in split for sentence in passage.sentences]
    return {
        "qa": ours,
        "textrank": textrank(everything, len(ours)),
        "lead": everything[: len(ours)],
        "qa, 3": list(overview(split, count=3).sentences),
        "textrank, 3": textrank(everything, 3),
        "lead-3": everything[:3],
    }


def covered(taken: Sequence[Sentence], questions: Sequence[LabelledQuestion]) -> tuple[int, int]:
    """How many of `questions` the sentences cover, and how many of the sentences are a gold."""
    spans = [sentence.span for sentence in taken]
    golds = [[gold.sentence for gold in question.golds] for question in questions]
    hits = sum(any(span.overlaps(gold) for span in spans for gold in of_question) for of_question in golds)
    return hits, sum(any(span.overlaps(gold) for of_question in golds for gold in of_question) for span in spans)


def is_for_tuning(document: Document) -> bool:
    """Whether a document is in the half that the weights are chosen on."""
    return hashlib.sha256(document.text.encode()).digest()[0] % 2 == 0


def measure(paths: Sequence[Path], split: str, documents: int) -> None:
    """Print the figures of each file."""
    for path in paths:
        questions = [question for question in load_set(path).questions if question.answerable]
        groups = [
            (group[0].document, group)
            for group in by_document(questions).values()
            if is_for_tuning(group[0].document) == (split == "tune")
        ]
        groups = sorted(groups, key=lambda pair: -len(pair[0].text))[:documents]
        taken = [systems(document) for document, _ in groups]
        asked = sum(len(group) for _, group in groups)
        size = np.mean([len(each["qa"]) for each in taken])
        print(f"{path.name}, {split}: {len(groups)} documents, {asked:,} questions, {size:.1f} sentences each")
        for name in taken[0]:
            counts = [covered(each[name], group) for each, (_, group) in zip(taken, groups, strict=True)]
            hits, distinct = np.array(counts).T
            print(f"  {name:12} share {hits.sum() / asked:.4f}  distinct {distinct.mean():.2f}")


def main() -> None:
    """Measure the files of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--split", choices=("tune", "report"), default="report")
    parser.add_argument("--documents", type=int, default=50)
    arguments = parser.parse_args()
    measure(arguments.files, arguments.split, arguments.documents)


if __name__ == "__main__":
    main()
