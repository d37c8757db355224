"""Org: outlines without their markup."""

import gc

import pytest

from qa.load.markup.org import parse_org

from .drafts import contexts, document, kinds, peak_memory, rows


def read(text: str) -> list[tuple[str, str]]:
    return kinds(parse_org(text.encode(), "a.org"))


def test_headings_without_keywords_and_tags():
    parsed = parse_org(b"* TODO [#A] Fix the *roof*   :home:work:\n** Nails\n", "a.org")
    assert kinds(parsed) == [("heading", "Fix the roof"), ("heading", "Nails")]
    assert [block.level for block in document(parsed).blocks] == [1, 2]


def test_settings_are_metadata():
    parsed = parse_org(b"#+TITLE: House notes\n#+AUTHOR: Pia\n#+STARTUP: fold\n\nText.\n", "a.org")
    assert parsed.title == "House notes"
    assert kinds(parsed) == [("metadata", "title: House notes"), ("metadata", "author: Pia"), ("paragraph", "Text.")]


def test_drawers_comments_and_exports_are_no_text():
    text = """* Roof
DEADLINE: <2024-03-01 Fri>
:PROPERTIES:
:ID: 123
:END:
# a comment
#+BEGIN_EXPORT html
<b>x</b>
#+END_EXPORT
It leaks.
"""
    assert read(text) == [("heading", "Roof"), ("metadata", "DEADLINE: 2024-03-01 Fri"), ("paragraph", "It leaks.")]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("See [[http://a.org][the site]] or [[http://b.org]].", "See the site or http://b.org."),
        ("It is *bold*, /slanted/, =code= and ~a*b*~.", "It is bold, slanted, code and a*b*."),
        ("Known [fn:1] to all[fn:: yes].", "Known to all."),
        ("At 3*4*5 and a/b/c.", "At 3*4*5 and a/b/c."),
    ],
)
def test_inline_markup_is_removed(written, text):
    assert read(written) == [("paragraph", text)]


def test_items_with_terms_boxes_and_stems():
    parsed = parse_org(b"You need:\n- [X] nails,\n  long\n1. Go up\n- Hay :: dried\n  grass\n", "a")
    assert contexts(parsed) == {
        "You need:": (),
        "nails, long": ("You need:",),
        "1. Go up": ("You need:",),
        "dried grass": ("You need:", "Hay"),
    }


def test_tables_code_and_notes():
    table = "| Plan | Price |\n|------+-------|\n| Solo | 9 |\n#+TBLFM: x\n"
    text = table + "#+BEGIN_SRC py\n  x\n    y\n#+END_SRC\n[fn:1] A note.\n"
    assert rows(parse_org(text.encode(), "a")) == [{"Plan": "Solo", "Price": "9"}]
    assert read(text)[1:] == [("code", "x\n  y"), ("footnote", "A note.")]


@pytest.mark.parametrize(
    "text",
    [
        "|" * 30_000,
        "[[" * 20_000,
        "*a /b _c =d ~e " * 3_000,
        "[fn:" * 10_000,
        ":a:\n" * 10_000,
        "#+BEGIN_SRC\n" * 5_000,
        "* a\n" * 5_000,
        "- a :: b\n" * 3_000,
        "*" * 30_000,
        "| a |\n" * 5_000,
    ],
    ids=range(10),
)
def test_hostile_text_takes_linear_memory(text):
    assert peak_memory(lambda: parse_org(text.encode(), "a.org")) < 400 * len(text) + 1_000_000


def test_open_drawer_makes_no_work_for_collector():
    data = b":LOGBOOK:\n" * 100_000
    passes: list[str] = []

    def record(phase: str, information: dict[str, int]) -> None:
        passes.append(phase)

    gc.collect()
    gc.callbacks.append(record)
    try:
        parse_org(data, "a.org")
    finally:
        gc.callbacks.remove(record)
    # A tuple kept of every line made some 140.
    assert passes.count("start") < 10
