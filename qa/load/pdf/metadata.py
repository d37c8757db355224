"""What a PDF says of itself: title, author, subject, date, and its outline."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pypdfium2 as pdfium

from qa.load.blocks import Draft, Piece
from qa.load.lines import clean, replace_surrogates
from qa.load.pdf.spelling import cleaned
from qa.types import BlockKind

# Entries of an outline, and its depth, at most.
_MAX_ENTRIES, _MAX_DEPTH = 20_000, 8
# Characters of a value at most.
_MAX_VALUE = 500

_DATE = re.compile(r"(?:D:)?(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?")
# Titles that programs put in by themselves: names of files, and of the programs.
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|unknown|none|null|\(?anonymous\)?"
    r"|(?:document|dokument|title|slide|presentation|book|report)\d*"
    r"|.*\.(?:docx?|dvi|tex|pdf|indd|qxd|pptx?|xlsx?|rtf|odt|txt|ps|eps|html?|fm|p65|wpd)"
    r"|[\W\d_]*|.*[\\/]\S*|\S*[_\d]\S*|\S+\.\w{2,4})",
    re.I | re.S,
)
_NO_AUTHOR = re.compile(
    r"(?:user|admin(?:istrator)?|author|unknown|none|\(?unspecified\)?|root|owner|\(?anonymous\)?|[\W\d_]*)", re.I
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The values that the file gives, cleaned; empty where it gives none."""

    title: str
    author: str
    subject: str
    date: str

    def values(self) -> Mapping[str, str]:
        """The values by name, without the empty ones."""
        named = {"title": self.title, "author": self.author, "subject": self.subject, "date": self.date}
        return {name: value for name, value in named.items() if value}

    def drafts(self) -> Iterator[Draft]:
        """A block for each value, with its name."""
        for name, value in self.values().items():
            yield Draft(BlockKind.METADATA, [Piece(0, f"{name}: {value}")])


def read_metadata(document: pdfium.PdfDocument) -> Metadata:
    """What `document` says of itself."""
    title, author, subject = (_value(document, key) for key in ("Title", "Author", "Subject"))
    date = _DATE.match(_value(document, "CreationDate") or _value(document, "ModDate"))
    return Metadata(
        title="" if _NO_TITLE.fullmatch(title) else title,
        author="" if _NO_AUTHOR.fullmatch(author) else author,
        subject="" if _NO_AUTHOR.fullmatch(subject) else subject,
        date=_date(date) if date else "",
    )


def _value(document: pdfium.PdfDocument, key: str) -> str:
    try:
        value = document.get_metadata_value(key)
    except (pdfium.PdfiumError, UnicodeDecodeError):
        return ""
    return clean(replace_surrogates(cleaned(value[:_MAX_VALUE])))


def _date(match: re.Match[str]) -> str:
    """The date as 2022-01-31, or the part of it that makes sense."""
    year, month, day = match.groups()
    if not 1970 <= int(year) <= 2100:
        return ""
    if not month or not 1 <= int(month) <= 12:
        return year
    return f"{year}-{month}-{day}" if day and 1 <= int(day) <= 31 else f"{year}-{month}"


def read_outline(document: pdfium.PdfDocument) -> list[tuple[str, int, int]]:
    """The entries of the outline: title, page (from 1), and level (from 1)."""
    entries = []
    try:
        for _, bookmark in zip(range(_MAX_ENTRIES), document.get_toc(max_depth=_MAX_DEPTH), strict=False):
            target = bookmark.get_dest()
            index = target.get_index() if target is not None else None
            title = clean(cleaned(bookmark.get_title()))
            if index is not None and title:
                entries.append((title, index + 1, bookmark.level + 1))
    except (pdfium.PdfiumError, UnicodeDecodeError):
        # A broken outline is none.
        pass
    return entries
