"""The blocks of a page -> those of its main text: without menus, sidebars and the like.

If a page has one article (or main part) with most of its text, that is the root, else the whole page. In the root, runs
of links are dropped; at its ends, what is short and among links is dropped, too. What is dropped as noise (the words of
a class, then tags) comes back if little would be left: a page without any of these signs loses nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.load.blocks import Draft, Piece
from qa.load.html.noise import Noise
from qa.types import BlockKind

# The main text has at least this share of the letters of the page that are no links; on trafilatura's 500 annotated
# pages, this gave .01 of F1. Under the number of letters, more is taken if there is more.
_MIN_SHARE, _MIN_LETTERS = 0.3, 200

# An article with a smaller share of the letters is a teaser.
_MIN_ROOT_SHARE = 0.4

# A block is a link if this share of its letters is linked; measured on the same pages.
_MAX_LINKED = 0.6
# Blocks of links in a row that make a menu.
_MENU_LENGTH = 3
# A link by itself with fewer words is a control ("Read more").
_MIN_LINK_WORDS = 4

# Letters of a block that is text by its length.
_LONG = 80
_SENTENCE = re.compile(r"[.!?:;。！？؟।][\"'”’)\]]*(?:\[\w{1,3}\])*$")
_LABEL = re.compile(r"\w[^\n:.!?]{0,30}: ?\S")
_TAIL = 40

# A level below that of every heading.
_BELOW_ALL = 100


@dataclass(slots=True, eq=False)
class PageBlock:
    """A block of a page, with what its choice depends on.

    `letters` are all, `linked` those in links, of which there are `link_count`. `region` is the index of the innermost
    article or main part that it is in, -1 for none.
    """

    kind: BlockKind
    pieces: Sequence[Piece]
    level: int = 0
    context: tuple[str, ...] = ()
    columns: Sequence[str] = ()
    letters: int = 0
    linked: int = 0
    link_count: int = 0
    noise: Noise = Noise.NONE
    region: int = -1
    is_bold: bool = False

    @property
    def plain(self) -> int:
        """Letters that are no links."""
        return max(self.letters - self.linked, 0)

    @property
    def is_link(self) -> bool:
        """Whether it is mostly links. Headings and footnotes often are, and are content."""
        if self.kind in (BlockKind.HEADING, BlockKind.FOOTNOTE, BlockKind.CODE, BlockKind.CAPTION):
            return False
        return self.linked > _MAX_LINKED * self.letters

    @property
    def is_text(self) -> bool:
        """Whether it is content by itself: long, a sentence, a row, or a label with its value."""
        if self.kind is BlockKind.HEADING or self.is_link:
            return False
        if self.kind in (BlockKind.ROW, BlockKind.CODE, BlockKind.FOOTNOTE) or self.letters >= _LONG:
            return True
        first, last = self.pieces[0].text, self.pieces[-1].text[-_TAIL:]
        return bool(_SENTENCE.search(last) or _LABEL.match(first))

    @property
    def text(self) -> str:
        """The text in one line."""
        return " ".join(piece.text for piece in self.pieces)

    def draft(self) -> Draft:
        """The block as all formats have it."""
        return Draft(self.kind, self.pieces, self.level, self.context, self.columns)


@dataclass(frozen=True, slots=True)
class Region:
    """An article or main part of a page.

    `rank` orders the kinds, the surest first; `parent` is the index of the next region around it, -1 for none.
    """

    rank: int
    parent: int


def main_blocks(blocks: Sequence[PageBlock], regions: Sequence[Region], *, title: str) -> list[PageBlock]:
    """The blocks of the main text, in order, with the first heading of the page, if `title` has its words."""
    total = sum(block.plain for block in blocks)
    least = _MIN_SHARE * total
    chosen: list[PageBlock] = []
    plain = -1
    for accepted in Noise:
        candidates = [block for block in blocks if block.noise <= accepted]
        wider = _choose(candidates, regions)
        wider_plain = sum(block.plain for block in wider)
        # More is taken only if it is much more.
        if wider_plain > 2 * plain or plain < least:
            chosen, plain = wider, wider_plain
        if plain >= max(least, _MIN_LETTERS):
            break
    if not any(block.kind is not BlockKind.HEADING for block in chosen):
        return [block for block in blocks if block.noise < Noise.TAG] or list(blocks)
    return _with_title(blocks, chosen, title)


def _with_title(blocks: Sequence[PageBlock], chosen: list[PageBlock], title: str) -> list[PageBlock]:
    """`chosen`, with the only heading of the first level, which many pages have in their header."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING and block.level == 1]
    if len(headings) != 1 or headings[0] in chosen or headings[0].text.lower() not in title.lower():
        return chosen
    kept = {id(block) for block in (*chosen, headings[0])}
    return [block for block in blocks if id(block) in kept]


