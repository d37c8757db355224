"""The names and noun phrases of a text, and what is known of each."""

import pytest

from qa.dialogue.mentions import find_mentions, mention_of_name
from qa.dialogue.names import Names
from qa.language.grammar import Fit, agreement, noun_traits
from qa.load import load_text
from qa.types import Role, Traits

TEXT = (
    "The engineer Anil Rao works in Albany. “Nobody answered me,” he said. Mayor Maria Lopez said she had read the "
    "letter, and Rao, 52, was told so. Northline Freight is in Albany, too."
)
NAMES = Names((load_text(TEXT),))
PRONOUN_CLASSES = ("he", "she", "they", "it", "this", "there", "then")


def mentions(text, *, in_question=True):
    return find_mentions(text, NAMES, in_question=in_question)


def definites(text, *, in_question=True):
    """How each phrase of `text` is mentioned again."""
    return [mention.definite for mention in mentions(text, in_question=in_question)]


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
        ("Did Rao pay $5, a lot of money?", ["Rao", "$5,", "the lot of money"]),
        # Nobody that a text names owns what is ours.
        ("Did my brother meet our mayor?", []),
        ("What does it cost?", []),
        ("Why?", []),
    ],
)
def test_question_is_split_into_phrases(text, expected):
    assert [definite for definite in definites(text) if definite != "the safe"] == expected


def test_title_before_name_is_left_out():
    phrases = definites("Mayor Maria Lopez met the engineer Anil Rao.", in_question=False)
    assert phrases == ["Maria Lopez", "Anil Rao"]


@pytest.mark.parametrize("text", ["An engineer, Anil Rao, came.", "Anil Rao, the engineer, came."])
def test_name_and_apposition_are_one_mention(text):
    (mention,) = mentions(text, in_question=False)
    assert (mention.definite, mention.traits.person) == ("Anil Rao", True)


def test_apposition_gives_its_gender_to_name():
    (mention,) = mentions("Then Quill, the actress, left.", in_question=False)
    assert (mention.definite, mention.traits) == ("Quill", Traits(person=True, male=False))


@pytest.mark.parametrize(
    "text", ["Then Quill, the city, grew.", "Then Quill, Rao's wife, left.", "Then Quill, Rao left."]
)
def test_other_phrase_behind_comma_is_no_apposition(text):
    assert len(mentions(text, in_question=False)) > 1


def test_phrase_has_at_most_five_words():
    phrases = mentions("They painted the big old red stone mill house.", in_question=False)
    assert [phrase.text for phrase in phrases] == ["the big old red stone mill", "house"]


def test_phrase_behind_auxiliary_is_the_subject():
    roles = [mention.role for mention in mentions("Where did Rao's wife meet Lopez?")]
    assert roles == [Role.QUESTION, Role.SUBJECT, Role.QUESTION]


def test_owner_knows_traits_of_its_possession():
    owner, possession = mentions("What did Rao's wife say?")
    assert (owner.possession, owner.owned) == (possession.traits, False)
    assert (possession.possession, possession.owned, possession.head) == (None, True, "wife")
    assert possession.traits.male is False


def test_text_in_capitals_has_no_names():
    assert not any(mention.proper for mention in mentions("WHERE DID THE GREEN BUS GO?"))


def test_mentions_slice_back():
    text = "Did Rao's wife, the teacher, leave Albany’s largest school of music?"
    for mention in mentions(text):
        assert text[mention.start : mention.end] == mention.text


def test_mentions_of_one_thing_share_a_key():
    first, second = (mentions(text)[0] for text in ("Did an old mayor go?", "Did the old mayor go?"))
    assert first.key == second.key == "old mayor" and first.text != second.text


def test_name_by_itself_is_a_mention():
    mention = mention_of_name("Rao", NAMES)
    assert (mention.text, mention.head, mention.key, mention.definite) == ("Rao", "rao", "rao", "Rao")
    assert (mention.start, mention.end, mention.role, mention.proper) == (0, 3, Role.SUBJECT, True)
    assert mention.traits == NAMES.traits("Rao")


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
def test_noun_agrees_with_pronouns(noun, fits):
    agreeing = {name for name in PRONOUN_CLASSES if agreement(noun_traits(noun), name) is not Fit.NO}
    assert agreeing == fits


def test_role_with_a_capital_is_a_person():
    names = Names((load_text("The Chair shall hold office for four years. The Tenant pays."),))
    (chair, _) = find_mentions("How long does the Chair hold office?", names, in_question=True)
    assert (chair.definite, chair.proper, chair.traits.person) == ("the Chair", False, True)
