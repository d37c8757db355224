"""Passages: how paragraphs are packed and divided, and where headings go."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from qa.load import load_text
from qa.split import passages


def split(text: str, *, markdown: bool = True, words: int = 12):
    return list(passages(load_text(text, markdown=markdown), words=words))


def test_short_paragraphs_are_packed_up_to_length():
    packed = split("One two three four five.\n\nSix seven eight nine ten.\n\nEleven twelve thirteen.")
    assert [passage.text.split()[0] for passage in packed] == ["One", "Eleven"]


def test_long_paragraph_is_divided_evenly_at_sentences():
    packed = split(
        "It rains all day in here. We sleep all day at home. He walks all day in town. They wait all day by car."
    )
    assert [len(passage.sentence_spans) for passage in packed] == [2, 2]


def test_single_long_sentence_stays_whole():
    assert [passage.text for passage in split("word " * 30 + "end.")] == ["word " * 30 + "end."]


def test_heading_begins_passage_and_stays_outside():
    packed = split("Before.\n\n# Weather\n\nIt rains.\n\n# Food\n\nWe eat.")
    assert [(passage.heading, passage.text) for passage in packed] == [
        (None, "Before."),
        ("Weather", "It rains."),
        ("Food", "We eat."),
    ]


def heading_paths(text):
    return {passage.text: passage.headings for passage in split(text)}


def test_heading_path_is_widest_first():
    assert heading_paths("# A\n\nOne.\n\n## B\n\nTwo.\n\n### C\n\nThree.\n\n## D\n\nFour.\n\n# E\n\nFive.") == {
        "One.": ("A",),
        "Two.": ("A", "B"),
        "Three.": ("A", "B", "C"),
        "Four.": ("A", "D"),
        "Five.": ("E",),
    }


def test_skipped_level_is_no_gap_in_the_path():
    assert heading_paths("# A\n\n### C\n\nOne.\n\n## B\n\nTwo.\n\n### D\n\nThree.") == {
        "One.": ("A", "C"),
        "Two.": ("A", "B"),
        "Three.": ("A", "B", "D"),
    }


def test_deep_heading_first_ends_with_a_wider_one():
    assert heading_paths("### C\n\nOne.\n\n# A\n\nTwo.") == {"One.": ("C",), "Two.": ("A",)}


def test_heading_without_text_is_in_the_path():
    (passage,) = split("# A\n\n## B\n\nOne.")
    assert passage.headings == ("A", "B") and passage.heading == "B"


def test_sibling_heading_replaces_the_one_before():
    assert heading_paths("## A\n\n## B\n\nOne.") == {"One.": ("B",)}


def test_code_is_not_packed_with_prose():
    text = "One two.\n\n```\nrun --fast\n```\n\n    stop --now\n\nThree four.\n\nFive six."
    packed = [passage.text for passage in split(text)]
    assert packed == ["One two.", "run --fast\n\nstop --now", "Three four.\n\nFive six."]


def test_table_rows_and_code_lines_are_sentences():
    packed = split("| City | People |\n|---|---|\n| Ulm | 126,000 |\n\n```\nx = 1.5\n\ny = 2\n```\n", words=50)
    texts = [sentence.text for passage in packed for sentence in passage.sentences]
    assert [text for text in texts if "Ulm" in text or "=" in text] == ["Ulm | 126,000", "x = 1.5", "y = 2"]


def test_headings_alone_give_no_passages():
    assert split("# Only\n\n## Headings\n") == []


@given(
    st.lists(
        st.sampled_from(["One two. Three!", "# Head", "- item a. b", "| a | b |\n|---|---|\n| c | d |", "```\nx\n```"])
    )
)
def test_every_sentence_is_in_one_passage(parts):
    document = load_text("\n\n".join(["Start.", *parts]), markdown=True)
    spans = [span for passage in passages(document, words=6) for span in passage.sentence_spans]
    assert spans == sorted(spans)
    assert all(before.end <= after.start for before, after in itertools.pairwise(spans))
    for passage in passages(document, words=6):
        assert passage.span.start == passage.sentence_spans[0].start
        assert passage.span.end == passage.sentence_spans[-1].end
