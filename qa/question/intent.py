"""The intent of a line: an answer from the text, something about the last answer, or politeness.

It is classified by whole-line patterns: whatever is not plainly something else is a question. Some questions are about
the document itself ("Who wrote this?", "What is this about?"); what they ask for is classified in the same way.

Known limitation: English.
"""

import re
from dataclasses import dataclass

from qa.language.lexicon import TEXT_NOUNS, alternation
from qa.types import Detail, Intent, Reason

# Intents about the last answer.
ABOUT_THE_ANSWER = frozenset({Intent.MORE, Intent.PLACE, Intent.SURE})

# "it", where it can mean nothing in the text.
_THIS = r"(?:it|that|this)"
_PATTERNS = (
    (
        Intent.MORE,
        r"(?:(?:can|could|will|would) you )?(?:please )?(?:tell|show|give) (?:me|us) "
        rf"(?:(?:some |a (?:little |bit )?)?more(?: (?:about {_THIS}|details?|context))?|the rest)"
        rf"|(?:some |any |a (?:little |bit )?)?more(?: (?:about {_THIS}|details?|context))?|(?:show|say|read) more"
        rf"|is there (?:any ?(?:thing )?)?(?:more|else)(?: (?:about|to) {_THIS})?"
        r"|(?:go|read|carry) on|keep going|continue|(?:and )?what else|anything else|(?:the )?(?:more )?context"
        rf"|(?:(?:can|could) you )?(?:elaborate|expand|say more)(?: (?:on|about) {_THIS})?"
        rf"|what do you mean(?: by {_THIS})?|(?:i )?(?:don't|do not) (?:understand|get)(?: {_THIS})?",
    ),
    (
        Intent.PLACE,
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
        Intent.SURE,
        r"(?:are )?you(?:'re)? (?:really |quite |absolutely |completely |100 )?(?:sure|certain|confident|positive)"
        rf"(?: (?:about|of) {_THIS})?"
        rf"|really|is {_THIS} (?:really )?(?:true|right|correct|so|certain)|sure"
        rf"|how (?:sure|certain|confident) are you(?: (?:about|of) {_THIS})?|what(?:'s| is) your confidence"
        r"|how reliable is (?:that|this)|can i (?:trust|rely on) (?:you|that|this)",
    ),
    (
        Intent.GREETING,
        r"(?:hi|hello|hey|hiya|howdy|hallo|greetings|good (?:morning|afternoon|evening|day))"
        r"(?: (?:there|qa|everyone|all|again|hi|hello|hey))?"
        r"|how are you(?: (?:doing|today))?|how do you do|how's it going|what'?s up|(?:nice|pleased) to meet you",
    ),
    (
        Intent.THANKS,
        r"(?:i see |got it |ok(?:ay)? |great |perfect |many |no |cool |nice )?(?:thanks?|thx|cheers|ty)"
        r"(?: (?:you|a (?:lot|bunch|million)|so much|very much|again|indeed))*(?: for .*)?"
        r"|much appreciated|i appreciate (?:it|that)|(?:that(?:'s| is| was) )?(?:very |really )?helpful|that helps",
    ),
    (
        Intent.FAREWELL,
        r"(?:good ?)?bye(?:[ -]bye| for now)?|good night|see (?:you|ya)(?: (?:later|soon|tomorrow))?"
        r"|talk (?:to you )?later|take care|have a (?:nice|good|great) (?:day|evening|one)"
        r"|that(?:'s| is| was| will be) all(?: for now)?|farewell|exit|quit",
    ),
    (
        Intent.ABILITIES,
        r"what (?:can|do) you do|what are you able to do|(?:what|who) are you|what(?:'s| is) your name"
        r"|what can i (?:ask|do here)(?: (?:you|here))?|what (?:should|could) i ask|how do you work"
        r"|help(?: me)?|(?:how )?can you help(?: me)?|are you (?:a )?(?:human|person|real|robot|bot|chatbot|an? ai)",
    ),
    (
        Intent.REMARK,
        r"(?:ah|oh|uh|um|hm+|i see|ok(?:ay)?|alright|all right|right|got it|i got it|understood|makes sense"
        r"|(?:(?:that(?:'s| is)|how|very) )?(?:interesting|cool|nice|great|good|amazing|awesome|funny)"
        r"|good (?:job|answer)|well done|perfect|exactly|wow|lol|ha(?:ha)+|sounds good|yes|no|yep|yeah|nope"
        r"|test(?:ing)?|never ?mind|forget it|no problem|fair enough|of course|i think so|that(?:'s| is) (?:sad|wrong)"
        r"|(?:i'm |i am )?sorry|please|(?:i )?(?:don't|do not) know|(?:that(?:'s| is) )?not (?:right|true))",
    ),
)
_TABLE = tuple((intent, re.compile(pattern)) for intent, pattern in _PATTERNS)
# The document itself, and what a question asks of it, the likeliest first.
_NOUNS = alternation(sorted(TEXT_NOUNS | set("book e-mail email letter mail memo message note paper post".split())))
_TEXT = rf"(?:it|that|this|(?:the|this|that) (?:whole )?{_NOUNS})"
_OF_TEXT = rf"(?: (?:of|for) {_TEXT})?"
_IS, _ARE = r"(?:'s| is| was)", r"(?:'s| is| was| are| were)"
_DETAILS: tuple[tuple[tuple[Detail, ...], str], ...] = (
    (
        (Detail.AUTHOR, Detail.SENDER),
        rf"who (?:wrote|authored|created) {_TEXT}|who{_ARE} the (?:author|writer)s?{_OF_TEXT}"
        rf"|by (?:whom|who){_IS} {_TEXT} written|who{_IS} {_TEXT} (?:written |made )?by"
        rf"|what{_IS} the (?:author|writer)'s name|(?:the )?author{_OF_TEXT}",
    ),
    (
        (Detail.SENDER, Detail.AUTHOR),
        rf"who (?:sent|mailed|posted) {_TEXT}|who{_IS} {_TEXT} (?:sent )?from|who{_IS} the sender{_OF_TEXT}"
        rf"|from (?:whom|who) (?:is|was|did) {_TEXT}(?: come| sent)?|who did {_TEXT} come from"
        rf"|(?:the )?sender{_OF_TEXT}",
    ),
    (
        (Detail.RECIPIENT,),
        rf"who{_IS} {_TEXT} (?:sent |addressed |written |mailed )?to|who (?:got|received|gets) {_TEXT}"
        rf"|to (?:whom|who){_IS} {_TEXT}(?: sent| addressed| written| mailed)?"
        rf"|who{_ARE} (?:the )?(?:recipient|addressee)s?{_OF_TEXT}|(?:the )?recipients?{_OF_TEXT}",
    ),
    (
        (Detail.COPIED,),
        rf"who{_ARE} (?:in )?(?:cc|copied|copy)(?: (?:on|in|of) {_TEXT})?|who (?:got|received) a copy{_OF_TEXT}",
    ),
    (
        (Detail.DATE,),
        rf"when (?:was|is) {_TEXT} (?:first )?(?:written|published|sent|posted|created|issued|dated|released|made|from)"
        rf"|when did {_TEXT} (?:come out|appear)|when did (?:he|she|they|the \w+) (?:write|send|publish|post) {_TEXT}"
        rf"|what{_IS} the (?:publication )?date{_OF_TEXT}|(?:the )?date{_OF_TEXT}"
        rf"|(?:what|which) date (?:is|was) {_TEXT}(?: from| written| published| sent)?",
    ),
    (
        (Detail.SUBJECT, Detail.TITLE),
        rf"what{_IS} the (?:subject|topic)(?: line)?{_OF_TEXT}|(?:the )?subject(?: line)?{_OF_TEXT}",
    ),
    (
        (Detail.TITLE, Detail.SUBJECT),
        rf"what{_IS} the (?:title|headline){_OF_TEXT}|what{_IS} {_TEXT} called|(?:the )?title{_OF_TEXT}",
    ),
)
_DETAIL_TABLE = tuple((details, re.compile(pattern)) for details, pattern in _DETAILS)
# What the documents are about, as a whole or on a topic; and in how many sentences.
_ALL_OF_IT = rf"(?:{_TEXT}|them|these|those|everything|it all|(?:the|these|those|my) (?:documents|files|notes|texts))"
_COUNT = (
    r"(?:(?:\s*,)? in (?P<count>\d{1,2}|one|a|two|three|four|five|six|seven|eight|nine|ten)"
    r" (?:short |main )?(?:sentence|point|line)s?)?"
)
_POINTS = (
    r"(?:main|key|most important|central|essential) (?:points?|ideas?|messages?|facts?|topics?|things?|statements?)"
)
_PLEASE = r"(?:(?:can|could|will|would) you )?(?:please )?(?:(?:give|show|tell|write) (?:me|us) )?"
_OVERVIEWS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"what(?:'s| is| are| was| were) {_ALL_OF_IT} (?:all )?about{_COUNT}",
        rf"what (?:do|does|did) {_ALL_OF_IT} (?:say|deal with|cover|contain|talk about|discuss){_COUNT}",
        rf"{_PLEASE}(?:summari[sz]e|sum up|outline)(?: {_ALL_OF_IT})?{_COUNT}",
        rf"{_PLEASE}(?:an? |the )?(?:(?:short|brief|quick) )?(?:summary|overview|gist|abstract|outline|tl ?dr)"
        rf"(?: of {_ALL_OF_IT})?{_COUNT}",
        rf"what(?:'s| is) the (?:gist|summary|bottom line|message)(?: of {_ALL_OF_IT})?",
        rf"{_PLEASE}(?:what(?:'s| is| are) |(?:summari[sz]e|sum up|list) )?(?:the )?{_POINTS}(?: of| in)?"
        rf"(?: {_ALL_OF_IT})?{_COUNT}",
        rf"(?:what|which topics?)(?:'s| is| are) (?:covered )?in {_ALL_OF_IT}|what(?:'s| is) in (?P<folder>\S+/)",
        rf"what (?:do|does|did) {_ALL_OF_IT} (?:say|tell us|write|report) (?:about|on) (?P<topic>.+?){_COUNT}",
        rf"{_PLEASE}(?:summari[sz]e|sum up) (?:what {_ALL_OF_IT} (?:say|says) (?:about|on) )?(?P<topic>.+?){_COUNT}",
        rf"{_PLEASE}(?:an? |the )?(?:summary|overview) of (?P<topic>.+?){_COUNT}",
        rf"what is (?:said|written|known) (?:here )?about (?P<topic>.+?)(?: in {_ALL_OF_IT})?{_COUNT}",
        rf"(?:tell me|what can you tell me) (?:all |everything )?about (?P<topic>.+?){_COUNT}",
    )
)
_NUMBERS = dict(zip("a one two three four five six seven eight nine ten".split(), (1, *range(1, 11)), strict=True))
# Topics that name nothing, or the last answer.
_NO_TOPIC = re.compile(rf"(?:{_THIS}|him|her|them|{_ALL_OF_IT}|yourself|you|more|something.*)")
# What may surround such a line without changing it.
_SOFTENERS = re.compile(
    r"^(?:(?:and|so|but|well|ok(?:ay)?|oh|hey|hm+|yes|no|right|please)[ ,]+)+(?=\S)|[ ,]+(?:please|then|now|qa)$"
)
_CASED_SOFTENERS = re.compile(_SOFTENERS.pattern, re.IGNORECASE)
# Where one of several intents on a line ends: "Great, thanks. Bye!"
_PARTS = re.compile(r"[.!?;:,…]+|\s[–—-]\s")


