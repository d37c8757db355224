"""What a file says of itself: labels with their values, and the stems in which they are asked for."""

import pytest

from qa.load.formats import read_document
from qa.load.labels import detail_of, stated
from qa.types import BlockKind, Detail
from tests.builders import document

MEMO = "MEMO\n\nFrom: Alice Grant\nTo: All staff\nDate: 4 March 2024\nSubject: Parking\n\nEach car needs a badge."


def statements(text, name="a.txt"):
    """What the file `name` with this text says of itself, in order."""
    loaded = read_document(text.encode(), source=name, title="a")
    return [(detail, loaded.slice(block.span)) for detail, block in stated(loaded)]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("author: Pia", Detail.AUTHOR),
        ("From: Pia", Detail.SENDER),
        ("Betreff: Schlüssel", Detail.SUBJECT),
        ("Due date: 3 May", None),
        ("from Pia", None),
    ],
)
def test_label_says_what_is_stated(text, detail):
    assert detail_of(text) is detail


def test_stem_is_the_context_of_a_statement():
    loaded = read_document(b"---\nauthor: Pia\ndraft_of: x\n---\n\nHay is best.", source="a.md", title="a")
    contexts = [block.context for block in loaded.blocks]
    assert contexts == [("This document was written by the author:",), (), ()]


def test_memo_says_who_wrote_it():
    assert statements(MEMO) == [
        (Detail.SENDER, "From: Alice Grant"),
        (Detail.RECIPIENT, "To: All staff"),
        (Detail.DATE, "Date: 4 March 2024"),
        (Detail.SUBJECT, "Subject: Parking"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "From: Bonn\nTo: Ulm\nDate: 4 March 2024",
        "Title: Emma\nAuthor: Jane Austen\n\nTitle: Persuasion\nAuthor: Jane Austen",
        "Date: 4 March 2024\nPlace: Ulm",
    ],
)
def test_other_fields_are_rows(text):
    assert statements(text) == []
    assert {block.kind for block in document(text).blocks} == {BlockKind.ROW}


def test_quoted_mail_states_nothing():
    mail = "From: Pia <p@example.org>\nSubject: Keys\n\nSee below.\n\n-----Original Message-----\n"
    quoted = "From: Bo <b@example.org>\nSent: 3 May\nTo: Pia\nSubject: Keys\n\nWhere are they?\n"
    assert [detail for detail, _ in statements(mail + quoted, "a.eml")] == [Detail.SENDER, Detail.SUBJECT]
