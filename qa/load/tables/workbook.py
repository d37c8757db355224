"""XLSX: the archive -> drafts of rows, sheet by sheet.

The archive and its XML are read in pieces by parsers that keep no tree, so that memory grows with the cells that are
kept, never with what a file claims: not with the size that an archive says, not with the area between two cells.

    archive     the members, unpacked in pieces and no further than the limits
    strings     the shared texts; styles: the number format of each style; the list of sheets
    sheet       its cells, as people see them; `sheets` makes titles, headers and rows of them

Source: ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).

Known limitations: comments, charts and hidden sheets are left out. Only the first cell of a merged area has its text.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat

from qa.errors import BinarySource
from qa.load.blocks import Parsed, Reports
from qa.load.labels import detail_drafts
from qa.load.lines import clean
from qa.load.tables.numbers import BUILTIN_FORMATS, shown_number
from qa.load.tables.sheets import sheet_drafts

# Bytes of one member of the archive and of all of them, unpacked, and entries of the archive.
MAX_MEMBER, MAX_TOTAL, MAX_ENTRIES = 100 << 20, 300 << 20, 10_000
# Cells with text that are read, and characters in them. A cell takes about 300 bytes.
MAX_CELLS, MAX_CHARACTERS = 1_000_000, 50_000_000
# Characters of all cells for each byte unpacked, beside the first ones: cells share texts, so that a small file could
# hold a long text many times.
_REPEATED, _FIRST_CHARACTERS = 16, 1_000_000
# Shared texts, and characters of the longest one: Excel's own limit.
_MAX_STRINGS, _MAX_STRING = 1_000_000, 32_767
# Nesting of tags; Excel needs less than 10.
_MAX_DEPTH = 100
_CHUNK = 1 << 16

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# Characters of what the file says of itself.
_LONGEST_VALUE = 80
# The compressions whose readers unpack no more than they are asked for.
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the archive and XML libraries raise for broken files.
_BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, RuntimeError, EOFError, OSError)
_BROKEN_TEXT = (*_BROKEN, ValueError, OverflowError, LookupError)


class _Stop(Exception):
    """Enough was read, or more than the limits allow."""


@dataclass(slots=True)
class _Limits(Reports):
    """What may still be read."""

    bytes_left: int
    cells_left: int
    characters_left: int
    # What `characters_left` may still grow by.
    growth_left: int

    def take(self, count: int) -> None:
        """Count the bytes that were unpacked; each one allows some characters more, since cells share texts."""
        self.bytes_left -= count
        growth = min(_REPEATED * count, self.growth_left)
        self.characters_left += growth
        self.growth_left -= growth


def read_workbook(data: bytes) -> Parsed:
    """The titles and rows of every sheet that people see. Raises `BinarySource`."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if len(archive.infolist()) > MAX_ENTRIES:
                raise BinarySource(f"has more than {MAX_ENTRIES:,} entries; save it again as a workbook")
            return _Workbook(archive).read()
    except _BROKEN_TEXT as error:
        raise BinarySource("is a broken Excel workbook; save it again, or export it as CSV") from error


class _Workbook:
    """Reads the parts of one workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower().lstrip("/"): name for name in archive.namelist()}
        first = min(_FIRST_CHARACTERS, MAX_CHARACTERS)
        self._limits = _Limits(MAX_TOTAL, MAX_CELLS, first, MAX_CHARACTERS - first)

    def read(self) -> Parsed:
        """Sheet by sheet, in the order of their tabs."""
        book = _Book()
        self._parse("xl/workbook.xml", book)
        targets = _Relations()
        self._parse("xl/_rels/workbook.xml.rels", targets)
        strings = _Strings()
        self._parse("xl/sharedstrings.xml", strings)
        styles = _Styles()
        self._parse("xl/styles.xml", styles)
        properties = _Properties()
        self._parse("docprops/core.xml", properties)
        drafts = [*detail_drafts(properties.values)]
        for name, relation, is_hidden in book.sheets:
            if is_hidden:
                self._limits.warn(f'sheet "{clean(name)}" is hidden and was left out')
                continue
            sheet = _Sheet(strings.texts, styles.codes, self._limits, since_1904=book.since_1904)
            self._parse(_member(targets.targets.get(relation, "")), sheet)
            drafts.extend(sheet_drafts(clean(name), sheet.rows))
        return Parsed(properties.values.get("title"), drafts, properties.values, tuple(self._limits.warnings))

    def _parse(self, name: str, handler: "_Handler") -> None:
        """Feed a member, if there is one, to `handler`, until it has enough."""
        if name not in self._names:
            return
        parser = _parser(handler)
        left = min(MAX_MEMBER, self._limits.bytes_left)
        try:
            if self._archive.getinfo(self._names[name]).compress_type not in _COMPRESSIONS:
                raise NotImplementedError
            with self._archive.open(self._names[name]) as member:
                while chunk := member.read(_CHUNK):
                    left -= len(chunk)
                    self._limits.take(len(chunk))
                    if left < 0:
                        self._limits.warn("it is larger than qa reads; the rest was left out")
                        return
                    parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except _Stop as stop:
            if stop.args:
                self._limits.warn(str(stop))
        except _BROKEN as error:
            if name == "xl/workbook.xml":
                raise
            self._limits.warn(f"a part of it is broken ({name}: {type(error).__name__})")


def _member(target: str) -> str:
    """The name of a member in lower case, from the target of a relation: relative to `xl/`, or absolute."""
    target = target.lower().replace("\\", "/")
    return target[1:] if target.startswith("/") else f"xl/{target.removeprefix('./')}"


# Parts


class _Handler:
    """Takes the tags of one part: `start` and `end` by the tag's local name, `text` what is between them."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""

    def end(self, tag: str) -> None:
        """A tag closes."""

    def text(self, characters: str) -> None:
        """Characters between tags."""


