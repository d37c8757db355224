"""The inline markup of one Markdown block -> its text, line by line.

Links leave their text, images their description, code its content, HTML tags and comments nothing. The lines are exact:
the parser's rules are wrapped so that what spans lines (breaks, code, links, tags) tells where in the source it stands.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, backtick, escape, html_inline, image, link, newline
from markdown_it.token import Token

from qa.load.build import Piece
from qa.load.lines import clean

_Rule = Callable[[StateInline, bool], bool]

# Without any of these there is no inline markup, and no need for the parser. Two blanks at a line's end need none:
# a hard break and a soft one are both a blank here.
_MARKUP = re.compile(r"[\\`*_~\[\]<&!]")

_TICKS = re.compile(r"`+")
_TAG_THAT_PARTS = re.compile(r"<\s*/?\s*(?:br|p|div|li|td|th|tr|hr)\b", re.I)


def prepare(parser: MarkdownIt) -> MarkdownIt:
    """Make the parser's inline rules note where in the source their tokens stand."""
    rules = {
        "newline": newline,
        "escape": escape,
        "backticks": backtick,
        "link": link,
        "image": image,
        "autolink": autolink,
        "html_inline": html_inline,
    }
    for name, rule in rules.items():
        parser.inline.ruler.at(name, _noting(rule))
    return parser


def _noting(rule: _Rule) -> _Rule:
    """`rule`, noting in its last token where what it matched begins and ends."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent and len(state.tokens) > count:
            state.tokens[-1].meta = {"start": start, "end": state.pos}
        return matched

    return noting


def inline_pieces(parser: MarkdownIt, content: str, *, line: int, env: dict[str, Any]) -> list[Piece]:
    """The cleaned text of a block's `content`, a piece a line; its first line is `line` of the file."""
    if not _MARKUP.search(content):
        return [Piece(line + at, clean(text)) for at, text in enumerate(content.split("\n"))]
    texts: dict[int, list[str]] = {}
    tokens = parser.inline.parse(content, parser, env, [])
    for at, text in _Walk(content).texts(tokens):
        texts.setdefault(at, []).append(text)
    return [Piece(line + at, clean("".join(parts))) for at, parts in sorted(texts.items())]


class _Walk:
    """Goes through the tokens of one source, keeping count of its lines from 0."""

    def __init__(self, source: str, *, first_line: int = 0) -> None:
        self._source = source
        self._first = first_line
        self._ends = [match.start() for match in re.finditer("\n", source)]
        self._line = first_line

    def texts(self, tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
        """Each text with its line."""
        for token in tokens:
            if token.type in ("text", "text_special"):
                yield self._line, token.content
                continue
            if "start" in token.meta:
                yield from self._spanning(token)
                self._line = self._at(token.meta["end"])

    def _spanning(self, token: Token) -> Iterator[tuple[int, str]]:
        start, end = token.meta["start"], token.meta["end"]
        match token.type:
            case "code_inline":
                yield from self._code(start, end)
            case "image":
                inside = _Walk(token.content, first_line=self._at(start))
                yield from inside.texts(token.children or [])
            case "html_inline":
                yield self._at(start), " " if _TAG_THAT_PARTS.match(token.content) else ""
            case "softbreak" | "hardbreak":
                yield self._at(start), " "

    def _code(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """What stands between the ticks, a line each, so that code over two lines keeps them."""
        ticks = _TICKS.match(self._source, start)
        length = ticks.end() - start if ticks else 0
        inside = self._source[start + length : end - length]
        if inside.startswith(" ") and inside.endswith(" ") and inside.strip():
            inside = inside[1:-1]
        for number, text in enumerate(inside.split("\n")):
            yield self._at(start) + number, text

    def _at(self, position: int) -> int:
        return self._first + bisect_left(self._ends, position)
