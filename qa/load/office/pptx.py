"""PowerPoint presentations (.pptx and its kin) -> drafts of blocks, each with its slide.

Slides come in the order of the show. A title is a heading; the text of grouped shapes, of tables and of diagrams
follows in the order of the file, then the notes, whose place has the part "notes". Numbers of items, which PowerPoint
counts, are written in front of them. Slide numbers, dates, footers and comments are left out.

Known limitations: shapes come in the order of the file, which is not always the order in which they are read. Pictures
and charts are not read. A slide without a title after one with a title gets the heading "Slide 7", so that it is not
taken for a part of the one before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from qa.load.blocks import Draft, Parsed, Piece
from qa.load.lines import clean
from qa.load.office.archive import Archive, DamagedPart
from qa.load.office.docx_text import alternative
from qa.load.office.lists import Stems, numbered, spell
from qa.load.office.package import Package, Relation, document, relation_id
from qa.load.office.tables import MAX_SPAN, TableCell, table_drafts, text_cell
from qa.load.office.xml import attribute, child, children, number, parse
from qa.types import BlockKind, Place

_USUAL_PART = "ppt/presentation.xml"
NOTES = "notes"

_TITLES = frozenset({"title", "ctrTitle"})
# Placeholders whose text is the same on every slide, or none.
_SKIPPED = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})
# Placeholders whose paragraphs have bullets unless they say otherwise.
_BODIES = frozenset({"body", "obj"})

_NUMBERS = {"arabic": "1", "alphaLc": "a", "alphaUc": "A", "romanLc": "i", "romanUc": "I"}
_NUMBER_TYPE = re.compile(r"(arabic|alphaLc|alphaUc|romanLc|romanUc)(Period|ParenR|ParenBoth|Plain)")
_FRAMES = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}

# Words of the first line of a slide without a title that serves as one.
_MAX_TITLE_WORDS = 12
_SENTENCE_ENDS = (".", ",", ";", "!", ":")


def parse_pptx(data: bytes, source: str) -> Parsed:
    """The title, blocks and metadata of the presentation in `data`. Raises `BinarySource`."""
    package = Package(Archive(data))
    part = package.main_part(_USUAL_PART)
    presentation = parse(package.archive.read(part), part)
    relations = package.relations(part)
    identifiers = children(child(presentation, "p:sldIdLst"), "p:sldId")
    drafts: list[Draft] = []
    is_below_heading, without_text = False, 0
    for index, identifier in enumerate(identifiers, 1):
        relation = relations.get(relation_id(identifier))
        if relation is None or not package.takes(relation.target):
            continue
        slide = list(_slide(package, relation.target, index, is_below_heading=is_below_heading))
        is_below_heading = is_below_heading or any(draft.kind is BlockKind.HEADING for draft in slide)
        without_text += not slide
        drafts += slide
    if without_text:
        package.warnings.append(f"{without_text} of {len(identifiers)} slides have no text; qa does not read pictures")
    return document(None, drafts, metadata=package.metadata(), warnings=package.warnings)


@dataclass(slots=True)
class _Shapes:
    """What the shapes of one slide hold: its titles, and the blocks of all other shapes."""

    titles: list[str] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)


def _slide(package: Package, part: str, index: int, *, is_below_heading: bool) -> Iterator[Draft]:
    """The drafts of a slide. `is_below_heading` is whether the slides before it have a heading."""
    try:
        slide = parse(package.archive.read(part), part)
    except DamagedPart as error:
        package.warnings.append(f"slide {index}: {error.warning}")
        return
    place = Place(slide=index)
    relations = package.relations(part)
    shapes = _read_shapes(slide, place, package=package, relations=relations)
    drafts = shapes.drafts
    title = " ".join(shapes.titles)
    if not title and drafts and _serves_as_title(drafts):
        title, drafts = drafts[0].pieces[0].text, drafts[1:]
    if not title and drafts and is_below_heading:
        title = f"Slide {index}"
    if title:
        yield Draft(BlockKind.HEADING, [Piece(0, title, place)], 1)
    yield from drafts
    notes = _new_part(package, [relation for relation in relations.values() if relation.kind == "notesSlide"])
    if notes is not None:
        yield from _notes(notes, Place(slide=index, part=NOTES))


def _new_part(package: Package, relations: Sequence[Relation]) -> Element | None:
    """The root of the first part that `relations` name, unless it was read before."""
    if relations and package.takes(relations[0].target):
        return package.optional(relations[0].target)
    return None


def _serves_as_title(drafts: list[Draft]) -> bool:
    """Whether the first block of a slide is a short line in front of others."""
    first = drafts[0]
    text = first.pieces[0].text
    is_label = len(text.split()) <= _MAX_TITLE_WORDS and not text.endswith(_SENTENCE_ENDS)
    return first.kind is BlockKind.PARAGRAPH and is_label and len(drafts) > 1


def _notes(root: Element, place: Place) -> Iterator[Draft]:
    """The notes that belong to a slide, without its picture and number."""
    for shape in root.iter("p:sp"):
        if _placeholder(shape) not in _SKIPPED:
            yield from _text_drafts(child(shape, "p:txBody"), place, has_bullets=False)


# Shapes


def _read_shapes(slide: Element, place: Place, *, package: Package, relations: dict[str, Relation]) -> _Shapes:
    """The text of every shape of a slide, in the order of the file; groups are opened."""
    shapes = _Shapes()
    stack = [iter(child(slide, "p:cSld", "p:spTree") or ())]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag == "p:sp":
            _read_shape(element, place, shapes)
        elif element.tag == "p:graphicFrame":
            for table in element.iter("a:tbl"):
                shapes.drafts += _table(table, place)
            shapes.drafts += _diagram(element, place, package=package, relations=relations)
        elif element.tag == "mc:AlternateContent":
            stack.append(iter(alternative(element)))
        elif element.tag in ("p:grpSp", "mc:Choice"):
            stack.append(iter(element))
    return shapes


def _read_shape(shape: Element, place: Place, shapes: _Shapes) -> None:
    kind = _placeholder(shape)
    body = child(shape, "p:txBody")
    if kind in _TITLES:
        shapes.titles += [text for text in map(_paragraph_text, children(body, "a:p")) if text]
    elif kind not in _SKIPPED:
        shapes.drafts += _text_drafts(body, place, has_bullets=kind in _BODIES)


def _placeholder(shape: Element) -> str | None:
    """The kind of a placeholder; None for a shape that is none."""
    placeholder = child(shape, "p:nvSpPr", "p:nvPr", "p:ph")
    return None if placeholder is None else placeholder.get("type", "obj")


def _table(table: Element, place: Place) -> Iterator[Draft]:
    rows = [[_cell(cell, place) for cell in _shown_cells(row)] for row in children(table, "a:tr")]
    properties = child(table, "a:tblPr")
    has_header = properties is not None and properties.get("firstRow") in ("1", "true")
    return table_drafts(rows, header_rows=1 if has_header and len(rows) > 1 else None, places=[place])


def _shown_cells(row: Element) -> list[Element]:
    """The cells of a row, without those that a wider cell before them covers."""
    return [cell for cell in children(row, "a:tc") if cell.get("hMerge") not in ("1", "true")]


def _cell(cell: Element, place: Place) -> TableCell:
    paragraphs = map(_paragraph_text, children(child(cell, "a:txBody"), "a:p"))
    span = max(number(cell.get("gridSpan"), default=1, at_most=MAX_SPAN), 1)
    made = text_cell(" ".join(text for text in paragraphs if text), span=span, place=place)
    made.continues = cell.get("vMerge") in ("1", "true")
    return made


def _diagram(frame: Element, place: Place, *, package: Package, relations: dict[str, Relation]) -> Iterator[Draft]:
    """The texts of a diagram ("SmartArt"), which are in a part of their own."""
    for identifiers in frame.iter("dgm:relIds"):
        relation = relations.get(attribute(identifiers, "r:dm") or "")
        root = _new_part(package, [relation] if relation else [])
        for point in root.iter("dgm:t") if root is not None else ():
            text = clean(" ".join(map(_paragraph_text, children(point, "a:p"))))
            if text:
                yield Draft(BlockKind.ITEM, [Piece(0, text, place)])


# Text


def _text_drafts(body: Element | None, place: Place, *, has_bullets: bool) -> Iterator[Draft]:
    """The paragraphs of a shape. `has_bullets` is whether its paragraphs are items unless they say otherwise."""
    stems = Stems()
    # For each level, the number of the last item and how it is written.
    counts: dict[int, tuple[int, str]] = {}
    for paragraph in children(body, "a:p"):
        text = _paragraph_text(paragraph)
        if not text:
            continue
        properties = child(paragraph, "a:pPr")
        level = number(properties.get("lvl") if properties is not None else None, default=0, at_most=8)
        label = _label(properties, level, counts)
        if label or _has_bullet(properties, has_bullets):
            text = numbered(label, text)
            yield Draft(BlockKind.ITEM, [Piece(0, text, place)], context=stems.take_item(text, depth=level))
        else:
            stems.take_paragraph(text)
            yield Draft(BlockKind.PARAGRAPH, [Piece(0, text, place)])


def _paragraph_text(paragraph: Element) -> str:
    parts = []
    for element in paragraph.iter():
        if element.tag == "a:t":
            parts.append(element.text or "")
        elif element.tag == "a:br":
            parts.append(" ")
    # A vertical tab is a line break within a title.
    return clean("".join(parts).replace("_x000B_", " "))


def _label(properties: Element | None, level: int, counts: dict[int, tuple[int, str]]) -> str:
    """The number of a paragraph, "" if it has none. Numbers of deeper levels begin again."""
    for deeper in [each for each in counts if each > level]:
        del counts[deeper]
    numbering = child(properties, "a:buAutoNum")
    style = numbering.get("type", "") if numbering is not None else ""
    match = _NUMBER_TYPE.match(style)
    if numbering is None or match is None:
        counts.pop(level, None)
        return ""
    start = number(numbering.get("startAt"), default=1)
    last, last_style = counts.get(level, (0, ""))
    value = last + 1 if last_style == style else start
    counts[level] = (value, style)
    return _FRAMES[match[2]].format(spell(value, _NUMBERS[match[1]]))


def _has_bullet(properties: Element | None, default: bool) -> bool:
    for element in properties if properties is not None else ():
        if element.tag in ("a:buChar", "a:buAutoNum", "a:buBlip"):
            return True
        if element.tag == "a:buNone":
            return False
    return default
