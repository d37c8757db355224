"""The names in some documents, and what the text shows of each: who is a man, who a woman, what is a place.

Known limitation: by the pronouns, titles and prepositions around a name, and by about 600 first names; where they show
nothing, nothing is known.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache, cached_property
from itertools import chain, islice

from qa.index.names import names_in
from qa.language import lexicon
from qa.language.answer_types import follows_place_word
from qa.language.grammar import noun_traits
from qa.language.lexicon import CLOSED_CLASS, FIRST_NAMES, MALE_FIRST_NAMES, alternation
from qa.language.tokens import scan_words
from qa.types import Document, Traits

# Characters of all documents together in which a name is looked for, and its occurrences that are looked at.
_MAX_CHARACTERS, _MAX_OCCURRENCES = 1_000_000, 20
# Characters behind a name in which a pronoun probably means it.
_PRONOUN_REACH = 150
# Characters before a surname in which the first name is, before a name in which a title is, and in which "said" is.
_FIRST_NAME_REACH, _TITLE_REACH, _SPEECH_REACH = 30, 12, 40
# Characters before a name in which the noun is that says what it is.
_KIND_REACH = 40
# Characters before a name in which a determiner is.
_DETERMINER_REACH = 12
# Characters behind a noun that are about it.
_BESIDE_REACH = 240
# A title counts as much as so many pronouns.
_TITLE_WEIGHT = 3
# Pronouns that must agree before they count; for a name with fewer occurrences than `_RARE`, one is enough.
_AGREEING, _RARE = 2, 5

_DETERMINER_BEFORE = re.compile(
    rf"(?<!\w)({alternation(sorted(lexicon.ARTICLES | lexicon.QUANTIFIERS | lexicon.DEMONSTRATIVES))})\s+$",
    re.IGNORECASE,
)
# A name may have these before it: "the Kremlin", "that Tuesday". Others say that there are several.
_OF_ONE = lexicon.DEMONSTRATIVES | {"the"}
_ANOTHER_BEFORE = re.compile(r"\b[A-Z][\w-]+\.?\s+$")
# Not "him" and "her" as objects, who are mostly somebody else: "Rao had warned her in a letter", but "Ada and her son".
_PRONOUN = re.compile(
    r"\b(?:(he|his|himself)|(she|hers|herself|her(?= (?!" + alternation(lexicon.WORDS_AFTER_OBJECT) + r"\b)[a-z])))\b",
    re.IGNORECASE,
)
# A name inside a sentence, and not behind a preposition: a pronoun seldom means that one.
_ANOTHER_NAME = re.compile(
    r"(?<![.!?“\"] )(?<![“\"])(?<!^)"
    r"(?<!\bin )(?<!\bat )(?<!\bof )(?<!\bto )(?<!\bon )(?<!\bfor )(?<!\bfrom )\b[A-Z][a-z]+"
)
_SAID = alternation(lexicon.PERSON_VERBS)
_SPEAKS_AFTER = re.compile(rf"[’']?\s*(?:,[^,.]*,)?\s*{_SAID}\b")
# "Said Pavel", but not "told Pavel": he is the hearer.
_SPEAKS_BEFORE = re.compile(rf"\b(?!{alternation(lexicon.HEARER_VERBS)}){_SAID}\s+(?:[\w-]+\s+)?$")
_AGED = re.compile(r",\s*(?:aged?\s+)?\d{1,3}\b(?!,?\d)")
# "A probe named Swift Heron", "the engineer, Anil Rao"; and "Anil Rao, an engineer".
_KIND_BEFORE = re.compile(r"\b(?P<noun>[a-z]+),?\s+(?P<named>(?:named|called),?\s+)?$")
_KIND_AFTER = re.compile(r",\s+(?:an?|the)\s+(?:[a-z-]+\s+){0,2}?(?P<noun>[a-z]+)(?=[,.;]|\s+(?:of|from|in|who)\b)")
_TITLE = re.compile(rf"\b({'|'.join(lexicon.TITLES_BEFORE_NAMES)})\.?\s+$")
# Slavic surnames of women.
_FEMALE_SURNAME = re.compile(r"(?:ova|eva|skaya|ina)$")
_CAPITALISED = re.compile(r"\b[A-Z][\w-]+")
_INSIDE = re.compile(r"(?<=[a-z,;’'] )[A-Z][\w-]+")
_SMALL = re.compile(r"\b[a-z][\w-]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_SENTENCE_STARTS = (". ", "? ", "! ", "\n", "” ", "“")


class Names:
    """The names in some documents, and what their text shows of each."""

    def __init__(self, documents: Sequence[Document], names: Callable[[], Sequence[str]] | None = None) -> None:
        """Look in `documents`; there may be none. `names` lists their names, the most frequent first."""
        self._documents = documents
        self._listed = names
        self.traits = cache(self._traits)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that the documents capitalise inside a sentence, in lower case.

        A word that only opens sentences counts if it never occurs in lower case; a title ("Mayor") does not count.
        """
        inside: set[str] = set()
        capitalised: set[str] = set()
        small: set[str] = set()
        for text in self._texts():
            inside.update(match[0].casefold() for match in _INSIDE.finditer(text))
            capitalised.update(match[0].casefold() for match in _CAPITALISED.finditer(text))
            small.update(match[0] for match in _SMALL.finditer(text))
        never_small = {word for word in capitalised - small - CLOSED_CLASS if not word.endswith("ly")}
        names = (inside | never_small) - lexicon.KNOWN_NOUNS - lexicon.STOP_WORDS
        return frozenset(word for word in names if len(word) > 1)

    @cached_property
    def frequent(self) -> tuple[str, ...]:
        """The names of the documents, the most frequent first."""
        if self._listed is not None:
            return tuple(self._listed())
        counts = Counter[str]()
        for name in chain.from_iterable(names_in(document.text) for document in self._documents):
            counts[name.text] += name.times
        return tuple(name for name, _ in counts.most_common())

    @cached_property
    def _full_names(self) -> dict[str, str]:
        """The last word of each name of several words -> the whole name, the most frequent one."""
        full: dict[str, str] = {}
        for name in self.frequent:
            if " " in name:
                full.setdefault(name.split()[-1], name)
        return full

    def is_term(self, name: str) -> bool:
        """Whether the documents use a capitalised word as a noun: "every Bill", "a Bill", "the Bill"."""
        counts = self._counts(name)
        return " " not in name and counts["several"] > 0 and counts["determined"] * 2 > counts["all"]

    def affinity(self, noun: str, stems: Collection[str]) -> float:
        """The share of `stems` that the documents use beside `noun`: in its sentence, or the one behind it.

        It is 0 if there are no `stems`. At most `_MAX_OCCURRENCES` of the noun, in any case and number, are looked at.
        """
        beside: set[str] = set()
        for text, start in self._noun_occurrences(noun):
            begin = max(text.rfind(mark, 0, start) for mark in _SENTENCE_STARTS) + 1
            behind = _SENTENCE_END.split(text[start : start + _BESIDE_REACH])[:2]
            beside.update(word.stem for word in scan_words(text[begin:start] + " ".join(behind)))
        return len(beside & set(stems)) / len(stems) if stems else 0.0

    def _noun_occurrences(self, noun: str) -> list[tuple[str, int]]:
        pattern = re.compile(rf"\b{re.escape(noun)}(?:e?s)?\b", re.IGNORECASE)
        occurrences = ((text, match.start()) for text in self._texts() for match in pattern.finditer(text))
        return list(islice(occurrences, _MAX_OCCURRENCES))

    def _texts(self) -> Iterator[str]:
        """The texts of the documents, as far as they are looked at."""
        left = _MAX_CHARACTERS
        for document in self._documents:
            if left <= 0:
                return
            yield document.text[:left]
            left -= len(document.text)

    def _traits(self, name: str) -> Traits:
        """What the text, or else the name by itself, shows of `name`; for a surname what it shows of the full name."""
        own = self._own_traits(name)
        if own.male is None and not own.place and name in self._full_names:
            full = self._own_traits(self._full_names[name])
            return full if full.person else own
        return own

    def _own_traits(self, name: str) -> Traits:
        words = [word.strip(".,").casefold() for word in name.split()]
        if words and words[-1] in lexicon.PLACE_NAMES and words[0] not in FIRST_NAMES:
            return Traits(False, None, False, True)
        if self.is_term(name):
            return noun_traits(words[0])
        counts = self._counts(name)
        if len(words) > 1 and words[-1] not in lexicon.KNOWN_NOUNS:
            # Who is named in full once is named by the surname from then on.
            surname = self._counts(name.split()[-1], alone=True)
            counts.update({key: surname[key] for key in ("person", "man", "woman")})
        male = _is_male(words, counts)
        if male is not None:
            return Traits(True, male, False, False)
        last = noun_traits(words[-1]) if len(words) > 1 else Traits()
        if last.place or last.group:
            return last
        if words and (words[-1] in lexicon.TIME_NOUNS or words[0] in lexicon.TIME_NOUNS):
            return Traits(False, None, False, False, time=True)
        if counts["place"] * 2 >= counts["all"] > 0:
            return Traits(False, None, False, True)
        if counts["person"]:
            return Traits(True, None, False, False)
        if counts["thing"]:
            return Traits(False, None, False, False)
        return Traits()

    def _counts(self, name: str, *, alone: bool = False) -> Counter[str]:
        """How often the text shows `name` as a place, a person, a man and a woman; "all" counts every occurrence.

        `alone` counts it where no other name precedes it: the surname, and not that of a relative.
        """
        counts: Counter[str] = Counter()
        for text, start in self._occurrences(name):
            end = start + len(name)
            if alone and _ANOTHER_BEFORE.search(text, max(start - _FIRST_NAME_REACH, 0), start):
                continue
            counts["all"] += 1
            determiner = _DETERMINER_BEFORE.search(text, max(start - _DETERMINER_REACH, 0), start)
            counts["determined"] += bool(determiner)
            counts["several"] += bool(determiner and determiner[1].lower() not in _OF_ONE)
            if follows_place_word(text, start):
                counts["place"] += 1
                continue
            counts.update(_shown_by_kind(text, start, end))
            title = _TITLE.search(text, max(start - _TITLE_REACH, 0), start)
            speaks = _SPEAKS_AFTER.match(text, end) or _SPEAKS_BEFORE.search(text, max(start - _SPEECH_REACH, 0), start)
            counts["person"] += bool(title or speaks or _AGED.match(text, end))
            counts["man"] += bool(title and title[1] in lexicon.MALE_TITLES) * _TITLE_WEIGHT
            counts["woman"] += bool(title and title[1] in lexicon.FEMALE_TITLES) * _TITLE_WEIGHT
            pronoun = _PRONOUN.search(text, end, end + _PRONOUN_REACH)
            if pronoun and not _ANOTHER_NAME.search(text, end + 1, pronoun.start()) and _leads(text, start):
                counts["man" if pronoun[1] else "woman"] += 1
        return counts

    def _occurrences(self, name: str) -> list[tuple[str, int]]:
        """Where `name` occurs in the documents, at most `_MAX_OCCURRENCES`: each text with an offset into it."""
        occurrences = ((text, start) for text in self._texts() for start in _word_starts(text, name))
        return list(islice(occurrences, _MAX_OCCURRENCES))


