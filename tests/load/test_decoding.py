"""Bytes to text: the encodings that are recognised, and the errors for everything else."""

import pytest

from qa.errors import BinarySource, EncodingError
from qa.load.decoding import decode, decode_with_warnings
from qa.load.formats import read_document

LETTER = "“Grüße”, said Anna – and that was all. "


def refusal(error: type[Exception], data: bytes) -> str:
    with pytest.raises(error) as caught:
        decode(data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252"])
def test_known_encodings_are_decoded(encoding):
    assert decode((LETTER * 3).encode(encoding)) == LETTER * 3


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\0\0\xfe\xff", "utf-32-be")],
)
def test_byte_order_mark_is_not_text(mark, encoding):
    assert decode(mark + LETTER.encode(encoding)) == LETTER


@pytest.mark.parametrize("text", ["It’s", "“Yes”", "a – b", "naïve café", "£5 or 10€", "Ærø"])
def test_short_western_text_is_windows_1252(text):
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("data", "text", "warning"),
    [
        (
            "Café.\nMühle. ".encode() + b"12\x80 each",
            "Café.\nMühle. 12\ufffd each",
            "1 byte is not UTF-8 (in line 2) and read as \ufffd; save the file as UTF-8",
        ),
        (
            "Анна Берг".encode() + b"\xff and\n\xfe",
            "Анна Берг\ufffd and\n\ufffd",
            "2 bytes are not UTF-8 (the first in line 1) and read as \ufffd; save the file as UTF-8",
        ),
    ],
)
def test_few_bad_bytes_leave_utf_8_with_warning(data, text, warning):
    assert decode_with_warnings(data) == (text, (warning,))
    assert decode_with_warnings(b"\xef\xbb\xbf" + data) == (text, (warning,))


@pytest.mark.parametrize("text", ["Price: 12€ each", "naïve café – “yes”", "Ã© is mojibake, à ça: é, è"])
def test_windows_1252_is_decoded_without_warning(text):
    assert decode_with_warnings(text.encode("cp1252")) == (text, ())


def test_warning_reaches_document():
    document = read_document("Café Mühle. 12".encode() + b"\x80", source="a.txt", title="a")
    assert document.warnings == ("1 byte is not UTF-8 (in line 1) and read as \ufffd; save the file as UTF-8",)


def test_russian_in_windows_1251_is_guessed():
    text = "Анна Берг построила мельницу на реке в тысяча девятьсот втором году. Потом мельница сгорела. " * 4
    assert decode(text.encode("cp1251")) == text


def test_polish_in_windows_1250_is_guessed():
    text = "Anna zbudowała młyn nad rzeką w tysiąc dziewięćset drugim roku. Potem młyn spłonął, niestety. " * 4
    assert decode(text.encode("cp1250")) == text


def test_chinese_in_gb18030_is_guessed():
    text = "安娜在一九零二年在河边建造了磨坊。后来磨坊被烧毁了。她的家人又重新建造了它。" * 8
    assert decode(text.encode("gb18030")) == text


def test_zero_bytes_are_not_text():
    assert refusal(BinarySource, b"abc\0\0\0def") == "holds zero bytes, so it is not text; export it as text first"


@pytest.mark.parametrize("data", [b"ab\x01\x02\x03", bytes(range(1, 256)), "ab\x01\x02".encode("utf-16")])
def test_control_characters_are_not_text(data):
    assert refusal(BinarySource, data) == ("holds control characters, so it is not text; export it as text first")


def test_log_with_colour_codes_is_text():
    text = "\x1b[31mError\x1b[0m: no\n"
    assert decode(text.encode()) == text


def test_broken_utf_8_after_mark_names_byte():
    assert refusal(EncodingError, b"\xef\xbb\xbfab\xe4c") == (
        "says by its byte order mark that it is UTF-8, but byte 5 is not; save it as UTF-8"
    )


@pytest.mark.parametrize("data", [b"\xff\xfeabc", b"\xff\xfea\0\x00\xdc"])
def test_broken_utf_16_after_mark_names_byte(data):
    assert refusal(EncodingError, data) == (
        "says by its byte order mark that it is UTF-16, but byte 4 is not; save it as UTF-8"
    )


def test_broken_utf_16_without_mark_names_byte():
    data = (LETTER * 9).encode("utf-16-le") + b"x"
    assert refusal(EncodingError, data) == f"looks like UTF-16, but byte {len(data) - 1} is not; save it as UTF-8"


def test_unknown_encoding_is_refused():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa.load.decoding._decode_western", lambda _data: None)
        patch.setattr("charset_normalizer.from_bytes", lambda _data, **options: [])
        assert refusal(EncodingError, b"\x81\x8d abc") == "is in an unknown encoding; save it as UTF-8"
