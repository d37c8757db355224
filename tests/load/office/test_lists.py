"""The stem of a list, and numbers."""

import pytest

from qa.load.office.lists import MAX_STEM, Stems, short_stem, spell

SHALL_NOT = "The tenant shall not:"


def test_paragraph_with_colon_is_stem():
    stems = Stems()
    stems.take_paragraph(SHALL_NOT)
    assert [stems.take_item("smoke;", depth=0), stems.take_item("keep dogs.", depth=0)] == [(SHALL_NOT,)] * 2


def test_paragraph_without_colon_is_no_stem():
    stems = Stems()
    stems.take_paragraph("The tenant smokes.")
    assert stems.take_item("smoke", depth=0) == ()


def test_heading_ends_stem():
    stems = Stems()
    stems.take_paragraph(SHALL_NOT)
    stems.take_break()
    assert stems.take_item("smoke", depth=0) == ()


def test_next_list_has_its_own_stem():
    stems = Stems()
    stems.take_paragraph(SHALL_NOT)
    stems.take_item("smoke", depth=0)
    stems.take_paragraph("Dogs are allowed.")
    assert stems.take_item("Rex", depth=0) == ()


def test_interrupted_list_keeps_stem():
    stems = Stems()
    stems.take_paragraph(SHALL_NOT)
    stems.take_item("1. smoke", depth=0)
    stems.take_paragraph("Not even outside.")
    assert stems.take_item("2. keep dogs", depth=0, continues=True) == (SHALL_NOT,)


def test_item_names_items_under_it():
    stems = Stems()
    stems.take_paragraph(SHALL_NOT)
    stems.take_item("Animals", depth=0)
    assert stems.take_item("dogs", depth=1) == (SHALL_NOT, "Animals")
    assert stems.take_item("cats", depth=1) == (SHALL_NOT, "Animals")
    assert stems.take_item("Noise", depth=0) == (SHALL_NOT,)


def test_sentence_does_not_name_items_under_it():
    stems = Stems()
    stems.take_item("Keep the house clean.", depth=0)
    assert stems.take_item("dogs", depth=1) == ()


def test_long_stem_is_cut_from_left():
    assert short_stem("A. " * 200 + SHALL_NOT).endswith(SHALL_NOT)
    assert len(short_stem("word " * 1_000_000)) <= MAX_STEM


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        (4, "1", "4"),
        (4, "01", "04"),
        (3, "a", "c"),
        (27, "A", "AA"),
        (4, "i", "iv"),
        (1994, "i", "1994"),
        (994, "I", "CMXCIV"),
        (22, "1st", "22nd"),
        (11, "1st", "11th"),
        (0, "a", "0"),
        (10**9, "a", "1000000000"),
    ],
)
def test_number_is_spelled(value, style, expected):
    assert spell(value, style) == expected
