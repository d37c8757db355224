"""Plain text -> drafts of blocks.

    lines       the text -> its lines
    pages       running heads and the numbers of lines are left out
    chunks      lines without a blank line between them; tables, by `columns`
    headings    which chunks are headings
    wrap        which line ends were put there only to keep lines short
    groups      the lines of a chunk -> the lines of each paragraph, item, row or heading (in this module)
    joins       a paragraph that a page break cuts in two becomes one again (in this module)
    messages    who speaks, and which lines are a label with its value
    contexts    the stem of a list, the speaker, the question

Known limitations: a line has one role only, so prose set in two columns side by side is read across. A paragraph that
continues with a capital letter after a page break stays in two parts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import and_

from qa.load.blocks import Draft, Parsed, Piece
from qa.load.labels import detail_of, is_byline
from qa.load.lines import is_word_cut, shorten
from qa.load.plain.chunks import Chunk, split_chunks
from qa.load.plain.columns import Row
from qa.load.plain.contexts import Conversation, ListContext, inner_clauses
from qa.load.plain.headings import Outline
from qa.load.plain.lines import (
    Line,
    all_lines,
    bullet_length,
    ends_sentence,
    has_label,
    is_labelled_page_number,
    is_page_number,
    item_marker,
    starts_lower,
)
from qa.load.plain.messages import Message, find_speakers, is_above_words, is_field, message_of
from qa.load.plain.pages import without_page_furniture
from qa.load.plain.wrap import Wrap, fit_wrap, sentence_continues
from qa.types import BlockKind, Detail, Place

# Words that a paragraph has at least if a page break cuts it: fewer are a name, or an item without a marker.
_CUT_WORDS = 3

# Characters: in lines that are all shorter than this, and end no sentence, every break is the author's.
_SHORT_LINE = 50

# Blocks in which a text says who wrote it, in labels or in a line "By Lena Brandt", at most; and what it says beside
# that: "From: Bonn, to: Ulm" is no letter.
_HEAD, _BYLINES = 12, 4
_HEAD_DETAILS = (
    {Detail.SENDER, Detail.SUBJECT},
    {Detail.AUTHOR, Detail.DATE},
    {Detail.AUTHOR, Detail.TITLE},
)

# Characters of a message of a chat that is still one sentence.
_LONGEST_MESSAGE = 240


@dataclass(slots=True)
class _Group:
    """The lines of one block.

    `is_page_number` says that they are the number of a page, which is no text; `is_field` that they are a label
    with its value, beside others; `row` are the cells of a row, if they are known.
    """

    kind: BlockKind
    lines: list[Line]
    level: int = 0
    is_page_number: bool = False
    is_field: bool = False
    row: Row | None = None


def parse_plain(text: str) -> Parsed:
    """The blocks of a plain text, in order. Every line with words is in one of them, except what belongs to the page.

    The names of the columns of a table are only in the `columns` of its rows. A plain text gives no title of its own.
    """
    return Parsed(None, _drafts(text))


def _drafts(text: str) -> Iterator[Draft]:
    lines = list(all_lines(text))
    chunks = list(split_chunks(without_page_furniture(lines)))
    wrap = fit_wrap(chunk.lines for chunk in chunks if not chunk.is_table)
    speakers = find_speakers([line.text for line in lines if line.text])
    groups = _join_across_pages(list(_group_chunks(chunks, wrap, speakers)), wrap)
    _mark_details(groups)
    if not groups:
        groups = [_Group(BlockKind.PARAGRAPH, [line]) for line in lines if line.text]
    yield from _DraftWriter(speakers).drafts(groups)


class _DraftWriter:
    """Turns groups into drafts, one after the other, each with its context."""

    def __init__(self, speakers: frozenset[str]) -> None:
        self._speakers = speakers
        self._lists = ListContext()
        self._conversation = Conversation(speakers)

    def drafts(self, groups: Iterable[_Group]) -> Iterator[Draft]:
        for group in groups:
            match group.kind:
                case BlockKind.HEADING:
                    self._conversation.end()
                    self._lists.other(_text(group), is_heading=True)
                    yield Draft(group.kind, _pieces(group), group.level)
                case BlockKind.ROW:
                    yield self._row(group)
                case BlockKind.ITEM:
                    yield from self._item(group)
                case _:
                    yield from self._paragraph(group)

    def _row(self, group: _Group) -> Draft:
        if group.row is None:
            return Draft(group.kind, _pieces(group), context=self._lists.stem)
        number, cells = group.lines[0].number, group.row.cells
        return Draft(group.kind, [Piece(number, cell) for cell in cells], 0, self._lists.stem, group.row.columns)

    def _item(self, group: _Group) -> Iterator[Draft]:
        pieces, text = _pieces(group), _text(group)
        context = self._lists.item(text, group.lines[0].indent)
        first = pieces[0]
        pieces[0] = Piece(first.line, first.text[bullet_length(first.text) :])
        yield from self._clauses(Draft(group.kind, pieces, context=context), text, group)

    def _paragraph(self, group: _Group) -> Iterator[Draft]:
        text = _text(group)
        message, context = self._conversation.context(text)
        self._lists.other(text)
        pieces = _pieces(group)
        if message is not None:
            place = Place(time=message.time)
            pieces = [piece._replace(place=place) for piece in pieces]
        is_row = group.kind is BlockKind.PARAGRAPH and self._is_row(group, text, message)
        kind = BlockKind.ROW if is_row else group.kind
        yield from self._clauses(Draft(kind, pieces, context=context), text, group)

    def _is_row(self, group: _Group, text: str, message: Message | None) -> bool:
        """Whether a line is a sentence by itself: a label with its value, or a message of a chat."""
        if message is not None and message.is_stamped:
            return len(group.lines) == 1 and len(text) <= _LONGEST_MESSAGE
        return group.is_field and len(group.lines) == 1 and message_of(text, self._speakers) is None

    def _clauses(self, draft: Draft, text: str, group: _Group) -> Iterator[Draft]:
        """The draft, or its stem and its inner clauses if it is a clause in one line."""
        stem_text, *clauses = inner_clauses(text) if len(group.lines) == 1 else [text]
        if not clauses:
            yield draft
            return
        yield draft._replace(pieces=[Piece(group.lines[0].number, stem_text)])
        for clause in clauses:
            context = (*draft.context, shorten(stem_text))
            yield Draft(BlockKind.ITEM, [Piece(group.lines[0].number, clause)], context=context)


def _pieces(group: _Group) -> list[Piece]:
    return [Piece(line.number, line.text) for line in group.lines]


def _text(group: _Group) -> str:
    return " ".join(line.text for line in group.lines)


# Groups


def _group_chunks(chunks: Sequence[Chunk], wrap: Wrap, speakers: frozenset[str]) -> Iterator[list[_Group]]:
    """The groups of each chunk."""
    outline = Outline(
        [chunk.lines for chunk in chunks], frozenset(index for index, chunk in enumerate(chunks) if chunk.is_head)
    )
    for index, chunk in enumerate(chunks):
        level = chunk.level or (0 if chunk.is_table else outline.level(index))
        if level:
            yield [_Group(BlockKind.HEADING, chunk.lines, level)]
        elif len(chunk.lines) == 1 and is_page_number(chunk.lines[0].text):
            yield [_Group(BlockKind.PARAGRAPH, chunk.lines, is_page_number=_numbers_page(chunks, index))]
        elif chunk.rows is not None:
            yield [_Group(BlockKind.ROW, [row.line], row=row) for row in chunk.rows]
        elif chunk.is_table:
            yield [_Group(BlockKind.ROW, [line]) for line in chunk.lines]
        else:
            yield _ChunkReader(chunk.lines, wrap, speakers).groups()


def _numbers_page(chunks: Sequence[Chunk], index: int) -> bool:
    """Whether a number alone on its line is a page's: it says so, or it is beside a page break."""
    before_page_break = index + 1 < len(chunks) and chunks[index + 1].after_page_break
    return chunks[index].after_page_break or before_page_break or is_labelled_page_number(chunks[index].lines[0].text)