def classify_intent(line: str) -> Intent:
    """The intent of `line`.

    If a line has several, the last one that is more than a remark counts, and one part that is a question makes the
    line a question. A line without a letter or digit is a remark.
    """
    if overview_request(line) is not None:
        return Intent.OVERVIEW
    intent = _single_intent(line)
    if intent is not Intent.QUESTION:
        return intent
    intents = [_single_intent(part) for part in _PARTS.split(line) if _folded(part)]
    if Intent.QUESTION in intents:
        return Intent.QUESTION
    return next((intent for intent in reversed(intents) if intent is not Intent.REMARK), Intent.REMARK)


def asked_details(line: str) -> tuple[Detail, ...]:
    """What the whole `line` asks of the documents themselves, the likeliest first; empty if it asks of their text."""
    form = _SOFTENERS.sub("", _folded(line))
    return next((details for details, pattern in _DETAIL_TABLE if pattern.fullmatch(form)), ())


def abstention_reason(intent: Intent) -> Reason:
    """Why the text does not answer a line with `intent`: it asks nothing, or nothing by itself."""
    return Reason.TOO_VAGUE if intent in ABOUT_THE_ANSWER else Reason.NOT_A_QUESTION


@dataclass(frozen=True, slots=True)
class Request:
    """An overview that is asked for: in how many sentences (None if unsaid), and of what ("" for everything)."""

    count: int | None = None
    topic: str = ""


