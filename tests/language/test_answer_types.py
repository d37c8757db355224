import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language.answer_types import TypedSpan, answer_type_of, follows_place_word, stems_of_spans, typed_spans
from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import words
from qa.types import AnswerType

NAMES = (AnswerType.PERSON, AnswerType.PLACE, AnswerType.NAME)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who called them rats?", AnswerType.PERSON),
        ("Who is Pavel?", AnswerType.OTHER),
        ("Who is the mayor?", AnswerType.PERSON),
        ("When did it begin?", AnswerType.DATE),
        ("What year was it?", AnswerType.DATE),
        ("Where did he go?", AnswerType.PLACE),
        ("Which country did he flee to?", AnswerType.PLACE),
        ("How many men left?", AnswerType.NUMBER),
        ("How much did the trip cost?", AnswerType.MONEY),
        ("How much money did they carry?", AnswerType.MONEY),
        ("How old is she?", AnswerType.AGE),
        ("How long did he stay?", AnswerType.DURATION),
        ("What share of them will return?", AnswerType.PERCENT),
        ("Why did he flee?", AnswerType.REASON),
        ("What caused the rush?", AnswerType.REASON),
        ("What did Pavel say?", AnswerType.QUOTE),
        ("Which newspaper reported it?", AnswerType.NAME),
        ("What is a draft?", AnswerType.OTHER),
        ("What did Klimov call those who left?", AnswerType.QUOTE),
        ("What happened when the men came home?", AnswerType.OTHER),
        ("According to Klimov, who left?", AnswerType.PERSON),
        ("", AnswerType.OTHER),
    ],
)
def test_question_words_decide_the_answer_type(question, expected):
    assert answer_type_of(question) is expected


@pytest.mark.parametrize(
    ("answer_type", "text", "expected"),
    [
        (AnswerType.NUMBER, "700,000 men, twenty-one women, 3.5 million", ["700,000", "twenty-one", "3.5 million"]),
        (
            AnswerType.MONEY,
            "It cost 100,000 rubles ($1,650), not £5 million.",
            ["100,000 rubles ($1,650)", "£5 million"],
        ),
        (
            AnswerType.DATE,
            "On 5 May 2014, last week, in late June, 1999",
            ["5 May 2014", "last week", "late June, 1999"],
        ),
        (AnswerType.AGE, "Pavel, 21, met a 30-year-old.", ["21", "30-year-old"]),
        (AnswerType.DURATION, "He left after three weeks, in under two weeks.", ["three weeks", "under two weeks"]),
        (AnswerType.PERCENT, "Half of them, or 12 percent, or about half", ["Half", "12 percent", "about half"]),
        (AnswerType.REASON, "He fled because of the panic. She came.", ["because of the panic"]),
        (
            AnswerType.PERSON,
            "Valentina Matviyenko met St. John on Monday in May.",
            ["Valentina Matviyenko", "St. John"],
        ),
        (
            AnswerType.NAME,
            "He read the Bank of America report. Then Russia’s army left.",
            ["Bank of America", "Russia"],
        ),
        (AnswerType.QUOTE, "They are “foreign agents” now.", ["“foreign agents”"]),
        (AnswerType.OTHER, "Anything at all.", []),
    ],
)
def test_sentence_holds_spans_of_a_type(answer_type, text, expected):
    assert [text[span.start : span.end] for span in typed_spans(answer_type, text)] == expected


def test_name_after_place_word_is_a_place():
    text = "Pavel went to Ulm"
    assert follows_place_word(text, 14) and not follows_place_word(text, 0)


@pytest.mark.parametrize("answer_type", NAMES)
def test_name_spans_say_what_they_follow(answer_type):
    text = "Pavel went to Ulm, through the Alps. On Monday Nika left."
    assert typed_spans(answer_type, text) == (
        TypedSpan(0, 5, False),
        TypedSpan(14, 17, True),
        TypedSpan(31, 35, True),
        TypedSpan(40, 51, False),
    )


def test_only_names_follow_place_words():
    assert typed_spans(AnswerType.DATE, "It rained in 2022.") == (TypedSpan(13, 17, False),)


def test_opening_function_words_belong_to_no_name():
    text = "The Bank stayed. And When? I left. He saw IV. Then"
    assert [text[span.start : span.end] for span in typed_spans(AnswerType.NAME, text)] == ["Bank", "IV"]


@pytest.mark.parametrize("answer_type", AnswerType)
@given(
    text=st.lists(st.sampled_from("Pavel, went to 21 May 2014 because “half” 3 weeks $5 Ulm. Mr. é".split())).map(
        " ".join
    )
    | st.text(max_size=40)
)
def test_spans_are_ascending_slices(answer_type, text):
    ends = [0, *(span.end for span in typed_spans(answer_type, text))]
    starts = [span.start for span in typed_spans(answer_type, text)]
    assert all(end <= start for end, start in zip(ends, starts, strict=False))
    assert all(start < end <= len(text) for start, end in zip(starts, ends[1:], strict=True))


# Stems of spans


def test_spans_have_stems_of_topic_words():
    text = "He read the Bank of America report."
    ((span, stems),) = stems_of_spans(text, words(text), typed_spans(AnswerType.NAME, text))
    assert text[span.start : span.end] == "Bank of America" and stems == {"bank", "america"}


def test_span_inside_a_word_is_tokenized_itself():
    # The duration ends inside the word "year's".
    text = "After one year’s work"
    ((span, stems),) = stems_of_spans(text, words(text), typed_spans(AnswerType.DURATION, text))
    assert text[span.start : span.end] == "one year" and stems == {"one", "year"}


def test_span_of_function_words_has_no_stems():
    assert stems_of_spans("so that", words("so that"), [TypedSpan(0, 7, False)]) == [
        (TypedSpan(0, 7, False), frozenset())
    ]


@given(
    st.data(), st.lists(st.sampled_from(["Pavel’s", "the", "10,000", "U.S.", "well-known", ",", "fled"])).map(" ".join)
)
def test_stems_equal_those_of_each_slice(data, text):
    offsets = st.integers(0, len(text))
    bounds = data.draw(st.lists(st.tuples(offsets, offsets).map(sorted), max_size=4))
    spans = [TypedSpan(start, end, False) for start, end in bounds]
    expected = [
        (span, {word.stem for word in words(text[span.start : span.end]) if word.norm not in STOP_WORDS})
        for span in spans
    ]
    assert stems_of_spans(text, words(text), spans) == expected
