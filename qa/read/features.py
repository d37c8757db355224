"""Features of sentences for a question: a row of numbers for each sentence of the hits.

A person can check each feature by reading the question beside the sentence. Words are weighted by `Rarity`: a word that
few passages hold counts more. An overlap is a share of the question's whole weight, so it is in [0, 1]. Function words
are left out, except where wording is compared ("bigram_overlap").
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from typing import NamedTuple, TypeVar

from qa.language.answer_types import NUMERIC, TypedSpan, stems_of_spans, typed_spans
from qa.language.lexicon import BACKWARD_PRONOUNS
from qa.language.tokens import words
from qa.types import AnswerType, Hit, Question, Sentence, Word

# "holds_person" is whether the sentence holds a span of that answer type, where the question asks for it.
HOLDS = {answer_type: f"holds_{answer_type.name.lower()}" for answer_type in AnswerType if answer_type.name != "OTHER"}
FEATURES = (
    "word_overlap",
    "near_word_overlap",
    "local_rarity",
    "name_overlap",
    "bigram_overlap",
    "closeness",
    "previous_sentence",
    "next_sentence",
    "pronoun",
    "relative_passage_score",
    "passage_score",
    "unknown_words",
    "opens_passage",
    "log_length",
    "is_question",
    "lacks_number",
    *HOLDS.values(),
)

# Evidence that the score leaves out: what the passage lacks says whether to answer, not which sentence answers.
ABSENT = ("absent_number", "absent_name")

# Passages that the background counts for beside the corpus's own: a short text says little about which words are
# common, a long one says it better than the background. Chosen on the training articles: eval/ablations.md, "Prior".
PRIOR_PASSAGES = 50.0
# The weight of a function word where wording is compared.
_FUNCTION_WORD_WEIGHT = 0.3
# Letters that two stems share at their start, at least, and their share of the longer stem, to be near: "mobilis",
# "mobil".
_NEAR_LETTERS, _NEAR_SHARE = 4, 0.6
# Words at the start of a sentence in which a pronoun probably points to the sentence before.
_OPENING_WORDS = 4

# A feature's value by its name. A feature that does not apply is left out.
Features = dict[str, float]

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Rarity:
    """Weights of stems: smoothed inverse passage frequency, the corpus's counts with a background's as prior.

    `frequency(stem)` is the number of the corpus's `size` passages that hold it; `background` is the share of passages
    of ordinary text that do (a stem it does not list is rare), and counts for `prior` passages.
    """

    frequency: Callable[[str], int]
    size: int
    background: Mapping[str, float]
    prior: float = PRIOR_PASSAGES

    def __call__(self, stem: str) -> float:
        """The weight of `stem`, above 0."""
        passages = self.frequency(stem) + self.prior * self.background.get(stem, 0.0)
        return log((self.size + self.prior + 1) / (passages + 0.5))


@dataclass(frozen=True, slots=True)
class WeightedQuestion:
    """A question as the features see it: `weights` of its topic's stems, and which `names` are among them."""

    answer_type: AnswerType
    weights: Mapping[str, float]
    names: tuple[str, ...]
    words: tuple[Word, ...]
    stems: frozenset[str]
    # The weight of each pair of neighbouring stems, function words included.
    bigrams: Mapping[tuple[str, str], float]

    @property
    def total(self) -> float:
        """The weight of the whole question."""
        return sum(self.weights.values())


def weighted(question: Question, rarity: Callable[[str], float]) -> WeightedQuestion:
    """`question` with its words weighted by `rarity`."""
    weights = {word.stem: rarity(word.stem) for word in question.content_words}
    # In the order of the question, so that sums over them are the same to the last digit in every run.
    names = dict.fromkeys(word.stem for word in question.content_words if _is_name(question.corrected, word))
    pairs = {(first.stem, second.stem) for first, second in pairwise(question.words)}
    bigrams = {pair: sum(weights.get(stem, _FUNCTION_WORD_WEIGHT) for stem in pair) for pair in sorted(pairs)}
    stems = frozenset(word.stem for word in question.words)
    return WeightedQuestion(question.answer_type, weights, tuple(names), question.words, stems, bigrams)


