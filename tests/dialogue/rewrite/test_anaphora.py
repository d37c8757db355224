"""Questions in which a pronoun or a definite noun phrase refers back."""

from math import e

import pytest

from qa.dialogue.rewrite import anaphora
from qa.dialogue.turn import ANAPHORA, PastTurn, Substitution

from ..builders import TEXT, WHERE_TOM, WHO_WROTE, history, question, rewrite, rewritten


@pytest.mark.parametrize(
    ("line", "past", "expected"),
    [
        ("Why did he move?", WHERE_TOM, "Why did Tom Byron move?"),
        ("How old is she?", WHO_WROTE, "How old is Ada Byron?"),
        ("What is his job?", WHERE_TOM, "What is Tom Byron's job?"),
        ("Who told him?", WHERE_TOM, "Who told Tom Byron?"),
        ("Did they like Ulm?", PastTurn("What did the visitors say?"), "Did the visitors like Ulm?"),
        ("When was it written?", PastTurn("Who sold the program?", "Ada Byron", TEXT), "When was the program written?"),
        ("Who is the mayor there?", WHERE_TOM, "Who is the mayor in Ulm?"),
        ("When did he go there?", WHERE_TOM, "When did Tom Byron go to Ulm?"),
        (
            "What was she doing until then?",
            PastTurn("When did Ada Byron stop?", "1843", TEXT),
            "What was Ada Byron doing until 1843?",
        ),
        (
            "Who made that estimate?",
            PastTurn("Is the estimate of 700 visitors too low?"),
            "Who made the estimate of 700 visitors?",
        ),
        ("Who wrote that?", PastTurn("What did Ada Byron sell?", "a program", TEXT), "Who wrote a program?"),
        ("What's his name?", PastTurn("What did the mayor of Ulm say?"), "What is the mayor of Ulm's name?"),
        ("WHERE DOES HE LIVE?", WHERE_TOM, "WHERE DOES Tom Byron LIVE?"),
    ],
)
def test_pronoun_is_replaced_by_its_antecedent(line, past, expected):
    result = rewrite(line, past)
    assert (result.rewritten, result.kind) == (expected, ANAPHORA)


def test_pronoun_agrees_in_gender():
    past = PastTurn("Did Ada Byron see Tom Byron?", "", "")
    assert rewritten("Where did he live?", past) == "Where did Tom Byron live?"
    assert rewritten("Where did she live?", past) == "Where did Ada Byron live?"


def test_pronoun_after_possessive_means_the_possession():
    assert rewritten("How old is he?", PastTurn("Where is Ada's brother?")) == "How old is Ada's brother?"


def test_latest_antecedent_is_meant():
    turns = PastTurn("Where did Tom Byron go?"), PastTurn("What did Karl Weiss say?")
    assert rewritten("How old is he?", *turns) == "How old is Karl Weiss?"


def test_answer_names_what_was_asked_for():
    text = "Tom joined Northline. It sells oats."
    past = PastTurn("Which company did Tom join?", "Northline", "Tom joined Northline.")
    assert rewritten("What does it sell?", past, text=text) == "What does Northline sell?"


def test_title_is_no_part_of_name():
    past = PastTurn("Who lives in Ulm?", "Mayor Karl Weiss", "Mayor Karl Weiss lives in Ulm.")
    assert rewritten("How old is he?", past) == "How old is Karl Weiss?"


def test_definite_noun_refers_to_fuller_phrase():
    past = PastTurn("Where does Ada's brother live?")
    assert rewritten("Did the brother give a name?", past) == "Did Ada's brother give a name?"


def test_pronoun_without_antecedent_stays_but_refers():
    result = rewrite("What does it cost?", PastTurn("Where did Tom Byron and Ada Byron live?"))
    assert (result.rewritten, result.kind) == ("What does it cost?", ANAPHORA)


def test_definite_noun_without_antecedent_needs_no_history():
    result = rewrite("Did the brother give a name?", PastTurn("Where is Ulm?"))
    assert (result.rewritten, result.kind) == ("Did the brother give a name?", "")


def test_question_without_reference_is_not_recognised():
    assert anaphora.rewrite(question("Who wrote a program?"), history(WHERE_TOM)) is None


def test_rewrite_reports_substitutions_and_confidence():
    result = rewrite("Why did he move?", WHERE_TOM)
    assert [(pair.phrase, pair.replacement) for pair in result.substitutions] == [("he", "Tom Byron")]
    assert 0 < result.confidence <= 1


