"""Labels of items that are lines of their own: a bullet, "2.", "[Knu84]" belongs to the text beside it."""

import re
from collections.abc import Sequence

from qa.load.pdf.lines import Line

_LABEL = re.compile(
    r"(?:[•◦▪●○■□➢✓‣∙·*\uf0b7\uf0a7–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,6})[.)]|\[[^\s\]]{1,14}\]|\d{1,2}(?:\.\d{1,2}){1,4}\.?)"
)
# The gap between a label and its text in parts of the size, at most.
_LABEL_GAP = 6.0
# Letters of a text that has a label, at least: figures have none.
_MIN_LABELLED = 3
# Lines of a row in which the text of a label is looked for, at most.
_MAX_ROW = 60


def attach_labels(lines: Sequence[Line]) -> list[Line]:
    """`lines`, with each label that is a line of its own (a bullet, "2.", "[Knu84]") put before the text beside it."""
    labels = [line for line in lines if _LABEL.fullmatch(line.text)]
    if not labels:
        return list(lines)
    by_row: dict[int, list[Line]] = {}
    for line in lines:
        row_lines = by_row.setdefault(round(line.y / 4), [])
        if len(row_lines) < _MAX_ROW:
            row_lines.append(line)
    attached: set[int] = set()
    for label in labels:
        row = round(label.y / 4)
        near = (line for key in (row - 1, row, row + 1) for line in by_row.get(key, ()))
        beside = [
            line
            for line in near
            if line is not label
            and id(line) not in attached
            and _labels(label, line)
            and not _LABEL.fullmatch(line.text)
        ]
        if beside:
            min(beside, key=lambda line: line.left).prepend(label)
            attached.add(id(label))
    return [line for line in lines if id(line) not in attached]


def _labels(label: Line, line: Line) -> bool:
    size = max(label.size, line.size)
    if sum(map(str.isalpha, line.text)) < _MIN_LABELLED:
        return False
    return abs(label.y - line.y) < 0.3 * size and 0 <= line.left - label.right < _LABEL_GAP * size
