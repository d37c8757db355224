"""Binding: whether a pronoun means something in its own question, such as "What did Ada say when she left?".

After the binding conditions of Chomsky (1981, chapter 3), as far as words alone show them: what follows a subject does
not bind it, what is asked for can be meant by what follows, an opening phrase can refer ahead.
"""

from collections.abc import Sequence

from qa.language.grammar import Fit, agreement
from qa.language.lexicon import (
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DO,
    KNOWN_NOUNS,
    OWNER_PRONOUNS,
    PREPOSITIONS,
    QUESTION_WORDS,
    RELATIVE_WORDS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TEXT_NOUNS,
    UNIT_NOUNS,
)
from qa.types import Mention, Token

# Words between the question word and the subject at most: "In which part of the country did he".
_MAX_DISTANCE = 8


def is_bound(place: int, pronoun_class: str, tokens: Sequence[Token], mentions: Sequence[Mention]) -> bool:
    """Whether the pronoun at the word `place` means something that the question itself names.

    `tokens` are the words of the question, `mentions` its names and noun phrases.
    """
    opening = _opening(tokens, place)
    if _is_main_subject(tokens, place, opening):
        before_clause = (mention for mention in mentions if mention.end <= tokens[opening].start)
        return any(_fits(mention, pronoun_class) for mention in before_clause)
    subordinate = _is_subordinate(tokens, place, opening)
    fits = _may_fit if subordinate else _fits
    before = [
        mention
        for mention in mentions
        if mention.end <= tokens[place].start
        and mention.head not in TEXT_NOUNS
        and not _is_asked_of(tokens, mention)
        and not _is_described(tokens, place, mention)
    ]
    return (
        any(fits(mention, pronoun_class) for mention in before)
        # A country, a company: "Canada and their army".
        or (pronoun_class == "they" and any(mention.proper and mention.traits.male is None for mention in before))
        or _comes_later(tokens, place, pronoun_class, mentions)
    )


def may_be_asked_for(place: int, pronoun_class: str, tokens: Sequence[Token], mentions: Sequence[Mention]) -> bool:
    """Whether the pronoun at the word `place` can mean who or what the question asks for: "Who lost his job?"."""
    opening = _opening(tokens, place)
    if _is_main_subject(tokens, place, opening):
        return False
    subordinate = _is_subordinate(tokens, place, opening)
    return _is_asked_for(tokens, place, pronoun_class, mentions, subordinate=subordinate)


def _opening(tokens: Sequence[Token], place: int) -> int:
    """Where the question around the word `place` begins: at its question word, or behind the last comma."""
    for start in range(place - 1, -1, -1):
        if tokens[start].norm in QUESTION_WORDS:
            follows_preposition = start and tokens[start - 1].norm in PREPOSITIONS
            return start - 1 if follows_preposition else start
        if tokens[start].text in ",.;:?!—–":
            return start + 1
    return 0


def _is_main_subject(tokens: Sequence[Token], place: int, opening: int) -> bool:
    """Whether the pronoun is the subject of the question: "Where did he", "In which town was she"."""
    follows_auxiliary = place > 0 and tokens[place - 1].norm in AUXILIARIES
    return tokens[place].norm in SUBJECT_PRONOUNS and follows_auxiliary and place - opening <= _MAX_DISTANCE


def _is_subordinate(tokens: Sequence[Token], place: int, opening: int) -> bool:
    """Whether the word is in a clause of its own behind the main one: "when he left"."""
    return opening > 1 or any(token.norm in SUBORDINATORS for token in tokens[max(opening, 1) : place])


def _comes_later(tokens: Sequence[Token], place: int, pronoun_class: str, mentions: Sequence[Mention]) -> bool:
    """Whether the pronoun precedes what it means: "In her book, what did Ada say?"."""
    opens = tokens[0].norm in PREPOSITIONS or tokens[0].norm in CONJUNCTIONS
    in_front = not any(token.norm in AUXILIARIES for token in tokens[:place])
    if not (opens and in_front):
        return False
    owns = tokens[place].norm in OWNER_PRONOUNS
    comma = next((token.start for token in tokens[place:] if token.text == ","), None)
    start = tokens[place].end if comma is None else comma
    follows = any(_fits(mention, pronoun_class) and mention.start > start for mention in mentions)
    return owns and follows if comma is None else owns or follows


def _is_asked_for(
    tokens: Sequence[Token], place: int, pronoun_class: str, mentions: Sequence[Mention], *, subordinate: bool
) -> bool:
    """Whether it is who or what is asked for: "Who lost his job?", "Who left when he was told to?"."""
    first = next((start for start, token in enumerate(tokens) if token.norm in QUESTION_WORDS), None)
    if first is None or tokens[first].norm not in ("who", "what", "which") or first + 1 >= place:
        return False
    if tokens[first + 1].norm in DO or tokens[place - 1].norm in BE:
        return False
    if pronoun_class in ("he", "she") and tokens[first].norm == "what":
        return False
    # "What is known about her book?" asks for something else, "What lost its roof?" for what lost it.
    between = any(tokens[first].end <= mention.start < tokens[place].start for mention in mentions)
    describes_another = tokens[first + 1].norm in BE and between
    return not describes_another and (subordinate or tokens[place].norm in OWNER_PRONOUNS)


def _is_described(tokens: Sequence[Token], place: int, mention: Mention) -> bool:
    """Whether a relative clause with the pronoun as its subject describes the mention: "a book that she wrote"."""
    relative = tokens[place - 1] if place else None
    begins = relative is not None and relative.norm in RELATIVE_WORDS and mention.end + 1 == relative.start
    return begins and tokens[place].norm in SUBJECT_PRONOUNS


def _is_asked_of(tokens: Sequence[Token], mention: Mention) -> bool:
    """Whether the phrase belongs to "which ..." or "how many ...", and a pronoun is the subject."""
    places = [place for place, token in enumerate(tokens) if mention.start <= token.start < mention.end]
    asked = any(tokens[place].norm in QUESTION_WORDS for place in range(max(places[0] - 2, 0), places[0]))
    follows = [token.norm for token in tokens[places[-1] + 1 : places[-1] + 3]]
    return asked and len(follows) == 2 and follows[0] in AUXILIARIES and follows[1] in SUBJECT_PRONOUNS


def _fits(mention: Mention, pronoun_class: str) -> bool:
    """Whether the pronoun can mean the phrase; to whom something belongs is a person."""
    is_owner = (
        mention.possession is not None
        and pronoun_class in ("he", "she")
        and mention.traits.male is None
        and not mention.traits.place
    )
    return is_owner or agreement(mention.traits, pronoun_class) is not Fit.NO


def _may_fit(mention: Mention, pronoun_class: str) -> bool:
    """The same, where a noun that is not listed may be a person, too."""
    is_listed = mention.head in KNOWN_NOUNS or mention.head in UNIT_NOUNS
    is_unlisted = not (is_listed or mention.traits.place or mention.traits.time or mention.traits.male is not None)
    return is_unlisted or _fits(mention, pronoun_class)
