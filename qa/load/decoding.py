"""The bytes of a text -> a string.

The encoding is the one that the byte order mark names, else UTF-8, also with a few wrong bytes, else UTF-16 if the
zero bytes are where UTF-16 has them, else a guess. Bytes that are no text in any encoding are refused.

The messages here lack the name of the file: `f"{name} {message}"` reads as a sentence.

Known limitation: an encoding without a mark is a guess. For short western texts it is Windows-1252, since such files
mostly hold its curly quotes and dashes.
"""

import codecs
import re
from typing import NamedTuple

from qa.errors import BinarySource, EncodingError

# Longest first: the mark of UTF-32 LE begins with that of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)

# Bytes at the start of a file in which zeros and control characters are counted.
_HEAD = 8192

# Share of control characters above which a file is not text: random bytes have a tenth of them, texts none.
_MAX_CONTROLS = 0.03

# All but tabs, ends of lines and pages, backspaces (old manuals), escapes (logs in colour) and DOS's end of file.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1a\x1b")) + b"\x7f"
_CONTROL_CHARS = re.compile("[\x00-\x07\x0e-\x19\x1c-\x1f\x7f-\x84\x86-\x9f]")

# A text without a mark is UTF-16 if at least the first share of its odd (or even) bytes are zeros, and at most the
# second share of the others: at least seven in ten letters are ASCII.
_MIN_ZEROS, _MAX_OTHER_ZEROS = 0.7, 0.05

# Share of the characters beyond ASCII that may be wrong in a file of UTF-8. Texts in other encodings have nearly none
# that are right by chance: Latin-1 has them only where "Ã" is beside a sign, GB18030 and its like one in ten.
_MAX_BAD_SHARE = 0.5

# Bytes that charset-normalizer sees: more do not change its guess, and it is slow.
_SAMPLE = 1 << 16

# Letters and marks of western languages that Windows-1252 adds to ASCII. Few letters of such a text are among them:
# a quarter of its bytes at most, or as many as a short name has.
_WESTERN = frozenset("“”‘’‚„–—…•€£§©®°«»¡¿·½¼¾×àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒ\xa0\xad")
_MAX_WESTERN_SHARE, _MAX_WESTERN_COUNT = 0.25, 3

# How far the two measures of charset-normalizer (both from 0 to 1) of a Windows encoding may be behind its best guess:
# such an encoding is still preferred, since the order of similar ones (Mac's, ISO's, DOS's) is arbitrary, and files in
# the others are rare.
_CHAOS, _COHERENCE = 0.02, 0.1
_WINDOWS = "cp125"

# Encodings whose ends of lines have zero bytes: a text without any is in none of them.
_WIDE = ["utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le", "utf_7"]

# A sign between letters shows that letters of another encoding were decoded as signs.
_SIGN_IN_WORD = re.compile(r"[^\W\d_][²³¹ªº¼½¾¿¡£¥¦§©®¯°±¶¸×÷][^\W\d_]")


def binary_source(finding: str) -> BinarySource:
    """The error for a file that is not text. `finding` says what it is instead: "is a PDF, not text"."""
    return BinarySource(f"{finding}; export it as text first")


