"""Other questions with the same answer: as people type them, and "What is X?" where a text says what X is."""

import random
import re
from collections.abc import Iterator

from qa.evaluate.datasets import LabelledQuestion
from qa.evaluate.datasets.base import Gold
from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import words
from qa.split import passages
from qa.train.neural.shapes import LOOSE
from qa.types import Document, Span

_OPENINGS = (
    "Can you tell me",
    "I'd like to know",
    "hi, quick question:",
    "Please tell me",
    "Does it say",
    "do you know",
    "I was wondering",
    "According to the text,",
    "hey,",
)
# What people say before they ask. None of it is in the texts.
_STORIES = (
    "I was talking with my neighbour about this the other day and we could not agree at all, so I thought I would look"
    " it up myself before we argue again.",
    "My boss wants to know this by tomorrow morning, and I have been through three other papers already without"
    " finding anything useful.",
    "Sorry if this has been asked before, I am new here and I still find my way around all these documents.",
    "We are planning something for next year, nothing is fixed yet, and everyone in the group remembers it"
    " differently.",
    "I read the whole thing last week, but my notes are gone since my laptop broke, and now I need one detail of it.",
    "My daughter has to give a talk at school on Thursday, she has most of it together, only one thing is missing.",
    "I have looked at the beginning and skimmed the rest on the train, but it was noisy and I may have missed it.",
    "I hope you can help me, I called two offices about it and each of them sent me to the other one.",
    "This may be a silly question, I know, but it has been on my mind since I saw the film with my sister.",
    "As far as I remember it was mentioned somewhere in the middle, though I am not sure about that any more.",
)
_CLOSINGS = ("thanks", "please", "according to this document", "exactly", "again")
_PROPER = r"[A-Z][\w'’-]*"
_SMALL = r"(?:of|the|and|de|for|in|von|van)"
# "X is a …" at the start of a sentence, where X is a name of at most five words, or "A term is a …".
_DEFINITION = re.compile(
    rf"(?:(?:The )?(?P<name>{_PROPER}(?: (?:{_SMALL} )*{_PROPER}){{0,4}})|An? (?P<term>[a-z][\w-]+(?: [a-z][\w-]+)?))"
    r"(?: \([^)]{1,60}\))?,? (?P<verb>is|was|are|were) (?P<what>(?:an? |one of )[a-z])"
)
_NO_SUBJECTS = frozenset(
    "This That These Those There It He She They We You I What Another Such Here One Each Both Most Some Part".split()
)
_PERSON = re.compile(r"(?i)\b(?:born|he|she|his|her|actor|actress|singer|writer|poet|politician|king|queen)\b")
_ASKED = ("What {v} {s}?", "what {v} {s}", "{s}", "What exactly {v} {s}?", "definition of {s}", "Explain {s}.")
_ASKED_OF_PERSON = ("Who {v} {s}?", "who {v} {s}", "Tell me who {s} {v}.", "{s}", "Who exactly {v} {s}?")


def reword(question: str, rng: random.Random) -> str:
    """`question` as it might be typed.

    As keywords, without its mark or its capitals, with a slip, with an opening or a closing, or at the end of a story.
    """
    bare = question.rstrip("?. ")
    lowered = f"{bare[:1].lower()}{bare[1:]}"
    way = rng.randrange(9)
    if way == 0:
        return lowered.lower()
    if way == 1:
        return bare
    if way in (2, 3):
        keywords = [bare[word.start : word.end] for word in words(bare) if word.norm not in STOP_WORDS]
        return " ".join(keywords) if len(keywords) > 1 else lowered
    if way == 4:
        return f"{rng.choice(_OPENINGS)} {lowered}?"
    if way == 5:
        return _with_slip(bare, rng)
    if way == 6:
        return " ".join([*rng.sample(_STORIES, rng.randint(1, 2)), f"{bare}?"])
    if way == 7:
        return f"{rng.choice(_OPENINGS)} {lowered}? {rng.choice(_STORIES)}"
    return f"{bare}, {rng.choice(_CLOSINGS)}?"


def _with_slip(question: str, rng: random.Random) -> str:
    """`question` with two letters of a long word exchanged, or one of them left out."""
    long = [word for word in words(question) if len(word.norm) > 5 and word.norm.isalpha()]
    if not long:
        return question
    word = rng.choice(long)
    place = rng.randrange(word.start + 1, word.end - 2)
    exchanged = question[place + 1] + question[place] if rng.random() < 0.5 else question[place + 1]
    return f"{question[:place]}{exchanged}{question[place + 2 :]}"


def definitions(document: Document, rng: random.Random, *, share: float) -> Iterator[LabelledQuestion]:
    """Questions on what something is, for that `share` of the sentences of `document` that say it."""
    for passage in passages(document):
        for sentence in passage.sentences:
            match = _DEFINITION.match(sentence.text)
            subject = (match["name"] or match["term"]) if match else ""
            if not match or subject.split()[0] in _NO_SUBJECTS or rng.random() > share:
                continue
            patterns = _ASKED_OF_PERSON if _PERSON.search(sentence.text) else _ASKED
            text = rng.choice(patterns).replace("{s}", subject).replace("{v}", match["verb"])
            answer = Span(sentence.span.start + match.start("what"), sentence.span.end)
            gold = Gold(document, sentence.span, (answer,))
            name = f"{document.doc_id}/{sentence.span.start}"
            yield LabelledQuestion(name, text, (document,), (gold,), document.doc_id, kind=LOOSE)
