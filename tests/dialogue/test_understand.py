"""Every sort of follow-up, after invented turns about invented texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.dialogue.turn import FRAGMENT, REFERENCE, Past
from qa.dialogue.understand import Edits, Understander
from qa.load import load_text

TEXT = (
    "Ada Byron, 36, wrote a program in London, and her brother, the carpenter Tom Byron, moved to Ulm in 1843. “She "
    "was tired,” he said. The mayor of Ulm, Karl Weiss, said that the estimate of 700 visitors was too low."
)
WORDS = (
    "who what when where why how many is did the his her their it that this those of in to and not no other one Ada "
    "Tom's Ulm brother mayor moved say about , ? . 's 1843 else then there meant I"
).split()
UNDERSTANDER = Understander((load_text(TEXT),))
WHERE_TOM = Past("Where did Tom Byron move?", "Ulm", TEXT)
WHO_WROTE = Past("Who wrote a program?", "Ada Byron", TEXT)


def understood(line, *past, text=TEXT, edits=None):
    """How `line` is understood after `past`."""
    return Understander((load_text(text),)).understand(line, past, edits or Edits())


def standalone(line, *past, **more):
    """The question that `line` is taken for."""
    return understood(line, *past, **more).standalone


# What stands alone


ALONE = [
    "Who wrote a program in London?",
    "What did Karl Weiss say when he was asked?",
    "In her first year, what did Ada Byron write?",
    "Is it true that Tom Byron moved to Ulm?",
    "How long does it take to move to Ulm?",
    "How many visitors are there in Ulm?",
    "Who said that the estimate was too low?",
    "What happened to those who moved?",
    "Who lost his job?",
    "Which town lost its mayor?",
    "What is this article about?",
    "ulm mayor name",
    "Who announced that work in Ulm was complete?",
    "What became of the entrepreneur's firm in his absence?",
    "What did some of those leaving Ulm say?",
    "With which of his friends did Tom Byron move?",
    "In his letter Tom Byron wrote what?",
    "What happened in the war that began in 1843?",
    "What saves Ada Byron's life?",
    "What attenuates light?",
    "Other visitors to Ulm include whom?",
    "What did Ada Byron say about her brother?",
    "Which mayor says he is tired?",
    "At what age did Karl Weiss leave school to follow his own path?",
    "Who left Ulm other than Tom Byron, and who else stayed?",
    "In which year does this year's estimate of visitors to Ulm end?",
]


@pytest.mark.parametrize("line", ALONE)
def test_a_question_that_stands_alone_is_left_as_it_is(line):
    found = understood(line, WHERE_TOM, WHO_WROTE)
    assert (found.standalone, found.leans, found.resolved, found.confidence) == (line, False, (), 1.0)


@pytest.mark.parametrize("line", ["Where did he go?", "Why?", "And his brother?", "What about Tom?", *ALONE])
def test_without_anything_said_before_nothing_is_brought_in(line):
    assert understood(line).standalone == line and not understood(line).leans


# Pronouns


@pytest.mark.parametrize(
    ("line", "past", "expected"),
    [
        ("Why did he move?", WHERE_TOM, "Why did Tom Byron move?"),
        ("How old is she?", WHO_WROTE, "How old is Ada Byron?"),
        ("What is his job?", WHERE_TOM, "What is Tom Byron's job?"),
        ("Who told him?", WHERE_TOM, "Who told Tom Byron?"),
        ("Did they like Ulm?", Past("What did the visitors say?"), "Did the visitors like Ulm?"),
        ("When was it written?", Past("Who sold the program?", "Ada Byron", TEXT), "When was the program written?"),
        ("Who is the mayor there?", WHERE_TOM, "Who is the mayor in Ulm?"),
        ("When did he go there?", WHERE_TOM, "When did Tom Byron go to Ulm?"),
        (
            "What was she doing until then?",
            Past("When did Ada Byron stop?", "1843", TEXT),
            "What was Ada Byron doing until 1843?",
        ),
        (
            "Who made that estimate?",
            Past("Is the estimate of 700 visitors too low?"),
            "Who made the estimate of 700 visitors?",
        ),
        ("Who wrote that?", Past("What did Ada Byron sell?", "a program", TEXT), "Who wrote a program?"),
        ("What's his name?", Past("What did the mayor of Ulm say?"), "What is the mayor of Ulm's name?"),
        ("WHERE DOES HE LIVE?", WHERE_TOM, "WHERE DOES Tom Byron LIVE?"),
    ],
)
def test_a_pronoun_becomes_what_it_means(line, past, expected):
    found = understood(line, past)
    assert (found.standalone, found.sort) == (expected, REFERENCE)


def test_of_a_man_and_a_woman_each_pronoun_finds_its_own():
    past = Past("Did Ada Byron see Tom Byron?", "", "")
    assert standalone("Where did he live?", past) == "Where did Tom Byron live?"
    assert standalone("Where did she live?", past) == "Where did Ada Byron live?"


def test_behind_a_possessive_the_pronoun_means_what_is_possessed():
    assert standalone("How old is he?", Past("Where is Ada's brother?")) == "How old is Ada's brother?"


def test_the_last_one_spoken_of_is_meant():
    past = Past("Where did Tom Byron go?"), Past("What did Karl Weiss say?")
    assert standalone("How old is he?", *past) == "How old is Karl Weiss?"


def test_what_was_asked_for_has_its_name_from_then_on():
    past = Past("Which company did Tom join?", "Northline", "Tom joined Northline.")
    assert (
        standalone("What does it sell?", past, text="Tom joined Northline. It sells oats.")
        == "What does Northline sell?"
    )


def test_a_title_is_no_part_of_the_name():
    past = Past("Who lives in Ulm?", "Mayor Karl Weiss", "Mayor Karl Weiss lives in Ulm.")
    assert standalone("How old is he?", past) == "How old is Karl Weiss?"


def test_a_phrase_with_the_points_back_to_its_fuller_form():
    past = Past("Where does Ada's brother live?")
    assert standalone("Did the brother give a name?", past) == "Did Ada's brother give a name?"


def test_a_pronoun_that_nothing_fits_stays_but_leans():
    found = understood("What does it cost?", Past("Where did Tom Byron and Ada Byron live?"))
    assert (found.standalone, found.sort) == ("What does it cost?", REFERENCE)


def test_it_says_what_it_took_for_what_and_how_sure_it_is():
    found = understood("Why did he move?", WHERE_TOM)
    assert [(one.phrase, one.meant) for one in found.resolved] == [("he", "Tom Byron")]
    assert 0 < found.confidence <= 1


def test_when_two_readings_are_close_the_other_one_is_offered():
    past = Past("Did Karl Weiss help Tom Byron?", "", "")
    found = understood("How old is he?", past)
    readings = {found.standalone, found.other}
    assert readings == {"How old is Karl Weiss?", "How old is Tom Byron?"} or found.other is None
    both = understood(
        "What did he say about the carpenter and his mayor?", Past("Who is older, Karl Weiss or Tom Byron?")
    )
    assert both.other is not None and both.other != both.standalone


# Fragments


@pytest.mark.parametrize(
    ("line", "past", "expected"),
    [
        ("When?", WHERE_TOM, "When did Tom Byron move to Ulm?"),
        ("Why?", WHERE_TOM, "Why did Tom Byron move to Ulm?"),
        ("Why not?", Past("Did Tom Byron move?"), "Why didn't Tom Byron move?"),
        ("With whom?", WHERE_TOM, "With whom did Tom Byron move to Ulm?"),
        ("From where?", WHERE_TOM, "From where did Tom Byron move to Ulm?"),
        ("When was that?", WHERE_TOM, "When did Tom Byron move to Ulm?"),
        (
            "How many programs?",
            Past("Did Ada Byron write programs?"),
            "How many programs did Ada Byron write programs?",
        ),
        ("When?", WHO_WROTE, "When was it that Ada Byron wrote a program?"),
        ("Where?", Past("How many visitors were counted?", "700", TEXT), "Where were the visitors counted?"),
        ("Who did?", Past("Did Tom Byron move?"), "Who did move?"),
        ("And Ada Byron?", WHERE_TOM, "Where did Ada Byron move?"),
        ("And his sister?", WHERE_TOM, "Where did Tom Byron's sister move?"),
        ("What about Karl Weiss?", WHERE_TOM, "Where did Karl Weiss move?"),
        ("How about Karl Weiss now?", WHERE_TOM, "Where did Karl Weiss move now?"),
        ("And the western border?", Past("Who guards the southern border?"), "Who guards the western border?"),
        ("In London?", Past("Did Tom Byron live in Ulm?"), "Did Tom Byron live in London?"),
        ("And in dollars?", Past("How much did Tom Byron pay?"), "How much did Tom Byron pay in dollars?"),
        ("Right away?", Past("Did Tom Byron move?"), "Did Tom Byron move right away?"),
        ("No, I meant Ada Byron", WHERE_TOM, "Where did Ada Byron move?"),
        ("I meant Ada Byron.", WHERE_TOM, "Where did Ada Byron move?"),
        ("Not Tom Byron, but Ada Byron", WHERE_TOM, "Where did Ada Byron move?"),
        ("No, the other one, Ada Byron", WHERE_TOM, "Where did Ada Byron move?"),
        ("And the horses?", WHERE_TOM, "What about the horses?"),
    ],
)
def test_a_fragment_takes_the_rest_from_the_last_question(line, past, expected):
    found = understood(line, past)
    assert (found.standalone, found.sort) == (expected, FRAGMENT)
    assert found.resolved[-1].phrase == ""


def test_the_other_one_is_another_person_who_was_spoken_of():
    past = Past("Who wrote a program?", "Ada Byron", TEXT), Past("Where does Karl Weiss live?")
    assert standalone("No, the other one", *past) == "Where does Ada Byron live?"


def test_somebody_else_may_be_meant_in_a_question_before_the_last():
    past = WHERE_TOM, Past("How much did it cost?", "700")
    assert standalone("And his sister?", *past) == "Where did Tom Byron's sister move?"
    assert standalone("And the horses?", *past) == "What about the horses?"


def test_a_what_by_itself_is_too_vague_to_be_filled():
    assert not understood("What?", WHERE_TOM).leans


def test_a_correction_before_a_question_says_what_it_is_about():
    assert standalone("I meant Ada Byron. How old is she?", WHERE_TOM) == "How old is Ada Byron?"


def test_what_is_named_before_a_question_is_what_it_is_about():
    assert standalone("And Karl Weiss, what did he say?", WHERE_TOM) == "What did Karl Weiss say?"


def test_remarks_before_a_question_do_not_count():
    assert standalone("I see. And where does he live?", WHERE_TOM) == "Where does Tom Byron live?"


def test_a_change_of_topic_drops_what_was_said():
    found = understood("New topic: where does he live?", WHERE_TOM)
    assert (found.standalone, found.leans) == ("where does he live?", False)


@pytest.mark.parametrize(
    "line", ["What else?", "Who else?", "And then?", "Is there another one?", "What happened next?"]
)
def test_a_word_that_goes_on_leans_without_changing_the_question(line):
    assert understood(line, WHERE_TOM).leans


# What was left open


@pytest.mark.parametrize(
    ("line", "past", "expected"),
    [
        ("Who?", Past("Did Tom Byron see anyone?"), "Who did Tom Byron see?"),
        ("Why?", Past("How did Ada Byron feel?", "tired", TEXT), "Why did Ada Byron feel (tired)?"),
        ("When?", Past("What about the estimate?"), "When, about the estimate?"),
        ("And what'd he say?", WHERE_TOM, "What did Tom Byron say?"),
        ("I meant the estimate that the mayor gave", WHERE_TOM, "What about the estimate that the mayor gave?"),
    ],
)
def test_what_was_left_open_is_asked_for(line, past, expected):
    assert standalone(line, past) == expected


# What is remembered


def test_what_is_remembered_is_told_the_latest_first():
    remembered = Understander((load_text(TEXT),)).remembered([WHO_WROTE, Past("Where did Karl Weiss go?")])
    assert remembered[0] == "Karl Weiss" and "Ada Byron" in remembered


def test_what_is_pinned_is_meant_first():
    past = Past("Where did Karl Weiss go?")
    assert standalone("How old is he?", past, edits=Edits().pinning("Tom Byron")) == "How old is Tom Byron?"


def test_what_is_dropped_is_not_meant():
    past = WHERE_TOM, Past("Where did Karl Weiss go?")
    assert standalone("How old is he?", *past, edits=Edits().dropping("karl weiss")) == "How old is Tom Byron?"


def test_pinning_again_takes_back_dropping():
    edits = Edits().dropping("Tom Byron").pinning("Tom Byron")
    assert edits == Edits(("Tom Byron",), frozenset())
    assert edits.dropping("tom byron").pinned == ()


# Whatever is typed


@pytest.mark.parametrize(
    "line",
    ["", "?", "...", "he", "his", "that", "it’s", "and", "no", "the other one", "👩🏽‍🔬 his?", "I meant", "not x, y"],
)
def test_odd_lines_are_understood_as_something(line):
    found = understood(line, WHERE_TOM, WHO_WROTE)
    assert isinstance(found.standalone, str) and found.typed == line


@settings(max_examples=200, deadline=None)
@given(
    line=st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join),
    question=st.text(max_size=40) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join),
    answer=st.sampled_from(["", "Ulm", "Ada Byron", "in 1843", "700", "She was tired"]),
)
def test_any_line_after_any_question_is_understood_as_something(line, question, answer):
    found = UNDERSTANDER.understand(line, [Past(question, answer, answer)])
    assert found.typed == line and isinstance(found.standalone, str)
    assert 0 <= found.confidence <= 1
    assert found.leans or not found.resolved
