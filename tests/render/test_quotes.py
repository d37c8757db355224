"""A quote, checked, for people: its place, the words that differ, or the closest sentence."""

import re
from dataclasses import replace

import pytest

from qa.render import check_blocks
from qa.types import DifferenceKind, Quotation, QuoteCheck, Span, Verdict
from tests.render.builders import DANGEROUS, ESCAPE, THREE, bare, misquoted, passage, shown


def test_exact_quote_shows_text_and_every_place():
    places = tuple(Quotation(THREE.document, (Span(start, start + 3),), ()) for start in (0, 23))
    made = QuoteCheck("Ada", Verdict.EXACT, places)
    assert shown(check_blocks(made), terminal=False) == "Ada\nnotes.md:1\nShe\nnotes.md:3\n"
    more = shown(check_blocks(replace(made, more=True)), terminal=False)
    assert more == "Ada\nnotes.md:1\nShe\nnotes.md:3\nThe text has it in more places.\n"


def test_parts_are_joined_by_an_ellipsis():
    place = Quotation(THREE.document, (Span(0, 3), Span(23, 26)), ())
    assert shown(check_blocks(QuoteCheck("Ada … She", Verdict.EXACT, (place,))), terminal=False) == (
        "Ada … She\nnotes.md:1–3\n"
    )


@pytest.mark.parametrize(
    ("written", "quoted", "kind", "line"),
    [
        ("1843", "1834", DifferenceKind.CHANGED, "The quote has “1834” for “1843”."),
        ("wrote ", "", DifferenceKind.MISSING, "The quote leaves out “wrote ”."),
        ("", "Never ", DifferenceKind.ADDED, "The quote adds “Never ”."),
    ],
)
def test_near_quote_names_the_difference(written, quoted, kind, line):
    lines = shown(check_blocks(misquoted(written, quoted, kind)), terminal=False).splitlines()
    assert lines == ["The text says it otherwise:", "Ada wrote it in 1843.", "notes.md:1", line]


def test_terminal_marks_the_words_that_differ():
    text = shown(check_blocks(misquoted("1843", "1834")))
    assert re.search("in \x1b\\[1;32m1843\x1b\\[0m", text) and re.search("\x1b\\[1;31m“1834”\x1b\\[0m", text)
    assert "The quote has “1834” for “1843”." in bare(text)


def test_absent_quote_shows_the_closest_sentence():
    made = QuoteCheck("Bo left", Verdict.ABSENT, closest=THREE.sentences[1])
    assert shown(check_blocks(made), terminal=False) == (
        "The quote is not in the text.\nThe closest sentence is:\nShe lived in London.\nnotes.md:3\n"
    )
    assert shown(check_blocks(QuoteCheck("Bo", Verdict.ABSENT)), terminal=False) == "The quote is not in the text.\n"


def test_text_and_quote_are_cleaned():
    of = passage(f"Ada {ESCAPE} wrote it.", source="a\x1bb.md")
    text = shown(check_blocks(misquoted(ESCAPE, "\x1b]0;evil", of=of)), terminal=False)
    assert not DANGEROUS.search(text.replace("\n", ""))
