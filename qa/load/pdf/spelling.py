"""The characters of a page as a person reads them, where fonts draw them in parts or by codes of their own.

TeX draws an accent as a character of its own, above its letter; pdfium gives it somewhere near, often between spaces.
TeX's fonts of symbols have signs that pdfium has no name for; it gives their code.

Known limitations: only the signs in `_SIGNS` are known.
"""

import ctypes
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as raw

# Only these compatibility characters become letters; others (superscripts, fractions, CJK forms) mean something.
_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# Accents as characters of their own, and as marks that come after a letter.
_ACCENTS = {
    "\u00b4": "\u0301",
    "\u0060": "\u0300",
    "\u00a8": "\u0308",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u00af": "\u0304",
    "\u02d8": "\u0306",
    "\u02d9": "\u0307",
    "\u02da": "\u030a",
    "\u02dd": "\u030b",
    "\u02c7": "\u030c",
    "\u00b8": "\u0327",
}
_ACCENT = re.compile(f"[{''.join(_ACCENTS)}]")
# Characters on either side of an accent among which its letter is looked for: pdfium may move it to the line's end.
_REACH = 90
# Accents of a page that are put on their letters, at most.
_MAX_ACCENTS = 3000
# Takes the place of an accent that is on its letter, and of the spaces beside it: whether words meet there, their edges
# must show.
FILLER = "\x01"

# Signs by the font's family and the code that pdfium gives.
_SIGNS = {
    ("CMSY", "\x0c"): "\u2299",
    ("CMSY", "h"): "\u27e8",
    ("CMSY", "i"): "\u27e9",
    ("CMSY", "0"): "\u2032",
    ("CMMI", "?"): "\u22c6",
}
_MATH_FONT = re.compile(r"(?:^|\+)(CMSY|CMMI)\d", re.I)

Box = tuple[float, float, float, float]


def cleaned(text: str) -> str:
    """`text` with letters for ligatures, accents on their letters, and without control characters."""
    if text.isascii():
        return _CONTROLS.sub("", text)
    if _SURROGATE.search(text):
        # pdfium gives the two halves of a character beyond U+FFFF one by one.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _CONTROLS.sub("", text.translate(_LIGATURES))
    return unicodedata.normalize("NFC", text)


def _composed(letter: str, accent: str) -> str:
    """The letter with the accent, "" if there is no such letter."""
    composed = unicodedata.normalize("NFC", letter.replace("\u0131", "i") + _ACCENTS[accent])
    return composed if len(composed) == 1 else ""


def put_accents(text: str, box_of: Callable[[int], Box]) -> str:
    """`text`, as long as before, with each accent on the letter below it.

    `box_of` gives the edges of the character at an index: left, bottom, right, top.
    """
    if text.isascii() and "`" not in text:
        return text
    chars: list[str] | None = None
    for number, match in enumerate(_ACCENT.finditer(text)):
        if number >= _MAX_ACCENTS:
            break
        chars = list(text) if chars is None else chars
        _put_accent(chars, match.start(), box_of)
    return text if chars is None else "".join(chars)


def _put_accent(chars: list[str], position: int, box_of: Callable[[int], Box]) -> None:
    left, bottom, right, top = box_of(position)
    middle, height = (left + right) / 2, top - bottom
    nearest = sorted(
        range(max(position - _REACH, 0), min(position + _REACH, len(chars))), key=lambda at: abs(at - position)
    )
    for index in nearest:
        if not (chars[index].isalpha() and (chars[index].isascii() or chars[index] == "\u0131")):
            continue
        letter = box_of(index)
        if not letter[0] <= middle <= letter[2] or abs(letter[1] - bottom) > 0.5 * height:
            continue
        composed = _composed(chars[index], chars[position])
        if composed:
            chars[index] = composed
            for beside in (position - 1, position, position + 1):
                if 0 <= beside < len(chars) and chars[beside] in (" ", chars[position]):
                    chars[beside] = FILLER
            return


def math_family(font_name: str) -> str:
    """The family of a font of TeX's symbols, "" for any other font."""
    match = _MATH_FONT.search(font_name)
    return match[1].upper() if match else ""


def may_be_sign(text: str) -> bool:
    """Whether a word in a font of symbols has a character that may be a sign by its code."""
    return any(char in "\x0c?hi0" for char in text)


def sign(family: str, char: str) -> str:
    """The sign for the code `char` in a font of `family`; `char` itself if none is known."""
    return _SIGNS.get((family, char), char)


def font_name(text_object: int) -> str:
    """The name of the font of the text object at this address."""
    font = raw.FPDFTextObj_GetFont(ctypes.cast(text_object, raw.FPDF_PAGEOBJECT))
    return font_name_of(font) if font else ""


def font_name_of(font: Any) -> str:
    """The name of a font of pdfium."""
    buffer = ctypes.create_string_buffer(128)
    raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    return buffer.value.decode("latin-1")
