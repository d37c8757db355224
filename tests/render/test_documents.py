"""What was read from a document: its blocks for people and for programs, safe and lossless."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qa.render import document_blocks, document_json
from qa.types import LineMap, Place, PlaceMap, Span
from tests.builders import document
from tests.render.builders import BIDI, DANGEROUS, ESCAPE, bare, shown

TEXT = (
    "---\ntitle: House rules\nauthor: Pia\n---\n\n# Pets\n\nNever:\n\n- bark\n- bite\n\n"
    "| Plan | Price |\n|---|---|\n| Team | €29 |\n\n```\nx = 1\n  y\n```\n"
)
RULES = document(TEXT, source="rules.md", markdown=True)


def lines_of(of, **options):
    """What a pipe gets."""
    return shown(document_blocks(of), terminal=False, **options).splitlines()


# For people


def test_title_and_sizes_come_first():
    short = document("# Pets\n\nNo dogs.", source="pets.md", markdown=True)
    assert lines_of(short) == [
        "pets.md: Pets",
        "2 blocks, 14 characters",
        "heading 1 · line 1",
        "Pets",
        "paragraph · line 3",
        "No dogs.",
    ]


def test_metadata_and_warnings_are_shown():
    warned = replace(RULES, warnings=("12 of 13 pages are pictures",), metadata={"date": "May", "author": "Pia"})
    lines = lines_of(warned)
    assert lines[2:5] == ["12 of 13 pages are pictures", "author  Pia", "date    May"]


def test_stem_right_above_is_not_repeated():
    lines = lines_of(RULES)
    assert [lines[lines.index(item) - 1] for item in ("bark", "bite")] == [
        "item · line 10 · as above",
        "item · line 11 · as above",
    ]


def test_item_names_a_stem_further_up():
    lines = lines_of(document("Never:\n\n- bark:\n  - at night\n- bite", markdown=True))
    assert lines[lines.index("at night") - 1] == "item · line 4 · Never: · as above"
    assert lines[lines.index("bite") - 1] == "item · line 5 · Never:"


def test_cell_names_its_column():
    assert "Plan: Team | Price: €29" in lines_of(RULES)


def test_code_keeps_its_lines():
    lines = lines_of(RULES)
    assert lines[lines.index("code · line 18") + 1 :] == ["x = 1", "  y"]


def test_place_takes_the_place_of_the_line():
    page = PlaceMap((0,), (Place(page=3, page_label="iii"),))
    lineless = replace(document("It rained."), line_map=LineMap((0,), (0,)), places=page)
    assert "paragraph · p. iii" in lines_of(lineless)


def test_columns_are_dim_on_a_terminal():
    text = shown(document_blocks(RULES))
    assert "\x1b[2mPlan: \x1b[0mTeam | \x1b[2mPrice: \x1b[0m€29" in text and "\n\n" in bare(text)


@given(text=st.text(max_size=80))
def test_shown_text_is_safe(text):
    evil = document(f"Ada {ESCAPE} wrote{BIDI}. {text}\n\n| {ESCAPE} |\n|---|\n| {BIDI} |", markdown=True)
    block = replace(evil.blocks[0], context=(f"no{ESCAPE}",))
    evil = replace(
        evil,
        title=f"T{ESCAPE}",
        blocks=(block, *evil.blocks[1:]),
        metadata={f"k{ESCAPE}": BIDI},
        warnings=(f"w{ESCAPE}",),
        places=PlaceMap((0,), (Place(part=f"p{ESCAPE}"),)),
    )
    assert not DANGEROUS.search("".join(lines_of(evil)))
    assert not DANGEROUS.search("".join(bare(shown(document_blocks(evil))).splitlines()))


# For programs


def test_json_of_a_document():
    made = json.loads(document_json(document("# Pets\n\nNo dogs.", source="pets.md", markdown=True)))
    assert list(made) == ["source", "title", "metadata", "warnings", "blocks"]
    assert (made["source"], made["title"], made["metadata"], made["warnings"]) == ("pets.md", "Pets", {}, [])
    assert made["blocks"][0] == {
        "kind": "heading",
        "level": 1,
        "text": "Pets",
        "start": 0,
        "end": 4,
        "line": 1,
        "place": {},
        "context": [],
        "cells": [],
    }
    assert [block["kind"] for block in made["blocks"]] == ["heading", "paragraph"]


def test_json_has_context_and_cells():
    blocks = json.loads(document_json(RULES))["blocks"]
    item, row = (next(block for block in blocks if block["kind"] == kind) for kind in ("item", "row"))
    assert item["context"] == ["Never:"]
    assert [(cell["column"], cell["text"]) for cell in row["cells"]] == [("Plan", "Team"), ("Price", "€29")]


def test_json_offsets_slice_back():
    for block in json.loads(document_json(RULES))["blocks"]:
        for part in (block, *block["cells"]):
            assert RULES.slice(Span(part["start"], part["end"])) == part["text"]


def test_json_has_the_place_and_no_line():
    paged = replace(RULES, line_map=LineMap((0,), (0,)), places=PlaceMap((0,), (Place(sheet="Prices", row=5),)))
    block = json.loads(document_json(paged))["blocks"][0]
    assert block["line"] is None and block["place"] == {"sheet": "Prices", "row": 5}


def test_json_has_metadata_and_warnings():
    made = json.loads(document_json(replace(RULES, warnings=("a page is a picture",))))
    assert made["warnings"] == ["a page is a picture"] and made["metadata"]["author"] == "Pia"


@given(text=st.text(max_size=80))
def test_json_is_safe_and_lossless(text):
    evil = document(f"Ada {ESCAPE} wrote{BIDI}. {text}")
    made = document_json(evil)
    assert not DANGEROUS.search(made)
    assert [block["text"] for block in json.loads(made)["blocks"]] == [evil.slice(block.span) for block in evil.blocks]
    assert document_json(evil, ascii_only=True).isascii()
    assert json.loads(document_json(evil, ascii_only=True)) == json.loads(made)
