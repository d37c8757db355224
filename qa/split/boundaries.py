"""Boundaries of sentences, decided stop by stop from what is around it and from lists of abbreviations.

A full stop ends a sentence unless the word before it is an abbreviation, an initial or a German ordinal. An
abbreviation that may end a sentence ("Inc.", "p.m.", "U.S.") does so if the next words begin one. Chinese, Devanagari
and Arabic stops need no space. Footnote marks belong to the sentence before them, the number of a step to its step.

Each decision reads at most `_CONTEXT` characters on either side, so that time and memory are linear.

Known limitations: see `qa.split.sentences`.
"""

import re
from collections.abc import Iterator

from qa.language import lexicon
from qa.language.lexicon import alternation, tagged
from qa.language.tokens import CJK

# Stops that white space follows, and those that need none.
_SPACED = ".!?…‼⁇⁈⁉"
_WIDE = "。！？｡।॥۔؟։።"
_CLOSERS = "”’\"'»›)\\]}*」』）】》〉"
# Signs that open in one language and close in another ("„Ja.“ Er"); they close if nothing is glued to them.
_EITHER = "“‘«‹"
_OPENERS = "“‘\"'«»„‚‹›(\\[{¿¡*「『（【《〈"
_BULLETS = "•⁃‣◦▪●"
_SUPERSCRIPTS = "¹²³⁰⁴-⁹†‡"
# "[1]", "[2–4]", "[^note]", "[a]"; directly behind a stop also "[citation needed]", and ":23–25" for the pages.
_REFERENCE = r"\[(?:\^[^\]\s]{1,40}|\d{1,3}(?:[–,-] ?\d{1,3})*|[a-z])\]"
_GLUED = r"\[[^\[\]\n]{1,60}\]|:\d{1,4}(?:[–:-]\d{1,4}|, ?\d{1,4})*"
# A raised number, behind a word and its stop, in a text that has lost its height: "for twelve weeks.2 Visits".
_RAISED = rf"(?<=[a-z]{{4}}\.)\d{{1,2}}(?=\s+[{_OPENERS}]*[A-Z])"


def _border(before_mark: str) -> re.Pattern[str]:
    """What is between two sentences: a stop, signs that close, footnote marks behind `before_mark`, white space."""
    return re.compile(
        rf"(?<![{_SPACED}{_WIDE}])(?P<stop>[{_SPACED}{_WIDE}]+)"
        rf"(?P<closers>(?:[{_CLOSERS}]|[{_EITHER}](?=[\s,;.:)]|\Z))*(?:\s[»”](?=[\s,;]|\Z))?)"
        rf"(?P<marks>(?:{before_mark}{_REFERENCE}|{_GLUED}|{_RAISED}|[{_SUPERSCRIPTS}])*)"
        rf"(?:\s+|(?<=[{_WIDE}])|(?<=[{_WIDE}][{_CLOSERS}])|(?<=[{_WIDE}][{_CLOSERS}]{{2}})"
        rf"|(?<=[!?])(?=[{CJK}])|(?<=[^\s]\])(?=[A-Z]))"
    )


_BORDER = _border(r"\s?")
# In a list of references ("[1] Smith 2001. [2] Jones 2002."), a mark behind white space begins an entry.
_BORDER_OF_REFERENCES = _border("")
_BEGINS_WITH_REFERENCE = re.compile(_REFERENCE)

_HAS_A_WORD = re.compile(r"\w")
_NEXT_WORD = re.compile(rf"[{_OPENERS}]*(?P<word>[^\W\d_][\w’'-]*)(?P<gap>,?\s*)(?P<then>\S?)")
_NEXT_STOP = re.compile(r"[.!?…]\S*\s")
# What no sentence begins with. A stop may begin a word: ".NET".
_GOES_ON = re.compile(rf"\[ ?(?:\.\.\.|…) ?\]|[{_SPACED}{_WIDE}](?!\w)|[,;:)\]}}」』）】》〉]|[”»](?:[\s,;]|\Z)")

