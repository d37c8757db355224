"""Step 4: figures on the examples that were held out: `python -m qa.train.neural.judge BASE EXAMPLES RUN`.

Each passage by itself: exact match and F1 of the best span in the passages that answer, and how well the two scores
tell these passages from those of each other kind (AUROC). Whole articles are measured by `qa eval`.
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
from tokenizers import Tokenizer

from qa.evaluate.metrics.decision import auroc
from qa.evaluate.metrics.reading import exact_match, token_f1
from qa.train.neural.base import TOKENIZER
from qa.train.neural.batches import QUESTION, encoded, together, tokenizer
from qa.train.neural.examples import HELD_OUT, Example, load
from qa.train.neural.fit import allowed, trained
from qa.train.neural.network import SpanReader

# Tokens of an answer at most: of the training data 98 in 100 are shorter.
LONGEST = 30
_TOGETHER = 32


@dataclass(frozen=True, slots=True)
class Judged:
    """What the reader makes of an example: its best words, how much better they are than none, and "it answers"."""

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


def judged(reader: SpanReader, made: Tokenizer, examples: Sequence[Example], device: torch.device) -> Iterator[Judged]:
    """What `reader` makes of `examples`; one whose answers were cut off is left out."""
    for at in range(0, len(examples), _TOGETHER):
        pairs = [(one, encoded(one, made)) for one in examples[at : at + _TOGETHER]]
        kept = [(one, coded) for one, coded in pairs if coded is not None]
        batch = together([coded for _, coded in kept]).to(device)
        with torch.no_grad():
            start, end, answers = reader(batch.tokens, batch.attention, batch.segments)
        places = allowed(batch).cpu().numpy()
        rows = zip(kept, start.cpu().numpy(), end.cpu().numpy(), answers.cpu().tolist(), places, strict=True)
        for (example, _), starts, ends, answer, place in rows:
            yield _judged(example, made, starts, ends, answer, np.flatnonzero(place)[1:])


def _judged(
    example: Example,
    made: Tokenizer,
    start: NDArray[np.float32],
    end: NDArray[np.float32],
    answers: float,
    places: NDArray[np.intp],
) -> Judged:
    first, last, score = best_span(start[places], end[places])
    offsets = made.encode(example.question[:QUESTION], example.passage).offsets
    words = example.passage[offsets[places[first]][0] : offsets[places[last]][1]]
    return Judged(example, words, score - float(start[0] + end[0]), answers)


def figures(found: Sequence[Judged]) -> dict[str, float | None]:
    """The figures, by name."""
    gold = [one for one in found if one.example.answers]
    texts = [[one.example.passage[start:end] for start, end in one.example.answers] for one in gold]
    pairs = list(zip(gold, texts, strict=True))
    told: dict[str, float | None] = {
        "n": len(gold),
        "exact_match": float(np.mean([exact_match(one.words, text) for one, text in pairs])),
        "f1": float(np.mean([token_f1(one.words, text) for one, text in pairs])),
    }
    for kind in sorted({one.example.kind for one in found} - {"gold"}):
        both = [one for one in found if one.example.kind in ("gold", kind)]
        right = [bool(one.example.answers) for one in both]
        told[f"auroc span, {kind}"] = auroc([one.span for one in both], right)
        told[f"auroc answers, {kind}"] = auroc([one.answers for one in both], right)
    return told


def main(arguments: list[str] | None = None) -> None:
    """Print the figures of a run as JSON."""
    parser = argparse.ArgumentParser(prog="python -m qa.train.neural.judge", description=__doc__)
    for name, told in (("base", "folder of step 1"), ("examples", "folder of step 2"), ("run", "folder of step 3")):
        parser.add_argument(name, type=Path, help=told)
    parser.add_argument("--groups", type=int, default=1_000, help="questions drawn; default: 1000")
    parsed = parser.parse_args(arguments)
    groups = load(parsed.examples / HELD_OUT)
    drawn = random.Random(0).sample(groups, min(parsed.groups, len(groups)))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    reader = trained(parsed.run, device=device)
    examples = [one for group in drawn for one in group.examples]
    found = list(judged(reader, tokenizer(parsed.base / TOKENIZER), examples, device))
    sys.stdout.write(json.dumps(figures(found), indent=1) + "\n")


if __name__ == "__main__":
    main()
