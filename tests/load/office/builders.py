"""Builders of small office files, and views of what is read from them."""

import zipfile
from io import BytesIO

from qa.load.blocks import Parsed
from qa.types import BlockKind

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF_NAMES = ("office", "text", "table", "style", "meta", "presentation")
ODF_NAMESPACES = " ".join(
    [
        *(f'xmlns:{name}="{_ODF}{name}:1.0"' for name in _ODF_NAMES),
        f'xmlns:draw="{_ODF}drawing:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ]
)


def archive(members, *, method=zipfile.ZIP_DEFLATED):
    """A zip archive of `members`, by their names."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return stream.getvalue()


def relations(targets, *, namespace=R):
    """A part of relations, from ids to (kind, target)."""
    inside = "".join(
        f'<Relationship Id="{name}" Type="{namespace}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_RELS}">{inside}</Relationships>'


def core(**values):
    """The part of metadata; `title`, `creator`, `subject` are of Dublin Core, `created` of its terms."""
    inside = "".join(
        f"<dcterms:{name}>{value}</dcterms:{name}>" if name == "created" else f"<dc:{name}>{value}</dc:{name}>"
        for name, value in values.items()
    )
    dublin = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    return f'<cp:coreProperties xmlns:cp="{_CORE}" {dublin}>{inside}</cp:coreProperties>'


# Word


def word_part(tag, inside, *, namespace=W):
    """A part of a Word document."""
    names = f'xmlns:w="{namespace}" xmlns:r="{R}" xmlns:a="{A}" xmlns:mc="{MC}" xmlns:m="{M}"'
    return f"<w:{tag} {names}>{inside}</w:{tag}>"


def docx(body, *, styles="", numbering="", footnotes="", endnotes="", metadata=None, namespace=W, members=None):
    """A Word document; `body` and the other parts are the XML in them."""
    rel = STRICT_R if namespace == STRICT_W else R
    parts = {"styles": styles, "numbering": numbering, "footnotes": footnotes, "endnotes": endnotes}
    used = {name: inside for name, inside in parts.items() if inside}
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(
            {"a": ("officeDocument", "word/document.xml"), "b": ("core-properties", "docProps/core.xml")}, namespace=rel
        ),
        "word/document.xml": word_part("document", f"<w:body>{body}</w:body>", namespace=namespace),
        "word/_rels/document.xml.rels": relations({name: (name, f"{name}.xml") for name in used}, namespace=rel),
        "docProps/core.xml": core(**(metadata or {})),
    }
    files |= {f"word/{name}.xml": word_part(name, inside, namespace=namespace) for name, inside in used.items()}
    return archive(files | (members or {}))


def p(text, *, style="", properties="", run=""):
    """A Word paragraph of one run."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{style}{properties}</w:pPr>{r(text, run)}</w:p>"


def r(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def num(number_id, level=0):
    """The property that numbers a paragraph."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/></w:numPr>'


def level(index, text, style="decimal", *, start=1, extra=""):
    """A level of a numbering definition."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels, overrides=""):
    """One abstract definition, with the numbers 1 and 2 that use it; `overrides` belong to the number 2."""
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{overrides}</w:num>'
    )


def heading_styles(*levels):
    """The styles "Heading1" and so on."""
    return "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/>'
        f'<w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr></w:style>'
        for n in levels
    )


def tbl(*rows, row_properties=()):
    """A Word table; a row is a list of texts or of the XML of whole cells. `row_properties` are those of the rows."""
    made = []
    for number, row in enumerate(rows):
        cells = "".join(cell if cell.startswith("<w:tc>") else tc(p(cell)) for cell in row)
        properties = row_properties[number] if number < len(row_properties) else ""
        made.append(f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>")
    return f"<w:tbl>{''.join(made)}</w:tbl>"


def tc(inside, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


# PowerPoint


def pptx(*slides, notes=None, order=None, members=None, metadata=None):
    """A presentation; a slide is the XML of its shapes, `notes` maps the number of a slide to the XML of its notes.

    `order` are the numbers of the slides in the order of the show.
    """
    order = order or range(1, len(slides) + 1)
    names = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}" xmlns:mc="{MC}"'
    identifiers = "".join(f'<p:sldId id="{256 + number}" r:id="r{number}"/>' for number in order)
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(
            {"a": ("officeDocument", "ppt/presentation.xml"), "b": ("core-properties", "docProps/core.xml")}
        ),
        "docProps/core.xml": core(**(metadata or {})),
        "ppt/presentation.xml": f"<p:presentation {names}><p:sldIdLst>{identifiers}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            {f"r{number}": ("slide", f"slides/slide{number}.xml") for number in range(1, len(slides) + 1)}
        ),
    }
    for number, shapes in enumerate(slides, 1):
        tree = f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
        files[f"ppt/slides/slide{number}.xml"] = f"<p:sld {names}>{tree}</p:sld>"
        note = (notes or {}).get(number)
        if note:
            files[f"ppt/slides/_rels/slide{number}.xml.rels"] = relations(
                {"n": ("notesSlide", f"../notesSlides/notesSlide{number}.xml")}
            )
            tree = f"<p:cSld><p:spTree>{note}</p:spTree></p:cSld>"
            files[f"ppt/notesSlides/notesSlide{number}.xml"] = f"<p:notes {names}>{tree}</p:notes>"
    return archive(files | (members or {}))


