"""Front matter: what a Markdown file says of itself, between two lines of `---` (YAML) or `+++` (TOML) at its top.

    ---
    author: Pia Lindgren        -> metadata["author"], and a block "author: Pia Lindgren" that can answer
    tags: [ops, wiki]           -> metadata["tags"] alone
    ---

Known limitations: of YAML and TOML only what front matter is written in is read: a value on the line of its key, a list
in brackets or below the key, text in indented lines. Nested keys become part of the value.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from qa.load.blocks import Draft, Piece
from qa.load.lines import clean
from qa.types import BlockKind

_KEY_OR_COMMENT = re.compile(r"[\w.-]+\s*:(?:\s|$)|#|\s*$")
_YAML_KEY = re.compile(r"(?P<key>[\w.-]+)\s*:(?:\s+(?P<value>.*))?$")
_TOML_KEY = re.compile(r"(?P<key>[\w.-]+)\s*=\s*(?P<value>.*)$")
_COMMENT = re.compile(r"\s#.*$")
# The dash of a list, and the key of a person's name: "- name: Pia Lindgren".
_MARKER = re.compile(r"(?:-\s+)?(?:name\s*:\s+)?")
# A value that says that text in indented lines follows.
_TEXT_FOLLOWS = re.compile(r"[|>][-+\d]*$")

# What programs read, and nobody asks for.
_TECHNICAL = frozenset(
    "alias aliases bibliography categories category class classes comments cover css csl documentclass draft engine"
    " geometry has_children header-includes hidden highlight id image keywords lang language layout linkcolor marp math"
    " menu nav nav_order order output outputs paginate parent permalink published redirect_from robots sidebar"
    " sidebar_label sidebar_position slug style tag tags template theme thumbnail toc type url weight".split()
)
_NO_VALUES = frozenset({"", "true", "false", "null", "none", "~", "yes", "no", "[]", "{}"})
_ALIASES = {"authors": "author", "by": "author", "writer": "author"}


class FrontMatter(NamedTuple):
    """`lines` is how many lines of the file it takes, 0 if there is none; `metadata` and `drafts` are its keys."""

    lines: int
    metadata: dict[str, str]
    drafts: list[Draft]


@dataclass(slots=True)
class _Entry:
    """A key and the pieces of its value."""

    key: str
    line: int
    pieces: list[Piece] = field(default_factory=list)
    awaits_lines: bool = False

    @property
    def value(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


def front_matter(lines: Sequence[str]) -> FrontMatter:
    """The front matter at the top of the `lines` of a file."""
    fence = lines[0].strip("\ufeff").rstrip()
    is_toml = fence == "+++"
    ends = ("+++",) if is_toml else ("---", "...")
    if fence not in ("---", "+++") or len(lines) < 2 or not (is_toml or _KEY_OR_COMMENT.match(lines[1])):
        return FrontMatter(0, {}, [])
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ends), 0)
    matter = lines[1:end] if end else []
    if not any(("=" if is_toml else ":") in line for line in matter):
        return FrontMatter(0, {}, [])
    entries = [entry for entry in _entries(matter, _TOML_KEY if is_toml else _YAML_KEY) if entry.pieces]
    metadata: dict[str, str] = {}
    for entry in entries:
        name = entry.key.lower()
        metadata.setdefault(_ALIASES.get(name, name), entry.value)
    return FrontMatter(end + 1, metadata, [_draft(entry) for entry in entries if _is_asked_for(entry)])


def _is_asked_for(entry: _Entry) -> bool:
    return entry.key.lower() not in _TECHNICAL and entry.value.lower() not in _NO_VALUES


def _draft(entry: _Entry) -> Draft:
    """The block "author: Pia Lindgren", its label on the line of the value if they share it."""
    label, first = f"{entry.key}:", entry.pieces[0]
    if first.line == entry.line:
        return Draft(BlockKind.METADATA, [Piece(first.line, f"{label} {first.text}"), *entry.pieces[1:]])
    return Draft(BlockKind.METADATA, [Piece(entry.line, label), *entry.pieces])


def _entries(matter: Sequence[str], key: re.Pattern[str]) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for number, line in enumerate(matter, 2):
        match = key.match(line)
        if match:
            if entry is not None:
                yield _ended(entry)
            entry = _entry(match["key"], (match["value"] or "").strip(), number)
        elif entry is not None and entry.awaits_lines and line.strip() and not line.lstrip().startswith("#"):
            _add_line(entry, number, line)
    if entry is not None:
        yield _ended(entry)


def _entry(key: str, value: str, line: int) -> _Entry:
    if value[:1] not in "\"'":
        value = _COMMENT.sub("", value).strip()
    if not value or _TEXT_FOLLOWS.fullmatch(value) or value == "[":
        return _Entry(key, line, awaits_lines=True)
    text = clean(", ".join(_values(value)))
    return _Entry(key, line, [Piece(line, text)] if text else [])


def _add_line(entry: _Entry, number: int, line: str) -> None:
    """Add a line below the key: an item of a list, which a comma follows, or text."""
    stripped = line.strip().strip("[]")
    is_item = stripped.startswith("- ") or stripped.endswith(",")
    marker = _MARKER.match(stripped)
    text = clean(_unquoted(stripped[marker.end() if marker else 0 :].rstrip(",")))
    if text:
        entry.pieces.append(Piece(number, f"{text}," if is_item else text))


def _ended(entry: _Entry) -> _Entry:
    """The entry without the comma after its last item."""
    if entry.pieces and entry.awaits_lines:
        line, text, place = entry.pieces[-1]
        entry.pieces[-1] = Piece(line, text.rstrip(","), place)
    return entry


def _values(value: str) -> list[str]:
    """The values of a list in brackets, or the only value."""
    if value.startswith("[") and value.endswith("]"):
        return [_unquoted(part) for part in value[1:-1].split(",") if part.strip()]
    return [_unquoted(value)]


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
