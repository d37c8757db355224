"""What the pipeline around the network is worth: `python -m qa.train.neural.sweep DATA OUT`.

Everything is read once, on the held-out documents of step 6. For each choice of `most` and `least` (see
`qa.read.neural`), what would not have been read is taken for unread, the weights are fitted anew on half of the
questions, and hit@1 is told on the other half, beside the passages read for a question. Then, with the choice that
ships, hit@1 by some of the evidence alone.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from qa.pipeline import DEPTH
from qa.read.neural import FEATURES, LEAST, MOST, likely
from qa.train.neural.calibrate import Seen, asked, fitted_weights, see, seen, weighed
from qa.types import Candidate, Evidence, Hit

MOSTS = (1, 2, 3, 4, 5, 6, 8, 10)
LEASTS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2)
# Kinds of evidence, and the features (see `qa.read.neural`) that each consists of.
KINDS = {
    "the span's score alone": ("span",),
    "span and no-answer score": ("span", "no answer"),
    "all of the network": ("span", "no answer", "passage answers", "unread"),
    "the lexical scores alone": ("lexical", "passage"),
    "all": FEATURES,
}
_UNREAD = {"span": 0.0, "no answer": 0.0, "passage answers": 0.0, "unread": 1.0}


def as_if(each: Seen, *, most: int, least: float) -> tuple[Seen, int]:
    """What would have been seen with `most` and `least`, and how many passages would have been read."""
    words = [replace(one, score=one.evidence["lexical"].value) for one in each.candidates]
    found = {one.sentence.passage.key: one.sentence.passage for one in words}
    hits = [Hit(passage, 0.0, rank) for rank, passage in enumerate(found.values(), start=1)]
    chosen = {hit.passage.key for hit in likely(words, hits, most=most, least=least)}
    candidates = [one if one.sentence.passage.key in chosen else _unread(one) for one in each.candidates]
    return Seen(each.question, candidates, each.right), len(chosen)


def _unread(one: Candidate) -> Candidate:
    return replace(one, evidence={**one.evidence, **{name: Evidence(value, 0.0) for name, value in _UNREAD.items()}})


def rows(found: Sequence[Seen]) -> Iterator[tuple[int, float, float, float]]:
    """For each choice of `most` and `least`: hit@1 and the mean number of passages read."""
    for most in MOSTS:
        for least in LEASTS:
            told = [as_if(each, most=most, least=least) for each in found]
            limited = [each for each, _ in told]
            yield most, least, hit_at_1(limited), float(np.mean([read for _, read in told]))


def hit_at_1(found: Sequence[Seen], features: Sequence[str] = FEATURES) -> float:
    """hit@1 on every second of `found`, by `features` alone, whose weights are fitted on the others."""
    weights = fitted_weights(found[::2], features)
    return float(np.mean([bool(weighed(each, weights).right[0]) for each in tested(found)]))


def tested(found: Sequence[Seen]) -> list[Seen]:
    """Those of `found` that hit@1 is told of: every second one, if it is answerable."""
    return [each for each in found[1::2] if each.question.answerable]


def _choices(found: Sequence[Seen]) -> list[Seen]:
    """The questions that were asked of several passages: the others tell nothing."""
    return [each for each in found if len({one.sentence.passage.key for one in each.candidates}) > 1]


def main(arguments: list[str] | None = None) -> None:
    """Print both tables as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m qa.train.neural.sweep", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the question files")
    parser.add_argument("out", type=Path, help="folder of step 5")
    parser.add_argument("--questions", type=int, default=3_000, help="asked in all; default: 3000")
    parser.add_argument("--jobs", type=int, default=1, help="processes; default: 1")
    parsed = parser.parse_args(arguments)
    look = partial(seen, out=parsed.out, most=DEPTH, least=0.0)
    parts = see(asked(parsed.data, parsed.questions), look, jobs=parsed.jobs)
    found = _choices([one for part in parts for one in part])
    sys.stdout.write(f"hit@1 on {len(tested(found))} questions\n\n")
    sys.stdout.write("| passages at most | each at least | hit@1 | read |\n|---|---|---|---|\n")
    for most, least, hit, read in rows(found):
        sys.stdout.write(f"| {most} | {least:g} | {hit:.3f} | {read:.2f} |\n")
        sys.stdout.flush()
    sys.stdout.write("\n| evidence | hit@1 |\n|---|---|\n")
    shipped = [as_if(each, most=MOST, least=LEAST)[0] for each in found]
    for kind, features in KINDS.items():
        sys.stdout.write(f"| {kind} | {hit_at_1(shipped, features):.3f} |\n")


if __name__ == "__main__":
    main()
