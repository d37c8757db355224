"""An answer or an abstention for people: the sentence, its place, the alternatives."""

import re
from dataclasses import replace

import pytest

from qa.load import load_text
from qa.render import answer_blocks, confidence, correction_lines, place_parts
from qa.types import (
    Correction,
    Finding,
    Form,
    LineMap,
    Mismatch,
    MismatchKind,
    Passage,
    Place,
    PlaceMap,
    Reason,
    Span,
)
from tests.render.builders import THREE, abstained, answered, bare, candidate, corrected, passage, shown

# An answer


def test_pipe_gets_answer_then_place():
    best = candidate(THREE, 0, marked="1843")
    assert shown(answer_blocks(answered(best)), terminal=False, width=10) == (
        "Ada wrote it in 1843.\nnotes.md:1  (likely, 0.82)\n"
    )


def test_terminal_marks_the_answering_words():
    text = shown(answer_blocks(answered(candidate(THREE, 0, marked="1843"))))
    assert re.search("\x1b\\[1;32m1843\x1b\\[0m", text)


def test_place_of_several_lines_names_heading():
    text = load_text("# Title\n\nAda wrote it\nin 1843.\n", source="notes.md", markdown=True)
    start = text.text.index("Ada")
    span = Span(start, start + len("Ada wrote it in 1843."))
    best = candidate(Passage(text, span, ("Title",), (span,)))
    assert "notes.md:3–4 · Title  (likely, 0.82)" in shown(answer_blocks(answered(best)), terminal=False)


def test_place_names_the_heading_path_and_page():
    places = PlaceMap((0,), (Place(page=12, page_label="iv"),))
    lineless = replace(THREE.document, line_map=LineMap((0,), (0,)), places=places)
    best = candidate(replace(THREE, document=lineless, headings=("Rabbits", "Feeding")))
    assert "notes.md, p. iv · Rabbits › Feeding  (likely" in shown(answer_blocks(answered(best)), terminal=False)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Place(), []),
        (Place(page=12), ["p. 12"]),
        (Place(chapter="Methods", slide=3), ["chapter Methods", "slide 3"]),
        (Place(sheet="Prices", row=5, part="notes"), ["sheet Prices", "row 5", "notes"]),
        (Place(time="0:01:23"), ["at 0:01:23"]),
    ],
    ids=["nothing", "page", "slide", "sheet", "time"],
)
def test_place_is_in_words(where, words):
    assert place_parts(where) == words


def test_context_is_neighbours_in_order():
    best = candidate(THREE, 1, marked="London")
    text = shown(answer_blocks(answered(best), context=1, passages=[THREE]), terminal=False)
    assert text.startswith("Ada wrote it in 1843. She lived in London. The engine was never built.\n")


def test_context_crosses_passages_but_not_documents():
    first = Passage(THREE.document, THREE.sentence_spans[0], (), THREE.sentence_spans[:1])
    second = Passage(THREE.document, THREE.sentence_spans[1], (), THREE.sentence_spans[1:2])
    other = passage("Elsewhere.", source="other.md")
    blocks = answer_blocks(answered(candidate(second)), context=9, passages=[other, first, second, other])
    assert shown(blocks, terminal=False).startswith("Ada wrote it in 1843. She lived in London.\n")


def test_alternatives_are_numbered_and_limited():
    answer = answered(candidate(THREE, 0), candidate(THREE, 1), candidate(THREE, 2))
    text = shown(answer_blocks(answer, top=2), terminal=False)
    assert "2. She lived in London.\nnotes.md:3\n" in text and "engine" not in text


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (1.0, "nearly certain, above 0.99"),
        (0.9, "very likely, 0.90"),
        (0.82, "likely, 0.82"),
        (0.5, "more likely than not, 0.50"),
        (0.3, "perhaps, 0.30"),
        (0.1, "unlikely, 0.10"),
        (0.0, "very unlikely, below 0.01"),
    ],
)
def test_confidence_is_words_and_number(probability, words):
    assert confidence(probability) == words


def test_corrections_are_one_line_each():
    corrections = (Correction("Adda", "Ada"), Correction("rote", "wrote"))
    answer = corrected(answered(candidate(THREE)), *corrections)
    assert correction_lines(answer) == ("“Adda” was read as “Ada”.", "“rote” was read as “wrote”.")
    assert correction_lines(answered(candidate(THREE))) == ()


# An abstention