def _is_name(text: str, word: Word) -> bool:
    """A number, or a capitalised word that does not merely open the question."""
    first = text[word.start]
    return first.isdigit() or (first.isupper() and word.start > 0)


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence taken apart, once for all questions.

    `positions` maps a stem to its places in `words`, and in those of its context behind them; `by_prefix` maps the
    first letters of stems to the stems.
    """

    text: str
    words: tuple[Word, ...]
    positions: Mapping[str, tuple[int, ...]]
    by_prefix: Mapping[str, tuple[str, ...]]
    _typed: dict[AnswerType, list[tuple[TypedSpan, frozenset[str]]]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, text: str, context: str = "") -> "SentenceView":
        """The view of a text; the words of its `context` count as if they followed it."""
        text_words = words(text)
        positions: dict[str, list[int]] = {}
        for place, word in enumerate((*text_words, *words(context))):
            positions.setdefault(word.stem, []).append(place)
        prefixes: dict[str, list[str]] = {}
        for stem in positions:
            prefixes.setdefault(stem[:_NEAR_LETTERS], []).append(stem)
        return cls(
            text,
            text_words,
            {stem: tuple(places) for stem, places in positions.items()},
            {prefix: tuple(stems) for prefix, stems in prefixes.items() if len(prefix) == _NEAR_LETTERS},
        )

    def near(self, stem: str) -> str | None:
        """A stem of the text that is spelled much like `stem` and is not it."""
        return next((other for other in self.by_prefix.get(stem[:_NEAR_LETTERS], ()) if are_near(stem, other)), None)

    def answering_spans(self, question: WeightedQuestion) -> list[TypedSpan]:
        """The spans of the answer type that are not made of the question's own words."""
        return [span for span, stems in self._spans_of(question.answer_type) if not stems <= question.stems]

    def holds_number(self) -> bool:
        """Whether there is a number in it."""
        return bool(self._spans_of(AnswerType.NUMBER))

    def _spans_of(self, answer_type: AnswerType) -> list[tuple[TypedSpan, frozenset[str]]]:
        """The spans of `answer_type`, each with the stems of its words that are no function words."""
        if answer_type not in self._typed:
            spans = typed_spans(answer_type, self.text)
            self._typed[answer_type] = stems_of_spans(self.text, self.words, spans) if spans else []
        return self._typed[answer_type]


class FeatureRow(NamedTuple):
    """A sentence of a hit, taken apart, with its spans of the answer type and its features."""

    sentence: Sentence
    view: SentenceView
    answering_spans: list[TypedSpan]
    features: Features


def are_near(first: str, second: str) -> bool:
    """Whether two different stems begin so much alike that they are probably forms of one word."""
    shared = next(
        (place for place, letters in enumerate(zip(first, second, strict=False)) if len(set(letters)) == 2), None
    )
    length = min(len(first), len(second)) if shared is None else shared
    return first != second and length >= max(_NEAR_LETTERS, _NEAR_SHARE * max(len(first), len(second)))


class PassageView(NamedTuple):
    """A hit taken apart: the context of its passage (None without one), and its sentences."""

    hit: Hit
    context: SentenceView | None
    sentences: Sequence[SentenceView]


def features_of(question: WeightedQuestion, passages: Sequence[PassageView]) -> list[FeatureRow]:
    """The row of every sentence of `passages`, in their order. The context is what precedes the first sentence."""
    views = [view for _, context, sentences in passages for view in ([context] if context else []) + [*sentences]]
    local_weights, unknown = _local_weights(question, views)
    rows = []
    for hit, context, sentence_views in passages:
        shared = {
            "relative_passage_score": hit.score / passages[0].hit.score if passages[0].hit.score else 0.0,
            "passage_score": hit.score,
            "unknown_words": unknown,
            **_absent(question, [*sentence_views, *([context] if context else [])]),
        }
        for place, (sentence, view) in enumerate(zip(hit.passage.sentences, sentence_views, strict=True)):
            previous = sentence_views[place - 1] if place else context
            following = sentence_views[place + 1] if place + 1 < len(sentence_views) else None
            spans = view.answering_spans(question)
            features = _own_features(question, view, spans)
            features |= _neighbour_features(question, view, previous, following)
            features["local_rarity"] = _share(local_weights, view.positions)
            features["opens_passage"] = float(place == 0)
            rows.append(FeatureRow(sentence, view, spans, features | shared))
    return rows


