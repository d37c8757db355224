"""What a line wants: an answer from the text, something about the last answer, or merely to be polite.

Told from the wording alone, by whole-line patterns: whatever is not plainly something else is a question.

Known limitation: English.
"""

import re
from enum import Enum

from qa.types import Reason


class Wish(Enum):
    """What a line wants."""

    QUESTION = "question"
    # About the last answer.
    MORE = "more"
    PLACE = "place"
    SURE = "sure"
    # Nothing that the text could tell.
    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABILITIES = "abilities"
    REMARK = "remark"


# Wishes for something about the last answer.
ABOUT_THE_ANSWER = frozenset({Wish.MORE, Wish.PLACE, Wish.SURE})

_PATTERNS = (
    (
        Wish.MORE,
        r"(?:(?:can|could|will|would) you )?(?:please )?(?:tell|show|give) (?:me|us) (?:some |a (?:little |bit )?)?more"
        r"(?: about (?:it|that|this))?|(?:some )?more(?: (?:about (?:it|that|this)|details?))?|go on|continue"
        r"|(?:and )?what else|anything else|(?:can you )?elaborate(?: on (?:it|that|this))?|(?:more|the) context",
    ),
    (
        Wish.PLACE,
        r"(?:and )?where (?:does|did) (?:it|the (?:text|article|document)) say (?:that|so|this|it)"
        r"|where (?:is|was|'s) (?:that|this|it) (?:from|written|said|stated|mentioned)|where do you get (?:that|this|it)"
        r"(?: from)?|where (?:did|have) you (?:get|got|read|find|found|see|seen) (?:that|this|it)(?: from)?"
        r"|(?:what(?:'s| is) )?(?:the|your) source|source|says who|where exactly|(?:show me|give me) (?:the|your) source"
        r"|how do you know(?: (?:that|this))?",
    ),
    (
        Wish.SURE,
        r"(?:are )?you(?:'re)? (?:really |quite |absolutely |completely )?(?:sure|certain|confident)(?: (?:about|of) "
        r"(?:it|that|this))?|really|is (?:that|this|it) (?:really )?(?:true|right|correct|so|certain)|sure"
        r"|how (?:sure|certain|confident) are you(?: (?:about|of) (?:it|that|this))?",
    ),
    (
        Wish.GREETING,
        r"(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))(?: (?:there|qa|everyone|all))?"
        r"|how are you(?: (?:doing|today))?|how do you do|what'?s up|nice to meet you",
    ),
    (
        Wish.THANKS,
        r"(?:ok(?:ay)? |great |perfect |many |no )?(?:thanks?|thx|cheers|ty)(?: (?:you|a lot|so much|very much|again))*"
        r"|thank you(?: (?:very|so) much)?(?: for .*)?|thanks for .*|much appreciated",
    ),
    (
        Wish.FAREWELL,
        r"(?:good ?)?bye(?:[ -]bye)?|good night|see you(?: (?:later|soon))?|that(?:'s| is| was) all(?: for now)?|farewell",
    ),
    (
        Wish.ABILITIES,
        r"what (?:can|do) you do|(?:what|who) are you|what can i (?:ask|do)(?: (?:you|here))?|how do you work"
        r"|help(?: me)?|how can you help(?: me)?|are you (?:a )?(?:human|robot|bot|an? ai)",
    ),
    (
        Wish.REMARK,
        r"(?:ah|oh|uh|um|hm+|i see|ok(?:ay)?|alright|all right|right|got it|understood|makes sense|interesting|cool"
        r"|nice|great|good(?: job)?|well done|perfect|wow|lol|ha(?:ha)+|awesome|very good|yes|no|yep|yeah|nope|test(?:ing)?"
        r"|never ?mind|(?:i'm |i am )?sorry|please|i (?:don't|do not) (?:know|understand))",
    ),
)
_TABLE = tuple((wish, re.compile(pattern)) for wish, pattern in _PATTERNS)
# What may stand around such a line without changing it.
_SOFTENERS = re.compile(r"^(?:(?:and|so|but|well|ok(?:ay)?|oh|hey|hm+|yes|no|right|please)[ ,]+)+(?=\S)|[ ,]+(?:please|then|now|qa)$")


def wish_of(line: str) -> Wish:
    """What `line` wants. A line without a letter or digit is a remark."""
    bare = " ".join(re.sub(r"[^\w'\s-]", " ", line.replace("’", "'").casefold()).split())
    if not any(char.isalnum() for char in bare):
        return Wish.REMARK
    for text in dict.fromkeys((bare, _SOFTENERS.sub("", bare))):
        for wish, pattern in _TABLE:
            if pattern.fullmatch(text):
                return wish
    return Wish.QUESTION


def reason_of(wish: Wish) -> Reason:
    """Why the text does not answer a line that wants `wish` and nothing else: it asks nothing, or not on its own."""
    return Reason.TOO_VAGUE if wish in ABOUT_THE_ANSWER else Reason.NOT_A_QUESTION
