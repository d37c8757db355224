"""A line and what was said before -> the question that stands alone.

A line that stands alone is left as it is, to the letter, and is asked as if nothing had been said before. One that
leans is one of three things: a fragment (`fragments`), a question with a pronoun or a phrase that points back
(`references`, `antecedents`), or one with a word as "else" that only says that it goes on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from qa import model
from qa.dialogue.antecedents import Spoken, fitting, guesses, mentioned, spoken_of
from qa.dialogue.clause import clause
from qa.dialogue.filling import filled
from qa.dialogue.fragments import Fragment, Gap, fragment
from qa.dialogue.mentions import Mention, Role, mentions
from qa.dialogue.names import Names
from qa.dialogue.references import Reference, definite_nouns, leaning_word, references
from qa.dialogue.traits import Fit
from qa.dialogue.turn import FRAGMENT, REFERENCE, Past, Resolved, Understood
from qa.language import grammar
from qa.language.answer_types import Kind, spans_of
from qa.question.intent import Wish, wish_of
from qa.types import Document

# Of the probability of the first guess, the least that a second one has if it is worth offering.
_CLOSE = 0.6
# Of a pronoun that nothing in the conversation fits: it may mean whom the documents name most, with this probability.
_MAIN = {"he": 0.3, "she": 0.3}
# The probability that "that" is the last answer.
_THAT = 0.6
# Turns kept taken apart.
_TURNS = 256
# Things remembered that are worth telling.
_TOLD = 8

_SOFT = re.compile(
    r"^\s*(?:(?:and|so|but|ok(?:ay)?|well|then|oh|ah|right|i see|thanks|thank you|great|alright|now|yes|hm+)\b"
    r"[\s,.!:–—-]+)+(?=\w)",
    re.IGNORECASE,
)
_NEW_TOPIC = re.compile(
    r"^\s*(?:(?:a )?(?:new|different|another|other) (?:topic|question|subject|matter)"
    r"|(?:on |to )?(?:a|another|something) (?:(?:completely|entirely|totally) )?(?:different|else)"
    r"(?: (?:topic|question|subject|note))?|change of (?:topic|subject)"
    r"|let(?:'|’)?s (?:talk|speak) about something else|forget (?:that|it|about (?:that|it)))[\s,.:;!–—-]+",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"^\s*(?:(?:no|sorry|actually|wait)[\s,]+)*(?:i\s+(?:meant?|was\s+(?:asking|talking)\s+about)"
    r"|let(?:'|’)?s\s+(?:talk|speak)\s+about|talking\s+about|speaking\s+of|about|as\s+for|back\s+to)"
    r"\s+(?P<topic>[^.?!,;:]+)[.?!,;:]\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_BEFORE_COMMA = re.compile(r"^(?P<topic>[^,?!.]{2,60}),\s+(?P<rest>.+)$")
# What is joined to a word, where it can be told what it is: "what's he" is "what is he", "where'd" is "where did".
_IS = re.compile(r"\b(what|who|where|when|how|why|that|it|he|she|there)['’]s\b(?! \w+ed\b)", re.IGNORECASE)
_DID = re.compile(r"\b(what|who|where|when|how|why)['’]d\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_DISCOURSE_THEN = re.compile(r",\s*then\s*(?=\?|$)", re.IGNORECASE)
# What happens, costs and takes is no thing that was named, but what was told of.
_EVENT = re.compile(
    r" (?:\w+ )?(?:costs?|takes?|took|taken|happen(?:s|ed)?|lasts?|lasted|end(?:s|ed)?)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Edits:
    """What a person changed about what is remembered, the newest first."""

    pinned: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()

    def pinning(self, name: str) -> "Edits":
        """With `name` spoken of before all else."""
        return replace(self, pinned=(name, *self.pinned), dropped=self.dropped - {name.casefold()})

    def dropping(self, name: str) -> "Edits":
        """With `name` spoken of no more."""
        kept = tuple(one for one in self.pinned if one.casefold() != name.casefold())
        return Edits(kept, self.dropped | {name.casefold()})


NO_EDITS = Edits()


class Understander:
    """Understands lines about some documents."""

    def __init__(self, documents: Sequence[Document], *, weights: Mapping[str, float] | None = None) -> None:
        """Know the names in `documents`; there may be none. `weights` tell antecedents, those that ship if None."""
        self._names = Names(documents)
        self._weights = model.dialogue().antecedent if weights is None else weights
        # Of a turn that was taken apart once: it stands behind every question to come.
        self._mentioned = lru_cache(maxsize=_TURNS)(partial(mentioned, names=self._names))

    def understand(self, line: str, past: Sequence[Past], edits: Edits = NO_EDITS) -> Understood:
        """How `line` is understood after `past`, the oldest first."""
        topic_changes = _NEW_TOPIC.match(line)
        if topic_changes or not past:
            return Understood(line, line[topic_changes.end() :] if topic_changes else line)
        found = self._understood(line, past, edits)
        other = found.other and grammar.capital(found.other)
        return replace(found, standalone=grammar.capital(found.standalone), other=other) if found.leans else found

    def _understood(self, line: str, past: Sequence[Past], edits: Edits) -> Understood:
        """How `line` is understood, with a small letter where a phrase begins it that has one."""
        named = _TOPIC.match(line)
        if named:
            return self._about(line, named["topic"], named["rest"], past, edits)
        text = _DISCOURSE_THEN.sub("", _without_remarks(line))
        text = _DID.sub(r"\1 did", _IS.sub(r"\1 is", text))
        found = fragment(text, self._names)
        if found is not None:
            return self._whole(line, found, past, edits)
        text = _SOFT.sub("", text)
        named = _BEFORE_COMMA.match(text)
        if named and self._is_topic(named["topic"], named["rest"]):
            return self._about(line, named["topic"], named["rest"], past, edits)
        return self._resolved(line, text, past, edits)

    def remembered(self, past: Sequence[Past], edits: Edits = NO_EDITS) -> tuple[str, ...]:
        """What a follow-up can lean on, the likeliest first."""
        spoken = self._spoken(past, edits)
        told = (one for one in spoken if one.pinned or _is_worth_telling(one))
        ordered = sorted(told, key=lambda one: (not one.pinned, one.age, Role.SUBJECT not in one.roles))
        return tuple(dict.fromkeys(one.text for one in ordered))[:_TOLD]

    def _spoken(self, past: Sequence[Past], edits: Edits) -> list[Spoken]:
        """What was spoken of, after the edits."""
        pinned = [replace(self._named(name), pinned=True) for name in edits.pinned[:1]]
        spoken = spoken_of(past, self._mentioned)
        return [*pinned, *(one for one in spoken if one.text.casefold() not in edits.dropped)]

    def _named(self, name: str) -> Spoken:
        """`name` as if it had just been spoken of."""
        found = mentions(name, self._names, question=False)
        whole = next((one for one in reversed(found) if one.end >= len(name) - len("'s")), None)
        mention = whole or Mention(
            name, name.casefold(), 0, len(name), self._names.traits(name), Role.SUBJECT, proper=True
        )
        return Spoken(mention, 0, frozenset({Role.SUBJECT}))

    # Sorts of lines

    def _about(self, line: str, topic: str, rest: str, past: Sequence[Past], edits: Edits) -> Understood:
        """A question that says before what it is about: "I meant Semyon. Did he give his name?"."""
        meant = self._resolved(topic, topic, past, edits).standalone
        found = self._resolved(line, rest, past, edits.pinning(meant))
        if found.resolved:
            return found
        asked = f"{rest.rstrip(' ?')}, {meant}?"
        return Understood(line, asked, (Resolved("", meant),), sort=REFERENCE)

    def _is_topic(self, topic: str, rest: str) -> bool:
        """Whether `topic` is a name or somebody's, and `rest` a question that points back to it."""
        found = mentions(topic, self._names, question=False)
        whole = any(one.start == 0 and one.end == len(topic) and (one.proper or one.owned) for one in found)
        return whole and clause(rest) is not None and bool(references(rest, self._names))

    def _whole(self, line: str, found: Fragment, past: Sequence[Past], edits: Edits) -> Understood:
        """A fragment, with what it leaves out taken from the last question."""
        text = self._other_one(past, edits) if found.gap is Gap.OTHER_ONE else found.text
        if not text:
            return Understood(line, line)
        inner = self._resolved(text, text, past, edits)
        made = filled(replace(found, text=inner.standalone if inner.resolved else text), past, self._names)
        if made is None:
            return Understood(line, line)
        taken = (*inner.resolved, Resolved("", made.taken))
        return Understood(line, made.question, taken, inner.confidence * made.confidence, inner.other, FRAGMENT)

    def _other_one(self, past: Sequence[Past], edits: Edits) -> str:
        """Who else was spoken of and is not in the last question; of the documents if nobody else was."""
        last = mentions(past[-1].question, self._names, question=True)
        known = {word for one in last for word in one.key.split()}
        persons = {one.traits.person for one in last if one.proper}
        spoken = [*self._spoken(past, edits), *map(self._named, self._names.often)]
        able = (one for one in spoken if one.mention.proper and one.mention.traits.person in persons)
        return next((one.text for one in able if not known & set(one.mention.key.split())), "")

    def _resolved(self, line: str, text: str, past: Sequence[Past], edits: Edits) -> Understood:
        """A question in which words point back, with what they mean in their place."""
        found = references(text, self._names) or definite_nouns(text, self._names)
        if not found:
            return Understood(line, line, sort=REFERENCE if leaning_word(text, self._names) else "")
        spoken = self._spoken(past, edits)
        choices: list[tuple[Reference, _Choice]] = []
        for one in found:
            # What is meant by one pronoun is not meant by another.
            left = [other for other in spoken if other.text not in {choice.first for _, choice in choices}]
            choice = self._choice(one, left, text, past[-1])
            choices += [(one, choice)] if choice else []
        if not choices:
            return Understood(line, line, sort=REFERENCE if any(one.kind != "noun" for one in found) else "")
        close = next(((one, choice.second) for one, choice in choices if choice.second is not None), None)
        other = None if close is None else _replaced(text, [(close[0], close[1])])
        return Understood(
            line,
            _replaced(text, [(one, choice.first) for one, choice in choices]),
            tuple(Resolved(one.text, choice.first) for one, choice in choices),
            min(choice.confidence for _, choice in choices),
            other,
            REFERENCE,
        )

    def _choice(self, reference: Reference, spoken: Sequence[Spoken], text: str, last: Past) -> "_Choice | None":
        """What `reference` means; None if nothing is likely enough."""
        if reference.kind == "it" and _EVENT.match(text, reference.end):
            return None
        if reference.kind == "this" and not reference.head:
            return _Choice(last.answer, _THAT, None) if self._can_be_that(last.answer) else None
        guessed = guesses(reference.kind, fitting(reference, spoken, text), self._weights)
        if not guessed:
            return self._main(reference.kind, text)
        first, second = guessed[0], guessed[1] if len(guessed) > 1 else None
        close = second is not None and second.probability >= _CLOSE * first.probability
        return _Choice(first.spoken.text, first.probability, second.spoken.text if second and close else None)

    def _can_be_that(self, answer: str) -> bool:
        """Whether "that" can mean the answering words: a number, or one phrase for no person, place or time."""
        whole = (one for one in mentions(answer, self._names, question=False) if len(one.text) == len(answer))
        told = len(answer.split()) > 1 or answer[:1].isdigit()
        return told and any(not (one.traits.time or one.traits.place or one.traits.person) for one in whole)

    def _main(self, kind: str, text: str) -> "_Choice | None":
        """The man, or the woman, whom the documents name most."""
        named = text.casefold()
        able = (self._named(name) for name in self._names.often if kind in _MAIN and name.casefold() not in named)
        best = next((one for one in able if one.mention.traits.fits(kind) is Fit.YES), None)
        return None if best is None else _Choice(best.text, _MAIN[kind], None)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a reference is taken to mean, with the probability, and what else it may mean if that is close."""

    first: str
    confidence: float
    second: str | None


def _replaced(text: str, meant: Sequence[tuple[Reference, str]]) -> str:
    """`text` with each reference replaced by what it means."""
    made, done = "", 0
    for reference, name in meant:
        made += text[done : reference.start] + _said(reference, name, text)
        done = reference.end
    return made + text[done:]


def _said(reference: Reference, name: str, text: str) -> str:
    """`name` as it stands in the place of `reference`."""
    if reference.owning:
        return f"{name}’" if name.endswith("s") else f"{name}'s"
    if reference.kind == "there":
        place = "to" if grammar.goes(text[: reference.start]) else "at" if name.startswith("the ") else "in"
        return f"{place} {name}"
    return name


def _is_worth_telling(one: Spoken) -> bool:
    """Whether it is a name, or something that was asked about or answered with, and no number."""
    is_number = next(spans_of(Kind.NUMBER, one.mention.head), None) is not None
    return one.mention.proper or (one.roles != {Role.SENTENCE} and not is_number)


def _without_remarks(line: str) -> str:
    """`line` without the remarks that stand before the question: "I see. And where?"."""
    parts = _SENTENCE_END.split(line.strip())
    while len(parts) > 1 and wish_of(parts[0]) is not Wish.QUESTION:
        parts.pop(0)
    return " ".join(parts)


@lru_cache(maxsize=4)
def understander(documents: tuple[Document, ...]) -> Understander:
    """The understander of `documents`, made once."""
    return Understander(documents)
