"""Office Open XML: Word documents, PowerPoint presentations, Excel workbooks."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

from making.source import DUBLIN_CORE, XML, Block, Source, archive, element, runs

_FORMATS = "http://schemas.openxmlformats.org"
_OFFICE = f"{_FORMATS}/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:w="{_FORMATS}/wordprocessingml/2006/main" xmlns:r="{_OFFICE}" '
    f'xmlns:a="{_FORMATS}/drawingml/2006/main" xmlns:p="{_FORMATS}/presentationml/2006/main"'
)
_SHEET_NAMES = f'xmlns="{_FORMATS}/spreadsheetml/2006/main" xmlns:r="{_OFFICE}"'


def _package(source: Source, main: str, parts: Mapping[str, tuple[str, str]], relations: Mapping[str, str]) -> bytes:
    """A package with the part `main`; `parts` maps names to content types and XML, `relations` are extra ones."""
    core = "".join(
        element(tag, escape(source.head[name]), attributes)
        for name, tag, attributes in (
            ("title", "dc:title", ""),
            ("author", "dc:creator", ""),
            ("subject", "dc:subject", ""),
            ("date", "dcterms:created", 'xsi:type="dcterms:W3CDTF"'),
        )
        if name in source.head
    )
    names = (
        f'xmlns:cp="{_FORMATS}/package/2006/metadata/core-properties" {DUBLIN_CORE} '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    every = {
        **parts,
        "docProps/core.xml": (
            "application/vnd.openxmlformats-package.core-properties+xml",
            element("cp:coreProperties", core, names),
        ),
    }
    types = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    types += "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (kind, _) in every.items())
    core_type = f"{_FORMATS}/package/2006/relationships/metadata/core-properties"
    root = {"r1": (f"{_OFFICE}/officeDocument", main), "r2": (core_type, "docProps/core.xml")}
    return archive(
        {
            "[Content_Types].xml": XML + element("Types", types, f'xmlns="{_FORMATS}/package/2006/content-types"'),
            "_rels/.rels": _relations(root),
            **relations,
            **{name: XML + content for name, (_, content) in every.items()},
        }
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, (kind, target) in targets.items()
    )
    return XML + element("Relationships", inside, f'xmlns="{_FORMATS}/package/2006/relationships"')


def docx(source: Source) -> bytes:
    """A Word document: headings of the second level and clauses are numbered, items are lettered."""
    lists = 0
    body = ""
    for kind, run in runs(source.blocks):
        lists += kind == "item"
        if kind == "row":
            body += element("w:tbl", "".join(_word_row(block, is_first=not n) for n, block in enumerate(run)))
        else:
            body += "".join(_word_paragraph(block, lists) for block in run)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {
        "word/document.xml": (f"{kind}.document.main+xml", element("w:document", element("w:body", body), _NAMES)),
        "word/styles.xml": (f"{kind}.styles+xml", element("w:styles", _WORD_STYLES, _NAMES)),
        "word/numbering.xml": (f"{kind}.numbering+xml", element("w:numbering", _word_numbering(lists), _NAMES)),
    }
    targets = {"s": (f"{_OFFICE}/styles", "styles.xml"), "n": (f"{_OFFICE}/numbering", "numbering.xml")}
    return _package(source, "word/document.xml", parts, {"word/_rels/document.xml.rels": _relations(targets)})


_WORD_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:pPr>{numbers}'
    f'<w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    for level, numbers in ((1, ""), (2, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'))
)


def _word_numbering(lists: int) -> str:
    """Number 1 counts headings and clauses, each number after it one list."""
    levels = {0: ("decimal", "%1."), 1: ("decimal", "%1.%2")}
    definitions = "".join(_word_level(level, *form) for level, form in levels.items())
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    return (
        f'<w:abstractNum w:abstractNumId="0">{definitions}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{_word_level(0, "lowerLetter", "(%1)")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        + "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/>{restart}</w:num>' for number in range(2, lists + 2)
        )
    )


def _word_level(level: int, form: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


def _word_paragraph(block: Block, lists: int) -> str:
    properties = {
        "heading": f'<w:pStyle w:val="Heading{block.level}"/>',
        "clause": '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>',
        "item": f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{lists + 1}"/></w:numPr>',
    }.get(block.kind, "")
    text = f'<w:r><w:t xml:space="preserve">{escape(block.text)}</w:t></w:r>'
    return element("w:p", element("w:pPr", properties) + text)


def _word_row(block: Block, *, is_first: bool) -> str:
    cells = "".join(element("w:tc", _word_paragraph(Block("text", cell), 0)) for cell in block.cells)
    return element("w:tr", ("<w:trPr><w:tblHeader/></w:trPr>" if is_first else "") + cells)


def pptx(source: Source) -> bytes:
    """A presentation: a slide per heading of the first level."""
    kind = "application/vnd.openxmlformats-officedocument.presentationml"
    parts, relations, targets = {}, {}, {}
    for number, (title, blocks) in enumerate(source.parts(), 1):
        notes = [block for block in blocks if block.kind == "notes"]
        heading, body = ("ctrTitle", "subTitle") if number == 1 else ("title", "body")
        shapes = _shape([title], heading)
        for block_kind, run in runs([block for block in blocks if block.kind != "notes"]):
            shapes += _slide_table(run) if block_kind == "row" else _shape([block.text for block in run], body)
        parts[f"ppt/slides/slide{number}.xml"] = (f"{kind}.slide+xml", _slide("p:sld", shapes))
        targets[f"s{number}"] = (f"{_OFFICE}/slide", f"slides/slide{number}.xml")
        if notes:
            name = f"notesSlides/notesSlide{number}.xml"
            note = _slide("p:notes", _shape([block.text for block in notes], "body"))
            parts[f"ppt/{name}"] = (f"{kind}.notesSlide+xml", note)
            link = {"n": (f"{_OFFICE}/notesSlide", f"../{name}")}
            relations[f"ppt/slides/_rels/slide{number}.xml.rels"] = _relations(link)
    slides = "".join(f'<p:sldId id="{256 + number}" r:id="s{number}"/>' for number in range(1, len(targets) + 1))
    show = element("p:presentation", element("p:sldIdLst", slides), _NAMES)
    parts["ppt/presentation.xml"] = (f"{kind}.presentation.main+xml", show)
    relations["ppt/_rels/presentation.xml.rels"] = _relations(targets)
    return _package(source, "ppt/presentation.xml", parts, relations)


def _slide(tag: str, shapes: str) -> str:
    return element(tag, element("p:cSld", element("p:spTree", shapes)), _NAMES)


def _drawn(text: str) -> str:
    return f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>"


def _shape(texts: Sequence[str], placeholder: str) -> str:
    kind = element("p:nvSpPr", element("p:nvPr", f'<p:ph type="{placeholder}"/>'))
    return element("p:sp", kind + element("p:txBody", "".join(map(_drawn, texts))))


def _slide_table(rows: Sequence[Block]) -> str:
    lines = "".join(
        element("a:tr", "".join(element("a:tc", element("a:txBody", _drawn(cell))) for cell in row.cells))
        for row in rows
    )
    table = element("a:tbl", '<a:tblPr firstRow="1"/>' + lines)
    data = element("a:graphicData", table, f'uri="{_FORMATS}/drawingml/2006/table"')
    return element("p:graphicFrame", element("a:graphic", data))


# The formats of numbers in a workbook, by their index in its styles.
_NUMBERS = ("General", "#,##0", "0.00", "dd/mm/yyyy")
_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
# Day 0 of Excel's calendar.
_EPOCH = date(1899, 12, 30)


def xlsx(source: Source) -> bytes:
    """A workbook: a sheet per heading of the first level; a paragraph is a cell of its own above the table."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts, targets, tabs = {}, {}, ""
    for number, (title, blocks) in enumerate(source.parts(), 1):
        rows = [block.cells if block.kind == "row" else [block.text] for block in blocks]
        lines = "".join(_sheet_row(at, row) for at, row in enumerate(rows, 1))
        sheet = element("worksheet", element("sheetData", lines), _SHEET_NAMES)
        parts[f"xl/worksheets/sheet{number}.xml"] = (f"{kind}.worksheet+xml", sheet)
        targets[f"s{number}"] = (f"{_OFFICE}/worksheet", f"worksheets/sheet{number}.xml")
        tabs += f'<sheet name="{escape(title)}" sheetId="{number}" r:id="s{number}"/>'
    codes = "".join(f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(_NUMBERS))
    forms = "".join(f'<xf numFmtId="{164 + at if at else 0}"/>' for at in range(len(_NUMBERS)))
    styles = element("styleSheet", element("numFmts", codes) + element("cellXfs", forms), _SHEET_NAMES)
    parts["xl/styles.xml"] = (f"{kind}.styles+xml", styles)
    targets["f"] = (f"{_OFFICE}/styles", "styles.xml")
    parts["xl/workbook.xml"] = (f"{kind}.sheet.main+xml", element("workbook", element("sheets", tabs), _SHEET_NAMES))
    return _package(source, "xl/workbook.xml", parts, {"xl/_rels/workbook.xml.rels": _relations(targets)})


def _sheet_row(number: int, texts: Sequence[str]) -> str:
    cells = "".join(_sheet_cell(f"{chr(65 + at)}{number}", text) for at, text in enumerate(texts))
    return element("row", cells, f'r="{number}"')


def _sheet_cell(at: str, text: str) -> str:
    """A number (with commas from five digits on), a date, or a text."""
    if day := _DAY.fullmatch(text):
        serial = (date(int(day[3]), int(day[2]), int(day[1])) - _EPOCH).days
        return f'<c r="{at}" s="3"><v>{serial}</v></c>'
    if text.isdigit():
        return f'<c r="{at}" s="{int(len(text) > 4)}"><v>{text}</v></c>'
    if text.replace(".", "", 1).isdigit():
        return f'<c r="{at}" s="2"><v>{text}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
