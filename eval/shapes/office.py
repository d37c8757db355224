"""Documents of office programs: Word, PowerPoint, OpenDocument, Excel, RTF."""

from collections.abc import Callable

from shapes.makers import NOTHING, SENTENCE, Maker, nested, numbered, packed, repeated, wide

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def relations(*targets: tuple[str, str]) -> str:
    """A part with relations of these types to these targets."""
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{RELATIONS}">{listed}</Relationships>'


def docx(body: Maker, **parts: Maker) -> Maker:
    """A Word document with this body; `parts` are the others, by name: "styles", "numbering", "footnotes"."""

    def members(size: int) -> dict[str, str]:
        made = {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": relations(*((name, f"{name}.xml") for name in parts)),
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body(size).decode()}</w:body></w:document>',
        }
        for name, part in parts.items():
            made[f"word/{name}.xml"] = f'<w:{name} xmlns:w="{W}">{part(size).decode()}</w:{name}>'
        return made

    return packed(members)


A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def pptx(shapes: Maker, *, slides: Callable[[int], int] = lambda size: 1) -> Maker:
    """A presentation whose slides have these shapes."""

    def members(size: int) -> dict[str, str]:
        count = slides(size)
        tree = shapes(size // count).decode()
        slide = f'<p:sld xmlns:p="{P}" xmlns:a="{A}"><p:cSld><p:spTree>{tree}</p:spTree></p:cSld></p:sld>'
        ids = "".join(f'<p:sldId id="{256 + number}" r:id="r{number}"/>' for number in range(count))
        return {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{OFFICE}"><p:sldIdLst>{ids}</p:sldIdLst>'
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(
                *(("slide", f"slides/slide{number}.xml") for number in range(count))
            ),
        } | {f"ppt/slides/slide{number}.xml": slide for number in range(count)}

    return packed(members)


ODF = "urn:oasis:names:tc:opendocument:xmlns"


def odf(body: Maker, *, kind: str = "text", styles: Maker = NOTHING) -> Maker:
    """An OpenDocument file."""

    def members(size: int) -> dict[str, str]:
        names = " ".join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "text", "table", "style"))
        return {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {names}><office:automatic-styles>{styles(size).decode()}"
            f"</office:automatic-styles><office:body><office:{kind}>{body(size).decode()}"
            f"</office:{kind}></office:body></office:document-content>",
        }

    return packed(members)


S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(
    rows: Maker, *, sheets: Callable[[int], int] = lambda size: 1, after: Maker = NOTHING, **parts: Maker
) -> Maker:
    """A workbook whose sheets have these rows; `after` comes behind them, `parts` are "sharedStrings" and "styles"."""

    def members(size: int) -> dict[str, str]:
        count = sheets(size)
        made = {
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{OFFICE}"><sheets>'
            + "".join(f'<sheet name="S{number}" sheetId="{number + 1}" r:id="r{number}"/>' for number in range(count))
            + "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                *(("worksheet", f"worksheets/sheet{number}.xml") for number in range(count)),
                *((name, f"{name}.xml") for name in parts),
            ),
        }
        data = f"<sheetData>{rows(size // count).decode()}</sheetData>{after(size).decode()}"
        sheet = f'<worksheet xmlns="{S}">{data}</worksheet>'
        made |= {f"xl/worksheets/sheet{number}.xml": sheet for number in range(count)}
        roots = {"sharedStrings": "sst", "styles": "styleSheet"}
        for name, part in parts.items():
            made[f"xl/{name}.xml"] = f'<{roots[name]} xmlns="{S}">{part(size).decode()}</{roots[name]}>'
        return made

    return packed(members)


