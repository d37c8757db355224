"""An answer, or a turn of a conversation, as JSON: its keys, safe and lossless."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.dialogue import Rewrite, Substitution, Turn
from qa.overview import Overview
from qa.render import KEYS, check_json, hits_json, overview_json, to_json, turn_json
from qa.types import (
    Correction,
    Evidence,
    Finding,
    Form,
    Hit,
    Intent,
    Mismatch,
    MismatchKind,
    Place,
    PlaceMap,
    Reason,
)
from tests.builders import question
from tests.render.builders import DANGEROUS, THREE, abstained, answered, candidate, corrected, misquoted

ANSWER_KEYS = (
    "question answered confidence answer citation alternatives form sentences findings parts mismatches reason closest"
    " corrections version"
).split()


# An answer


def test_json_of_an_answer():
    answer = answered(candidate(THREE, 0, marked="1843", score=2.0), candidate(THREE, 1))
    made = json.loads(to_json(answer, version="1.2"))
    place = {"source": "notes.md", "line": 1, "end_line": 1, "heading": None, "headings": [], "place": {}}
    assert list(made) == ANSWER_KEYS
    assert (made["question"], made["answered"], made["confidence"], made["version"]) == ("Who?", True, 0.82, "1.2")
    span = {"text": "1843", "start": 16, "end": 20}
    assert made["answer"] == {"text": "Ada wrote it in 1843.", "start": 0, "end": 21, "span": span, "score": 2.0}
    assert made["citation"] == place and made["closest"] is None
    lived = {"text": "She lived in London.", "start": 23, "end": 43, "span": None, "score": 1.0}
    assert made["alternatives"] == [{**lived, "citation": {**place, "line": 3, "end_line": 3}}]


def test_json_separates_closest_from_alternatives():
    made = json.loads(to_json(abstained(candidate(THREE, 0), candidate(THREE, 1)), version="1"))
    assert list(made) == ANSWER_KEYS
    assert made["answered"] is False and made["answer"] is None and made["citation"] is None
    assert made["closest"]["text"] == "Ada wrote it in 1843." and made["closest"]["citation"]["line"] == 1
    assert [alternative["text"] for alternative in made["alternatives"]] == ["She lived in London."]


def test_json_lists_corrections():
    answer = corrected(answered(candidate(THREE, 0)), Correction("Adda", "Ada"))
    assert json.loads(to_json(answer, version="1"))["corrections"] == [{"typed": "Adda", "corrected": "Ada"}]
    assert json.loads(to_json(abstained(), version="1"))["corrections"] == []


def test_json_gives_the_reason():
    nothing = abstained(candidate(THREE, 0), reason=Reason.OFF_TOPIC)
    assert json.loads(to_json(nothing, version="1"))["reason"] == "off topic"
    assert json.loads(to_json(answered(candidate(THREE, 0)), version="1"))["reason"] is None


@pytest.mark.parametrize(("top", "count"), [(1, 2), (3, 2), (4, 3)])
def test_json_has_two_alternatives_or_top(top, count):
    answer = answered(candidate(THREE, 0), *[candidate(THREE, 1)] * 9)
    assert len(json.loads(to_json(answer, version="1", top=top))["alternatives"]) == count


def test_json_explains_on_request():
    answer = answered(candidate(THREE, evidence={"words": Evidence(0.5, 1.25)}), hits=(Hit(THREE, 0.25, 1),))
    made = json.loads(to_json(answer, version="1", explain=True))
    assert list(made) == [*ANSWER_KEYS, "explain"]
    assert made["explain"]["features"] == {"words": {"value": 0.5, "contribution": 1.25}}
    place = {"source": "notes.md", "line": 1, "end_line": 5, "heading": None, "headings": [], "place": {}}
    assert made["explain"]["passages"] == [{"rank": 1, "score": 0.25, "read": True, **place}]


def test_json_marks_unread_passages():
    hits = (Hit(THREE, 0.25, 1), Hit(THREE, 0.125, 2))
    answer = replace(answered(candidate(THREE, 0), hits=hits), unread_ranks=frozenset({2}))
    made = json.loads(to_json(answer, version="1", explain=True))
    assert [passage["read"] for passage in made["explain"]["passages"]] == [True, False]


@given(st.text(st.characters()), st.booleans())
def test_json_is_one_safe_lossless_line(text, ascii_only):
    line = to_json(abstained(line=text), version="1", ascii_only=ascii_only)
    assert json.loads(line)["question"] == text
    assert not DANGEROUS.search(line)
    assert line.isascii() or not ascii_only


def test_json_keeps_letters():
    assert "“Москва” 你好" in to_json(abstained(line="“Москва” 你好"), version="1")


def test_json_escapes_hidden_characters():
    raw = "\x1b \x9b \u202e \u200f \u2028 \ufeff \ud800 \U000e0041 \x7f"
    line = to_json(abstained(line=raw), version="1")
    assert line.isascii() and json.loads(line)["question"] == raw


# A turn


@given(st.text(st.characters()), st.booleans())
def test_json_of_a_turn_is_safe_and_lossless(text, ascii_only):
    rewrite = Rewrite(text, text, (Substitution(text, text),), 1 / 3, text)
    turn = Turn(rewrite, Intent.QUESTION, abstained(line=""))
    line = turn_json(turn, dialogue=2, number=1, version="1", ascii_only=ascii_only)
    made = json.loads(line)
    assert made["question"] == made["rewritten"] == made["alternative_reading"] == text
    assert made["substitutions"] == [{"phrase": text, "replacement": text}] and made["rewrite_confidence"] == 0.333333
    assert not DANGEROUS.search(line) and (line.isascii() or not ascii_only)


def test_json_of_a_turn_extends_its_answer():
    turn = Turn(Rewrite("And London?", "Who lived in London?"), Intent.QUESTION, answered(candidate(THREE, 1)))
    made = json.loads(turn_json(turn, dialogue=2, number=3, version="1", explain=True))
    of_a_turn = "dialogue turn intent rewritten substitutions rewrite_confidence alternative_reading".split()
    assert list(made) == [*ANSWER_KEYS, "explain", *of_a_turn]
    assert (made["question"], made["rewritten"]) == ("And London?", "Who lived in London?")
    assert (made["dialogue"], made["turn"], made["intent"]) == (2, 3, "question")


def test_json_of_an_overview():
    line = overview_json(Overview(THREE.sentences[:1], 3, "Ada"), version="1")
    made = json.loads(line)
    place = {"source": "notes.md", "line": 1, "end_line": 1, "heading": None, "headings": [], "place": {}}
    first = {"text": "Ada wrote it in 1843.", "start": 0, "end": 21, "citation": place}
    assert made == {"topic": "Ada", "sentences": [first], "total": 3, "version": "1"}


def test_json_of_an_answer_with_overview():
    answer = replace(answered(candidate(THREE, 0), candidate(THREE, 1)), form=Form.OVERVIEW)
    made = json.loads(to_json(answer, version="1"))
    assert made["form"] == "overview" and made["alternatives"] == []
    assert [sentence["text"] for sentence in made["sentences"]] == ["Ada wrote it in 1843.", "She lived in London."]


def test_keys_of_json_are_complete():
    evidence = {"words": Evidence(0.5, 1.25)}
    best, other = candidate(THREE, marked="1843", evidence=evidence), candidate(THREE, 1, marked="London")
    answer = corrected(answered(best, other, hits=(Hit(THREE, 0.25, 1),)), Correction("Adda", "Ada"))
    turn = Turn(Rewrite("Who?", "Who is Ada?", (Substitution("", "Ada"),)), Intent.QUESTION, answer)
    made = json.loads(turn_json(turn, dialogue=1, number=1, version="1", explain=True))
    explained, sentence = made["explain"], KEYS["sentence"]
    checked = json.loads(check_json(misquoted("Ada", "Eda"), version="1"))
    parts = {
        "answer": [key for key in made if key not in (*KEYS["turn"], "explain")],
        "turn": [key for key in made if key in KEYS["turn"]],
        "explain": explained,
        "sentence": made["answer"],
        "span": made["answer"]["span"],
        "citation": made["citation"],
        "correction": made["corrections"][0],
        "substitution": made["substitutions"][0],
        "passage": [key for key in explained["passages"][0] if key not in KEYS["citation"]],
        "feature": explained["features"]["words"],
        "overview": json.loads(overview_json(Overview(THREE.sentences[:1], 3), version="1")),
        "check": checked,
        "quotation": checked["places"][0],
        "difference": checked["places"][0]["differences"][0],
        "search": json.loads(hits_json(question("Why?"), [Hit(THREE, 0.5, 1)], version="1")),
    }
    elsewhere = {"place", "finding", "mismatch"}
    assert {name: tuple(part) for name, part in parts.items()} == {
        key: KEYS[key] for key in KEYS if key not in elsewhere
    }
    assert tuple(made["alternatives"][0]) == (*sentence, "citation")


def test_place_has_what_the_format_has():
    page = Place(page=12, page_label="iv", chapter="Methods", slide=3, sheet="Prices", row=5, part="notes", time="0:01")
    document = replace(THREE.document, places=PlaceMap((0,), (page,)))
    cited = json.loads(to_json(answered(candidate(replace(THREE, document=document), 0)), version="1"))["citation"]
    assert tuple(cited["place"]) == KEYS["place"] and cited["place"]["page"] == 12
    sheet = replace(THREE.document, places=PlaceMap((0,), (Place(sheet="Prices", row=5),)))
    cited = json.loads(to_json(answered(candidate(replace(THREE, document=sheet), 0)), version="1"))["citation"]
    assert cited["place"] == {"sheet": "Prices", "row": 5}


# All answers, parts, mismatches


def test_json_lists_all_answers():
    best, other = candidate(THREE, 0, marked="1843"), candidate(THREE, 1)
    findings = (Finding(best, 0.9, (other,)), Finding(other, 0.7, differs_from=(0,)))
    made = json.loads(to_json(replace(answered(best), form=Form.ALL, findings=findings), version="1"))
    first, second = made["findings"]
    assert (made["form"], first["text"], first["span"]["text"]) == ("all", "Ada wrote it in 1843.", "1843")
    assert (first["confidence"], second["differs_from"]) == (0.9, [0])
    assert first["citation"]["line"] == 1 and first["repeats"][0]["citation"]["line"] == 3
    assert tuple(first) == (*KEYS["sentence"], "citation", *KEYS["finding"])


def test_json_has_each_part_as_an_answer():
    first, second = answered(candidate(THREE, 0), line="Who?"), abstained(line="When?")
    made = json.loads(to_json(replace(first, form=Form.PARTS, parts=(first, second)), version="1"))
    assert [(part["question"], part["answered"]) for part in made["parts"]] == [("Who?", True), ("When?", False)]
    assert made["form"] == "parts" and list(made["parts"][0]) == ANSWER_KEYS


def test_json_names_mismatches():
    mismatches = (Mismatch(MismatchKind.DATE, "2024", "2023"),)
    made = json.loads(to_json(replace(answered(candidate(THREE, 0)), mismatches=mismatches), version="1"))
    assert made["mismatches"] == [{"kind": "date", "asked": "2024", "said": "2023"}]
    assert tuple(made["mismatches"][0]) == KEYS["mismatch"]
