"""What is remembered, and what a person puts in and out of focus."""

import pytest

from qa import model
from qa.dialogue.history import FocusEdits, History, Knowledge
from qa.dialogue.turn import PastTurn
from qa.load import load_text
from qa.question import parsed
from qa.types import Role

from .builders import TEXT, WHERE_TOM, WHO_WROTE, history, knowledge, rewritten

KARL_WENT = PastTurn("Where did Karl Weiss go?")


def test_latest_names_are_remembered_first():
    remembered = history(WHO_WROTE, KARL_WENT).remembered()
    assert remembered[0] == "Karl Weiss" and "Ada Byron" in remembered


def test_subject_is_remembered_before_other_names():
    past = PastTurn("With Nika Quill did Karl Weiss go?")
    assert [antecedent.text for antecedent in history(past).antecedents] == ["Nika Quill", "Karl Weiss"]
    assert history(past).remembered() == ("Karl Weiss", "Nika Quill")


def test_numbers_and_passing_nouns_are_not_remembered():
    past = PastTurn("Who counted the visitors?", "Karl Weiss", "Karl Weiss counted 700 and left the old mill.")
    assert history(past).remembered() == ("the visitors", "Karl Weiss")
    assert history(PastTurn("What is Ulm?", "700", "It had 700.")).remembered() == ("Ulm",)


def test_at_most_eight_are_remembered():
    names = "Karl Max Boris David Edgar Frank Henry Igor Jack Klaus".split()
    turns = [PastTurn(f"Did {subject} meet {other}?") for subject, other in zip(names[::2], names[1::2], strict=True)]
    assert history(*turns, text="").remembered() == (*names[8:], *names[6:8], *names[4:6], *names[2:4])


def test_without_turns_nothing_is_remembered():
    assert history().remembered() == () and history().antecedents == ()


def test_last_is_the_newest_turn():
    assert history(WHERE_TOM, KARL_WENT).last is KARL_WENT


# Focus


def test_pinned_name_is_meant_first():
    edits = FocusEdits().pinning("Tom Byron")
    assert rewritten("How old is he?", KARL_WENT, edits=edits) == "How old is Tom Byron?"
    assert history(KARL_WENT, edits=edits).remembered() == ("Tom Byron", "Karl Weiss")


def test_pinned_name_comes_first_whatever_its_form():
    edits = FocusEdits().pinning("Karl Weiss").pinning("an old mill")
    first, *others = history(KARL_WENT, edits=edits).antecedents
    assert (first.text, first.pinned, first.roles) == ("the old mill", True, {Role.SUBJECT})
    # Of several the newest is pinned.
    assert [(antecedent.text, antecedent.pinned) for antecedent in others] == [("Karl Weiss", False)]


def test_dropped_name_is_not_meant():
    edits = FocusEdits().dropping("karl weiss")
    assert rewritten("How old is he?", WHERE_TOM, KARL_WENT, edits=edits) == "How old is Tom Byron?"
    assert "Karl Weiss" not in history(WHERE_TOM, KARL_WENT, edits=edits).remembered()


def test_pinning_takes_back_dropping():
    edits = FocusEdits().dropping("Tom Byron").pinning("Tom Byron")
    assert edits == FocusEdits(("Tom Byron",), frozenset())


def test_dropping_takes_back_pinning():
    edits = FocusEdits().pinning("Tom Byron").pinning("Ada Byron").dropping("tom byron")
    assert edits == FocusEdits(("Ada Byron",), frozenset({"tom byron"}))


def test_newest_pinned_name_comes_first():
    assert FocusEdits().pinning("Ada Byron").pinning("Tom Byron").pinned == ("Tom Byron", "Ada Byron")


def test_focused_history_pins_a_name():
    past = history(KARL_WENT, edits=FocusEdits().dropping("Karl Weiss").pinning("Ada Byron"))
    focused = past.focused_on("Tom Byron")
    assert (focused.turns, focused.knowledge) == (past.turns, past.knowledge)
    assert (past.remembered(), focused.remembered()) == (("Ada Byron",), ("Tom Byron",))


# What is known


@pytest.mark.parametrize(
    ("name", "text", "proper"),
    [
        ("Tom Byron", "Tom Byron", True),
        ("a carpenter", "the carpenter", False),
        ("Tom's", "Tom", True),
        ("Tom Byron's sister", "Tom Byron's sister", False),
        # No phrase that goes to the end, so that the whole is taken as a name.
        ("why", "why", True),
    ],
)
def test_name_becomes_an_antecedent(name, text, proper):
    antecedent = knowledge().named(name)
    assert (antecedent.text, antecedent.mention.proper) == (text, proper)
    assert (antecedent.age, antecedent.roles, antecedent.asked) == (0, {Role.SUBJECT}, False)


def test_question_is_parsed_with_its_mentions():
    question = knowledge().parse("Where did Tom Byron move?")
    assert question.corrected == "Where did Tom Byron move?"
    assert [mention.text for mention in question.mentions] == ["Tom Byron"]
    assert knowledge().with_mentions(question) is question


def test_mentions_are_added_to_parsed_question():
    question = parsed("Where did Tom Byrn move?", "Where did Tom Byron move?")
    with_mentions = knowledge().with_mentions(question)
    assert question.mentions is None
    assert [mention.text for mention in with_mentions.mentions] == ["Tom Byron"]
    assert (with_mentions.text, with_mentions.tokens) == (question.text, question.tokens)


def test_turn_is_taken_apart_once():
    known = Knowledge((load_text(TEXT),))
    first, second = (History([WHERE_TOM, KARL_WENT], known) for _ in range(2))
    assert first.antecedents == second.antecedents
    assert known.mentions_of.cache_info()[:2] == (2, 2)


def test_shipped_weights_rank_unless_others_are_given():
    assert knowledge().weights == model.dialogue().antecedent
    assert Knowledge((), weights={"age 0": 1.0}).weights == {"age 0": 1.0}
