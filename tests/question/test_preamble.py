"""What is cut off before a question: a preamble about the asker, and nothing that the answer depends on."""

import pytest

from qa.question import parsed
from qa.question.preamble import question_proper
from qa.types import AnswerType

BAKERY = "My sister, who bakes for a living, keeps talking about it and I got curious, "


@pytest.mark.parametrize(
    ("line", "proper"),
    [
        (BAKERY + "how long does rye dough rest?", "how long does rye dough rest?"),
        ("Hello, we moved here in spring. When is the bin for paper emptied?", "When is the bin for paper emptied?"),
        ("I'm new here, so where do new staff get a badge?", "where do new staff get a badge?"),
        ("I lost my badge; on which days is the office open?", "on which days is the office open?"),
        ("I was told to ask - what did the court decide about the gate?", "what did the court decide about the gate?"),
    ],
)
def test_preamble_is_cut_off(line: str, proper: str) -> None:
    assert question_proper(line) == proper


@pytest.mark.parametrize(
    "line",
    [
        "How long does rye dough rest?",
        "In winter, how long does rye dough rest?",
        "I have a Delta mixer, what does a new bowl cost?",
        "I mixed 500 g of flour, how long does the dough rest?",
        "My mixer leaks, what does it cost to repair the bowl?",
        "I was wondering, why is that?",
        "My uncle, who was a baker, is the one that the court fined.",
        "When I was young, was there a mill?",
        "What do we do when our dough, which is old, is sour?",
        "",
    ],
)
def test_line_stays_whole(line: str) -> None:
    assert question_proper(line) == line


def test_answer_type_is_that_of_the_question_proper() -> None:
    question = parsed(BAKERY + "when was the mill at the river built?")
    assert (question.proper, question.answer_type) == ("when was the mill at the river built?", AnswerType.DATE)
    assert "sister" in [word.norm for word in question.content_words]


@pytest.mark.parametrize("unit", ["I, what ", "my. how ", ", how a b c", "I – so where "])
def test_long_lines_are_read(unit: str) -> None:
    assert question_proper(unit * 300).endswith(unit[-3:])
