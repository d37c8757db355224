"""Rules for blocks that CommonMark does not have: definitions of footnotes, and text that is nested too deeply.

Each rule has the signature of markdown-it's block rules and is called at the first line of a possible block.

Known limitation: lists and tables within a footnote become lines of its text.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

# Nested lists and quotes, in levels of the parser: a quote is one, a list two. Its own limit is 20, and what is deeper
# would be lost.
_DEEPEST = 96
MAX_NESTING = _DEEPEST + 4

FOOTNOTE, DEEP_TEXT = "footnote", "deep_text"

_DEFINITION = re.compile(r"\[\^(?P<label>[^\]\s]{1,100})\]:[ \t]*")
_CONTAINER_MARKERS = re.compile(r"^(?:[ \t]*(?:>|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))*[ \t]*", re.MULTILINE)
# Columns of indentation from which a paragraph after a blank line still belongs to the footnote.
_FOOTNOTE_INDENT = 2


def add_block_rules(parser: MarkdownIt) -> MarkdownIt:
    """Make the parser recognise footnotes, and keep what is nested too deeply as text."""
    parser.block.ruler.before("table", DEEP_TEXT, _read_deep_text)
    parser.block.ruler.before("reference", FOOTNOTE, _read_footnote, {"alt": ["paragraph", "reference"]})
    return parser


def _read_deep_text(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if silent or state.level < _DEEPEST:
        return False
    token = state.push(DEEP_TEXT, "", 0)
    token.content = _CONTAINER_MARKERS.sub("", state.getLines(start, end, state.blkIndent, False))
    token.map = [start, end]
    state.line = end
    return True


def _read_footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A definition "[^1]: Text.", with the lines that continue it."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("[^", begin) or state.is_code_block(start):
        return False
    match = _DEFINITION.match(state.src, begin, state.eMarks[start])
    if match is None:
        return False
    if silent:
        return True
    last = start
    for line in range(start + 1, end):
        if state.isEmpty(line):
            continue
        after_blank = last < line - 1
        indent = state.sCount[line] - state.blkIndent
        at = state.bMarks[line] + state.tShift[line]
        if after_blank and indent < _FOOTNOTE_INDENT:
            break
        if indent < _FOOTNOTE_INDENT and (state.src.startswith("[^", at) or _ends_footnote(state, line, end)):
            break
        last = line
    token = state.push(FOOTNOTE, "", 0)
    lines = state.getLines(start, last + 1, state.blkIndent, False).split("\n")
    token.content = "\n".join([lines[0].lstrip()[match.end() - match.start() :], *(line.strip() for line in lines[1:])])
    token.info = f"[^{match['label']}]"
    token.map = [start, last + 1]
    state.line = last + 1
    return True


def _ends_footnote(state: StateBlock, line: int, end: int) -> bool:
    """Whether another block begins at `line`, as it would end a paragraph."""
    return any(rule(state, line, end, True) for rule in state.md.block.ruler.getRules("paragraph"))
