"""A question without its preamble about the asker.

    I was wondering, since my uncle worked there, how long was the bridge closed?

No document knows the asker, so what the preamble says of them is not what the text has to say, and a long one drowns
the question. The question proper is the last clause that begins with a question word and an auxiliary.

A line stays whole where the preamble is not about the asker ("In 2003, how long was the bridge closed?"), where it
names something ("I have a Delta 200; what does a filter cost?"), and where the rest points back to it ("what does it
cost?").

Known limitation: a question proper without a question word ("..., is it open?") keeps its preamble.
"""

import re

from qa.language.lexicon import AUXILIARIES, PRONOUN_CLASSES, STOP_WORDS, alternation
from qa.language.tokens import tokens, words

_PREPOSITIONS = "about after at before by during for from in into of on since to under until with"
# "who" and "which" by themselves open a relative clause, too: "my uncle, who was a guard, ...".
_ASKING = r"(?:how(?: [\w'-]+){0,3}?|what(?: [\w'-]+){0,3}?|(?:which|whose)(?: [\w'-]+){1,3}?|when|where|why|whom)"
_PROPER = re.compile(
    r"[.,;:!?–—-] (?:(?:and|but|so|then|now)[, ]+)?"
    rf"((?:(?:{alternation(_PREPOSITIONS.split())}) )?{_ASKING} (?:{alternation(AUXILIARIES)})\b[^.;:!?]*\?*)$",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:i|me|my|mine|we|us|our)\b", re.IGNORECASE)
# Words of content of a question that is understood by itself.
_ENOUGH = 2


def question_proper(line: str) -> str:
    """The part of `line` that asks; the whole `line`, if there is no preamble or something would be lost."""
    starts = [match.start(1) for match in _PROPER.finditer(line)]
    if not starts:
        return line
    preamble, proper = line[: starts[-1]], line[starts[-1] :]
    is_lost = not _FIRST_PERSON.search(preamble) or _names_something(preamble) or not _is_whole(proper)
    return line if is_lost else proper


def _names_something(preamble: str) -> bool:
    """Whether there is a name or a number in it, beside the words that begin its sentences."""
    is_first = True
    for token in tokens(preamble):
        if any(map(str.isdigit, token.text)) or (token.is_capitalised and not is_first and token.norm[0] != "i"):
            return True
        is_first = token.text in ".!?"
    return False


def _is_whole(proper: str) -> bool:
    """Whether it has words of content, and no pronoun before the first one of them."""
    listed = words(proper)
    content = [word for word in listed if word.norm not in STOP_WORDS]
    points_back = any(word.norm in PRONOUN_CLASSES and word.start < content[0].start for word in listed if content)
    return len(content) >= _ENOUGH and not points_back
