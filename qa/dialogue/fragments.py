"""Lines that are no whole question: what was left out is taken from the question before.

    "Why?", "How many daughters?", "With whom?"       other question words for the last question
    "And his brother?", "What about Semyon?"          somebody else for the one it was about
    "In dollars?", "Right away?"                      something more for it
    "No, I meant Semyon"                              the last question again, about somebody else

Known limitation: of two phrases that could be exchanged the one of the same sort is, then the subject.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.dialogue import grammar
from qa.dialogue.clause import Clause, clause, question_words
from qa.dialogue.grammar import Token, tokens
from qa.dialogue.mentions import Mention, Role, mentions
from qa.dialogue.traits import Names, Traits
from qa.dialogue.turn import Past

# Characters behind a phrase from which on it is explained and not only named.
_TAIL = 12
# The probability that a question is meant of something unlike all that it is about.
_UNLIKE = 0.5
# What an answer may be surrounded by.
_SIGNS = " .,;:!?“”\"'’()"
# Words of a phrase that can be a line of its own, at most.
_SHORT = 6
# Words of an answer at most that are put into a question.
_INSERTED = 6
_INTRODUCED = re.compile(r"^\s*(?:and\s+)?(?:what|how)\s+about\s+|^\s*(?:and|but)\s+(?:what|how)\s+of\s+|^\s*as\s+for\s+", re.IGNORECASE)
_AND = re.compile(r"^\s*(?:and|but|or)\b[\s,]*", re.IGNORECASE)
_CORRECTED = re.compile(
    r"^\s*(?:(?:no|nope|not that|sorry|wait|actually|wrong)\b[\s,.:;–—-]*)*"
    r"(?:i\s+(?:meant?|was\s+(?:asking|talking)\s+about|am\s+(?:asking|talking)\s+about|'m\s+(?:asking|talking)\s+about)\s+)",
    re.IGNORECASE,
)
_NO = re.compile(r"^\s*(?:no|nope|not (?:that|him|her|them|it)|wrong|sorry)\b[\s,.:;–—-]+", re.IGNORECASE)
_THE_OTHER = re.compile(r"^\s*(?:not (?:that|him|her|them|it)[\s,]*)?(?:i\s+meant?\s+)?(?:the\s+)?other\s+(?:one|man|woman|person|guy)?[\s,.:;–—-]*", re.IGNORECASE)
_NOT_BUT = re.compile(r"^\s*not\s+(?P<old>[^,]+?)(?:,\s*(?:but\s+)?|\s+but\s+)(?P<new>.+)$", re.IGNORECASE)
# "When was that?", "Why is that?": no more than "When?", "Why?".
_OF_IT = re.compile(
    r"^(?P<asked>(?:(?:in|on|at|for|from|since|until|by) )?(?:when|where|why|how|who|what (?:year|day|month|time)|which (?:year|day))"
    r"(?: exactly)?) (?:(?:is|was|will|would|did|does|could|might) )(?:that|this|it)(?: (?:be|been|happen|happened|so|then))?$",
    re.IGNORECASE,
)
# "Who does?": the verb of the last question is left out.
_DOES = re.compile(r"^(?P<asked>who|what|which one|where|when|why|how)\s+(?P<auxiliary>do|does|did|is|are|was|were|has|have|had|can|could|will|would)$", re.IGNORECASE)
_BEHIND_NAMES = re.compile(r"\s+(?:himself|herself|themselves|itself|then|now|too|instead|today)$", re.IGNORECASE)
_TIME_ADVERBS = frozenset("now today then yesterday tomorrow".split())
_INDEFINITE = re.compile(r"^(?:anyone|anybody|someone|somebody|anything|something)\b\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filled:
    """A fragment made whole: the question, the words of the last one that it took over, and how likely it is meant."""

    question: str
    taken: str
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Fragment:
    """A line that is no whole question: its text, whether it says that something else is meant, or corrects."""

    text: str
    introduced: bool = False
    corrects: bool = False
    other: bool = False


def fragment(line: str, names: Names) -> Fragment | None:
    """The fragment that `line` is; None if it is a whole question (or whatever else)."""
    text = line.strip().rstrip("?!. ")
    for pattern in (_CORRECTED, _NO):
        rest = pattern.sub("", text, count=1)
        if rest != text:
            return _correction(rest, names)
    other = _THE_OTHER.match(text)
    if other and other.end() and len(text) - other.end() < 40 and not clause(text):
        return _correction(text, names)
    swapped = _NOT_BUT.match(text)
    if swapped:
        return Fragment(swapped["new"].strip(), introduced=True, corrects=True)
    introduced = _INTRODUCED.sub("", text, count=1)
    if introduced != text:
        return Fragment(introduced, introduced=True)
    bare = _AND.sub("", text, count=1)
    of_it = _OF_IT.match(bare)
    if of_it:
        return Fragment(of_it["asked"])
    if _DOES.match(bare):
        return Fragment(bare)
    if _is_fragment(bare, names, introduced=bare != text):
        return Fragment(bare, introduced=bare != text)
    return None


def _correction(rest: str, names: Names) -> Fragment | None:
    """What is meant instead; None if a whole question follows."""
    other = _THE_OTHER.match(rest)
    named = rest[other.end() :] if other else rest
    if clause(named) and not _is_fragment(named, names, introduced=True):
        return None
    return Fragment(named.strip(" ,."), introduced=True, corrects=True, other=bool(other and other.end()))


def _is_fragment(text: str, names: Names, *, introduced: bool) -> bool:
    words = [token for token in tokens(text) if token.is_word]
    if not words or len(words) > _SHORT or any(word.norm in grammar.AUXILIARIES for word in words):
        return False
    end = question_words(words)
    if end:
        return all(word.norm in grammar.ADVERBS for word in words[end:])
    if words[0].norm in grammar.PREPOSITIONS or text.casefold() in _ADVERBIALS:
        return True
    if introduced:
        return True
    return _is_phrase(text, words, names)


_ADVERBIALS = frozenset(
    ("right away", "at once", "now", "today", "always", "forever", "alone", "immediately", "really soon", "soon", "again")
)


def _is_phrase(text: str, words: Sequence[Token], names: Names) -> bool:
    """Whether the line is one name or one phrase with a determiner and nothing else."""
    found = [one for one in mentions(text, names, question=False) if one.end >= words[-1].end - 2]
    whole = any(one.start == words[0].start for one in found)
    return whole and (any(one.proper or one.owned for one in found) or words[0].norm in grammar.DETERMINERS)


def filled(one: Fragment, last: Past, names: Names) -> Filled | None:
    """`one` made whole by the last question; None if that cannot be done."""
    words = [token for token in tokens(one.text) if token.is_word]
    if not words:
        return None
    does = _DOES.match(one.text)
    if does:
        return _with_verb(does["asked"], does["auxiliary"], last, names)
    end = question_words(words)
    if end:
        return _with_question_words(one.text, words, end, last, names)
    if (words[0].norm in grammar.PREPOSITIONS and not one.corrects) or one.text.casefold() in _ADVERBIALS:
        return _with_more(one.text, words[0].norm, last, names)
    return _with_another(one.text, last, names)


# Other question words


def _with_question_words(text: str, words: Sequence[Token], end: int, last: Past, names: Names) -> Filled | None:
    known = clause(last.question)
    if known is None:
        return Filled(f"{_capital(text)}, {_plain(last.question)}?", _plain(last.question))
    asked = _capital(text[: words[end - 1].end])
    if known.rest.startswith("about "):
        return Filled(f"{asked}, {known.rest}?", known.rest)
    negated = len(words) > end and words[end].norm == "not"
    behind = text[words[end - 1].end :].strip()
    made = _asked(asked, _with_subject(known, names), last, negated=negated, behind="" if negated else behind)
    return Filled(made, _taken(known))


def _with_verb(asked: str, auxiliary: str, last: Past, names: Names) -> Filled | None:
    """"Who does?" with the verb of the last question: its subject is what is asked for."""
    known = clause(last.question)
    if known is None:
        return None
    subject = next((one for one in mentions(last.question, names, question=True) if one.role is Role.SUBJECT), None)
    verb = known.rest.replace(subject.text, "", 1).strip() if subject and known.rest.startswith(subject.text) else known.rest
    return Filled(f"{_capital(asked)} {auxiliary} {verb}?", _taken(known))


def _with_subject(known: Clause, names: Names) -> Clause:
    """`known` with what "how many" or "which" asks of as its subject: "How many people were hurt" has "the people"."""
    noun = next((one for one in mentions(known.asked, names, question=False) if one.end == len(known.asked)), None)
    if noun is None or mentions(f"{known.auxiliary} {known.rest}", names, question=True)[:1] and _has_subject(known, names):
        return known
    return Clause(known.asked, known.auxiliary, f"{noun.again} {known.rest}")


def _has_subject(known: Clause, names: Names) -> bool:
    """Whether something stands between the auxiliary and the verb."""
    if not known.auxiliary:
        return False
    found = mentions(f"{known.auxiliary} {known.rest}", names, question=True)
    pronoun = known.rest.split()[:1] and known.rest.split()[0].casefold() in grammar.PRONOUNS
    return bool(pronoun) or any(one.role is Role.SUBJECT for one in found)


def _asked(asked: str, known: Clause, last: Past, *, negated: bool, behind: str) -> str:
    """The last question with other question words: `known` is it, with its subject if that can be told."""
    own_noun = asked.split()[-1].casefold() not in grammar.WH | _MEASURES
    if known.asks_subject and not own_noun and asked.split()[-1].casefold() not in ("who", "what", "which"):
        return f"{asked} was it that {_doer(known, last)}{known.rest}?"
    if _INDEFINITE.match(known.rest) and known.auxiliary:
        return f"{asked} {known.auxiliary.lower()} {_INDEFINITE.sub('', known.rest)}?"
    whole = known.with_words(asked, negated=negated)[:-1]
    return " ".join(part for part in (whole, _inserted(known, last), behind) if part) + "?"


# Words that end question words without being what is asked of.
_MEASURES = frozenset("many much old long often far big exactly".split())


def _doer(known: Clause, last: Past) -> str:
    """Who did it, with a space behind: the answer; nothing where the rest names it already."""
    if known.asked.split()[-1].casefold() not in grammar.WH:
        return ""
    return f"{last.answer.strip(_SIGNS)} " if 0 < len(last.answer.split()) <= _INSERTED else "it "


def _inserted(known: Clause, last: Past) -> str:
    """The answer, where it belongs at the end of the question: "Why did he go | to Armenia"."""
    words = known.asked.casefold().split()
    if not words or not 0 < len(last.answer.split()) <= _INSERTED or last.answer.casefold() in known.rest.casefold():
        return ""
    if words[0] in ("what", "how", "which", "who", "whom") and words[-1] in ("what", "how", "who", "whom"):
        return f"({last.answer.strip(_SIGNS)})"
    if words[-1] != "where":
        return ""
    before = re.search(rf"\b(in|at|to|from|into|near|on)\s+(?:the\s+)?{re.escape(last.answer)}", last.sentence)
    opens = last.answer.split()[0].casefold() in grammar.PREPOSITIONS
    return last.answer if opens else f"{before[1] if before else 'in'} {last.answer}"


def _taken(known: Clause) -> str:
    return " ".join(part for part in (known.auxiliary, known.rest) if part)


# Something more


def _with_more(text: str, preposition: str, last: Past, names: Names) -> Filled:
    """The last question with `text` behind it, in the place of a phrase with the same preposition."""
    plain = _plain(last.question)
    text = text[:1].lower() + text[1:]
    new = next(iter(mentions(text, names, question=False)), None)
    for old in mentions(plain, names, question=True):
        before = re.search(rf"\b({re.escape(preposition)})\s+$", plain[: old.start], re.IGNORECASE)
        if before and new is not None and _alike(old, new):
            return Filled(f"{plain[: before.start()]}{text}{plain[old.end :]}?", plain)
    return Filled(f"{plain} {text}?", plain)


# Somebody else


def _with_another(text: str, last: Past, names: Names) -> Filled:
    """The last question with `text` in the place of what is most like it."""
    plain = _plain(last.question)
    behind = _BEHIND_NAMES.search(text)
    bare = text[: behind.start()] if behind else text
    found = [one for one in mentions(bare, names, question=False) if one.start == 0]
    new = max(found, key=lambda one: one.end, default=None)
    old = _exchanged(new, plain, names)
    if new is not None and len(bare) - new.end > _TAIL:
        # "I meant the warning that Meduza reported": it says all by itself.
        return Filled(f"What about {bare}?", "", _UNLIKE)
    if old is None:
        return Filled(f"As for {bare}, {plain[:1].lower() + plain[1:]}?", plain, _UNLIKE)
    time = f" {behind[0].strip()}" if behind and behind[0].strip().casefold() in _TIME_ADVERBS else ""
    placed = _placed(bare, old, plain)
    return Filled(f"{plain[: old.start]}{placed}{plain[old.end :]}{time}?", plain)


def _placed(bare: str, old: Mention, plain: str) -> str:
    return bare[:1].upper() + bare[1:] if old.start == 0 else bare


def _exchanged(new: Mention | None, plain: str, names: Names) -> Mention | None:
    """The phrase of the last question that `new` stands in for: of the same head, or of the same sort."""
    found = mentions(plain, names, question=True)
    outer = [one for one in found if not any(other is not one and other.start <= one.start and one.end <= other.end for other in found)]
    if new is None:
        return None
    for same in (
        lambda one: one.head == new.head and not one.proper,
        lambda one: _alike(one, new) and one.role is Role.SUBJECT,
        lambda one: _alike(one, new),
    ):
        fitting = [one for one in (*outer, *found) if same(one)]
        if fitting:
            return fitting[0]
    return None


def _alike(one: Mention, other: Mention) -> bool:
    """Whether the two are of one sort: both people, both places, both times, or both things."""
    return _sort(one.traits, one) == _sort(other.traits, other)


def _sort(traits: Traits, one: Mention) -> str:
    if traits.time:
        return "time"
    if traits.place:
        return "place"
    if traits.person or (one.proper and traits.person is None):
        return "person"
    return "thing"


def _plain(question: str) -> str:
    return question.rstrip(" ?!.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
