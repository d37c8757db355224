"""The formats of documents: one table, `FORMATS`. The first format in it that recognises a file reads the file.

A format says what it recognises, by the first bytes of a file or by the suffix of its name, and turns bytes into a
`Document`. Formats that cannot be read yet are in the table too: they are recognised, and refused by name.

To add a format, write a module or a folder beside the others and put a `FileFormat` into `_SIGNED` or `_TEXTS`; if it
was refused until then, take it out of `_UNREADABLE`.

The messages here lack the name of the file: `f"{name} {message}"` reads as a sentence.

Known limitation: formats of text without a signature are recognised by the suffix of the name alone, so that on
standard input they are plain text.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import Protocol

from qa.errors import EmptySource
from qa.load import html, office
from qa.load.attachments import Attachments
from qa.load.blocks import Draft, Parsed, build
from qa.load.decoding import binary_source, decode, decode_with_warnings
from qa.load.labels import with_stem
from qa.load.lines import replace_surrogates
from qa.load.plain import parse_plain
from qa.types import Document

# Bytes at the start of a file, and at the end of a zip archive, in which signatures are looked for.
_HEAD = 8192

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")


class Format(Protocol):
    """One format of documents."""

    @property
    def name(self) -> str:
        """What a file of this format is, with the article: "a PDF"."""

    def recognises(self, data: bytes, source: str) -> bool:
        """Whether the file with the bytes `data` and the name `source` is of this format."""

    def parse_bytes(self, data: bytes, source: str) -> Parsed:
        """The blocks in `data`. Raises `BinarySource` or `EncodingError`."""

    def read(self, data: bytes, *, source: str, title: str) -> Document:
        """The document in `data`. `title` is its title if the text gives none.

        Raises `BinarySource`, `EncodingError` or `EmptySource`.
        """


def document_of(parsed: Parsed, *, source: str, title: str) -> Document:
    """The document of the blocks in `parsed`.

    Raises `EmptySource`, with the first warning if there is one.
    """
    drafts: Iterable[Draft] = map(with_stem, parsed.drafts)
    original = parsed.original
    if original is None:
        drafts = list(drafts)
        original = "\n".join(piece.text for draft in drafts for piece in draft.pieces)
    built = build(drafts, original=original)
    if not built.blocks:
        reason = f"has no text in it: {parsed.warnings[0]}" if parsed.warnings else "has no text in it"
        raise EmptySource(f"{reason}; name a file with text")
    return Document(
        source,
        built.text,
        source,
        parsed.title or title,
        built.blocks,
        built.line_map,
        built.places,
        dict(parsed.metadata),
        tuple(parsed.warnings),
        parsed.metadata.get("title", ""),
    )


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A format that is written as text.

    It recognises every file whose name has one of the `suffixes` (lower case, with the dot), or every file at all if
    `suffixes` is None. `parse` turns the decoded text into blocks.
    """

    name: str
    suffixes: frozenset[str] | None
    parse: Callable[[str], Parsed]

    def recognises(self, data: bytes, source: str) -> bool:
        """See `Format.recognises`."""
        return self.suffixes is None or PurePath(source).suffix.lower() in self.suffixes

    def parse_bytes(self, data: bytes, source: str) -> Parsed:
        """See `Format.parse_bytes`."""
        text, warnings = decode_with_warnings(data)
        return self._parse(replace_surrogates(text), warnings)

    def read(self, data: bytes, *, source: str, title: str) -> Document:
        """See `Format.read`."""
        text, warnings = decode_with_warnings(data)
        return self.read_text(text, source=source, title=title, warnings=warnings)

    def read_text(self, text: str, *, source: str, title: str, warnings: tuple[str, ...] = ()) -> Document:
        """The document in the string `text`. `warnings` are what was wrong with its bytes. Raises `EmptySource`."""
        text = replace_surrogates(text)
        return document_of(self._parse(text, warnings), source=source, title=title)

    def _parse(self, text: str, warnings: tuple[str, ...]) -> Parsed:
        parsed = self.parse(text)
        return parsed._replace(warnings=(*warnings, *parsed.warnings), original=text)


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format that is read from its bytes.

    `matches` takes the bytes of a file and says whether they have its signature; a file whose name has one of the
    `suffixes` is of the format if `by_suffix` (a format of text, which has no signature). `parse` turns the bytes and
    the name of the file into blocks; it raises `BinarySource` or `EncodingError`.
    """

    name: str
    suffixes: frozenset[str]
    parse: Callable[..., Parsed]
    matches: Callable[[bytes], bool] = lambda data: False
    by_suffix: bool = False

    def recognises(self, data: bytes, source: str) -> bool:
        """See `Format.recognises`."""
        return self.matches(data) or (self.by_suffix and PurePath(source).suffix.lower() in self.suffixes)

    def parse_bytes(self, data: bytes, source: str) -> Parsed:
        """See `Format.parse_bytes`."""
        return self.parse(data, source)

    def read(self, data: bytes, *, source: str, title: str) -> Document:
        """See `Format.read`."""
        return document_of(self.parse(data, source), source=source, title=title)


@dataclass(frozen=True, slots=True)
class UnreadableFormat:
    """A format that is not text and that qa cannot read: the file is refused by name.

    `matches` takes the bytes of a file and says whether they have the signature of the format.
    """

    name: str
    matches: Callable[[bytes], bool]

    def recognises(self, data: bytes, source: str) -> bool:
        """See `Format.recognises`."""
        return self.matches(data)

    def parse_bytes(self, data: bytes, source: str) -> Parsed:
        """Raise `BinarySource`."""
        raise binary_source(f"is {self.name}, not text")

    def read(self, data: bytes, *, source: str, title: str) -> Document:
        """Raise `BinarySource`."""
        raise binary_source(f"is {self.name}, not text")


def _magic(magic: bytes, *, offset: int = 0, zero_within: int = 0) -> Callable[[bytes], bool]:
    """The signature of a format whose files have the bytes `magic` at `offset`.

    Where a text could have the same letters there, a zero byte must be among the first `zero_within` bytes.
    """
    return lambda data: data.startswith(magic, offset) and (not zero_within or b"\0" in data[:zero_within])


def _zip_with(member: bytes) -> Callable[[bytes], bool]:
    """The signature of a zip archive that has `member` in one of the names at its start and at its end."""
    return lambda data: data.startswith(_ZIP_MAGIC) and member in data[:_HEAD] + data[-_HEAD:]


def _parse_markdown(text: str) -> Parsed:
    # Imported here, since the parser is slow to import and most texts are plain.
    from qa.load.markdown import parse_markdown

    return parse_markdown(text)


MARKDOWN = TextFormat("a Markdown text", frozenset({".md", ".markdown", ".mdown", ".mkd"}), _parse_markdown)
PLAIN_TEXT = TextFormat("a plain text", None, parse_plain)


def _lazily(module: str, function: str) -> Callable[[bytes, str], Parsed]:
    """`function` of `qa.load.module`, which is imported when a file needs it."""

    def parse(data: bytes, source: str) -> Parsed:
        parsed: Parsed = getattr(import_module(f"qa.load.{module}"), function)(data, source)
        return parsed

    return parse


def _decoded(module: str, function: str) -> Callable[[bytes, str], Parsed]:
    """The same for a format that `decode` decodes, with what was wrong with its bytes."""
    parse_text = _lazily(module, function)

    def parse(data: bytes, source: str) -> Parsed:
        parsed = parse_text(data, source)
        return parsed._replace(warnings=(*decode_with_warnings(data).warnings, *parsed.warnings))

    return parse


def _mail(function: str) -> Callable[..., Parsed]:
    """`function` of `qa.load.mail`, which reads what is attached by `attachments`: by default, those of a new file."""

    def parse(data: bytes, source: str, attachments: Attachments | None = None) -> Parsed:
        from qa.load import mail

        read_attachment = attachments or Attachments(_parse_attachment)
        parsed: Parsed = getattr(mail, function)(data, source, read_attachment=read_attachment)
        return parsed

    return parse


def _parse_attachment(data: bytes, name: str, attachments: Attachments) -> Parsed:
    """What is attached to a mail under the `name`; an attached mail passes `attachments`, and so their limits, on."""
    attached = format_of(data, name)
    if attached in _MAILS:
        return attached.parse(data, name, attachments)
    return attached.parse_bytes(data, name)


def _suffixes(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _is_pdf(data: bytes) -> bool:
    """Whether the signature is at the start; white space may precede it."""
    return data[:1024].lstrip(b"\xef\xbb\xbf\0 \t\r\n\f").startswith(b"%PDF-")


# Formats with a signature, which is stronger than the suffix of a name.
_SIGNED = (
    FileFormat("a PDF", _suffixes(".pdf"), _lazily("pdf", "parse_pdf"), _is_pdf),
    FileFormat("a Word document", _suffixes(".docx .docm .dotx .dotm"), office.parse_docx, office.is_docx),
    FileFormat(
        "a PowerPoint presentation", _suffixes(".pptx .pptm .ppsx .ppsm .potx .potm"), office.parse_pptx, office.is_pptx
    ),
    FileFormat("an Excel workbook", _suffixes(".xlsx .xlsm"), _lazily("tables", "parse_xlsx"), _zip_with(b"xl/")),
    FileFormat("an EPUB book", _suffixes(".epub"), office.parse_epub, office.is_epub),
    FileFormat(
        "an OpenDocument file",
        _suffixes(".odt .ott .ods .ots .odp .otp .fodt .fods .fodp"),
        office.parse_odf,
        office.is_odf,
    ),
    FileFormat("an RTF document", _suffixes(".rtf"), _lazily("rtf", "parse_rtf"), _magic(b"{\\rtf")),
)
# Formats of text, known by the suffix of a name, some by their first bytes, too.
_MAILS = (
    FileFormat("a mail", _suffixes(".eml"), _mail("parse_mail"), by_suffix=True),
    FileFormat("a mailbox", _suffixes(".mbox .mbx"), _mail("parse_mailbox"), by_suffix=True),
)
_TEXTS = (
    FileFormat("a web page", html.SUFFIXES, html.parse_html, html.is_html, by_suffix=True),
    *_MAILS,
    FileFormat("a table (CSV)", _suffixes(".csv"), _decoded("tables", "parse_csv"), by_suffix=True),
    FileFormat("a table (TSV)", _suffixes(".tsv .tab"), _decoded("tables", "parse_tsv"), by_suffix=True),
    FileFormat(
        "subtitles (SRT, VTT)", _suffixes(".srt .vtt"), _decoded("subtitles", "parse_subtitles"), by_suffix=True
    ),
    FileFormat("a notebook", _suffixes(".ipynb"), _decoded("notebook", "parse_notebook"), by_suffix=True),
    FileFormat("a reStructuredText file", _suffixes(".rst .rest"), _decoded("markup", "parse_rst"), by_suffix=True),
    FileFormat("an Org file", _suffixes(".org"), _decoded("markup", "parse_org"), by_suffix=True),
    FileFormat("a LaTeX file", _suffixes(".tex .latex .ltx"), _decoded("markup", "parse_latex"), by_suffix=True),
)

_UNREADABLE = (
    UnreadableFormat("an OpenDocument drawing or formula", _zip_with(b"application/vnd.oasis.opendocument")),
    UnreadableFormat("a Java archive", _zip_with(b"META-INF/")),
    UnreadableFormat("a zip archive", _zip_with(b"")),
    UnreadableFormat("an MP4 or HEIC file", _magic(b"ftyp", offset=4, zero_within=4)),
    UnreadableFormat("a tar archive", _magic(b"ustar", offset=257, zero_within=_HEAD)),
    # No text begins with any of these.
    UnreadableFormat("a PostScript file", _magic(b"%!PS")),
    UnreadableFormat("a PNG image", _magic(b"\x89PNG\r\n\x1a\n")),
    UnreadableFormat("a JPEG image", _magic(b"\xff\xd8\xff")),
    UnreadableFormat("a TIFF image", _magic(b"II*\0")),
    UnreadableFormat("a TIFF image", _magic(b"MM\0*")),
    UnreadableFormat("a gzip archive", _magic(b"\x1f\x8b")),
    UnreadableFormat("an xz archive", _magic(b"\xfd7zXZ\0")),
    UnreadableFormat("a zstd archive", _magic(b"\x28\xb5\x2f\xfd")),
    UnreadableFormat("a 7z archive", _magic(b"7z\xbc\xaf\x27\x1c")),
    UnreadableFormat("a RAR archive", _magic(b"Rar!\x1a\x07")),
    UnreadableFormat("a program (ELF)", _magic(b"\x7fELF")),
    UnreadableFormat("a program (Java or Mach-O)", _magic(b"\xca\xfe\xba\xbe")),
    UnreadableFormat("a program (Mach-O)", _magic(b"\xcf\xfa\xed\xfe")),
    UnreadableFormat("a program (WebAssembly)", _magic(b"\0asm")),
    UnreadableFormat("an SQLite database", _magic(b"SQLite format 3\0")),
    UnreadableFormat("an old Office document", _magic(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    UnreadableFormat("a NumPy array", _magic(b"\x93NUMPY")),
    UnreadableFormat("a Matroska video", _magic(b"\x1aE\xdf\xa3")),
    # A text can begin with the letters of these.
    UnreadableFormat("a program (Windows)", _magic(b"MZ", zero_within=_HEAD)),
    UnreadableFormat("a BMP image", _magic(b"BM", zero_within=_HEAD)),
    UnreadableFormat("a GIF image", _magic(b"GIF8", zero_within=_HEAD)),
    UnreadableFormat("a sound, video or WebP file", _magic(b"RIFF", zero_within=_HEAD)),
    UnreadableFormat("an Ogg file", _magic(b"OggS", zero_within=_HEAD)),
    UnreadableFormat("an MP3 file", _magic(b"ID3", zero_within=_HEAD)),
    UnreadableFormat("a FLAC file", _magic(b"fLaC", zero_within=_HEAD)),
    UnreadableFormat("a bzip2 archive", _magic(b"BZh", zero_within=_HEAD)),
    UnreadableFormat("a font", _magic(b"wOF", zero_within=_HEAD)),
    UnreadableFormat("a font", _magic(b"\0\x01\0\0\0")),
    UnreadableFormat("a Parquet file", _magic(b"PAR1", zero_within=_HEAD)),
)

# Formats that qa reads. Plain text recognises every file, so that it comes last.
READABLE: tuple[FileFormat | TextFormat, ...] = (*_SIGNED, *_TEXTS, MARKDOWN, PLAIN_TEXT)
# The order decides: signatures come before suffixes.
FORMATS: tuple[Format, ...] = (*_SIGNED, *_UNREADABLE, *_TEXTS, MARKDOWN, PLAIN_TEXT)


def format_of(data: bytes, source: str) -> Format:
    """The format of the file with the bytes `data` and the name `source`."""
    return next(candidate for candidate in FORMATS if candidate.recognises(data, source))


def is_readable(data: bytes, source: str) -> bool:
    """Whether the file is of a format that qa reads by its bytes, so that it is damaged if it cannot be read."""
    return isinstance(format_of(data, source), FileFormat)


def read_document(data: bytes, *, source: str, title: str, name: str | None = None) -> Document:
    """The document in the bytes of a file. `source` is its name and id, `title` its title if the text gives none.

    `name` is the name that shows its format, if that is not `source`: an address can end in anything.

    Raises `BinarySource`, `EncodingError` or `EmptySource`.
    """
    if not data.strip():
        raise EmptySource("is empty; name a file with text")
    return format_of(data, name or source).read(data, source=source, title=title)


def read_string(data: bytes, *, source: str) -> str:
    """The text in the bytes of a file, without its byte order mark: "" if there is none.

    Raises `BinarySource` if the file `source` is not text, and `EncodingError`.
    """
    recognised = format_of(data, source)
    if not isinstance(recognised, TextFormat) and not (isinstance(recognised, FileFormat) and recognised.by_suffix):
        raise binary_source(f"is {recognised.name}, not text")
    return decode(data)
