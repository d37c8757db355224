"""The markup within one block of Markdown -> the text of the block, line by line.

Inline markup: links leave their text, images their description, code its content, HTML tags and comments nothing. The
line of each piece is exact: the parser's rules are wrapped, so that tokens that span lines (breaks, code, links, tags)
record where in the source they are. A block of HTML leaves the text between its tags, in paragraphs.

Known limitation: tags in a block of HTML are found by pattern, not by HTML's rules: if an attribute contains `>`, the
rest of the tag stays in the text.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from html import unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, backtick, escape, html_inline, image, link, newline
from markdown_it.token import Token

from qa.load.blocks import Piece
from qa.load.lines import clean

_Rule = Callable[[StateInline, bool], bool]

# Without any of these there is no inline markup, and no need for the parser. Two blanks at a line's end do not count:
# a hard break and a soft one both become a blank.
_MARKUP = re.compile(r"[\\`*_~\[\]<&!]")

# Brackets that are open at once, beyond which they are text: the parser tries each one as the start of a link, and the
# time that it takes grows with their depth.
_MAX_OPEN_BRACKETS = 16
_BRACKET = re.compile(r"[\[\]]")

_TICKS = re.compile(r"`+")
_SEPARATING_TAG = re.compile(r"<\s*/?\s*(?:br|p|div|li|td|th|tr|hr)\b", re.I)

# Comments, scripts and declarations contain no text. One that is not closed reaches to the end of the block.
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[|\]\]>|<![a-z][^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_PARAGRAPH_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|body|br|center|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]"
    r"|head|header|hr|html|li|main|nav|ol|option|p|pre|section|summary|table|tbody|td|tfoot|th|thead|title|tr|ul)"
    r"(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_OTHER_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)

# Replaces a tag that begins or ends a paragraph.
_PARAGRAPH_BREAK = "\f"


# Inline markup


def record_positions(parser: MarkdownIt) -> MarkdownIt:
    """Make the parser's inline rules record where in the source their tokens are."""
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
        parser.inline.ruler.at(name, _recording(rule))
    return parser


def _recording(rule: _Rule) -> _Rule:
    """`rule`, which also records in its last token where the match begins and ends."""

    def recording(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent and len(state.tokens) > count:
            state.tokens[-1].meta = {"start": start, "end": state.pos}
        return matched

    return recording


def _nests_deeply(content: str) -> bool:
    """Whether more brackets are open at once than any link needs."""
    if content.count("[") <= _MAX_OPEN_BRACKETS:
        return False
    depth = 0
    for match in _BRACKET.finditer(content):
        depth = depth + 1 if match[0] == "[" else max(depth - 1, 0)
        if depth > _MAX_OPEN_BRACKETS:
            return True
    return False


@contextmanager
def _without_links(parser: MarkdownIt) -> Iterator[None]:
    parser.inline.ruler.disable(["link", "image"])
    try:
        yield
    finally:
        parser.inline.ruler.enable(["link", "image"])


def inline_pieces(parser: MarkdownIt, content: str, *, line: int, env: dict[str, Any]) -> list[Piece]:
    """The cleaned text of a block's `content`, one piece per line; its first line is `line` of the file.

    `env` is the parser's environment, which holds the definitions of links.
    """
    if not _MARKUP.search(content):
        return [Piece(number, clean(text)) for number, text in enumerate(content.split("\n"), line)]
    texts: dict[int, list[str]] = {}
    with _without_links(parser) if _nests_deeply(content) else nullcontext():
        tokens = parser.inline.parse(content, parser, env, [])
    for offset, text in _TokenWalk(content).texts(tokens):
        texts.setdefault(offset, []).append(text)
    return [Piece(line + offset, clean("".join(parts))) for offset, parts in sorted(texts.items())]


class _TokenWalk:
    """Goes through the tokens of one source and counts its lines from 0."""

    def __init__(self, source: str, *, first_line: int = 0) -> None:
        self._source = source
        self._first_line = first_line
        self._line_ends = [match.start() for match in re.finditer("\n", source)]
        self._line = first_line

    def texts(self, tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
        """Each text with its line."""
        for token in tokens:
            if token.type in ("text", "text_special"):
                yield self._line, token.content
                continue
            if "start" in token.meta:
                yield from self._texts_within(token)
                self._line = self._line_at(token.meta["end"])

    def _texts_within(self, token: Token) -> Iterator[tuple[int, str]]:
        start, end = token.meta["start"], token.meta["end"]
        match token.type:
            case "code_inline":
                yield from self._code(start, end)
            case "image":
                inside = _TokenWalk(token.content, first_line=self._line_at(start))
                yield from inside.texts(token.children or [])
            case "html_inline":
                yield self._line_at(start), " " if _SEPARATING_TAG.match(token.content) else ""
            case "softbreak" | "hardbreak":
                yield self._line_at(start), " "

    def _code(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """The text between the ticks, line by line, so that code over two lines keeps them."""
        ticks = _TICKS.match(self._source, start)
        length = ticks.end() - start if ticks else 0
        inside = self._source[start + length : end - length]
        if inside.startswith(" ") and inside.endswith(" ") and inside.strip():
            inside = inside[1:-1]
        for number, text in enumerate(inside.split("\n")):
            yield self._line_at(start) + number, text

    def _line_at(self, position: int) -> int:
        return self._first_line + bisect_left(self._line_ends, position)


# Blocks of HTML


def html_paragraphs(html: str, *, line: int) -> Iterator[list[Piece]]:
    """The paragraphs of `html`, whose first line is `line` of the file."""
    text = _UNSEEN.sub(_keep_line_ends(""), html)
    text = _PARAGRAPH_TAG.sub(_keep_line_ends(_PARAGRAPH_BREAK), text)
    text = _OTHER_TAG.sub(_keep_line_ends(""), text)
    pieces: list[Piece] = []
    for number, part in _split_at_breaks(text, line):
        cleaned = clean(unescape(part))
        if cleaned:
            pieces.append(Piece(number, cleaned))
        elif pieces:
            yield pieces
            pieces = []
    if pieces:
        yield pieces


def _keep_line_ends(replacement: str) -> Callable[[re.Match[str]], str]:
    """Replace a match by `replacement` and the line ends in the match, so that lines keep their numbers."""
    return lambda match: replacement + "\n" * match[0].count("\n")


def _split_at_breaks(text: str, line: int) -> Iterator[tuple[int, str]]:
    """The lines with their numbers. An empty line with the same number replaces each paragraph break."""
    for number, content in enumerate(text.split("\n"), line):
        first, *others = content.split(_PARAGRAPH_BREAK)
        # A line with nothing but a tag is split once; text before the tag comes first.
        yield from [(number, first)] if first.strip() or not others else []
        for other in others:
            yield number, ""
            if other.strip():
                yield number, other
