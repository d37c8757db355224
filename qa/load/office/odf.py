"""OpenDocument texts, sheets and presentations (.odt, .ods, .odp, their templates and flat forms) -> drafts of blocks.

Headings, lists with their numbers, tables, text boxes; notes come after the section in which they are referred to. The
rows of a sheet have the sheet and their number for a place, the blocks of a presentation the slide. Headers, footers,
comments, tracked deletions, hidden text and tables of contents are left out.

Known limitations: formulas, charts and pictures are not read. Pages are unknown to the file.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

from qa.errors import BinarySource
from qa.load.blocks import NO_PLACE, Draft, Parsed, Piece
from qa.load.lines import clean
from qa.load.office.archive import Archive
from qa.load.office.lists import Stems, numbered
from qa.load.office.odf_styles import Counter, Styles
from qa.load.office.odf_text import paragraph_text
from qa.load.office.package import Package, document, metadata_of
from qa.load.office.pptx import NOTES
from qa.load.office.tables import MAX_SPAN, TableCell, table_drafts
from qa.load.office.xml import attribute, child, children, number, parse, text_of
from qa.types import BlockKind, Place

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"

# What only holds blocks.
_HOLDERS = frozenset(
    {
        "text:section",
        "text:list-header",
        "draw:g",
        "draw:frame",
        "draw:text-box",
        "draw:custom-shape",
        "draw:rect",
        "draw:ellipse",
        "text:numbered-paragraph",
        "text:bibliography",
        "text:index-body",
    }
)
_ROW_HOLDERS = frozenset({"table:table-header-rows", "table:table-rows", "table:table-row-group"})
# Cells with text that are written once and repeated, in one file: more come once.
MAX_REPEATED = 100_000
_HEADER_STYLE, _TITLE_STYLE = "Table_20_Heading", "Title"
_SHEET_NAME = re.compile(r"(?:sheet|tabelle|feuil|feuille|hoja|foglio|blad|planilha|ark|taulukko)[\s_]?\d+$", re.I)


def parse_odf(data: bytes, source: str) -> Parsed:
    """The title, blocks and metadata of the file in `data`. Raises `BinarySource`."""
    if not data.startswith(b"PK"):
        root = parse(data, "the file")
        return _document(root, styles=root, meta=root, warnings=[])
    package = Package(Archive(data))
    if b"encryption-data" in _manifest(package.archive):
        raise BinarySource("is protected by a password; save it without one")
    content = parse(package.archive.read(_CONTENT), _CONTENT)
    styles, meta = package.optional("styles.xml"), package.optional("meta.xml")
    return _document(content, styles=styles, meta=meta, warnings=package.warnings)


def _manifest(archive: Archive) -> bytes:
    return archive.read(_MANIFEST) if _MANIFEST in archive else b""


def _document(content: Element, *, styles: Element | None, meta: Element | None, warnings: list[str]) -> Parsed:
    known = Styles()
    known.add(styles)
    known.add(content)
    body = child(content, "office:body")
    drafts: list[Draft] = []
    title = None
    for part in body if body is not None else ():
        if part.tag == "office:text":
            reader = TextReader(known)
            reader.read(part, drafts)
            title = reader.title
        elif part.tag == "office:spreadsheet":
            drafts += _sheets(part, known)
        elif part.tag == "office:presentation":
            drafts += _slides(part, known)
    return document(title, drafts, metadata=_metadata(child(meta, "office:meta")), warnings=warnings)


def _metadata(meta: Element | None) -> dict[str, str]:
    author, date = child(meta, "meta:initial-creator"), child(meta, "meta:creation-date")
    return metadata_of(
        title=[text_of(child(meta, "dc:title"))],
        author=[text_of(author if author is not None else child(meta, "dc:creator"))],
        date=[text_of(date if date is not None else child(meta, "dc:date"))],
        subject=[text_of(child(meta, "dc:subject"))],
        keywords=[text_of(keyword) for keyword in children(meta, "meta:keyword")],
    )


# Text


class TextReader:
    """Goes through blocks of text and counts their numbers. `place` is that of every block."""

    def __init__(self, styles: Styles, place: Place = NO_PLACE) -> None:
        self._styles = styles
        self.place = place
        self._stems = Stems()
        self._headings = Counter(styles.outline)
        # The counters of lists, by their ids and by the names of their styles.
        self._counters: dict[str, Counter] = {}
        self._notes: list[Element] = []
        self._frames: list[Element] = []
        # How many cells may still come again and again.
        self._repeats = MAX_REPEATED
        self.title: str | None = None

    def read(self, parent: Element, drafts: list[Draft]) -> None:
        """Append the blocks of a whole text, with its notes."""
        self.read_blocks(parent, drafts)
        self._flush_notes(drafts)

    def read_blocks(self, parent: Element, drafts: list[Draft]) -> None:
        """Append the blocks in `parent`."""
        for element in parent:
            tag = element.tag
            if tag == "text:p":
                self._paragraph(element, drafts)
            elif tag == "text:h":
                self._heading(element, drafts)
            elif tag == "text:list":
                self._list(element, drafts, depth=0, style=None, counter=None)
            elif tag == "table:table":
                drafts.extend(table(element, self))
                self._stems.take_break()
            elif tag in _HOLDERS and not _is_hidden_section(element):
                self.read_blocks(element, drafts)

    def _paragraph(self, element: Element, drafts: list[Draft]) -> None:
        text = self._take(element, drafts)
        if text and self.title is None and self._styles.is_kind(attribute(element, "text:style-name"), _TITLE_STYLE):
            self.title = text
            self._add(drafts, BlockKind.HEADING, text, level=1)
        elif text:
            self._stems.take_paragraph(text)
            self._add(drafts, BlockKind.PARAGRAPH, text)
        self._read_frames(drafts)

    def _heading(self, element: Element, drafts: list[Draft]) -> None:
        level = max(number(attribute(element, "text:outline-level"), default=1, at_most=10), 1)
        text = self._take(element, drafts)
        label = ""
        if attribute(element, "text:is-list-header") != "true":
            label = self._headings.next(level - 1, start=_start(element))
        if text:
            self._flush_notes(drafts)
            self._stems.take_break()
            self._add(drafts, BlockKind.HEADING, numbered(label, text), level=level)
        self._read_frames(drafts)

    def _take(self, element: Element, drafts: list[Draft]) -> str:
        """The text of a paragraph. Its notes and frames wait."""
        content = paragraph_text(element, self._styles)
        self._notes += content.notes
        self._frames = content.frames
        return content.text

    def _read_frames(self, drafts: list[Draft]) -> None:
        frames, self._frames = self._frames, []
        for frame in frames:
            self.read_blocks(frame, drafts)

    def _flush_notes(self, drafts: list[Draft]) -> None:
        """Append the notes to which the section referred."""
        notes, self._notes = self._notes, []
        for note in notes:
            blocks: list[Draft] = []
            body = child(note, "text:note-body")
            if body is not None:
                TextReader(self._styles, self.place).read_blocks(body, blocks)
            drafts.extend(draft._replace(kind=BlockKind.FOOTNOTE, level=0) for draft in blocks)

    def _add(
        self,
        drafts: list[Draft],
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        context: tuple[str, ...] = (),
    ) -> None:
        drafts.append(Draft(kind, [Piece(0, text, self.place)], level, context))

    # Lists

    def _list(
        self, element: Element, drafts: list[Draft], *, depth: int, style: str | None, counter: Counter | None
    ) -> None:
        style = attribute(element, "text:style-name") or style
        if counter is None:
            counter = self._counter(element, style)
        for item in element:
            if item.tag == "text:list-item":
                self._item(item, drafts, depth=depth, style=style, counter=counter)
            elif item.tag == "text:list-header":
                self.read_blocks(item, drafts)

    def _counter(self, element: Element, style: str | None) -> Counter:
        """The counter of a list: that of the list which it continues, or a new one."""
        earlier = attribute(element, "text:continue-list")
        if earlier is None and attribute(element, "text:continue-numbering") == "true":
            earlier = f"style {style}"
        counter = self._counters.get(earlier or "")
        if counter is None:
            counter = Counter(self._styles.lists.get(style or "", {}))
        identifier = element.get("{http://www.w3.org/XML/1998/namespace}id")
        for key in (identifier, f"style {style}"):
            if key:
                self._counters[key] = counter
        return counter

    def _item(self, item: Element, drafts: list[Draft], *, depth: int, style: str | None, counter: Counter) -> None:
        """The first paragraph is the item; the next ones are paragraphs."""
        is_first = True
        for element in item:
            if element.tag == "text:list":
                self._list(element, drafts, depth=depth + 1, style=style, counter=counter)
            elif element.tag == "text:h":
                self._heading(element, drafts)
            elif element.tag == "text:p" and is_first:
                is_first = False
                continues = counter.has_counted(depth)
                label = counter.next(depth, start=_start(item))
                text = numbered(label, self._take(element, drafts))
                if text:
                    context = self._stems.take_item(text, depth=depth, continues=continues)
                    self._add(drafts, BlockKind.ITEM, text, context=context)
                self._read_frames(drafts)
            elif element.tag == "text:p":
                text = self._take(element, drafts)
                if text:
                    self._add(drafts, BlockKind.PARAGRAPH, text)
                self._read_frames(drafts)

    # Cells

    def cells(self, element: Element) -> list[TableCell]:
        """A cell of a table, with its blocks, as often as it is repeated. Empty cells in a row are one."""
        repeated = max(number(attribute(element, "table:number-columns-repeated"), default=1, at_most=MAX_SPAN), 1)
        span = max(number(attribute(element, "table:number-columns-spanned"), default=1, at_most=MAX_SPAN), 1)
        cell = self._cell(element, span=span)
        if not cell.drafts or repeated - 1 > self._repeats:
            cell.span *= repeated
            return [cell]
        self._repeats -= repeated - 1
        return [cell] * repeated

    def _cell(self, element: Element, *, span: int) -> TableCell:
        outer, self._stems = self._stems, Stems()
        drafts: list[Draft] = []
        self.read_blocks(element, drafts)
        self._stems = outer
        names = [attribute(paragraph, "text:style-name") for paragraph in children(element, "text:p")]
        is_label = bool(names) and all(self._styles.is_kind(name, _HEADER_STYLE) for name in names)
        return TableCell(drafts, span, is_label)


def _start(element: Element) -> int | None:
    """The number with which a heading or an item begins to count again."""
    value = attribute(element, "text:start-value")
    return None if value is None else number(value, default=1)


def _is_hidden_section(element: Element) -> bool:
    return element.tag == "text:section" and attribute(element, "text:display") in ("none", "condition")


# Tables


class _SheetRow(NamedTuple):
    """A row with text: its number, from 1, its cells, and whether it is marked as a header, or below a blank row."""

    number: int
    cells: list[TableCell]
    is_header: bool
    is_below_blank: bool


def table(element: Element, reader: TextReader) -> list[Draft]:
    """The drafts of a table in a text or on a slide."""
    return _table_drafts(list(_rows(element, reader)), place=reader.place)


def _table_drafts(rows: Sequence[_SheetRow], *, place: Place = NO_PLACE, sheet: str | None = None) -> list[Draft]:
    header = sum(row.is_header for row in rows)
    places = [Place(sheet=sheet, row=row.number) for row in rows] if sheet is not None else [place]
    return list(table_drafts([row.cells for row in rows], header_rows=header or None, places=places))


def _rows(element: Element, reader: TextReader) -> Iterator[_SheetRow]:
    """The rows with text. A row that is repeated comes once."""
    index, is_below_blank = 1, False
    stack = [(iter(element), False)]
    while stack:
        rest, in_header = stack[-1]
        each = next(rest, None)
        if each is None:
            stack.pop()
        elif each.tag in _ROW_HOLDERS:
            stack.append((iter(each), in_header or each.tag == "table:table-header-rows"))
        elif each.tag == "table:table-row":
            cells = _cells(each, reader)
            is_blank = not any(cell.drafts for cell in cells)
            if not is_blank:
                yield _SheetRow(index, cells, in_header, is_below_blank)
            is_below_blank = is_blank
            index += max(number(attribute(each, "table:number-rows-repeated"), default=1, at_most=1 << 20), 1)


def _cells(row: Element, reader: TextReader) -> list[TableCell]:
    """The cells of a row, without the empty ones at its end."""
    cells: list[TableCell] = []
    for element in row:
        if element.tag == "table:table-cell":
            cells += reader.cells(element)
        elif element.tag == "table:covered-table-cell" and not (cells and cells[-1].span > 1):
            # Covered by a cell above. A wide cell to the left has counted those that it covers.
            cells.append(TableCell((), continues=True))
    while cells and not cells[-1].drafts and not cells[-1].continues:
        cells.pop()
    return cells


def _sheets(spreadsheet: Element, styles: Styles) -> list[Draft]:
    """The rows of every sheet. A blank row divides tables."""
    sheets = children(spreadsheet, "table:table")
    drafts: list[Draft] = []
    for sheet in sheets:
        name = attribute(sheet, "table:name") or ""
        rows = list(_rows(sheet, TextReader(styles)))
        if rows and name and (len(sheets) > 1 or not _SHEET_NAME.match(name)):
            drafts.append(Draft(BlockKind.HEADING, [Piece(0, clean(name), Place(sheet=name))], 1))
        starts = [number for number, row in enumerate(rows) if row.is_below_blank and number]
        for start, end in pairwise([0, *starts, len(rows)]):
            drafts += _table_drafts(rows[start:end], sheet=name)
    return drafts


# Slides


def _slides(presentation: Element, styles: Styles) -> list[Draft]:
    drafts: list[Draft] = []
    for index, page in enumerate(children(presentation, "draw:page"), 1):
        titles, others = [], []
        for shape in page:
            kind = attribute(shape, "presentation:class")
            if kind == "title":
                titles.append(shape)
            elif kind not in ("footer", "date-time", "page-number", "header") and shape.tag in _HOLDERS:
                others.append(shape)
        reader = TextReader(styles, Place(slide=index))
        heading: list[Draft] = []
        for shape in titles:
            reader.read_blocks(shape, heading)
        text = " ".join(piece.text for draft in heading for piece in draft.pieces)
        blocks: list[Draft] = []
        for shape in others:
            reader.read_blocks(shape, blocks)
        if not text and blocks and drafts:
            text = f"Slide {index}"
        if text:
            drafts.append(Draft(BlockKind.HEADING, [Piece(0, text, Place(slide=index))], 1))
        drafts += blocks
        notes = child(page, "presentation:notes")
        if notes is not None:
            TextReader(styles, Place(slide=index, part=NOTES)).read_blocks(notes, drafts)
    return drafts
