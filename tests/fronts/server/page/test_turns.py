"""What the template of a turn shows, for every kind of answer."""

from dataclasses import replace

import pytest

from qa.dialogue import Chat, Rewrite
from qa.dialogue.turn import ANAPHORA
from qa.fronts.server.page.templates import render
from qa.fronts.server.page.turns import BAR_WIDTH, TurnView
from qa.types import Evidence, Finding, Form, Mismatch, MismatchKind
from tests.builders import ADA, corpus
from tests.render.builders import BIDI, DANGEROUS, ESCAPE, answered, candidate, passage


@pytest.fixture(scope="module")
def asked():
    """A corpus of three invented sentences."""
    return corpus(ADA, reader="lexical")


def shown(turn, asked, **options):
    """The HTML of a turn."""
    return render("turn", turn=TurnView(turn, asked, conversation="talk", threshold=0.5, **options))


def after(asked, *lines):
    """The turn of the last line of a conversation."""
    chat = Chat(asked)
    return [chat.ask(line, threshold=0.0) for line in lines][-1]


FIRST = "Who wrote the first program?"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("Hello!",), "Hello. Ask something about the text, for example: "),
        (("Thanks!",), "You are welcome."),
        ((FIRST, "Are you sure?"), "by the calibration, about"),
        ((FIRST, "Where does it say that?"), '<span class="around"> She lived in London.</span>'),
        ((FIRST, "Tell me more."), '<details class="more" open>'),
        (("What is this about?",), '<ul class="answer points">'),
    ],
)
def test_each_intent_has_its_words(asked, lines, words):
    assert words in shown(after(asked, *lines), asked)


def test_abstention_marks_nothing(asked):
    html = shown(Chat(asked).ask("Who won the match?", threshold=1.0), asked)
    assert "The text does not say." in html and "<mark>" not in html and '<div class="answer">' not in html


def test_other_reading_is_of_the_last_question(asked):
    turn = after(asked, FIRST)
    turn = replace(turn, rewrite=Rewrite("Who?", "Who wrote it?", (), 0.6, "Who built it?", ANAPHORA))
    assert "Ask instead: Who built it?" in shown(turn, asked, is_last=True)
    assert "Ask instead" not in shown(turn, asked)


def test_reading_as_typed_is_named(asked):
    turn = replace(after(asked, FIRST), rewrite=Rewrite("Who?", "Who?", (), 0.6, "Who built it?", ANAPHORA))
    assert "Who? (as typed)" in shown(turn, asked)


def test_each_part_of_a_line_has_its_answer(asked):
    html = shown(after(asked, "Who wrote the first program? Where did Ada Byron live?"), asked)
    assert html.count('<section class="part">') == 2 and html.count('<div class="answer">') == 2
    assert '<h3 class="question" dir="auto">Who wrote the first program?</h3>' in html


def test_all_answers_are_numbered(asked):
    of = passage("Ada wrote it in 1843.", "She lived in London.")
    findings = (
        Finding(candidate(of, marked="1843"), 0.8, (candidate(of, 1),)),
        Finding(candidate(of, 1), 0.6, (), (0,)),
    )
    answer = replace(answered(candidate(of)), form=Form.ALL, findings=findings)
    html = shown(replace(after(asked, FIRST), answer=answer), asked, is_last=True)
    assert "2 answers in 1 document:" in html and "<mark>1843</mark>" in html
    assert '<p class="aside">also notes.md:3</p>' in html and '<p class="aside">differs from 1</p>' in html
    assert "Find all answers" not in html and "other sentence" not in html


def test_more_answers_are_offered_for_the_last_question(asked):
    turn = after(asked, FIRST)
    assert "Find all answers" in shown(turn, asked, is_last=True) and "Find all answers" not in shown(turn, asked)


def test_mismatch_is_said_below_the_sentence(asked):
    of = passage("It opened in 2023.")
    mismatches = (Mismatch(MismatchKind.DATE, "2024", "2023<"),)
    answer = replace(answered(candidate(of)), mismatches=mismatches)
    html = shown(replace(after(asked, FIRST), answer=answer), asked)
    assert '<p class="mismatch">The sentence speaks of 2023&lt;, not 2024.</p>' in html


def test_bars_are_as_long_as_what_counts(asked):
    evidence = {"first": Evidence(1.0, 2.0), "second": Evidence(1.0, -1.0), "nothing": Evidence(1.0, 0.0)}
    rival = {"first": Evidence(1.0, 0.5), "second": Evidence(1.0, 0.0), "nothing": Evidence(0.0, 0.0)}
    of = passage("Ada wrote it in 1843.", "She lived in London.")
    turn = replace(
        after(asked, FIRST), answer=answered(candidate(of, evidence=evidence), candidate(of, 1, evidence=rival))
    )
    bars = TurnView(turn, asked, conversation="", threshold=0.5).why.bars
    assert [(bar.best, bar.rival) for bar in bars] == [(BAR_WIDTH, BAR_WIDTH / 4), (-BAR_WIDTH / 2, 0.0)]


def test_hostile_sentence_is_shown_as_text(asked):
    of = passage(f"<script>alert(1)</script> {ESCAPE}{BIDI}costs \"5\" 'euros'.", source='<b>"x".md')
    turn = replace(after(asked, FIRST), answer=answered(candidate(of, marked="costs"), line="<i>Who?"))
    html = shown(replace(turn, rewrite=Rewrite("<i>Who?", "<i>Who?")), asked)
    assert "<script" not in html and "<b>" not in html and "<i>" not in html
    assert not DANGEROUS.search(html.replace("\n", ""))
