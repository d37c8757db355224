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
        ("1.2 Term", 3),
        ("Article 38 - Position of the water officer", 1),
        ("ARTICLE 1", 1),
        ("SECTION 4.", 1),
        ("SECTION 4. SHORT TITLE.", 1),
        ("§ 12 Notice", 1),
        ("14.2.1 (2024-02-09)", 2),
        ("Version 2.0", 2),
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
        "[Laughter]",
        "(Applause)",
        "R",
        "17 May 2024",
        "Friday, 17th of May 2024",
        "3.5.2024",
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


def test_capitals_directly_above_text_are_heading():
    text = "OPENING HOURS\nMonday: 9 am to 5 pm\nFriday: 9 am to noon\n\nARTICLE 1\nThe chair shall hold office."
    assert headings(text) == [(1, "OPENING HOURS"), (1, "ARTICLE 1")]


def test_capitals_above_short_sections_are_headings():
    assert headings("PARKING\n\nFree for guests\n\nDOGS\n\nOn a lead") == [(1, "PARKING"), (1, "DOGS")]
    assert headings("ANNA BERG\n\nMayor of Holm") == []


def test_parts_are_below_title_and_each_other():
    text = f"STATUTES OF HOLM\n\nSection 1\n\n{MILL}\n\nChapter 1\n\nSection 2\n\n{SALE}\n\nAnnex A\n\n{SHOP}"
    assert headings(text) == [
        (1, "STATUTES OF HOLM"),
        (2, "Section 1"),
        (2, "Chapter 1"),
        (3, "Section 2"),
        (2, "Annex A"),
    ]


def test_part_directly_below_heading_is_inside():
    parts = ["1. General", "Section - Scope", "Article 1 - Aim", MILL, "Article 2 - Words", SALE, "2. Rules", SHOP]
    text = "\n\n".join(parts)
    assert [level for level, _ in headings(text)] == [2, 3, 4, 4, 2]


def test_line_below_part_is_its_title():
    assert headings(f"Article 38\n\nPosition of the officer\n\n{SALE}") == [
        (1, "Article 38"),
        (2, "Position of the officer"),
    ]


def test_name_below_title_is_no_heading():
    assert headings(f"The Mill at Holm\n\nAnna Berg\n\n17 May 2024\n\n{SALE}") == [(2, "The Mill at Holm")]


def test_repeated_line_is_heading_once():
    text = f"Opinion of the Board\n\n{MILL}\n\nOpinion of the Board\n\n{SALE}"
    assert headings(text) == [(2, "Opinion of the Board")]


def test_several_questions_alone_are_headings():
    text = f"How do I reset it?\n\nHold the button.\n\nWhere is it made?\n\nIn Cork.\n\n{MILL}"
    assert headings(text) == [(6, "How do I reset it?"), (6, "Where is it made?")]


def test_line_that_begins_the_text_is_its_title():
    assert headings(f"How the mill was sold\n\n{SALE}") == [(1, "How the mill was sold")]
    assert headings("Opening hours of the mill\n\nMonday: 9 to 5\nFriday: 9 to 12") == [
        (1, "Opening hours of the mill")
    ]
    assert headings("Minutes of the board\nDate: 14 May\nPresent: A. Berg\n\nIt was late.") == [
        (1, "Minutes of the board")
    ]


@pytest.mark.parametrize("first", ["How the mill was sold to a", "how it went", "How it went,"])
def test_other_first_line_is_no_title(first):
    assert headings(f"{first}\n\nand the people of Holm saw it.") == []


def test_numbered_titles_directly_above_text_are_headings():
    text = f"1. Services\n{SALE}\n\n2. Fees\n2.1 The client pays.\n2.2 It is late."
    assert headings(text) == [(2, "1. Services"), (2, "2. Fees")]
    assert headings("1. Wash the plums\n2. Stone them\n\n1. Peel the pears\n2. Boil them") == []
    assert headings("1. Wash the plums\nand stone them\n\n2. Peel the pears\nand boil them") == []


def test_questions_directly_above_answers_are_headings():
    text = "Can I bring my dog?\nYes, on a lead.\n\nWhat does it cost?\nNine euros a day."
    assert headings(text) == [(6, "Can I bring my dog?"), (6, "What does it cost?")]


def test_versions_directly_above_items_are_headings():
    text = "Version 1.4 (2022-08-01)\n  * New cache.\n\nVersion 1.3 (2022-05-12)\n  * Fixed a leak."
    assert headings(text) == [(2, "Version 1.4 (2022-08-01)"), (2, "Version 1.3 (2022-05-12)")]
    assert headings("Version 1.4\nVersion 1.3\nVersion 1.2") == []


def test_part_keeps_its_title():
    assert headings(f"{MILL}\n\n§ 14 Penalties\n{SALE}") == [(1, "§ 14 Penalties")]
    assert headings("PART II\nLICENCES\n\n12. No person shall fish.") == [(1, "PART II"), (2, "LICENCES")]


def test_line_above_indented_text_is_heading():
    assert headings(f"{MILL}\n\nFees\n  Adults: 5 euros\n  Children: free") == [(2, "Fees")]
