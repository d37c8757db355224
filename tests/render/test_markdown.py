"""A conversation as Markdown. That the shell writes it is tested in `tests/fronts`."""

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from qa.dialogue import Rewrite, Substitution, Turn
from qa.dialogue.turn import ANAPHORA
from qa.render import conversation_markdown
from qa.types import (
    Candidate,
    Correction,
    Finding,
    Form,
    Intent,
    Mismatch,
    MismatchKind,
    Passage,
    Reason,
    Sentence,
    Span,
)
from tests.render.builders import BIDI, ESCAPE, THREE, abstained, answered, candidate, corrected, passage


def turn(answer, *, typed="Who?", rewritten="Who?", intent=Intent.QUESTION):
    """A turn with `answer`."""
    substitutions = (Substitution("she", "Ada"),) if typed != rewritten else ()
    return Turn(Rewrite(typed, rewritten, substitutions, kind=ANAPHORA if substitutions else ""), intent, answer)


def test_section_has_question_quotation_and_place():
    made = conversation_markdown([turn(answered(candidate(THREE, 0, marked="1843")))])
    assert made == ("# Questions and answers\n\n## Who?\n\n> Ada wrote it in **1843**.\n\nnotes.md:1 (likely, 0.82)\n")


def test_rewrite_and_corrections_precede_the_quotation():
    answer = corrected(answered(candidate(THREE, 1)), Correction("livd", "live"))
    made = conversation_markdown([turn(answer, typed="Where did she livd?", rewritten="Where did Ada live?")])
    section = "Understood as: Where did Ada live?\n\n“livd” was read as “live”.\n\n> She lived in London."
    assert f"## Where did she livd?\n\n{section}" in made


def test_abstention_marks_no_answering_words():
    closest = candidate(THREE, 0, marked="1843")
    made = conversation_markdown([turn(abstained(closest, reason=Reason.NOT_IN_TEXT))])
    assert made.endswith("The text does not say. The closest sentence is:\n\n> Ada wrote it in 1843.\n\nnotes.md:1\n")


def test_line_without_a_question_is_left_out():
    thanks = turn(abstained(line="Thanks", reason=Reason.NOT_A_QUESTION), typed="Thanks", intent=Intent.THANKS)
    assert conversation_markdown([thanks]) == "# Questions and answers\n"


@pytest.mark.parametrize(
    "text",
    [
        "+ 3 % is the rise.",
        "- 3 % is the fall.",
        "1. The tenant pays.",
        "12) The tenant pays.",
        "=== is a rule.",
        "--- is a rule.",
        "    Four blanks begin it.",
        "> It is quoted.",
        "* It is a star.",
        "# It is a number.",
        "``` It is code.",
        "~~~ It is code.",
    ],
)
@pytest.mark.parametrize("marked", ["", "is"])
def test_beginning_of_a_sentence_is_no_markup(text, marked):
    held = replace(THREE.document, text=text)
    sentence = Sentence(Passage(held, Span(0, len(text)), (), (Span(0, len(text)),)), Span(0, len(text)))
    start = text.find(marked) if marked and marked in text else 0
    span = Span(start, start + len(marked)) if marked and marked in text else None
    made = conversation_markdown([turn(answered(Candidate(sentence, span, 1.0)))])
    tokens = MarkdownIt().enable("table").parse(made.split("\n\n")[2])
    kinds = [token.type for token in tokens]
    assert kinds == ["blockquote_open", "paragraph_open", "inline", "paragraph_close", "blockquote_close"]
    shown = "".join(child.content for child in tokens[2].children)
    assert shown == text.strip()


def test_every_text_is_escaped():
    evil = passage(f"Ada {ESCAPE} *wrote*{BIDI} <b>it</b>.", source=f"no{ESCAPE}*tes", heading=f"[He]{ESCAPE}ad")
    made = conversation_markdown([turn(answered(candidate(evil, marked="Ada")), typed=f"Who\n## {ESCAPE}?")])
    assert "\x1b" not in made and "\u202e" not in made and "<b>" not in made
    assert r"\*wrote\*" in made and r"no␛\[31mred␛\[0m\*tes:1 · \[He\]" in made and r"## Who \#\# ␛" in made


def test_all_answers_are_quoted_with_their_places():
    best, other = candidate(THREE, 0, marked="1843"), candidate(THREE, 1)
    answer = replace(answered(best), form=Form.ALL, findings=(Finding(best, 0.9, (other,)), Finding(other, 0.7)))
    made = conversation_markdown([turn(answer)])
    assert "> Ada wrote it in **1843**.\n\nnotes.md:1 (very likely, 0.90)\n\nalso notes.md:3\n" in made
    assert "> She lived in London.\n\nnotes.md:3 (likely, 0.70)\n" in made


def test_parts_are_under_their_questions():
    first, second = answered(candidate(THREE, 0), line="Who?"), answered(candidate(THREE, 1), line="Where?")
    made = conversation_markdown([turn(replace(first, form=Form.PARTS, parts=(first, second)))])
    assert "\n\nWho?\n\n> Ada wrote it in 1843." in made and "\n\nWhere?\n\n> She lived in London." in made


def test_difference_follows_the_place():
    mismatches = (Mismatch(MismatchKind.DATE, "1844", "1843"),)
    made = conversation_markdown([turn(replace(answered(candidate(THREE, 0)), mismatches=mismatches))])
    assert made.endswith("notes.md:1 (likely, 0.82)\n\nThe sentence speaks of 1843, not 1844.\n")