def test_abstention_marks_nothing():
    text = shown(answer_blocks(abstained(candidate(THREE, 0, marked="1843"))))
    assert bare(text).strip() == (
        "The text does not say.\nThe closest sentence is:\n  Ada wrote it in 1843.\n  notes.md:1  (unlikely, 0.12)"
    )
    assert "\x1b[1;32m" not in text


def test_abstention_without_candidates_says_so():
    assert "No sentence comes close." in shown(answer_blocks(abstained()), terminal=False)


def test_off_topic_abstention_shows_the_closest_sentence():
    nothing = abstained(candidate(THREE, 0), reason=Reason.OFF_TOPIC)
    lines = shown(answer_blocks(nothing), terminal=False).splitlines()
    assert lines[:2] == ["The text does not say.", "None of the words you ask about is in the text."]
    assert "Ada wrote it in 1843." in lines


def test_vague_question_has_no_closest_sentence():
    nothing = abstained(candidate(THREE, 0), reason=Reason.TOO_VAGUE)
    assert shown(answer_blocks(nothing), terminal=False).splitlines() == [
        "The text does not say.",
        "The question names nothing to look for; say what it is about.",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hello", "Hello. Ask something about the text, for example: Who is Ada?"),
        (
            "what can you do?",
            "Ask a question to get the sentence that answers it, word for word, with its place. Try one, for example",
        ),
        ("thanks", "You are welcome."),
        ("bye", "Goodbye."),
        ("...", "All right. What would you like to know?"),
        ("who is not asking", "All right. What would you like to know?"),
    ],
)
def test_line_without_a_question_gets_one_reply(line, said):
    nothing = abstained(candidate(THREE), line=line, reason=Reason.NOT_A_QUESTION)
    text = shown(answer_blocks(nothing, suggestions=["Who is Ada?", "Who is not?"]), terminal=False)
    assert text.startswith(said) and text.count("\n") == 1 and "not?" not in text


def test_greeting_works_without_a_suggestion():
    nothing = abstained(line="hello", reason=Reason.NOT_A_QUESTION)
    assert shown(answer_blocks(nothing), terminal=False) == "Hello. Ask something about the text.\n"


def test_request_without_an_answer_is_explained():
    nothing = abstained(candidate(THREE), line="are you sure?", reason=Reason.TOO_VAGUE)
    said = "There is no answer yet to be sure about; ask a question first.\n"
    assert shown(answer_blocks(nothing), terminal=False) == said


# All answers, parts, mismatches


def test_findings_are_numbered_with_their_places():
    best, other = candidate(THREE, 0, marked="Ada"), candidate(THREE, 1, marked="She")
    findings = (Finding(best, 0.9, (other,)), Finding(other, 0.7, differs_from=(0,)))
    answer = replace(answered(best), form=Form.ALL, findings=findings)
    assert shown(answer_blocks(answer), terminal=False) == (
        "2 answers in 1 document:\n"
        "1. Ada wrote it in 1843.\nnotes.md:1  (very likely, 0.90)\nalso notes.md:3\n"
        "2. She lived in London.\nnotes.md:3  (likely, 0.70)\ndiffers from 1\n"
    )


def test_many_places_of_a_finding_are_counted():
    best = candidate(THREE, 0)
    others = tuple(candidate(passage("Ada.", source=f"{number}.md")) for number in range(8))
    answer = replace(answered(best), form=Form.ALL, findings=(Finding(best, 0.9, others),))
    assert "4.md:1 and 3 more places\n" in shown(answer_blocks(answer), terminal=False)


def test_parts_are_shown_one_by_one():
    first, second = answered(candidate(THREE, 0), line="Who?"), abstained(candidate(THREE, 1), line="When?")
    answer = replace(first, form=Form.PARTS, parts=(first, second))
    text = shown(answer_blocks(answer), terminal=False)
    assert text.startswith("→ Who?\nAda wrote it in 1843.\n") and "→ When?\nThe text does not say.\n" in text


def test_differences_are_in_words():
    mismatches = (
        Mismatch(MismatchKind.DATE, "2024", "2023"),
        Mismatch(MismatchKind.NEGATION, "open", "not open"),
    )
    lines = "The sentence speaks of 2023, not 2024.\nThe sentence says “not open”.\n"
    for answer in (answered(candidate(THREE, 0)), abstained(candidate(THREE, 0))):
        assert shown(answer_blocks(replace(answer, mismatches=mismatches)), terminal=False).endswith(lines)