def _absent(question: WeightedQuestion, views: Sequence[SentenceView]) -> Features:
    """The shares of the question's numbers and of its other names that a passage with its context does not hold.

    Left out where the question has none. A near miss asks about another year, version or person than the text.
    """
    numbers = {stem: 1.0 for stem in question.weights if any(map(str.isdigit, stem))}
    names = {stem: question.weights[stem] for stem in question.names if stem not in numbers}
    held = {stem for view in views for stem in question.weights if stem in view.positions}
    near = {stem for view in views for stem in names if view.near(stem)}
    shares = (1 - _share(numbers, held), 1 - _share(names, held | near))
    return {name: share for name, share, asked in zip(ABSENT, shares, (numbers, names), strict=True) if asked}


def _share(weights: Mapping[_Item, float], held: Collection[_Item]) -> float:
    """The share of the whole weight that the items in `held` have."""
    total = sum(weights.values())
    return sum(weight for item, weight in weights.items() if item in held) / total if total else 0.0


def _local_weights(question: WeightedQuestion, views: Sequence[SentenceView]) -> tuple[dict[str, float], float]:
    """Weights by how few of the sentences hold a stem, and the share of the question that none of them holds."""
    counts = Counter(stem for view in views for stem in question.weights if stem in view.positions)
    unknown = {stem for stem in question.weights if not counts[stem] and not any(view.near(stem) for view in views)}
    rarity = {stem: log((len(views) + 1) / (counts[stem] + 0.5)) for stem in question.weights}
    return rarity, _share(question.weights, unknown)


def _own_features(question: WeightedQuestion, view: SentenceView, spans: Sequence[TypedSpan]) -> Features:
    """The features of the sentence by itself."""
    weights, held = question.weights, view.positions
    near = {stem for stem in weights if stem not in held and view.near(stem)}
    matched = [stem for stem in weights if stem in held]
    return {
        "word_overlap": _share(weights, held),
        "near_word_overlap": _share(weights, near),
        "bigram_overlap": _share(
            question.bigrams, {(first.stem, second.stem) for first, second in pairwise(view.words)}
        ),
        "closeness": _closeness(question, view, matched),
        "name_overlap": _share({stem: weights[stem] for stem in question.names}, near.union(held)),
        "log_length": log(1 + len(view.words)),
        "is_question": float(view.text.rstrip("”\"'’) ").endswith("?")),
        **_type_features(question, view, spans),
    }


def _closeness(question: WeightedQuestion, view: SentenceView, matched: Sequence[str]) -> float:
    """The matched weight, divided by how far it is spread: 1 when the whole question is in one piece."""
    if len(matched) < 2:
        return 0.0
    places = sorted((place, stem) for stem in matched for place in view.positions[stem])
    shortest = places[-1][0] - places[0][0] + 1
    inside: Counter[str] = Counter()
    start = 0
    for place, stem in places:
        inside[stem] += 1
        while inside[places[start][1]] > 1:
            inside[places[start][1]] -= 1
            start += 1
        if len(inside) == len(matched):
            shortest = min(shortest, place - places[start][0] + 1)
    return sum(question.weights[stem] for stem in matched) / question.total * len(matched) / shortest


def _neighbour_features(
    question: WeightedQuestion, view: SentenceView, previous: SentenceView | None, following: SentenceView | None
) -> Features:
    """What the neighbours hold of the question that the sentence does not."""
    missing = [stem for stem in question.weights if stem not in view.positions]

    def gain(neighbour: SentenceView | None) -> float:
        held = sum(question.weights[stem] for stem in missing if neighbour is not None and stem in neighbour.positions)
        return held / question.total if held else 0.0

    starts_with_pronoun = any(word.norm in BACKWARD_PRONOUNS for word in view.words[:_OPENING_WORDS])
    return {
        "previous_sentence": gain(previous),
        "next_sentence": gain(following),
        "pronoun": gain(previous) * starts_with_pronoun,
    }


def _type_features(question: WeightedQuestion, view: SentenceView, spans: Sequence[TypedSpan]) -> Features:
    """Whether the sentence holds a span of the answer type that the question does not name itself."""
    if question.answer_type is AnswerType.OTHER:
        return {}
    features = {HOLDS[question.answer_type]: float(bool(spans))}
    if question.answer_type in NUMERIC:
        features["lacks_number"] = float(not spans and not view.holds_number())
    return features
