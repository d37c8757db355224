"""Mentions: the names and noun phrases of a text, each with its place.

Known limitation: phrases are found by closed classes of words and a list of verbs, not by a parser.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.dialogue.names import Names
from qa.language.grammar import base_verb, noun_traits
from qa.language.lexicon import (
    AUXILIARIES,
    BE,
    CLOSED_CLASS,
    DEMONSTRATIVES,
    DETERMINERS,
    KNOWN_NOUNS,
    PERSON_TITLES,
    POSSESSIVES,
    PREPOSITIONS,
)
from qa.language.tokens import tokens, without_possessive
from qa.types import Mention, Role, Token, Traits

# Determiners that a thing has only when it is first mentioned.
_FIRST_DETERMINERS = DETERMINERS - POSSESSIVES - {"the"}
_LOWERED = frozenset({"The", "His", "Her", "Its", "Their"})
# Words of a phrase at most, before an "of".
_MAX_WORDS = 5
_AND = frozenset({"and", "&"})
# The kind of what is named, behind the name.
_KIND = re.compile(r"\s\((?:[a-z]+ )*([a-z]+)\)")
# Endings of words of more letters than `_SHORT` that are no nouns.
_SHORT, _NO_NOUN_ENDINGS = 4, ("ly", "ed", "ing")


def find_mentions(text: str, names: Names, *, in_question: bool) -> tuple[Mention, ...]:
    """The mentions of `text` in order; a possessive gives both the owner and the whole phrase."""
    scanned = _Scan(text, tokens(text), names, in_question=in_question).run()
    return tuple(_with_kinds(text, _without_appositions(text, scanned)))


def mention_of_name(name: str, names: Names) -> Mention:
    """`name` as if it were mentioned by itself."""
    return Mention(
        text=name,
        head=name.casefold(),
        start=0,
        end=len(name),
        traits=names.traits(name),
        role=Role.SUBJECT,
        proper=True,
        definite=_definite(name, is_definite=True),
        key=_key(name),
    )


def _without_appositions(text: str, mentions: Iterator[Mention]) -> list[Mention]:
    """The mentions, with "an engineer, Anil Rao" and "Anil Rao, the engineer" as one: the name, with both's traits."""
    kept: list[Mention] = []
    for mention in mentions:
        before = kept[-1] if kept else None
        if before is None or text[before.end : mention.start] != ", " or before.proper == mention.proper:
            kept.append(mention)
            continue
        name, noun = (before, mention) if before.proper else (mention, before)
        if noun.owned or not noun.traits.person or name.traits.person is False:
            kept.append(mention)
            continue
        male = noun.traits.male if name.traits.male is None else name.traits.male
        kept[-1] = replace(name, traits=replace(name.traits, person=True, male=male))
    return kept


