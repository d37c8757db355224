"""The English words that rules know, by their class or use: stop words, function words, verbs, nouns, names, titles.

The words are in `data/*.txt`; each file opens with a comment that says what its list is for, its source and its gaps.
A line of a file is words, a colon and the tags that all of these words carry; an underscore is a space inside a phrase.
A file holds each word once, so that two uses of one list (the verbs of speech, the titles) differ by tags alone. A
constant is a `frozenset` where words are looked up, and a tuple in the order of the file where a pattern is made of it.

Known limitations: English, compiled by hand. Words are in lower case; the constants that say so are capitalised. A file
may list a word before a longer one that begins with it: put a word boundary behind an `alternation`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


# Reading the files


def word_list(name: str) -> frozenset[str]:
    """The words of the file `name` (without its suffix), whatever their tags."""
    return frozenset(_by_tag(name)[""])


def tagged(name: str, *tags: str) -> tuple[str, ...]:
    """The words of the file `name` that carry one of `tags`, each once: by tag, then in the order of the file.

    Raises `KeyError` if the file has no such tag.
    """
    return tuple(dict.fromkeys(word for tag in tags for word in _by_tag(name)[tag]))


def word_groups(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of the file `name`, each the words on it: forms of one word, or a pair."""
    return tuple(tuple(line.split()) for line in _lines(name))


def alternation(words: Iterable[str]) -> str:
    """A pattern that fits any of `words`, tried in their order."""
    return f"(?:{'|'.join(map(re.escape, words))})"