class _ChunkReader:
    """Puts the lines of one chunk into groups, one line after the other."""

    def __init__(self, lines: Sequence[Line], wrap: Wrap, speakers: frozenset[str]) -> None:
        self._lines = lines
        self._wrap = wrap
        self._speakers = speakers
        self._base_indent = min(line.indent for line in lines)
        self._is_hanging = _has_hanging_indent(lines)
        self._is_labelled = _are_labelled(lines)
        self._breaks_are_meant = wrap.width is None and not self._is_labelled and _are_short_phrases(lines)
        self._groups: list[_Group] = []

    def groups(self) -> list[_Group]:
        above = None
        for line in self._lines:
            self._add(above, line)
            above = line
        if self._is_labelled:
            _mark_fields(self._groups)
        if self._breaks_are_meant and self._lines[0].text.endswith(":"):
            # "Ingredients:" above lines without markers.
            for group in self._groups[1:]:
                group.kind = BlockKind.ITEM
        return self._groups

    def _add(self, above: Line | None, line: Line) -> None:
        if self._starts_item(above, line):
            self._groups.append(_Group(BlockKind.ITEM, [line]))
        elif above is not None and self._continues_group(above, line):
            self._groups[-1].lines.append(line)
        else:
            self._groups.append(_Group(BlockKind.PARAGRAPH, [line]))

    def _starts_item(self, above: Line | None, line: Line) -> bool:
        """Whether the line begins an item. In prose a marker may be a dash, or a number that ends a sentence."""
        if not item_marker(line.text):
            return False
        if above is None or self._is_beside_item(line) or (line.text[0] == "(" and line.indent > above.indent):
            return True
        return ends_sentence(above.text) or above.text[-1] == ":" or not self._wrap.is_soft(above, line)

    def _is_beside_item(self, line: Line) -> bool:
        """Whether the line begins at the indent of the last item or before it: deeper lines may continue the item."""
        group = self._groups[-1]
        return group.kind is BlockKind.ITEM and line.indent <= group.lines[0].indent

    def _continues_group(self, above: Line, line: Line) -> bool:
        """Whether the line belongs to the last group."""
        group = self._groups[-1]
        if is_above_words(above.text, self._speakers):
            return True
        if self._is_labelled and has_label(line.text):
            return False
        if (group.kind is BlockKind.ITEM or self._is_labelled) and line.indent > group.lines[0].indent:
            return True
        if self._is_hanging and line.indent == self._base_indent and above.indent > self._base_indent:
            return False
        if is_word_cut(above.text, line.text):
            return True
        if self._breaks_are_meant or (line.indent > above.indent and not self._is_hanging and _may_end(above)):
            return False
        return self._wrap.is_soft(above, line)


