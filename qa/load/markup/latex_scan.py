"""The lines of a LaTeX text without comments, and a place in it that moves over arguments.

Nothing is searched twice in vain, so that time is linear.
"""

import re
from collections.abc import Iterator

from qa.load.markup.latex_commands import VERBATIM

# Characters of an argument that is skipped, or of a short formula.
LONGEST_ARGUMENT = 2_000

BRACKETS = re.compile(r"\s{0,8}\[[^\[\]]{0,500}\]")
_COMMENT = re.compile(r"(?:\\.|[^%\\])*")
_ENVIRONMENT = re.compile(r"\\(begin|end)[ ]?\{([a-zA-Z]{1,40})\*?\}")
_BRACE = re.compile(r"[{}]")


def without_comments(lines: list[str]) -> Iterator[str]:
    """The lines without comments, except for those of code; a line that is only a comment is no blank line."""
    code = ""
    for line in lines:
        if code:
            if f"\\end{{{code}" in line:
                code = ""
            yield line
            continue
        match = _COMMENT.match(line) if "%" in line else None
        kept = match[0] if match else line
        for environment in _ENVIRONMENT.finditer(kept):
            name = environment[2]
            code = name if environment[1] == "begin" and name in VERBATIM | {"comment", "filecontents"} else code
            code = "" if environment[1] == "end" and name == code else code
        yield "\\relax" if match and not kept.strip() and line.strip() else kept


class Scanner:
    """The text, the place `at` that is read next, and the line of that place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at, self.line = 0, 1
        # No group that begins before this place is closed soon; no such mark comes soon before its place.
        self._unclosed = -1
        self._missing: dict[str, int] = {}

    def move(self, end: int) -> None:
        """Go on to the place `end`."""
        self.line += self.text.count("\n", self.at, end)
        self.at = end

    def skip_empty(self) -> None:
        """Skip the empty group that ends a command."""
        if self.text.startswith("{}", self.at):
            self.at += 2

    def skip_brackets(self) -> None:
        """Skip an argument in brackets, if one begins here."""
        match = BRACKETS.match(self.text, self.at)
        if match:
            self.move(match.end())

    def skip_group(self) -> None:
        """Skip a group in braces, if it begins here and is closed soon."""
        start = self.at
        while start < len(self.text) and self.text[start] in " \t":
            start += 1
        if not self.text.startswith("{", start) or start < self._unclosed:
            return
        depth = 0
        limit = start + LONGEST_ARGUMENT
        for brace in _BRACE.finditer(self.text, start, limit):
            if self.text[brace.start() - 1] == "\\":
                continue
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                self.move(brace.end())
                return
        self._unclosed = limit

    def find(self, mark: str, length: int, *, after: int = 0) -> int:
        """Where `mark` is in the next `length` characters, or -1. Nothing is searched twice in vain."""
        start = self.at + after
        if start < self._missing.get(mark, -1):
            return -1
        end = self.text.find(mark, start, start + length)
        if end < 0:
            self._missing[mark] = start + length - len(mark)
        return end
