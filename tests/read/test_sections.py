"""The sections that a question names, among passages."""

import pytest

from qa.question import section_name
from qa.read.sections import MOST, is_list, named_sections
from qa.types import Hit
from tests.builders import split

MINUTES = """# Weekly meeting, 12 March

## Decisions

- The launch moves to June.
- We order two pumps.

## Discussion

The rig failed twice. Priya thinks the pump is weak.

## Possible side effects

Common: headache.

## What changes for visitors

Dogs must be on a lead.
"""


def _sections(line, *texts):
    passages = split(*texts, markdown=True)
    hits = [Hit(passage, 1 / rank, rank) for rank, passage in enumerate(passages, 1)]
    by_document = {}
    for passage in passages:
        by_document.setdefault(passage.document.doc_id, []).append(passage)
    sections = named_sections(section_name(line), hits, by_document.__getitem__)
    return [[sentence.text for sentence in section] for section in sections], sections


DECISIONS = ["The launch moves to June.", "We order two pumps."]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("What are the decisions?", DECISIONS),
        ("What was decided?", DECISIONS),
        ("What was decided on 12 March?", DECISIONS),
        ("What was discussed?", ["The rig failed twice.", "Priya thinks the pump is weak."]),
        ("side effects", ["Common: headache."]),
        ("What changes for visitors?", ["Dogs must be on a lead."]),
    ],
)
def test_section_is_found_by_its_name(line, expected):
    assert _sections(line, MINUTES)[0] == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "What was decided on 19 March?",
        "What was decided about parking?",
        "What are the effects?",
        "What did the board decide?",
        "Which effects were named?",
        "Who changes for visitors?",
        "What was concluded?",
    ],
)
def test_section_is_not_found_by_another_name(line):
    assert _sections(line, MINUTES)[0] == []


def test_each_document_has_its_section():
    other = "# Meeting of April\n\n## Decisions\n\n- The gate stays locked.\n"
    assert _sections("What was decided?", MINUTES, other)[0] == [DECISIONS, ["The gate stays locked."]]
    assert _sections("What was decided in April?", MINUTES, other)[0] == [["The gate stays locked."]]


def test_section_of_just_that_name_comes_alone():
    text = "## Known risks\n\n- Rain.\n\n## Risks\n\n- Wind.\n"
    assert _sections("What are the risks?", text)[0] == [["Wind."]]


def test_line_that_introduces_a_list_is_its_heading():
    text = "You need a few things.\n\nRequirements:\n\n- a saw\n- a plane\n\nThen begin.\n"
    assert _sections("What are the requirements?", text)[0] == [["a saw", "a plane"]]


INVOICE = """# Invoice of Hollins

Invoice number: HG-2291

Due date: 17 June

| Work | Amount |
|---|---|
| Hedge trimming | £128 |
| VAT 20% | £38 |
| Total | £230 |

## Installation

Run the installer.
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("What is the total?", "Total | £230"),
        ("What is the total on the invoice of Hollins?", "Total | £230"),
        ("What is the VAT?", "VAT 20% | £38"),
        ("invoice number", "Invoice number: HG-2291"),
        ("How do I install it?", "Run the installer."),
    ],
)
def test_line_with_the_label_is_found(line, expected):
    assert _sections(line, INVOICE)[0] == [[expected]]


@pytest.mark.parametrize(
    "line", ["What is the number?", "What is the date?", "What is the total of Gray Ltd?", "trimming"]
)
def test_label_must_have_no_other_words(line):
    assert _sections(line, INVOICE)[0] == []


def test_long_section_is_no_answer():
    items = [f"- Item number {number} is here." for number in range(MOST + 1)]
    assert _sections("What are the risks?", "## Risks\n\n" + "\n".join(items[:-1]))[0] != []
    assert _sections("What are the risks?", "## Risks\n\n" + "\n".join(items))[0] == []


def test_list_is_known():
    (decisions,) = _sections("What was decided?", MINUTES)[1]
    (discussion,) = _sections("What was discussed?", MINUTES)[1]
    assert is_list(decisions) and not is_list(discussion)
