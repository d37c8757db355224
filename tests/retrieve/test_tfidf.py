"""What is true of TF-IDF alone; what is true of every retriever stands in `tests/contracts`."""

import pytest

from qa.load import load_text
from qa.retrieve import TfidfRetriever
from qa.retrieve.tfidf import pieces, terms
from qa.split import passages


def retriever(text: str) -> TfidfRetriever:
    return TfidfRetriever(list(passages(load_text(text, markdown=True), words=5)))


def first(text: str, question: str) -> str:
    return retriever(text).search(question, 1)[0].passage.text


def test_terms_are_topic_stems_and_pairs_of_all_stems():
    assert list(terms(["the", "dogs", "ran"])) == ["dog", "run", "the dog", "dog run"]


def test_pieces_are_character_ngrams_with_the_word_s_edges():
    assert list(pieces("cat")) == [" ca", "cat", "at ", " cat", "cat ", " cat "]


def test_inflection_and_misspelling_still_match():
    text = "The cat sleeps all day.\n\nMobilization was announced on Monday."
    assert first(text, "Who was mobilized?").startswith("Mobilization")
    assert first(text, "mobilisaton").startswith("Mobilization")


def test_a_rare_word_counts_more_than_a_common_one():
    text = "Men left home early.\n\nMen left by sleigh.\n\nMen left home late."
    assert "sleigh" in first(text, "men left home sleigh")


def test_the_heading_helps_to_find_its_passage():
    assert first("# Rain\n\nIt fell for days.\n\n# Sun\n\nIt shone for days.", "sun") == "It shone for days."


def test_one_passage_that_holds_every_term_is_found():
    (hit,) = retriever("Ulm is a city.").search("Is Ulm a city?", 5)
    # Both spaces hold just this passage. Terms asked: "ulm", "citi", "is ulm", "ulm a", "a citi"; of them the passage
    # has "ulm", "citi" and "a citi" and lacks "is ulm", "ulm a", which are no part of its space.
    assert 0 < hit.score <= 2


def test_scores_of_a_worked_example():
    # Two passages of one word each: no pair, so the terms space has two columns of equal idf and each row is a unit
    # vector; the question is the first of them in both spaces, so its two cosines are 1 + 1.
    hits = retriever("Apple.\n\n# B\n\nQuilt.").search("apple", 2)
    assert [round(hit.score, 6) for hit in hits] == [2.0]


@pytest.mark.parametrize(("stem", "expected"), [("rain", 2), ("sun", 1), ("snow", 0)])
def test_frequency_counts_passages(stem, expected):
    assert retriever("Rain, rain.\n\n# A\n\nRain and sun.").frequency(stem) == expected