def _with_kinds(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions, a name with the traits of the kind in brackets behind it: "Marmalade (band)"."""
    for mention in mentions:
        kind = _KIND.match(text, mention.end) if mention.proper else None
        traits = noun_traits(kind[1]) if kind else mention.traits
        yield replace(mention, traits=traits if traits.person or traits.group else mention.traits)


class _Scan:
    """One pass over the tokens of a text. A phrase is the tokens from its `start` up to its `end`, excluded."""

    def __init__(self, text: str, text_tokens: Sequence[Token], names: Names, *, in_question: bool) -> None:
        self._text, self._tokens, self._names, self._in_question = text, text_tokens, names, in_question
        # In a text all in capitals they show nothing.
        self._capitals_matter = not text.isupper()
        self._subject_place = self._place_behind_auxiliary() if in_question else -1

    def run(self) -> Iterator[Mention]:
        place = 0
        while place < len(self._tokens):
            end = self._phrase_end(place)
            if end > place:
                yield from self._mentions(place, end)
                place = end
            else:
                place += 1

    def _place_behind_auxiliary(self) -> int:
        """In a question, the place right behind its first auxiliary, or else behind "about": where the subject is.

        It is -1 without either.
        """
        norms = [token.norm for token in self._tokens]
        behind = next((place + 1 for place, norm in enumerate(norms) if norm in AUXILIARIES), -1)
        return norms.index("about") + 1 if behind < 0 and "about" in norms else behind

    def _is_name(self, place: int) -> bool:
        """Whether the word there is (a part of) a name."""
        token = self._tokens[place]
        if self._ends_initial(place):
            return True
        if not token.is_word or token.norm in CLOSED_CLASS or token.norm in DETERMINERS:
            return False
        if len(token.text) == 1 and token.is_capitalised and self._ends_initial(place + 1):
            return True
        before = self._tokens[place - 1].norm if place else ""
        if before in DETERMINERS and noun_traits(token.norm).person:
            # "The Tenant" of a contract.
            return False
        if token.is_capitalised and self._capitals_matter:
            opens = place == 0 or (self._tokens[place - 1].text in '.?!:“"' and not self._ends_initial(place - 1))
            return not opens or token.norm in self._names.words or self._may_be_name(token.norm)
        return token.norm in self._names.words and not base_verb(token.norm)

    def _may_be_name(self, norm: str) -> bool:
        """Whether a capitalised word that opens a sentence may be a name: where no document shows it."""
        return not self._names.words and norm not in KNOWN_NOUNS and not _is_no_noun(norm)

    def _phrase_end(self, start: int) -> int:
        """The end of the phrase that begins at the token `start`; `start` if none begins there."""
        end = first = self._after_determiners(start)
        while end < len(self._tokens) and end - first < _MAX_WORDS and self._continues(end, first, start):
            end += 1
            if self._tokens[end - 1].text.endswith(","):
                break
        if end == first:
            return start
        return self._with_of(self._with_linked_name(self._without_verb(start, end)))

    def _after_determiners(self, place: int) -> int:
        while place < len(self._tokens) and self._is_determiner(place):
            place += 1
        return place

    def _is_determiner(self, place: int) -> bool:
        """Whether the token is a determiner; "that" is one behind an auxiliary or a preposition, not behind "said"."""
        norm = self._tokens[place].norm
        before = self._tokens[place - 1].norm if place else ""
        if norm == "that" and before and before not in AUXILIARIES and before not in PREPOSITIONS:
            return False
        return norm in DETERMINERS

    def _continues(self, place: int, first: int, start: int) -> bool:
        """Whether the token at `place` belongs to the phrase from `start`, whose first word is at `first`."""
        token = self._tokens[place]
        if self._ends_initial(place):
            return place > first or place + 1 < len(self._tokens)
        if not token.is_word or token.norm in CLOSED_CLASS or token.norm in DETERMINERS:
            return False
        if place > first and self._tokens[place - 1].is_possessive:
            return True
        if self._is_name(place):
            # "The carpenter Tom", but "in his letter | Tom".
            before = self._tokens[place - 1] if place > first else None
            return before is None or self._is_name(place - 1) or before.norm in PERSON_TITLES
        if place > first and self._ends_in_person(place - 1) and token.norm not in PERSON_TITLES:
            # "Keeps the brother safe", "keeps Pavel safe".
            return False
        if place and self._tokens[place - 1].norm == "how":
            return False
        # "The drive", but "does that keep": behind a demonstrative a verb is a verb.
        noun_follows = place == first > start and self._tokens[place - 1].norm not in DEMONSTRATIVES
        return not _is_no_noun(token.norm) or noun_follows

    def _ends_initial(self, place: int) -> bool:
        """Whether the full stop there is that of an initial inside a name: "J. R. Weiss"."""
        if not 0 < place < len(self._tokens) - 1 or self._tokens[place].text != ".":
            return False
        before, after = self._tokens[place - 1], self._tokens[place + 1]
        touches = before.end == self._tokens[place].start
        return touches and len(before.text) == 1 and before.is_capitalised and after.is_capitalised

    def _ends_in_person(self, place: int) -> bool:
        """Whether the word there is a noun for a person, or the name of one."""
        token = self._tokens[place]
        return token.norm in PERSON_TITLES or (
            self._is_name(place) and self._names.traits(without_possessive(token.text)).person is True
        )

    def _without_verb(self, start: int, end: int) -> int:
        """`end`, one back if the last word must be the verb: after "did" and the like there is one in any case."""
        before = self._tokens[start - 1].norm if start else ""
        if before not in AUXILIARIES or before in BE:
            return end
        follows = self._tokens[end].norm if end < len(self._tokens) else ""
        words = end - self._after_determiners(start)
        needed = not (follows and (base_verb(follows) or follows in BE or follows == "have"))
        last_is_noun = self._tokens[end - 1].is_capitalised or self._tokens[end - 2].is_possessive
        return end - 1 if words > 1 and needed and not last_is_noun else end

    def _with_linked_name(self, end: int) -> int:
        """`end` after "and Y" if both sides of the "and" are names."""
        linked = end + 1 < len(self._tokens) and self._tokens[end].norm in _AND
        if not (linked and self._tokens[end - 1].is_capitalised and self._tokens[end + 1].is_capitalised):
            return end
        end += 2
        while end < len(self._tokens) and self._tokens[end].is_capitalised and self._is_name(end):
            end += 1
        return end

    def _with_of(self, end: int) -> int:
        """`end` after "of" and the phrase behind it."""
        if end + 1 < len(self._tokens) and self._tokens[end].norm == "of":
            further = self._phrase_end(end + 1)
            return further if further > end + 1 else end
        return end

    def _mentions(self, start: int, end: int) -> Iterator[Mention]:
        """The mention from the token `start` to `end`, and the owner in it."""
        first = self._after_determiners(start)
        owner = next((place for place in range(first, end - 1) if self._tokens[place].is_possessive), None)
        whole = self._mention(start, end, owned=owner is not None)
        if owner is not None:
            role = Role.QUESTION if self._in_question else Role.SENTENCE
            yield replace(self._mention(start, owner + 1, owned=False), role=role, possession=whole.traits)
        if self._tokens[start].norm not in ("my", "our", "your"):
            yield whole

    def _mention(self, start: int, end: int, *, owned: bool) -> Mention:
        first, last = self._after_determiners(start), self._tokens[end - 1]
        of = next((place for place in range(first, end) if self._tokens[place].norm == "of"), end)
        stop = last.start + len(without_possessive(last.text))
        if of == end and self._is_name(end - 1) and not owned:
            titles = [place for place in range(first, end - 1) if self._tokens[place].norm in PERSON_TITLES]
            start, first = (titles[-1] + 1, titles[-1] + 1) if titles else (start, first)
        linked = any(self._tokens[place].norm in _AND for place in range(first, of))
        proper = not owned and all(
            self._is_name(place) or self._tokens[place].norm in _AND for place in range(first, of)
        )
        text = self._text[self._tokens[start].start : stop]
        return Mention(
            text=text,
            head=self._tokens[of - 1].norm,
            start=self._tokens[start].start,
            end=stop,
            traits=self._name_traits(start, first, stop) if proper and not linked else self._traits(of, linked=linked),
            role=self._role(start),
            proper=proper,
            definite=_definite(text, is_definite=proper or owned),
            key=_key(text),
            owned=owned,
        )

    def _name_traits(self, start: int, first: int, stop: int) -> Traits:
        """The traits of a name; with "the" it names several or a thing: "the Kremlin", "the Beatles"."""
        name = self._text[self._tokens[first].start : stop]
        traits = self._names.traits(name)
        if first > start and self._tokens[start].norm == "the" and not self._names.is_term(name):
            return Traits(person=False, group=name.endswith("s"), place=traits.place)
        return traits

    def _traits(self, of: int, *, linked: bool) -> Traits:
        """The traits of a common noun, by its head; a name behind nouns ("the carpenter Semyon") is the head."""
        head = self._tokens[of - 1]
        if linked:
            return replace(self._names.traits(without_possessive(head.text)), male=None, plural=True)
        if self._is_name(of - 1):
            return self._names.traits(without_possessive(head.text))
        return noun_traits(head.norm)

    def _role(self, start: int) -> Role:
        if not self._in_question:
            return Role.SENTENCE
        return Role.SUBJECT if start == self._subject_place else Role.QUESTION


def _definite(text: str, *, is_definite: bool) -> str:
    """How a phrase is mentioned again: "a man" becomes "the man", "many men" become "the men"."""
    words = text.split()
    if words[0] in _LOWERED:
        words[0] = words[0].lower()
    while len(words) > 1 and words[0].casefold() in _FIRST_DETERMINERS:
        words.pop(0)
    plain = " ".join(words)
    opening = words[0].casefold()
    if is_definite or not plain[0].isalpha() or opening in POSSESSIVES or opening == "the":
        return plain
    return f"the {plain}"


def _key(text: str) -> str:
    """What two mentions of the same thing share."""
    return " ".join(token.norm for token in tokens(text) if token.norm not in DETERMINERS)


def _is_no_noun(norm: str) -> bool:
    """Whether `norm` is a verb or an adverb rather than a noun or an adjective before one."""
    return base_verb(norm) is not None or (len(norm) > _SHORT and norm.endswith(_NO_NOUN_ENDINGS))
