"""The constants that are chosen and not fitted: `python -m qa.train.sweep DATA` prints what each choice brings.

Whole articles of the training data are asked, those held out by `qa.train.lexical`; one constant varies, the others
stand as shipped. success@k: a passage with the answer is among the first k. hit@1: the best sentence answers.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from qa import model
from qa.evaluate.datasets import LabelledQuestion, by_document, load_set
from qa.evaluate.metrics.reading import hit
from qa.pipeline import DEPTH
from qa.read import LexicalReader, Rarity
from qa.read.features import PRIOR_PASSAGES
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.split.passages import WORDS
from qa.train.lexical import held_out, sampled

FILES = ("squad-train-a.json.gz", "shifts-wiki.json.gz")
# Questions of one article.
MOST = 100


def asked(data: Path) -> list[list[LabelledQuestion]]:
    """The questions of each article that was held out."""
    grouped = [group for name in FILES for group in by_document(load_set(data / name).questions).values()]
    return [sampled(group, MOST) for group in grouped if held_out(group[0])]


def measure(groups: Sequence[Sequence[LabelledQuestion]], *, words: int, depth: int, prior: float) -> dict[str, float]:
    """The figures with these constants, by name."""
    rows = [row for group in groups for row in _rows(group, words=words, depth=depth, prior=prior)]
    names = ("success@1", "success@3", "success@5", "success@10", "hit@1")
    return {name: sum(row[at] for row in rows) / len(rows) for at, name in enumerate(names)}


def _rows(group: Sequence[LabelledQuestion], *, words: int, depth: int, prior: float) -> Iterator[tuple[float, ...]]:
    split = list(passages(group[0].document, words=words))
    retriever = TfidfRetriever(split)
    fitted = model.lexical()
    reader = LexicalReader(fitted.weights, Rarity(retriever.frequency, len(split), fitted.background, prior))
    for question in group:
        golds = [gold.sentence for gold in question.golds]
        hits = retriever.search(question.text, max(depth, 10))
        found = (one.rank for one in hits if any(one.passage.span.overlaps(gold) for gold in golds))
        rank = next(found, None)
        best = reader.read(question.text, hits[:depth])[:1]
        right = any(one.sentence.span.overlaps(gold) for one in best for gold in golds)
        yield (*(hit(rank, k) for k in (1, 3, 5, 10)), float(right))


def main(data: Path) -> None:
    """Print a row for each choice."""
    groups = asked(data)
    choices: list[dict[str, float]] = [
        *({"words": float(words)} for words in (60, 90, 120, 180, 240)),
        *({"depth": float(depth)} for depth in (3, 5, 10, 20)),
        *({"prior": prior} for prior in (5.0, 50.0, 500.0)),
    ]
    sys.stdout.write(f"{len(groups)} articles, {sum(map(len, groups))} questions\n")
    for choice in choices:
        constants = {"words": WORDS, "depth": DEPTH, "prior": PRIOR_PASSAGES} | choice
        figures = measure(
            groups, words=int(constants["words"]), depth=int(constants["depth"]), prior=constants["prior"]
        )
        told = "  ".join(f"{name} {value:.3f}" for name, value in figures.items())
        sys.stdout.write(f"{next(iter(choice))} {next(iter(choice.values())):>5}  {told}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
