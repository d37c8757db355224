"""A whole PDF -> its title, its metadata, its blocks and warnings. This runs in the child process.

    glyphs       a page                 -> words; `spelling` puts accents on their letters
    gutters      words                  -> the strips between columns
    lines        words                  -> lines, each in one column; `labels` puts "2." before its text
    furniture    lines of all pages     -> without running heads, page numbers and numbers of lines
    tables       lines of a page        -> tables; `rows` has the geometry, `grid` the names of the columns
    order        lines of a page        -> lines in reading order
    paragraphs   lines of a page        -> groups of lines that are a block; `columns` has the edges
    flow         groups of all pages    -> groups that run on over columns and pages, footnotes behind them
    headings     groups                 -> levels

`metadata` reads what the file says of itself, `quality` finds what could not be read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from qa.load.blocks import Draft, Parsed, Piece
from qa.load.lines import clean
from qa.load.pdf.columns import leadings
from qa.load.pdf.flow import Flow, mark_notes
from qa.load.pdf.furniture import RunningLines, without_line_numbers
from qa.load.pdf.glyphs import PageWords, read_page
from qa.load.pdf.grid import Table
from qa.load.pdf.gutters import find_gutters
from qa.load.pdf.headings import find_headings, is_title
from qa.load.pdf.labels import attach_labels
from qa.load.pdf.limits import Limits
from qa.load.pdf.lines import Line, body_size, make_lines
from qa.load.pdf.metadata import read_metadata, read_outline
from qa.load.pdf.order import reading_order
from qa.load.pdf.paragraphs import BULLET, Group, Paragraphs
from qa.load.pdf.quality import page_warnings, was_repaired
from qa.load.pdf.tables import find_tables
from qa.types import BlockKind, Place

DEFAULTS = Limits()


class Refused(Exception):
    """The file cannot be read; the message says why, without the name of the file."""


@dataclass(slots=True)
class _Page:
    """A page, with its lines in place of its words."""

    words: PageWords
    lines: list[Line] = field(default_factory=list)
    turned: list[Line] = field(default_factory=list)


def read_pdf(data: bytes, *, progress: Callable[[int, int], None], limits: Limits = DEFAULTS) -> Parsed:
    """What is in the PDF `data`.

    `progress` is called before each page with its number and how many there are, and before the layout of all pages
    with the next number. Raises `Refused`.
    """
    document = _open(data)
    try:
        count = len(document)
        metadata = read_metadata(document)
        outline = read_outline(document)
        pages, warnings = _read_pages(document, progress, limits)
    finally:
        document.close()
    warnings = [*warnings, *page_warnings([page.words for page in pages], _sample(pages))]
    if was_repaired(data):
        warnings.append("the file is damaged and was repaired; some of it may be missing")
    progress(count + 1, count)
    drafts, heading = _Layout(pages).drafts(outline)
    if drafts:
        # Without any text, the file is empty, whatever it says of itself.
        drafts = [*metadata.drafts(), *drafts]
    return Parsed(metadata.title or heading, drafts, metadata.values(), warnings)


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == raw.FPDF_ERR_PASSWORD:
            raise Refused("is a PDF protected by a password; save a copy without one") from error
        if code == raw.FPDF_ERR_SECURITY:
            raise Refused("is a PDF with an unknown kind of encryption; save a copy without it") from error
        if code == raw.FPDF_ERR_SUCCESS:
            raise Refused("is a PDF without pages; export it again") from error
        raise Refused("is a damaged PDF; export it again, or print it to a new file") from error


def _read_pages(
    document: pdfium.PdfDocument, progress: Callable[[int, int], None], limits: Limits
) -> tuple[list[_Page], list[str]]:
    """The pages with their lines, and warnings about those that are left out."""
    count = len(document)
    pages: list[_Page] = []
    warnings = []
    characters = 0
    for index in range(min(count, limits.pages)):
        progress(index + 1, count)
        page = _Page(read_page(document, index, limits=limits))
        words = page.words.words
        if page.words.problem:
            warnings.append(f"page {index + 1} {page.words.problem}")
        characters += sum(len(word.text) for word in words)
        if characters > limits.characters:
            warnings.append(
                f"only the first {index} of {count} pages are read: the text is over {limits.characters:,} characters"
            )
            break
        _make_lines(page)
        pages.append(page)
    if count > limits.pages:
        warnings.append(f"only the first {limits.pages:,} of {count:,} pages are read")
    return pages, warnings


def _make_lines(page: _Page) -> None:
    """Put the lines of a page into the place of its words."""
    words = without_line_numbers(page.words.words)
    size = body_size(words)
    gutters = find_gutters(words, size=size)
    page.lines = attach_labels(make_lines(words, gutters, page=page.words.number))
    page.turned = make_lines(page.words.turned, (), page=page.words.number)
    page.words.count = len(page.words.words) + len(page.words.turned)
    page.words.gutters = tuple(gutters)
    page.words.words, page.words.turned = [], []


def _sample(pages: Sequence[_Page]) -> list[str]:
    """The text of each page, for the measure of its quality."""
    return [" ".join(line.text for line in page.lines[:200]) for page in pages]


class _Layout:
    """Makes blocks of the lines of all pages."""

    def __init__(self, pages: Sequence[_Page]) -> None:
        self._pages = pages
        running = RunningLines([page.lines for page in pages], [page.words.height for page in pages])
        shift = running.printed_shift()
        self._places = {page.words.number: _place(page.words, shift) for page in pages}
        self._flows: list[list[Line]] = []
        stripped = [
            running.strip(page.lines, height=page.words.height, index=index) for index, page in enumerate(pages)
        ]
        if not any(stripped):
            # Nothing else is on any page, so this is no frame around a text.
            stripped = [page.lines for page in pages]
        for lines, page in zip(stripped, pages, strict=True):
            self._flows.append(_ordered(lines, page))
            page.lines = []
        self._size = _body(self._flows)

    def drafts(self, outline: Sequence[tuple[str, int, int]]) -> tuple[list[Draft], str | None]:
        """The blocks, and the heading that is most like a title."""
        flow = Flow(size=self._size)
        paragraphs = Paragraphs(size=self._size, leading=leadings(self._flows))
        for lines, page in zip(self._flows, self._pages, strict=True):
            groups = paragraphs.of_page(lines)
            mark_notes(groups, size=self._size)
            flow.add(groups)
            for line in page.turned:
                flow.add_turned(line)
        groups = flow.groups()
        levels = find_headings(groups, size=self._size, outline=outline)
        drafts: list[Draft] = []
        stem = ""
        for position, group in enumerate(groups):
            made = list(self._drafts(group, levels.get(position, 0), stem))
            drafts.extend(made)
            if group.table is None and not group.item:
                text = group.text.rstrip()
                stem = clean(text) if text.endswith(":") and len(text) <= _MAX_STEM else ""
        return drafts, _title(groups, levels, self._size)

    def _drafts(self, group: Group, level: int, stem: str) -> list[Draft]:
        if group.table is not None:
            return self._rows(group.table)
        lines = group.lines
        if level:
            return [Draft(BlockKind.HEADING, self._pieces(lines), level)]
        if group.item:
            pieces = self._pieces(lines)
            text = BULLET.sub("", pieces[0].text, count=1)
            pieces[0] = pieces[0]._replace(text=text)
            return [Draft(BlockKind.ITEM, pieces, context=(stem,) if stem else ())]
        kind = BlockKind.PARAGRAPH
        if group.note:
            kind = BlockKind.FOOTNOTE
        elif group.caption:
            kind = BlockKind.CAPTION
        return [Draft(kind, self._pieces(lines))]

    def _pieces(self, lines: Sequence[Line]) -> list[Piece]:
        return [Piece(0, clean(line.text), self._places[line.page]) for line in lines]

    def _rows(self, table: Table) -> list[Draft]:
        place = self._places[table.page]
        drafts = []
        label = ""
        for number, row in enumerate(table.rows):
            pieces = [Piece(0, clean(cell.text) if cell else "", place) for cell in row]
            columns = table.columns if number >= table.heads and any(table.columns) else ()
            is_label = number >= table.heads and pieces[0].text.endswith(":") and not any(row[1:])
            context = (label,) if label and not is_label and number >= table.heads else ()
            drafts.append(Draft(BlockKind.ROW, pieces, context=context, columns=columns))
            if is_label:
                label = pieces[0].text.rstrip(":")
            elif pieces[0].text.startswith("Total"):
                label = ""
        return drafts


# Characters of a list's stem at most.
_MAX_STEM = 300


def _ordered(lines: Sequence[Line], page: _Page) -> list[Line]:
    """The lines of a page in reading order, with its tables, and what is beside each other on one line put together."""
    tables = find_tables(lines, gutters=page.words.gutters)
    in_tables = {id(line) for table in tables for line in table.lines}
    rest = [line for line in lines if id(line) not in in_tables]
    ordered = reading_order(sorted([*rest, *tables], key=lambda line: line.order))
    joined: list[Line] = []
    for line in ordered:
        if joined and _is_beside(joined[-1], line, page):
            joined[-1].append(line)
        else:
            joined.append(line)
    return joined


def _is_beside(above: Line, line: Line, page: _Page) -> bool:
    """Whether `line` is to the right of the line before it, with no gutter in between."""
    if isinstance(above, Table) or isinstance(line, Table) or len(above.text) > _MAX_LINE:
        return False
    if abs(above.y - line.y) > 0.35 * min(above.size, line.size) or line.left < above.right:
        return False
    return not any(above.right - 1 <= (left + right) / 2 <= line.left + 1 for left, right in page.words.gutters)


# Characters of a line to which what is beside it is added, at most.
_MAX_LINE = 1000


def _body(flows: Sequence[Sequence[Line]]) -> float:
    """The size of most letters of the document."""
    letters: dict[float, int] = {}
    for lines in flows:
        for line in lines:
            size = round(line.size * 4) / 4
            letters[size] = letters.get(size, 0) + len(line.text)
    return max(letters, key=lambda size: (letters[size], -size), default=10.0)


def _place(page: PageWords, shift: int) -> Place:
    label = page.label
    if label is None and shift and page.number + shift > 0:
        label = str(page.number + shift)
    return Place(page=page.number, page_label=label)


def _title(groups: Sequence[Group], levels: dict[int, int], size: float) -> str | None:
    """The largest heading of the first page, if it is clearly larger than the body."""
    first = [
        group
        for position, group in enumerate(groups[:40])
        if levels.get(position) and group.lines[0].page == 1 and group.size >= 1.2 * size and is_title(group)
    ]
    largest = max(first, key=lambda group: group.size, default=None)
    return clean(largest.text) if largest is not None else None
