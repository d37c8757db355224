"""Spelling of a question, corrected to that of the documents; all else of the question stays as it is typed.

Only a word whose stem the documents do not hold is looked into. It is corrected to its British or American variant if
they hold that one ("mobilisation", "mobilization"); else, unless it is a word of ordinary English, to the word of the
documents that is the cheapest slip away ("Karchevskya", "Karchevskaya"), the most frequent one and then the first if
there are several. A letter too many, too few or wrong costs 1, and so do two neighbours swapped (Damerau, 1964). What
slips seldom do, and other words often, costs `ODD` more: a first letter that differs ("aversion", "version"), an ending
alone ("Petrov", "Petrova"), another inflection, a name that would be no name ("Gomes", "homes"), and in the shortest
words a letter that does not belong there ("rabid", "rapid"). A longer word may cost more.

Nothing is computed until a word is looked into: then the words of about its length are listed.

Known limitations: English. A right word that is neither in the documents nor among the words of ordinary English, such
as a rare name, can be corrected to a similar one. Not noticed are a slip that makes another word ("form" for "from"),
words of fewer than `SHORTEST` letters, words run together, and words with digits or apostrophes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import ceil, inf

from rapidfuzz import process
from rapidfuzz.distance import OSA, Postfix, Prefix

from qa import model
from qa.files import read_regular
from qa.index import Index
from qa.language.lexicon import SPELLING_PAIRS, STOP_WORDS
from qa.language.tokens import stem, without_word_possessive, words
from qa.schema import json_value
from qa.types import Correction, Word

# Letters of a word that is looked into, at least: a shorter one is an edit away from too many others.
SHORTEST = 5
# What a slip may cost at most, in edits, by the least number of letters in the stem of what was typed; and what each
# thing that slips seldom do adds. Chosen on the questions of squad-train-a and shifts-wiki: as they are, of their own
# article and of another one, so that right words stay; and with one letter wrong, so that it is corrected.
LIMITS = ((10, 2.0), (7, 1.5), (4, 1.0))
ODD = 0.5

# The file of the neural reader whose words count as ordinary English, beside the lexical reader's background.
_TOKENIZER = "tokenizer.json"
# As they are typed, with and without their apostrophes.
_FUNCTION_WORDS = STOP_WORDS | {word.replace("'", "") for word in STOP_WORDS}
# Letters that a word has in common with all others of its stem.
_SHARED_LETTERS = 3

# A pattern in a norm, and its replacement.
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


class Spelling:
    """Corrects questions to the spelling of some passages."""

    def __init__(self, index: Index) -> None:
        """Correct to the words of `index`."""
        self._index = index

    def correct(self, question: str) -> tuple[str, tuple[Correction, ...]]:
        """`question` with its misspelt words replaced, and the corrections: in order, each once."""
        corrected: dict[int, str] = {}
        for place, word in enumerate(words(question)):
            typed = without_word_possessive(question[word.start : word.end])
            replacement = self._correction(word, typed, first=place == 0)
            if replacement is not None:
                corrected[place] = replacement
        return _replaced(question, corrected)

    def _correction(self, word: Word, typed: str, *, first: bool) -> str | None:
        """The correction of `word`, the question's first one or not; None if it is left as it is typed."""
        if word.norm in _FUNCTION_WORDS or not _is_plain(word.norm) or self._index.document_frequency(word.stem):
            return None
        variant = next((form for form in variants(word.norm) if self._spells(form, typed=word.norm)), None)
        if variant is not None:
            as_typed = variant.capitalize() if typed[0].isupper() else variant
            return self._vocabulary.spelling(variant) or as_typed
        if not _limit(word) or _is_ordinary(word):
            return None
        return self._nearest(word, is_name=not first and typed[0].isupper() and not typed.isupper())

    def _spells(self, variant: str, *, typed: str) -> bool:
        """Whether the documents hold `variant`, or another inflection of it in which it differs from `typed` too."""
        start, end = Prefix.similarity(variant, typed), len(variant) - Postfix.similarity(variant, typed)
        differing = variant[: max(start, end)]
        variant_stem = stem(variant)
        if not self._index.document_frequency(variant_stem):
            return False
        return any(_is_plain(norm) and norm.startswith(differing) for norm in self._index.norms_of_stem(variant_stem))

    def _nearest(self, word: Word, *, is_name: bool) -> str | None:
        """The word of the documents that is the cheapest slip away; `is_name` is whether `word` is typed like one."""
        limit, vocabulary = _limit(word), self._vocabulary
        costs = {norm: _slip_cost(word, norm) for norm in vocabulary.near(word.norm, ceil(limit))}
        # Where each is written is looked up for those alone that may be meant.
        written = {norm: vocabulary.spelling(norm) or norm for norm, cost in costs.items() if cost <= limit}
        likely = (
            (costs[norm] + ODD * (is_name and not form[0].isupper()), vocabulary.rank(norm), form)
            for norm, form in written.items()
        )
        cost, _, form = min(likely, default=(inf, (), ""))
        return form if cost <= limit else None

    @cached_property
    def _vocabulary(self) -> "Vocabulary":
        return Vocabulary(self._index)


def apply_corrections(question: str, corrections: Iterable[Correction]) -> tuple[str, tuple[Correction, ...]]:
    """`question` with the typed words of `corrections` replaced, and those that it held: in order, each once."""
    known = {correction.typed: correction.corrected for correction in corrections}
    corrected: dict[int, str] = {}
    for place, word in enumerate(words(question) if known else ()):
        typed = without_word_possessive(question[word.start : word.end])
        if typed in known:
            corrected[place] = known[typed]
    return _replaced(question, corrected)


