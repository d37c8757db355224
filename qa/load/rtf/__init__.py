"""RTF -> drafts of blocks.

    tokens      the bytes -> braces, control words, text
    flow        paragraphs, items, rows and notes -> drafts
    reader      groups with their state, destinations, text (in this module)

What people do not see is left out: hidden and deleted text, the codes of fields, comments, headers and footers of
pages, pictures. Footnotes follow the paragraph that refers to them.

Known limitations: the cells of a nested table are text of the outer cell. Text boxes are read where the file has them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from qa.errors import BinarySource
from qa.load.blocks import Parsed
from qa.load.labels import detail_drafts
from qa.load.lines import SOFT_HYPHEN, clean
from qa.load.rtf.flow import BULLETS, Flow
from qa.load.rtf.tokens import Token, charset_encoding, code_page, tokens
from qa.load.stems import with_stems
from qa.types import BlockKind

__all__ = ["is_rtf", "parse_rtf"]

# Groups inside each other. What is deeper is left out; programs write less than 100.
MAX_DEPTH = 1_000
# Characters that are read.
MAX_CHARACTERS = 50_000_000
_MAX_FONTS = 10_000

# Destinations that are no text of the document, whether marked with `\*` or not.
_LEFT_OUT = frozenset(
    """annotation atnauthor atndate atnicn atnid atnparent atnref atntime atrfend atrfstart bkmkend bkmkstart
    blipuid buptim category colortbl colorschememapping comment company datafield datastore defchp defpap do
    docvar factoidname falt filetbl fldinst fldtype fname footer footerf footerl footerr formfield ftncn ftnsep ftnsepc
    aftncn aftnsep aftnsepc generator header headerf headerl headerr hlinkbase latentstyles listoverridetable
    listpicture listtable manager mmath moMath nextfile nonshppict objalias objclass objdata objname objtime
    operator panose password pgp pgptbl picprop pict pn pnseclvl pntxta pntxtb printim private revtbl rsidtbl rxe
    shprslt sp sn sv tc tcn template themedata txe userprops wgrffmtfilter writereservhash xe xmlnstbl""".split()
)
# Destinations marked with `\*`, which old readers skip, that are text.
_STARRED_TEXT = frozenset({"shptxt", "shppict", "shpinst", "result", "fldrslt"})
_INFO = {"title": "title", "subject": "subject", "author": "author"}
_SPECIAL: Mapping[str, str] = {
    "tab": " ", "line": " ", "lbr": " ", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ", "softline": " ",
    "nestcell": " ", "nestrow": " ", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip
_SIGNS: Mapping[str, str] = {"~": "\u00a0", "_": "-", "-": SOFT_HYPHEN, "\\": "\\", "{": "{", "}": "}"}
_ENDS = frozenset({"par", "sect", "page", "column", "softpage"})


# Signs of the fonts Symbol and Wingdings, which have no characters of their own.
_SYMBOL = re.compile("[\uf000-\uf0ff]")


def is_rtf(data: bytes) -> bool:
    """Whether the file has the signature of RTF."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf")


