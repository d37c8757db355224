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

# "it", where no thing of the text can be meant.
_THIS = r"(?:it|that|this)"
_PATTERNS = (
    (
        Wish.MORE,
        r"(?:(?:can|could|will|would) you )?(?:please )?(?:tell|show|give) (?:me|us) "
        rf"(?:(?:some |a (?:little |bit )?)?more(?: (?:about {_THIS}|details?|context))?|the rest)"
        rf"|(?:some |any |a (?:little |bit )?)?more(?: (?:about {_THIS}|details?|context))?|(?:show|say|read) more"
        rf"|is there (?:any ?(?:thing )?)?(?:more|else)(?: (?:about|to) {_THIS})?"
        r"|(?:go|read|carry) on|keep going|continue|(?:and )?what else|anything else|(?:the )?(?:more )?context"
        rf"|(?:(?:can|could) you )?(?:elaborate|expand|say more)(?: (?:on|about) {_THIS})?"
        rf"|what do you mean(?: by {_THIS})?|(?:i )?(?:don't|do not) (?:understand|get)(?: {_THIS})?",
    ),
    (
        Wish.PLACE,
        rf"(?:and )?where(?: exactly)? (?:does|did) (?:it|the (?:text|article|document)) say (?:so|{_THIS})"
        r"|where (?:is|was|'s) (?:that|this) from|where(?:'s| is| was) (?:that|this|it) (?:said|stated|mentioned)"
        rf"|where(?:'s| is) {_THIS} written|where(?:'s| is) {_THIS} in the (?:text|article|document)"
        rf"|where (?:do|did|have) you (?:get|got|read|find|found|see|seen|take) {_THIS}(?: from)?"
        r"|(?:what(?:'s| is) )?(?:the|your) source(?: (?:of|for) (?:that|this|it))?|source|citation|quote|says who"
        r"|where in the (?:text|article|document)(?: (?:is|does it say) (?:that|this|it))?"
        rf"|(?:on |in )?(?:which|what) (?:line|page|document|file|section) is {_THIS}(?: on| in)?"
        r"|(?:(?:can|could) you )?(?:show|give|tell) me (?:(?:the|your) source|the place|where)"
        rf"(?: it says (?:so|{_THIS})| (?:that|this|it) is)?"
        r"|how do you know(?: (?:that|this))?",
    ),
    (
        Wish.SURE,
        r"(?:are )?you(?:'re)? (?:really |quite |absolutely |completely |100 )?(?:sure|certain|confident|positive)"
        rf"(?: (?:about|of) {_THIS})?"
        rf"|really|is {_THIS} (?:really )?(?:true|right|correct|so|certain)|sure"
        rf"|how (?:sure|certain|confident) are you(?: (?:about|of) {_THIS})?|what(?:'s| is) your confidence"
        r"|how reliable is (?:that|this)|can i (?:trust|rely on) (?:you|that|this)",
    ),
    (
        Wish.GREETING,
        r"(?:hi|hello|hey|hiya|howdy|hallo|greetings|good (?:morning|afternoon|evening|day))"
        r"(?: (?:there|qa|everyone|all|again|hi|hello|hey))?"
        r"|how are you(?: (?:doing|today))?|how do you do|how's it going|what'?s up|(?:nice|pleased) to meet you",
    ),
    (
        Wish.THANKS,
        r"(?:i see |got it |ok(?:ay)? |great |perfect |many |no |cool |nice )?(?:thanks?|thx|cheers|ty)"
        r"(?: (?:you|a (?:lot|bunch|million)|so much|very much|again|indeed))*(?: for .*)?"
        r"|much appreciated|i appreciate (?:it|that)|(?:that(?:'s| is| was) )?(?:very |really )?helpful|that helps",
    ),
    (
        Wish.FAREWELL,
        r"(?:good ?)?bye(?:[ -]bye| for now)?|good night|see (?:you|ya)(?: (?:later|soon|tomorrow))?"
        r"|talk (?:to you )?later|take care|have a (?:nice|good|great) (?:day|evening|one)"
        r"|that(?:'s| is| was| will be) all(?: for now)?|farewell|exit|quit",
    ),
    (
        Wish.ABILITIES,
        r"what (?:can|do) you do|what are you able to do|(?:what|who) are you|what(?:'s| is) your name"
        r"|what can i (?:ask|do here)(?: (?:you|here))?|what (?:should|could) i ask|how do you work"
        r"|help(?: me)?|(?:how )?can you help(?: me)?|are you (?:a )?(?:human|person|real|robot|bot|chatbot|an? ai)",
    ),
    (
        Wish.REMARK,
        r"(?:ah|oh|uh|um|hm+|i see|ok(?:ay)?|alright|all right|right|got it|i got it|understood|makes sense"
        r"|(?:(?:that(?:'s| is)|how|very) )?(?:interesting|cool|nice|great|good|amazing|awesome|funny)"
        r"|good (?:job|answer)|well done|perfect|exactly|wow|lol|ha(?:ha)+|sounds good|yes|no|yep|yeah|nope"
        r"|test(?:ing)?|never ?mind|forget it|no problem|fair enough|of course|i think so|that(?:'s| is) (?:sad|wrong)"
        r"|(?:i'm |i am )?sorry|please|(?:i )?(?:don't|do not) know|(?:that(?:'s| is) )?not (?:right|true))",
    ),
)
_TABLE = tuple((wish, re.compile(pattern)) for wish, pattern in _PATTERNS)
# What may stand around such a line without changing it.
_SOFTENERS = re.compile(
    r"^(?:(?:and|so|but|well|ok(?:ay)?|oh|hey|hm+|yes|no|right|please)[ ,]+)+(?=\S)|[ ,]+(?:please|then|now|qa)$"
)
# Where one of several wishes on a line ends: "Great, thanks. Bye!"
_PARTS = re.compile(r"[.!?;:,…]+|\s[–—-]\s")


def wish_of(line: str) -> Wish:
    """What `line` wants.

    Of several wishes the last one that is more than a remark; one part that is a question makes it a question. A line
    without a letter or digit is a remark.
    """
    whole = _single(line)
    if whole is not Wish.QUESTION:
        return whole
    parts = [_single(part) for part in _PARTS.split(line) if _bare(part)]
    if Wish.QUESTION in parts:
        return Wish.QUESTION
    return next((one for one in reversed(parts) if one is not Wish.REMARK), Wish.REMARK)


def _single(text: str) -> Wish:
    """What `text` wants if it is one wish; a question if it is not, or several."""
    bare = _bare(text)
    if not bare:
        return Wish.REMARK
    for form in dict.fromkeys((bare, _SOFTENERS.sub("", bare))):
        for wish, pattern in _TABLE:
            if pattern.fullmatch(form):
                return wish
    return Wish.QUESTION


def _bare(text: str) -> str:
    """`text` in lower case and without marks; empty if it holds no letter or digit."""
    bare = " ".join(re.sub(r"[^\w'\s-]", " ", text.replace("’", "'").casefold()).split())
    return bare if any(char.isalnum() for char in bare) else ""


def reason_of(wish: Wish) -> Reason:
    """Why the text does not answer a line that wants `wish` and nothing else: it asks nothing, or not on its own."""
    return Reason.TOO_VAGUE if wish in ABOUT_THE_ANSWER else Reason.NOT_A_QUESTION
