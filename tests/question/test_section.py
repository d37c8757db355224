"""Lines that ask for a section by its name, and those that do not."""

import pytest

from qa.question import section_name


def _named(line):
    section = section_name(line)
    assert section is not None
    return [word.norm for word in section.name], [word.norm for word in section.beside], section.is_verb


@pytest.mark.parametrize(
    ("line", "name", "beside"),
    [
        ("What are the action items?", ["action", "items"], []),
        ("what are the risks of Heron", ["risks"], ["heron"]),
        ("Which risks were named in the report?", ["risks"], []),
        ("What side effects are known?", ["side", "effects"], []),
        ("What is on the agenda?", ["agenda"], []),
        ("List the requirements.", ["requirements"], []),
        ("Can you show me the ingredients", ["ingredients"], []),
        ("side effects", ["side", "effects"], []),
        ("Decisions?", ["decisions"], []),
        ("Who is the landlord?", ["landlord"], []),
        ("What license is it under?", ["license"], []),
        ("Which skills does she have?", ["skills"], []),
        ("What is the total of the order?", ["total"], ["order"]),
    ],
)
def test_noun_names_a_section(line, name, beside):
    assert _named(line) == (name, beside, False)


@pytest.mark.parametrize(
    ("line", "name", "beside"),
    [
        ("What was decided?", ["decided"], []),
        ("What was decided at the meeting on 12 March?", ["decided"], ["12", "march"]),
        ("What did they decide?", ["decide"], []),
        ("What did the minister say?", ["say"], ["minister"]),
        ("What did the board agree?", ["agree"], ["board"]),
        ("How do I install it?", ["install"], []),
        ("How is the tablet stored?", ["stored"], ["tablet"]),
        ("how to use the pump", ["use"], ["pump"]),
    ],
)
def test_verb_names_a_section(line, name, beside):
    assert _named(line) == (name, beside, True)


@pytest.mark.parametrize("line", ["When is the next meeting?", "Who attended?", "How many risks were named?"])
def test_question_for_a_value_names_its_own_heading(line):
    assert section_name(line).opening == line.split()[0].lower()


@pytest.mark.parametrize("line", ["", "?", "Who was it?", "What is it?"])
def test_line_without_a_name_names_no_section(line):
    assert section_name(line) is None
