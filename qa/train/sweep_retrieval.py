"""Sweeps the constants of passages and retrieval: `python -m qa.train.sweep_retrieval DATA` prints a row per choice.

These constants are chosen, not fitted: the words of a passage, the number of passages retrieved, and the prior of
`qa.read.features.Rarity`. The questions are on whole articles that `qa.train.lexical` holds out. One constant varies,
the others are as shipped. success@k: a passage with the answer is among the first k. hit@1: the best sentence answers.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from qa import model
from qa.evaluate.datasets import LabelledQuestion, by_document, load_set
from qa.evaluate.metrics.reading import hit
from qa.index import MemoryIndex
from qa.pipeline import TOP_K
from qa.question import parsed
from qa.read import LexicalReader, Rarity
from qa.read.features import PRIOR_PASSAGES
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.split.passages import WORDS
from qa.train.lexical import held_out, sample_questions

FILES = ("squad-train-a.json.gz", "shifts-wiki.json.gz")
# Questions per article at most.
MOST = 100


def sample_groups(data: Path) -> list[list[LabelledQuestion]]:
    """Questions on each article that is held out, in one group per article."""
    grouped = [group for name in FILES for group in by_document(load_set(data / name).questions).values()]
    return [sample_questions(group, MOST) for group in grouped if held_out(group[0])]


def measure(
    groups: Sequence[Sequence[LabelledQuestion]], *, passage_words: int, top_k: int, prior: float
) -> dict[str, float]:
    """The figures with these constants, by name."""
    rows = [row for group in groups for row in _rows(group, passage_words=passage_words, top_k=top_k, prior=prior)]
    names = ("success@1", "success@3", "success@5", "success@10", "hit@1")
    return {name: sum(row[at] for row in rows) / len(rows) for at, name in enumerate(names)}


def _rows(
    group: Sequence[LabelledQuestion], *, passage_words: int, top_k: int, prior: float
) -> Iterator[tuple[float, ...]]:
    index = MemoryIndex(list(passages(group[0].document, words=passage_words)))
    retriever = TfidfRetriever(index)
    fitted = model.lexical()
    rarity = Rarity(index.document_frequency, len(index.passages), fitted.background, prior)
    reader = LexicalReader(fitted.weights, rarity)
    for question in group:
        golds = [gold.sentence for gold in question.golds]
        asked = parsed(question.text)
        hits = retriever.search(asked, max(top_k, 10))
        ranks = (each.rank for each in hits if any(each.passage.span.overlaps(gold) for gold in golds))
        rank = next(ranks, None)
        best = reader.read(asked, hits[:top_k])[:1]
        right = any(candidate.sentence.span.overlaps(gold) for candidate in best for gold in golds)
        yield (*(hit(rank, k) for k in (1, 3, 5, 10)), float(right))


def main(data: Path) -> None:
    """Print a row for each choice, from the questions of the folder `data`."""
    groups = sample_groups(data)
    choices: list[dict[str, float]] = [
        *({"passage_words": float(words)} for words in (60, 90, 120, 180, 240)),
        *({"top_k": float(top_k)} for top_k in (3, 5, 10, 20)),
        *({"prior": prior} for prior in (5.0, 50.0, 500.0)),
    ]
    sys.stdout.write(f"{len(groups)} articles, {sum(map(len, groups))} questions\n")
    for choice in choices:
        constants = {"passage_words": WORDS, "top_k": TOP_K, "prior": PRIOR_PASSAGES} | choice
        figures = measure(
            groups,
            passage_words=int(constants["passage_words"]),
            top_k=int(constants["top_k"]),
            prior=constants["prior"],
        )
        row = "  ".join(f"{name} {value:.3f}" for name, value in figures.items())
        sys.stdout.write(f"{next(iter(choice))} {next(iter(choice.values())):>5}  {row}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
