"""A document as HTML: its blocks, the cited sentence, and its parts."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.render.html import Cited, document_html, part_before, row_html
from qa.types import Candidate, Span
from tests.builders import document, sentences, split
from tests.render.builders import DANGEROUS

# Elements and attributes that a document may have; none of them runs, loads or leads anywhere.
ELEMENTS = set("h3 h4 h5 h6 p ul li pre code div table thead tbody tr th td span mark".split())
ATTRIBUTES = set("class dir id tabindex role aria-label scope colspan".split())

TARIFF = """# Fees

Pay by card.

- rent
- heat

| Item | Price |
|---|---|
| Desk | 40 euros |

    x = 1
    y = 2
"""


class Elements(HTMLParser):
    """The elements and attributes of HTML."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.attributes = set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes.update(name for name, _ in attrs)


def span_of(text, words):
    start = text.index(words)
    return Span(start, start + len(words))


def cited(shown, sentence, words=None):
    return Cited(span_of(shown.text, sentence), span_of(shown.text, words) if words else None)


def test_each_kind_of_block_has_its_element():
    html = document_html(document(TARIFF, markdown=True)).html
    assert '<h3 dir="auto">Fees</h3>' in html
    assert '<p dir="auto">Pay by card.</p>' in html
    assert re.search(r"<ul>\s*<li[^>]*>rent</li>\s*<li[^>]*>heat</li>\s*</ul>", html)
    assert re.search(r"<thead><tr><th[^>]*>Item</th><th[^>]*>Price</th></tr></thead>", html)
    assert re.search(r"<td[^>]*>Desk</td><td[^>]*>40 euros</td>", html)
    assert "x = 1\ny = 2</code></pre>" in html


def test_cited_sentence_has_anchor_and_marked_words():
    shown = document("Ada lived in London. She wrote it in 1843.")
    html = document_html(shown, cited(shown, "She wrote it in 1843.", "1843")).html
    assert '<span class="cited" id="cited">She wrote it in <mark>1843</mark>.</span>' in html


def test_cited_row_is_marked_in_its_cells():
    shown = document(TARIFF, markdown=True)
    html = document_html(shown, cited(shown, "Desk | 40 euros", "40 euros")).html
    assert html.count('id="cited"') == 1
    assert '<td dir="auto"><span class="cited"><mark>40 euros</mark></span></td>' in html


def test_row_with_other_columns_begins_a_table():
    text = "| A | B |\n|---|---|\n| 1 | 2 |\n\n| C | D |\n|---|---|\n| 3 | 4 |\n"
    assert document_html(document(text, markdown=True)).html.count("<table>") == 2


def test_empty_cell_keeps_its_column():
    text = "| A | B | C |\n|---|---|---|\n| 1 | 2 | 3 |\n| 4 |   | 6 |\n"
    html = document_html(document(text, markdown=True)).html
    assert '<td dir="auto">4</td><td dir="auto"></td><td dir="auto">6</td>' in html


@given(st.text(alphabet=st.sampled_from("ab.<>&\"`'|#-*[]()! \n\t\x1b\x00\u202e\u2066:/=")), st.booleans())
def test_no_text_becomes_markup(text, markdown):
    shown = document(f"Beginning.\n\n{text}\n\nEnd.", markdown=markdown)
    html = document_html(shown, Cited(Span(0, len(shown.text)))).html
    made = Elements(html)
    assert made.elements <= ELEMENTS
    assert made.attributes <= ATTRIBUTES
    assert not DANGEROUS.search(html.replace("\n", "").replace("\t", ""))


@pytest.mark.parametrize("markup", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=y>"])
def test_markup_of_markdown_does_not_run(markup):
    html = document_html(document(f"Hello.\n\n{markup} is here.", markdown=True)).html
    assert Elements(html).elements <= ELEMENTS
    assert "href" not in html


def long_document():
    return document("\n\n".join(f"Paragraph {number} of the long report is here. " * 20 for number in range(200)))


def test_long_document_is_shown_around_the_cited_sentence():
    shown = long_document()
    part = document_html(shown, cited(shown, "Paragraph 150 of the long report is here."))
    assert 'id="cited"' in part.html
    assert 0 < part.first < part.last <= part.total
    assert "Paragraph 20 of" not in part.html


def test_parts_follow_each_other_without_a_gap():
    shown = long_document()
    first = 0
    parts = []
    while not parts or parts[-1].last < parts[-1].total:
        parts.append(document_html(shown, first=first))
        first = parts[-1].last
    assert parts[-1].total == len(shown.blocks)
    assert [part_before(shown, part.first) for part in parts[1:]] == [part.first for part in parts[:-1]]


def test_block_longer_than_a_part_is_cut():
    shown = document("word " * 30_000 + "end.")
    parts = [document_html(shown, first=number) for number in range(4)]
    assert parts[0].total == 4
    assert all(len(part.html) < 50_000 for part in parts)
    assert "end." in parts[3].html


def test_row_that_answers_is_a_table():
    (passage,) = [passage for passage in split(TARIFF, markdown=True) if "Desk" in passage.text]
    sentence = next(sentence for sentence in passage.sentences if "Desk" in sentence.text)
    start = sentence.span.start + sentence.text.index("40")
    html = row_html(Candidate(sentence, Span(start, start + 2), 1.0))
    assert re.search(r"<th[^>]*>Price</th>.*<td[^>]*><mark>40</mark> euros</td>", html)
    assert "<mark>" not in row_html(Candidate(sentence, Span(start, start + 2), 1.0), mark=False)


def test_sentence_of_prose_is_no_table():
    (sentence, *_) = sentences("Ada wrote it in 1843. She lived in London.")
    assert row_html(Candidate(sentence, None, 1.0)) is None
