"""Bytes to text: the encodings that are told, and what is refused."""

import pytest

from qa.errors import BinarySource, EncodingError
from qa.load.decode import decode

LETTER = "“Grüße”, said Anna – and that was all. "


def refusal(error: type[Exception], data: bytes) -> str:
    with pytest.raises(error) as caught:
        decode(data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_that_are_told(encoding):
    assert decode((LETTER * 3).encode(encoding)) == LETTER * 3


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\0\0\xfe\xff", "utf-32-be")],
)
def test_the_byte_order_mark_is_no_text(mark, encoding):
    assert decode(mark + LETTER.encode(encoding)) == LETTER


@pytest.mark.parametrize("text", ["It’s", "“Yes”", "a – b", "naïve café", "£5 or 10€", "Ærø"])
def test_short_western_texts_are_windows_1252(text):
    assert decode(text.encode("cp1252")) == text


def test_russian_in_an_old_encoding_is_guessed():
    text = "Анна Берг построила мельницу на реке в тысяча девятьсот втором году. Потом мельница сгорела. " * 4
    assert decode(text.encode("cp1251")) == text


def test_polish_in_an_old_encoding_is_guessed():
    text = "Anna zbudowała młyn nad rzeką w tysiąc dziewięćset drugim roku. Potem młyn spłonął, niestety. " * 4
    assert decode(text.encode("cp1250")) == text


def test_chinese_in_an_old_encoding_is_guessed():
    text = "安娜在一九零二年在河边建造了磨坊。后来磨坊被烧毁了。她的家人又重新建造了它。" * 8
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.4\n", "a PDF"),
        (b"PK\x03\x04" + b"\0" * 30 + b"stuff.bin", "a zip archive"),
        (b"PK\x03\x04" + b"\0" * 30 + b"word/document.xml", "a Word document"),
        (b"PK\x03\x04" + b"\0" * 30 + b"xl/workbook.xml", "an Excel workbook"),
        (b"PK\x03\x04" + b"\0" * 30 + b"mimetypeapplication/epub+zip", "an EPUB book"),
        (b"{\\rtf1\\ansi Hello}", "an RTF document"),
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
def test_files_that_are_not_text_are_named(data, name):
    assert refusal(BinarySource, data) == f"is {name}, not text; export it as text first"


@pytest.mark.parametrize("text", ["MZ is a pair of letters.", "BM", "GIF89a is a format.", "ID3 tags", "RIFF raff"])
def test_texts_that_begin_like_a_signature_are_texts(text):
    assert decode(text.encode()) == text


def test_zero_bytes_are_not_text():
    assert refusal(BinarySource, b"abc\0\0\0def") == "holds zero bytes, so it is not text; export it as text first"


@pytest.mark.parametrize("data", [b"ab\x01\x02\x03", bytes(range(1, 256)), "ab\x01\x02".encode("utf-16")])
def test_control_characters_are_not_text(data):
    assert refusal(BinarySource, data) == ("holds control characters, so it is not text; export it as text first")


def test_a_log_in_colour_is_text():
    text = "\x1b[31mError\x1b[0m: no\n"
    assert decode(text.encode()) == text


def test_a_mark_of_utf_8_is_taken_at_its_word():
    assert refusal(EncodingError, b"\xef\xbb\xbfab\xe4c") == (
        "says by its byte order mark that it is UTF-8, but byte 5 is not; save it as UTF-8"
    )


@pytest.mark.parametrize("data", [b"\xff\xfeabc", b"\xff\xfea\0\x00\xdc"])
def test_broken_utf_16_names_the_byte(data):
    assert refusal(EncodingError, data) == (
        "says by its byte order mark that it is UTF-16, but byte 4 is not; save it as UTF-8"
    )


def test_utf_16_without_a_mark_that_is_broken():
    data = (LETTER * 9).encode("utf-16-le") + b"x"
    assert refusal(EncodingError, data) == f"looks like UTF-16, but byte {len(data) - 1} is not; save it as UTF-8"


def test_an_encoding_that_cannot_be_told():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa.load.decode._western", lambda _data: None)
        patch.setattr("charset_normalizer.from_bytes", lambda _data: [])
        assert refusal(EncodingError, b"\x81\x8d abc") == "is in an encoding that cannot be told; save it as UTF-8"
