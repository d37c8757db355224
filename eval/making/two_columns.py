"""A PDF of two justified columns: running heads, page numbers, footnotes, words divided at a line's end.

Known limitation: it is a typesetter for one document, in Helvetica, with paragraphs and headings alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from making.source import Block, Source

# A page of A5 in points; the columns, from the left, and the lowest and highest baseline of their lines.
PAGE_WIDTH, HEIGHT = 420, 595
COLUMNS, WIDTH = (44, 220), 156
TOP, BOTTOM = 78, 532
# Sizes of letters and distances of lines.
BODY, NOTE, SMALL = 10.5, 8.0, 6.5
LEADING, NOTE_LEADING = 13.5, 10.0
HEADINGS = {1: 16.0, 2: 12.0}

# Widths of Helvetica's letters from space to tilde, in thousandths of their size (Adobe's metrics).
_WIDTHS = [
    int(width)
    for width in (
        "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 "
        "278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 "
        "667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 "
        "556 333 500 278 556 500 722 500 500 500 334 260 334 584"
    ).split()
]
# Places where a word may be divided: between two consonants that have vowels beside them.
_DIVISION = re.compile(r"(?<=[a-z]{2})(?<=[aeiou][bcdfgklmnprst])(?=[bcdfgklmnprst][aeiou][a-z])")
_MARK = re.compile(r"\^(\d+)")


@dataclass(slots=True)
class Column:
    """A column that is being filled from the top, with its footnotes at the foot."""

    x: float
    y: float = TOP
    drawn: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def holds(self, height: float, notes: Sequence[str]) -> bool:
        """Whether there is room for so much, and for the lines of more footnotes."""
        return self.y + height <= BOTTOM - (len(self.notes) + len(notes) + 1) * NOTE_LEADING

    def content(self) -> Iterator[str]:
        """What draws the column."""
        yield from self.drawn
        top = BOTTOM - (len(self.notes) - 1) * NOTE_LEADING
        for number, note in enumerate(self.notes):
            yield from draw(self.x, top + number * NOTE_LEADING, note, NOTE)


def pdf(source: Source) -> bytes:
    """The PDF of a source: its head has the metadata and, as "head", what is above each page."""
    pages = _pages(source.blocks, source.head["head"])
    fonts = [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
        for name in ("Helvetica", "Helvetica-Bold")
    ]
    fields = {"Title": "title", "Author": "author", "Subject": "subject"}
    info = " ".join(f"/{key} ({source.head[name]})" for key, name in fields.items())
    day = source.head["date"].replace("-", "")
    # Two objects per page, behind the catalog, the pages, the fonts and the metadata.
    numbers = range(6, 6 + 2 * len(pages), 2)
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        *fonts,
        f"<< {info} /CreationDate (D:{day}090000) >>".encode("cp1252"),
    ]
    for number, content in zip(numbers, pages, strict=True):
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {HEIGHT}] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        data = content.encode("cp1252")
        objects += [page.encode(), b"<< /Length %d >>\nstream\n%b\nendstream" % (len(data), data)]
    return _assembled(objects)


def _assembled(objects: Sequence[bytes]) -> bytes:
    """The file of the objects, numbered from 1, with its table of positions. Object 5 is the metadata."""
    file = b"%PDF-1.7\n"
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    for number, content in enumerate(objects, 1):
        table += f"{len(file):010d} 00000 n \n"
        file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{len(file)}\n%%EOF\n"
    return file + (table + trailer).encode()


def _pages(blocks: Sequence[Block], head: str) -> list[str]:
    """The contents of the pages: `head` is above each of them, its number below."""
    footnotes = {str(block.level): block.text for block in blocks if block.kind == "footnote"}
    columns = [Column(COLUMNS[0])]
    for block in blocks:
        if block.kind == "heading":
            _add_heading(columns, block)
        elif block.kind != "footnote":
            _add_paragraph(columns, block.text, footnotes)
    pages = [columns[start : start + 2] for start in range(0, len(columns), 2)]
    return ["\n".join(_page(page, head, number)) for number, page in enumerate(pages, 1)]


def _page(columns: Sequence[Column], head: str, number: int) -> Iterator[str]:
    yield from draw(COLUMNS[0], 40, head, 8)
    for column in columns:
        yield from column.content()
    yield from draw(PAGE_WIDTH / 2 - 2, 568, str(number), 8)


def _add_heading(columns: list[Column], block: Block) -> None:
    size = HEADINGS[block.level]
    if not columns[-1].holds(size + 4 * LEADING, ()):
        columns.append(Column(COLUMNS[len(columns) % 2]))
    column = columns[-1]
    column.y += size if column.drawn else 0
    column.drawn += draw(column.x, column.y, block.text, size, font="F2")
    column.y += size + 4


def _add_paragraph(columns: list[Column], text: str, footnotes: dict[str, str]) -> None:
    for line, is_last in broken(text, WIDTH, BODY):
        numbers = _MARK.findall(line)
        notes = [part for number in numbers for part, _ in broken(f"^{number} {footnotes[number]}", WIDTH, NOTE)]
        if not columns[-1].holds(LEADING, notes):
            columns.append(Column(COLUMNS[len(columns) % 2]))
        column = columns[-1]
        column.notes += notes
        column.drawn += draw(column.x, column.y, line, BODY, width=None if is_last else WIDTH)
        column.y += LEADING
    columns[-1].y += 5


def broken(text: str, width: float, size: float) -> Iterator[tuple[str, bool]]:
    """The lines of `text`, and whether each is the last."""
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}".strip()
        if width_of(joined, size) <= width:
            line = joined
            continue
        begin, rest = _divided(line, word, width, size)
        yield begin, False
        line = rest
    yield line, True


def _divided(line: str, word: str, width: float, size: float) -> tuple[str, str]:
    """The line with as much of the word as fits, and the rest of the word. Names are not divided."""
    places = [match.start() for match in _DIVISION.finditer(word)] if word.islower() else []
    for place in reversed(places):
        joined = f"{line} {word[:place]}-"
        if place > 2 and width_of(joined, size) <= width:
            return joined, word[place:]
    return line, word


def width_of(text: str, size: float) -> float:
    """The width of `text`; marks of footnotes count as they are drawn, smaller."""
    marks = sum(_plain_width(number, SMALL) for number in _MARK.findall(text))
    return marks + _plain_width(_MARK.sub("", text), size)


def _plain_width(text: str, size: float) -> float:
    return sum(_WIDTHS[ord(letter) - 32] if " " <= letter <= "~" else 556 for letter in text) * size / 1000


def draw(x: float, y: float, text: str, size: float, *, font: str = "F1", width: float | None = None) -> Iterator[str]:
    """The operators that draw one line, stretched to `width`; "^1" is a raised number."""
    gaps = text.count(" ")
    spacing = (width - width_of(text, size)) / gaps if width and gaps else 0.0
    for number, part in enumerate(_MARK.split(text)):
        raised = number % 2 == 1
        part_size, baseline = (SMALL, y - 3) if raised else (size, y)
        if part:
            escaped = re.sub(r"([\\()])", r"\\\1", part)
            yield (
                f"BT /{font} {part_size:g} Tf {spacing:.3f} Tw 1 0 0 1 {x:.2f} {HEIGHT - baseline:.2f} Tm "
                f"({escaped}) Tj ET"
            )
            x += _plain_width(part, part_size) + part.count(" ") * spacing
