"""LaTeX -> drafts of blocks.

Commands and comments are left out, and what only commands read: labels, references, lengths, definitions. Formulas in
a sentence are short texts; displayed ones are blocks of code behind the paragraph that they are in.

Known limitations: other files are not included. The author's own commands are known only where they are
short for a text. Numbers of sections, references and items are not there, since LaTeX makes them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from qa.load.blocks import Draft, Parsed, Piece
from qa.load.decoding import decode
from qa.load.lines import clean, replace_surrogates, split_lines
from qa.load.markup.latex_text import ACCENT, SIGNS, accented, formula_text, typeset
from qa.load.markup.rows import Row, row_drafts
from qa.load.stems import with_stems
from qa.types import BlockKind

__all__ = ["parse_latex"]

# Characters of an argument that is skipped or a short formula; of the text that an own command stands for, and of all
# such texts together.
_LONGEST_ARGUMENT, _LONGEST_MACRO, _MAX_EXPANDED = 2_000, 60, 1_000_000
_MAX_MACROS = 1_000

_HEADINGS: Mapping[str, int] = {
    "part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5, "subparagraph": 6,
    "frametitle": 2,
}  # fmt: skip
# Commands that are left out with their first arguments; what comes after these is text.
_ARGUMENTS: Mapping[str, int] = {
    **dict.fromkeys(
        """label ref eqref autoref cref Cref pageref vref nameref cite citep citet citealp citeauthor citeyear parencite
        textcite autocite footcite nocite index glsadd bibliography bibliographystyle addbibresource input include
        includegraphics includeonly graphicspath usepackage documentclass RequirePackage pagestyle thispagestyle vspace
        hspace vskip hskip phantom pagenumbering newcounter stepcounter refstepcounter hypersetup geometry
        usetikzlibrary theoremstyle newlength cline cmidrule color pdfbookmark hyphenation printindex inputminted
        lstset DeclareMathOperator captionsetup usetheme institute footnotemark bibitem thanks tikzset rowcolor
        cellcolor href textcolor raisebox colorbox foreignlanguage""".split(),
        1,
    ),
    **dict.fromkeys(
        """setlength addtolength setcounter addtocounter rule multirow definecolor newtheorem
        multicolumn resizebox newenvironment renewenvironment""".split(),
        2,
    ),
}
_SKIPPED: Mapping[str, int] = {"href": 1, "textcolor": 1, "raisebox": 1, "colorbox": 1, "foreignlanguage": 1}
_CAPTURED: Mapping[str, BlockKind] = {
    "footnote": BlockKind.FOOTNOTE, "footnotetext": BlockKind.FOOTNOTE, "caption": BlockKind.CAPTION,
    "title": BlockKind.METADATA, "author": BlockKind.METADATA, "date": BlockKind.METADATA,
    "subtitle": BlockKind.METADATA,
}  # fmt: skip
_AFTER_REFERENCE = frozenset(",.;:!?)")
_DEFINITIONS = frozenset({"newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "def"})

_VERBATIM = frozenset("verbatim Verbatim lstlisting minted alltt".split())
_FORMULAS = frozenset(
    "equation align gather multline eqnarray displaymath math alignat flalign array aligned gathered cases".split()
)
_LEFT_OUT = frozenset("tikzpicture comment filecontents thebibliography pgfpicture picture".split())
_TABLES = frozenset("tabular tabularx longtable tabulary supertabular".split())
_LISTS = frozenset("itemize enumerate description compactitem compactenum".split())

_TOKEN = re.compile(
    rf"""
      (?P<par>\n[ \t]*\n\s*) | (?P<newline>\n[ \t]*) | {ACCENT} | \\(?P<command>[a-zA-Z@]{{1,60}})\*?[ \t]*
    | \\(?P<sign>[^a-zA-Z]) | (?P<math>\$\$?) | (?P<brace>[{{}}]) | (?P<cell>&) | (?P<text>[^\\\n${{}}&]+) | \\
    """,
    re.X,
)
_COMMENT = re.compile(r"(?:\\.|[^%\\])*")
_ENVIRONMENT = re.compile(r"\\(begin|end)[ ]?\{([a-zA-Z]{1,40})\*?\}")
_BRACKETS = re.compile(r"\s{0,8}\[[^\[\]]{0,500}\]")
_BRACE = re.compile(r"[{}]")
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
    text = "\n".join(_without_comments(split_lines(replace_surrogates(decode(data)))))
    reader = _Reader(text)
    reader.read()
    drafts = list(with_stems(reader.drafts))
    heading = next((draft for draft in drafts if draft.kind is BlockKind.HEADING), None)
    title = clean(" ".join(piece.text for piece in heading.pieces)) if heading else None
    return Parsed(reader.metadata.get("title") or title, drafts, reader.metadata)


def _without_comments(lines: list[str]) -> Iterator[str]:
    """The lines without comments, except for those of code; a line that is only a comment is no blank line."""
    code = ""
    for line in lines:
        if code:
            if f"\\end{{{code}" in line:
                code = ""
            yield line
            continue
        match = _COMMENT.match(line) if "%" in line else None
        kept = match[0] if match else line
        for environment in _ENVIRONMENT.finditer(kept):
            name = environment[2]
            code = name if environment[1] == "begin" and name in _VERBATIM | {"comment", "filecontents"} else code
            code = "" if environment[1] == "end" and name == code else code
        yield "\\relax" if match and not kept.strip() and line.strip() else kept


class _Reader:
    """Goes through a text and keeps track of groups, lists and tables."""

    def __init__(self, text: str) -> None:
        self.drafts: list[Draft] = []
        self.metadata: dict[str, str] = {}
        self._text = text
        self._at, self._line = 0, 1
        self._in_preamble = "\\begin{document}" in text
        self._frames = [_Frame([], None)]
        # For each open brace, whether it closes a frame.
        self._braces: list[bool] = []
        self._kind = BlockKind.PARAGRAPH
        self._context: tuple[str, ...] = ()
        self._lists = 0
        self._notes: list[Draft] = []
        self._tables: list[tuple[list[Row], list[str], int]] = []
        self._macros: dict[str, str] = {}
        self._expanded = 0
        # No group that begins before this place is closed soon; no such mark comes soon before its place.
        self._unclosed = -1
        self._missing: dict[str, int] = {}

    def read(self) -> None:
        """Read the whole text into `drafts`."""
        while self._at < len(self._text):
            token = _TOKEN.match(self._text, self._at)
            if token is None:
                self._at += 1
                continue
            self._move(token.end())
            self._take(token)
        while self._tables:
            self._end_table()
        while len(self._frames) > 1:
            self._close_frame()
        self._end_paragraph()

    def _move(self, end: int) -> None:
        self._line += self._text.count("\n", self._at, end)
        self._at = end

    def _add(self, text: str) -> None:
        if len(self._frames) > 1 or not self._in_preamble:
            self._frames[-1].segments.append((self._line, text))

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
        self._skip_brackets()
        if self._text.startswith("{", self._at):
            self._move(self._at + 1)
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
        elif name in _HEADINGS:
            self._end_paragraph()
            self._capture(lambda pieces: self.drafts.append(Draft(BlockKind.HEADING, pieces, _HEADINGS[name])))
        elif name in _CAPTURED:
            self._capture(lambda pieces: self._captured(name, pieces))
        elif name in _DEFINITIONS or name == "def":
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
            self._skip_empty()
        elif name in self._macros and self._expanded < _MAX_EXPANDED:
            self._expanded += len(self._macros[name])
            self._add(self._macros[name])
            self._skip_empty()
        elif name in ("url", "path", "nolinkurl"):
            self._skip_brackets()
        elif name == "verb":
            self._verb()
        elif name == "tabularnewline":
            self._end_row()
        else:
            self._skip_brackets()
            for _ in range(_ARGUMENTS.get(name, 0)):
                self._skip_brackets()
                self._skip_group()
            if name in _ARGUMENTS and self._text[self._at : self._at + 1] in _AFTER_REFERENCE:
                self._drop_space()

    def _drop_space(self) -> None:
        """Remove the space between a text and a reference that is left out, before a comma or the like."""
        segments = self._frames[-1].segments
        if segments:
            number, text = segments[-1]
            segments[-1] = (number, text.rstrip(" \u00a0"))

    def _captured(self, name: str, pieces: list[Piece]) -> None:
        kind = _CAPTURED[name]
        if kind is BlockKind.METADATA:
            value = clean(" ".join(piece.text for piece in pieces))
            self.metadata.setdefault(name, value)
            self._notes.append(Draft(kind, [pieces[0]._replace(text=f"{name}: {value}")]))
        else:
            self._notes.append(Draft(kind, pieces))

    def _define(self) -> None:
        """An own command that is short for a text; the definitions of others are skipped."""
        match = _DEFINED.match(self._text, self._at)
        if match:
            if len(match[2]) <= _LONGEST_MACRO and len(self._macros) < _MAX_MACROS:
                self._macros[match[1]] = typeset(match[2])
            self._move(match.end())
            return
        if self._text.startswith("{", self._at):
            self._skip_group()
        for _ in range(3):
            self._skip_brackets()
        self._skip_group()

    def _item(self) -> None:
        self._end_paragraph()
        self._kind = BlockKind.ITEM
        brackets = _BRACKETS.match(self._text, self._at)
        if brackets:
            term = clean(formula_text(brackets[0].strip()[1:-1]))
            self._context = (term,) if any(map(str.isalnum, term)) else ()
            self._move(brackets.end())

    def _verb(self) -> None:
        """Code between two equal signs on one line."""
        mark = self._text[self._at : self._at + 1]
        end = self._find(mark, _LONGEST_ARGUMENT, after=1) if mark.strip() else -1
        if end > 0 and "\n" not in self._text[self._at : end]:
            self._add(self._text[self._at + 1 : end])
            self._move(end + 1)

    def _sign(self, sign: str) -> None:
        if sign == "\\":
            self._skip_brackets()
            self._end_row()
        elif sign == "[":
            self._display("\\]")
        elif sign == "(":
            self._formula("\\)")
        elif sign in "%&#$_{}":
            self._add(sign)
        elif sign in ", ;:\n":
            self._add(" ")

    # Arguments

    def _skip_empty(self) -> None:
        """Skip the empty group that ends a command."""
        if self._text.startswith("{}", self._at):
            self._at += 2

    def _skip_brackets(self) -> None:
        match = _BRACKETS.match(self._text, self._at)
        if match:
            self._move(match.end())

    def _skip_group(self) -> None:
        """Skip a group in braces, if it begins here and is closed soon."""
        start = self._at
        while start < len(self._text) and self._text[start] in " \t":
            start += 1
        if not self._text.startswith("{", start) or start < self._unclosed:
            return
        depth = 0
        limit = start + _LONGEST_ARGUMENT
        for brace in _BRACE.finditer(self._text, start, limit):
            if self._text[brace.start() - 1] == "\\":
                continue
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                self._move(brace.end())
                return
        self._unclosed = limit

    def _find(self, mark: str, length: int, *, after: int = 0) -> int:
        """Where `mark` is in the next `length` characters, or -1. Nothing is searched twice in vain."""
        start = self._at + after
        if start < self._missing.get(mark, -1):
            return -1
        end = self._text.find(mark, start, start + length)
        if end < 0:
            self._missing[mark] = start + length - len(mark)
        return end

    # Formulas and environments

    def _math(self, mark: str) -> None:
        if mark == "$$":
            self._display("$$")
        else:
            self._formula("$")

    def _formula(self, end_mark: str) -> None:
        """A formula in a sentence; without an end in the same paragraph it is text."""
        end = self._find(end_mark, _LONGEST_ARGUMENT)
        blank = self._text.find("\n\n", self._at, end) if end >= 0 else 0
        if end < 0 or blank >= 0:
            return
        self._add(formula_text(self._text[self._at : end]))
        self._move(end + len(end_mark))

    def _display(self, end_mark: str) -> None:
        """A formula in lines of its own."""
        end = self._find(end_mark, 10 * _LONGEST_ARGUMENT)
        if end >= 0:
            self._notes.append(self._raw(end))
            self._move(end + len(end_mark))

    def _raw(self, end: int) -> Draft:
        """The text up to `end` as it is written."""
        lines = self._text[self._at : end].split("\n")
        return Draft(BlockKind.CODE, [Piece(number, line) for number, line in enumerate(lines, self._line)])

    def _environment(self, border: str) -> None:
        match = _TEXT_NAME.match(self._text, self._at)
        if match is None:
            return
        self._move(match.end())
        name = match[1]
        if border == "end":
            self._end_environment(name)
        elif name in _VERBATIM or name in _FORMULAS or name in _LEFT_OUT:
            self._raw_environment(name)
        elif name == "document":
            self._in_preamble = False
            self._braces.clear()
            self._frames[0].segments.clear()
            self.drafts.extend(self._notes)
            self._notes.clear()
        elif name in _TABLES:
            self._begin_table(name)
        else:
            if name in _LISTS:
                self._lists += 1
            if len(self._frames) == 1:
                self._end_paragraph()
            self._skip_brackets()
            if name == "frame":
                self._capture(lambda pieces: self.drafts.append(Draft(BlockKind.HEADING, pieces, 2)))

    def _raw_environment(self, name: str) -> None:
        """Code, a formula, or what is left out, up to its end."""
        end = self._text.find(f"\\end{{{name}", self._at)
        end = len(self._text) if end < 0 else end
        if name in _VERBATIM:
            if len(self._frames) == 1:
                self._end_paragraph()
            self._skip_brackets()
            if name == "minted":
                self._skip_group()
            self.drafts.append(self._raw(max(end, self._at)))
        elif name in _FORMULAS:
            self._notes.append(self._raw(end))
        self._move(max(end, self._at))

    def _end_environment(self, name: str) -> None:
        if name in _TABLES and self._tables:
            self._end_table()
        elif name in _LISTS:
            self._lists = max(self._lists - 1, 0)
            self._end_paragraph()
        elif name == "document":
            self._end_paragraph()
            self._at = len(self._text)
        elif name not in _FORMULAS and len(self._frames) == 1:
            self._end_paragraph()

    # Tables

    def _begin_table(self, name: str) -> None:
        if len(self._frames) == 1:
            self._end_paragraph()
        self._skip_brackets()
        self._skip_group()
        if name in ("tabularx", "tabulary"):
            self._skip_group()
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
            rows.append(Row(self._line, list(cells)))
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
