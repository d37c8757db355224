"""Questions in a conversation with qa, on three invented sentences."""

from dataclasses import replace

import pytest

from qa import Corpus, load_text
from qa.evaluate.datasets import EarlierTurn
from qa.evaluate.runs import ask_questions
from qa.evaluate.systems import SYSTEMS, Conversation, find_system
from qa.evaluate.systems.ours import given_turn
from qa.types import Intent, Span

from .builders import DOCUMENT, question

CORPUS = Corpus([DOCUMENT])
LINES = tuple(map(EarlierTurn, ("Where did Semyon stay?", "How long did it rain?", "Who ate the borscht?")))


def outcomes(turns):
    return [(turn.rewrite.typed, turn.answer.text, turn.intent) for turn in turns]


def given(words, *, text=DOCUMENT.text, passages=CORPUS.passages):
    place = None
    if words is not None:
        start = text.index(words)
        place = Span(start, start + len(words))
    return given_turn(EarlierTurn("And then?", answer_given=True, answer_span=place), passages)


def test_history_is_asked_line_by_line():
    chat = Conversation(CORPUS).after(LINES)
    assert [line for line, _, _ in outcomes(chat.turns)] == [past.line for past in LINES]
    assert outcomes(chat.turns)[0][1] == "Semyon stayed in Moscow." and outcomes(chat.turns)[2][1] is None


def test_continued_conversation_equals_conversation_from_start():
    going_on = Conversation(CORPUS)
    for count in (0, 1, 3, 2, 3):
        turns = going_on.after(LINES[:count]).turns
        assert outcomes(turns) == outcomes(Conversation(CORPUS).after(LINES[:count]).turns)
        going_on.ask("What about Moscow?", top=5)
    other = (LINES[1], LINES[0])
    assert outcomes(going_on.after(other).turns) == outcomes(Conversation(CORPUS).after(other).turns)


def test_dialogue_in_order_asks_each_line_once(monkeypatch):
    asked = []
    real = Corpus.ask
    monkeypatch.setattr(Corpus, "ask", lambda self, line, **options: asked.append(line) or real(self, line, **options))
    ready = find_system("qa:reader=lexical")([DOCUMENT])
    for count, past in enumerate(LINES):
        ready.ask(past.line, history=LINES[:count])
    assert len(asked) == len(LINES)


def test_given_answer_replaces_own_answer():
    turn = given("stayed in Moscow")
    assert (turn.rewrite.rewritten, turn.intent) == ("And then?", Intent.QUESTION)
    assert turn.answer.text == "Semyon stayed in Moscow." and turn.answer.best.span_text == "stayed in Moscow"


def test_given_answer_over_sentences_takes_longest_part():
    turn = given("Ulm. Semyon stayed in")
    assert turn.answer.text == "Semyon stayed in Moscow." and turn.answer.best.span_text == "Semyon stayed in"


def test_given_answer_without_span_is_abstention():
    assert given(None).answer.best is None and not given(None).answer.answered


def test_span_between_sentences_is_abstention():
    document = load_text("It rained.  \n\n  He left.")
    passages = Corpus([document]).passages
    assert given_turn(EarlierTurn("Why?", answer_given=True, answer_span=Span(10, 12)), passages).answer.best is None


def test_given_and_own_answers_can_be_mixed():
    history = (
        EarlierTurn("Who left?", answer_given=True, answer_span=Span(27, 32)),
        LINES[0],
        EarlierTurn("Who left?"),
    )
    conversation = Conversation(CORPUS)
    turns = conversation.after(history).turns
    assert [turn.answer.text for turn in turns][:2] == ["Semyon stayed in Moscow."] * 2
    assert turns[2].answer.text == "Pavel left for Ulm."
    # The same line with another answer is another conversation.
    again = conversation.after((EarlierTurn("Who left?"), *history[1:])).turns
    assert again[0].answer.text == "Pavel left for Ulm."


@pytest.mark.parametrize("name", [name for name in SYSTEMS if name != "qa"])
def test_baseline_ignores_history(name):
    ready = find_system(name)([DOCUMENT])
    alone, after = (ready.ask("Where did Semyon stay?", history=history) for history in (None, LINES))
    assert [candidate.sentence.key for candidate in alone.candidates] == [
        candidate.sentence.key for candidate in after.candidates
    ]


def test_standalone_question_has_same_answer_in_conversation():
    ready = find_system("qa")([DOCUMENT])
    alone, opening, after = (ready.ask("Where did Semyon stay?", history=history) for history in (None, (), LINES[1:]))
    assert alone.rewrite is None and after.rewrite.rewritten == "Where did Semyon stay?"
    for prediction in (opening, after):
        assert [(candidate.sentence.key, candidate.score) for candidate in prediction.candidates] == [
            (candidate.sentence.key, candidate.score) for candidate in alone.candidates
        ]
        assert (prediction.confidence, prediction.answered) == (alone.confidence, alone.answered)


def test_threshold_holds_in_whole_conversation():
    ready = find_system("qa:reader=lexical:threshold=1")([DOCUMENT])
    assert not ready.ask(LINES[1].line, history=LINES[:1]).answered
    chat = Conversation(CORPUS, threshold=1.0).after(LINES[:1])
    assert not chat.turns[0].answer.answered


def test_record_holds_rewrite_and_own_time():
    alone = question("Where did Semyon stay?", "Moscow")
    later = replace(alone, question_id="later", history=LINES[1:])
    (first, second) = [
        record for batch in ask_questions("qa:reader=lexical", [alone, later]) for record in batch.records
    ]
    assert "rewrite" not in first.stages
    assert second.stages["rewrite"]["rewritten"] == "Where did Semyon stay?"
    assert second.right and second.milliseconds > 0


def test_crash_in_history_costs_one_question():
    long = "x" * 5_000
    asked = [
        replace(question("Where did Semyon stay?", "Moscow"), history=(LINES[1], EarlierTurn(long))),
        replace(question("How long did it rain?", "three weeks"), history=(LINES[0],)),
    ]
    (first, second) = [record for batch in ask_questions("qa:reader=lexical", asked) for record in batch.records]
    assert first.error.startswith("QuestionError") and second.error is None and second.right
