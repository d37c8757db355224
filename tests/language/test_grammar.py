import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language.grammar import Fit, agreement, base_verb, capitalised, ends_in_motion, noun_traits
from qa.language.lexicon import PRONOUN_CLASSES, VERBS
from qa.types import Traits

# Words


@pytest.mark.parametrize(
    ("text", "expected"), [("where did he go?", "Where did he go?"), ("", ""), ("élan", "Élan"), ("Pavel", "Pavel")]
)
def test_capitalised_raises_the_first_letter_alone(text, expected):
    assert capitalised(text) == expected


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("go", "go"),
        ("went", "go"),
        ("signs", "sign"),
        ("signed", "sign"),
        ("signing", "sign"),
        ("stopped", "stop"),
        ("planning", "plan"),
        ("carries", "carry"),
        ("carried", "carry"),
        ("making", "make"),
        ("moved", "move"),
        ("died", "die"),
        ("agreed", "agree"),
        ("kissed", "kiss"),
        ("fled", "flee"),
        ("left", "leave"),
        # "Found" is also a verb of its own.
        ("found", "found"),
        ("table", None),
        ("ing", None),
        ("", None),
    ],
)
def test_form_leads_to_its_listed_verb(form, base):
    assert base_verb(form) == base


def test_listed_verbs_are_their_own_base():
    assert all(base_verb(verb) == verb for verb in VERBS)


@given(
    st.text(max_size=8)
    | st.sampled_from(sorted(VERBS)).flatmap(lambda verb: st.sampled_from([f"{verb}s", f"{verb}ed"]))
)
def test_base_is_always_a_listed_verb(form):
    assert base_verb(form) in VERBS | {None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where did Pavel go", True),
        ("has returned", True),
        ("Pavel stayed", False),
        ("Pavel went?", False),
        ("", False),
    ],
)
def test_text_may_end_in_motion(text, expected):
    assert ends_in_motion(text) is expected


# Nouns

MAN, WOMAN, PERSON = (
    Traits(True, True, False, False),
    Traits(True, False, False, False),
    Traits(True, None, False, False),
)
PEOPLE = Traits(True, None, True, False)
TEAM, TEAMS = Traits(False, None, False, False, group=True), Traits(None, None, True, False, group=True)
TOWN, TOWNS = Traits(False, None, False, True), Traits(False, None, True, True)
BOOK, BOOKS = Traits(False, None, False, False), Traits(False, None, True, False)
YEAR, YEARS = Traits(False, None, False, False, time=True), Traits(False, None, True, False, time=True)
UNKNOWN = Traits()


@pytest.mark.parametrize(
    ("noun", "traits"),
    [
        ("brother", MAN),
        ("mr", MAN),
        # Brothers may be brothers and sisters.
        ("brothers", PEOPLE),
        ("men", PEOPLE),
        ("policemen", PEOPLE),
        ("sister", WOMAN),
        ("women", PEOPLE),
        ("mayor", PERSON),
        ("children", PEOPLE),
        ("people", PEOPLE),
        ("company", TEAM),
        ("companies", TEAMS),
        # Several without an s.
        ("police", TEAMS),
        # "They" means no amount.
        ("rubles", BOOK),
        ("percent", BOOK),
        ("%", BOOK),
        ("year", YEAR),
        ("years", YEARS),
        ("monday", YEAR),
        ("2022", YEAR),
        ("1066", YEAR),
        ("3000", BOOK),
        ("$1066", BOOK),
        ("city", TOWN),
        ("cities", TOWNS),
        ("churches", TOWNS),
        ("book", BOOK),
        ("books", BOOKS),
        ("glasses", BOOKS),
        # No plurals, in spite of their s.
        ("glass", BOOK),
        ("crisis", BOOK),
        ("virus", BOOK),
        ("gas", BOOK),
        ("", BOOK),
    ],
)
def test_noun_has_traits_of_its_meaning(noun, traits):
    assert noun_traits(noun) == traits


# Agreement

NO, POSSIBLE, YES = Fit.NO, Fit.POSSIBLE, Fit.YES
# What is referred to by row, the class of the pronoun by column.
CLASSES = ("he", "she", "they", "it", "this", "there", "then", "noun")
AGREEMENT = [
    (MAN, (YES, NO, NO, NO, NO, NO, NO, POSSIBLE)),
    (WOMAN, (NO, YES, NO, NO, NO, NO, NO, POSSIBLE)),
    (PERSON, (POSSIBLE, POSSIBLE, NO, NO, NO, NO, NO, POSSIBLE)),
    (PEOPLE, (NO, NO, YES, NO, NO, NO, NO, POSSIBLE)),
    # A team is "it" and "they".
    (TEAM, (NO, NO, YES, YES, POSSIBLE, NO, NO, POSSIBLE)),
    (TEAMS, (NO, NO, YES, NO, POSSIBLE, NO, NO, POSSIBLE)),
    (TOWN, (NO, NO, NO, YES, POSSIBLE, YES, NO, POSSIBLE)),
    (TOWNS, (NO, NO, YES, NO, POSSIBLE, YES, NO, POSSIBLE)),
    (BOOK, (NO, NO, NO, YES, POSSIBLE, NO, NO, POSSIBLE)),
    (YEAR, (NO, NO, NO, NO, NO, NO, YES, POSSIBLE)),
    # A name of which nothing is known may be anything but a time.
    (UNKNOWN, (POSSIBLE, POSSIBLE, POSSIBLE, POSSIBLE, POSSIBLE, POSSIBLE, NO, POSSIBLE)),
    (Traits(male=True), (YES, NO, POSSIBLE, POSSIBLE, POSSIBLE, POSSIBLE, NO, POSSIBLE)),
]


@pytest.mark.parametrize(("traits", "fits"), AGREEMENT)
def test_pronoun_agrees_with_traits(traits, fits):
    assert tuple(agreement(traits, pronoun_class) for pronoun_class in CLASSES) == fits


def test_every_pronoun_has_a_class_that_agrees():
    assert {*PRONOUN_CLASSES.values(), "noun"} == set(CLASSES)
