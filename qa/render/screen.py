"""What is written to a terminal or a pipe: clean text, in blocks.

Whatever comes from a document, a question, a path or an error passes through `clean` before it is shown, so that no
escape sequence reaches the screen and nothing is read as markup. A terminal gets marks, colour and lines wrapped at
its width; a pipe gets plain text, one block per line.

Known limitation: invisible characters that scripts need (joiners, left-to-right marks) are shown as they are.
"""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.style import Style
from rich.text import Text

from qa.types import Citation, Place

# Characters that change the direction of text.
BIDI = "\u202a-\u202e\u2066-\u206f"
UNSAFE = re.compile(f"[\x00-\x1f\x7f-\x9f{BIDI}\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]")
BREAKS = re.compile("[ ]*[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+[ ]*")


# Text, made safe


def clean(text: str) -> str:
    """`text` on one line, with a visible substitute for each character that could steer a terminal or hide text."""
    return UNSAFE.sub(_substitute, BREAKS.sub(" ", text))


def _substitute(match: re.Match[str]) -> str:
    """The picture of a control character (Unicode block "Control Pictures"), and U+FFFD for all others."""
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"


def error_line(message: str) -> str:
    """An error as one line for standard error."""
    return f"qa: {clean(message)}"


def counted(number: int, noun: str) -> str:
    """`1 passage`, `2,000 passages`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# Places


def place(citation: Citation) -> str:
    """A citation on one line, cleaned: `notes.md:12–14 · Setup`, `report.pdf, p. 12 · Methods › Sampling`."""
    lines = ""
    if citation.line is not None:
        to = f"–{citation.end_line}" if citation.end_line != citation.line else ""
        lines = f":{citation.line}{to}"
    parts = "".join(f", {part}" for part in place_parts(citation.place))
    under = f" · {' › '.join(citation.headings)}" if citation.headings else ""
    return clean(f"{citation.source}{lines}{parts}{under}")


def place_parts(at: Place) -> list[str]:
    """The parts of a place in words: "p. 12", "slide 3", "sheet Prices", "row 5"."""
    parts = [
        (at.page, f"p. {at.page_label or at.page}"),
        (at.chapter, f"chapter {at.chapter}"),
        (at.slide, f"slide {at.slide}"),
        (at.sheet, f"sheet {at.sheet}"),
        (at.row, f"row {at.row}"),
        (at.part, f"{at.part}"),
        (at.time, f"at {at.time}"),
    ]
    return [words for value, words in parts if value is not None]


# Blocks


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: `label` precedes its first line, and the other lines are indented by the label's width.

    A `gap` is a blank line before it, on a terminal only. The text of a block with a `cited` place begins with that
    place, which a terminal may show as a link.
    """

    text: Text
    label: str = ""
    gap: bool = False
    cited: Citation | None = None

    @property
    def plain(self) -> str:
        """The block as a pipe gets it."""
        return f"{self.label.lstrip()}{self.text.plain}"


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown text that qa ships: rendered on a terminal, unchanged in a pipe. Not for text from documents."""

    markdown: str

    @property
    def plain(self) -> str:
        """The page as a pipe gets it."""
        return self.markdown.rstrip("\n")


Blocks = tuple[Block | Page, ...]


# What gives the address that a citation leads to; None where there is none.
Linker = Callable[[Citation], str | None]


class Screen(Console):
    """A console that shows places as links by `link`, if it has one."""

    link: Linker | None = None


def console(stream: TextIO, *, link: Linker | None = None) -> Console:
    """A console on `stream` that reads no text as markup and, with NO_COLOR, sends no escape sequence at all.

    On a terminal with colours, places are shown as links by `link`, which gives an address without control characters.
    """
    plain = bool(os.environ.get("NO_COLOR"))
    screen = Screen(file=stream, color_system=None if plain else "auto", markup=False, emoji=False, highlight=False)
    screen.link = link
    return screen


def show(target: Console, blocks: Iterable[Block | Page]) -> None:
    """Write `blocks`: wrapped at the width of a terminal; in a pipe one per line and without style."""
    for block in blocks:
        if not target.is_terminal:
            target.file.write(block.plain + "\n")
        elif isinstance(block, Page):
            _show_page(target, block)
        else:
            _show_wrapped(target, block)
    target.file.flush()


def _show_page(target: Console, page: Page) -> None:
    # Imported here, since it brings a Markdown parser and a highlighter along.
    from rich.markdown import Markdown

    target.print(Markdown(page.markdown, code_theme="ansi_dark", hyperlinks=False))


def _show_wrapped(target: Console, block: Block) -> None:
    if block.gap:
        target.print()
    # A label of more than half the width gets a line of its own.
    alone = len(block.label) > target.width // 2
    indent = " " * (4 if alone else len(block.label))
    if alone:
        target.print(Text(block.label.rstrip(), style=block.text.style), overflow="fold")
    label = Text(block.label, style=block.text.style)
    lines = _linked(target, block).wrap(target, max(target.width - len(indent), 1), overflow="fold")
    for number, line in enumerate(lines):
        line.rstrip()
        target.print(Text.assemble(indent if number or alone else label, line), soft_wrap=True)


def _linked(target: Console, block: Block) -> Text:
    """The text of `block`, its place as a link if `target` shows links."""
    address = target.link(block.cited) if isinstance(target, Screen) and target.link and block.cited else None
    if address is None or block.cited is None or UNSAFE.search(address):
        return block.text
    text = block.text.copy()
    text.stylize(Style(link=address), 0, len(place(block.cited)))
    return text


def note(text: str, *, style: str = "", label: str = "", gap: bool = False) -> Block:
    """A block of one style; `text` is cleaned."""
    return Block(Text(clean(text), style=style), label=label, gap=gap)


def place_block(citation: Citation, behind: str = "", *, label: str = "", gap: bool = False) -> Block:
    """The place of a citation, which is a link where the terminal shows links, with `behind` after it."""
    return Block(Text.assemble((place(citation), "cyan"), behind), label=label, gap=gap, cited=citation)


def rows(pairs: Sequence[tuple[str, str]], *, gap: bool = False) -> tuple[Block, ...]:
    """Names and their meanings, in two columns."""
    cleaned = [(clean(name), meaning) for name, meaning in pairs]
    width = max((len(name) for name, _ in cleaned), default=0)
    return tuple(
        note(meaning, label=f"  {name:<{width}}  ", gap=gap and number == 0)
        for number, (name, meaning) in enumerate(cleaned)
    )
