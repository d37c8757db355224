import pytest

from qa.language.answer_types import Kind, kind_of, spans_of, stands_as_place
from qa.types import Span


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who called them rats?", Kind.PERSON),
        ("Who is Pavel?", Kind.OTHER),
        ("Who is the mayor?", Kind.PERSON),
        ("When did it begin?", Kind.DATE),
        ("What year was it?", Kind.DATE),
        ("Where did he go?", Kind.PLACE),
        ("Which country did he flee to?", Kind.PLACE),
        ("How many men left?", Kind.NUMBER),
        ("How much did the trip cost?", Kind.MONEY),
        ("How much money did they carry?", Kind.MONEY),
        ("How old is she?", Kind.AGE),
        ("How long did he stay?", Kind.DURATION),
        ("What share of them will return?", Kind.PERCENT),
        ("Why did he flee?", Kind.REASON),
        ("What caused the rush?", Kind.REASON),
        ("What did Pavel say?", Kind.QUOTE),
        ("Which newspaper reported it?", Kind.NAME),
        ("What is a draft?", Kind.OTHER),
        ("What did Klimov call those who left?", Kind.QUOTE),
        ("What happened when the men came home?", Kind.OTHER),
        ("According to Klimov, who left?", Kind.PERSON),
        ("", Kind.OTHER),
    ],
)
def test_the_question_tells_the_kind_of_answer(question, kind):
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Kind.NUMBER, "700,000 men, twenty-one women, 3.5 million", ["700,000", "twenty-one", "3.5 million"]),
        (Kind.MONEY, "It cost 100,000 rubles ($1,650), not £5 million.", ["100,000 rubles ($1,650)", "£5 million"]),
        (Kind.DATE, "On 5 May 2014, last week, in late June, 1999", ["5 May 2014", "last week", "late June, 1999"]),
        (Kind.AGE, "Pavel, 21, met a 30-year-old.", ["21", "30-year-old"]),
        (Kind.DURATION, "He left after three weeks, in under two weeks.", ["three weeks", "under two weeks"]),
        (Kind.PERCENT, "Half of them, or 12 percent, or about half", ["Half", "12 percent", "about half"]),
        (Kind.REASON, "He fled because of the panic. She came.", ["because of the panic"]),
        (Kind.PERSON, "Valentina Matviyenko met St. John on Monday in May.", ["Valentina Matviyenko", "St. John"]),
        (Kind.NAME, "He read the Bank of America report. Then Russia’s army left.", ["Bank of America", "Russia"]),
        (Kind.QUOTE, "They are “foreign agents” now.", ["“foreign agents”"]),
        (Kind.OTHER, "Anything at all.", []),
    ],
)  # fmt: skip
def test_a_sentence_holds_stretches_of_a_kind(kind, text, expected):
    assert [text[span.start : span.end] for span in spans_of(kind, text)] == expected


def test_a_name_after_a_word_of_place_stands_as_a_place():
    text = "Pavel went to Ulm"
    assert stands_as_place(text, Span(14, 17)) and not stands_as_place(text, Span(0, 5))
