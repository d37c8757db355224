"""Which lines are no whole question, and what each is in the last one."""

import pytest

from qa.dialogue.rewrite.fragments import Fragment, Gap, short_fragment

from ..builders import knowledge


def fragment(text, *, follows_and=False):
    return short_fragment(text, knowledge(), follows_and=follows_and)


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("Why", Gap.QUESTION_WORDS),
        ("Why not", Gap.QUESTION_WORDS),
        ("When exactly", Gap.QUESTION_WORDS),
        ("How many daughters", Gap.QUESTION_WORDS),
        ("With whom", Gap.QUESTION_WORDS),
        ("What wars", Gap.QUESTION_WORDS),
        ("What kind of wars", Gap.QUESTION_WORDS),
        ("Which old town", Gap.QUESTION_WORDS),
        ("Who does", Gap.VERB),
        ("which one is", Gap.VERB),
        ("Why wasn't", Gap.VERB),
        ("In dollars", Gap.MORE),
        ("with his brother", Gap.MORE),
        ("Right away", Gap.MORE),
        ("again", Gap.MORE),
        ("Tom Byron", Gap.ANOTHER),
        ("his brother", Gap.ANOTHER),
        ("the mayor of Ulm", Gap.ANOTHER),
        ("Ada's brother", Gap.ANOTHER),
    ],
)
def test_fragment_fills_a_gap(text, gap):
    assert fragment(text) == Fragment(text, gap)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("When was that", "When"),
        ("why is it so", "why"),
        ("In which year did that happen", "In which year"),
        ("where exactly was this", "where exactly"),
    ],
)
def test_question_about_it_is_its_question_words(text, asked):
    assert fragment(text) == Fragment(asked, Gap.QUESTION_WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        # More than six words; an auxiliary; "else"; a verb that is not listed; adverbs alone.
        "the old mayor of the small town",
        "where he did go",
        "who else",
        "What saves lives",
        "What attenuates light",
        "Which old stone town",
        "actually",
        # Keywords; a phrase with more around it; a whole question.
        "trip cost",
        "Tom Byron left",
        "What made him go",
        "When was that mill built",
    ],
)
def test_other_line_is_no_fragment(text):
    assert fragment(text) is None


@pytest.mark.parametrize("text", ["trip cost", "Tom Byron left", "horses"])
def test_anything_short_behind_and_is_fragment(text):
    assert fragment(text) is None
    assert fragment(text, follows_and=True) == Fragment(text, Gap.ANOTHER)


@pytest.mark.parametrize("text", ["actually", "who else", "where did he go", "the old mayor of the small town"])
def test_long_or_whole_line_behind_and_is_none(text):
    assert fragment(text, follows_and=True) is None