def test_two_pronouns_never_mean_the_same():
    # Either could mean the government, and nothing else was mentioned.
    past = history(PastTurn("What did the government say?"), text="", weights={"age 0": 1.0})
    result = anaphora.rewrite(question("Did it say why they left?"), past)
    assert result.rewritten == "Did the government say why they left?"
    assert [pair.phrase for pair in result.substitutions] == ["it"]


def test_confidence_is_that_of_unlikeliest_substitution():
    # "He" can mean Tom alone: e / (e + 1). "There" can mean two places: e / (2e + 1).
    past = history(PastTurn("Did Tom leave Berlin for Paris?"), text="", weights={"age 0": 1.0})
    result = anaphora.rewrite(question("Why did he go there?"), past)
    assert [pair.replacement for pair in result.substitutions] == ["Tom", "Berlin"]
    assert result.confidence == pytest.approx(e / (2 * e + 1))
    assert result.alternative_reading == "Why did he go to Paris?"


def test_close_second_reading_is_offered():
    result = rewrite("How old is he?", PastTurn("Did Karl Weiss help Tom Byron?", "", ""))
    readings = {result.rewritten, result.alternative_reading}
    assert readings == {"How old is Karl Weiss?", "How old is Tom Byron?"} or result.alternative_reading is None
    both = rewrite(
        "What did he say about the carpenter and his mayor?", PastTurn("Who is older, Karl Weiss or Tom Byron?")
    )
    assert both.alternative_reading is not None and both.alternative_reading != both.rewritten


@pytest.mark.parametrize(("subject_weight", "second"), [(0.5, "How old is Karl?"), (0.52, None)])
def test_second_reading_has_enough_probability(subject_weight, second):
    # Karl's share of Tom's probability is exp(-0.5) = 0.607, or exp(-0.52) = 0.595; 0.6 is needed.
    weights = {"age 0": 1.0, "subject of the question": subject_weight}
    past = history(PastTurn("Did Tom help Karl?"), text="", weights=weights)
    result = anaphora.rewrite(question("How old is he?"), past)
    assert (result.rewritten, result.alternative_reading) == ("How old is Tom?", second)


def test_distant_second_reading_is_not_offered():
    about_karl = (PastTurn("What did Karl Weiss say?"), PastTurn("Is Karl Weiss old?"), PastTurn("Is Karl Weiss ill?"))
    turns = (PastTurn("Where did Tom Byron go?"), *about_karl)
    assert rewrite("Where does he live?", *turns).alternative_reading is None


@pytest.mark.parametrize("line", ["How much did it cost?", "What made it happen?", "How long did it last?"])
def test_event_is_no_thing_mentioned(line):
    past = PastTurn("Who sold the program?", "Ada Byron", TEXT)
    assert (rewritten(line, past), rewrite(line, past).needs_history) == (line, True)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("700 visitors", "Who counted 700 visitors?"),
        ("700", "Who counted 700?"),
        # A person, a place, a time, one word, a clause, nothing.
        ("Ada Byron", "Who counted that?"),
        ("the city", "Who counted that?"),
        ("1843", "Who counted that?"),
        ("oats", "Who counted that?"),
        ("visitors came to Ulm", "Who counted that?"),
        ("", "Who counted that?"),
    ],
)
def test_that_means_one_thing_that_answered(answer, expected):
    result = rewrite("Who counted that?", PastTurn("What came?", answer, answer))
    assert (result.rewritten, result.kind) == (expected, ANAPHORA)
    assert result.confidence == (1.0 if expected == "Who counted that?" else 0.6)


def test_pronoun_may_mean_main_person_of_documents():
    result = rewrite("How old is he?", PastTurn("What happened?"))
    assert (result.rewritten, result.confidence) == ("How old is Tom Byron?", 0.3)
    assert rewritten("How old is she?", PastTurn("What happened?")) == "How old is Ada Byron?"


def test_main_person_is_not_named_in_question():
    # The documents name Tom Byron most, then Karl Weiss.
    assert rewritten("Did he meet Tom Byron?", PastTurn("What happened?")) == "Did Karl Weiss meet Tom Byron?"
    assert rewritten("Did he meet tom byron?", PastTurn("What happened?")) == "Did Karl Weiss meet tom byron?"


def test_they_never_mean_the_main_person():
    assert rewritten("How old are they?", PastTurn("What happened?")) == "How old are they?"


