"""Markdown -> drafts of blocks, by the CommonMark rules, with tables and strikethrough.

Markup is removed here, so that answers read as text; the signs of lists are markup too, their numbers with them. Front
matter, rules, comments and definitions of links are left out.

Known limitations: front matter is searched for `title:` and not otherwise understood; what HTML blocks say with tags
(headings, lists, tables) becomes paragraphs.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa.load.build import Draft, Piece
from qa.load.html import html_paragraphs
from qa.load.inline import inline_pieces, prepare
from qa.load.lines import clean, split_lines
from qa.types import BlockKind

# Levels of lists and quotes in each other; the parser drops what is deeper, and its own limit is 20.
_DEEPEST = 100

# Between the cells of a row.
_CELLS = " | "

_KEY = re.compile(r"[\w.-]+\s*:(?:\s|$)|#|\s*$")
_TITLE = re.compile(r"title\s*:\s*(.*)$", re.I)


def markdown_blocks(text: str) -> tuple[str | None, list[Draft]]:
    """The title of a Markdown text (from its front matter, else its first heading of level 1), and its blocks."""
    lines = split_lines(text)
    title, skipped = _front_matter(lines)
    # Blank lines in place of the front matter keep the numbers of the lines.
    body = "\n" * skipped + "\n".join(lines[skipped:])
    drafts = list(_Reader().read(body))
    return title or _first_heading(drafts), drafts


def _first_heading(drafts: Sequence[Draft]) -> str | None:
    for draft in drafts:
        if draft.kind is BlockKind.HEADING and draft.level == 1:
            return clean(" ".join(piece.text for piece in draft.pieces)) or None
    return None


def _front_matter(lines: Sequence[str]) -> tuple[str | None, int]:
    """The title that front matter names, and how many lines it takes: 0 if the text does not begin with any."""
    if lines[0].strip("\ufeff").rstrip() != "---" or len(lines) < 2 or not _KEY.match(lines[1]):
        return None, 0
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    matter = lines[1:end]
    if not any(":" in line for line in matter):
        return None, 0
    titles = (match for match in map(_TITLE.match, matter) if match)
    found = next(titles, None)
    return (_unquoted(found[1]) if found else None), end + 1


def _unquoted(value: str) -> str | None:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return clean(value) or None


def _parser() -> MarkdownIt:
    """Blocks only: inline markup is parsed block by block, where there is any."""
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    return prepare(parser.disable(["inline", "text_join"]))


class _Reader:
    """Goes through the tokens of one text, keeping where it is: in which items, in which row."""

    def __init__(self) -> None:
        self._parser = _parser()
        self._env: dict[str, Any] = {}
        # One a list item that is open: whether its first block is still to come.
        self._fresh: list[bool] = []
        self._cells: list[str] | None = None
        self._row_line = 1
        self._heading = 0

    def read(self, text: str) -> Iterator[Draft]:
        """The drafts of all blocks."""
        for token in self._parser.parse(text, self._env):
            match token.type:
                case "list_item_open":
                    self._fresh.append(True)
                case "list_item_close":
                    self._fresh.pop()
                case "heading_open":
                    self._heading = int(token.tag[1:])
                case "heading_close":
                    self._heading = 0
                case "tr_open":
                    self._cells = []
                case "tr_close":
                    yield self._row(token)
                case "inline":
                    yield from self._text(token)
                case "fence" | "code_block":
                    self._not_fresh()
                    yield _code(token)
                case "html_block":
                    for pieces in html_paragraphs(token.content, line=_first_line(token)):
                        yield Draft(self._prose_kind(), pieces)

    def _text(self, token: Token) -> Iterator[Draft]:
        pieces = inline_pieces(self._parser, token.content, line=_first_line(token), env=self._env)
        if self._cells is not None:
            self._row_line = _first_line(token)
            self._cells.append(" ".join(piece.text for piece in pieces))
        elif self._heading:
            self._not_fresh()
            yield Draft(BlockKind.HEADING, pieces, self._heading)
        else:
            yield Draft(self._prose_kind(), pieces)

    def _row(self, token: Token) -> Draft:
        cells, self._cells = self._cells or [], None
        text = clean(_CELLS.join(cells)) if any(cells) else ""
        return Draft(BlockKind.ROW, [Piece(self._row_line, text)])

    def _prose_kind(self) -> BlockKind:
        """An item's first paragraph is the item; the next ones are paragraphs."""
        return BlockKind.ITEM if self._not_fresh() else BlockKind.PARAGRAPH

    def _not_fresh(self) -> bool:
        """Take note that the innermost item has its first block; whether this is it."""
        if not self._fresh:
            return False
        fresh, self._fresh[-1] = self._fresh[-1], False
        return fresh


def _first_line(token: Token) -> int:
    """The line of the file, from 1, on which the token's content begins."""
    return (token.map[0] if token.map else 0) + 1


def _code(token: Token) -> Draft:
    """Code as it stands; the fence itself is a line of its own."""
    first = _first_line(token) + (token.type == "fence")
    return Draft(BlockKind.CODE, [Piece(first + at, line) for at, line in enumerate(token.content.split("\n"))])
