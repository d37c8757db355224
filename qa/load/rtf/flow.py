"""The paragraphs, items, rows and notes of an RTF document -> drafts, in order."""

from qa.load.blocks import Draft, Piece
from qa.load.lines import clean
from qa.load.tables.header import Header, judge_header
from qa.types import BlockKind

# Cells of one row.
_MAX_CELLS = 1_000
BULLETS = frozenset("•·▪■◦○●–—-*+oo§Øü\uf0b7\uf0a7\uf0d8\uf0fc")


class Flow:
    """A sequence of paragraphs and rows: the document, or one note."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.text: list[str] = []
        self.mark: list[str] = []
        self.cells: list[str] = []
        self.notes: list[Draft] = []
        self.table: list[list[str]] = []
        self.has_header = False

    def end_paragraph(self, level: int) -> None:
        """Close the paragraph; its notes follow it."""
        self.end_table()
        text, mark = clean("".join(self.text)), clean("".join(self.mark))
        self.text.clear()
        self.mark.clear()
        if text:
            if level:
                self.drafts.append(Draft(BlockKind.HEADING, [Piece(0, _numbered(mark, text))], level))
            elif mark:
                self.drafts.append(Draft(BlockKind.ITEM, [Piece(0, _numbered(mark, text))]))
            else:
                self.drafts.append(Draft(BlockKind.PARAGRAPH, [Piece(0, text)]))
        self.drafts.extend(self.notes)
        self.notes.clear()

    def end_cell(self) -> None:
        """Close the cell of a table."""
        text = clean("".join([*self.mark, " ", *self.text]))
        self.text.clear()
        self.mark.clear()
        if len(self.cells) < _MAX_CELLS:
            self.cells.append(text)

    def end_row(self) -> None:
        """Close the row of a table."""
        if any(self.cells):
            self.table.append(self.cells)
        self.cells = []

    def end_table(self) -> None:
        """Close the table, if there is one."""
        if self.cells:
            self.end_row()
        if not self.table:
            return
        first, rows = self.table[0], self.table[1:]
        header = judge_header(first, rows)
        if self.has_header and rows:
            header = Header.SURE
        columns = first if header is not Header.NONE else []
        for number, cells in enumerate(self.table):
            if number or header is not Header.SURE:
                pieces = [Piece(0, cell) for cell in cells]
                self.drafts.append(Draft(BlockKind.ROW, pieces, columns=columns if number else ()))
        self.table = []
        self.has_header = False


def _numbered(mark: str, text: str) -> str:
    """The text with the number of its item; a bullet is left out."""
    return text if not mark or set(mark) <= BULLETS or not any(map(str.isalnum, mark)) else f"{mark} {text}"
