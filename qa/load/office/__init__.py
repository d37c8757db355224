"""Documents in zip archives: Word, PowerPoint, OpenDocument and EPUB, read by zip and XML of the standard library.

    archive       a zip archive, read with limits
    xml           XML, parsed with limits; one spelling for every namespace
    package       what Word and PowerPoint share: parts, relations, metadata
    docx          Word documents, with docx_text, docx_styles, docx_numbering
    pptx          PowerPoint presentations
    odf           OpenDocument texts, sheets and presentations, with odf_text, odf_styles
    epub          EPUB books, with epub_contents; their chapters by xhtml and markup
    tables        rows of a table -> drafts, with the names of the columns
    lists         the stem of a list, and its numbers

This module is light: the readers are imported when a file needs them.
"""

from qa.load.blocks import Parsed

_ZIP_MAGIC = b"PK\x03\x04"
# Bytes at the start and at the end of an archive in which the names of its members are looked for. The list of all
# names is at the end.
_HEAD, _TAIL = 4096, 1 << 16
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
# What follows in the type of a kind of OpenDocument that qa reads, a template included.
_OPEN_DOCUMENT_KINDS = (b"text", b"spreadsheet", b"presentation")


def is_docx(data: bytes) -> bool:
    """Whether `data` is a zip archive with the folder of a Word document."""
    return _has_member(data, b"word/") and _has_member(data, b"[Content_Types].xml")


def is_pptx(data: bytes) -> bool:
    """Whether `data` is a zip archive with the folder of a PowerPoint presentation."""
    return _has_member(data, b"ppt/") and _has_member(data, b"[Content_Types].xml")


def is_odf(data: bytes) -> bool:
    """Whether `data` is an OpenDocument text, sheet or presentation: an archive or one XML file."""
    head = data[:_HEAD]
    if data.startswith(_ZIP_MAGIC) and _OPEN_DOCUMENT not in head:
        # The type is not where it should be: first, and not compressed.
        return _has_member(data, b"content.xml") and _has_member(data, b"META-INF/manifest.xml")
    if not data.startswith(_ZIP_MAGIC) and not (head.lstrip().startswith(b"<") and b"office:document" in head):
        return False
    return any(_OPEN_DOCUMENT + kind in head for kind in _OPEN_DOCUMENT_KINDS)


def is_epub(data: bytes) -> bool:
    """Whether `data` is a zip archive with the type or the container of an EPUB book."""
    return _has_member(data, b"application/epub+zip") or _has_member(data, b"META-INF/container.xml")


def _has_member(data: bytes, name: bytes) -> bool:
    return data.startswith(_ZIP_MAGIC) and (name in data[:_HEAD] or name in data[-_TAIL:])


def parse_docx(data: bytes, source: str) -> Parsed:
    """The title, blocks and metadata of a Word document; see `qa.load.office.docx`."""
    from qa.load.office.docx import parse_docx

    return parse_docx(data, source)


def parse_pptx(data: bytes, source: str) -> Parsed:
    """The title, blocks and metadata of a PowerPoint presentation; see `qa.load.office.pptx`."""
    from qa.load.office.pptx import parse_pptx

    return parse_pptx(data, source)


def parse_odf(data: bytes, source: str) -> Parsed:
    """The title, blocks and metadata of an OpenDocument file; see `qa.load.office.odf`."""
    from qa.load.office.odf import parse_odf

    return parse_odf(data, source)


def parse_epub(data: bytes, source: str) -> Parsed:
    """The title, blocks and metadata of a book; see `qa.load.office.epub`."""
    from qa.load.office.epub import parse_epub

    return parse_epub(data, source)
