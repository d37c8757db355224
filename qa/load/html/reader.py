"""The elements of a page -> its blocks: headings, paragraphs, items, definitions, tables, code, captions, footnotes.

The stem of a list ("The tenant shall not:") and, in a list within a list, the item above are the context of its items;
a term is that of its definition, a summary that of what it opens. Numbers of ordered lists are written out.

Known limitations: the numbers of a list that counts down are left out unless it says where it begins; what a style
sheet shows or hides is unknown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qa.load.blocks import NO_PLACE, Piece
from qa.load.html.content import PageBlock, Region
from qa.load.html.elements import (
    BLOCKS,
    LISTS,
    heading_level,
    is_footnotes,
    is_only_label,
    page_label,
    region_rank,
)
from qa.load.html.inline import Paragraph
from qa.load.html.lists import Definitions, Item, ListNumbers
from qa.load.html.metadata import METADATA_TAGS
from qa.load.html.noise import Noise, is_hidden, is_unseen, noise_of
from qa.load.html.preformatted import preformatted_blocks
from qa.load.html.tables import MAX_DEPTH, Table
from qa.load.html.tree import Tag
from qa.types import BlockKind, Place

# Contexts of a block, the innermost: deeper ones name it no better.
_MAX_CONTEXT = 4
# Letters of a stem, a term or a summary: what is longer is a text by itself.
_MAX_CONTEXT_LETTERS = 300
# Terms with one definition.
_MAX_TERMS = 3
# Letters of a heading: a heading that is longer was never closed.
_MAX_HEADING_LETTERS = 400

# Elements that may divide a heading without ending it.
_HEADING_PARTS = frozenset({"div", "header", "hgroup"})

Closer = Callable[[], None]


class _State(NamedTuple):
    """What holds for all that is in an element, unless an element in it says otherwise."""

    # Where the blocks go: the page, or a cell.
    sink: list[PageBlock]
    context: tuple[str, ...] = ()
    # The kind of all blocks, if the element gives one.
    kind: BlockKind | None = None
    heading_level: int = 0
    noise: Noise = Noise.NONE
    region: int = -1
    in_footnotes: bool = False


@dataclass(slots=True)
class _Code:
    """Preformatted text that is open: its parts with their lines, and whether the page says that it is code."""

    parts: list[tuple[int, str]]
    is_marked: bool


class PageReader:
    """The visitor of a walk through one page. `blocks` and `regions` are complete when the walk is over.

    `place` is where all of the page comes from; printed pages within it have their labels. `see` is called
    for each element that may hold metadata.
    """

    def __init__(self, *, place: Place = NO_PLACE, see: Callable[[Tag], None] | None = None) -> None:
        self.blocks: list[PageBlock] = []
        self.regions: list[Region] = []
        self._see = see
        self._state = _State(self.blocks)
        self._paragraph = Paragraph(place)
        # For each open element: the state around it, and what to do when it is closed.
        self._open_elements: list[tuple[_State, Closer | None]] = []
        self._items: list[Item] = []
        self._lists: list[ListNumbers] = []
        self._definitions: list[Definitions] = []
        self._tables: list[Table] = []
        self._table_depth = 0
        self._code: _Code | None = None

    # Visitor

    def open(self, tag: Tag) -> bool:
        """An element begins."""
        if self._see is not None and tag.name in METADATA_TAGS:
            self._see(tag)
        is_block = tag.name in BLOCKS
        if is_unseen(tag) or (not is_block and is_hidden(tag)):
            return False
        if (label := page_label(tag)) is not None:
            self._paragraph.turn_page(label)
            if is_only_label(tag):
                return False
        level = heading_level(tag)
        if is_block:
            self._end_block(tag, level)
        around = self._state
        closer = self._open_block(tag, level) if is_block else self._open_inline(tag)
        self._open_noise(tag)
        self._open_elements.append((around, closer))
        return True

    def close(self, tag: Tag) -> None:
        """An element ends."""
        if self._state.heading_level and tag.name in _HEADING_PARTS and not heading_level(tag):
            self._paragraph.add(" ", tag.line)
        elif tag.name in BLOCKS:
            self._flush()
        self._state, closer = self._open_elements.pop()
        if closer is not None:
            closer()

    def text(self, data: str, line: int) -> None:
        """A text begins on `line`."""
        if self._code is not None:
            self._code.parts.append((line, data))
        else:
            self._paragraph.add(data, line)

    # Elements

    def _end_block(self, tag: Tag, level: int) -> None:
        """A block begins, so the one before it ends; `level` is that of a heading."""
        if self._state.heading_level and not level:
            self._divide_heading(tag)
        else:
            self._flush()

    def _open_block(self, tag: Tag, level: int) -> Closer | None:
        self._open_region(tag)
        if is_footnotes(tag):
            self._state = self._state._replace(in_footnotes=True)
        if level:
            self._state = self._state._replace(heading_level=level)
            return None
        opener = _OPENERS.get(tag.name)
        return opener(self, tag) if opener else None

    def _divide_heading(self, tag: Tag) -> None:
        """A block begins in a heading: a part of it, or, if the heading is not closed where it should be, its end."""
        is_long = self._paragraph.letters > _MAX_HEADING_LETTERS
        if tag.name in _HEADING_PARTS and not is_long:
            self._paragraph.add(" ", tag.line)
        elif self._paragraph.letters:
            self._flush()
            self._state = self._state._replace(heading_level=0)

    def _open_inline(self, tag: Tag) -> Closer | None:
        paragraph = self._paragraph
        match tag.name:
            case "br":
                self._break_line(tag.line)
            case "a" if tag.get("href"):
                paragraph.open_link(tag.get("href"))
                return paragraph.close_link
            case "sup":
                paragraph.open_raised()
                return paragraph.close_raised
            case "b" | "strong":
                paragraph.open_bold()
                return paragraph.close_bold
            case "code" | "samp" | "kbd" if self._code is not None:
                self._code.is_marked = True
            case "q":
                paragraph.add("“", tag.line)
                return lambda: paragraph.add("”", tag.line)
        return None

    def _break_line(self, line: int) -> None:
        if self._code is not None:
            # The code goes on in the same line of the page.
            self._code.parts.append((line - 1, "\n"))
        elif self._paragraph.ends_in_break and not self._state.heading_level:
            self._flush()
        else:
            self._paragraph.add_break(line)

    def _open_region(self, tag: Tag) -> None:
        rank = region_rank(tag)
        if rank is None:
            return
        self.regions.append(Region(rank, self._state.region))
        self._state = self._state._replace(region=len(self.regions) - 1)
        # The words of a box around the main part are about the layout.
        if rank and self._state.noise is Noise.WORDS:
            self._state = self._state._replace(noise=Noise.NONE)

    def _open_noise(self, tag: Tag) -> None:
        if self._code is not None or self._state.noise is Noise.HIDDEN or tag.name in ("html", "body"):
            return
        noise = noise_of(tag, in_main=self._state.region >= 0)
        if noise > self._state.noise:
            self._state = self._state._replace(noise=noise)

    # Lists

    def _open_list(self, tag: Tag) -> Closer:
        self._push_context(self._stem())
        self._lists.append(ListNumbers(tag))
        return self._close_list

    def _close_list(self) -> None:
        self._lists.pop()

    def _stem(self) -> str:
        """What introduces a list that begins here: a paragraph before it, or the item that it is in."""
        sink = self._state.sink
        last = sink[-1] if sink else None
        if last is not None and last.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and last.noise is self._state.noise:
            text = last.text
            if text.endswith((":", "：")) or (last.is_bold and last.kind is BlockKind.PARAGRAPH):
                return self._items[-1].text if self._items and self._items[-1].block is last else text
        in_item = self._lists and self._items and not self._items[-1].awaits_block
        return self._items[-1].text if in_item else ""

    def _open_item(self, tag: Tag) -> Closer:
        self._items.append(Item(self._lists[-1].next_marker(tag) if self._lists else ""))
        return self._close_item

    def _close_item(self) -> None:
        self._items.pop()

    def _open_definitions(self, tag: Tag) -> Closer:
        self._definitions.append(Definitions())
        return self._close_definitions

    def _close_definitions(self) -> None:
        definitions = self._definitions.pop()
        if not definitions.has_definition:
            for term in definitions.terms:
                term.kind = BlockKind.ITEM

    def _open_term(self, tag: Tag) -> Closer | None:
        self._state = self._state._replace(kind=BlockKind.CAPTION)
        if not self._definitions:
            return None
        definitions = self._definitions[-1]
        if definitions.has_definition:
            definitions.terms, definitions.has_definition = [], False
        sink, count = self._state.sink, len(self._state.sink)
        return lambda: definitions.terms.extend(sink[count:])

    def _open_definition(self, tag: Tag) -> Closer:
        terms: Sequence[PageBlock] = ()
        if self._definitions:
            self._definitions[-1].has_definition = True
            terms = self._definitions[-1].terms[-_MAX_TERMS:]
        self._items.append(Item(awaits_block=bool(terms)))
        self._push_context(", ".join(term.text for term in terms))
        return self._close_item

    # Captions and code

    def _open_summary(self, tag: Tag) -> Closer:
        """The summary is the context of what follows it in the element around it."""
        self._state = self._state._replace(kind=BlockKind.CAPTION)
        sink, count = self._state.sink, len(self._state.sink)

        def close() -> None:
            if len(sink) == count + 1 and sink[-1].kind is BlockKind.CAPTION:
                self._push_context(sink[-1].text)

        return close

    def _open_caption(self, tag: Tag) -> None:
        self._state = self._state._replace(kind=BlockKind.CAPTION)
        if tag.name == "caption" and self._is_in_table():
            self._state = self._state._replace(sink=self._tables[-1].caption)

    def _open_code(self, tag: Tag) -> Closer | None:
        if self._code is not None:
            return None
        self._code = _Code([], bool(tag.get("class")))
        return self._close_code

    def _close_code(self) -> None:
        code, self._code = self._code, None
        if code is None:
            return
        for kind, level, pieces in preformatted_blocks(
            code.parts, is_marked=code.is_marked, place=self._paragraph.place
        ):
            self._add(PageBlock(kind, pieces, level, letters=sum(len(piece.text) for piece in pieces)))

    # Tables

    def _open_table(self, tag: Tag) -> Closer:
        self._table_depth += 1
        if self._table_depth > MAX_DEPTH:
            return self._close_deep_table
        table = Table(tag.get("role").lower(), tag.get("border") not in ("", "0"), self._state.sink)
        self._tables.append(table)
        return self._close_table

    def _close_deep_table(self) -> None:
        self._table_depth -= 1

    def _close_table(self) -> None:
        self._table_depth -= 1
        table = self._tables.pop()
        table.outer.extend(table.blocks())

    def _open_head(self, tag: Tag) -> Closer | None:
        if not self._is_in_table():
            return None
        table = self._tables[-1]
        table.is_head_open = True
        return table.close_head

    def _open_row(self, tag: Tag) -> None:
        if self._is_in_table():
            self._tables[-1].open_row()

    def _open_cell(self, tag: Tag) -> None:
        if self._is_in_table():
            self._state = self._state._replace(sink=self._tables[-1].open_cell(tag).blocks)

    def _is_in_table(self) -> bool:
        """Whether the innermost table is one whose rows are read."""
        return bool(self._tables) and self._table_depth <= MAX_DEPTH

    # Blocks

    def _flush(self) -> None:
        """The current block ends."""
        paragraph = self._paragraph
        if self._code is not None:
            return
        if paragraph.letters:
            for pieces in paragraph.paragraphs():
                self._add(self._block(pieces))
        paragraph.clear()

    def _block(self, pieces: list[Piece]) -> PageBlock:
        """The block of the current paragraph, or of the part of it with these pieces."""
        paragraph = self._paragraph
        letters = sum(len(piece.text) for piece in pieces)
        block = PageBlock(
            self._state.kind or BlockKind.PARAGRAPH,
            pieces,
            letters=letters,
            linked=round(min(letters / paragraph.letters, 1.0) * paragraph.linked),
            link_count=paragraph.link_count,
            is_bold=paragraph.bold >= paragraph.letters,
        )
        if self._state.heading_level and paragraph.letters <= _MAX_HEADING_LETTERS:
            block.kind, block.level = BlockKind.HEADING, self._state.heading_level
        elif self._state.kind is None and self._items and self._items[-1].awaits_block:
            self._items[-1].take(block)
        if self._state.in_footnotes and block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            block.kind = BlockKind.FOOTNOTE
        return block

    def _add(self, block: PageBlock) -> None:
        state = self._state
        block.context, block.noise, block.region = state.context, state.noise, state.region
        state.sink.append(block)

    def _push_context(self, text: str) -> None:
        """Make `text` the context of what follows in the element."""
        if text and len(text) <= _MAX_CONTEXT_LETTERS:
            self._state = self._state._replace(context=(*self._state.context, text)[-_MAX_CONTEXT:])


_OPENERS: dict[str, Callable[[PageReader, Tag], Closer | None]] = {
    **dict.fromkeys(LISTS, PageReader._open_list),
    "li": PageReader._open_item,
    "dl": PageReader._open_definitions,
    "dt": PageReader._open_term,
    "dd": PageReader._open_definition,
    "summary": PageReader._open_summary,
    "figcaption": PageReader._open_caption,
    "caption": PageReader._open_caption,
    "pre": PageReader._open_code,
    "listing": PageReader._open_code,
    "xmp": PageReader._open_code,
    "table": PageReader._open_table,
    "thead": PageReader._open_head,
    "tr": PageReader._open_row,
    "td": PageReader._open_cell,
    "th": PageReader._open_cell,
}
