"""Word documents (.docx and its kin, Transitional and Strict) -> drafts of blocks.

Styles make headings; the numbers of headings and items, which Word counts, are written in front of them. Tables become
rows, text boxes follow their paragraph, foot- and endnotes the section in which they are referred to. Headers, footers,
comments, deletions, hidden text and tables of contents are left out.

Known limitations: a page is unknown to the file, so a place is named by its headings. A short bold paragraph before
text that is not bold is taken for a heading, which can be wrong. Pictures, charts and embedded files are not read.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from qa.load.blocks import Draft, Parsed, Piece
from qa.load.office.archive import Archive
from qa.load.office.docx_numbering import Label, Numbering
from qa.load.office.docx_styles import BODY_LEVEL, Style, Styles, numbering_of, outline_of
from qa.load.office.docx_text import ParagraphText, alternative, paragraph_text
from qa.load.office.lists import Stems, numbered
from qa.load.office.package import Package, document
from qa.load.office.tables import MAX_SPAN, TableCell, table_drafts
from qa.load.office.xml import attribute, child, is_on, number, parse, text_of
from qa.types import BlockKind

_USUAL_PART = "word/document.xml"

# Words of a heading. A longer paragraph with the style of one is text: some people outline whole paragraphs.
_MAX_HEADING_WORDS = 40
# Words of a bold paragraph that serves as a heading where no style does.
_MAX_BOLD_WORDS = 12
_SENTENCE_ENDS = (".", ",", ";", "!", ":")

# Elements that hold blocks and are none themselves.
_HOLDERS = frozenset({"w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag"})
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")


def parse_docx(data: bytes, source: str) -> Parsed:
    """The title, blocks and metadata of the Word document in `data`. Raises `BinarySource`."""
    package = Package(Archive(data))
    part = package.main_part(_USUAL_PART)
    body = child(parse(package.archive.read(part), part), "w:body")
    reader = _Reader(package, part)
    drafts = reader.read(body) if body is not None else []
    return document(reader.title, drafts, metadata=package.metadata(), warnings=package.warnings)


class _Reader:
    """Goes through the body of one document and counts its numbers."""

    def __init__(self, package: Package, part: str) -> None:
        relations = package.relations(part)
        self._styles = Styles(package.related(relations, "styles"))
        self._numbering = Numbering(package.related(relations, "numbering"), self._styles)
        self._notes = {kind: _notes(package.related(relations, kind)) for kind in ("footnotes", "endnotes")}
        self._stems = Stems()
        self._open_notes: list[Element] = []
        # Paragraphs of the body, or of the current cell, that are bold as a whole, by their index among its drafts.
        self._bold: set[int] = set()
        self._in_cell = False
        self._has_heading = False
        self.title: str | None = None

    def read(self, body: Element) -> list[Draft]:
        """The drafts of the whole body, with the notes."""
        drafts: list[Draft] = []
        self._read_blocks(body, drafts, is_body=True)
        self._flush_notes(drafts)
        return self._promote_bold(drafts)

    def _read_blocks(self, parent: Element, drafts: list[Draft], *, is_body: bool = False) -> None:
        """Append what `parent` holds. `is_body` is whether it is in no cell, box or note."""
        for element in parent:
            if element.tag == "w:p":
                self._read_paragraph(element, drafts, is_body=is_body)
            elif element.tag == "w:tbl":
                drafts.extend(self._table(element))
                self._stems.take_break()
            elif element.tag in _HOLDERS:
                self._read_blocks(element, drafts, is_body=is_body)
            elif element.tag == "mc:AlternateContent":
                for choice in alternative(element):
                    self._read_blocks(choice, drafts, is_body=is_body)
            elif element.tag == "a:p":
                _add(drafts, BlockKind.PARAGRAPH, " ".join(text_of(each) for each in element.iter("a:t")))

    def _read_paragraph(self, element: Element, drafts: list[Draft], *, is_body: bool) -> None:
        if not len(element):
            return
        properties = child(element, "w:pPr")
        style_id = attribute(child(properties, "w:pStyle"), "w:val")
        style = self._styles[style_id]
        content = paragraph_text(element, self._styles)
        label = self._label(properties, style, style_id)
        if content.text and not style.is_contents:
            self._add_paragraph(content, label, style, _outline(properties, style), drafts, is_body=is_body)
        for kind, identifier in content.notes:
            note = self._notes[kind].pop(identifier, None)
            if note is not None:
                self._open_notes.append(note)
        for box in content.boxes:
            self._read_blocks(box, drafts)

    def _add_paragraph(
        self,
        content: ParagraphText,
        label: Label | None,
        style: Style,
        outline: int,
        drafts: list[Draft],
        *,
        is_body: bool,
    ) -> None:
        text = numbered(label.text, content.text) if label else content.text
        is_title = style.is_title and not self._has_heading and self.title is None
        is_short = len(text.split()) <= _MAX_HEADING_WORDS
        if is_body and is_short and (is_title or outline < BODY_LEVEL):
            self._flush_notes(drafts)
            self._stems.take_break(label.list_id if label else "")
            self._has_heading = self._has_heading or not is_title
            self.title = content.text if is_title else self.title
            _add(drafts, BlockKind.HEADING, text, level=1 if is_title else outline + 1)
        elif label:
            continues = bool(label.text) and not label.is_first
            context = self._stems.take_item(
                text, depth=self._depth, continues=continues, list_id=label.list_id, counts_on=label.counts_on
            )
            _add(drafts, BlockKind.ITEM, text, context)
        else:
            if content.is_bold and (is_body or self._in_cell):
                self._bold.add(len(drafts))
            self._stems.take_paragraph(text)
            _add(drafts, BlockKind.CAPTION if style.is_caption else BlockKind.PARAGRAPH, text)

    def _label(self, properties: Element | None, style: Style, style_id: str | None) -> Label | None:
        """The number of a paragraph, by itself or by its style. It counts, even if the paragraph is empty."""
        number_id, level = numbering_of(properties)
        if number_id is None:
            number_id = style.number_id
            if number_id is not None and level is None:
                level = style.number_level
                if level is None:
                    level = self._numbering.level_of_style(number_id, style_id or "")
        if number_id is None or number_id == "0":
            return None
        self._depth = level or 0
        return self._numbering.label(number_id, self._depth)

    # Notes

    def _flush_notes(self, drafts: list[Draft]) -> None:
        """Append the notes to which the section referred."""
        notes, self._open_notes = self._open_notes, []
        for note in notes:
            blocks: list[Draft] = []
            self._read_blocks(note, blocks)
            drafts.extend(draft._replace(kind=BlockKind.FOOTNOTE) for draft in blocks)

    # Tables

    def _table(self, table: Element) -> list[Draft]:
        rows: list[list[TableCell]] = []
        header = 0
        for element in _rows(table):
            properties = child(element, "w:trPr")
            if child(properties, "w:del") is not None:
                continue
            header += header == len(rows) and is_on(child(properties, "w:tblHeader"))
            rows.append(self._row(element, properties))
        return list(table_drafts(rows, header_rows=header or None))

    def _row(self, element: Element, properties: Element | None) -> list[TableCell]:
        before = number(attribute(child(properties, "w:gridBefore"), "w:val"), default=0, at_most=MAX_SPAN)
        cells = [TableCell((), before)] if before else []
        cells += [self._cell(cell) for cell in _cells(element)]
        return cells

    def _cell(self, element: Element) -> TableCell:
        outer = self._stems, self._bold, self._in_cell
        self._stems, self._bold, self._in_cell = Stems(), set(), True
        drafts: list[Draft] = []
        self._read_blocks(element, drafts)
        is_label = bool(drafts) and len(self._bold) == len(drafts)
        self._stems, self._bold, self._in_cell = outer
        properties = child(element, "w:tcPr")
        merge = child(properties, "w:vMerge")
        return TableCell(
            drafts,
            max(number(attribute(child(properties, "w:gridSpan"), "w:val"), default=1, at_most=MAX_SPAN), 1),
            is_label=is_label,
            continues=merge is not None and attribute(merge, "w:val") != "restart",
        )

    # Headings without styles

    def _promote_bold(self, drafts: Sequence[Draft]) -> list[Draft]:
        """`drafts` with headings for short bold paragraphs before text that is not bold."""
        promoted = []
        level = 0
        for index, draft in enumerate(drafts):
            if draft.kind is BlockKind.HEADING:
                level = draft.level
            is_label = index in self._bold and self._is_label(draft) and self._precedes_text(index, drafts)
            promoted.append(draft._replace(kind=BlockKind.HEADING, level=level + 1) if is_label else draft)
        return promoted

    def _is_label(self, draft: Draft) -> bool:
        text = draft.pieces[0].text
        is_short = len(text.split()) <= _MAX_BOLD_WORDS
        return draft.kind is BlockKind.PARAGRAPH and is_short and not text.endswith(_SENTENCE_ENDS)

    def _precedes_text(self, index: int, drafts: Sequence[Draft]) -> bool:
        is_last = index + 1 == len(drafts)
        return not is_last and index + 1 not in self._bold and drafts[index + 1].kind is not BlockKind.HEADING


def _add(drafts: list[Draft], kind: BlockKind, text: str, context: tuple[str, ...] = (), *, level: int = 0) -> None:
    if text:
        drafts.append(Draft(kind, [Piece(0, text)], level, context))


def _outline(properties: Element | None, style: Style) -> int:
    direct = outline_of(properties)
    level = style.outline if direct is None else direct
    return BODY_LEVEL if level is None else level


def _notes(root: Element | None) -> dict[str, Element]:
    """The notes by their ids, without the lines that separate them from the text."""
    return {
        attribute(note, "w:id") or "": note
        for note in (root if root is not None else ())
        if attribute(note, "w:type") not in _SEPARATORS
    }


def _rows(table: Element) -> list[Element]:
    return _inside(table, "w:tr")


def _cells(row: Element) -> list[Element]:
    return _inside(row, "w:tc")


def _inside(parent: Element, tag: str) -> list[Element]:
    """The children with a tag, also those in content controls and insertions."""
    elements = []
    for element in parent:
        if element.tag == tag:
            elements.append(element)
        elif element.tag in _HOLDERS:
            elements += _inside(element, tag)
    return elements