class Decoded(NamedTuple):
    """A text, and what was wrong with its bytes, one line each."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes) -> str:
    """The text in `data`, without its byte order mark; see `decode_with_warnings`."""
    return decode_with_warnings(data).text


def decode_with_warnings(data: bytes) -> Decoded:
    """The text in `data`, without its byte order mark. Bytes that are wrong in a file of UTF-8 become U+FFFD.

    Raises `BinarySource` if `data` is not text, and `EncodingError` if it is text that cannot be decoded.
    """
    decoded = _decode(data)
    return decoded._replace(text=_refuse_controls(decoded.text))


def _decode(data: bytes) -> Decoded:
    for mark, encoding, name in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding, name=name, mark_length=len(mark))
    if b"\0" in data:
        return Decoded(_decode_utf_16(data))
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _decode_mostly_utf_8(data, error) or Decoded(_decode_by_guess(data))


def _decode_mostly_utf_8(data: bytes, error: UnicodeDecodeError) -> Decoded | None:
    """`data` as UTF-8 with U+FFFD for what is not, if most characters beyond ASCII are; `error` is at the first byte.

    In other encodings two or three bytes are hardly ever a character of UTF-8 by chance.
    """
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd") - data.count("\ufffd".encode())
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    if bad > _MAX_BAD_SHARE * (bad + good):
        return None
    line = data.count(b"\n", 0, error.start) + 1
    noun = "byte is" if bad == 1 else "bytes are"
    first = f"in line {line}" if bad == 1 else f"the first in line {line}"
    return Decoded(text, (f"{bad} {noun} not UTF-8 ({first}) and read as \ufffd; save the file as UTF-8",))


def _decode_marked(data: bytes, encoding: str, *, name: str, mark_length: int) -> Decoded:
    try:
        return Decoded(data.decode(encoding))
    except UnicodeDecodeError as error:
        decoded = _decode_mostly_utf_8(data, error) if encoding == "utf-8" else None
        if decoded is not None:
            return decoded
        byte = error.start + mark_length
        raise EncodingError(
            f"says by its byte order mark that it is {name}, but byte {byte} is not; save it as UTF-8"
        ) from error


def _decode_utf_16(data: bytes) -> str:
    """UTF-16 without a mark, if nearly every other byte is zero. Other bytes with zeros are no text."""
    head = data[:_HEAD]
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    for zeros, other_zeros, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros >= _MIN_ZEROS * half and other_zeros <= _MAX_OTHER_ZEROS * half:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise EncodingError(f"looks like UTF-16, but byte {error.start} is not; save it as UTF-8") from error
    raise binary_source("holds zero bytes, so it is not text")


def _decode_by_guess(data: bytes) -> str:
    """Text that is not UTF-8 and has no mark."""
    head = data[:_HEAD]
    if len(head) - len(head.translate(None, _CONTROLS)) > _MAX_CONTROLS * len(head):
        raise binary_source("holds control characters, so it is not text")
    western = _decode_western(data)
    return western if western is not None else _decode_by_statistics(data)


def _decode_western(data: bytes) -> str | None:
    """`data` as Windows-1252, if all bytes beyond ASCII are then usual characters of western languages, and few are."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    beyond_ascii = data.translate(None, bytes(range(128))).decode("cp1252")
    if not _WESTERN.issuperset(beyond_ascii):
        return None
    letters = sum(char.isalpha() for char in beyond_ascii)
    return text if letters <= max(_MAX_WESTERN_SHARE * len(data), _MAX_WESTERN_COUNT) else None


def _decode_by_statistics(data: bytes) -> str:
    """The text by the best guess of charset-normalizer that can decode the whole file."""
    # Imported here, since the import is slow.
    from charset_normalizer import from_bytes

    guesses = list(from_bytes(_sample(data), cp_exclusion=_WIDE))
    best = guesses[:1]
    near_best = [
        guess
        for guess in guesses
        if guess.encoding.startswith(_WINDOWS)
        and guess.chaos <= best[0].chaos + _CHAOS
        and guess.coherence >= best[0].coherence - _COHERENCE
    ]
    for guess in near_best + best:
        text = _try_decode(data, guess.encoding)
        if text is not None and not (guess in near_best and _SIGN_IN_WORD.search(text)):
            return text
    raise EncodingError("is in an unknown encoding; save it as UTF-8")


def _try_decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _sample(data: bytes) -> bytes:
    """The first bytes, up to the end of a line so that no character is cut."""
    if len(data) <= _SAMPLE:
        return data
    end = data.rfind(b"\n", 0, _SAMPLE)
    return data[: end if end > 0 else _SAMPLE]


def _refuse_controls(text: str) -> str:
    head = text[:_HEAD]
    if len(_CONTROL_CHARS.findall(head)) > _MAX_CONTROLS * len(head):
        raise binary_source("holds control characters, so it is not text")
    return text
