"""How a fragment is completed from the last question."""

import pytest

from qa.dialogue.rewrite.completion import complete
from qa.dialogue.rewrite.fragments import Fragment, Gap
from qa.dialogue.turn import ELLIPSIS, PastTurn, Rewrite, Substitution

from ..builders import TEXT, WHERE_TOM, WHO_WROTE, history, question, rewritten

COST = PastTurn("How much did it cost?", "700")


def completed(text, gap, *turns, documents=TEXT):
    return complete(Fragment(text, gap), question(f"{text}?"), history(*turns, text=documents))


# Other question words


@pytest.mark.parametrize(
    ("text", "past", "expected"),
    [
        ("Why", PastTurn("Did Karl go?"), "Why did Karl go?"),
        ("why not", PastTurn("Will Karl go?"), "Why won't Karl go?"),
        ("When exactly", PastTurn("Did Karl go?"), "When did Karl go exactly?"),
        ("Why then", PastTurn("Did Karl go?"), "Why did Karl go then?"),
        # The answer becomes a part of the question, with its preposition.
        ("Why", PastTurn("Where did Karl live?", "Ulm", "Karl lived at Ulm."), "Why did Karl live at Ulm?"),
        ("Why", PastTurn("Where did Karl live?", "Ulm"), "Why did Karl live in Ulm?"),
        ("Why", PastTurn("Where did Karl go?", "Ulm", "Karl left for Ulm."), "Why did Karl go to Ulm?"),
        ("Why", PastTurn("Where did Karl go?", "near Ulm"), "Why did Karl go near Ulm?"),
        ("Why", PastTurn("What did Karl sell?", "the “oats”."), "Why did Karl sell (the “oats)?"),
        # Not an answer of more than six words, one that the question names already, or a time.
        ("Why", PastTurn("Where did Karl live?", "a town far to the north of Ulm"), "Why did Karl live?"),
        ("Why", PastTurn("Where did Karl live in Ulm?", "ulm"), "Why did Karl live in Ulm?"),
        ("Why", PastTurn("When did Karl go?", "1843"), "Why did Karl go?"),
        # The question words were the subject: the answer is, or what they asked for.
        ("Why", PastTurn("Who left?", "Karl", "Karl left."), "Why was it that Karl left?"),
        ("Why", PastTurn("Who left?"), "Why was it that it left?"),
        ("Why", PastTurn("How many men left?", "700"), "Why was it that 700 men left?"),
        ("In which year", PastTurn("Who left?", "Karl"), "In which year was it that Karl left?"),
        ("Why", PastTurn("How many men were hurt?", "700"), "Why were 700 men hurt?"),
        ("Why", PastTurn("How many men were hurt?", "few", "Few were hurt."), "Why were the men hurt?"),
        ("Why", PastTurn("How many men were hurt?", "700", confidence=0.2), "Why were the men hurt?"),
        ("Why", PastTurn("How many men were hurt?", "seven men", "Seven men were."), "Why were seven men hurt?"),
        ("Why", PastTurn("How many tests are flaky?", "12 of 840"), "Why are 12 of 840 tests flaky?"),
        ("Why", PastTurn("Which town did Karl leave?", "Ulm"), "Why did Karl leave?"),
        # What was left open is asked for.
        ("Who", PastTurn("Did Tom Byron see anyone?"), "Who did Tom Byron see?"),
        ("What", PastTurn("Did Karl sell anything else in Ulm?"), "What did Karl sell in Ulm?"),
        ("Why", PastTurn("Did Karl see anyone?"), "Why did Karl see anyone?"),
        ("Why", PastTurn("How did Ada Byron feel?", "tired", TEXT), "Why did Ada Byron feel (tired)?"),
        # No clause to take from.
        ("When", PastTurn("What about the estimate?"), "When, about the estimate?"),
        ("When", PastTurn("Tell me about Karl."), "When, Tell me about Karl?"),
        # What precedes the last question is no part of it.
        ("Why", PastTurn("And did Karl go?"), "Why did Karl go?"),
    ],
)
def test_question_words_are_exchanged(text, past, expected):
    result = completed(text, Gap.QUESTION_WORDS, past)
    assert (result.rewritten, result.confidence, result.kind) == (expected, 0.9, ELLIPSIS)


@pytest.mark.parametrize(
    ("line", "past", "expected"),
    [
        ("Who?", PastTurn("Did Tom Byron see anyone?"), "Who did Tom Byron see?"),
        ("Why?", PastTurn("How did Ada Byron feel?", "tired", TEXT), "Why did Ada Byron feel (tired)?"),
        ("When?", PastTurn("What about the estimate?"), "When, about the estimate?"),
    ],
)
def test_line_asks_for_what_was_open(line, past, expected):
    assert rewritten(line, past) == expected


def test_question_words_lose_their_verb():
    assert completed("Who does", Gap.VERB, PastTurn("Does Karl sell oats?")).rewritten == "Who does sell oats?"
    assert completed("Who does", Gap.VERB, PastTurn("Karl sells oats.")) == Rewrite("Who does?", "Who does?")


