"""Inline markup of reStructuredText -> the words that people read, on the same lines."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qa.load.blocks import Piece
from qa.load.lines import clean

# Characters of one piece of inline markup: real ones have some dozens.
_INLINE = re.compile(
    r"""
      ``(?P<literal>[^`]{1,1000}(?:`[^`]{1,200}){0,3})``
    | (?::[\w:+.-]{1,60}:)?`(?P<role>[^`]{1,1000})`(?:__?|:[\w:+.-]{1,60}:)?
    | \*\*(?P<strong>[^\s*][^*]{0,1000})\*\*
    | \*(?P<emphasis>[^\s*][^*]{0,1000})\*(?!\*)
    | [ ]?\[(?:\#[\w.-]{0,60}|\*|\d{1,5}|[A-Za-z][\w.-]{0,60})\]_(?!\w)
    | \|(?P<name>[^\s|][^|\n]{0,100})\|_{0,2}
    | _`(?P<target>[^`]{1,200})`
    | (?<![\w/.:-])(?P<reference>[^\W_][\w.-]{0,80}?)__?(?![\w/-])
    | \\(?P<escaped>.|\n)
    """,
    re.X,
)
_TARGET = re.compile(r"\s*<[^<>]*>$")


class Line(NamedTuple):
    """A line: its number in the file, and its text without the indentation of its block."""

    number: int
    text: str


def inline_pieces(lines: Sequence[Line], substitutions: Mapping[str, str]) -> list[Piece]:
    """The text of a paragraph without markup, a piece per line."""

    def replace(match: re.Match[str]) -> str:
        text = _plain(match, substitutions)
        # Every line stays a line, so that the pieces keep their numbers.
        return text + "\n" * (match[0].count("\n") - text.count("\n"))

    joined = _INLINE.sub(replace, "\n".join(line.text for line in lines))
    pairs = zip(lines, joined.split("\n"), strict=False)
    return [Piece(line.number, text) for line, text in ((line, clean(text)) for line, text in pairs) if text]


def inline_text(text: str, substitutions: Mapping[str, str]) -> str:
    """A text of one line without markup."""
    return clean(" ".join(piece.text for piece in inline_pieces([Line(0, text)], substitutions)))


def _plain(match: re.Match[str], substitutions: Mapping[str, str]) -> str:
    kind = match.lastgroup
    match kind:
        case None:
            return ""
        case "name":
            return substitutions.get(match["name"].lower(), match[0])
        case "role":
            text = match["role"]
            shown = _TARGET.sub("", text).lstrip("~!")
            return shown or text.strip(" <>")
        case "escaped":
            return "" if match["escaped"].isspace() else match["escaped"]
        case _:
            return match[kind]
