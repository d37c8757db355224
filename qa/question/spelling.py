"""Misspelt words of a question, taken for words of the documents; all else of the question stays as it was typed.

Only a word whose stem the documents do not hold is looked into. It is taken for its British or American variant if they
hold that one ("mobilisation", "mobilization"); else, unless it is a word of ordinary English, for the word of theirs
that it is the cheapest slip of ("Karchevskya", "Karchevskaya"), the most frequent one and then the first if there are
several. A letter too many, too few or another one costs 1, and so do two neighbours swapped (Damerau, 1964). What slips
seldom do, and other words often, costs `ODD` more: a first letter that differs ("aversion", "version"), an ending alone
("Petrov", "Petrova"), another inflection, a name that would be no name ("Gomes", "homes"), and in the shortest words a
letter that does not belong there ("rabid", "rapid"). A longer word may cost more.

Nothing is computed until a word is looked into; the first one makes the vocabulary.

Known limitations: English. A word that is right, but stands neither in the documents nor among the words of ordinary
English, such as a rare name, can be taken for a similar one of theirs. Not noticed are a slip that makes another word
("form" for "from"), words of fewer than `SHORTEST` letters, words run together, and words with digits or apostrophes.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from math import ceil, inf

from rapidfuzz import process
from rapidfuzz.distance import OSA, Postfix, Prefix

from qa import model
from qa.language.tokens import STOP_WORDS, Word, stem, words
from qa.types import Correction, Passage

# Letters of a word that is looked into, at least: a shorter one is an edit away from too many others.
SHORTEST = 5
# What a slip may cost at most, in edits, by the least number of letters in the stem of what was typed; and what each
# thing that slips seldom do adds. Chosen on the questions of squad-train-a and shifts-wiki: as they are, of their own
# article and of another one, so that right words stay; and with one letter wrong, so that it is found.
LIMITS = ((10, 2.0), (7, 1.5), (4, 1.0))
ODD = 0.5

# The file of the neural reader whose words are taken for ordinary English, beside the lexical reader's background.
_TOKENIZER = "tokenizer.json"
# As they are typed, with and without their apostrophes.
_FUNCTION_WORDS = STOP_WORDS | {word.replace("'", "") for word in STOP_WORDS}
# Letters that a word has in common with all others of its stem.
_ALIKE = 3
_POSSESSIVE = re.compile(r"['’]s?$")

# What to look for in a norm, and what to put in its place.
Rule = tuple[re.Pattern[str], str]

# Endings and the like, British, then American. Most need a vowel before, which spares "prise", "hour" and "below".
_V, _UNSTRESSED = "[aeiouy]", "([aeiouy][^aeiouy]+[aeiouy]+|ue|ia)"
_RULES = (
    ((rf"({_V}.*[iy])s(?=e|ing|a)", r"\1z"), (rf"({_V}.*[iy])z(?=e|ing|a)", r"\1s")),
    ((rf"({_V}.*[bdgilmnprv])our", r"\1or"), (rf"({_V}.*[bdgilmnprv])or", r"\1our")),
    # "Timbre" is no timber.
    ((rf"({_V}.*(?<!im)[bt])re(?=s?$)", r"\1er"), (rf"({_V}.*(?<!im)[bt])er(?=s?$)", r"\1re")),
    ((r"ogue(?=s?$)", "og"), (r"og(?=s?$)", "ogue")),
    ((rf"{_UNSTRESSED}ll(?=e|ing|ist|o|ment)", r"\1l"), (rf"{_UNSTRESSED}l(?=e|ing|ist|o|ment)", r"\1ll")),
)
# Whole words and pieces of words, British, then American.
_PAIRS = """
defence defense; offence offense; licence license; pretence pretense; practis practic; programme program; judgement
judgment; ageing aging; grey gray; plough plow; mould mold; moustache mustache; sceptic skeptic; aluminium aluminum;
aeroplane airplane; artefact artifact; enquir inquir; pyjama pajama; yoghurt yogurt; jewellery jewelry; sulph sulf;
manoeuvre maneuver; manoeuvring maneuvering; focuss focus; worshipp worship; kidnapp kidnap; benefitt benefit; paed
ped; aem em; aesth esth; aeo eo; iaev iev; gynaec gynec; faec fec; foet fet; oestr estr; oesoph esoph; rrhoea rrhea
"""


class Spelling:
    """Corrects questions about some passages."""

    def __init__(self, passages: Sequence[Passage], holds: Callable[[str], int]) -> None:
        """Correct by the words of `passages`; `holds(stem)` is how many of them hold a stem (0 for a function word)."""
        self._passages = passages
        self._holds = holds

    def correct(self, question: str) -> tuple[str, tuple[Correction, ...]]:
        """`question` with its misspelt words replaced, and what was taken for what: in order, each once."""
        parts: list[str] = []
        made: dict[Correction, None] = {}
        done = 0
        for number, word in enumerate(words(question)):
            typed = _bare(question[word.start : word.end])
            taken = self._taken(word, typed, first=number == 0)
            if taken is not None:
                parts += question[done : word.start], taken
                done = word.start + len(typed)
                made[Correction(typed, taken)] = None
        return "".join([*parts, question[done:]]), tuple(made)

    def _taken(self, word: Word, typed: str, *, first: bool) -> str | None:
        """What `word`, the question's first one or not, is taken for; None if it is left as it was typed."""
        if word.norm in _FUNCTION_WORDS or not _is_plain(word.norm) or self._holds(word.stem):
            return None
        variant = next((one for one in variants(word.norm) if self._spells(one, typed=word.norm)), None)
        if variant is not None:
            return self._vocabulary.writings.get(variant, variant.capitalize() if typed[0].isupper() else variant)
        if not _limit(word) or _is_ordinary(word):
            return None
        return self._nearest(word, name=not first and typed[0].isupper() and not typed.isupper())

    def _spells(self, variant: str, *, typed: str) -> bool:
        """Whether the documents hold `variant`, or another inflection of it in which it differs from `typed` too."""
        root = stem(variant)
        if not self._holds(root):
            return False
        start, end = Prefix.similarity(variant, typed), len(variant) - Postfix.similarity(variant, typed)
        told = variant[: max(start, end)]
        return any(norm.startswith(told) and stem(norm) == root for norm in self._vocabulary.writings)

    def _nearest(self, word: Word, *, name: bool) -> str | None:
        """The word of the documents that `word` is the cheapest slip of; `name` tells that it was typed like one."""
        limit, known = _limit(word), self._vocabulary
        costs = (
            (_slip(word, norm) + ODD * (name and not known.writings[norm][0].isupper()), known.ranks[norm], norm)
            for norm in known.near(word.norm, ceil(limit))
        )
        cost, _, norm = min(costs, default=(inf, 0, ""))
        return known.writings[norm] if cost <= limit else None

    @cached_property
    def _vocabulary(self) -> "Vocabulary":
        return Vocabulary(self._passages)


