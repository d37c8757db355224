"""What is true of TF-IDF alone; what is true of every retriever is in `tests/contracts`."""

from qa.retrieve import TfidfRetriever
from tests.builders import index, question


def search(text, asked, k):
    """The hits for a question in the passages, of at most five words, of a text."""
    return TfidfRetriever(index(text, markdown=True, words=5)).search(question(asked), k)


def first(text, asked):
    return search(text, asked, 1)[0].passage.text


def test_inflection_and_misspelling_still_match():
    text = "The cat sleeps all day.\n\nMobilization was announced on Monday."
    assert first(text, "Who was mobilized?").startswith("Mobilization")
    assert first(text, "mobilisaton").startswith("Mobilization")


def test_rare_word_counts_more_than_common_one():
    text = "Men left home early.\n\nMen left by sleigh.\n\nMen left home late."
    assert "sleigh" in first(text, "men left home sleigh")


def test_heading_helps_to_retrieve_its_passage():
    assert first("# Rain\n\nIt fell for days.\n\n# Sun\n\nIt shone for days.", "sun") == "It shone for days."


def test_single_passage_is_retrieved_by_its_terms():
    (hit,) = search("Ulm is a city.", "Is Ulm a city?", 5)
    # Both spaces hold just this passage. The question's terms are "ulm", "citi", "is ulm", "ulm a", "a citi"; the
    # passage has "ulm", "citi" and "a citi"; "is ulm" and "ulm a" are no part of its space.
    assert 0 < hit.score <= 2


def test_score_of_a_worked_example():
    # Two passages of one word each: no pair, so the terms space has two columns of equal idf and each row is a unit
    # vector; the question is the first of them in both spaces, so its two cosines are 1 + 1.
    hits = search("Apple.\n\n# B\n\nQuilt.", "apple", 2)
    assert [round(hit.score, 6) for hit in hits] == [2.0]
