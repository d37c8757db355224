"""LaTeX -> drafts of blocks.

Commands and comments are left out, and what only commands read: labels, references, lengths, definitions. Formulas in
a sentence are short texts; displayed ones are blocks of code behind the paragraph that they are in.

Known limitations: other files are not included. The author's own commands are known only where they are
short for a text. Numbers of sections, references and items are not there, since LaTeX makes them.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from qa.load.blocks import Draft, Parsed, Piece
from qa.load.decoding import decode
from qa.load.lines import clean, replace_surrogates, split_lines
from qa.load.markup.latex_commands import (
    AFTER_REFERENCE,
    ARGUMENTS,
    CAPTURED,
    DEFINITIONS,
    FORMULAS,
    HEADINGS,
    LEFT_OUT,
    LISTS,
    NUMBERED,
    TABLES,
    VERBATIM,
)
from qa.load.markup.latex_scan import BRACKETS, LONGEST_ARGUMENT, Scanner, without_comments
from qa.load.markup.latex_text import ACCENT, SIGNS, accented, formula_text, typeset
from qa.load.markup.rows import Row, row_drafts
from qa.load.stems import with_stems
from qa.types import BlockKind

__all__ = ["parse_latex"]

# Characters of the text that an own command stands for, and of all such texts together.
_LONGEST_MACRO, _MAX_EXPANDED = 60, 1_000_000
_MAX_MACROS = 1_000
# Characters at the end of a formula, white space among them, in which its point is.
_LONGEST_END = 100

_TOKEN = re.compile(
    rf"""
      (?P<par>\n[ \t]*\n\s*) | (?P<newline>\n[ \t]*) | {ACCENT} | \\(?P<command>[a-zA-Z@]{{1,60}})\*?[ \t]*
    | \\(?P<sign>[^a-zA-Z]) | (?P<math>\$\$?) | (?P<brace>[{{}}]) | (?P<cell>&) | (?P<text>[^\\\n${{}}&]+) | \\
    """,
    re.X,
)
_DEFINED = re.compile(r"\{?\\([a-zA-Z@]{1,60})\}?\s{0,8}\{([^{}\\#]*)\}")
_TEXT_NAME = re.compile(r"\{([a-zA-Z]{1,40})\*?\}")


class _Frame(NamedTuple):
    """Text that belongs together: the text of the document, or of an argument, a cell, a note."""

    segments: list[tuple[int, str]]
    close: Callable[[list[Piece]], None] | None
    # Whether a blank line ends it: a title that is never closed is no longer than its paragraph.
    is_short: bool = False


def parse_latex(data: bytes, source: str) -> Parsed:
    """The title of a text in LaTeX, and its blocks. Raises `BinarySource` or `EncodingError`."""
    text = "\n".join(without_comments(split_lines(replace_surrogates(decode(data)))))
    reader = _Reader(text)
    reader.read()
    drafts = list(with_stems(reader.drafts))
    heading = next((draft for draft in drafts if draft.kind is BlockKind.HEADING), None)
    title = clean(" ".join(piece.text for piece in heading.pieces)) if heading else None
    return Parsed(reader.metadata.get("title") or title, drafts, reader.metadata)


class _Reader(Scanner):
    """Goes through a text and keeps track of groups, lists and tables."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.drafts: list[Draft] = []
        self.metadata: dict[str, str] = {}
        self._in_preamble = "\\begin{document}" in text
        self._frames = [_Frame([], None)]
        # For each open brace, whether it closes a frame.
        self._braces: list[bool] = []
        self._kind = BlockKind.PARAGRAPH
        self._context: tuple[str, ...] = ()
        # The open lists: how many items each has, None in a list without numbers.
        self._lists: list[int | None] = []
        self._notes: list[Draft] = []
        self._tables: list[tuple[list[Row], list[str], int]] = []
        self._macros: dict[str, str] = {}
        self._expanded = 0

    def read(self) -> None:
        """Read the whole text into `drafts`."""
        while self.at < len(self.text):
            token = _TOKEN.match(self.text, self.at)
            if token is None:
                self.at += 1
                continue
            self.move(token.end())
            self._take(token)
        while self._tables:
            self._end_table()
        while len(self._frames) > 1:
            self._close_frame()
        self._end_paragraph()

    def _add(self, text: str) -> None:
        if len(self._frames) > 1 or not self._in_preamble:
            self._frames[-1].segments.append((self.line, text))

    def _take(self, token: re.Match[str]) -> None:
        match token.lastgroup:
            case "text":
                self._add(typeset(token["text"]))
            case "newline":
                self._add(" ")
            case "par":
                self._end_text()
            case "in_braces" | "bare" | "accent":
                self._add(accented(token))
            case "command":
                self._command(token["command"])
            case "sign":
                self._sign(token["sign"])
            case "math":
                self._math(token["math"])
            case "brace":
                self._brace(token["brace"])
            case "cell":
                self._end_cell()

    # Text

    def _end_text(self) -> None:
        """A blank line, or the command for one."""
        while self._frames[-1].is_short:
            while not self._braces.pop():
                pass
            self._close_frame()
        self._end_paragraph()

    def _end_paragraph(self) -> None:
        if len(self._frames) > 1:
            self._add(" ")
            return
        pieces = _pieces(self._frames[0].segments)
        self._frames[0].segments.clear()
        if pieces:
            self.drafts.append(Draft(self._kind, pieces, context=self._context))
            self._kind, self._context = BlockKind.PARAGRAPH, ()
        self.drafts.extend(self._notes)
        self._notes.clear()

    def _brace(self, brace: str) -> None:
        if brace == "{":
            self._braces.append(False)
        elif self._braces and self._braces.pop() and len(self._frames) > 1:
            self._close_frame()

    def _capture(self, close: Callable[[list[Piece]], None], *, is_short: bool = True) -> None:
        """Collect the argument that begins here, and hand it to `close`."""
        self.skip_brackets()
        if self.text.startswith("{", self.at):
            self.move(self.at + 1)
            self._braces.append(True)
            self._frames.append(_Frame([], close, is_short))

    def _close_frame(self) -> None:
        frame = self._frames.pop()
        pieces = _pieces(frame.segments)
        if frame.close and pieces:
            frame.close(pieces)

    # Commands

    def _command(self, name: str) -> None:
        if name in ("begin", "end"):
            self._environment(name)
        elif name in HEADINGS:
            self._end_paragraph()
            self._capture(lambda pieces: self.drafts.append(Draft(BlockKind.HEADING, pieces, HEADINGS[name])))
        elif name in CAPTURED:
            self._capture(lambda pieces: self._captured(name, pieces))
        elif name in DEFINITIONS or name == "def":
            self._define()
        elif name == "item":
            self._item()
        elif name == "par":
            self._end_text()
        elif name == "and":
            self._drop_space()
            self._add(", ")
        elif name in SIGNS:
            self._add(SIGNS[name])
            self.skip_empty()
        elif name in self._macros and self._expanded < _MAX_EXPANDED:
            self._expanded += len(self._macros[name])
            self._add(self._macros[name])
            self.skip_empty()
        elif name in ("url", "path", "nolinkurl"):
            self.skip_brackets()
        elif name == "verb":
            self._verb()
        elif name == "tabularnewline":
            self._end_row()
        else:
            self.skip_brackets()
            for _ in range(ARGUMENTS.get(name, 0)):
                self.skip_brackets()
                self.skip_group()
            if name in ARGUMENTS and self.text[self.at : self.at + 1] in AFTER_REFERENCE:
                self._drop_space()

    def _drop_space(self) -> None:
        """Remove the space between a text and a reference that is left out, before a comma or the like."""
        segments = self._frames[-1].segments
        if segments:
            number, text = segments[-1]
            segments[-1] = (number, text.rstrip(" \u00a0"))

    def _captured(self, name: str, pieces: list[Piece]) -> None:
        kind = CAPTURED[name]
        if kind is BlockKind.METADATA:
            value = clean(" ".join(piece.text for piece in pieces))
            self.metadata.setdefault(name, value)
            self._notes.append(Draft(kind, [pieces[0]._replace(text=f"{name}: {value}")]))
        else:
            self._notes.append(Draft(kind, pieces))

    def _define(self) -> None:
        """An own command that is short for a text; the definitions of others are skipped."""
        match = _DEFINED.match(self.text, self.at)
        if match:
            if len(match[2]) <= _LONGEST_MACRO and len(self._macros) < _MAX_MACROS:
                self._macros[match[1]] = typeset(match[2])
            self.move(match.end())
            return
        if self.text.startswith("{", self.at):
            self.skip_group()
        for _ in range(3):
            self.skip_brackets()
        self.skip_group()

    def _item(self) -> None:
        self._end_paragraph()
        self._kind = BlockKind.ITEM
        brackets = BRACKETS.match(self.text, self.at)
        if brackets:
            term = clean(formula_text(brackets[0].strip()[1:-1]))
            self._context = (term,) if any(map(str.isalnum, term)) else ()
            self.move(brackets.end())
        elif self._lists and (count := self._lists[-1]) is not None:
            self._lists[-1] = count + 1
            self._add(f"{count + 1}. ")

    def _verb(self) -> None:
        """Code between two equal signs on one line."""
        mark = self.text[self.at : self.at + 1]
        end = self.find(mark, LONGEST_ARGUMENT, after=1) if mark.strip() else -1
        if end > 0 and "\n" not in self.text[self.at : end]:
            self._add(self.text[self.at + 1 : end])
            self.move(end + 1)

    def _sign(self, sign: str) -> None:
        if sign == "\\":
            self.skip_brackets()
            self._end_row()
        elif sign == "[":
            self._display("\\]")
        elif sign == "(":
            self._formula("\\)")
        elif sign in "%&#$_{}":
            self._add(sign)
        elif sign in ", ;:\n":
            self._add(" ")

    # Formulas and environments

    def _math(self, mark: str) -> None:
        if mark == "$$":
            self._display("$$")
        else:
            self._formula("$")

    def _formula(self, end_mark: str) -> None:
        """A formula in a sentence; without an end in the same paragraph it is text."""
        end = self.find(end_mark, LONGEST_ARGUMENT)
        blank = self.text.find("\n\n", self.at, end) if end >= 0 else 0
        if end < 0 or blank >= 0:
            return
        self._add(formula_text(self.text[self.at : end]))
        self.move(end + len(end_mark))

    def _display(self, end_mark: str) -> None:
        """A formula in lines of its own."""
        end = self.find(end_mark, 10 * LONGEST_ARGUMENT)
        if end >= 0:
            self._take_formula(end)
            self.move(end + len(end_mark))

    def _take_formula(self, end: int) -> None:
        """A formula up to `end`; if it has a point at its end, so has the sentence that it is in."""
        self._notes.append(self._raw(end))
        if len(self._frames) == 1 and self.text[max(end - _LONGEST_END, self.at) : end].rstrip().endswith("."):
            self._end_paragraph()

    def _raw(self, end: int) -> Draft:
        """The text up to `end` as it is written."""
        lines = self.text[self.at : end].split("\n")
        return Draft(BlockKind.CODE, [Piece(number, line) for number, line in enumerate(lines, self.line)])

    def _environment(self, border: str) -> None:
        match = _TEXT_NAME.match(self.text, self.at)
        if match is None:
            return
        self.move(match.end())
        name = match[1]
        if border == "end":
            self._end_environment(name)
        elif name in VERBATIM or name in FORMULAS or name in LEFT_OUT:
            self._raw_environment(name)
        elif name == "document":
            self._in_preamble = False
            self._braces.clear()
            self._frames[0].segments.clear()
            self.drafts.extend(self._notes)
            self._notes.clear()
        elif name in TABLES:
            self._begin_table(name)
        else:
            if name in LISTS:
                self._lists.append(0 if name in NUMBERED else None)
            if len(self._frames) == 1:
                self._end_paragraph()
            self.skip_brackets()
            if name == "frame":
                self._capture(lambda pieces: self.drafts.append(Draft(BlockKind.HEADING, pieces, 2)))

    def _raw_environment(self, name: str) -> None:
        """Code, a formula, or what is left out, up to its end."""
        end = self.text.find(f"\\end{{{name}", self.at)
        end = len(self.text) if end < 0 else end
        if name in VERBATIM:
            if len(self._frames) == 1:
                self._end_paragraph()
            self.skip_brackets()
            if name == "minted":
                self.skip_group()
            self.drafts.append(self._raw(max(end, self.at)))
        elif name in FORMULAS:
            self._take_formula(end)
        self.move(max(end, self.at))

    def _end_environment(self, name: str) -> None:
        if name in TABLES and self._tables:
            self._end_table()
        elif name in LISTS:
            del self._lists[-1:]
            self._end_paragraph()
        elif name == "document":
            self._end_paragraph()
            self.at = len(self.text)
        elif name not in FORMULAS and len(self._frames) == 1:
            self._end_paragraph()

    # Tables

    def _begin_table(self, name: str) -> None:
        if len(self._frames) == 1:
            self._end_paragraph()
        self.skip_brackets()
        self.skip_group()
        if name in ("tabularx", "tabulary"):
            self.skip_group()
        self._frames.append(_Frame([], None))
        self._tables.append(([], [], len(self._frames)))

    def _end_cell(self) -> None:
        if self._tables and len(self._frames) == self._tables[-1][2]:
            segments = self._frames[-1].segments
            self._tables[-1][1].append(clean("".join(text for _, text in segments)))
            segments.clear()

    def _end_row(self) -> None:
        """The end of a row, or of a line."""
        if not (self._tables and len(self._frames) == self._tables[-1][2]):
            self._add(" ")
            return
        self._end_cell()
        rows, cells, _ = self._tables[-1]
        if any(cells):
            rows.append(Row(self.line, list(cells)))
        cells.clear()

    def _end_table(self) -> None:
        while len(self._frames) > self._tables[-1][2]:
            self._close_frame()
        self._end_row()
        rows, _, _ = self._tables.pop()
        self._frames.pop()
        self.drafts.extend(row_drafts(rows))


def _pieces(segments: list[tuple[int, str]]) -> list[Piece]:
    """The text of the segments, a piece per line."""
    lines: dict[int, list[str]] = {}
    for number, text in segments:
        lines.setdefault(number, []).append(text)
    pieces = [Piece(number, clean("".join(texts))) for number, texts in lines.items()]
    return [piece for piece in pieces if piece.text]
