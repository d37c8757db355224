"""What can be told of a sentence without understanding it: a row of numbers for each sentence that was found.

Every feature is one a person can check by reading the question beside the sentence. Words weigh by `Rarity`: one that
few passages hold says more. An overlap is a share of the question's whole weight, so it lies in [0, 1].

Function words are left out, except where wording is compared ("phrase").
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import TypeVar

from qa.language.answer_types import COUNTED, Kind, kind_of, spans_of
from qa.language.tokens import STOP_WORDS, Word, words
from qa.types import Hit, Sentence, Span

FEATURES = (
    "words",
    "near words",
    "rare here",
    "names",
    "phrase",
    "closeness",
    "previous sentence",
    "next sentence",
    "pronoun for it",
    "passage",
    "passage score",
    "unknown words",
    "opening",
    "length",
    "question",
    "no number",
    *(f"holds {kind.value}" for kind in Kind if kind is not Kind.OTHER),
)

# Passages. How many passages the background counts for beside the corpus's own: a short text says little about which
# words are common, a long one says it better than the background. Chosen on the training articles, see eval/README.md.
PRIOR_PASSAGES = 50.0
# The weight of a function word where wording is compared.
_FUNCTION_WORD = 0.3
# Letters that two stems must share at their start, and their share of the longer one, to be near: "mobilis", "mobil".
_NEAR_LETTERS, _NEAR_SHARE = 4, 0.6
_PRONOUNS = frozenset("he she it they his her its their this these that those him them such".split())


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
        held = self.frequency(stem) + self.prior * self.background.get(stem, 0.0)
        return log((self.size + self.prior + 1) / (held + 0.5))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart: its topic's stems with their weights, all its words, and the kind of answer it wants."""

    kind: Kind
    weights: Mapping[str, float]
    names: frozenset[str]
    words: tuple[Word, ...]

    @property
    def total(self) -> float:
        """The weight of the whole question."""
        return sum(self.weights.values())


def asked(question: str, rarity: Callable[[str], float]) -> Asked:
    """Take `question` apart."""
    found = tuple(words(question))
    topic = [word for word in found if word.norm not in STOP_WORDS]
    names = {word.stem for word in topic if _is_name(question, word)}
    return Asked(kind_of(question), {word.stem: rarity(word.stem) for word in topic}, frozenset(names), found)


def _is_name(question: str, word: Word) -> bool:
    """A number, or a capitalised word that does not merely open the question."""
    first = question[word.start]
    return first.isdigit() or (first.isupper() and word.start > 0)


@dataclass(frozen=True, slots=True)
class View:
    """A sentence taken apart, once for all questions."""

    words: tuple[Word, ...]
    positions: Mapping[str, tuple[int, ...]]
    by_prefix: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, text: str) -> "View":
        """The view of a text."""
        found = tuple(words(text))
        positions: dict[str, list[int]] = {}
        for at, word in enumerate(found):
            positions.setdefault(word.stem, []).append(at)
        prefixes: dict[str, list[str]] = {}
        for stem in positions:
            prefixes.setdefault(stem[:_NEAR_LETTERS], []).append(stem)
        return cls(
            found,
            {stem: tuple(places) for stem, places in positions.items()},
            {prefix: tuple(stems) for prefix, stems in prefixes.items() if len(prefix) == _NEAR_LETTERS},
        )

    def near(self, stem: str) -> str | None:
        """A stem of the text that is spelled much like `stem` and is not it."""
        return next((other for other in self.by_prefix.get(stem[:_NEAR_LETTERS], ()) if _alike(stem, other)), None)


def _alike(first: str, second: str) -> bool:
    shared = next((at for at, (one, other) in enumerate(zip(first, second, strict=False)) if one != other), None)
    length = min(len(first), len(second)) if shared is None else shared
    return first != second and length >= _NEAR_SHARE * max(len(first), len(second))


# A feature's name and value. A feature that does not apply is left out.
Features = dict[str, float]


def features_of(
    question: Asked, hits: Sequence[Hit], view: Callable[[Sentence], View]
) -> list[tuple[Sentence, Features]]:
    """Every sentence of `hits` with its features, in the order of hits and sentences."""
    local, unknown = _seen_here(question, hits, view)
    rows = []
    for hit in hits:
        sentences = hit.passage.sentences
        views = [view(sentence) for sentence in sentences]
        shared = {
            "passage": hit.score / hits[0].score if hits[0].score else 0.0,
            "passage score": hit.score,
            "unknown words": unknown,
        }
        for at, sentence in enumerate(sentences):
            before = views[at - 1] if at else None
            after = views[at + 1] if at + 1 < len(views) else None
            own = _own(question, sentence.text, views[at])
            own |= _beside(question, views[at], before, after)
            own["rare here"] = _share(local, views[at].positions)
            own["opening"] = float(at == 0)
            rows.append((sentence, own | shared))
    return rows


