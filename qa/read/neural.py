"""A reader with a small neural network: the sentence that holds the best span answers, and the span is marked.

The lexical reader's scores are log-probabilities (up to a constant), so they tell how likely it is that a passage holds
the answer. The network reads the likeliest passages (`network`); one that hardly can hold it is not read, for time.

The network's scores do not compare across passages by themselves, so a sentence's score weighs them together with what
the lexical reader and the retriever found, by the weights of a conditional logistic regression (McFadden, 1974) that
`qa.train.neural.calibrate` fits.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from math import exp

import numpy as np

from qa.read.base import NO_PRIOR, Prior, Reader, with_prior
from qa.read.network import Network, Reading
from qa.types import Candidate, Evidence, Hit, Sentence, Span

# Passages that the network reads at most, and the least probability of one that it reads: see eval/README.md.
MOST, LEAST = 5, 0.02
# Tokens of an answer at most.
LONGEST = 30
# What is weighed: the scores of the best span, of "no answer here" and of "this passage answers"; the lexical reader's;
# the retriever's; and 1 for a sentence that the network did not read, whose first three are 0.
FEATURES = ("span", "no answer", "passage answers", "lexical", "passage", "unread")


class NeuralReader:
    """See the module's docstring."""

    def __init__(
        self,
        network: Network,
        lexical: Reader,
        weights: Mapping[str, float],
        *,
        most: int = MOST,
        least: float = LEAST,
    ) -> None:
        """Read with `network` and `lexical`, weighed by `weights` (of `FEATURES`).

        At most `most` passages are read by the network, and none that is less probable than `least`.
        """
        self._network = network
        self._lexical = lexical
        self._weights = weights
        self._most = most
        self._least = least

    def read(self, question: str, hits: Sequence[Hit], *, prior: Prior = NO_PRIOR) -> Sequence[Candidate]:
        """Every sentence of `hits`, best first; see `Reader.read`."""
        found = self._lexical.read(question, hits)
        words = {one.sentence.key: one for one in found}
        chosen = likely(with_prior(found, prior), hits, most=self._most, least=self._least)
        texts = [hit.passage.text for hit in chosen]
        readings = dict(zip((hit.rank for hit in chosen), self._network.read(question, texts), strict=True))
        candidates = [
            self._candidate(words[sentence.key], hit, readings.get(hit.rank, ()))
            for hit in hits
            for sentence in hit.passage.sentences
        ]
        return with_prior(sorted(candidates, key=lambda one: -one.score), prior)

    def _candidate(self, words: Candidate, hit: Hit, readings: Sequence[Reading]) -> Candidate:
        values = dict.fromkeys(FEATURES, 0.0) | {"lexical": words.score, "passage": hit.score}
        span = None
        if readings:
            best, score, span = best_span(words.sentence, readings)
            values |= {"span": score, "no answer": best.none, "passage answers": best.answers}
        else:
            values["unread"] = 1.0
        weighed = {name: Evidence(value, value * self._weights.get(name, 0.0)) for name, value in values.items()}
        # What the lexical reader found counts once, as its score; the decider looks at it by itself.
        seen = {name: Evidence(one.value, 0.0) for name, one in words.evidence.items() if name not in weighed}
        return Candidate(words.sentence, span, sum(one.contribution for one in weighed.values()), weighed | seen)


def likely(found: Sequence[Candidate], hits: Sequence[Hit], *, most: int, least: float) -> list[Hit]:
    """Of `hits` those that probably hold the answer by the scores of `found`, their sentences, the likeliest first."""
    if not found:
        return []
    top = max(one.score for one in found)
    weights = [exp(one.score - top) for one in found]
    total = sum(weights)
    shares = dict.fromkeys((hit.passage.key for hit in hits), 0.0)
    for one, weight in zip(found, weights, strict=True):
        shares[one.sentence.passage.key] += weight / total
    ordered = sorted(hits, key=lambda hit: -shares[hit.passage.key])
    return [hit for at, hit in enumerate(ordered[:most]) if not at or shares[hit.passage.key] >= least]


def best_span(sentence: Sentence, readings: Sequence[Reading]) -> tuple[Reading, float, Span | None]:
    """The best span inside `sentence`: the window it stands in, its score, and its place in the document.

    `readings` are those of the sentence's passage. Of two windows the one counts where the span is further above "no
    answer here". A sentence without a token has no span, and the score of the worst one read.
    """
    found = max(_spans(sentence, readings), default=None, key=lambda one: one[1] - one[0].none)
    if found is not None:
        return found
    first = readings[0]
    return first, float(first.start.min(initial=0.0) + first.end.min(initial=0.0)), None


def _spans(sentence: Sentence, readings: Sequence[Reading]) -> Iterator[tuple[Reading, float, Span]]:
    """The best span of each window that holds some of the sentence."""
    offset = sentence.passage.span.start
    low, high = sentence.span.start - offset, sentence.span.end - offset
    for one in readings:
        inside = np.flatnonzero((one.places[:, 0] >= low) & (one.places[:, 1] <= high))
        if not len(inside):
            continue
        scores = one.start[inside][:, None] + one.end[inside][None, :]
        fits = np.triu(np.ones_like(scores, dtype=bool)) & ~np.triu(np.ones_like(scores, dtype=bool), LONGEST)
        first, last = divmod(int(np.where(fits, scores, -np.inf).argmax()), len(inside))
        start, end = int(one.places[inside[first], 0]), int(one.places[inside[last], 1])
        end = _with_marks(sentence.passage.text, end, high)
        yield one, float(scores[first, last]), Span(offset + start, offset + end)


def _with_marks(text: str, end: int, limit: int) -> int:
    """`end` moved past the marks that belong to the last letter: tokens leave out those that stand apart."""
    while end < limit and (unicodedata.category(text[end]).startswith("M") or text[end] in "\u200d\ufe0f"):
        end += 1
    return end
