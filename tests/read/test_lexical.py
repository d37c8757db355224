import pytest

from qa.index import MemoryIndex
from qa.retrieve import TfidfRetriever
from tests.builders import corpus, lexical_reader, question, split

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


# The context


def read(text, asked):
    """The candidates for a question about the passages of `text`."""
    passages = split(text, markdown=True)
    parsed_question = question(asked)
    hits = TfidfRetriever(MemoryIndex(passages)).search(parsed_question, 9)
    return lexical_reader(passages).read(parsed_question, hits)


def test_columns_of_the_row_decide():
    # Only the column is called a price: it is asked for by name, the row says neither "price" nor "plan".
    table = "| Plan | Price |\n|---|---|\n| Team | €29 |\n| Solo | €9 |\n| — | — |"
    best = read(table, "How much is the price of the Team plan?")[0]
    assert best.text == "Team | €29" and best.span_text == "29"


def test_heading_of_the_passage_decides():
    text = "# Dogs\n\nIt eats meat in the morning.\n\n# Rabbits\n\nIt eats hay in the morning.\n\nIt sleeps."
    assert read(text, "What do rabbits eat?")[0].text == "It eats hay in the morning."


def test_stem_of_the_item_decides():
    text = "The tenant shall:\n\n- pay the rent\n\nThe owner shall:\n\n- paint the house\n- heat the rooms"
    candidates = [candidate.text for candidate in read(text, "What shall the owner paint or heat?")]
    assert "pay the rent" not in candidates[:2]


def test_view_of_a_passage_is_kept():
    passages = split("# A\n\nIt rained.", markdown=True)
    reader = lexical_reader(passages)
    assert reader.view(passages[0]) is reader.view(passages[0])
