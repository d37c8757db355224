"""reStructuredText: structure without its markup."""

import pytest

from qa.load.markup.rst import MAX_DEPTH, parse_rst

from .drafts import contexts, document, kinds, line_of, peak_memory, rows, texts


def read(text: str) -> list[tuple[str, str]]:
    return kinds(parse_rst(text.encode(), "a.rst"))


def test_titles_have_levels_by_first_use():
    text = "=====\nGuide\n=====\n\nHay\n---\n\nOne.\n\nMore\n~~~~\n\nWater\n-----\n\nTwo.\n"
    read_document = document(parse_rst(text.encode(), "a.rst"))
    assert [block.level for block in read_document.blocks if block.level] == [1, 2, 3, 2]
    assert read_document.title == "Guide"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Some *emphasis*, **strong** and ``code *x*``.", "Some emphasis, strong and code *x*."),
        ("See :ref:`the table <tab>` and :class:`~qa.Index`.", "See the table and qa.Index."),
        ("Ask `the site <http://a.org>`_ or `others`__ or it_.", "Ask the site or others or it."),
        ("It is known [1]_ to all [#note]_.", "It is known to all."),
        ("A \\*star\\* and\\ joined, snake_case stays.", "A *star* andjoined, snake_case stays."),
        ("Over :doc:`two\nlines <a>` here.", "Over two lines here."),
    ],
)
def test_inline_markup_is_removed(written, text):
    assert read(written) == [("paragraph", text)]


def test_lines_are_kept():
    parsed = parse_rst(b"Over :doc:`two\nlines <a>` here\nand there.\n", "a.rst")
    assert line_of(parsed, "and there") == 3


def test_substitutions_are_replaced():
    assert read(".. |v| replace:: 2.4\n\nIn version |v| only.\n") == [("paragraph", "In version 2.4 only.")]


def test_directives_and_comments_are_no_text():
    text = """.. comment
   on two lines
.. _target: http://a.org
.. toctree::
   :maxdepth: 2

   intro

.. image:: a.png
   :alt: A picture

.. note:: Never feed
   them bread.

.. code-block:: python
   :linenos:

   x = 1

.. math::

   E = mc^2

.. figure:: a.png

   The caption.

.. [1] The note.
"""
    assert read(text) == [
        ("paragraph", "Never feed them bread."),
        ("code", "x = 1"),
        ("code", "E = mc^2"),
        ("caption", "The caption."),
        ("footnote", "The note."),
    ]


def test_descriptions_have_what_they_describe():
    text = "hay\n   Dried grass.\n\n.. function:: feed(x)\n\n   Feeds one.\n\n.. deprecated:: 2.1 Use hay.\n"
    assert contexts(parse_rst(text.encode(), "a")) == {
        "Dried grass.": ("hay",),
        "Feeds one.": ("feed(x)",),
        "Use hay.": ("deprecated 2.1",),
    }


def test_lists_keep_numbers_and_stems():
    parsed = parse_rst(
        b"You need:\n\n- hay,\n  dry\n\n  * fresh\n- water\n\n1. Open.\n2. Close.\n\nA. Berg said\nso.\n", "a"
    )
    assert kinds(parsed)[1:] == [
        ("item", "hay, dry"),
        ("item", "fresh"),
        ("item", "water"),
        ("item", "1. Open."),
        ("item", "2. Close."),
        ("paragraph", "A. Berg said so."),
    ]
    assert contexts(parsed)["water"] == ("You need:",)


def test_automatic_numbers_are_counted():
    text = "#. Open.\n\n   (#) Once.\n   (#) Twice.\n\n#. Close.\n\nThen:\n\n#. Sing.\n"
    items = [item for kind, item in read(text) if kind == "item"]
    assert items == ["1. Open.", "(1) Once.", "(2) Twice.", "2. Close.", "1. Sing."]


def test_fields_at_the_head_are_metadata():
    parsed = parse_rst(b":Author: Pia Lindgren\n:Version: 2\n\nText.\n\n:param x: the number\n", "a")
    assert parsed.metadata == {"author": "Pia Lindgren", "version": "2"}
    assert kinds(parsed) == [
        ("metadata", "Author: Pia Lindgren"),
        ("metadata", "Version: 2"),
        ("paragraph", "Text."),
        ("paragraph", "param x: the number"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "+------+-------+\n| Plan | Price |\n+======+=======+\n| Solo | 9     |\n|      | euros |\n+------+-------+\n",
        "====  =====\nPlan  Price\n====  =====\nSolo  9\n      euros\n====  =====\n",
        ".. list-table::\n   :header-rows: 1\n\n   * - Plan\n     - Price\n   * - Solo\n     - 9\n       euros\n",
        '.. csv-table::\n   :header: Plan, Price\n\n   Solo, "9 euros"\n',
    ],
)
def test_tables_have_columns(table):
    assert rows(parse_rst(table.encode(), "a.rst")) == [{"Plan": "Solo", "Price": "9 euros"}]


def test_literal_block_is_code():
    assert read("Type::\n\n   qa *ask*\n\n>>> 1 + 1\n2\n") == [
        ("paragraph", "Type:"),
        ("code", "qa *ask*"),
        ("code", ">>> 1 + 1\n2"),
    ]


# Hostile files


def test_deep_blocks_become_paragraphs():
    deep = "".join("  " * level + "- a\n" for level in range(500))
    blocks = texts(parse_rst(deep.encode(), "a"))
    assert len(blocks) <= MAX_DEPTH + 1
    assert "".join(blocks).count("a") == 500
    nested = "".join("   " * level + ".. note::\n\n" for level in range(200)) + "   " * 200 + "Deep.\n"
    assert "Deep." in document(parse_rst(nested.encode(), "a")).text


@pytest.mark.parametrize(
    "text",
    [
        "+-" * 2_000 + "+\n" + "|\n" * 10_000,
        "+-" * 2_000 + "+\n" + "+-+\n" * 10_000,
        "= " * 2_000 + "=\n" + "a\n" * 10_000 + "= =\n",
        "== ==\na\n" * 5_000,
        "`" * 50_000 + "`a" * 20_000,
        "*a **b |c " * 5_000,
        ":a:`" * 10_000,
        "- " * 10_000,
        "- a\n" + "\n" * 20_000,
        ".. " * 10_000,
        "\t" * 20_000 + "a",
        "a\n" * 5_000 + " b\n" * 5_000,
        ".. |a| replace:: " + "b" * 500 + "\n\n" + "|a|" * 5_000,
        ":a: " * 10_000,
    ],
    ids=range(14),
)
def test_hostile_text_takes_linear_memory(text):
    assert peak_memory(lambda: parse_rst(text.encode(), "a.rst")) < 400 * len(text) + 1_000_000


def test_number_and_length_of_substitutions_are_limited():
    many = "".join(f".. |n{number}| replace:: word\n\n" for number in range(1_100))
    text = document(parse_rst(f"{many}First |n0|, last |n1099|.\n".encode(), "a")).text
    assert "First word, last n1099." in text.replace("|", "")
    long = f".. |a| replace:: {'b' * 500}\n\n{'|a| ' * 100}\n"
    assert len(document(parse_rst(long.encode(), "a")).text) < 100 * 100


def test_columns_of_a_grid_are_limited():
    table = "".join(edge + cell * 1_500 + "\n" for edge, cell in (("+", "--+"), ("|", "a |"), ("+", "--+")))
    parsed = parse_rst(table.encode(), "a")
    assert all(len(row) <= 1_000 for row in rows(parsed))
