"""An answer, for people and for programs: `answer_blocks` is what a terminal or a pipe shows, `to_json` what a program reads.

Whatever comes from a document, a question, a path or an error passes through `clean` before it is shown, so escape
sequences never reach the screen, and is never read as markup. A terminal gets marks, colour and lines wrapped at its
width; a pipe gets bare text, one thing a line: first the answer, then its place.

Known limitation: invisible characters that scripts need (joiners, left-to-right marks) are shown as they are.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from qa.types import Answer, Candidate, Citation, Passage, Span

ABSTAINED = "The text does not say."
CLOSEST = "The closest passage is:"
NOTHING_NEAR = "Nothing in it comes close."

# The least confidence that a word stands for, in descending order.
_WORDS = (
    (0.95, "nearly certain"),
    (0.85, "very likely"),
    (0.65, "likely"),
    (0.5, "more likely than not"),
    (0.25, "doubtful"),
    (0.05, "unlikely"),
    (0.0, "very unlikely"),
)

# Evidence that counts less rounds to nothing and is not listed.
_COUNTS = 0.005

# Digits kept of a score or confidence in JSON: more than any use, fewer than the noise of floating-point sums.
_DIGITS = 6

# Alternatives that JSON always carries, if there are so many.
JSON_ALTERNATIVES = 2

_BIDI = "\u202a-\u202e\u2066-\u206f"
_UNSEEN = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]")
_BREAKS = re.compile("[ ]*[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+[ ]*")
_UNSAFE_JSON = re.compile(
    f"[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029{_BIDI}\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


# Text, made safe


def clean(text: str) -> str:
    """`text` on one line, with a visible stand-in for every character that could steer a terminal or hide text."""
    return _UNSEEN.sub(_stand_in, _BREAKS.sub(" ", text))


def _stand_in(match: re.Match[str]) -> str:
    """The picture of a control character (Unicode block "Control Pictures"), and U+FFFD for all others."""
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"


def error_line(message: str) -> str:
    """An error as one line for the standard error stream."""
    return f"qa: {clean(message)}"


def counted(number: int, noun: str) -> str:
    """`1 passage`, `2,000 passages`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# For people


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph to show: `label` stands before its first line, and the other lines are indented as far.

    A `gap` is a blank line before it, on a terminal only.
    """

    text: Text
    label: str = ""
    gap: bool = False

    @property
    def plain(self) -> str:
        """The block as a pipe gets it."""
        return f"{self.label.lstrip()}{self.text.plain}"


Blocks = tuple[Block, ...]


def console(stream: TextIO) -> Console:
    """A console on `stream` that takes no text for markup and, with NO_COLOR, sends no escape sequence at all."""
    colours = None if os.environ.get("NO_COLOR") else "auto"
    return Console(file=stream, color_system=colours, markup=False, emoji=False, highlight=False)


def show(target: Console, blocks: Iterable[Block]) -> None:
    """Write `blocks`: wrapped at the width of a terminal, one a line and without style elsewhere."""
    for block in blocks:
        if target.is_terminal:
            _show_wrapped(target, block)
        else:
            target.file.write(block.plain + "\n")
    target.file.flush()


def _show_wrapped(target: Console, block: Block) -> None:
    if block.gap:
        target.print()
    # A label that takes half the width stands on a line of its own.
    alone = len(block.label) > target.width // 2
    indent = " " * (4 if alone else len(block.label))
    if alone:
        target.print(Text(block.label.rstrip()), soft_wrap=True)
    lines = block.text.wrap(target, max(target.width - len(indent), 1), overflow="fold")
    for number, line in enumerate(lines):
        line.rstrip()
        target.print(Text.assemble(indent if number or alone else block.label, line), soft_wrap=True)


def note(text: str, *, style: str = "", label: str = "", gap: bool = False) -> Block:
    """A block of one style; `text` is cleaned."""
    return Block(Text(clean(text), style=style), label=label, gap=gap)


def rows(pairs: Sequence[tuple[str, str]], *, gap: bool = False) -> Blocks:
    """Names and what they mean, in two columns."""
    cleaned = [(clean(name), text) for name, text in pairs]
    width = max((len(name) for name, _ in cleaned), default=0)
    return tuple(
        note(text, label=f"  {name:<{width}}  ", gap=gap and number == 0) for number, (name, text) in enumerate(cleaned)
    )


def confidence(probability: float) -> str:
    """A confidence in words and number: `likely, 0.82`."""
    word = next((word for least, word in _WORDS if probability >= least), _WORDS[-1][1])
    number = "above 0.99" if probability > 0.99 else "below 0.01" if probability < 0.01 else f"{probability:.2f}"
    return f"{word}, {number}"


def place(citation: Citation) -> str:
    """Where a sentence stands: `notes.md:12–14 · Heading`, cleaned."""
    to = f"–{citation.end_line}" if citation.end_line != citation.line else ""
    under = f" · {citation.heading}" if citation.heading else ""
    return clean(f"{citation.source}:{citation.line}{to}{under}")


def answer_blocks(answer: Answer, *, top: int = 1, context: int = 0, passages: Sequence[Passage] = ()) -> Blocks:
    """The answer, or that there is none with the closest sentence, then candidates up to `top` in all.

    `context` counts the sentences to show before and after it; they come from `passages`, the corpus's.
    """
    if answer.best is None:
        return _abstention(answer, context=context, passages=passages)
    first = Block(marked(answer.best, context=context, passages=passages), gap=True)
    where = Text.assemble((place(answer.best.citation), "cyan"), f"  ({confidence(answer.confidence)})")
    return (first, Block(where), *candidate_blocks(answer.alternatives[: top - 1], first=2))


def _abstention(answer: Answer, *, context: int, passages: Sequence[Passage]) -> Blocks:
    said = note(ABSTAINED, style="bold yellow", gap=True)
    closest = answer.closest
    if closest is None:
        return (said, note(NOTHING_NEAR))
    where = Text.assemble((place(closest.citation), "cyan"), f"  (an answer? {confidence(answer.confidence)})")
    near = marked(closest, context=context, passages=passages, mark=False)
    return (said, note(CLOSEST), Block(near, label="  "), Block(where, label="  "))


def candidate_blocks(candidates: Sequence[Candidate], *, first: int) -> Blocks:
    """Candidates with their places, numbered from `first`."""
    return tuple(
        block
        for number, candidate in enumerate(candidates, first)
        for block in (
            Block(marked(candidate), label=f"{number}. ", gap=True),
            note(place(candidate.citation), style="cyan", label="   "),
        )
    )


def marked(
    candidate: Candidate, *, context: int = 0, passages: Sequence[Passage] = (), mark: bool = True
) -> Text:
    """The sentence with the answering words marked, between its neighbours."""
    before, after = neighbours(candidate, passages, count=context)
    cut = candidate.document_slice if False else candidate.sentence.document.slice  # noqa
    return Text()