def overview_request(line: str) -> Request | None:
    """The overview that the whole `line` asks for; None if it asks for none.

    What a text says of one person or thing ("Tell me about Pavel") is an overview, too; not what "it" or "him" means.
    """
    typed = _with_case(line)
    for form in dict.fromkeys((typed, _CASED_SOFTENERS.sub("", typed))):
        for pattern in _OVERVIEWS:
            match = pattern.fullmatch(form.casefold())
            if match is None:
                continue
            groups = {name: form[match.start(name) : match.end(name)] for name in pattern.groupindex if match[name]}
            topic = groups.get("topic", "")
            if topic and _NO_TOPIC.fullmatch(topic.casefold()):
                return None
            count = groups.get("count", "").casefold()
            return Request(_NUMBERS.get(count) or (int(count) if count else None), topic)
    return None


def _with_case(text: str) -> str:
    """`text` as `_folded` makes it, in its own case, and with the slashes of folders."""
    return " ".join(re.sub(r"[^\w'\s/-]", " ", text.replace("’", "'")).split())


def _single_intent(text: str) -> Intent:
    """The intent of `text` if it has just one; QUESTION if it fits no pattern."""
    folded = _folded(text)
    if not folded:
        return Intent.REMARK
    for form in dict.fromkeys((folded, _SOFTENERS.sub("", folded))):
        for intent, pattern in _TABLE:
            if pattern.fullmatch(form):
                return intent
    return Intent.QUESTION


def _folded(text: str) -> str:
    """`text` in lower case and without punctuation; empty if it holds no letter or digit."""
    folded = " ".join(re.sub(r"[^\w'\s-]", " ", text.replace("’", "'").casefold()).split())
    return folded if any(char.isalnum() for char in folded) else ""
