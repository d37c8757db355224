import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.types import Answer, Candidate, Correction, Document, LineMap, Place, PlaceMap, Reason, Sentence, Span, cite
from tests.builders import document, question, sentences, split

TEXT = "Ada wrote a program. She lived in London. It rained."
CANDIDATES = tuple(Candidate(sentence, None, 3.0 - place) for place, sentence in enumerate(sentences(TEXT)))
ASKED = question("Who wrote a prograam?", corrections=[Correction("prograam", "program")])


def answer(count, answered):
    """An answer with the first `count` candidates."""
    return Answer(ASKED, CANDIDATES[:count], answered, 0.75, reason=None if answered else Reason.NOT_IN_TEXT)


# Answers and abstentions


@pytest.mark.parametrize("count", [1, 2, 3])
def test_answer_has_a_best_and_alternatives(count):
    given_answer = answer(count, answered=True)
    assert given_answer.best is CANDIDATES[0] and given_answer.closest is None
    assert given_answer.alternatives == CANDIDATES[1:count]
    assert given_answer.text == "Ada wrote a program."
    assert given_answer.citation == CANDIDATES[0].citation


@pytest.mark.parametrize("count", [1, 2, 3])
def test_abstention_has_a_closest_and_alternatives(count):
    abstention = answer(count, answered=False)
    assert abstention.best is None and abstention.closest is CANDIDATES[0]
    assert abstention.alternatives == CANDIDATES[1:count]
    assert abstention.text is None and abstention.citation is None


def test_abstention_without_candidates_has_nothing():
    abstention = answer(0, answered=False)
    assert (abstention.best, abstention.closest, abstention.alternatives) == (None, None, ())
    assert abstention.text is None and abstention.citation is None


def test_bare_answer_is_an_abstention():
    bare = Answer(ASKED)
    assert not bare.answered and bare.confidence == 0.0 and bare.candidates == bare.hits == ()
    assert bare.reason is None and bare.unread_ranks == frozenset()


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_first_and_alternatives_are_the_candidates(count, answered):
    decided = answer(count, answered)
    assert (decided.best or decided.closest, *decided.alternatives) == decided.candidates


def test_corrections_are_those_of_the_question():
    assert answer(1, answered=True).corrections == ASKED.corrections == (Correction("prograam", "program"),)


# Questions


def test_question_reads_as_it_was_typed():
    assert str(ASKED) == ASKED.text == "Who wrote a prograam?" != ASKED.corrected


# Texts


def test_types_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ASKED.text = "Who?"
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer(1, answered=True).answered = False


@given(st.tuples(*[st.integers(0, 9)] * 4))
def test_spans_overlap_if_they_share_a_character(bounds):
    first, second = (Span(*sorted(pair)) for pair in (bounds[:2], bounds[2:]))
    shared = set(range(first.start, first.end)) & set(range(second.start, second.end))
    # An empty span inside another one touches a place, no character.
    if len(first) and len(second):
        assert first.overlaps(second) is second.overlaps(first) is bool(shared)


def test_line_is_that_of_the_offset_before():
    lines = LineMap((0, 10, 25), (1, 3, 4))
    assert [lines.line(offset) for offset in (0, 9, 10, 24, 25, 99)] == [1, 1, 3, 3, 4, 4]


def test_place_is_that_of_the_offset_before():
    places = PlaceMap((0, 10, 25), (Place(page=1), Place(page=2), Place(slide=3)))
    assert [places.place(offset).page for offset in (0, 9, 10, 24)] == [1, 1, 2, 2]
    assert places.place(25) == places.place(99) == Place(slide=3)
    assert PlaceMap().place(7) == Place()


def test_passage_and_citation_name_the_heading_path():
    (passage,) = split("# A\n\n## B\n\nOne. Two.", markdown=True)
    assert passage.headings == ("A", "B") and passage.heading == "B"
    citation = cite(passage, passage.sentence_spans[1])
    assert citation.headings == ("A", "B") and citation.heading == "B"


def test_passage_without_headings_has_no_heading():
    (passage,) = split("One.")
    assert passage.headings == () and passage.heading is None
    assert cite(passage, passage.span).heading is None


def test_citation_has_the_place_where_it_begins():
    (passage,) = split("One. Two.")
    places = PlaceMap((0, 6), (Place(page=1), Place(page=2, page_label="ii")))
    paged = dataclasses.replace(passage, document=dataclasses.replace(passage.document, places=places))
    citations = [cite(paged, span) for span in paged.sentence_spans]
    assert [citation.place for citation in citations] == [Place(page=1), Place(page=1)]
    assert cite(paged, Span(6, 8)).place == Place(page=2, page_label="ii")


def test_format_without_lines_has_no_line():
    (passage,) = split("One. Two.")
    lineless = dataclasses.replace(passage.document, line_map=LineMap((0,), (0,)))
    citation = cite(dataclasses.replace(passage, document=lineless), passage.span)
    assert (citation.line, citation.end_line) == (None, None)


def test_sentences_are_equal_by_their_place():
    (passage,), (same,), (other,) = split(TEXT), split(TEXT), [split("Somebody else.", TEXT)[1]]
    assert passage == same and hash(passage) == hash(same) and passage is not same
    assert passage.sentences[0] == same.sentences[0] and len({*passage.sentences, *same.sentences}) == 3
    # The text is the same, the document another one.
    assert passage != other and passage.sentences[0] != other.sentences[0]


def test_documents_are_equal_if_identical():
    first, second = document(TEXT), document(TEXT)
    assert first == first and first != second and isinstance(first, Document)


def test_candidate_slices_back_with_its_citation():
    text = "Ada came.\nShe lived\nin London."
    first, second = split(text)[0].sentences
    candidate = Candidate(second, Span(second.span.end - 7, second.span.end - 1), 1.0)
    assert candidate.text == second.text and candidate.span_text == "London"
    assert (candidate.citation.line, candidate.citation.end_line) == (2, 3)
    assert (candidate.citation.source, candidate.citation.heading) == ("ada.txt", None)
    assert candidate.citation.span == second.span
    assert Candidate(first, None, 1.0).span_text is None and isinstance(first, Sentence)
