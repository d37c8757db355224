"""A reader with a small neural network: the sentence that holds the best span answers, and the span is marked.

The lexical reader's scores are log-probabilities (up to a constant), so they give the probability that a passage holds
the answer. The network reads the likeliest passages (`network`) and, to save time, skips those that hardly can.

The network's scores do not compare across passages by themselves, so a sentence's score weighs them together with the
scores of the lexical reader and the retriever, by the weights of a conditional logistic regression (McFadden, 1974)
that `qa.train.neural.calibrate` fits.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from math import exp
from typing import Self

import numpy as np

from qa.read.base import NO_PRIOR, Prior, ranked
from qa.read.lexical import LexicalReader
from qa.read.network import Network, WindowLogits
from qa.split.views import NOWHERE, View
from qa.types import Candidate, Evidence, Hit, Question, Span

# Passages that the network reads at most, and the least probability of one that it reads: see eval/ablations.md.
MAX_PASSAGES_READ, MIN_PASSAGE_PROBABILITY = 5, 0.02
# Tokens of an answer at most.
MAX_ANSWER_TOKENS = 30
# What is weighed: the logits of the best span, of "no answer here" and of "this passage answers"; the scores of the
# lexical reader and of the retriever; and 1 for a sentence that the network did not read, whose logits are 0.
FEATURES = ("span_logit", "null_logit", "answerable_logit", "lexical_score", "passage_score", "unread")


class NeuralReader:
    """See the module's docstring."""

    def __init__(
        self,
        network: Network,
        lexical: LexicalReader,
        weights: Mapping[str, float],
        *,
        max_passages_read: int = MAX_PASSAGES_READ,
        min_passage_probability: float = MIN_PASSAGE_PROBABILITY,
    ) -> None:
        """Read with `network` and `lexical`, weighed by `weights` (of `FEATURES`).

        The network reads at most `max_passages_read` passages, and only the likeliest one of those that are less
        probable than `min_passage_probability`.
        """
        self._network = network
        self._lexical = lexical
        self._weights = weights
        self._max_passages = max_passages_read
        self._min_probability = min_passage_probability

    def read(
        self, question: Question, hits: Sequence[Hit], *, prior: Prior = NO_PRIOR, defining: Prior = NO_PRIOR
    ) -> Sequence[Candidate]:
        """Every sentence of `hits`, best first; see `Reader.read`."""
        lexical = self._lexical.candidates(question, hits)
        selected = likely_hits(
            ranked(lexical, prior, defining),
            hits,
            max_passages=self._max_passages,
            min_probability=self._min_probability,
        )
        views = [self._lexical.view(hit.passage) for hit in selected]
        logits = self._network.read(
            question.proper, [view.text for view in views], contexts=[len(view.context) for view in views]
        )
        by_rank = {
            hit.rank: ReadPassage(view, windows) for hit, view, windows in zip(selected, views, logits, strict=True)
        }
        places = ((hit, place) for hit in hits for place in range(len(hit.passage.sentence_spans)))
        candidates = [
            self._candidate(candidate, hit, place, by_rank.get(hit.rank))
            for candidate, (hit, place) in zip(lexical, places, strict=True)
        ]
        return ranked(candidates, prior, defining)

    def reading(self, max_passages: int) -> Self:
        """The same, with more passages read; see `Reader.reading`."""
        reader = copy(self)
        reader._max_passages, reader._min_probability = max_passages, 0.0
        return reader

    def _candidate(self, lexical: Candidate, hit: Hit, place: int, passage: "ReadPassage | None") -> Candidate:
        values = dict.fromkeys(FEATURES, 0.0) | {"lexical_score": lexical.score, "passage_score": hit.score}
        span = None
        if passage is not None:
            window, span_logit, span = best_span(passage, place)
            values |= {
                "span_logit": span_logit,
                "null_logit": window.null_logit,
                "answerable_logit": window.answerable_logit,
            }
        else:
            values["unread"] = 1.0
        weighed = {name: Evidence(value, value * self._weights.get(name, 0.0)) for name, value in values.items()}
        # The lexical features count once, as the lexical score; the decider looks at them one by one.
        lexical_evidence = {
            name: Evidence(evidence.value, 0.0) for name, evidence in lexical.evidence.items() if name not in weighed
        }
        score = sum(evidence.contribution for evidence in weighed.values())
        return Candidate(lexical.sentence, span, score, weighed | lexical_evidence)


