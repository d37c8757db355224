"""Markdown: the kinds of blocks, text without markup, and the lines of the original."""

import pytest

from qa.load import load_text
from qa.types import BlockKind, Document

from .builders import blocks, cells, contexts, headings, kinds, line_of

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
        (ITEM, "3. three"),
        (ITEM, "4. four"),
    ]


def test_items_are_on_lines_of_their_own():
    assert markdown("- one\n- two\n\nText.").text == "one\ntwo\n\nText."


def test_deeply_nested_list_keeps_text():
    text = "\n".join(f"{'  ' * depth}- item{depth}" for depth in range(40))
    assert len(blocks(text, markdown=True)) == 40


def test_every_table_row_is_block_with_cells():
    text = "| Name | **Age** |\n|---|--:|\n| Anna \\| Bo | 34 |\n| Eva | |\n"
    document = markdown(text)
    assert kinds(text, markdown=True) == [(ROW, "Anna | Bo | 34"), (ROW, "Eva")]
    assert cells(document) == [[("Name", "Anna | Bo"), ("Age", "34")], [("Name", "Eva")]]
    assert document.line(document.text.index("Eva")) == 4


def test_table_head_with_data_is_row():
    assert kinds("| 1 | 2 |\n|---|---|\n| 3 | 4 |", markdown=True) == [(ROW, "1 | 2"), (ROW, "3 | 4")]
    assert kinds("| Name | Age |\n|---|---|", markdown=True) == [(ROW, "Name | Age")]


def test_table_head_with_digits_names_columns():
    text = "| | FV8-2 | Up to 2 kg | 2024 |\n|---|---|---|---|\n| Price | 8 | 4 | 12 |"
    row = [("", "Price"), ("FV8-2", "8"), ("Up to 2 kg", "4"), ("2024", "12")]
    assert cells(markdown(text)) == [row]


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


# Context


def test_stem_is_context_of_items():
    text = "One. The tenant shall not:\n\n- smoke\n- sublet\n  - in whole\n\nOther.\n\n- free"
    assert contexts(markdown(text)) == {
        "smoke": ("The tenant shall not:",),
        "sublet": ("The tenant shall not:",),
        "in whole": ("The tenant shall not:", "sublet"),
    }


def test_question_above_list_is_context():
    assert contexts(markdown("## What is in it?\n\n1. milk\n\n## Other\n\n- eggs")) == {"1. milk": ("What is in it?",)}


def test_outer_item_is_context_of_its_blocks():
    text = "2) Cut:\n   - apples\n\n   Slowly."
    assert contexts(markdown(text)) == {"apples": ("2) Cut:",), "Slowly.": ("2) Cut:",)}


def test_context_of_deep_list_is_bounded():
    text = "\n".join(f"{'  ' * depth}- {'word ' * 200}{depth}" for depth in range(12))
    assert max(sum(map(len, context)) for context in contexts(markdown(text)).values()) < 1_200


def test_equal_numbers_are_counted():
    assert blocks("1. one\n1. two\n1. three", markdown=True) == ["1. one", "2. two", "3. three"]
    assert blocks("2. two\n4. four", markdown=True) == ["2. two", "4. four"]


def test_footnote_has_marked_sentence_as_context():
    text = "One. Plant in March.[^1] Dig.\n\nMore.\n\n[^1]: In the north,\n    later.\n\n    Or never.\n[^b]: Word."
    document = markdown(text)
    assert kinds(text, markdown=True)[2:] == [
        (BlockKind.FOOTNOTE, "In the north, later."),
        (BlockKind.FOOTNOTE, "Or never."),
        (BlockKind.FOOTNOTE, "Word."),
    ]
    assert contexts(document) == {
        "In the north, later.": ("Plant in March.[^1]",),
        "Or never.": ("Plant in March.[^1]",),
        "Word.": ("[^b]",),
    }
    assert [line_of(document, word) for word in ("later", "never", "Word")] == [6, 8, 9]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_definition_has_term_as_context(gap):
    text = f"Cherry trees{gap}: need netting\n  from June."
    assert kinds(text, markdown=True) == [(PARAGRAPH, "Cherry trees"), (ITEM, "need netting from June.")]
    assert contexts(markdown(text)) == {"need netting from June.": ("Cherry trees",)}


