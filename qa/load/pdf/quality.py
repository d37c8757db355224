"""What of a PDF could not be read: pages that are pictures, text in letters that mean something else, damage."""

import re
from collections.abc import Sequence

from qa.load.pdf.glyphs import PageWords

# A page is a picture if pictures cover this share of it and it has fewer words than this.
_PICTURE_SHARE, _PICTURE_WORDS = 0.3, 12

# Characters that say nothing: replacements, private use.
_MEANINGLESS = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_WORD = re.compile(r"[^\W\d_]{4,}")
_VOWEL = re.compile("[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœαεηιουωаеёиоуыэюяі]", re.I)
_ALPHABET = re.compile(r"[A-Za-zÀ-ɏ]")
# A page is garbled if this share of its characters says nothing, or this share of its words has no vowel.
_MAX_MEANINGLESS, _MAX_VOWELLESS, _MIN_WORDS = 0.1, 0.45, 12

# Bytes at the end of a file in which the position of the table is.
_TAIL = 4096
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF")


def page_warnings(pages: Sequence[PageWords], texts: Sequence[str]) -> list[str]:
    """One warning for all pages that are pictures, and one for all garbled ones. `texts` has the text of each page."""
    warnings = []
    pictures = [page.number for page in pages if page.count < _PICTURE_WORDS and page.image_share >= _PICTURE_SHARE]
    if pictures:
        verb = "is a picture" if len(pictures) == 1 else "are pictures"
        which = "" if len(pictures) == len(pages) else f" ({_numbers(pictures)})"
        warnings.append(f"{len(pictures)} of {len(pages)} pages {verb}{which}; qa does not read pictures")
    garbled = [page.number for page, text in zip(pages, texts, strict=True) if is_garbled(text)]
    if garbled:
        verb = "is" if len(garbled) == 1 else "are"
        warnings.append(
            f"the text of {len(garbled)} of {len(pages)} pages ({_numbers(garbled)}) {verb} garbled: "
            "its fonts do not say which letters they draw"
        )
    return warnings


def is_garbled(text: str) -> bool:
    """Whether the letters of a page are not those that a person sees."""
    letters = len(text) - text.count(" ")
    if letters < 20:
        return False
    if len(_MEANINGLESS.findall(text)) > _MAX_MEANINGLESS * letters:
        return True
    words = [word for word in _WORD.findall(text) if _ALPHABET.match(word) and not word.isupper()]
    if len(words) < _MIN_WORDS:
        return False
    return sum(_VOWEL.search(word) is None for word in words) > _MAX_VOWELLESS * len(words)


def was_repaired(data: bytes) -> bool:
    """Whether pdfium had to look for the objects, since the table of their positions is not where the file says."""
    starts = _START.findall(data, max(len(data) - _TAIL, 0))
    if not starts:
        return True
    offset = data.find(b"%PDF-", 0, 1024) + int(starts[-1][:12])
    head = data[max(offset, 0) : offset + 40].lstrip()
    return not (head.startswith(b"xref") or re.match(rb"\d+\s+\d+\s+obj", head))


def _numbers(pages: Sequence[int]) -> str:
    """The numbers of pages, with ranges: "pages 1, 4-6"."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1][1] = page
        else:
            ranges.append([page, page])
    shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges[:8])
    more = ", …" if len(ranges) > 8 else ""
    return ("page " if len(pages) == 1 else "pages ") + shown + more