def likely_hits(
    candidates: Sequence[Candidate], hits: Sequence[Hit], *, max_passages: int, min_probability: float
) -> list[Hit]:
    """The hits that probably hold the answer, the likeliest first, by the scores of `candidates`, their sentences."""
    if not candidates:
        return []
    top = max(candidate.score for candidate in candidates)
    weights = [exp(candidate.score - top) for candidate in candidates]
    total = sum(weights)
    probabilities = dict.fromkeys((hit.passage.key for hit in hits), 0.0)
    for candidate, weight in zip(candidates, weights, strict=True):
        probabilities[candidate.sentence.passage.key] += weight / total
    ordered = sorted(hits, key=lambda hit: -probabilities[hit.passage.key])
    return [
        hit
        for place, hit in enumerate(ordered[:max_passages])
        if place == 0 or probabilities[hit.passage.key] >= min_probability
    ]


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage as the network read it: the view, and the logits of its windows."""

    view: View
    windows: Sequence[WindowLogits]


def best_span(passage: ReadPassage, place: int) -> tuple[WindowLogits, float, Span | None]:
    """The best span inside the sentence at `place`: its window, its logit, and its place in the document.

    If several windows hold the sentence, the one counts where the span is furthest above "no answer here". A sentence
    without a token has no span, and the logit of the worst one read. The context has no span.
    """
    best = max(_spans(passage, place), default=None, key=lambda scored: scored[1] - scored[0].null_logit)
    if best is not None:
        return best
    first = passage.windows[0]
    return first, float(first.start_logits.min(initial=0.0) + first.end_logits.min(initial=0.0)), None


def _spans(passage: ReadPassage, place: int) -> Iterator[tuple[WindowLogits, float, Span]]:
    """The best span of each window that holds some of the sentence."""
    view, sentence = passage.view, passage.view.sentences[place]
    for window in passage.windows:
        places = window.token_spans
        inside = np.flatnonzero((places[:, 0] >= sentence.start) & (places[:, 1] <= sentence.end))
        # The names of columns are inside a row, but not in the document.
        inside = inside[[view.offsets[start] != NOWHERE for start in places[inside, 0]]]
        if not len(inside):
            continue
        logits = window.start_logits[inside][:, None] + window.end_logits[inside][None, :]
        fits = np.triu(np.ones_like(logits, dtype=bool)) & ~np.triu(np.ones_like(logits, dtype=bool), MAX_ANSWER_TOKENS)
        first, last = divmod(int(np.where(fits, logits, -np.inf).argmax()), len(inside))
        start = int(places[inside[first], 0])
        end = _with_marks(view.text, int(places[inside[last], 1]), sentence.end)
        end = _with_bracket(view.text, start, end, sentence.end)
        span = Span(view.offsets[start], view.offsets[end - 1] + 1)
        yield window, float(logits[first, last]), span


def _with_marks(text: str, end: int, limit: int) -> int:
    """`end` moved past the marks that belong to the last letter: tokens leave out those that follow it."""
    while end < limit and (unicodedata.category(text[end]).startswith("M") or text[end] in "\u200d\ufe0f"):
        end += 1
    return end


def _with_bracket(text: str, start: int, end: int, limit: int) -> int:
    """`end` moved past the bracket that closes one inside the span: "100,000 rubles ($1,650)"."""
    opened = text.count("(", start, end) > text.count(")", start, end)
    return end + 1 if opened and text.startswith(")", end, limit) else end
