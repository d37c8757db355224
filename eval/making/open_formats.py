"""OpenDocument texts, and books in EPUB."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from making.source import DUBLIN_CORE, XML, Block, Source, archive, element, runs

_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "meta")
)


def odt(source: Source) -> bytes:
    """An OpenDocument text."""
    body = "".join(_odf_run(kind, run) for kind, run in runs(source.blocks))
    content = element("office:body", element("office:text", body))
    meta = "".join(
        element(tag, escape(source.head[name]))
        for name, tag in (
            ("title", "dc:title"),
            ("subject", "dc:subject"),
            ("author", "meta:initial-creator"),
            ("date", "meta:creation-date"),
        )
        if name in source.head
    )
    files = ("content.xml", "meta.xml")
    entries = "".join(f'<file-entry full-path="{name}" media-type="text/xml"/>' for name in files)
    names = 'xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": XML + element("manifest", entries, names),
            "content.xml": XML + element("office:document-content", content, _ODF),
            "meta.xml": XML + element("office:document-meta", element("office:meta", meta), f"{_ODF} {DUBLIN_CORE}"),
        }
    )


def _odf_run(kind: str, run: Sequence[Block]) -> str:
    texts = [escape(block.text) for block in run]
    if kind == "heading":
        levels = (f'text:outline-level="{block.level}"' for block in run)
        return "".join(element("text:h", text, level) for text, level in zip(texts, levels, strict=True))
    if kind == "item":
        return element("text:list", "".join(element("text:list-item", element("text:p", text)) for text in texts))
    if kind == "row":
        head, *rows = (element("table:table-row", "".join(map(_odf_cell, block.cells))) for block in run)
        return element("table:table", element("table:table-header-rows", head) + "".join(rows))
    return "".join(element("text:p", text) for text in texts)


def _odf_cell(text: str) -> str:
    return element("table:table-cell", element("text:p", escape(text)), 'office:value-type="string"')


def epub(source: Source) -> bytes:
    """A book: a chapter per heading of the first level, and a table of contents."""
    chapters = {f"chapter{number}.xhtml": part for number, part in enumerate(source.parts(), 1)}
    links = "".join(f'<li><a href="{name}">{escape(title)}</a></li>' for name, (title, _) in chapters.items())
    fields = {"creator": "author", "publisher": "publisher", "date": "date", "title": "title"}
    meta = "".join(element(f"dc:{tag}", escape(source.head[name])) for tag, name in fields.items())
    page = 'media-type="application/xhtml+xml"'
    items = f'<item id="nav" href="nav.xhtml" {page} properties="nav"/>'
    items += "".join(f'<item id="{name.split(".")[0]}" href="{name}" {page}/>' for name in chapters)
    spine = "".join(f'<itemref idref="{name.split(".")[0]}"/>' for name in chapters)
    meta += '<dc:identifier id="id">saltmarsh</dc:identifier><dc:language>en</dc:language>'
    inside = element("metadata", meta, DUBLIN_CORE) + element("manifest", items) + element("spine", spine)
    package = element("package", inside, 'xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"')
    root = '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/>'
    names = 'xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"'
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": XML + element("container", element("rootfiles", root), names),
            "OPS/book.opf": XML + package,
            "OPS/nav.xhtml": _page("Contents", f'<nav epub:type="toc"><h1>Contents</h1><ol>{links}</ol></nav>'),
            **{f"OPS/{name}": _page(*_chapter(*part)) for name, part in chapters.items()},
        }
    )


def _chapter(title: str, blocks: Sequence[Block]) -> tuple[str, str]:
    body = element("h1", escape(title))
    for kind, run in runs(blocks):
        tag = {"item": "li", "step": "li"}.get(kind, "p")
        inside = "".join(element(f"h{block.level}" if kind == "heading" else tag, escape(block.text)) for block in run)
        body += {"item": f"<ul>{inside}</ul>", "step": f"<ol>{inside}</ol>"}.get(kind, inside)
    return title, body


def _page(title: str, body: str) -> str:
    names = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    head = element("head", element("title", escape(title)))
    return XML + "<!DOCTYPE html>\n" + element("html", head + element("body", body), names)
