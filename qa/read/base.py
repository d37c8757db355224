"""What every reader offers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

from qa.types import Candidate, Evidence, Hit, Key

# What a sentence is likelier by before it is read, in nats of log-odds; a sentence that is not named has 0.
Prior = Mapping[Key, float]
NO_PRIOR: Prior = MappingProxyType({})
# The evidence that stands for it.
NEAR = "near the last answer"


class Reader(Protocol):
    """Finds the sentences that answer, in the passages that a retriever found."""

    def read(self, question: str, hits: Sequence[Hit], *, prior: Prior = NO_PRIOR) -> Sequence[Candidate]:
        """Every sentence of `hits` as a candidate, best first; equal scores keep the order of hits and sentences.

        A candidate's span, if it has one, lies inside its sentence; `prior` is added to its score. No hits: no
        candidates.
        """
        ...


def with_prior(candidates: Sequence[Candidate], prior: Prior) -> Sequence[Candidate]:
    """`candidates`, best first, with `prior` added to their scores, best first again."""
    if not prior:
        return candidates
    weighed = [_raised(one, prior.get(one.sentence.key, 0.0)) for one in candidates]
    return sorted(weighed, key=lambda one: -one.score)


def _raised(candidate: Candidate, by: float) -> Candidate:
    evidence = {**candidate.evidence, NEAR: Evidence(float(bool(by)), by)}
    return replace(candidate, score=candidate.score + by, evidence=evidence)
