"""A reader without a neural network: a weighted sum of features that can be read and explained.

The weights are those of a conditional logistic regression (McFadden, 1974): of the sentences found for a question, the
probability that a sentence is the one that answers is proportional to exp(score). `qa.train.lexical` fits them.

Known limitation: a sentence that answers in other words than the question's is found only by its neighbours.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from qa.language.answer_types import Kind, stands_as_place
from qa.read.base import NO_PRIOR, Prior, with_prior
from qa.read.features import Asked, Features, Rarity, View, answering_spans, asked, features_of
from qa.types import Candidate, Evidence, Hit, Sentence, Span

# Sentences kept taken apart between questions: about 5 KB each.
_CACHE = 4_096


class LexicalReader:
    """Scores every sentence of the hits. See the module's docstring."""

    def __init__(self, weights: Mapping[str, float], rarity: Rarity) -> None:
        """Read with `weights` (of features; one not listed counts nothing) and words weighed by `rarity`."""
        self._weights = weights
        self._rarity = rarity
        self._view = lru_cache(maxsize=_CACHE)(_view)

    def read(self, question: str, hits: Sequence[Hit], *, prior: Prior = NO_PRIOR) -> Sequence[Candidate]:
        """Every sentence of `hits`, best first; see `Reader.read`."""
        wanted = asked(question, self._rarity)
        rows = features_of(wanted, hits, self._view)
        candidates = [self._candidate(wanted, sentence, features) for sentence, features in rows]
        return with_prior(sorted(candidates, key=lambda candidate: -candidate.score), prior)

    def _candidate(self, wanted: Asked, sentence: Sentence, features: Features) -> Candidate:
        evidence = {name: Evidence(value, value * self._weights.get(name, 0.0)) for name, value in features.items()}
        score = sum(one.contribution for one in evidence.values())
        return Candidate(sentence, _marked(wanted, sentence, self._view(sentence)), score, evidence)


def _view(sentence: Sentence) -> View:
    return View.of(sentence.text)


def _marked(wanted: Asked, sentence: Sentence, view: View) -> Span | None:
    """The stretch of the kind asked for that stands closest to the question's words; None if there is none."""
    spans = _likely(wanted.kind, sentence.text, answering_spans(wanted, sentence.text))
    if not spans:
        return None
    places = [view.words[at].start for stem in wanted.weights for at in view.positions.get(stem, ())]

    def distance(span: Span) -> int:
        return min((max(span.start - place, place - span.end, 0) for place in places), default=0)

    best = max(spans, key=len) if wanted.kind in (Kind.REASON, Kind.QUOTE) else min(spans, key=distance)
    return Span(sentence.span.start + best.start, sentence.span.start + best.end)


def _likely(kind: Kind, text: str, spans: list[Span]) -> list[Span]:
    """Of names, those that stand where a place (or a person) stands, if there are any."""
    if kind not in (Kind.PLACE, Kind.PERSON):
        return spans
    return [span for span in spans if stands_as_place(text, span) == (kind is Kind.PLACE)] or spans
