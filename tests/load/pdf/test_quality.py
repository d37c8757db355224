"""What could not be read is said: pictures, garbled letters, damage, passwords."""

import pytest

from qa.errors import BinarySource, EmptySource
from qa.load.formats import document_of
from qa.load.pdf import parse_pdf
from qa.load.pdf.quality import is_garbled, was_repaired
from qa.load.pdf.spelling import cleaned, put_accents, sign
from tests.load.pdf.builders import STORY, lines, pdf, picture

PICTURE, RESOURCES = picture(5)


def test_pages_of_pictures_are_reported() -> None:
    scan = "600 0 0 780 0 0 cm /Im Do"
    data = pdf(lines(72, 100, *STORY), scan, scan, extra=[PICTURE], page_extra=RESOURCES)
    assert list(parse_pdf(data, "x.pdf").warnings) == [
        "2 of 3 pages are pictures (pages 2-3); qa does not read pictures"
    ]


def test_scan_has_no_text() -> None:
    data = pdf("600 0 0 780 0 0 cm /Im Do", extra=[PICTURE], page_extra=RESOURCES, info={"Author": "Pia Lindgren"})
    with pytest.raises(EmptySource, match="1 of 1 pages is a picture; qa does not read pictures"):
        document_of(parse_pdf(data, "x.pdf"), source="x.pdf", title="x")


def test_password_is_asked_for() -> None:
    with pytest.raises(BinarySource, match="is a PDF protected by a password; save a copy without one"):
        parse_pdf(pdf(lines(72, 100, *STORY), password="secret"), "x.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"garbage " * 500, b"%PDF-"])
def test_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(BinarySource, match="is a damaged PDF"):
        parse_pdf(data, "x.pdf")


def test_repaired_file_says_so() -> None:
    data = pdf(lines(72, 100, *STORY)).replace(b"startxref\n", b"startxref\n9")
    parsed = parse_pdf(data, "x.pdf")
    assert list(parsed.warnings) == ["the file is damaged and was repaired; some of it may be missing"]
    assert "The mill at Holm" in "".join(piece.text for draft in parsed.drafts for piece in draft.pieces)


def test_sound_file_was_not_repaired() -> None:
    assert not was_repaired(pdf(lines(72, 100, *STORY)))


def test_truncated_file_was_repaired() -> None:
    assert was_repaired(pdf(lines(72, 100, *STORY))[:-30])


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        (" ".join(STORY), False),
        ("\ue001\ue002\ue003 \ue004\ue005 " * 10, True),
        ("Wkh plqq dw Krqp zdv exlqw eb Dqqd Ehuj zkr kdg frph iurp wkh qruwk zlwk wzr eurwkhuv " * 3, True),
        ("HTTP XML PDF CSS NTFS", False),
        ("Der Fluß wurde im Frühjahr gestaut und seitdem steht die alte Mühle still am Ufer " * 2, False),
    ],
)
def test_garbled_text_is_seen(text: str, garbled: bool) -> None:
    assert is_garbled(text) is garbled


def test_only_latin_ligatures_are_spelled_out() -> None:
    assert cleaned("\ufb01rst x\u00b2 \u210c\x00\ufffe") == "first x\u00b2 \u210c"


def test_halves_of_surrogates_are_joined() -> None:
    assert cleaned("3\ud835\udf48") == "3\U0001d748"


def test_accent_far_off_finds_its_letter() -> None:
    # The acute accent is over the first e, but comes at the end of the line.
    boxes = [(10.0 * index, 0.0, 10.0 * index + 9, 10.0) for index in range(8)]
    boxes[7] = (12.0, 0.0, 17.0, 10.0)
    assert put_accents("cet am \u00b4", boxes.__getitem__) == "c\xe9t am\x01\x01"


def test_signs_of_tex_are_known() -> None:
    assert sign("CMSY", "\x0c") == "\u2299"
    assert sign("", "?") == "?"