# "1.", "(a)", "• 9.", "Step 2.": it belongs to what follows.
_PART = alternation((*lexicon.DOCUMENT_PARTS, "step", "article", "rule", "table", "figure"))
_ONLY_A_NUMBER = re.compile(
    rf"(?:[{_BULLETS}–-]\s*)?(?:[(\[]?(?:\d{{1,3}}(?:\.\d{{1,3}})*|[A-Za-z]|[ivx]{{1,5}}|[IVX]{{1,5}})[.)]{{1,2}}"
    rf"|(?i:{_PART}|fig\.|tab\.)\s(?:[A-Z]\.?)?\d{{1,3}}(?:\.\d{{1,3}})*\.)\s*"
)
# "“No!” Semyon said": behind a quotation that ends with ? or !, the words that say who spoke belong to the sentence.
_ATTRIBUTION = re.compile(
    rf"(?:[\w’'-]+\.?\s+){{0,3}}{alternation(lexicon.ATTRIBUTION_VERBS)}(?:\s*[.,;:—–]|\s+\w+ly\b|\s+to\b|\s*\Z)"
)
# “你好。”他说: the same without spaces.
_WIDE_ATTRIBUTION = re.compile(
    rf"[，、；：,:]|[^\s{_WIDE}，、；：「『“]{{0,6}}{alternation(tagged('boundary_words', 'saying'))}"
)

_SPACED_DOTS = re.compile(r"\.\s+\Z")
_WIDE_STOPS = frozenset(_WIDE)
_OPENING_SIGNS = _OPENERS.replace("\\", "")
_CURLY_CLOSERS = frozenset("”»“«")
# "I" is written with a capital inside a sentence as well: "well… I see".
_FIRST_PERSON = frozenset("I I'm I'll I'd I've I’m I’ll I’d I’ve".split())

_NUMBER = re.compile(r"[-+]?[.,]?\d[\d.,-]*")
_INITIALS = re.compile(r"[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+")
# "z. B", "p. ex": one abbreviation with a space inside.
_SPACED_LETTERS = re.compile(r"\b([^\W\d_])\.\s([^\W\d_]{1,2})\Z")
# "Dr. med", "Dr. rer. nat".
_DEGREE = re.compile(r"\bDr\.(?:\s[a-z]{1,5}\.){0,3}\s[a-z]{1,5}\Z")
_ROMAN_OR_LETTER = re.compile(r"[IVXLC]+|[A-Z]")
_CLOCK = re.compile(r"(?:\d\s?|\b)[ap]\.\s?m\Z", re.IGNORECASE)
_BEHIND_NUMBER = re.compile(r"[\d½¼¾]\s?(?P<unit>[^\W\d_]+)\Z")
_DASH = re.compile(r"[-–—]")
# "5 p.m. Beijing time".
_PLACE_OF_TIME = re.compile(r"(?:[^\W\d_]\w*\s){1,3}time\b")
# "bzw", "dgl": hardly a word.
_WITHOUT_VOWEL = re.compile(r"[b-df-hj-np-tv-xzß]{2,5}")
_STEP_FOLLOWS = re.compile(rf"\(?\d{{1,2}}[.)]\s+[{_OPENERS}]*[^\W\d_]")