def _parser(handler: _Handler) -> "expat.XMLParserType":
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise _Stop("a part of it is nested too deep and was left out")
        handler.start(tag.rsplit(":", 1)[-1], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(tag.rsplit(":", 1)[-1])

    def refuse(*declaration: object) -> None:
        raise _Stop("a part of it declares a document type and was left out")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse
    return parser


class _Book(_Handler):
    """The list of sheets: the name, the relation, and whether the sheet is hidden."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "sheet":
            relation = next((text for name, text in attributes.items() if name.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), relation, attributes.get("state", "visible") != "visible"))
            if len(self.sheets) >= MAX_ENTRIES:
                raise _Stop("it has too many sheets; the last ones were left out")
        elif tag == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")


class _Relations(_Handler):
    """The target of each relation."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Relationship" and len(self.targets) < 10 * MAX_ENTRIES:
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Strings(_Handler):
    """The shared texts, without their phonetic guides."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._is_text = False
        self._is_guide = False
        self._length = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._is_guide = True
        elif tag == "t":
            self._is_text = not self._is_guide

    def text(self, characters: str) -> None:
        if self._is_text:
            self._parts.append(characters)
            self._length += len(characters)
            if self._length > MAX_CHARACTERS:
                raise _Stop("it has more text than qa reads; the rest was left out")

    def end(self, tag: str) -> None:
        if tag == "t":
            self._is_text = False
        elif tag == "rPh":
            self._is_guide = False
        elif tag == "si":
            self.texts.append(clean("".join(self._parts)[:_MAX_STRING]))
            if len(self.texts) >= _MAX_STRINGS:
                raise _Stop("it has more texts than qa reads; the rest was left out")


class _Styles(_Handler):
    """The number format of each style of cells."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self._named = dict(BUILTIN_FORMATS)
        self._is_cells = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "numFmt":
            self._named[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "General")
        elif tag == "cellXfs":
            self._is_cells = True
        elif tag == "xf" and self._is_cells and len(self.codes) < 1 << 16:
            self.codes.append(self._named.get(_whole(attributes.get("numFmtId")), "General"))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._is_cells = False


class _Properties(_Handler):
    """What the file says of itself."""

    _NAMES: Mapping[str, str] = {"title": "title", "creator": "author", "subject": "subject", "modified": "date"}

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self._name = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._name = self._NAMES.get(tag, "")

    def end(self, tag: str) -> None:
        self._name = ""

    def text(self, characters: str) -> None:
        value = clean(characters)[:_LONGEST_VALUE]
        if self._name and value:
            self.values.setdefault(self._name, value.partition("T")[0] if self._name == "date" else value)


class _Sheet(_Handler):
    """The cells of one sheet: for each row with text its number, and the text by the number of the column."""

    def __init__(self, strings: Sequence[str], codes: Sequence[str], limits: _Limits, *, since_1904: bool) -> None:
        self.rows: list[tuple[int, dict[int, str]]] = []
        self._strings = strings
        self._codes = codes
        self._limits = limits
        self._since_1904 = since_1904
        self._row, self._column = 0, 0
        self._cells: dict[int, str] = {}
        self._type, self._style = "n", 0
        self._parts: list[str] | None = None
        self._is_guide = False
        self._tags: dict[str, Callable[[Mapping[str, str]], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "v": self._start_text,
            "t": self._start_text,
            "rPh": self._start_guide,
        }

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in self._tags:
            self._tags[tag](attributes)

    def text(self, characters: str) -> None:
        if self._parts is not None:
            self._parts.append(characters)
            self._limits.characters_left -= len(characters)

    def end(self, tag: str) -> None:
        if tag in ("v", "t") and self._parts is not None:
            self._add("".join(self._parts))
            self._parts = None
        elif tag == "rPh":
            self._is_guide = False
        elif tag == "row":
            self._end_row()
        elif tag == "sheetData":
            raise _Stop

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() and len(number) < 8 else self._row + 1
        self._column = 0

    def _end_row(self) -> None:
        if self._cells:
            self.rows.append((self._row, self._cells))
        self._cells = {}

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = _column_number(reference[1]) if reference else self._column + 1
        self._type = attributes.get("t", "n")
        self._style = _whole(attributes.get("s"))

    def _start_text(self, attributes: Mapping[str, str]) -> None:
        self._parts = None if self._is_guide else []

    def _start_guide(self, attributes: Mapping[str, str]) -> None:
        self._is_guide = True

    def _add(self, raw: str) -> None:
        """Take the text of a cell; rich text comes in several parts."""
        shown = self._shown(raw[:_MAX_STRING])
        if not shown:
            return
        self._limits.cells_left -= 1
        self._limits.characters_left -= len(shown)
        if self._limits.cells_left < 0 or self._limits.characters_left < 0:
            self._end_row()
            raise _Stop(f"it has more than {MAX_CELLS:,} cells or too much text; the rest was left out")
        above = self._cells.get(self._column)
        self._cells[self._column] = f"{above} {shown}" if above else shown

    def _shown(self, raw: str) -> str:
        match self._type:
            case "s":
                number = _whole(raw.strip())
                return self._strings[number] if 0 <= number < len(self._strings) else ""
            case "b":
                return "TRUE" if raw.strip() == "1" else "FALSE"
            case "n":
                code = self._codes[self._style] if 0 <= self._style < len(self._codes) else "General"
                return clean(shown_number(raw.strip(), code, since_1904=self._since_1904))
            case "d":
                return raw.strip().removesuffix("T00:00:00")
            case _:
                return clean(raw)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < 10 else 0


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number
