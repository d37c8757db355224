"""A question as question words, auxiliary and rest."""

import pytest

from qa.dialogue.clause import Clause, clause, count_question_words
from qa.language.tokens import tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where did Pavel go?", ("Where", "did", "Pavel go")),
        ("On which day did Pavel go?", ("On which day", "did", "Pavel go")),
        ("Did Pavel go?", ("", "Did", "Pavel go")),
        ("Who signed it?", ("Who", "", "signed it")),
        ("Why?", ("Why", "", "")),
        ("who is he ?!", ("who", "is", "he")),
        ("“Where did Pavel go?”", ("Where", "did", "Pavel go?”")),
        ("Isn't Pavel old", ("", "Isn't", "Pavel old")),
    ],
)
def test_question_is_split_at_its_auxiliary(text, expected):
    assert clause(text) == Clause(*expected)


@pytest.mark.parametrize("text", ["", "?", "😀", "Pavel went", "the trip cost", "And where did he go?", "In London?"])
def test_other_line_is_no_clause(text):
    assert clause(text) is None


@pytest.mark.parametrize(
    ("text", "asks"), [("Who signed it?", True), ("Who did it?", False), ("Did he?", False), ("What fell?", True)]
)
def test_question_words_may_be_the_subject(text, asks):
    assert clause(text).asks_subject is asks


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("When did he go", 1),
        ("Pavel went", 0),
        ("In London", 0),
        ("For how many years did he", 4),
        ("how long ago did he", 3),
        ("Who many", 1),
        # The opening word takes nouns up to a verb, a determiner, a pronoun or a preposition.
        ("which of the two men left", 1),
        ("what kind of the two did he", 5),
        ("What made him go", 1),
        ("What change made him go", 2),
        ("What works", 2),
        ("Which towns lost it", 2),
        ("What the mayor said", 1),
        ("How the mayor won", 3),
        ("whose brother he is", 2),
        ("which one is it", 2),
        ("what attracted it", 1),
        ("how many of them", 2),
        # "Of" behind a noun belongs to it.
        ("what sort of car did he", 4),
        ("what where", 1),
    ],
)
def test_question_words_are_counted(text, count):
    assert count_question_words([token for token in tokens(text) if token.is_word]) == count


@pytest.mark.parametrize(
    ("text", "question_words", "expected"),
    [
        ("Where did Pavel go?", "Why", "Why did Pavel go?"),
        ("Did Pavel go?", "Why", "Why did Pavel go?"),
        ("Where did Pavel go?", "", "did Pavel go?"),
        ("Who left?", "Why", "Why left?"),
        ("Why?", "When", "When?"),
    ],
)
def test_question_words_are_exchanged(text, question_words, expected):
    assert clause(text).with_question_words(question_words) == expected


@pytest.mark.parametrize(
    ("auxiliary", "negated"),
    [
        ("did", "didn't"),
        ("Is", "isn't"),
        ("will", "won't"),
        ("can", "can't"),
        ("shall", "shan't"),
        ("am", "am not"),
        ("may", "may not"),
        ("didn't", "didn't"),
    ],
)
def test_auxiliary_is_negated(auxiliary, negated):
    question = Clause("", auxiliary, "Pavel go")
    assert question.with_question_words("Why", negated=True) == f"Why {negated} Pavel go?"
