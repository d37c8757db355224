"""Plain text -> drafts of blocks.

    chunks      lines without a blank line between them; rules and the underlines of headings part them too
    groups      the lines of a chunk that make one paragraph, item, row or heading
    pages       paragraphs that the end of a page cut in two become one

Known limitations: a line is one thing only, so text set in two columns side by side is read across; a paragraph that
goes on after a page with a capital letter stays apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.load import signs
from qa.load.build import Draft, Piece
from qa.load.chunks import Chunk, all_lines, split_chunks
from qa.load.headings import heading_level
from qa.load.hyphens import is_cut
from qa.load.wrap import Line, Wrap, goes_on, measure
from qa.types import BlockKind

# Words that a paragraph has at least if the end of a page cut it: fewer are a name, or an item without a marker.
_CUT_WORDS = 3

# Characters: in lines all shorter than this, none of which ends a sentence, every break is the author's.
_SHORT_LINE = 50


@dataclass(slots=True)
class _Group:
    """The lines of one block."""

    kind: BlockKind
    lines: list[Line]
    level: int = 0
    drop: bool = False


def plain_blocks(text: str) -> Iterator[Draft]:
    """The blocks of a plain text, in order; every line with words in it is in one of them, bar numbers of pages."""
    chunks = list(split_chunks(text))
    wrap = measure(chunk.lines for chunk in chunks if not chunk.table)
    groups = _joined(list(_grouped(chunks, wrap)), wrap)
    if not groups:
        groups = [_Group(BlockKind.PARAGRAPH, [line]) for line in all_lines(text) if line.text]
    yield from map(_draft, groups)


def _draft(group: _Group) -> Draft:
    pieces = [Piece(line.number, line.text) for line in group.lines]
    if group.kind is BlockKind.ITEM:
        first = pieces[0]
        pieces[0] = Piece(first.line, first.text[signs.bullet_length(first.text) :])
    return Draft(group.kind, pieces, group.level)


# Groups


def _grouped(chunks: Sequence[Chunk], wrap: Wrap) -> Iterator[list[_Group]]:
    """The groups of each chunk."""
    lines = [chunk.lines for chunk in chunks]
    for index, chunk in enumerate(chunks):
        level = chunk.level or heading_level(lines, index)
        if level:
            yield [_Group(BlockKind.HEADING, chunk.lines, level)]
        elif _is_page_number(chunks, index):
            yield [_Group(BlockKind.PARAGRAPH, chunk.lines, drop=_drops(chunks, index))]
        elif chunk.table:
            yield [_Group(BlockKind.ROW, [line]) for line in chunk.lines]
        else:
            yield _ChunkReader(chunk.lines, wrap).groups()


def _is_page_number(chunks: Sequence[Chunk], index: int) -> bool:
    chunk = chunks[index]
    return len(chunk.lines) == 1 and signs.is_furniture(chunk.lines[0].text)


def _drops(chunks: Sequence[Chunk], index: int) -> bool:
    """Whether a number alone on its line is a page's: it says so, or it stands beside the end of a page."""
    at_end = index + 1 < len(chunks) and chunks[index + 1].after_page
    return chunks[index].after_page or at_end or signs.names_page(chunks[index].lines[0].text)


