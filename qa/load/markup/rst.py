"""reStructuredText -> drafts of blocks.

Directives, options, targets, comments and roles are no text: of a directive its content is read. Code and formulas are
blocks of code. A term and its definition, an object and its description: the first is the context of the second.

Source: the reStructuredText Markup Specification, docutils 0.21.

Known limitations: substitutions hold text alone. Cells that span columns are cut at the borders of the others. What
Sphinx would include or generate is not there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from qa.load.blocks import Draft, Parsed, Piece
from qa.load.decoding import decode
from qa.load.lines import clean, replace_surrogates, split_lines
from qa.load.markup.rst_inline import Line, inline_pieces, inline_text
from qa.load.markup.rst_tables import GRID, SIMPLE, Tables
from qa.load.stems import with_stems
from qa.types import BlockKind

__all__ = ["parse_rst"]

# Blocks inside each other. What is deeper becomes paragraphs.
MAX_DEPTH = 20
_MAX_SUBSTITUTIONS, _LONGEST_SUBSTITUTION = 1_000, 80
_TAB = 8

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}$")
_BULLET = re.compile(r"[-*+•‣⁃](?:\s+|$)")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,6}|[A-Za-z]|[ivxlcdmIVXLCDM]{1,8}|#)[.)](?:\s+|$)")
# An item whose number the program counts.
_AUTOMATIC = re.compile(r"\(?#[.)]\s")
_FIELD = re.compile(r":((?![: ])[^:\n]{1,80}):(?:\s+|$)")
_SWITCH = r"(?:-\w|--?[\w-]{2,40}|/\w)(?:[ =][\w<>\[\]-]{1,40})?"
_OPTION = re.compile(rf"({_SWITCH}(?:, {_SWITCH}){{0,3}})(?:  +|$)")
_EXPLICIT = re.compile(r"\.\.(?:\s+|$)")
_DIRECTIVE = re.compile(r"([A-Za-z][\w.+:-]{0,60}?)\s?::(?:\s+|$)(.*)")
_SUBSTITUTION = re.compile(r"\|([^|\n]{1,100})\|\s+(?:replace|unicode)::\s*(.*)")
_FOOTNOTE = re.compile(r"\[(?:#[\w.-]*|\*|\d{1,5}|[A-Za-z][\w.-]{0,60})\]\s+")

_CODE = frozenset("code code-block sourcecode parsed-literal prompt doctest testcode testoutput math console".split())
_LEFT_OUT = frozenset(
    """toctree contents index include literalinclude raw meta default-role role sectnum highlight currentmodule module
    graphviz plantuml mermaid image tabularcolumns sectionauthor codeauthor title header footer target-notes unicode
    automodule autoclass autofunction automethod autosummary testsetup testcleanup cssclass class plot
    """.split()
)
# Their argument begins the text.
_ADMONITIONS = frozenset(
    "note warning tip important caution danger hint attention error seealso todo epigraph highlights pull-quote".split()
)
_METADATA = frozenset("author authors date version subject title organization contact address status copyright".split())


def parse_rst(data: bytes, source: str) -> Parsed:
    """The title of a text in reStructuredText, and its blocks. Raises `BinarySource` or `EncodingError`."""
    text = replace_surrogates(decode(data))
    lines = [Line(number, line.expandtabs(_TAB).rstrip()) for number, line in enumerate(split_lines(text), 1)]
    reader = _Reader(_substitutions(lines))
    drafts = list(with_stems(reader.read(lines, 0)))
    title = next((draft for draft in drafts if draft.kind is BlockKind.HEADING), None)
    metadata = reader.metadata
    heading = clean(" ".join(piece.text for piece in title.pieces)) if title else None
    return Parsed(metadata.get("title") or heading, drafts, metadata)


def _substitutions(lines: Sequence[Line]) -> Mapping[str, str]:
    """The texts that names between bars are short for."""
    texts: dict[str, str] = {}
    for line in lines:
        if line.text.startswith(".. |") and len(texts) < _MAX_SUBSTITUTIONS:
            match = _SUBSTITUTION.match(line.text[3:])
            if match and "|" not in match[2]:
                texts[match[1].lower()] = match[2][:_LONGEST_SUBSTITUTION]
    return texts


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


class _Reader:
    """Reads blocks, and the blocks in them."""

    def __init__(self, substitutions: Mapping[str, str]) -> None:
        self.metadata: dict[str, str] = {}
        self._substitutions = substitutions
        self._tables = Tables(substitutions)
        # The styles of titles, in the order in which they came: the first is the highest.
        self._styles: list[str] = []
        self._is_head = True
        # How many such items there are in a row, with the current one.
        self._count = 0

    def read(self, lines: Sequence[Line], depth: int) -> Iterator[Draft]:
        """The drafts of all blocks in `lines`, which have no indentation in common."""
        at = count = 0
        while at < len(lines):
            if not lines[at].text:
                at += 1
                continue
            self._count = count = count + 1 if _AUTOMATIC.match(lines[at].text) else 0
            after, drafts = self._block(lines, at, depth)
            yield from drafts
            at = max(after, at + 1)

    def _block(self, lines: Sequence[Line], at: int, depth: int) -> tuple[int, Iterator[Draft]]:
        """Where the block at `at` ends, and its drafts."""
        text = lines[at].text
        if depth >= MAX_DEPTH:
            return self._paragraph(lines, at, depth)
        if depth == 0 and (title := self._title(lines, at)):
            return title
        if GRID.match(text):
            return self._tables.grid_table(lines, at)
        if SIMPLE.match(text):
            return self._tables.simple_table(lines, at)
        if _ADORNMENT.match(text) and len(text) > 3:
            return at + 1, iter(())
        if _EXPLICIT.match(text) or text.startswith("__ "):
            return self._explicit(lines, at, depth)
        if text.startswith(">>> "):
            end = _end_of_text(lines, at)
            return end, iter([_code(lines[at:end])])
        if text.startswith("| "):
            end = _end_of_text(lines, at)
            verse = [Line(line.number, line.text.lstrip("| ")) for line in lines[at:end]]
            return end, iter([Draft(BlockKind.PARAGRAPH, self._inline(verse))])
        if match := self._item(lines, at):
            return self._listed(lines, at, match, depth)
        if match := _FIELD.match(text):
            return self._field(lines, at, match, depth)
        if match := _OPTION.match(text):
            return self._option(lines, at, match)
        if text[0] == " ":
            end = _end_of_indented(lines, at, 0)
            return end, self.read(_dedented(lines[at:end]), depth + 1)
        return self._paragraph(lines, at, depth)

    def _inline(self, lines: Sequence[Line]) -> list[Piece]:
        return inline_pieces(lines, self._substitutions)

    # Titles

    def _title(self, lines: Sequence[Line], at: int) -> tuple[int, Iterator[Draft]] | None:
        over = _ADORNMENT.match(lines[at].text)
        if over and at + 2 < len(lines) and lines[at + 2].text[:3] == lines[at].text[:3] and lines[at + 1].text:
            if _ADORNMENT.match(lines[at + 2].text) and len(lines[at].text) >= len(lines[at + 1].text.strip()) - 1:
                return at + 3, iter([self._heading(lines[at + 1], over[1] * 2)])
            return None
        if over or at + 1 >= len(lines) or lines[at].text[0] == " ":
            return None
        under = _ADORNMENT.match(lines[at + 1].text)
        if under and len(lines[at + 1].text) >= min(len(lines[at].text) - 1, 4):
            return at + 2, iter([self._heading(lines[at], under[1])])
        return None

    def _heading(self, line: Line, style: str) -> Draft:
        self._is_head = self._is_head and not self._styles
        if style not in self._styles:
            self._styles.append(style)
        return Draft(BlockKind.HEADING, self._inline([line]), self._styles.index(style) + 1)

    # Text

    def _paragraph(self, lines: Sequence[Line], at: int, depth: int) -> tuple[int, Iterator[Draft]]:
        """A paragraph with the code after its `::`, or a term with its definition."""
        end = at + 1
        while end < len(lines) and lines[end].text and (_indent(lines[end].text) == 0 or depth >= MAX_DEPTH):
            if _EXPLICIT.match(lines[end].text):
                break
            end += 1
        if depth < MAX_DEPTH and end == at + 1 < len(lines) and lines[end].text.startswith(" "):
            return self._definition(lines, at, depth)
        self._is_head = False
        text = lines[end - 1].text
        if not text.endswith("::"):
            return end, iter([Draft(BlockKind.PARAGRAPH, self._inline(lines[at:end]))])
        kept = [*lines[at : end - 1], Line(lines[end - 1].number, text[:-2].rstrip() + ":" * (text[:-2].strip() != ""))]
        drafts = [Draft(BlockKind.PARAGRAPH, self._inline(kept))]
        start = end
        while start < len(lines) and not lines[start].text:
            start += 1
        if start < len(lines) and lines[start].text[0] == " ":
            end = _end_of_indented(lines, start, 0)
            drafts.append(_code(_dedented(lines[start:end])))
        return end, iter(drafts)

    def _definition(self, lines: Sequence[Line], at: int, depth: int) -> tuple[int, Iterator[Draft]]:
        end = _end_of_indented(lines, at + 1, 0)
        term = inline_text(lines[at].text.partition(" : ")[0], self._substitutions)
        return end, _within(self.read(_dedented(lines[at + 1 : end]), depth + 1), (term,))

    def _item(self, lines: Sequence[Line], at: int) -> re.Match[str] | None:
        """The marker of an item: the next line is blank, an item, or indented as the text of this one."""
        text = lines[at].text
        match = _BULLET.match(text) or _ENUMERATOR.match(text)
        if match is None or at + 1 == len(lines) or not lines[at + 1].text:
            return match
        below = lines[at + 1].text
        is_part = _indent(below) >= min(match.end(), 2) or _BULLET.match(below) or _ENUMERATOR.match(below)
        return match if is_part or _EXPLICIT.match(below) else None

    def _listed(self, lines: Sequence[Line], at: int, marker: re.Match[str], depth: int) -> tuple[int, Iterator[Draft]]:
        self._is_head = False
        width = marker.end() if marker.end() < len(lines[at].text) else 2
        end = _end_of_indented(lines, at + 1, 0)
        first = Line(lines[at].number, lines[at].text[marker.end() :])
        content = [first, *_dedented(lines[at + 1 : end], most=width)]
        label = "" if _BULLET.match(marker[0]) else marker[0].strip().replace("#", str(self._count))
        return end, _as_item(self.read(content, depth + 1), label)

    def _field(self, lines: Sequence[Line], at: int, field: re.Match[str], depth: int) -> tuple[int, Iterator[Draft]]:
        """A field: metadata at the head of the file, else a label and its text."""
        end = _end_of_indented(lines, at + 1, 0)
        body = [Line(lines[at].number, lines[at].text[field.end() :]), *_dedented(lines[at + 1 : end])]
        name = inline_text(field[1], self._substitutions)
        pieces = self._inline([line for line in body if line.text])
        value = " ".join(piece.text for piece in pieces)
        if self._is_head and name.lower() in _METADATA and value:
            self.metadata.setdefault({"authors": "author"}.get(name.lower(), name.lower()), value)
        if not pieces:
            return end, iter(())
        kind = BlockKind.METADATA if self._is_head else BlockKind.PARAGRAPH
        labelled = [pieces[0]._replace(text=f"{name}: {pieces[0].text}"), *pieces[1:]]
        return end, iter([Draft(kind, labelled)])

    def _option(self, lines: Sequence[Line], at: int, option: re.Match[str]) -> tuple[int, Iterator[Draft]]:
        """An option of a program, and what it does: a row."""
        end = _end_of_indented(lines, at + 1, 0)
        body = [Line(lines[at].number, lines[at].text[option.end() :]), *_dedented(lines[at + 1 : end])]
        text = " ".join(piece.text for piece in self._inline([line for line in body if line.text]))
        cells = [Piece(lines[at].number, clean(option[1])), Piece(lines[at].number, text)]
        return end, iter([Draft(BlockKind.ROW, [cell for cell in cells if cell.text])])

    # Explicit markup

    def _explicit(self, lines: Sequence[Line], at: int, depth: int) -> tuple[int, Iterator[Draft]]:
        end = _end_of_indented(lines, at + 1, 0)
        marker = _EXPLICIT.match(lines[at].text)
        text = lines[at].text[marker.end() :] if marker else ""
        body = _dedented(lines[at + 1 : end])
        if match := _FOOTNOTE.match(text):
            note = [Line(lines[at].number, text[match.end() :]), *(line for line in body if line.text)]
            return end, iter([Draft(BlockKind.FOOTNOTE, self._inline(note))])
        if match := _DIRECTIVE.match(text):
            return end, self._directive(match[1].lower(), Line(lines[at].number, match[2].strip()), body, depth)
        # A comment, a target, or a substitution.
        return end, iter(())

    def _directive(self, name: str, argument: Line, body: Sequence[Line], depth: int) -> Iterator[Draft]:
        self._is_head = False
        options, content = _split_options(body)
        if name in _LEFT_OUT:
            return
        if name in _CODE:
            given = [argument] if name == "math" and argument.text else []
            yield _code([*given, *content])
        elif name == "csv-table":
            yield from self._caption(argument)
            yield from self._tables.csv_table(argument, options, content)
        elif name == "list-table":
            yield from self._caption(argument)
            yield from self._tables.list_table(options, content)
        elif name == "figure":
            for number, draft in enumerate(self.read(content, depth + 1)):
                yield draft._replace(kind=BlockKind.CAPTION) if number == 0 else draft
        elif name == "table":
            yield from self._caption(argument)
            yield from self.read(content, depth + 1)
        elif name in _ADMONITIONS:
            yield from self.read([argument, *content], depth + 1)
        elif name == "rubric":
            yield Draft(BlockKind.PARAGRAPH, self._inline([argument]))
        elif name.startswith("version") or name == "deprecated":
            version, _, words = argument.text.partition(" ")
            said = [Line(argument.number, words), *content]
            yield from _within(self.read(said, depth + 1), (f"{name} {version}",))
        else:
            context = (clean(argument.text),) if argument.text and name not in ("only", "container") else ()
            yield from _within(self.read(content, depth + 1), context)

    def _caption(self, argument: Line) -> Iterator[Draft]:
        if argument.text:
            yield Draft(BlockKind.CAPTION, self._inline([argument]))


def _end_of_text(lines: Sequence[Line], at: int) -> int:
    while at < len(lines) and lines[at].text:
        at += 1
    return at


def _end_of_indented(lines: Sequence[Line], at: int, indent: int) -> int:
    """Where the lines end that are blank or indented by more than `indent`; blank ones at the end do not count."""
    end = at
    for number in range(at, len(lines)):
        if not lines[number].text:
            continue
        if _indent(lines[number].text) <= indent:
            break
        end = number + 1
    return end


def _dedented(lines: Sequence[Line], *, most: int | None = None) -> list[Line]:
    """The lines without the indentation that they have in common, `most` at most."""
    common = min((_indent(line.text) for line in lines if line.text), default=0)
    cut = common if most is None else min(common, most)
    return [Line(line.number, line.text[cut:]) for line in lines]


def _split_options(body: Sequence[Line]) -> tuple[dict[str, str], Sequence[Line]]:
    """The options of a directive, and its content."""
    options: dict[str, str] = {}
    for at, line in enumerate(body):
        match = _FIELD.match(line.text)
        if match:
            options[match[1].lower()] = line.text[match.end() :]
        elif not line.text or not line.text.startswith(" ") or not options:
            return options, body[at:]
    return options, []


def _within(drafts: Iterator[Draft], context: tuple[str, ...]) -> Iterator[Draft]:
    for draft in drafts:
        yield draft._replace(context=(*context, *draft.context)) if any(context) else draft


def _as_item(drafts: Iterator[Draft], label: str) -> Iterator[Draft]:
    """The drafts of an item: its first paragraph is the item, with its number."""
    first = next(drafts, None)
    if first is None:
        return
    if first.kind is BlockKind.PARAGRAPH and first.pieces:
        piece = first.pieces[0]
        labelled = piece._replace(text=f"{label} {piece.text}" if label else piece.text)
        first = first._replace(kind=BlockKind.ITEM, pieces=[labelled, *first.pieces[1:]])
    yield first
    yield from drafts


def _code(lines: Sequence[Line]) -> Draft:
    return Draft(BlockKind.CODE, [Piece(line.number, line.text) for line in lines])
