"""Who and what a text speaks of, and what is known of it."""

import pytest

from qa.dialogue.mentions import Role, mentions
from qa.dialogue.names import Names
from qa.dialogue.traits import Fit, Traits, of_noun
from qa.load import load_text

TEXT = (
    "The engineer Anil Rao works in Albany. “Nobody answered me,” he said. Mayor Maria Lopez said she had read the "
    "letter, and Rao, 52, was told so. Northline Freight is in Albany, too."
)
NAMES = Names((load_text(TEXT),))


def texts(text, *, question=True):
    """How each phrase of `text` is spoken of again."""
    return [one.again for one in mentions(text, NAMES, question=question)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where did Anil Rao go?", ["Anil Rao"]),
        ("where did rao go?", ["rao"]),
        ("Who is the mayor of Albany?", ["the mayor of Albany"]),
        ("What did Rao's wife say?", ["Rao", "Rao's wife"]),
        ("How many men left the town?", ["the men", "the town"]),
        ("Did a man see some boats?", ["the man", "the boats"]),
        ("Did Rao and Lopez meet?", ["Rao and Lopez"]),
        ("Do the returns surprise Lopez?", ["the returns", "Lopez"]),
        ("When did the drive begin?", ["the drive"]),
        ("Does that keep Rao safe?", ["Rao"]),
        ("Who said that Lopez left?", ["Lopez"]),
        ("What does it cost?", []),
        ("Why?", []),
    ],
)
def test_the_phrases_of_a_question(text, expected):
    assert [one for one in texts(text) if one != "the safe"] == expected


def test_a_title_before_a_name_is_left_out():
    assert texts("Mayor Maria Lopez met the engineer Anil Rao.", question=False) == ["Maria Lopez", "Anil Rao"]


@pytest.mark.parametrize("text", ["An engineer, Anil Rao, came.", "Anil Rao, the engineer, came."])
def test_a_name_and_the_noun_beside_it_are_one(text):
    (found,) = mentions(text, NAMES, question=False)
    assert (found.again, found.traits.person) == ("Anil Rao", True)


def test_of_a_question_the_subject_is_told():
    found = mentions("Where did Rao's wife meet Lopez?", NAMES, question=True)
    assert [one.role for one in found] == [Role.QUESTION, Role.SUBJECT, Role.QUESTION]


def test_of_a_text_in_capitals_none_is_a_name():
    assert not any(one.proper for one in mentions("WHERE DID THE GREEN BUS GO?", NAMES, question=True))


def test_the_places_slice_back():
    text = "Did Rao's wife, the teacher, leave Albany’s largest school of music?"
    for one in mentions(text, NAMES, question=True):
        assert text[one.start : one.end] == one.text


@pytest.mark.parametrize(
    ("name", "traits"),
    [
        ("Anil Rao", Traits(True, True, False, False)),
        ("Rao", Traits(True, True, False, False)),
        ("Lopez", Traits(True, False, False, False)),
        ("Albany", Traits(False, None, False, True)),
        ("Northline Freight", Traits()),
        ("Kazakhstan", Traits(False, None, False, True)),
        ("March", Traits(False, None, False, False, time=True)),
        ("Olga Petrenko", Traits(True, False, False, False)),
    ],
)
def test_a_name_is_known_by_the_text_or_by_itself(name, traits):
    assert NAMES.traits(name) == traits


@pytest.mark.parametrize(
    ("noun", "fits"),
    [
        ("brother", {"he"}),
        ("sisters", {"they"}),
        ("carpenter", {"he", "she"}),
        ("government", {"they", "it", "this"}),
        ("city", {"it", "this", "there"}),
        ("estimate", {"it", "this"}),
        ("year", {"then"}),
        ("1843", {"then"}),
        ("people", {"they"}),
        ("dollars", {"it", "this"}),
    ],
)
def test_a_noun_is_meant_by_the_pronouns_that_fit(noun, fits):
    pronouns = ("he", "she", "they", "it", "this", "there", "then")
    assert {one for one in pronouns if of_noun(noun).fits(one) is not Fit.NO} == fits
