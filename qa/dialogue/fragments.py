"""Lines that are no whole question, and what each leaves out.

    "Why?", "How many daughters?", "With whom?"       other question words for the last question
    "Who does?"                                       and the verb left out, too
    "In dollars?", "Right away?"                      something more for it
    "And his brother?", "What about Semyon?"          somebody else for the one it was about
    "No, I meant Semyon", "No, the other one"         the same, as a correction

`filling` makes them whole.

Known limitation: a phrase of several words without a determiner ("trip cost") is taken for a question in keywords.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from qa.dialogue.clause import clause, question_words
from qa.dialogue.mentions import mentions
from qa.dialogue.names import Names
from qa.language import grammar
from qa.language.grammar import Token, tokens

# Words of a fragment at most, unless it says what it is ("What about ...").
_SHORT = 6
# Nouns that "what" or "which" asks of at most: of more, one is probably a verb.
_NOUNS = 2
_ABOUT = r"(?:meant?|(?:was|am|'m) (?:asking|talking) about)"
_CORRECTED = re.compile(
    rf"^(?:(?:no|nope|not that|sorry|wait|actually|wrong)\b[\s,.:;–—-]*)*i ?{_ABOUT} ", re.IGNORECASE
)
_NO = re.compile(r"^(?:no|nope|not (?:that|him|her|them|it)|wrong|sorry)\b[\s,.:;–—-]+", re.IGNORECASE)
_THE_OTHER = re.compile(r"^(?:the )?other (?:one|man|woman|person|guy)\b[\s,.:;–—-]*|^the other$", re.IGNORECASE)
_NOT_BUT = re.compile(r"^not [^,]+?(?:, (?:but )?| but )(?P<new>.+)$", re.IGNORECASE)
_INTRODUCED = re.compile(r"^(?:(?:and )?(?:what|how) about|(?:and|but) (?:what|how) of|as for) ", re.IGNORECASE)
_AND = re.compile(r"^(?:and|but|or)\b[\s,]*", re.IGNORECASE)
# "When was that?", "Why is that?": no more than "When?", "Why?".
_OF_IT = re.compile(
    r"^(?P<asked>(?:(?:in|on|at|for|from|since|until|by) )?(?:when|where|why|how|who|(?:what|which) (?:year|day|month))"
    r"(?: exactly)?) (?:is|was|will|would|did|does|could|might) (?:that|this|it)(?: (?:be|been|happen|so|then))?$",
    re.IGNORECASE,
)
_VERB_LEFT_OUT = re.compile(rf"^(?:who|what|which one|where|when|why|how) (?:{'|'.join(grammar.AUXILIARIES)})$", re.I)
_ADVERBIAL = re.compile(
    r"^(?:right away|at once|immediately|now|today|always|forever|alone|soon|again)$", re.IGNORECASE
)


class Gap(Enum):
    """What the text of a fragment stands for."""

    QUESTION_WORDS = "other question words"
    VERB = "question words without the verb"
    MORE = "something more"
    ANOTHER = "somebody or something else"
    OTHER_ONE = "whoever else was spoken of"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A line that is no whole question: what is said of it, and what it stands for."""

    text: str
    gap: Gap


def fragment(line: str, names: Names) -> Fragment | None:
    """The fragment that `line` is; None if it is a whole question (or whatever else)."""
    text = " ".join(line.split()).rstrip("?!. ")
    for pattern in (_CORRECTED, _NO):
        said = pattern.match(text)
        if said:
            return _correction(text[said.end() :], names)
    if _THE_OTHER.match(text) and clause(text) is None:
        return _correction(text, names)
    exchanged = _NOT_BUT.match(text)
    if exchanged:
        return Fragment(exchanged["new"], Gap.ANOTHER)
    introduced = _INTRODUCED.match(text)
    if introduced:
        return Fragment(text[introduced.end() :], Gap.ANOTHER)
    bare = _AND.sub("", text, count=1)
    return _short(bare, names, goes_on=bare != text)


def _correction(text: str, names: Names) -> Fragment | None:
    """What is meant instead; None if a whole question follows."""
    other = _THE_OTHER.match(text)
    named = text[other.end() :] if other else text
    if clause(named) is not None:
        # "No, where did he go?" asks anew; "No, why?" asks for something else.
        return _short(named, names, goes_on=True)
    return Fragment(named, Gap.ANOTHER if named or other is None else Gap.OTHER_ONE)


def _short(text: str, names: Names, *, goes_on: bool) -> Fragment | None:
    """The fragment that `text` is by its words alone; `goes_on` is whether "and" or the like stands before it."""
    of_it = _OF_IT.match(text)
    if of_it:
        return Fragment(of_it["asked"], Gap.QUESTION_WORDS)
    if _VERB_LEFT_OUT.match(text):
        return Fragment(text, Gap.VERB)
    words = [token for token in tokens(text) if token.is_word]
    if not words or len(words) > _SHORT or any(word.norm in grammar.AUXILIARIES | {"else"} for word in words):
        return None
    asked = question_words(words)
    if asked:
        alone = all(word.norm in grammar.ADVERBS for word in words[asked:]) and not _may_hold_verb(words[:asked])
        return Fragment(text, Gap.QUESTION_WORDS) if alone else None
    if words[0].norm in grammar.PREPOSITIONS or _ADVERBIAL.match(text):
        return Fragment(text, Gap.MORE)
    if all(word.norm in grammar.ADVERBS for word in words):
        return None
    return Fragment(text, Gap.ANOTHER) if goes_on or _is_phrase(text, words, names) else None


def _may_hold_verb(asked: Sequence[Token]) -> bool:
    """Whether one of the question words may be a verb that is not listed: "What saves lives?", and not "What wars?"."""
    nouns = [word for word in asked if word.norm not in grammar.WH | grammar.PREPOSITIONS]
    of_a_kind = len(asked) > 2 and asked[2].norm == "of" and not asked[1].norm.endswith("s")
    opens = asked[0].norm in ("what", "which") and len(nouns) > 1 and not of_a_kind
    return opens and (len(nouns) > _NOUNS or nouns[0].norm.endswith("s"))


def _is_phrase(text: str, words: Sequence[Token], names: Names) -> bool:
    """Whether the line is one name, or one phrase that has a determiner or an owner, and nothing else."""
    found = [one for one in mentions(text, names, question=False) if one.end >= words[-1].end - len("'s")]
    whole = any(one.start == words[0].start for one in found)
    return whole and (any(one.proper or one.owned for one in found) or words[0].norm in grammar.DETERMINERS)
