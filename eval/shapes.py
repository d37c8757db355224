"""Hostile files of any size, one shape each: `SHAPES` maps a name, "FORMAT, what is odd", to a maker of its bytes.

`python eval/sizes.py` reads them. A maker takes the number of bytes to make, roughly; a file that is packed counts as
unpacked, since that is what is read.
"""

import base64
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator

Maker = Callable[[int], bytes]

SENTENCE = "The committee met on 3 May and approved the plan of Ms. Byron (see p. 4). "
NONSENSE = base64.b64encode(random.Random(0).randbytes(3072)).decode()


def repeated(unit: str, *, head: str = "", tail: str = "") -> Maker:
    """`unit` as often as fits, between `head` and `tail`."""
    return lambda size: (head + unit * max(size // len(unit.encode()), 1) + tail).encode()


NOTHING = repeated(" ")


def numbered(unit: str, *, head: str = "", tail: str = "") -> Maker:
    """`unit` with a growing number in the place of `#`."""

    def make(size: int) -> bytes:
        count = max(size // (len(unit.encode()) + 4), 1)
        return (head + "".join(unit.replace("#", str(number)) for number in range(count)) + tail).encode()

    return make


def nested(opening: str, closing: str, *, inside: str = "text", head: str = "", tail: str = "") -> Maker:
    """As many pairs within each other as fit."""

    def make(size: int) -> bytes:
        count = max(size // (len(opening) + len(closing)), 1)
        return (head + opening * count + inside + closing * count + tail).encode()

    return make


def indented(mark: str, *, step: int = 1, deepest: int = 10_000) -> Maker:
    """Lines that are each further to the right than the one before, and again from the left at the deepest."""

    def make(size: int) -> bytes:
        lines, length, depth = [], 0, 0
        while length < size:
            lines.append(f"{' ' * depth * step}{mark} text {len(lines)}\n")
            length += len(lines[-1])
            depth = (depth + 1) % deepest
        return "".join(lines).encode()

    return make


def packed(members: Callable[[int], dict[str, str]]) -> Maker:
    """A zip archive of `members(size)`, with the type of an OpenDocument or EPUB file first."""

    def make(size: int) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in members(size).items():
                archive.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else None)
        return buffer.getvalue()

    return make


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


def epub(chapter: Maker, *, chapters: Callable[[int], int] = lambda size: 1, contents: Maker = NOTHING) -> Maker:
    """A book whose chapters have this text, with a table of contents."""

    def members(size: int) -> dict[str, str]:
        count = chapters(size)
        names = [f"c{number}.xhtml" for number in range(count)]
        items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in names)
        spine = "".join(f'<itemref idref="{name}"/>' for name in names)
        names_of_page = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        page = f"<html {names_of_page}><body>{{}}</body></html>"
        return {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="b.opf"/></rootfiles></container>',
            "b.opf": f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}<item id="nav" href="nav.xhtml" '
            f'properties="nav" media-type="application/xhtml+xml"/></manifest><spine>{spine}</spine></package>',
            "nav.xhtml": page.format(f'<nav epub:type="toc"><ol>{contents(size).decode()}</ol></nav>'),
        } | {name: page.format(chapter(size // count).decode()) for name in names}

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


def pdf(content: Callable[[int], Iterator[str]], *, pages: Callable[[int], int] = lambda size: 1) -> Maker:
    """A PDF whose pages draw this content; `content(size)` gives the operators of a page."""

    def make(size: int) -> bytes:
        count = pages(size)
        stream = " ".join(content(size // count)).encode("latin-1")
        kids = " ".join(f"{number + 5} 0 R" for number in range(count))
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode(),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
        resources = b"/Resources << /Font << /F 3 0 R >> >>"
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R %s >>" % resources
        objects += [page] * count
        body, offsets = bytearray(b"%PDF-1.7\n"), []
        for number, each in enumerate(objects, 1):
            offsets.append(len(body))
            body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
        table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
        start = len(body)
        body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
        body += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
        return bytes(body)

    return make


def drawn(
    place: Callable[[int, int], tuple[float, float, float]], *, text: str = "word"
) -> Callable[[int], Iterator[str]]:
    """The word `text` again and again; `place(number, count)` gives the left edge, the baseline and the size."""

    def content(size: int) -> Iterator[str]:
        count = max(size // (len(text) + 32), 1)
        for number in range(count):
            left, base, points = place(number, count)
            yield f"BT /F {points:.1f} Tf {left:.1f} {base:.1f} Td ({text}) Tj ET"

    return content


def scattered(number: int, count: int) -> tuple[float, float, float]:
    """Anywhere on the page, in any size."""
    return (number * 7919) % 560, (number * 104_729) % 790, 4 + number % 9


def mail(body: Maker, *, head: Maker = NOTHING, kind: str = "text/plain") -> Maker:
    """A mail with this body and, behind its first lines, `head`."""
    first = f"From: a@example.org\nTo: b@example.org\nSubject: Plan\nMIME-Version: 1.0\nContent-Type: {kind}\n"
    return lambda size: first.encode() + head(size).strip(b" ") + b"\n" + body(size)


def parts_within_parts(size: int) -> bytes:
    """Multiparts, one within the other."""
    return b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (number, number + 1) for number in range(size // 60)
    )


def notebook(cells: Callable[[int], list[dict[str, object]]]) -> Maker:
    """A notebook with these cells."""
    return lambda size: json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells(size)}).encode()


def output(size: int) -> list[dict[str, object]]:
    """A cell with a huge output."""
    printed = {"output_type": "stream", "name": "stdout", "text": ["0.123 4.567\n"] * (size // 15)}
    return [{"cell_type": "code", "source": "print(x)", "outputs": [printed]}]


def time_code(seconds: int) -> str:
    """A time of subtitles."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},000"


def cues(step: int, duration: int, text: str = "and so on") -> Maker:
    """Subtitles that begin every `step` seconds and are shown for `duration`."""
    return lambda size: "".join(
        f"{number + 1}\n{time_code(number * step)} --> {time_code(number * step + duration)}\n{text} {number}\n\n"
        for number in range(size // (40 + len(text)))
    ).encode()


def rolling(size: int) -> bytes:
    """Cues that each repeat the line before."""
    return "".join(
        f"{number + 1}\n{time_code(number)} --> {time_code(number + 2)}\nline {number}\nline {number + 1}\n\n"
        for number in range(size // 60)
    ).encode()


def wide(cell: str, *, columns: int = 10_000, end: str = "\n", start: str = "") -> Maker:
    """Rows of `columns` cells."""
    row = start + cell * columns + end
    return lambda size: (row * max(size // len(row), 1)).encode()


PARAGRAPH = f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"
CELL = "<w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc>"
LISTED = (
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="#"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>item</w:t></w:r></w:p>'
)
SHAPE = "<p:sp><p:txBody><a:p><a:r><a:t>The plan is approved.</a:t></a:r></a:p></p:txBody></p:sp>"

PLAIN: dict[str, Maker] = {
    "base64 without spaces": repeated(NONSENSE),
    "base64 in lines": repeated(NONSENSE[:76] + "\n"),
    "words in one line": repeated(SENTENCE),
    "letters in one word": repeated("a"),
    "one word in each line": repeated("word\n"),
    "A! a! a!": repeated("A! a! a! "),
    "stops without spaces": repeated("a.b."),
    "dots": repeated(". . . "),
    "ellipses": repeated("..."),
    "question marks": repeated("?!"),
    "abbreviations": repeated("Dr. U.S. e.g. No. "),
    "initials": repeated("A. B. C. "),
    "numbers with stops": repeated("1. 2. 3. "),
    "numbered lines": numbered("#. text\n"),
    "opening brackets": repeated("("),
    "brackets and sentences": nested("(Yes. ", " No.)"),
    "opening quotes": repeated("“"),
    "quotes": nested("“Yes. ", " No.” "),
    "straight quotes": repeated('"Yes." '),
    "apostrophes": repeated("'"),
    "footnote marks": repeated("word.[1] "),
    "labels and values": numbered("Price #: 4,200 euros\n"),
    "speakers": numbered("Speaker #: yes\n"),
    "chat": repeated("[10:04] Ada: yes\n"),
    "columns of spaces": numbered("name #      12.5     yes\n"),
    "a line of columns": repeated("cell      "),
    "a wide table": wide("cell\t"),
    "pipes": repeated("|"),
    "indents": indented("-"),
    "indents back and forth": indented("*", step=2, deepest=40),
    "quoted lines": nested("> ", "", inside="text\n"),
    "quotes ever deeper": lambda size: "".join(
        f"{'>' * (number % 200)} text\n" for number in range(size // 106)
    ).encode(),
    "headings in capitals": numbered("SECTION #\n\ntext\n\n"),
    "numbered headings": numbered("1.#.2 Scope of the plan\n\nThe plan is small.\n\n"),
    "articles": numbered("Article # - Position\n\nThe plan is small.\n\n"),
    "form feeds": repeated("A head\n\ntext\n\f"),
    "hyphens at line ends": repeated("some-\nthing "),
    "white space": repeated(" \t", tail="end"),
    "empty lines": repeated("\n", tail="end"),
    "carriage returns": repeated("text\r"),
    "combining marks": repeated("a\u0301\u0302\u0303"),
    "joined emojis": repeated("\U0001f469\u200d\U0001f469\u200d"),
    "Chinese without stops": repeated("你好"),
    "Chinese with stops": repeated("你好。“好。”"),
    "Arabic": repeated("نعم. لا؟ "),
    "semicolons": repeated("; "),
    "dashes": repeated("— "),
    "underlines": repeated("text\n----\n"),
    "dates": repeated("3. May 2024 at 5 p.m. "),
    "addresses": repeated("https://example.org/a.b?c=d. "),
    "bad bytes": lambda size: b"caf\xe9 \xff\xfe text. " * (size // 16),
    "UTF-16": lambda size: ("\ufeff" + "text. " * (size // 12)).encode("utf-16-le"),
    "zero width": repeated("a\u200b"),
}
MARKDOWN: dict[str, Maker] = {
    "<!A<!A": repeated("<!A"),
    "<a<a": repeated("<a"),
    "<?": repeated("<?"),
    "<!--": repeated("<!--"),
    "opening brackets": repeated("["),
    "brackets": nested("[", "]"),
    "links in links": nested("[a](", ")"),
    "pictures": repeated("!["),
    "](](": repeated("]("),
    "stars": repeated("*a **a "),
    "only stars": repeated("*"),
    "underscores": repeated("_a __a "),
    "backticks": lambda size: " ".join("`" * (number % 300) for number in range(size // 151)).encode(),
    "a``b`": repeated("a``b`"),
    "tildes": repeated("~~a "),
    "backslashes": repeated("\\"),
    "entities": repeated("&amp;&#99;&x "),
    "quotes": nested("> ", "", inside="text\n"),
    "quotes ever deeper": lambda size: "".join(
        f"{'>' * (number % 90)} text\n" for number in range(size // 51)
    ).encode(),
    "nested lists": indented("-", step=2),
    "nested lists again": indented("-", step=2, deepest=40),
    "list marks in a line": repeated("- "),
    "loose list": repeated("- a\n\n"),
    "definitions of links": numbered("[l#]: /a\n"),
    "footnotes": numbered("text[^#]\n\n[^#]: note\n\n"),
    "headings": numbered("# Head #\n\ntext\n\n"),
    "hashes": repeated("#"),
    "underlined headings": repeated("a\n=\n"),
    "lines and no heading": repeated("a\n"),
    "a wide table": wide("a|", end="\n", start=""),
    "a wide table with a head": lambda size: (
        lambda n: ("|a" * n + "|\n" + "|-" * n + "|\n" + "|b" * n + "|\n").encode()
    )(size // 6),
    "a long table": repeated("|a|b|\n", head="|x|y|\n|-|-|\n"),
    "empty cells of a table": lambda size: (
        "|" * (size // 4) + "\n" + "|-" * (size // 8) + "|\n" + "a\n" * (size // 8)
    ).encode(),
    "code": repeated("    code\n"),
    "fences": repeated("```\na\n"),
    "tags": repeated("<b>a"),
    "blocks of tags": repeated("<div>\n\n"),
    "nested tags": nested("<div>", "</div>"),
    "details": nested("<details>\n\n", "</details>\n\n"),
    "front matter": numbered("key#: value\n", head="---\n", tail="---\n\ntext\n"),
    "rules": repeated("* * *\n"),
    "stars and spaces": repeated("* *"),
    "mails": repeated("<a@b.c>"),
    "quoted titles": repeated('[a](b "'),
    "paragraphs": repeated(SENTENCE + "\n\n"),
    "dollars": repeated("$a$ $$"),
}
HTML: dict[str, Maker] = {
    "nested div": nested("<div>", "</div>"),
    "nested div with text": nested("<div>text", "</div>"),
    "nested bold": nested("<b>", "</b>"),
    "nested font without end": repeated("<font>a"),
    "paragraphs and open tags": repeated("<p><b><i>a"),
    "nested lists": nested("<ul><li>text", "</li></ul>"),
    "nested quotes": nested("<blockquote>text", "</blockquote>"),
    "nested tables": nested("<table><tr><td>text", "</td></tr></table>"),
    "nested sections": nested("<section><h2>Head</h2>text", "</section>"),
    "nested dl": nested("<dl><dt>term<dd>text", "</dd></dl>"),
    "a table of 10,000 columns": wide("<td>cell", start="<tr>", end=""),
    "a wide table with heads": wide("<th>name", start="<table><tr>", end="<tr><td>1"),
    "long cells": numbered("<tr><td>cell #<td>1", head="<table>"),
    "wide spans": repeated('<tr><td colspan="1000" rowspan="65000">a', head="<table>"),
    "cells without a row": repeated("<td>a", head="<table>"),
    "tables": repeated("<table><tr><td>a<td>b<tr><td>c<td>d</table>"),
    "text in a table": repeated("<table>a"),
    "paragraphs": repeated(f"<p>{SENTENCE}"),
    "headings": numbered("<h2>Head #</h2><p>text"),
    "headings inside each other": repeated("<h1>a"),
    "terms": repeated("<dt>term"),
    "items": repeated("<li>text"),
    "links": repeated('<a href="x">a</a> '),
    "open links": repeated("<a href=x>a"),
    "attributes": lambda size: ("<p " + " ".join(f"a{number}" for number in range(size // 8)) + ">text").encode(),
    "a long attribute": repeated("a ", head='<p class="', tail='">text'),
    "a long pre": repeated("code\n", head="<pre>"),
    "one line of text": repeated(SENTENCE),
    "a script": repeated("a<!--<script>", head="<p>text<script>"),
    "structured data": repeated('{"@graph": [', head='<p>text<script type="application/ld+json">'),
    "metadata": numbered('<meta name="a#" content="b">', tail="<p>text"),
    "<a<a": repeated("<a"),
    "<!A<!A": repeated("<!A"),
    "comments": repeated("<!-- a -->"),
    "open comment": repeated("<!--"),
    "entities": repeated("&amp;&notit;&#x41;"),
    "options": repeated("<option>a"),
    "line breaks": repeated("a<br>"),
    "ruby": repeated("<ruby>a<rt>b"),
    "svg": nested("<svg><g>", "</g></svg>"),
    "math": nested("<math><mrow><mi>a", "</mi></mrow></math>"),
    "hidden": nested("<div hidden>a", "</div>"),
    "menus": nested("<nav><ul><li><a href=x>a</a>", "</ul></nav>", inside="<p>text"),
    "templates": nested("<template>a", "</template>"),
    "buttons": repeated("<button>a"),
    "forms": repeated("<form><p>a"),
}
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
EPUB: dict[str, Maker] = {
    "paragraphs": epub(repeated(f"<p>{SENTENCE}</p>")),
    "chapters": epub(repeated(f"<p>{SENTENCE}</p>"), chapters=lambda size: max(size // 2_000, 1)),
    "nested div": epub(nested("<div>", "</div>")),
    "nested lists": epub(nested("<ul><li>a", "</li></ul>")),
    "entries of the contents": epub(
        numbered('<p id="a#">text</p>'), contents=repeated('<li><a href="c0.xhtml#a7">Head</a></li>')
    ),
    "nested contents": epub(repeated("<p>text</p>"), contents=nested('<li><a href="c0.xhtml">a</a><ol>', "</ol></li>")),
    "page breaks": epub(numbered('<span epub:type="pagebreak" title="#"/>text ')),
    "verses": epub(repeated("line<br/>")),
    "a wide table": epub(repeated("<td>cell</td>", head="<table><tr>", tail="</tr></table>")),
    "cells that go on": epub(
        repeated('<tr><td rowspan="9999" colspan="99">a</td></tr>', head="<table>", tail="</table>")
    ),
    "entities": epub(repeated("&#65;&amp;", head="<p>", tail="</p>")),
    "doctypes": epub(repeated("<!DOCTYPE a [<!ENTITY b 'c'>]>")),
    "broken markup": epub(repeated("<p><b>a<")),
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
CSV: dict[str, Maker] = {
    "rows": numbered("name #,12.5,yes\n", head="name,price,paid\n"),
    "10,000 columns": wide("cell,"),
    "one row": repeated("cell,"),
    "a huge quoted cell": repeated("text ", head='a,"', tail='"\n'),
    "a huge quoted cell of lines": repeated("text, text\n", head='a,"', tail='"\n'),
    "quotes": repeated('"'),
    "quotes in cells": repeated('"a ""b"" c",d\n'),
    "an open quote in each line": repeated('a,"b\n'),
    "ragged rows": lambda size: "".join("a," * (number % 500) + "\n" for number in range(size // 500)).encode(),
    "mixed delimiters": repeated("a;b,c\td|e\n"),
    "delimiters": repeated(","),
    "empty rows": repeated("\n", tail="a,b\n1,2\n"),
    "one column": repeated("word\n"),
    "long cells": repeated(f'"{SENTENCE * 20}",1\n'),
    "backslashes": repeated('"a\\",'),
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
EML: dict[str, Maker] = {
    "a long text": mail(repeated(SENTENCE + "\n")),
    "one line": mail(repeated(SENTENCE)),
    "parts": mail(repeated("--b\nContent-Type: text/plain\n\ntext\n"), kind="multipart/mixed; boundary=b"),
    "attachments": mail(
        numbered('--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename="a#.txt"\n\ntext\n'),
        kind="multipart/mixed; boundary=b",
    ),
    "attachments of tables": mail(
        numbered('--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename="a#.csv"\n\na,b\n1,2\n'),
        kind="multipart/mixed; boundary=b",
    ),
    "mails in mails": mail(repeated("Content-Type: message/rfc822\n\n", tail="text"), kind="message/rfc822"),
    "nested parts": mail(parts_within_parts, kind="multipart/mixed; boundary=b0"),
    "parts of one boundary": mail(
        repeated("--b\nContent-Type: multipart/mixed; boundary=b\n\n"), kind="multipart/mixed; boundary=b"
    ),
    "boundaries": mail(repeated("--b\n"), kind="multipart/mixed; boundary=b"),
    "alternatives": mail(
        repeated("--b\nContent-Type: text/html\n\n<p>text\n"), kind="multipart/alternative; boundary=b"
    ),
    "headers": mail(repeated("text\n"), head=numbered("X-A#: b\n")),
    "a long header": mail(repeated("text\n"), head=repeated(" a,\n", head="Cc: a\n")),
    "recipients": mail(repeated("text\n"), head=numbered(" A B <a#@example.org>,\n", head="Cc:\n")),
    "brackets in addresses": mail(repeated("text\n"), head=repeated("((<", head="Cc: ", tail="\n")),
    "encoded words": mail(repeated("text\n"), head=repeated(" =?utf-8?q?=C3=A9?=\n", head="X:\n")),
    "parameters": mail(
        repeated("text\n"), kind="text/plain", head=numbered(" ;a*#=b\n", head="Content-Disposition: inline\n")
    ),
    "quoted printable": mail(
        repeated("=C3=A9=\n"), head=repeated(" ", tail="Content-Transfer-Encoding: quoted-printable\n")
    ),
    "quotes": mail(nested("> ", "", inside="text\n")),
    "quoted lines": mail(repeated("> text\n")),
    "quotes and replies": mail(numbered("On Monday, Ada # wrote:\n> text\n\nYes.\n\n")),
    "signatures": mail(repeated("-- \nAda\n")),
    "separators": mail(repeated("-----Original Message-----\nFrom: a\nTo: b\n\ntext\n")),
    "forwarded heads": mail(repeated("From: a\nSent: b\nTo: c\nSubject: d\n\n")),
    "wrote without end": mail(repeated("On a wrote ")),
    "html": mail(nested("<div>a", "</div>"), kind="text/html"),
    "html quotes": mail(nested("<blockquote>a", "</blockquote>"), kind="text/html"),
}
MBOX: dict[str, Maker] = {
    "mails": repeated("From a@b Thu Jan  1 00:00:00 2024\nSubject: a\n\ntext\n\n"),
    "From lines": repeated("From \n"),
    "one mail": repeated(SENTENCE + "\n", head="From a@b Thu Jan  1 00:00:00 2024\nSubject: a\n\n"),
    "quoted From lines": repeated(">From a\n", head="From a@b Thu Jan  1 00:00:00 2024\nSubject: a\n\n"),
}
SRT: dict[str, Maker] = {
    "cues": cues(2, 2),
    "overlapping cues": cues(1, 3600),
    "cues of one time": cues(0, 1),
    "rolling cues": rolling,
    "the same cue": cues(1, 1, "and so on and so on"),
    "sentences": cues(2, 2, "Yes. No."),
    "a long cue": repeated("text\n", head="1\n00:00:00,000 --> 00:00:09,000\n"),
    "tags": repeated("<i><b>{a}", head="1\n00:00:00,000 --> 00:00:09,000\n"),
    "speakers": cues(2, 2, "- ADA: yes\n- BOB: no"),
    "times": repeated("00:00:00,000 --> 00:00:09,000\n"),
    "notes": repeated("NOTE a\n\n", head="WEBVTT\n\n", tail="00:00.000 --> 00:09.000\ntext\n"),
}
IPYNB: dict[str, Maker] = {
    "a huge output": notebook(output),
    "cells": notebook(lambda size: [{"cell_type": "markdown", "source": "text"}] * (size // 45)),
    "a long cell": notebook(lambda size: [{"cell_type": "markdown", "source": [SENTENCE + "\n"] * (size // 85)}]),
    "code": notebook(lambda size: [{"cell_type": "code", "source": ["a = 1\n"] * (size // 12), "outputs": []}]),
    "outputs": notebook(
        lambda size: [
            {"cell_type": "code", "source": "a", "outputs": [{"output_type": "stream", "text": "a b c"}] * (size // 50)}
        ]
    ),
    "html outputs": notebook(
        lambda size: [
            {
                "cell_type": "code",
                "source": "a",
                "outputs": [{"output_type": "display_data", "data": {"text/html": "<div>" * (size // 5)}}],
            }
        ]
    ),
    "nested lists": nested("[", "]", inside="1"),
    "open brackets": repeated("["),
    "digits": repeated("9", head='{"cells": [{"cell_type": "markdown", "source": "text", "n": ', tail="}]}"),
}
RST: dict[str, Maker] = {
    "paragraphs": repeated(SENTENCE + "\n\n"),
    "indents": indented(""),
    "indents again": indented("", step=2, deepest=15),
    "nested lists": indented("-", step=2, deepest=200),
    "list marks": repeated("- "),
    "items": repeated("- a\n\n"),
    "directives": repeated(".. note:: a\n\n   text\n\n"),
    "nested directives": lambda size: "".join(
        f"{' ' * (3 * (n % 300))}.. note::\n\n" for n in range(size // 460)
    ).encode(),
    "substitutions": numbered(".. |a#| replace:: b\n\n|a#|\n\n"),
    "substitutions of substitutions": numbered(".. |a#| replace:: |a#| |a#|\n\n", tail="|a1|\n"),
    "titles": numbered("Head #\n======\n\ntext\n\n"),
    "underlines": repeated("=====\n"),
    "backticks": repeated("`a "),
    "roles": repeated(":a:`b` "),
    "colons": repeated(":a:"),
    "stars": repeated("*a **b "),
    "references": repeated("`a <b>`__ a_ "),
    "fields": repeated(":name: value\n"),
    "a simple table": repeated("a  b\n", head="== ==\n", tail="== ==\n"),
    "a grid": repeated("| a | b |\n+---+---+\n", head="+---+---+\n"),
    "a wide grid": lambda size: (lambda n: "+---" * n + "+\n" + "| a " * n + "|\n" + "+---" * n + "+\n")(
        size // 12
    ).encode(),
    "a grid without rules": repeated("| a | b |\n", head="+---+---+\n"),
    "comments": repeated(".. a\n"),
    "literal blocks": repeated("a::\n\n  code\n\n"),
    "line blocks": repeated("| a\n"),
    "footnotes": numbered(".. [#] note\n\n"),
    "definitions": repeated("term\n  text\n\n"),
}
ORG: dict[str, Maker] = {
    "stars in a line": repeated("*"),
    "deeper stars": lambda size: "".join(
        f"{'*' * (n % 300 + 1)} Head {n}\ntext\n" for n in range(size // 165)
    ).encode(),
    "headings": numbered("* Head #\ntext\n"),
    "nested lists": indented("-", step=2, deepest=200),
    "drawers": repeated(":PROPERTIES:\n:a: b\n:END:\n"),
    "open drawers": repeated(":LOGBOOK:\n"),
    "blocks": repeated("#+begin_src a\ncode\n#+end_src\n"),
    "open blocks": repeated("#+begin_quote\n"),
    "tables": repeated("| a | b |\n|---+---|\n"),
    "a wide table": repeated("a|", head="|"),
    "links": repeated("[[a][b]] "),
    "open links": repeated("[[a]["),
    "emphasis": repeated("*a /b/ =c= ~d~ _e_ "),
    "slashes": repeated("/a "),
    "footnotes": repeated("[fn:1] a "),
    "keywords": numbered("#+a#: b\n"),
    "tags": repeated(":a", head="* Head :", tail=":\n"),
    "dates": repeated("<2024-05-12 Sun> "),
    "paragraphs": repeated(SENTENCE + "\n\n"),
}
TEX: dict[str, Maker] = {
    "nested braces": nested("{", "}"),
    "open braces": repeated("{"),
    "closing braces": repeated("}"),
    "nested commands": nested("\\emph{a ", "}"),
    "open commands": repeated("\\emph{a"),
    "brackets": repeated("\\a["),
    "nested environments": nested("\\begin{itemize}\\item a ", "\\end{itemize}"),
    "open environments": repeated("\\begin{quote}"),
    "ends": repeated("\\end{quote}"),
    "items": repeated("\\item a\n"),
    "dollars": repeated("$"),
    "formulas": repeated("$a$ "),
    "displayed formulas": repeated("\\[a\\] "),
    "open formulas": repeated("\\("),
    "comments": repeated("% a\n", tail="text"),
    "macros": numbered("\\newcommand{\\x#}{text}\\x#\n"),
    "macros of macros": numbered("\\newcommand{\\x#}{\\x\\x}\n", head="\\newcommand{\\x}{text}\n", tail="\\x1"),
    "doubling macros": lambda size: (
        "\\def\\a{text text }"
        + "".join(f"\\def\\{chr(98 + n)}{{\\{chr(97 + n)}\\{chr(97 + n)}}}" for n in range(20))
        + "\\u " * (size // 3)
    ).encode(),
    "a macro by itself": repeated("\\a ", head="\\def\\a{\\a\\a}"),
    "definitions": repeated("\\def\\a#1#2{"),
    "a wide table": repeated("a & ", head="\\begin{tabular}{ll}", tail="\\end{tabular}"),
    "a long table": repeated("a & b \\\\\n", head="\\begin{tabular}{ll}", tail="\\end{tabular}"),
    "nested tables": nested("\\begin{tabular}{l}a & ", "\\end{tabular}"),
    "verbatim": repeated("\\verb|a| "),
    "open verbatim": repeated("\\begin{verbatim}a\n"),
    "sections": numbered("\\section{Head #}text\n\n"),
    "footnotes": nested("a\\footnote{b", "}"),
    "accents": repeated("\\'e\\\"o\\^{a} "),
    "backslashes": repeated("\\"),
    "paragraphs": repeated(SENTENCE.replace("(", "~").replace(")", "~") + "\n\n"),
    "citations": repeated("\\cite{a}\\ref{b}"),
    "inputs": repeated("\\input{a}\n", tail="text"),
    "optional arguments": nested("\\a[", "]"),
    "conditions": repeated("\\iffalse a "),
}
PDF: dict[str, Maker] = {
    "pages": pdf(
        drawn(lambda number, count: (50, 750 - 12 * (number % 50), 10), text=SENTENCE[:60]),
        pages=lambda size: max(size // 3_000, 1),
    ),
    "words on a page": pdf(drawn(lambda number, count: (10 + 30 * (number % 18), 790 - 0.01 * (number // 18), 10))),
    "words at one place": pdf(drawn(lambda number, count: (50, 700, 10))),
    "words everywhere": pdf(drawn(scattered)),
    "words from below": pdf(drawn(lambda number, count: (50, 800 * number / count, 8))),
    "words from the right": pdf(drawn(lambda number, count: (600 - 600 * number / count, 400, 8))),
    "a line of words": pdf(drawn(lambda number, count: (600 * number / count, 400, 8))),
    "lines of any size": pdf(
        drawn(lambda number, count: (50, 800 - 800 * number / count, 4 + number % 40), text="A line of text")
    ),
    "two columns, row by row": pdf(
        drawn(
            lambda number, count: (40 + 290 * (number % 2), 780 - 780 * number / count, 9),
            text="Some words in a column",
        )
    ),
    "many columns": pdf(drawn(lambda number, count: (14 * (number % 40), 780 - 780 * number / count, 6), text="12")),
    "a table": pdf(drawn(lambda number, count: (50 + 100 * (number % 5), 780 - 780 * number / count, 8), text="4,200")),
    "raised marks": pdf(
        drawn(lambda number, count: (600 * number / count, 400 + 4 * (number % 2), 5 + 3 * (number % 2)), text="a")
    ),
    "accents": pdf(drawn(lambda number, count: (50, 780 - 780 * number / count, 8), text="\xb4e\xa8o")),
    "numbers of lines": pdf(drawn(lambda number, count: (20, 780 - 780 * number / count, 8), text="1")),
    "a long word": pdf(lambda size: iter([f"BT /F 8 Tf 20 400 Td ({'a' * size}) Tj ET"])),
    "a long line": pdf(lambda size: iter([f"BT /F 8 Tf 20 400 Td ({'word ' * (size // 5)}) Tj ET"])),
    "hyphens": pdf(drawn(lambda number, count: (50, 780 - 780 * number / count, 8), text="Some words and hy-")),
    "turned words": pdf(
        lambda size: (
            f"BT /F 8 Tf 0 1 -1 0 {number % 590} {number % 780} Tm (word) Tj ET" for number in range(size // 40)
        )
    ),
    "bullets": pdf(
        drawn(lambda number, count: (50 + 10 * (number % 30), 780 - 780 * number / count, 8), text="- item")
    ),
}

SHAPES: dict[str, dict[str, Maker]] = {
    "txt": PLAIN,
    "md": MARKDOWN,
    "html": HTML,
    "docx": DOCX,
    "pptx": PPTX,
    "odt": ODT,
    "epub": EPUB,
    "xlsx": XLSX,
    "csv": CSV,
    "tsv": {"10,000 columns": wide("cell\t"), "rows": numbered("name #\t12\n")},
    "rtf": RTF,
    "eml": EML,
    "mbox": MBOX,
    "srt": SRT,
    "ipynb": IPYNB,
    "rst": RST,
    "org": ORG,
    "tex": TEX,
    "pdf": PDF,
}