_TITLES = frozenset(tagged("abbreviations", "title")) | frozenset(tagged("titles", "abbreviation")) - {"jr", "sr"}
_WITH_CAPITAL = frozenset(tagged("abbreviations", "title", "capital")) - frozenset(tagged("abbreviations", "small"))
_INNER = frozenset(tagged("abbreviations", "inner"))
_BEFORE_NUMBER = frozenset(tagged("abbreviations", "number"))
_WORDS_AS_WELL = frozenset(tagged("abbreviations", "word"))
_FINAL = frozenset(tagged("abbreviations", "final"))
_COMPANIES = frozenset(tagged("abbreviations", "company"))
_UNITS = frozenset(tagged("boundary_words", "unit"))
_ROLES = frozenset(tagged("boundary_words", "role")) | lexicon.PERSON_TITLES
# Capitalised behind "5 p.m.", without a new sentence: "5 p.m. Monday", "5 p.m. Eastern".
_ZONES = frozenset(tagged("boundary_words", "zone"))
_TIME_WORDS = _ZONES | {word.lower() for word in (*lexicon.WEEKDAYS, *lexicon.MONTHS, *lexicon.MONTH_ABBREVIATIONS)}
# "At 5 p.m.": no sentence yet.
_ONLY_A_TIME = re.compile(
    rf"(?:(?:{alternation(sorted(lexicon.PREPOSITIONS | lexicon.ARTICLES | lexicon.TIME_NOUNS, reverse=True))}"
    r"|and|exactly|\d[\d:.,]*|[ap]\.?\s?m)\b[\s.,]*)+",
    re.IGNORECASE,
)

_STARTERS = frozenset(word.lower() for word in lexicon.SENTENCE_STARTERS)
# With a capital behind an abbreviation, these begin a sentence ...
_OPENING = (_STARTERS | lexicon.PREPOSITIONS | lexicon.SUBORDINATORS | set("another each many one some".split())) - set(
    "down inside like near off out outside over under up".split()
)
# ... and these do before a small letter: "Nobody came", but "Little League".
_OPENING_CLAUSE = (lexicon.CLOSED_CLASS | lexicon.DETERMINERS) - {"me", "us", "will", "may", "might"}

_ORDINAL = frozenset(tagged("boundary_words", "ordinal"))
_GERMAN = frozenset(tagged("boundary_words", "german", "ordinal"))
_ENGLISH = lexicon.STOP_WORDS - set("am an do in so was will".split())
_GERMAN_MONTHS = frozenset(tagged("boundary_words", "month"))
_ENGLISH_MONTHS = frozenset(month.lower() for month in lexicon.MONTHS)

_STEP = re.compile(rf"(?<!\S)\(?(?P<label>\d{{1,2}}|[a-z])(?P<sign>[.)]{{1,2}})\s+[{_OPENERS}]*(?P<next>[^\W\d_])")
_SECOND_STEPS = ("2. ", "2) ", "2.) ", "b. ", "b) ", "b.) ")
_BULLET = re.compile(rf"(?<!\S)[{_BULLETS}]")
_FUNCTION_WORDS = lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | lexicon.ARTICLES | lexicon.AUXILIARIES
_COUNTED = frozenset(tagged("boundary_words", "counted")) | lexicon.ABBREVIATIONS | _FUNCTION_WORDS

# Characters on either side of a border that a decision reads. A bracket that stays open for longer is not expected to
# close.
_CONTEXT = 300
# Characters.
_LONGEST_UNIT = max(map(len, _UNITS))
# Characters. What is longer is no abbreviation.
_WORD_LENGTH = 40


def boundaries(prose: str) -> Iterator[int]:
    """The starts of the sentences of `prose` but for the first, ascending."""
    pattern = _BORDER_OF_REFERENCES if _BEGINS_WITH_REFERENCE.match(prose) else _BORDER
    mixed_case = prose != prose.lower()
    items = _item_starts(prose)
    start = 0
    for border in pattern.finditer(prose):
        place = border.end()
        while items and items[-1] <= place:
            start = items.pop()
            yield start
        if start < place < len(prose) and _begins_sentence(prose, start, border, mixed_case):
            start = place
            yield start
    yield from reversed(items)


