"""What is attached to mails: read by its format, and within limits for the whole mail."""

import base64

import pytest

from qa.errors import SourceError
from qa.load import attachments
from qa.load.attachments import Attachments
from qa.load.blocks import Draft, Parsed, Piece
from qa.load.formats import read_document
from qa.types import BlockKind

from .pdf.builders import STORY, lines, pdf

HEAD = "From: Ana Berg <ana@example.org>\nSubject: The fence\n"


def mail(*attached: tuple[str, bytes]) -> bytes:
    """A mail that attaches files by name."""
    parts = "".join(
        f"--outer\nContent-Type: application/octet-stream\n"
        f'Content-Disposition: attachment; filename="{name}"\n'
        f"Content-Transfer-Encoding: base64\n\n{base64.encodebytes(data).decode()}\n"
        for name, data in attached
    )
    kind = 'Content-Type: multipart/mixed; boundary="outer"\n'
    return f"{HEAD}{kind}\n--outer\n\nThe bill is below.\n{parts}--outer--\n".encode()


def read(data: bytes, name: str = "a.eml"):
    return read_document(data, source=name, title="a")


def place_of(document, words):
    return document.places.place(document.text.index(words))


def test_pdf_is_read_with_page_and_name():
    document = read(mail(("bill.pdf", pdf(lines(72, 100, *STORY), lines(72, 100, "Posts cost nine euros each.")))))
    place = place_of(document, "Posts cost")
    assert (place.part, place.page) == ("bill.pdf", 2)
    assert document.warnings == ()


def test_table_keeps_columns():
    document = read(mail(("bill.csv", b"Item,Price\nPost,9 euros\nNail,1 euro\n")))
    (post,) = [block for block in document.blocks if document.slice(block.span).startswith("Post")]
    assert [cell.column for cell in post.cells] == ["Item", "Price"]
    assert place_of(document, "9 euros").part == "bill.csv"


def test_mailbox_reads_attachments():
    message = mail(("note.txt", b"The gate is green."))
    document = read(b"From a Mon Mar  4 10:00:00 2024\n" + message, "a.mbox")
    assert place_of(document, "The gate").part == "note.txt"


def test_unreadable_attachment_is_a_warning():
    document = read(mail(("photo.png", b"\x89PNG\r\n\x1a\n\0\0"), ("empty.txt", b"")))
    assert "The bill is below." in document.text
    assert document.warnings == (
        'the attachment "photo.png" is a PNG image, not text; export it as text first',
        'the attachment "empty.txt" is empty',
    )


def test_attached_mails_are_read_three_deep():
    message = mail(("note.txt", b"Too deep."))
    for depth in (3, 2, 1):
        assert "Too deep." in read(message).text
        message = mail((f"{depth}.eml", message), ("note.txt", f"Note {depth}.".encode()))
    document = read(message)
    assert place_of(document, "Note 3.").part == "1.eml, 2.eml, note.txt"
    assert "Too deep." not in document.text
    assert any("is attached more than 3 deep; save it as a file" in warning for warning in document.warnings)


def one_draft(data: bytes, name: str, reader: Attachments) -> Parsed:
    return Parsed(None, [Draft(BlockKind.PARAGRAPH, [Piece(0, data.decode())])])


def test_number_of_attachments_is_limited(monkeypatch):
    monkeypatch.setattr(attachments, "MAX_ATTACHMENTS", 2)
    document = read(mail(("1.txt", b"First."), ("2.txt", b"Second."), ("3.txt", b"Third.")))
    assert "Second." in document.text and "Third." not in document.text
    assert document.warnings == ('the attachment "3.txt" is one of more than 2; save it as a file',)


def test_time_of_attachments_is_limited():
    clock = iter([0.0, 59.0, 100.0, 102.0, 200.0]).__next__
    reader = Attachments(one_draft, clock=clock)
    reader(b"First.", "1.txt")
    reader(b"Second.", "2.txt")
    with pytest.raises(SourceError, match="was left out, since those before it took 60 seconds"):
        reader(b"Third.", "3.txt")


def test_text_of_attachments_is_limited(monkeypatch):
    monkeypatch.setattr(attachments, "MAX_CHARACTERS", 10)
    reader = Attachments(one_draft)
    reader(b"First.", "1.txt")
    with pytest.raises(SourceError, match="the attachments have too much text"):
        reader(b"Second.", "2.txt")
