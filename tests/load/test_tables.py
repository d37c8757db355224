"""Tables in files of their own: CSV and TSV."""

from collections import deque

import pytest

from qa.errors import BinarySource
from qa.load.formats import read_document
from qa.load.tables import parse_csv, parse_tsv

from .drafts import kept, kinds, line_of, peak_memory, place_of, rows, texts

STAFF = b"""name,role,since
"Okafor, Ngozi",Head of Sales,2019-03-01
"Bauer, Till",Accountant,2021-11-15
"""


def test_row_stays_as_written():
    assert texts(parse_csv(STAFF, "a.csv")) == [
        '"Okafor, Ngozi",Head of Sales,2019-03-01',
        '"Bauer, Till",Accountant,2021-11-15',
    ]


def test_cells_lie_inside_the_row():
    assert rows(parse_csv(STAFF, "a.csv"))[1] == {"name": "Bauer, Till", "role": "Accountant", "since": "2021-11-15"}


def test_rows_have_lines_and_places():
    parsed = kept(parse_csv(STAFF, "a.csv"))
    assert line_of(parsed, "Accountant") == 3
    assert place_of(parsed, "Accountant").row == 3


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_recognised(delimiter):
    data = "\n".join(delimiter.join(row) for row in (["Town", "Price"], ["Rome", "12"], ["Oslo", "7"])).encode()
    assert rows(parse_csv(data, "a.csv")) == [{"Town": "Rome", "Price": "12"}, {"Town": "Oslo", "Price": "7"}]


def test_decimal_commas_leave_semicolons_as_delimiter():
    data = "Ware;Preis\nBrot;3,50\nMilch;1,20\n".encode("utf-16")
    assert rows(parse_csv(data, "a.csv"))[0] == {"Ware": "Brot", "Preis": "3,50"}


def test_separator_line_decides():
    assert rows(parse_csv(b"sep=#\nTown#Price\r\nRome#12\r\n", "a.csv")) == [{"Town": "Rome", "Price": "12"}]


def test_tabs_stay_in_rows():
    parsed = kept(parse_tsv(b"DATE\tCUSTOMER\tAMOUNT\n11-Mar\tPenrose, Ltd\t75\n", "a.tsv"))
    assert texts(parsed) == ["11-Mar\tPenrose, Ltd\t75"]
    assert rows(parsed) == [{"DATE": "11-Mar", "CUSTOMER": "Penrose, Ltd", "AMOUNT": "75"}]


def test_field_in_quotes_holds_line_ends_and_quotes():
    parsed = kept(parse_csv(b'id,note\n1,"first\r\nline, ""so"" it is"\n2,b\n', "a.csv"))
    assert texts(parsed)[0] == '1,"first line, ""so"" it is"'
    assert line_of(parsed, "2,b") == 4


@pytest.mark.parametrize("stray", ['5" pipe', '"open', 'a"b"c'])
def test_stray_quote_is_a_character(stray):
    data = f"id,name,size\n1,{stray},3\n2,bolt,4\n".encode()
    assert [row["size"] for row in rows(parse_csv(data, "a.csv"))] == ["3", "4"]


def test_table_without_header_has_no_columns():
    assert rows(parse_csv(b"Rome,12,7\nOslo,9,8\n", "a.csv"))[0] == {"": "7"}


def test_unsure_header_names_columns_and_stays():
    parsed = kept(parse_csv(b"Capital,Mayor\nRome,Gualtieri\nParis,Hidalgo\n", "a.csv"))
    assert texts(parsed)[0] == "Capital,Mayor"
    assert rows(parsed)[1] == {"Capital": "Rome", "Mayor": "Gualtieri"}


def test_years_name_columns():
    assert rows(parse_csv(b"Country,2019,2020\nPeru,1.5,1.7\n", "a.csv")) == [
        {"Country": "Peru", "2019": "1.5", "2020": "1.7"}
    ]


