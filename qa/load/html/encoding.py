"""The bytes of a page -> its text: the encoding by the byte order mark, the header, the page's own word, or a guess.

Bytes that are valid UTF-8 beyond ASCII are UTF-8 whatever the page says: many pages were converted and still carry
their old declaration, and hardly a text in another encoding is valid UTF-8 by chance.
"""

import codecs
import re
from typing import NamedTuple

from qa.load.decoding import decode

# Bytes at the start of a page in which its declaration is looked for; browsers look in the first 1,024.
_HEAD = 4096
_DECLARED = re.compile(
    rb"<meta[^<>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})|^\s*<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)

# Not all of Python's: some are slow, and some decode no text.
_WEB_CODECS = re.compile(r"utf-8$|ascii|cp\d|iso8859|iso2022_jp|koi8|gb|big5|euc|shift_jis|mac|tis")

MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# Browsers read these labels as a larger encoding (WHATWG's Encoding standard).
_LARGER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}


class Decoded(NamedTuple):
    """The text, and a warning if some of its bytes are broken."""

    text: str
    warning: str | None = None


def decode_page(data: bytes, *, charset: str | None = None) -> Decoded:
    """The text of a page. `charset` is the encoding in the header with which a server sent it.

    Raises `BinarySource` if `data` is no text, and `EncodingError` if its encoding cannot be recognised.
    """
    if data.startswith(MARKS):
        return Decoded(decode(data))
    label = charset or _declared(data[:_HEAD])
    codec = codec_of(label) if label else None
    if codec is None or b"\0" in data[:_HEAD]:
        return Decoded(decode(data))
    if not data.isascii():
        try:
            return Decoded(data.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    return _decode_declared(data, codec)


def _declared(head: bytes) -> str | None:
    match = _DECLARED.search(head)
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def codec_of(label: str) -> str | None:
    """The name of Python's codec for a label, None if there is none that browsers have, too."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    # A page that declares UTF-16 in ASCII letters is not UTF-16.
    if name.startswith(("utf-16", "utf-32")):
        return "utf-8"
    return _LARGER.get(name, name) if _WEB_CODECS.match(name) else None


def _decode_declared(data: bytes, codec: str) -> Decoded:
    """The text by its declared encoding, unless most bytes beyond ASCII are broken in it."""
    try:
        return Decoded(data.decode(codec))
    except UnicodeDecodeError as error:
        text = data.decode(codec, "replace")
        broken = text.count("\ufffd")
        if broken > len(text) - broken - sum(map(str.isascii, text)):
            return Decoded(decode(data))
        name = codec.upper()
        return Decoded(text, f"byte {error.start} is not {name}, and maybe others are not; they are shown as \ufffd")
