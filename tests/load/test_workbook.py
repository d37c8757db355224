"""Excel workbooks: sheets, headers, and cells as people see them."""

import zipfile

import pytest

from qa.errors import BinarySource
from qa.load.tables import parse_xlsx
from qa.load.tables.numbers import shown_number

from .drafts import document, kinds, peak_memory, place_of, rows, texts
from .workbooks import archive, cell, sheet_xml, workbook

PRICES = [["Plan", "Price", "From"], ["Solo", 9.5, 45352], ["Team", 29, 45383]]


def test_rows_have_columns_sheet_and_row():
    parsed = parse_xlsx(workbook({"Prices": sheet_xml(PRICES)}), "a.xlsx")
    assert rows(parsed)[1] == {"Plan": "Team", "Price": "29", "From": "45383"}
    place = place_of(parsed, "Team")
    assert (place.sheet, place.row) == ("Prices", 3)


def test_numbers_and_dates_are_as_people_see_them():
    data = workbook({"Prices": sheet_xml(PRICES, [0, 1, 2])}, formats=["[$€-407]#,##0.00", "d mmmm yyyy"])
    assert rows(parse_xlsx(data, "a"))[0] == {"Plan": "Solo", "Price": "€9.50", "From": "1 March 2024"}


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        ("29", "General", "29"),
        ("0.1", "General", "0.1"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("0.125", "0.0%", "12.5%"),
        ("-5", "0.00;(0.00)", "(5.00)"),
        ("-5", '"$"#,##0', "-$5"),
        ("0", '0;-0;"none"', "none"),
        ("3", '0" kg"', "3 kg"),
        ("7", "000", "007"),
        ("2.5", "0.##", "2.5"),
        ("2", "0.##", "2"),
        ("1500000", '0.0,,"M"', "1.5M"),
        ("12345", "0.00E+00", "1.23E+04"),
        ("45352", "yyyy-mm-dd", "2024-03-01"),
        ("45352.75", "d mmm yy h:mm AM/PM", "1 Mar 24 6:00 PM"),
        ("0.5", "hh:mm:ss", "12:00:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("45352", "dddd", "Friday"),
        ("1e300", "0.00", "1e+300"),
        ("9e9", "yyyy-mm-dd", "9000000000"),
        ("nan", "0", "nan"),
        ("x", "0", "x"),
    ],
)
def test_number_formats(number, code, shown):
    assert shown_number(number, code) == shown


def test_dates_since_1904():
    data = workbook({"A": sheet_xml([["Day", "N"], [0, 1]], [1])}, formats=["yyyy-mm-dd"], attributes='date1904="1"')
    assert rows(parse_xlsx(data, "a"))[0]["Day"] == "1904-01-01"


def test_shared_texts_without_their_guides():
    strings = "<sst><si><t>Plan</t></si><si><r><t>So</t></r><r><t>lo</t></r><rPh><t>guide</t></rPh></si></sst>"
    cells = '<c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c>'
    sheet = f'<worksheet><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    assert (
        "Solo | Plan" in document(parse_xlsx(workbook({"A": sheet}, extra={"xl/sharedStrings.xml": strings}), "a")).text
    )


def test_title_above_header_is_a_heading():
    parsed = parse_xlsx(workbook({"Sheet1": sheet_xml([["Fees of 2024"], *PRICES, [], ["All fees plus tax."]])}), "a")
    assert kinds(parsed)[0] == ("heading", "Fees of 2024")
    assert kinds(parsed)[-1] == ("paragraph", "All fees plus tax.")


def test_table_below_blank_row_has_own_header():
    parsed = parse_xlsx(workbook({"A": sheet_xml([*PRICES, [], ["Town", "Shops"], ["Rome", 4]])}), "a")
    assert rows(parsed)[-1] == {"Town": "Rome", "Shops": "4"}


def test_empty_columns_are_left_out():
    parsed = parse_xlsx(workbook({"A": sheet_xml([["Plan", None, None, "Price"], ["Solo", None, None, 9]])}), "a")
    assert kinds(parsed)[-1] == ("row", "Solo | 9")


def test_hidden_sheet_is_reported():
    parsed = parse_xlsx(workbook({"A": sheet_xml(PRICES), "Old": sheet_xml(PRICES)}, hidden=["Old"]), "a")
    assert len(rows(parsed)) == 2
    assert parsed.warnings == ('sheet "Old" is hidden and was left out',)


def test_properties_are_metadata():
    core = "<cp:coreProperties><dc:creator>Pia Lindgren</dc:creator><dc:title>Fees</dc:title></cp:coreProperties>"
    parsed = parse_xlsx(workbook({"A": sheet_xml(PRICES)}, extra={"docProps/core.xml": core}), "a")
    assert parsed.title == "Fees"
    assert ("metadata", "author: Pia Lindgren") in kinds(parsed)


# Hostile files


