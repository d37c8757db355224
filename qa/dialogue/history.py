"""What was said before, as the rewriters see it: past turns, what they mention, and what a person put in focus."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from qa import model
from qa.dialogue.antecedents import Antecedent, collect_antecedents, mentions_of_turn
from qa.dialogue.clause import clause
from qa.dialogue.mentions import find_mentions, mention_of_name
from qa.dialogue.names import Names
from qa.dialogue.turn import PastTurn
from qa.language.answer_types import typed_spans
from qa.question import parsed
from qa.types import AnswerType, Document, Mention, Question, Role

# Texts and turns that are kept parsed: each past turn is looked at again for every question to come.
_KEPT = 256
# Antecedents that are worth showing to a person.
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class FocusEdits:
    """What a person changed about what is in focus, the newest first."""

    pinned: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()

    def pinning(self, name: str) -> "FocusEdits":
        """With `name` in focus before all else."""
        return replace(self, pinned=(name, *self.pinned), dropped=self.dropped - {name.casefold()})

    def dropping(self, name: str) -> "FocusEdits":
        """Without `name` in focus."""
        kept = tuple(pinned for pinned in self.pinned if pinned.casefold() != name.casefold())
        return FocusEdits(kept, self.dropped | {name.casefold()})


NO_EDITS = FocusEdits()


class Knowledge:
    """What is known of the documents and of English: names, mentions, and the weights of antecedents. It is shared."""

    def __init__(
        self,
        documents: Sequence[Document],
        *,
        names: Callable[[], Sequence[str]] | None = None,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        """Know the names in `documents`; there may be none. Without `weights`, those that ship rank antecedents.

        `names` lists those names, the most frequent first; None: they are looked for.
        """
        self.names = Names(documents, names)
        self.weights = model.dialogue().antecedent if weights is None else weights
        self.parse = lru_cache(maxsize=_KEPT)(self._parse)
        self.phrases = lru_cache(maxsize=_KEPT)(self._phrases)
        self._affinity = lru_cache(maxsize=_KEPT)(self.names.affinity)
        self.mentions_of = lru_cache(maxsize=_KEPT)(self._mentions_of)

    def with_mentions(self, question: Question) -> Question:
        """`question` with its names and noun phrases."""
        if question.mentions is not None:
            return question
        return replace(question, mentions=find_mentions(question.corrected, self.names, in_question=True))

    def named(self, name: str) -> Antecedent:
        """`name` as if it had just been mentioned as a subject."""
        phrases = reversed(self.phrases(name))
        whole = next((phrase for phrase in phrases if phrase.end >= len(name) - len("'s")), None)
        mention = whole or mention_of_name(name, self.names)
        return Antecedent(mention, 0, frozenset({Role.SUBJECT}))

    def affinity(self, antecedent: Antecedent, question: Question) -> float:
        """How many of the words of `question` the documents use beside `antecedent`; see `Antecedent`."""
        mention = antecedent.mention
        noun = mention.text.split()[-1] if mention.proper else mention.head
        return self._affinity(noun, frozenset(word.stem for word in question.content_words))

    def _parse(self, text: str) -> Question:
        """A question, or a piece of one, with its mentions; its spelling is left as it is."""
        return self.with_mentions(parsed(text))

    def _phrases(self, text: str) -> tuple[Mention, ...]:
        """The mentions of a text that is no question."""
        return find_mentions(text, self.names, in_question=False)

    def _mentions_of(self, turn: PastTurn) -> tuple[Mention, ...]:
        return mentions_of_turn(
            turn,
            question=find_mentions(turn.question, self.names, in_question=True),
            answer=self.phrases(turn.answer),
            sentence=self.phrases(turn.sentence),
            clause=clause(turn.question),
        )


class History:
    """The turns before a line, the oldest first, and what they bring into focus."""

    def __init__(self, turns: Sequence[PastTurn], knowledge: Knowledge, *, edits: FocusEdits = NO_EDITS) -> None:
        """Remember `turns`, as far as `edits` leave them in focus."""
        self.turns = tuple(turns)
        self.knowledge = knowledge
        self._edits = edits

    @property
    def last(self) -> PastTurn:
        """The newest turn."""
        return self.turns[-1]

    @cached_property
    def antecedents(self) -> Sequence[Antecedent]:
        """All that was mentioned and not dropped; what was pinned comes first."""
        pinned = [replace(self.knowledge.named(name), pinned=True) for name in self._edits.pinned[:1]]
        mentioned = collect_antecedents(self.turns, self.knowledge.mentions_of)
        kept = (antecedent for antecedent in mentioned if antecedent.text.casefold() not in self._edits.dropped)
        return (*pinned, *kept)

    def focused_on(self, name: str) -> "History":
        """The same history with `name` in focus before all else."""
        return History(self.turns, self.knowledge, edits=self._edits.pinning(name))

    def remembered(self) -> tuple[str, ...]:
        """What a follow-up can refer to, the likeliest first, as far as a person wants to see it."""
        shown = [antecedent for antecedent in self.antecedents if antecedent.pinned or _is_worth_showing(antecedent)]
        shown.sort(key=lambda antecedent: (not antecedent.pinned, antecedent.age, Role.SUBJECT not in antecedent.roles))
        return tuple(dict.fromkeys(antecedent.text for antecedent in shown))[:_SHOWN]


def _is_worth_showing(antecedent: Antecedent) -> bool:
    """Whether it is a name, or something that was asked about or answered with, and no number."""
    is_number = bool(typed_spans(AnswerType.NUMBER, antecedent.mention.head))
    return antecedent.mention.proper or (antecedent.roles != {Role.SENTENCE} and not is_number)
