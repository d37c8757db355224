"""Real public files, where they are present: what ../shared/docs/NOTES.md calls the right reading."""

from pathlib import Path

import pytest

from qa.errors import EmptySource
from qa.load import office
from qa.load.formats import document_of
from qa.types import BlockKind

_FOLDERS = (parent / "shared" / "docs" for parent in Path(__file__).resolve().parents)
DOCS = next((folder for folder in _FOLDERS if folder.is_dir()), None)
FORMATS = {"docx": office.parse_docx, "pptx": office.parse_pptx, "odt": office.parse_odf, "epub": office.parse_epub}

pytestmark = pytest.mark.skipif(DOCS is None, reason="needs ../shared/docs")


def loaded(name):
    path = DOCS / name.rpartition(".")[2] / name
    parsed = FORMATS[path.parent.name](path.read_bytes(), name)
    return document_of(parsed, source=name, title=name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Strict.docx", "Some text"),
        ("content_control_with_picture.docx", "COVER TITLE INSIDE SDT\n\nBODY TEXT OUTSIDE SDT"),
        ("docx-tables.docx", "Lorem ipsum | A link example"),
        ("docx_comments.docx", "This is the first paragraph that has a comment attached to it."),
        ("docx_lists.docx", "1.1 Morning Walk"),
        ("drawingml.docx", "Fig – Torque v/s Speed characteristics"),
        ("handbook-1p.docx", "INTRODUCTION"),
        ("m-endnotes.docx", "Ouch.\n\nA tachyon walks into a bar.\n\nFin."),
        ("m-footnotes.docx", "Ouch.\n\nA tachyon walks into a bar.\n\nFin."),
        ("textbox.docx", "Student falls ill"),
        ("unit_test_headers_numbered.docx", "1.1. Section 1.1"),
        ("fake-power-point-table.pptx", "Purple | Orange | Yellow"),
        ("group-shapes-nested.pptx", "H"),
        ("powerpoint_sample.pptx", "Some notes on the second slide."),
        ("sample-presentation.pptx", "There’s text here"),
        ("footnote.odt", "Some text with a footnote.\n\nFootnote text"),
        ("listContinueNumbering.odt", "4. Some text (4.)"),
        ("simpleTable.odt", "Content | More content"),
        ("trackedChanges.odt", "Some text with and inserted text."),
        ("unicode.odt", "“”’çӨ©¼вбФШöÉµ"),
        ("childrens-literature.epub", "The modern fairy story."),
        ("features.epub", "PASS"),
        ("trees.epub", "A small group of trees growing together is called a grove or copse"),
        ("wasteland.epub", "April is the cruellest month, breeding Lilacs out of the dead land, mixing Memory"),
    ],
)
def test_text_is_read(name, text):
    document = loaded(name)
    assert text in document.text
    assert not document.warnings


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docx_comments.docx", "anonymous reviewer"),
        ("trackedChanges.odt", "deleted"),
        ("features.epub", "FAIL\n"),
        ("wasteland.epub", "Hofgarten,10"),
    ],
)
def test_text_is_left_out(name, text):
    assert text not in loaded(name).text


def test_hidden_text_leaves_nothing():
    with pytest.raises(EmptySource):
        loaded("hiddenTextByStyle.odt")


def test_printed_pages_of_book():
    document = loaded("childrens-literature.epub")
    place = document.places.place(document.text.index("The difficulties of classification are very apparent"))
    assert (place.page_label, place.chapter) == ("171", "INTRODUCTORY")


def test_numbers_of_headings():
    document = loaded("unit_test_headers_numbered.docx")
    headings = [document.slice(block.span) for block in document.blocks if block.kind is BlockKind.HEADING]
    assert headings[:4] == ["Test Document", "1. Section 1", "1.1. Section 1.1", "1.2. Section 1.2"]
