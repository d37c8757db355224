"""What in a question refers back: pronouns, demonstratives and definite noun phrases."""

import pytest

from qa.dialogue.antecedents import Reference
from qa.dialogue.rewrite.references import find_definite_nouns, find_references

from ..builders import question


def references(line):
    return [(reference.text, reference.pronoun_class) for reference in find_references(question(line))]


def nouns(line):
    return [(reference.text, reference.head) for reference in find_definite_nouns(question(line))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Where did he go?", [("he", "he")]),
        ("Did he tell her about it?", [("he", "he"), ("her", "she"), ("it", "it")]),
        ("Did it cost them much?", [("it", "it"), ("them", "they")]),
        ("WHERE IS SHE?", [("SHE", "she")]),
        ("How old’s he?", [("he", "he")]),
        ("What about he's brother?", [("he", "he")]),
        ("Who lives there?", [("there", "there")]),
        ("Who wrote that?", [("that", "this")]),
        ("Who lived here until then?", [("then", "then")]),
        # Of one class the first counts for all.
        ("Did he say that his mill burned?", [("he", "he")]),
        # A question that names nobody and refers to nobody.
        ("Why?", []),
        ("Who wrote a program?", []),
        # Myself and yourself refer to nobody that was mentioned.
        ("Who are you?", []),
    ],
)
def test_pronouns_refer_back(line, expected):
    assert references(line) == expected


def test_reference_has_its_place():
    line = "Why did he’s mill burn?"
    (reference,) = find_references(question(line))
    assert reference == Reference("he", 8, 10, "he")
    assert line[reference.start : reference.end] == "he"


@pytest.mark.parametrize(
    ("line", "possessive"),
    [
        ("What is his job?", True),
        ("What is her job?", True),
        ("What are their jobs?", True),
        ("Was it hers?", True),
        # As an object.
        ("Did he see her?", False),
        ("Did he see her in Ulm?", False),
        ("Did he give her the mill?", False),
        ("Who saw him?", False),
    ],
)
def test_possessive_pronoun_owns_something(line, possessive):
    assert find_references(question(line))[-1].possessive is possessive


@pytest.mark.parametrize(
    "line",
    [
        "Is it true that the mill burned?",
        "Why is it important to leave?",
        "How long does it take to get to Ulm?",
        "How much does it cost to live in Ulm?",
        "Did it rain?",
        "When did it start to snow in Ulm?",
        "What time was it?",
        "How far is it to Ulm?",
        "Was it Karl Weiss who left?",
        "Who leads when it comes to oats?",
        "How many mills are there in Ulm?",
        "Is there a mill in Ulm?",
        "Were there any?",
        "What was there to see?",
    ],
)
def test_expletive_refers_to_nothing(line):
    assert references(line) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Is it old?", [("it", "it")]),
        ("Was it there?", [("it", "it"), ("there", "there")]),
        ("What is its true name?", [("its", "it")]),
        ("How long did it take?", [("it", "it")]),
    ],
)
def test_similar_wording_refers(line, expected):
    assert references(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Who made that estimate?", [("that estimate", "estimate")]),
        ("Who sold those mills?", [("those mills", "mills")]),
        ("Who wrote this?", [("this", "")]),
        ("Did that surprise Karl?", [("that", "")]),
        ("What do these cost?", [("these", "")]),
        ("Why does this matter?", [("this", "")]),
    ],
)
def test_demonstrative_refers_with_its_noun(line, expected):
    assert [(reference.text, reference.head) for reference in find_references(question(line))] == expected


@pytest.mark.parametrize(
    "line",
    [
        "What is this article about?",
        "What happened at that time?",
        "What became of those who left?",
        "What happened this year?",
        "What did those leaving say?",
        "Who said that the mill burned?",
        "Who said that they left?",
        "How hard is it to do that is not known?",
        "What do these and others cost?",
    ],
)
def test_demonstrative_may_explain_itself(line):
    assert [reference for reference in references(line) if reference[1] == "this"] == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [("Who lived here since then?", True), ("Who lived here then?", False), ("Then who left?", False)],
)
def test_then_refers_behind_preposition_of_time(line, expected):
    assert bool(references(line)) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Did the brother give a name?", [("the brother", "brother")]),
        ("Did the brother meet the mayor?", [("the brother", "brother"), ("the mayor", "mayor")]),
        # Of more than one word; explained; no "the"; in a question that names somebody.
        ("Did the old brother go?", []),
        ("Who is the brother of a mayor?", []),
        ("Did the man who left return?", []),
        ("Did the man that left return?", []),
        ("Did a brother go?", []),
        ("Did the brother of Karl go?", []),
        ("Did the brother meet Karl Weiss?", []),
    ],
)
def test_definite_noun_may_refer_back(line, expected):
    assert nouns(line) == expected


def test_definite_noun_is_a_reference_of_its_class():
    (reference,) = find_definite_nouns(question("Did the brother give a name?"))
    assert reference == Reference("the brother", 4, 15, "noun", head="brother")


@pytest.mark.parametrize("line", ["", "?", "😀", "it's", "👩🏽‍🔬 his?"])
def test_odd_line_has_at_most_one_reference(line):
    assert len(references(line)) <= 1
