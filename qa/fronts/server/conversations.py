"""Conversations by their public names, which cannot be guessed. One that is not used for a while is forgotten.

All that is remembered is in memory, and ends with the server.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.dialogue import Chat, Turn
from qa.fronts.server.limits import Limits
from qa.fronts.server.problems import Problem
from qa.question import check_question

if TYPE_CHECKING:
    from qa.pipeline import Corpus

# Random bytes of a name.
_NAME_BYTES = 16
_MINUTE = 60.0


@dataclass(slots=True)
class Conversation:
    """A conversation: its public name, its turns, of which there may be `most_turns`, and when it was last used.

    `used` is in seconds of the store's clock.
    """

    name: str
    chat: Chat
    most_turns: int
    used: float = 0.0

    def ask(self, line: str, corpus: "Corpus", *, threshold: float | None, top: int) -> Turn:
        """The next turn, about `corpus`; see `qa.Chat.ask`.

        Raises `QuestionError` for an empty line, too, and a `Problem` if there are too many turns.
        """
        # A rewriter would read a line of any length.
        check_question(line)
        if len(self.chat.turns) >= self.most_turns:
            raise Problem(
                409, "full", f"the conversation has {len(self.chat.turns)} turns, the most; begin another one"
            )
        self.chat.corpus = corpus
        return self.chat.ask(line, threshold=threshold, top=top)


class Conversations:
    """The conversations of all clients; used in one event loop alone."""

    def __init__(self, limits: Limits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        # The one that was not used for the longest time is first.
        self._kept: OrderedDict[str, Conversation] = OrderedDict()

    def __len__(self) -> int:
        self._forget_unused()
        return len(self._kept)

    def begin(self, corpus: "Corpus") -> Conversation:
        """A new conversation. If there are too many, the one that was not used for the longest time is forgotten."""
        self._forget_unused()
        while len(self._kept) >= self._limits.conversations:
            self._kept.popitem(last=False)
        conversation = Conversation(secrets.token_urlsafe(_NAME_BYTES), Chat(corpus), self._limits.turns, self._clock())
        self._kept[conversation.name] = conversation
        return conversation

    def get(self, name: str) -> Conversation:
        """The conversation called `name`, used now. Raises a `Problem` if there is none, or none any more."""
        self._forget_unused()
        conversation = self._kept.get(name)
        if conversation is None:
            minutes = f"{self._limits.idle_minutes:g}"
            raise Problem(
                404,
                "no-conversation",
                f"no such conversation; begin one with POST /api/v1/conversations (after {minutes} minutes without a"
                " question it is forgotten)",
            )
        conversation.used = self._clock()
        self._kept.move_to_end(name)
        return conversation

    def end(self, name: str) -> None:
        """Forget the conversation called `name`. Raises a `Problem` if there is none."""
        self.get(name)
        del self._kept[name]

    def _forget_unused(self) -> None:
        oldest = self._clock() - self._limits.idle_minutes * _MINUTE
        while self._kept and next(iter(self._kept.values())).used < oldest:
            self._kept.popitem(last=False)