def parse_rtf(data: bytes, source: str) -> Parsed:
    """The title of an RTF document, and its blocks. Raises `BinarySource`."""
    if not is_rtf(data):
        raise BinarySource("is no RTF document: it does not begin with {\\rtf; save it again, or export it as text")
    return _Reader().read(data)


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits.

    `target` is what its text goes to: "text", "fonts", "styles", "info", "mark" (of a list's item) or "none".
    """

    target: str = "text"
    name: str = ""
    hidden: bool = False
    skip: int = 1
    encoding: str = ""
    in_table: bool = False
    style: int = 0
    level: int = 0
    starred: bool = False


def _symbol(match: re.Match[str]) -> str:
    """The bullet that a sign of a symbol font is, or nothing."""
    return "•" if match[0] in BULLETS else ""


class _Reader:
    """Goes through the tokens of one file."""

    def __init__(self) -> None:
        self._state = _State(encoding="cp1252")
        self._stack: list[_State] = []
        # Groups that are open beyond `MAX_DEPTH`.
        self._too_deep = 0
        self._flow = Flow()
        self._flows: list[tuple[int, Flow, bool]] = []
        self._default_encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._styles: dict[int, int] = {}
        self._style, self._style_name, self._style_level = 0, "", 0
        self._bytes: list[str] = []
        self._units: list[int] = []
        self._to_skip = 0
        self._metadata: dict[str, str] = {}
        self._characters = 0
        self._has_pictures = False
        self._warnings: list[str] = []
        self._words: Mapping[str, Callable[[int | None], None]] = {
            "ansicpg": self._take_code_page,
            "mac": lambda number: self._take_code_page(10000),
            "pc": lambda number: self._take_code_page(437),
            "pca": lambda number: self._take_code_page(850),
            "f": self._take_font,
            "fcharset": self._take_charset,
            "uc": lambda number: self._set(skip=min(max(1 if number is None else number, 0), 10)),
            "v": lambda number: self._set(hidden=number != 0),
            "deleted": lambda number: self._set(hidden=number != 0),
            "plain": lambda number: self._set(hidden=False),
            "pard": lambda number: self._set(in_table=False, style=0, level=0),
            "intbl": lambda number: self._set(in_table=True),
            "s": self._take_style,
            "outlinelevel": self._take_level,
            "cell": lambda number: self._flow.end_cell(),
            "row": lambda number: self._flow.end_row(),
            "trhdr": lambda number: self._mark_header(),
        }

    def read(self, data: bytes) -> Parsed:
        """The blocks of the document."""
        for token in tokens(data):
            self._take(token)
            if self._characters > MAX_CHARACTERS:
                self._warnings.append("it has more text than qa reads; the rest was left out")
                break
        self._flush()
        while self._flows:
            self._end_flow()
        self._flow.end_paragraph(self._heading_level())
        self._flow.end_table()
        if self._has_pictures and not self._flow.drafts:
            self._warn("it holds pictures, and qa does not read pictures")
        metadata = {name: text for name, text in ((name, clean(text)) for name, text in self._metadata.items()) if text}
        drafts = [*detail_drafts(metadata)]
        return Parsed(metadata.get("title"), [*drafts, *with_stems(self._flow.drafts)], metadata, self._warnings)

    def _set(self, **changes: bool | int | str) -> None:
        self._flush()
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]

    def _take(self, token: Token) -> None:
        if token.kind == "brace":
            self._flush()
            self._to_skip = 0
            self._open() if token.text == "{" else self._close()
        elif self._too_deep:
            return
        elif token.kind == "text":
            self._take_text(token.text)
        elif token.kind == "sign":
            self._take_sign(token.text)
        elif token.kind == "word":
            self._take_word(token.text, token.number)

    # Groups

    def _open(self) -> None:
        if len(self._stack) >= MAX_DEPTH:
            if not self._too_deep:
                self._warn("it has groups nested too deep, which were left out")
            self._too_deep += 1
            return
        self._stack.append(self._state)
        if self._state.starred:
            self._state = replace(self._state, starred=False)

    def _close(self) -> None:
        if self._too_deep:
            self._too_deep -= 1
        elif self._stack:
            if self._flows and self._flows[-1][0] == len(self._stack):
                self._end_flow()
            if self._state.target == "styles":
                self._end_style()
            self._state = self._stack.pop()

    def _begin_flow(self, *, is_note: bool) -> None:
        """Begin a note, or the text of a box: it comes after the paragraph that it is in."""
        self._flows.append((len(self._stack), self._flow, is_note))
        self._flow = Flow()
        self._set(target="text", hidden=False, in_table=False, style=0, level=0)

    def _end_flow(self) -> None:
        """Hand the paragraphs of a note or box to the text that they are in."""
        inner = self._flow
        inner.end_paragraph(0)
        _, self._flow, is_note = self._flows.pop()
        for draft in inner.drafts:
            becomes_note = is_note and draft.kind is not BlockKind.ROW
            self._flow.notes.append(draft._replace(kind=BlockKind.FOOTNOTE, level=0) if becomes_note else draft)

    # Words

    def _take_word(self, word: str, number: int | None) -> None:
        if word == "u" and self._state.target != "none":
            self._take_unicode(number)
            return
        if self._to_skip:
            self._to_skip -= 1
            return
        if self._state.starred:
            self._set(starred=False)
            if word == "ud" and self._state.name == "upr":
                self._set(target="text", name="")
                return
            if word not in _STARRED_TEXT and not self._is_known_destination(word):
                self._set(target="none")
                return
        if self._state.target == "none":
            return
        self._flush()
        if word in _SPECIAL:
            self._add(_SPECIAL[word])
        elif word in _ENDS:
            self._end_paragraph()
        elif word in self._words:
            self._words[word](number)
        elif word in ("footnote", "shptxt"):
            self._begin_flow(is_note=word == "footnote")
        elif word == "upr":
            # The text in an old encoding, and the same in Unicode after `\*\ud`.
            self._set(target="none", name="upr")
        elif self._is_known_destination(word):
            self._begin_destination(word)

    @staticmethod
    def _is_known_destination(word: str) -> bool:
        return word in _LEFT_OUT or word in _INFO or word in ("fonttbl", "stylesheet", "info", "listtext", "pntext")

    def _begin_destination(self, word: str) -> None:
        targets = {"fonttbl": "fonts", "stylesheet": "styles", "info": "info", "listtext": "mark", "pntext": "mark"}
        if word in targets:
            self._set(target=targets[word])
        elif word in _INFO and self._state.target == "info":
            self._set(name=_INFO[word])
        elif word in _LEFT_OUT:
            self._has_pictures = self._has_pictures or word == "pict"
            self._set(target="none")

    def _end_paragraph(self) -> None:
        self._flush()
        if self._state.target != "text":
            return
        if self._state.in_table:
            self._flow.text.append(" ")
        else:
            self._flow.end_paragraph(self._heading_level())

    def _heading_level(self) -> int:
        return self._state.level or self._styles.get(self._state.style, 0)

    def _mark_header(self) -> None:
        if not self._flow.table:
            self._flow.has_header = True

    def _take_style(self, number: int | None) -> None:
        if self._state.target == "styles":
            self._style = number or 0
        else:
            self._set(style=number or 0)

    def _take_level(self, number: int | None) -> None:
        level = (number or 0) + 1 if 0 <= (number or 0) < 9 else 0
        if self._state.target == "styles":
            self._style_level = level
        else:
            self._set(level=level)

    def _end_style(self) -> None:
        """Take a style: a heading by its level, or by its name."""
        name = self._style_name.strip().rstrip(";").lower()
        words = name.split()
        if len(words) == 2 and words[0] in ("heading", "überschrift", "titre") and words[1].isdecimal():
            self._style_level = self._style_level or min(int(words[1][:2]), 9)
        if self._style_level and len(self._styles) < _MAX_FONTS:
            self._styles[self._style] = self._style_level
        self._style, self._style_name, self._style_level = 0, "", 0

    def _take_code_page(self, number: int | None) -> None:
        self._default_encoding = code_page(number or 1252)
        self._set(encoding=self._default_encoding)

    def _take_font(self, number: int | None) -> None:
        if self._state.target == "fonts":
            self._font = number or 0
        else:
            encoding = self._fonts.get(number or 0, self._default_encoding)
            if encoding != self._state.encoding:
                self._set(encoding=encoding)

    def _take_charset(self, number: int | None) -> None:
        if self._state.target == "fonts" and len(self._fonts) < _MAX_FONTS:
            self._fonts[self._font] = charset_encoding(number or 0, self._default_encoding)

    # Text

    def _take_sign(self, sign: str) -> None:
        if self._to_skip:
            self._to_skip -= 1
        elif sign == "*":
            self._set(starred=True)
        elif sign in _SIGNS:
            self._add(_SIGNS[sign])
        elif sign in "\r\n":
            self._end_paragraph()

    def _take_text(self, text: str) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(text))
            self._to_skip -= skipped
            text = text[skipped:]
        if text and self._state.target != "none":
            if self._units:
                self._flush()
            self._bytes.append(text)

    def _take_unicode(self, number: int | None) -> None:
        if self._bytes:
            self._flush()
        self._units.append((number or 0) % 0x10000)
        self._to_skip = self._state.skip

    def _flush(self) -> None:
        """Decode the bytes, or the UTF-16 units, that were collected."""
        if self._bytes:
            raw = "".join(self._bytes).encode("latin-1")
            self._bytes.clear()
            self._add(raw.decode(self._state.encoding, "replace"))
        elif self._units:
            raw = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units.clear()
            self._add(_SYMBOL.sub(_symbol, raw.decode("utf-16-le", "replace")))

    def _add(self, text: str) -> None:
        """Add decoded text to what the group is about."""
        if self._bytes or self._units:
            self._flush()
        if self._state.hidden and self._state.target in ("text", "mark"):
            return
        self._characters += len(text)
        match self._state.target:
            case "text":
                self._flow.text.append(text)
            case "mark":
                self._flow.mark.append(text)
            case "styles" if len(self._style_name) < 80:
                self._style_name += text[:80]
            case "info" if self._state.name and len(self._metadata.get(self._state.name, "")) < 500:
                self._metadata[self._state.name] = self._metadata.get(self._state.name, "") + text[:500]

    def _warn(self, message: str) -> None:
        if message not in self._warnings:
            self._warnings.append(message)
