"""A page of a PDF -> its words, each with its box, size and weight, in the order in which they are drawn.

pdfium gives the characters of a page and where each one is. Three calls per word are enough for its box: the origin of
its first character, the box of its last one, and the text object (cached), which has the size and the font.

Coordinates grow to the right and downwards. A page is turned so that most of its text runs to the right; text that
runs in another direction is kept apart.

Known limitations: vertical Japanese is read in horizontal lines, and Arabic ligatures (lam-alef) are in visual order.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from qa.load.pdf.limits import Limits
from qa.load.pdf.spelling import (
    FILLER,
    Box,
    cleaned,
    font_name,
    font_name_of,
    math_family,
    may_be_sign,
    put_accents,
    sign,
)

# pdfium writes this character where it swallowed a hyphen and the end of the line.
_SWALLOWED = "\ufffe"
# A form feed and the like are signs of some fonts, not spaces.
_WORD = re.compile("(?:[^\\s\ufffe\x01]|[\x0b\x0c\x1c-\x1f])+")
_BREAKS = "\r\n\ufffe" + FILLER

# A font is bold from this weight on, or by its name.
_BOLD_WEIGHT = 600
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|[-,](?:bd|medi)|^(?:[a-z]{6}\+)?(?:cmbx|cmssbx|sfbx|ntxb)", re.I)
_FONT_FORCE_BOLD = 1 << 18

# How far a word may be outside the page's crop box, in points.
_CROP_SLACK = 2.0
# Points that a character is wide or high, at most; broken fonts have infinite ones.
_MAX_EXTENT = 5000.0

# Parts of the size that a line of text reaches above and below its baseline.
ASCENT, DESCENT = 0.75, 0.25


class Word:
    """A word: its text, its edges, its baseline and its size in points."""

    __slots__ = ("bold", "breaks", "italic", "left", "right", "size", "text", "y")

    def __init__(
        self,
        text: str,
        *,
        left: float,
        right: float,
        y: float,
        size: float,
        bold: bool = False,
        italic: bool = False,
        breaks: bool = False,
    ) -> None:
        self.text = text
        self.left = left
        self.right = right
        self.y = y
        self.size = size
        self.bold = bold
        self.italic = italic
        # Whether pdfium begins a new line with it.
        self.breaks = breaks

    @property
    def top(self) -> float:
        """The upper edge of its line."""
        return self.y - ASCENT * self.size

    @property
    def bottom(self) -> float:
        """The lower edge of its line."""
        return self.y + DESCENT * self.size


@dataclass(slots=True)
class PageWords:
    """The words of a page in the order in which they are drawn, and `turned`: those in another direction.

    `width` and `height` are those of the crop box, in points. `image_share` is the part of the page that pictures
    cover, at most 1; it is looked up on pages with few words alone.
    """

    number: int
    label: str | None
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    turned: list[Word] = field(default_factory=list)
    image_share: float = 0.0
    # Why the page was not read.
    problem: str | None = None
    # How many words it has, and the strips between its columns, when its words have become lines.
    count: int = 0
    gutters: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Style:
    """What the characters of a text object share. `direction` is 0 for text that runs right, then counterclockwise."""

    size: float
    direction: int
    bold: bool
    italic: bool
    # The family of a font of symbols, else empty.
    family: str = ""


# A page with fewer words may be a picture.
_FEW_WORDS = 12


def read_page(document: pdfium.PdfDocument, index: int, *, limits: Limits) -> PageWords:
    """The words of the page at `index`, counted from 0."""
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return PageWords(index + 1, None, 0, 0, problem="is damaged")
    try:
        return _Reader(page, index, _label(document, index), limits=limits).read()
    finally:
        page.close()


def _label(document: pdfium.PdfDocument, index: int) -> str | None:
    """The printed label of a page, if it is another than its number."""
    label = " ".join(cleaned(document.get_page_label(index)).split())[:20]
    return label if label and label != str(index + 1) else None


class _Reader:
    """Reads the words of one page."""

    def __init__(self, page: pdfium.PdfPage, index: int, label: str | None, *, limits: Limits) -> None:
        self._limits = limits
        self._page = page
        left, bottom, right, top = page.get_cropbox()
        self._box = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
        self._result = PageWords(index + 1, label, self._box[2] - self._box[0], self._box[3] - self._box[1])
        self._styles: dict[int, _Style] = {}
        self._fonts: dict[int, tuple[bool, bool, str]] = {}

    def read(self) -> PageWords:
        """The words of the page."""
        result = self._result
        try:
            text_page = self._page.get_textpage()
        except pdfium.PdfiumError:
            result.problem = "is damaged"
            return result
        try:
            count = text_page.count_chars()
            if count > self._limits.page_characters:
                result.problem = f"has {count:,} characters, over the limit of {self._limits.page_characters:,}"
                return result
            words = list(self._words(text_page, _characters(text_page, count))) if count > 0 else []
        finally:
            text_page.close()
        self._sort_by_direction(words)
        if len(result.words) + len(result.turned) < _FEW_WORDS:
            result.image_share = self._image_share()
        return result

    def _words(self, text_page: Any, text: str) -> Iterator[tuple[Word, int]]:
        """The words inside the crop box, with their directions."""
        handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
        x, y = ctypes.c_double(), ctypes.c_double()
        box = raw.FS_RECTF()
        x_at, y_at, box_at = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
        left, bottom, right, top = self._box
        styles = self._styles
        for number, match in enumerate(_WORD.finditer(text)):
            if number >= self._limits.page_words:
                self._result.problem = f"has more than {self._limits.page_words:,} words; the rest is left out"
                return
            start, end = match.span()
            address = _text_object(handle, start)
            style = styles.get(address) if address else None
            if style is None:
                style = styles[address or 0] = self._style(text_page, handle, start, address)
            _char_origin(handle, start, x_at, y_at)
            word_x, word_y = x.value, y.value
            cut = end < len(text) and text[end] == _SWALLOWED
            _loose_box(handle, end if cut else end - 1, box_at)
            if not (left - _CROP_SLACK <= word_x <= right + _CROP_SLACK):
                continue
            if not (bottom - _CROP_SLACK <= word_y <= top + _CROP_SLACK):
                continue
            spelled = match[0]
            if not (spelled.isascii() and spelled.isprintable()) or style.family:
                spelled = cleaned(self._with_signs(handle, start, spelled))
            if not spelled:
                continue
            if not abs(box.right - box.left) < _MAX_EXTENT or not abs(box.top - box.bottom) < _MAX_EXTENT:
                continue
            word = self._placed(spelled + "-" * cut, word_x, word_y, box, style)
            word.breaks = start == 0 or text[start - 1] in _BREAKS
            yield word, style.direction

    def _placed(self, text: str, x: float, y: float, box: Any, style: _Style) -> Word:
        """A word whose first character has its origin at (x, y), turned so that it runs to the right."""
        left, bottom, right, top = self._box
        match style.direction:
            case 0:
                near, far, base = x - left, box.right - left, top - y
                near, far = min(near, box.left - left), max(far, near)
            case 1:
                near, far, base = y - bottom, box.top - bottom, x - left
            case 2:
                near, far, base = right - x, right - box.left, y - bottom
            case _:
                near, far, base = top - y, top - box.bottom, right - x
        return Word(
            text,
            left=min(near, far),
            right=max(near, far),
            y=base,
            size=style.size,
            bold=style.bold,
            italic=style.italic,
        )

    def _with_signs(self, handle: int | None, start: int, text: str) -> str:
        """`text`, which starts at the character `start`, with signs for the codes of fonts of symbols."""
        if not may_be_sign(text):
            return text
        objects = [_text_object(handle, start + position) for position in range(len(text))]
        families = {address: math_family(font_name(address)) for address in set(objects) if address}
        return "".join(sign(families.get(address, ""), char) for address, char in zip(objects, text, strict=True))

    def _style(self, text_page: Any, handle: int | None, index: int, address: int | None) -> _Style:
        """The style of the character at `index`."""
        matrix = raw.FS_MATRIX()
        scale, direction = 1.0, 0
        if raw.FPDFText_GetMatrix(text_page.raw, index, matrix):
            scale = math.hypot(matrix.c, matrix.d)
            direction = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        size = abs(raw.FPDFText_GetFontSize(text_page.raw, index)) * scale
        box = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(text_page.raw, index, box)
        height = abs(box.top - box.bottom) if direction % 2 == 0 else abs(box.right - box.left)
        if not 0.4 * height <= size <= 4 * height and height > 0:
            size = height / (ASCENT + DESCENT)
        size = min(max(size, 0.5), 500.0) if math.isfinite(size) else 1.0
        bold, italic, family = self._font(address) if address else (False, False, "")
        return _Style(size, direction, bold, italic, family)

    def _font(self, address: int) -> tuple[bool, bool, str]:
        """Whether the font of the text object at `address` is bold, whether italic, and its family if of symbols."""
        font = raw.FPDFTextObj_GetFont(ctypes.cast(address, raw.FPDF_PAGEOBJECT))
        key = ctypes.cast(font, ctypes.c_void_p).value if font else None
        if key is None:
            return False, False, ""
        if key not in self._fonts:
            name = font_name_of(font)
            flags = raw.FPDFFont_GetFlags(font)
            bold = bool(_BOLD_NAME.search(name)) or raw.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT
            bold = bold or (flags > 0 and bool(flags & _FONT_FORCE_BOLD))
            italic = "ital" in name.lower() or "obli" in name.lower()
            self._fonts[key] = bold, italic, math_family(name)
        return self._fonts[key]

    def _sort_by_direction(self, words: list[tuple[Word, int]]) -> None:
        """Divide the words into those in the direction of most letters, and the others."""
        letters: Counter[int] = Counter()
        for word, direction in words:
            letters[direction] += len(word.text)
        main = max(letters, key=lambda direction: (letters[direction], -direction), default=0)
        result = self._result
        result.words = _without_copies([word for word, direction in words if direction == main])
        result.turned = [word for word, direction in words if direction != main]
        if main % 2:
            result.width, result.height = result.height, result.width

    def _image_share(self) -> float:
        """The part of the page that pictures cover, at most 1."""
        left, bottom, right, top = self._box
        area = (right - left) * (top - bottom)
        share = 0.0
        objects = self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
        for _, picture in zip(range(_MAX_PICTURES), objects, strict=False):
            try:
                x0, y0, x1, y1 = picture.get_bounds()
            except pdfium.PdfiumError:
                continue
            wide, high = min(x1, right) - max(x0, left), min(y1, top) - max(y0, bottom)
            share += max(wide, 0) * max(high, 0) / area if area else 0
        return min(share, 1.0)


# Pictures that are measured on a page.
_MAX_PICTURES = 500

_VOID, _INT = ctypes.c_void_p, ctypes.c_int


def _fast(function: Any, restype: Any, *argtypes: Any) -> Any:
    """`function` of pdfium with plain pointers: twice as fast as with the types of the binding."""
    address = ctypes.cast(function, _VOID).value
    return ctypes.CFUNCTYPE(restype, *argtypes)(address or 0)


_text_object = _fast(raw.FPDFText_GetTextObject, _VOID, _VOID, _INT)
_char_origin = _fast(raw.FPDFText_GetCharOrigin, _INT, _VOID, _INT, _VOID, _VOID)
_loose_box = _fast(raw.FPDFText_GetLooseCharBox, _INT, _VOID, _INT, _VOID)
_unicode = _fast(raw.FPDFText_GetUnicode, ctypes.c_uint, _VOID, _INT)


def _characters(text_page: Any, count: int) -> str:
    """The characters of a page, so that the index of a character is its index in pdfium."""
    handle = ctypes.cast(text_page.raw, _VOID).value
    text = str(text_page.get_text_range())
    if len(text) != count:
        # pdfium left some characters out or put two for one: each one by itself.
        codes = (_unicode(handle, index) for index in range(count))
        # The swallowed hyphen has the code 2 here.
        text = "".join(_SWALLOWED if code == 2 else chr(code) if 0 < code < 0x110000 else " " for code in codes)
    box = raw.FS_RECTF()
    box_at = ctypes.byref(box)

    def box_of(index: int) -> Box:
        _loose_box(handle, index, box_at)
        return box.left, box.bottom, box.right, box.top

    return put_accents(text, box_of)


def _without_copies(words: list[Word]) -> list[Word]:
    """`words` without those that are drawn again at the same place (a shadow, or bold by drawing twice)."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for word in words:
        step = max(word.size * 0.25, 0.5)
        key = (word.text, round(word.left / step), round(word.y / step))
        if key not in seen:
            kept.append(word)
            seen.add(key)
    return kept
