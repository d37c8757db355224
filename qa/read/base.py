"""What every reader offers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol, Self

from qa.types import Candidate, Evidence, Hit, Key, Question

# By how much a sentence is likelier before it is read, in nats of log-odds; 0 for a sentence that is not named.
Prior = Mapping[Key, float]
NO_PRIOR: Prior = MappingProxyType({})
# The evidence that the prior adds to a candidate.
PROXIMITY_PRIOR = "proximity_prior"
# The evidence of a sentence that defines what is asked for: see `qa.read.definitions`.
DEFINES = "defines"
# What a plain definition adds to the score of its sentence, in nats. Chosen with `python eval/definitions.py` on one
# half of the articles of the training data: see eval/ablations.md, "Definitions".
DEFINITION_WEIGHT = 1.0


class Reader(Protocol):
    """Finds the sentences that answer, in the passages that a retriever found."""

    def read(
        self, question: Question, hits: Sequence[Hit], *, prior: Prior = NO_PRIOR, defining: Prior = NO_PRIOR
    ) -> Sequence[Candidate]:
        """Every sentence of `hits` as a candidate, best first; equal scores keep the order of hits and sentences.

        A candidate's span, if it has one, is inside its sentence; `prior` is added to its score; `defining` says how
        plainly, from 0 to 1, a sentence defines what is asked for, which raises its score. No hits: no candidates.
        """
        ...

    def reading(self, max_passages: int) -> Self:
        """The same reader, which reads up to `max_passages` of the hits as well as it can, likely or not."""
        ...


def ranked(candidates: Iterable[Candidate], prior: Prior = NO_PRIOR, defining: Prior = NO_PRIOR) -> Sequence[Candidate]:
    """`candidates` raised by `prior` and by what they are `defining`, best first; equal scores keep their order."""
    if prior:
        gains = ((each, prior.get(each.sentence.key, 0.0)) for each in candidates)
        candidates = [_raised(each, PROXIMITY_PRIOR, Evidence(float(bool(gain)), gain)) for each, gain in gains]
    if defining:
        values = ((each, defining.get(each.sentence.key, 0.0)) for each in candidates)
        candidates = [_raised(each, DEFINES, Evidence(value, value * DEFINITION_WEIGHT)) for each, value in values]
    return sorted(candidates, key=lambda candidate: -candidate.score)


def _raised(candidate: Candidate, name: str, evidence: Evidence) -> Candidate:
    score = candidate.score + evidence.contribution
    return replace(candidate, score=score, evidence={**candidate.evidence, name: evidence})
