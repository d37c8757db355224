"""The conversation: a follow-up is rewritten into a question that needs no history, before the flow.

    chat          the turns so far, and a corpus    -> the next turn
    rewrite/      a question, a history             -> a question that needs no history; an ordered table of rewriters
    history       past turns                        -> what they mention, and what is in focus
    antecedents   a pronoun, what was mentioned     -> what it means, ranked by fitted weights
    mentions      a text                            -> its names and noun phrases
    names         documents                         -> their names, and what is known of each
    clause        a question                        -> question words, auxiliary, rest
    transcript    turns                            <-> a JSON file

Everything here works on words, by rules and a few fitted weights; no network is asked. It is above the flow
(`qa.pipeline`), which keeps no state.

Known limitation: English.
"""

from qa.dialogue.chat import Chat
from qa.dialogue.turn import PastTurn, Rewrite, Substitution, Turn

__all__ = ["Chat", "PastTurn", "Rewrite", "Substitution", "Turn"]
