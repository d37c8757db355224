import pytest

from qa import Corpus, load_text
from qa.pipeline import Configuration

TEXT = (
    "Pavel, 21, fled to Kazakhstan because of the general panic. The trip cost him 100,000 rubles in late May. "
    "It was Valentina Ito who called him a rat. About half of them returned to Moscow after three weeks."
)


def best(question: str):
    answer = Corpus([load_text(TEXT)], configuration=Configuration(reader="lexical")).ask(question, threshold=0.0)
    assert answer.best is not None
    return answer.best


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
def test_the_answering_words_are_marked_when_the_kind_is_known(question, span):
    assert best(question).span_text == span


def test_the_score_is_the_sum_of_what_the_evidence_added():
    found = best("How old is Pavel?")
    assert found.score == pytest.approx(sum(one.contribution for one in found.evidence.values()))
