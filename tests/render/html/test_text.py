"""Text as HTML: nothing of it is markup, and nothing hides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.render.html import Html, sentence_html, text_html
from tests.render.builders import BIDI, DANGEROUS, ESCAPE, candidate, passage


def test_markup_is_escaped():
    assert text_html("<b onclick='x'>a & b</b>") == "&lt;b onclick=&#x27;x&#x27;&gt;a &amp; b&lt;/b&gt;"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31m", 'a<span class="sign">U+001B</span>[31m'),
        ("a\u202eb", 'a<span class="sign">U+202E</span>b'),
        ("a\n\n b", "a b"),
    ],
)
def test_control_characters_are_visible_signs(text, shown):
    assert text_html(text) == shown


@given(st.text())
def test_no_text_is_markup(text):
    html = text_html(text)
    bare = html.replace('<span class="sign">', "").replace("</span>", "")
    assert "<" not in bare
    assert ">" not in bare
    assert not DANGEROUS.search(html)


def test_answering_words_are_marked():
    of = passage("Ada wrote <it> in 1843.")
    assert sentence_html(candidate(of, marked="1843")) == "Ada wrote &lt;it&gt; in <mark>1843</mark>."
    assert "<mark>" not in sentence_html(candidate(of, marked="1843"), mark=False)


def test_hostile_words_are_escaped_inside_the_mark():
    of = passage(f"It costs {ESCAPE}{BIDI}<script> euros.")
    html = sentence_html(candidate(of, marked=f"{BIDI}<script>"))
    assert "<script" not in html
    assert not DANGEROUS.search(html)


def test_template_leaves_html_and_escapes_text():
    jinja2 = pytest.importorskip("jinja2")
    template = jinja2.Environment(autoescape=True).from_string("{{ html }}{{ text }}")
    assert template.render(html=Html("<p>"), text="<p>") == "<p>&lt;p&gt;"
