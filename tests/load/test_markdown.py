"""Markdown: the kinds of blocks, text without markup, and the lines of the original."""

import pytest

from qa.load import load_text
from qa.types import BlockKind, Document

from .builders import blocks, headings, kinds, line_of

PARAGRAPH, HEADING, ITEM, ROW, CODE = (
    BlockKind.PARAGRAPH,
    BlockKind.HEADING,
    BlockKind.ITEM,
    BlockKind.ROW,
    BlockKind.CODE,
)


def markdown(text: str) -> Document:
    return load_text(text, markdown=True)


def test_headings_have_levels():
    text = "# One\n\n### Three ###\n\nSetext\nof two lines\n======\n\nTwo\n---\n\nText."
    assert headings(text, markdown=True) == [(1, "One"), (3, "Three"), (1, "Setext of two lines"), (2, "Two")]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a **bold** and *soft* __b__ _s_ word", "a bold and soft b s word"),
        ("***both***", "both"),
        ("snake_case stays", "snake_case stays"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a [link](http://x.org 'title') here", "a link here"),
        ("a [**bold** link][ref]\n\n[ref]: http://x.org", "a bold link"),
        ("a [missing] one", "a [missing] one"),
        ("![a *fine* mill](mill.png)", "a fine mill"),
        ("<https://x.org>", "https://x.org"),
        ("run `qa  ask` now", "run qa ask now"),
        ("`` a ` tick ``", "a ` tick"),
        ("`**not bold**`", "**not bold**"),
        ("~~gone~~", "gone"),
        ("a<b>b</b><!-- no -->c", "abc"),
        ("one<br>two", "one two"),
        ("Tom &amp; &#74;im &lt;3", "Tom & Jim <3"),
        (r"\*not soft\* \# \\", r"*not soft* # \ "[:-1]),
        ("soft\nbreak", "soft break"),
        ("hard  \nbreak", "hard break"),
        ("hard\\\nbreak", "hard break"),
        ("a\u00a0b\u200b \u2009 c", "a b c"),
    ],
)
def test_markup_leaves_its_text(source, text):
    assert blocks(source, markdown=True) == [text]


def test_every_item_is_block_even_nested():
    text = "- one\n  goes on\n\n  second paragraph\n\n  - deeper\n- *two*\n\n3. three\n4. four"
    assert kinds(text, markdown=True) == [
        (ITEM, "one goes on"),
        (PARAGRAPH, "second paragraph"),
        (ITEM, "deeper"),
        (ITEM, "two"),
        (ITEM, "three"),
        (ITEM, "four"),
    ]


def test_items_are_on_lines_of_their_own():
    assert markdown("- one\n- two\n\nText.").text == "one\ntwo\n\nText."


def test_deeply_nested_list_keeps_text():
    text = "\n".join(f"{'  ' * depth}- item{depth}" for depth in range(40))
    assert len(blocks(text, markdown=True)) == 40


def test_every_table_row_is_block():
    text = "| Name | **Age** |\n|---|--:|\n| Anna \\| Bo | 34 |\n| Eva | |\n"
    assert kinds(text, markdown=True) == [(ROW, "Name | Age"), (ROW, "Anna | Bo | 34"), (ROW, "Eva |")]
    assert markdown(text).text == "Name | Age\nAnna | Bo | 34\nEva |"
    assert markdown(text).line(markdown(text).text.index("Eva")) == 4


def test_code_is_unchanged():
    code = "def f(a):\n\n    return  **a"
    assert kinds(f"```python\n{code}\n```", markdown=True) == [(CODE, code)]
    indented = "    x = 1\n      y\n\n    z"
    assert kinds(f"Text.\n\n{indented}\n\nText.", markdown=True)[1] == (CODE, "x = 1\n  y\n\nz")


def test_indentation_of_code_precedes_its_block():
    document = markdown("```\n    deep\n  less\n```")
    assert document.text == "    deep\n  less"
    assert document.slice(document.blocks[0].span) == "deep\n  less"


def test_quotes_are_paragraphs():
    assert kinds("> one\n> goes on\nlazily\n>\n> two", markdown=True) == [
        (PARAGRAPH, "one goes on lazily"),
        (PARAGRAPH, "two"),
    ]


def test_rules_comments_and_definitions_are_left_out():
    assert blocks("One.\n\n***\n\n<!-- no\n\nno -->\n\n[a]: http://x.org\n\nTwo.", markdown=True) == ["One.", "Two."]


def test_html_leaves_its_text_in_paragraphs():
    text = "<div align='center'>\n<p>One <b>and</b>\nso on</p><p>Two &amp; three</p>\n<script>no()</script>\n</div>"
    assert kinds(text, markdown=True) == [(PARAGRAPH, "One and so on"), (PARAGRAPH, "Two & three")]


def test_word_cut_at_line_end_is_joined():
    assert blocks("A well-\nknown mobi-\nlization.", markdown=True) == ["A well-known mobilization."]


# Titles


def test_title_is_first_heading_of_level_1():
    assert markdown("## Two\n\n# The *Mill*\n\n# Other").title == "The Mill"


def test_title_without_heading_is_file_stem():
    assert load_text("Text.", source="notes/mill.md", markdown=True).title == "mill"


@pytest.mark.parametrize("value", ["The Mill", "'The Mill'", '"The Mill"', " The  Mill "])
def test_front_matter_gives_title_and_is_left_out(value):
    document = markdown(f"---\ntitle: {value}\ntags: [a]\n---\n# Head\n\nText.")
    assert (document.title, document.text) == ("The Mill", "Head\n\nText.")
    assert line_of(document, "Text") == 7


@pytest.mark.parametrize("text", ["---\n\nOne.\n\n---\n\nTwo.", "---\nOne: two.\n\nThree.", "---\n# Two\n---\n"])
def test_rule_at_top_is_no_front_matter(text):
    assert blocks(text, markdown=True)[0] in ("One.", "One: two.", "Two")


# Lines


def test_words_in_paragraph_map_to_their_lines():
    text = (
        "# zero\n\none [two\nthree](http://x.org\n'title') four `five\nsix` seven <b\nclass='x'>eight</b> **nine\n"
        "ten** eleven\\\ntwelve  \nthirteen ![fourteen\nfifteen](a.png) sixteen &amp;\nseventeen"
    )
    document = markdown(text)
    lines = text.split("\n")
    for word in document.text.split():
        if word.isalpha():
            assert word in lines[line_of(document, word) - 1], word


def test_words_in_other_blocks_map_to_their_lines():
    text = "- one\n  two\n\n> three\n> four\n\n```\nfive\n\nsix\n```\n\n    seven\n\n<p>eight\nnine</p>\n"
    document = markdown(text)
    lines = text.split("\n")
    for word in document.text.split():
        assert word in lines[line_of(document, word) - 1], word


def test_line_ends_at_cr_lf_or_both():
    document = markdown("one\r\ntwo\rthree\nfour\u2028four\x0bfour")
    assert [line_of(document, word) for word in ("one", "two", "three", "four")] == [1, 2, 3, 4]
    assert document.text == "one two three four four four"