class _ChunkReader:
    """Puts the lines of one chunk into groups, one line after the other."""

    def __init__(self, lines: Sequence[Line], wrap: Wrap) -> None:
        self._lines = lines
        self._wrap = wrap
        self._base = min(line.indent for line in lines)
        self._hanging = _is_hanging(lines)
        self._labelled = signs.is_labelled(lines[0].text) and sum(signs.is_labelled(line.text) for line in lines) > 1
        self._deliberate = wrap.width is None and not self._labelled and _is_deliberate(lines)
        self._groups: list[_Group] = []

    def groups(self) -> list[_Group]:
        above = None
        for line in self._lines:
            self._add(above, line)
            above = line
        return self._groups

    def _add(self, above: Line | None, line: Line) -> None:
        if self._starts_item(above, line):
            self._groups.append(_Group(BlockKind.ITEM, [line]))
        elif above is not None and self._continues(above, line):
            self._groups[-1].lines.append(line)
        else:
            self._groups.append(_Group(BlockKind.PARAGRAPH, [line]))

    def _starts_item(self, above: Line | None, line: Line) -> bool:
        """Whether the line is an item. Within prose a marker may be a dash, or a number at the end of a sentence."""
        if not signs.item_marker(line.text):
            return False
        if above is None or self._is_beside_item(line):
            return True
        return signs.ends_sentence(above.text) or above.text[-1] == ":" or not self._wrap.is_soft(above, line)

    def _is_beside_item(self, line: Line) -> bool:
        """Whether the line begins where the last item does, or before: deeper ones may be its hanging lines."""
        group = self._groups[-1]
        return group.kind is BlockKind.ITEM and line.indent <= group.lines[0].indent

    def _continues(self, above: Line, line: Line) -> bool:
        """Whether the line belongs to the last group."""
        group = self._groups[-1]
        if self._labelled and signs.is_labelled(line.text):
            return False
        if group.kind is BlockKind.ITEM and line.indent > group.lines[0].indent:
            return True
        if self._hanging and line.indent == self._base and above.indent > self._base:
            return False
        if is_cut(above.text, line.text):
            return True
        if self._deliberate or (line.indent > above.indent and not self._hanging and _may_end(above)):
            return False
        return self._wrap.is_soft(above, line)


def _may_end(line: Line) -> bool:
    """Whether a paragraph may end with the line: "He said:" counts, an indented answer may follow."""
    return signs.ends_sentence(line.text) or line.text[-1] in ":—"


def _is_hanging(lines: Sequence[Line]) -> bool:
    """Whether first lines stand out and the others are indented, as in a bibliography."""
    indented = sum(line.indent > lines[0].indent for line in lines)
    return 2 * indented > len(lines) - 1 > 0


def _is_deliberate(lines: Sequence[Line]) -> bool:
    """Whether the lines are short and none ends a sentence: names, an address, a list without markers."""
    return len(lines) > 2 and all(line.width <= _SHORT_LINE and not signs.ends_sentence(line.text) for line in lines)


# Pages


def _joined(chunks: Sequence[list[_Group]], wrap: Wrap) -> list[_Group]:
    """All groups, those that a page's end cut in two made one; numbers of pages in between are left out."""
    groups: list[_Group] = []
    waiting: list[_Group] = []
    for chunk in chunks:
        if _is_number(chunk):
            waiting.extend(chunk)
            continue
        first, *others = chunk
        if groups and _is_one(groups[-1], first, wrap):
            groups[-1].lines.extend(first.lines)
        else:
            groups.extend(group for group in waiting if not group.drop)
            groups.append(first)
        groups.extend(others)
        waiting = []
    return groups + [group for group in waiting if not group.drop]


def _is_number(chunk: Sequence[_Group]) -> bool:
    """Whether all there is in the chunk is the number of a page."""
    group = chunk[0]
    alone = len(chunk) == len(group.lines) == 1 and group.kind is BlockKind.PARAGRAPH
    return alone and signs.is_furniture(group.lines[0].text)


def _is_one(cut: _Group, rest: _Group, wrap: Wrap) -> bool:
    """Whether a paragraph breaks off within a sentence that the next one goes on with."""
    if cut.kind is not BlockKind.PARAGRAPH or rest.kind is not BlockKind.PARAGRAPH:
        return False
    above, below = cut.lines[-1], rest.lines[0]
    if not signs.starts_lower(below.text):
        return False
    if is_cut(above.text, below.text):
        return True
    enough = sum(len(line.text.split()) for line in cut.lines[-3:]) >= _CUT_WORDS
    return enough and above.text[-1] != ":" and goes_on(above, below) and wrap.is_full(above)
