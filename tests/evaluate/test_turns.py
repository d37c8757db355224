"""How the turns of dialogues are asked, and questions in mid-conversation: of three invented sentences."""

from dataclasses import replace

import pytest

from qa.errors import EvaluationError
from qa.evaluate.datasets import (
    WAYS,
    DialogueTurn,
    EarlierTurn,
    QuestionSet,
    Selection,
    add_history,
    in_scope,
    parse_ways,
    ways_to_ask,
    word_turns,
)
from qa.types import Span

from .builders import QUESTIONS, question

BEFORE = (EarlierTurn("Who left?", "Pavel"), EarlierTurn("Did Semyon?"))


def turn(typed="Where to?", standalone="Where did Pavel go?", before=BEFORE, **changes):
    """The third line of a conversation."""
    made = question(typed, "Ulm", **changes)
    paragraph = made.document.blocks[0].span
    return replace(made, text=standalone or typed, paragraph=paragraph, turn=DialogueTurn(typed, standalone, before))


def asked(way, one=None):
    (found,) = word_turns([one or turn()], way)
    return found


@pytest.mark.parametrize(
    ("way", "text"),
    [
        ("standalone", "Where did Pavel go?"),
        ("typed", "Where to?"),
        ("resolved", "Where to?"),
        ("last-question", "Did Semyon? Where to?"),
        ("last-turn", "Did Semyon? Where to?"),
        ("all-turns", "Who left? Pavel Did Semyon? Where to?"),
    ],
)
def test_each_way_has_its_wording(way, text):
    assert asked(way).text == text and way in WAYS


def test_the_last_answer_stands_in_front_where_there_is_one():
    assert asked("last-turn", turn(before=BEFORE[:1])).text == "Who left? Pavel Where to?"
    assert asked("last-turn", turn(before=())).text == asked("all-turns", turn(before=())).text == "Where to?"


def test_only_a_resolved_turn_is_asked_in_its_conversation():
    assert {way for way in WAYS if asked(way).history is not None} == {"resolved"}
    assert asked("resolved").history == BEFORE and asked("resolved", turn(before=())).history == ()


def test_the_way_can_be_chosen_again():
    assert asked("standalone", asked("all-turns", asked("resolved"))) == asked("standalone")


def test_questions_that_are_no_turns_stay_as_they_are():
    assert all(word_turns(QUESTIONS, way) == QUESTIONS for way in WAYS)


def test_a_turn_without_a_wording_that_stands_alone_cannot_be_asked_so():
    with pytest.raises(EvaluationError, match="'Where to' has no standalone wording; ask --turns resolved"):
        asked("standalone", turn("Where to", standalone=None))


def test_a_set_of_dialogues_is_measured_in_the_usual_ways_that_it_has():
    rewritten, plain = turn(), turn(standalone=None, question_id="other")
    assert ways_to_ask(QuestionSet("set", [rewritten], []), None) == ("resolved", "typed", "standalone")
    assert ways_to_ask(QuestionSet("set", [rewritten, plain], []), None) == ("resolved", "typed")
    assert ways_to_ask(QuestionSet("set", [plain], []), ["last-turn"]) == ("last-turn",)
    with pytest.raises(EvaluationError, match="standalone"):
        ways_to_ask(QuestionSet("set", [rewritten, plain], []), ["typed", "standalone"])


def test_a_set_without_dialogues_has_one_way_whatever_is_wanted():
    assert ways_to_ask(QuestionSet("set", QUESTIONS, []), None) == ("standalone",)
    assert ways_to_ask(QuestionSet("set", QUESTIONS, []), ["resolved", "typed"]) == ("standalone",)


def test_a_list_of_ways_is_taken_apart():
    assert parse_ways("typed, resolved,typed") == ("typed", "resolved")
    for text in ("sung", "typed,sung", "", ","):
        with pytest.raises(EvaluationError, match=r"found --turns .*, expected some of standalone, typed"):
            parse_ways(text)


def test_an_answer_before_moves_along_with_its_paragraph_and_is_nowhere_outside_of_it():
    inside = EarlierTurn("Who left?", answer_given=True, answer_span=Span(0, 5))
    outside = EarlierTurn("How long?", answer_given=True, answer_span=Span(500, 505))
    (moved,) = in_scope([turn(before=(inside, outside))], "paragraph")
    assert [past.answer_span for past in moved.turn.history] == [Span(0, 5), None]


# In mid-conversation


def test_each_question_is_asked_after_others_of_its_document():
    found = add_history(QUESTIONS, 2, seed=0)
    for before, after in zip(QUESTIONS, found, strict=True):
        assert after.text == before.text and after.golds == before.golds
        assert sorted(past.line for past in after.history) == sorted(one.text for one in QUESTIONS if one is not before)


def test_where_there_are_fewer_others_it_is_all_of_them():
    alone = question("Who left?", "Pavel", question_id="x")
    assert [len(one.history) for one in add_history(QUESTIONS, 9, seed=0)] == [2, 2, 2]
    assert add_history([alone], 2, seed=0)[0].history == ()


def test_after_none_nothing_changes():
    assert add_history(QUESTIONS, 0, seed=0) == QUESTIONS


def test_the_others_are_drawn_by_the_seed_and_are_the_same_in_every_sample():
    many = [question(f"Who left {number}?", "Pavel") for number in range(30)]

    def drawn(seed, limit=None):
        chosen = Selection(after=3, seed=seed, limit=limit).of(many)
        return {one.question_id: [past.line for past in one.history] for one in chosen}

    whole = drawn(1)
    assert whole == drawn(1) != drawn(2)
    assert all(whole[name] == lines for name, lines in drawn(1, limit=5).items())


def test_what_was_said_before_a_turn_itself_comes_last():
    opening = question("How long did it rain?", "three weeks")
    found = add_history([opening, asked("resolved")], 1, seed=0)[1]
    assert [past.line for past in found.history] == ["How long did it rain?", "Who left?", "Did Semyon?"]
