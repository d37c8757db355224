"""A question without its padding, and without its preamble about the asker.

    Hi, could you please tell me how long the bridge was closed? Thanks in advance!

Padding is polite words, which no text is asked for; they are left out of everything.

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
from qa.types import Span

_PREPOSITIONS = "about after at before by during for from in into of on since to under until with"
# "who" and "which" by themselves open a relative clause, too: "my uncle, who was a guard, ...".
_ASKING = r"(?:how(?: [\w'-]+){0,3}?|what(?: [\w'-]+){0,3}?|(?:which|whose)(?: [\w'-]+){1,3}?|when|where|why|whom)"
_PROPER = re.compile(
    r"[.,;:!?–—-] (?:(?:and|but|so|then|now)[, ]+)?"
    rf"((?:(?:{alternation(_PREPOSITIONS.split())}) )?{_ASKING} (?:{alternation(AUXILIARIES)})\b[^.;:!?]*\?*)$",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:i|me|my|mine|we|us|our)\b", re.IGNORECASE)
_YOU = r"(?:you|anyone|anybody|someone|somebody)"
_POLITE = r"(?:please |kindly |possibly |perhaps |maybe )?"
_KNOW = (
    rf"(?:tell me(?: please)?|let me know|explain(?: to me)?|say|help me(?: (?:find out|understand))?"
    rf"|inform me(?: about| of)?)(?: if {_YOU} know)?"
)
_MARK = r"(?=[,!.:;–—-])"
_BEFORE = (
    rf"(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: (?:there|all|everyone|everybody|qa|team))?{_MARK}",
    rf"dear (?:all|sir or madam|team){_MARK}",
    rf"(?:sorry|apologies|excuse me|pardon me)(?: to (?:bother|trouble) (?:you|anyone))?{_MARK}",
    rf"(?:just )?(?:a |one )?(?:quick|short|small|simple|silly|stupid|last) question(?: (?:for|to) you)?{_MARK}",
    r"i(?:'m| am| was|'ve been| have been)? (?:just |only |also )?(?:wondering|curious)"
    rf"(?: if {_YOU} (?:can|could|might|would) {_POLITE}{_KNOW})?",
    r"i(?:'d| would) (?:really |just |also )?(?:like|love|want|need) to (?:know|find out|understand)",
    r"i (?:really |just |also )?(?:want|need|have|wish)(?:ed)? to (?:know|ask(?: you)?|find out)",
    rf"(?:can|could|would|will) {_YOU} {_POLITE}{_KNOW}",
    rf"(?:do|does|would) {_YOU} (?:happen to |by any chance )?know",
    rf"(?:please|kindly) {_KNOW}",
    r"(?:my|the) question is|what i (?:really |actually )?(?:want|need)(?: to know)? is|any idea|tell me",
)
_AFTER = (
    r"(?:many |much )?thanks(?: (?:in advance|a lot|a million|so much|very much|again|for (?:your|any|the) help))*",
    r"thank you(?: (?:in advance|so much|very much|again|for (?:your|any|the) help|kindly))*",
    r"(?:cheers|please(?: and thank you)?|thx|ta|best(?: regards)?|kind regards|regards)",
    r"any (?:help|hints?|pointers?) (?:is|are|would be|will be) (?:much |greatly |very )?(?:appreciated|welcome)",
    r"i(?:'d| would)? (?:really )?appreciate (?:it|that|your help|any help)",
    r"if (?:you|i may|anyone) (?:don't mind|do not mind|can|know|ask|knows)(?: (?:that|it|me asking))?",
    r"if that makes sense",
)
_PADDING_BEFORE = re.compile(rf"\s*(?:{'|'.join(_BEFORE)})\b[\s,!.:;–—-]*", re.IGNORECASE)
_PADDING_AFTER = re.compile(rf"(?<=[\s,!.?;:–—-])\s*(?:{'|'.join(_AFTER)})\s*[!.,:)]*\s*$", re.IGNORECASE)
# Words of content of a question that is understood by itself.
_ENOUGH = 2


def without_padding(line: str) -> Span:
    """The characters of `line` that are no padding; all of them, if nothing would be left to ask for."""
    start, end = 0, len(line)
    while match := _PADDING_BEFORE.match(line, start, end):
        start = match.end()
    while match := _PADDING_AFTER.search(line, start, end):
        end = match.start()
    is_left = any(word.norm not in STOP_WORDS for word in words(line[start:end]))
    return Span(start, end) if is_left else Span(0, len(line))


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