Key = TypeVar("Key")


def _share(weights: Mapping[Key, float], held: Collection[Key]) -> float:
    """The share of the whole weight that what is in `held` has."""
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in held) / total if total else 0.0


def _seen_here(
    question: Asked, hits: Sequence[Hit], view: Callable[[Sentence], View]
) -> tuple[dict[str, float], float]:
    """Weights by how few sentences at hand hold a stem, and the share of the question that none of them holds."""
    views = [view(sentence) for hit in hits for sentence in hit.passage.sentences]
    held = Counter(stem for one in views for stem in question.weights if stem in one.positions)
    unknown = {stem for stem in question.weights if not held[stem] and not any(one.near(stem) for one in views)}
    rarity = {stem: log((len(views) + 1) / (held[stem] + 0.5)) for stem in question.weights}
    return rarity, _share(question.weights, unknown)


def _own(question: Asked, text: str, view: View) -> Features:
    """What the sentence shows by itself."""
    weights, held = question.weights, view.positions
    near = {stem for stem in weights if stem not in held and view.near(stem)}
    matched = [stem for stem in weights if stem in held]
    return {
        "words": _share(weights, held),
        "near words": _share(weights, near),
        "phrase": _phrase(question, view),
        "closeness": _closeness(question, view, matched),
        "names": _share({stem: weights[stem] for stem in question.names}, near.union(held)),
        "length": log(1 + len(view.words)),
        "question": float(text.rstrip("”\"'’) ").endswith("?")),
        **_kinds(question, text),
    }


def _phrase(question: Asked, view: View) -> float:
    """The share of the question's neighbouring words, function words included, that stand side by side."""
    standing = {(one.stem, other.stem) for one, other in pairwise(view.words)}
    wanted = {(one.stem, other.stem) for one, other in pairwise(question.words)}
    weights = {pair: sum(question.weights.get(stem, _FUNCTION_WORD) for stem in pair) for pair in sorted(wanted)}
    return _share(weights, standing)


def _closeness(question: Asked, view: View, matched: Sequence[str]) -> float:
    """The matched weight, divided by how far it is spread: 1 when all of the question stands in one piece."""
    if len(matched) < 2:
        return 0.0
    places = sorted((at, stem) for stem in matched for at in view.positions[stem])
    best = len(view.words)
    inside: Counter[str] = Counter()
    start = 0
    for at, stem in places:
        inside[stem] += 1
        while inside[places[start][1]] > 1:
            inside[places[start][1]] -= 1
            start += 1
        if len(inside) == len(matched):
            best = min(best, at - places[start][0] + 1)
    return sum(question.weights[stem] for stem in matched) / question.total * len(matched) / best


def _beside(question: Asked, view: View, before: View | None, after: View | None) -> Features:
    """What the neighbours hold of the question that the sentence does not."""
    missing = [stem for stem in question.weights if stem not in view.positions]

    def gain(other: View | None) -> float:
        held = sum(question.weights[stem] for stem in missing if other is not None and stem in other.positions)
        return held / question.total if held else 0.0

    starts_with_pronoun = any(word.norm in _PRONOUNS for word in view.words[:4])
    return {
        "previous sentence": gain(before),
        "next sentence": gain(after),
        "pronoun for it": gain(before) * starts_with_pronoun,
    }


def _kinds(question: Asked, text: str) -> Features:
    """Whether the sentence holds something of the kind asked for that the question does not name itself."""
    if question.kind is Kind.OTHER:
        return {}
    held = {f"holds {question.kind.value}": float(bool(answering_spans(question, text)))}
    if question.kind in COUNTED:
        held["no number"] = float(not any(held.values()) and next(spans_of(Kind.NUMBER, text), None) is None)
    return held


def answering_spans(question: Asked, text: str) -> list[Span]:
    """The stretches of `text` of the kind asked for that are not made of the question's own words."""
    own = {word.stem for word in question.words}
    return [
        span
        for span in spans_of(question.kind, text)
        if any(word.stem not in own and word.norm not in STOP_WORDS for word in words(text[span.start : span.end]))
    ]
