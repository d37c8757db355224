"""The text within one block of a page -> cleaned pieces, one per line and place.

Marks of footnotes are written in brackets, right behind the sentence that they belong to: `deep.<sup>1</sup>` would
otherwise read as a number. Exponents of numbers become raised digits, for the same reason. Signs that only link back
(`↩`, `¶`) are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, groupby
from typing import NamedTuple

from qa.load.blocks import NO_PLACE, Piece
from qa.load.lines import clean
from qa.types import Place

_MARK = re.compile(r"[0-9]{1,3}|[a-z]|[*†‡§]{1,3}", re.IGNORECASE)
_NUMBER = re.compile(r"[+\-−]?[0-9]{1,4}")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_BACK_LINKS = frozenset("^ ↑ ↩ ↵ ⏎ ¶ # § ⇧ ⤴".split())
_BACK_LINK_NOISE = "\ufe0e\ufe0f \n\t\xa0[]"

# A break of the line between two of these is a break of the paragraph: a label begins a line, or a sentence ends.
_LABEL = re.compile(r"\w[^\n:.!?]{0,30}: ?\S")
# Characters at the end of a line that are looked at.
_TAIL = 20
_SENTENCE_END = re.compile(r"[.!?:;。！？][\"'”’)\]]*$")

# Stands for a break of the line in a chunk of text.
_BREAK = "\x00"

# Chunks before a mark in which the end of its sentence is looked for.
_NEAR = 3

# Links that are open over blocks: no page means more than one.
_MAX_LINKS = 4


class _Chunk(NamedTuple):
    line: int
    place: Place
    text: str


class _Raised(NamedTuple):
    """A superscript or a link that is open: the number of chunks before it, and whether it links within the page."""

    chunk_count: int
    links_within: bool


class Paragraph:
    """The text of one block so far, with how many of its letters are links, or bold."""

    def __init__(self, place: Place = NO_PLACE) -> None:
        self._chunks: list[_Chunk] = []
        self._raised: list[_Raised] = []
        self._links: list[_Raised] = []
        self._bold_depth = 0
        self._place = place
        self._next_place: Place | None = None
        self.letters = self.linked = self.bold = self.link_count = 0

    def clear(self) -> None:
        """Begin the next block. Links, and places, go on over it."""
        self._chunks = []
        self._raised = []
        self._links = [_Raised(0, link.links_within) for link in self._links[-_MAX_LINKS:]]
        self.letters = self.linked = self.bold = 0
        self.link_count = len(self._links)

    def turn_page(self, label: str) -> None:
        """From the next word on, the text comes from the printed page with this label."""
        self._next_place = replace(self._place, page_label=label)

    @property
    def place(self) -> Place:
        """Where the next word comes from."""
        return self._next_place or self._place

    def add(self, text: str, line: int) -> None:
        """Append a text that begins on `line`."""
        if self._next_place is not None:
            text, line = self._finish_word(text, line)
        letters = len(text.strip())
        self.letters += letters
        self.linked += letters if self._links else 0
        self.bold += letters if self._bold_depth else 0
        for number, part in enumerate(text.split("\n")):
            self._chunks.append(_Chunk(line + number, self._place, part if not number else " " + part))

    def _finish_word(self, text: str, line: int) -> tuple[str, int]:
        """Append the end of a word that a turn of the page divides, and turn the page; the rest of the text."""
        head = re.match(r"\S*", text) if self._chunks and not self._chunks[-1].text.endswith((" ", _BREAK)) else None
        end = head.end() if head else 0
        if end:
            self._chunks.append(_Chunk(line, self._place, text[:end]))
        if end < len(text) and self._next_place is not None:
            self._place, self._next_place = self._next_place, None
        return text[end:], line

    def add_break(self, line: int) -> None:
        """Append a break of the line."""
        self._chunks.append(_Chunk(line, self._place, _BREAK))

    @property
    def ends_in_break(self) -> bool:
        """Whether nothing visible follows the last break of the line."""
        for chunk in reversed(self._chunks):
            if chunk.text == _BREAK:
                return True
            if not chunk.text.isspace():
                return False
        return False

    def open_bold(self) -> None:
        """What follows is bold."""
        self._bold_depth += 1

    def close_bold(self) -> None:
        """What follows is as bold as before."""
        self._bold_depth = max(self._bold_depth - 1, 0)

    def open_link(self, target: str) -> None:
        """What follows is a link to `target`."""
        is_within = target.startswith("#")
        self._links.append(_Raised(len(self._chunks), is_within))
        self.link_count += 1
        if is_within and self._raised:
            self._raised[-1] = self._raised[-1]._replace(links_within=True)

    def close_link(self) -> None:
        """The link ends. A sign that links back is left out."""
        if self._links:
            start = self._links.pop().chunk_count
            if len(self._chunks) - start <= 3 and self._text_from(start).strip(_BACK_LINK_NOISE) in _BACK_LINKS:
                del self._chunks[start:]

    def open_raised(self) -> None:
        """What follows is a superscript."""
        self._raised.append(_Raised(len(self._chunks), any(link.links_within for link in self._links[-1:])))

    def close_raised(self) -> None:
        """The superscript ends: a mark of a footnote, an exponent, or letters such as "st"."""
        if not self._raised:
            return
        start, links_within = self._raised.pop()
        if len(self._chunks) - start > 5:
            return
        text = self._text_from(start).strip()
        before = self._last_text(start)
        bare = text.strip("[]()")
        is_mark = _MARK.fullmatch(bare) and (links_within or before.rstrip().endswith(tuple(".,;:!?)”\"'’»")))
        if is_mark and before.strip():
            self._replace_from(start, f"[{bare}]")
            self._strip_before(start)
        elif before[-1:].isdigit() and _NUMBER.fullmatch(text):
            self._replace_from(start, text.translate(_RAISED))

    def _last_text(self, end: int) -> str:
        """The last text before the chunk with the index `end`, as far as it is near."""
        return "".join(chunk.text for chunk in self._chunks[max(end - _NEAR, 0) : end])

    def _text_from(self, start: int) -> str:
        return "".join(chunk.text for chunk in self._chunks[start:])

    def _replace_from(self, start: int, text: str) -> None:
        first = self._chunks[start]
        del self._chunks[start:]
        self._chunks.append(first._replace(text=text))

    def _strip_before(self, start: int) -> None:
        """Drop the blanks between a sentence and its mark."""
        for number in range(start - 1, max(start - _NEAR, 0) - 1, -1):
            stripped = self._chunks[number].text.rstrip(" \t\xa0")
            self._chunks[number] = self._chunks[number]._replace(text=stripped)
            if stripped:
                return

    def paragraphs(self) -> Iterator[list[Piece]]:
        """The pieces of the text, in more than one paragraph where breaks of the line divide it."""
        paragraph: list[list[Piece]] = []
        for row in self._rows():
            if paragraph and _is_divided(paragraph[-1], row):
                yield _merged(paragraph)
                paragraph = []
            paragraph.append(row)
        if paragraph:
            yield _merged(paragraph)

    def _rows(self) -> Iterator[list[Piece]]:
        """The pieces between two breaks of the line, where there are any."""
        parts: list[str] = []
        row: list[Piece] = []
        line, place = 0, NO_PLACE
        for chunk in (*self._chunks, _Chunk(0, NO_PLACE, _BREAK)):
            if parts and (chunk.text == _BREAK or (chunk.line, chunk.place) != (line, place)):
                if text := clean("".join(parts)):
                    row.append(Piece(line, text, place))
                parts = []
            if chunk.text == _BREAK:
                if row:
                    yield row
                row = []
            else:
                line, place = chunk.line, chunk.place
                parts.append(chunk.text)


def _is_divided(above: list[Piece], below: list[Piece]) -> bool:
    """Whether the break of the line between them ends a paragraph."""
    if _SENTENCE_END.search(above[-1].text[-_TAIL:]):
        return True
    return bool(_LABEL.match(below[0].text) or (len(above) == 1 and _LABEL.match(above[0].text)))


def _merged(rows: list[list[Piece]]) -> list[Piece]:
    """The pieces of `rows`; what comes from the same line and place is one piece."""
    merged = []
    for (line, place), pieces in groupby(chain.from_iterable(rows), key=lambda piece: (piece.line, piece.place)):
        merged.append(Piece(line, " ".join(piece.text for piece in pieces), place))
    return merged