class Vocabulary:
    """The function words, and the words of passages, by their norms.

    `writings` is how each is mostly written, without a possessive 's; `ranks` its place among all: function words
    first, since every text is full of them, then the most frequent ones, equal ones in the order they occur.
    """

    def __init__(self, passages: Iterable[Passage]) -> None:
        """Count the words of `passages`, headings included."""
        forms = _forms(passages)
        ranked = sorted(forms, key=lambda norm: -sum(forms[norm].values()))
        function = {norm: norm for norm in sorted(STOP_WORDS) if _is_plain(norm)}
        written = {norm: max(forms[norm], key=forms[norm].__getitem__) for norm in ranked}
        self.writings: Mapping[str, str] = function | written
        self.ranks: Mapping[str, int] = {norm: rank for rank, norm in enumerate(self.writings)}
        self._by_length: dict[int, list[str]] = {}
        for norm in self.writings:
            self._by_length.setdefault(len(norm), []).append(norm)

    def near(self, norm: str, edits: int) -> Iterator[str]:
        """The norms that so many edits at most make of `norm`."""
        for length in range(len(norm) - edits, len(norm) + edits + 1):
            alike = self._by_length.get(length, ())
            found = process.extract(norm, alike, scorer=OSA.distance, score_cutoff=edits, limit=None)
            yield from (one for one, _, _ in found)