def _begins_sentence(prose: str, start: int, border: re.Match[str], mixed_case: bool) -> bool:
    """Whether a sentence begins behind `border`, where the sentence so far begins at `start`."""
    stop, closers, place = border["stop"], border["closers"], border.end()
    after = prose[place : place + _CONTEXT]
    if _GOES_ON.match(after) or not _HAS_A_WORD.search(after):
        return False
    if not _HAS_A_WORD.search(prose, start, min(place, start + _CONTEXT)):
        return False
    if _ONLY_A_NUMBER.fullmatch(prose, start, place):
        return False
    before = prose[max(start, border.start() - _CONTEXT) : border.start()]
    if not _WIDE_STOPS.isdisjoint(stop):
        return _wide_stop_ends(prose[start], before, closers, after)
    if after[0].islower() and (closers or (mixed_case and stop != ".")):
        return False
    if closers and stop != "." and _ATTRIBUTION.match(after):
        return False
    if _in_bracket(before + closers, "(", ")", after):
        return False
    if ".." in stop or "…" in stop or (stop == "." and _SPACED_DOTS.search(before)):
        return _ellipsis_ends(closers, after)
    return stop != "." or _full_stop_ends(before, closers, after, mixed_case)


def _wide_stop_ends(first: str, before: str, closers: str, after: str) -> bool:
    """Whether a stop that needs no space ends the sentence that begins with the character `first`."""
    if closers and (_WIDE_ATTRIBUTION.match(after) or ("）" in closers and first != "（")):
        return False
    return not _in_bracket(before, "（", "）", after)


def _in_bracket(before: str, opening: str, closing: str, after: str) -> bool:
    """Whether a bracket that is open at the end of `before` is closed by the first sentence of `after`."""
    if before.rfind(opening) <= before.rfind(closing):
        return False
    opened, closed = after.find(opening), after.find(closing)
    if closed < 0 or 0 <= opened < closed:
        return False
    next_stop = _NEXT_STOP.search(after)
    return next_stop is None or closed < next_stop.end()


def _ellipsis_ends(closers: str, after: str) -> bool:
    following = _NEXT_WORD.match(after)
    if not following or not following["word"][0].isupper():
        return False
    return not _CURLY_CLOSERS.isdisjoint(closers) or (after[0].isupper() and following["word"] not in _FIRST_PERSON)


def _full_stop_ends(before: str, closers: str, after: str, mixed_case: bool) -> bool:
    """Whether the full stop behind `before` ends a sentence."""
    word = _last_word(before)
    following = _NEXT_WORD.match(after)
    capital = following is not None and following["word"][0].isupper()
    if not word or (capital and not _CURLY_CLOSERS.isdisjoint(closers)):
        return True
    if _NUMBER.fullmatch(word):
        return not after[0].islower() and not (following and capital and _is_ordinal(before, word, after, following))
    if word[-1] in "mM" and _CLOCK.search(before[-8:]):
        return following is not None and capital and _begins_behind_time(before, after, following)
    unit = _BEHIND_NUMBER.search(before[-_LONGEST_UNIT - 2 :])
    if unit and unit["unit"].lower() in _UNITS and not after[0].isdigit():
        return capital or not (mixed_case and after[0].islower())
    if unit and unit["unit"].lower() in _UNITS and _STEP_FOLLOWS.match(after):
        return True
    if "Dr." in before and _DEGREE.search(before[-_WORD_LENGTH:]):
        return False
    if _is_abbreviation(word, after):
        return following is not None and capital and _begins_behind_abbreviation(word, following)
    return not (mixed_case and after[0].islower() and _WITHOUT_VOWEL.fullmatch(word))


def _last_word(text: str) -> str:
    """The word at the end of `text`, without opening signs and the parts before a dash; "" behind white space."""
    tail = text[-_WORD_LENGTH:]
    if not tail or tail[-1].isspace():
        return ""
    word = tail.rsplit(None, 1)[-1].lstrip(_OPENING_SIGNS)
    if len(word) <= 2 and (letters := _SPACED_LETTERS.search(tail)):
        return f"{letters[1]}.{letters[2]}"
    return word if word.isalpha() else _DASH.split(word)[-1]