def _replaced(question: str, corrected: Mapping[int, str]) -> tuple[str, tuple[Correction, ...]]:
    """`question` with the words at some places replaced, and what was replaced."""
    parts: list[str] = []
    made: dict[Correction, None] = {}
    end = 0
    for place, word in enumerate(words(question)):
        if place in corrected:
            typed = without_word_possessive(question[word.start : word.end])
            parts += question[end : word.start], corrected[place]
            end = word.start + len(typed)
            made[Correction(typed, corrected[place])] = None
    return "".join([*parts, question[end:]]), tuple(made)


class Vocabulary:
    """The function words, and the words of an index, by their norms. Words that are not of letters are left out."""

    def __init__(self, index: Index) -> None:
        """Look up `index`."""
        self._index = index
        self._of_length = cache(self._norms_of_length)

    def spelling(self, norm: str) -> str | None:
        """How `norm` is mostly written, without a possessive 's; None if it is no word of these."""
        if not _is_plain(norm):
            return None
        return self._index.spelling(norm) or (norm if norm in STOP_WORDS else None)

    def rank(self, norm: str) -> Sequence[int]:
        """The rank of a word: function words first, since every text is full of them, then the most frequent ones."""
        return (0, *map(ord, norm)) if norm in STOP_WORDS else (1, *self._index.rank(norm))

    def near(self, norm: str, edits: int) -> Iterator[str]:
        """The norms that at most `edits` edits make of `norm`."""
        for length in range(len(norm) - edits, len(norm) + edits + 1):
            matches = process.extract(
                norm, self._of_length(length), scorer=OSA.distance, score_cutoff=edits, limit=None
            )
            yield from (match for match, _, _ in matches if _is_plain(match))

    def _norms_of_length(self, length: int) -> Sequence[str]:
        function_words = (word for word in sorted(STOP_WORDS) if len(word) == length)
        return list(dict.fromkeys((*function_words, *self._index.norms_of_length(length))))


# Variants


def variants(norm: str) -> Iterator[str]:
    """How else a word may be spelled, British or American: by all rules at once, and by each one."""
    for rules in _rules():
        yield _rewritten(rules, norm)
        yield from (_rewritten([rule], norm) for rule in rules)


def _rewritten(rules: Sequence[Rule], norm: str) -> str:
    for pattern, replacement in rules:
        norm = pattern.sub(replacement, norm)
    return norm


@cache
def _rules() -> tuple[list[Rule], list[Rule]]:
    """The rules that make American spellings of British ones, and the other way round."""
    american = [*(rule for rule, _ in _RULES), *SPELLING_PAIRS]
    british = [*(rule for _, rule in _RULES), *((american, british) for british, american in SPELLING_PAIRS)]
    return _compiled(american), _compiled(british)


def _compiled(rules: Iterable[tuple[str, str]]) -> list[Rule]:
    return [(re.compile(pattern), replacement) for pattern, replacement in rules]


# Slips


def _limit(word: Word) -> float:
    """What a slip may cost if `word` was typed; 0 if it is too short to be one."""
    if len(word.norm) < SHORTEST:
        return 0.0
    return next((cost for letters, cost in LIMITS if len(word.stem) >= letters), 0.0)


def _slip_cost(word: Word, norm: str) -> float:
    """What it costs to type `word` for the word `norm`, or for another inflection of it."""
    has_strange_letter = len(word.norm) == SHORTEST and bool(Counter(word.norm) - Counter(norm))
    return min(_edit_cost(word.norm, norm), _edit_cost(word.stem, stem(norm)) + ODD) + ODD * has_strange_letter


def _edit_cost(typed: str, meant: str) -> float:
    """The edits between the two, and what is odd about them; see the module's docstring."""
    edits = OSA.distance(typed, meant)
    odd_start = typed[0] != meant[0] and typed[1::-1] + typed[2:] != meant
    odd_ending = max(len(typed), len(meant)) - Prefix.similarity(typed, meant) <= edits
    return edits + ODD * (odd_start + odd_ending)


# Words


def _is_plain(norm: str) -> bool:
    """Whether it is of letters alone, in a script with capitals: others may have no spaces between words."""
    return norm.isalpha() and norm != norm.upper()


def _is_ordinary(word: Word) -> bool:
    """Whether ordinary English has the word, or another one of its stem."""
    if word.stem in model.lexical().background:
        return True
    similar = _english().get(word.norm[:_SHARED_LETTERS], ())
    return word.norm in similar or word.stem in map(stem, similar)


@cache
def _english() -> Mapping[str, Sequence[str]]:
    """The whole words that the neural reader's tokenizer has, some 20,000, by their first letters."""
    by_letters: dict[str, list[str]] = {}
    for piece in _pieces():
        if piece.isalpha():
            by_letters.setdefault(piece[:_SHARED_LETTERS], []).append(piece)
    return by_letters


def _pieces() -> Iterable[str]:
    """The tokenizer's pieces; none without its file, which the lexical reader does not need.

    Raises `ModelError` if the file is broken.
    """
    path = model.NEURAL / _TOKENIZER
    try:
        return json_value(read_regular(path, max_bytes=model.MAX_BYTES), _Tokenizer).model.vocab
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise model.broken(path, f"cannot be read ({model.cause(error)})") from error


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    vocab: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Tokenizer:
    """What `_pieces` looks at in the tokenizer's file."""

    model: _Vocabulary