def _forms(passages: Iterable[Passage]) -> dict[str, dict[str, int]]:
    """Of each norm how often it is written how, in the order of first occurrence."""
    # No word spans a space, so each distinct token is taken apart once.
    tokens = Counter(token for one in passages for token in f"{one.heading or ''} {one.text}".split())
    forms: dict[str, dict[str, int]] = {}
    for token, times in tokens.items():
        for word in words(token):
            if _is_plain(word.norm):
                writing = _bare(token[word.start : word.end])
                counts = forms.setdefault(word.norm, {})
                counts[writing] = counts.get(writing, 0) + times
    return forms


# Variants


def variants(norm: str) -> Iterator[str]:
    """How else a word may be spelled, British or American: by all rules at once, and by each one."""
    for rules in _rules():
        yield _by(rules, norm)
        yield from (_by([rule], norm) for rule in rules)


def _by(rules: Sequence[Rule], norm: str) -> str:
    for pattern, other in rules:
        norm = pattern.sub(other, norm)
    return norm


@cache
def _rules() -> tuple[list[Rule], list[Rule]]:
    """The rules that make American spellings of British ones, and the other way round."""
    pairs = [pair.split() for pair in _PAIRS.split(";")]
    american = [*(rule for rule, _ in _RULES), *((one, other) for one, other in pairs)]
    british = [*(rule for _, rule in _RULES), *((other, one) for one, other in pairs)]
    return [(re.compile(one), other) for one, other in american], [(re.compile(one), other) for one, other in british]


# Slips


def _limit(word: Word) -> float:
    """What a slip may cost if `word` was typed; 0 if it is too short to be one."""
    if len(word.norm) < SHORTEST:
        return 0.0
    return next((cost for letters, cost in LIMITS if len(word.stem) >= letters), 0.0)


def _slip(word: Word, norm: str) -> float:
    """What it costs to type `word` for the word `norm`, or for another inflection of it."""
    strange = len(word.norm) == SHORTEST and bool(Counter(word.norm) - Counter(norm))
    return min(_cost(word.norm, norm), _cost(word.stem, stem(norm)) + ODD) + ODD * strange


def _cost(typed: str, meant: str) -> float:
    """The edits between the two, and what is odd about them; see the module's docstring."""
    edits = OSA.distance(typed, meant)
    start = typed[0] != meant[0] and typed[1::-1] + typed[2:] != meant
    ending = max(len(typed), len(meant)) - Prefix.similarity(typed, meant) <= edits
    return edits + ODD * (start + ending)


# Words


def _is_plain(norm: str) -> bool:
    """Whether it is of letters alone, in a script with capitals: others may have no spaces between words."""
    return norm.isalpha() and norm != norm.upper()


def _is_ordinary(word: Word) -> bool:
    """Whether ordinary English knows the word, or another one of its stem."""
    if word.stem in model.lexical().background:
        return True
    alike = _english().get(word.norm[:_ALIKE], ())
    return word.norm in alike or word.stem in map(stem, alike)


@cache
def _english() -> Mapping[str, Sequence[str]]:
    """The whole words that the neural reader's tokenizer knows, some 20,000, by their first letters."""
    known: dict[str, list[str]] = {}
    for piece in _pieces():
        if piece.isalpha():
            known.setdefault(piece[:_ALIKE], []).append(piece)
    return known


def _pieces() -> Iterable[str]:
    """The tokenizer's pieces; none without its file, which the lexical reader does not need.

    Raises `ModelError` if the file is broken.
    """
    path = model.NEURAL / _TOKENIZER
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"])
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise model.broken(path, f"cannot be read ({type(error).__name__}: {error})") from error


def _bare(written: str) -> str:
    """A word as it is written, without a possessive 's."""
    return _POSSESSIVE.sub("", written)
