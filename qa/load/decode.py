"""The bytes of a file -> a string: told by its byte order mark, else UTF-8, else UTF-16 by its zeros, else guessed.

The messages here lack the name of the file: `f"{name} {message}"` reads as a sentence.

Known limitation: an encoding without a mark is a guess. For short western texts it is Windows-1252, whose curly quotes
and dashes are what such files are mostly found with.
"""

import codecs
import re

from qa.errors import BinarySource, EncodingError
from qa.load.signatures import kind_of

# Longest first: the mark of UTF-32 LE begins with that of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)

# Bytes at the start of a file that are looked at for zeros and control characters.
_HEAD = 8192

# Share of control characters over which a file is not text: bytes that mean anything have a tenth of them, texts none.
_MOST_CONTROLS = 0.03

# Neither tabs, ends of lines and pages, backspaces (old manuals), escapes (logs in colour) nor DOS's end of file.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1a\x1b")) + b"\x7f"
_CONTROL_CHARS = re.compile("[\x00-\x07\x0e-\x19\x1c-\x1f\x7f-\x84\x86-\x9f]")

# Share of zeros at odd (or even) places from which a text without a mark is UTF-16: seven in ten letters are ASCII.
_MOST_ZEROS, _FEW_ZEROS = 0.7, 0.05

# Bytes shown to the guesser: more does not change its mind, and it is slow.
_SAMPLE = 1 << 16

# Letters and marks of western languages that Windows-1252 adds to ASCII. Such a text has few of its letters from there:
# a quarter at most, or as many as a short name has.
_WESTERN = frozenset("“”‘’‚„–—…•€£§©®°«»¡¿·½¼¾×àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒ\xa0\xad")
_MOST_WESTERN, _FEW_WESTERN = 0.25, 3

# By how much of the guesser's marks (both from 0 to 1) a Windows encoding may trail its best guess and still be taken:
# it ranks look-alikes (Mac's, ISO's, DOS's) by chance, and files in them are rare.
_CHAOS, _COHERENCE = 0.02, 0.1
_WINDOWS = "cp125"

# A sign between letters, which shows that letters of another encoding were taken for signs.
_SIGN_IN_WORD = re.compile(r"[^\W\d_][²³¹ªº¼½¾¿¡£¥¦§©®¯°±¶¸×÷][^\W\d_]")

_EXPORT = "export it as text first"


def decode(data: bytes) -> str:
    """The text in `data`, without its byte order mark.

    Raises `BinarySource` if it is not text, and `EncodingError` if it is text that cannot be decoded.
    """
    kind = kind_of(data)
    if kind is not None:
        raise BinarySource(f"is {kind}, not text; {_EXPORT}")
    return _refuse_controls(_decode(data))


def _decode(data: bytes) -> str:
    for mark, encoding, name in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, name=name, skipped=len(mark))
    if b"\0" in data:
        return _with_zeros(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data)


def _strict(data: bytes, encoding: str, *, name: str, skipped: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"says by its byte order mark that it is {name}, but byte {error.start + skipped} is not; save it as UTF-8"
        ) from error


def _with_zeros(data: bytes) -> str:
    """UTF-16 without a mark, if nearly every other byte is a zero; else it is not text."""
    head = data[:_HEAD]
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    for many, few, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if many >= _MOST_ZEROS * half and few <= _FEW_ZEROS * half:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise EncodingError(f"looks like UTF-16, but byte {error.start} is not; save it as UTF-8") from error
    raise BinarySource(f"holds zero bytes, so it is not text; {_EXPORT}")


def _guessed(data: bytes) -> str:
    """Text that is not UTF-8 and has no mark."""
    head = data[:_HEAD]
    if len(head) - len(head.translate(None, _CONTROLS)) > _MOST_CONTROLS * len(head):
        raise BinarySource(f"holds control characters, so it is not text; {_EXPORT}")
    western = _western(data)
    return western if western is not None else _asked(data)


def _western(data: bytes) -> str | None:
    """`data` as Windows-1252, if every byte beyond ASCII is then a usual sign of a western language, and few are."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    added = data.translate(None, bytes(range(128))).decode("cp1252")
    if not _WESTERN.issuperset(added):
        return None
    letters = sum(char.isalpha() for char in added)
    return text if letters <= max(_MOST_WESTERN * len(data), _FEW_WESTERN) else None


def _asked(data: bytes) -> str:
    """The guesser's best guess that the whole file can be decoded by. It is imported here: it is slow to import."""
    from charset_normalizer import from_bytes

    guesses = list(from_bytes(_sample(data)))
    best = guesses[:1]
    near = [
        guess
        for guess in guesses
        if guess.encoding.startswith(_WINDOWS)
        and guess.chaos <= best[0].chaos + _CHAOS
        and guess.coherence >= best[0].coherence - _COHERENCE
    ]
    for guess in near + best:
        text = _decoded(data, guess.encoding)
        if text is not None and not (guess in near and _SIGN_IN_WORD.search(text)):
            return text
    raise EncodingError("is in an encoding that cannot be told; save it as UTF-8")


def _decoded(data: bytes, encoding: str) -> str | None:
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
    if len(_CONTROL_CHARS.findall(head)) > _MOST_CONTROLS * len(head):
        raise BinarySource(f"holds control characters, so it is not text; {_EXPORT}")
    return text
