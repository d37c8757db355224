"""A fragment and the last question -> a whole question.

Known limitation: of two phrases that could be exchanged for a new one the one of the same sort is, then the subject.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.dialogue.clause import Clause, clause, question_words
from qa.dialogue.fragments import Fragment, Gap
from qa.dialogue.mentions import Mention, Role, mentions
from qa.dialogue.names import Names
from qa.dialogue.turn import Past
from qa.language import grammar
from qa.language.grammar import Token, tokens

# The probability that a fragment means what it is taken for, and if it is unlike all that the last question is about.
# By reading: of 53 fragments in CoQA's tuning half after a whole question, 48 meant what they were taken for.
_LIKELY, _UNLIKE = 0.9, 0.5
# Questions that a fragment can take something from.
_BACK = 3
# Words of an answer at most that are put into a question.
_INSERTED = 6
# Characters behind a phrase from which on it is explained, and not only named.
_TAIL = 12
# What an answer may be surrounded by.
_SIGNS = " .,;:!?“”\"'’()"
# Words that end question words without being what is asked of: "how many", "how long".
_MEASURES = frozenset("many much old long often far big exactly".split())
# What may stand before the last question without being a part of it.
_AND = re.compile(r"^(?:and|but|so|or)\b[\s,]*", re.IGNORECASE)
_INDEFINITE = re.compile(r"\b(?:anyone|anybody|someone|somebody|anything|something)\b(?: else\b)?\s*", re.IGNORECASE)
_BEHIND_A_NAME = re.compile(r"\s+(?:himself|herself|themselves|itself|too|instead|(?P<time>then|now|today))$", re.I)


@dataclass(frozen=True, slots=True)
class Filled:
    """A fragment made whole: the question, the words of the last one that it took over, and how likely it is meant."""

    question: str
    taken: str
    confidence: float = _LIKELY


def filled(one: Fragment, past: Sequence[Past], names: Names) -> Filled | None:
    """`one` made whole by the last question of `past` (the oldest first, at least one); None if that cannot be done.

    Somebody else may be meant in a question before the last one, if nobody is spoken of in that: "Where did he go?"
    "How much was it?" "And his brother?".
    """
    if not any(token.is_word for token in tokens(one.text)):
        return None
    recent = [replace(turn, question=grammar.capital(_AND.sub("", turn.question))) for turn in past[-_BACK:]]
    if one.gap in (Gap.ANOTHER, Gap.OTHER_ONE):
        return _with_another(one.text, recent, names)
    if one.text.casefold() == "what" and not _INDEFINITE.search(recent[-1].question):
        # As one says who has not understood: too vague to be asked.
        return None
    return _BY_GAP[one.gap](one.text, recent[-1], names)


# Other question words


def _with_question_words(text: str, last: Past, names: Names) -> Filled:
    """The last question with the question words of `text`: "Why?"."""
    words = [token for token in tokens(text) if token.is_word]
    end = question_words(words)
    asked = grammar.capital(text[: words[end - 1].end])
    known = clause(last.question)
    if known is None or not known.rest or known.rest.startswith("about "):
        rest = known.rest if known and known.rest else _plain(last.question)
        return Filled(f"{asked}, {rest}?", rest)
    return Filled(_asked(asked, words[end:], _with_subject(known, names), last), known.rest)


def _asked(asked: str, behind: Sequence[Token], known: Clause, last: Past) -> str:
    """The last question, `known`, with the question words `asked` and the adverbs `behind` them."""
    ending = asked.split()[-1].casefold()
    adverbial = ending in grammar.WH | _MEASURES and ending not in ("who", "what", "which")
    if known.asks_subject and (adverbial or asked.split()[0].casefold() in grammar.PREPOSITIONS):
        return f"{asked} was it that {_doer(known, last)}{known.rest}?"
    if not known.asked and ending in ("who", "whom", "what"):
        # "Did he see anyone?" "Who?": it is asked for what was left open.
        known = replace(known, rest=_INDEFINITE.sub("", known.rest, count=1).strip())
    negated = bool(behind) and behind[0].norm == "not"
    adverbs = () if negated else tuple(token.text for token in behind)
    whole = known.with_words(asked, negated=negated)[:-1]
    return " ".join(part for part in (whole, _inserted(known, last), *adverbs) if part) + "?"


def _with_subject(known: Clause, names: Names) -> Clause:
    """`known` with what "how many" or "which" asks of as its subject: "How many people were hurt" has "the people"."""
    noun = next((one for one in mentions(known.asked, names, question=False) if one.end == len(known.asked)), None)
    if noun is None or _has_subject(known, names):
        return known
    return replace(known, rest=f"{noun.again} {known.rest}")


def _has_subject(known: Clause, names: Names) -> bool:
    """Whether something stands between the auxiliary and the verb."""
    if not known.auxiliary:
        return False
    found = mentions(f"{known.auxiliary} {known.rest}", names, question=True)
    return known.rest.split(" ")[0].casefold() in grammar.PRONOUNS or any(one.role is Role.SUBJECT for one in found)


def _doer(known: Clause, last: Past) -> str:
    """Who did it, with a space behind: the answer; nothing where the rest names it already."""
    if known.asked.split()[-1].casefold() not in grammar.WH:
        return ""
    return f"{last.answer.strip(_SIGNS)} " if _is_short(last.answer) else "it "


def _inserted(known: Clause, last: Past) -> str:
    """The answer as a part of the question: "Why did he go | to Armenia", "Why did she feel | (tired)"."""
    asked = known.asked.casefold().split()
    if not asked or not _is_short(last.answer) or last.answer.casefold() in known.rest.casefold():
        return ""
    if asked[-1] in ("what", "how", "who", "whom"):
        return f"({last.answer.strip(_SIGNS)})"
    if asked[-1] != "where":
        return ""
    if last.answer.split()[0].casefold() in grammar.PREPOSITIONS:
        return last.answer
    before = re.search(rf"\b(in|at|to|from|into|near|on)\s+(?:the\s+)?{re.escape(last.answer)}", last.sentence)
    return f"{'to' if grammar.goes(known.rest) else before[1] if before else 'in'} {last.answer}"


def _with_verb(text: str, last: Past, names: Names) -> Filled | None:
    """The last question without its subject, which `text` asks for: "Who does?"."""
    known = clause(last.question)
    if known is None:
        return None
    found = mentions(last.question, names, question=True)
    subject = next((one.text for one in found if one.role is Role.SUBJECT), "")
    return Filled(f"{grammar.capital(text)} {known.rest.removeprefix(subject).strip()}?", known.rest)


# Something more


def _with_more(text: str, last: Past, names: Names) -> Filled:
    """The last question with `text` behind it, or in the place of a phrase of its sort with the same preposition."""
    plain = _plain(last.question)
    text = text[:1].lower() + text[1:]
    preposition = text.split()[0]
    new = next(iter(mentions(text, names, question=False)), None)
    for old in mentions(plain, names, question=True):
        before = re.search(rf"\b{re.escape(preposition)}\s+$", plain[: old.start], re.IGNORECASE)
        if before and new is not None and _sort(old) == _sort(new):
            return Filled(f"{plain[: before.start()]}{text}{plain[old.end :]}?", plain)
    return Filled(f"{plain} {text}?", plain)


# Somebody else


def _with_another(text: str, recent: Sequence[Past], names: Names) -> Filled:
    """The latest question that speaks of something like `text`, with `text` in its place."""
    behind = _BEHIND_A_NAME.search(text)
    bare = text[: behind.start()] if behind else text
    opening = (one for one in mentions(bare, names, question=False) if one.start == 0)
    new = max(opening, key=lambda one: one.end, default=None)
    # "I meant the warning that Meduza reported" says all by itself.
    if new is not None and len(bare) - new.end <= _TAIL:
        for age, plain in enumerate(_plain(turn.question) for turn in reversed(recent)):
            old = _exchanged(new, mentions(plain, names, question=True))
            if old is not None and (age == 0 or _sort(new) == "person"):
                time = f" {behind['time']}" if behind and behind["time"] else ""
                made = f"{plain[: old.start]}{bare}{plain[old.end :]}{time}?"
                return Filled(grammar.capital(made), plain, _UNLIKE if age else _LIKELY)
    return Filled(f"What about {bare}?", "", _UNLIKE)


def _exchanged(new: Mention, found: Sequence[Mention]) -> Mention | None:
    """Of `found`, the phrases of the last question, the one that `new` stands in for: of its head, or of its sort."""
    whole = sorted(found, key=lambda one: any(_inside(one, other) for other in found))
    likeness: Sequence[Callable[[Mention], bool]] = (
        lambda one: one.head == new.head and not one.proper,
        lambda one: _sort(one) == _sort(new) and one.role is Role.SUBJECT,
        lambda one: _sort(one) == _sort(new),
    )
    return next((one for alike in likeness for one in whole if alike(one)), None)


def _inside(one: Mention, other: Mention) -> bool:
    """Whether `one` is a part of `other`: "Pavel" of "Pavel's brother"."""
    return other is not one and other.start <= one.start and one.end <= other.end


def _sort(one: Mention) -> str:
    """What a phrase means: of a name that nothing is known of, a person."""
    traits = one.traits
    if traits.time or traits.place:
        return "time" if traits.time else "place"
    return "person" if traits.person or (one.proper and traits.person is None) else "thing"


_BY_GAP: dict[Gap, Callable[[str, Past, Names], Filled | None]] = {
    Gap.QUESTION_WORDS: _with_question_words,
    Gap.VERB: _with_verb,
    Gap.MORE: _with_more,
}


def _is_short(answer: str) -> bool:
    return 0 < len(answer.split()) <= _INSERTED


def _plain(question: str) -> str:
    return question.rstrip(" ?!.")
