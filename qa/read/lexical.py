"""A reader without a neural network: a weighted sum of features that can be read and explained.

The weights are those of a conditional logistic regression (McFadden, 1974): of the sentences found for a question, the
probability that a sentence is the one that answers is proportional to exp(score). `qa.train.lexical` fits them.

Known limitation: a sentence that answers in other words than the question's is found only by its neighbours.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Self

from qa.language.answer_types import TypedSpan
from qa.read.base import NO_PRIOR, Prior, ranked
from qa.read.features import FeatureRow, PassageView, Rarity, SentenceView, WeightedQuestion, features_of, weighted
from qa.split.views import view_of
from qa.types import AnswerType, Candidate, Evidence, Hit, Question, Span

# Sentences kept taken apart between questions: about 5 KB each.
_SENTENCES_KEPT = 4_096
# Passages kept as the reader reads them: about 10 KB each.
_PASSAGES_KEPT = 512


class LexicalReader:
    """Scores every sentence of the hits. See the module's docstring."""

    def __init__(self, weights: Mapping[str, float], rarity: Rarity) -> None:
        """Read with `weights` (of features; a feature not listed counts nothing) and words weighted by `rarity`."""
        self._weights = weights
        self._rarity = rarity
        self._sentence_view = lru_cache(maxsize=_SENTENCES_KEPT)(SentenceView.of)
        self.view = lru_cache(maxsize=_PASSAGES_KEPT)(view_of)

    def read(
        self, question: Question, hits: Sequence[Hit], *, prior: Prior = NO_PRIOR, defining: Prior = NO_PRIOR
    ) -> Sequence[Candidate]:
        """Every sentence of `hits`, best first; see `Reader.read`."""
        return ranked(self.candidates(question, hits), prior, defining)

    def reading(self, max_passages: int) -> Self:
        """Itself, since it reads every hit in the same way; see `Reader.reading`."""
        return self

    def candidates(self, question: Question, hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of `hits` as a candidate, in the order of hits and sentences."""
        asked = weighted(question, self._rarity)
        return [self._candidate(asked, row) for row in self._rows(asked, hits)]

    def feature_rows(self, question: Question, hits: Sequence[Hit]) -> list[FeatureRow]:
        """The features of every sentence of `hits`, in the order of hits and sentences; for training."""
        return self._rows(weighted(question, self._rarity), hits)

    def _rows(self, question: WeightedQuestion, hits: Sequence[Hit]) -> list[FeatureRow]:
        return features_of(question, self._passage_views(hits))

    def _passage_views(self, hits: Sequence[Hit]) -> list[PassageView]:
        """Each passage taken apart: its context, and its sentences with theirs."""
        taken_apart = []
        for hit in hits:
            view, text, start = self.view(hit.passage), hit.passage.text, hit.passage.span.start
            spans = hit.passage.sentence_spans
            sentences = [
                self._sentence_view(text[span.start - start : span.end - start], context)
                for span, context in zip(spans, view.contexts, strict=True)
            ]
            context_view = self._sentence_view(view.context) if view.context else None
            taken_apart.append(PassageView(hit, context_view, sentences))
        return taken_apart

    def _candidate(self, question: WeightedQuestion, row: FeatureRow) -> Candidate:
        evidence = {name: Evidence(value, value * self._weights.get(name, 0.0)) for name, value in row.features.items()}
        score = sum(feature.contribution for feature in evidence.values())
        return Candidate(row.sentence, _marked_span(question, row), score, evidence)


def _marked_span(question: WeightedQuestion, row: FeatureRow) -> Span | None:
    """The span of the answer type that is closest to the question's words; None if there is none."""
    view, spans = row.view, _likely(question.answer_type, row.answering_spans)
    if not spans:
        return None
    positions = (place for stem in question.weights for place in view.positions.get(stem, ()))
    # The words of the context are behind those of the sentence, and have no place in it.
    places = [view.words[place].start for place in positions if place < len(view.words)]

    def distance(span: TypedSpan) -> int:
        return min((max(span.start - place, place - span.end, 0) for place in places), default=0)

    longest = question.answer_type in (AnswerType.REASON, AnswerType.QUOTE)
    best = max(spans, key=lambda span: span.end - span.start) if longest else min(spans, key=distance)
    start = row.sentence.span.start
    return Span(start + best.start, start + best.end)


def _likely(answer_type: AnswerType, spans: list[TypedSpan]) -> list[TypedSpan]:
    """The spans; if they are names, those where a place (or a person) is named, if there are any."""
    if answer_type not in (AnswerType.PLACE, AnswerType.PERSON):
        return spans
    return [span for span in spans if span.follows_place_word == (answer_type is AnswerType.PLACE)] or spans
