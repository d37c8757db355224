"""Lines that go on from the last turn without a phrase to substitute."""

import pytest

from qa.dialogue.rewrite import continuation
from qa.dialogue.turn import ANAPHORA

from ..builders import WHERE_TOM, history, question, rewrite


@pytest.mark.parametrize(
    "line", ["What else?", "Who else?", "And then?", "Is there another one?", "What happened next?"]
)
def test_continuation_needs_history_without_changing_question(line):
    result = rewrite(line, WHERE_TOM)
    assert (result.rewritten, result.kind, result.substitutions) == (line, ANAPHORA, ())


@pytest.mark.parametrize(
    "line", ["Did the others?", "who in the whole wide world left too", "Who says so?", "Then what happened?"]
)
def test_continuation_is_marked_as_anaphora(line):
    assert continuation.rewrite(question(line), history(WHERE_TOM)).kind == ANAPHORA


@pytest.mark.parametrize(
    "line",
    [
        # Too long by one word; explained by itself; about somebody by name; no such word.
        "who in the whole wide old world left too",
        "Who else other than the mayor?",
        "Who else saw Karl Weiss?",
        "Is the other one old?",
        "What was the next town?",
    ],
)
def test_explained_or_named_line_is_no_continuation(line):
    assert continuation.rewrite(question(line), history(WHERE_TOM)) is None