def _lines(name: str) -> list[str]:
    """The lines of a file, without its comments and empty lines."""
    lines = (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def _by_tag(name: str) -> Mapping[str, tuple[str, ...]]:
    """The words of a file by tag, in the order of the file; all of them under the empty one."""
    words: dict[str, list[str]] = {"": []}
    for line in _lines(name):
        entries, _, tags = line.partition(" : ")
        phrases = [entry.replace("_", " ") for entry in entries.split()] if "_" in entries else entries.split()
        for tag in ("", *tags.split()):
            words.setdefault(tag, []).extend(phrases)
    return {tag: tuple(listed) for tag, listed in words.items()}


def _set(name: str, *tags: str) -> frozenset[str]:
    return frozenset(tagged(name, *tags))


def _capitalised(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.capitalize() for word in words)


def _with_plurals(words: Iterable[str]) -> tuple[str, ...]:
    """Each of `words` behind its plural, so that a pattern tries the longer form first."""
    return tuple(form for word in words for form in (_plural(word), word))


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("ry") else f"{word}s"


# Function words

STOP_WORDS = word_list("stop_words")
QUESTION_WORDS = _set("function_words", "question")
BE = _set("function_words", "be")
DO = _set("function_words", "do")
HAVE = _set("function_words", "have")
MODALS = _set("function_words", "modal")
AUXILIARIES = BE | DO | HAVE | MODALS
PREPOSITIONS = _set("function_words", "preposition")
CONJUNCTIONS = _set("function_words", "conjunction")
ARTICLES = _set("function_words", "article")
DEMONSTRATIVES = _set("function_words", "demonstrative")
POSSESSIVES = _set("function_words", "possessive")
QUANTIFIERS = _set("function_words", "quantifier")
DETERMINERS = ARTICLES | DEMONSTRATIVES | POSSESSIVES | QUANTIFIERS
PRONOUNS = _set("function_words", "pronoun")
ADVERBS = _set("function_words", "adverb")
# Words that no noun phrase goes across.
CLOSED_CLASS = QUESTION_WORDS | AUXILIARIES | PREPOSITIONS | CONJUNCTIONS | PRONOUNS | ADVERBS

# Words that open a clause of their own, and those that explain the noun before them.
SUBORDINATORS = _set("function_words", "subordinator")
RELATIVE_WORDS = _set("function_words", "relative")
# Auxiliaries that open a yes/no question, and those that a question is negated by.
OPENING_AUXILIARIES = tagged("function_words", "opening")
NEGATABLE_AUXILIARIES = tagged("function_words", "negatable")
# What a place, or a time, follows.
PLACE_PREPOSITIONS = tagged("function_words", "place")
TIME_PREPOSITIONS = _set("function_words", "time")
# A fragment by itself: "Right away?".
ADVERBIALS = tagged("function_words", "adverbial")
SENTENCE_STARTERS = _capitalised(tagged("function_words", "starter"))

# Pronouns: subjects, those for something with 's, and the class by which the antecedent of each is chosen.
SUBJECT_PRONOUNS = _set("function_words", "subject")
OWNER_PRONOUNS = _set("function_words", "owner")
PRONOUN_CLASSES: Mapping[str, str] = {
    pronoun: name
    for name in ("he", "she", "they", "it", "this", "there", "then")
    for pronoun in tagged("function_words", f"as-{name}")
}
# Those that may point to the sentence before, and those for what is not named.
BACKWARD_PRONOUNS = _set("function_words", "backward")
INDEFINITE_PRONOUNS = tagged("function_words", "indefinite")
# "Her" before one of these is an object: "warned her in a letter", but "her letter".
WORDS_AFTER_OBJECT = tagged("function_words", "after-object")

# Words behind "how": measures that end the question words of a fragment, and the evaluation's question types.
MEASURE_WORDS = _set("how_words", "measure")
HOW_WORDS = tagged("how_words", "type")
HOW_SIZES = tagged("how_words", "size")
# What follows "it is" where "it" means nothing: "it is true that".
EXPLETIVE_PREDICATES = tagged("expletives", "")


# Verbs and forms

# An irregular form -> the word that it is a form of.
BASE_FORMS: Mapping[str, str] = {form: base for base, *forms in word_groups("irregular_forms") for form in forms}
# Base forms of verbs that are common in questions; those of motion lead somewhere: "to London", not "in London".
VERBS = word_list("verbs")
MOTION_VERBS = _set("verbs", "motion")
# Verbs of speech: behind a quotation, beside a speaker, beside a person, before a hearer.
ATTRIBUTION_VERBS = tagged("speech_verbs", "attribution")
SPEAKER_VERBS = tagged("speech_verbs", "speaker")
PERSON_VERBS = tagged("speech_verbs", "person")
HEARER_VERBS = tagged("speech_verbs", "hearer")
# (British, American) words and pieces of words, in the order in which they are applied.
SPELLING_PAIRS = tuple((british, american) for british, american in word_groups("spelling_pairs"))


# Titles, names and abbreviations

# Capitalised, without their full stop: those that are one token with it, and those that are a part of a name.
TOKEN_TITLES = _capitalised(tagged("titles", "token"))
NAME_TITLES = _capitalised(tagged("titles", "name"))
# Capitalised: those that say that a person's name follows; the ones of men and of women.
TITLES_BEFORE_NAMES = _capitalised(tagged("titles", "before-name"))
MALE_TITLES = _capitalised(tagged("titles", "male"))
FEMALE_TITLES = _capitalised(tagged("titles", "female"))
# Lower-case words that end in a full stop inside a sentence.
ABBREVIATIONS = word_list("abbreviations") | _set("titles", "abbreviation")

_MALE, _FEMALE = _set("names", "male"), _set("names", "female")
# A name that both sexes bear shows neither.
MALE_FIRST_NAMES = _MALE - _FEMALE
FEMALE_FIRST_NAMES = _FEMALE - _MALE
FIRST_NAMES = MALE_FIRST_NAMES | FEMALE_FIRST_NAMES
PLACE_NAMES = _set("names", "place")
# What joins the parts of a name: "of the", "van".
NAME_PARTICLES = tagged("names", "particle")


# Times, units and numbers

# Capitalised; the abbreviations without their full stop.
MONTHS = _capitalised(tagged("time_words", "month"))
MONTH_ABBREVIATIONS = _capitalised(tagged("time_words", "month-abbreviation"))
WEEKDAYS = _capitalised(tagged("time_words", "weekday"))
# Units of time, each behind its plural, and what "last", "this" and "next" make a date of.
TIME_UNITS = _with_plurals(tagged("time_words", "unit"))
DATED_TIMES = tagged("time_words", "dated")
# Money, plurals included.
CURRENCIES = (*_with_plurals(tagged("units", "currency")), *tagged("units", "invariable"))
ONES = tagged("numbers", "one")
TENS = tagged("numbers", "ten")
# Plurals included: numbers by themselves, "dozen" and the like, and what multiplies a number before it.
LARGE_NUMBERS = _with_plurals(tagged("numbers", "large"))
COLLECTIVE_NUMBERS = ("dozens", *tagged("numbers", "collective"))
NUMBER_SCALES = (*_with_plurals(tagged("numbers", "large", "scale")), *tagged("numbers", "scale-abbreviation"))


# Nouns by what they mean

MALE_NOUNS = _set("nouns", "male") | _set("titles", "male")
FEMALE_NOUNS = _set("nouns", "female") | _set("titles", "female")
# Persons of either sex.
PERSON_NOUNS = _set("nouns", "person") | _set("titles", "person")
# Nouns that precede a person's name without being a part of it: "Mayor Sergei Sobyanin".
PERSON_TITLES = MALE_NOUNS | FEMALE_NOUNS | PERSON_NOUNS
GROUP_NOUNS = _set("nouns", "group")
PLACE_NOUNS = _set("nouns", "place")
TIME_NOUNS = _set("time_words", "noun", "month", "weekday")
# What amounts are counted in: "they" does not mean them.
UNIT_NOUNS = _set("units", "noun")
# A capital makes none of these a name.
KNOWN_NOUNS = (
    PERSON_TITLES
    | GROUP_NOUNS
    | PLACE_NOUNS
    | TIME_NOUNS
    | frozenset(f"{noun}s" for noun in PERSON_TITLES | GROUP_NOUNS)
)
# Several, without an s.
PLURAL_NOUNS = _set("nouns", "plural")
# Things, though they end as nouns for people do.
THING_NOUNS = _set("nouns", "thing")
# "At that time", "that kind": the question itself says which.
UNSPECIFIC_NOUNS = _set("nouns", "unspecific")


# What a question asks for: "which singer", "what percentage", "how many years", "how far"

ASKED_PERSONS = (*tagged("nouns", "asked-person"), *tagged("titles", "asked-person"))
ASKED_PLACES = tagged("nouns", "asked-place")
ASKED_NAMED_THINGS = tagged("nouns", "asked-name")
ASKED_SUMS = tagged("nouns", "asked-sum")
ASKED_AMOUNTS = tagged("nouns", "asked-amount")
ASKED_SHARES = tagged("nouns", "asked-share")
ASKED_TIMES = tagged("time_words", "asked")
ASKED_DURATIONS = tuple(map(_plural, tagged("time_words", "duration")))
ASKED_SCALES = tagged("how_words", "number")
ASKED_SPEECH_VERBS = tagged("speech_verbs", "asked")
ASKED_CAUSES = tagged("causes", "asked")
# "What caused", and what a reason follows.
CAUSED_BY = tagged("causes", "caused")
CAUSAL_PHRASES = tagged("causes", "because")


# Lines of documents

# Words that decide whether a hyphen at the end of a line stays; see the file.
HYPHENATED_FIRST_PARTS = _set("hyphens", "first")
COMMON_HALVES = _set("hyphens", "half")
SUSPENDING_WORDS = _set("hyphens", "suspending")
# Words after which a sentence or a name continues, as they are written.
UNFINISHED_ENDS = _set("function_words", "unfinished") | {
    f"{title}." for title in _capitalised(tagged("titles", "unfinished"))
}
DOCUMENT_PARTS = tagged("document_words", "part")
LEGAL_PARTS = tagged("document_words", "legal")
BYLINE_WORDS = tagged("document_words", "byline")
# Nouns for the text itself: "this article".
TEXT_NOUNS = _set("document_words", "text")
# What the first column of a table of words is called.
COLUMN_NAMES = _set("document_words", "column")
# Words that say nothing in the name of a file: "scan", "untitled".
UNNAMED_FILES = _set("document_words", "unnamed")


# Training

# Words that turn a question into its opposite, in pairs.
OPPOSITES = tuple((word, opposite) for word, opposite in word_groups("opposites"))
