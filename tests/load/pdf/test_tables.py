"""Rows of tables: cells by aligned gaps, names of columns, labels of groups."""

from qa.load.blocks import Draft
from qa.load.pdf import parse_pdf
from qa.types import BlockKind
from tests.load.pdf.builders import STORY, at, lines, pdf, row, texts


def rows(data: bytes) -> list[Draft]:
    return [draft for draft in parse_pdf(data, "x.pdf").drafts if draft.kind is BlockKind.ROW]


def cells(draft: Draft) -> list[str]:
    return [piece.text for piece in draft.pieces]


def test_aligned_cells_are_rows() -> None:
    page = row(100, (72, "Plan"), (200, "Price"), (300, "Seats"))
    page += row(114, (72, "Team"), (200, "29"), (300, "5")) + row(128, (72, "Firm"), (200, "99"), (300, "40"))
    head, team, firm = rows(pdf(page))
    assert cells(head) == ["Plan", "Price", "Seats"]
    assert not head.columns
    assert cells(team) == ["Team", "29", "5"]
    assert list(team.columns) == ["Plan", "Price", "Seats"]
    assert cells(firm) == ["Firm", "99", "40"]


def test_heads_of_several_lines() -> None:
    page = row(76, (260, "Three months ended")) + row(88, (240, "June 25,"), (330, "June 26,"))
    page += row(98, (245, "2022"), (335, "2021"))
    page += row(114, (72, "Net sales"), (240, "$"), (262, "82,959"), (330, "$"), (352, "81,434"))
    page += row(126, (72, "Operating income"), (262, "23,076"), (352, "24,126"))
    page += row(138, (72, "Net income"), (262, "19,442"), (352, "21,744"))
    head, *body = rows(pdf(page))
    assert cells(body[0]) == ["Net sales", "$ 82,959", "$ 81,434"]
    assert list(body[0].columns)[1:] == ["June 25, 2022", "June 26, 2021"]
    assert cells(head)[1:] == ["June 25, 2022", "June 26, 2021"]


def test_heads_in_bold_end_where_bold_ends() -> None:
    heads = ((72, "Class"), (200, "Symbol"), (300, "Exchange"))
    page = "\n".join(at(x, 100, text, font="F2") for x, text in heads)
    page += row(114, (72, "Common stock"), (200, "MILL"), (300, "Holm"))
    page += row(128, (72, "Notes due 2030"), (200, "-"), (300, "Holm")) + row(
        142, (72, "Bonds"), (200, "-"), (300, "Aby")
    )
    _, stock, *_ = rows(pdf(page))
    assert cells(stock) == ["Common stock", "MILL", "Holm"]
    assert list(stock.columns) == ["Class", "Symbol", "Exchange"]


def test_label_of_group_is_context() -> None:
    page = row(90, (250, "2022"), (330, "2021"))
    page += row(102, (72, "Current assets:"))
    page += row(114, (80, "Inventories"), (250, "5,433"), (330, "6,580"))
    page += row(126, (80, "Term debt"), (250, "14,009"), (330, "9,613"))
    page += row(138, (72, "Total"), (250, "19,442"), (330, "16,193"))
    by_label = {cells(draft)[0]: draft.context for draft in rows(pdf(page))}
    assert by_label["Inventories"] == ("Current assets",)


def test_line_below_gaps_of_row_is_in_table() -> None:
    # "lower edge 10.46 2.812" has no gap that is as wide as between columns.
    page = row(100, (72, "Type"), (140, "edge"), (200, "slope"), (234, "shift"), (300, "share"))
    for y, label in ((114, "Wide"), (138, "Thin")):
        page += row(y, (72, label), (140, "lower edge"), (200, "10.46"), (234, "2.812"), (300, "0.5"))
        page += row(y + 12, (140, "upper edge"), (200, "10.54"), (234, "2.813"))
    page += lines(72, 180, *STORY)
    assert [cells(draft) for draft in rows(pdf(page))] == [
        ["Type", "edge", "slope", "shift", "share"],
        ["Wide", "lower edge", "10.46", "2.812", "0.5"],
        ["", "upper edge", "10.54", "2.813", ""],
        ["Thin", "lower edge", "10.46", "2.812", "0.5"],
        ["", "upper edge", "10.54", "2.813", ""],
    ]
    assert texts(pdf(page))[-1] == " ".join(STORY)


def test_empty_cells_keep_columns() -> None:
    page = row(100, (72, "Code"), (160, "Expected"), (260, "Actual"), (360, "Status"))
    page += row(114, (72, "SKU-1"), (160, "450"), (360, "OK")) + row(128, (72, "SKU-2"), (260, "289"), (360, "OK"))
    page += row(142, (72, "SKU-3"), (160, "156"), (260, "180"))
    assert [cells(draft) for draft in rows(pdf(page))[1:]] == [
        ["SKU-1", "450", "", "OK"],
        ["SKU-2", "", "289", "OK"],
        ["SKU-3", "156", "180", ""],
    ]


def test_wrapped_cell_is_one_row() -> None:
    page = row(100, (72, "Action"), (200, "Amount"), (320, "Owner"))
    page += row(130, (72, "Repair the"), (200, "400"), (320, "Mia")) + row(141, (72, "north wall"))
    page += row(171, (72, "Paint"), (200, "90"), (320, "Ole")) + row(201, (72, "Sweep"), (200, "10"), (320, "Per"))
    assert cells(rows(pdf(page))[1]) == ["Repair the north wall", "400", "Mia"]


def test_columns_of_prose_are_no_table() -> None:
    narrow = [line[:38] for line in STORY]
    page = lines(60, 100, *narrow) + "\n" + lines(330, 100, *narrow)
    assert rows(pdf(page)) == []


def test_numbered_lines_are_no_table() -> None:
    page = row(100, (72, "1."), (100, "Labour by the hour and")) + row(114, (72, "2."), (100, "Expenses of the month"))
    page += row(128, (72, "3."), (100, "Total of the invoice"))
    assert rows(pdf(page)) == []


def test_labelled_lines_are_lines() -> None:
    page = lines(72, 100, "Report ID: 1234", "Warehouse: Distribution Center East", "Report Date: 2024-11-15")
    page += lines(72, 200, *STORY)
    assert texts(pdf(page))[:2] == ["Report ID: 1234", "Warehouse: Distribution Center East"]