def test_cells_far_apart_take_no_memory():
    rows_far_apart = f'<row r="1">{cell("A", 1, "a")}</row><row r="1048576">{cell("XFD", 1048576, "b")}</row>'
    sheet = f"<worksheet><sheetData>{rows_far_apart}</sheetData></worksheet>"
    data = workbook({"A": sheet})
    assert peak_memory(lambda: parse_xlsx(data, "a")) < 2_000_000


def test_rows_beyond_limit_are_left_out(monkeypatch):
    monkeypatch.setattr("qa.load.tables.workbook.MAX_CELLS", 5)
    parsed = parse_xlsx(workbook({"A": sheet_xml(PRICES)}), "a")
    assert rows(parsed) == [{"Plan": "Solo", "Price": "9.5"}]
    assert "more than 5 cells" in parsed.warnings[0]


def test_archive_bomb_is_cut(monkeypatch):
    monkeypatch.setattr("qa.load.tables.workbook.MAX_MEMBER", 1 << 20)
    bomb = f"<worksheet><sheetData>{' ' * (8 << 20)}</sheetData></worksheet>"
    data = workbook({"A": bomb, "B": sheet_xml(PRICES)})
    assert peak_memory(lambda: parse_xlsx(data, "a")) < 4_000_000
    parsed = parse_xlsx(data, "a")
    assert len(rows(parsed)) == 2
    assert "larger than qa reads" in parsed.warnings[0]


def test_compression_without_bounds_is_refused():
    members = {"xl/workbook.xml": "<workbook/>"}
    with pytest.raises(BinarySource, match="broken Excel workbook"):
        parse_xlsx(archive(members, compression=zipfile.ZIP_BZIP2), "a")


@pytest.mark.parametrize(
    ("sheet", "warning"),
    [
        ('<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><worksheet>&c;</worksheet>', "document type"),
        ('<!DOCTYPE a SYSTEM "http://localhost/a.dtd"><worksheet/>', "document type"),
        ("<a>" * 100_000, "nested too deep"),
        ("<worksheet><sheetData><row", "broken"),
    ],
)
def test_hostile_sheet_is_left_out(sheet, warning):
    parsed = parse_xlsx(workbook({"Bad": sheet, "B": sheet_xml(PRICES)}), "a")
    assert len(rows(parsed)) == 2
    assert warning in parsed.warnings[0]


def test_too_many_entries_are_refused(monkeypatch):
    monkeypatch.setattr("qa.load.tables.workbook.MAX_ENTRIES", 3)
    with pytest.raises(BinarySource, match="entries"):
        parse_xlsx(workbook({"A": sheet_xml(PRICES)}), "a")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x03\x04" + b"xl/" * 99])
def test_broken_archive_is_refused(data):
    with pytest.raises(BinarySource, match="broken"):
        parse_xlsx(data, "a")


@pytest.mark.parametrize(
    ("limit", "value", "warning"),
    [
        ("MAX_TOTAL", 1_500, "larger than qa reads"),
        ("MAX_CHARACTERS", 30, "more text than qa reads"),
        ("_MAX_STRINGS", 2, "more texts than qa reads"),
    ],
)
def test_text_beyond_limit_is_left_out(limit, value, warning, monkeypatch):
    monkeypatch.setattr(f"qa.load.tables.workbook.{limit}", value)
    strings = f"<sst>{'<si><t>shared text</t></si>' * 5}</sst>"
    data = workbook({name: sheet_xml(PRICES) for name in "ABCD"}, extra={"xl/sharedStrings.xml": strings})
    assert any(warning in message for message in parse_xlsx(data, "a").warnings)


def test_text_shared_by_many_cells_is_limited():
    strings = f"<sst><si><t>{'x' * 20_000}</t></si></sst>"
    shared = '<row><c t="s"><v>0</v></c></row>'
    sheet = f"<worksheet><sheetData>{shared * 500}</sheetData></worksheet>"
    parsed = parse_xlsx(workbook({"A": sheet}, extra={"xl/sharedStrings.xml": strings}), "a")
    # A million, and 16 for each of about 40,000 bytes.
    assert 1_500_000 < sum(map(len, texts(parsed))) < 1_800_000
    assert "too much text" in parsed.warnings[0]


def test_text_of_a_cell_is_cut():
    data = workbook({"A": sheet_xml([*PRICES, ["Duo", "x" * 40_000]])})
    assert len(rows(parse_xlsx(data, "a"))[-1]["Price"]) == 32_767


@pytest.mark.parametrize(("cells", "last"), [(3, "Plan | Price | From"), (6, "Solo | 9.5 | 45352"), (7, "Team")])
def test_limit_at_any_cell_keeps_what_is_before(cells, last, monkeypatch):
    monkeypatch.setattr("qa.load.tables.workbook.MAX_CELLS", cells)
    assert texts(parse_xlsx(workbook({"A": sheet_xml(PRICES)}), "a"))[-1] == last
