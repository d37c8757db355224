"""One chapter of a book, in XHTML -> drafts of blocks, with the places where chapters and printed pages begin.

Left out: marks of notes (the notes themselves are footnotes), numbers of lines and of printed pages, navigation,
scripts, and what is hidden. Lines of verse that are blocks of their own become one paragraph.

Known limitations: the order of the file is the order of reading. Formulas lose their layout.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qa.load.blocks import NO_PLACE, Draft, Piece
from qa.load.lines import clean, letters_and_digits
from qa.load.office.lists import Stems, numbered, short_stem, spell
from qa.load.office.markup import End, Start, Text, events
from qa.load.office.markup_table import MarkupTable
from qa.load.office.xml import number
from qa.types import BlockKind, Place

# Elements that begin and end a block.
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html li main ol p pre section summary table tbody td tfoot th thead tr ul "
    "case default switch".split()  # wording: data
)
_LEVELS = {f"h{level}": level for level in range(1, 7)}
# Elements without any text for people.
_UNSEEN = frozenset(
    "head script style template nav svg audio video iframe object canvas noscript annotation annotation-xml rt rp "
    "button select textarea".split()  # wording: data
)
_CAPTIONS = frozenset({"figcaption", "caption"})
_NOTES = frozenset("footnote rearnote endnote note doc-footnote doc-endnote".split())  # wording: data
_NOTE_MARKS = frozenset({"noteref", "doc-noteref"})
_PAGE_BREAKS = frozenset({"pagebreak", "doc-pagebreak"})
_LINE_NUMBER = re.compile(r"(?:^|\s)(?:lnum|line-?num(?:ber)?|lineno)(?:\s|$)", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# A raised link of a few signs is the mark of a note.
_MARK = re.compile(r"\[?[\d*†‡§]{1,4}\]?$")
_MATH = "http://www.w3.org/1998/Math/MathML"

# What the id of a page break has before the label of the page: "Page_169".
_PAGE_IN_ID = re.compile(r"^.*?(?=\d+$)|^p(?:a?ge?)?[-_.]*", re.IGNORECASE)
_MAX_LABEL = 20
# Signs alone divide sections ("* * *").
_VISIBLE = re.compile(r"[^\W_]")
_WORD_REST = re.compile(r"\w+")

# A number that the text of an item has itself.
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s", re.IGNORECASE)

# Lines in a row, and characters of the longest one, that are verse and not paragraphs.
_MIN_VERSE, _MAX_VERSE_LINE = 3, 90


@dataclass(slots=True)
class Chapters:
    """Where the reading of a book is: what begins where, and the place of the text that comes next.

    `targets` maps the id of an element to the label and depth of the chapter that begins there. `pending` are chapters
    that have begun and of which nothing was read yet.
    """

    targets: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    place: Place = NO_PLACE
    pending: list[tuple[str, int]] = field(default_factory=list)

    def enter(self, identifier: str) -> None:
        """Begin the chapter that begins at an element, if one does."""
        target = self.targets.get(identifier)
        if target is not None:
            self.place = Place(chapter=target[0], page_label=self.place.page_label)
            self.pending.append(target)

    def turn(self, label: str) -> None:
        """Begin a printed page."""
        self.place = Place(chapter=self.place.chapter, page_label=label)


def read_chapter(text: str, chapters: Chapters) -> list[Draft]:
    """The drafts of one file of a book; `chapters` moves on with it."""
    reader = _Reader(chapters)
    for event in events(text):
        if isinstance(event, Text):
            reader.take_text(event.text)
        elif isinstance(event, Start):
            reader.take_start(event)
        else:
            reader.take_end(event)
    reader.close()
    return reader.drafts


@dataclass(slots=True)
class _Element:
    """An open element; `is_unseen` is whether its content is left out."""

    name: str
    is_unseen: bool
    is_note: bool
    has_blocks: bool = False
    # For an item: whether its first block is still to come, and its number.
    awaits_block: bool = True
    number: str = ""


class _Numbers:
    """Counts the items of a list; a list of bullets has no numbers."""

    def __init__(self, event: Start) -> None:
        self._is_numbered = event.name == "ol" and "reversed" not in event.attributes
        self._style = event.attributes.get("type", "1")
        self._value = number(event.attributes.get("start"), default=1) - 1

    def next(self, event: Start) -> str:
        """The number of the next item, with a point."""
        if not self._is_numbered:
            return ""
        self._value = number(event.attributes.get("value"), default=self._value + 1)
        return f"{spell(self._value, self._style)}."


class _Reader:
    """Goes through the events of one file."""

    def __init__(self, chapters: Chapters) -> None:
        self._chapters = chapters
        self.drafts: list[Draft] = []
        self._open: list[_Element] = []
        # How many elements of a name are open: what a block is depends on it, and an end without a start costs nothing.
        self._names: Counter[str] = Counter()
        self._items: list[_Element] = []
        self._lists: list[_Numbers] = []
        self._unseen = self._notes = 0
        # The text of the current block, with the place of each part.
        self._parts: list[tuple[str, Place]] = []
        self._verse: list[list[Piece]] = []
        self._stems = Stems()
        self._term = ""
        self._tables: list[MarkupTable] = []
        # Where in the parts the raised text begins, and whether a link is in it.
        self._raised, self._raised_link = 0, False
        self._took_math = False

    def close(self) -> None:
        """End what is still open."""
        while self._open:
            self.take_end(End(self._open[-1].name))
        self._flush()
        self._end_verse()

    def take_text(self, text: str) -> None:
        """Add text to the current block."""
        if not self._unseen:
            self._parts.append((text, self._chapters.place))

    def take_start(self, event: Start) -> None:
        """Open an element."""
        name, attributes = event
        kinds = {*attributes.get("epub:type", "").split(), *attributes.get("role", "").split()}
        element = _Element(name, self._is_unseen(event, kinds), not kinds.isdisjoint(_NOTES))
        if name in _BLOCKS:
            self._begin_block(name)
        if not self._unseen:
            self._enter(attributes, kinds)
            self._open_table_part(event)
        self._unseen += element.is_unseen
        self._notes += element.is_note
        self._names[name] += 1
        self._open.append(element)
        if name == "li":
            self._items.append(element)
            element.number = self._lists[-1].next(event) if self._lists else ""
        elif name in ("ol", "ul"):
            if not self._items:
                self._stems.end_list()
            self._lists.append(_Numbers(event))
        elif name == "br":
            self.take_text(" ")
        elif name == "sup":
            self._raised, self._raised_link = len(self._parts), self._names["a"] > 0
        elif name == "a":
            self._raised_link = True

    def take_end(self, event: End) -> None:
        """Close an element, and all that are open in it."""
        if not self._names[event.name]:
            return
        while True:
            element = self._open[-1]
            self._close(element)
            if element.name == event.name:
                return

    def _begin_block(self, name: str) -> None:
        self._flush()
        if name != "div":
            self._end_verse()
        if self._open:
            self._open[-1].has_blocks = True

    def _close(self, element: _Element) -> None:
        name = element.name
        if name == "sup":
            self._drop_mark()
        if name in _BLOCKS:
            self._flush(is_line=name == "div" and not element.has_blocks)
            if element.has_blocks:
                self._end_verse()
        self._open.pop()
        self._names[name] -= 1
        self._unseen -= element.is_unseen
        self._notes -= element.is_note
        if name == "li":
            self._items.pop()
        elif name in ("ol", "ul"):
            self._lists.pop()
        if not self._unseen:
            self._close_table_part(name)

    def _is_unseen(self, event: Start, kinds: set[str]) -> bool:
        """Whether the content of an element is left out."""
        name, attributes = event
        if name == "switch":
            self._took_math = False
        elif name == "case":
            is_math = attributes.get("required-namespace") == _MATH
            self._took_math = self._took_math or is_math
            return not is_math
        elif name == "default":
            return self._took_math
        is_hidden = "hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style", "")))
        is_mark = not kinds.isdisjoint(_NOTE_MARKS | _PAGE_BREAKS)
        return name in _UNSEEN or is_hidden or is_mark or bool(_LINE_NUMBER.search(attributes.get("class", "")))

    def _enter(self, attributes: dict[str, str], kinds: set[str]) -> None:
        """Begin the page and the chapter that begin at an element."""
        identifier = attributes.get("id") or attributes.get("name") or ""
        if not kinds.isdisjoint(_PAGE_BREAKS):
            label = attributes.get("title") or attributes.get("aria-label") or _PAGE_IN_ID.sub("", identifier)
            self._chapters.turn(clean(label)[:_MAX_LABEL])
        if identifier and identifier in self._chapters.targets:
            self._flush()
            self._chapters.enter(identifier)

    def _drop_mark(self) -> None:
        """Remove the mark of a note, which is a raised link of a few signs."""
        text = "".join(text for text, _ in self._parts[self._raised :]).strip()
        if self._raised_link and _MARK.match(text):
            del self._parts[self._raised :]

    # Blocks

    def _flush(self, *, is_line: bool = False) -> None:
        """End the current block. `is_line` is whether it may be a line of verse."""
        parts, self._parts = self._parts, []
        self._raised = 0
        if not any(_VISIBLE.search(text) for text, _ in parts):
            return
        if self._names["pre"]:
            self._emit(Draft(BlockKind.CODE, _code_pieces(parts)))
            return
        pieces = _prose_pieces(parts)
        if not pieces:
            return
        if is_line and not (self._items or self._tables or self._notes):
            self._verse.append(pieces)
            return
        self._end_verse()
        self._emit(self._draft(pieces))

    def _draft(self, pieces: list[Piece]) -> Draft:
        """The block of `pieces`, by what is open."""
        text = " ".join(piece.text for piece in pieces)
        level = next((level for name, level in _LEVELS.items() if self._names[name]), 0)
        if level and not self._tables:
            self._stems.take_break()
            return Draft(BlockKind.HEADING, pieces, level)
        if any(self._names[name] for name in _CAPTIONS):
            return Draft(BlockKind.CAPTION, pieces)
        if self._notes:
            return Draft(BlockKind.FOOTNOTE, pieces)
        if self._names["dd"]:
            return Draft(BlockKind.ITEM, pieces, context=(self._term,) if self._term else ())
        if self._items and self._items[-1].awaits_block:
            self._items[-1].awaits_block = False
            context = self._stems.take_item(text, depth=len(self._items) - 1)
            return Draft(BlockKind.ITEM, self._numbered(pieces), context=context)
        if self._names["dt"]:
            self._term = short_stem(text)
            return Draft(BlockKind.ITEM, pieces)
        if not self._items:
            self._stems.take_paragraph(text)
        return Draft(BlockKind.PARAGRAPH, pieces)

    def _numbered(self, pieces: list[Piece]) -> list[Piece]:
        """The first block of an item behind its number, unless the text has one itself."""
        label = self._items[-1].number
        if not label or _NUMBERED.match(pieces[0].text):
            return pieces
        return [pieces[0]._replace(text=numbered(label, pieces[0].text)), *pieces[1:]]

    def _end_verse(self) -> None:
        """Emit the lines that have been read: as one paragraph if they are verse."""
        lines, self._verse = self._verse, []
        lengths = [sum(len(piece.text) for piece in line) for line in lines]
        if len(lines) >= _MIN_VERSE and max(lengths) <= _MAX_VERSE_LINE:
            lines = [[piece for line in lines for piece in line]]
        for line in lines:
            self._emit(self._draft(line))

    def _emit(self, draft: Draft) -> None:
        """Append a block, behind the headings of chapters that begin with it and have none in the text."""
        if self._chapters.pending and not self._tables:
            *parts, (label, depth) = self._chapters.pending
            self._chapters.pending = []
            for part, part_depth in parts:
                self._add_heading(part, part_depth)
            if draft.kind is not BlockKind.HEADING:
                if _is_same(" ".join(piece.text for piece in draft.pieces), label):
                    draft = Draft(BlockKind.HEADING, draft.pieces, depth + 1)
                else:
                    self._add_heading(label, depth)
        self.drafts.append(draft)

    def _add_heading(self, label: str, depth: int) -> None:
        self.drafts.append(Draft(BlockKind.HEADING, [Piece(0, label, self._chapters.place)], depth + 1))

    # Tables

    def _open_table_part(self, event: Start) -> None:
        if event.name == "table":
            self._tables.append(MarkupTable(self._chapters.place))
        elif event.name in ("td", "th") and self._tables:
            self._end_cell()
            table = self._tables[-1]
            table.begin_cell(event, drafts=self.drafts, stems=self._stems)
            self.drafts, self._stems = [], Stems()

    def _close_table_part(self, name: str) -> None:
        if not self._tables:
            return
        if name in ("td", "th", "tr", "table"):
            self._end_cell()
        if name in ("tr", "table"):
            self._tables[-1].end_row(is_header=self._names["thead"] > 0)
        if name == "table":
            for draft in self._tables.pop().drafts():
                self._emit(draft)
            self._stems.take_break()

    def _end_cell(self) -> None:
        outer = self._tables[-1].end_cell(self.drafts)
        if outer is not None:
            self.drafts, self._stems = outer


def _code_pieces(parts: Sequence[tuple[str, Place]]) -> list[Piece]:
    text, place = "".join(text for text, _ in parts), parts[0][1]
    return [Piece(0, line, place) for line in text.expandtabs(4).split("\n")]


def _prose_pieces(parts: Sequence[tuple[str, Place]]) -> list[Piece]:
    """The cleaned text, one piece per place. A word over the end of a page belongs to the page on which it begins."""
    merged: list[tuple[list[str], Place]] = []
    for part, place in parts:
        text = part
        if merged and merged[-1][1] != place and merged[-1][0][-1:] and merged[-1][0][-1][-1:].isalnum():
            rest = _WORD_REST.match(text)
            if rest:
                merged[-1][0].append(rest[0])
                text = text[rest.end() :]
        if text and (not merged or merged[-1][1] != place):
            merged.append(([], place))
        if text:
            merged[-1][0].append(text)
    pieces = [Piece(0, clean("".join(texts)), place) for texts, place in merged]
    return [piece for piece in pieces if piece.text]


def _is_same(text: str, label: str) -> bool:
    """Whether two titles have the same letters and digits."""
    return letters_and_digits(text) == letters_and_digits(label)
