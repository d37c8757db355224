"""Sweeps how many passages the network reads, and the evidence: `python -m qa.train.neural.sweep_reading DATA OUT`.

The network reads all passages of the held-out questions of step 6 once. For each choice of `max_passages_read` and
`min_passage_probability` (see `qa.read.neural`), the passages that would not have been read count as unread, the
weights are fitted again on half of the questions, and the first table shows hit@1 on the other half and the mean number
of passages read. The second table shows, for the shipped choice, hit@1 by parts of the evidence alone.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import product

import numpy as np

from qa.pipeline import TOP_K
from qa.read.neural import FEATURES, MAX_PASSAGES_READ, MIN_PASSAGE_PROBABILITY, likely_hits
from qa.train.neural.calibrate import (
    Reading,
    command_line,
    fit_weights,
    rank,
    read_questions,
    read_units,
    sample_units,
)
from qa.types import Candidate, Evidence, Hit

MAX_PASSAGES = (1, 2, 3, 4, 5, 6, 8, 10)
MIN_PROBABILITIES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2)
# Parts of the evidence, each with its features (see `qa.read.neural`).
KINDS = {
    "the span's logit alone": ("span_logit",),
    "span and null logit": ("span_logit", "null_logit"),
    "all of the network": ("span_logit", "null_logit", "answerable_logit", "unread"),
    "the lexical scores alone": ("lexical_score", "passage_score"),
    "all": FEATURES,
}
_UNREAD = {"span_logit": 0.0, "null_logit": 0.0, "answerable_logit": 0.0, "unread": 1.0}


def limit_reading(reading: Reading, *, max_passages: int, min_probability: float) -> tuple[Reading, int]:
    """The reading that the network would have given with these limits, and the number of passages it reads."""
    lexical = [replace(each, score=each.evidence["lexical_score"].value) for each in reading.candidates]
    by_key = {candidate.sentence.passage.key: candidate.sentence.passage for candidate in lexical}
    hits = [Hit(passage, 0.0, position) for position, passage in enumerate(by_key.values(), start=1)]
    selected = likely_hits(lexical, hits, max_passages=max_passages, min_probability=min_probability)
    read = {hit.passage.key for hit in selected}
    candidates = [each if each.sentence.passage.key in read else _as_unread(each) for each in reading.candidates]
    return Reading(reading.question, candidates, reading.right), len(read)


def _as_unread(candidate: Candidate) -> Candidate:
    unread = {name: Evidence(value, 0.0) for name, value in _UNREAD.items()}
    return replace(candidate, evidence={**candidate.evidence, **unread})


def rows(readings: Sequence[Reading]) -> Iterator[tuple[int, float, float, float]]:
    """For each choice of the limits: the choice, hit@1 and the mean number of passages read."""
    for max_passages, min_probability in product(MAX_PASSAGES, MIN_PROBABILITIES):
        limited = [
            limit_reading(reading, max_passages=max_passages, min_probability=min_probability) for reading in readings
        ]
        hits = hit_at_1([reading for reading, _ in limited])
        yield max_passages, min_probability, hits, float(np.mean([read for _, read in limited]))


def hit_at_1(readings: Sequence[Reading], features: Sequence[str] = FEATURES) -> float:
    """hit@1 on every second reading, by `features` alone. The other readings give the weights."""
    weights = fit_weights(readings[::2], features)
    return float(np.mean([bool(rank(reading, weights).right[0]) for reading in tested(readings)]))


def tested(readings: Sequence[Reading]) -> list[Reading]:
    """The readings that count for hit@1: every second one, if its question is answerable."""
    return [reading for reading in readings[1::2] if reading.question.answerable]


def _with_several_passages(readings: Sequence[Reading]) -> list[Reading]:
    """The readings of several passages. Where there is only one, all choices give the same."""
    return [
        reading for reading in readings if len({candidate.sentence.passage.key for candidate in reading.candidates}) > 1
    ]


def main(arguments: list[str] | None = None) -> None:
    """Print both tables as Markdown."""
    options = command_line("sweep_reading", __doc__, questions=3_000).parse_args(arguments)
    read = partial(read_questions, out=options.out, max_passages_read=TOP_K, min_passage_probability=0.0)
    sample = sample_units(options.data, options.questions)
    readings = _with_several_passages(list(read_units(sample, read, jobs=options.jobs)))
    sys.stdout.write(f"hit@1 on {len(tested(readings))} questions\n\n")
    sys.stdout.write("| passages at most | each at least | hit@1 | read |\n|---|---|---|---|\n")
    for max_passages, min_probability, hits, passages_read in rows(readings):
        sys.stdout.write(f"| {max_passages} | {min_probability:g} | {hits:.3f} | {passages_read:.2f} |\n")
        sys.stdout.flush()
    sys.stdout.write("\n| evidence | hit@1 |\n|---|---|\n")
    shipped = [
        limit_reading(reading, max_passages=MAX_PASSAGES_READ, min_probability=MIN_PASSAGE_PROBABILITY)[0]
        for reading in readings
    ]
    for kind, features in KINDS.items():
        sys.stdout.write(f"| {kind} | {hit_at_1(shipped, features):.3f} |\n")


if __name__ == "__main__":
    main()
