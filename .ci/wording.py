"""Report the words that the project's style excludes, each with what to write instead.

Usage: `python .ci/wording.py [FILE ...]` in the root of the repository; without a FILE, every file that git tracks.
Exit status: 0 without findings, 1 with findings (one per line), 2 on bad usage.

Checked are Python's docstrings, comments, string literals and the names that it binds, Markdown, HTML templates, and
the comments of TOML and shell files. Not checked are quotations (“…”, "…" and `…`), code in Markdown, regular
expressions, word lists, string literals in tests (made-up documents, and messages that `qa/` owns), and each line or
Python statement with the comment `wording: data`.

Known limitations: words match without their meaning, so most uses of "as" for "such as" and "a" for "per" pass. A raw
string is taken for a regular expression. In Markdown a paragraph indented by four spaces is code, also inside a list.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator, Sequence
from enum import Flag, auto
from pathlib import Path
from typing import NamedTuple


class Place(Flag):
    """Where a rule applies: in running text, in Python names (with spaces for underscores), or in both."""

    PROSE = auto()
    NAME = auto()
    BOTH = PROSE | NAME


class Rule(NamedTuple):
    """What is not written: `pattern` ignores case, and its spaces match line breaks, too."""

    name: str
    pattern: str
    place: Place
    advice: str


class Piece(NamedTuple):
    """A text to check, from `line` (counted from 1) of its file on, with the file's line breaks."""

    place: Place
    text: str
    line: int


class Finding(NamedTuple):
    """Words that break a rule, and where they are."""

    path: str
    line: int
    words: str
    rule: Rule

    def __str__(self) -> str:
        return f'{self.path}:{self.line}: "{self.words}": {self.rule.advice}'


_COUNTED = "(?:bytes|characters|tokens|words|rows|lines|sentences|questions|windows|candidates|ms)"
_SINGLE = "(?:object|file|docstring|question|paragraph|section|thing|line|row|record|sentence|word|token|module)"
_UNIT = "(?:line|row|cell|column|token|word|sentence|question|passage|document|page|file|turn|figure|system|way|thing)"
_RATE = rf"an? (?:{_UNIT}|second|minute|hour|day)\b(?! (?:of|that|took|takes|has|had|is|was|needs|holds)\b)"
_NUMBER = r"(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten)"

# Plain English passes the rules "tell" and "stand": cannot tell, tell apart, tell right from wrong, tell me;
# stand-alone, stand for, stand in for, as it stands.
RULES = (
    Rule("told", r"\btold\b", Place.BOTH, 'write "reported", "known" or "given"'),
    Rule("tells of", r"\btell(?:s|ing)? of\b", Place.BOTH, 'write "describes", "lists" or "names"'),
    Rule(
        "tell",
        r"(?<!can )(?<!cannot )(?<!can't )(?<!could )\btell(?:s|ing)?\b"
        r"(?! (?:of|me|us)\b)(?!(?: [\w·,-]+){0,4} (?:apart|from)\b)",
        Place.BOTH,
        'write "reports", "says", "shows" or "decides"',
    ),
    Rule(
        "stand",
        r"\b(?<!as it )(?<!as they )(?:stands?|standing|stood)\b(?!-?alone\b|(?-i: ALONE\Z)| (?:in )?for\b)"
        r"|\bas (?:it|they) stands? (?:alone|in)\b",
        Place.BOTH,
        'write "is", "are", "appears" or "is stand-alone"',
    ),
    Rule("go on with", r"\b(?:go|goes|going|gone|went) on with\b", Place.BOTH, 'write "resumes" or "continues"'),
    Rule("take ill", r"\b(?:takes?|taking|taken|took)(?: \w+){1,3} ill\b", Place.BOTH, 'write "fails"'),
    Rule("that there is not", r"\bthat there (?:is|are|was|were) not\b", Place.BOTH, 'write "unknown" or "missing"'),
    Rule("as", r"\b(?:word|phrase|name|noun|verb|sign|title)s? as (?=·)", Place.PROSE, 'write "such as"'),
    Rule("one a line", rf"\bone an? {_UNIT}\b|\ban? {_UNIT} each\b", Place.BOTH, 'write "one per line"'),
    Rule(
        "a for per",
        rf"\b(?:{_COUNTED}|{_NUMBER} \w+s|one {_SINGLE}) {_RATE}|(?:(?<=[,:;(] )|\A)an? {_UNIT} an? {_UNIT}\b",
        Place.PROSE,
        'write "per" for "a"',
    ),
    Rule("N in 100", rf"\b(?:one|{_NUMBER}) (?:in|(?:cases )?of) (?:100|a hundred)\b", Place.PROSE, 'write "N %"'),
    Rule(
        "Of X, Y",
        r"(?-i:\bOf) (?!course\b)(?:[^.,;:?!\n]|\n(?!\n)|(?<=\d)[.,](?=\d)){1,90},",
        Place.PROSE,
        "begin with the subject",
    ),
    Rule("vague name", r"\A(?:one|found|it|chance)\Z", Place.NAME, "name it for what it holds"),
    Rule("long test name", r"\Atest(?: [^ ]+){9,}\Z", Place.NAME, "use at most eight words after test_"),
)
_PATTERNS = tuple((rule, re.compile(rule.pattern.replace(" ", r"\s"), re.IGNORECASE)) for rule in RULES)

