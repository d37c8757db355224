"""RTF -> tokens, and the code pages of its fonts.

Source: Rich Text Format specification 1.9.1.
"""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n\0]+)|[\r\n\0]+|\\",
    re.S,
)

# Windows code pages by the character set of a font (`\fcharset`).
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip


class Token(NamedTuple):
    """A brace, a control word or sign with its number, bytes (as Latin-1), or "bin" for bytes that are skipped."""

    kind: str
    text: str
    number: int | None = None


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of a file. Binary data is skipped."""
    text = data.decode("latin-1")
    position, end = 0, len(text)
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            position += 1
            continue
        position = match.end()
        kind = match.lastgroup
        if kind in ("word", "number"):
            number = int(match["number"]) if match["number"] else None
            if match["word"] == "bin" and number:
                position += max(number, 0)
                continue
            yield Token("word", match["word"], number)
        elif kind == "byte":
            yield Token("text", chr(int(match["byte"], 16)))
        elif kind:
            yield Token(kind, match[kind])


def code_page(number: int) -> str:
    """The name of the encoding with the number of a Windows code page, `cp1252` if it is unknown."""
    names = {10000: "mac_roman", 65001: "utf-8", 708: "iso8859_6", 1361: "johab"}
    name = names.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def charset_encoding(number: int, default: str) -> str:
    """The encoding of the fonts with the character set `number`."""
    return default if number in (1, 2) else _CHARSETS.get(number, default)