def test_labelled_lines_are_rows():
    text = "**Present:** Aylin, Bram\n**Excused:** Emil"
    assert kinds(text, markdown=True) == [(ROW, "Present: Aylin, Bram"), (ROW, "Excused: Emil")]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_answer_has_question_as_context(gap):
    assert contexts(markdown(f"**Q:** Where?{gap}**A:** In Cork.")) == {"A: In Cork.": ("Q: Where?",)}


def test_bold_line_is_heading():
    text = "**Do you deliver?**\n\nYes.\n\n**Opening hours**\n\nAlways.\n\n**Never do this.**"
    assert headings(text, markdown=True) == [(6, "Do you deliver?"), (6, "Opening hours")]


# Titles


def test_title_is_first_heading_of_level_1():
    assert markdown("## Two\n\n# The *Mill*\n\n# Other").title == "The Mill"


def test_title_without_heading_is_file_stem():
    assert load_text("Text.", source="notes/mill.md", markdown=True).title == "mill"


# Front matter


@pytest.mark.parametrize("value", ["The Mill", "'The Mill'", '"The Mill"', " The  Mill ", "The Mill # new"])
def test_front_matter_gives_title(value):
    document = markdown(f"---\ntitle: {value}\ntags: [a]\n---\n# Head\n\nText.")
    assert (document.title, document.text) == ("The Mill", "title: The Mill\n\nHead\n\nText.")
    assert line_of(document, "Text") == 7


def test_front_matter_is_metadata_and_can_answer():
    document = markdown(
        "---\nauthor: Pia Lindgren\ndate: 2024-05-17\ntags:\n  - ops\n  - wiki\ndraft: false\nlayout: post\n---\nText."
    )
    assert [document.slice(block.span) for block in document.blocks if block.kind is BlockKind.METADATA] == [
        "author: Pia Lindgren",
        "date: 2024-05-17",
    ]
    assert document.metadata["tags"] == "ops, wiki"
    assert document.metadata["layout"] == "post"
    assert line_of(document, "2024") == 3


@pytest.mark.parametrize(
    "matter",
    [
        "authors: [Pia Lindgren, Bo Ek]",
        "authors:\n  - Pia Lindgren\n  - Bo Ek",
        "authors:\n- name: Pia Lindgren\n- name: Bo Ek",
        "authors:\n  [\n  Pia Lindgren,\n  Bo Ek\n  ]",
    ],
)
def test_several_authors_are_one_line(matter):
    document = markdown(f"---\n{matter}\n---\nText.")
    assert document.metadata["author"] == "Pia Lindgren, Bo Ek"
    assert document.text == "authors: Pia Lindgren, Bo Ek\n\nText."


def test_toml_front_matter_is_read():
    document = markdown('+++\nauthor = "Pia Lindgren"\ndraft = true\n+++\nText.')
    assert document.text == "author: Pia Lindgren\n\nText."


def test_folded_value_is_joined():
    assert markdown("---\nsummary: >\n  One two\n  three.\n---\nText.").metadata["summary"] == "One two three."


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


# Hostile texts


@pytest.mark.parametrize("shape", ["> ", "- ", "1. ", "> - "])
def test_deeply_nested_text_is_kept(shape):
    assert blocks(shape * 150 + "deep text\n\nend", markdown=True)[0].endswith("deep text")


@pytest.mark.parametrize(
    "shape", ["[", "![", "[a](", "<!A", "<!A ", "<?", "<!--", "*a _b ", "`", "[^1]", "[^1]: a\n", "a\n: b\n\n", "|a|\n"]
)
def test_hostile_shape_is_read_to_its_end(shape):
    assert blocks(f"# start\n\n{shape * (40_000 // len(shape))}\n\n# end", markdown=True)[0] == "start"


def test_brackets_without_link_are_text():
    assert blocks("[" * 50 + "a](b)", markdown=True) == ["[" * 50 + "a](b)"]