# Files that hold the words as data: this script, its test, the word lists.
EXCLUDED = (".ci/wording.py", "tests/test_wording.py", "qa/language/data/")
# Methods that take a word list.
TAKE_WORD_LISTS = frozenset({"split"})
MARKER = "wording: data"

# What is not checked becomes this sign, which no pattern takes for a letter, a space or the end of a sentence.
_BLANK = "·"
_QUOTATION = re.compile(r'`(?:[^`\n]|\n(?!\s*\n))+`|“(?:[^”\n]|\n(?!\s*\n))*”|\\?"(?:[^"\n]|\n(?!\s*\n))*"')
_LITERAL = re.compile(r"""([rbfu]*)("{3}|'{3}|"|')(.*?)(?:\2|["'])\Z""", re.IGNORECASE | re.DOTALL)
# From one part of a literal to the part on the next line.
_JOINT = re.compile(r"""["']\s*(?:#[^\n]*)?\n\s*[rbfu]*["']""", re.IGNORECASE)
_FIELD_OR_ESCAPE = re.compile(r"\{[^{}]*\}|\\[nrt]")
# Fenced and indented code, targets of links, comments.
_MARKDOWN_CODE = re.compile(
    r"^ *(```|~~~).*?^ *\1[^\n]*$|(?:(?<=\n\n)|\A) {4}[^\n]*(?:\n+ {4}[^\n]*)*|\]\([^)]*\)|<!--.*?-->",
    re.MULTILINE | re.DOTALL,
)
_TEMPLATE_CODE = re.compile(r"<style.*?</style>|\{[{%#].*?[}%#]\}|<[^>]*>", re.DOTALL)
_SHELL_CODE = re.compile(r"^(?:(?!#\s).)*", re.MULTILINE)
_CODE = {".md": _MARKDOWN_CODE, ".jinja": _TEMPLATE_CODE, ".toml": _SHELL_CODE, "": _SHELL_CODE}
# Made-up documents to ask questions of.
_DOCUMENTS = "eval/documents/"


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """`text` with its line breaks and without the matches of `pattern`."""
    return pattern.sub(lambda match: re.sub(r"[^\n]+", _BLANK, match[0]), text)


def _prose(text: str, line: int) -> Piece:
    """`text` without quotations and indentation."""
    return Piece(Place.PROSE, re.sub(r"[ \t]*([ \t\n])[ \t]*", r"\1", _blanked(_QUOTATION, text)), line)


def _comments(source: str) -> Iterator[Piece]:
    """The comments of Python; those directly below each other are one piece."""
    block: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in {tokenize.COMMENT, tokenize.ENDMARKER}:
            continue
        below = block and token.start == (block[-1].start[0] + 1, block[-1].start[1])
        if block and (token.type == tokenize.ENDMARKER or not below):
            yield _prose("\n".join(comment.string.lstrip("#") for comment in block), block[0].start[0])
            block = []
        block.append(token)


