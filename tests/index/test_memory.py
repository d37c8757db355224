"""What is true of the index in memory alone; what is true of every index is in `tests/contracts`."""

from math import isclose, log, sqrt

import pytest

from qa.index import MemoryIndex
from tests.builders import index, split


@pytest.mark.parametrize(("stem", "expected"), [("rain", 2), ("sun", 1), ("snow", 0), ("and", 0)])
def test_document_frequency_counts_passages(stem, expected):
    assert index("Rain, rain.\n\n# A\n\nRain and sun.", markdown=True).document_frequency(stem) == expected


def test_similarity_of_a_worked_example():
    # Terms of the passages: "red", "wine" and "red wine"; "red", "hat" and "red hat". Smoothed idf with 2 passages:
    # "red" log(3 / 3) + 1 = 1, the others rare = log(3 / 2) + 1. Each passage is (1, rare, rare) / sqrt(1 + 2 rare²).
    # The question's terms "wine" and "hat" have one weight, so its unit vector is (1, 1) / sqrt(2).
    rare = log(3 / 2) + 1
    expected = rare / sqrt(1 + 2 * rare**2) / sqrt(2)
    scored = index("Red wine.", "Red hat.").top_k(["wine", "hat"], [], 9)
    assert [place for place, _ in scored] == [0, 1]
    assert all(isclose(score, expected, rel_tol=1e-6) for _, score in scored)


def test_repeated_term_counts_logarithmically():
    # Of the two terms with equal idf the first occurs e times as often as the other in the question's weights:
    # (1 + log 3, 1) against the passages (1, 0, …) and (0, 1, …).
    (first, high), (second, low) = index("Apple.", "Quilt.").top_k(["appl", "appl", "appl", "quilt"], [], 9)
    assert (first, second) == (0, 1) and isclose(high / low, 1 + log(3), rel_tol=1e-6)


def test_score_is_the_sum_of_both_spaces():
    apples = index("Apple.", "Quilt.")
    (by_terms,), (by_ngrams,) = apples.top_k(["appl"], [], 1), apples.top_k([], [" app", "pple"], 1)
    (both,) = apples.top_k(["appl"], [" app", "pple"], 1)
    assert both[0] == by_terms[0] == by_ngrams[0] == 0 and isclose(both[1], by_terms[1] + by_ngrams[1])


def test_progress_reports_each_step():
    reported = []
    MemoryIndex(split("Rain fell."), progress=reported.append)
    assert reported == [0.5, 0.75, 1.0]