def _is_abbreviation(word: str, after: str) -> bool:
    lowered = word.lower()
    if lowered in _WORDS_AS_WELL:
        return after[0].isdigit()
    if lowered in _ZONES and word.isupper():
        return False
    if lowered in _WITH_CAPITAL:
        return word[0].isupper()
    if lowered in lexicon.ABBREVIATIONS or len(word) == 1:
        return word[0].isalpha()
    return "." in word and _INITIALS.fullmatch(word) is not None


def _begins_behind_abbreviation(word: str, following: re.Match[str]) -> bool:
    """Whether the capitalised words that follow the abbreviation `word` begin a sentence."""
    abbreviation, opening = word.lower(), following["word"].lower()
    if abbreviation in _INNER or not following["gap"]:
        return False
    if abbreviation in _TITLES:
        return opening in _STARTERS
    clause = following["then"].islower() or "," in following["gap"]
    if abbreviation in _BEFORE_NUMBER and not clause and _ROMAN_OR_LETTER.fullmatch(following["word"]):
        return False
    if len(word) == 1 and "," in following["gap"] and opening in lexicon.PRONOUNS:
        return False  # "K. He, X. Zhang"
    if opening in _OPENING or abbreviation in _FINAL or (clause and opening in _OPENING_CLAUSE):
        return True
    return abbreviation in _COMPANIES and clause and opening not in _ROLES and not following["word"].isupper()


def _begins_behind_time(before: str, after: str, following: re.Match[str]) -> bool:
    """Whether a sentence begins with the capitalised words `after` "p.m."."""
    if following["word"].lower() in _TIME_WORDS or _PLACE_OF_TIME.match(after):
        return False
    return not (len(before) < _WORD_LENGTH and _ONLY_A_TIME.fullmatch(before))


def _is_ordinal(before: str, number: str, after: str, following: re.Match[str]) -> bool:
    """Whether `number`, with the full stop behind it, is a German ordinal before the noun that follows."""
    if not (number.isdecimal() and len(number) <= 2):
        return False
    noun = following["word"].lower()
    if noun in _GERMAN_MONTHS:
        return noun not in _ENGLISH_MONTHS or _is_german(before + " " + after)
    words = before[-_WORD_LENGTH:].lower().split()
    return len(words) > 1 and words[-2] in _ORDINAL and noun not in _GERMAN and _is_german(before + " " + after)


def _is_german(text: str) -> bool:
    words = [word.strip(".,;:") for word in text.lower().split()]
    return sum(word in _GERMAN for word in words) > sum(word in _ENGLISH for word in words)


def _item_starts(prose: str) -> list[int]:
    """The starts of the items of a list inside `prose`: numbers in order from 1, letters from a, or bullets.

    The last comes first. The start of `prose` itself is left out.
    """
    starts: list[int] = []
    if any(label in prose for label in _SECOND_STEPS):
        starts = _step_starts(prose)
    elif prose[:1] in _BULLETS:
        starts = [bullet.start() for bullet in _BULLET.finditer(prose)]
    return [start for start in reversed(starts) if start > 0]


def _step_starts(prose: str) -> list[int]:
    """The starts of numbers that follow each other; none if there are fewer than two."""
    starts: list[int] = []
    sign = ""
    expected = {"1", "a"}
    for step in _STEP.finditer(prose):
        label = step["label"]
        if label not in expected or (starts and step["sign"] != sign) or not _may_begin_step(prose, step):
            continue
        starts.append(step.start())
        sign = step["sign"]
        expected = {str(int(label) + 1)} if label.isdecimal() else {chr(ord(label) + 1)}
    return starts if len(starts) > 1 else []


def _may_begin_step(prose: str, step: re.Match[str]) -> bool:
    """Whether a new step may begin: at the start, behind a sign, or behind a noun that no number belongs to."""
    before = prose[max(step.start() - _WORD_LENGTH, 0) : step.start()].rstrip()
    if not before or before[-1] in ".:;!?。！？":
        return True
    if step["label"] in {"1", "a"} or not before[-1].isalpha():
        return False
    if ")" in step["sign"]:
        return True
    return step["next"].isupper() and before.split()[-1].lower() not in _COUNTED
