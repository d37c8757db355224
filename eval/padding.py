"""Does padding cost answers? `python eval/padding.py SET… [--split dev] [--limit N]`.

Each question of the sets (qa's own format) is asked as it is, and in several paddings: polite words around it, and a
preamble about the asker before it. For each: hit@1, with an interval of 1,000 draws of documents.
"""

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np

from qa.evaluate.datasets import LabelledQuestion, by_document, load_set
from qa.pipeline import Corpus

DRAWS = 1_000
# `{}` is the question as it is typed, `{low}` the same with a small letter in front.
PADDINGS = {
    "plain": "{}",
    "thanks": "{} Thanks in advance!",
    "greeting": "Hi there, quick question: {low} Any help would be appreciated.",
    "please": "Hello! Could you please tell me: {low}",
    "wondering": "I was wondering, since my neighbour asked, {low}",
    "preamble": "My sister keeps asking me about this and I could not find it anywhere, so {low}",
    "background": "We talked about this at dinner yesterday and nobody was sure. {} Thank you very much!",
}


def padded(padding: str, question: str) -> str:
    """`question` in a padding."""
    return padding.format(question, low=question[:1].lower() + question[1:])


def right(corpus: Corpus, question: LabelledQuestion, text: str) -> bool:
    """Whether the best sentence for `text` is one that answers `question`."""
    candidates = corpus.ask(text, threshold=0.0, top=1).candidates
    spans = [(gold.document.text, gold.sentence) for gold in question.golds]
    best = candidates[0].sentence if candidates else None
    return best is not None and any(best.document.text == text and best.span.overlaps(span) for text, span in spans)


def measure(paths: list[Path], split: str, limit: int) -> None:
    """Print hit@1 for each padding."""
    hits: dict[str, list[list[bool]]] = defaultdict(list)
    questions = [each for path in paths for each in load_set(path).questions if each.answerable and each.split == split]
    groups = list(by_document(questions).values())
    for group in groups:
        corpus = Corpus(group[0].documents)
        for name, padding in PADDINGS.items():
            hits[name].append([right(corpus, each, padded(padding, each.text)) for each in group[:limit]])
    draw = np.random.default_rng(0)
    draws = [draw.integers(0, len(groups), len(groups)) for _ in range(DRAWS)]
    print(f"{', '.join(path.name for path in paths)}, {split}: {sum(map(len, hits['plain']))} questions")
    for name, rows in hits.items():
        means = [np.mean(np.concatenate([rows[place] for place in places])) for places in draws]
        low, high = np.percentile(means, (2.5, 97.5))
        print(f"  {name:10} hit@1 {np.mean(np.concatenate(rows)):.3f}  ({low:.2f}–{high:.2f})")


def main() -> None:
    """Measure the sets of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--limit", type=int, default=1_000, help="questions of a document at most")
    arguments = parser.parse_args()
    measure(arguments.sets, arguments.split, arguments.limit)


if __name__ == "__main__":
    main()