def test_lines_around_the_table_are_paragraphs():
    parsed = parse_csv(b"Sales of May\n\nTown,Price\nRome,12\nSource: Holm\n", "a.csv")
    assert kinds(parsed) == [("paragraph", "Sales of May"), ("row", "Rome,12"), ("paragraph", "Source: Holm")]


def test_one_column_is_plain_text():
    parsed = parse_csv(b"The mill burned down.\nIt was built again.\n", "a.csv")
    assert kinds(parsed) == [("paragraph", "The mill burned down."), ("paragraph", "It was built again.")]


def test_ragged_and_empty_rows():
    parsed = parse_csv(b"id,name,n\n1,a\n,,\n2,b,3\n3,c,4,more\n", "a.csv")
    assert rows(parsed) == [
        {"id": "1", "name": "a"},
        {"id": "2", "name": "b", "n": "3"},
        {"id": "3", "name": "c", "n": "4", "": "more"},
    ]


def test_missing_fields_at_the_end_of_rows():
    parsed = parse_csv(b"version,name,released,ended\n1,Buzz,1996-06-17\n2,Rex\n3,Bo,1997-06-05,1999-01-01\n", "a.csv")
    assert rows(parsed)[1] == {"version": "2", "name": "Rex"}


def test_binary_file_is_refused():
    with pytest.raises(BinarySource):
        parse_csv(b"a,b\n" + bytes(range(256)) * 9, "a.csv")


def test_usual_column_name_makes_a_header():
    parsed = parse_csv(b"Name,Mayor\nRome,Gualtieri\nParis,Hidalgo\n", "a.csv")
    assert texts(parsed) == ["Rome,Gualtieri", "Paris,Hidalgo"]


@pytest.mark.parametrize("cell", ['"She came.\nThen she left."', '"\nShe came.\n\n Then she left. "', '" She\ncame. "'])
def test_quoted_cell_is_cited_by_all_its_lines(cell):
    table = read_document(f"id,note,n\n1,{cell},2\n3,x,4\n".encode(), source="a.csv", title="a")
    first, second = (block.span for block in table.blocks)
    lines = cell.count("\n")
    assert [table.line(first.start), table.line(first.end - 1), table.line(second.start)] == [2, 2 + lines, 3 + lines]
    assert table.places.place(first.end - 1).row == 2
    note = table.slice(table.blocks[0].cells[1].span)
    assert note.split() == cell.strip('"').split()


# Hostile files


@pytest.mark.parametrize(
    "shape",
    [
        '"' + "a" * 50_000,
        'a,"' * 15_000,
        '"""a,' * 10_000,
        '""",' * 50_000,
        ",".join('"' * (2 * (n % 5)) for n in range(10_000)),
        "a," * 25_000,
        "," * 50_000 + "b",
        'a,b\n"' * 10_000,
        "\n" * 50_000 + "a,b",
    ],
    ids=range(9),
)
def test_hostile_text_is_read_in_linear_memory(shape):
    assert peak_memory(lambda: kinds(parse_csv(shape.encode(), "a.csv"))) < 400 * len(shape) + 5_000_000


def test_rows_are_read_one_at_a_time():
    table = b"name\tcount\n" + b"bolt\t12\n" * 10_000
    # A draft takes some hundred bytes.
    assert peak_memory(lambda: deque(parse_tsv(table, "a.tsv").drafts, maxlen=0)) < 10 * len(table) + 500_000


def test_cells_beyond_limit_stay_in_the_text(monkeypatch):
    monkeypatch.setattr("qa.load.tables._MAX_CELLS", 4)
    parsed = kept(parse_csv(b"id,n\n1,2\n3,4\n5,6\n", "a.csv"))
    assert texts(parsed) == ["1,2", "3,4", "5,6"]
    assert rows(parsed)[2] == {}


def test_cells_of_a_long_row_are_limited():
    data = f"{','.join(f'n{n}' for n in range(1_200))}\n{'7,' * 1_199}7\n".encode()
    (row,) = rows(parse_csv(data, "a.csv"))
    assert (len(row), texts(parse_csv(data, "a.csv"))[-1].count("7")) == (1_000, 1_200)
