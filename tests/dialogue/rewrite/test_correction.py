"""Lines that correct how the last one was understood."""

import pytest

from qa.dialogue.rewrite import correction
from qa.dialogue.turn import ELLIPSIS, PastTurn

from ..builders import TEXT, WHERE_TOM, history, question, rewrite, rewritten


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("No, I meant Ada Byron", "Where did Ada Byron move?"),
        ("I meant Ada Byron.", "Where did Ada Byron move?"),
        ("Sorry, wait, I was asking about Ada Byron", "Where did Ada Byron move?"),
        ("I'm talking about Ada Byron", "Where did Ada Byron move?"),
        ("Not Tom Byron, but Ada Byron", "Where did Ada Byron move?"),
        ("not Tom Byron but Ada Byron", "Where did Ada Byron move?"),
        ("No, the other one, Ada Byron", "Where did Ada Byron move?"),
        ("Not him, Ada Byron", "Where did Ada Byron move?"),
        ("Nope, his sister", "Where did Tom Byron's sister move?"),
        ("No, why?", "Why did Tom Byron move to Ulm?"),
        ("I meant the estimate that the mayor gave", "What about the estimate that the mayor gave?"),
    ],
)
def test_correction_takes_rest_from_last_question(line, expected):
    result = rewrite(line, WHERE_TOM)
    assert (result.rewritten, result.kind) == (expected, ELLIPSIS)
    assert result.substitutions[-1].phrase == ""
    assert correction.rewrite(question(line), history(WHERE_TOM)).rewritten == result.rewritten


def test_other_one_is_another_person_mentioned():
    turns = PastTurn("Who wrote a program?", "Ada Byron", TEXT), PastTurn("Where does Karl Weiss live?")
    assert rewritten("No, the other one", *turns) == "Where does Ada Byron live?"


@pytest.mark.parametrize("line", ["The other one", "the other man?", "the other"])
def test_other_one_needs_no_opener(line):
    turns = PastTurn("Who wrote a program?", "Ada Byron", TEXT), PastTurn("Where does Karl Weiss live?")
    assert correction.rewrite(question(line), history(*turns)).rewritten == "Where does Ada Byron live?"


@pytest.mark.parametrize(
    "line", ["No, where did he go?", "Sorry, who is the mayor of Ulm?", "Why?", "Not bad", "Is the other one old?"]
)
def test_whole_question_corrects_nothing(line):
    assert correction.rewrite(question(line), history(WHERE_TOM)) is None


def test_question_after_opener_is_asked_anew():
    assert rewritten("No, where did he live?", WHERE_TOM) == "No, where did Tom Byron live?"


@pytest.mark.parametrize(
    ("line", "opens"), [("no, him", True), ("Wrong: Ada", True), ("Norway?", False), ("Ada", False)]
)
def test_opener_is_a_word_of_its_own(line, opens):
    assert correction.opens_correction(line) is opens


def test_correction_that_names_nobody_is_unchanged():
    result = rewrite("I meant ...", WHERE_TOM)
    assert (result.rewritten, result.substitutions) == ("I meant ...", ())