PARAGRAPH = f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"
CELL = "<w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc>"
LISTED = (
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="#"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>item</w:t></w:r></w:p>'
)
SHAPE = "<p:sp><p:txBody><a:p><a:r><a:t>The plan is approved.</a:t></a:r></a:p></p:txBody></p:sp>"
DOCX: dict[str, Maker] = {
    "paragraphs": docx(repeated(PARAGRAPH)),
    "runs": docx(repeated("<w:r><w:t>a</w:t></w:r>", head="<w:p>", tail="</w:p>")),
    "tabs": docx(repeated("<w:r><w:tab/></w:r>", head="<w:p>", tail="</w:p>" + PARAGRAPH)),
    "nested tables": docx(nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", inside=PARAGRAPH)),
    "tables within limits": docx(repeated("<w:tbl><w:tr><w:tc>" * 20 + PARAGRAPH + "</w:tc></w:tr></w:tbl>" * 20)),
    "a table of 10,000 columns": docx(wide(CELL, start="<w:tr>", end="</w:tr>")),
    "a wide table": docx(lambda size: b"<w:tbl>" + wide(CELL, start="<w:tr>", end="</w:tr>")(size) + b"</w:tbl>"),
    "a long table": docx(repeated(f"<w:tr>{CELL}{CELL}</w:tr>", head="<w:tbl>", tail="</w:tbl>")),
    "spans": docx(
        repeated(
            '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>',
            head="<w:tbl>",
            tail="</w:tbl>" + PARAGRAPH,
        )
    ),
    "nested controls": docx(nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", inside=PARAGRAPH)),
    "nested runs": docx(nested("<w:ins>", "</w:ins>", inside=PARAGRAPH)),
    "list levels": docx(
        numbered(LISTED), numbering=repeated('<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>')
    ),
    "numberings": docx(
        repeated(PARAGRAPH), numbering=numbered('<w:num w:numId="#"><w:abstractNumId w:val="0"/></w:num>')
    ),
    "a chain of styles": docx(
        numbered('<w:p><w:pPr><w:pStyle w:val="s#"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'),
        styles=numbered('<w:style w:styleId="s#"><w:basedOn w:val="s#0"/></w:style>'),
    ),
    "headings": docx(numbered('<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>Head #</w:t></w:r></w:p>')),
    "footnotes": docx(
        numbered('<w:p><w:r><w:t>a</w:t></w:r><w:r><w:footnoteReference w:id="#"/></w:r></w:p>'),
        footnotes=numbered('<w:footnote w:id="#"><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnote>'),
    ),
    "one footnote many times": docx(
        repeated('<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'),
        footnotes=repeated("<w:p><w:r><w:t>note</w:t></w:r></w:p>", head='<w:footnote w:id="1">', tail="</w:footnote>"),
    ),
    "a long text": docx(repeated(SENTENCE, head="<w:p><w:r><w:t>", tail="</w:t></w:r></w:p>")),
    "attributes": docx(numbered(' a#=""', head="<w:p", tail="/>" + PARAGRAPH)),
}
PPTX: dict[str, Maker] = {
    "shapes": pptx(repeated(SHAPE)),
    "slides": pptx(repeated(SHAPE), slides=lambda size: max(size // 2_000, 1)),
    "nested groups": pptx(nested("<p:grpSp>", "</p:grpSp>", inside=SHAPE)),
    "paragraphs": pptx(
        repeated("<a:p><a:r><a:t>text</a:t></a:r></a:p>", head="<p:sp><p:txBody>", tail="</p:txBody></p:sp>")
    ),
    "levels": pptx(
        numbered(
            '<a:p><a:pPr lvl="#"/><a:r><a:t>text</a:t></a:r></a:p>', head="<p:sp><p:txBody>", tail="</p:txBody></p:sp>"
        )
    ),
    "a wide table": pptx(
        repeated(
            "<a:tc><a:txBody><a:p><a:r><a:t>cell</a:t></a:r></a:p></a:txBody></a:tc>",
            head="<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr>",
            tail="</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>",
        )
    ),
}
ODT: dict[str, Maker] = {
    "paragraphs": odf(repeated(f"<text:p>{SENTENCE}</text:p>")),
    "nested sections": odf(nested("<text:section>", "</text:section>", inside="<text:p>text</text:p>")),
    "nested lists": odf(
        nested("<text:list><text:list-item>", "</text:list-item></text:list>", inside="<text:p>a</text:p>")
    ),
    "lists": odf(repeated("<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>")),
    "nested spans": odf(nested("<text:span>", "</text:span>", head="<text:p>", tail="</text:p>")),
    "spans": odf(repeated("<text:span>a</text:span>", head="<text:p>", tail="</text:p>")),
    "notes": odf(
        repeated(
            "<text:note><text:note-body><text:p>a</text:p></text:note-body></text:note>",
            head="<text:p>",
            tail="</text:p>",
        )
    ),
    "repeated spaces": odf(repeated('<text:s text:c="99999999"/>', head="<text:p>a", tail="b</text:p>")),
    "a chain of styles": odf(
        numbered('<text:p text:style-name="s#">a</text:p>'),
        styles=numbered('<style:style style:name="s#" style:parent-style-name="s#0"/>'),
    ),
    "repeated rows": odf(
        repeated(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
            'table:number-columns-repeated="16384"><text:p>a</text:p></table:table-cell></table:table-row>',
            head="<table:table>",
            tail="</table:table>",
        ),
        kind="spreadsheet",
    ),
    "a wide table": odf(
        repeated(
            "<table:table-cell><text:p>a</text:p></table:table-cell>",
            head="<table:table><table:table-row>",
            tail="</table:table-row></table:table>",
        ),
        kind="spreadsheet",
    ),
    "tables": odf(
        repeated(
            "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></table:table>"
        ),
        kind="spreadsheet",
    ),
    "headings": odf(numbered('<text:h text:outline-level="2">Head #</text:h><text:p>a</text:p>')),
}
XLSX: dict[str, Maker] = {
    "rows": xlsx(numbered('<row><c t="inlineStr"><is><t>name #</t></is></c><c><v>#</v></c></row>')),
    "a wide row": xlsx(repeated("<c><v>1</v></c>", head="<row>", tail="</row>")),
    "wide rows": xlsx(wide("<c><v>1</v></c>", start="<row>", end="</row>")),
    "far cells": xlsx(numbered('<row r="#"><c r="XFD1048576"><v>1</v></c></row>')),
    "sheets": xlsx(repeated("<row><c><v>1</v></c></row>"), sheets=lambda size: max(size // 2_000, 1)),
    "shared strings": xlsx(
        numbered('<row><c t="s"><v>#</v></c></row>'), sharedStrings=numbered("<si><t>text #</t></si>")
    ),
    "one shared string": xlsx(
        repeated('<row><c t="s"><v>0</v></c></row>'),
        sharedStrings=repeated("long text ", head="<si><t>", tail="</t></si>"),
    ),
    "merged cells": xlsx(
        repeated("<row><c><v>1</v></c></row>"),
        after=repeated('<mergeCell ref="A1:XFD1048576"/>', head="<mergeCells>", tail="</mergeCells>"),
    ),
    "formats of numbers": xlsx(
        repeated('<row><c s="1"><v>45000.5</v></c></row>'),
        styles=numbered('<numFmt numFmtId="#" formatCode="yyyy-mm-dd #"/>', head="<numFmts>", tail="</numFmts>"),
    ),
    "nested elements": xlsx(nested("<row>", "</row>")),
}
RTF: dict[str, Maker] = {
    "paragraphs": repeated(f"{SENTENCE}\\par\n", head="{\\rtf1 ", tail="}"),
    "nested groups": nested("{", "}", head="{\\rtf1 ", tail="}"),
    "groups": repeated("{\\b a}", head="{\\rtf1 ", tail="}"),
    "open groups": repeated("{\\b a", head="{\\rtf1 "),
    "closing braces": repeated("}", head="{\\rtf1 text"),
    "hexadecimal": repeated("\\'e9", head="{\\rtf1 ", tail="}"),
    "unicode": repeated("\\u8364?", head="{\\rtf1 ", tail="}"),
    "words without text": repeated("\\b\\i0", head="{\\rtf1 ", tail=" text}"),
    "fonts": numbered("{\\f# Arial;}", head="{\\rtf1{\\fonttbl", tail="}text}"),
    "styles": numbered("{\\s# Heading;}", head="{\\rtf1{\\stylesheet", tail="}text}"),
    "cells": repeated("a\\cell ", head="{\\rtf1\\trowd ", tail="\\row}"),
    "rows": repeated("\\trowd a\\cell b\\cell\\row\n", head="{\\rtf1 ", tail="}"),
    "nested rows": repeated("\\trowd\\itap9 a\\nestcell\\nestrow ", head="{\\rtf1 ", tail="}"),
    "a picture": repeated("00ff", head="{\\rtf1{\\pict ", tail="}text}"),
    "binary data": repeated("\\bin9 {}{}{}{}{", head="{\\rtf1 ", tail="text}"),
    "footnotes": repeated("a{\\footnote b}", head="{\\rtf1 ", tail="}"),
    "fields": nested("{\\field{\\*\\fldinst a}{\\fldrslt ", "}}", head="{\\rtf1 ", tail="}"),
    "lists": repeated("{\\listtext 1.}a\\par ", head="{\\rtf1 ", tail="}"),
    "backslashes": repeated("\\", head="{\\rtf1 "),
}
