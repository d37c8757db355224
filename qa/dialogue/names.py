"""The names in some documents, and what their text tells of each: who is a man, who a woman, what is a place.

Known limitation: by the pronouns, titles and prepositions around a name, and by about 500 first names; where they do
not tell, nothing is known.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import islice

from qa.dialogue.traits import Traits, of_noun
from qa.language import grammar, nouns
from qa.language.answer_types import stands_as_place
from qa.language.tokens import STOP_WORDS
from qa.question import suggest
from qa.types import Document, Span

# Characters of all documents together in which a name is looked for, and the places of it that are looked at.
_LOOKED_AT, _PLACES = 1_000_000, 20
# Characters behind a name in which a pronoun probably means it.
_BEHIND = 150
# Characters before a surname in which the first name stands.
_BEFORE = 30
_ANOTHER_BEFORE = re.compile(r"\b[A-Z][\w-]+\.?\s+$")
# Not "him" and "her" as objects, who are mostly somebody else: "Rao had warned her in a letter", but "Ada and her son".
_PRONOUN = re.compile(
    r"\b(?:(he|his|himself)|(she|hers|herself|her(?= (?!(?:in|at|to|of|on|for|from|with|by|that|when|as|and|about|after"
    r"|before|the|a)\b)[a-z])))\b",
    re.IGNORECASE,
)
# Pronouns that say the same before they are believed, and of fewer places of a name than so many one is enough.
_AGREEING, _SELDOM = 2, 5
# One that stands inside a sentence, and not behind a preposition: of that a pronoun is seldom.
_ANOTHER_NAME = re.compile(
    r"(?<![.!?“\"] )(?<![“\"])(?<!^)"
    r"(?<!\bin )(?<!\bat )(?<!\bof )(?<!\bto )(?<!\bon )(?<!\bfor )(?<!\bfrom )\b[A-Z][a-z]+"
)
_SAID = r"(?:said|says|told|tells|added|recalled|explained|wrote|asked|replied|admitted|insisted|argued|warned|claimed)"
_SPEAKS_AFTER = re.compile(rf"[’']?\s*(?:,[^,.]*,)?\s*{_SAID}\b")
# "Said Pavel", but not "told Pavel": he is told.
_SPEAKS_BEFORE = re.compile(rf"\b(?!told|tells|asked){_SAID}\s+(?:[\w-]+\s+)?$")
_AGED = re.compile(r",\s*(?:aged?\s+)?\d{1,3}\b(?!,?\d)")
_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Lord|Prof|Professor|President|Senator|Mayor|Minister)\.?\s+$")
# Slavic surnames of women.
_FEMALE_SURNAME = re.compile(r"(?:ova|eva|skaya|ina)$")
_CAPITALISED = re.compile(r"\b[A-Z][\w-]+")
_INSIDE = re.compile(r"(?<=[a-z,;’'] )[A-Z][\w-]+")
_SMALL = re.compile(r"\b[a-z][\w-]+")


class Names:
    """The names in some documents, and what their text tells of each."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Look in `documents`; there may be none."""
        self._documents = documents
        self.traits = cache(self._traits)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that the documents write with a capital where a sentence does not, in lower case.

        A word that only opens sentences counts if it never stands in lower case; a title ("Mayor") does not count.
        """
        inside: set[str] = set()
        opening: set[str] = set()
        small: set[str] = set()
        for text in self._texts():
            inside.update(one[0].casefold() for one in _INSIDE.finditer(text))
            opening.update(one[0].casefold() for one in _CAPITALISED.finditer(text))
            small.update(one[0] for one in _SMALL.finditer(text))
        never_small = {word for word in opening - small if not grammar.closed(word) and not word.endswith("ly")}
        return frozenset(word for word in (inside | never_small) - nouns.ALL - STOP_WORDS if len(word) > 1)

    def _texts(self) -> Iterator[str]:
        """The texts of the documents, as far as they are looked at."""
        left = _LOOKED_AT
        for document in self._documents:
            if left <= 0:
                return
            yield document.text[:left]
            left -= len(document.text)

    @cached_property
    def _longer(self) -> dict[str, str]:
        """The last word of each name of several words -> the whole name, the most frequent one."""
        whole: dict[str, str] = {}
        for name in self.often:
            if " " in name:
                whole.setdefault(name.split()[-1], name)
        return whole

    @cached_property
    def often(self) -> tuple[str, ...]:
        """The names of the documents, the most frequent first."""
        return suggest.names(self._documents)

    def _traits(self, name: str) -> Traits:
        """What the text, or else the name by itself, tells of `name`; of a surname what the whole name tells."""
        alone = self._alone(name)
        if alone.male is None and not alone.place and name in self._longer:
            whole = self._alone(self._longer[name])
            return whole if whole.person else alone
        return alone

    def _alone(self, name: str) -> Traits:
        words = [word.strip(".,").casefold() for word in name.split()]
        if words and words[-1] in nouns.PLACE_NAMES and words[0] not in nouns.NAMES_OF_MEN | nouns.NAMES_OF_WOMEN:
            return Traits(False, None, False, True)
        counted = self._counted(name)
        if len(words) > 1 and words[-1] not in nouns.ALL:
            # Who is named in full once is named by the surname from then on.
            surname = self._counted(name.split()[-1], alone=True)
            counted.update({sort: surname[sort] for sort in ("person", "man", "woman")})
        male = _sex(words, counted)
        if male is not None:
            return Traits(True, male, False, False)
        last = of_noun(words[-1]) if len(words) > 1 else Traits()
        if last.place or last.group:
            return last
        if words and (words[-1] in nouns.TIMES or words[0] in nouns.TIMES):
            return Traits(False, None, False, False, time=True)
        if counted["place"] * 2 >= counted["all"] > 0:
            return Traits(False, None, False, True)
        if counted["person"]:
            return Traits(True, None, False, False)
        return Traits()

    def _counted(self, name: str, *, alone: bool = False) -> Counter[str]:
        """How often the text shows `name` as a place, a person, a man and a woman; "all" are all its places.

        `alone` counts it where no other name stands before it: the surname, and not that of a relative.
        """
        counted: Counter[str] = Counter()
        for text, start in self._places(name):
            end = start + len(name)
            if alone and _ANOTHER_BEFORE.search(text, max(start - _BEFORE, 0), start):
                continue
            counted["all"] += 1
            if stands_as_place(text, Span(start, end)):
                counted["place"] += 1
                continue
            title = _TITLE.search(text, max(start - 12, 0), start)
            spoken = _SPEAKS_AFTER.match(text, end) or _SPEAKS_BEFORE.search(text, max(start - 40, 0), start)
            counted["person"] += bool(title or spoken or _AGED.match(text, end))
            counted["man"] += bool(title and title[1] in ("Mr", "Sir", "Lord")) * 3
            counted["woman"] += bool(title and title[1] in ("Mrs", "Ms", "Miss", "Lady")) * 3
            pronoun = _PRONOUN.search(text, end, end + _BEHIND)
            if pronoun and not _ANOTHER_NAME.search(text, end + 1, pronoun.start()) and self._leads(text, start):
                counted["man" if pronoun[1] else "woman"] += 1
        return counted

    def _leads(self, text: str, start: int) -> bool:
        """Whether no other name stands before `start` in the sentence there."""
        begin = max(text.rfind(mark, 0, start) for mark in (". ", "? ", "! ", "\n", "” ", "“")) + 1
        return _ANOTHER_NAME.search(text, begin + 1, start) is None

    def _places(self, name: str) -> list[tuple[str, int]]:
        """Where `name` stands in the documents, at most `_PLACES`: each text with an offset into it."""
        found = ((text, start) for text in self._texts() for start in _word_starts(text, name))
        return list(islice(found, _PLACES))


def _word_starts(text: str, name: str) -> Iterator[int]:
    """Where `name` stands in `text` as whole words."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield at
        at = text.find(name, end)


def _sex(words: Sequence[str], counted: Counter[str]) -> bool | None:
    """Whether it is a man (True) or a woman (False): by the first name, or else by the text if it tells plainly."""
    if counted["place"] * 2 > counted["all"]:
        return None
    if words and words[0] in nouns.NAMES_OF_MEN | nouns.NAMES_OF_WOMEN:
        return words[0] in nouns.NAMES_OF_MEN
    men, women = counted["man"], counted["woman"]
    agreeing = max(men, women) >= (_AGREEING if counted["all"] >= _SELDOM else 1)
    if agreeing and men != women and max(men, women) >= 2 * min(men, women):
        return men > women
    if words and _FEMALE_SURNAME.search(words[-1]) and counted["person"]:
        return False
    return None
