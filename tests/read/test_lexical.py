import pytest

from tests.builders import corpus

TEXT = (
    "Pavel, 21, fled to Kazakhstan because of the general panic. The trip cost him 100,000 rubles in late May. "
    "It was Valentina Ito who called him a rat. About half of them returned to Moscow after three weeks."
)


@pytest.fixture(scope="module")
def best():
    """The candidate that answers a question about TEXT."""
    pavel = corpus(TEXT, reader="lexical")

    def ask(question):
        answer = pavel.ask(question, threshold=0.0)
        assert answer.best is not None
        return answer.best

    return ask


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("How old is Pavel?", "21"),
        ("Where did Pavel flee to?", "Kazakhstan"),
        ("Why did Pavel flee?", "because of the general panic"),
        ("How much did the trip cost?", "100,000 rubles"),
        ("When was the trip?", "late May"),
        ("Who called him a rat?", "Valentina Ito"),
        ("What share of them returned?", "About half"),
        ("What did the trip bring?", None),
    ],
)
def test_span_is_marked_if_answer_type_is_known(best, question, span):
    assert best(question).span_text == span


def test_score_is_sum_of_contributions(best):
    candidate = best("How old is Pavel?")
    assert candidate.score == pytest.approx(sum(evidence.contribution for evidence in candidate.evidence.values()))


def test_place_word_decides_between_names(best):
    # "Valentina Ito" and "Moscow" are both names; a place follows "to".
    assert best("Where did half of them return to?").span_text == "Moscow"