# Something more


@pytest.mark.parametrize(
    ("text", "past", "expected"),
    [
        ("In dollars", PastTurn("How much did Karl pay?"), "How much did Karl pay in dollars?"),
        ("In London", PastTurn("Did Karl live in Ulm?"), "Did Karl live in London?"),
        # Another preposition, another sort of phrase.
        ("Near London", PastTurn("Did Karl live in Ulm?"), "Did Karl live in Ulm near London?"),
        ("In 1843", PastTurn("Did Karl live in Ulm?"), "Did Karl live in Ulm in 1843?"),
        ("right away", PastTurn("Did Karl go?"), "Did Karl go right away?"),
    ],
)
def test_more_is_added_or_exchanged(text, past, expected):
    result = completed(text, Gap.MORE, past)
    assert (result.rewritten, result.confidence) == (expected, 0.9)


# Somebody else


@pytest.mark.parametrize(
    ("text", "past", "expected"),
    [
        ("Karl Weiss", WHERE_TOM, "Where did Karl Weiss move?"),
        # The same head first, then a subject of the same sort, then any of the same sort.
        ("the western border", PastTurn("Who guards the southern border?"), "Who guards the western border?"),
        ("Max", PastTurn("Did Nika meet Karl?"), "Did Max meet Karl?"),
        ("Paris", PastTurn("Did Karl live in London?"), "Did Karl live in Paris?"),
        ("1850", PastTurn("Did Karl leave in 1843?"), "Did Karl leave in 1850?"),
        # A whole phrase before the owner in it.
        ("Max", PastTurn("Where is Karl's brother?"), "Where is Max?"),
        # Words behind the name that add nothing, and a time that does.
        ("Max himself", PastTurn("Did Nika go?"), "Did Max go?"),
        # Twelve characters behind it at most.
        ("Max who left us", PastTurn("Did Nika go?"), "Did Max who left us go?"),
        ("Max now", PastTurn("Did Nika go?"), "Did Max go now?"),
    ],
)
def test_phrase_of_same_sort_is_exchanged(text, past, expected):
    result = completed(text, Gap.ANOTHER, past, documents="")
    assert (result.rewritten, result.confidence, result.kind) == (expected, 0.9, ELLIPSIS)
    assert result.substitutions == (Substitution("", past.question.rstrip("?")),)


@pytest.mark.parametrize("text", ["the horses", "Karl who left men"])
def test_unlike_phrase_is_asked_about(text):
    result = completed(text, Gap.ANOTHER, WHERE_TOM)
    assert (result.rewritten, result.confidence) == (f"What about {text}?", 0.5)
    assert result.substitutions == (Substitution("", ""),)


def test_somebody_may_be_meant_in_earlier_question():
    assert rewritten("And his sister?", WHERE_TOM, COST) == "Where did Tom Byron's sister move?"
    assert rewritten("And the horses?", WHERE_TOM, COST) == "What about the horses?"
    # With less confidence, and three questions back at most.
    assert completed("Karl Weiss", Gap.ANOTHER, WHERE_TOM, COST).confidence == 0.5
    assert completed("Karl Weiss", Gap.ANOTHER, WHERE_TOM, COST, COST).rewritten == "Where did Karl Weiss move?"
    assert completed("Karl Weiss", Gap.ANOTHER, WHERE_TOM, COST, COST, COST).rewritten == "What about Karl Weiss?"


def test_reference_in_fragment_is_resolved():
    result = completed("his sister", Gap.ANOTHER, WHERE_TOM)
    assert result.rewritten == "Where did Tom Byron's sister move?"
    his, left_out = result.substitutions
    assert (his, left_out) == (Substitution("his", "Tom Byron"), Substitution("", "Where did Tom Byron move"))
    # The confidence that "his" means Tom Byron, times that of the completion.
    assert 0 < result.confidence < 0.9


# Whoever else was mentioned


def test_other_one_is_named_in_conversation():
    result = completed("", Gap.OTHER_ONE, WHO_WROTE, PastTurn("Where does Karl Weiss live?"))
    assert result.rewritten == "Where does Ada Byron live?"


def test_other_one_is_named_in_documents():
    text = "Nika Quill sold clocks. Nika Quill was old. Karl Weiss left."
    assert (
        completed("", Gap.OTHER_ONE, PastTurn("Where is Karl Weiss?"), documents=text).rewritten
        == "Where is Nika Quill?"
    )


def test_without_other_one_line_is_unchanged():
    text = "Karl Weiss left."
    assert completed("", Gap.OTHER_ONE, PastTurn("Where is Karl Weiss?"), documents=text) == Rewrite("?", "?")


# Too vague


@pytest.mark.parametrize(("text", "gap"), [("What", Gap.QUESTION_WORDS), ("...", Gap.ANOTHER), ("", Gap.ANOTHER)])
def test_vague_fragment_is_unchanged(text, gap):
    assert completed(text, gap, WHERE_TOM) == Rewrite(f"{text}?", f"{text}?")
