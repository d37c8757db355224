"""Misspelt words of a question, taken for words of the documents; the rest of the question stays as it was typed.

Only a word whose stem the documents do not hold is looked into. It is taken for its British or American variant if they
hold that one ("mobilisation", "mobilization"); else, unless it is a word of ordinary English, for the word of theirs
that it is the likeliest slip of ("Karchevskya", "Karchevskaya"): the cheapest one, then the most frequent one, then the
first. Each letter too many, too few or wrong costs 1, and so do two neighbours swapped (Damerau, 1964); what slips
seldom are, and other words often, costs half more (see `_slip`). A long word may cost more than a short one.

Nothing is computed until a word is looked into; the first one makes the vocabulary.

Known limitations: English. What is spelled right but stands neither in the documents nor among the words of ordinary
English, such as a rare name, is taken for a similar word of the documents. A slip that makes another word ("form" for
"from"), a word of fewer than `LIMITS`' letters, words run together and words with digits or apostrophes stay.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from math import ceil, inf
from os.path import commonprefix

from rapidfuzz import process
from rapidfuzz.distance import OSA

from qa import model
from qa.retrieve.words import STOP_WORDS, Word, stem, words
from qa.types import Correction, Passage

# Letters of a word that can be a slip, at least: of four letters, most words are one edit away from another.
SHORTEST = 5
# What a slip may cost, in edits, by the least number of letters that the stem of the word as it was typed has. Chosen
# on questions of the training articles, as they are and with a letter wrong: see eval/README.md, "Spelling".
LIMITS = ((10, 2.0), (7, 1.5), (4, 1.0))
# What each thing that slips seldom do adds.
ODD = 0.5

# Where the words of ordinary English stand, beside the background of the lexical reader.
_TOKENIZER = "tokenizer.json"
# Letters at the start that a word shares with every word of its stem.
_ALIKE = 3
_POSSESSIVE = re.compile(r"['’]s?$")

# What to look for in a norm, and what to put in its place.
Rule = tuple[re.Pattern[str], str]

# The British writing of a word, and the American one: what to look for, and what the other one has in its place. Most
# need a vowel before, so that no short word is hit ("prise", "hour", "below").
_V, _LL = "[aeiouy]", "([aeiouy][^aeiouy]+[aeiouy]+|ue|ia)"
_RULES = (
    ((rf"({_V}.*[iy])s(?=e|ing|a)", r"\1z"), (rf"({_V}.*[iy])z(?=e|ing|a)", r"\1s")),
    ((rf"({_V}.*[bdgilmnprv])our", r"\1or"), (rf"({_V}.*[bdgilmnprv])or", r"\1our")),
    ((rf"({_V}.*[bt])re(?=s?$)", r"\1er"), (rf"({_V}.*[bt])er(?=s?$)", r"\1re")),
    ((r"ogue(?=s?$)", "og"), (r"og(?=s?$)", "ogue")),
    ((rf"{_LL}ll(?=[eio]|ment|$)", r"\1l"), (rf"{_LL}l(?=[eio]|ment|$)", r"\1ll")),
)
_PAIRS = """
defence defense, offence offense, licence license, pretence pretense, practis practic, programme program, judgement
judgment, ageing aging, grey gray, plough plow, mould mold, moustache mustache, sceptic skeptic, aluminium aluminum,
aeroplane airplane, artefact artifact, enquir inquir, pyjama pajama, yoghurt yogurt, jewellery jewelry, sulph sulf,
manoeuvr maneuver, focuss focus, worshipp worship, kidnapp kidnap, benefitt benefit,
paed ped, aem em, aesth esth, aeo eo, iaev iev, gynaec gynec, faec fec, foet fet, oestr estr, oesoph esoph, rrhoea rrhea
"""


class Spelling:
    """Corrects questions about some passages."""

    def __init__(self, passages: Sequence[Passage], holds: Callable[[str], int]) -> None:
        """Correct by the words of `passages`; `holds(stem)` is how many of them hold a stem, function words apart."""
        self._passages = passages
        self._holds = holds

    def correct(self, question: str) -> tuple[str, tuple[Correction, ...]]:
        """`question` with its misspelt words replaced, and what was taken for what, in order and each once."""
        parts: list[str] = []
        made: dict[Correction, None] = {}
        done = 0
        for place, word in enumerate(words(question)):
            typed = _bare(question[word.start : word.end])
            taken = self._taken(word, typed, opens=place == 0)
            if taken is not None:
                parts += question[done : word.start], taken
                done = word.start + len(typed)
                made[Correction(typed, taken)] = None
        return "".join([*parts, question[done:]]), tuple(made)

    def _taken(self, word: Word, typed: str, *, opens: bool) -> str | None:
        """What `word` is taken for; None if it is left as it is. `opens` says that the question begins with it."""
        if word.norm in STOP_WORDS or not _is_plain(word.norm) or self._holds(word.stem):
            return None
        variant = next((one for one in variants(word.norm) if self._spells(one, otherwise=word.norm)), None)
        if variant is not None:
            return self._vocabulary.writings.get(variant) or _in_case_of(typed, variant)
        if _limit(word) == 0 or _is_ordinary(word):
            return None
        return self._nearest(word, name=not opens and typed[0].isupper() and not typed.isupper())

    def _spells(self, variant: str, *, otherwise: str) -> bool:
        """Whether the documents hold `variant`, or another form of it with the letters that differ from `otherwise`."""
        root = stem(variant)
        if not self._holds(root):
            return False
        same = commonprefix((variant[::-1], otherwise[::-1]))
        told = variant[: max(len(variant) - len(same), len(commonprefix((variant, otherwise))))]
        return any(norm.startswith(told) and stem(norm) == root for norm in self._vocabulary.writings)

    def _nearest(self, word: Word, *, name: bool) -> str | None:
        """The word of the documents that `word` is the likeliest slip of; `name` says that it was typed as a name."""
        limit = _limit(word)
        known = self._vocabulary
        costs = [
            (_slip(word, norm) + ODD * (name and not known.writings[norm][0].isupper()), known.ranks[norm], norm)
            for norm in known.near(word.norm, ceil(limit))
        ]
        cost, _, norm = min(costs, default=(inf, 0, ""))
        return known.writings[norm] if cost <= limit else None

    @cached_property
    def _vocabulary(self) -> "Vocabulary":
        return Vocabulary(self._passages)


class Vocabulary:
    """The words of passages, and the function words, by their norms.

    `writings` maps a norm to how it is mostly written, without a possessive 's; `ranks` to its place among all, the most
    frequent one first, equal ones in the order they occur.
    """

    def __init__(self, passages: Iterable[Passage]) -> None:
        forms = _forms(passages)
        order = sorted(forms, key=lambda norm: -sum(forms[norm].values()))
        self.writings: Mapping[str, str] = {norm: max(forms[norm], key=forms[norm].__getitem__) for norm in order}
        self.writings |= {norm: norm for norm in sorted(STOP_WORDS) if norm not in forms and _is_plain(norm)}
        self.ranks: Mapping[str, int] = {norm: rank for rank, norm in enumerate(self.writings)}
        self._by_length: dict[int, list[str]] = {}
        for norm in self.writings:
            self._by_length.setdefault(len(norm), []).append(norm)

    def near(self, norm: str, edits: int) -> Iterator[str]:
        """The norms that at most so many edits make of `norm`."""
        for length in range(len(norm) - edits, len(norm) + edits + 1):
            alike = self._by_length.get(length, ())
            found = process.extract(norm, alike, scorer=OSA.distance, score_cutoff=edits, limit=None)
            yield from (one for one, _, _ in found)


def _forms(passages: Iterable[Passage]) -> dict[str, dict[str, int]]:
    """Of each norm how often it is written how, in the order of first occurrence."""
    # No word spans a space, so that each distinct token is taken apart once.
    tokens = Counter(token for one in passages for token in f"{one.heading or ''} {one.text}".split())
    forms: dict[str, dict[str, int]] = {}
    for token, times in tokens.items():
        for word in words(token):
            if _is_plain(word.norm):
                writing = _bare(token[word.start : word.end])
                written = forms.setdefault(word.norm, {})
                written[writing] = written.get(writing, 0) + times
    return forms


def variants(norm: str) -> Iterator[str]:
    """How else a word may be spelled, British or American: by all rules at once, then by each one."""
    for direction in _directions():
        yield _by(direction, norm)
    for direction in _directions():
        yield from (_by([rule], norm) for rule in direction)


def _by(rules: Sequence[Rule], norm: str) -> str:
    for pattern, other in rules:
        norm = pattern.sub(other, norm)
    return norm


@cache
def _directions() -> tuple[list[Rule], list[Rule]]:
    """The rules from British to American, and from American to British."""
    pairs = [tuple(pair.split()) for pair in _PAIRS.replace("\n", " ").split(",")]
    british = [*(one for one, _ in _RULES), *pairs]
    american = [*(other for _, other in _RULES), *((other, one) for one, other in pairs)]
    return [(re.compile(p), o) for p, o in british], [(re.compile(p), o) for p, o in american]


def _limit(word: Word) -> float:
    """What a slip of `word` may cost; 0 if it is too short."""
    if len(word.norm) < SHORTEST:
        return 0.0
    return next((cost for letters, cost in LIMITS if len(word.stem) >= letters), 0.0)


def _slip(word: Word, norm: str) -> float:
    """What typing `word` for the word `norm` costs; one that is inflected otherwise costs more."""
    return min(_cost(word.norm, norm), _cost(word.stem, stem(norm)) + ODD)


def _cost(typed: str, meant: str) -> float:
    """The edits that make `typed` of `meant`.

    They cost more where they change the first letter ("version", "aversion") or the ending alone ("Petrov", "Petrova").
    """
    edits = OSA.distance(typed, meant)
    opening = typed[0] != meant[0] and typed[1::-1] + typed[2:] != meant
    ending = max(len(typed), len(meant)) - len(commonprefix((typed, meant))) <= edits
    return edits + ODD * (opening + ending)


def _is_plain(norm: str) -> bool:
    """Whether it is of letters alone, and of a script with capitals, which are words with spaces between."""
    return norm.isalpha() and norm != norm.upper()


def _is_ordinary(word: Word) -> bool:
    """Whether ordinary English knows the word, or one of the same stem."""
    if word.stem in model.lexical().background:
        return True
    alike = _english().get(word.norm[:_ALIKE], ())
    return word.norm in alike or word.stem in map(stem, alike)


@cache
def _english() -> Mapping[str, list[str]]:
    """The whole words that the neural reader's tokenizer knows, some 20,000, by their first letters."""
    path = model.NEURAL / _TOKENIZER
    try:
        pieces = list(json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise model.broken(path, f"cannot be read ({type(error).__name__}: {error})") from error
    known: dict[str, list[str]] = {}
    for piece in pieces:
        if piece.isalpha():
            known.setdefault(piece[:_ALIKE], []).append(piece)
    return known


def _bare(written: str) -> str:
    """A word as it is written, without a possessive 's."""
    return _POSSESSIVE.sub("", written)


def _in_case_of(typed: str, norm: str) -> str:
    """`norm`, with a capital if `typed` has one."""
    return norm.capitalize() if typed[0].isupper() else norm
