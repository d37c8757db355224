"""Who and what a text speaks of: names and noun phrases, with the place each one stands at.

Known limitation: phrases are told from closed classes of words and a list of verbs, not by a parser.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from qa.dialogue.names import Names
from qa.dialogue.traits import Traits, of_noun
from qa.language import grammar, nouns
from qa.language.grammar import Token, tokens


class Role(Enum):
    """Where something was spoken of."""

    SUBJECT = "subject of the question"
    QUESTION = "elsewhere in the question"
    ASKED_FOR = "what was asked for"
    ANSWER = "the answer itself"
    ANSWERING = "among the answering words"
    SENTENCE = "the answering sentence"


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of a text: its characters (possessive 's left out), its head in lower case, and what is known of it.

    `proper` is whether it is a name, `owned` whether it belongs to somebody ("Pavel's brother"), `owns` what is known
    of what belongs to it.
    """

    text: str
    head: str
    start: int
    end: int
    traits: Traits
    role: Role
    proper: bool
    owned: bool = False
    owns: Traits | None = None

    @property
    def again(self) -> str:
        """How it is spoken of again: "a man" becomes "the man", "many men" become "the men"."""
        words = self.text.split()
        if words[0] in ("The", "His", "Her", "Its", "Their"):
            words[0] = words[0].lower()
        while len(words) > 1 and words[0].casefold() in _NOT_AGAIN:
            words.pop(0)
        plain = " ".join(words)
        definite = (
            self.proper or self.owned or not plain[0].isalpha() or words[0].casefold() in grammar.POSSESSIVES | {"the"}
        )
        return plain if definite else f"the {plain}"

    @property
    def key(self) -> str:
        """What two mentions of the same share."""
        return " ".join(word.norm for word in tokens(self.text) if word.norm not in grammar.DETERMINERS)


# Determiners that a thing has when it is first spoken of.
_NOT_AGAIN = grammar.DETERMINERS - grammar.POSSESSIVES - {"the"}
# Words of a phrase at most, before an "of".
_LONGEST = 5


def mentions(text: str, names: Names, *, question: bool) -> list[Mention]:
    """The phrases of `text` in order; of a possessive both the owner and the whole."""
    found = tokens(text)
    return _without_appositions(text, list(_Scan(text, found, names, question=question).run()))


def _without_appositions(text: str, found: Sequence[Mention]) -> list[Mention]:
    """`found` with "an engineer, Anil Rao" and "Anil Rao, the engineer" as one: the name, and what the noun tells."""
    kept: list[Mention] = []
    for one in found:
        before = kept[-1] if kept else None
        if before is None or text[before.end : one.start] != ", " or before.proper == one.proper:
            kept.append(one)
            continue
        name, noun = (before, one) if before.proper else (one, before)
        if noun.owned or not noun.traits.person or name.traits.person is False:
            kept.append(one)
            continue
        male = noun.traits.male if name.traits.male is None else name.traits.male
        kept[-1] = replace(name, traits=replace(name.traits, person=True, male=male))
    return kept


