"""What a text is about, in its own sentences: those that stand for it, in their order, each with its place.

A sentence counts by how close it is to all that the text says (the cosine of its TF-IDF vector with the centroid:
Radev et al., 2004, "Centroid-based summarization of multiple documents", section 3), by the words that it shares with
the headings above it, and by how early it comes in its document and its section. Sentences are taken one by one, each
time the one that counts most and repeats least of those before it (maximal marginal relevance: Carbonell and Goldstein,
1998).

An overview of a topic looks only at the sentences that speak of it.

Known limitations: it quotes, and neither shortens nor joins; a long text has more main points than it shows. If there
are more than `MAX_SENTENCES` sentences, those that open a section are looked at first.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import content_stems, words
from qa.types import BlockKind, Passage, Sentence

# Sentences that are compared with each other; more take seconds.
MAX_SENTENCES = 4_000
# Sentences of an overview if nobody says how many: the square root of the sentences of the text, within these bounds.
_FEWEST, _MOST = 3, 10
# Words of a sentence that says something by itself, and of one that is no longer an overview.
_SHORTEST, _LONGEST = 6, 60
# Kinds of blocks whose sentences are prose.
_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CAPTION})
# A word that opens a sentence and means something in the one before: it does not stand for the text by itself.
_LEANING = frozenset("he she they it this that these those his her their its but however also then so such".split())

# Weights, chosen on one half of the longest training documents with `python eval/overviews.py … --split tune`.
_HEADING, _LEAD, _OPENS, _LEANS = 0.3, 0.6, 0.4, 0.1
# What a repetition costs, as a share of its likeness to what is taken already.
_REPEATS = 0.8
# Sentences from the start of a document after which its lead counts less than half.
_LEAD_REACH = 15.0

# A sparse vector of unit length: a stem, its weight.
Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Overview:
    """The `sentences` that stand for a text, in its order; `total` is how many sentences there were to choose from.

    `topic` is what they are about, "" for everything.
    """

    sentences: tuple[Sentence, ...]
    total: int
    topic: str = ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, its vector, and its rank in its document and its section, from 0."""

    sentence: Sentence
    vector: Vector
    stems: frozenset[str]
    rank: int
    section_rank: int


def overview(passages: Sequence[Passage], *, count: int | None = None, topic: str = "") -> Overview:
    """The sentences of `passages` that stand for them, at most `count`, in their order; about `topic` if one is given.

    Without `count` there are three to ten, by the length of the text, and one for each of up to ten documents.
    A topic that no sentence speaks of gives an overview without sentences.
    """
    candidates = _candidates(passages)
    wanted = content_stems(topic)
    if topic:
        candidates = _about(candidates, wanted)
    units = _units(candidates)
    documents = len({id(unit.sentence.document) for unit in units})
    size = count or max(min(round(sqrt(len(units))), _MOST), min(_FEWEST, len(units)), min(documents, _MOST))
    chosen = _select(units, size, spread=not topic and 1 < documents <= size)
    order = {sentence.key: place for place, sentence in enumerate(candidates)}
    taken = sorted((unit.sentence for unit in chosen), key=lambda sentence: order[sentence.key])
    return Overview(tuple(taken), len(candidates), topic)


# The sentences to choose from


def _candidates(passages: Iterable[Passage]) -> list[Sentence]:
    """The sentences that can stand for a text: prose of a readable length, or all if there is no prose; no repeats."""
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    prose = _Prose()
    kept = [sentence for sentence in sentences if prose.holds(sentence) and _is_readable(sentence.text)]
    distinct = {" ".join(sentence.text.casefold().split()): sentence for sentence in reversed(kept or sentences)}
    unique = list(distinct.values())[::-1]
    return unique if len(unique) <= MAX_SENTENCES else _opening(unique)


class _Prose:
    """Which sentences are in a block of prose."""

    def __init__(self) -> None:
        self._starts: dict[int, list[int]] = {}

    def holds(self, sentence: Sentence) -> bool:
        document = sentence.document
        starts = self._starts.setdefault(id(document), [block.span.start for block in document.blocks])
        place = bisect_right(starts, sentence.span.start) - 1
        return place < 0 or document.blocks[place].kind in _PROSE


def _is_readable(text: str) -> bool:
    length = len(text.split())
    return _SHORTEST <= length <= _LONGEST and not text.rstrip(" ”\"'").endswith(("?", ":"))


