"""The bundled article: out of a PDF, wrapped, with a page's end within a sentence."""

import pytest

from qa.files import article
from qa.types import BlockKind, Document

from .builders import line_of, loaded


@pytest.fixture(scope="module")
def document() -> Document:
    return loaded(article())


def test_its_blocks_are_its_paragraphs(document):
    assert len(document.blocks) == 29
    assert {block.kind for block in document.blocks} == {BlockKind.PARAGRAPH}


def test_every_paragraph_is_whole(document):
    for block in document.blocks:
        text = document.slice(block.span)
        assert text[0].isupper() or text[0] == "“"
        assert text.rstrip("”")[-1] == "."


def test_the_sentence_that_the_page_cut_is_whole(document):
    assert "late September triggered an unprecedented human exodus, with flights" in document.text
    assert (line_of(document, "triggered an"), line_of(document, "unprecedented human")) == (15, 19)


def test_the_indented_quote_begins_a_paragraph(document):
    assert "but not quite yet.\n\n“I left the business" in document.text


def test_a_quote_over_a_full_line_stays_in_its_paragraph(document):
    assert "he told The Moscow Times. “But this time" in document.text


def test_hyphens_within_lines_stay(document):
    for word in ("Draft-age", "fighting-age", "days-long", "Soviet-era", "poorly-trained"):
        assert word in document.text


@pytest.mark.parametrize(
    "words",
    [
        "Draft-age men",
        "chaotic",
        "Pavel, 21",
        "700,000 men",
        "Sobyanin",
        "Soviet-era",
        "Nika Karchevskaya",
        "I think about half",
    ],
)
def test_its_citations_name_the_right_lines(document, words):
    lines = article().read_text(encoding="utf-8").split("\n")
    assert words in lines[line_of(document, words) - 1]
