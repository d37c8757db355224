"""Org -> drafts of blocks.

Drawers, comments, settings and exports for other programs are left out. Deadlines and the like are metadata.

Source: the Org syntax specification (Worg, "Org Syntax").

Known limitations: macros are not expanded, and the commands of LaTeX in a text stay. Code that was left open by its
author ends at the next heading.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from qa.load.blocks import Draft, Parsed, Piece
from qa.load.decoding import decode
from qa.load.lines import clean, replace_surrogates, split_lines
from qa.load.markup.rows import Row, row_drafts
from qa.load.stems import with_stems
from qa.types import BlockKind

__all__ = ["parse_org"]

_HEADING = re.compile(r"(\*{1,40})\s+(?:(?:TODO|DONE|NEXT|WAITING|CANCELLED|COMMENT)\s+)?(?:\[#\w\]\s+)?(.*)")
_TAGS = re.compile(r"\s+:[\w@#%:]{1,100}:$")
_KEYWORD = re.compile(r"#\+(\w{1,40}):\s*(.*)", re.I)
_BEGIN = re.compile(r"#\+BEGIN[_:]?\s?(\w{1,40})", re.I)
_DRAWER = re.compile(r":[\w-]{1,40}:$")
_PLANNING = re.compile(
    r"(?:(?:SCHEDULED|DEADLINE|CLOSED):\s*[<\[][^<>\[\]]{1,60}[>\]](?:--[<\[][^<>\[\]]{1,60}[>\]])?\s*)+$"
)
_ITEM = re.compile(r"(?:[-+]|\*(?=\s)|(\d{1,6}[.)]|[A-Za-z][.)]))(?:\s+|$)(?:\[@\d+\]\s+)?(?:\[[ xX-]\]\s+)?")
_TERM = re.compile(r"(\S.{0,200}?)\s+::(?:\s+|$)")
_NOTE = re.compile(r"\[fn:([\w-]{1,60})\]\s+")
_RULE = re.compile(r"-{5,}$|\|[-+]+\|?$")

_CODE = frozenset({"src", "example"})
_LEFT_OUT = frozenset({"comment", "export", "html", "latex", "ascii"})
_METADATA = {"title": "title", "author": "author", "date": "date", "subtitle": "subject", "description": "subject"}

_INLINE = re.compile(
    r"""
      \[\[(?P<link>[^\[\]\n]{1,500})\](?:\[(?P<label>[^\[\]\n]{1,500})\])?\]
    | [ ]?\[fn:(?P<note>[\w-]{0,60})(?P<inline>:[^\[\]\n]{0,1000})?\]
    | (?<![\w])(?P<code>[=~])(?P<verbatim>[^\s=~](?:[^=~\n]{0,500}[^\s=~])?)(?P=code)(?!\w)
    | (?<![\w/*+])(?P<mark>[*/_+])(?P<marked>[^\s*/_+](?:[^*_+\n/]{0,500}[^\s*_+/])?)(?P=mark)(?![\w/*])
    | <<<?(?P<target>[^<>\n]{1,200})>>>?
    | (?P<stamp>[<\[]\d{4}-\d\d-\d\d[^<>\[\]\n]{0,40}[>\]])
    """,
    re.X,
)


class _Line(NamedTuple):
    number: int
    text: str
    indent: int


def parse_org(data: bytes, source: str) -> Parsed:
    """The title of a text in Org, and its blocks. Raises `BinarySource` or `EncodingError`."""
    text = replace_surrogates(decode(data))
    reader = _Reader(split_lines(text))
    drafts = list(with_stems(reader.drafts()))
    heading = next((draft for draft in drafts if draft.kind is BlockKind.HEADING), None)
    title = clean(" ".join(piece.text for piece in heading.pieces)) if heading else None
    return Parsed(reader.metadata.get("title") or title, drafts, reader.metadata)


def _plain(text: str) -> str:
    """A line without its markup."""
    return clean(_INLINE.sub(_replace, text))


def _replace(match: re.Match[str]) -> str:
    if match["link"]:
        return match["label"] or match["link"].removeprefix("file:")
    if match["note"] is not None:
        return ""
    if match["stamp"]:
        return match["stamp"][1:-1]
    # Marks may be inside each other; a mark inside code is part of it.
    return match["verbatim"] or match["target"] or _INLINE.sub(_keep, match["marked"])


def _keep(match: re.Match[str]) -> str:
    return match["label"] or match["link"] or match["verbatim"] or match["marked"] or match["stamp"] or ""


class _Reader:
    """Goes through the lines of one file."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.metadata: dict[str, str] = {}
        self._lines = lines
        self._at = 0
        # The text of the open block, its kind and context, and the indentation of the item that it belongs to.
        self._open: list[Piece] = []
        self._kind = BlockKind.PARAGRAPH
        self._context: tuple[str, ...] = ()
        self._indent = -1

    def drafts(self) -> Iterator[Draft]:
        """The drafts of all blocks."""
        while self._at < len(self._lines):
            line = self._line()
            self._at += 1
            yield from self._read(line)
        yield from self._close()

    def _line(self) -> _Line:
        """The next line. It is made when it is read: a million tuples that wait keep the garbage collector busy."""
        line = self._lines[self._at]
        return _Line(self._at + 1, line.strip(), len(line) - len(line.lstrip()))

    def _read(self, line: _Line) -> Iterator[Draft]:
        text = line.text
        if not text:
            yield from self._close()
        elif line.indent == 0 and (heading := _HEADING.match(text)):
            yield from self._close()
            title = _plain(_TAGS.sub("", heading[2]))
            yield Draft(BlockKind.HEADING, [Piece(line.number, title)], len(heading[1]))
        elif text[0] == "#" and (text.startswith("#+") or text[:2] in ("#", "# ")):
            yield from self._close()
            yield from self._setting(line)
        elif _DRAWER.match(text) and text.lower() != ":end:":
            yield from self._close()
            self._skip(":end:")
        elif _PLANNING.match(text):
            yield from self._close()
            yield Draft(BlockKind.METADATA, [Piece(line.number, _plain(text))])
        elif text.startswith("CLOCK: ") or _RULE.match(text):
            yield from self._close()
        elif text[0] == "|":
            yield from self._close()
            yield from self._table(line)
        elif text.startswith(": ") or text == ":":
            yield from self._close()
            yield self._code(line, lambda text: text.startswith(":"), cut=2)
        elif (line.indent or text[0] != "*") and (item := _ITEM.match(text)):
            yield from self._close()
            self._begin_item(line, item)
        elif note := _NOTE.match(text):
            yield from self._close()
            self._begin(line, text[note.end() :], BlockKind.FOOTNOTE)
        else:
            if self._open and self._kind is BlockKind.ITEM and line.indent <= self._indent:
                yield from self._close()
            self._begin(line, text, None)

    def _begin(self, line: _Line, text: str, kind: BlockKind | None) -> None:
        """Open a block of a kind with a line, or add the line to the open block."""
        if kind is not None:
            self._kind = kind
        plain = _plain(text)
        if plain:
            self._open.append(Piece(line.number, plain))

    def _begin_item(self, line: _Line, item: re.Match[str]) -> None:
        text = line.text[item.end() :]
        term = None if item[1] else _TERM.match(text)
        if term:
            self._context = (_plain(term[1]),)
            text = text[term.end() :]
        self._indent = line.indent
        self._begin(line, f"{item[1]} {text}" if item[1] else text, BlockKind.ITEM)

    def _close(self) -> Iterator[Draft]:
        if self._open:
            yield Draft(self._kind, self._open, context=self._context)
        self._open, self._kind, self._context = [], BlockKind.PARAGRAPH, ()

    def _setting(self, line: _Line) -> Iterator[Draft]:
        """A comment, a block between `#+BEGIN` and `#+END`, or a keyword."""
        if begin := _BEGIN.match(line.text):
            name = begin[1].lower()
            if name in _CODE:
                yield self._code(None, lambda text: not text.lower().startswith(("#+end", "* ")), cut=0)
            elif name in _LEFT_OUT:
                self._skip(f"#+end_{name}")
        elif keyword := _KEYWORD.match(line.text):
            name, value = keyword[1].lower(), _plain(keyword[2])
            if name == "caption" and value:
                yield Draft(BlockKind.CAPTION, [Piece(line.number, value)])
            elif name in _METADATA and value:
                self.metadata.setdefault(_METADATA[name], value)
                yield Draft(BlockKind.METADATA, [Piece(line.number, f"{name}: {value}")])

    def _skip(self, end: str) -> None:
        """Leave out what comes up to a line `end`, or up to the next heading."""
        while self._at < len(self._lines):
            line = self._line()
            if line.indent == 0 and _HEADING.match(line.text):
                return
            self._at += 1
            if line.text.lower() == end:
                return

    def _code(self, first: _Line | None, belongs: Callable[[str], bool], *, cut: int) -> Draft:
        lines = [first] if first else []
        while self._at < len(self._lines) and belongs((line := self._line()).text):
            lines.append(line)
            self._at += 1
        margin = min((line.indent for line in lines if line.text), default=0)
        return Draft(
            BlockKind.CODE,
            [Piece(line.number, " " * (line.indent - margin) * (line.text != "") + line.text[cut:]) for line in lines],
        )

    def _table(self, first: _Line) -> Iterator[Draft]:
        """A table: a rule below its first rows says that they name the columns."""
        rows: list[Row] = []
        headers = None
        line = first
        while True:
            if _RULE.match(line.text):
                headers = len(rows) if headers is None and rows else headers
            else:
                rows.append(Row(line.number, [_plain(cell) for cell in line.text.strip("|").split("|")]))
            if self._at == len(self._lines) or not (line := self._line()).text.startswith("|"):
                break
            self._at += 1
        yield from row_drafts(rows, headers=headers)
