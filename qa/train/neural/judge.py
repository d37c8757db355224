"""Step 4: figures on the held-out examples: `python -m qa.train.neural.judge BASE EXAMPLES RUN`.

Each passage is judged by itself: exact match and F1 of the best span in the passages that answer, and how well the two
scores separate these passages from those of each other kind (AUROC). `qa eval` measures whole articles.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from qa.evaluate.metrics.decision import auroc
from qa.evaluate.metrics.reading import exact_match, token_f1
from qa.read.windows import WindowCutter
from qa.train.neural.base import TOKENIZER
from qa.train.neural.batches import Encoded, collate, encode
from qa.train.neural.examples import HELD_OUT, Example, load
from qa.train.neural.network import SpanReader, load_run

# Tokens of an answer at most: 98 % of the answers in the training data are shorter.
LONGEST = 30
# Examples per batch.
_BATCH = 32


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the reader scores an example.

    `words` is the text of its best span, `span` the logit of that span minus that of no answer, `answers` the logit of
    "it answers".
    """

    example: Example
    words: str
    span: float
    answers: float


def best_span(start: NDArray[np.float32], end: NDArray[np.float32]) -> tuple[int, int, float]:
    """The tokens of the best span of at most `LONGEST` tokens, both included, and its score.

    `start` and `end` are logits of shape (tokens,).
    """
    scores = start[:, None] + end[None, :]
    fits = np.triu(np.ones_like(scores, dtype=bool)) & ~np.triu(np.ones_like(scores, dtype=bool), LONGEST)
    first, last = divmod(int(np.where(fits, scores, -np.inf).argmax()), len(start))
    return first, last, float(scores[first, last])


def judge(
    reader: SpanReader, cutter: WindowCutter, examples: Sequence[Example], device: torch.device
) -> Iterator[Judgement]:
    """The judgement of each example, by the window that holds its answer. Without such a window it is left out."""
    for first in range(0, len(examples), _BATCH):
        pairs = [(example, encode(example, cutter)) for example in examples[first : first + _BATCH]]
        kept = [(example, encoded) for example, encoded in pairs if encoded is not None]
        batch = collate([encoded for _, encoded in kept]).to(device)
        with torch.no_grad():
            start, end, answers = reader(batch.tokens, batch.attention, batch.segments)
        rows = zip(kept, start.cpu().numpy(), end.cpu().numpy(), answers.cpu().tolist(), strict=True)
        for (example, encoded), starts, ends, answer in rows:
            yield _judge(example, encoded, starts, ends, answer)


def _judge(
    example: Example, encoded: Encoded, start: NDArray[np.float32], end: NDArray[np.float32], answers: float
) -> Judgement:
    """The judgement by the logits of an example."""
    tokens, offsets = encoded.allowed, encoded.window.offsets
    first, last, score = best_span(start[tokens], end[tokens])
    words = example.passage[offsets[first][0] : offsets[last][1]]
    return Judgement(example, words, score - float(start[0] + end[0]), answers)


def figures(judgements: Sequence[Judgement]) -> dict[str, float | None]:
    """The figures, by name."""
    gold = [judgement for judgement in judgements if judgement.example.answers]
    texts = [[each.example.passage[start:end] for start, end in each.example.answers] for each in gold]
    pairs = list(zip(gold, texts, strict=True))
    by_name: dict[str, float | None] = {
        "n": len(gold),
        "exact_match": float(np.mean([exact_match(judgement.words, answers) for judgement, answers in pairs])),
        "f1": float(np.mean([token_f1(judgement.words, answers) for judgement, answers in pairs])),
    }
    for kind in sorted({judgement.example.kind for judgement in judgements} - {"gold"}):
        both = [judgement for judgement in judgements if judgement.example.kind in ("gold", kind)]
        right = [bool(judgement.example.answers) for judgement in both]
        by_name[f"auroc span, {kind}"] = auroc([judgement.span for judgement in both], right)
        by_name[f"auroc answers, {kind}"] = auroc([judgement.answers for judgement in both], right)
    return by_name


def main(arguments: list[str] | None = None) -> None:
    """Print the figures of a run as JSON."""
    parser = argparse.ArgumentParser(prog="python -m qa.train.neural.judge", description=__doc__)
    for name, description in (
        ("base", "folder of step 1"),
        ("examples", "folder of step 2"),
        ("run", "folder of step 3"),
    ):
        parser.add_argument(name, type=Path, help=description)
    parser.add_argument("--groups", type=int, default=1_000, help="questions to sample; default: 1000")
    parsed = parser.parse_args(arguments)
    groups = load(parsed.examples / HELD_OUT)
    sample = random.Random(0).sample(groups, min(parsed.groups, len(groups)))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    reader = load_run(parsed.run, device=device)
    examples = [example for group in sample for example in group.examples]
    judgements = list(judge(reader, WindowCutter(parsed.base / TOKENIZER), examples, device))
    sys.stdout.write(json.dumps(figures(judgements), indent=1) + "\n")


if __name__ == "__main__":
    main()