def shape(*paragraphs, placeholder=None):
    """A shape with text; a paragraph is a text, or the XML of a whole one."""
    kind = f'<p:ph type="{placeholder}"/>' if placeholder else ""
    inside = "".join(each if each.startswith("<a:p>") else ap(each) for each in paragraphs)
    return f"<p:sp><p:nvSpPr><p:nvPr>{kind}</p:nvPr></p:nvSpPr><p:txBody>{inside}</p:txBody></p:sp>"


def ap(text, properties=""):
    return f"<a:p>{properties}<a:r><a:t>{text}</a:t></a:r></a:p>"


# OpenDocument


def odf(body, *, kind="text", styles="", meta="", members=None):
    """An OpenDocument file; `body` is the XML in its text, `styles` its automatic styles."""
    meta = f"<office:meta>{meta}</office:meta>"
    content = (
        f"<office:document-content {ODF_NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": content,
            "meta.xml": f"<office:document-meta {ODF_NAMESPACES}>{meta}</office:document-meta>",
        }
        | (members or {})
    )


# EPUB

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def epub(chapters, *, contents=None, ncx=None, metadata="<dc:title>Holm</dc:title>", members=None):
    """A book; `chapters` maps names of files to the XHTML in their bodies, in the order of the spine.

    `contents` maps links to titles, for the page of EPUB 3; `ncx` is the XML inside the map of EPUB 2.
    """
    items = "".join(
        f'<item id="c{number}" href="{name}" media-type="application/xhtml+xml"/>'
        for number, name in enumerate(chapters)
    )
    files = {name: xhtml(body) for name, body in chapters.items()}
    if contents is not None:
        links = "".join(f'<li><a href="{link}">{title}</a></li>' for link, title in contents.items())
        items += '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        files["nav.xhtml"] = xhtml(f'<nav epub:type="toc"><h1>Contents</h1><ol>{links}</ol></nav>')
    if ncx is not None:
        items += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        doctype = '<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">'
        files["toc.ncx"] = f'{doctype}<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{ncx}</navMap></ncx>'
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    spine = f'<itemref idref="nav"/>{spine}' if contents is not None else spine
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:opf="http://www.idpf.org/2007/opf"><metadata>{metadata}</metadata><manifest>{items}</manifest>'
        f'<spine toc="ncx">{spine}</spine></package>'
    )
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": _CONTAINER,
            "OPS/book.opf": package,
            **{f"OPS/{name}": content for name, content in files.items()},
        }
        | (members or {})
    )


def xhtml(body):
    """A page of XHTML."""
    names = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    return f'<?xml version="1.0"?><!DOCTYPE html><html {names}><head><title>T</title></head><body>{body}</body></html>'


# Views


def texts(parsed: Parsed) -> list[str]:
    """The texts of the blocks, cells divided by bars, without metadata."""
    return [
        " | ".join(piece.text for piece in draft.pieces)
        for draft in parsed.drafts
        if draft.kind is not BlockKind.METADATA
    ]


def kinds(parsed: Parsed) -> list[tuple[str, str]]:
    """The kinds (with the level of a heading) and texts of the blocks, without metadata."""
    drafts = [draft for draft in parsed.drafts if draft.kind is not BlockKind.METADATA]
    return [(f"{draft.kind.value}{draft.level or ''}", text) for draft, text in zip(drafts, texts(parsed), strict=True)]


def draft_of(parsed: Parsed, text: str):
    """The first block with `text` in it."""
    return next(draft for draft in parsed.drafts if any(text in piece.text for piece in draft.pieces))


def context_of(parsed: Parsed, text: str) -> tuple[str, ...]:
    return draft_of(parsed, text).context


def columns_of(parsed: Parsed, text: str) -> list[str]:
    return list(draft_of(parsed, text).columns)


def place_of(parsed: Parsed, text: str):
    draft = draft_of(parsed, text)
    return next(piece.place for piece in draft.pieces if text in piece.text)