class _Scan:
    """One pass over a text."""

    def __init__(self, text: str, found: Sequence[Token], names: Names, *, question: bool) -> None:
        self._text, self._tokens, self._names, self._question = text, found, names, question
        # Of a text all in capitals they tell nothing.
        self._capitals = not text.isupper()

    def run(self) -> Iterator[Mention]:
        at = 0
        while at < len(self._tokens):
            end = self._phrase_end(at)
            if end > at:
                yield from self._made(at, end)
                at = end
            else:
                at += 1

    def is_name(self, at: int) -> bool:
        """Whether the word there is (a part of) a name."""
        token = self._tokens[at]
        if not token.is_word or grammar.closed(token.norm) or token.norm in grammar.DETERMINERS:
            return False
        if token.capitalised and self._capitals:
            opens = at == 0 or self._tokens[at - 1].text in '.?!:“"'
            return not opens or token.norm in self._names.words or self._may_be_name(token.norm)
        return token.norm in self._names.words and not grammar.verb(token.norm)

    def _may_be_name(self, word: str) -> bool:
        """Whether a capitalised word that opens a sentence may be a name: where there is no text that would tell."""
        return not self._names.words and word not in nouns.ALL and not _no_noun(word)

    def _phrase_end(self, at: int) -> int:
        """Where the phrase that begins at the token `at` ends; `at` if none begins there."""
        end = start = self._after_determiners(at)
        while end < len(self._tokens) and end - start < _LONGEST and self._continues(end, start, opened=start > at):
            end += 1
            if self._tokens[end - 1].text.endswith(","):
                break
        if end == start:
            return at
        end = self._without_verb(at, end)
        end = self._with_linked_name(end)
        return self._with_of(end)

    def _after_determiners(self, at: int) -> int:
        while at < len(self._tokens) and self._determines(at):
            at += 1
        return at

    def _determines(self, at: int) -> bool:
        """Whether a determiner stands there; "that" is one behind an auxiliary or a preposition, not behind "said"."""
        word = self._tokens[at].norm
        before = self._tokens[at - 1].norm if at else ""
        if word == "that" and before and before not in grammar.AUXILIARIES | grammar.PREPOSITIONS:
            return False
        return word in grammar.DETERMINERS

    def _continues(self, at: int, start: int, *, opened: bool) -> bool:
        token = self._tokens[at]
        if not token.is_word or grammar.closed(token.norm) or token.norm in grammar.DETERMINERS:
            return False
        if at > start and self._tokens[at - 1].possessive:
            return True
        if self.is_name(at):
            # "The carpenter Tom", but "in his letter | Tom".
            before = self._tokens[at - 1] if at > start else None
            return before is None or self.is_name(at - 1) or before.norm in nouns.TITLES
        if at > start and self._ends_in_person(at - 1) and token.norm not in nouns.TITLES:
            # "Keeps the brother safe", "keeps Pavel safe".
            return False
        if at and self._tokens[at - 1].norm == "how":
            return False
        # "The drive", but "does that keep": behind a demonstrative a verb is a verb.
        noun_behind = at == start and opened and self._tokens[at - 1].norm not in grammar.DEMONSTRATIVES
        return not _no_noun(token.norm) or noun_behind

    def _ends_in_person(self, at: int) -> bool:
        """Whether the word there is a noun for a person, or the name of one."""
        token = self._tokens[at]
        return token.norm in nouns.TITLES or (
            self.is_name(at) and self._names.traits(grammar.without_possessive(token.text)).person is True
        )

    def _without_verb(self, at: int, end: int) -> int:
        """`end`, one back if the last word must be the verb: after "did" and the like there is one in any case."""
        before = self._tokens[at - 1].norm if at else ""
        if before not in grammar.AUXILIARIES or before in grammar.BE:
            return end
        follows = self._tokens[end].norm if end < len(self._tokens) else ""
        words = end - self._after_determiners(at)
        needed = not (follows and (grammar.verb(follows) or follows in grammar.BE or follows == "have"))
        if words > 1 and needed and not self._tokens[end - 1].capitalised and not self._tokens[end - 2].possessive:
            return end - 1
        return end

    def _with_linked_name(self, end: int) -> int:
        """`end` after "and Y" if both sides of the "and" are names."""
        linked = end + 1 < len(self._tokens) and self._tokens[end].norm in ("and", "&")
        if not (linked and self._tokens[end - 1].capitalised and self._tokens[end + 1].capitalised):
            return end
        end += 2
        while end < len(self._tokens) and self._tokens[end].capitalised and self.is_name(end):
            end += 1
        return end

    def _with_of(self, end: int) -> int:
        """`end` after "of" and the phrase behind it."""
        if end + 1 < len(self._tokens) and self._tokens[end].norm == "of":
            further = self._phrase_end(end + 1)
            return further if further > end + 1 else end
        return end

    def _made(self, at: int, end: int) -> Iterator[Mention]:
        """The mention from the token `at` to `end`, and the owner in it."""
        first = self._after_determiners(at)
        if first >= end:
            return
        owner = next((place for place in range(first, end - 1) if self._tokens[place].possessive), None)
        whole = self._mention(at, end, owned=owner is not None)
        if owner is not None:
            role = Role.QUESTION if self._question else Role.SENTENCE
            yield replace(self._mention(at, owner + 1, owned=False), role=role, owns=whole.traits)
        if self._tokens[at].norm not in ("my", "our", "your"):
            yield whole

    def _mention(self, at: int, end: int, *, owned: bool) -> Mention:
        first, last = self._after_determiners(at), self._tokens[end - 1]
        of = next((place for place in range(first, end) if self._tokens[place].norm == "of"), end)
        stop = last.start + len(grammar.without_possessive(last.text))
        if of == end and self.is_name(end - 1) and not owned:
            titles = [place for place in range(first, end - 1) if self._tokens[place].norm in nouns.TITLES]
            at, first = (titles[-1] + 1, titles[-1] + 1) if titles else (at, first)
        proper = (
            all(self.is_name(place) or self._tokens[place].norm in ("and", "&") for place in range(first, of))
            and not owned
        )
        name = self._text[self._tokens[first].start : stop]
        linked = any(self._tokens[place].norm in ("and", "&") for place in range(first, of))
        return Mention(
            self._text[self._tokens[at].start : stop],
            self._tokens[of - 1].norm,
            self._tokens[at].start,
            stop,
            self._of_name(name, at, first) if proper and not linked else self._traits(of, linked=linked),
            self._role(at),
            proper,
            owned,
        )

    def _of_name(self, name: str, at: int, first: int) -> Traits:
        """Of a name; one with "the" is nobody's, but that of several or of a thing: "the Kremlin", "the Beatles"."""
        if first > at and self._tokens[at].norm == "the":
            return Traits(person=False, group=True, place=self._names.traits(name).place)
        return self._names.traits(name)

    def _traits(self, of: int, *, linked: bool) -> Traits:
        """Of a common noun, by its head; of a name behind nouns ("the carpenter Semyon") by it. Two are several."""
        head = self._tokens[of - 1]
        if linked:
            return replace(self._names.traits(grammar.without_possessive(head.text)), male=None, plural=True)
        return self._names.traits(grammar.without_possessive(head.text)) if self.is_name(of - 1) else of_noun(head.norm)

    def _role(self, at: int) -> Role:
        """In a question, what stands right behind its first auxiliary is the subject."""
        if not self._question:
            return Role.SENTENCE
        first = next((place for place, one in enumerate(self._tokens) if one.norm in grammar.AUXILIARIES), None)
        return Role.SUBJECT if first is not None and at == first + 1 else Role.QUESTION


def _no_noun(word: str) -> bool:
    """Whether `word` is a verb or an adverb rather than a noun or an adjective before one."""
    return grammar.verb(word) is not None or (len(word) > 4 and word.endswith(("ly", "ed", "ing")))
