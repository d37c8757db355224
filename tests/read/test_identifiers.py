"""Identifiers that a question names and the text lacks, beside others of their kind."""

import pytest

from qa.language.tokens import words
from qa.read.identifiers import names_another

TEXT = "Valve V-17 closes at noon. The K9 unit left on Monday. In mid-2010 it flew 3 DB10 planes, part 4711."


def frequency(stem: str) -> int:
    return sum(word.stem == stem for word in words(TEXT))


@pytest.mark.parametrize(
    "question", ["When does valve V-18 close?", "When does V19B close?", "Where is K11?", "Who built the DB12s?"]
)
def test_another_of_the_kind_is_in_the_text(question: str) -> None:
    assert names_another(question, TEXT, frequency)


@pytest.mark.parametrize(
    "question",
    [
        "When does valve V-17 close?",
        "When does valve v17 close?",
        "How many DB10s flew?",
        "When did the AB99 leave?",
        "What did it fly in mid-2011?",
        "What is part 4712?",
        "When does V-4711 close?",
        "Who left?",
        "",
    ],
)
def test_nothing_else_of_the_kind_is_named(question: str) -> None:
    assert not names_another(question, TEXT, frequency)