def _choose(blocks: Sequence[PageBlock], regions: Sequence[Region]) -> list[PageBlock]:
    root = _root(blocks, regions)
    if root is None:
        return _without_menus(blocks, is_sure=False)
    inside = _descendants(root, regions)
    return _without_menus([block for block in blocks if block.region in inside], is_sure=True)


def _root(blocks: Sequence[PageBlock], regions: Sequence[Region]) -> int | None:
    """The region with the main text: the only one of its kind that is in no other of its kind."""
    plain = [0] * len(regions)
    for block in blocks:
        if block.region >= 0:
            plain[block.region] += block.plain
    for index in range(len(regions) - 1, -1, -1):
        if regions[index].parent >= 0:
            plain[regions[index].parent] += plain[index]
    total = sum(block.plain for block in blocks)
    for rank in sorted({region.rank for region in regions}):
        outermost = [
            index
            for index, region in enumerate(regions)
            if region.rank == rank and plain[index] and (region.parent < 0 or regions[region.parent].rank != rank)
        ]
        if len(outermost) == 1 and plain[outermost[0]] > _MIN_ROOT_SHARE * total:
            return outermost[0]
    return None


def _descendants(root: int, regions: Sequence[Region]) -> set[int]:
    """The regions within `root`, and itself. A region comes after the one around it."""
    inside = {root}
    for index in range(root + 1, len(regions)):
        if regions[index].parent in inside:
            inside.add(index)
    return inside


def _without_menus(blocks: Sequence[PageBlock], *, is_sure: bool) -> list[PageBlock]:
    """`blocks` without runs of links and without headings of nothing.

    `is_sure` says that the blocks are an article's: links in a list between its texts are then content, as is a list
    of links with a stem.
    """
    first, last = _ends(blocks)
    keep = [True] * len(blocks)
    for start, end in _runs(blocks, lambda block: block.is_link):
        is_between = first <= start < last
        if is_between and blocks[start].kind is BlockKind.ITEM and (is_sure or blocks[start].context):
            continue
        for index in range(start, end):
            keep[index] = is_between and end - start < _MENU_LENGTH and _is_worded(blocks[index])
    if not is_sure:
        _drop_edge(blocks, keep, range(first))
        _drop_edge(blocks, keep, range(last + 1, len(blocks)))
    _drop_empty_headings(blocks, keep)
    return [block for block, is_kept in zip(blocks, keep, strict=True) if is_kept]


def _ends(blocks: Sequence[PageBlock]) -> tuple[int, int]:
    """The indices of the first and the last block that is text by itself."""
    texts = [index for index, block in enumerate(blocks) if block.is_text]
    return (texts[0], texts[-1]) if texts else (0, len(blocks) - 1)


def _runs(blocks: Sequence[PageBlock], holds: Callable[[PageBlock], bool]) -> list[tuple[int, int]]:
    """The longest runs of blocks for which `holds` is true, as half-open ranges."""
    runs = []
    start = 0
    for index in range(len(blocks) + 1):
        if index == len(blocks) or not holds(blocks[index]):
            if start < index:
                runs.append((start, index))
            start = index + 1
    return runs


def _is_worded(block: PageBlock) -> bool:
    """Whether a block of links says something."""
    return block.kind is BlockKind.ROW or (block.link_count <= 1 and len(block.text.split()) >= _MIN_LINK_WORDS)


def _drop_edge(blocks: Sequence[PageBlock], keep: list[bool], edge: range) -> None:
    """Drop the short blocks before the first text, or after the last one, if they are among links."""
    if sum(blocks[index].is_link for index in edge) < _MENU_LENGTH:
        return
    for index in edge:
        if blocks[index].kind is BlockKind.PARAGRAPH:
            keep[index] = False


def _drop_empty_headings(blocks: Sequence[PageBlock], keep: list[bool]) -> None:
    """Drop each heading that no kept block follows before the next heading that is not below it.

    A page that has nothing but headings keeps them.
    """
    has_dropped = not all(keep)
    # Headings of a lower number have text below them.
    level_with_text = 0
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if block.kind is not BlockKind.HEADING:
            level_with_text = _BELOW_ALL if keep[index] else level_with_text
        elif block.level < level_with_text:
            level_with_text = block.level
        else:
            keep[index] = not has_dropped or block.level == 1