def _names(tree: ast.Module) -> Iterator[Piece]:
    """The names that the code binds: variables, attributes, parameters, functions, classes."""
    fields = {ast.Name: "id", ast.Attribute: "attr", ast.arg: "arg", ast.alias: "asname"}
    for node in ast.walk(tree):
        name = getattr(node, fields.get(type(node), "name"), None)
        if isinstance(name, str) and not isinstance(getattr(node, "ctx", None), ast.Load | ast.Del):
            yield Piece(Place.NAME, name.strip("_").replace("_", " "), getattr(node, "lineno", 1))


def _literals(node: ast.AST) -> Iterator[ast.JoinedStr | ast.Constant]:
    """The string literals in `node`, without those of word lists."""
    function = getattr(node, "func", None)
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
    elif getattr(function, "attr", getattr(function, "id", None)) not in TAKE_WORD_LISTS:
        for child in ast.iter_child_nodes(node):
            yield from _literals(child)


def _strings(tree: ast.Module, source: str, *, docstrings_alone: bool) -> Iterator[Piece]:
    """The docstrings, and the other literals that are no regular expressions."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    lines = [line.encode() for line in source.split("\n")]
    for node in _literals(tree):
        rows = lines[node.lineno - 1 : node.end_lineno]
        rows[-1] = rows[-1][: node.end_col_offset]  # in bytes, before the start is cut off: both may be on one line
        rows[0] = rows[0][node.col_offset :]
        literal = _LITERAL.match(b"\n".join(rows).decode())
        if literal and (id(node) in docstrings or not (docstrings_alone or "r" in literal[1].lower())):
            joined = _JOINT.sub(lambda joint: "\n" * joint[0].count("\n"), literal[3])
            yield _prose(_blanked(_FIELD_OR_ESCAPE, literal[3] if len(literal[2]) == 3 else joined), node.lineno)


def _pieces(path: str, text: str) -> Iterator[Piece]:
    """What is checked of a file."""
    if not path.endswith(".py"):
        yield _prose(_blanked(_CODE[Path(path).suffix], text), 1)
        return
    tree = ast.parse(text, path)
    yield from _names(tree)
    yield from _comments(text)
    yield from _strings(tree, text, docstrings_alone=path.startswith("tests/"))


def _data_lines(path: str, text: str) -> set[int]:
    """The lines with the marker, and all lines of the Python statements that hold it."""
    data = {number for number, line in enumerate(text.split("\n"), 1) if MARKER in line}
    for node in ast.walk(ast.parse(text)) if data and path.endswith(".py") else ():
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            data.update(lines if data.intersection(lines) else ())
    return data


def check(path: str, text: str) -> list[Finding]:
    """What breaks a rule in `text`, the content of the file `path`, in order. SyntaxError for Python that is none."""
    findings = []
    data = _data_lines(path, text)
    for piece in () if path.startswith(EXCLUDED) else _pieces(path, text):
        for rule, pattern in _PATTERNS:
            for match in pattern.finditer(piece.text) if piece.place in rule.place else ():
                line = piece.line + piece.text.count("\n", 0, match.start())
                words = " ".join(match[0].split()) if piece.place is Place.PROSE else match[0].replace(" ", "_")
                findings.append(Finding(path, line, words, rule))
    return sorted((finding for finding in findings if finding.line not in data), key=lambda finding: finding.line)


def main(arguments: Sequence[str]) -> int:
    """Check the files called `arguments`, or all that git tracks; return the exit status."""
    try:
        tracked = [] if arguments else subprocess.check_output(["git", "ls-files", "-z"], text=True).split("\0")
        paths = [Path(name) for name in arguments or tracked if arguments or Path(name).is_file()]
        if missing := [str(path) for path in paths if not path.is_file()]:
            raise FileNotFoundError(f"found no file called {missing[0]}")
        named = [path for path in paths if path.suffix in {".py", *_CODE} and (path.suffix or path.parts[0] == ".ci")]
        checked = [path for path in named if not path.as_posix().startswith(_DOCUMENTS)]
        findings = [finding for path in checked for finding in check(path.as_posix(), path.read_text("utf-8"))]
    except (OSError, SyntaxError, UnicodeDecodeError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\nusage: python .ci/wording.py [FILE ...]\n")
        return 2
    sys.stdout.writelines(f"{finding}\n" for finding in findings)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
