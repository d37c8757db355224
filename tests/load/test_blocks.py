"""The final text: cleaned and joined, with a map back to the lines."""

import subprocess
import sys

import pytest

from qa.load import load_text
from qa.load.blocks import Draft, Piece, build
from qa.types import BlockKind, Span

from .builders import MILL, SALE, blocks, file, line_of, loaded, wrapped


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a  b\tc", "a b c"),
        ("a\u00a0b\u202fc\u2009d\u3000e", "a b c d e"),
        ("co\u00adop\u200ber\u2060a\ufefftion", "cooperation"),
        ("👨\u200d👩\u200d👧 می\u200cخواهم", "👨\u200d👩\u200d👧 می\u200cخواهم"),
        ("e\u0301 ﬁ Å", "e\u0301 ﬁ Å"),
        ("a\x0bb\x85c\u2028d", "a b c d"),
        ("a\x1b[1mb", "a\x1b[1mb"),
        ("a\ud800b", "a\ufffdb"),
    ],
)
def test_prose_is_cleaned(raw, clean):
    assert blocks(raw) == [clean]


def test_blocks_are_separated_by_one_blank_line():
    assert load_text(f"{wrapped(MILL, 60)}\n\n\n\n{wrapped(SALE, 60)}\n").text == f"{MILL}\n\n{SALE}"


def test_every_character_maps_to_its_line():
    document = load_text("one two\nthree four\n\n\nfive mobi-\nlization six.")
    assert document.text == "one two three four five mobilization six."
    expected = [1] * len("one two ") + [2] * len("three four ") + [5] * len("five mobi") + [6] * len("lization six.")
    assert [document.line(offset) for offset in range(len(document.text))] == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_do(end):
    document = load_text(f"One.{end}{end}Two.{end}Three.")
    assert [line_of(document, word) for word in ("One", "Two", "Three")] == [1, 3, 4]


def test_other_separators_end_no_line():
    document = load_text("One.\u2028\x0b\x85\x1c\u2029\n\nTwo.")
    assert line_of(document, "Two") == 3


def test_byte_order_mark_shifts_no_offset(tmp_path):
    document = loaded(file(tmp_path, "a.txt", "\ufeffOne.".encode()))
    assert document.text == "One."


def test_title_of_string_is_its_source():
    assert load_text("Text.").title == "<text>"
    assert load_text("Text.").source == "<text>"
    assert load_text("Text.", source="notes/a.txt").title == "a"


def test_invisible_draft_is_no_block():
    drafts = [
        Draft(BlockKind.CODE, [Piece(1, "  ")]),
        Draft(BlockKind.PARAGRAPH, [Piece(2, "")]),
        Draft(BlockKind.PARAGRAPH, []),
    ]
    assert build(drafts, original="").blocks == ()


def test_blank_lines_stay_within_code_only():
    pieces = [Piece(1, ""), Piece(2, "  a"), Piece(3, ""), Piece(4, "b "), Piece(5, " ")]
    built = build([Draft(BlockKind.CODE, pieces)], original="")
    assert built.text == "  a\n\nb"
    assert [built.line_map.line(at) for at in range(len(built.text))] == [2, 2, 2, 2, 3, 4]


def test_row_as_written_locates_its_cells():
    draft = Draft(
        BlockKind.ROW,
        [Piece(1, '"Berg, Ana",,7')],
        columns=["name", "town"],
        cells=[Span(1, 10), Span(12, 12), Span(13, 14)],
    )
    built = build([Draft(BlockKind.PARAGRAPH, [Piece(1, "Above.")]), draft], original="")
    cells = built.blocks[1].cells
    assert [(cell.column, built.text[cell.span.start : cell.span.end]) for cell in cells] == [
        ("name", "Berg, Ana"),
        ("", "7"),
    ]


def test_parsers_are_imported_on_demand():
    code = (
        "import sys; from qa.load import load_text; load_text('One.'); "
        "print({'markdown_it', 'charset_normalizer'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
