"""Lines that ask for all answers, and those that ask for one."""

import pytest

from qa.question import asks_for_all, listed_type
from qa.types import AnswerType


@pytest.mark.parametrize(
    "line",
    [
        "Which companies signed?",
        "In which years did the river flood?",
        "List everyone who spoke.",
        "Name every school that closed",
        "Please list the schools that closed.",
        "Can you give me all reasons for the delay?",
        "Everyone who voted against",
        "All the dates in the text",
    ],
)
def test_line_asks_for_all(line):
    assert asks_for_all(line)


@pytest.mark.parametrize(
    "line",
    [
        "Which company signed?",
        "Which bus goes to Ulm?",
        "Which costs more, the pump or the filter?",
        "Which holds the most water?",
        "Which does the tenant pay?",
        "What did the companies sign?",
        "Who are the judges?",
        "Will you give me choices?",
        "Which Massachusetts preacher left?",
        "Tell me all about Pavel",
        "",
    ],
)
def test_line_asks_for_one(line):
    assert not asks_for_all(line)


@pytest.mark.parametrize(
    ("line", "answer_type"),
    [
        ("all dates", AnswerType.DATE),
        ("List all the prices mentioned in the text.", AnswerType.MONEY),
        ("What are all the percentages?", AnswerType.PERCENT),
        ("all dogs", None),
        ("dates", None),
    ],
)
def test_type_is_listed(line, answer_type):
    assert listed_type(line) is answer_type
