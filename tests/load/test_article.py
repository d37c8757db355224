"""The bundled article: text from a PDF, wrapped, with a page break within a sentence."""

import pytest

from qa.files import article
from qa.types import BlockKind, Document

from .builders import line_of, loaded


@pytest.fixture(scope="module")
def document() -> Document:
    return loaded(article())


def test_article_blocks_are_its_paragraphs(document):
    assert len(document.blocks) == 29
    assert {block.kind for block in document.blocks} == {BlockKind.PARAGRAPH}


def test_every_article_paragraph_is_whole(document):
    for block in document.blocks:
        text = document.slice(block.span)
        assert text[0].isupper() or text[0] == "“"
        assert text.rstrip("”")[-1] == "."


def test_sentence_across_page_break_is_joined(document):
    assert "late September triggered an unprecedented human exodus, with flights" in document.text
    assert (line_of(document, "triggered an"), line_of(document, "unprecedented human")) == (15, 19)


def test_indented_quote_begins_paragraph(document):
    assert "but not quite yet.\n\n“I left the business" in document.text


def test_quote_after_full_line_stays_in_paragraph(document):
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
def test_article_words_map_to_their_lines(document, words):
    lines = article().read_text(encoding="utf-8").split("\n")
    assert words in lines[line_of(document, words) - 1]
