"""Views: what the reader reads of a passage, and where in the document each of its characters is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.load.formats import read_document
from qa.split import passages
from qa.split.views import NOWHERE, block_contexts, context_of, view_of
from tests.builders import document, split

TABLE = "| Plan | Price |\n|---|---|\n| Team | €29 |\n| Solo | €9 |"
LEASE = "The tenant shall not:\n\n- keep dogs. Cats are fine.\n- sublet"


def only_passage(text, *, markdown=True):
    """The one passage of `text`."""
    (passage,) = split(text, markdown=markdown)
    return passage


def sentences_of(view):
    return [view.text[span.start : span.end] for span in view.sentences]


def own_lines(view):
    """The lines of the view behind its context."""
    return view.text[len(view.context) :].split("\n")[1:]


# Without a context


def test_passage_without_context_has_identity_view():
    second = split("Pavel left. " * 30 + "\n\n" + "Nika stayed. It rained.", words=60)[-1]
    view = view_of(second)
    assert second.span.start > 0 and view.text == second.text and view.context == ""
    assert list(view.offsets) == list(range(second.span.start, second.span.end))
    assert sentences_of(view) == [sentence.text for sentence in second.sentences]
    assert view.contexts == ("",) * len(second.sentences)


# The context of the passage


def test_heading_path_comes_first_as_sentences():
    view = view_of(only_passage("# Rabbits\n\n## Feeding\n\nHay is best."))
    assert view.context == "Rabbits. Feeding." and view.text == "Rabbits. Feeding.\nHay is best."
    assert sentences_of(view) == ["Hay is best."]


@pytest.mark.parametrize("end", [".", "?", "!", ":", ";"])
def test_heading_with_a_stop_gets_no_other(end):
    assert context_of(only_passage(f"# What to eat{end}\n\nHay.")) == f"What to eat{end}"


def test_title_of_the_document_comes_before_headings():
    text = "---\ntitle: House rules\n---\n\n# Pets\n\nNo dogs."
    passage = next(passage for passage in split(text, markdown=True) if passage.text == "No dogs.")
    assert context_of(passage) == "House rules. Pets."


def test_title_that_is_a_heading_is_not_repeated():
    text = "---\ntitle: Pets\n---\n\n# Pets\n\nNo dogs."
    passage = next(passage for passage in split(text, markdown=True) if passage.text == "No dogs.")
    assert context_of(passage) == "Pets."


def test_title_from_the_file_name_is_no_context():
    assert context_of(only_passage("It rains.")) == ""


# Rows


def test_row_reads_with_its_columns():
    view = view_of(only_passage(TABLE))
    assert view.text == "\nPlan: Team; Price: €29\nPlan: Solo; Price: €9"
    assert sentences_of(view) == ["Plan: Team; Price: €29", "Plan: Solo; Price: €9"]
    assert view.contexts == ("Plan Price", "Plan Price")


def test_column_name_is_nowhere_and_cell_somewhere():
    passage = only_passage(TABLE)
    view = view_of(passage)
    start = view.text.index("Plan: Team")
    assert set(view.offsets[start : start + len("Plan: ")]) == {NOWHERE}
    at = view.text.index("€29")
    assert passage.document.text[view.offsets[at] :].startswith("€29")


def test_column_without_a_name_is_left_out():
    view = view_of(only_passage("| | Price |\n|---|---|\n| Team | €29 |"))
    assert sentences_of(view)[-1] == "Team; Price: €29" and view.contexts[-1] == "Price"


def test_empty_cell_is_left_out():
    view = view_of(only_passage("| Plan | Price |\n|---|---|\n| Team | |\n| | €9 |"))
    assert sentences_of(view) == ["Plan: Team", "Price: €9"]


def test_csv_reads_like_a_table():
    table = read_document(b"Plan,Price\nTeam,29\nSolo,9\n", source="plans.csv", title="plans")
    (passage,) = passages(table)
    assert sentences_of(view_of(passage))[-2:] == ["Plan: Team; Price: 29", "Plan: Solo; Price: 9"]


# Lists


def test_stem_of_a_list_precedes_its_first_item():
    view = view_of(only_passage(LEASE))
    assert own_lines(view)[-3:] == ["The tenant shall not:", "keep dogs. Cats are fine.", "sublet"]
    stem = "The tenant shall not:"
    assert view.contexts == ("", stem, stem, stem)


def test_stem_is_repeated_where_it_changes():
    view = view_of(only_passage(f"{LEASE}\n\nThe owner shall:\n\n- paint\n- heat"))
    lines = own_lines(view)
    before = {line: lines[place - 1] for place, line in enumerate(lines) if place}
    assert before["keep dogs. Cats are fine."] == "The tenant shall not:"
    assert before["sublet"] == "keep dogs. Cats are fine."
    assert before["paint"] == "The owner shall:" and before["heat"] == "paint"


def test_stem_is_read_in_a_later_passage():
    text = "The tenant shall not:\n\n" + "\n".join(f"- keep dog number {number} in here" for number in range(9))
    later = split(text, markdown=True, words=20)[-1]
    assert "The tenant" not in later.text and own_lines(view_of(later))[0] == "The tenant shall not:"


def test_stem_is_not_in_the_document():
    later = split("Never:\n\n- shout at all\n- run at all", markdown=True, words=3)[-1]
    view = view_of(later)
    assert view.text == "\nNever:\nrun at all" and set(view.offsets[: len("\nNever:\n")]) == {NOWHERE}


def test_block_contexts_name_each_block():
    passage = only_passage(f"Prices.\n\n{TABLE}\n\nNever:\n\n- run")
    assert list(block_contexts(passage)) == ["", "Plan Price", "Plan Price", "", "Never:"]


# Any document

WORDS = st.lists(
    st.sampled_from(
        ["Pavel", "left.", "Ulm?", "Mr.", "€29", "1.", "Rene\u0301", "中文。", "👩🏽\u200d🔬", "нет", "a:", "x"]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)
CELLS = st.lists(WORDS | st.just(""), min_size=2, max_size=2).map(lambda cells: f"| {cells[0]} | {cells[1]} |")
TABLES = st.tuples(CELLS, st.lists(CELLS, max_size=4)).map(lambda table: "\n".join([table[0], "|---|---|", *table[1]]))
ITEMS = st.lists(WORDS.map("- {}".format), min_size=1, max_size=5).map("\n".join)
LISTS = st.tuples(WORDS, ITEMS).map(lambda parts: f"{parts[0]}:\n\n{parts[1]}")
HEADINGS = st.tuples(st.integers(1, 4), WORDS).map(lambda heading: f"{'#' * heading[0]} {heading[1]}")
CODE = WORDS.map("```\n{}\n\n  y = 1\n```".format)
MARKDOWN = st.lists(WORDS | TABLES | ITEMS | LISTS | HEADINGS | CODE, min_size=1, max_size=8).map("\n\n".join)


@given(text=MARKDOWN, words=st.sampled_from([3, 12, 120]))
def test_mapped_characters_are_the_document_s(text, words):
    for passage in passages(document(f"Start.\n\n{text}", markdown=True), words=words):
        view = view_of(passage)
        assert len(view.text) == len(view.offsets) and view.text.startswith(view.context)
        mapped = [(place, offset) for place, offset in enumerate(view.offsets) if offset != NOWHERE]
        assert all(view.text[place] == passage.document.text[offset] for place, offset in mapped)
        offsets = [offset for _, offset in mapped]
        assert offsets == sorted(set(offsets)) and all(place >= len(view.context) for place, _ in mapped)
        assert set(offsets) <= set(range(passage.span.start, passage.span.end))


@given(text=MARKDOWN, words=st.sampled_from([3, 12, 120]))
def test_sentences_of_a_view_are_the_passage_s(text, words):
    for passage in passages(document(f"Start.\n\n{text}", markdown=True), words=words):
        view = view_of(passage)
        assert len(view.sentences) == len(view.contexts) == len(passage.sentence_spans)
        rows = {block.span: block for block in passage.document.blocks if block.cells}
        for inside, span in zip(view.sentences, passage.sentence_spans, strict=True):
            mapped = [offset for offset in view.offsets[inside.start : inside.end] if offset != NOWHERE]
            cells = [cell.span for cell in rows[span].cells] if span in rows else [span]
            assert mapped == [offset for cell in cells for offset in range(cell.start, cell.end)]
            if span not in rows:
                assert view.text[inside.start : inside.end] == passage.document.slice(span)


@given(text=MARKDOWN)
def test_view_is_the_same_each_time(text):
    first, second = (
        [
            (view.text, list(view.offsets), view.sentences)
            for view in map(view_of, split(f"Start.\n\n{text}", markdown=True))
        ]
        for _ in range(2)
    )
    assert first == second
