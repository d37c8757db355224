"""Groups of lines of all pages -> paragraphs that run on over columns and pages.

What interrupts the text of a page (footnotes, captions, labels in figures) comes behind the paragraph that it
interrupts.
"""

import re
from collections.abc import Sequence

from qa.load.pdf.lines import Line
from qa.load.pdf.paragraphs import ENDS_FULLY, OTHER_SIZE, SMALL, Group

# Large print is larger than this: headings, which do not run on.
_LARGE = 1.12
# Groups of a page among which footnotes are looked for, at most.
_MAX_GROUPS = 1500
_NOTE_MARK = re.compile(r"(?:\d{1,3}(?![\d.,:–-])|[*†‡§¶]{1,2}|\[\d{1,3}\]|[a-z](?=[\s.)]))[\s.)]*\S")


def mark_notes(groups: Sequence[Group], *, size: float) -> None:
    """Mark the footnotes of a page: small print with a mark, below the last line of the body in their column."""
    body = [group for group in groups if not group.aside]
    if len(groups) > _MAX_GROUPS:
        return
    follows_note = False
    for group in groups:
        is_small = group.aside and not group.caption and group.table is None and group.size < SMALL * size
        if is_small:
            above = [other for other in body if _shares_column(other, group)]
            is_below = bool(above) and all(other.lines[-1].y < group.lines[0].y for other in above)
            group.note = is_below and (follows_note or bool(_NOTE_MARK.match(group.lines[0].text)))
        follows_note = group.note


def _shares_column(group: Group, other: Group) -> bool:
    left, right = group.lines[0], other.lines[0]
    return min(left.right, right.right) - max(left.left, right.left) > 0


class Flow:
    """Joins the groups of all pages: a paragraph runs on in the next column or page, past what interrupts it."""

    def __init__(self, *, size: float) -> None:
        self._size = size
        self._done: list[Group] = []
        # The position in `_done` of the last group of the body, and of the last one in small print.
        self._open: dict[bool, Group] = {}

    def add(self, groups: Sequence[Group]) -> None:
        """Add the groups of a page."""
        jumped = True
        for group in groups:
            jumped = jumped or group.jumps
            is_small = group.size < SMALL * self._size
            above = self._open.get(is_small)
            if above is not None and self._runs_on(above, group, jumped=jumped):
                above.lines.extend(group.lines)
                above.short_end = group.short_end
            else:
                self._done.append(group)
            if group.table is None and not group.caption and not group.note:
                if above is None or self._done[-1] is group:
                    self._open[is_small] = group
                if not group.aside:
                    jumped = False

    def add_turned(self, line: Line) -> None:
        """Add a line that runs in another direction than the text."""
        group = Group(line, jumps=True)
        group.aside = group.note = True
        self._done.append(group)

    def groups(self) -> list[Group]:
        """All groups, in order."""
        return self._done

    def _runs_on(self, above: Group, group: Group, *, jumped: bool) -> bool:
        """Whether `group` is the rest of `above`."""
        if group.table is not None or group.caption or group.note or above.table is not None:
            return False
        if abs(above.size - group.size) > OTHER_SIZE * group.size or above.bold != group.bold:
            return False
        last, first = above.lines[-1], group.lines[0]
        if group.size > _LARGE * self._size:
            return last.cuts_word(first)
        if group.item or first.page - last.page > 1:
            return False
        if above.bold and not first.text[:1].islower():
            return False
        if not jumped and self._done[-1] is above:
            return False
        if last.cuts_word(first):
            return True
        if ENDS_FULLY.search(last.text):
            return not (above.short_end or group.indented or first.text[:1].isupper() or not first.text[:1].isalpha())
        if first.text[:1].islower():
            return True
        return jumped and not above.short_end and not group.indented and not last.text.endswith(":")
