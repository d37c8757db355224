"""The table of formats: what is recognised, and what is refused by name."""

import pytest

from qa.errors import BinarySource, EmptySource
from qa.load import load_text
from qa.load.formats import FORMATS, MARKDOWN, PLAIN_TEXT, format_of, read_document, read_string

OPEN_DOCUMENT = b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument."


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04" + b"\0" * 30 + b"stuff.bin", "a zip archive"),
        (b"PK\x03\x04" + b"\0" * 30 + b"META-INF/MANIFEST.MF", "a Java archive"),
        (OPEN_DOCUMENT + b"graphics", "an OpenDocument drawing or formula"),
        (OPEN_DOCUMENT + b"formula", "an OpenDocument drawing or formula"),
        (b"%!PS-Adobe-3.0", "a PostScript file"),
        (b"PAR1\0", "a Parquet file"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
        (b"GIF89a\0\1", "a GIF image"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"\x7fELF\x02\x01\0", "a program (ELF)"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\0\0\0\x18ftypmp42", "an MP4 or HEIC file"),
        (b"name" + b"\0" * 253 + b"ustar", "a tar archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    ],
)
def test_binary_format_is_named(data, name):
    for read in (lambda: read_document(data, source="a.md", title="a"), lambda: read_string(data, source="a.md")):
        with pytest.raises(BinarySource) as caught:
            read()
        assert str(caught.value) == f"is {name}, not text; export it as text first"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.4\n", "a PDF"),
        (b"PK\x03\x04" + b"\0" * 30 + b"[Content_Types].xml word/document.xml", "a Word document"),
        (b"PK\x03\x04" + b"\0" * 30 + b"[Content_Types].xml ppt/presentation.xml", "a PowerPoint presentation"),
        (b"PK\x03\x04" + b"\0" * 30 + b"xl/workbook.xml", "an Excel workbook"),
        (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/epub+zip", "an EPUB book"),
        (OPEN_DOCUMENT + b"text", "an OpenDocument file"),
        (b"{\\rtf1\\ansi Hello}", "an RTF document"),
    ],
)
def test_signature_decides_over_suffix(data, name):
    assert format_of(data, "a.md").name == name
    with pytest.raises(BinarySource, match=f"is {name}, not text"):
        read_string(data, source="a.md")


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"PK\x03\x04" + b"\0" * 30 + b"[Content_Types].xml word/document.xml"])
def test_damaged_file_is_refused(data):
    with pytest.raises(BinarySource, match="damaged"):
        read_document(data, source="a.md", title="a")


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("Name,Town\nZoë Grün,Köln\n", ".csv"),
        ("Name\tTown\nZoë Grün\tKöln\n", ".tsv"),
        ("1\n00:00:01,000 --> 00:00:02,000\nZoë Grün lives in Köln.\n", ".srt"),
        ("Zoë Grün lives in Köln.\n", ".rst"),
        ("Zoë Grün lives in Köln.\n", ".org"),
        ("Zoë Grün lives in Köln.\n", ".tex"),
        ("Zoë Grün lives in Köln.\n", ".txt"),
        ("Zoë Grün lives in Köln.\n", ".md"),
    ],
)
def test_wrong_byte_of_text_is_reported(text, suffix):
    data = text.encode() + "x\n".encode("latin-1").replace(b"x", b"\xff")
    document = read_document(data, source=f"a{suffix}", title="a")
    assert "Köln" in document.text
    assert len(document.warnings) == 1 and "is not UTF-8" in document.warnings[0]


@pytest.mark.parametrize("text", ["MZ is a pair of letters.", "BM", "GIF89a is a format.", "ID3 tags", "RIFF raff"])
def test_text_that_begins_like_signature_is_text(text):
    assert read_string(text.encode(), source="a.txt") == text
    assert read_document(text.encode(), source="a.txt", title="a").text == text


@pytest.mark.parametrize(
    ("source", "expected"),
    [("a.md", MARKDOWN), ("b/A.MKD", MARKDOWN), ("md", PLAIN_TEXT), ("a.md.txt", PLAIN_TEXT), ("<stdin>", PLAIN_TEXT)],
)
def test_text_format_follows_suffix(source, expected):
    assert format_of(b"Some text.", source) is expected


def test_signature_takes_precedence_over_suffix():
    assert format_of(b"%PDF-1.7", "a.md").name == "a PDF"


def test_every_file_has_a_format():
    assert format_of(b"", "") is FORMATS[-1]


@pytest.mark.parametrize("text_format", [MARKDOWN, PLAIN_TEXT])
def test_text_format_reads_bytes_like_string(text_format):
    text = "# Holm\n\nThe *mill* is “old”.\n"
    document = text_format.read(text.encode("utf-16"), source="a", title="a")
    from_string = load_text(text, source="a", markdown=text_format is MARKDOWN)
    assert (document.text, document.blocks, document.title) == (
        from_string.text,
        from_string.blocks,
        from_string.title,
    )


@pytest.mark.parametrize("read", [read_document, MARKDOWN.read, PLAIN_TEXT.read])
def test_blank_file_is_refused(read):
    with pytest.raises(EmptySource, match="; name a file with text"):
        read(b" \n ", source="a.txt", title="a")
