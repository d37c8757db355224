"""Text as quotes are compared: its signs, each with what is between it and the one before.

What typography does to a text does not count: white space and line breaks, kinds of quotation marks and of dashes,
ligatures and full-width letters, soft hyphens and other invisible characters, and a hyphen at the end of a line, where
it may belong to the word or not. Letters count with their case and accents, and so does all punctuation.

    skeleton      letters and digits alone, without accents: a fast test that no equal text fails
    signs_of      the signs of a text with their offsets
    begins_as     whether signs are those of a quote

Known limitations: of two hyphens at line ends in one word, the second counts as written. White space beside a
punctuation mark does not count, except inside numbers and words ("4, 200" is not "4,200").
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from qa.language.tokens import CJK

QUOTATION_MARKS = "'\"`´‘’‚‛“”„‟‹›«»′″「」『』"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
# A letter or digit with its marks, a run of quotation marks, of dashes, of white space, or any other character.
_SIGN = re.compile(
    rf"[{_INVISIBLE}]+|(?P<space>[\s{_INVISIBLE}]*\s[\s{_INVISIBLE}]*)|(?P<dash>[{DASHES}]+)"
    rf"|(?P<mark>[{QUOTATION_MARKS}]+)|(?P<sign>[^\s{_INVISIBLE}][\u0300-\u036f]*)"
)
_NO_LETTER = re.compile(r"[\W_]+")
_LETTERS = re.compile(r"[^\W_]+")
_UNBROKEN = re.compile(f"[{CJK}]")
# Inside a number a sign counts with the white space beside it.
_IN_NUMBER = frozenset(".,:/")
# Compatibility characters that mean something else than their plain form: 10² is not 102.
_OTHER_MEANING = ("<super>", "<sub>", "<fraction>", "<circle>", "<square>")


class Joint(Enum):
    """What is between a sign and the one before it."""

    NONE = "nothing"
    SPACE = "white space"
    DASH = "a dash"
    # A hyphen at the end of a line, which may belong to the word or not.
    BREAK = "a hyphen and white space"


class Sign(NamedTuple):
    """A letter, digit or punctuation mark at `start` to `end` of a text, and the joint before it."""

    char: str
    joint: Joint
    start: int
    end: int


def skeleton(text: str) -> str:
    """The letters and digits of `text`, without accents: equal for texts that are equal but for their typography."""
    letters = _NO_LETTER.sub("", text)
    return letters if letters.isascii() else _NO_LETTER.sub("", unicodedata.normalize("NFKD", letters))


def offsets_in(text: str, places: Sequence[int]) -> list[int]:
    """For ascending `places` in the skeleton of `text`, the offsets of the characters that they come from."""
    offsets: list[int] = []
    done = 0
    for run in _LETTERS.finditer(text):
        if len(offsets) == len(places):
            break
        length = len(skeleton(run[0]))
        while len(offsets) < len(places) and places[len(offsets)] < done + length:
            offsets.append(run.start() + _offset_in_run(run[0], places[len(offsets)] - done))
        done += length
    return offsets


def _offset_in_run(run: str, place: int) -> int:
    if run.isascii():
        return place
    done = 0
    for offset, char in enumerate(run):
        done += len(skeleton(char))
        if done > place:
            return offset
    return len(run)


def signs_of(text: str, start: int = 0, end: int | None = None) -> list[Sign]:
    """The signs of `text[start:end]`, with offsets into `text`."""
    signs: list[Sign] = []
    joint, touches, has_break = Joint.NONE, False, False
    for match in _SIGN.finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup
        if kind == "dash":
            joint, touches = Joint.DASH, joint is Joint.NONE and bool(signs)
        elif kind == "space" and joint is Joint.NONE:
            joint = Joint.SPACE
        elif kind == "space" and joint is Joint.DASH and touches and not has_break:
            is_inside = signs[-1].char.isalpha() and text[match.end() : match.end() + 1].isalpha()
            joint = Joint.BREAK if is_inside else joint
        elif kind in {"mark", "sign"}:
            has_break = joint is Joint.BREAK or (has_break and joint is Joint.NONE)
            chars = "'" if kind == "mark" else _folded(match[0])
            signs += [Sign(char, Joint.NONE if n else joint, *match.span()) for n, char in enumerate(chars)]
            joint = Joint.NONE
    return signs


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    """A character with its marks in its plain form: composed, without ligature or width."""
    if char.isascii():
        return char
    composed = unicodedata.normalize("NFC", char)
    if composed == "…":
        return "..."
    decomposition = unicodedata.decomposition(composed[0])
    if not composed[0].isalnum() or not decomposition.startswith("<") or decomposition.startswith(_OTHER_MEANING):
        return composed
    plain = unicodedata.normalize("NFKC", composed)
    return plain if plain.isalnum() else composed


def begins_as(signs: Sequence[Sign], quote: Sequence[Sign], at: int = 0) -> bool:
    """Whether `signs`, from number `at` on, begin with those of `quote`; the joint before the first does not count."""
    if len(signs) - at < len(quote):
        return False
    return all(
        signs[at + number].char == sign.char
        and (number == 0 or _alike(signs[at + number].joint, sign.joint, _is_strict(quote, number)))
        for number, sign in enumerate(quote)
    )


def _alike(joint: Joint, other: Joint, is_strict: bool) -> bool:
    joints = {joint, other}
    if len(joints) == 1:
        return True
    if Joint.BREAK in joints:
        return Joint.SPACE not in joints
    return joints == {Joint.NONE, Joint.SPACE} and not is_strict


def _is_strict(signs: Sequence[Sign], number: int) -> bool:
    """Whether white space counts before sign `number`: between letters and digits, and inside "4,200", "don't"."""
    before, after = signs[number - 1].char, signs[number].char
    if before.isalnum() and after.isalnum():
        return is_in_words(before) and is_in_words(after)
    place = number if before.isalnum() else number - 1
    around = [signs[near].char if 0 <= near < len(signs) else " " for near in (place - 2, place - 1, place, place + 1)]
    if place > 1 and signs[place - 1].joint is not Joint.NONE:
        around[0] = " "
    return _is_inner("".join(around[:2]), around[2], around[3])


def _is_inner(before: str, sign: str, after: str) -> bool:
    """Whether `sign` is inside a word or number, behind `before` (two characters, if there are so many)."""
    letter = before[-1:]
    if sign == "'":
        return letter.isalpha() and after.isalpha()
    if sign == "." and letter.isalpha() and after.isalpha():
        return not before[:-1].isalnum()
    return sign in _IN_NUMBER and letter.isdigit() and after.isdigit()


def is_in_words(char: str) -> bool:
    """Whether `char` makes up words with those beside it: a letter or digit, but for Chinese and Japanese."""
    return char.isalnum() and not _UNBROKEN.match(char)


def is_inside_word(text: str, offset: int) -> bool:
    """Whether a word or number of `text` goes on across `offset`; a possessive 's is no part of a word here."""
    before, after = text[max(offset - 4, 0) : offset].rstrip(_INVISIBLE), text[offset : offset + 4].lstrip(_INVISIBLE)
    if not before or not after:
        return False
    if before[-1].isalnum() and after[0].isalnum():
        return is_in_words(before[-1]) and is_in_words(after[0])
    if before[-1].isalnum():
        sign = "'" if after[0] in QUOTATION_MARKS else after[0]
        is_possessive = sign == "'" and after[1:2] in {"s", "S"} and not after[2:3].isalnum()
        return not is_possessive and _is_inner(before[-2:], sign, after[1:2])
    sign = "'" if before[-1] in QUOTATION_MARKS else before[-1]
    return after[0].isalnum() and _is_inner(before[-3:-1], sign, after[0])
