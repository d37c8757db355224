"""What is cut off before a question: a preamble about the asker, and nothing that the answer depends on."""

import pytest

from qa.question import parsed
from qa.question.preamble import question_proper, without_padding
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


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Hi, could you please tell me how long it was shut? Thanks in advance!", "how long it was shut?"),
        ("Hello there! Quick question: what does a bowl cost?", "what does a bowl cost?"),
        ("I was wondering if you could tell me what the fee is", "what the fee is"),
        ("Do you happen to know who signed the lease?", "who signed the lease?"),
        ("How long was it shut? Any help would be appreciated.", "How long was it shut?"),
        ("When does it open, if you don't mind?", "When does it open, if you don't mind?"),
        ("What does a thank-you card cost?", "What does a thank-you card cost?"),
        ("Who said thanks?", "Who said thanks?"),
        ("Thanks in advance!", "Thanks in advance!"),
        ("Hello", "Hello"),
    ],
)
def test_padding_is_left_out(line: str, kept: str) -> None:
    span = without_padding(line)
    assert line[span.start : span.end] == kept


def test_padding_is_not_searched_for() -> None:
    question = parsed("Hello! Could you please tell me what the dough weighs? Thank you very much for your help!")
    assert [word.norm for word in question.content_words] == ["dough", "weighs"]
    assert question.text.startswith("Hello!") and question.proper == "what the dough weighs?"


@pytest.mark.parametrize("unit", ["hi, ", "please tell me ", " thanks", "i was wondering "])
def test_long_padding_is_read(unit: str) -> None:
    line = unit * 300 + "what is rye"
    assert without_padding(line).end <= len(line)
