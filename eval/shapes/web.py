"""Web pages, and books of them."""

from collections.abc import Callable

from shapes.makers import NOTHING, SENTENCE, Maker, nested, numbered, packed, repeated, wide

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
