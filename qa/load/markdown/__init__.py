"""Markdown -> drafts of blocks, by the CommonMark rules, with tables and strikethrough.

Markup is removed here, so that answers read as text. Markers of list items are markup too, including their numbers.
Front matter, rules, comments and definitions of links are left out.

Known limitations: the only key that is read from front matter is `title:`. Whatever HTML blocks mark up with tags
(headings, lists, tables) becomes paragraphs.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa.load.blocks import Draft, Parsed, Piece
from qa.load.lines import clean, split_lines
from qa.load.markdown.markup import html_paragraphs, inline_pieces, record_positions
from qa.types import BlockKind

# Nested lists and quotes, in levels. The parser drops what is deeper; its own limit is 20.
_MAX_NESTING = 100

_CELL_SEPARATOR = " | "

_KEY = re.compile(r"[\w.-]+\s*:(?:\s|$)|#|\s*$")
_TITLE = re.compile(r"title\s*:\s*(.*)$", re.I)


def parse_markdown(text: str) -> Parsed:
    """The title of a Markdown text (from its front matter, else its first heading of level 1), and its blocks."""
    lines = split_lines(text)
    title, skipped = _front_matter(lines)
    # Blank lines replace the front matter, so that lines keep their numbers.
    body = "\n" * skipped + "\n".join(lines[skipped:])
    drafts = list(_Reader().read(body))
    return Parsed(title or _first_heading(drafts), drafts)


def _first_heading(drafts: Sequence[Draft]) -> str | None:
    for draft in drafts:
        if draft.kind is BlockKind.HEADING and draft.level == 1:
            return clean(" ".join(piece.text for piece in draft.pieces)) or None
    return None


def _front_matter(lines: Sequence[str]) -> tuple[str | None, int]:
    """The title in the front matter, and the number of lines that the front matter takes: 0 if there is none."""
    if lines[0].strip("\ufeff").rstrip() != "---" or len(lines) < 2 or not _KEY.match(lines[1]):
        return None, 0
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    matter = lines[1:end]
    if not any(":" in line for line in matter):
        return None, 0
    titles = (match for match in map(_TITLE.match, matter) if match)
    title = next(titles, None)
    return (_unquote(title[1]) if title else None), end + 1


def _unquote(value: str) -> str | None:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return clean(value) or None


def _parser() -> MarkdownIt:
    """A parser of blocks only: inline markup is parsed block by block, where there is any."""
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    return record_positions(parser.disable(["inline", "text_join"]))


class _Reader:
    """Goes through the tokens of one text and tracks the position: in which list items, in which table row."""

    def __init__(self) -> None:
        self._parser = _parser()
        self._env: dict[str, Any] = {}
        # For each open list item, the innermost last: whether its first block is still to come.
        self._item_awaits_block: list[bool] = []
        self._cells: list[str] | None = None
        self._row_line = 1
        self._heading_level = 0

    def read(self, text: str) -> Iterator[Draft]:
        """The drafts of all blocks."""
        for token in self._parser.parse(text, self._env):
            match token.type:
                case "list_item_open":
                    self._item_awaits_block.append(True)
                case "list_item_close":
                    self._item_awaits_block.pop()
                case "heading_open":
                    self._heading_level = int(token.tag[1:])
                case "heading_close":
                    self._heading_level = 0
                case "tr_open":
                    self._cells = []
                case "tr_close":
                    yield self._row()
                case "inline":
                    yield from self._read_inline(token)
                case "fence" | "code_block":
                    self._take_first_block()
                    yield _code(token)
                case "html_block":
                    for pieces in html_paragraphs(token.content, line=_first_line(token)):
                        yield Draft(self._prose_kind(), pieces)

    def _read_inline(self, token: Token) -> Iterator[Draft]:
        pieces = inline_pieces(self._parser, token.content, line=_first_line(token), env=self._env)
        if self._cells is not None:
            self._row_line = _first_line(token)
            self._cells.append(" ".join(piece.text for piece in pieces))
        elif self._heading_level:
            self._take_first_block()
            yield Draft(BlockKind.HEADING, pieces, self._heading_level)
        else:
            yield Draft(self._prose_kind(), pieces)

    def _row(self) -> Draft:
        cells, self._cells = self._cells or [], None
        text = clean(_CELL_SEPARATOR.join(cells)) if any(cells) else ""
        return Draft(BlockKind.ROW, [Piece(self._row_line, text)])

    def _prose_kind(self) -> BlockKind:
        """The first paragraph of an item is the item; the next ones are paragraphs."""
        return BlockKind.ITEM if self._take_first_block() else BlockKind.PARAGRAPH

    def _take_first_block(self) -> bool:
        """Whether the current block is the first one of the innermost item, which then has its first block."""
        if not self._item_awaits_block:
            return False
        is_first, self._item_awaits_block[-1] = self._item_awaits_block[-1], False
        return is_first


def _first_line(token: Token) -> int:
    """The line of the file, from 1, on which the token's content begins."""
    return (token.map[0] if token.map else 0) + 1


def _code(token: Token) -> Draft:
    """Code, unchanged. An opening fence is a line of its own."""
    first = _first_line(token) + (token.type == "fence")
    return Draft(BlockKind.CODE, [Piece(number, line) for number, line in enumerate(token.content.split("\n"), first)])