def _are_labelled(lines: Sequence[Line]) -> bool:
    """Whether two lines in a row have labels: from the first one on, or half of all lines."""
    labelled = [has_label(line.text) for line in lines]
    if labelled[0]:
        return sum(labelled) > 1
    return 2 * sum(labelled) >= len(lines) and any(map(and_, labelled, labelled[1:]))


def _mark_fields(groups: Sequence[_Group]) -> None:
    """Mark the labels with a value, two or more in a row, each on one line, or with lines that are farther in."""
    fields = [
        is_field(group.lines[0].text) and all(line.indent > group.lines[0].indent for line in group.lines[1:])
        for group in groups
    ]
    for number, group in enumerate(groups):
        group.is_field = fields[number] and any(fields[max(number - 1, 0) : number] + fields[number + 1 : number + 2])


def _mark_details(groups: Sequence[_Group]) -> None:
    """Mark what a text says of itself at its head: who wrote it, and beside that when or about what, each once."""
    for group in groups[1:_BYLINES]:
        if group.kind is BlockKind.PARAGRAPH and len(group.lines) == 1 and is_byline(group.lines[0].text):
            group.kind = BlockKind.METADATA
    fields = [group for group in groups[:_HEAD] if group.is_field]
    counts = Counter(detail_of(group.lines[0].text) for group in groups if group.is_field)
    said = {detail for detail, count in counts.items() if count == 1}
    if any(pair <= said for pair in _HEAD_DETAILS):
        for group in fields:
            if detail_of(group.lines[0].text) in said - {None}:
                group.kind = BlockKind.METADATA


def _may_end(line: Line) -> bool:
    """Whether a paragraph may end with the line. "He said:" counts, since an indented quotation may follow."""
    return ends_sentence(line.text) or line.text[-1] in ":—"


def _has_hanging_indent(lines: Sequence[Line]) -> bool:
    """Whether first lines are at the margin and the others are indented, as in a bibliography."""
    indented = sum(line.indent > lines[0].indent for line in lines)
    return 2 * indented > len(lines) - 1 > 0


def _are_short_phrases(lines: Sequence[Line]) -> bool:
    """Whether the lines are short and none ends a sentence: names, an address, a list without markers."""
    return len(lines) > 2 and all(line.width <= _SHORT_LINE and not ends_sentence(line.text) for line in lines)


# Pages


def _join_across_pages(chunks: Sequence[list[_Group]], wrap: Wrap) -> list[_Group]:
    """All groups. Two that a page break separates within a sentence are joined; page numbers are left out."""
    groups: list[_Group] = []
    numbers: list[_Group] = []
    for chunk in chunks:
        if _is_lone_number(chunk):
            numbers.extend(chunk)
            continue
        first, *others = chunk
        if groups and _is_same_paragraph(groups[-1], first, wrap):
            groups[-1].lines.extend(first.lines)
        else:
            groups.extend(group for group in numbers if not group.is_page_number)
            groups.append(first)
        groups.extend(others)
        numbers = []
    return groups + [group for group in numbers if not group.is_page_number]


def _is_lone_number(chunk: Sequence[_Group]) -> bool:
    """Whether the chunk holds nothing but a number that may be a page's."""
    group = chunk[0]
    is_alone = len(chunk) == len(group.lines) == 1 and group.kind is BlockKind.PARAGRAPH
    return is_alone and is_page_number(group.lines[0].text)


def _is_same_paragraph(upper: _Group, lower: _Group, wrap: Wrap) -> bool:
    """Whether the paragraph `upper` breaks off within a sentence that `lower` continues."""
    if upper.kind is not BlockKind.PARAGRAPH or lower.kind is not BlockKind.PARAGRAPH:
        return False
    above, below = upper.lines[-1], lower.lines[0]
    if not starts_lower(below.text):
        return False
    if is_word_cut(above.text, below.text):
        return True
    has_enough_words = sum(len(line.text.split()) for line in upper.lines[-3:]) >= _CUT_WORDS
    return has_enough_words and above.text[-1] != ":" and sentence_continues(above, below) and wrap.is_full(above)