def _opening(sentences: Sequence[Sentence]) -> list[Sentence]:
    """`MAX_SENTENCES` of the sentences, in their order: those that open a section first."""
    ranks = _section_ranks(sentences)
    order = sorted(range(len(sentences)), key=lambda place: (ranks[place], place))[:MAX_SENTENCES]
    return [sentences[place] for place in sorted(order)]


def _section_ranks(sentences: Sequence[Sentence]) -> list[int]:
    """Each sentence's place in its section, from 0."""
    seen: Counter[tuple[int, tuple[str, ...]]] = Counter()
    ranks: list[int] = []
    for sentence in sentences:
        section = (id(sentence.document), sentence.passage.headings)
        ranks.append(seen[section])
        seen[section] += 1
    return ranks


def _about(sentences: Sequence[Sentence], wanted: Collection[str]) -> list[Sentence]:
    """The sentences that hold all of the stems `wanted`, or are under a heading that does; else those with any."""
    held = [
        (sentence, content_stems(sentence.text) | content_stems(" ".join(sentence.passage.headings)))
        for sentence in sentences
    ]
    return [sentence for sentence, stems in held if wanted and stems >= set(wanted)] or [
        sentence for sentence, stems in held if stems & set(wanted)
    ]


# How much each counts


def _units(sentences: Sequence[Sentence]) -> list[_Unit]:
    counted = [Counter(word.stem for word in words(each.text) if word.norm not in STOP_WORDS) for each in sentences]
    frequencies = Counter(stem for counts in counted for stem in counts)
    ranks: Counter[int] = Counter()
    units: list[_Unit] = []
    for sentence, counts, section_rank in zip(sentences, counted, _section_ranks(sentences), strict=True):
        weights = {
            stem: (1 + log(times)) * (1 + log((1 + len(sentences)) / (1 + frequencies[stem])))
            for stem, times in counts.items()
        }
        document = id(sentence.document)
        units.append(_Unit(sentence, _unit_length(weights), frozenset(counts), ranks[document], section_rank))
        ranks[document] += 1
    return units


def _unit_length(weights: Mapping[str, float]) -> Vector:
    norm = sqrt(sum(weight * weight for weight in weights.values()))
    return {stem: weight / norm for stem, weight in weights.items()} if norm else {}


def _likeness(vector: Vector, other: Vector) -> float:
    """The cosine of two vectors of unit length."""
    if len(vector) > len(other):
        vector, other = other, vector
    return sum(weight * other[stem] for stem, weight in vector.items() if stem in other)


def _values(units: Sequence[_Unit]) -> list[float]:
    """How much each sentence stands for the text."""
    sums: Counter[str] = Counter()
    for unit in units:
        sums.update(unit.vector)
    centroid = _unit_length(sums)
    central = [_likeness(unit.vector, centroid) for unit in units]
    highest = max(central, default=0.0) or 1.0
    return [
        likeness / highest
        + _HEADING * _heading_share(unit)
        + _LEAD * exp(-unit.rank / _LEAD_REACH)
        + _OPENS * (unit.section_rank == 0)
        - _LEANS * (_first_word(unit.sentence.text) in _LEANING)
        for unit, likeness in zip(units, central, strict=True)
    ]


def _heading_share(unit: _Unit) -> float:
    """The share of the words of the headings and the title that the sentence holds."""
    passage = unit.sentence.passage
    named = content_stems(" ".join((*passage.headings, passage.document.context)))
    return len(named & unit.stems) / len(named) if named else 0.0


def _first_word(text: str) -> str:
    return next((word.norm for word in words(text)), "")


def _select(units: Sequence[_Unit], size: int, *, spread: bool) -> list[_Unit]:
    """`size` of `units`: each time the one that counts most and repeats least; with `spread`, each document has one."""
    left = dict(enumerate(_values(units)))
    likeness = dict.fromkeys(left, 0.0)
    chosen: list[_Unit] = []
    documents: set[int] = set()
    while left and len(chosen) < size:
        fresh = [place for place in left if id(units[place].sentence.document) not in documents] if spread else []
        best = max(fresh or left, key=lambda place: (left[place] - _REPEATS * likeness[place], -place))
        chosen.append(units[best])
        documents.add(id(units[best].sentence.document))
        del left[best]
        for place in left:
            likeness[place] = max(likeness[place], _likeness(units[place].vector, units[best].vector))
    return chosen
