"""Completes a fragment from the last question.

Known limitation: if two phrases could be exchanged for a new one, the phrase of the same category is, then the subject.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.dialogue.clause import Clause, clause, count_question_words
from qa.dialogue.history import History, Knowledge
from qa.dialogue.rewrite.anaphora import resolve
from qa.dialogue.rewrite.fragments import Fragment, Gap
from qa.dialogue.turn import ELLIPSIS, PastTurn, Rewrite, Substitution
from qa.language.answer_types import typed_spans
from qa.language.grammar import capitalised, ends_in_motion
from qa.language.lexicon import (
    BE,
    INDEFINITE_PRONOUNS,
    MEASURE_WORDS,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    alternation,
)
from qa.language.tokens import tokens
from qa.types import AnswerType, Mention, Question, Role, Token

# The probability that a fragment means what it is taken for, and if it is unlike all that the last question is about.
# By reading: of 53 fragments in CoQA's tuning half after a whole question, 48 meant what they were taken for.
_LIKELY, _UNLIKE = 0.9, 0.5
# The confidence from which an answer is put into the next question.
_RELIED_ON = 0.5
# What may be said beside the numbers of an answer that counts something.
_BESIDE_NUMBERS = frozenset({"of", "the", "about", "around", "nearly", "almost", "only", "over", "some"})
# Questions that a fragment can take something from.
_REACH = 3
# Words of an answer at most that are put into a question.
_MAX_INSERTED = 6
# Characters behind a phrase from which on it is explained, and not only named.
_MAX_TAIL = 12
# What an answer may be surrounded by.
_PUNCTUATION = " .,;:!?“”\"'’()"
# What may precede the last question without being a part of it.
_AND = re.compile(r"^(?:and|but|so|or)\b[\s,]*", re.IGNORECASE)
_INDEFINITE = re.compile(rf"\b{alternation(INDEFINITE_PRONOUNS)}\b(?: else\b)?\s*", re.IGNORECASE)
_BEHIND_A_NAME = re.compile(
    r"\s+(?:himself|herself|themselves|itself|too|instead|(?P<time>then|now|today))$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Completion:
    """A completed fragment: the question, the words of the last one that it takes over, and how likely it is meant."""

    question: str
    taken_over: str
    confidence: float = _LIKELY


def complete(fragment: Fragment, question: Question, history: History) -> Rewrite:
    """`fragment`, found in the line `question`, completed from the last question; unchanged if that cannot be done."""
    line = question.corrected
    text = _other_one(history) if fragment.gap is Gap.OTHER_ONE else fragment.text
    resolved = resolve(history.knowledge.parse(text), history) if text else None
    if resolved is None or not resolved.substitutions:
        resolved = Rewrite(text, text)
    completion = _completed(replace(fragment, text=resolved.rewritten), history) if text else None
    if completion is None:
        # "Where?" was not understood, so neither is "When?"; but it is still about the last answer.
        leans = fragment.gap is Gap.QUESTION_WORDS and bool(text) and text.casefold() != "what"
        return Rewrite(line, line, kind=ELLIPSIS if leans else "")
    return Rewrite(
        typed=line,
        rewritten=completion.question,
        substitutions=(*resolved.substitutions, Substitution("", completion.taken_over)),
        confidence=resolved.confidence * completion.confidence,
        alternative_reading=resolved.alternative_reading,
        kind=ELLIPSIS,
    )


def _other_one(history: History) -> str:
    """Who else was mentioned and is not in the last question; of the documents if nobody else was; empty if nobody."""
    knowledge = history.knowledge
    last = knowledge.parse(history.last.question).mentions or ()
    named = {word for mention in last for word in mention.key.split()}
    persons = {mention.traits.person for mention in last if mention.proper}
    for antecedent in (*history.antecedents, *map(knowledge.named, knowledge.names.frequent)):
        mention = antecedent.mention
        if mention.proper and mention.traits.person in persons and not named & set(mention.key.split()):
            return antecedent.text
    return ""


def _completed(fragment: Fragment, history: History) -> Completion | None:
    """`fragment` completed by the last question; None if that cannot be done.

    Somebody else may be meant in a question before the last one, if nobody is mentioned in that: "Where did he go?"
    "How much was it?" "And his brother?".
    """
    text = fragment.text
    if not any(token.is_word for token in tokens(text)):
        return None
    recent = [replace(turn, question=capitalised(_AND.sub("", turn.question))) for turn in history.turns[-_REACH:]]
    if fragment.gap in (Gap.ANOTHER, Gap.OTHER_ONE):
        return _with_another(text, recent, history.knowledge)
    if text.casefold() == "what" and not _INDEFINITE.search(recent[-1].question):
        # Said by a person who has not understood: too vague to be asked.
        return None
    return _BY_GAP[fragment.gap](text, recent[-1], history.knowledge)


# Other question words


def _with_question_words(text: str, last: PastTurn, knowledge: Knowledge) -> Completion | None:
    """The last question with the question words of `text`: "Why?"."""
    words = [token for token in tokens(text) if token.is_word]
    count = count_question_words(words)
    question_words = capitalised(text[: words[count - 1].end])
    known = clause(last.question)
    if known is not None and not known.rest and not known.auxiliary:
        # "Where?" itself was not understood: there is nothing to complete "When?" from.
        return None
    if known is None or not known.rest or known.rest.startswith("about "):
        rest = known.rest if known and known.rest else _plain(last.question)
        return Completion(f"{question_words}, {rest}?", rest)
    question = _asked(question_words, words[count:], _with_subject(known, last, knowledge), last)
    return Completion(question, known.rest)


def _asked(question_words: str, behind: Sequence[Token], known: Clause, last: PastTurn) -> str:
    """The last question, `known`, with other question words and the adverbs `behind` them."""
    opening, ending = question_words.split()[0].casefold(), question_words.split()[-1].casefold()
    is_adverbial = (ending in QUESTION_WORDS or ending in MEASURE_WORDS) and ending not in ("who", "what", "which")
    if known.asks_subject and (is_adverbial or opening in PREPOSITIONS):
        return f"{question_words} was it that {_doer(known, last)}{known.rest}?"
    if not known.question_words and ending in ("who", "whom", "what"):
        # "Did he see anyone?" "Who?" asks for what was left open.
        known = replace(known, rest=_INDEFINITE.sub("", known.rest, count=1).strip())
    negated = bool(behind) and behind[0].norm == "not"
    adverbs = () if negated else tuple(token.text for token in behind)
    whole = known.with_question_words(question_words, negated=negated)[:-1]
    return " ".join(part for part in (whole, _inserted(known, last), *adverbs) if part) + "?"


def _with_subject(known: Clause, last: PastTurn, knowledge: Knowledge) -> Clause:
    """`known` with the noun of "how many" or "which" as its subject: "How many people were hurt" has "the people".

    With its answer, a number, that is "seven people". "Who was against it" has the answer.
    """
    if known.question_words.casefold() == "who" and known.auxiliary.casefold() in BE:
        names_it = _is_short(last.answer) and last.confidence >= _RELIED_ON and not _has_subject(known, knowledge)
        return replace(known, rest=f"{last.answer.strip(_PUNCTUATION)} {known.rest}") if names_it else known
    phrases = knowledge.phrases(known.question_words)
    noun = next((phrase for phrase in phrases if phrase.end == len(known.question_words)), None)
    if noun is None or _has_subject(known, knowledge):
        return known
    counted = _counted(noun, last) if known.question_words.casefold().startswith("how many ") else ""
    return replace(known, rest=f"{counted or noun.definite} {known.rest}")


def _counted(noun: Mention, last: PastTurn) -> str:
    """How many there are, as the last answer says: "12 of 840 tests"; empty if it is no number or is not relied on."""
    answer = last.answer.strip(_PUNCTUATION)
    if last.confidence < _RELIED_ON or not _is_short(answer):
        return ""
    numbers = typed_spans(AnswerType.NUMBER, answer)
    beside = [
        token.norm
        for token in tokens(answer)
        if token.is_word and not any(number.start <= token.start < number.end for number in numbers)
    ]
    if not numbers or (beside and beside[-1] == noun.head):
        return answer if numbers else ""
    # "12 of 840" tests, but not "700 rubles" of them.
    return f"{answer} {noun.definite.removeprefix('the ')}" if set(beside) <= _BESIDE_NUMBERS else ""


def _has_subject(known: Clause, knowledge: Knowledge) -> bool:
    """Whether there is something between the auxiliary and the verb."""
    if not known.auxiliary:
        return False
    words = [token for token in tokens(known.rest) if token.is_word]
    describes = known.auxiliary.casefold() in BE and (len(words) == 1 or words[1].norm in PREPOSITIONS)
    if words and describes and not words[0].is_capitalised and words[0].norm not in PRONOUNS:
        # "How many tests are | flaky".
        return False
    mentions = knowledge.parse(f"{known.auxiliary} {known.rest}").mentions or ()
    starts_with_pronoun = known.rest.split(" ")[0].casefold() in PRONOUNS
    return starts_with_pronoun or any(mention.role is Role.SUBJECT for mention in mentions)


def _doer(known: Clause, last: PastTurn) -> str:
    """Who did it, with a space behind: the answer; nothing where the rest names it already."""
    if known.question_words.split()[-1].casefold() not in QUESTION_WORDS:
        return ""
    is_sure = _is_short(last.answer) and last.confidence >= _RELIED_ON
    return f"{last.answer.strip(_PUNCTUATION)} " if is_sure else "it "


def _inserted(known: Clause, last: PastTurn) -> str:
    """The answer as a part of the question: "Why did he go | to Armenia", "Why did she feel | (tired)"."""
    question_words = known.question_words.casefold().split()
    answer = last.answer
    if not question_words or not _is_short(answer) or answer.casefold() in known.rest.casefold():
        return ""
    if last.confidence < _RELIED_ON:
        return ""
    if question_words[-1] in ("what", "how", "who", "whom"):
        return f"({answer.strip(_PUNCTUATION)})"
    if question_words[-1] != "where":
        return ""
    if answer.split()[0].casefold() in PREPOSITIONS:
        return answer
    before = re.search(rf"\b(in|at|to|from|into|near|on)\s+(?:the\s+)?{re.escape(answer)}", last.sentence)
    return f"{'to' if ends_in_motion(known.rest) else before[1] if before else 'in'} {answer}"


def _with_verb(text: str, last: PastTurn, knowledge: Knowledge) -> Completion | None:
    """The last question without its subject, which `text` asks for: "Who does?"."""
    known = clause(last.question)
    if known is None:
        return None
    mentions = knowledge.parse(last.question).mentions or ()
    subject = next((mention.text for mention in mentions if mention.role is Role.SUBJECT), "")
    return Completion(f"{capitalised(text)} {known.rest.removeprefix(subject).strip()}?", known.rest)


# Something more


def _with_more(text: str, last: PastTurn, knowledge: Knowledge) -> Completion:
    """The last question with `text` behind it, or in the place of one of its category with the same preposition."""
    plain = _plain(last.question)
    text = text[:1].lower() + text[1:]
    preposition = text.split()[0]
    new = next(iter(knowledge.phrases(text)), None)
    for old in knowledge.parse(plain).mentions or ():
        before = re.search(rf"\b{re.escape(preposition)}\s+$", plain[: old.start], re.IGNORECASE)
        if before and new is not None and _category(old) == _category(new):
            return Completion(f"{plain[: before.start()]}{text}{plain[old.end :]}?", plain)
    return Completion(f"{plain} {text}?", plain)


# Somebody else


def _with_another(text: str, recent: Sequence[PastTurn], knowledge: Knowledge) -> Completion:
    """The latest question that mentions something like `text`, with `text` in its place."""
    behind = _BEHIND_A_NAME.search(text)
    bare = text[: behind.start()] if behind else text
    opening = (phrase for phrase in knowledge.phrases(bare) if phrase.start == 0)
    new = max(opening, key=lambda phrase: phrase.end, default=None)
    # "I meant the warning that Meduza reported" says all by itself.
    if new is not None and len(bare) - new.end <= _MAX_TAIL:
        for age, plain in enumerate(_plain(turn.question) for turn in reversed(recent)):
            old = _exchanged(new, knowledge.parse(plain).mentions or ())
            if old is not None and (age == 0 or _category(new) == "person"):
                time = f" {behind['time']}" if behind and behind["time"] else ""
                question = f"{plain[: old.start]}{bare}{plain[old.end :]}{time}?"
                return Completion(capitalised(question), plain, _UNLIKE if age else _LIKELY)
    return Completion(f"What about {bare}?", "", _UNLIKE)


def _exchanged(new: Mention, mentions: Sequence[Mention]) -> Mention | None:
    """The mention of the last question that `new` replaces: one of its head, or of its category."""
    whole_first = sorted(mentions, key=lambda mention: any(_is_inside(mention, other) for other in mentions))
    likeness: Sequence[Callable[[Mention], bool]] = (
        lambda mention: mention.head == new.head and not mention.proper,
        lambda mention: _category(mention) == _category(new) and mention.role is Role.SUBJECT,
        lambda mention: _category(mention) == _category(new),
    )
    return next((mention for is_like in likeness for mention in whole_first if is_like(mention)), None)


def _is_inside(mention: Mention, other: Mention) -> bool:
    """Whether `mention` is a part of `other`: "Pavel" of "Pavel's brother"."""
    return other is not mention and other.start <= mention.start and mention.end <= other.end


def _category(mention: Mention) -> str:
    """The category of what a phrase means; a name that nothing is known of means a person."""
    traits = mention.traits
    if traits.time or traits.place:
        return "time" if traits.time else "place"
    return "person" if traits.person or (mention.proper and traits.person is None) else "thing"


_BY_GAP: dict[Gap, Callable[[str, PastTurn, Knowledge], Completion | None]] = {
    Gap.QUESTION_WORDS: _with_question_words,
    Gap.VERB: _with_verb,
    Gap.MORE: _with_more,
}


def _is_short(answer: str) -> bool:
    return 0 < len(answer.split()) <= _MAX_INSERTED


def _plain(question: str) -> str:
    return question.rstrip(" ?!.")
