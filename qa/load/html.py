"""A block of HTML within Markdown -> the text between its tags, in paragraphs.

Known limitation: tags are found by pattern, not by HTML's rules: an attribute with `>` in it leaves a rest in the text.
"""

import re
from collections.abc import Callable, Iterator
from html import unescape

from qa.load.build import Piece
from qa.load.lines import clean

# Comments, scripts and declarations: nothing of them is text. One that is not closed reaches to the end.
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[|\]\]>|<![a-z][^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_PARTING = re.compile(
    r"</?(?:address|article|aside|blockquote|body|br|center|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]"
    r"|head|header|hr|html|li|main|nav|ol|option|p|pre|section|summary|table|tbody|td|tfoot|th|thead|title|tr|ul)"
    r"(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_OTHER = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)

# Stands for a tag that parts paragraphs.
_PART = "\f"


def html_paragraphs(html: str, *, line: int) -> Iterator[list[Piece]]:
    """The paragraphs of `html`, whose first line is `line` of the file."""
    text = _UNSEEN.sub(_kept_lines(""), html)
    text = _PARTING.sub(_kept_lines(_PART), text)
    text = _OTHER.sub(_kept_lines(""), text)
    pieces: list[Piece] = []
    for number, part in _parts(text, line):
        cleaned = clean(unescape(part))
        if cleaned:
            pieces.append(Piece(number, cleaned))
        elif pieces:
            yield pieces
            pieces = []
    if pieces:
        yield pieces


def _kept_lines(sign: str) -> Callable[[re.Match[str]], str]:
    """Replace a match by `sign` and the ends of lines in it, so that lines keep their numbers."""
    return lambda match: sign + "\n" * match[0].count("\n")


def _parts(text: str, line: int) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, parted at parting tags by an empty one of the same number."""
    for number, content in enumerate(text.split("\n"), line):
        first, *others = content.split(_PART)
        # A line with nothing but a tag parts once; a text before it is given first.
        yield from [(number, first)] if first.strip() or not others else []
        for other in others:
            yield number, ""
            if other.strip():
                yield number, other
