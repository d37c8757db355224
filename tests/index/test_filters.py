"""Which documents are asked."""

from datetime import UTC, date, datetime

import pytest

from qa.errors import FilterError
from qa.index import Filter, MemoryIndex, parse_filter
from qa.index.entries import Entry, date_of
from qa.load import load_text
from tests.builders import split
from tests.contracts.implementations import INDEXES

DAY = date(2026, 3, 1)
ENTRIES = [
    Entry("a", "reports/2025/a.pdf", 1, (), "2026-03-05", 1, False),
    Entry("b", "reports/b.PDF", 1, (), "", 2, False),
    Entry("c", "mail/c.eml", 1, (), "2025-12-31", 3, False),
    Entry("d", "notes", 1, (), "", 4, False),
]
# The file of "b" is of that day, at noon wherever the test runs; nothing is known of the others.
TIMES = {1: int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp() * 1e9)}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(), (0, 1, 2, 3)),
        (Filter(only=("reports/*",)), (0, 1)),
        (Filter(only=("2025/*.pdf",)), (0,)),
        (Filter(only=("*.eml", "notes")), (2, 3)),
        (Filter(types=("pdf",)), (0, 1)),
        (Filter(types=("pdf", "eml"), since=DAY), (0, 1)),
        (Filter(since=date(2026, 3, 3)), (0,)),
    ],
    ids=["none", "folder", "last parts", "several", "type", "day of a file", "own day"],
)
def test_filter_allows_documents(wanted, expected):
    assert wanted.numbers(ENTRIES, TIMES) == expected


@pytest.mark.parametrize("pattern", ["", ".", "./", "/", "..", "//", "[", "**", "\0", "\ud800"])
def test_odd_pattern_is_no_fault(pattern):
    assert parse_filter([pattern]) == Filter((pattern,) if pattern else ())
    try:
        assert Filter([pattern]).numbers(ENTRIES, {}) == (0, 1, 2, 3)
    except FilterError as error:
        assert "widen it" in str(error)


def test_filter_without_documents_names_the_types():
    with pytest.raises(FilterError, match=r"type docx.*of the types eml, pdf"):
        Filter(types=("docx",)).numbers(ENTRIES, {})
    with pytest.raises(FilterError, match="widen it"):
        Filter(only=("nothing",)).numbers(ENTRIES, {})


def test_typed_filter_is_parsed():
    assert parse_filter(["*.pdf"], ".PDF, docx,", "2026-03-01") == Filter(("*.pdf",), ("pdf", "docx"), DAY)
    assert not parse_filter() and str(Filter(("x",), ("pdf",), DAY)) == "only x, type pdf, since 2026-03-01"
    with pytest.raises(FilterError, match="no day"):
        parse_filter(since="yesterday")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("date: 2026-03-01", "2026-03-01"),
        ("date: Sun, 01 Mar 2026 10:00:00 +0100", "2026-03-01"),
        ("date: 2026-99-99", ""),
        ("date: soon", ""),
        ("author: Ada", ""),
    ],
)
def test_day_that_a_document_states(stated, expected):
    assert date_of(load_text(f"---\n{stated}\n---\n\nIt rained.\n", markdown=True)) == expected


@pytest.mark.parametrize("build", INDEXES.values(), ids=INDEXES)
def test_frequencies_stay_those_of_all_documents(build):
    index = build(split("Pavel went to Ulm.", "Nika went to Kazan.", "Pavel stayed."))
    view = index.within({1})
    assert view.document_frequency("pavel") == 2 and view.spelling("pavel") == "Pavel"
    assert [place for place, _ in view.top_k(["go", "pavel"], [], 9)] == [1]
    assert dict(view.top_k(["go"], [], 9)) == {1: dict(index.top_k(["go"], [], 9))[1]}
    assert view.top_k(["pavel"], [], 9, also=index.passages) == [(1, 0.0)]
    # The index itself is as it was.
    assert len(index.top_k(["go"], [], 9)) == 2 and isinstance(MemoryIndex([]).within(()), MemoryIndex)


# A corpus of three documents


@pytest.fixture(scope="module")
def three():
    from tests.builders import corpus

    texts = ("Ada lived in London.", "Ada lived in Rome.", "Ada lived in Ulm.")
    return corpus(*texts, reader="lexical")


def sources(holder):
    return [sentence.passage.document.source for sentence in holder.sentences]


def test_second_filter_allows_what_both_do(three):
    limited = three.filtered(Filter(only=("1-*", "2-*", "ada*")))
    assert limited.filtered(Filter(only=("2-*", "3-*"))).ask("Where did Ada live?").citation.source == "2-ada.txt"
    with pytest.raises(FilterError, match=r"no document that is asked matches the filter \(only 3-\*\); widen it"):
        limited.filtered(Filter(only=("3-*",)))
    # The same filter of the whole corpus is another one.
    assert three.filtered(Filter(only=("3-*",))).ask("Where did Ada live?").citation.source == "3-ada.txt"


def test_overview_keeps_to_the_filter(three):
    assert len(three.overview().sentences) > 1
    assert sources(three.filtered(Filter(only=("2-*",))).overview()) == ["2-ada.txt"]


def test_search_finds_passages_of_the_filter(three):
    assert [hit.rank for hit in three.search("Where did Ada live?", top=2)] == [1, 2]
    (hit,) = three.search("Where did Ada live?", filter=Filter(only=("2-*",)))
    assert hit.passage.text == "Ada lived in Rome."


def test_names_and_suggestions_are_those_of_the_filter(three):
    limited = three.filtered(Filter(only=("2-*",)))
    assert "Ulm" in three.names() and limited.names() == ("Ada", "Rome")
    assert all("Ulm" not in line for line in limited.suggestions(9))


def test_filters_of_a_corpus_do_not_pile_up(three):
    for number in range(100):
        three.filtered(Filter(only=("2-*", str(number))))
    assert len(three._filtered) <= 32


def test_list_of_all_keeps_to_the_filter():
    from tests.builders import corpus

    dated = corpus("Ada left on 3 May 1843.", "Pavel left on 9 June 1901.", reader="lexical")
    answer = dated.filtered(Filter(only=("2-*",))).ask("List all dates.")
    assert [finding.candidate.sentence.document.source for finding in answer.findings] == ["2-ada.txt"]
