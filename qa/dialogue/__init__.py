"""The conversation: a follow-up is turned into a question that stands alone, before the flow.

    wishes       a line                              -> what it wants: an answer, more of the last one, a greeting, ...
    understand   a line, what was said before        -> the question that stands alone, and what was brought in
    chat         the turns so far, and a corpus      -> the next turn
    transcript   the turns                           <-> a JSON file

Everything here works on words, by rules and a few fitted weights; no network is asked.
"""

from qa.dialogue.chat import Chat
from qa.dialogue.turn import Past, Resolved, Turn, Understood
from qa.dialogue.wishes import ABOUT_THE_ANSWER, Wish, reason_of, wish_of

__all__ = ["ABOUT_THE_ANSWER", "Chat", "Past", "Resolved", "Turn", "Understood", "Wish", "reason_of", "wish_of"]
