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


class Reader(Protocol):
    """Finds the sentences that answer, in the passages that a retriever found."""

    def read(self, question: Question, hits: Sequence[Hit], *, prior: Prior = NO_PRIOR) -> Sequence[Candidate]:
        """Every sentence of `hits` as a candidate, best first; equal scores keep the order of hits and sentences.

        A candidate's span, if it has one, is inside its sentence; `prior` is added to its score. No hits: no
        candidates.
        """
        ...

    def reading(self, max_passages: int) -> Self:
        """The same reader, which reads up to `max_passages` of the hits as well as it can, likely or not."""
        ...


def ranked(candidates: Iterable[Candidate], prior: Prior = NO_PRIOR) -> Sequence[Candidate]:
    """`candidates` with `prior` added to their scores, best first; equal scores keep their order."""
    if prior:
        candidates = [_raised(candidate, prior.get(candidate.sentence.key, 0.0)) for candidate in candidates]
    return sorted(candidates, key=lambda candidate: -candidate.score)


def _raised(candidate: Candidate, log_odds: float) -> Candidate:
    evidence = {**candidate.evidence, PROXIMITY_PRIOR: Evidence(float(bool(log_odds)), log_odds)}
    return replace(candidate, score=candidate.score + log_odds, evidence=evidence)
