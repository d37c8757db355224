"""Lines that say what they are about."""

import pytest

from qa.dialogue.rewrite import topic
from qa.dialogue.turn import ANAPHORA, Substitution

from ..builders import WHERE_TOM, WHO_WROTE, history, question, rewrite, rewritten


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("New topic: where does he live?", "where does he live?"),
        ("a different question - why?", "why?"),
        ("On something completely different: why?", "why?"),
        ("Change of subject. Why?", "Why?"),
        ("Let’s talk about something else. Why?", "Why?"),
        ("Forget about it, where is he?", "where is he?"),
    ],
)
def test_change_of_topic_drops_history(line, rest):
    result = rewrite(line, WHERE_TOM)
    assert (result.typed, result.rewritten, result.needs_history) == (line, rest, False)
    assert rewritten(line) == rest


@pytest.mark.parametrize("line", ["What is the new topic: oats?", "new topics", "Something else", "Who is Pavel?"])
def test_line_that_changes_no_topic_is_kept(line):
    assert topic.without_change(line) == line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("I meant Ada Byron. How old is she?", "How old is Ada Byron?"),
        ("No, sorry, I meant Ada Byron. How old is she?", "How old is Ada Byron?"),
        ("I was talking about Ada Byron: how old is she?", "How old is Ada Byron?"),
        ("Let's talk about Karl Weiss. What did he say?", "What did Karl Weiss say?"),
        ("Back to Karl Weiss; what did he say?", "What did Karl Weiss say?"),
        ("As for Karl Weiss, what did he say?", "What did Karl Weiss say?"),
        # The topic itself refers back.
        ("About his sister: how old is she?", "How old is Tom Byron's sister?"),
    ],
)
def test_announced_topic_is_meant(line, expected):
    assert rewritten(line, WHERE_TOM) == expected


def test_topic_is_added_where_nothing_refers():
    result = rewrite("About the program: who is the mayor of Ulm?", WHERE_TOM)
    assert result.rewritten == "Who is the mayor of Ulm, the program?"
    assert (result.substitutions, result.kind) == ((Substitution("", "the program"),), ANAPHORA)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("And Karl Weiss, what did he say?", "What did Karl Weiss say?"),
        ("Karl Weiss, what did he say?", "What did Karl Weiss say?"),
        ("Tom Byron's sister, where does she live?", "Where does Tom Byron's sister live?"),
    ],
)
def test_fronted_topic_is_meant(line, expected):
    assert rewritten(line, WHERE_TOM) == expected


@pytest.mark.parametrize(
    "line",
    [
        # No name and nobody's, no question, nothing that refers back, no comma.
        "The old program, what did he say?",
        "Karl Weiss, he said so",
        "Karl Weiss, who wrote a program?",
        "Karl Weiss what did he say?",
    ],
)
def test_other_comma_fronts_no_topic(line):
    assert topic.rewrite_fronted(question(line), history(WHO_WROTE)) is None


@pytest.mark.parametrize("line", ["I meant Ada Byron", "About Ada Byron", "What about Ada? Is she old?", "Is he old?"])
def test_line_without_question_announces_no_topic(line):
    assert topic.rewrite_announced(question(line), history(WHERE_TOM)) is None