def _shown_by_kind(text: str, start: int, end: int) -> Iterator[str]:
    """What the noun beside the name from `start` to `end` shows it to be: a "person", "man", "woman" or "thing"."""
    before = _KIND_BEFORE.search(text, max(start - _KIND_REACH, 0), start)
    after = _KIND_AFTER.match(text, end)
    nouns = ((match["noun"], bool(match.groupdict().get("named"))) for match in (before, after) if match)
    for noun, is_named in nouns:
        traits = noun_traits(noun)
        if traits.person and not traits.plural:
            yield from ("person", *([] if traits.male is None else ["man" if traits.male else "woman"]))
        elif is_named and traits.person is False:
            yield "thing"


def _leads(text: str, start: int) -> bool:
    """Whether no other name precedes `start` in its sentence."""
    begin = max(text.rfind(mark, 0, start) for mark in _SENTENCE_STARTS) + 1
    return _ANOTHER_NAME.search(text, begin + 1, start) is None


def _word_starts(text: str, name: str) -> Iterator[int]:
    """Where `name` occurs in `text` as whole words."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start
        start = text.find(name, end)


def _is_male(words: Sequence[str], counts: Counter[str]) -> bool | None:
    """Whether it is a man (True) or a woman (False): by the first name, or else by the text if that is plain."""
    if counts["place"] * 2 > counts["all"]:
        return None
    if words and words[0] in FIRST_NAMES:
        return words[0] in MALE_FIRST_NAMES
    men, women = counts["man"], counts["woman"]
    agreeing = max(men, women) >= (_AGREEING if counts["all"] >= _RARE else 1)
    if agreeing and men != women and max(men, women) >= 2 * min(men, women):
        return men > women
    if words and _FEMALE_SURNAME.search(words[-1]) and counts["person"]:
        return False
    return None
