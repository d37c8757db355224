"""Markdown -> drafts of blocks, by the CommonMark rules, with tables, strikethrough, footnotes and definition lists.

    matter      front matter                 -> metadata, and the blocks of it that can answer
    rules       blocks beyond CommonMark     -> tokens of the parser
    markup      the markup within one block  -> its text, line by line

Markup is removed here, so that answers read as text. The numbers of ordered lists stay, the bullets of others do not.
Rules, comments and definitions of links are left out. The first row of a table is the names of its columns.

Known limitation: whatever HTML blocks mark up with tags (headings, lists, tables) becomes paragraphs.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa.load.blocks import Draft, Parsed, Piece, first_heading
from qa.load.lines import clean, last_sentence, shorten, split_lines, stem
from qa.load.markdown import rules
from qa.load.markdown.markup import html_paragraphs, inline_pieces, record_positions
from qa.load.markdown.matter import front_matter
from qa.load.plain.messages import Questions, is_field, label_of, message_of
from qa.load.tables.header import is_value
from qa.types import BlockKind

# Outer items that an item has in its context, at most.
_DEEPEST_CONTEXT = 4
# Words of a line in bold type that is a heading, at most, and its level: below every real one.
_BOLD_WORDS, _BOLD_LEVEL = 6, 6
_BOLD_LINE = re.compile(r"(\*\*|__)(?P<text>[^*_\n]+)\1")
_DEFINITION = re.compile(r":[ \t]+")
# A number that can name a column.
_YEAR = re.compile(r"(?:19|20)\d\d")
# Characters before the mark of a footnote in which its sentence is looked for.
_LONGEST_MARKED = 400
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]{1,100}\]")


def parse_markdown(text: str) -> Parsed:
    """The title of a Markdown text (from its front matter, else its first heading of level 1), and its blocks."""
    lines = split_lines(text)
    matter = front_matter(lines)
    # Blank lines replace the front matter, so that lines keep their numbers.
    body = "\n" * matter.lines + "\n".join(lines[matter.lines :])
    drafts = list(_Reader().read(body))
    title = matter.metadata.get("title")
    if not drafts and matter.metadata.keys() <= {"title"}:
        # A file without text, although it has a name.
        return Parsed(title, ())
    return Parsed(title or first_heading(drafts), [*matter.drafts, *drafts], matter.metadata)


class _Parser(threading.local):
    """A parser of blocks only: inline markup is parsed block by block, where there is any. One for each thread."""

    def __init__(self) -> None:
        parser = MarkdownIt("commonmark", {"maxNesting": rules.MAX_NESTING}).enable(["table", "strikethrough"])
        self.blocks = record_positions(rules.add_block_rules(parser).disable(["inline", "text_join"]))


_PARSER = _Parser()


@dataclass(slots=True)
class _List:
    """An open list: its context, and the numbers of its last and its first item."""

    context: tuple[str, ...]
    number: int | None = None
    first_number: int | None = None


@dataclass(slots=True)
class _Item:
    """An open list item: its context, what its number is ("3."), its text, and whether its first block is to come."""

    context: tuple[str, ...]
    number: str
    text: str = ""
    awaits_block: bool = True

    @property
    def inner_context(self) -> tuple[str, ...]:
        """The context of what is inside the item."""
        return (*self.context, self.text)[-_DEEPEST_CONTEXT:] if self.text else self.context


class _Reader:
    """Goes through the tokens of one text and tracks the position: in which lists and items, in which table."""

    def __init__(self) -> None:
        self._parser = _PARSER.blocks
        self._env: dict[str, Any] = {}
        # The open lists and items, the innermost last.
        self._lists: list[_List] = []
        self._items: list[_Item] = []
        self._cells: list[Piece] | None = None
        self._columns: list[str] = []
        self._head: list[Piece] = []
        self._is_head = False
        self._table_context: tuple[str, ...] = ()
        self._heading_level = 0
        # The block above, if a list or a definition may belong to it.
        self._above: Draft | None = None
        self._questions = Questions()
        # The sentence before the first mark of each footnote.
        self._marked: dict[str, str] = {}

    def read(self, text: str) -> Iterator[Draft]:
        """The drafts of all blocks."""
        for token in self._parser.parse(text, self._env):
            for draft in self._read(token):
                self._above = draft
                yield draft

    def _read(self, token: Token) -> Iterator[Draft]:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._lists.append(_List(self._introduction()))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._items.append(_Item(self._lists[-1].context, self._number(token)))
            case "list_item_close":
                self._items.pop()
            case "heading_open":
                self._heading_level = int(token.tag[1:])
            case "heading_close":
                self._heading_level = 0
            case "table_open":
                self._columns, self._table_context = [], self._introduction()
            case "thead_open" | "thead_close":
                self._is_head = token.type == "thead_open"
            case "tr_open":
                self._cells = []
            case "tr_close":
                yield from self._row()
            case "table_close":
                yield from self._lone_head()
            case "inline":
                yield from self._read_inline(token)
            case "fence" | "code_block":
                self._take_first_block()
                yield _code(token)._replace(context=self._context())
            case "html_block":
                for pieces in html_paragraphs(token.content, line=_first_line(token)):
                    yield self._prose(pieces)
            case rules.FOOTNOTE:
                yield from self._footnote(token)
            case rules.DEEP_TEXT:
                for pieces in self._paragraphs(token):
                    yield self._prose(pieces)

    # Prose

    def _read_inline(self, token: Token) -> Iterator[Draft]:
        line = _first_line(token)
        pieces = inline_pieces(self._parser, token.content, line=line, env=self._env)
        if self._cells is not None:
            self._cells.append(Piece(line, clean(" ".join(piece.text for piece in pieces))))
        elif self._heading_level:
            self._take_first_block()
            self._questions = Questions()
            yield Draft(BlockKind.HEADING, pieces, self._heading_level)
        else:
            self._record_marks(token.content, pieces)
            yield from self._paragraph(token.content, pieces)

    def _paragraph(self, content: str, pieces: list[Piece]) -> Iterator[Draft]:
        definition = next((at for at, line in enumerate(content.split("\n")) if _DEFINITION.match(line)), None)
        if definition is not None and len(pieces) == content.count("\n") + 1:
            yield from self._definitions(content.split("\n"), pieces, definition)
        elif _is_bold_heading(content) and not self._items:
            self._questions = Questions()
            yield Draft(BlockKind.HEADING, pieces, _BOLD_LEVEL)
        elif len(pieces) > 1 and all(label_of(piece.text) for piece in pieces):
            yield from self._labelled(pieces)
        else:
            yield self._prose(pieces)

    def _prose(self, pieces: list[Piece]) -> Draft:
        """A paragraph; the first one of an item is the item, with its number."""
        text = _text(pieces)
        question = self._questions.context(text, message_of(text, frozenset()))
        context = (*self._context(), *question)
        if not self._take_first_block():
            return Draft(BlockKind.PARAGRAPH, pieces, context=context)
        item = self._items[-1]
        context, item.text = (*item.context, *question), shorten(f"{item.number} {text}".strip())
        if item.number and pieces:
            pieces = [Piece(pieces[0].line, f"{item.number} {pieces[0].text}".rstrip()), *pieces[1:]]
        return Draft(BlockKind.ITEM, pieces, context=context)

    def _labelled(self, pieces: list[Piece]) -> Iterator[Draft]:
        """Lines that begin with labels: each of them is a sentence by itself, unless it is a question or its answer."""
        for piece in pieces:
            draft = self._prose([piece])
            is_row = draft.kind is BlockKind.PARAGRAPH and message_of(piece.text, frozenset()) is None
            yield draft._replace(kind=BlockKind.ROW) if is_row and is_field(piece.text) else draft

    def _definitions(self, lines: Sequence[str], pieces: list[Piece], first: int) -> Iterator[Draft]:
        """A term, and each of its definitions with the term as its context."""
        if first:
            yield self._prose(pieces[:first])
            term = _text(pieces[:first])
        else:
            above = self._above
            term = _text(above.pieces) if above is not None and above.kind is BlockKind.PARAGRAPH else ""
        starts = [at for at, line in enumerate(lines) if at >= first and _DEFINITION.match(line)]
        for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
            mark = _DEFINITION.match(pieces[start].text)
            text = pieces[start].text[mark.end() if mark else 0 :]
            context = (*self._context(), *([shorten(term)] if term else []))
            yield Draft(BlockKind.ITEM, [Piece(pieces[start].line, text), *pieces[start + 1 : end]], context=context)

    # Lists

    def _context(self) -> tuple[str, ...]:
        """The context of a block that is not the first one of an item."""
        return self._items[-1].inner_context if self._items else ()

    def _introduction(self) -> tuple[str, ...]:
        """The context of a list or a table that begins here: the items that it is in, and what is above it."""
        context, above = self._context(), self._above
        if above is None:
            return context
        text = _text(above.pieces)
        if above.kind is BlockKind.PARAGRAPH:
            introduction = stem(text)
        else:
            introduction = text if above.kind is BlockKind.HEADING and text.endswith("?") else None
        return (*context, introduction) if introduction else context

    def _number(self, token: Token) -> str:
        """The number of an item, as the source has it: counted on if all items have the same one."""
        if not token.info.isdigit():
            return ""
        number = int(token.info)
        current = self._lists[-1]
        if current.number is not None and number == current.first_number:
            number = current.number + 1
        elif current.number is None:
            current.first_number = number
        current.number = number
        return f"{number}{token.markup}"

    def _take_first_block(self) -> bool:
        """Whether the current block is the first one of the innermost item, which then has its first block."""
        if not self._items:
            return False
        is_first, self._items[-1].awaits_block = self._items[-1].awaits_block, False
        return is_first

    # Tables

    def _row(self) -> Iterator[Draft]:
        cells, self._cells = self._cells or [], None
        if self._is_head:
            self._columns = [cell.text for cell in cells]
            self._head = cells
        elif any(cell.text for cell in cells):
            if self._head and any(is_value(name) and not _YEAR.fullmatch(name) for name in self._columns):
                # A table without names: its first row is data.
                yield Draft(BlockKind.ROW, self._head, context=self._table_context)
                self._columns = []
            self._head = []
            yield Draft(BlockKind.ROW, cells, 0, self._table_context, self._columns if any(self._columns) else ())

    def _lone_head(self) -> Iterator[Draft]:
        """The head of a table that has no other row."""
        if any(cell.text for cell in self._head):
            yield Draft(BlockKind.ROW, self._head, context=self._table_context)
        self._head = []

    # Footnotes

    def _record_marks(self, content: str, pieces: Sequence[Piece]) -> None:
        if "[^" not in content:
            return
        text = _text(pieces)
        for match in _FOOTNOTE_MARK.finditer(text):
            if match[0] not in self._marked:
                before = text[max(match.start() - _LONGEST_MARKED, 0) : match.start()]
                self._marked[match[0]] = last_sentence(before) + match[0]

    def _footnote(self, token: Token) -> Iterator[Draft]:
        context = (self._marked.get(token.info, token.info),)
        for pieces in self._paragraphs(token):
            yield Draft(BlockKind.FOOTNOTE, pieces, context=context)

    def _paragraphs(self, token: Token) -> Iterator[list[Piece]]:
        """The pieces of each paragraph in the content of a token."""
        line = _first_line(token)
        for part in token.content.split("\n\n"):
            stripped = part.strip("\n")
            first = line + len(part) - len(part.lstrip("\n"))
            if stripped.strip():
                yield inline_pieces(self._parser, stripped, line=first, env=self._env)
            line += part.count("\n") + 2


def _text(pieces: Sequence[Piece]) -> str:
    return clean(" ".join(piece.text for piece in pieces))


def _is_bold_heading(content: str) -> bool:
    """Whether a paragraph in bold type is a heading: a question, or a few words without an end."""
    match = _BOLD_LINE.fullmatch(content.strip())
    if match is None:
        return False
    text = match["text"].strip()
    return text[-1:] == "?" or (text[-1:] not in ".!:;,…" and len(text.split()) <= _BOLD_WORDS)


def _first_line(token: Token) -> int:
    """The line of the file, from 1, on which the token's content begins."""
    return (token.map[0] if token.map else 0) + 1


def _code(token: Token) -> Draft:
    """Code, unchanged. An opening fence is a line of its own."""
    first = _first_line(token) + (token.type == "fence")
    return Draft(BlockKind.CODE, [Piece(number, line) for number, line in enumerate(token.content.split("\n"), first)])
