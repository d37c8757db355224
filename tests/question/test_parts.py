"""Lines that ask several questions, or compare two things, and those that ask just one."""

import pytest

from qa.question import comparison, question_parts, split_line
from qa.question.parts import MAX_PARTS


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Who signed it and when does it end?", ("Who signed it?", "When does it end?")),
        ("What does it cost? Who pays?", ("What does it cost?", "Who pays?")),
        ("How many guests came, and what did they eat?", ("How many guests came?", "What did they eat?")),
        ("Is the hall open on Sunday and does it cost a lot?", ("Is the hall open on Sunday?", "Does it cost a lot?")),
        ("Can you tell me who signed it and when it ends?", ("Who signed it?", "When it ends?")),
        ("I rent a flat. How much is rent? Who gets it?", ("I rent a flat. How much is rent?", "Who gets it?")),
    ],
)
def test_line_of_two_questions_is_split(line, parts):
    assert split_line(line) == parts


@pytest.mark.parametrize(
    "line",
    [
        "Who are Bill and Tom?",
        "When and where was he born?",
        "Who was the man who led the choir and who was dismissed in June?",
        "What river flows through Ulm and is 300 km long?",
        "What did Ada and her brother do and why?",
        "Which country was the last to ban it and what year?",
        "Really? When?",
        "What happened when the mill closed and who bought it?",
        "The mill closed. Who bought it?",
        "Who bought the mill? Thanks!",
        "",
    ],
)
def test_single_question_stays_whole(line):
    assert split_line(line) == ()


def test_line_of_too_many_questions_stays_whole():
    assert split_line(" ".join(["What does the mill cost?"] * (MAX_PARTS + 1))) == ()


@pytest.mark.parametrize(
    ("line", "second"),
    [
        ("Who signed the contract and when does it end?", "When does the contract end?"),
        ("Who wrote Almanor and when was it printed?", "When was Almanor printed?"),
        ("Where was Ada Byron born and when did she die?", "When did Ada Byron die?"),
        ("What does the mill cost? Who is its owner?", "Who is the mill's owner?"),
        ("Is the heating repaired by the landlord and who pays for it?", "Who pays for the heating?"),
        ("Who signed the lease with the new landlord and when does it end?", "When does the lease end?"),
        ("Was the roof replaced by the builder and when was it inspected?", "When was the roof inspected?"),
        ("Who called the landlord and where does he live?", "Where does the landlord live?"),
        ("Who called the landlord and what does it cost?", "What does it cost?"),
        ("Who hired the manager and when did they leave?", "When did the manager leave?"),
        ("Who pays? When does it end?", "When does it end?"),
        ("How do I clean it and how often do I clean it?", "How often do I clean it?"),
    ],
)
def test_pronoun_means_what_the_question_before_names(line, second):
    assert question_parts(line)[1] == second


@pytest.mark.parametrize(
    ("line", "questions"),
    [
        ("Compare the Team plan and the Solo plan", ("What is the Team plan?", "What is the Solo plan?")),
        ("difference between a lease and a licence", ("What is a lease?", "What is a licence?")),
        (
            "What is the difference in price between Team and Solo?",
            ("What is the price of Team?", "What is the price of Solo?"),
        ),
        ("How does a lease differ from a licence?", ("What is a lease?", "What is a licence?")),
        ("Compare the prices of Team and Solo.", ("What are the prices of Team?", "What are the prices of Solo?")),
        ("Compare the access of Team and Solo.", ("What is the access of Team?", "What is the access of Solo?")),
        ("The lease or the licence?", ("What is the lease?", "What is the licence?")),
        ("How does Team compare to Solo?", ("What is Team?", "What is Solo?")),
        ("Difference between leases and licences", ("What are leases?", "What are licences?")),
        ("Team or Solo?", ("What is Team?", "What is Solo?")),
    ],
)
def test_comparison_asks_for_each(line, questions):
    compared = comparison(line)
    assert compared is not None and compared.questions == questions


@pytest.mark.parametrize(
    "line",
    [
        "Is it red or blue?",
        "How does a lease differ from a licence in law?",
        "Why or why not?",
        "Sooner or later?",
        "Who compared them?",
        "",
    ],
)
def test_other_line_is_no_comparison(line):
    assert comparison(line) is None


@pytest.mark.parametrize("unit", ["who and when is it ", "? ", "and what is ", "compare a and b "])
def test_long_lines_are_split_in_time(unit):
    line = unit * 400
    split_line(line)
    comparison(line)
