"""Lines that leave out what the last question said."""

import pytest

from qa.dialogue.rewrite import ellipsis
from qa.dialogue.turn import ELLIPSIS, PastTurn

from ..builders import TEXT, WHERE_TOM, WHO_WROTE, history, question, rewrite


@pytest.mark.parametrize(
    ("line", "past", "expected"),
    [
        ("When?", WHERE_TOM, "When did Tom Byron move to Ulm?"),
        ("Why?", WHERE_TOM, "Why did Tom Byron move to Ulm?"),
        ("Why not?", PastTurn("Did Tom Byron move?"), "Why didn't Tom Byron move?"),
        ("With whom?", WHERE_TOM, "With whom did Tom Byron move to Ulm?"),
        ("From where?", WHERE_TOM, "From where did Tom Byron move to Ulm?"),
        ("When was that?", WHERE_TOM, "When did Tom Byron move to Ulm?"),
        (
            "How many programs?",
            PastTurn("Did Ada Byron write programs?"),
            "How many programs did Ada Byron write programs?",
        ),
        ("When?", WHO_WROTE, "When was it that Ada Byron wrote a program?"),
        ("Where?", PastTurn("How many visitors were counted?", "700", TEXT), "Where were 700 visitors counted?"),
        ("Who did?", PastTurn("Did Tom Byron move?"), "Who did move?"),
        ("And Ada Byron?", WHERE_TOM, "Where did Ada Byron move?"),
        ("And his sister?", WHERE_TOM, "Where did Tom Byron's sister move?"),
        ("What about Karl Weiss?", WHERE_TOM, "Where did Karl Weiss move?"),
        ("How about Karl Weiss now?", WHERE_TOM, "Where did Karl Weiss move now?"),
        ("And the western border?", PastTurn("Who guards the southern border?"), "Who guards the western border?"),
        ("In London?", PastTurn("Did Tom Byron live in Ulm?"), "Did Tom Byron live in London?"),
        ("And in dollars?", PastTurn("How much did Tom Byron pay?"), "How much did Tom Byron pay in dollars?"),
        ("Right away?", PastTurn("Did Tom Byron move?"), "Did Tom Byron move right away?"),
        ("And the horses?", WHERE_TOM, "What about the horses?"),
    ],
)
def test_fragment_takes_rest_from_last_question(line, past, expected):
    result = rewrite(line, past)
    assert (result.rewritten, result.kind) == (expected, ELLIPSIS)
    assert result.substitutions[-1].phrase == ""
    assert ellipsis.rewrite(question(line), history(past)).kind == ELLIPSIS


@pytest.mark.parametrize("line", ["No, I meant Ada Byron", "Sorry, Ada Byron", "Not him, Ada Byron"])
def test_correction_is_left_to_its_rewriter(line):
    assert ellipsis.rewrite(question(line), history(WHERE_TOM)) is None


@pytest.mark.parametrize(
    "line", ["Where did he go?", "Who else?", "ulm mayor name", "And who moved to Ulm?", "And actually?"]
)
def test_whole_question_leaves_nothing_out(line):
    assert ellipsis.rewrite(question(line), history(WHERE_TOM)) is None


def test_what_by_itself_is_too_vague():
    assert not rewrite("What?", WHERE_TOM).needs_history
