"""Headings of plain texts: which lines are headings, and which are not."""

import pytest

from .builders import MILL, SALE, SHOP, blocks, headings


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("THE MILL AT HOLM", 1),
        ("CHAPTER IV", 1),
        ("Chapter 4", 1),
        ("Early Life and Work", 2),
        ("Biography", 2),
        ("2. Methods", 2),
        ("2. How the mill was built", 2),
        ("IV. The Sale", 2),
        ("2.1 Data", 3),
    ],
)
def test_short_line_before_prose_is_heading(text, level):
    assert headings(f"{MILL}\n\n{text}\n\n{SALE}") == [(level, text)]


def test_heading_may_precede_heading_or_list():
    assert headings(f"THE MILL\n\nThe Sale\n\n{SALE}") == [(1, "THE MILL"), (2, "The Sale")]
    assert headings("What To Buy\n\n- milk\n- eggs") == [(2, "What To Buy")]


def test_title_may_precede_byline():
    assert headings(f"The Mill at Holm\n\nby Anna Berg\n\n{SALE}") == [(2, "The Mill at Holm")]


@pytest.mark.parametrize(("line", "level"), [("=====", 1), ("-----", 2)])
def test_underlined_line_is_heading_without_its_underline(line, level):
    text = f"How it was sold\n{line}\n{SALE}"
    assert headings(text) == [(level, "How it was sold")]
    assert blocks(text) == ["How it was sold", SALE]


@pytest.mark.parametrize(
    "text",
    [
        "It burned.",
        "Who was Anna?",
        "Dear Anna,",
        "He was in town",
        "the mill",
        "Name: Anna Berg",
        "By Anna Berg",
        "anna@example.org",
        "42",
        "An Account of All That Was Ever Said or Written of the Mill at Holm by Its Owners",
    ],
)
def test_other_short_line_is_no_heading(text):
    assert headings(f"{MILL}\n\n{text}\n\n{SALE}") == []


def test_only_line_of_document_is_no_heading():
    assert headings("The Old Mill") == []


def test_signature_is_no_heading():
    assert headings(f"{MILL}\n\nAnna Berg") == []
    assert headings(f"{MILL}\n\nYours,\n\nAnna Berg\n\n{SHOP}") == []


def test_numbered_items_are_no_headings():
    assert headings("1. Milk\n\n2. Bread\n\n3. Salt") == []


def test_titles_without_prose_are_paragraphs():
    assert blocks("A Title\n\nAnother\n\nA Third") == ["A Title", "Another", "A Third"]
    assert headings("A Title\n\nAnother\n\nA Third") == []


def test_head_of_ruled_table_is_no_heading():
    assert headings("Name     Age\n------------\nAnna      34\nBo        35") == []
