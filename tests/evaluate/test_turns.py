"""The ways to ask dialogue turns, and questions after others, on three invented sentences."""

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


def asked(way, turn_question=None):
    (question,) = word_turns([turn_question or turn()], way)
    return question


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
def test_each_way_has_own_wording(way, text):
    assert asked(way).text == text and way in WAYS


def test_last_turn_puts_answer_in_front():
    assert asked("last-turn", turn(before=BEFORE[:1])).text == "Who left? Pavel Where to?"
    assert asked("last-turn", turn(before=())).text == asked("all-turns", turn(before=())).text == "Where to?"


def test_only_resolved_turn_has_history():
    assert {way for way in WAYS if asked(way).history is not None} == {"resolved"}
    assert asked("resolved").history == BEFORE and asked("resolved", turn(before=())).history == ()


def test_way_can_be_changed_again():
    assert asked("standalone", asked("all-turns", asked("resolved"))) == asked("standalone")


def test_questions_without_turn_are_unchanged():
    assert all(word_turns(QUESTIONS, way) == QUESTIONS for way in WAYS)


def test_missing_standalone_wording_is_rejected():
    with pytest.raises(EvaluationError, match="'Where to' has no standalone wording; ask --turns resolved"):
        asked("standalone", turn("Where to", standalone=None))


def test_dialogues_have_default_ways():
    rewritten, plain = turn(), turn(standalone=None, question_id="other")
    assert ways_to_ask(QuestionSet("set", [rewritten], []), None) == ("resolved", "typed", "standalone")
    assert ways_to_ask(QuestionSet("set", [rewritten, plain], []), None) == ("resolved", "typed")
    assert ways_to_ask(QuestionSet("set", [plain], []), ["last-turn"]) == ("last-turn",)
    with pytest.raises(EvaluationError, match="standalone"):
        ways_to_ask(QuestionSet("set", [rewritten, plain], []), ["typed", "standalone"])


def test_set_without_dialogues_has_one_way():
    assert ways_to_ask(QuestionSet("set", QUESTIONS, []), None) == ("standalone",)
    assert ways_to_ask(QuestionSet("set", QUESTIONS, []), ["resolved", "typed"]) == ("standalone",)


def test_list_of_ways_is_parsed():
    assert parse_ways("typed, resolved,typed") == ("typed", "resolved")
    for text in ("sung", "typed,sung", "", ","):
        with pytest.raises(EvaluationError, match=r"found --turns .*, expected some of standalone, typed"):
            parse_ways(text)


def test_earlier_answer_is_shifted_with_paragraph():
    inside = EarlierTurn("Who left?", answer_given=True, answer_span=Span(0, 5))
    outside = EarlierTurn("How long?", answer_given=True, answer_span=Span(500, 505))
    (moved,) = in_scope([turn(before=(inside, outside))], "paragraph")
    assert [past.answer_span for past in moved.turn.history] == [Span(0, 5), None]


# In mid-conversation


def test_each_question_is_asked_after_others():
    questions = add_history(QUESTIONS, 2, seed=0)
    for before, after in zip(QUESTIONS, questions, strict=True):
        assert after.text == before.text and after.golds == before.golds
        assert sorted(past.line for past in after.history) == sorted(
            other.text for other in QUESTIONS if other is not before
        )


def test_fewer_others_are_all_used():
    alone = question("Who left?", "Pavel", question_id="x")
    assert [len(question.history) for question in add_history(QUESTIONS, 9, seed=0)] == [2, 2, 2]
    assert add_history([alone], 2, seed=0)[0].history == ()


def test_no_others_change_nothing():
    assert add_history(QUESTIONS, 0, seed=0) == QUESTIONS


def test_others_depend_on_seed_but_not_sample():
    many = [question(f"Who left {number}?", "Pavel") for number in range(30)]

    def drawn(seed, limit=None):
        chosen = Selection(after=3, seed=seed, limit=limit).of(many)
        return {question.question_id: [past.line for past in question.history] for question in chosen}

    whole = drawn(1)
    assert whole == drawn(1) != drawn(2)
    assert all(whole[name] == lines for name, lines in drawn(1, limit=5).items())


def test_own_history_comes_after_others():
    opening = question("How long did it rain?", "three weeks")
    last = add_history([opening, asked("resolved")], 1, seed=0)[1]
    assert [past.line for past in last.history] == ["How long did it rain?", "Who left?", "Did Semyon?"]
