import pytest

from qa.evaluate.results.traits import BREAKDOWNS, QuestionTraits, answer_type, question_type, word_overlap


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who left?", "who"),
        ("To whom did he write?", "who"),
        ("Whose book is it?", "who"),
        ("How many men left?", "how many"),
        ("How much did it cost?", "how many"),
        ("How long did it take?", "how long"),
        ("How did he leave?", "how"),
        ("How tall is it?", "how far, big, …"),
        ("In what year was it?", "what"),
        ("Did he leave when it rained?", "yes/no"),
        ("Didn’t he leave?", "yes/no"),
        ("Pavel's brother left", "other"),
        ("WHY NOT", "why"),
        ("", "other"),
    ],
)
def test_question_word_decides_question_type(question, expected):
    assert question_type(question) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("March 3, 1971", "date"),
        ("three weeks", "number"),
        ("$1,650", "number"),
        ("Nika Karchevskaya", "name"),
        ("a residence permit", "phrase"),
        ("because it was easier to stay with his family there", "clause"),
    ],
)
def test_form_of_answer_decides_answer_type(answer, expected):
    assert answer_type(answer) == expected


def test_overlap_ignores_stop_words():
    # "trip" and "cost" of trip, cost, Pavel.
    assert word_overlap("What did the trips cost Pavel?", "The trip cost a lot.") == pytest.approx(2 / 3)
    assert word_overlap("What is it?", "It is.") == 0.0


def test_unanswerable_question_has_question_type_only():
    traits = QuestionTraits.of("Who left?", None, "")
    assert [label(traits) for label in BREAKDOWNS.values()] == ["who", None, None, None]
