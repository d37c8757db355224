"""Classes of English words, as far as a question has to be taken apart for a conversation.

Known limitation: a word belongs to one class; of the verbs only common ones are listed, so that others pass for nouns.
"""

import re
from typing import NamedTuple

from qa.language.irregular import BASE

WH = frozenset("who whom whose what which when where why how".split())
# Contractions also without their apostrophe, as hurried people type them.
BE = frozenset("is are was were am be been being isn't aren't wasn't weren't isnt arent wasnt werent".split())
DO = frozenset("do does did don't doesn't didn't dont doesnt didnt".split())
_HAVE = "has have had hasn't haven't hadn't hasnt havent hadnt"
_MODAL = (
    "can could will would shall should may might must can't couldn't won't wouldn't shouldn't cant couldnt wont "
    "wouldnt shouldnt"
)
AUXILIARIES = BE | DO | frozenset(f"{_HAVE} {_MODAL}".split())
PREPOSITIONS = frozenset(
    "about above according across after against along among around as at before behind below beside between beyond by "
    "despite down during except for from in inside into like near of off on onto out outside over per since through "
    "throughout "
    "till to toward towards under until up upon via with within without".split()
)
CONJUNCTIONS = frozenset("and or but if because that than though although while whether so nor unless once".split())
ARTICLES = frozenset("the a an".split())
DEMONSTRATIVES = frozenset("this that these those".split())
POSSESSIVES = frozenset("his her its their my our your".split())
QUANTIFIERS = frozenset("some any all each every many much more most several both no few little".split())
DETERMINERS = ARTICLES | DEMONSTRATIVES | POSSESSIVES | QUANTIFIERS
PRONOUNS = frozenset(
    "i me you he him she her it we us they them himself herself itself themselves myself yourself mine yours hers "
    "ours theirs someone anyone everyone somebody anybody everybody something anything everything nothing nobody one "
    "ones "
    "there here then".split()
)
ADVERBS = frozenset(
    "not also just still ever never now then again already yet only really very too quite ago else away back together "
    "soon later today yesterday tomorrow always often usually sometimes exactly actually eventually finally first "
    "originally currently recently however moreover meanwhile nevertheless therefore thus there here instead maybe "
    "perhaps please anyway afterwards apparently".split()
)
# Verbs that are met in questions, in their base form; other forms are led back to them.
_VERBS = frozenset(
    "accept accuse bear achieve add admit agree allow announce answer appear apply argue arrange arrest arrive ask "
    "attack attend avoid ban base beat become begin believe belong blame borrow break bring build burn buy call carry "
    "cause celebrate change charge choose claim close collect come compare compete complain complete consider consist "
    "contain continue contribute convince cook cost create criticise criticize cross cry cut damage dance deal decide "
    "declare decline defeat defend deny describe design destroy develop die disappear discover discuss divorce draw "
    "dream drink drive drop earn eat elect employ enable encourage end enjoy enter escape establish exist expect "
    "explain express face fail fall fear feel fight fill find finish fire fit flee fly follow forbid force forget "
    "form found gain get give go graduate grow guess guide happen hate have hear help hide hire hit hold hope hurt "
    "imagine improve include increase inspire intend introduce invent invest invite involve join jump keep kick kill "
    "kiss know land last laugh launch lead learn leave lend let lie like listen live locate look lose love make "
    "manage marry matter mean measure meet mention mind miss move name need notice obtain occur offer open oppose "
    "order organise organize own paint pass pay perform persuade pick plan play point predict prefer prepare present "
    "press prevent produce promise propose protect prove provide publish pull push put quit raise reach react read "
    "realise realize receive recognise recognize recommend record refer refuse regret reject release remain remember "
    "remind remove repeat replace reply report represent require rescue resign resist respond result retire return "
    "reveal run save say search see seek seem sell send serve settle share shoot show sign sing sit sleep speak spend "
    "spread stand start stay steal stop strike study succeed suffer suggest support suppose surprise surrender "
    "survive suspect take talk teach tell tend think threaten throw travel treat try turn understand use visit vote "
    "wait walk want warn wash watch wear win wish wonder work "
    "worry write".split()
)
# Those that lead somewhere: "to London", not "in London".
_GOING = frozenset("go come move travel return get flee fly walk".split())
_ENDINGS = ((r"ies$", "y"), (r"ied$", "y"), (r"(?:es|ed|ing)$", ""), (r"(?:ed|ing|es)$", "e"), (r"s$", ""), (r"d$", ""))
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1(?:ed|ing)$")

_TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)*%?|(?:[^\W\d_]\.){2,}|[$€£]\d[\d.,]*|(?:St|Mr|Mrs|Ms|Dr|Jr|Sr)\."
    r"|\w+(?:['’.-]\w+)*['’]?|[^\w\s]"
)
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")


class Token(NamedTuple):
    """A word or a sign of a text: as it is written, in lower case without 's, and where it stands."""

    text: str
    norm: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is no sign."""
        return self.text[0].isalnum() or self.text[0] in "$€£"

    @property
    def capitalised(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def possessive(self) -> bool:
        """Whether it ends in 's (or in s')."""
        return bool(_POSSESSIVE.search(self.text))


def tokens(text: str) -> list[Token]:
    """The words and signs of `text`, in order."""
    return [Token(one[0], norm(one[0]), one.start(), one.end()) for one in _TOKEN.finditer(text)]


def without_possessive(word: str) -> str:
    """`word` without its 's."""
    return _POSSESSIVE.sub("", word)


def capital(text: str) -> str:
    """`text` with a capital letter in front."""
    return text[:1].upper() + text[1:]


def norm(word: str) -> str:
    """`word` in lower case, without 's, with straight apostrophes."""
    return without_possessive(word.replace("’", "'")).casefold() or word


def verb(word: str) -> str | None:
    """The base form of the listed verb that `word` (a norm) is a form of; None if it is of none."""
    if word in _VERBS:
        return word
    base = BASE.get(word)
    if base in _VERBS:
        return base
    undoubled = _DOUBLED.sub(r"\1", word)
    if undoubled != word and undoubled in _VERBS:
        return undoubled
    return next(
        (made for ending, back in _ENDINGS if (made := re.sub(ending, back, word)) != word and made in _VERBS), None
    )


def goes(text: str) -> bool:
    """Whether `text` ends in a verb that leads somewhere."""
    return any(verb(token.norm) in _GOING for token in tokens(text)[-1:])


def closed(word: str) -> bool:
    """Whether `word` (a norm) belongs to a class that no noun phrase goes across."""
    return (
        word in WH
        or word in AUXILIARIES
        or word in PREPOSITIONS
        or word in CONJUNCTIONS
        or word in PRONOUNS
        or word in ADVERBS
    )