@pytest.mark.parametrize(
    ("line", "past", "expected"),
    [
        ("What is his job?", PastTurn("Where is James?"), "What is James’ job?"),
        ("Was it hers?", PastTurn("What did Ada Byron do?"), "Was it Ada Byron's?"),
        (
            "Did he live there?",
            PastTurn("Where did Tom go?", "the city", "Tom left for the city."),
            "Did Tom live at the city?",
        ),
    ],
)
def test_replacement_fits_its_place(line, past, expected):
    assert rewritten(line, past, text="") == expected


LAW = (
    "The Warden shall hold office for four years. A Warden may be dismissed by the Assembly. Every Bill "
    "passed by the Assembly needs the signature of the Warden. The jurors are chosen by lot. A juror "
    "shall not be paid."
)
MANUAL = (
    "The kettle holds two litres. The lid locks when you press it down. If the lid rattles, tighten its "
    "screw. The customer may return the kettle within 30 days."
)
MINUTES = (
    "The fence was painted in May by the pupils of Marl School. It will cost 300 pounds. Ms Brook "
    "objected to the camera, since it would film the gate. The engineer, Mr Lund, inspected the bridge."
)
SCIENCE = (
    "The comet was found by Dr. Lena Abara. She had worked at the observatory for five weeks. The comet "
    "was as bright as a candle. A probe named Swift Heron will visit the comet in 2031."
)
STORY = (
    "Wendel Marsh made clocks. His apprentice was a boy named Lukas, who carved birds. A captain called "
    "Corley bought one."
)


@pytest.mark.parametrize(
    ("text", "past", "line", "expected"),
    [
        # A role is a person, and a word that the text defines is no first name.
        (LAW, ("How long does the Warden hold office?", "four years"), "Can he be dismissed?", "Can the Warden be …"),
        (LAW, ("Who dismisses the Warden?", ""), "How long does he hold office?", "How long does the Warden …"),
        (LAW, ("Who signs a Bill?", "the Warden"), "Can she be dismissed?", "Can the Warden be dismissed?"),
        (LAW, ("Who chooses the jurors?", "lot"), "Are they paid?", "Are the jurors paid?"),
        (MANUAL, ("How much does the kettle hold?", "two litres"), "Can I return it?", "Can I return the kettle?"),
        (MANUAL, ("When does the lid lock?", "when you press it"), "What if it rattles?", "What if the lid rattles?"),
        (
            MINUTES,
            ("Who painted the fence?", "the pupils of Marl School"),
            "When did they do it?",
            "When did the pupils …",
        ),
        (MINUTES, ("Who inspected the bridge?", "The engineer, Mr Lund"), "What does he say?", "What does Lund say?"),
        (SCIENCE, ("Who found the comet?", "Dr. Lena Abara"), "How bright was it?", "How bright was the comet?"),
        (SCIENCE, ("Who found the comet?", "Swift Heron"), "Where did she work?", "Where did Dr. Lena Abara work?"),
        (STORY, ("Who carved birds?", "a boy named Lukas"), "How old was he?", "How old was Lukas?"),
    ],
)
def test_reference_fits_kind_of_text(text, past, line, expected):
    begin = expected.removesuffix("…").rstrip()
    assert rewritten(line, PastTurn(*past, text), text=text).startswith(begin)


def test_who_was_meant_is_meant_again():
    past = PastTurn("Where did Ada Byron go?", substitutions=(Substitution("she", "Ada Byron"),))
    assert rewritten("Was Karl Weiss there when she left?", past) == "Was Karl Weiss there when Ada Byron left?"


def test_whoever_was_she_is_not_it():
    past = PastTurn("Where did Kim sleep?", "Ulm", "", (Substitution("she", "Kim"),))
    assert rewritten("How big is it?", past, text="Kim slept in Ulm.") != "How big is Kim?"


def test_doubtful_answer_weighs_less():
    sure = PastTurn("Who moved to Ulm?", "Tom Byron", TEXT)
    doubtful = PastTurn("Who moved to Ulm?", "Tom Byron", TEXT, confidence=0.1)
    assert rewrite("Why did he move?", sure).confidence > rewrite("Why did he move?", doubtful).confidence


def test_two_persons_are_they():
    past = PastTurn("Whom did Ada Byron see?", "Tom Byron", "")
    assert rewritten("Where did they go?", past) == "Where did Ada Byron and Tom Byron go?"


def test_possessive_refers_back_to_who_was_asked_about():
    past = PastTurn("Where did Tom Byron move?", "Ulm", TEXT)
    assert rewritten("Who took over his shop?", past) == "Who took over Tom Byron's shop?"
    # Nobody is in focus: who is asked for is meant.
    assert rewritten("Who lost his job?", PastTurn("What did the visitors say?")) == "Who lost his job?"
