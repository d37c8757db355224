"""The conversation: a follow-up is turned into a question that stands alone, before the flow.

    wishes        a line                            -> what it wants: an answer, more of the last one, a greeting
    understand    a line, and what was said before  -> the question that stands alone, and what was brought in
      fragments, filling         "And his brother?" -> what is left out, taken from the last question
      references, binding        a question         -> what in it points back
      antecedents                a pronoun          -> what it means, by fitted weights
      mentions, names, traits    a text             -> who and what it speaks of, and what is known of each
      clause, grammar, nouns     words              -> question words, verbs, people, places
    chat          the turns so far, and a corpus    -> the next turn
    transcript    the turns                        <-> a JSON file
    replies       an abstention                     -> what is said of it

Everything here works on words, by rules and a few fitted weights; no network is asked. It stands below the flow
(`qa.pipeline`), which keeps no state and hands itself to a `Chat`.

Known limitation: English.
"""

from qa.dialogue.chat import Chat
from qa.dialogue.turn import Past, Resolved, Turn, Understood

__all__ = ["Chat", "Past", "Resolved", "Turn", "Understood"]
