"""Rows of tables, and the names of their columns."""

import pytest

from qa.load.blocks import Draft, Piece
from qa.load.office.tables import TableCell, table_drafts, text_cell
from qa.types import BlockKind, Place


def rows_of(*rows, header_rows=None):
    """The text and the columns of each draft."""
    drafts = table_drafts([[text_cell(text) for text in row] for row in rows], header_rows=header_rows)
    return [(" | ".join(piece.text for piece in draft.pieces), list(draft.columns)) for draft in drafts]


def has_header(*rows):
    return bool(rows_of(*rows)[1][1])


PRICES = (("Plan", "Price"), ("Team", "€29"), ("Solo", "€9"))


def test_row_has_names_of_columns():
    assert rows_of(*PRICES) == [
        ("Plan | Price", []),
        ("Team | €29", ["Plan", "Price"]),
        ("Solo | €9", ["Plan", "Price"]),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        PRICES,
        (("Role", "Name"), ("Chair", "Ana Berg"), ("Treasurer", "Bo Lind")),
        (("City", "Mayor", "River"), ("Holm", "Ana Berg", "Glomma")),
        (("", "2023", "2024"), ("Sales", "12", "15")),
        (("Item", "Q1", "Q2"), ("Sales", "12", "15")),
    ],
)
def test_header_is_recognised(rows):
    assert has_header(*rows)


@pytest.mark.parametrize(
    "rows",
    [
        (("Name", "Anna"), ("Born", "1950"), ("City", "Rome")),
        (("Name:", "Anna"), ("City:", "Rome"), ("Job:", "Baker")),
        (("Team", "€29"), ("Solo", "€9")),
        (("12", "15", "18"), ("13", "16", "19")),
    ],
)
def test_record_is_no_header(rows):
    assert not has_header(*rows)


def test_marked_header_counts():
    assert rows_of(("Name", "Anna"), ("City", "Rome"), header_rows=1)[1][1] == ["Name", "Anna"]


def test_single_row_is_no_header():
    assert rows_of(("Plan", "Price"), header_rows=1) == [("Plan | Price", [])]


def test_bold_first_row_is_header():
    first = [text_cell("Name", is_label=True), text_cell("Anna 1", is_label=True)]
    drafts = list(table_drafts([first, [text_cell("City"), text_cell("Rome")]]))
    assert list(drafts[1].columns) == ["Name", "Anna 1"]


def test_wide_cell_is_above_several_names():
    header = [text_cell(""), text_cell("Sales", span=2)]
    rows = [
        header,
        [text_cell("Town"), text_cell("north"), text_cell("south")],
        list(map(text_cell, ("Holm", "1", "2"))),
    ]
    assert list(list(table_drafts(rows))[2].columns) == ["Town", "Sales north", "Sales south"]


def test_cell_over_rows_is_context_of_later_rows():
    rows = [
        list(map(text_cell, ("Town", "Year", "Sales"))),
        list(map(text_cell, ("Holm", "2023", "1"))),
        [TableCell((), continues=True), text_cell("2024"), text_cell("2")],
    ]
    assert list(table_drafts(rows))[2].context == ("Holm",)


def test_row_of_one_wide_cell_names_rows_below():
    rows = [
        list(map(text_cell, ("Item", "Price", "Tax"))),
        [text_cell("Fruit", span=3)],
        list(map(text_cell, ("Apple", "1", "0"))),
    ]
    assert list(table_drafts(rows))[2].context == ("Fruit",)


def test_single_column_is_text():
    drafts = list(table_drafts([[text_cell("One.")], [text_cell("Two.")]]))
    assert [draft.kind for draft in drafts] == [BlockKind.PARAGRAPH] * 2


def test_long_cells_are_prose_with_context():
    text = "word " * 100
    rows = [[text_cell("Term"), text_cell("Meaning")], [text_cell("Lease"), text_cell(text)]]
    drafts = list(table_drafts(rows, header_rows=1, places=[Place(slide=1)]))
    assert (drafts[-1].kind, drafts[-1].context) == (BlockKind.PARAGRAPH, ("Meaning", "Lease"))
    assert drafts[-1].pieces[0].place == Place(slide=1)


def test_rows_in_cell_come_after_its_row():
    inner = Draft(BlockKind.ROW, [Piece(0, "x"), Piece(0, "y")])
    cell = TableCell([Draft(BlockKind.PARAGRAPH, [Piece(0, "Inner")]), inner])
    drafts = list(table_drafts([[text_cell("Outer"), cell]]))
    assert [[piece.text for piece in draft.pieces] for draft in drafts] == [["Outer", "Inner"], ["x", "y"]]


def test_many_wide_cells_stay_small():
    header = [text_cell("a", span=100) for _ in range(100_000)]
    drafts = list(table_drafts([header, header], header_rows=1))
    assert len(drafts) == 2
